"""Sums, differences and products that do not agree with their own figures.

A list is only judged when the sentence says what it adds up to. Where the words leave a doubt
(the whole stands a sentence before, the list may be a selection) a figure is reported only when
one mistyped digit explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise
from itertools import product as iterproduct

from pipeline.lint.checks.figures import sentences
from pipeline.lint.checks.quantities import Quantity, corrected, measured, quantities
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_NO_PART = re.compile(
    "带动|撬动|拉动|引导|同比|增长|增加|减少|已|完成|覆盖|涉及|惠及|解决|受益|实现|达|整改|超|比|平均|每"
)
_OF_WHICH = re.compile(
    r"^[^，。；：、（）\d]{0,12}(?:，分[两二三四五]年[^，。；：、\d]{0,6})?(?:[，：:；]?\s*[（(]?\s*其中\s*(?P<mark>[：:，]?)|(?<!其)中(?P<among>，))\s*"
    r"(?P<name>[^，。；：\d]{0,24})$"
)
_NEXT = re.compile(
    r"^[^，。；、\d]{0,8}?(?P<mark>[、，,]|和|及|以及)\s*(?P<name>[^，。；：、\d]{0,24})$"
)
_SHARES = re.compile(r"^[^，。；：、\d]{0,8}[，（]\s*(?:分别)?占")


_DATED = re.compile(r"\d{4}年(?:\d{1,2}月)?|\d{1,2}月份?|\d{1,2}(?=层|楼|栋楼|社|组(?!\d))")


def _plainly(found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities with the years and months in their leads made words: 2026年300人."""
    return [replace(one, lead=_DATED.sub("某年", one.lead)) for one in found]


def _is_part(name: str) -> bool:
    """Whether a part is named, not something done with it; 达到某级标准的 is a name."""
    return name.endswith("的") or not _NO_PART.search(name)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list of parts and the marks that stand between them and before the first."""

    values: list[Quantity]
    marks: frozenset[str]


def _total(values: Sequence[Quantity]) -> Decimal:
    return sum((one.value for one in values), Decimal(0))


def _slack(total: Quantity, values: Sequence[Quantity]) -> Decimal:
    """By how much rounding may move a sum; not at all when all is written in one scale, or when
    the parts, however exactly written, come to a sum that the total could have stated."""
    if {one.scale for one in values} == {total.scale} or not _total(values) % (total.step * 2):
        return Decimal(0)
    return total.slack + sum((one.slack for one in values), Decimal(0))


def _adds_up(total: Quantity, values: Sequence[Quantity]) -> bool:
    return abs(_total(values) - total.value) <= _slack(total, values)


def _one_digit_off(total: Quantity, values: Sequence[Quantity]) -> bool:
    """Whether one mistyped digit, in the total or in a part, explains that the sum is wrong."""
    over = _total(values) - total.value
    return total.slip_of(_total(values)) or any(one.slip_of(one.value - over) for one in values)


def _hit(passage: Passage, offset: int, total: Quantity, values: Sequence[Quantity]) -> Hit:
    return passage.hit(
        offset + min(total.start, values[0].start),
        offset + max(total.end, values[-1].end),
        total=total.shown(total.value),
        sum=total.shown(_total(values)),
    )


# Words for pieces that a total counts together: 312家，其中企业46家、工地95个、场所171处.
_PIECES = frozenset("家个处所座间户")


def _pieces(
    passage: Passage, offset: int, total: Quantity, listed: _Listed | None
) -> Iterator[Hit]:
    """Parts counted in several words for pieces, when one mistyped digit explains their sum."""
    if listed is None or len(listed.values) < 3 or total.unit not in _PIECES or total.hedged:
        return
    if not _adds_up(total, listed.values) and _one_digit_off(total, listed.values):
        yield _hit(passage, offset, total, listed.values)


def _as_pieces(found: Sequence[Quantity]) -> list[Quantity]:
    return [replace(one, unit="家") if one.unit in _PIECES else one for one in found]


_RATE = re.compile("率[^，。；：]{0,4}$")  # a rate is no sum of its groups' rates


@check("sums.parts")
def parts(context: Context) -> Iterator[Hit]:
    """共N项，其中甲a项、乙b项: the parts are more than the total, or (three or more) less."""
    for passage in passages(context):
        if "其中" not in passage.text and "中，" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text, "。；！？"):
            found = _plainly(quantities(sentence))
            pieces = _as_pieces(found)
            for place in range(1, len(found)):
                first = _OF_WHICH.match(found[place].lead)
                if first is None:
                    continue
                listed = _parts(sentence, found, place, first)
                if listed is None:
                    mixed = _parts(sentence, pieces, place, first)
                    yield from _pieces(passage, offset, found[place - 1], mixed)
                    continue
                total, values = found[place - 1], listed.values
                if total.unit != values[0].unit or total.hedged:
                    continue
                if total.unit == "%" and _RATE.search(total.lead):
                    continue
                yearly = all("某年" in one.lead for one in values)  # nothing is in two years
                if len(values) == 2 and not listed.marks & {"、", "：", ":"} and not yearly:
                    continue  # 其中特有种26种，有经济价值的23种: two properties may overlap
                over = _total(values) - total.value
                slack = _slack(total, values)
                whole = len(values) >= 3 or (yearly and _one_digit_off(total, values))
                if over > slack or (over < -slack and whole):
                    yield _hit(passage, offset, total, values)


def _parts(
    text: str, found: Sequence[Quantity], place: int, first: re.Match[str], *, done: bool = False
) -> _Listed | None:
    """The quantities listed from ``place`` on, to the end of the sentence or of a list of 、;
    None when something there is not one plain part in the same unit. done: parts may be said to be
    done or finished."""
    unit = found[place].unit
    bracketed = "（" in first.group()
    values: list[Quantity] = []
    marks: list[str] = []
    shares = False
    for one in found[place:]:
        match = _NEXT.match(one.lead) if values else first
        if values and ((bracketed and "）" in one.lead) or "。" in one.lead):
            break  # what stands behind the bracket is no part
        if values and _SHARES.match(one.lead):
            shares = True  # 分别占40%、60%
            break
        if match and "、" in marks and match["mark"] in ("，", ","):
            break  # the list is one of 、; what follows its comma is another statement
        if match is None or one.unit != unit or one.hedged:
            return None
        if not done and not _is_part(match["name"]):
            return None
        values.append(one)
        if len(values) > 1:
            marks.append(match["mark"])
    rest = text[values[-1].end :]
    listed = text[found[place].start : values[-1].end]
    closed = ("、" in marks or bracketed) and rest.lstrip().startswith(("，", "（", "）"))
    ends = re.match(r"[^，。；、\d]{0,8}[）)]?(?:[。；！？]|$)", rest)
    if "等" in listed or len(values) < 2 or not (closed or shares or ends):
        return None
    mark = first["mark"] if first["mark"] is not None else first["among"]
    return _Listed(values, frozenset([mark, *marks]))


_NEW_SENTENCE = re.compile(r"。\s*其中\s*(?P<mark>[：:，]?)\s*(?P<name>[^，。；：\d]{0,24})$")


@check("sums.parts_behind_sentence")
def parts_behind_sentence(context: Context) -> Iterator[Hit]:
    """总额N元，增长P%。其中，甲a元、乙b元、丙c元: the list makes no figure of the sentence before
    it, and one digit is why."""
    for passage, found in measured(context):
        if "。其中" not in passage.text:
            continue
        found = _plainly(found)
        for place in range(1, len(found)):
            first = _NEW_SENTENCE.search(found[place].lead)
            listed = _parts(passage.text, found, place, first, done=True) if first else None
            if listed is None:
                continue
            values = listed.values
            start = passage.text.rfind("。", 0, found[place - 1].start)
            totals = [
                one
                for one in found[:place]
                if one.start > start and one.unit == values[0].unit and not one.hedged
            ]
            if any(_adds_up(total, values) for total in totals):
                continue
            for total in totals:
                if len(values) >= 3 and _one_digit_off(total, values):
                    yield _hit(passage, 0, total, values)
                    break


_PAIRED = re.compile(r"^[^，。；：、（）\d]{0,12}[，：:；（]\s*其中[，：:]?[^，。；：、\d]{1,16}$")


@check("sums.paired_parts")
def paired_parts(context: Context) -> Iterator[Hit]:
    """建设24处、泊位6500个，其中甲区11处、泊位3000个，乙区13处、泊位3500个: two totals at once."""
    for passage, found in measured(context):
        if "其中" not in passage.text:
            continue
        found = _plainly(found)
        for place in range(2, len(found) - 3):
            if _PAIRED.match(found[place].lead):
                yield from _paired(passage, found[place - 2 : place], found[place:])


def _paired(passage: Passage, totals: list[Quantity], rest: list[Quantity]) -> Iterator[Hit]:
    units = [one.unit for one in totals]
    listed = [rest[0]]
    for one in rest[1:]:
        if not _NEXT.match(one.lead) or one.unit != units[len(listed) % 2]:
            break
        listed.append(one)
    names = [re.split("[，、：；（。]", one.lead)[-1][-4:] for one in totals]
    named = all(one.lead.endswith(names[at % 2]) for at, one in enumerate(listed))
    if (
        (units[0] == units[1] and (names[0] == names[1] or not named))
        or rest[0].unit != units[0]
        or len(listed) < 4
        or len(listed) % 2
    ):
        return
    if any(one.hedged or "等" in one.lead for one in (*totals, *listed)):
        return
    for total, values in zip(totals, (listed[0::2], listed[1::2]), strict=True):
        if not _adds_up(total, values) and _one_digit_off(total, values):
            yield _hit(passage, 0, total, values)


_WHOLE = re.compile(r"(?:共计|总计|合计|共)[^，。；：（）\d]{0,8}$")
_COLON = re.compile(r"^[^，。；：（）\d]{0,6}[：:]\s*(?P<name>[^，。；：、\d]{0,24})$")


@check("sums.whole_before")
def whole_before(context: Context) -> Iterator[Hit]:
    """共计350户：甲村200户、乙村120户、丙村40户: the whole stated before all its parts."""
    for passage, found in measured(context):
        for place in range(1, len(found) - 1):
            total = found[place - 1]
            if not (_WHOLE.search(total.lead) and _COLON.match(found[place].lead)):
                continue
            values = [found[place]]
            for one in found[place + 1 :]:
                if not _NEXT.match(one.lead):
                    break
                values.append(one)
            rest = passage.text[values[-1].end :]
            if not re.match(r"[^，。；、\d]{0,8}[。；]", rest) or len(values) < 2:
                continue
            plain = {one.unit for one in values} == {total.unit} and not total.hedged
            named = not any(_NO_PART.search(one.lead) or one.hedged for one in values)
            if plain and named and not _adds_up(total, values):
                yield _hit(passage, 0, total, values)


_TOGETHER = re.compile(
    r"^[^，。；、\d]{0,6}[，；、]\s*(?:以上)?(?:[两三四五六七八九十]项)?(?:合计|共计|总计|总共)[^，。；：（）\d]{0,6}$"
)
_RESPECTIVELY = re.compile(r"分别(?:为|是|达到|达|有|完成)?$")
_BARE = re.compile(r"^[、，和及]\s*$")


@check("sums.whole_behind")
def whole_behind(context: Context) -> Iterator[Hit]:
    """甲a项、乙b项、丙c项，合计N项, and 分别为a、b、c，合计N: the sum stated behind its parts."""
    for passage, found in measured(context):
        for place in range(2, len(found)):
            total = found[place]
            rest = passage.text[total.end :]
            if not _TOGETHER.match(total.lead) or re.match("[^，。；：、（）]{0,6}其中", rest):
                continue
            values = _run_before(passage.text, found[:place])
            if len(values) < 2 or total.hedged or {one.unit for one in values} != {total.unit}:
                continue
            # names may stand before the list: what matters is that no run of parts fits
            if not any(_adds_up(total, values[first:]) for first in range(len(values) - 1)):
                yield _hit(passage, 0, total, values)


def _run_before(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of the list that ends ``found``; none when one of them is not plain."""
    bare = [found[-1]]
    for one, behind in reversed(list(pairwise(found))):
        if not _BARE.match(behind.lead):
            break
        bare.insert(0, one)
    if len(bare) > 1 and _RESPECTIVELY.search(bare[0].lead):
        return bare
    start = max(text.rfind(mark, 0, found[-1].start) for mark in "。；！？：:（(")
    values = [one for one in found if one.start > start]
    leads = [re.split("[。；！？：:（(]", values[0].lead)[-1], *(one.lead for one in values[1:])]
    plain = all(
        re.fullmatch(r"[^，。；、\d]{0,8}?(?:[、，][^，、。；\d]{0,24})?", lead)
        and not _NO_PART.search(lead)
        for lead in leads
    )
    return values if plain and not any(one.hedged for one in values) else []


_DONE = re.compile(
    r"^[^，。；\d]{0,12}[，：:]?\s*(?:其中)?\s*[：:，]?(?:[^，。；\d]{0,6}已|完成)[^，。；\d]{0,10}$"
)
_REST = re.compile(
    r"^[^，。；、\d]{0,8}[，、]\s*(?:其余|剩余|尚余|还有|仍有|余下)?[^，。；\d]{0,6}"
    r"(?:正在|未|尚|待|剩余|其余|在建)[^，。；\d]{0,8}$"
)
_LEFT_OVER = re.compile(
    r"\d[^，。；、\d]{0,8}[，、][^，。；\d]{0,12}(?:正在|未|尚|待|剩余|其余|在建)"
)


@check("sums.done_and_rest")
def done_and_rest(context: Context) -> Iterator[Hit]:
    """共N项，已完成a项，正在办理b项: what is done and what is not make the whole."""
    for passage in passages(context):
        if not _LEFT_OVER.search(passage.text):
            continue
        for sentence, offset in sentences(passage.text):
            found = quantities(sentence)
            for place in range(2, len(found)):
                total, done, rest = found[place - 2 : place + 1]
                if {done.unit, rest.unit} != {total.unit} or total.unit == "%":
                    continue
                if not (_DONE.match(done.lead) and _REST.match(rest.lead)):
                    continue
                exact = not (total.hedged or done.hedged or rest.hedged)
                more = [one for one in found[place + 1 :] if one.unit == total.unit]
                slack = total.slack + done.slack + rest.slack
                if exact and not more and abs(_total((done, rest)) - total.value) > slack:
                    yield _hit(passage, offset, total, (done, rest))


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


@check("sums.remainder")
def remainder(context: Context) -> Iterator[Hit]:
    """共需N吨，已储a吨，缺口b吨: what is wanting or left is no difference of the figures before."""
    for passage, found in measured(context):
        for place in range(2, len(found)):
            left = found[place]
            match = _REMAINS.match(left.lead)
            if not match or left.hedged or left.unit in ("%", "个百分点"):
                continue
            start = max(passage.text.rfind(mark, 0, left.start) for mark in "。；！？")
            before = [one for one in found[:place] if one.start > start and not one.hedged]
            same = [one for one in before if one.unit == left.unit]
            if len(same) >= 2:
                yield from _remainder(passage, left, same, match["word"])
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


_EACH = re.compile(
    r"每(?P<of>人次|[人户个亩名所吨台套辆间村次天])"
    r"(?:每?(?:补助|补贴|发放|奖励|资助|救助|给予|安排|标准|按)|的|补贴标准|补助标准|标准|为|是){0,4}$"
)
_ONCE = re.compile(r"年|月|日|天|季|分别|起|不等|以内|最高")


@check("sums.product")
def product(context: Context) -> Iterator[Hit]:
    """每户补贴600元，共需1860万元，惠及3.1万户: the rate times the number is not the amount."""
    for passage in passages(context):
        if "每" not in passage.text or "元" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            found = quantities(sentence)
            for place, price in enumerate(found):
                each = _EACH.search(price.lead)
                if (
                    not each
                    or price.unit != "元"
                    or _ONCE.search(re.split("[，；]", price.lead)[-1])
                ):
                    continue
                others = [one for at, one in enumerate(found) if at != place]
                amounts = [one for one in others if one.unit == "元"]
                counts = [one for one in others if one.unit == each["of"]]
                if len(amounts) != 1 or len(counts) != 1 or len(others) > 3:
                    continue
                amount, count = amounts[0], counts[0]
                right = price.value * count.value
                slack = amount.slack + price.value * count.slack
                exact = not (price.hedged or amount.hedged or count.hedged)
                if exact and abs(right - amount.value) > slack and amount.slip_of(right):
                    yield passage.hit(
                        offset + amount.start,
                        offset + amount.end,
                        right=amount.shown(right),
                        stated=amount.shown(amount.value),
                    )


_MEAN = re.compile(
    r"[，（]\s*(?:平均)?每(?P<of>人次|[人户个起件项家亩吨台所处批次名])(?:平均)?(?:为|约)?$"
)
_GROUPS = re.compile(
    r"(?P<count>\d{1,3})个[^，。；\d]{0,8}(?P<of>组|队|班|小组|分队)，(?:每个?(?:检查|工作|督查)?(?P=of))(?:各)?"
    r"(?P<each>\d{1,4})(?P<unit>人|名)，(?:共|共计|合计|总共)(?P<all>\d{1,6})(?P=unit)"
)


@check("sums.mean")
def mean(context: Context) -> Iterator[Hit]:
    """156起，金额234万元，平均每起2.5万元: the mean is not the amount by the number; and
    5个检查组，每组6人，共36人."""
    for passage, found in measured(context):
        if "每" not in passage.text:
            continue
        for match in _GROUPS.finditer(passage.text):
            right = int(match["count"]) * int(match["each"])
            if right != int(match["all"]):
                yield passage.hit(
                    match.start(),
                    match.end(),
                    stated=match["all"] + match["unit"],
                    right=f"{right}{match['unit']}",
                )
        for place, stated in enumerate(found):
            each = _MEAN.search(stated.lead)
            if not each or "平均" not in stated.lead or stated.hedged:
                continue
            start = max(passage.text.rfind(mark, 0, stated.start) for mark in "。；")
            before = [one for one in found[:place] if one.start > start]
            amounts = [one for one in before if one.unit == stated.unit]
            counts = [one for one in before if one.unit == each["of"]]
            if len(amounts) != 1 or len(counts) != 1 or counts[0].value <= 0:
                continue
            share = amounts[0].value / counts[0].value
            slack = (amounts[0].slack + counts[0].slack * share) / counts[0].value
            exact = not (amounts[0].hedged or counts[0].hedged)
            rounded = round(share / (stated.step * 2)) * stated.step * 2
            if exact and not stated.agrees(share, slack) and stated.slip_of(rounded):
                yield corrected(passage, stated, share)


_SOURCES = re.compile(
    r"资金(?:来源|筹措|筹集)[^，。；\d]{0,8}?(?:为|有|包括|是)?[：:，]?[^，。；：、\d]{0,24}$"
)
_COST = re.compile(
    r"总投资|投资估算|投资概算|概算总|预算总|所需资金|所需经费|经费总|资金总|总经费|共需"
)


@check("sums.sources")
def sources(context: Context) -> Iterator[Hit]:
    """总投资N万元……资金来源为：上级a万元，本级b万元: the sources do not make the whole."""
    for passage, found in measured(context):
        if "资金" not in passage.text:
            continue
        for place, one in enumerate(found):
            costs = [q for q in found[:place] if q.unit == "元" and _COST.search(q.lead)]
            if one.unit != "元" or not _SOURCES.search(one.lead) or not costs:
                continue
            values = [one]
            for other in found[place + 1 :]:
                if not _NEXT.match(other.lead) or other.unit != "元":
                    break
                values.append(other)
            exact = not any(q.hedged for q in (costs[-1], *values))
            if len(values) > 1 and exact and not _adds_up(costs[-1], values):
                yield _hit(passage, 0, costs[-1], values)


_HUNDRED = re.compile(r"百分制[^。；\d]{0,24}$")


@check("sums.hundred")
def hundred(context: Context) -> Iterator[Hit]:
    """实行百分制，其中甲30分、乙30分、丙20分: the points do not make 100."""
    for passage, found in measured(context):
        if "百分制" not in passage.text:
            continue
        for place, one in enumerate(found):
            if one.unit != "分" or not _HUNDRED.search(one.lead):
                continue
            values = [one]
            for other in found[place + 1 :]:
                if not _NEXT.match(other.lead) or other.unit != "分":
                    break
                values.append(other)
            if len(values) >= 3 and _total(values) != 100:
                yield passage.hit(one.start, values[-1].end, sum=one.shown(_total(values)))
