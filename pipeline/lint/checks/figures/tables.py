"""Totals in tables: a 合计 row or column against the figures it adds up.

A column is only judged when every cell above (or below) the total is a number or empty; columns
of rates, prices and numbers-as-names are not. A 合计 column is judged by the table itself: it must
hold in most rows before the one where it does not is called wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, permutations

from pipeline.lint.checks.figures.elsewhere import numbers_told
from pipeline.lint.checks.figures.grids import (
    DAILY,
    NOT_ADDED,
    NUMBER,
    SUBTOTAL,
    TOTAL,
    Grid,
    grids,
    number_in,
    text_of,
)
from pipeline.lint.checks.figures.quantities import slip_between
from pipeline.lint.checks.figures.written import plain, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check


@check("tables.total_row")
def total_row(context: Context) -> Iterator[Hit]:
    """The figures of a 合计 row are the sums of their columns."""
    for grid in grids(context):
        rows = sorted({row for row, _ in grid})
        columns = sorted({column for _, column in grid})
        totals = total_rows(grid, rows, columns)
        if len(totals) != 1 or any(
            SUBTOTAL.search(text_of(grid, row, column)) for row in rows for column in columns[:2]
        ):
            continue
        items = _items(grid, rows, columns, totals[0])
        for column in columns[1:] if len(items) >= 2 else ():
            yield from _wrong_total(context, grid, rows, column, totals[0], items)


def total_rows(grid: Grid, rows: list[int], columns: list[int]) -> list[int]:
    """The rows that are called 合计; a head row with a column 合计 is none."""
    return [
        row
        for row in rows
        if any(TOTAL.match(text_of(grid, row, column)) for column in columns[:2])
        and any(NUMBER.match(text_of(grid, row, column)) for column in columns[1:])
    ]


def _items(grid: Grid, rows: list[int], columns: list[int], total: int) -> list[int]:
    """The rows that a total adds up: those with figures above it, or below when it comes first."""

    def has_figures(row: int) -> bool:
        return any(NUMBER.match(text_of(grid, row, column)) for column in columns[1:])

    above = [row for row in rows if row < total and has_figures(row)]
    below = [row for row in rows if row > total and has_figures(row)]
    return above if above and not below else below if below and not above else []


def _wrong_total(
    context: Context, grid: Grid, rows: list[int], column: int, total: int, items: list[int]
) -> Iterator[Hit]:
    head = "".join(text_of(grid, row, column) for row in rows if row < min(items[0], total))
    stated = text_of(grid, total, column)
    daily = DAILY.search(head) is not None
    if not NUMBER.match(stated) or NOT_ADDED.search(DAILY.sub("", head)):
        return
    values = [number_in(text_of(grid, row, column)) for row in items]
    figures = [value for value in values if value is not None]
    if len(figures) != len(values) or sum(1 for value in figures if value) < 2:
        return
    summed = sum(figures, Decimal(0))
    want = to_decimal(stated)
    if want is None or abs(summed - want) <= rounding(stated, len(items)):
        return
    if daily and want < max(*figures, summed * Decimal("0.8")):
        return  # the mean of the rows
    said = numbers_told(context)
    meant = {row: one - (summed - want) for row, one in zip(items, figures, strict=True)}
    slips = [row for row, one in zip(items, figures, strict=True) if _slipped(one, meant[row])]
    told = [row for row in slips if meant[row] in said and summed not in said]
    slips = told if len(told) == 1 else slips
    if len(slips) != 1 or (_slipped(want, summed) and not told and want not in said):
        yield grid[total, column][0].hit(stated=stated, sum=plain(summed))
        return
    passage = grid[slips[0], column][0]
    right = plain(meant[slips[0]])
    message = f"各行之和是{plain(summed)}，合计写的是{stated}，这一格是不是“{right}”，请核对"
    yield replace(passage.hit(), message=message)


def _slipped(stated: Decimal, right: Decimal) -> bool:
    """Whether one slip makes a figure of another that could stand in its place."""
    return right > 0 and slip_between(stated, right)


def rounding(stated: str, count: int) -> Decimal:
    """What the rounding of decimals may add up to; whole numbers must agree."""
    decimals = len(stated.partition(".")[2])
    return Decimal("0.5").scaleb(-decimals) * count if decimals else Decimal(0)


@check("tables.total_column")
def total_column(context: Context) -> Iterator[Hit]:
    """The figure in a 合计 column is the sum of its row, as it is in most other rows."""
    for grid in grids(context):
        rows = sorted({row for row, _ in grid})
        columns = sorted({column for _, column in grid})
        if len(rows) < 3 or len(columns) < 3:
            continue
        heads = [column for column in columns if TOTAL.match(text_of(grid, rows[0], column))]
        if len(heads) != 1:
            continue
        parts = [
            column
            for column in columns
            if column != heads[0]
            and not NOT_ADDED.search(text_of(grid, rows[0], column))
            and any(NUMBER.match(text_of(grid, row, column)) for row in rows[1:])
        ]
        whole = [at for at in parts if not text_of(grid, rows[0], at).startswith("其中")]
        for chosen in (parts, whole) if whole != parts else (parts,):
            found = list(odd_rows(grid, rows[1:], heads[0], chosen)) if len(chosen) > 1 else []
            if found:
                yield from found
                break


def odd_rows(grid: Grid, rows: list[int], total: int, parts: list[int]) -> Iterator[Hit]:
    right, wrong = 0, []
    for row in rows:
        stated = text_of(grid, row, total)
        values = [number_in(text_of(grid, row, column)) for column in parts]
        figures = [value for value in values if value is not None]
        want = to_decimal(stated) if NUMBER.match(stated) else None
        if want is None or len(figures) != len(values):
            continue
        summed = sum(figures, Decimal(0))
        if abs(summed - want) <= rounding(stated, len(parts)):
            right += 1
        else:
            wrong.append((row, stated, summed))
    if right >= 2 and (len(wrong) * 2 < right or len(wrong) == 1):
        for row, stated, summed in wrong:
            yield grid[row, total][0].hit(stated=stated, sum=plain(summed))


_TOTAL_OF = re.compile(
    r"^总(?P<of>[\u4e00-\u9fff]{2,6})$|^(?P<of2>[\u4e00-\u9fff]{2,6})(?:合计|总计|总额|总数|小计)$"
)


@check("tables.total_of_kind")
def total_of_kind(context: Context) -> Iterator[Hit]:
    """医疗收入, 补助收入, 其他收入 and 总收入 among the rows: in one column the last is not the sum
    of the others, as it is in another."""
    for grid in grids(context):
        rows = sorted({row for row, _ in grid})
        columns = sorted({column for _, column in grid})
        labels = [text_of(grid, row, columns[0]) for row in rows]
        if sum(label.endswith("小计") for label in labels) > 1:
            continue  # subtotals.rows holds them to one another
        for place, label in enumerate(labels):
            match = _TOTAL_OF.match(label) if label else None
            if match is None:
                continue
            kind = match["of"] or match["of2"]
            before = _run_of(kind, labels[:place][::-1])
            behind = _run_of(kind, labels[place + 1 :])
            items = [rows[place - n] for n in range(before, 0, -1)]
            if behind >= 2 > before:
                items = [rows[place + n] for n in range(1, behind + 1)]
            if len(items) >= 2:
                yield from _odd_columns(grid, rows, columns[1:], rows[place], items)


def _run_of(kind: str, labels: list[str]) -> int:
    """How many labels from the first on end with the word that a total is of."""
    for count, label in enumerate(labels):
        if not label.endswith(kind) or label == kind or _TOTAL_OF.match(label):
            return count
    return len(labels)


def _odd_columns(
    grid: Grid, rows: list[int], columns: list[int], total: int, items: list[int]
) -> Iterator[Hit]:
    right, wrong = 0, []
    for column in columns:
        stated = text_of(grid, total, column)
        values = [number_in(text_of(grid, row, column)) for row in items]
        figures = [value for value in values if value is not None]
        want = to_decimal(stated) if NUMBER.match(stated) else None
        head = text_of(grid, rows[0], column)
        if want is None or len(figures) != len(values) or NOT_ADDED.search(head):
            continue
        summed = sum(figures, Decimal(0))
        if abs(summed - want) <= rounding(stated, len(items)):
            right += 1
        else:
            wrong.append((column, stated, summed))
    for column, stated, summed in wrong if right and len(wrong) == 1 else ():
        yield grid[total, column][0].hit(stated=stated, sum=plain(summed))


_SERIAL_HEAD = re.compile(r"^(?:序\s*号|编\s*号|序|项次)$")


@check("tables.serial")
def serial(context: Context) -> Iterator[Hit]:
    """A 序号 column counts 1, 2, 3 … (again from 1 where a new part begins)."""
    for grid in grids(context):
        heads = [place for place in sorted(grid) if _SERIAL_HEAD.match(text_of(grid, *place))]
        for row, column in heads[:1]:
            rows = sorted({at for at, where in grid if where == column and at > row})
            cells = [(at, text_of(grid, at, column)) for at in rows]
            numbers = [(at, int(text)) for at, text in cells if text.isascii() and text.isdigit()]
            if len(numbers) < 3 or numbers[0][1] != 1:
                continue
            steps = [
                pair for at, pair in enumerate(pairwise(numbers)) if not _after_slip(numbers, at)
            ]
            broken = [(one, two) for one, two in steps if two[1] not in (one[1] + 1, 1, one[1])]
            again = [(one, two) for one, two in steps if two[1] == one[1]]
            # numbers as names (of rooms, of old lists) are out of turn more than once or twice
            if len(broken) + len(again) > max(1, len(numbers) // 8):
                continue
            for one, two in broken + again:
                found = grid[(two[0], column)][0]
                yield found.hit(stated=two[1], right=one[1] + 1, before=one[1])


def _after_slip(numbers: list[tuple[int, int]], at: int) -> bool:
    """Whether the number at a place is wrong by itself: those before and behind it go on."""
    return 0 < at < len(numbers) - 1 and numbers[at + 1][1] == numbers[at - 1][1] + 2


_PRICE = re.compile(r"^单价(?:[（(](?P<unit>[^（）()]+)[）)])?$")
_COUNT = re.compile(r"^(?:数量|份数|人数|台数|套数)(?:[（(][^（）()]+[）)])?$")
_AMOUNT = re.compile(r"^(?:金额|总价|总金额|合价|小计|合计)(?:[（(](?P<unit>[^（）()]+)[）)])?$")


@check("tables.product")
def product(context: Context) -> Iterator[Hit]:
    """单价 × 数量 is the 金额 of a row."""
    for grid in grids(context):
        top = min(row for row, _ in grid)
        heads = {column: text_of(grid, row, column) for row, column in grid if row == top}
        prices = [(at, match) for at, text in heads.items() if (match := _PRICE.match(text))]
        counts = [at for at, text in heads.items() if _COUNT.match(text)]
        sums = [(at, match) for at, text in heads.items() if (match := _AMOUNT.match(text))]
        if not (len(prices) == len(counts) == len(sums) == 1):
            continue
        if (prices[0][1]["unit"] or "元") != (sums[0][1]["unit"] or "元"):
            continue
        for row in sorted({row for row, _ in grid if row > top}):
            cells = [text_of(grid, row, at) for at in (prices[0][0], counts[0], sums[0][0])]
            if not all(NUMBER.match(cell) for cell in cells):
                continue
            price, count, amount = (to_decimal(cell) or Decimal(0) for cell in cells)
            if abs(price * count - amount) > Decimal("0.01") * max(count, Decimal(1)):
                found = grid[(row, sums[0][0])][0]
                yield found.hit(stated=cells[2], right=plain(price * count))


_Values = dict[int, Decimal | None]
_Relation = tuple[str, Callable[[Decimal, Decimal], Decimal]]
_SUMS: tuple[_Relation, ...] = (
    ("{0}与{1}之和", lambda one, other: one + other),
    ("{0}减{1}", lambda one, other: one - other),
)
_RATES: tuple[_Relation, ...] = (
    ("{0}占{1}的百分比", lambda one, other: one * 100 / other),
    ("{0}比{1}增减的百分比", lambda one, other: (one - other) * 100 / other),
)
_MEANS: tuple[_Relation, ...] = tuple(
    (
        "{0}的" + f"{weight}%与" + "{1}的" + f"{100 - weight}%之和",
        lambda one, other, weight=weight: (one * weight + other * (100 - weight)) / 100,  # type: ignore[misc]
    )
    for weight in range(10, 100, 10)
)
_SCORE = re.compile("得分|总分|总评|综合|成绩")
_RATE = re.compile(r"率|占比|比重|比例|增长|增幅|降幅|同比|[%％]")
_WIDE, _LONG = 12, 200  # columns and rows up to which a table is searched for relations
_HELD = 3  # rows in which a relation must hold before one row is wrong
_TELLING = 3  # digits of a figure that does not agree by chance


@check("tables.derived")
def derived(context: Context) -> Iterator[Hit]:
    """A column that in all rows but one is made of two others: 结余 is 安排 less 支出."""
    for grid in grids(context):
        rows = sorted({row for row, _ in grid})
        columns = sorted({column for _, column in grid})
        if len(columns) > _WIDE or not _HELD < len(rows) <= _LONG:
            continue
        values = {at: _values(grid, rows, at) for at in columns}
        numeric = [at for at in columns if sum(v is not None for v in values[at].values()) > _HELD]
        explained: set[int] = set()  # columns that are rightly made in another way
        odd: list[tuple[int, int, Hit]] = []
        rates = {at for at in numeric if any(_RATE.search(text_of(grid, row, at)) for row in rows)}
        scores = {at for at in numeric if _SCORE.search(text_of(grid, rows[0], at))}
        for made, one, other in permutations(numeric, 3):
            if made in scores:
                relations, rounded = _MEANS, True
            elif one in rates or other in rates:
                continue  # a rounded rate gives no figure back
            else:
                relations, rounded = (_RATES, True) if made in rates else (_SUMS, False)
            for name, relation in relations:
                if one > other and "之和" in name:
                    continue  # the same sum, or the weights the other way about
                row = _odd_row(grid, made, values, (one, other), relation, rounded)
                if row == _NONE:
                    explained.add(made)
                if row is None or row == _NONE:
                    continue
                heads = [text_of(grid, rows[0], at) for at in (one, other)]
                stated = text_of(grid, row, made)
                right = relation(values[one][row] or Decimal(0), values[other][row] or Decimal(1))
                hit = grid[row, made][0].hit(
                    stated=stated, right=_as_written(right, stated), how=name.format(*heads)
                )
                odd.append((made, row, hit))
        told: set[int] = set()
        for made, row, hit in odd:
            if made not in explained and row not in told:
                told.add(row)
                yield hit


_NONE = -1  # no row is odd


def _values(grid: Grid, rows: list[int], column: int) -> _Values:
    """The figures of a column by row, percentages without their sign."""
    cells = {row: text_of(grid, row, column) for row in rows}
    return {
        row: to_decimal(text.rstrip("%％")) if NUMBER.match(text.rstrip("%％")) else None
        for row, text in cells.items()
    }


def _odd_row(
    grid: Grid,
    made: int,
    values: dict[int, _Values],
    pair: tuple[int, int],
    relation: Callable[[Decimal, Decimal], Decimal],
    rate: bool,
) -> int | None:
    """The one row in which a relation does not hold that holds in all others, three at least,
    each time for a figure of three digits or more: small numbers agree by chance. _NONE when it
    holds in all."""
    wrong: list[int] = []
    held: set[tuple[Decimal, Decimal]] = set()
    faint: set[tuple[Decimal, Decimal]] = set()  # 1.8% of two digits tells less
    for row, want in values[made].items():
        one, other = (values[at].get(row) for at in pair)
        if want is None or not one or not other:
            continue
        stated = text_of(grid, row, made).rstrip("%％")
        step = Decimal("0.51").scaleb(-len(stated.partition(".")[2]))
        whole = "." not in stated + text_of(grid, row, pair[0]) + text_of(grid, row, pair[1])
        slack = step if rate else Decimal(0) if whole else step * 2
        if abs(relation(one, other) - want) > slack:
            wrong.append(row)
            if len(wrong) > 2:
                return None
        elif len(stated.replace(".", "").lstrip("0")) >= _TELLING:
            held.add((one, other))
        elif rate and len(stated.replace(".", "").lstrip("0")) == _TELLING - 1:
            faint.add((one, other))
    if len(held | faint) > _HELD:
        held |= faint
    allowed = 1 if len(held) <= _HELD else 2
    if len(held) < _HELD or len(wrong) > allowed:
        return None
    return wrong[0] if wrong else _NONE


def _as_written(value: Decimal, stated: str) -> str:
    """``value`` with the decimals and the percent sign of ``stated``."""
    bare = stated.rstrip("%％")
    return plain(round(value, len(bare.partition(".")[2]))) + stated[len(bare) :]
