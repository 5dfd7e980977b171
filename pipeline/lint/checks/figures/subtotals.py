"""小计 rows, and tables whose head has two rows with a 小计 or 合计 in each group of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.lint.checks.figures.grids import (
    NOT_ADDED,
    NUMBER,
    SUBTOTAL,
    TOTAL,
    Grid,
    grids,
    number_in,
    text_of,
)
from pipeline.lint.checks.figures.tables import odd_rows, rounding
from pipeline.lint.checks.figures.written import plain
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_LABELS = 3  # columns in which the name of a row may stand


@dataclass(slots=True)
class _Group:
    """The rows that one 小计 adds up, and the row of the 小计 itself."""

    total: int
    items: list[int] = field(default_factory=list)


@check("subtotals.rows")
def rows(context: Context) -> Iterator[Hit]:
    """甲类小计 921 where its rows make 912; and 合计 that is no sum of the 小计."""
    for grid in grids(context):
        all_rows = sorted({row for row, _ in grid})
        columns = sorted({column for _, column in grid})
        subs = [row for row in all_rows if _named(grid, row, columns, SUBTOTAL)]
        totals = [row for row in all_rows if _named(grid, row, columns, TOTAL)]
        if len(subs) < 2 or len(totals) != 1:
            continue
        for below in (True, False):
            groups = _groups(grid, all_rows, columns, subs, totals[0], below=below)
            wrong, held = _judge(grid, columns, groups, totals[0])
            if len(groups) == len(subs) and held >= 2 * len(wrong) > 0:
                yield from wrong
                break


def _named(grid: Grid, row: int, columns: list[int], name: re.Pattern[str]) -> bool:
    labels = [text_of(grid, row, column) for column in columns[:_LABELS]]
    return any(name.search(label) for label in labels) and any(
        NUMBER.match(text_of(grid, row, column)) for column in columns[1:]
    )


def _groups(
    grid: Grid, all_rows: list[int], columns: list[int], subs: list[int], total: int, *, below: bool
) -> list[_Group]:
    """The 小计 with the rows above them (``below``: it stands below its rows), or below them."""
    made: list[_Group] = []
    group = _Group(-1)
    for row in all_rows if below else all_rows[::-1]:
        if row == total or not any(NUMBER.match(text_of(grid, row, at)) for at in columns[1:]):
            continue
        if row in subs:
            group.total = row
            made.append(group)
            group = _Group(-1)
        else:
            group.items.append(row)
    return [one for one in made if one.items] if not group.items else []


def _judge(
    grid: Grid, columns: list[int], groups: list[_Group], total: int
) -> tuple[list[Hit], int]:
    """The sums that do not come out, and how many do."""
    wrong: list[Hit] = []
    held = 0
    for column in columns[1:]:
        if NOT_ADDED.search(text_of(grid, min(row for row, _ in grid), column)):
            continue
        values = {row: number_in(text_of(grid, row, column)) for row in _rows(groups, total)}
        stated = {row: text_of(grid, row, column) for row in values}
        if any(value is None for value in values.values()) or not NUMBER.match(stated[total]):
            continue
        numbers = {row: value or Decimal(0) for row, value in values.items()}
        each = [
            (group.total, sum((numbers[row] for row in group.items), Decimal(0)))
            for group in groups
        ]
        right = [pair for pair in each if _agrees(stated[pair[0]], numbers[pair[0]], pair[1])]
        summed = [
            sum((one for _, one in each), Decimal(0)),
            sum((numbers[group.total] for group in groups), Decimal(0)),
        ]
        whole = any(_agrees(stated[total], numbers[total], one) for one in summed)
        held += len(right) + whole
        for row, one in each:
            if (row, one) not in right and numbers[row]:
                wrong.append(_hit(grid, row, column, stated[row], one))
        if not whole:
            wrong.append(_hit(grid, total, column, stated[total], summed[0]))
    return wrong, held


def _rows(groups: list[_Group], total: int) -> list[int]:
    return [*(row for group in groups for row in (*group.items, group.total)), total]


def _agrees(stated: str, value: Decimal, summed: Decimal) -> bool:
    return abs(value - summed) <= rounding(stated, 4)


def _hit(grid: Grid, row: int, column: int, stated: str, summed: Decimal) -> Hit:
    return grid[row, column][0].hit(stated=stated, sum=plain(summed))


_OF_ALL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|总数|计)$")


@check("subtotals.columns")
def columns(context: Context) -> Iterator[Hit]:
    """A head of two rows: the 小计 of a group of columns, and the group 合计 of all groups."""
    for grid in grids(context):
        all_rows = sorted({row for row, _ in grid})
        groups = _heads(grid, all_rows) if len(all_rows) > 3 else {}
        if not groups:
            continue
        second = all_rows[1]
        told: set[tuple[str, int, int]] = set()
        for total, parts in _sums(grid, second, groups):
            for hit in odd_rows(grid, all_rows[2:], total, parts) if len(parts) > 1 else ():
                if (hit.story, hit.paragraph, hit.start) not in told:
                    told.add((hit.story, hit.paragraph, hit.start))
                    yield hit


def _heads(grid: Grid, all_rows: list[int]) -> dict[str, list[int]]:
    """The columns under each head of the first row, when the second row is a head too."""
    first, second = all_rows[:2]
    under = [column for row, column in grid if row == second]
    if any(NUMBER.match(text_of(grid, second, column)) for column in under):
        return {}
    made: dict[str, list[int]] = {}
    for (row, column), passages in sorted(grid.items()):
        span = passages[0].paragraph.cell.span if row == first else 1
        name = text_of(grid, row, column)
        if row == first and span > 1 and name and name not in made:
            made[name] = [at for at in range(column, column + span) if (second, at) in grid]
    return made


def _sums(grid: Grid, second: int, groups: dict[str, list[int]]) -> Iterator[tuple[int, list[int]]]:
    """Which column is the sum of which others."""
    whole = next((name for name in groups if _OF_ALL.match(name)), None)
    for under in groups.values():
        totals = [at for at in under if _OF_ALL.match(text_of(grid, second, at))]
        parts = [at for at in under if at not in totals and _added(text_of(grid, second, at))]
        if len(totals) == 1:
            yield totals[0], parts
    for at in groups[whole] if whole else ():
        name = text_of(grid, second, at)
        others = [
            one
            for group, under in groups.items()
            for one in under
            if group != whole and text_of(grid, second, one) == name
        ]
        if _added(name) and len(others) == len(groups) - 1:
            yield at, others


def _added(name: str) -> bool:
    return bool(name) and not NOT_ADDED.search(name) and not name.startswith("其中")
