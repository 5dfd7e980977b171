"""Growth, percentage points and multiples recomputed from the figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipeline.lint.checks.figures.quantities import Quantity, corrected, measured, quantities
from pipeline.lint.checks.figures.written import plain, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

UP = "增长|增加|上升|提高|增幅|扩大|提升|上调|上浮"
_MORE = "新增|净增|增添"
DOWN = "下降|减少|降低|降幅|缩小|下滑|下调|下浮|压减|压降|压缩|缩减|削减|精简|缩短|回落"
_TIME = (
    "上年|去年|上一年|前年|上月|上季度|上半年|上期|上届|同期|基期|期初|年初|年底|年末|月初|月末|"
    "上周|上旬|[一二三四]季度|(?<!\\d)1?\\d月份?|[12]\\d{3}年"
)
_AGAINST = re.compile(
    rf"[，（(]?\s*(?:同比|环比)?(?:比|较)(?=[^，。；：]*(?:{_TIME}))[^，。；：（(]{{0,16}}$"
)
# what a base is called: 比多年平均值1040毫米, 较概算的3700万元, 比12500件
_BASE_NAME = re.compile(
    r"(?:^[^，。；：、（）\d]{0,4}|[，（(]\s*)(?:比|较|与)(?:[^，。；：、（）]{0,20}(?:的|均值?|平均[值数]?|水平|[数量额值价]|计划|目标|任务|[概预估]算|"
    r"指标|标准|规模|投资|面积|同期|[期年月季]|年度|季度|要求|收入|支出|产量|能力))?[（(]?$"
)
FROM = re.compile(r"(?:由|从)[^，。；：、]{0,16}$")
_TO = re.compile(
    rf"^[^，。；：、]{{0,6}}(?:(?:{UP}|{DOWN}|发展|变|调整|调)(?:到|至|为|成)|[增升提降减]至)[^，。；：、]{{0,12}}$"
)
_ABOVE = "偏多|偏高|偏大|高出|多出|超出|超过|[多高快]"
_BELOW = "偏少|偏低|偏小|[少低慢]|节约|节省"
_RISING = re.compile(f"{UP}|{_MORE}|{_ABOVE}")
_CHANGE = re.compile(
    rf"^[^，。；：、\d]{{0,4}}[，、（(）)]?\s*(?:同比|环比|净|共|累计|实际|合计|共计|相应)?"
    rf"(?P<verb>{UP}|{_MORE}|{DOWN})了?$"
)
_APART_BY = re.compile(
    rf"^(?:[^，。；：、（\d]{{0,4}}?[）)]?|相比，?)\s*(?P<verb>{UP}|{DOWN}|{_ABOVE}|{_BELOW})了?$"
)


@check("growth.rate")
def rate(context: Context) -> Iterator[Hit]:
    """B，比上年的A增加D，增长P%, or 由A增加到B，增长P%: D and P are recomputed from A and B."""
    for passage in passages(context):
        if not re.search("[比较与由从]", passage.text):
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            found = quantities(sentence)
            for place in range(1, len(found)):
                yield from _changes(passage, sentence, offset, found, place)


def _changes(
    passage: Passage, sentence: str, offset: int, found: Sequence[Quantity], place: int
) -> Iterator[Hit]:
    """The changes stated behind two figures of which the one at ``place`` is the second."""
    first, second = found[place - 1], found[place]
    if first.unit != second.unit or first.hedged or second.hedged:
        return
    if _RISEN.search(second.lead) or _SO_MUCH_MORE.search(second.lead):
        return  # 比上年增加D
    if _AGAINST.search(second.lead) or _BASE_NAME.search(second.lead):
        yield from _against(passage, offset, found, place)
    elif FROM.search(first.lead) and _TO.match(second.lead):
        start = max(sentence.rfind(word, 0, first.start) for word in "由从")
        for stated in found[place + 1 :]:
            match = _CHANGE.match(stated.lead)
            if not match:
                return
            yield from _stated(passage, offset, start, first, second, stated, match["verb"])


def _against(passage: Passage, offset: int, found: Sequence[Quantity], place: int) -> Iterator[Hit]:
    """The changes told behind the base at ``place``, unless an earlier figure of the sentence
    makes them come out: 比多年平均值1040毫米偏多25%."""
    base, new = found[place], found[place - 1]
    timed = _AGAINST.search(base.lead)
    for stated in found[place + 1 :]:
        close = stated is found[place + 1]
        match = _APART_BY.match(stated.lead) if close else None
        if match is None and (timed or not close):
            match = _CHANGE.match(stated.lead)
        if match is None:
            return
        if not _comes_out(base, found[:place], stated, match["verb"]):
            yield from _stated(passage, offset, new.start, base, new, stated, match["verb"])


def _comes_out(base: Quantity, earlier: Sequence[Quantity], stated: Quantity, verb: str) -> bool:
    """Whether the stated change is, or may be, the one from ``base`` to an earlier figure."""
    rising = _RISING.fullmatch(verb) is not None
    for one in earlier:
        right = _change(base, one, stated.unit, rising=rising) if one.unit == base.unit else None
        if right is not None and (one.hedged or stated.fits(*right)):
            return True
    return False


def _stated(
    passage: Passage,
    offset: int,
    start: int,
    old: Quantity,
    new: Quantity,
    stated: Quantity,
    verb: str,
) -> Iterator[Hit]:
    """A Hit from ``start`` when the stated change is not the one from ``old`` to ``new``."""
    rising = _RISING.fullmatch(verb) is not None
    right = _change(old, new, stated.unit, rising=rising)
    if right is None or stated.hedged or stated.fits(*right):
        return
    shown = stated.near(right[0]) if right[0] > 0 else ""
    yield passage.hit(
        offset + start,
        offset + stated.end,
        stated=verb + passage.text[offset + stated.start : offset + stated.end],
        right=f"{verb}{shown}" if shown else f"没有{verb}",
    )


def _change(
    old: Quantity, new: Quantity, unit: str, *, rising: bool
) -> tuple[Decimal, Decimal] | None:
    """The change from ``old`` to ``new`` in ``unit`` and by how much rounding may move it; None
    where it cannot be said in that unit."""
    change = new.value - old.value if rising else old.value - new.value
    if unit == old.unit or (old.unit == "%" and unit == "个百分点"):
        # the difference of two percentages written as % is another rule's
        if unit == "%":
            return None
        # 5万 beside 6.8万 is 5.0万
        slack = 2 * min(old.slack, new.slack) if old.scale == new.scale else old.slack + new.slack
        return change, slack
    if old.value <= 0 or unit not in ("%", "倍") or old.unit in ("%", "‰"):
        return None
    scale = 100 if unit == "%" else 1
    slack = (new.slack + old.slack * new.value / old.value) / old.value
    return change * scale / old.value, slack * scale


_YEAR = re.compile(r"((?:19|20)\d{2})年")
_ON_YEAR = re.compile(
    rf"^[^，。；：（\d]{{0,6}}[，（]\s*(?P<since>同比|环比|(?:比|较)(?:{_TIME})(?:同期)?)"
    rf"(?P<verb>{UP}|{DOWN})了?$"
)


@check("growth.two_years")
def two_years(context: Context) -> Iterator[Hit]:
    """2025年投入A万元，2026年投入B万元，比上年增长P%: two years running of one thing."""
    for passage in passages(context):
        if len(_YEAR.findall(passage.text)) < 2:
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            found = quantities(sentence)
            for old, new, stated in zip(found, found[1:], found[2:], strict=False):
                match = _ON_YEAR.match(stated.lead)
                if match and old.unit == new.unit and _year_after(old.lead, new.lead):
                    yield from _stated(passage, offset, new.start, old, new, stated, match["verb"])


def _year_after(first: str, second: str) -> bool:
    """Whether two leads speak of the same thing, the second a year later."""
    before, after = _YEAR.findall(first), _YEAR.findall(second)
    shared = _pairs(_YEAR.sub("", first)) & _pairs(_YEAR.sub("", second))
    return bool(before and after and shared) and int(after[-1]) == int(before[-1]) + 1


def _pairs(text: str) -> set[str]:
    """Every two characters that stand side by side."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


_BASE = re.compile(
    r"^[，（(；]\s*(?:上年|去年|前年|上月|上年度)(?:同期|同月|同季)?(?:[^，。；、\d]{0,6})(?:为|是|仅为?|只有|有)$"
    r"|^（(?:上年|去年)(?:同期)?$"
)


@check("growth.base_behind")
def base_behind(context: Context) -> Iterator[Hit]:
    """120万人次，同比增长20%，上年为90万人次: the rate stands between the two figures."""
    for passage, found in measured(context):
        for new, stated, old in zip(found, found[1:], found[2:], strict=False):
            match = _ON_YEAR.match(stated.lead)
            if not match or not _BASE.match(old.lead) or old.unit != new.unit:
                continue
            if not (new.hedged or old.hedged):
                yield from _stated(passage, 0, new.start, old, new, stated, match["verb"])


_GOT_TO = re.compile(
    rf"^(?:，|后，?|的基础上，?)?\s*(?:{UP}|{DOWN})?(?:至|到|为|达到?|[增升提降减]至|只有|仅为)(?:了|约)?$"
)
_ON_BASE = re.compile(rf"^(?:的?基础上，?(?:再|又)?|)(?P<verb>{UP}|{DOWN}|{_ABOVE}|{_BELOW})了?$")


@check("growth.new_behind")
def new_behind(context: Context) -> Iterator[Hit]:
    """比上期的12500件下降22%，降至10250件, 在1000吨的基础上增长20%，达到1300吨."""
    for passage, found in measured(context):
        if not re.search("[比较由从在]", passage.text):
            continue
        for old, stated, new in zip(found, found[1:], found[2:], strict=False):
            match = _ON_BASE.match(stated.lead)
            if not match or old.unit != new.unit or old.unit in ("%", "‰") or stated.unit != "%":
                continue
            based = _AGAINST.search(old.lead) or _BASE_NAME.search(old.lead)
            based = based or re.search("[由从在][^，。；：、（）]{0,16}$", old.lead)
            if not based or not _GOT_TO.match(new.lead) or old.hedged or new.hedged:
                continue
            yield from _stated(passage, 0, old.start, old, new, stated, match["verb"])


_RATE_TOO = re.compile(rf"^[，、（]\s*(?:同比)?(?P<verb>{UP}|{DOWN})了?$")


@check("growth.by_and_rate")
def by_and_rate(context: Context) -> Iterator[Hit]:
    """N起，同比减少D起，下降P%: D and P belong to no figure that the sentence gives."""
    for passage in passages(context):
        if "%" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            found = quantities(sentence)
            for place in range(1, len(found) - 1):
                by, rate_ = found[place], found[place + 1]
                match, too = _ON_YEAR.match(by.lead), _RATE_TOO.match(rate_.lead)
                if not match or not too or rate_.unit != "%" or by.unit == "%":
                    continue
                rising = re.fullmatch(UP, match["verb"]) is not None
                if rising != (re.fullmatch(UP, too["verb"]) is not None):
                    continue
                rates = [
                    _rate_of(one, by, rising=rising) for one in found[:place] if one.unit == by.unit
                ]
                if not rates or any(r is None or rate_.agrees(*r) for r in rates):
                    continue
                right = rates[0 if "其中" in sentence[: by.start] else -1]
                if right is not None and not by.hedged and not rate_.hedged:
                    yield passage.hit(
                        offset + sentence.rfind(match["since"], 0, by.start),
                        offset + rate_.end,
                        stated=too["verb"] + sentence[rate_.start : rate_.end],
                        right=too["verb"] + rate_.near(right[0]),
                    )


def _rate_of(new: Quantity, by: Quantity, *, rising: bool) -> tuple[Decimal, Decimal] | None:
    """The per cent that ``by`` makes of the figure before it, and by how much it may be off."""
    old = new.value - by.value if rising else new.value + by.value
    if old <= 0:
        return None
    return by.value * 100 / old, (by.slack + new.slack * by.value / old) * 100 / old


_RISEN = re.compile(rf"(?:{UP}|{DOWN}|[多少高低快慢长短])了?$")
# 比上年多收入120万元 is no base either
_SO_MUCH_MORE = re.compile(
    "[年期月季度划算](?:[多少增减节超短]|提前|推迟|延长|净|新)[^，。；]{0,8}$"
)
_OUT_OF = re.compile(r"^[（(，]\s*(?:由|从)\s*$")


@check("growth.percentage_points")
def percentage_points(context: Context) -> Iterator[Hit]:
    """由20%提高到25%，提高5%: the difference of two percentages is 个百分点."""
    for passage in passages(context):
        if "%" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            for three in zip(*(quantities(sentence)[at:] for at in range(3)), strict=False):
                stated = _misnamed(*three)
                if stated is not None:
                    yield Hit(
                        passage.story,
                        passage.index,
                        offset + stated.end - 1,
                        offset + stated.end,
                        values={"change": plain(stated.value)},
                        suggestions=("个百分点",),
                    )


def _misnamed(first: Quantity, second: Quantity, third: Quantity) -> Quantity | None:
    """Which of three percentages is the difference of the other two, said to be one of them."""
    if {first.unit, second.unit, third.unit} != {"%"}:
        return None
    if abs(second.value - first.value) == third.value and _CHANGE.match(third.lead):
        since = _TO.match(second.lead) or _AGAINST.search(second.lead)
        return third if since or _BASE_NAME.search(second.lead) else None
    if abs(third.value - second.value) == first.value and _RISEN.search(first.lead):
        return first if _OUT_OF.match(second.lead) and _TO.match(third.lead) else None
    return None


_MULTIPLIED = re.compile(r"(?:增加|增长|扩大|提高)了?")
_UP_TO = re.compile(r"，?\s*(?:达到|到|至|达)")


@check("growth.times")
def times(context: Context) -> Iterator[Hit]:
    """由1亿元增加3倍到3亿元: increased by three times means four times as much."""
    for passage, found in measured(context):
        if "倍" not in passage.text:
            continue
        for old, stated, new in zip(found, found[1:], found[2:], strict=False):
            if stated.unit != "倍" or old.unit != new.unit or old.value <= 0:
                continue
            if not (_MULTIPLIED.fullmatch(stated.lead) and _UP_TO.fullmatch(new.lead)):
                continue
            right = (new.value - old.value) / old.value
            if FROM.search(old.lead) and not stated.agrees(right, Decimal(0)):
                start = max(passage.text.rfind(word, 0, old.start) for word in "由从")
                yield corrected(passage, stated, right, start=start, end=new.end)
