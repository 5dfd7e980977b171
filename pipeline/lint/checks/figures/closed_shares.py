"""Shares that are all there is: weights of a score, what each side bears; they make 100 %."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.checks.figures.quantities import Quantity, quantities
from pipeline.lint.checks.figures.written import plain, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_SCORE = re.compile("权重|总成绩|综合成绩|总评成绩|综合得分|总得分|最终得分|最终成绩")
_WEIGHS = re.compile(
    r"(?:占|按|权重(?:为|占|是)?|分别(?:占|为|按)|分别占总?分?的?)\s*$|^\s*[、，和]\s*$"
)
_BORNE = re.compile(
    r"(?:分别|依次)?(?:按照?)?(?P<list>\d{1,2}(?:\.\d)?%(?:[、，和]\d{1,2}(?:\.\d)?%){1,4})的?(?:比例)?(?:分别)?(?:共同)?"
    r"(?:分担|承担|负担|出资|分摊|配套)"
    r"|分别(?:承担|负担|分担|出资|分摊)(?P<list2>\d{1,2}(?:\.\d)?%(?:[、，和]\d{1,2}(?:\.\d)?%){1,4})"
)
_SHARE = re.compile(r"\d{1,2}(?:\.\d)?(?=%)")
_LOW, _HIGH = 60, 140  # what is further from 100 is meant otherwise


def _off(summed: Decimal) -> bool:
    return summed != 100 and _LOW <= summed <= _HIGH


@check("closed_shares.hundred")
def hundred(context: Context) -> Iterator[Hit]:
    """综合成绩中笔试占40%、面试占50%; 省、市、县按50%、30%、10%的比例分担."""
    for passage in passages(context):
        if passage.text.count("%") < 2:
            continue
        for match in _BORNE.finditer(passage.text):
            name = "list" if match["list"] else "list2"
            summed = sum(map(Decimal, _SHARE.findall(match[name])), Decimal(0))
            if _off(summed):
                yield passage.hit(match.start(name), match.end(name), sum=plain(summed) + "%")
        if not _SCORE.search(passage.text):
            continue
        for sentence, offset in sentences(passage.text, "。；！？"):
            values = _weights(sentence)
            summed = sum((one.value for one in values), Decimal(0))
            if len(values) > 1 and _off(summed):
                start, end = offset + values[0].start, offset + values[-1].end
                yield passage.hit(start, end, sum=plain(summed) + "%")


def _weights(sentence: str) -> list[Quantity]:
    """The weights that a sentence gives to the parts of a score; empty when it speaks of other
    percentages too, or of a part of the score only."""
    if not _SCORE.search(sentence) or re.search("加分|扣|其中|不低于|不超过|不得|前", sentence):
        return []
    found = [one for one in quantities(sentence) if one.unit == "%"]
    whole = all(_WEIGHS.search(one.lead) and not one.hedged for one in found)
    return found if whole and "等" not in sentence else []


_TAKES = re.compile(r"(?:^|[，；、（])[^，。；\d]{0,20}占(?:比|[^，。；：、\d]{0,8}的)?(?:为)?$")
_ELSEWHERE = re.compile("全[国省市县区]|世界|同期|以上|上年")


@check("closed_shares.exchanged")
def exchanged(context: Context) -> Iterator[Hit]:
    """支付占86.5%，负担占31.5%: with two digits exchanged the shares make just 100 %."""
    for passage in passages(context):
        if passage.text.count("占") < 2 or passage.text.count("%") < 2:
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            found = [one for one in quantities(sentence) if one.unit == "%"]
            told = len(found) > 1 and all(_TAKES.search(one.lead) for one in found)
            if not told or any(one.hedged or _ELSEWHERE.search(one.lead) for one in found):
                continue
            over = sum((one.value for one in found), Decimal(0)) - 100
            rounding = Decimal("0.1") if len(found) > 2 else Decimal(0)
            if abs(over) <= max(rounding, Decimal("0.2")):
                continue
            near = [Decimal(0), rounding, -rounding]
            odd = [q for q in found if any(q.exchanged(q.value - over + by) for by in near)]
            if odd:
                yield passage.hit(
                    offset + found[0].start, offset + found[-1].end, sum=plain(over + 100) + "%"
                )
