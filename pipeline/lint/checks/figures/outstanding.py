"""What is still to be done, against the whole and what is done in the sentences before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from pipeline.lint.checks.figures.quantities import Quantity, corrected, measured
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_LEFT = re.compile(
    r"(?:尚未|还未|仍未|还没有?|尚有|还有|仍有|未|剩余|其余|余下)(?P<verb>[\u4e00-\u9fff]{0,8}?)(?:的|有|仅)?(?:只|仅)?(?:有|剩)?$"
)
_OPEN = re.compile(
    r"[\u4e00-\u9fff]{0,6}?(?:尚未|还未|仍未|未|没有|待)(?P<verb>[\u4e00-\u9fff]{2})"
)
_DONE = re.compile(r"已经?(?P<verb>[\u4e00-\u9fff]{2,6})(?:了)?$")
_WHOLE = re.compile(
    r"(?:共|共有|总数|计划|应|需|涉及|现有|列入|任务|全部|总计|合计|登记|排查|发现)"
)
_FURTHEST = 160  # characters from the whole to what is left
_MOST = 6


@check("outstanding.rest")
def rest(context: Context) -> Iterator[Hit]:
    """涉及432户，已签约428户。……尚未签约的5户: another number than is left of the whole."""
    for passage, found in measured(context):
        if len(found) < 3 or "已" not in passage.text:
            continue
        for place in range(2, len(found)):
            left = found[place]
            verb = _undone(passage.text, left)
            before = [
                one
                for one in found[:place]
                if one.unit == left.unit and left.start - one.end < _FURTHEST
            ][-_MOST:]
            if verb is None or left.hedged or left.unit == "%" or any(q.hedged for q in before):
                continue
            pair = _pair(before, verb)
            if pair is None or pair[1] is not before[-1] or _made(left, before):
                continue
            if "。" in passage.text[pair[1].end : left.start] and _slipped(*pair, left):
                yield corrected(passage, left, pair[0].value - pair[1].value)


def _undone(text: str, left: Quantity) -> str | None:
    """The two characters that say what has not been done to the figure."""
    lead = re.split("[，。；：、（]", left.lead)[-1]
    match = _LEFT.search(lead)
    if match is None:
        return None
    verb = str(match["verb"])[:2]
    if len(verb) == 2:
        return verb
    behind = _OPEN.match(text, left.end)
    return behind["verb"] if behind else None


def _pair(before: Sequence[Quantity], verb: str) -> tuple[Quantity, Quantity] | None:
    """The whole and what is done of it, that being told with the same verb."""
    for at in range(len(before) - 1, 0, -1):
        done = _DONE.search(re.split("[，。；：、（]", before[at].lead)[-1])
        if done is None or not done["verb"].startswith(verb):
            continue
        whole = before[at - 1]
        if whole.value > before[at].value and _WHOLE.search(whole.lead):
            return whole, before[at]
        return None
    return None


def _slipped(whole: Quantity, done: Quantity, left: Quantity) -> bool:
    """Whether one slip in one of the three makes them go together."""
    return (
        left.slip_of(whole.value - done.value)
        or done.slip_of(whole.value - left.value)
        or whole.slip_of(done.value + left.value)
    )


def _made(left: Quantity, before: Sequence[Quantity]) -> bool:
    """Whether the figure is made of others before it in any way, or one of them."""
    for signs in product((0, 1, -1), repeat=len(before)):
        value = sum((s * q.value for s, q in zip(signs, before, strict=True)), Decimal(0))
        if any(signs) and abs(value - left.value) <= left.slack:
            return True
    return False
