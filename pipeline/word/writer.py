"""The one writer of changes: tracked or plain, on a copy, proved before it is handed out.

What every run shows, or it raises: rejecting our changes gives the file back as it was, text,
formatting and other people's pending changes alike; accepting them gives exactly the text the
edits say; every mark and comment id is unique; no comment got lost.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from pipeline.word.comments import add_comments
from pipeline.word.document import Document, read_document
from pipeline.word.edit import Edit, Fragment, NewComment
from pipeline.word.grid import (
    EditProblem,
    cell_at,
    column_cells,
    column_ranges,
    place_name,
    row_elements,
    rows_range,
)
from pipeline.word.imports import Importer
from pipeline.word.margins import add_margin, is_new_margin, part_even_pages
from pipeline.word.marks import ALL_MARKS, has_marks, revision_ids, text_parts
from pipeline.word.ooxml import (
    AUTHOR,
    FLD_CHAR,
    ID,
    MC,
    R_,
    RPR,
    TXBX,
    Element,
    W,
)
from pipeline.word.package import Package
from pipeline.word.proving import check_text, prove
from pipeline.word.resolve import resolve_tree
from pipeline.word.stories import Story
from pipeline.word.tracked import Ids, TrackedStory, stamp


@dataclass(frozen=True, slots=True)
class _Text:
    """A replacement in story order: from (first, start) to (last, end)."""

    first: int
    start: int
    last: int
    end: int
    edit: Edit


def apply_edits(
    package: Package,
    edits: Iterable[Edit],
    *,
    tracked: bool = True,
    moves: bool = False,
    comments: Sequence[NewComment] = (),
    since: Package | None = None,
    refused: list[Edit] | None = None,
) -> Package:
    """A copy of ``package`` with ``edits`` made and ``comments`` added.

    Coordinates are those of ``read_document(package)`` (the final view). tracked: as changes
    under each edit's author, else as plain text. Other people's tracked changes stay as they are.
    moves: paragraphs that go and come again are written as Word's own moves, not as a deletion and
    an insertion.
    since: the package that earlier rounds of the same changes began with; what they marked counts
    as ours, so that formats can be changed further and rejecting all rounds is what is proved.
    refused: a list that takes the changes of format which cannot be made because somebody's own
    change of the same format is pending; without it they raise.
    Raises EditProblem when edits overlap, lie outside the text or cross a boundary that cannot be
    crossed, and ProofFailed when the result is not provably right; the input never changes.
    """
    by_story: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_story[edit.story].append(edit)
    result = package.copy()
    base = read_document(package)
    new_parts = {
        name: add_margin(result, name, chosen)
        for name, chosen in by_story.items() if is_new_margin(name)
    }  # fmt: skip
    touched = [*by_story, *(comment.story for comment in comments)]
    _isolate_field_characters(result, {base.story(n).part for n in touched if base.has_story(n)})
    if comments:
        add_comments(result, read_document(result), comments)
    document = read_document(result, empty_spans=True)
    edits_by = {
        stamp(edit.author, edit.date).author for edits in by_story.values() for edit in edits
    }
    ids = Ids(result)
    ids.ours |= _marked_since(since, package, edits_by)
    importer = Importer(result)
    expected: dict[str, list[str]] = {}
    pages: dict[int, dict[str, int | str]] = {}
    new = frozenset(new_parts.values()) | _margins_since(since, result)
    by_part = {story.part: story.name for story in document.stories}
    for wanted, chosen in by_story.items():
        name = by_part.get(new_parts.get(wanted, ""), wanted)
        if not document.has_story(name):
            raise EditProblem(f"文件里没有“{name}”这一部分，无法修改。")
        story = document.story(name)
        if refused is not None:
            held = {id(edit) for edit in chosen if _is_held(edit, story, document, ids)}
            refused += [edit for edit in chosen if id(edit) in held]
            chosen = [edit for edit in chosen if id(edit) not in held]
        plan = _Plan(story, chosen)
        expected[name] = plan.expected()
        target = TrackedStory(story, ids, document.styles, importer)
        pages |= _write_sections(target, document, plan.sections, new)
        if moves:
            plan.pair_moves()
        plan.write(target)
        result.touch(story.part)
        _sync_fallback(story, ids)
    marked = any(has_marks(package, part) for part in text_parts(package))
    before = read_document(since or package, view="all") if since or marked else base
    prove(package, before, result, ids, expected, pages, len(comments), new)
    if not tracked:
        for part in text_parts(result):
            root = result.xml(part)
            if resolve_tree(root, accept=True, select=lambda item: item.get(ID) in ids.ours):
                result.touch(part)
        check_text(read_document(result), expected)
    return result


def _is_held(edit: Edit, story: Story, document: Document, ids: Ids) -> bool:
    """Whether somebody's pending change of format keeps a mere change of format from being made."""
    if edit.new is not None or edit.structural or not 0 <= edit.paragraph < len(story.paragraphs):
        return False
    paragraph = story.paragraphs[edit.paragraph]
    changes: list[Element | None] = []
    if edit.run_format:
        spans = (s for s in paragraph.spans if s.start < edit.end and edit.start < s.end)
        changes += [span.run.find(f"{RPR}/{W}rPrChange") for span in spans]
    if edit.paragraph_format and paragraph.properties is not None:
        changes.append(paragraph.properties.find(W + "pPrChange"))
    own = edit.section_format.keys() - {"even_and_odd"}
    if own and paragraph.section < len(document.sections):
        section = document.sections[paragraph.section].element
        changes.append(None if section is None else section.find(W + "sectPrChange"))
    return any(change is not None and change.get(ID) not in ids.ours for change in changes)


def _marked_since(since: Package | None, package: Package, authors: Collection[str]) -> set[str]:
    """The ids of marks that ``authors`` have set in ``package`` since it was ``since``."""
    if since is None:
        return set()
    old = {number for part in text_parts(since) for number in revision_ids(since.xml(part))}
    marks = (mark for part in text_parts(package) for mark in package.xml(part).iter(*ALL_MARKS))
    return {mark.get(ID, "") for mark in marks if mark.get(AUTHOR) in authors} - old


def _margins_since(since: Package | None, package: Package) -> frozenset[str]:
    """The headers and footers that ``package`` has gained since it was ``since``."""
    if since is None:
        return frozenset()
    return frozenset(
        part for part in text_parts(package)
        if part not in since and posixpath.basename(part).startswith(("header", "footer"))
    )  # fmt: skip


def expected_texts(story: Story, edits: Sequence[Edit]) -> list[str]:
    """The texts of a story's paragraphs once ``edits`` are made; EditProblem when they clash."""
    return _Plan(story, edits).expected()


class _Plan:
    """The edits of one story, checked and in the order in which they can be written."""

    def __init__(self, story: Story, edits: Sequence[Edit]) -> None:
        self.story = story
        self.texts: list[_Text] = []
        self.formats: list[Edit] = []
        self.rows: list[Edit] = []
        self.columns: list[Edit] = []
        self.moves: dict[int, str] = {}
        self.sections: list[Edit] = []
        self.lengths = [len(paragraph.text) for paragraph in story.paragraphs]
        for edit in edits:
            self._check(edit)
            if edit.structural:
                (self.columns if edit.column else self.rows).append(edit)
                continue
            if edit.new is not None:
                self._add(edit)
            if edit.run_format or edit.paragraph_format:
                self.formats.append(edit)
            if edit.section_format:
                self.sections.append(edit)
        self.texts.sort(key=lambda t: (t.first, t.start, -t.edit.outside, t.last, t.end))
        self._check_overlaps()

    def _check(self, edit: Edit) -> None:
        count = len(self.story.paragraphs)
        if not 0 <= edit.paragraph <= edit.last < count:
            raise EditProblem(f"要修改的是第 {edit.paragraph + 1} 段，而这一部分只有 {count} 段。")
        first = len(self.story.paragraphs[edit.paragraph].text)
        last = len(self.story.paragraphs[edit.last].text)
        one = edit.paragraph == edit.last
        inside = 0 <= edit.start <= first and 0 <= edit.end <= last + 1
        if not inside or (one and edit.start > edit.end):
            raise EditProblem(f"{place_name(self.story, edit.paragraph)}的修改位置超出了文字范围。")
        if edit.structural or edit.outside:
            cell_at(self.story, edit)

    def _add(self, edit: Edit) -> None:
        """Bring a replacement into its plainest form: no mark both deleted and inserted."""
        first, start, last, end = edit.paragraph, edit.start, edit.last, edit.end
        new = edit.new or ""
        fragments = edit.fragments or _plain_fragments(new)
        if "".join(f.text for f in fragments) != new:
            raise EditProblem(f"{place_name(self.story, first)}的新内容与其格式片段对不上。")
        lengths = self.lengths
        if end == lengths[last] + 1:
            if last + 1 >= len(lengths):
                raise EditProblem(f"{place_name(self.story, last)}是最后一段，不能删去段落标记。")
            last, end = last + 1, 0
        while last > first and end == 0 and fragments and fragments[-1].is_mark:
            last -= 1
            end = lengths[last]
            fragments = fragments[:-1]
        while last > first and start == lengths[first] and fragments and fragments[0].is_mark:
            first, start = first + 1, 0
            fragments = fragments[1:]
        text = "".join(f.text for f in fragments)
        self._check_blocks(first, start, fragments, whole=last == first)
        changed = replace(edit, new=text, fragments=tuple(fragments))
        if (first, start) != (last, end) or text:
            self.texts.append(_Text(first, start, last, end, changed))

    def _check_blocks(
        self, first: int, start: int, fragments: Sequence[Fragment], *, whole: bool
    ) -> None:
        """A table can only stand where a paragraph begins."""
        begins = start == 0 and whole
        for fragment in fragments:
            if fragment.block and not begins:
                raise EditProblem(f"{place_name(self.story, first)}的中间不能插入表格。")
            begins = fragment.block or fragment.is_mark

    def _check_overlaps(self) -> None:
        for left, right in zip(self.texts, self.texts[1:], strict=False):
            if (left.last, left.end) > (right.first, right.start):
                raise EditProblem(
                    f"{place_name(self.story, right.first)}有两处修改互相重叠，不能同时写入。"
                )
        deleted = self._deleted()
        for text in self.texts:
            # A range that ends where a paragraph begins does not touch that one.
            beyond = text.last + (text.end > 0 or text.last == text.first)
            inside = range(text.first + bool(text.edit.outside), beyond)
            if deleted.intersection(inside):
                raise EditProblem(
                    f"{place_name(self.story, text.first)}所在的表格行或列要删除，"
                    "不能同时修改其中的文字。"
                )

    def _deleted(self) -> set[int]:
        """The paragraphs that go with their rows or columns."""
        found: set[int] = set()
        for edit in self.rows:
            if edit.row in ("delete", "replace"):
                found.update(range(*rows_range(self.story, edit)))
        for edit in self.columns:
            if edit.column == "delete":
                for first, beyond in column_ranges(self.story, edit):
                    found.update(range(first, beyond))
        return found

    def expected(self) -> list[str]:
        """The texts of the paragraphs once every edit is made, found without any XML."""
        lines: list[str | None] = [p.text for p in self.story.paragraphs]
        after: dict[int, list[str]] = defaultdict(list)
        ahead: dict[int, list[str]] = defaultdict(list)
        for text in reversed(self.texts):
            if text.edit.outside:
                ahead[text.first][:0] = (text.edit.new or "").removesuffix("\n").split("\n")
                continue
            # A paragraph that is gone already leads on to the next one that is there.
            last, end = text.last, text.end
            while lines[last] is None and last < len(lines) - 1:
                last, end = last + 1, 0
            head = self.story.paragraphs[text.first].text[: text.start]
            tail = (lines[last] or "")[end:]
            # Whole paragraphs that go leave the next one where it is: its row may go as well.
            stays = last if text.start == text.end == 0 else text.first
            for index in range(text.first, last + 1):
                lines[index] = None
            lines[stays] = head + (text.edit.new or "") + tail
        for index in self._deleted():
            lines[index] = None
        for edit in self.rows:
            first, beyond = rows_range(self.story, edit)
            new = [line for cell in edit.cells for line in cell.split("\n")]
            if edit.row == "insert_before":
                after[first - 1] = [*after[first - 1], *new]
            else:
                after[beyond - 1] = [*after[beyond - 1], *new]
        beside = self._new_cells(lines)
        result = list(after.get(-1, ()))
        for index, line in enumerate(lines):
            result.extend(ahead.get(index, ()))
            result.extend(beside.get((index, 0), ()))
            if line is not None:
                result.extend(line.split("\n"))
            result.extend(beside.get((index, 1), ()))
            result.extend(after.get(index, ()))
        return result

    def _new_cells(self, lines: Sequence[str | None]) -> dict[tuple[int, int], list[str]]:
        """The texts of new columns by the paragraph before (0) or after (1) which they stand."""
        found: dict[tuple[int, int], list[str]] = defaultdict(list)
        gone = {index for edit in self.rows if edit.row != "insert_before"
                for index in range(*rows_range(self.story, edit))
                if edit.row in ("delete", "replace")}  # fmt: skip
        for edit in self.columns:
            if edit.column == "delete":
                continue
            ranges = column_ranges(self.story, edit)
            for (first, beyond), cell in zip(ranges, edit.cells, strict=True):
                if first not in gone:
                    after = edit.column == "insert_after"
                    found[(beyond - 1, 1) if after else (first, 0)] += cell.split("\n")
        return found

    def pair_moves(self) -> None:
        """Find the deletions and insertions of whole paragraphs that are two halves of a move."""
        halves: dict[tuple[str, str], list[_Text]] = defaultdict(list)
        for text in self.texts:
            if text.edit.move:
                halves[text.edit.author, text.edit.move].append(text)
        for number, pair in enumerate(halves.values(), 1):
            if len(pair) == 2 and sorted(map(self._half, pair)) == ["from", "to"]:
                for text in pair:
                    self.moves[id(text)] = f"move{pair[0].first}_{number}"

    def _half(self, text: _Text) -> str:
        """Whether a change takes whole paragraphs away or brings some, and nothing else."""
        paragraphs = self.story.paragraphs
        new = text.edit.new or ""
        if text.start or text.end or text.edit.outside:
            return ""
        if text.last > text.first and not new:
            moved = paragraphs[text.first : text.last]
            return "from" if all(len(p.elements) == 1 for p in moved) else ""
        blocks = any(fragment.block for fragment in text.edit.fragments)
        return "to" if text.first == text.last and new.endswith("\n") and not blocks else ""

    def write(self, target: TrackedStory) -> None:
        """Make the changes, from the end of the story to its front."""
        steps: list[tuple[int, int, int, Callable[[], None]]] = []
        for number, text in enumerate(self.texts):
            steps.append((text.first, text.start, number, _bound(_write_text, self, target, text)))
        self._write_formats(target)
        for _, _, _, step in sorted(steps, key=lambda s: s[:3], reverse=True):
            step()
        before = [edit for edit in self.rows if edit.row == "insert_before"]
        others = [edit for edit in self.rows if edit.row != "insert_before"]
        # Each new row is put right beside its anchor, so the order of writing is the order kept.
        for edit in [*before, *reversed(others)]:
            self._write_row(target, edit)
        for edit in reversed(self.columns):
            self._write_column(target, edit)

    def _write_formats(self, target: TrackedStory) -> None:
        """Formatting first and from the end: splitting a run keeps its left part in place."""
        for edit in sorted(self.formats, key=lambda e: (e.paragraph, e.start), reverse=True):
            by = stamp(edit.author, edit.date)
            for index in range(edit.last, edit.paragraph - 1, -1):
                length = len(self.story.paragraphs[index].text)
                start = edit.start if index == edit.paragraph else 0
                end = min(edit.end, length) if index == edit.last else length
                if edit.run_format:
                    target.format_runs(index, start, end, edit.run_format, by)
                if edit.paragraph_format:
                    target.format_paragraph(index, edit.paragraph_format, by)

    def _write_row(self, target: TrackedStory, edit: Edit) -> None:
        by = stamp(edit.author, edit.date)
        rows = row_elements(self.story, edit)
        if edit.row in ("delete", "replace"):
            for row in rows:
                target.delete_row(row, by)
        if edit.row == "replace":
            for fragment in reversed(edit.fragments):
                target.insert_row(rows[-1], (), by, after=True, fragment=fragment)
        elif edit.row != "delete":
            own = edit.fragments[0] if edit.fragments else None
            after = edit.row == "insert_after"
            target.insert_row(rows[0], edit.cells, by, after=after, fragment=own)

    def _write_column(self, target: TrackedStory, edit: Edit) -> None:
        by = stamp(edit.author, edit.date)
        cells = column_cells(self.story, edit)
        if edit.column == "delete":
            for cell in cells:
                target.delete_cell(cell, by)
            return
        after = edit.column == "insert_after"
        target.widen_grid(cells[0], edit.fragments[0] if edit.fragments else None, after=after)
        fragments = edit.fragments or [Fragment("")] * len(cells)
        for cell, text, fragment in zip(cells, edit.cells, fragments, strict=True):
            target.insert_cell(cell, text, fragment, by, after=after)


def _write_sections(
    target: TrackedStory, document: Document, edits: Sequence[Edit], new: Collection[str]
) -> dict[int, dict[str, int | str]]:
    """Make the changes of section properties; returns what each changed section must then say."""
    wanted: dict[int, dict[str, int | str]] = {}
    for edit in edits:
        where = place_name(target.story, edit.paragraph)
        number = target.story.paragraphs[edit.paragraph].section
        form = dict(edit.section_format)
        if form.pop("even_and_odd", False):
            part_even_pages(document, new)
        if not form:
            continue
        section = document.sections[number].element if number < len(document.sections) else None
        if target.story.kind != "body" or section is None:
            raise EditProblem(f"{where}没有自己的页面设置，不能改。")
        by = stamp(edit.author, edit.date)
        target.format_section(edit.paragraph, section, form, by)
        wanted.setdefault(number, {}).update(form)
    return wanted


def _write_text(plan: _Plan, target: TrackedStory, text: _Text) -> None:
    name = plan.moves.get(id(text), "")
    if not name:
        _write_change(plan, target, text)
        return
    by = stamp(text.edit.author, text.edit.date)
    with target.move(name, by, text.first, text.last - 1 if text.last > text.first else None):
        _write_change(plan, target, text)


def _write_change(plan: _Plan, target: TrackedStory, text: _Text) -> None:
    by = stamp(text.edit.author, text.edit.date)
    lengths = plan.lengths
    if text.first == text.last:
        like = (text.start, text.end)
        blocks = any(fragment.block for fragment in text.edit.fragments)
        if text.edit.outside:
            target.insert_outside(text.first, text.edit.outside, text.edit.fragments, by)
        elif text.edit.fragments:
            place = text.start if blocks else text.end
            target.insert(text.first, place, text.edit.fragments, by, like=like)
        if text.start < text.end:
            target.delete(text.first, text.start, text.end, by)
        return
    if text.end:
        target.delete(text.last, 0, text.end, by)
    for index in range(text.last - 1, text.first - 1, -1):
        start = text.start if index == text.first else 0
        if index == text.first and text.edit.fragments:
            like = (start, lengths[index])
            target.insert(index, lengths[index], text.edit.fragments, by, like=like)
        whole = start == 0 and not (index == text.first and text.edit.fragments)
        target.delete_mark(index, by, whole=whole)
        if start < lengths[index] or start == 0:
            target.delete(index, start, lengths[index], by)


def _bound(function: Callable[..., None], *arguments: object) -> Callable[[], None]:
    return lambda: function(*arguments)


def _plain_fragments(text: str) -> tuple[Fragment, ...]:
    found: list[Fragment] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            found.append(Fragment("\n"))
        if line:
            found.append(Fragment(line))
    return tuple(found)


def _isolate_field_characters(package: Package, parts: set[str]) -> None:
    """Give every field character its own run, so that runs can be marked one by one."""
    for part in parts:
        for character in list(package.xml(part).iter(FLD_CHAR)):
            run = character.getparent()
            if run is None or run.tag != R_:
                continue
            content = [child for child in run if child.tag != RPR]
            if len(content) < 2:
                continue
            properties = run.find(RPR)
            for child in reversed(content[1:]):
                new = etree.Element(R_)
                if properties is not None:
                    new.append(_copy(properties))
                new.append(child)
                run.addnext(new)
            package.touch(part)


def _copy(element: Element) -> Element:
    copied: Element = etree.fromstring(etree.tostring(element))
    return copied


def _sync_fallback(story: Story, ids: Ids) -> None:
    """Give the fallback copy of an edited text box the same content, with its own ids."""
    host: Element | None = story.container
    if story.kind != "textbox":
        return
    while host is not None and host.tag != MC + "AlternateContent":
        host = host.getparent()
    if host is None:
        return
    choice, fallback = host.find(MC + "Choice"), host.find(MC + "Fallback")
    if choice is None or fallback is None:
        return
    sources, copies = list(choice.iter(TXBX)), list(fallback.iter(TXBX))
    if len(sources) != len(copies):
        return
    place = sources.index(story.container)
    target = copies[place]
    for child in list(target):
        target.remove(child)
    for child in story.container:
        copied = _copy(child)
        for item in copied.iter(*ALL_MARKS):
            if item.get(ID) in ids.ours:
                item.set(ID, ids.next())
            elif item.get(ID) is not None:
                ids.renumbered(item)
        target.append(copied)
