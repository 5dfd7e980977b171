"""One thing told twice with two digits exchanged, under words that are not quite the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.quantities import Quantity, all_measured
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, recognition
from pipeline.lint.registry import check

_DIGITS = 3  # of a figure that is not another's by chance
_SHARED = 2  # words of two characters that both phrases have
_BEFORE, _BEHIND = 20, 8  # characters around a figure that tell what it is of
_CHANGING = re.compile(
    "上年|去年|同期|同比|环比|由|从|增加|增长|减少|下降|提高|降低|其余|剩余|每|均|原|还|超|不足|以上|以下|左右|其中|另|分别|最|单价|标准"
)
_COMMON = re.compile(
    "[的了在为是有和与及共约达至已将拟新全市县区省镇乡年月日一二三四五六七八九十个项处家户人名件次万亿元]|目前|今年|累计|完成|"
    "建设|工作|情况|开展|实施|安排|资金|投入|项目|计划|实现"
)
_YEAR = re.compile(r"(?:19|20)\d\d年|[上下]半年|季度|\d{1,2}月")
_UNITS = frozenset("%‰倍分天度") | {"个百分点", "小时", "年"}


@dataclass(frozen=True, slots=True)
class _Said:
    """A figure with the pairs of characters around it that tell what it is of."""

    passage: Passage
    figure: Quantity
    words: frozenset[str]
    times: frozenset[str]


@check("exchanged.digits")
def digits(context: Context) -> Iterator[Hit]:
    """更换智能水表5280只 and 智能水表更换工程惠及……5820只: two neighbours exchanged."""
    if not recognition(context).official:
        return
    shapes: dict[tuple[str, str], list[_Said]] = {}
    for one in _said(context):
        written = format(one.figure.value.normalize(), "f")
        shapes.setdefault((one.figure.unit, "".join(sorted(written))), []).append(one)
    for group in shapes.values():
        values = [one.figure.value for one in group]
        for one, other in combinations(group, 2):
            again = min(values.count(one.figure.value), values.count(other.figure.value))
            if one.passage.index == other.passage.index or again > 1:
                continue
            alike = len(one.words & other.words) >= _SHARED and one.times == other.times
            if alike and one.figure.value != other.figure.value:
                yield from _told(one, other)


def _told(one: _Said, other: _Said) -> Iterator[Hit]:
    if other.figure.slip_of(one.figure.value):
        yield other.passage.hit(
            other.figure.start,
            other.figure.end,
            one=one.figure.shown(one.figure.value),
            other=other.figure.shown(other.figure.value),
        )


def _said(context: Context) -> Iterator[_Said]:
    for passage, found in all_measured(context):
        cell = passage.paragraph.cell is not None
        if not cell and passage.element not in (Element.BODY, *HEADINGS):
            continue
        for one in found:
            digits = format(one.value.normalize(), "f").replace(".", "").strip("0")
            if len(digits) < _DIGITS or len(set(digits)) < 2 or one.hedged or one.unit in _UNITS:
                continue
            before = re.split("[。；：]", passage.text[: one.start])[-1][-_BEFORE:]
            behind = re.split("[，。；：、（）]", passage.text[one.end :])[0][:_BEHIND]
            if _CHANGING.search(re.split("[，、（]", before)[-1]):
                continue
            words = {*_pairs(before), *_pairs(behind)}
            start = passage.text.rfind("。", 0, one.start) + 1
            times = frozenset(_YEAR.findall(passage.text[start : one.start]))
            yield _Said(passage, one, frozenset(words), times)


def _pairs(text: str) -> Iterator[str]:
    """The telling pairs of neighbouring characters."""
    for piece in re.split("[^\u4e00-\u9fff]", _COMMON.sub("|", text)):
        yield from (piece[at : at + 2] for at in range(len(piece) - 1))
