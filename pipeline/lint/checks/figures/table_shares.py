"""Columns of shares against the column they are shares of; prices in another unit than amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.checks.figures.grids import Grid, grids, number_in, text_of
from pipeline.lint.checks.figures.tables import total_rows
from pipeline.lint.checks.figures.written import plain, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_SHARE_HEAD = re.compile(r"占比|比重|构成|份额|占[\u4e00-\u9fff]{0,10}(?:比|百分|[%％])|比例")
_SUBTOTAL = re.compile(r"小\s*计|其中")
_LEAST_HELD = 2  # shares that come out before one that does not is called wrong
_MOST_ROWS = 200


@check("table_shares.of_total")
def of_total(context: Context) -> Iterator[Hit]:
    """占比 18.3 beside 1.8 of 12.6 in all, when the other shares are those of their rows."""
    for grid in grids(context):
        rows = sorted({row for row, _ in grid})
        columns = sorted({column for _, column in grid})
        if len(rows) > _MOST_ROWS:
            continue
        totals = total_rows(grid, rows, columns)
        for made in columns[1:]:
            head = text_of(grid, rows[0], made)
            if not _SHARE_HEAD.search(head) or len(totals) > 1:
                continue
            tried = [
                _shares(grid, rows[1:], totals, base, made) for base in columns[1:] if base != made
            ]
            tried = [one for one in tried if len(one[0]) >= _LEAST_HELD]
            wrong = max(tried, key=lambda one: len(one[0]))[1] if tried else []
            if len(wrong) == 1 and all(one[1] for one in tried):
                row, right = wrong[0]
                stated = text_of(grid, row, made)
                yield grid[row, made][0].hit(stated=stated, right=_as_written(right, stated))


def _shares(
    grid: Grid, rows: list[int], totals: list[int], base: int, made: int
) -> tuple[set[Decimal], list[tuple[int, Decimal]]]:
    """The shares in the column ``made`` that are those of their rows in the column ``base``, and
    the rows with others, each with what its share should be."""
    held: set[Decimal] = set()
    wrong: list[tuple[int, Decimal]] = []
    values = {row: number_in(text_of(grid, row, base)) for row in rows}
    items = {row: value for row, value in values.items() if value and row not in totals}
    whole = values.get(totals[0]) if totals else sum(items.values(), Decimal(0))
    if not whole or any(_SUBTOTAL.search(text_of(grid, row, 0)) for row in rows):
        return held, wrong
    for row, value in items.items():
        stated = text_of(grid, row, made).rstrip("%％")
        want = to_decimal(stated) if re.fullmatch(r"\d+(?:\.\d+)?", stated) else None
        if want is None:
            continue
        right = value * 100 / whole
        # 100 in all is often made by moving one last digit
        if abs(right - want) <= Decimal("1.6").scaleb(-len(stated.partition(".")[2])):
            held.add(want)
        else:
            wrong.append((row, right))
    return held, wrong


def _as_written(value: Decimal, stated: str) -> str:
    """``value`` with the decimals and the percent sign of ``stated``."""
    bare = stated.rstrip("%％")
    return plain(round(value, len(bare.partition(".")[2]))) + stated[len(bare) :]


_PRICE = re.compile(r"单价[（(](?P<unit>[^（）()]+)[）)]$")
_COUNT = re.compile(r"^(?:数量|工程量|份数|人数|台数|套数|面积|长度|规模)$")
_AMOUNT = re.compile(
    r"^(?:金额|总价|总金额|合价|小计|合计|投资|费用)[（(](?P<unit>[^（）()]+)[）)]$"
)
_MONEY = {"元": 1, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}
_ROWS_HELD = 3


@check("table_shares.price_unit")
def price_unit(context: Context) -> Iterator[Hit]:
    """单价（元） × 数量 makes the 金额（万元）: the heads cannot both be right."""
    for grid in grids(context):
        top = min(row for row, _ in grid)
        heads = {column: text_of(grid, row, column) for row, column in grid if row == top}
        prices = [(at, m["unit"]) for at, text in heads.items() if (m := _PRICE.search(text))]
        counts = [at for at, text in heads.items() if _COUNT.match(text)]
        amounts = [(at, m["unit"]) for at, text in heads.items() if (m := _AMOUNT.match(text))]
        if not (len(prices) == len(counts) == len(amounts) == 1):
            continue
        (price, unit), (amount, other) = prices[0], amounts[0]
        if unit == other or unit not in _MONEY or other not in _MONEY:
            continue
        held = 0
        for row in sorted({row for row, _ in grid if row > top}):
            one, count, made = (
                number_in(text_of(grid, row, at)) for at in (price, counts[0], amount)
            )
            # 1 × 240 = 240 says nothing of a unit when the price is a lump sum
            held += bool(one and count and count != 1 and made == one * count)
        if held >= _ROWS_HELD:
            yield grid[top, price][0].hit(unit=unit, other=other)
