"""What is added up in so many words: 自筹36万元，加上补助20万元，56万元全部落实."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.checks.figures.quantities import Quantity, measured
from pipeline.lint.checks.figures.sums import one_digit_off, sum_hit, total_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_PLUS = re.compile(r"^[^。；：、\d]{0,12}，\s*(?:再)?(?:加上|连同|另加|再加)[^，。；：、\d]{0,20}$")
_SUM = re.compile(r"^[^，。；：、\d]{0,10}，[^，。；：、\d]{0,20}$")


@check("added.plus")
def plus(context: Context) -> Iterator[Hit]:
    """甲共出资38万元，加上财政补助20万元，56万元全部落实: one digit off from the sum."""
    for passage, found in measured(context):
        if not re.search("加上|连同|[另再]加", passage.text):
            continue
        for place in range(1, len(found) - 1):
            if not _PLUS.match(found[place].lead):
                continue
            total = found[place + 1]
            parts = _before(found[: place + 1])
            runs = [parts[at:] for at in range(len(parts) - 1)]
            plain = _SUM.match(total.lead) and not any(one.hedged for one in (*parts, total))
            if not runs or not plain or {one.unit for one in parts} != {total.unit}:
                continue
            if any(total_of(run) == total.value for run in runs) or total.unit == "%":
                continue
            larger = total.value > max(one.value for one in parts[-2:])
            slipped = [run for run in runs if one_digit_off(total, run)]
            if larger and slipped:
                yield sum_hit(passage, 0, total, slipped[0])


def _before(found: list[Quantity]) -> list[Quantity]:
    """The quantities of one unit that end ``found``, up to the sentence that they stand in."""
    parts = [found[-1]]
    for one, behind in zip(found[-2::-1], found[::-1], strict=False):
        if one.unit != behind.unit or re.search("[。；]", behind.lead):
            break
        parts.insert(0, one)
    return parts
