"""Shares, rates and degrees of completion that do not agree with the figures beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise, product, takewhile

from pipeline.lint.checks.figures.quantities import Quantity, corrected, measured, share_of
from pipeline.lint.checks.figures.written import plain, sentence_before, sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage
from pipeline.lint.registry import check

_NEAR = 15  # points: a share further off is one of something else


def _wrong_share(
    passage: Passage, part: Quantity, stated: Quantity, wholes: Sequence[Quantity], *, near: bool
) -> Iterator[Hit]:
    """A Hit when ``part`` makes ``stated`` per cent of none of ``wholes``; with ``near`` only when
    it comes near to that of the last of them."""
    wholes = [one for one in wholes if one.unit == part.unit and one.value >= part.value > 0]
    rates = [share_of(part, whole) for whole in wholes]
    if not rates or part.hedged or stated.hedged or any(stated.fits(*one) for one in rates):
        return
    right = rates[-1][0]
    if near and (wholes[-1].hedged or abs(right - stated.value) > _NEAR):
        return
    yield corrected(passage, stated, right, start=part.start, end=stated.end)


_SHARE = re.compile(
    r"^[^，。；：（）\d]{0,24}[，（(]\s*(?:约)?占(?:比|"
    r"(?:全部[\u4e00-\u9fff]{0,4}|全[线长程段体]|[\u4e00-\u9fff]{0,4}总[\u4e00-\u9fff]{1,4})?的?)?(?:为|约|达)?$"
)
_ELSEWHERE = re.compile("全国|全省|全区|全市|全县|全州|全球|世界|同期|GDP|生产总值")


@check("shares.share")
def share(context: Context) -> Iterator[Hit]:
    """共N人，其中M人，占P%, and 需N吨，已储M吨，占P%: M of N is not P per cent."""
    for passage, found in measured(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for place in range(2, len(found)):
            part, stated = found[place - 1], found[place]
            if stated.unit != "%" or not _SHARE.match(stated.lead):
                continue
            if _ELSEWHERE.search(stated.lead):
                continue
            start = sentence_start(passage.text, part.start)
            wholes = [one for one in found[: place - 1] if one.start >= start]
            far = not any(one.unit == part.unit for one in wholes)
            if far:  # 总投资N元，其中甲a元；乙b元，占P%
                wholes = _divided_before(passage.text, found[: place - 1], part)
                wholes = wholes or _counted_before(passage.text, found[: place - 1], part)
            # a thing counted twice in one sentence may be two things; 其中 and 共 say it is one
            said = re.search("其中|[^，]中，|共|总|计|需|应", passage.text[start : part.start])
            yield from _wrong_share(passage, part, stated, wholes, near=far or not said)


def _divided_before(text: str, found: Sequence[Quantity], part: Quantity) -> list[Quantity]:
    """The figures of the sentence before ``part`` of which it states another right share."""
    start = text.rfind("。", 0, part.start) + 1
    inside = [one for one in found if one.start >= start]
    shares = [
        (one, rate_)
        for one, rate_ in pairwise(inside)
        if rate_.unit == "%" and one.unit == part.unit and _SHARE.match(rate_.lead)
    ]
    return [
        whole
        for whole in inside
        if whole.unit == part.unit
        and whole.value > 0
        and any(rate_.fits(*share_of(one, whole)) for one, rate_ in shares if one is not whole)
    ]


_IN_ALL = re.compile(r"(?:共计?|总计|合计|总数为?|共有)[^，。；：（）、\d]{0,8}$")


def _counted_before(text: str, found: Sequence[Quantity], part: Quantity) -> list[Quantity]:
    """The whole of the sentence before, when that of ``part`` begins with 其中: 共320家。其中，甲
    120家，占37.5%."""
    start = text.rfind("。", 0, part.start) + 1
    if not re.match(r"（[^（）]*）\s*其中|其中|在这", text[start:]):
        return []
    before = text.rfind("。", 0, max(start - 1, 0)) + 1
    inside = [one for one in found if before <= one.start < start and one.unit == part.unit]
    return inside if len(inside) == 1 and _IN_ALL.search(inside[0].lead) else []


_LIST = re.compile(r"^\s*(?:[、，和及]|以及)\s*$")


def _percentages(found: Sequence[Quantity], place: int) -> list[Quantity]:
    """The bare list of percentages that begins at ``place``."""
    values = [found[place]]
    for one in found[place + 1 :]:
        if one.unit != "%" or not _LIST.match(one.lead):
            break
        values.append(one)
    return values


@check("shares.respective")
def respective(context: Context) -> Iterator[Hit]:
    """甲a元、乙b元、丙c元，分别占p%、q%和r%: all shares but one agree with their parts."""
    for passage, found in measured(context):
        if "分别占" not in passage.text:
            continue
        for place, one in enumerate(found):
            if one.unit != "%" or "分别占" not in one.lead:
                continue
            values = _percentages(found, place)
            parts = found[place - len(values) : place] if place >= len(values) > 1 else []
            if len({part.unit for part in parts}) != 1 or parts[0].unit == "%":
                continue
            odd = odd_share(parts, values, found[: place - len(values)])
            if odd is not None and not any(one.hedged for one in (*parts, *values)):
                yield corrected(passage, *odd)


def odd_share(
    parts: Sequence[Quantity], values: Sequence[Quantity], wholes: Sequence[Quantity]
) -> tuple[Quantity, Decimal] | None:
    """The one of ``values`` that is no share which its part has of the whole, while all the others
    are, and what it should be. The whole: one of ``wholes`` in the unit of the parts, or their
    sum."""
    summed = sum((part.value for part in parts), Decimal(0))
    known = [one.value for one in wholes if one.unit == parts[0].unit and one.value > 0]
    best: list[tuple[Quantity, Decimal]] | None = None
    for whole in [*known, summed]:
        wrong = []
        for part, stated in zip(parts, values, strict=True):
            right = part.value * 100 / whole
            # 100 in all is often made by moving one last digit
            if not stated.agrees(right, part.slack * 100 / whole + stated.step):
                wrong.append((stated, right))
        if best is None or len(wrong) < len(best):
            best = wrong
    return best[0] if best and len(best) == 1 else None


_COMPARED = re.compile(
    r"(?:占比|占|构成|结构)[^，。；：%\d]{0,12}分别(?:为|是|达到|达|占)\s*[:：]?\s*$|分别占[^，。；：%\d]{0,10}$"
)
_TAKES = re.compile(r"^[^，。；：\d]{0,6}[、，：]\s*[^，。；：、%\d]{2,16}占$")
_FUNDED = re.compile(r"^(?:由|用于|归|来自|来源于)")


@check("shares.over_100")
def over_100(context: Context) -> Iterator[Hit]:
    """Shares of one whole that add up to more than 100 %."""
    for passage, found in measured(context):
        if "%" not in passage.text:
            continue
        for place, one in enumerate(found):
            if one.unit != "%":
                continue
            values, funded = [], False
            if _COMPARED.search(one.lead):
                values = _percentages(found, place)
            elif "其中" in one.lead and one.lead.endswith("占"):
                values = [one, *takewhile(_takes, found[place + 1 :])]
            elif "其中" in one.lead and _FUNDED.match(passage.text[one.end :]):
                values, funded = _funded(passage.text, found, place), True
            summed = sum((value.value for value in values), Decimal(0))
            # shares of different wholes may be high each; those of one whole come near 100
            if len(values) >= 3 - funded and Decimal("100.5") < summed < Decimal(130):
                yield passage.hit(values[0].start, values[-1].end, sum=plain(summed) + "%")


def _takes(one: Quantity) -> bool:
    """Whether a quantity goes on a list 甲占30%、乙占50%."""
    return one.unit == "%" and _TAKES.match(one.lead) is not None


def _funded(text: str, found: Sequence[Quantity], place: int) -> list[Quantity]:
    """50%由财政承担，60%由单位自筹: the percentages that say where money comes from or goes."""
    values = [found[place]]
    for one in found[place + 1 :]:
        apart = re.fullmatch(r"[^。；：\d]{1,24}[，、和][^。；：，\d]{0,16}", one.lead)
        if one.unit != "%" or not apart or not _FUNDED.match(text[one.end :]):
            break
        values.append(one)
    return values


_RATE = re.compile(
    r"^[^，。；\d]{0,6}[，、（]\s*(?P<verb>[\u4e00-\u9fff]{2})化?率(?:为|是|达到|达)?$"
)


@check("shares.rate")
def rate(context: Context) -> Iterator[Hit]:
    """共N个，已开工M个，开工率P%: M of N is not P per cent. N may stand a sentence before M."""
    for passage, found in measured(context):
        if "率" not in passage.text or "%" not in passage.text:
            continue
        for place in range(2, len(found)):
            stated, part = found[place], found[place - 1]
            match = _RATE.match(stated.lead)
            start = sentence_start(passage.text, part.start)
            led = part.lead if part.lead.count("。") == 0 else part.lead.rsplit("。", 1)[1]
            if not match or stated.unit != "%" or not _names(led, match["verb"]):
                continue
            if re.search(f"[未没不][^，。；、]{{0,2}}{match['verb']}", led):
                # 已开工35个，未开工7个，开工率为83.3%
                done = found[place - 2]
                if done.unit == part.unit and match["verb"] in done.lead:
                    whole = replace(part, value=done.value + part.value)
                    yield from _wrong_share(passage, done, stated, [whole], near=True)
                continue
            inside = [one for one in found[: place - 1] if one.start >= start]
            here = any(one.unit == part.unit and one.value >= part.value for one in inside)
            if not here:
                start = sentence_before(passage.text, part.start)
                inside = [one for one in found[: place - 1] if one.start >= start]
            same = [one for one in inside if one.unit == part.unit and one.value > 0]
            if any(stated.fits(*share_of(*two)) for two in combinations(reversed(same), 2)):
                continue  # 468处，已修复402处，正在修复66处，修复率为85.9%
            yield from _wrong_share(passage, part, stated, inside, near=not here)


def _names(words: str, verb: str) -> bool:
    """Whether words say what a rate is of; 收回 is what 回收率 tells."""
    return verb in words or verb[::-1] in words


_ANY_RATE = re.compile(
    r"^[^，。；\d]{0,8}[，（]\s*[\u4e00-\u9fff]{1,6}率(?:仅|只)?(?:为|是|达到|达)?$"
)


_BASE_BEHIND = re.compile(r"^（[^，。；：、（）\d]{2,14}$")


def _based_behind(
    passage: Passage, part: Quantity, stated: Quantity, whole: Quantity
) -> Iterator[Hit]:
    """签约23.4万人，签约率87.0%（常住人口30万人）: the base stands in brackets behind."""
    if part.unit != whole.unit or not _ANY_RATE.match(stated.lead) or whole.value < part.value:
        return
    if part.value <= 0 or stated.hedged or part.hedged or whole.hedged:
        return
    share, slack = share_of(part, whole)
    right = round(share, -(stated.step * 2).adjusted())
    if not stated.agrees(share, slack) and stated.slip_of(right):
        yield corrected(passage, stated, right)


_LESSENED = re.compile("[削减降除省缩]")


@check("shares.any_rate")
def any_rate(context: Context) -> Iterator[Hit]:
    """收入N亿元，支出M亿元，自给率为P%: one digit off from what N makes of M."""
    for passage, found in measured(context):
        if "率" not in passage.text:
            continue
        for part, stated, whole in zip(found, found[1:], found[2:], strict=False):
            if stated.unit == "%" and _BASE_BEHIND.match(whole.lead):
                yield from _based_behind(passage, part, stated, whole)
        for place in range(2, len(found)):
            one, other, stated = found[place - 2 : place + 1]
            if stated.unit != "%" or not _ANY_RATE.match(stated.lead) or stated.hedged:
                continue
            start = sentence_start(passage.text, stated.start)
            alone = one.start >= start and (place < 3 or found[place - 3].start < start)
            if not alone or one.unit != other.unit or one.hedged or other.hedged:
                continue
            if one.unit == "%":  # 超过50%、未超过100%的部分，税率为40%
                continue
            small, large = sorted((one, other), key=lambda quantity: quantity.value)
            if small.value <= 0 or stated.agrees(*share_of(small, large)):
                continue
            share, slack = share_of(small, large)
            if _LESSENED.search(stated.lead) and stated.agrees(100 - share, slack):
                continue  # 洪峰850减为340立方米每秒，削峰率60%
            right = round(share_of(small, large)[0], -(stated.step * 2).adjusted())
            if stated.slip_of(right):
                yield corrected(passage, stated, right)


_OF_PLAN = re.compile(
    r"^[^，。；\d]{0,8}[，（]\s*(?:已)?(?:占|完成|达到?)(?:年度|全年|年初|既定|上级|下达|总)*"
    r"(?P<of>任务|计划|目标)(?:任务|数|总数|总量)?(?:的)?$"
)


@check("shares.of_plan")
def of_plan(context: Context) -> Iterator[Hit]:
    """任务N亩……完成M亩，占任务的P%, 完成年度任务N亩的P%: the plan may stand sentences before."""
    for passage, found in measured(context):
        if "%" not in passage.text or not re.search("任务|计划|目标", passage.text):
            continue
        for place in range(2, len(found)):
            stated, part = found[place], found[place - 1]
            match = _OF_PLAN.match(stated.lead)
            if stated.unit != "%":
                continue
            if stated.lead == "的" and _OF_PLAN.match(part.lead):
                whole, part = part, found[place - 2]
                if whole.unit == part.unit and 0 < whole.value < part.value:
                    yield from _surpassed(passage, found[: place - 1], whole, stated)
                else:
                    yield from _wrong_share(passage, part, stated, [whole], near=False)
            elif match and match.group().endswith("的"):
                earlier = found[: place - 1]
                plans = [one for one in earlier if match["of"] in one.lead and not one.hedged]
                plans = [one for one in plans if one.unit == part.unit]
                start = sentence_start(passage.text, part.start)
                said = [one for one in earlier if one.start >= start and one.unit == part.unit]
                if any(
                    stated.fits(*share_of(*two)) for two in product(said, plans) if two[1].value
                ):
                    continue  # 实际用水1.18亿立方米，比计划少0.06亿立方米，占计划的95.2%
                if plans:
                    yield from _wrong_share(passage, part, stated, plans, near=False)
                else:
                    start = sentence_before(passage.text, part.start)
                    near = [one for one in earlier if one.start >= start]
                    yield from _wrong_share(passage, part, stated, near, near=True)


def _surpassed(
    passage: Passage, before: Sequence[Quantity], plan: Quantity, stated: Quantity
) -> Iterator[Hit]:
    """1350家，完成年度任务1200家的12.5%: what has been done is more than the plan, and no figure of
    the sentence makes such a share of it."""
    start = sentence_start(passage.text, plan.start)
    done = [one for one in before if one.start >= start and one.unit == plan.unit]
    exact = done and not any(one.hedged for one in (*done, plan, stated))
    if exact and not any(stated.fits(*share_of(one, plan)) for one in done):
        right = share_of(done[-1], plan)[0]
        if stated.value < 100 or stated.agrees(right, stated.value / 2):
            yield corrected(passage, stated, right, start=done[-1].start)


_OF_BASE = re.compile(
    r"^[^，。；：（\d]{0,8}[，（]\s*(?:已|约|仅|只)?(?:占|相当于|完成|达到?)[^，。；：、（）\d]{1,20}[（(]?$"
)
_ITS_SHARE = re.compile(r"^[）)]?的(?:约)?$")


@check("shares.of_base")
def of_base(context: Context) -> Iterator[Hit]:
    """完成投资0.72亿元，占年度计划投资2.4亿元的33%: the base stands with its own figure."""
    for passage, found in measured(context):
        if "%" not in passage.text or "的" not in passage.text:
            continue
        for place in range(2, len(found)):
            part, whole, stated = found[place - 2 : place + 1]
            plan = _OF_PLAN.match(whole.lead)  # shares.of_plan tells it
            if stated.unit != "%" or plan or not _ITS_SHARE.match(stated.lead):
                continue
            if not _OF_BASE.match(whole.lead) or not part.unit == whole.unit != "%":
                continue
            start = sentence_start(passage.text, part.start)
            parts = [
                one for one in found[: place - 1] if one.start >= start and one.unit == whole.unit
            ]
            exact = not any(one.hedged for one in (*parts, whole, stated)) and whole.value > 0
            if exact and not any(stated.fits(*share_of(one, whole)) for one in parts):
                yield corrected(passage, stated, share_of(part, whole)[0])
