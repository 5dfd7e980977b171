"""Sums stated before or behind their parts without 其中, and the means of what is listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.quantities import Quantity, all_measured, corrected, measured
from pipeline.lint.checks.figures.sums import (
    NEXT,
    NO_PART,
    adds_up,
    one_digit_off,
    plainly,
    sum_hit,
    total_of,
)
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import recognition
from pipeline.lint.registry import check

_WHOLE = re.compile(r"(?:共计|总计|合计|共)[^，。；：（）\d]{0,8}$")
_COLON = re.compile(
    r"^[^，。；：（）\d]{0,6}(?:，(?:具体|主要)?(?:包括|分为|用于|如下|分别为|明细|构成))?[：:]\s*(?P<name>[^，。；：、\d]{0,24})$"
)


@check("totals.whole_before")
def whole_before(context: Context) -> Iterator[Hit]:
    """共计350户：甲村200户、乙村120户、丙村40户: the whole stated before all its parts."""
    for passage, found in measured(context):
        for place in range(1, len(found) - 1):
            total = found[place - 1]
            if not (_WHOLE.search(total.lead) and _COLON.match(found[place].lead)):
                continue
            values = [found[place]]
            for one in found[place + 1 :]:
                if not NEXT.match(one.lead):
                    break
                values.append(one)
            rest = passage.text[values[-1].end :]
            if not re.match(r"[^，。；、\d]{0,8}[。；]", rest) or len(values) < 2:
                continue
            plain = {one.unit for one in values} == {total.unit} and not total.hedged
            named = not any(NO_PART.search(one.lead) or one.hedged for one in values)
            if plain and named and not adds_up(total, values):
                yield sum_hit(passage, 0, total, values)


_SPAN = (
    r"(?:以上|近|这|上述|前|全部)?(?P<span>[两三四五六七八九十]|\d{1,2})个?(?:年|季度|月|天|期|批|次|项|类|地|市|县区?|区|镇|乡镇?|村|街道|校|轮|者|组|部分|阶段)"
    r"(?:来|间|以来)?"
)
_TOGETHER = re.compile(
    rf"^[^，。；、\d]{{0,6}}[，；、（]\s*(?:以上)?(?:{_SPAN})?(?P<word>合计|共计|总计|总共|累计|共)"
    r"(?P<verb>[^，。；：（）\d]{0,8})$"
)
_RESPECTIVELY = re.compile(r"分别(?P<verb>[\u4e00-\u9fff]{0,8})$")
_BARE = re.compile(r"^[、，和及]\s*$")
_WEAK = ("共", "累计")  # may count more than what is listed


@check("totals.whole_behind")
def whole_behind(context: Context) -> Iterator[Hit]:
    """甲a项、乙b项、丙c项，合计N项, and 2024年、2025年分别为a、b，两年共N: the sum behind its
    parts."""
    for passage, found in measured(context):
        if not re.search("[共合总累]计|总?共", passage.text):
            continue
        found = plainly(found)
        for place in range(2, len(found)):
            total = found[place]
            match = _TOGETHER.match(total.lead)
            rest = passage.text[total.end :]
            if not match or re.match("[^，。；：、（）]{0,6}其中", rest):
                continue
            values = _run_before(passage.text, found[:place])
            sure = len(values) > 1
            if not sure:
                values = _last_list(passage.text, found[:place])
            if len(values) < 2 or total.hedged or {one.unit for one in values} != {total.unit}:
                continue
            # names may stand before the list: what matters is that no run of parts fits
            if any(adds_up(total, values[first:]) for first in range(len(values) - 1)):
                continue
            sure = sure and _sums_them(match, values)
            ends = re.match(r"\s*(?:[，。；：）]|$)", rest)  # not 共有122人参加考试
            if match["word"] in _WEAK and not (ends and (sure or match["span"])):
                continue
            if match["span"] and chinese_value(match["span"]) != len(values):
                continue
            if sure or one_digit_off(total, values):
                yield sum_hit(passage, 0, total, values)


def _sums_them(match: re.Match[str], values: Sequence[Quantity]) -> bool:
    """Whether the words of a sum leave no doubt that it is that of the list before it."""
    if match["word"] not in _WEAK:
        return True
    told = _RESPECTIVELY.search(values[0].lead)
    verb = match["verb"].strip("为达有是了到")
    same = not verb or any(one.lead.endswith(verb) for one in values)
    return same and bool(match["span"] or (told and match["word"] == "共"))


_MEAN = re.compile(
    rf"^[^，。；、\d]{{0,6}}[，；（]\s*(?:{_SPAN})?(?P<word>平均(?:每年)?|年均)(?:值|数)?(?:为|是|达到?)?$"
)


@check("totals.mean")
def mean(context: Context) -> Iterator[Hit]:
    """2024年、2025年分别为36次、42次，两年平均37次: not the mean of what is listed."""
    for passage, found in measured(context):
        if "平均" not in passage.text and "年均" not in passage.text:
            continue
        found = plainly(found)
        for place in range(2, len(found)):
            stated = found[place]
            match = _MEAN.match(stated.lead)
            if not match or stated.hedged or stated.unit == "%":
                continue
            values = _run_before(passage.text, found[:place])
            span = chinese_value(match["span"]) if match["span"] else len(values)
            if (
                len(values) < 2
                or span != len(values)
                or {one.unit for one in values} != {stated.unit}
            ):
                continue
            yearly = match["span"] or "年" in passage.text[: values[0].start]
            right = total_of(values) / len(values)
            if yearly and not stated.agrees(right, max(one.slack for one in values)):
                yield corrected(passage, stated, right)


_EACH_YEAR = re.compile(
    r"^[^，。；、\d]{0,6}[，；]\s*[^，。；：\d]{0,8}分别(?:比上[年期]|较上[年期]|同比|环比|逐年)"
    r"(?P<verb>增长|增加|上升|提高|下降|减少|降低)了?$"
)


@check("totals.yearly_growth")
def yearly_growth(context: Context) -> Iterator[Hit]:
    """三年分别为1000人、1050人、1155人，后两年分别比上年增长5.0%和10.5%: one of the rates is not
    that from the figure before to its own."""
    for passage, found in measured(context):
        if passage.text.count("分别") < 2:
            continue
        found = plainly(found)
        for place in range(3, len(found)):
            match = _EACH_YEAR.match(found[place].lead) if found[place].unit == "%" else None
            values = _run_before(passage.text, found[:place]) if match else []
            rates = found[place : place + len(values) - 1]
            bare = all(one.unit == "%" and _BARE.match(one.lead) for one in rates[1:])
            if match is None or len(values) < 3 or len(rates) != len(values) - 1 or not bare:
                continue
            sign = -1 if match["verb"] in ("下降", "减少", "降低") else 1
            odd = []
            for old, new, stated in zip(values, values[1:], rates, strict=False):
                right = sign * (new.value - old.value) * 100 / old.value if old.value else None
                if right is None or not stated.agrees(right, old.slack * 100 / old.value):
                    odd.append((stated, right))
            # where no rate comes out they are rates of something else
            if len(odd) == 1 and odd[0][1] is not None:
                yield corrected(passage, odd[0][0], odd[0][1])


_IN_LIST = re.compile(r"^[^，。；：、（）\d]{0,8}[、和及]\s*[^，。；：、（）\d]{1,16}$")


def _last_list(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities joined by 、 that end ``found``, whatever clauses stand before the first."""
    values = [found[-1]]
    for one, behind in reversed(list(pairwise(found))):
        if one.unit != behind.unit or not _IN_LIST.match(behind.lead):
            break
        values.insert(0, one)
    name = re.split("[，。；：]", values[0].lead)[-1]
    plain = not any(one.hedged or NO_PART.search(one.lead) for one in values[1:])
    return values if plain and name and not NO_PART.search(name) else []


def _run_before(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities of the list that ends ``found``; none when one of them is not plain."""
    bare = [found[-1]]
    for one, behind in reversed(list(pairwise(found))):
        if not _BARE.match(behind.lead):
            break
        bare.insert(0, one)
    if len(bare) > 1 and _RESPECTIVELY.search(bare[0].lead):
        return bare
    start = sentence_start(text, found[-1].start, "。；！？：:（(")
    values = [one for one in found if one.start >= start]
    leads = [re.split("[。；！？：:（(]", values[0].lead)[-1], *(one.lead for one in values[1:])]
    plain = all(
        re.fullmatch(r"[^，。；、\d]{0,8}?(?:[、，][^，、。；\d]{0,24})?", lead)
        and not NO_PART.search(lead)
        for lead in leads
    )
    return values if plain and not any(one.hedged for one in values) else []


_SEEN_BY = re.compile(
    r"(?:从|按)[^，。；\d]{2,12}?(?:看|分|划分|统计)，(?P<names>[^，。；：\d]{1,40})$"
)
_LARGE = 100  # a total that is not one digit off by chance
_MOST = 40  # figures of one unit that a total is looked for among


@check("totals.by_kind")
def by_kind(context: Context) -> Iterator[Hit]:
    """从来源看，国家600批次、省级1040批次、市级1200批次: a division of all that was told of
    before, and one mistyped digit is why it makes another sum."""
    before: list[Quantity] = []
    if not recognition(context).official:
        return
    for passage, found in all_measured(context):
        if passage.paragraph.cell is not None:
            continue
        for place, one in enumerate(found):
            if not _SEEN_BY.search(one.lead) or one.unit == "%" or one.hedged:
                continue
            values = [one]
            for other in found[place + 1 :]:
                if not (NEXT.match(other.lead) or _BARE.match(other.lead)) or other.hedged:
                    break
                if "中，" in other.lead:  # 97人中，骑车的39人: the first was a whole
                    break
                if other.unit == one.unit:
                    values.append(other)
                elif not _ITS_SHARE.match(other.lead):
                    break
            wholes = [q for q in (*before, *found[:place]) if q.unit == one.unit and not q.hedged]
            # one of the parts may be too large by its slip
            others = sorted(v.value for v in values)[:-1]
            wholes = [q for q in wholes[:_MOST] if others and q.value > others[-1]]
            if len(values) < 3 or any(adds_up(q, values) for q in wholes):
                continue
            slipped = [q for q in wholes if q.value >= _LARGE and one_digit_off(q, values)]
            if slipped:
                start, end = values[0].start, values[-1].end
                whole = slipped[0]
                yield passage.hit(
                    start, end, total=whole.shown(whole.value), sum=whole.shown(total_of(values))
                )
        before += found


_ITS_SHARE = re.compile("^[，（](?:约)?占[^，。；：、]{0,8}$")
