"""The tracked changes of a file, as a person counts them.

Word marks every run, paragraph mark and table row by itself; what one person did in one go is one
Revision here: an insertion over three paragraphs, a deleted row with all in it, a stretch of text
made bold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from pipeline.word.marks import (
    ALL_MARKS,
    CELL_MARKS,
    CHANGES,
    CONTENT_MARKS,
    CONTROL_STARTS,
    MOVE_STARTS,
    marked_parts,
)
from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    DEL,
    INS,
    MOVE_FROM,
    MOVE_TO,
    PPR,
    R_,
    RPR,
    TC,
    TC_PR,
    TR,
    TR_PR,
    TXBX,
    Element,
    P,
    W,
)
from pipeline.word.package import Package
from pipeline.word.stories import child_text

Kind = Literal[
    "insert", "delete", "move_from", "move_to", "insert_mark", "delete_mark", "insert_row",
    "delete_row", "insert_cell", "delete_cell", "merge_cells", "format", "paragraph_format",
    "table_format", "section_format", "numbering", "control",
]  # fmt: skip

_CONTENT: dict[str, Kind] = {
    INS: "insert", DEL: "delete", MOVE_FROM: "move_from", MOVE_TO: "move_to",
}  # fmt: skip
_OTHER: dict[str, Kind] = {
    "rPrChange": "format", "pPrChange": "paragraph_format", "sectPrChange": "section_format",
    "numberingChange": "numbering", "cellIns": "insert_cell", "cellDel": "delete_cell",
    "cellMerge": "merge_cells",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """One tracked change.

    date: as the file has it. part: the part it stands in. text: what it inserts, deletes, moves
    or formats ("\\n" a paragraph mark, "\\t" between the cells of a row). elements: the marks it
    consists of. paragraph: the ``w:p`` where it begins, None outside of any. move: the name that
    the two halves of a move share.
    """

    kind: Kind
    author: str
    date: str
    part: str
    text: str
    elements: tuple[Element, ...] = field(repr=False)
    paragraph: Element | None = field(default=None, repr=False)
    move: str = ""


def list_revisions(package: Package) -> tuple[Revision, ...]:
    """Every tracked change of the file, in reading order of each part, the main text first."""
    found: list[Revision] = []
    for part in marked_parts(package):
        lister = _Lister(part)
        lister.walk(package.xml(part))
        lister.close()
        found += lister.found
    return tuple(found)


@dataclass(slots=True)
class _Open:
    """A change that may go on in the next mark."""

    kind: Kind
    author: str
    date: str
    move: str
    paragraph: Element | None
    text: str = ""
    elements: list[Element] = field(default_factory=list)


class _Lister:
    """Walks one part and gathers marks into revisions."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.found: list[Revision] = []
        self.paragraph: Element | None = None
        self.moves: dict[str, str] = {}
        self._open: _Open | None = None
        self._inner: list[Element] = []
        self._own: set[tuple[str, str]] = set()

    def close(self) -> None:
        """End the change that is going on, and list the ones made inside of it."""
        now, self._open = self._open, None
        if now is None:
            return
        kind = now.kind
        if kind in ("insert", "delete") and now.text and not now.text.strip("\n"):
            kind = "insert_mark" if kind == "insert" else "delete_mark"
        self.found.append(
            Revision(
                kind, now.author, now.date, self.part, now.text, tuple(now.elements),
                now.paragraph, now.move,
            )
        )  # fmt: skip
        inner, self._inner = self._inner, []
        for mark in inner:
            self._add(_kind(mark), mark, _text(mark.getparent() if _is_format(mark) else mark))
            self.close()

    def _add(self, kind: Kind, mark: Element, text: str) -> None:
        author, date = mark.get(AUTHOR, ""), mark.get(DATE, "")
        move = self.moves.get(mark.tag, "")
        now = self._open
        if now is not None:
            same = (now.kind, now.author, now.date[:16], now.move)
            if same != (kind, author, date[:16], move):
                self.close()
                now = None
        if now is None:
            now = self._open = _Open(kind, author, date, move, self.paragraph)
        now.text += text
        now.elements.append(mark)

    def walk(self, container: Element) -> None:
        """List what is in ``container``."""
        for child in container:
            self._item(child)

    def _item(self, item: Element) -> None:
        tag = item.tag
        if tag == P:
            self._paragraph(item)
        elif tag == R_:
            self._run(item)
        elif tag in CONTENT_MARKS:
            self._content(item)
        elif tag == TR:
            self._row(item)
        elif tag == TC:
            self._cell(item)
        elif tag in MOVE_STARTS:
            self.moves[tag.removesuffix("RangeStart")] = item.get(W + "name", "")
        elif tag in CHANGES or tag in CONTROL_STARTS:
            self._single(item)
        elif tag not in (PPR, TR_PR, TC_PR):
            self.walk(item)

    def _single(self, mark: Element, text: str = "") -> None:
        self.close()
        self._add(_kind(mark), mark, text)
        self.close()

    def _paragraph(self, paragraph: Element) -> None:
        outer, self.paragraph = self.paragraph, paragraph
        properties = paragraph.find(PPR)
        marks: list[Element] = []
        if properties is not None:
            for item in properties.iter(*ALL_MARKS):
                parent = item.getparent()
                if item.tag in CONTENT_MARKS and parent is not None and parent.tag == RPR:
                    marks.append(item)
                elif item.tag in CHANGES:
                    self._single(item, "\n" if _is_format(item) else "")
                elif item.tag == INS:
                    self._single(item)
        self.walk(paragraph)
        if marks and not self._is_own(marks[0]):
            self._add(_kind(marks[0]), marks[0], "\n")
            self._inner += marks[1:]
        elif not marks:
            self.close()
        self.paragraph = outer

    def _run(self, run: Element) -> None:
        change = run.find(f"{RPR}/{W}rPrChange")
        text = _text(run)
        if change is not None:
            self._add("format", change, text)
        elif text:
            self.close()
        self._boxes(run)

    def _boxes(self, item: Element) -> None:
        """The text boxes in a run are listed apart, the fallback for old programs is not."""
        for box in item.iter(TXBX):
            if any(a.tag.endswith("}Fallback") for a in box.iterancestors()):
                continue
            if next(box.iter(*ALL_MARKS), None) is not None:
                self.close()
                self.walk(box)
                self.close()

    def _content(self, mark: Element) -> None:
        inner = [item for item in _inside(mark) if item.tag in ALL_MARKS]
        if self._is_own(mark):
            self._inner += inner
            return
        self._add(_kind(mark), mark, _text(mark))
        self._inner += inner
        self._boxes(mark)

    def _is_own(self, mark: Element) -> bool:
        """Whether a mark belongs to the row that is being listed as one change."""
        return (mark.tag, mark.get(AUTHOR, "")) in self._own

    def _row(self, row: Element) -> None:
        self.close()
        properties = row.find(TR_PR)
        own: set[tuple[str, str]] = set()
        for item in () if properties is None else properties.iter(*ALL_MARKS):
            if item.tag in (INS, DEL):
                kind: Kind = "insert_row" if item.tag == INS else "delete_row"
                own.add((item.tag, item.get(AUTHOR, "")))
                first = next(row.iter(P), None)
                outer, self.paragraph = self.paragraph, first
                self._add(kind, item, "\t".join(_cell_text(cell) for cell in row.iter(TC)))
                self.close()
                self.paragraph = outer
            else:
                self._single(item)
        outer_own, self._own = self._own, self._own | own
        self.walk(row)
        self._own = outer_own
        self.close()

    def _cell(self, cell: Element) -> None:
        properties = cell.find(TC_PR)
        for item in () if properties is None else properties:
            if item.tag in CELL_MARKS or item.tag in CHANGES:
                outer, self.paragraph = self.paragraph, next(cell.iter(P), None)
                self._single(item, _cell_text(cell) if item.tag in CELL_MARKS else "")
                self.paragraph = outer
        self.walk(cell)


def _kind(mark: Element) -> Kind:
    parent = mark.getparent()
    if mark.tag in CONTROL_STARTS:
        return "control"
    if mark.tag in _CONTENT:
        return (
            "numbering" if parent is not None and parent.tag == W + "numPr" else _CONTENT[mark.tag]
        )
    return _OTHER.get(mark.tag[len(W) :], "table_format")


def _is_format(mark: Element) -> bool:
    return mark.tag == W + "rPrChange"


def _text(item: Element | None) -> str:
    """The text of the runs in ``item``, without text boxes."""
    if item is None:
        return ""
    if item.tag == RPR:
        item = item.getparent()
        assert item is not None
    if item.tag == R_:
        return "".join(child_text(child) for child in item)
    return "".join(_text(child) for child in item if child.tag != PPR)


def _cell_text(cell: Element) -> str:
    return "\n".join(_text(paragraph) for paragraph in cell.iter(P))


def _inside(item: Element) -> Iterator[Element]:
    for child in item:
        if child.tag != TXBX:
            yield child
            yield from _inside(child)
