"""One figure stated in two places of a document, or in its text and its table, differently.

Two figures for a thing are often both right (another year, another place), so that only a slip
is reported: one digit mistyped, two neighbours exchanged, the point or the unit misplaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.grids import Grid, grids, number_in, text_of
from pipeline.lint.checks.figures.quantities import Quantity, all_measured
from pipeline.lint.checks.figures.tables import total_rows
from pipeline.lint.checks.figures.written import plain, sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, recognition
from pipeline.lint.registry import check

_NAME = re.compile(r"(?P<name>[\u4e00-\u9fff]{3,16}?)(?:数量?|部分)?(?:约|为|是|共|有|达到?|至)*$")
_LEAD = re.compile(
    r"^(?:截至目前|目前|今年|全年|上半年|下半年|全市|全省|全县|全区|共计|合计|总计|累计|已经?|"
    r"计划|预计|拟|将|要|其中|共|和|及|与|并|再|新?增加?(?=到))+"
)
_CHANGING = re.compile(
    "上年|去年|同期|同比|环比|由|从|增加|增长|减少|下降|提高|降低|剩余|其余|至少|每|原|还|余|各|超|"
    "左右|以上|以下|以内|之前|不足|人均|平均|另|分别|第|最|单"
)
_TIME = re.compile(r"(?:19|20)\d{2}年|[一二三四]季度|[上下]半年|\d{1,2}月份?|十[一二三四五]五")
_PLANNED = re.compile("计划|预计|目标|拟|力争|明年|下一步|打算|继续|年底前|将")
_MOST = 60  # mentions of one name that are compared with one another
_COMMON = 5  # characters that two names share at their end
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,6}?(?:[省市县区州镇乡村](?![政域区场容])|街道|社区)")
# who has something (××县人民医院2例……), not what is counted
_HOLDER = re.compile(
    "(?:医院|卫生院|学校|学院|[小中大]学|幼儿园|公司|集团|企业|中心|[局委厅所站办]|支队|大队|街道|社区|"
    "[省市县区州镇乡村])$"
)
_THEMSELVES = ("个", "处", "所", "家", "座", "户")  # units that count the holders


@dataclass(frozen=True, slots=True)
class _Mention:
    """A figure with the name of what it counts.

    times: the years and parts of years that its sentence and the heading above it speak of;
    planned: whether they speak of what is still to be done (None in a table).
    """

    name: str
    figure: Quantity
    passage: Passage
    times: frozenset[str]
    planned: bool | None

    @property
    def counted(self) -> str:
        """The two characters behind the figure: what is counted when the name does not say it."""
        end = self.figure.end
        return re.split(r"[^\u4e00-\u9fff]", self.passage.text[end : end + 2])[0]


def _mentions(context: Context) -> list[_Mention]:
    return context.once("figures with names", lambda: list(_find_mentions(context)))


def _find_mentions(context: Context) -> Iterator[_Mention]:
    heading = ""
    for passage, counted in all_measured(context):
        if passage.story != "body":
            continue
        cell = passage.paragraph.cell is not None
        if passage.element in HEADINGS and len(passage.text) < 40:
            heading = passage.text
        if not cell and passage.element not in (Element.BODY, *HEADINGS):
            continue
        for figure in counted:
            mention = _mention(passage, figure, "" if cell else heading)
            if mention is not None:
                yield mention


def _mention(passage: Passage, figure: Quantity, heading: str) -> _Mention | None:
    if figure.hedged or figure.unit in (
        "%",
        "‰",
        "个百分点",
        "倍",
        "分",
        "分钟",
        "小时",
        "天",
        "年",
        "次",
    ):
        return None
    clause = re.split(r"[，。；：、（）！？“”《》]", figure.lead)[-1]
    if _CHANGING.search(clause):
        return None
    match = _NAME.search(clause.strip())
    name = _LEAD.sub("", match["name"]) if match else ""
    if len(name) < 4:
        return None
    start = passage.text.rfind("。", 0, figure.start) + 1
    around = heading + passage.text[start : figure.start]
    times = frozenset(_TIME.findall(around))
    planned = None if passage.paragraph.cell else _PLANNED.search(around) is not None
    return _Mention(name, figure, passage, times, planned)


def _one_thing(one: _Mention, other: _Mention) -> bool:
    """Whether two figures of one name and unit speak of the same time."""
    planned = {one.planned, other.planned} == {True, False}
    return one.times == other.times and not planned and not _two_things(one, other)


def _beside(one: _Mention, other: _Mention) -> bool:
    """Whether two figures stand in one paragraph, where they are seldom of one thing; a total
    (总建筑面积) told again in another sentence is."""
    if one.passage.index != other.passage.index:
        return False
    text = one.passage.text
    starts = {sentence_start(text, each.figure.start, "。；") for each in (one, other)}
    short, long = sorted((one.name, other.name), key=len)
    return not short.startswith("总") or not long.endswith(short) or len(starts) < 2


def _two_things(one: _Mention, other: _Mention) -> bool:
    """Whether the names are of two places, or a holder has this here and that there."""
    places = [_PLACE.match(mention.name) for mention in (one, other)]
    if all(places) and len({place.group() for place in places if place}) > 1:
        return True
    if one.figure.unit in _THEMSELVES or not _HOLDER.search(one.name):
        return False
    named = one.name.endswith(other.name) or other.name.endswith(one.name)
    return not named or one.counted != other.counted


def _slipped(one: Quantity, value: Decimal) -> bool:
    """Whether ``one`` is ``value`` with a slip of the finger, or with the point misplaced."""
    if one.value == 0 or value == 0 or one.value == value:
        return False
    return one.slip_of(value) or one.misplaced(value)


@check("restated.figures")
def figures(context: Context) -> Iterator[Hit]:
    """建设停车场24处 in the text and 建设停车场26处 in the list of tasks."""
    if not recognition(context).official:
        return
    named: dict[tuple[str, str], list[_Mention]] = {}
    for mention in _mentions(context):
        key = (mention.figure.unit, mention.name[-_COMMON:])
        named.setdefault(key, []).append(mention)
    for mentions in named.values():
        seen: set[int] = set()
        for one, other in combinations(mentions[:_MOST], 2):
            if _beside(one, other) or id(other) in seen or not _one_thing(one, other):
                continue
            slip = _slipped(other.figure, one.figure.value)
            if slip or _slipped(one.figure, other.figure.value):
                seen.add(id(other))
                yield other.passage.hit(
                    other.figure.start,
                    other.figure.end,
                    name=min(one.name, other.name, key=len),
                    one=one.figure.shown(one.figure.value),
                    other=other.figure.shown(other.figure.value),
                )


_THINGS = frozenset("户人名个处家所座件亩辆台套条只栋间张")
_NOUN = re.compile(r"[\u4e00-\u9fff]{2,6}")
_ENDS = re.compile(r"(?P<noun>[\u4e00-\u9fff]{2,6}?)(?:约|为|是|共|有|达到?)*$")


@check("restated.behind")
def behind(context: Context) -> Iterator[Hit]:
    """惠及居民16500户 and 15600户居民: two neighbouring digits are exchanged, the thing is named
    once before its figure and once behind it."""
    if not recognition(context).official:
        return
    before: list[tuple[str, Quantity, Passage]] = []
    after: list[tuple[str, Quantity, Passage]] = []
    for passage, found in all_measured(context):
        cell = passage.paragraph.cell is not None
        if not cell and passage.element not in (Element.BODY, *HEADINGS):
            continue
        for one in found:
            written = format(one.value.normalize(), "f").strip("0").replace(".", "")
            clause = re.split("[，。；：、（）]", one.lead)[-1]
            if (
                one.unit not in _THINGS
                or one.hedged
                or len(written) < 2
                or _CHANGING.search(clause)
            ):
                continue
            if named := _ENDS.search(clause):
                before.append((named["noun"], one, passage))
            if follows := _NOUN.match(passage.text, one.end):
                after.append((follows.group(), one, passage))
    for noun, one, where in after:
        for name, other, there in before:
            if one.unit != other.unit or where is there or not _exchanged(one, other):
                continue
            shared = next((n for n in (4, 3, 2) if noun[:n] == name[-n:]), 0)
            if shared >= _enough(one):
                yield where.hit(
                    one.start,
                    one.end,
                    name=name[-shared:],
                    one=other.shown(other.value),
                    other=one.shown(one.value),
                )


def _enough(figure: Quantity) -> int:
    """How many characters two names must share: the fewer, the more digits the figure has."""
    written = format(figure.value.normalize(), "f")
    return 2 if len(written.strip("0")) > 2 else 3 if len(written) > 2 else 4


def _exchanged(one: Quantity, other: Quantity) -> bool:
    digits, others = (format(each.value.normalize(), "f") for each in (one, other))
    return sorted(digits) == sorted(others) and one.slip_of(other.value)


_WHOLE = re.compile(
    r"总(?:投资|额|面积|收入|支出|产值|经费|造价|规模|预算|概算)(?=(?:控制在|为|达到?|约|共)*$)"
)


@check("restated.scale")
def scale(context: Context) -> Iterator[Hit]:
    """总投资12.6亿元 here and 总投资控制在12.6万元以内 there: one is written in another scale."""
    if not recognition(context).official:
        return
    seen: dict[tuple[str, str], tuple[Passage, Quantity]] = {}
    for passage, found in all_measured(context):
        for one in found if "总" in passage.text else ():
            match = _WHOLE.search(re.split("[，。；：]", one.lead)[-1])
            written = format((one.value).normalize(), "f").strip("0").replace(".", "")
            if match is None or len(written) < _TELLING:
                continue
            _, before = seen.setdefault((match.group(), written), (passage, one))
            same = before.unit == one.unit and before.value != one.value
            if same and before.scale != one.scale:
                yield passage.hit(
                    one.start,
                    one.end,
                    name=match.group(),
                    one=before.shown(before.value),
                    other=one.shown(one.value),
                )


_TELLING = 2  # digits that are not the same by chance
_HEAD_UNIT = re.compile(r"[（(](?P<unit>[^（）()]{1,6})[）)]$")


@check("restated.table_total")
def table_total(context: Context) -> Iterator[Hit]:
    """新增学位1.68万个 in the text and 18600 in the 合计 row of the column 新增学位."""
    if not recognition(context).official:
        return
    mentions = _mentions(context)
    for grid in grids(context):
        for name, value, items in _totals(grid) if mentions else ():
            named = [
                one
                for one in mentions
                if one.name.endswith(name) and one.passage.paragraph.cell is None
            ]
            scaled = [value * scale for scale in (1, 10**4, 10**8)]
            if not named or any(one.figure.value in scaled for one in named):
                continue
            for one in named:
                if any(one.figure.value == item * scale for item in items for scale in (1, 10**4)):
                    continue  # the figure of one row
                meant = next((v for v in scaled if one.figure.slip_of(v)), None)
                if meant is not None:
                    yield one.passage.hit(
                        one.figure.start,
                        one.figure.end,
                        name=name,
                        one=one.figure.shown(one.figure.value),
                        other=plain(value),
                    )
                    break


def _totals(grid: Grid) -> Iterator[tuple[str, Decimal, list[Decimal]]]:
    """(name of the column, figure of its 合计 row, those of the others) for columns with a telling
    name."""
    rows = sorted({row for row, _ in grid})
    columns = sorted({column for _, column in grid})
    totals = total_rows(grid, rows, columns)
    for column in columns[1:] if len(totals) == 1 else ():
        name = _HEAD_UNIT.sub("", text_of(grid, rows[0], column))
        value = number_in(text_of(grid, totals[0], column))
        if len(name) >= 4 and value is not None and value >= 10:
            others = [number_in(text_of(grid, row, column)) for row in rows if row != totals[0]]
            yield name, value, [one for one in others if one]
