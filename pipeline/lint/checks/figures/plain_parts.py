"""A whole and the list of its parts behind a comma: 招聘60名，小学32名、初中18名、高中12名."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.checks.figures.quantities import Quantity, measured
from pipeline.lint.checks.figures.sums import (
    NO_PART,
    adds_up,
    one_digit_off,
    plainly,
    sum_hit,
    total_of,
)
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_FIRST = re.compile(r"^[^，。；：、（）\d]{0,10}，[^，。；：、（）\d]{2,10}$")
_NEXT = re.compile(r"^、[^，。；：、（）\d]{2,10}$")
_NEAR = 5  # the sum is off by no more than a fifth of the whole


@check("plain_parts.sum")
def plain_list(context: Context) -> Iterator[Hit]:
    """巡检286公里，一季度86公里、二季度104公里、三季度98公里: one digit off from the whole."""
    for passage, found in measured(context):
        if "、" not in passage.text or len(found) < 4:
            continue
        found = plainly(found)
        for place in range(1, len(found) - 2):
            total, values = found[place - 1], _listed(found[place:])
            if len(values) < 3 or total.unit != values[0].unit or total.hedged:
                continue
            rest = passage.text[values[-1].end : values[-1].end + 2]
            largest = max(one.value for one in values)
            off = abs(total_of(values) - total.value) * _NEAR <= total.value
            ends = rest[:1] in ("", "。", "；") and total.value > largest
            wrong = not adds_up(total, values) and one_digit_off(total, values)
            if ends and off and wrong:
                yield sum_hit(passage, 0, total, values)


def _listed(found: list[Quantity]) -> list[Quantity]:
    """The list joined by 、 that begins with the first figure, when each is a plain part."""
    values: list[Quantity] = []
    for one in found:
        joined = _NEXT if values else _FIRST
        if not joined.match(one.lead) or one.unit != found[0].unit or one.unit == "%":
            break
        if one.hedged or NO_PART.search(one.lead.split("，")[-1]):
            return []
        values.append(one)
    return values
