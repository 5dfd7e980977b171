"""Sums, shares and amounts in words that do not agree with their own figures.

A sentence is only judged when all its figures have one unit and the sentence says how they
belong together; a doubtful construction is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.gongwen.capital_amounts import capital_value
from pipeline.lint.checks.figures import (
    FIGURE,
    UNIT,
    agrees,
    doubt,
    plain,
    rounded,
    sentences,
    to_decimal,
)
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_TOTAL = re.compile(
    r"(?:共计|总计|合计|总共|累计|共|总投资|总额|总数|总量|总面积|总规模|总金额|总人数)"
    r"(?P<words>[^，。；：、（）\d]{0,14}?)(?:为|是|达到|达)?\s*"
    rf"(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})(?P<thing>[^，。；：、（）\d]{{0,12}})"
)
_WHOLE = re.compile(
    rf"(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})(?P<thing>[^，。；：、（）\d]{{0,12}})"
    r"(?=[，：:；]?\s*[（(]?\s*其中)"
)
_OF_WHICH = re.compile(r"\s*[，：:；]?\s*[（(]?\s*其中\s*[：:，]?\s*")
_PART = re.compile(
    rf"^(?P<name>[^\d，。；：]{{0,24}}?)(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})"
    r"(?P<rest>[^，。；、\d]{0,8})$"
)

_NO_PART = re.compile(
    "带动|撬动|拉动|引导|同比|增长|增加|减少|已|完成|覆盖|涉及|惠及|解决|受益|实现|达|整改|超|比|平均|每"
)


@check("amounts.parts")
def parts(context: Context) -> Iterator[Hit]:
    """共N项，其中甲a项、乙b项: the parts are more than the total, or (three or more) less."""
    for passage in passages(context):
        if "其中" not in passage.text:
            continue
        for match in _WHOLE.finditer(passage.text):
            of_which = _OF_WHICH.match(passage.text, match.end())
            total = to_decimal(match["figure"])
            if not of_which or total is None or match["unit"][0] in "余多":
                continue
            end = passage.text.find("）", of_which.end()) if "（" in of_which.group() else -1
            text = passage.text if end < 0 else passage.text[:end]
            found = _parts(text, of_which.end(), match["unit"])
            if found is None or len(found[0]) < 2:
                continue
            listed = "、" in text[of_which.end() : found[1]] or re.search("[：:]", of_which.group())
            if len(found[0]) == 2 and not listed:
                continue  # 其中特有种26种，有经济价值的23种: two properties may overlap
            values, end = found
            summed = sum(values, Decimal(0))
            if summed > total or (summed < total and len(values) >= 3):
                yield passage.hit(
                    match.start(),
                    end,
                    total=plain(total) + match["unit"],
                    sum=plain(summed) + match["unit"],
                )


def _parts(text: str, start: int, unit: str) -> tuple[list[Decimal], int] | None:
    """The figures listed from ``start`` to the end of the sentence, and where they end; None when
    something there is not one plain part in the same unit."""
    stop = next((i for i in range(start, len(text)) if text[i] in "。；"), len(text))
    segment = text[start:stop]
    if "其中" in segment or "等" in segment:
        return None
    if "、" in segment.partition("，")[0]:
        # the list is one of 、; what follows its comma is another statement
        segment = segment.partition("，")[0]
        stop = start + len(segment)
    values = []
    for piece in re.split(r"[、，,]|和(?=[^，、。]*\d)|及(?=[^，、。]*\d)", segment.rstrip("）)")):
        piece = piece.strip()
        if not piece:
            continue
        match = _PART.match(piece)
        if not match or match["unit"] != unit or _NO_PART.search(match["name"]):
            return None
        value = to_decimal(match["figure"])
        if value is None:
            return None
        values.append(value)
    return values, stop


_SHARE_PARTS = re.compile(
    r"(?:占比|占|构成|结构)[^，。；：%\d]{0,12}分别(?:为|是|达到|达|占)\s*[:：]?\s*"
    r"(?P<list>\d+(?:\.\d+)?%(?:\s*[、，和]\s*\d+(?:\.\d+)?%)+)"
)


_SUM_BEHIND = re.compile(
    rf"[，；、]\s*(?:以上)?(?:[两三四五六七八九十]项)?(?:合计|共计|总计|总共)[^，。；：（）\d]{{0,6}}?(?:为|是|达到|达)?\s*"
    rf"(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})(?![^，。；：、（）]{{0,6}}其中)"
)
_RESPECTIVELY = re.compile(
    rf"分别(?:为|是|达到|达|有|完成)?\s*(?P<list>(?:(?:{FIGURE})\s*{UNIT}[、，和及]\s*)+(?:{FIGURE})\s*{UNIT})$"
)
_BARE = re.compile(rf"^(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})$")


@check("amounts.sum_behind")
def sum_behind(context: Context) -> Iterator[Hit]:
    """甲a项、乙b项、丙c项，合计N项, and 分别为a、b、c，合计N: the sum stated behind its parts."""
    for passage in passages(context):
        if "计" not in passage.text and "总共" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            for match in _SUM_BEHIND.finditer(sentence):
                found = _parts_before(sentence[: match.start()], match["unit"])
                total = to_decimal(match["figure"])
                if found is None or total is None:
                    continue
                values, start = found
                # names may stand before the list: what matters is that no run of parts fits
                sums = {sum(values[first:], Decimal(0)) for first in range(len(values) - 1)}
                if total not in sums:
                    yield passage.hit(
                        offset + start,
                        offset + match.end(),
                        total=plain(total) + match["unit"],
                        sum=plain(sum(values, Decimal(0))) + match["unit"],
                    )


def _parts_before(text: str, unit: str) -> tuple[list[Decimal], int] | None:
    """The figures of the list that ends ``text`` (two or more, all in ``unit``) and its start."""
    listed = _RESPECTIVELY.search(text)
    if listed:
        pieces = [_BARE.match(piece.strip()) for piece in re.split("[、，和及]", listed["list"])]
        start = listed.start("list")
    else:
        start = max(text.rfind(mark) for mark in "：:（(") + 1
        pieces = [_PART.match(piece.strip()) for piece in re.split("[、，]", text[start:])]
        if any(piece and _NO_PART.search(piece["name"]) for piece in pieces):
            return None
    values = [to_decimal(piece["figure"]) for piece in pieces if piece and piece["unit"] == unit]
    if len(values) < max(2, len(pieces)) or unit[0] in "余多":
        return None
    return [value for value in values if value is not None], start


_FUNDED = re.compile(
    r"其中[：，]?(?P<list>[^。；：\d]{0,16}\d{1,3}(?:\.\d+)?%(?:由|用于|归|来自|来源于)[^。；：\d]{1,24}"
    r"(?:[，、和][^。；：\d]{0,16}\d{1,3}(?:\.\d+)?%(?:由|用于|归|来自|来源于)[^。；：\d]{1,24})+)"
)


@check("amounts.shares_over_100")
def shares_over_100(context: Context) -> Iterator[Hit]:
    """Shares of one whole that add up to more than 100 %."""
    for passage in passages(context):
        if "%" not in passage.text:
            continue
        for match in (*_SHARE_PARTS.finditer(passage.text), *_FUNDED.finditer(passage.text)):
            values = [Decimal(text) for text in re.findall(r"\d+(?:\.\d+)?(?=%)", match["list"])]
            summed = sum(values, Decimal(0))
            # shares of different wholes may be high each; those of one whole come near 100
            if (len(values) >= 3 or match.re is _FUNDED) and Decimal("100.5") < summed < Decimal(
                130
            ):
                yield passage.hit(match.start("list"), match.end("list"), sum=plain(summed) + "%")


_SHARE = re.compile(
    rf"(?P<part>{FIGURE})\s*(?P<unit>{UNIT})[^，。；：（）\d]{{0,8}}[，（(]\s*"
    r"占(?:比|总[\u4e00-\u9fff]{1,4}的?|全部[\u4e00-\u9fff]{0,4}的?|[\u4e00-\u9fff]{0,4}总[\u4e00-\u9fff]{1,4}的?)?(?:为|约|达)?"
    r"\s*(?P<share>\d+(?:\.\d+)?)%"
)


@check("amounts.share")
def share(context: Context) -> Iterator[Hit]:
    """共N人，其中M人，占P%: M of N is not P per cent."""
    for passage in passages(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            totals = list(_TOTAL.finditer(sentence))
            if len(totals) != 1 or totals[0]["unit"][0] in "余多":
                continue
            whole = to_decimal(totals[0]["figure"])
            for match in _SHARE.finditer(sentence, totals[0].end()):
                part = to_decimal(match["part"])
                if not whole or part is None or match["unit"] != totals[0]["unit"]:
                    continue
                right = part * 100 / whole
                slack = doubt(match["unit"], match["part"])
                slack += doubt(match["unit"], totals[0]["figure"]) * part / whole
                if not agrees(match["share"], right, slack * 100 / whole):
                    yield passage.hit(
                        offset + match.start(),
                        offset + match.end(),
                        stated=match["share"] + "%",
                        right=rounded(match["share"], right) + "%",
                    )


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
