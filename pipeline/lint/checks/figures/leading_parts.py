"""What is told of some parts of a list behind it: 前三类合计297条; 候诊占50.5%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.elsewhere import told
from pipeline.lint.checks.figures.quantities import Quantity, corrected, measured, share_of
from pipeline.lint.checks.figures.sums import total_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_FIRST = re.compile(
    r"(?:前|头)(?P<n>[两二三四五六七八九]|\d)(?:大?类|项|种|位|名|个|家|者|大)[^，。；：、\d]{0,14}?"
    r"(?:合计|共计|总计|累计|总和|之和|共)[^，。；：、\d]{0,6}$"
)
_NEAR = 10  # a sum that is off by more than a tenth is one of something else


@check("leading_parts.sum")
def first_ones(context: Context) -> Iterator[Hit]:
    """甲113条，乙96条，丙88条，丁74条。前三类合计279条: neither the first three nor the largest."""
    for passage, found in measured(context):
        if "前" not in passage.text or len(found) < 3:
            continue
        for place in range(2, len(found)):
            total = found[place]
            match = _FIRST.search(total.lead)
            if match is None or total.hedged:
                continue
            count = chinese_value(match["n"])
            values = _list_before(found[:place], total.unit)
            if len(values) < count or count < 2 or any(one.hedged for one in values):
                continue
            sums = _sums(values, count)
            slack = total.slack + sum((one.slack for one in values[:count]), Decimal(0))
            right = sums[0]
            if any(abs(total.value - one) <= slack for one in sums) or not right:
                continue
            if total.slip_of(right) or abs(total.value - right) * _NEAR <= right:
                yield corrected(passage, total, right)


def _list_before(found: Sequence[Quantity], unit: str) -> list[Quantity]:
    """The figures in one unit that end ``found``, each maybe with its share, back to where their
    sentence begins."""
    values: list[Quantity] = []
    for one in reversed(found):
        if one.unit == unit:
            values.insert(0, one)
        elif unit != "%" and one.unit != "%":
            break
        if values and "。" in one.lead:
            break
    return values


def _sums(values: Sequence[Quantity], count: int) -> list[Decimal]:
    """What so many of a list may make, likeliest first: the first of it, those behind the whole
    that it begins with, the largest."""
    largest = sorted(values, key=lambda one: one.value, reverse=True)
    rest = largest[1:]  # without the whole
    starts = [values[:count], values[1 : count + 1], largest[:count], rest[:count]]
    if len(values) > count and values[0].value >= total_of(values[1:]):
        starts.insert(0, starts.pop(1))
    return [total_of(part) for part in starts if len(part) == count]


_NAMED_SHARE = re.compile(
    r"(?:^|[，；。（、])\s*(?:其中|仅)?(?P<name>[\u4e00-\u9fff]{2,10}?)(?:时间|费用|资金|支出|人数|数量)?的?"
    r"占(?:比|到)?(?:总[\u4e00-\u9fff]{1,3}的?)?(?:比重|比例)?(?:为|达到?|了)?$"
)
_PART = re.compile(
    r"(?:其中|包括|分别[为是]|[：:，、；])*(?P<name>[\u4e00-\u9fff]{2,14}?)(?:为|是|有|达|共)?$"
)
_POINTS = 15  # a share further off is one of something else


@check("leading_parts.share")
def named_share(context: Context) -> Iterator[Hit]:
    """排队91分钟，其中挂号18分钟、候诊46分钟、缴费27分钟，候诊占51.5%: no share of that part."""
    for passage, found in measured(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for place in range(3, len(found)):
            stated = found[place]
            match = _NAMED_SHARE.search(stated.lead) if stated.unit == "%" else None
            if match is None or stated.hedged:
                continue
            whole, parts = _whole_and_parts(found[:place])
            named = [one for one in parts if _is_called(one, match["name"])]
            misspelt = not named
            if misspelt:
                named = [one for one in parts if _is_nearly(one, match["name"])]
            if len(named) != 1 or any(one.hedged for one in parts):
                continue
            part, summed = named[0], total_of(parts)
            right, slack = (
                share_of(part, whole) if whole else (part.value * 100 / summed, Decimal(0))
            )
            if stated.fits(right, slack) or _of_another(context, part, stated):
                continue
            near = stated.slip_of(round(right, -(stated.step * 2).adjusted()))
            if near or (whole and not misspelt and abs(right - stated.value) <= _POINTS):
                yield corrected(passage, stated, right)


def _of_another(context: Context, part: Quantity, stated: Quantity) -> bool:
    """Whether the share is that of any other whole that the text tells of."""
    wholes = (one.figure for one in told(context) if one.figure.unit == part.unit)
    return any(stated.fits(*share_of(part, one)) for one in wholes if one.value >= part.value > 0)


def _whole_and_parts(found: Sequence[Quantity]) -> tuple[Quantity | None, list[Quantity]]:
    """The list that ends ``found``, before the shares already told of, and the whole before it."""
    end = len(found)
    while end and found[end - 1].unit == "%":
        end -= 1
    parts: list[Quantity] = []
    for one in reversed(found[:end]):
        if parts and one.unit != parts[0].unit:
            return None, parts if len(parts) > 1 else []
        if parts and re.search("其中|包括|分别|[：:]", parts[0].lead):
            return one, parts if len(parts) > 1 else []
        if parts and re.search("。", parts[0].lead):
            break
        parts.insert(0, one)
    return None, parts if len(parts) > 1 else []


def _is_called(part: Quantity, name: str) -> bool:
    match = _PART.search(part.lead)
    return match is not None and str(match["name"]).endswith(name)


def _is_nearly(part: Quantity, name: str) -> bool:
    """Whether a part goes by a name with one character of it mistyped."""
    match = _PART.search(part.lead)
    called = str(match["name"]) if match else ""
    alike = sum(one == other for one, other in zip(called, name, strict=False))
    return len(called) == len(name) == alike + 1
