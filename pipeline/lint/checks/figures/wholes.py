"""Shares of a whole that is told in another sentence: 在岗医生中某某57人，占36.1%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.checks.figures.elsewhere import only_told
from pipeline.lint.checks.figures.quantities import Quantity, measured, share_of
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_AMONG = re.compile(r"(?P<name>[\u4e00-\u9fff]{3,14})(?<![其当])当?中[，：]?[^，。；：]{1,20}$")
_SHARE = re.compile(
    r"^[^，。；：（）\d]{0,12}[，（]\s*(?:仅|约)?占(?:比|总[人户件数量]{1,2}的|其|全部)?的?(?:为|约|达|到)?$"
)
_LEAST = 3  # characters of the name of a whole


@check("wholes.among")
def among(context: Context) -> Iterator[Hit]:
    """在岗医生158人 … 在岗医生中60岁及以上75人，占36.1%: one slip explains the wrong share."""
    for passage, found in measured(context):
        if "占" not in passage.text or "中" not in passage.text or "%" not in passage.text:
            continue
        for place in range(len(found) - 1):
            part, stated = found[place], found[place + 1]
            match = _AMONG.search(part.lead) if stated.unit == "%" != part.unit else None
            if match is None or not _SHARE.match(stated.lead) or part.hedged or stated.hedged:
                continue
            start = sentence_start(passage.text, part.start)
            if any(one.unit == part.unit and one.start >= start for one in found[:place]):
                continue  # the whole may stand beside it
            whole = _whole(context, match["name"], part.unit)
            if whole is None or whole.value < part.value or part.value <= 0:
                continue
            right, slack = share_of(part, whole)
            if not stated.fits(right, slack) and _slipped(part, stated, whole):
                yield passage.hit(
                    part.start,
                    stated.end,
                    stated=passage.text[stated.start : stated.end],
                    right=stated.near(right),
                    whole=whole.shown(whole.value),
                )


def _whole(context: Context, name: str, unit: str) -> Quantity | None:
    """The figure that the text gives for the name, or for the end of it."""
    for start in range(len(name) - _LEAST + 1):
        found = only_told(context, name[start:], unit)
        if found is not None:
            return found.figure
    return None


def _slipped(part: Quantity, stated: Quantity, whole: Quantity) -> bool:
    """Whether the share, the part or the whole is right but for one slip."""
    step = stated.step * 2
    right = round(share_of(part, whole)[0] / step) * step
    meant = whole.value * stated.value / 100
    counts = (meant.to_integral_value() + more for more in (-1, 0, 1))
    fits = [
        count
        for count in counts
        if part.counted and stated.agrees(count * 100 / whole.value, Decimal(0))
    ]
    return stated.slip_of(right) or any(part.slip_of(count) for count in fits)
