"""Means over a span of time: 5月至12月需完成1.68亿元，平均每月0.21亿元."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from decimal import Decimal

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.quantities import corrected, measured
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_EACH = re.compile(
    r"[，（；]\s*(?:每个?(?P<of>月|天|日|年|周|季度)(?:平均)?|平均每个?(?P<of2>月|天|日|年|周|季度)|(?P<of3>[月日年周])均)"
    r"[^，。；：、（）\d]{0,6}$"
)
_NUMBER = r"[两二三四五六七八九十]{1,3}|\d{1,3}"
_JOIN = "至|到|—|－|～|~|-"
_SPANS = re.compile(
    rf"(?:(?P<y1>20\d\d)年)?(?P<m1>1[0-2]|[1-9])月?(?:份)?(?:{_JOIN})(?:(?P<y2>20\d\d)年|(?P<next>次年|翌年)|当年|同年)?"
    r"(?P<m2>1[0-2]|[1-9])月(?!\d{1,2}日)"
    rf"|(?P<from>20\d\d)年?(?:{_JOIN})(?P<to>20\d\d)年(?!\d{{1,2}}月)"
    rf"|(?<![\d第前年月日])(?P<n>{_NUMBER})(?P<of>个月|年(?!级|期)|天|周|个季度|个工作日)(?!以|前|后|之)"
    rf"|前(?P<first>{_NUMBER})个?(?P<of_first>月|季度)"
    r"|(?P<a>1[0-2]|[1-9])月(?P<b>[12]\d|3[01]|[1-9])日"
    rf"(?:{_JOIN})(?:(?P<c>1[0-2]|[1-9])月)?(?P<d>[12]\d|3[01]|[1-9])日"
    r"|(?P<half>[上下]半年)|(?P<year>全年)|(?<!前)(?P<quarter>第?[一二三四]季度)"
)
# how many of the smaller unit there are in the larger
_DAYS = {
    "天": Decimal(1),
    "周": Decimal(7),
    "月": Decimal("30.4"),
    "季度": Decimal("91.25"),
    "年": Decimal("365.25"),
}
_MONTHS = {"月": 1, "季度": 3, "年": 12}
_LOOSE = Decimal("0.05")  # months and years have more days or less


@check("averages.over_time")
def over_time(context: Context) -> Iterator[Hit]:
    """An amount told for a span of months, days or years, and another mean than it makes."""
    for passage, found in measured(context):
        if "均" not in passage.text and "每" not in passage.text:
            continue
        for place, stated in enumerate(found):
            each = _EACH.search(stated.lead)
            if not each or "均" not in each.group() or stated.hedged or stated.value <= 0:
                continue
            start = sentence_start(passage.text, stated.start)
            amounts = [
                one for one in found[:place] if one.start >= start and one.unit == stated.unit
            ]
            spans = list(_SPANS.finditer(passage.text, start, stated.start))
            if len(amounts) != 1 or amounts[0].hedged or len(spans) != 1:
                continue
            if spans[0].start() > amounts[0].start or stated.unit in ("%", "个百分点"):
                continue
            unit = "天" if (of := each["of"] or each["of2"] or each["of3"]) == "日" else of
            counted = _counted(spans[0], unit)
            if counted is None:
                continue
            count, exact = counted
            right = amounts[0].value / count
            slack = amounts[0].slack / count + (Decimal(0) if exact else right * _LOOSE)
            if not stated.agrees(right, slack):
                yield corrected(passage, stated, right)


def _counted(span: re.Match[str], unit: str) -> tuple[Decimal, bool] | None:
    """How many of a unit of time a span holds, and whether just so many; None when less than two
    or not to be said."""
    length = _length(span)
    if length is None:
        return None
    count, of = length
    if of == unit:
        made, exact = Decimal(count), True
    elif unit in _MONTHS and of in _MONTHS and _MONTHS[of] > _MONTHS[unit]:
        made, exact = Decimal(count * _MONTHS[of]) / _MONTHS[unit], True
    elif _DAYS[of] > _DAYS[unit]:
        made, exact = count * _DAYS[of] / _DAYS[unit], False
    else:
        return None
    return (made, exact) if made >= 2 else None


def _length(span: re.Match[str]) -> tuple[int, str] | None:
    """How long a span is: (8, "月") for 5月至12月."""
    if span["m1"]:
        years = int(span["y2"]) - int(span["y1"]) if span["y1"] and span["y2"] else 0
        months = 12 * (years + bool(span["next"])) + int(span["m2"]) - int(span["m1"]) + 1
        return (months, "月") if 0 < months <= 60 else None
    if span["from"]:
        years = int(span["to"]) - int(span["from"]) + 1
        return (years, "年") if 0 < years <= 20 else None
    if span["n"] or span["first"]:
        count = chinese_value(span["n"] or span["first"])
        of = (span["of"] or span["of_first"]).removeprefix("个").replace("工作日", "天")
        return (count, of) if count else None
    if span["a"]:
        first, last = (
            (int(span["a"]), int(span["b"])),
            (int(span["c"] or span["a"]), int(span["d"])),
        )
        days = _day_of_year(*last) - _day_of_year(*first) + 1
        return (days, "天") if 0 < days <= 90 else None
    return (6, "月") if span["half"] else (1, "年") if span["year"] else (1, "季度")


def _day_of_year(month: int, day: int) -> int:
    """The place of a day in a year that is no leap year (29 February is 1 March)."""
    return sum(monthrange(2001, one)[1] for one in range(1, month)) + day
