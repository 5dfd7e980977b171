"""Amounts of money written in capital numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.gongwen.capital_amounts import capital_value
from pipeline.lint.checks.figures.written import FIGURE, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_CAPITAL = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿"
_IN_WORDS = re.compile(
    rf"(?:人民币)?[（(]?(?:大写)?[：:）)]?\s*(?P<words>[{_CAPITAL}]{{2,30}}[元圆]"
    rf"(?:整|正|[{_CAPITAL}角分]{{1,8}}整?)?)"
)
_BEHIND = re.compile(
    rf"\s*[（(，,]?\s*(?:小写)?[：:]?\s*(?:人民币)?[￥¥]?\s*(?P<figure>{FIGURE})\s*(?P<unit>[万亿]?元)?"
)
_BEFORE = re.compile(
    rf"(?P<yen>[￥¥])?\s*(?P<figure>{FIGURE})\s*(?P<unit>[万亿]?元)?\s*[（(，,]?\s*(?:人民币)?(?:大写)?[：:]?\s*(?:人民币)?$"
)
_MIXED = re.compile(rf"[壹贰叁肆伍陆柒捌玖][{_CAPITAL}一二三四五六七八九十百千]{{1,20}}[元圆]")


@check("amounts.in_words")
def in_words(context: Context) -> Iterator[Hit]:
    """An amount in 大写 that is not the amount in figures beside it."""
    for passage in passages(context):
        if "元" not in passage.text and "圆" not in passage.text:
            continue
        for match in _IN_WORDS.finditer(passage.text):
            value = capital_value(match["words"])
            beside = _beside(passage.text, match)
            if value is not None and beside is not None and value != beside[0]:
                yield passage.hit(
                    match.start("words"),
                    match.end("words"),
                    words=match["words"],
                    figure=beside[1],
                )


def _beside(text: str, match: re.Match[str]) -> tuple[Decimal, str] | None:
    after = _BEHIND.match(text, match.end())
    if after and ("￥" in after.group() or "¥" in after.group() or after["unit"]):
        return _money(after)
    before = _BEFORE.search(text[max(0, match.start("words") - 40) : match.start("words")])
    if before and (before["unit"] or before["yen"]):
        return _money(before)
    return None


def _money(match: re.Match[str]) -> tuple[Decimal, str] | None:
    value = to_decimal(match["figure"])
    if value is None:
        return None
    unit = match["unit"] or "元"
    scale = {"万": 10_000, "亿": 100_000_000}.get(unit[0], 1)
    return value * scale, match["figure"] + unit


@check("amounts.capital_form")
def capital_form(context: Context) -> Iterator[Hit]:
    """大写 and small Chinese numerals mixed in one amount: 叁仟伍百元."""
    right = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    for passage in passages(context):
        for match in _MIXED.finditer(passage.text):
            text = match.group()
            if any(char in "一二三四五六七八九十百千" for char in text):
                yield Hit(
                    passage.story,
                    passage.index,
                    match.start(),
                    match.end(),
                    values={"wrong": text, "right": text.translate(right)},
                    suggestions=(text.translate(right),),
                )
