"""So many of one thing throughout, and another number of it once: 59处险工段 and 57处险工段."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.quantities import Quantity, all_measured, quantities
from pipeline.lint.checks.figures.written import sentence_start, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, recognition
from pipeline.lint.registry import check

_SINGLE = frozenset("户人名个处家所座件亩辆台套条只栋间张项宗株眼口份")
_MEASURES = frozenset(("公顷", "公里", "千米", "平方米", "立方米", "米", "吨"))
_THINGS = _SINGLE | _MEASURES
_NAMED = re.compile(r"[\u4e00-\u9fff]{4,8}")
_BEFORE = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{4,14}?)(?:部分|数量?|面积|长度?)?(?:约|为|是|共|有|达到?)*$"
)
# some of the things, those of another time or place, or what has become of them
_SOME = re.compile(
    "已|完成|未|尚|其中|其余|剩余|余下|另|首批|批|期|拟|每|各(?!地|县|市|级|有关|单位|部门)|新增|增|减|原|上年|去年|同期|比|较|部分|重点|累计|至少|以上|"
    "剔除|除|还|再|后|前|正在|只|仅|约|个别|年|月|镇|乡|村|街道|社区"
)
_OF_THEM = re.compile(
    "(?:^|[对将把共有]|全部|所有|上述|以上|这|^组织|^督促|^会同|^要求|"
    "逐[一家户个处座所][\u4e00-\u9fff]{0,3})$"
)
_FOR_THEM = re.compile("[为向给]$")
_EVERY_ONE = re.compile("统一|逐[一家户个处座所]|全部|一律|全面|均|都")
# before a name that it does not narrow, as 星级 does 养老机构
_WIDE = re.compile(
    "(?:^|[全我本][省市县区州]|[有共计对将把]|涉及|占用|使用|涵盖|覆盖|[抽检排普核督]查|监测|登记|纳入|惠及|管辖|所辖|辖区|[本此]次)的?$"
)
_PASSIVE = re.compile("(?:被|受|上述)(?P<verb>(?:[检抽普调核督]查|检测|评[价估]|[帮资]助)?的?)")
_SHARED, _LONGEST = 4, 8  # characters of a name that is one thing's
_AFTER = 8  # characters behind a name that may say that it is some of them


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of things: called, the four characters or more that name them.

    some: of only some of them, or of another time; narrow: words before the name say which.
    """

    called: str
    figure: Quantity
    passage: Passage
    some: bool
    narrow: bool = False


@check("odd_counts.once")
def once(context: Context) -> Iterator[Hit]:
    """水毁渠段59处 twice or in a table, and 57处水毁渠段 once, one digit apart."""
    if not recognition(context).official:
        return
    counts: dict[tuple[str, str], list[_Count]] = {}
    for one in _counts(context):
        counts.setdefault((one.called, one.figure.unit), []).append(one)
    seen: set[tuple[int, int]] = set()
    for same in counts.values():
        values = {one.figure.value for one in same}
        if len(same) < 2 or len(values) != 2:
            continue
        cells = _cells(context)
        for odd in same:
            alike = [one for one in same if one.figure.value == odd.figure.value]
            others = [one for one in same if one.figure.value != odd.figure.value]
            usual = others[0].figure.value
            known = len(others) + (usual in cells) + any(map(_split, others))
            slip = odd.figure.slip_of(usual) and odd.figure.value not in cells
            # of all things there cannot be fewer than of those of one kind
            fewer = odd.figure.value < usual
            others = [one for one in others if not one.some and (fewer or not one.narrow)]
            whole = not odd.some and not odd.narrow and others
            place = (odd.passage.index, odd.figure.start)
            if len(alike) == 1 and known > 1 and slip and whole and place not in seen:
                seen.add(place)
                yield odd.passage.hit(
                    odd.figure.start,
                    odd.figure.end,
                    name=odd.called,
                    one=odd.figure.shown(usual),
                    other=odd.figure.shown(odd.figure.value),
                )


def _counts(context: Context) -> Iterator[_Count]:
    for passage, found in all_measured(context):
        if passage.story != "body" or passage.paragraph.cell is not None:
            continue
        if passage.element not in (Element.BODY, *HEADINGS):
            continue
        for one in found:
            if one.unit in _THINGS and not one.hedged and one.written >= 10:
                yield from _behind(passage, one)
                yield from _before(passage, one)


def _behind(passage: Passage, one: Quantity) -> Iterator[_Count]:
    """57处被抽查水毁渠段: the thing by its first characters, four and more."""
    text = passage.text
    before = text[sentence_start(text, one.start, "，。；") : one.start]
    passive = _PASSIVE.match(text, one.end)
    starts = {one.end} if passive is None else {passive.start("verb"), passive.end()}
    for start in starts:
        if named := _NAMED.match(text, start):
            rest = text[start : named.end() + _AFTER].split("，")[0]
            whole = _OF_THEM.search(before) or (
                _FOR_THEM.search(before) and _EVERY_ONE.search(rest)
            )
            for length in range(_SHARED, len(named.group()) + 1):
                some = not whole or _is_some(before + rest[length:])
                yield _Count(rest[:length], one, passage, some)


def _before(passage: Passage, one: Quantity) -> Iterator[_Count]:
    """水毁渠段共59处: the thing by its last characters, four and more."""
    text = passage.text
    clause = re.split("[，。；：、（）]", one.lead)[-1]
    if named := _BEFORE.search(clause):
        noun = named["noun"]
        before = text[sentence_start(text, one.start, "，。；") : one.start]
        some = _is_some(before.removesuffix(noun) + text[one.end : one.end + 2])
        for length in range(_SHARED, min(len(noun), _LONGEST) + 1):
            narrowed = _WIDE.search(noun[:-length]) is None
            yield _Count(noun[-length:], one, passage, some, narrowed)


def _split(whole: _Count) -> bool:
    """Whether the parts behind the number, 其中 so many and so many, come to it."""
    text, end = whole.passage.text, whole.figure.end
    sentence = re.split("[。；]", text[end:], maxsplit=1)[0]
    start = sentence.find("其中")
    if not 0 <= start <= _AFTER:
        return False
    parts = [one for one in quantities(sentence[start:]) if one.unit == whole.figure.unit]
    sums = accumulate(one.value for one in parts)
    return whole.figure.value in list(sums)[1:]


def _is_some(words: str) -> bool:
    return _SOME.search(words) is not None


def _cells(context: Context) -> set[Decimal]:
    """The numbers that stand alone in cells of tables."""

    def read() -> set[Decimal]:
        texts = (
            passage.text.strip()
            for passage, _ in all_measured(context)
            if passage.paragraph.cell is not None
        )
        return {value for text in texts if (value := to_decimal(text)) is not None}

    return context.once("numbers in cells", read)
