"""Parts told clause by clause, each with more figures behind it, against the whole before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lint.checks.figures.quantities import Quantity, measured
from pipeline.lint.checks.figures.sums import adds_up, one_digit_off, total_of
from pipeline.lint.checks.figures.written import sentence_before
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_FIRST = re.compile(r"其中\s*[：:，]?\s*(?P<name>[^，。；：\d]{2,24})$")
_NEXT = re.compile(r"；\s*(?P<name>[^，。；：\d]{2,24})$")
_SAID = re.compile(r"(?:了|约|为|是|共|共有|有|达到?|至)*$")
_NOT_ADDED = re.compile("人均|户均|平均|均价|单价|价格|标准|率")
_TAIL = 2  # characters that the whole and all its parts have in common at their end


@check("clauses.parts")
def parts(context: Context) -> Iterator[Hit]:
    """办结33763件，办结率97.7%。其中，县级办结23549件，……；市直办结10124件: one digit off."""
    for passage, found in measured(context):
        if "其中" not in passage.text or "；" not in passage.text:
            continue
        for place, one in enumerate(found):
            first = _FIRST.search(one.lead) if place else None
            if first is None or one.unit == "%":
                continue
            tail = _SAID.sub("", first["name"])[-_TAIL:]
            values = _parts(found, place, tail)
            if len(values) < 2 or _NOT_ADDED.search(one.lead):
                continue
            end = passage.text.find("。", one.end)
            closed = not any(
                q.unit == one.unit and values[-1].start < q.start < end and _tail(q) == tail
                for q in found
            )
            whole = _whole(found[:place], one.unit, tail, passage.text, one.start)
            named = whole is not None
            whole = whole or _near(found[:place], one.unit, tail, passage.text, one.start)
            if whole is None or not closed:
                continue
            over = named and len(values) > 2 and total_of(values) > whole.value + whole.slack
            if not adds_up(whole, values) and (one_digit_off(whole, values) or over):
                yield passage.hit(
                    values[0].start,
                    values[-1].end,
                    total=whole.shown(whole.value),
                    sum=whole.shown(total_of(values)),
                )


def _tail(one: Quantity) -> str:
    return _SAID.sub("", one.lead)[-_TAIL:]


def _parts(found: Sequence[Quantity], place: int, tail: str) -> list[Quantity]:
    """The figure at ``place`` and the first figure of every clause behind it that is said of the
    same thing; fewer than two when a clause begins with another figure."""
    values = [found[place]]
    for one in found[place + 1 :]:
        if "。" in one.lead or one.hedged:
            break
        if not _NEXT.search(one.lead):
            continue
        if one.unit != values[0].unit or _tail(one) != tail:
            return []
        values.append(one)
    return values


def _whole(
    found: Sequence[Quantity], unit: str, tail: str, text: str, before: int
) -> Quantity | None:
    """The figure of this sentence or the one before it that is said of the same thing."""
    start = sentence_before(text, before)
    named = [
        one
        for one in found
        if one.unit == unit and one.start >= start and _tail(one) == tail and not one.hedged
    ]
    return named[0] if len(named) == 1 else None


def _near(
    found: Sequence[Quantity], unit: str, tail: str, text: str, before: int
) -> Quantity | None:
    """The figure that begins this sentence or the one before it, when its name ends like those of
    the parts: 生产总值 and 增加值, 零售总额 and 零售额."""
    start = sentence_before(text, before)
    inside = [one for one in found if one.start >= start and not one.hedged]
    if not inside or inside[0].unit != unit or len([q for q in inside if q.unit == unit]) > 1:
        return None
    return inside[0] if _tail(inside[0])[-1:] == tail[-1:] else None
