"""Merge random replies to every Word file of a folder, and see what is refused, left out or lost.

Run: python tests/benchmarks/measure_replies.py FOLDER… [--files N] [--seed N] [--show N]
Each file that can be read is a base. Two or three departments change its XML at random, silently
or tracked: characters, paragraphs, tables, rows, columns, content controls, links, fields,
objects, formats. What they do owes nothing to the program's own writer. Then all replies are
merged, and each by itself. Counted are files whose merge is refused, changes left to a hand, and,
worst, replies whose text the merge neither has nor says is missing.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from lxml import etree  # noqa: E402

from pipeline.errors import HongtouError  # noqa: E402
from pipeline.review.merge import merge  # noqa: E402
from pipeline.review.merge_types import Reply  # noqa: E402
from pipeline.word.compare.lines import VOLATILE, recalculated  # noqa: E402
from pipeline.word.document import read_document  # noqa: E402
from pipeline.word.ooxml import (  # noqa: E402
    PPR,
    R_,
    RPR,
    SECT_PR,
    TBL,
    TC,
    TR,
    Element,
    P,
    R,
    T,
    W,
)
from pipeline.word.package import Package, open_package  # noqa: E402
from pipeline.word.resolve import accept_revisions, reject_revisions  # noqa: E402
from pipeline.word.stories import Paragraph  # noqa: E402

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DEPARTMENTS = ("甲局", "乙局", "丙局")
WORDS = ("补充说明", "另行研究", "X", "并报备案", "", "三十日内")
LARGEST = 20_000


class Hand:
    """One department's hand in a copy of the base: ``tracked`` or not."""

    def __init__(self, package: Package, chance: random.Random, tracked: bool) -> None:
        self.package = package
        self.chance = chance
        self.tracked = tracked
        self.body: Element = package.xml(package.main_part).find(W + "body")
        self.number = chance.randrange(50_000, 900_000)

    # What there is -----------------------------------------------------------------------------

    def blocks(self) -> list[Element]:
        return [b for b in self.body.iter(P, TBL) if not _holds_section(b)]

    def paragraphs(self) -> list[Element]:
        return [b for b in self.body.iter(P) if not _holds_section(b) and not _boxed(b)]

    def one(self, tag: str) -> Element | None:
        return self.pick([e for e in self.body.iter(tag) if not _boxed(e)])

    def pick(self, items: list[Element]) -> Element | None:
        return self.chance.choice(items) if items else None

    def stamp(self, kind: str) -> Element:
        mark = etree.Element(W + kind)
        self.number += 1
        mark.set(W + "id", str(self.number))
        mark.set(W + "author", "经办人")
        mark.set(W + "date", "2026-05-01T08:00:00Z")
        return mark

    # Marks -------------------------------------------------------------------------------------

    def strike(self, run: Element) -> None:
        """A run goes: from the file, or marked."""
        parent = run.getparent()
        if not self.tracked:
            parent.remove(run)
        elif parent.tag != W + "del":
            wrapper = self.stamp("del")
            run.addprevious(wrapper)
            wrapper.append(run)
            for text in run.iter(T):
                text.tag = W + "delText"

    def write(self, run: Element) -> Element:
        """A new run, or what holds one, as it is put into the file."""
        if not self.tracked:
            return run
        wrapper = self.stamp("ins")
        wrapper.append(run)
        return wrapper

    def mark_paragraph(self, paragraph: Element, kind: str) -> None:
        properties = paragraph.find(PPR)
        if properties is None:
            properties = etree.Element(PPR)
            paragraph.insert(0, properties)
        look = properties.find(RPR)
        if look is None:
            look = etree.Element(RPR)
            change = properties.find(W + "pPrChange")
            properties.append(look) if change is None else change.addprevious(look)
        look.insert(0, self.stamp(kind))

    def mark_row(self, row: Element, kind: str) -> None:
        properties = row.find(W + "trPr")
        if properties is None:
            properties = etree.Element(W + "trPr")
            row.insert(1 if len(row) and row[0].tag == W + "tblPrEx" else 0, properties)
        properties.append(self.stamp(kind))

    def write_all(self, block: Element) -> None:
        """Mark everything in a new block as inserted."""
        if not self.tracked:
            return
        for row in block.iter(TR):
            self.mark_row(row, "ins")
        paragraphs = [block] if block.tag == P else []
        for paragraph in paragraphs:
            self.mark_paragraph(paragraph, "ins")
        for run in list(block.iter(R_)):
            if run.getparent().tag in (P, W + "hyperlink", W + "smartTag", W + "sdtContent"):
                wrapper = self.stamp("ins")
                run.addprevious(wrapper)
                wrapper.append(run)

    def fresh(self, block: Element) -> Element:
        """A copy of a block without other people's marks, bookmarks or notes."""
        copied = deepcopy(block)
        for item in list(copied.iter()):
            name = etree.QName(item).localname if isinstance(item.tag, str) else ""
            gone = name in (
                "bookmarkStart",
                "bookmarkEnd",
                "commentRangeStart",
                "commentReference",
                "commentRangeEnd",
                "ins",
                "del",
                "moveFrom",
                "moveTo",
                "drawing",
                "moveFromRangeStart",
                "moveFromRangeEnd",
                "moveToRangeStart",
                "pict",
                "moveToRangeEnd",
                "AlternateContent",
                "object",
                "footnoteReference",
                "endnoteReference",
                "fldChar",
                "instrText",
                "fldSimple",
                "sectPr",
                "pPrChange",
                "rPrChange",
                "trPrChange",
                "tcPrChange",
                "tblPrChange",
            )
            if gone and item is not copied and item.getparent() is not None:
                item.getparent().remove(item)
        return copied

    # What a hand does --------------------------------------------------------------------------

    def characters(self) -> None:
        texts = [t for t in self.body.iter(T) if len(t.text or "") > 1 and t.getparent().tag == R_]
        text = self.pick(texts)
        if text is None:
            return
        run, words = text.getparent(), text.text
        low = self.chance.randrange(len(words))
        high = min(len(words), low + self.chance.randrange(5))
        new = self.chance.choice(WORDS)
        if not self.tracked or len([c for c in run if c.tag != RPR]) > 1:
            text.text = words[:low] + new + words[high:]
            text.set(XML_SPACE, "preserve")
            return
        if run.getparent().tag in (W + "ins", W + "del", W + "moveTo", W + "moveFrom"):
            return
        pieces = [words[:low], words[low:high], words[high:]]
        runs = []
        for piece in pieces:
            runs.append(deepcopy(run))
            own = runs[-1].find(T)
            own.text = piece
            own.set(XML_SPACE, "preserve")
        for item in runs:
            run.addprevious(item)
        run.getparent().remove(run)
        if new:
            added = deepcopy(runs[0])
            added.find(T).text = new
            runs[1].addprevious(self.write(added))
        self.strike(runs[1])

    def delete_paragraph(self) -> None:
        paragraph = self.pick(self.paragraphs())
        if paragraph is None or not _may_go(paragraph):
            return
        if self.tracked:
            for run in list(paragraph.iter(R_)):
                if not _boxed(run, paragraph) and run.getparent().tag not in (W + "ins", W + "del"):
                    self.strike(run)
            self.mark_paragraph(paragraph, "del")
        else:
            paragraph.getparent().remove(paragraph)

    def new_paragraph(self) -> None:
        beside, model = self.pick(self.blocks()), self.pick(self.paragraphs())
        if beside is None or model is None:
            return
        new = self.fresh(model)
        if not len(new):
            etree.SubElement(etree.SubElement(new, R_), T).text = "新增的一段"
        self.write_all(new)
        beside.addprevious(new)

    def split(self) -> None:
        """Press Enter somewhere: also in a link, a content control, a field."""
        runs = [t.getparent() for t in self.body.iter(T) if len(t.text or "") > 2]
        run = self.pick([r for r in runs if r.tag == R_ and not _boxed(r)])
        if run is None:
            return
        text = run.find(T)
        at = self.chance.randrange(1, len(text.text))
        right = deepcopy(run)
        for child in [c for c in right if c.tag != RPR]:
            right.remove(child)
        tail = deepcopy(text)
        tail.text, text.text = text.text[at:], text.text[:at]
        for half in (text, tail):
            half.set(XML_SPACE, "preserve")
        right.append(tail)
        for child in list(text.itersiblings()):
            right.append(child)
        run.addnext(right)
        self.cut(right)

    def cut(self, first: Element) -> None:
        """Make what begins with ``first`` a paragraph of its own."""
        paragraph = next(a for a in first.iterancestors() if a.tag == P)
        if _holds_section(paragraph):
            return
        left = etree.Element(P)
        properties = paragraph.find(PPR)
        if properties is not None:
            left.append(deepcopy(properties))
            for change in left.findall(f"{PPR}/{W}pPrChange"):
                change.getparent().remove(change)
        path = [first, *(a for a in first.iterancestors())]
        path = path[: path.index(paragraph)]
        target = left
        for level in range(len(path) - 1, -1, -1):
            keep = path[level]
            for child in list(keep.itersiblings(preceding=True))[::-1]:
                if child.tag != PPR and etree.QName(child).localname not in ("sdtPr",):
                    target.append(child)
            if level:
                shell = etree.SubElement(target, keep.tag, dict(keep.attrib))
                target = shell
        paragraph.addprevious(left)
        if self.tracked:
            self.mark_paragraph(left, "ins")
        # an empty shell of a control is none
        for shell in list(left.iter(W + "sdt")):
            content = shell.find(W + "sdtContent")
            parent = shell.getparent()
            place = parent.index(shell)
            for child in list(content if content is not None else ()):
                parent.insert(place, child)
                place += 1
            parent.remove(shell)

    def join(self) -> None:
        paragraph = self.pick(self.paragraphs())
        following = paragraph.getnext() if paragraph is not None else None
        if following is None or following.tag != P or _holds_section(following):
            return
        if self.tracked:
            self.mark_paragraph(paragraph, "del")
            return
        for child in list(following):
            if child.tag != PPR:
                paragraph.append(child)
        following.getparent().remove(following)

    def swap(self) -> None:
        one, two = self.pick(self.blocks()), self.pick(self.blocks())
        if self.tracked or one is None or two is None or not _may_go(one) or _within(two, one):
            return
        two.addprevious(one)

    def delete_table(self) -> None:
        table = self.one(TBL)
        if table is None or not _may_go(table):
            return
        if self.tracked:
            for row in table.iter(TR):
                self.mark_row(row, "del")
            for run in list(table.iter(R_)):
                if not _boxed(run, table) and run.getparent().tag not in (W + "ins", W + "del"):
                    self.strike(run)
        else:
            table.getparent().remove(table)

    def new_table(self) -> None:
        beside, model = self.pick(self.blocks()), self.one(TBL)
        if beside is None:
            return
        new = self.fresh(model) if model is not None else _small_table()
        if sum(1 for _ in new.iter(TC)) > 60:
            return
        self.write_all(new)
        beside.addprevious(new)
        if self.tracked and self.chance.random() < 0.6:
            self.partly_delete(new)

    def partly_delete(self, table: Element) -> None:
        """What was just inserted goes in part again: a row, or the text of a cell."""
        row = self.pick(list(table.iter(TR)))
        if row is None:
            return
        if self.chance.random() < 0.6:
            self.mark_row(row, "del")
            runs = list(row.iter(R_))
        else:
            cell = self.pick(list(row.iter(TC)))
            runs = list(cell.iter(R_)) if cell is not None else []
        for run in runs:
            if run.getparent().tag == W + "ins":
                for text in run.iter(T):
                    text.tag = W + "delText"
                wrapper = self.stamp("del")
                run.addprevious(wrapper)
                wrapper.append(run)

    def delete_row(self) -> None:
        row = self.one(TR)
        if row is None or len(row.getparent().findall(TR)) < 2:
            return
        if not self.tracked:
            row.getparent().remove(row)
            return
        self.mark_row(row, "del")
        for run in list(row.iter(R_)):
            if run.getparent().tag not in (W + "ins", W + "del") and not _boxed(run, row):
                self.strike(run)

    def new_row(self) -> None:
        row = self.one(TR)
        if row is None:
            return
        new = self.fresh(row)
        for mark in new.findall(f"{W}trPr/*"):
            if mark.tag in (W + "ins", W + "del"):
                mark.getparent().remove(mark)
        self.write_all(new)
        row.addnext(new)

    def column(self) -> None:
        """A column goes or comes."""
        table = self.one(TBL)
        rows = table.findall(TR) if table is not None else []
        cells = [row.findall(TC) for row in rows]
        if not cells or len({len(c) for c in cells}) != 1 or len(cells[0]) < 2:
            return
        at, comes = self.chance.randrange(len(cells[0])), self.chance.random() < 0.5
        for row in cells:
            if comes:
                new = self.fresh(row[at])
                if self.tracked:
                    self.mark_cell(new, "cellIns")
                    self.write_all(new)
                row[at].addnext(new)
            elif self.tracked:
                self.mark_cell(row[at], "cellDel")
                for run in list(row[at].iter(R_)):
                    if run.getparent().tag not in (W + "ins", W + "del"):
                        self.strike(run)
            else:
                row[at].getparent().remove(row[at])

    def mark_cell(self, cell: Element, kind: str) -> None:
        properties = cell.find(W + "tcPr")
        if properties is None:
            properties = etree.Element(W + "tcPr")
            cell.insert(0, properties)
        properties.append(self.stamp(kind))

    def merge_cells(self) -> None:
        row = self.one(TR)
        cells = row.findall(TC) if row is not None else []
        if self.tracked or len(cells) < 2:
            return
        at = self.chance.randrange(len(cells) - 1)
        one, two = cells[at], cells[at + 1]
        for child in list(two):
            if child.tag != W + "tcPr":
                one.append(child)
        row.remove(two)
        properties = one.find(W + "tcPr")
        if properties is None:
            properties = etree.Element(W + "tcPr")
            one.insert(0, properties)
        span = etree.Element(W + "gridSpan")
        span.set(W + "val", "2")
        properties.insert(1 if len(properties) else 0, span)

    def control(self) -> None:
        """A content control comes around a run or some paragraphs, or one goes."""
        control = self.one(W + "sdt")
        if control is not None and self.chance.random() < 0.5:
            content = control.find(W + "sdtContent")
            for child in list(content if content is not None else ()):
                control.addprevious(child)
            control.getparent().remove(control)
            return
        block = self.pick([b for b in self.blocks() if b.getparent() is self.body])
        if block is None:
            return
        if self.chance.random() < 0.5:
            runs = [r for r in block.iter(R_) if r.getparent().tag == P]
            block = self.pick(runs) if runs else block
        shell = etree.Element(W + "sdt")
        alias = etree.SubElement(etree.SubElement(shell, W + "sdtPr"), W + "alias")
        alias.set(W + "val", "新控件")
        content = etree.SubElement(shell, W + "sdtContent")
        block.addprevious(shell)
        content.append(block)

    def link(self) -> None:
        """A link comes, goes, or leads elsewhere."""
        link = self.one(W + "hyperlink")
        name = self.package.add_relationship(
            self.package.main_part,
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            f"https://example.invalid/{self.number}",
            external=True,
        )
        if link is not None and self.chance.random() < 0.6:
            if self.chance.random() < 0.5:
                link.set(R + "id", name)
                link.attrib.pop(W + "anchor", None)
            else:
                for child in list(link):
                    link.addprevious(child)
                link.getparent().remove(link)
            return
        run = self.pick([r for r in self.body.iter(R_) if r.getparent().tag == P and not _boxed(r)
                         and r.find(T) is not None])  # fmt: skip
        if run is not None:
            shell = etree.Element(W + "hyperlink")
            shell.set(R + "id", name)
            run.addprevious(shell)
            shell.append(run)

    def thing(self) -> None:
        """A picture, note or break goes."""
        names = ("drawing", "pict", "object", "footnoteReference", "endnoteReference", "br")
        runs = [r for r in self.body.iter(R_) if any(r.find(W + n) is not None for n in names)]
        run = self.pick([r for r in runs if r.getparent().tag in (P, W + "hyperlink")])
        if run is not None:
            self.strike(run)

    def format(self) -> None:
        run = self.pick([r for r in self.body.iter(R_) if not _boxed(r) and r.find(T) is not None])
        if run is None:
            return
        look = run.find(RPR)
        if look is None:
            look = etree.Element(RPR)
            run.insert(0, look)
        if look.find(W + "rPrChange") is not None:
            return
        old = deepcopy(look)
        if look.find(W + "b") is None:
            place = 1 if len(look) and look[0].tag in (W + "rStyle", W + "rFonts") else 0
            look.insert(place, etree.Element(W + "b"))
        else:
            look.remove(look.find(W + "b"))
        if self.tracked:
            change = self.stamp("rPrChange")
            change.append(old)
            look.append(change)


KINDS: tuple[Callable[[Hand], None], ...] = (
    Hand.characters, Hand.characters, Hand.characters, Hand.delete_paragraph, Hand.new_paragraph,
    Hand.split, Hand.split, Hand.join, Hand.swap, Hand.delete_table, Hand.new_table, Hand.new_table,
    Hand.delete_row, Hand.new_row, Hand.column, Hand.merge_cells, Hand.control, Hand.link,
    Hand.thing, Hand.format,
)  # fmt: skip


def _boxed(item: Element, stop: Element | None = None) -> bool:
    for outer in item.iterancestors():
        if outer is stop:
            return False
        if outer.tag == W + "txbxContent" or etree.QName(outer).localname == "Fallback":
            return True
    return False


def _holds_section(block: Element) -> bool:
    return next(block.iter(SECT_PR), None) is not None


def _within(item: Element, outer: Element) -> bool:
    return item is outer or outer in item.iterancestors()


def _may_go(block: Element) -> bool:
    """A cell, a note and a body each keep their last paragraph."""
    following = block.getnext()
    return following is not None and following.tag == P


def _small_table() -> Element:
    text = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    cell = f"<w:tc><w:tcPr><w:tcW w:w='2000' w:type='dxa'/></w:tcPr>{text}</w:tc>"
    row = "<w:tr>" + cell.format("甲") + cell.format("乙") + "</w:tr>"
    return etree.fromstring(
        f"<w:tbl xmlns:w='{W[1:-1]}'><w:tblPr/><w:tblGrid><w:gridCol w:w='2000'/>"
        f"<w:gridCol w:w='2000'/></w:tblGrid>{row}{row}</w:tbl>"
    )


def replies_to(base: Package, chance: random.Random) -> list[tuple[Reply, list[str]]]:
    """Random replies, each with the names of what was done to it."""
    found = []
    for department in DEPARTMENTS[: chance.choice((2, 3))]:
        package = base.copy()
        hand = Hand(package, chance, chance.random() < 0.55)
        done = []
        for _ in range(chance.randrange(1, 6)):
            kind = chance.choice(KINDS)
            kind(hand)
            done.append(kind.__name__)
        package.touch(package.main_part)
        found.append((Reply(department, package.to_bytes(), f"{department}.docx"), done))
    return found


def texts(package: Package) -> list[tuple[str, list[str]]]:
    """The paragraphs of every story, without results of fields that recalculate themselves."""
    document = read_document(package)
    return [
        (story.kind, [_lasting(p) for p in story.paragraphs if not recalculated(p)])
        for story in document.stories
    ]


def _lasting(paragraph: Paragraph) -> str:
    return "".join(
        paragraph.text[s.start : s.end]
        for s in paragraph.spans
        if s.field is None or s.field.name not in VOLATILE
    )


def measure(path: Path, seed: int, total: Counter[str], shown: list[str]) -> None:
    try:
        base = open_package(path)
        if sum(len(story.text) for story in read_document(base).stories) > LARGEST:
            return
        plain = texts(reject_revisions(base))
    except HongtouError:
        total["files that cannot be read"] += 1
        return
    total["files"] += 1
    given = replies_to(base, random.Random(f"{seed}:{path.name}"))

    def tell(what: str, detail: object) -> None:
        total[what] += 1
        shown.append(f"{what}: {path} {[d for _, d in given]} {detail}")

    try:
        result = merge(base, [reply for reply, _ in given], force=True)
    except HongtouError as error:
        tell("merges refused", f"{type(error).__name__}: {error}")
    except Exception as error:  # a mistake of ours: counted
        where = traceback.extract_tb(error.__traceback__)[-1]
        tell("crashes", f"{error!r} {where.filename}:{where.lineno}")
    else:
        total["changes"] += len(result.changes)
        total["conflicts"] += len(result.conflicts)
        total["changes left to a hand"] += sum(c.outcome == "by_hand" for c in result.changes)
        total["sentences about what is not merged"] += len(result.lost)
        for left in result.by_hand:
            shown.append(f"left to a hand: {path} {left.sentence}")
        if texts(reject_revisions(result.merged)) != plain:
            tell("REJECT IS NOT THE BASE", "")
    for reply, done in given:
        total["replies"] += 1
        try:
            alone = merge(base, [reply], force=True)
        except HongtouError as error:
            tell("replies refused", f"{done} {error}")
            continue
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            tell("crashes", f"{error!r} {where.filename}:{where.lineno}")
            continue
        wanted = texts(accept_revisions(open_package(reply.source)))
        have = texts(accept_revisions(alone.merged))
        if wanted != have:
            told = alone.lost or alone.conflicts or any(s.notices for s in alone.replies)
            total["replies whose text differs, and it is said"] += bool(told)
            if not told:
                differing = [(a, b) for a, b in zip(wanted, have, strict=False) if a != b][:1]
                tell("REPLIES WHOSE TEXT IS LOST UNSAID", f"{done} {differing!s:.300}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=40)
    chosen = parser.parse_args()
    paths = sorted(p for folder in chosen.folders for p in folder.rglob("*.docx"))
    random.Random(chosen.seed).shuffle(paths)
    total: Counter[str] = Counter()
    shown: list[str] = []
    started = time.perf_counter()
    for path in paths:
        if total["files"] >= chosen.files:
            break
        measure(path, chosen.seed, total, shown)
    for line in shown[: chosen.show]:
        print(line[:900])
    print(f"seed {chosen.seed}, {time.perf_counter() - started:.0f} s")
    for name, number in sorted(total.items()):
        print(f"| {name} | {number} |")


if __name__ == "__main__":
    main()
