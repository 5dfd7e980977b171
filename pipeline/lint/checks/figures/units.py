"""Units that cannot be meant: 2.52人次, one part in 元 among 万元, growth by points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.lint.checks.figures.quantities import (
    Quantity,
    all_measured,
    measured,
    misscaled,
    quantities,
)
from pipeline.lint.checks.figures.sums import plainly
from pipeline.lint.checks.figures.written import sentence_start, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_WHOLE = frozenset("人名户家件起辆座所头只艘架宗幅枚口眼株棵份例条") | {"人次", "台次", "批次"}
_MEAN = re.compile("均|每|比|率|密度|拥有|指数|系数|折|当量|标准|相当|户型")
_NOT_SO = re.compile(r"^[/／·]|^(?:以上|以下)?[（(]?(?:每|/)|^年|^工日|^工时")


@check("units.decimal_count")
def decimal_count(context: Context) -> Iterator[Hit]:
    """出院2.52人次, 招聘3.5名: no part of a person can be counted; 万 is missing."""
    for passage, found in all_measured(context):
        if "." not in passage.text or "％" in passage.text:
            continue
        for one in found:
            written = passage.text[one.start : one.end]
            if one.unit not in _WHOLE or one.scale or "." not in written:
                continue
            start = sentence_start(passage.text, one.start)
            around = passage.text[start : one.start]
            if not _MEAN.search(around) and not _NOT_SO.match(passage.text[one.end :]):
                yield passage.hit(one.start, one.end, stated=written, unit=one.unit)


@check("units.misscaled")
def one_misscaled(context: Context) -> Iterator[Hit]:
    """共5.2亿元，其中甲3.64亿元，乙1.56万元: the sum comes out when the one is 亿元."""
    for passage, found in measured(context):
        if len(found) < 3 or len({one.scale for one in found}) < 2:
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            inside = quantities(sentence)
            for unit in {one.unit for one in inside if one.scale}:
                same = [one for one in inside if one.unit == unit]
                odd = _odd_scale(same)
                if odd is not None:
                    one, scale = odd
                    written = passage.text[offset + one.start : offset + one.end]
                    figure = written[: len(written) - len(one.scale + one.unit)]
                    yield passage.hit(
                        offset + one.start,
                        offset + one.end,
                        stated=written,
                        right=f"{figure}{scale}{one.unit}",
                    )


def _odd_scale(same: list[Quantity]) -> tuple[Quantity, str] | None:
    """The figure written in the wrong scale in a whole and the parts behind it."""
    for first in range(len(same) - 2):
        for last in range(first + 3, len(same) + 1):
            if last == len(same) or last - first > 3:
                odd = misscaled(same[first], same[first + 1 : last])
                if odd is not None and not any(one.hedged for one in same[first:last]):
                    return odd
    return None


_UP = "增长|增加|上升|提高|提升|扩大|下降|减少|降低|下滑|回落|缩小"
_GROWN = re.compile(
    rf"^[^，。；：、\d%]{{0,6}}[，、（]?\s*"
    rf"(?:同比|环比|(?:某年)?(?:比|较)(?:某年|上年|去年|前年|上月|上期|上年同期|去年同期|同期))?(?:{_UP})了?$"
)
_AGAINST = re.compile(r"[，（]\s*(?:比|较)[^，。；：]{2,24}$")
_RATED = re.compile("率|比重|占比|比例|增速|增幅|降幅|指数|分值|得分|点$")


_NO_AMOUNT = ("%", "‰", "个百分点", "分", "分钟", "点", "倍", "年", "天", "期")
_SINCE = re.compile("同比|环比|比|较")


@check("units.points_of_amount")
def points_of_amount(context: Context) -> Iterator[Hit]:
    """6800个，比上年的5440个增长25个百分点: an amount grows by per cent, not by points."""
    for passage in passages(context):
        if "个百分点" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            found = plainly(quantities(sentence))
            for place in range(1, len(found)):
                if _amount_by_points(found, place):
                    start, end = offset + found[place].start, offset + found[place].end
                    stated = passage.text[start:end]
                    right = stated.removesuffix("个百分点") + "%"
                    yield passage.hit(start, end, stated=stated, right=right)


def _amount_by_points(found: list[Quantity], place: int) -> bool:
    """Whether the figure says in points by how much the amount before it has grown."""
    one, stated = found[place - 1 : place + 1]
    if stated.unit != "个百分点" or not _GROWN.match(stated.lead) or one.unit in _NO_AMOUNT:
        return False
    if _RATED.search(one.lead) or _RATED.search(stated.lead):
        return False
    new = found[place - 2] if place > 1 else None
    if new is not None and new.unit == one.unit and _AGAINST.search(one.lead):
        return True
    # 占有率为36%，销量45万台，同比提高2个百分点 is said of the rate
    rated = any(before.unit == "%" for before in found[:place])
    grown = _SINCE.search(stated.lead) and re.match(r"^\s*[，（]", stated.lead)
    return bool(grown) and not rated


_APART = re.compile(
    r"^[^，。；\d]{0,10}[，（]?\s*(?:还|仍|约)?"
    r"(?:高出|高|低于|低|高于|相差|差|超出|多出?|少)了?$"
)
_BASE = re.compile("比|较|与|目标|要求|标准|平均|控制|规定|水平")


@check("units.points_between")
def points_between(context: Context) -> Iterator[Hit]:
    """21.6%，与9%以内的目标相比，高出12.6%: the difference of two percentages is 个百分点."""
    for passage in passages(context):
        if passage.text.count("%") < 3:
            continue
        for sentence, offset in sentences(passage.text):
            found = quantities(sentence)
            for one, other, stated in zip(found, found[1:], found[2:], strict=False):
                if {one.unit, other.unit, stated.unit} != {"%"} or not _APART.match(stated.lead):
                    continue
                if abs(one.value - other.value) == stated.value and _BASE.search(other.lead):
                    yield passage.hit(
                        offset + stated.end - 1,
                        offset + stated.end,
                        change=passage.text[offset + stated.start : offset + stated.end - 1],
                    )


_RATE_OF = re.compile("(?:(?<!增长)(?<!增幅)率|占比|比重|覆盖面)[^，。；：、\\d]{0,4}$")
_RATE_MOVED = re.compile(
    rf"^[，（]\s*(?:同比|环比|(?:比|较)[^，。；：、（）]{{1,12}}?)(?:{_UP})了?$"
)


@check("units.rate_by_percent")
def rate_by_percent(context: Context) -> Iterator[Hit]:
    """优良路率为88.9%，比上年提高2.4%: a rate moves by points."""
    for passage, found in measured(context):
        if passage.text.count("%") < 2:
            continue
        for one, stated in pairwise(found):
            if not one.unit == stated.unit == "%" or not _RATE_MOVED.match(stated.lead):
                continue
            # a change as large as the rate itself may be meant relatively
            if _RATE_OF.search(one.lead) and stated.value < one.value / 2 and one.value <= 100:
                figure = passage.text[stated.start : stated.end - 1]
                yield passage.hit(stated.end - 1, stated.end, change=figure)


_KINDS = (("公里", "平方公里"), ("米", "平方米"), ("平方米", "立方米"))


@check("units.other_kind")
def other_kind(context: Context) -> Iterator[Hit]:
    """规划面积12.6平方公里，其中一期4.2公里、二期4.6平方公里、三期3.8平方公里: the parts of an area
    are areas; the figures come to the sum as they stand."""
    for passage, found in measured(context):
        for one, other in _KINDS if len(found) > _PARTS and "平方" in passage.text else ():
            for first in range(len(found) - _PARTS):
                for last in range(first + _PARTS + 1, min(first + 8, len(found)) + 1):
                    yield from _odd_kind(passage, found[first:last], {one, other})


_PARTS = 2  # parts of a whole at the least


def _odd_kind(passage: Passage, run: list[Quantity], kinds: set[str]) -> Iterator[Hit]:
    """The one of a whole and its parts that is of another kind than all others."""
    units = [one.unit for one in run]
    if {*units} != kinds or len({one.scale for one in run}) > 1:
        return
    if run[0].value != sum(one.value for one in run[1:]) or any(one.hedged for one in run):
        return
    for one in run:
        if units.count(one.unit) == 1:
            right = next(iter(kinds - {one.unit}))
            written = passage.text[one.start : one.end]
            yield passage.hit(
                one.start, one.end, stated=written, right=written.removesuffix(one.unit) + right
            )
