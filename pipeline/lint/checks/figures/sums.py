"""Sums that do not agree with their own figures.

A list is only judged when the sentence says what it adds up to. Where the words leave a doubt
(the whole stands a sentence before, the list may be a selection) a figure is reported only when
one mistyped digit explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import zip_longest

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.quantities import Quantity, measured, misscaled, quantities
from pipeline.lint.checks.figures.written import sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

NO_PART = re.compile(
    "带动|撬动|拉动|引导|同比|增长|增加|减少|已|完成|覆盖|涉及|惠及|解决|受益|实现|达|整改|超|比|平均|每|顺差|逆差|差额"
)
_OF_WHICH = re.compile(
    r"^[^，。；：、（）\d]{0,12}(?:，分[两二三四五]年[^，。；：、\d]{0,6})?(?:[，：:；]?\s*[（(]?\s*其中\s*(?P<mark>[：:，]?)|(?<!其)中(?P<among>，))\s*"
    r"(?P<name>[^，。；：\d]{0,24})$"
)
_OF_WHICH_BEHIND = re.compile(
    r"^[^，。；：、（）\d]{0,4}，[^，。；：、（）\d]{3,24}，其中(?P<among>)(?P<mark>[：:，]?)(?P<name>[^，。；：\d]{0,24})$"
)
NEXT = re.compile(
    r"^[^，。；、\d]{0,8}?(?P<mark>[、，,]|和|及|以及)\s*(?P<name>[^，。；：、\d]{0,24})$"
)
_SHARES = re.compile(r"^[^，。；：、\d]{0,8}[，（]\s*(?:分别)?占")


_DATED = re.compile(r"\d{4}年(?:\d{1,2}月)?|\d{1,2}月份?|\d{1,2}(?=层|楼|栋楼|社|组(?!\d))")


def plainly(found: Sequence[Quantity]) -> list[Quantity]:
    """The quantities with the years and months in their leads made words (2026年300人), people
    counted in one word (5名工人，其中2人死亡), and without one told again in another unit."""
    return [
        replace(one, lead=_DATED.sub("某年", one.lead), unit="人" if one.unit == "名" else one.unit)
        for one in _told_once(found)
    ]


_AGAIN = re.compile(r"^[（(]\s*(?:约合|折合|约|合|即|相当于)\s*$")


def _told_once(found: Sequence[Quantity]) -> Iterator[Quantity]:
    """The quantities without those in brackets that only repeat one: 86.4公顷（合1296亩）."""
    again = False
    for one, behind in zip_longest(found, found[1:]):
        lead = one.lead[1:] if again else one.lead
        again = _AGAIN.match(one.lead) is not None and (behind is None or behind.lead[:1] in "）)")
        if not again:
            yield one if lead == one.lead else replace(one, lead=lead)


def _is_part(name: str) -> bool:
    """Whether a part is named, not something done with it; 达到某级标准的 is a name."""
    return name.endswith("的") or not NO_PART.search(name)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A list of parts and the marks that stand between them and before the first."""

    values: list[Quantity]
    marks: frozenset[str]


def total_of(values: Sequence[Quantity]) -> Decimal:
    return sum((one.value for one in values), Decimal(0))


def _slack(total: Quantity, values: Sequence[Quantity]) -> Decimal:
    """By how much rounding may move a sum; not at all when all is written in one scale, or when
    the parts, however exactly written, come to a sum that the total could have stated."""
    if {one.scale for one in values} == {total.scale} or not total_of(values) % (total.step * 2):
        return Decimal(0)
    return total.slack + sum((one.slack for one in values), Decimal(0))


def adds_up(total: Quantity, values: Sequence[Quantity]) -> bool:
    return abs(total_of(values) - total.value) <= _slack(total, values)


def one_digit_off(total: Quantity, values: Sequence[Quantity]) -> bool:
    """Whether one mistyped digit, in the total or in a part, explains that the sum is wrong."""
    over = total_of(values) - total.value
    return total.slip_of(total_of(values)) or any(one.slip_of(one.value - over) for one in values)


def one_exchange(total: Quantity, values: Sequence[Quantity]) -> bool:
    """Whether two digits exchanged, in the total or in a part, explain that the sum is wrong."""
    over = total_of(values) - total.value
    parts = any(one.exchanged(one.value - over) for one in values)
    return total.exchanged(total_of(values)) or parts


def sum_hit(
    passage: Passage,
    offset: int,
    total: Quantity,
    values: Sequence[Quantity],
) -> Hit:
    """A total and its parts in one paragraph, whose text begins at ``offset``."""
    return passage.hit(
        offset + min(total.start, values[0].start),
        offset + max(total.end, values[-1].end),
        total=total.shown(total.value),
        sum=total.shown(total_of(values)),
    )


# Words for pieces that a total counts together: 312家，其中企业46家、工地95个、场所171处.
_PIECES = frozenset("家个处所座间户")


def _pieces(
    passage: Passage, offset: int, total: Quantity, listed: _Listed | None
) -> Iterator[Hit]:
    """Parts counted in several words for pieces, when one mistyped digit explains their sum."""
    if listed is None or len(listed.values) < 3 or total.unit not in _PIECES or total.hedged:
        return
    if not adds_up(total, listed.values) and one_digit_off(total, listed.values):
        yield sum_hit(passage, offset, total, listed.values)


def _as_pieces(found: Sequence[Quantity]) -> list[Quantity]:
    return [replace(one, unit="家") if one.unit in _PIECES else one for one in found]


_TELLING = 200  # half steps of a total that two digits exchanged do not make by chance
_RATE = re.compile("率[^，。；：]{0,4}$")  # a rate is no sum of its groups' rates


@check("sums.parts")
def parts(context: Context) -> Iterator[Hit]:
    """共N项，其中甲a项、乙b项: the parts are more than the total, or (three or more) less."""
    for passage in passages(context):
        if "其中" not in passage.text and "中，" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text, "。；;！？"):
            found = plainly(quantities(sentence))
            pieces = _as_pieces(found)
            for place in range(1, len(found)):
                first = _OF_WHICH.match(found[place].lead)
                apart = first is None  # 8.4万元，从医院经费中列支，其中奖金5万元
                first = first or _OF_WHICH_BEHIND.match(found[place].lead)
                if first is None:
                    continue
                listed = _parts(sentence, found, place, first)
                if listed is None:
                    mixed = _parts(sentence, pieces, place, first)
                    yield from _pieces(passage, offset, found[place - 1], mixed)
                    continue
                values = listed.values
                total = _whole(found[:place], values)
                if total.unit != values[0].unit or total.hedged:
                    continue
                if total.unit == "%" and _RATE.search(total.lead):
                    continue
                yearly = all("某年" in one.lead for one in values)  # nothing is in two years
                in_halves = len(values) == 2 and halves(values)
                if len(values) == 2 and not (
                    listed.marks & {"、", "：", ":"} or yearly or in_halves
                ):
                    continue  # 其中特有种26种，有经济价值的23种: two properties may overlap
                over = total_of(values) - total.value
                slack = _slack(total, values)
                slip = len(values) < 3 and one_digit_off(total, values)
                whole = (
                    len(values) >= 3 or (slip and (yearly or in_halves)) or _named(total, values)
                )
                if re.search("其余|剩余|余下", sentence[values[-1].end :]):
                    whole = False  # more parts are told of
                if not whole and total.value / total.step > _TELLING:
                    near = abs(over) * 10 <= total.value  # little is left for other parts
                    whole = near and one_exchange(total, values)
                sure = len(values) >= 3 or yearly or in_halves
                if apart and not (sure and one_digit_off(total, values)):
                    continue
                if misscaled(total, values) is not None:
                    continue  # units.misscaled tells it at the figure itself
                if over > slack or (over < -slack and whole):
                    yield sum_hit(passage, offset, total, values)


_HELD_BY = re.compile(
    r"(?<![第一二三四五六七八九十\d])(?P<count>\d{1,2}|[两三四五六七八九十])个(?P<of>县（市、区）|县区?|区县?|市县?|"
    r"乡镇（街道）|镇街|乡镇|镇|乡|街道|村|社区|法庭|项目区|片区|园区)"
)
_KIND_ENDS = {
    "乡镇": ("乡", "镇"),
    "乡镇（街道）": ("乡", "镇", "街道"),
    "镇街": ("镇", "街道"),
    "县（市、区）": ("县", "市", "区"),
}


@check("sums.holders")
def holders(context: Context) -> Iterator[Hit]:
    """7个县（市、区）的2160户，其中甲区480户、…… with six names whose figures make the whole."""
    for passage in passages(context):
        if "其中" not in passage.text or not _HELD_BY.search(passage.text):
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            found = plainly(quantities(sentence))
            for place in range(1, len(found)):
                first = _OF_WHICH.match(found[place].lead)
                listed = _parts(sentence, found, place, first) if first else None
                if listed is None or not adds_up(found[place - 1], listed.values):
                    continue
                said = _HELD_BY.findall(sentence[: found[place].start])
                match = _HELD_BY.search(sentence[: found[place].start])
                count = len(listed.values)
                if match is None or len(said) != 1 or chinese_value(match["count"]) == count:
                    continue
                ends = _KIND_ENDS.get(match["of"], tuple(re.sub("[（、）]", "", match["of"])))
                if count >= 3 and all(one.lead.endswith(ends) for one in listed.values):
                    start, end = offset + match.start(), offset + match.end()
                    yield passage.hit(start, end, said=match.group(), listed=count)


def _named(total: Quantity, values: Sequence[Quantity]) -> bool:
    """Whether the whole is called by the names of all its parts: 中小学校和幼儿园共650家，其中
    中小学校364家、幼儿园286家."""
    names = [re.split("[，、：；（]|其中|中", one.lead.rstrip("有为共"))[-1] for one in values]
    names[0] = values[0].lead.rpartition("其中")[2].lstrip("，：") or names[0]
    said = re.split("[，。；：]", total.lead)[-1]
    return all(len(name) > 1 and name in said for name in names)


_MEAN = re.compile("均[^，。；]{0,6}$")
_GROWN = re.compile(
    r"^[，（]\s*(?:同比|环比|(?:比|较)(?:上年|去年|上月|上期)(?:同期)?)?(?:增长|下降|增加|减少|提高)$"
)


def _whole(before: Sequence[Quantity], values: Sequence[Quantity]) -> Quantity:
    """Which of the quantities ``before`` a list it is the parts of: the one right before it, unless
    that is a mean and stands behind the whole (总投资5亿元，亩均投资2300元，其中中央…)."""
    last = before[-1]
    if last.unit != values[0].unit and _GROWN.match(last.lead) and len(before) > 1:
        last = before[-2]  # 总产量4.86万吨，增长3.4%，其中猪肉3.25万吨
        before = before[:-1]
    wholes = [one for one in before[:-1] if one.unit == last.unit]
    return wholes[-1] if wholes and _MEAN.search(last.lead) and not adds_up(last, values) else last


# nothing is both, and nothing is neither
_OPPOSED = (
    "有效/无效 合格/不合格 达标/不达标 达标/未达标 男/女 城镇/农村 城市/农村 "
    "公办/民办 线上/线下 已/未 死亡/受伤 在职/退休 党员/非党员 境内/境外 "
    "新建/续建 新建/改扩建 同意/不同意 满意/不满意 自主经营/委托经营 国有/非国有 "
    "正常/异常 住宿/走读 城镇/乡村 出口/进口 卫生院/社区卫生服务 定量/快速 "
    "定量/定性 门诊/住院 专职/兼职 在编/编外 地上/地下 室内/室外 首次/重复 "
    "主城区/郊区 立行立改/限 当场/限期 现场/限期 立即/限期"
)
_HALVES = tuple(tuple(pair.split("/")) for pair in _OPPOSED.split())


def halves(values: Sequence[Quantity]) -> bool:
    """Whether two parts are named by words that make a whole: 有效460份，无效50份."""
    one, other = (re.split("[，、：；（]", part.lead)[-1] for part in values)
    if other.startswith("其他"):
        return True  # nothing is left out
    return any(
        (first in one and second in other) or (second in one and first in other)
        for first, second in _HALVES
    )


# before the parts of a part
_WITHIN = re.compile("(?:主要)?(?:包括|包含|涉及|分别|其中|内含|含(?!税|水|氧|量))")


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
        match = NEXT.match(one.lead) if values else first
        if values and ((bracketed and "）" in one.lead) or re.search("[。；]", one.lead)):
            break  # what stands behind the bracket is no part
        if values and _SHARES.match(one.lead):
            shares = True  # 分别占40%、60%
            break
        if match and "、" in marks and match["mark"] in ("，", ","):
            break  # the list is one of 、; what follows its comma is another statement
        if match is None or one.unit != unit or one.hedged or _WITHIN.match(match["name"]):
            return None
        if not done and not _is_part(match["name"]):
            return None
        values.append(one)
        if len(values) > 1:
            marks.append(match["mark"])
    rest = text[values[-1].end :]
    listed = text[found[place].start : values[-1].end]
    closed = ("、" in marks or bracketed) and rest.lstrip().startswith(("，", "（", "）"))
    ends = re.match(r"[^，。；;、\d]{0,8}[）)]?(?:[。；;！？]|$)", rest)
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
        found = plainly(found)
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
            if any(adds_up(total, values) for total in totals):
                continue
            for total in totals:
                sure = len(values) >= 3 or halves(values)
                if sure and one_digit_off(total, values):
                    yield sum_hit(passage, 0, total, values)
                    break


_PAIRED = re.compile(r"^[^，。；：、（）\d]{0,12}[，：:；（]\s*其中[，：:]?[^，。；：、\d]{1,16}$")


@check("sums.paired_parts")
def paired_parts(context: Context) -> Iterator[Hit]:
    """建设24处、泊位6500个，其中甲区11处、泊位3000个，乙区13处、泊位3500个: two totals at once."""
    for passage, found in measured(context):
        if "其中" not in passage.text:
            continue
        found = plainly(found)
        for place in range(2, len(found) - 3):
            if _PAIRED.match(found[place].lead):
                yield from _paired(passage, found[place - 2 : place], found[place:])


def _paired(passage: Passage, totals: list[Quantity], rest: list[Quantity]) -> Iterator[Hit]:
    units = [one.unit for one in totals]
    listed = [rest[0]]
    for one in rest[1:]:
        beside = not one.lead.strip() and len(listed) % 2  # 甲村412户1586人
        if not (beside or NEXT.match(one.lead)) or one.unit != units[len(listed) % 2]:
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
        if not adds_up(total, values) and one_digit_off(total, values):
            yield sum_hit(passage, 0, total, values)
