"""Sums of what is told item by item: 一是……300万元；二是……200万元, or a paragraph for each.

An item counts with its one figure in the unit of the total; where an item has several, or the
words leave open whether all is listed, nothing is said unless one mistyped digit explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import heading_number
from pipeline.lint.checks.figures.quantities import Quantity, quantities, share_of
from pipeline.lint.checks.figures.sums import adds_up, one_digit_off, total_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_WHOLE = re.compile(r"(?:合计|共计|总计|总共|总额|总数)[^，。；：、（）\d]{0,8}$")
_COST = re.compile(
    r"(?:总投资|投资估算|投资概算|概算总|预算总|所需资金|所需经费|经费总|资金总|总经费|共需|需要?资金|"
    r"(?:共|合计|总计|共计)(?:投入|投资|安排|筹集|需)?(?:资金|经费)?)[^，。；：、（）\d]{0,10}$"
)
_SOURCES = re.compile(
    "来源|筹措|筹集|渠道|筹资|由以下|组成|构成|分(?:为|成)?[^。；]{0,4}部分|(?:如下|包括|分别为|明细)[^。；]{0,4}[：:]?$"
)
_ITEM = re.compile(
    r"(?:^|[。；：，])(?:第[一二三四五][批期](?!次)|[一二三四五六七八九十]是|（[一二三四五六七八九十]）|（\d{1,2}）|\d{1,2}[.．、](?!\d)|"
    r"[①②③④⑤⑥⑦⑧⑨⑩])"
)
_BEHIND = re.compile(r"(?:^|[。；，])(?:以上|上述|三项|四项|五项|各项)?[^，。；\d]{0,12}$")


@dataclass(frozen=True, slots=True)
class _Figure:
    """A quantity and where it stands; ``offset`` is where the text it was read from begins."""

    quantity: Quantity
    passage: Passage
    offset: int

    def told(
        self,
        values: Sequence[_Figure],
        total: Quantity,
        start: int | None = None,
        end: int | None = None,
    ) -> Hit:
        """A Hit on this figure, or on a range of its paragraph."""
        summed = total_of([each.quantity for each in values])
        return self.passage.hit(
            self.offset + self.quantity.start if start is None else start,
            self.offset + self.quantity.end if end is None else end,
            total=total.shown(total.value),
            sum=total.shown(summed),
        )


@check("itemised.sum")
def itemised(context: Context) -> Iterator[Hit]:
    """（一）中央补助300万元。（二）省级配套200万元。以上合计550万元: the items make 500万元."""
    whole = whole_text(context)
    if not recognition(context).official or not re.search("[合共总]计|总投资|总额|共|来源", whole):
        return
    texts = [p for p in passages(context, every_story=False) if p.paragraph.cell is None]
    for place, passage in enumerate(texts):
        if passage.element not in (Element.BODY, *HEADINGS):
            continue
        marks = (
            list(_ITEM.finditer(passage.text))
            if "二" in passage.text or "2" in passage.text or "②" in passage.text
            else []
        )
        if len(marks) > 1:
            yield from _inline(passage, marks)
        number = heading_number(passage.text.strip())
        if number is not None and number.value == 1:
            yield from _paragraphs(texts, place)


def _inline(passage: Passage, marks: list[re.Match[str]]) -> Iterator[Hit]:
    bounds = [mark.end() for mark in marks]
    ends = [*(mark.start() for mark in marks[1:]), len(passage.text)]
    stop = passage.text.find("。", bounds[-1])
    items = [(passage.text[start:end], start) for start, end in zip(bounds, ends, strict=True)]
    if stop >= 0:
        items[-1] = (passage.text[bounds[-1] : stop], bounds[-1])
    head = passage.text[: marks[0].start() + 1]
    behind = passage.text[stop + 1 :] if stop >= 0 else ""
    last = items[-1][0]
    told = re.search(r"[，；][^，；]{0,6}(?:合计|共计|总计)", last)
    if told:  # the total stands behind the last item in its own sentence
        items[-1] = (last[: told.start()], items[-1][1])
        behind, stop = last[told.start() :], items[-1][1] + told.start() - 1
    values = [[_Figure(q, passage, at) for q in quantities(text)] for text, at in items]
    heads = [_Figure(q, passage, 0) for q in quantities(head)]
    totals = [_Figure(q, passage, stop + 1) for q in quantities(behind)]
    yield from _judge(values, heads, head, totals)


def _paragraphs(texts: Sequence[Passage], place: int) -> Iterator[Hit]:
    first = heading_number(texts[place].text.strip())
    items = [texts[place]]
    for passage in texts[place + 1 : place + 13]:
        number = heading_number(passage.text.strip())
        if number is None or first is None or number.scheme != first.scheme:
            break
        if number.value != len(items) + 1:
            break
        items.append(passage)
    if len(items) < 2:
        return
    values = [[_Figure(q, one, 0) for q in quantities(one.text)] for one in items]
    before = texts[max(0, place - 2) : place]
    heads = [_Figure(q, one, 0) for one in before for q in quantities(one.text)]
    behind = texts[place + len(items) : place + len(items) + 1]
    totals = [_Figure(q, one, 0) for one in behind for q in quantities(one.text)]
    yield from _judge(values, heads, before[-1].text if before else "", totals)


def _judge(
    items: list[list[_Figure]], heads: list[_Figure], head: str, behind: list[_Figure]
) -> Iterator[Hit]:
    """The items against the total announced in ``heads`` or told in ``behind``."""
    total, sure = None, False
    if behind and _WHOLE.search(behind[0].quantity.lead):
        total, sure = behind[0], bool(_BEHIND.match(behind[0].quantity.lead))
    elif _LOTS.search(head):
        total = _divided(items, heads)
    elif _SOURCES.search(head):
        costs = [one for one in heads if _COST.search(one.quantity.lead)]
        total = costs[-1] if costs else None
    if total is None or total.quantity.hedged or total.quantity.unit == "%":
        return
    unit = total.quantity.unit
    each = [[one for one in item if one.quantity.unit == unit] for item in items]
    if not all(len(item) == 1 and not item[0].quantity.hedged for item in each):
        return
    values = [item[0] for item in each]
    plain = [one.quantity for one in values]
    if adds_up(total.quantity, plain):
        yield from _shares(items, total.quantity)
        return
    if not (sure or one_digit_off(total.quantity, plain)):
        return
    if {one.passage.index for one in values} == {total.passage.index}:
        both = (total, *values)
        start = min(one.offset + one.quantity.start for one in both)
        end = max(one.offset + one.quantity.end for one in both)
        yield total.told(values, total.quantity, start, end)
        return
    yield total.told(values, total.quantity)
    over = total_of(plain) - total.quantity.value
    slipped = [one for one in values if one.quantity.slip_of(one.quantity.value - over)]
    if len(slipped) == 1 and not total.quantity.slip_of(total_of(plain)):
        yield slipped[0].told(values, total.quantity)


_LOTS = re.compile("分(?:[两二三四五]|\\d)?个?[批期][^。；]{0,8}[：:，。]?$")


def _divided(items: list[list[_Figure]], heads: list[_Figure]) -> _Figure | None:
    """The whole that is done in lots: the first figure of the head in the unit of every lot."""
    units = [{one.quantity.unit for one in item} for item in items]
    common = set.intersection(*units) if units else set()
    return next((one for one in heads if one.quantity.unit in common), None)


_SHARE = re.compile(r"^[，（]\s*(?:约)?占[^，。；：、\d]{0,8}$")


def _shares(items: list[list[_Figure]], total: Quantity) -> Iterator[Hit]:
    """建安工程费2.48亿元，占75.9%: the share of an item is not that of the whole."""
    for item in items:
        for part, stated in pairwise(item):
            one, share = part.quantity, stated.quantity
            if one.unit != total.unit or share.unit != "%" or not _SHARE.match(share.lead):
                continue
            right, slack = share_of(one, total)
            if not share.hedged and not share.fits(right, slack):
                message = f"按所给数字计算应占{share.near(right)}，请核对"
                hit = stated.told([part], total)
                yield replace(hit, message=message)
