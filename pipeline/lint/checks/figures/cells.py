"""What the text says of a row and a column of a table, against the figure in that cell.

The text may speak of another time or count in another way, so that only a slip is reported: one
digit mistyped, two neighbours exchanged, the point or the unit misplaced; or the one figure of a
list that is not in the table with the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.labelled_tables import (
    ALL,
    Cell,
    LabelledTable,
    labelled_tables,
    prose_beside_tables,
)
from pipeline.lint.checks.figures.quantities import Quantity
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, of_element
from pipeline.lint.registry import check

_YEAR = re.compile(r"(?:19|20)\d\d年")
_SAID = re.compile(r"(?:总数|数量|数)?(?:分别|均|仅|约|为|是|共|共有|有|达到?|至)*$")
_OTHER = re.compile(
    "上年|去年|同期|同比|环比|由|从|增加|增长|减少|下降|提高|降低|其中|每|左右|以上|以下|不足|超过|计划|目标|预计|力争"
)
_RESPECTIVE = re.compile(r"^[、，和]\s*$")


@check("cells.text")
def text(context: Context) -> Iterator[Hit]:
    """东江县满意率为87.8% in the text, and 88.7 in the row 东江县 and the column 满意率（%）."""
    for passage, found in prose_beside_tables(context):
        told: set[int] = set()
        for table in labelled_tables(context):
            for figure, cell in _contradicted(context, passage, found, table):
                if figure.start not in told:
                    told.add(figure.start)
                    yield passage.hit(
                        figure.start,
                        figure.end,
                        stated=figure.shown(figure.value),
                        row=cell.row,
                        column=cell.column,
                        table=cell.shown,
                    )


def _contradicted(
    context: Context, passage: Passage, found: Sequence[Quantity], table: LabelledTable
) -> Iterator[tuple[Quantity, Cell]]:
    """The figures of a paragraph that are not those of the cells they speak of."""
    yield from _odd_in_list(passage, found, table)
    years = _years(context)
    for place, figure in enumerate(found):
        if _other_year(passage, figure, years):
            continue
        cell = _meant(passage, found, place, figure, table)
        if cell is not None and _slipped(figure, cell.value):
            yield figure, cell
        elif cell is None:
            near = _nearby(passage, figure, table)
            if near is not None and not (ALL.match(near.row) and _told(context, near)):
                yield figure, near


def _slipped(figure: Quantity, value: Decimal) -> bool:
    if not figure.value or not value or figure.value == value:
        return False
    return figure.slip_of(value) or figure.misplaced(value)


def _meant(
    passage: Passage, found: Sequence[Quantity], place: int, figure: Quantity, table: LabelledTable
) -> Cell | None:
    """The cell that a figure of the text speaks of, or None."""
    first = place
    while first and found[first].unit == figure.unit and _RESPECTIVE.match(found[first].lead):
        first -= 1
    lead = found[first].lead
    clauses = re.sub("^其中[，：]?", "", re.split("[。；！？]", lead)[-1])
    if figure.hedged or _OTHER.search(clauses):
        return None
    by_both = _by_row_and_column(clauses, place - first, table)
    return by_both or (_by_row(passage, clauses, figure, table) if first == place else None)


def _by_row_and_column(said: str, nth: int, table: LabelledTable) -> Cell | None:
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
    exact = row and not ALL.match(row) and (names[nth] == row or nth == 0)
    return table.cells.get((row, column)) if exact else None


def _by_row(passage: Passage, said: str, figure: Quantity, table: LabelledTable) -> Cell | None:
    """补助收入5544万元 where a row 补助收入 has a cell for each year: the one that it may be, when
    none says just this."""
    clause = _SAID.sub("", re.split("[，、：]", said)[-1])
    row = clause.removeprefix("其中")
    if row not in table.rows or len(row) < 4:
        return None
    start = passage.text.rfind("。", 0, figure.start) + 1
    years = set(_YEAR.findall(passage.text[start : figure.start]))
    there = [
        cell for (name, _), cell in table.cells.items() if name == row and cell.unit == figure.unit
    ]
    cells = [cell for cell in there if _YEAR.fullmatch(cell.column)]
    others = [cell for cell in there if cell not in cells]
    if years:
        cells = [cell for cell in cells if cell.column in years]
    if any(cell.value == figure.value for cell in (*cells, *others)):
        return None  # in its year, or in the column of all years
    return next((cell for cell in cells[::-1] if _slipped(figure, cell.value)), None)


_JOINED = re.compile(r"^[、，和及与]\s*$")
_EACH = re.compile(r"(?P<names>[^。；]*?)(?:各)?分别(?P<verb>[\u4e00-\u9fff]{0,8})$")
_FEWEST = 3  # figures of a list of which all but one must be in the table


def _odd_in_list(
    passage: Passage, found: Sequence[Quantity], table: LabelledTable
) -> Iterator[tuple[Quantity, Cell]]:
    """甲、乙、丙三镇分别为12、15、18户: the one figure that is not in its row, in a column where
    all others are; without names the rows are taken in their order."""
    place = 0
    while place < len(found):
        last = place + 1
        while last < len(found) and _JOINED.match(found[last].lead):
            last += 1
        run, place = found[place:last], last
        said = _EACH.search(run[0].lead) if len(run) >= _FEWEST else None
        if said is None or len({one.unit for one in run}) > 1 or any(one.hedged for one in run):
            continue
        rows = _rows_of(said["names"], len(run), table)
        for column in table.columns if rows else ():
            cells = [table.cells.get((row, column)) for row in rows]
            pairs = [(one, cell) for one, cell in zip(run, cells, strict=True) if cell is not None]
            odd = [(one, cell) for one, cell in pairs if not one.agrees(cell.value, Decimal(0))]
            telling = len({one.value for one in run}) > 1
            if (
                len(pairs) == len(run)
                and len(odd) == 1
                and telling
                and odd[0][1].unit == run[0].unit
            ):
                yield odd[0]


def _rows_of(said: str, count: int, table: LabelledTable) -> list[str]:
    """The rows that ``count`` names call, or all rows of the table when it has so many."""
    names = re.split("[、和及与]", said)[-count:]
    named = [
        max((row for row in table.items if row in name), key=len, default="") for name in names
    ]
    if len(names) == count and all(named) and len(set(named)) == count:
        return named
    return table.items if len(table.items) == count and not any(named) else []


_MOST = re.compile(
    r"(?P<said>[\u4e00-\u9fff]{2,12}?)(?:数量|比例|幅度)?(?P<most>最[高多大快低少小慢]|居首位?|居末位?|排名?第一|排名?末位)"
)
_TOP = re.compile("最|居[首末]|第一|末位")
_MOST_BEFORE = re.compile(
    r"(?P<measure>[\u4e00-\u9fff]{2})(?P<most>最[高多大快低少小慢])的(?:分别)?(?:是|为)(?P<row>[\u4e00-\u9fff]{2,12})"
)
_LOW = re.compile("最[低少小慢]|末位")


@check("cells.extreme")
def extreme(context: Context) -> Iterator[Hit]:
    """甲县办结率最高 where the table's row 乙县 has more."""
    for passage, _ in prose_beside_tables(context):
        for match in _MOST.finditer(passage.text) if _TOP.search(passage.text) else ():
            for table in labelled_tables(context):
                right = _right_row(passage, match, table)
                if right:
                    yield passage.hit(match.start("most"), match.end("most"), right=right)
                    break
        for match in _MOST_BEFORE.finditer(passage.text) if "最" in passage.text else ():
            for table in labelled_tables(context):
                row = max(
                    (r for r in table.items if match["row"].startswith(r)), key=len, default=""
                )
                right = _best_of(table, match["measure"], row, match["most"]) if row else ""
                if right:
                    start = match.start("row")
                    yield passage.hit(start, start + len(row), right=right)
                    break


def _right_row(passage: Passage, match: re.Match[str], table: LabelledTable) -> str:
    """The row that a column's extreme is in, when the text gives it to another row; empty when
    the text may be right."""
    start = sentence_start(passage.text, match.start("most"), "，。；！？：")
    before = passage.text[start : match.start("most")]
    at, row = max(
        ((before.find(row), row) for row in table.items if row in before), default=(-1, "")
    )
    others = sum(row in before for row in table.items)
    said = before[at + len(row) :]
    if not 0 <= at <= 2 or others != 1 or _OTHER.search(before):
        return ""
    return _best_of(table, said.strip()[-2:], row, match["most"])


def _best_of(table: LabelledTable, measure: str, row: str, most: str) -> str:
    """The row with the most (or least) of a measure, when that is not ``row``; empty when the
    table does not say: the measure (办结率) must end the words of one head only."""
    columns = [c for c in table.columns if len(measure) == 2 and measure in c]
    values = {
        r: table.cells[r, c].value
        for c in columns[:1]
        for r in table.items
        if (r, c) in table.cells
    }
    if len(columns) != 1 or row not in values or len(values) < _FEWEST:
        return ""
    best = (min if _LOW.search(most) else max)(values.values())
    return "" if values[row] == best else next(r for r, v in values.items() if v == best)


_HAN = re.compile(r"[^\u4e00-\u9fff]")
_NO_HINT = re.compile("合计|总计|共计|分别|情况|数量|年度|全年|本年")


def _shares(head: str, said: str) -> bool:
    """Whether a head and the words before a figure have two characters running in common."""
    head, said = (_NO_HINT.sub("|", _HAN.sub("|", each)) for each in (head, said))
    return any(
        head[at : at + 2] in said for at in range(len(head) - 1) if "|" not in head[at : at + 2]
    )


def _nearby(passage: Passage, figure: Quantity, table: LabelledTable) -> Cell | None:
    """南浦镇承担养护任务最多，为23公里: the cell of the row named last before a figure, in a column
    of its unit whose head says the same, when the figure is a telling slip of it; the 合计 row when
    no row is named."""
    if figure.hedged or figure.unit not in {cell.unit for cell in table.cells.values()}:
        return None
    start = sentence_start(passage.text, figure.start, "。；！？")
    before = passage.text[start : figure.start]
    at, row = max(
        ((before.rfind(row), row) for row in table.items if row in before), default=(-1, "")
    )
    if at < 0:
        row = next((row for row in table.rows if row in ("合计", "总计", "共计")), "")
        said = re.split("[，：]", before)[-1]
        if not row or _PART.search(before):
            return None
    else:
        said = before[at + len(row) :]
    if (
        _OTHER.search(_ADDED.sub("", said))
        or _UNLIKE.search(said)
        or re.search(r"\d", said.partition("，")[2])
    ):
        return None
    there = [cell for (name, _), cell in table.cells.items() if name == row]
    cells = [cell for cell in there if cell.unit == figure.unit]
    if any(figure.agrees(cell.value, Decimal(0)) for cell in table.cells.values()):
        return None
    meant = [cell for cell in cells if _shares(cell.column, said)]
    return next((cell for cell in meant if _telling_slip(figure, cell.value)), None)


def _told(context: Context, cell: Cell) -> bool:
    """Whether the text has the figure of a cell: what differs from it is another one."""
    told = context.once(
        "figures told",
        lambda: {(one.value, one.unit) for _, all in prose_beside_tables(context) for one in all},
    )
    return (cell.value, cell.unit) in told


_PART = re.compile("其中|每|各|平均|其余|还有|另")
_ADDED = re.compile("[可新将共]增加?")  # counts what is added, compares nothing
_UNLIKE = re.compile("[和与、]|(?<!涉)及|其余|外|[以等]")


def _years(context: Context) -> set[str]:
    """The years that the titles of the document and of its tables speak of, and the tables."""

    def find() -> set[str]:
        heads = of_element(context, Element.TITLE, Element.CAPTION, Element.ATTACHMENT_TITLE)
        texts = [one.text for one in heads]
        texts += [
            head for table in labelled_tables(context) for head in (*table.columns, *table.rows)
        ]
        return {year for text in texts for year in _YEAR.findall(text)}

    return context.once("years of titles", find)


def _other_year(passage: Passage, figure: Quantity, years: set[str]) -> bool:
    """Whether the sentence of a figure speaks of a year that is not that of the table."""
    start = sentence_start(passage.text, figure.start, "。；！？")
    said = _YEAR.findall(passage.text, start, figure.start)
    return bool(years and said and not {*said} <= years)


def _telling_slip(figure: Quantity, value: Decimal) -> bool:
    """Whether a figure is a slip of a value as it would be written, in three digits or more, or
    with two of its digits exchanged."""
    step = figure.step * 2
    written = round(value / step) * step
    if not written or not figure.slip_of(written):
        return False
    digits = format((figure.value / step).normalize(), "f")
    return len(digits) > 2 or sorted(digits) == sorted(format((written / step).normalize(), "f"))
