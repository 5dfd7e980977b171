"""What tracked changes make of what stands in them, and which of it a view shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from pipeline.word.marks import moved_row
from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    DEL,
    INS,
    MATH,
    MOVE_FROM,
    MOVE_TO,
    R_,
    TC,
    TC_PR,
    TR,
    TR_PR,
    Element,
    W,
)
from pipeline.word.stories import (
    View,
    child_text,
)

Decided: TypeAlias = "Callable[[Element], bool | None]"

_HIDDEN = {"final": frozenset("-x"), "original": frozenset("+x"), "all": frozenset()}
_PLUS = {"=": "+", "+": "+", "-": "x", "x": "x"}
_MINUS = {"=": "-", "-": "-", "+": "x", "x": "x"}
REVISIONS = {INS: _PLUS, MOVE_TO: _PLUS, DEL: _MINUS, MOVE_FROM: _MINUS}
_CELL_REVISIONS = {W + "cellIns": _PLUS, W + "cellDel": _MINUS}


class Statuses:
    """The status of content in one view: "=" plain, "+" inserted, "-" deleted, "x" both.

    hidden: the statuses that the view does not show. decided: says of a change whether its text
    is there whatever the view.
    """

    def __init__(self, view: View, decided: Decided | None) -> None:
        self.hidden = _HIDDEN[view]
        self.decided = decided

    def _change(self, mark: Element, status: str) -> str:
        """The status of what stands in (or under) a tracked change, ``status`` without it."""
        stays = self.decided(mark) if self.decided is not None else None
        if stays is not None:
            return status if stays else "x"
        return (REVISIONS.get(mark.tag) or _CELL_REVISIONS[mark.tag])[status]

    def _mark(self, properties: Element | None) -> tuple[str, str, str]:
        """Status, author and date of a paragraph mark or row by its ``rPr``/``trPr``."""
        status, author, date = "=", "", ""
        if properties is not None:
            for child in properties:
                if child.tag in REVISIONS:
                    status = self._change(child, status)
                    author, date = child.get(AUTHOR, ""), child.get(DATE, "")
        return status, author, date

    def _row_status(self, row: Element, properties: Element | None) -> str:
        states = {self._change(mark, "=") for mark in moved_row(row)}
        status = states.pop() if len(states) == 1 else "="
        for mark in () if properties is None else properties:
            if mark.tag in REVISIONS:
                status = self._change(mark, status)
        return status

    def _cell_status(self, properties: Element | None) -> str:
        status = "="
        for mark in () if properties is None else properties:
            if mark.tag in _CELL_REVISIONS:
                status = self._change(mark, status)
        return status

    def _is_gone(self, properties: Element) -> bool:
        """Whether a paragraph mark is decided to go: then what is still open stays before it."""
        marks = [child for child in properties if child.tag in REVISIONS]
        return self.decided is not None and any(self.decided(m) is False for m in marks)

    def _holds_open(self, hidden: Element) -> bool:
        """Whether hidden content is there still, waiting for a decision."""
        assert self.decided is not None
        for run in hidden.iter(R_, MATH + "r"):
            marks = [item for item in (*run.iterancestors(), *run) if item.tag in REVISIONS]
            if run.tag == R_ and not any(child_text(child) for child in run):
                continue
            if not any(self.decided(mark) is False for mark in marks):
                return True
        return False

    def _stands(self, table: Element) -> bool:
        """Whether a row of a table is there or still open: no decided mark reaches past it."""
        assert self.decided is not None
        for row in through_controls(table, TR):
            properties = row.find(TR_PR)
            own = [c for c in properties if c.tag in REVISIONS] if properties is not None else []
            if not any(self.decided(mark) is False for mark in [*own, *moved_row(row)[:1]]):
                cells = through_controls(row, TC)
                if any(self._cell_stands(cell) for cell in cells):
                    return True
        return False

    def _cell_stands(self, cell: Element) -> bool:
        assert self.decided is not None
        marks = [c for c in cell.iterfind(f"{TC_PR}/*") if c.tag in _CELL_REVISIONS]
        return not any(self.decided(mark) is False for mark in marks)

    def _formula_status(
        self, formula: Element, status: str, author: str, date: str
    ) -> tuple[str, str, str]:
        """Status, author and date of a formula: those of all it holds, if all changed alike."""
        found: set[tuple[str, str, str]] = set()
        for run in formula.iter(MATH + "r", R_):
            chain = [run, *run.iterancestors()]
            marks = [item for item in run if item.tag in REVISIONS]
            marks += [item for item in chain[: chain.index(formula)] if item.tag in REVISIONS]
            inner = (status, author, date)
            for mark in reversed(marks):
                inner = (
                    self._change(mark, inner[0]), mark.get(AUTHOR, ""), mark.get(DATE, "")
                )  # fmt: skip
            found.add(inner)
        states = {inner[0] for inner in found}
        alike = len(states) == 1 or (states and states <= self.hidden)
        return min(found) if alike else (status, author, date)


def through_controls(container: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in container:
        if child.tag == wanted:
            yield child
        elif child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None:
                yield from through_controls(content, wanted)
        elif child.tag == W + "customXml" or child.tag in REVISIONS:
            yield from through_controls(child, wanted)
