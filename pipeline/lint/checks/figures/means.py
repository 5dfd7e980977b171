"""亩均, 户均 and 人均 against the amount and the number they are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.checks.figures.quantities import Quantity, corrected, measured
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_MEAN = re.compile(
    r"[，（；]\s*(?:平均)?(?P<of>[亩户人件起家村校车台公])(?:顷)?均(?P<what>[\u4e00-\u9fff]{0,8}?)(?:约|为|达到?|仅)?$"
)
_UNITS = {
    "亩": ("亩",),
    "户": ("户",),
    "人": ("人", "名"),
    "件": ("件",),
    "起": ("起",),
    "家": ("家",),
    "村": ("个", "村"),
    "校": ("所",),
    "车": ("辆",),
    "台": ("台",),
    "公": ("公顷",),
}


@check("means.each")
def each(context: Context) -> Iterator[Hit]:
    """流转土地1.2万亩，租金960万元，亩均900元: a slip of the mean, the amount or the number."""
    for passage, found in measured(context):
        if "均" not in passage.text:
            continue
        for place, stated in enumerate(found):
            match = _MEAN.search(stated.lead) if place > 1 else None
            if match is None or stated.hedged or stated.unit == "%":
                continue
            start = sentence_start(passage.text, stated.start, "。；！？")
            before = [one for one in found[:place] if one.start >= start]
            amounts = [one for one in before if one.unit == stated.unit]
            counts = [one for one in before if one.unit in _UNITS[match["of"]]]
            if len(amounts) != 1 or len(counts) != 1 or amounts[0] is counts[0]:
                continue
            one, count = amounts[0], counts[0]
            if one.hedged or count.hedged or count.value <= 0 or one.value <= stated.value:
                continue
            right = one.value / count.value
            slack = (one.slack + count.slack * right) / count.value
            if not stated.agrees(right, slack) and _slipped(stated, one, count):
                yield corrected(passage, stated, right)


def _slipped(stated: Quantity, amount: Quantity, count: Quantity) -> bool:
    """Whether one slip in one of the three makes them go together."""
    step = stated.step * 2
    mean = round(amount.value / count.value / step) * step
    return (
        stated.slip_of(mean)
        or amount.slip_of(stated.value * count.value)
        or (stated.value > 0 and count.slip_of(amount.value / stated.value))
    )
