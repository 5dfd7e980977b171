"""Tables read by the names of their rows and the heads of their columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.grids import Grid, grids, text_of
from pipeline.lint.checks.figures.quantities import Quantity, all_measured, scaled
from pipeline.lint.checks.figures.written import to_decimal
from pipeline.lint.context import Context
from pipeline.lint.passages import HEADINGS, Passage, recognition

_NUMBER = re.compile(r"^\d[\d,]*(?:\.\d+)?[%％]?$")
_UNIT = re.compile(r"[（(](?P<unit>[^（）()]{1,8})[）)]$")
_NAME = re.compile(r"^[\u4e00-\u9fff、]{2,20}$")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
_COUNTED = re.compile("(?P<unit>批次|人次|[户人件家处座所项亩])数?$")  # 抽检批次, 户数
_WIDE, _LONG = 12, 200
ALL = re.compile("^(?:合计|总计|小计|平均|全[市县省区])")


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a table: its labels, its value in the plain unit."""

    row: str
    column: str
    value: Decimal
    shown: str
    unit: str


@dataclass(frozen=True, slots=True)
class LabelledTable:
    """The cells of a table, by the label of their row and the head of their column."""

    cells: dict[tuple[str, str], Cell]
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def items(self) -> list[str]:
        """The rows that are no sum of others."""
        return [row for row in self.rows if not ALL.match(row)]


def _read(grid: Grid) -> LabelledTable | None:
    rows = sorted({row for row, _ in grid})
    columns = sorted({column for _, column in grid})
    if not (2 <= len(columns) <= _WIDE and 2 <= len(rows) <= _LONG):
        return None
    heads = {at: text_of(grid, rows[0], at) for at in columns}
    labelled = _label_column(grid, rows, columns)
    unit_at = next((at for at in columns if _UNIT_HEAD.match(heads[at])), None)
    cells: dict[tuple[str, str], Cell] = {}
    for row in rows[1:]:
        label = text_of(grid, row, labelled) or _total_label(grid, row, columns)
        row_unit = _unit_of(label) or (text_of(grid, row, unit_at) if unit_at is not None else "")
        name = _UNIT.sub("", label)
        for at in columns:
            text = text_of(grid, row, at)
            if at in (labelled, unit_at) or not _NUMBER.match(text) or not _NAME.match(name):
                continue
            unit = "%" if text[-1] in "%％" else _unit_of(heads[at]) or row_unit
            if not unit and (counted := _COUNTED.search(heads[at])):
                unit = counted["unit"]
            scale, bare = scaled(unit)
            value = to_decimal(text.rstrip("%％"))
            head = _UNIT.sub("", heads[at])
            key = (name, head)
            if value is None or key in cells:
                return None  # two rows of one name
            cells[key] = Cell(name, head, value * scale, f"{text.rstrip('%％')}{unit}", bare)
    if not cells:
        return None
    return LabelledTable(
        cells, tuple(dict.fromkeys(r for r, _ in cells)), tuple(dict.fromkeys(c for _, c in cells))
    )


def _total_label(grid: Grid, row: int, columns: list[int]) -> str:
    """合计 in another column than the names of the rows."""
    return next((t for at in columns[:3] if ALL.match(t := text_of(grid, row, at))), "")


def _label_column(grid: Grid, rows: list[int], columns: list[int]) -> int:
    """The first column whose cells are words."""
    for at in columns[:3]:
        texts = [text_of(grid, row, at) for row in rows[1:]]
        if sum(1 for text in texts if _NAME.match(_UNIT.sub("", text))) * 2 > len(texts):
            return at
    return columns[0]


def _unit_of(label: str) -> str:
    match = _UNIT.search(label)
    return match["unit"] if match else ""


def labelled_tables(context: Context) -> list[LabelledTable]:
    """The tables of the document whose rows and columns have names of their own."""
    return context.once("labelled tables", lambda: [t for t in map(_read, grids(context)) if t])


def prose_beside_tables(context: Context) -> Iterator[tuple[Passage, list[Quantity]]]:
    """The paragraphs of the text with their quantities, when there are tables to hold them to."""
    if recognition(context).official and grids(context) and labelled_tables(context):
        for passage, found in all_measured(context):
            if passage.paragraph.cell is None and passage.element in (Element.BODY, *HEADINGS):
                yield passage, found
