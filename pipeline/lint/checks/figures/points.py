"""Percentage points held against the two percentages they lie between."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.checks.figures.quantities import corrected, measured
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_APART = re.compile(
    r"^[^，。；\d]{0,4}[，（]?\s*(?:比|较)(?P<than>[^，。；\d]{2,12}?)(?:平均)?(?:水平)?(?:高出?|低|高于|低于)了?$"
)


@check("points.apart")
def apart(context: Context) -> Iterator[Hit]:
    """68%，比全县平均水平低24个百分点。全县为82%: one digit off from the difference."""
    for passage, found in measured(context):
        if "个百分点" not in passage.text:
            continue
        for place, stated in enumerate(found):
            match = _APART.match(stated.lead)
            if stated.unit != "个百分点" or not match or not place or stated.hedged:
                continue
            one = found[place - 1]
            others = [
                q
                for q in (*found[max(0, place - 3) : place - 1], *found[place + 1 : place + 3])
                if q.unit == "%" and match["than"][:2] in q.lead
            ]
            gaps = [abs(q.value - one.value) for q in others]
            if one.unit != "%" or not gaps or any(stated.agrees(gap, one.slack) for gap in gaps):
                continue
            if stated.slip_of(gaps[0]):
                yield corrected(passage, stated, gaps[0])


_BOUND = re.compile(
    r"^[，（]\s*(?:已|均|仍|分别)?(?:比|较|低于|高于|超过|超出|高出)[^，。；、\d%]{0,12}$"
)
_BOUND_END = re.compile(
    r"^的?[^，。；、\d%]{0,8}(?:要求|目标|标准|水平|任务|指标|均值|平均值?|底线|红线|上限|下限)?[^，。；、\d%]{0,4}$"
)


@check("points.from_bound")
def from_bound(context: Context) -> Iterator[Hit]:
    """72.5%，低于80%的要求5.7个百分点: the points are not the difference of the two."""
    for passage, found in measured(context):
        if "个百分点" not in passage.text or "%" not in passage.text:
            continue
        for one, bound, stated in zip(found, found[1:], found[2:], strict=False):
            if (one.unit, bound.unit, stated.unit) != ("%", "%", "个百分点"):
                continue
            if not _BOUND.match(bound.lead) or not _BOUND_END.match(stated.lead):
                continue
            exact = not (one.hedged or stated.hedged) and bound.lead.strip("，（")[:1] not in "比较"
            right = abs(one.value - bound.value)
            if exact and not stated.agrees(right, one.slack + bound.slack):
                yield corrected(passage, stated, right)
