"""Growth, percentage points and multiples recomputed from the figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.checks.figures import (
    FIGURE,
    UNIT,
    agrees,
    doubt,
    half_step,
    plain,
    rounded,
    sentences,
    to_decimal,
)
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_UP = "增长|增加|上升|提高|增幅|扩大|提升"
_DOWN = "下降|减少|降低|降幅|缩小|下滑"
_GROWTH = re.compile(
    rf"(?P<new>{FIGURE})\s*(?P<unit>{UNIT})[^，。；：（）\d]{{0,6}}[，（(]?\s*(?:同比|环比)?(?:比|较)"
    r"(?:上年|去年|上月|上季度|(?:20)\d{2}年|同期|上年同期|去年同期|基期)(?:同期)?的?"
    rf"\s*(?P<old>{FIGURE})\s*(?P=unit)(?P<verb>{_UP}|{_DOWN})了?\s*(?P<rate>\d+(?:\.\d+)?)\s*(?P<of>%|(?P=unit))(?!百分点)"
)
_FROM_TO = re.compile(
    rf"(?:由|从)[^，。；：\d]{{0,12}}(?:\d{{4}}年的?)?\s*(?P<old>{FIGURE})\s*(?P<unit>{UNIT}|%)"
    rf"[^，。；：\d]{{0,4}}(?P<verb>{_UP}|{_DOWN})(?:到|至|为)[^，。；：\d]{{0,8}}(?:\d{{4}}年的?)?\s*"
    rf"(?P<new>{FIGURE})\s*(?P=unit)[^，。；：\d]{{0,4}}[，（(]\s*(?:净|共|累计|实际|合计|同比)?"
    rf"(?P<verb2>{_UP}|{_DOWN})了?\s*(?P<rate>\d+(?:\.\d+)?)\s*(?P<of>%|个百分点|倍|{UNIT})"
)


@check("growth.rate")
def rate(context: Context) -> Iterator[Hit]:
    """比上年……增长P%, or 由A增加到B，增长P%, recomputed from the two figures."""
    for passage in passages(context):
        if "比" in passage.text or "较" in passage.text:
            for match in _GROWTH.finditer(passage.text):
                yield from _growth_hit(passage, match, match["verb"], match["of"])
        if "由" in passage.text or "从" in passage.text:
            for match in _FROM_TO.finditer(passage.text):
                yield from _growth_hit(passage, match, match["verb2"], match["of"])


def _growth_hit(
    passage: Passage, match: re.Match[str], verb: str, of: str, first: str | int = 0
) -> Iterator[Hit]:
    """A Hit from group ``first`` to the end, when the stated change is not that of the figures."""
    old, new = to_decimal(match["old"]), to_decimal(match["new"])
    if not old or new is None:
        return
    rising = re.fullmatch(_UP, verb) is not None
    change = new - old if rising else old - new
    new_doubt, old_doubt = doubt(match["unit"], match["new"]), doubt(match["unit"], match["old"])
    ratio_doubt = (new_doubt + old_doubt * new / old) / old
    if match["unit"] == "%":
        if of == "%":
            return
        right, slack = change, half_step(match["new"]) + half_step(match["old"])
    elif of == "%":
        right, slack = change * 100 / old, ratio_doubt * 100
    elif of == "倍":
        right, slack = change / old, ratio_doubt
    elif of == match["unit"]:
        right, slack = change, new_doubt + old_doubt
    else:
        return
    if not agrees(match["rate"], right, slack):
        yield passage.hit(
            match.start(first),
            match.end(),
            stated=f"{verb}{match['rate']}{of}",
            right=f"{verb}{rounded(match['rate'], right)}{of}" if right > 0 else f"没有{verb}",
        )


_TWO_YEARS = re.compile(
    rf"(?P<y1>(?:19|20)\d{{2}})年(?P<what1>[^。；：（）\d]{{2,24}}?)(?P<old>{FIGURE})\s*(?P<unit>{UNIT})[^。；：（）\d]{{0,6}}[，；]"
    rf"\s*(?P<y2>(?:19|20)\d{{2}})年(?P<what2>[^。；：（）\d]{{1,24}}?)(?P<new>{FIGURE})\s*(?P=unit)[^，。；：（）\d]{{0,6}}[，（]\s*"
    rf"(?:同比|(?:比|较)(?:上年|上一年|去年)(?:同期)?)(?P<verb>{_UP}|{_DOWN})了?\s*(?P<rate>\d+(?:\.\d+)?)\s*"
    rf"(?P<of>%|(?P=unit))"
)


@check("growth.two_years")
def two_years(context: Context) -> Iterator[Hit]:
    """2025年投入A万元，2026年投入B万元，比上年增长P%: two years running of one thing."""
    for passage in passages(context):
        if "比" not in passage.text and "较" not in passage.text:
            continue
        for match in _TWO_YEARS.finditer(passage.text):
            shared = _pairs(match["what1"]) & _pairs(match["what2"])
            if shared and int(match["y2"]) == int(match["y1"]) + 1:
                yield from _growth_hit(passage, match, match["verb"], match["of"], "new")


def _pairs(text: str) -> set[str]:
    """Every two characters that stand side by side."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


_BY_AND_RATE = re.compile(
    rf"(?:同比|环比|(?:比|较)(?:上年|上一年|去年|上月|上季度)(?:同期)?)(?P<verb>{_UP}|{_DOWN})了?\s*"
    rf"(?P<by>{FIGURE})\s*(?P<unit>{UNIT})(?!百分点)[，、（]\s*(?:同比)?(?P<verb2>{_UP}|{_DOWN})了?\s*"
    rf"(?P<rate>\d+(?:\.\d+)?)%"
)
_MEASURED = re.compile(rf"(?<![\d.])(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})(?!百分点)")


@check("growth.by_and_rate")
def by_and_rate(context: Context) -> Iterator[Hit]:
    """N起，同比减少D起，下降P%: D and P belong to no figure that the sentence gives."""
    for passage in passages(context):
        if "%" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            for match in _BY_AND_RATE.finditer(sentence):
                figures = [
                    found
                    for found in _MEASURED.finditer(sentence, 0, match.start())
                    if found["unit"] == match["unit"]
                ]
                if figures and not any(_by_fits(match, found["figure"]) for found in figures):
                    subject = figures[0] if "其中" in sentence[: match.start()] else figures[-1]
                    yield from _by_hit(passage, offset, match, subject["figure"])


def _by_right(match: re.Match[str], figure: str) -> tuple[Decimal, Decimal] | None:
    """The rate that the difference makes against the figure before it, and its uncertainty."""
    new, by = to_decimal(figure), to_decimal(match["by"])
    if new is None or by is None:
        return None
    rising = re.fullmatch(_UP, match["verb"]) is not None
    old = new - by if rising else new + by
    if old <= 0:
        return None
    loose = doubt(match["unit"], match["by"]) + doubt(match["unit"], figure) * by / old
    return by * 100 / old, loose * 100 / old


def _by_fits(match: re.Match[str], figure: str) -> bool:
    right = _by_right(match, figure)
    return right is not None and agrees(match["rate"], *right)


def _by_hit(passage: Passage, offset: int, match: re.Match[str], figure: str) -> Iterator[Hit]:
    right = _by_right(match, figure)
    if right is not None and (match["verb"] in _UP) == (match["verb2"] in _UP):
        yield passage.hit(
            offset + match.start(),
            offset + match.end(),
            stated=f"{match['verb2']}{match['rate']}%",
            right=f"{match['verb2']}{rounded(match['rate'], right[0])}%",
        )


_RISEN_FROM = re.compile(
    rf"(?P<verb>{_UP}|{_DOWN})了?\s*(?P<rate>\d+(?:\.\d+)?)(?P<of>%)[（(，]\s*(?:由|从)\s*"
    rf"(?P<old>\d+(?:\.\d+)?)%[^，。；：\d]{{0,4}}(?:{_UP}|{_DOWN})(?:到|至|为)\s*(?P<new>\d+(?:\.\d+)?)%"
)


@check("growth.percentage_points")
def percentage_points(context: Context) -> Iterator[Hit]:
    """由20%提高到25%，提高5%: the difference of two percentages is 个百分点."""
    for passage in passages(context):
        if "%" not in passage.text:
            continue
        turned = _RISEN_FROM.finditer(passage.text)
        for match in (*_FROM_TO.finditer(passage.text), *turned):
            old, new = to_decimal(match["old"]), to_decimal(match["new"])
            shares = match.re is _RISEN_FROM or match["unit"] == "%"
            if not shares or match["of"] != "%" or old is None or new is None:
                continue
            if abs(new - old) == Decimal(match["rate"]):
                yield Hit(
                    passage.story,
                    passage.index,
                    match.start("of"),
                    match.end("of"),
                    values={"change": plain(abs(new - old))},
                    suggestions=("个百分点",),
                )


_TIMES = re.compile(
    rf"由\s*(?P<old>{FIGURE})\s*(?P<unit>{UNIT})\s*(?:增加|增长|扩大|提高)了?\s*(?P<times>\d+(?:\.\d+)?)倍"
    rf"\s*(?:到|至|，达到|，达|达到)\s*(?P<new>{FIGURE})\s*(?P=unit)"
)


@check("growth.times")
def times(context: Context) -> Iterator[Hit]:
    """由1亿元增加3倍到3亿元: increased by three times means four times as much."""
    for passage in passages(context):
        if "倍" not in passage.text:
            continue
        for match in _TIMES.finditer(passage.text):
            old, new = to_decimal(match["old"]), to_decimal(match["new"])
            if not old or new is None:
                continue
            right = (new - old) / old
            if not agrees(match["times"], right):
                yield passage.hit(
                    match.start(),
                    match.end(),
                    stated=match["times"] + "倍",
                    right=rounded(match["times"], right) + "倍",
                )
