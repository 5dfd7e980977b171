"""What is done and what is left, what is wanting, where money comes from: figures that balance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice, takewhile
from itertools import product as iterproduct

from pipeline.lint.checks.figures.quantities import (
    Quantity,
    all_measured,
    corrected,
    measured,
    quantities,
    share_of,
)
from pipeline.lint.checks.figures.sums import NEXT, adds_up, one_digit_off, sum_hit, total_of
from pipeline.lint.checks.figures.written import sentence_start, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_DONE = re.compile(
    r"^[^，。；\d]{0,12}[，：:]?\s*(?:其中)?\s*[：:，]?(?:[^，。；\d]{0,6}已|完成)[^，。；\d]{0,10}$"
)
_REST = re.compile(
    r"^[^，。；、\d]{0,8}[，、]\s*(?:其余|剩余|尚余|还有|仍有|余下)?[^，。；\d]{0,6}"
    r"(?:正在|未|尚|待|剩余|其余|在建)[^，。；\d]{0,8}$"
)
_LEFT_OVER = re.compile(
    r"\d[^，。；、\d]{0,8}[，、][^，。；\d]{0,12}(?:正在|未|尚|待|剩余|其余|在建|[还仍]有)"
)
_STILL = re.compile(r"^[^，。；、\d]{0,8}[，、]\s*(?:目前|现)?(?:还|仍|尚)有$")
_OPEN = re.compile(r"[^，。；、\d]{0,4}?(?:未|没有|正在|待|尚)")
_UNDONE = re.compile(r"[，、]\s*(?:未|尚未|没有)(?P<verb>[\u4e00-\u9fff]{2,4})(?:的有?|有)?$")


@check("balances.done_and_rest")
def done_and_rest(context: Context) -> Iterator[Hit]:
    """共N项，已完成a项，正在办理b项: what is done and what is not make the whole."""
    for passage in passages(context):
        if not _LEFT_OVER.search(passage.text):
            continue
        for sentence, offset in sentences(passage.text):
            # a rate may stand between: 已签约84户，签约率为87.5%，还有12户未签约
            found = [one for one in quantities(sentence) if one.unit not in ("%", "个百分点")]
            for place in range(2, len(found)):
                total, done, rest = found[place - 2 : place + 1]
                if {done.unit, rest.unit} != {total.unit}:
                    continue
                if not _is_rest(total, done, rest, sentence[rest.end :]):
                    continue
                exact = not (total.hedged or done.hedged or rest.hedged)
                more = [one for one in found[place + 1 :] if one.unit == total.unit]
                slack = total.slack + done.slack + rest.slack
                if exact and not more and abs(total_of((done, rest)) - total.value) > slack:
                    yield sum_hit(passage, offset, total, (done, rest))


def _is_rest(total: Quantity, done: Quantity, rest: Quantity, after: str) -> bool:
    """Whether the one figure is what is done of the total and the other what is left; ``after``:
    the words behind the latter."""
    undone = _UNDONE.search(rest.lead)
    if undone:  # not 采纳152条、部分采纳22条、未采纳12条
        return undone["verb"] in done.lead and undone["verb"] not in total.lead
    left = _REST.match(rest.lead) or (_STILL.match(rest.lead) and _OPEN.match(after))
    return bool(left and _DONE.match(done.lead))


_SHARE = re.compile(
    r"^[^，。；：、（\d]{0,6}[，（]\s*(?:约)?占[^，。；：、\d]{0,8}(?:总|全部|任务|计划)[^，。；：、\d]{0,6}的$"
)
_REST_OF_IT = re.compile(r"(?:剩余|其余|余下|剩下)的?[^，。；：、\d]{0,3}$")


@check("balances.share_and_rest")
def share_and_rest(context: Context) -> Iterator[Hit]:
    """完成11.1公里，占总长的50%；次年完成剩余的7.4公里: the done makes another share of both."""
    for passage, found in measured(context):
        if not re.search("剩|其余|余下", passage.text):
            continue
        for done, stated, rest in zip(found, found[1:], found[2:], strict=False):
            if stated.unit != "%" or done.unit != rest.unit or not _SHARE.match(stated.lead):
                continue
            between = rest.lead.count("。")
            if between or not _REST_OF_IT.search(rest.lead) or done.value + rest.value <= 0:
                continue
            whole = replace(done, value=done.value + rest.value)
            exact = not (done.hedged or stated.hedged or rest.hedged)
            right, slack = share_of(done, whole)
            if exact and not stated.fits(right, slack):
                yield corrected(passage, stated, right)


_REMAINS = re.compile(
    r"^[^，。；：、\d]{0,8}[，；。（]\s*(?:目前|现|还|尚|仍)?(?:有|存在)?"
    r"(?:资金|用工|人才|学位|床位|泊位|供应|供需|供给|煤炭|电力|用地|编制)?"
    r"(?P<word>缺口|缺额|差额|剩余|结余|节余|盈余|尚余|余下|尚缺|还缺|仍缺|尚差|还差|仍差|短缺|净结余)"
    r"[^，。；：、\d]{0,6}$"
)
_SPENT = re.compile(
    "已|完成|拨付|支出|到位|建成|使用|落实|储|供应|供给|可供|整改|办结|签订|现有|实有|发放|消耗|用去"
)

_SPENT_TOO = re.compile("材料|人工|工资|用工|购买|支付|花费|费用")  # what is no whole to take from


@check("balances.remainder")
def remainder(context: Context) -> Iterator[Hit]:
    """共需N吨，已储a吨，缺口b吨: what is wanting or left is no difference of the figures before."""
    for passage, found in measured(context):
        for place in range(1, len(found)):
            left = found[place]
            match = _REMAINS.match(left.lead)
            if not match or left.hedged or left.unit in ("%", "个百分点"):
                continue
            start = sentence_start(passage.text, left.start)
            before = [one for one in found[:place] if one.start >= start and not one.hedged]
            same = [one for one in before if one.unit == left.unit]
            if len(same) >= 2:
                yield from _remainder(passage, left, same, match["word"])
            elif len(same) == 1 and left.unit == "元" and _SPENT.search(same[0].lead):
                for whole in _only_cost(context):
                    right = whole.value - same[0].value
                    if not left.agrees(right, whole.slack + same[0].slack) and left.slip_of(right):
                        yield _left(passage, same[0], left, right, match["word"])
            elif len(before) == 2 and match["word"] == "缺口" and not same[1:]:
                right = before[0].value - before[1].value
                if "%" not in (before[0].unit, before[1].unit) and left.slip_of(right):
                    yield _left(passage, before[0], left, right, match["word"])


def _remainder(passage: Passage, left: Quantity, same: list[Quantity], word: str) -> Iterator[Hit]:
    """``same``: the figures in the unit of ``left`` that its sentence gives before it."""
    same = same[-5:]
    for signs in islice(iterproduct((0, 1, -1), repeat=len(same)), 1, None):
        value = sum((sign * one.value for sign, one in zip(signs, same, strict=True)), Decimal(0))
        slack = left.slack + sum(
            (abs(sign) * one.slack for sign, one in zip(signs, same, strict=True)), Decimal(0)
        )
        if abs(value - left.value) <= slack:
            return
    whole, gone = same[0], same[-1]
    right = whole.value - gone.value
    sure = (
        len(same) == 2
        and _SPENT.search(gone.lead)
        and not _SPENT_TOO.search(whole.lead)
        and "其中" not in left.lead + gone.lead
    )
    if right > 0 and (sure or left.slip_of(right)):
        yield _left(passage, whole, left, right, word)


def _left(passage: Passage, whole: Quantity, left: Quantity, right: Decimal, word: str) -> Hit:
    return passage.hit(
        whole.start,
        left.end,
        right=f"{word}{left.shown(right)}",
        stated=f"{word}{left.shown(left.value)}",
    )


_SOURCES = re.compile(
    r"(?:资金|经费)[^，。；：\d]{0,8}?(?:来源|筹措|筹集|渠道)[^，。；\d]{0,8}?(?:为|有|包括|是)?[：:，]?[^，。；：、\d]{0,24}$"
)
_COST = re.compile(
    r"总投资|投资估算|投资概算|概算总|预算总|所需资金|所需经费|经费总|资金总|总经费|共需"
)


def _only_cost(context: Context) -> list[Quantity]:
    """What a project costs in all, when the document gives but one figure for that."""

    def find() -> list[Quantity]:
        told = [
            q
            for passage, found in all_measured(context)
            for q in found
            if passage.paragraph.cell is None and q.unit == "元" and _COST.search(q.lead)
        ]
        return told[:1] if len({q.value for q in told}) == 1 and not told[0].hedged else []

    return context.once("only cost", find)


_ITS_SHARE = re.compile("^[，（](?:约)?占[^，。；：、]{0,8}$")
_NEXT_SOURCE = re.compile(r"^[^，。；、\d]{0,8}?[）)]?；\s*[^，。；：\d]{2,24}$")


def _listed(found: list[Quantity]) -> list[Quantity]:
    """The first, and those of its unit that are listed behind it."""
    unit = found[0].unit
    behind = takewhile(lambda one: _follows(one) and one.unit == unit, found[1:])
    return [found[0], *behind]


def _follows(one: Quantity) -> bool:
    return bool(NEXT.match(one.lead) or _NEXT_SOURCE.match(one.lead))


@check("balances.sources")
def sources(context: Context) -> Iterator[Hit]:
    """总投资N万元……资金来源为：上级a万元，本级b万元: the sources do not make the whole."""
    for passage, found in measured(context):
        if "资金" not in passage.text:
            continue
        for place, one in enumerate(found):
            if one.unit != "元" or not _SOURCES.search(one.lead):
                continue
            costs = [q for q in found[:place] if q.unit == "元" and _COST.search(q.lead)]
            here = bool(costs)
            costs = costs or _only_cost(context)
            if not costs:
                continue
            values = _listed([q for q in found[place:] if not _ITS_SHARE.match(q.lead)])
            exact = not any(q.hedged for q in (costs[-1], *values))
            end = passage.text.find("。", values[-1].end)
            if any(q.unit == "元" and values[-1].end < q.start < end for q in found):
                continue  # more is told of than was read as a list
            if len(values) < 2 or not exact or adds_up(costs[-1], values):
                continue
            if here:
                yield sum_hit(passage, 0, costs[-1], values)
            elif len(values) > 2 and one_digit_off(costs[-1], values):
                yield passage.hit(
                    values[0].start,
                    values[-1].end,
                    total=costs[-1].shown(costs[-1].value),
                    sum=costs[-1].shown(total_of(values)),
                )


_HUNDRED = re.compile(r"百分制[^。；\d]{0,24}$")


@check("balances.hundred")
def hundred(context: Context) -> Iterator[Hit]:
    """实行百分制，其中甲30分、乙30分、丙20分: the points do not make 100."""
    for passage, found in measured(context):
        if "百分制" not in passage.text:
            continue
        for place, one in enumerate(found):
            if one.unit != "分" or not _HUNDRED.search(one.lead):
                continue
            values = _listed(found[place:])
            if len(values) >= 3 and total_of(values) != 100:
                yield passage.hit(one.start, values[-1].end, sum=one.shown(total_of(values)))
