"""What the text says of a row and a column of a table, against the figure in that cell.

The text may speak of another time or count in another way, so that only a slip is reported: one
digit mistyped, two neighbours exchanged, the point or the unit misplaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures import to_decimal
from pipeline.lint.checks.quantities import Quantity, all_measured, scaled
from pipeline.lint.checks.tables import Grid, grids, text_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, recognition
from pipeline.lint.registry import check

_NUMBER = re.compile(r"^\d[\d,]*(?:\.\d+)?[%％]?$")
_UNIT = re.compile(r"[（(](?P<unit>[^（）()]{1,8})[）)]$")
_NAME = re.compile(r"^[\u4e00-\u9fff、]{2,20}$")
_UNIT_HEAD = re.compile(r"^(?:计量)?单位$")
_YEAR = re.compile(r"(?:19|20)\d\d年")
_WIDE, _LONG = 12, 200
_ALL = re.compile("^(?:合计|总计|小计|平均|全[市县省区])")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A figure of a table: its labels, its value in the plain unit."""

    row: str
    column: str
    value: Decimal
    shown: str


@dataclass(frozen=True, slots=True)
class _Table:
    """The cells of a table, by the label of their row and the head of their column."""

    cells: dict[tuple[str, str], _Cell]
    rows: frozenset[str]
    columns: frozenset[str]


def _read(grid: Grid) -> _Table | None:
    rows = sorted({row for row, _ in grid})
    columns = sorted({column for _, column in grid})
    if not (2 <= len(columns) <= _WIDE and 2 <= len(rows) <= _LONG):
        return None
    heads = {at: text_of(grid, rows[0], at) for at in columns}
    labelled = _label_column(grid, rows, columns)
    unit_at = next((at for at in columns if _UNIT_HEAD.match(heads[at])), None)
    cells: dict[tuple[str, str], _Cell] = {}
    for row in rows[1:]:
        label = text_of(grid, row, labelled)
        row_unit = _unit_of(label) or (text_of(grid, row, unit_at) if unit_at is not None else "")
        name = _UNIT.sub("", label)
        for at in columns:
            text = text_of(grid, row, at)
            if at in (labelled, unit_at) or not _NUMBER.match(text) or not _NAME.match(name):
                continue
            unit = "%" if text[-1] in "%％" else _unit_of(heads[at]) or row_unit
            scale, _ = scaled(unit)
            value = to_decimal(text.rstrip("%％"))
            head = _UNIT.sub("", heads[at])
            key = (name, head)
            if value is None or key in cells:
                return None  # two rows of one name
            cells[key] = _Cell(name, head, value * scale, f"{text.rstrip('%％')}{unit}")
    if not cells:
        return None
    return _Table(cells, frozenset(r for r, _ in cells), frozenset(c for _, c in cells))


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


_SAID = re.compile(r"(?:总数|数量|数)?(?:分别|均|仅|约|为|是|共|共有|有|达到?|至)*$")
_OTHER = re.compile(
    "上年|去年|同期|同比|环比|由|从|增加|增长|减少|下降|提高|降低|其中|每|左右|以上|以下|不足|超过|计划|目标|预计|力争"
)
_RESPECTIVE = re.compile(r"^[、，和]\s*$")


@check("cells.text")
def text(context: Context) -> Iterator[Hit]:
    """东江县满意率为87.8% in the text, and 88.7 in the row 东江县 and the column 满意率（%）."""
    if not recognition(context).official or not grids(context):
        return
    tables = context.once("labelled tables", lambda: [t for t in map(_read, grids(context)) if t])
    for passage, found in all_measured(context) if tables else ():
        plain = passage.paragraph.cell is None and passage.element in (Element.BODY, *HEADINGS)
        for place, figure in enumerate(found) if plain else ():
            for table in tables:
                cell = _meant(passage, found, place, figure, table)
                if cell is not None and _slipped(figure, cell.value):
                    yield passage.hit(
                        figure.start,
                        figure.end,
                        stated=figure.shown(figure.value),
                        row=cell.row,
                        column=cell.column,
                        table=cell.shown,
                    )
                    break


def _slipped(figure: Quantity, value: Decimal) -> bool:
    if not figure.value or not value or figure.value == value:
        return False
    return figure.slip_of(value) or figure.misplaced(value)


def _meant(
    passage: Passage, found: Sequence[Quantity], place: int, figure: Quantity, table: _Table
) -> _Cell | None:
    """The cell that a figure of the text speaks of, or None."""
    first = place
    while first and found[first].unit == figure.unit and _RESPECTIVE.match(found[first].lead):
        first -= 1
    lead = found[first].lead
    clauses = re.split("[。；！？]", lead)[-1]
    if figure.hedged or _OTHER.search(clauses):
        return None
    by_both = _by_row_and_column(clauses, place - first, table)
    return by_both or (_by_row(passage, clauses, figure, table) if first == place else None)


def _by_row_and_column(said: str, nth: int, table: _Table) -> _Cell | None:
    """甲县、乙县办结率分别为94.5%、93.0%: the cell of the ``nth`` of the rows named."""
    bare = _SAID.sub("", said)
    column = max((c for c in table.columns if len(c) > 1 and bare.endswith(c)), key=len, default="")
    if not column:
        return None
    names = re.split("[、和及与]", bare.removesuffix(column).split("，")[-1].strip())
    names[-1] = names[-1].removesuffix("的")
    if nth >= len(names) or (nth == 0 and len(names) > 1 and "分别" not in said):
        return None
    row = max((r for r in table.rows if names[nth].endswith(r)), key=len, default="")
    exact = row and not _ALL.match(row) and (names[nth] == row or nth == 0)
    return table.cells.get((row, column)) if exact else None


def _by_row(passage: Passage, said: str, figure: Quantity, table: _Table) -> _Cell | None:
    """补助收入5544万元 where a row 补助收入 has a cell for each year: the one that it may be, when
    none says just this."""
    clause = _SAID.sub("", re.split("[，、：]", said)[-1])
    row = clause.removeprefix("其中")
    if row not in table.rows or len(row) < 4:
        return None
    start = passage.text.rfind("。", 0, figure.start) + 1
    years = set(_YEAR.findall(passage.text[start : figure.start]))
    there = [
        cell
        for (name, _), cell in table.cells.items()
        if name == row and _scaled_unit(cell) == figure.unit
    ]
    cells = [cell for cell in there if _YEAR.fullmatch(cell.column)]
    others = [cell for cell in there if cell not in cells]
    if years:
        cells = [cell for cell in cells if cell.column in years]
    if any(cell.value == figure.value for cell in (*cells, *others)):
        return None  # in its year, or in the column of all years
    return next((cell for cell in cells[::-1] if _slipped(figure, cell.value)), None)


def _scaled_unit(cell: _Cell) -> str:
    return scaled(re.sub(r"^[\d,.]+", "", cell.shown))[1]
