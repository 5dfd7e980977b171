"""How much of a budget or plan has been spent: 执行率, 支出率, 到位率 with the plan further up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from pipeline.lint.checks.figures.quantities import corrected, measured, share_of
from pipeline.lint.checks.figures.written import sentence_before
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_RATE = re.compile(
    r"^[^，。；：、（\d]{0,6}[，（]\s*(?:预算|资金|投资|计划|年度|支出|经费){0,2}(?:执行|支出|完成|使用|拨付|到位|支付)率"
    r"(?:仅)?(?:为|达到?|是)?$"
)
_SPENT = re.compile("支出|执行|完成|使用|拨付|到位|支付")
_PLANNED = re.compile("预算|安排|计划|下达|概算|任务|核定|总投资|合同")


@check("executed.rate")
def rate(context: Context) -> Iterator[Hit]:
    """预算安排396万元，其中……；实际支出388.08万元，执行率97%: one digit off from 98 %."""
    for passage, found in measured(context):
        if "率" not in passage.text or "%" not in passage.text:
            continue
        for place in range(2, len(found)):
            stated, part = found[place], found[place - 1]
            if stated.unit != "%" or not _RATE.match(stated.lead) or part.unit == "%":
                continue
            start = sentence_before(passage.text, part.start)
            before = [
                one
                for one in found[: place - 1]
                if one.start >= start and one.unit == part.unit and one.value > 0
            ]
            planned = [
                one for one in before if _PLANNED.search(one.lead) and one.value >= part.value
            ]
            exact = not any(one.hedged for one in (part, stated, *before))
            if not planned or not exact or not _SPENT.search(part.lead):
                continue
            sums = [
                replace(one, value=one.value + other.value)
                for one, other in combinations(before, 2)
            ]
            if any(stated.fits(*share_of(part, one)) for one in (*before, *sums)):
                continue
            right = share_of(part, planned[0])[0]
            step = stated.step * 2
            if stated.slip_of(round(right / step) * step):
                yield corrected(passage, stated, right)
