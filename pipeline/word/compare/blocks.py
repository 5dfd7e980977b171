"""Blocks of a container: paragraphs, and tables with their rows and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.word.align import TABLE, similar
from pipeline.word.ooxml import AUTHOR, DATE, TC_PR, VAL, Element, W
from pipeline.word.stories import Cell

NEW = "\x04"
"""After TABLE: the key of a table that was inserted with tracking and goes with none."""


@dataclass(slots=True)
class Table:
    """A table: its paragraphs are [first, beyond) of the story. depth: tables around it."""

    first: int
    beyond: int
    element: Element
    depth: int
    rows: list[Row] = field(default_factory=list)

    @property
    def regular(self) -> bool:
        """Whether every row has the same cells, none of them merged."""
        plain = all(c.span == 1 and not c.merged for row in self.rows for c in row.cells)
        return plain and len({len(row.cells) for row in self.rows}) == 1

    @property
    def new(self) -> bool:
        """Whether all of it was inserted with tracking."""
        return all(row.status in "+x" for row in self.rows)

    @property
    def gone(self) -> bool:
        """Whether nothing is left of it with every tracked change accepted."""
        return all(
            row.status in "-x" or all(cell.status in "-x" for cell in row.cells)
            for row in self.rows
        )


@dataclass(slots=True)
class Row:
    """A row. status: that of its mark ("=", "+", "-", "x")."""

    first: int
    beyond: int
    element: Element
    status: str
    cells: list[CellBlocks] = field(default_factory=list)

    @property
    def shape(self) -> list[str]:
        """How its cells are joined with those of other rows; their widths do not count."""
        return [cell.merged for cell in self.cells]

    @property
    def cell_marks(self) -> set[tuple[str, str]]:
        """Authors and dates of tracked insertions and deletions of single cells."""
        return {cell.mark for cell in self.cells if cell.status != "="}


@dataclass(slots=True)
class CellBlocks:
    """A cell and the blocks in it.

    merged: "on" for a cell that belongs to the one above it (``w:vMerge``), "top" for the one
    that others belong to.
    """

    column: int
    span: int
    blocks: list[int | Table]
    first: int
    element: Element
    merged: str

    @property
    def status(self) -> str:
        """Whether the cell as such was inserted or deleted with tracking, or both ("x")."""
        return _cell_mark(self.element)[0]

    @property
    def mark(self) -> tuple[str, str]:
        """Author and date of that mark."""
        return _cell_mark(self.element)[1:]


def _cell_mark(cell: Element) -> tuple[str, str, str]:
    """ "=", "+", "-" or, of a cell that came and went again, "x"; author and date of the mark."""
    found = {item.tag: item for item in cell.iterfind(f"{TC_PR}/*")
             if item.tag in (W + "cellIns", W + "cellDel")}  # fmt: skip
    if not found:
        return "=", "", ""
    tag, item = found.popitem()
    status = "x" if found else "+" if tag == W + "cellIns" else "-"
    return status, item.get(AUTHOR, ""), item.get(DATE, "")


def leaves(cell: Cell) -> bool:
    """Whether a cell by itself, or its row, is gone with every tracked change accepted."""
    gone = cell.element is not None and _cell_mark(cell.element)[0] in "-x"
    return gone or cell.row_status in "-x"


def comes(cell: Cell) -> bool:
    """Whether a cell by itself, or its row, is there only with tracked changes accepted."""
    come = cell.element is not None and _cell_mark(cell.element)[0] in "+x"
    return come or cell.row_status in "+x"


def is_shown(cell: Cell | None) -> bool:
    """Whether what stands in a cell is there with every tracked change accepted."""
    return not any(map(leaves, chain(cell)))


def is_new(cell: Cell | None) -> bool:
    """Whether what stands in a cell is there only with tracked changes accepted."""
    return any(map(comes, chain(cell)))


def _goes_on(cell: Element) -> bool:
    """Whether a cell is the continuation of the one above."""
    merge = cell.find(f"{TC_PR}/{W}vMerge")
    return merge is not None and merge.get(VAL, "continue") == "continue"


def pair_tables(left: list[str], right: list[str]) -> None:
    """Give tables that are versions of each other one key, so that they anchor the alignment."""
    ours = [n for n, key in enumerate(left) if key.startswith(TABLE)]
    theirs = [n for n, key in enumerate(right) if key.startswith(TABLE) and key[1:2] != NEW]
    for one in ours:
        best = max(theirs, key=lambda n: similar(left[one], right[n]), default=None)
        if best is not None and similar(left[one], right[best]) >= 0.5:
            left[one] = right[best] = f"{TABLE}{one}\x03{right[best]}"
            theirs.remove(best)


def chain(cell: Cell | None) -> list[Cell]:
    """The cells around a paragraph, outermost first."""
    found: list[Cell] = []
    while cell is not None:
        found.append(cell)
        cell = cell.parent
    return found[::-1]


def tree(cells: Sequence[Cell | None], low: int, high: int, depth: int) -> list[int | Table]:
    """The blocks of a container: indexes of paragraphs, and tables with rows and cells."""
    blocks: list[int | Table] = []
    index = low
    while index < high:
        around = chain(cells[index])
        if len(around) <= depth:
            blocks.append(index)
            index += 1
            continue
        element = around[depth].table_element
        assert element is not None
        beyond = index
        while beyond < high:
            own = chain(cells[beyond])
            if len(own) <= depth or own[depth].table_element is not element:
                break
            beyond += 1
        blocks.append(_table(cells, index, beyond, depth, element))
        index = beyond
    return blocks


def _table(
    cells: Sequence[Cell | None], low: int, high: int, depth: int, element: Element
) -> Table:
    table = Table(low, high, element, depth)
    index = low
    while index < high:
        cell = chain(cells[index])[depth]
        end = index
        while end < high and chain(cells[end])[depth].element is cell.element:
            end += 1
        row = table.rows[-1] if table.rows else None
        assert cell.row_element is not None
        if row is None or row.element is not cell.row_element:
            row = Row(index, end, cell.row_element, cell.row_status)
            table.rows.append(row)
        row.beyond = end
        assert cell.element is not None
        blocks = tree(cells, index, end, depth + 1)
        merged = "on" if _goes_on(cell.element) else ""
        row.cells.append(CellBlocks(cell.column, cell.span, blocks, index, cell.element, merged))
        index = end
    for row, below in zip(table.rows, table.rows[1:], strict=False):
        joined = {c.column for c in below.cells if c.merged}
        for own in row.cells:
            if own.column in joined and not own.merged:
                own.merged = "top"
    return table


def indexes(blocks: list[int | Table]) -> list[int]:
    found: list[int] = []
    for block in blocks:
        if isinstance(block, Table):
            found += range(block.first, block.beyond)
        else:
            found.append(block)
    return found


def row_mark(row: Element) -> tuple[str, str]:
    for item in row.iterfind(f"{W}trPr/*"):
        if item.tag in (W + "ins", W + "del"):
            return item.get(AUTHOR, ""), item.get(DATE, "")
    return "", ""
