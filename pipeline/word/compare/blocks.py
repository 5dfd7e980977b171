"""Blocks of a container: paragraphs, and tables with their rows and cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.word.align import TABLE, similar
from pipeline.word.ooxml import AUTHOR, DATE, Element, W
from pipeline.word.stories import Cell


@dataclass(slots=True)
class Table:
    first: int
    beyond: int
    element: Element
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    first: int
    beyond: int
    element: Element
    status: str
    cells: list[CellBlocks] = field(default_factory=list)


@dataclass(slots=True)
class CellBlocks:
    column: int
    blocks: list[int | Table]
    first: int


def pair_tables(left: list[str], right: list[str]) -> None:
    """Give tables that are versions of each other one key, so that they anchor the alignment."""
    ours = [n for n, key in enumerate(left) if key.startswith(TABLE)]
    theirs = [n for n, key in enumerate(right) if key.startswith(TABLE)]
    for one in ours:
        best = max(theirs, key=lambda n: similar(left[one], right[n]), default=None)
        if best is not None and similar(left[one], right[best]) >= 0.5:
            left[one] = right[best] = f"{TABLE}{one}\x03{right[best]}"
            theirs.remove(best)


def _chain(cell: Cell | None) -> list[Cell]:
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
        chain = _chain(cells[index])
        if len(chain) <= depth:
            blocks.append(index)
            index += 1
            continue
        element = chain[depth].table_element
        assert element is not None
        beyond = index
        while beyond < high:
            own = _chain(cells[beyond])
            if len(own) <= depth or own[depth].table_element is not element:
                break
            beyond += 1
        blocks.append(_table(cells, index, beyond, depth, element))
        index = beyond
    return blocks


def _table(
    cells: Sequence[Cell | None], low: int, high: int, depth: int, element: Element
) -> Table:
    table = Table(low, high, element)
    index = low
    while index < high:
        cell = _chain(cells[index])[depth]
        end = index
        while end < high and _chain(cells[end])[depth].element is cell.element:
            end += 1
        row = table.rows[-1] if table.rows else None
        assert cell.row_element is not None
        if row is None or row.element is not cell.row_element:
            row = Row(index, end, cell.row_element, cell.row_status)
            table.rows.append(row)
        row.beyond = end
        row.cells.append(CellBlocks(cell.column, tree(cells, index, end, depth + 1), index))
        index = end
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
