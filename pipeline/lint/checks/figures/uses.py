"""What a sum is used for, part by part, and what a number includes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lint.checks.figures.quantities import Quantity, measured
from pipeline.lint.checks.figures.sums import (
    NEXT,
    adds_up,
    halves,
    one_digit_off,
    plainly,
    sum_hit,
    total_of,
)
from pipeline.lint.checks.figures.written import sentence_before
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_FOR = re.compile(r"(?:左右)?(?:将|拟|主要|全部)?(?:用于|用作|作为|投向|用来)")
_JOINED = re.compile(
    r"^(?:将|拟)?(?:用于|用作|作为|投向|用来)[^。；\d]{2,30}[，、；]\s*(?:其余|剩余|余下)?的?$"
)
_WHOLE = re.compile("资金|经费|投资|预算|补助|补贴|拨款|专款|收入|奖金|费用|安排|下达|筹集")


@check("uses.purposes")
def purposes(context: Context) -> Iterator[Hit]:
    """每年安排1200万元……600万元用于甲，300万元用于乙，200万元用于丙: one digit off in all."""
    for passage, found in measured(context):
        if passage.text.count("用于") + passage.text.count("作为") < 2:
            continue
        place = 1
        while place < len(found):
            values = _used(passage.text, found[place:])
            if len(values) > 1 and values[0].unit == "元":
                total = _before(passage.text, found[:place], values)
                if total is not None and _certain(total, values):
                    yield sum_hit(passage, 0, total, values)
            place += max(1, len(values))


def _used(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The figures from the first on of which each is said to be used for something."""
    values: list[Quantity] = []
    for one in found:
        joined = not values or _JOINED.match(one.lead)
        if not joined or one.hedged or not _FOR.match(text, one.end):
            break
        if values and one.unit != values[0].unit:
            break
        values.append(one)
    return values


def _before(text: str, found: Sequence[Quantity], values: Sequence[Quantity]) -> Quantity | None:
    """The sum that is used up: the largest of this sentence and the one before it; None when the
    parts make one of its figures, or may be some of them only."""
    rest = text[values[-1].end : text.find("。", values[-1].end)]
    if re.search(r"\d|等|其余|剩余", rest):
        return None
    start = sentence_before(text, values[0].start)
    same = [one for one in found if one.start >= start and one.unit == values[0].unit]
    largest = max(one.value for one in values)
    wholes = [one for one in same if not one.hedged and one.value > largest]
    if any(adds_up(one, values) for one in same):
        return None
    return next((one for one in reversed(wholes) if _WHOLE.search(one.lead)), None)


_INCLUDING = re.compile(
    r"^[^，。；：、（）\d]{0,8}[，（]\s*(?:主要)?(?:包括|包含|含)(?P<name>[^，。；：、\d]{1,24})$"
)


@check("uses.included")
def included(context: Context) -> Iterator[Hit]:
    """经营单位72家，包括批发企业8家、零售店65家: the parts are more, one digit off."""
    for passage, found in measured(context):
        if not re.search("包括|包含|[，（]含", passage.text):
            continue
        found = plainly(found)
        for place in range(1, len(found) - 1):
            total = found[place - 1]
            if not _INCLUDING.match(found[place].lead) or found[place].unit != total.unit:
                continue
            values = [found[place]]
            for one in found[place + 1 :]:
                match = NEXT.match(one.lead)
                if match is None or match["mark"] in "，," or one.unit != total.unit:
                    break
                values.append(one)
            exact = not any(one.hedged for one in (total, *values)) and total.unit != "%"
            rest = passage.text[values[-1].end : values[-1].end + 6]
            if len(values) < 2 or not exact or "等" in rest or adds_up(total, values):
                continue
            if _certain(total, values):
                yield sum_hit(passage, 0, total, values)


def _certain(total: Quantity, values: Sequence[Quantity]) -> bool:
    """Whether the sum is surely wrong: too much, or of three parts, and one digit explains it."""
    over = total_of(values) > total.value
    return (over or len(values) > 2 or halves(values)) and one_digit_off(total, values)
