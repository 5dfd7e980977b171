"""Orders that everybody knows: grades and colours one after the other, ranges from less to more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from pipeline.lint.checks.figures.written import FIGURE, sentence_start, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, whole_text
from pipeline.lint.registry import check

_BETWEEN = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:[（(][^（）()]{0,10}[）)])?[\u4e00-\u9fff]{0,4}(?:、|和|及|以及|或者?)第?"
)
_RISING = re.compile("(?:由|从)(?:低到高|弱到强|轻到重|小到大)")
_FALLING = re.compile("(?:由|从)(?:高到低|强到弱|重到轻|大到小)")
_FEWEST = 3  # members of a series that show its order


@lru_cache(maxsize=4)
def _series(listed: str) -> tuple[tuple[tuple[str, ...], re.Pattern[str], bool], ...]:
    """Each series with the pattern of its members, and whether its first member is the least (-),
    which is only known of those marked with <."""
    made = []
    for one in listed.split(" "):
        members = tuple(one.strip("<").split(","))
        longest = sorted(members, key=len, reverse=True)
        made.append((members, re.compile("|".join(map(re.escape, longest))), "<" in one))
    return tuple(made)


@check("known_orders.series", options={"series": str})
def series(context: Context) -> Iterator[Hit]:
    """蓝色、橙色、黄色、红色: neither in the order of the series nor in the opposite one.

    series: series parted by blanks, their members by commas; a series that begins with < goes
    from the least to the greatest, so that 由低到高 before the opposite order is wrong too."""
    whole = whole_text(context)
    for members, pattern, from_least in _series(context.options["series"]):
        if sum(member in whole for member in members) < _FEWEST:
            continue
        for passage in passages(context):
            for run in _runs(passage.text, pattern):
                places = [members.index(match.group()) for match in run]
                rising = places == sorted(places)
                falling = places == sorted(places)[::-1]
                start = sentence_start(passage.text, run[0].start())
                before = passage.text[start : run[0].start()]
                contrary = from_least and (
                    (_RISING.search(before) and falling) or (_FALLING.search(before) and rising)
                )
                if contrary or not (rising or falling):
                    right = sorted(places, reverse=bool(from_least and _FALLING.search(before)))
                    yield passage.hit(
                        run[0].start(), run[-1].end(), right="、".join(members[at] for at in right)
                    )


def _runs(text: str, pattern: re.Pattern[str]) -> Iterator[list[re.Match[str]]]:
    """Lists of three or more different members of one series."""
    run: list[re.Match[str]] = []
    for match in pattern.finditer(text):
        if run and not _BETWEEN.fullmatch(text, run[-1].end(), match.start()):
            if len(run) >= _FEWEST:
                yield run
            run = []
        if any(match.group() == one.group() for one in run):
            run = []
        run.append(match)
    if len(run) >= _FEWEST:
        yield run


_LEVELS = {"一": "红", "二": "橙", "三": "黄", "四": "蓝"}
_ROMAN = dict(zip("ⅠⅡⅢⅣ", "一二三四", strict=True))
_PAIRED = re.compile(
    r"(?P<level>[一二三四ⅠⅡⅢⅣ])级(?:预警)?[（(](?P<colour>[红橙黄蓝])色(?:预警)?[）)]"
    r"|(?P<colour2>[红橙黄蓝])色(?:预警)?[（(](?P<level2>[一二三四ⅠⅡⅢⅣ])级(?:预警)?[）)]"
)


@check("known_orders.levels")
def levels(context: Context) -> Iterator[Hit]:
    """Ⅱ级（黄色）预警: the second level is orange."""
    if "级" not in whole_text(context) or "色" not in whole_text(context):
        return
    for passage in passages(context):
        for match in _PAIRED.finditer(passage.text) if "色" in passage.text else ():
            level = match["level"] or match["level2"]
            colour = match["colour"] or match["colour2"]
            right = _LEVELS[_ROMAN.get(level, level)]
            if colour != right:
                yield passage.hit(
                    match.start(), match.end(), level=f"{level}级", right=f"{right}色"
                )


_UNIT = (
    r"%|％|个百分点|[万亿]?元|公里|千米|米|厘米|毫米|公顷|[万]?亩|平方米|平方公里|立方米|[万]?吨|公斤|千克|千瓦|"
    r"[万]?人|名|户|家|个工作日|工作日|个月|天|分钟|小时|倍|次|个|项|件|篇|字|岁|周岁"
)
_RANGE = re.compile(
    rf"(?<![\d.〔—\-－～/A-Za-z])(?P<one>{FIGURE})(?P<unit>{_UNIT})?(?:至|到|—|～|~|－|-)"
    rf"(?P<other>{FIGURE})(?P<unit2>{_UNIT})(?!\d)"
)
_CHANGE = re.compile("由|从|降|减|缩|压|低|少|自|收窄|调整|[编代]号|第|年|月|日|号|座|栋|幢")


# 届满前90个工作日至30个工作日, 路口100米至50米处: counted towards a moment or a place
_BACK = re.compile("前|距|离|提前|倒数")
_BEFORE_IT = re.compile(r"之?前|处|外|[-－]\d|[（(]|[）)]\s*[÷×/=＝]")


@check("known_orders.range")
def numbers(context: Context) -> Iterator[Hit]:
    """控制在12%至10%之间: a range begins with the smaller figure."""
    for passage in passages(context):
        for match in _RANGE.finditer(passage.text) if _has_figures(passage.text) else ():
            one, other = to_decimal(match["one"]), to_decimal(match["other"])
            before = passage.text[max(0, match.start() - 8) : match.start()]
            if one is None or other is None or match["unit"] not in (None, match["unit2"]):
                continue
            clause = re.split("[，。；：、（]", before)[-1]
            counted_back = _BACK.search(clause) or _BEFORE_IT.match(passage.text, match.end())
            if (
                one > other > 0
                and not (_CHANGE.search(clause) or counted_back)
                and (one < other * _APART)
            ):
                right = f"{match['other']}{match['unit'] or ''}"
                yield passage.hit(match.start(), match.end(), right=right)


_APART = Decimal(20)  # the ends of a range are not further apart


def _has_figures(text: str) -> bool:
    return any(mark in text for mark in "至到—～~－-")


_HOURS = re.compile(
    r"(?<!\d)(?<!\d[:：])(?P<h>[01]?\d|2[0-3])(?:时(?:(?P<m>[0-5]?\d)分)?|[:：](?P<m2>[0-5]\d))"
    r"(?:至|到|—|－|-|～|~)(?P<h2>[01]?\d|2[0-3])(?:时(?:(?P<n>[0-5]?\d)分)?|[:：](?P<n2>[0-5]\d))"
)
_MORNING, _EVENING = 5, 17  # a watch that begins later may end on the next day


@check("known_orders.hours")
def hours(context: Context) -> Iterator[Hit]:
    """服务时间为14时至8时: it ends before it begins."""
    for passage in passages(context):
        for match in _HOURS.finditer(passage.text) if _has_figures(passage.text) else ():
            first = int(match["h"]), int(match["m"] or match["m2"] or 0)
            last = int(match["h2"]), int(match["n"] or match["n2"] or 0)
            before = passage.text[max(0, match.start() - 4) : match.start()]
            by_day = (
                last[0] >= _MORNING and first[0] < _EVENING and not re.search("下午|夜", before)
            )
            if by_day and last < first:
                yield passage.hit(match.start(), match.end())


_MONTHS = re.compile(
    r"(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|0?[1-9])月(?:[上中下]旬|底|初)?\s*(?:至|到|—|～|－|-)\s*"
    r"(?P<same>同年|当年)?(?P<n>1[0-2]|0?[1-9])月(?!\d)"
)


@check("known_orders.months")
def months(context: Context) -> Iterator[Hit]:
    """验收阶段（2026年11月至10月）: the last month of a stage is before the first."""
    for passage in passages(context):
        for match in _MONTHS.finditer(passage.text) if passage.text.count("月") > 1 else ():
            first, last = int(match["m"]), int(match["n"])
            told = match["y"] or match["same"] or _in_stage(passage, match.start())
            if told and 0 < first - last < 6:
                yield passage.hit(match.start(), match.end(), first=f"{first}月", last=f"{last}月")


def _in_stage(passage: Passage, place: int) -> bool:
    return "阶段" in passage.text[max(0, place - 12) : place]
