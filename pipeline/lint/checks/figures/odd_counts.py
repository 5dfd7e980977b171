"""So many of one thing throughout, and another number of it once: 59处险工段 and 57处险工段."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.quantities import Quantity, all_measured
from pipeline.lint.checks.figures.written import sentence_start, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, recognition
from pipeline.lint.registry import check

_THINGS = frozenset("户人名个处家所座件亩辆台套条只栋间张项宗株眼口份")
_NAMED = re.compile(r"[\u4e00-\u9fff]{4,8}")
_BEFORE = re.compile(r"(?P<noun>[\u4e00-\u9fff]{4,14}?)(?:约|为|是|共|有|达到?)*$")
# some of the things, those of another time or place, or what has become of them
_SOME = re.compile(
    "已|完成|未|尚|其中|其余|剩余|余下|另|首批|批|期|拟|每|各|新增|增|减|原|上年|去年|同期|比|较|部分|重点|累计|至少|以上|"
    "剔除|除|还|再|后|前|正在|只|仅|约|个别|年|月|镇|乡|村|街道|社区"
)
_OF_THEM = re.compile("(?:^|[对将把共有]|全部|所有|上述|以上|这)$")
_SHARED = 4  # characters of a name that is one thing's
_AFTER = 8  # characters behind a name that may say that it is some of them


@dataclass(frozen=True, slots=True)
class _Count:
    """A number of things: called, the four characters that name them."""

    called: str
    figure: Quantity
    passage: Passage
    some: bool


@check("odd_counts.once")
def once(context: Context) -> Iterator[Hit]:
    """水毁渠段59处 twice or in a table, and 57处水毁渠段 once, one digit apart."""
    if not recognition(context).official:
        return
    counts: dict[tuple[str, str], list[_Count]] = {}
    for one in _counts(context):
        counts.setdefault((one.called, one.figure.unit), []).append(one)
    for same in counts.values():
        values = {one.figure.value for one in same}
        if len(same) < 2 or len(values) != 2:
            continue
        cells = _cells(context)
        for odd in same:
            alike = [one for one in same if one.figure.value == odd.figure.value]
            others = [one for one in same if one.figure.value != odd.figure.value]
            usual = others[0].figure.value
            known = len(others) + (usual in cells)
            slip = odd.figure.slip_of(usual) and odd.figure.value not in cells
            whole = not odd.some and not all(one.some for one in others)
            if len(alike) == 1 and known > 1 and slip and whole:
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
            if one.unit not in _THINGS or one.hedged or one.written < 10:
                continue
            clause = re.split("[，。；：、（）]", one.lead)[-1]
            start = sentence_start(passage.text, one.start, "，。；")
            before = passage.text[start : one.start]
            if behind := _NAMED.match(passage.text, one.end):
                rest = passage.text[one.end : behind.end() + _AFTER].split("，")[0]
                some = not _OF_THEM.search(before) or _is_some(before + rest[_SHARED:])
                yield _Count(behind.group()[:_SHARED], one, passage, some)
            if named := _BEFORE.search(clause):
                noun = named["noun"]
                rest = passage.text[one.end : one.end + 2]
                some = _is_some(before.removesuffix(noun) + rest)
                yield _Count(noun[-_SHARED:], one, passage, some)


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
