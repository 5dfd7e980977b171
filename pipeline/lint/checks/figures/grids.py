"""The tables of a document as grids of cells, and how their cells are read."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.lint.checks.figures.written import to_decimal
from pipeline.lint.context import Context
from pipeline.lint.passages import Passage, passages

TOTAL = re.compile(r"^(?:合\s*计|总\s*计|共\s*计|总\s*数|合计数)[：:]?$")
SUBTOTAL = re.compile(r"小\s*计|(?<!^)合\s*计[：:]?$")  # 道路小计, 永久用地合计
NOT_ADDED = re.compile(
    r"率|比|均|单价|序号|年份|年度|编号|排名|名次|电话|代码|日期|时间|备注|%|％|℃|系数"
)
# added after all, unless the last row is their mean: so many a day by this road and by that
DAILY = re.compile("[日月年]均(?!值|增长)")
NUMBER = re.compile(r"^-?\d[\d,]*(?:\.\d+)?$")
_EMPTY = frozenset({"", "-", "—", "——", "/", "–", "无", "－"})

Grid = dict[tuple[int, int], list[Passage]]


def grids(context: Context) -> list[Grid]:
    """The outer tables of the body: cells by (row, column) of the grid."""

    def read() -> list[Grid]:
        made: dict[int, Grid] = {}
        for passage in passages(context, every_story=False):
            cell = passage.paragraph.cell
            if cell is not None and cell.depth == 1:
                grid = made.setdefault(cell.table, {})
                grid.setdefault((cell.row, cell.column), []).append(passage)
        return list(made.values())

    return context.once("table grids", read)


def text_of(grid: Grid, row: int, column: int) -> str:
    joined = "".join(p.text for p in grid.get((row, column), ()))
    return re.sub(r"[\s\u3000]", "", joined)


def number_in(text: str) -> Decimal | None:
    if text in _EMPTY:
        return Decimal(0)
    return to_decimal(text) if NUMBER.match(text) else None
