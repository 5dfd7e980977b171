"""So much a head and a day, so many days: 每生每天5元，按200天计算，每生每年1000元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.checks.figures.quantities import Quantity, corrected, quantities
from pipeline.lint.checks.figures.written import sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_RATE = re.compile(
    r"每(?:(?P<head>人|生|名|位|户|床|台|辆|车|岗|艘|班)[\u4e00-\u9fff]{0,4}?)?(?P<each>每)?(?P<time>天|日|月|学期|周)"
    r"[^，。；：、\d]{0,8}$"
)
_TIMES = re.compile(r"(?<![\d第])(?P<n>\d{1,3})(?:天|个月|周|个?学期)(?!前|内|以)")
_A_HEAD = re.compile(r"每(?:人|生|名|位|户|床|台|辆|车|岗|艘|班)")
_PEOPLE = frozenset("人名户台辆艘个")
_NO = re.compile("不足|超过|以上|最高|起付|封顶|不超|左右|分别|或|阶梯")


@check("daily_rates.amount")
def amount(context: Context) -> Iterator[Hit]:
    """每人每天120元，38人培训5天，共需28800元: another amount than rate by heads by days."""
    for passage in passages(context):
        if "每" not in passage.text or "元" not in passage.text:
            continue
        for sentence, offset in sentences(passage.text, "。；！？"):
            if not _TIMES.search(sentence) or _NO.search(sentence):
                continue
            for stated, right in _wrong(sentence, quantities(sentence)):
                hit = corrected(passage, stated, right)
                start, end = offset + stated.start, offset + stated.end
                shown = passage.text[start:end]
                yield passage.hit(start, end, stated=shown, right=hit.values["right"])


def _wrong(sentence: str, found: list[Quantity]) -> Iterator[tuple[Quantity, Decimal]]:
    """The amounts of a sentence that are not made of its rate, with what they should be."""
    rates = [(q, m) for q in found if q.unit == "元" and (m := _RATE.search(q.lead))]
    if len(rates) != 1 or any(one.hedged for one in found):
        return
    rate, match = rates[0]
    unit = match["time"].replace("日", "天")
    counts = {int(m["n"]) for m in _TIMES.finditer(sentence) if m.group().endswith(unit)}
    heads = {q.value for q in found if q.unit in _PEOPLE and q is not rate}
    if len(counts) != 1 or len(heads) > 1 or bool(match["head"]) is not bool(match["each"]):
        return
    times = Decimal(counts.pop())
    for one in found:
        if one is rate or one.unit != "元":
            continue
        a_head = match["head"] is None or _A_HEAD.search(one.lead)
        if not a_head and not heads:
            continue
        right = rate.value * times * (Decimal(1) if a_head else next(iter(heads)))
        others = {rate.value * times, rate.value * times * (max(heads) if heads else 1)}
        if not any(one.agrees(other, Decimal(0)) for other in others) and one.slip_of(right):
            yield one, right
