"""Tracked rows and cells: inserted, deleted, moved, merged."""

from __future__ import annotations

from lxml import etree

from pipeline.word.marks import CELL_MARKS, goes
from pipeline.word.ooxml import TBL, TC, TC_PR, TR, VAL, Element, W
from pipeline.word.resolve.blocks import take_out


def resolve_row(item: Element, accept: bool) -> None:
    """Resolve a mark in the properties of a row or cell."""
    properties = item.getparent()
    if properties is None:
        return
    if item.tag == W + "cellMerge":
        _resolve_merge(item, properties, accept)
        return
    if not goes(item, accept):
        properties.remove(item)
        return
    holder = properties.getparent()
    if holder is not None:
        remove_piece(holder)


def remove_piece(piece: Element) -> None:
    """Remove a cell or a row, and the row or table that has none left."""
    outer = next(piece.iterancestors({TC: TR, TR: TBL}[piece.tag]), None)
    take_out(piece)
    if outer is None or next(outer.iter(piece.tag), None) is not None:
        return
    if outer.tag == TBL:
        take_out(outer)
    else:
        remove_piece(outer)


def going_columns(marks: list[Element], accept: bool) -> dict[Element, set[int]]:
    """Table → the grid columns in which cells are about to disappear."""
    found: dict[Element, set[int]] = {}
    for item in marks:
        cell = next(item.iterancestors(TC), None)
        if item.tag not in CELL_MARKS[:2] or cell is None or not goes(item, accept):
            continue
        row, table = next(cell.iterancestors(TR), None), next(cell.iterancestors(TBL), None)
        if row is not None and table is not None:
            cells = _cells(row)
            before = cells[: cells.index(cell)]
            found.setdefault(table, set()).add(sum(map(_width, before)))
    return found


def narrow_grid(table: Element, columns: set[int]) -> None:
    """Take those columns away from a table's grid, if no row reaches so far any more."""
    grid = table.find(W + "tblGrid")
    rows = [row for row in table.iter(TR) if next(row.iterancestors(TBL)) is table]
    if grid is None or not rows:
        return
    width = max(sum(map(_width, _cells(row))) for row in rows)
    if len(grid) - width == len(columns) and max(columns) < len(grid):
        for column in sorted(columns, reverse=True):
            grid.remove(grid[column])


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.iter(TC) if next(cell.iterancestors(TR)) is row]


def _width(cell: Element) -> int:
    span = cell.find(f"{TC_PR}/{W}gridSpan")
    number = span.get(VAL, "1") if span is not None else "1"
    return int(number) if number.isdigit() else 1


def _resolve_merge(item: Element, properties: Element, accept: bool) -> None:
    state = item.get(W + ("vMerge" if accept else "vMergeOrig"))
    properties.remove(item)
    for old in properties.findall(W + "vMerge"):
        properties.remove(old)
    if state is not None:
        merge = etree.Element(W + "vMerge")
        merge.set(VAL, "restart" if state == "rest" else "continue")
        after = [c for c in properties if c.tag in (W + "tcW", W + "gridSpan", W + "cnfStyle")]
        properties.insert(len(after), merge)
