"""Sums, shares and amounts in words that do not agree with their own figures.

A sentence is only judged when all its figures have one unit and the sentence says how they
belong together; a doubtful construction is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
from pipeline.lint.checks.quantities import Quantity, quantities
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_TOTAL = re.compile(
    r"(?:共计|总计|合计|总共|累计|共|总投资|总额|总数|总量|总面积|总规模|总金额|总人数)"
    r"(?P<words>[^，。；：、（）\d]{0,14}?)(?:为|是|达到|达)?\s*"
    rf"(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})(?P<thing>[^，。；：、（）\d]{{0,12}})"
)
_PART = re.compile(
    rf"^(?P<name>[^\d，。；：]{{0,24}}?)(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})"
    r"(?P<rest>[^，。；、\d]{0,8})$"
)

_NO_PART = re.compile(
    "带动|撬动|拉动|引导|同比|增长|增加|减少|已|完成|覆盖|涉及|惠及|解决|受益|实现|达|整改|超|比|平均|每"
)


_OF_WHICH = re.compile(
    r"^[^，。；：、（）\d]{0,12}[，：:；]?\s*[（(]?\s*其中\s*(?P<mark>[：:，]?)\s*"
    r"(?P<name>[^，。；：\d]{0,24})$"
)
_NEXT = re.compile(
    r"^[^，。；、\d]{0,8}?(?P<mark>[、，,]|和|及|以及)\s*(?P<name>[^，。；：、\d]{0,24})$"
)


@check("amounts.parts")
def parts(context: Context) -> Iterator[Hit]:
    """共N项，其中甲a项、乙b项: the parts are more than the total, or (three or more) less."""
    for passage in passages(context):
        if "其中" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text, "。；！？"):
            found = quantities(sentence)
            for place in range(1, len(found)):
                match = _OF_WHICH.match(found[place].lead)
                listed = _parts(sentence, found, place) if match else None
                if match is None or listed is None:
                    continue
                total, marks = found[place - 1], {match["mark"]} | listed[1]
                values = listed[0]
                if total.hedged or (len(values) == 2 and not marks & {"、", "：", ":"}):
                    continue  # 其中特有种26种，有经济价值的23种: two properties may overlap
                if _wrong_sum(total, values):
                    yield _sum_hit(passage, offset, total, values)


def _wrong_sum(total: Quantity, values: Sequence[Quantity]) -> bool:
    """Whether the parts are more than the total, or (three or more of them) less."""
    summed = sum((one.value for one in values), Decimal(0))
    slack = Decimal(0)
    if {one.scale for one in values} != {total.scale}:
        slack = total.slack + sum((one.slack for one in values), Decimal(0))
    over = summed - total.value
    return over > slack or (over < -slack and len(values) >= 3)


def _sum_hit(passage: Passage, offset: int, total: Quantity, values: Sequence[Quantity]) -> Hit:
    summed = sum((one.value for one in values), Decimal(0))
    return passage.hit(
        offset + min(total.start, values[0].start),
        offset + max(total.end, values[-1].end),
        total=total.shown(total.value),
        sum=total.shown(summed),
    )


def _parts(
    sentence: str, found: Sequence[Quantity], place: int
) -> tuple[list[Quantity], set[str]] | None:
    """The quantities listed from ``place`` on, to the end of the sentence or of a list of 、, and
    the marks between them; None when something there is not one plain part in the same unit."""
    unit = found[place - 1].unit
    first = _OF_WHICH.match(found[place].lead)
    bracketed = "（" in found[place].lead
    values: list[Quantity] = []
    marks: list[str] = []
    for one in found[place:]:
        match = _NEXT.match(one.lead) if values else first
        if values and bracketed and "）" in one.lead:
            break  # what stands behind the bracket is no part
        if match and "、" in marks and match["mark"] in ("，", ","):
            break  # the list is one of 、; what follows its comma is another statement
        if match is None or one.unit != unit or one.hedged or _NO_PART.search(match["name"]):
            return None
        values.append(one)
        if len(values) > 1:
            marks.append(match["mark"])
    rest = sentence[values[-1].end :]
    listed = sentence[found[place].start : values[-1].end]
    closed = ("、" in marks or bracketed) and rest.lstrip().startswith(("，", "（", "）"))
    if "等" in listed or not (closed or re.fullmatch(r"[^，。；、\d]{0,8}[）)]?[。；！？]?", rest)):
        return None
    return (values, set(marks)) if len(values) >= 2 else None


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


@check("amounts.done_and_rest")
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
                if exact and not more and abs(done.value + rest.value - total.value) > slack:
                    yield _sum_hit(passage, offset, total, (done, rest))


_RATE = re.compile(r"^[^，。；\d]{0,6}[，、（]\s*(?P<verb>[\u4e00-\u9fff]{2})率(?:为|是|达到|达)?$")


@check("amounts.rate")
def rate(context: Context) -> Iterator[Hit]:
    """共N个，已开工M个，开工率P%: M of N is not P per cent."""
    for passage in passages(context):
        if "率" not in passage.text or "%" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text):
            found = quantities(sentence)
            for place in range(2, len(found)):
                stated, part = found[place], found[place - 1]
                match = _RATE.match(stated.lead)
                if not match or stated.unit != "%" or match["verb"] not in part.lead:
                    continue
                wholes = [
                    one
                    for one in found[: place - 1]
                    if one.unit == part.unit and one.value >= part.value
                ]
                rates = [_share_of(part, whole) for whole in wholes]
                if (
                    not rates
                    or part.hedged
                    or stated.hedged
                    or any(stated.agrees(*one) for one in rates)
                ):
                    continue
                yield passage.hit(
                    offset + part.start,
                    offset + stated.end,
                    stated=sentence[stated.start : stated.end],
                    right=stated.near(rates[-1][0]),
                )


def _share_of(part: Quantity, whole: Quantity) -> tuple[Decimal, Decimal]:
    """How many per cent a part is of the whole, and by how much rounding may move that."""
    ratio = part.value / whole.value
    return ratio * 100, (part.slack + whole.slack * ratio) * 100 / whole.value


_SOURCES = re.compile(
    r"资金(?:来源|筹措|筹集)[^，。；\d]{0,8}?(?:为|有|包括|是)?[：:，]?[^，。；：、\d]{0,24}$"
)
_COST = re.compile(
    r"总投资|投资估算|投资概算|概算总|预算总|所需资金|所需经费|经费总|资金总|总经费|共需"
)


@check("amounts.sources")
def sources(context: Context) -> Iterator[Hit]:
    """总投资N万元……资金来源为：上级a万元，本级b万元: the sources do not make the whole."""
    for passage in passages(context):
        if "资金" not in passage.text:
            continue
        found = quantities(passage.text)
        for place, one in enumerate(found):
            costs = [q for q in found[:place] if q.unit == "元" and _COST.search(q.lead)]
            if one.unit != "元" or not _SOURCES.search(one.lead) or not costs:
                continue
            values = [one]
            for other in found[place + 1 :]:
                if not _NEXT.match(other.lead) or other.unit != "元":
                    break
                values.append(other)
            total = costs[-1]
            summed = sum((q.value for q in values), Decimal(0))
            slack = total.slack + sum((q.slack for q in values), Decimal(0))
            same = {q.scale for q in values} == {total.scale}
            exact = not any(q.hedged for q in (total, *values))
            if len(values) > 1 and exact and abs(summed - total.value) > (0 if same else slack):
                yield _sum_hit(passage, 0, total, values)


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


_SUM_BEFORE = re.compile(
    rf"(?:共|共计|合计|总计)[^，。；：（）\d]{{0,8}}(?P<figure>{FIGURE})\s*(?P<unit>{UNIT})[^，。；：（）\d]{{0,6}}[：:]"
    r"(?P<list>[^。；：（）]{6,120})[。；]"
)


@check("amounts.sum_before")
def sum_before(context: Context) -> Iterator[Hit]:
    """共计350户：甲村200户、乙村120户、丙村40户: the whole stated before all its parts."""
    for passage in passages(context):
        if "共" not in passage.text and "计" not in passage.text:
            continue
        for match in _SUM_BEFORE.finditer(passage.text):
            found = _parts_before(match["list"], match["unit"])
            total = to_decimal(match["figure"])
            if found is None or total is None:
                continue
            summed = sum(found[0], Decimal(0))
            if summed != total:
                yield passage.hit(
                    match.start("figure"),
                    match.end("list"),
                    total=plain(total) + match["unit"],
                    sum=plain(summed) + match["unit"],
                )


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


_SHARE_OF = re.compile(
    rf"(?<![\d.])(?P<whole>{FIGURE})\s*(?P<unit>{UNIT})[^，。；：\d]{{0,10}}中，[^，。；：\d]{{0,12}}"
    rf"(?P<part>{FIGURE})\s*(?P=unit)[^，。；：\d]{{0,8}}[，（]\s*占(?:比)?(?:为|约|达)?\s*(?P<share>\d+(?:\.\d+)?)%"
)


@check("amounts.share")
def share(context: Context) -> Iterator[Hit]:
    """共N人，其中M人，占P%: M of N is not P per cent."""
    for passage in passages(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for match in _SHARE_OF.finditer(passage.text):
            whole, part = to_decimal(match["whole"]), to_decimal(match["part"])
            if whole and part is not None and match["unit"][0] not in "余多万亿":
                right = part * 100 / whole
                if not agrees(match["share"], right):
                    yield passage.hit(
                        match.start(),
                        match.end(),
                        stated=match["share"] + "%",
                        right=rounded(match["share"], right) + "%",
                    )
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


_OF_PLAN = re.compile(
    r"^[^，。；\d]{0,8}[，（]\s*(?:占|完成|达到?)(?:年度|全年|年初|既定|上级|下达|总)*"
    r"(?P<of>任务|计划|目标)(?:任务|数|总数|总量)?的$"
)


@check("amounts.share_of_plan")
def share_of_plan(context: Context) -> Iterator[Hit]:
    """任务N亩……完成M亩，占任务的P%: the plan may stand sentences before its share."""
    for passage in passages(context):
        if "%" not in passage.text or not re.search("任务|计划|目标", passage.text):
            continue
        found = quantities(passage.text)
        for place in range(2, len(found)):
            stated, part = found[place], found[place - 1]
            match = _OF_PLAN.match(stated.lead)
            if not match or stated.unit != "%" or stated.hedged or part.hedged:
                continue
            plans = [
                one
                for one in found[: place - 1]
                if one.unit == part.unit and match["of"] in one.lead and not one.hedged
            ]
            rates = [_share_of(part, plan) for plan in plans if plan.value > 0]
            if rates and not any(stated.agrees(*one) for one in rates):
                yield passage.hit(
                    part.start,
                    stated.end,
                    stated=passage.text[stated.start : stated.end],
                    right=stated.near(rates[-1][0]),
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
