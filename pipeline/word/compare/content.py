"""New content of the other file as fragments: text with its look, fields, objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from pipeline.word.compare.context import Files, Sides
from pipeline.word.compare.lines import Line, Piece
from pipeline.word.compare.words import digest_of, shell_digest
from pipeline.word.edit import Fragment
from pipeline.word.marks import ALL_MARKS
from pipeline.word.ooxml import INS, PPR, R_, RPR, TC, TR, TXBX, Element, P, T, W
from pipeline.word.package import Package
from pipeline.word.resolve import resolve_tree
from pipeline.word.stories import OBJECT, Field, Paragraph, child_text
from pipeline.word.tracked import new_run


class Content:
    """Cuts new content out of one story of the other file."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.files: Files = sides.files
        self.part = sides.right.part
        self.kept: set[Element] = set()

    def fragments(self, part: Piece, start: int, end: int, at: int | None) -> list[Fragment]:
        """The characters [start, end) of a part as new content, with look, objects and the new
        link or control around it."""
        found = self._pieces(part, start, end, at)
        holder = _holder(part.span.run)
        if holder is None or holder in self.kept:
            return found
        shell = _shell(holder)
        digest = shell_digest(shell, self.files.package, self.part)
        return [
            replace(
                fragment, around=etree.tostring(shell), origin=self.files.package, part=self.part,
                digest=fragment.digest + digest,
            )
            for fragment in found
        ]  # fmt: skip

    def keep_holders(self, lines: Sequence[Line], target: Mapping[int, object]) -> None:
        """Note the links and controls that hold base text: the base has them already.

        target: the places of the lines' original text that were found in the base.
        """
        offset = 0
        for line in lines:
            for part in line.parts:
                if isinstance(part, Piece) and part.status in "=-":
                    holder = _holder(part.span.run)
                    size = len(part.text)
                    if holder is not None and any(offset + k in target for k in range(size)):
                        self.kept.add(holder)
                    offset += size
            offset += 1

    def _pieces(self, part: Piece, start: int, end: int, at: int | None) -> list[Fragment]:
        text = part.text[start:end]
        if not text:
            return []
        outer = part.span.field
        if outer is not None and (start, end) == (0, len(part.text)) and outer.runs:
            whole = _whole_field(outer, part, self.files.package, self.part)
            if whole is not None:
                return whole
        run = part.span.run
        if run.tag != R_:
            return [self._object(text, etree.tostring(run))]
        if OBJECT not in text:
            properties = run.find(RPR)
            if at is not None and self._looks_like_base(part, properties, at):
                return [Fragment(text)]
            if properties is None and at is not None:
                properties = None
            return [self._run(text, etree.tostring(new_run(text, properties)))]
        return [
            self._object(piece, etree.tostring(item)) for piece, item in _cut_run(run, start, end)
        ]

    def _run(self, text: str, xml: bytes) -> Fragment:
        return Fragment(text, xml, self.files.package, self.part)

    def mark(self, paragraph: Paragraph) -> Fragment:
        """The mark of a paragraph of the other file as new content."""
        fragment = mark_fragment(paragraph)
        # No properties is not the same as those of the paragraph it is put in.
        xml = fragment.xml or etree.tostring(etree.Element(PPR))
        return replace(fragment, xml=xml, origin=self.files.package, part=self.part)

    def _object(self, text: str, xml: bytes) -> Fragment:
        item = etree.fromstring(xml)
        if next(item.iter(*ALL_MARKS), None) is not None:
            resolve_tree(item, accept=True)  # what is new is new as it reads now
            xml = etree.tostring(item)
        digest = digest_of(item, self.files.package, self.part)
        words = "".join(node.text or "" for box in item.iter(TXBX) for node in box.iter(T))
        return Fragment(text, xml, self.files.package, self.part, digest + words)

    def block(self, element: Element, text: str) -> Fragment:
        """A table, row or cell of the other file with ``text``, its changes accepted."""
        copied = settled_block(element)
        shape = "/".join(str(len(row.findall(f".//{TC}"))) for row in copied.iter(TR))
        digest = f"{shape}|{digest_of(copied, self.files.package, self.part)}"
        xml = etree.tostring(copied)
        return Fragment(text, xml, self.files.package, self.part, digest, block=True)

    def _looks_like_base(self, part: Piece, properties: Element | None, at: int) -> bool:
        """Whether new text looks like the base text it is put next to."""
        index = self.sides.index(at)
        paragraph = self.sides.base[index]
        offset = at - self.sides.starts[index]
        near = paragraph.span_at(offset - 1) if offset else paragraph.span_at(0)
        if near is None:
            return True
        theirs = self.files.other_formats.resolve_run(part.paragraph, properties)
        ours = self.files.base_formats.run(paragraph, near)
        return theirs == ours


def compact(fragments: list[Fragment]) -> list[Fragment]:
    """Join plain neighbours."""
    result: list[Fragment] = []
    for fragment in fragments:
        last = result[-1] if result else None
        plain = last is not None and not fragment.xml and not last.xml
        if last is not None and plain and last.around == fragment.around and "\n" not in (
            fragment.text, last.text
        ):  # fmt: skip
            result[-1] = replace(last, text=last.text + fragment.text)
        else:
            result.append(fragment)
    return result


def mark_fragment(paragraph: Paragraph) -> Fragment:
    properties = paragraph.properties
    return Fragment("\n", b"" if properties is None else clean_properties(properties))


def clean_properties(properties: Element) -> bytes:
    copied = etree.fromstring(etree.tostring(properties))
    for child in list(copied):
        if child.tag in (W + "sectPr", W + "pPrChange"):
            copied.remove(child)
        elif child.tag == RPR:
            for item in list(child):
                if item.tag in ALL_MARKS:
                    child.remove(item)
    return etree.tostring(copied)


def _cut_run(run: Element, start: int, end: int) -> Iterator[tuple[str, Element]]:
    """The characters [start, end) of a run as runs: text apart from objects."""
    properties = run.find(RPR)
    position = 0
    for child in run:
        piece = child_text(child)
        low, high = max(start, position), min(end, position + len(piece))
        if piece and low < high:
            text = piece[low - position : high - position]
            if piece == OBJECT:
                item = etree.Element(R_)
                if properties is not None:
                    item.append(etree.fromstring(etree.tostring(properties)))
                item.append(etree.fromstring(etree.tostring(child)))
                yield text, item
            else:
                yield text, new_run(text, properties)
        position += len(piece)


def _whole_field(outer: Field, part: Piece, package: Package, name: str) -> list[Fragment] | None:
    """A new field as one fragment with all its runs; None for another piece of it."""
    visible = [span for span in part.paragraph.spans if span.field is outer]
    if any(span.status != part.status for span in visible):
        return None
    if not visible or visible[0] is not part.span or outer.simple is not None:
        return None
    if part.status == "+" and not any(a.tag == INS for a in outer.runs[0].iterancestors()):
        return None
    if any(_paragraph_tag(run) is not _paragraph_tag(part.span.run) for run in outer.runs):
        return None
    holder = etree.Element(P)
    for run in outer.runs:
        holder.append(etree.fromstring(etree.tostring(run)))
    text = "".join(part.paragraph.text[s.start : s.end] for s in visible)
    if text != part.text:
        return None
    return [Fragment(text, etree.tostring(holder), package, name, "field:" + outer.code)]


def _paragraph_tag(element: Element) -> Element | None:
    current: Element | None = element
    while current is not None and current.tag != P:
        current = current.getparent()
    return current


_HOLDERS = frozenset(W + name for name in ("hyperlink", "sdt", "fldSimple"))


def _holder(run: Element) -> Element | None:
    """The outermost link, simple field or control in the paragraph around a run."""
    found: Element | None = None
    for item in run.iterancestors():
        if item.tag == P:
            return found
        if item.tag in _HOLDERS:
            found = item
    return None


def _shell(holder: Element) -> Element:
    """A link, field or control without what is in it."""
    shell = etree.Element(holder.tag)
    for name, value in holder.attrib.items():
        if not _of_its_file(str(name)):
            shell.set(name, value)
    properties = holder.find(W + "sdtPr")
    if properties is not None:
        copied = deepcopy(properties)
        for item in copied.findall(W + "id"):
            copied.remove(item)
        shell.append(copied)
    return shell


def settled_block(element: Element) -> Element:
    """A copy of a table, row or cell with its changes accepted, without comments and places."""
    holder = etree.Element(W + "body")
    holder.append(deepcopy(element))
    resolve_tree(holder, accept=True)
    for item in list(holder.iter()):
        parent = item.getparent()
        if parent is None or not isinstance(item.tag, str):
            continue
        if item.tag in _PLACES or (item.tag == W + "id" and parent.tag == W + "sdtPr"):
            parent.remove(item)
            continue
        for name in [name for name in item.attrib if _of_its_file(str(name))]:
            del item.attrib[name]
    return holder[0]


_PLACES = frozenset(
    W + name
    for name in (
        "commentRangeStart", "commentRangeEnd", "commentReference", "bookmarkStart", "bookmarkEnd",
        "permStart", "permEnd", "proofErr", "lastRenderedPageBreak",
    )
)  # fmt: skip


def _of_its_file(name: str) -> bool:
    """Whether an attribute only makes sense in the file it was saved in."""
    return name.startswith(W + "rsid") or name.endswith(("}paraId", "}textId"))
