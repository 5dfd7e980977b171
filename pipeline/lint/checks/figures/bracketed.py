"""Parts that stand in brackets behind their names: 分布在甲县（3处）、乙县（2处）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.checks.figures.quantities import Quantity, quantities
from pipeline.lint.checks.figures.sums import one_digit_off, total_of
from pipeline.lint.checks.figures.written import sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_ITEM = re.compile(r"[、和及与，]?(?P<name>[\u4e00-\u9fff]{1,16})[（(]$")
_CLOSE = "）)"
_SPREAD = re.compile(
    r"^[^，。；：、（\d]{0,12}[，：]?\s*(?:分布(?:在|于)?|分别?(?:位于|属|布在|在|为|是)|涉及|来自|包括|即|[：:])"
)
_BEHIND = re.compile(r"[）)]\s*(?:等)?(?:，|组成，)?\s*(?:合计|总计|共计?)[^，。；：、\d]{0,6}$")


@check("bracketed.sum")
def bracketed(context: Context) -> Iterator[Hit]:
    """剩余6处分布在甲县（3处）、乙县（2处）、丙县（2处）: the brackets do not make the whole."""
    for passage in passages(context):
        if not re.search(r"\d[\u4e00-\u9fff]{1,3}[）)][、，和]", passage.text):
            continue
        for sentence, offset in sentences(passage.text, "。；;！？"):
            found = quantities(sentence)
            place = 0
            while place < len(found):
                values = _run(sentence, found[place:])
                if len(values) > 1:
                    total, sure = _total(sentence, found, place, len(values))
                    if total is not None and _wrong(total, values, sure):
                        yield passage.hit(
                            offset + min(total.start, values[0].start),
                            offset + max(total.end, values[-1].end),
                            total=total.shown(total.value),
                            sum=total.shown(total_of(values)),
                        )
                place += max(1, len(values))


def _run(text: str, found: list[Quantity]) -> list[Quantity]:
    """The figures from the first on that each stand alone in a bracket behind a name."""
    values: list[Quantity] = []
    for one in found:
        lead = one.lead.lstrip(_CLOSE) if values else re.split("[，。；：、]", one.lead)[-1]
        alone = text[one.end : one.end + 1] in tuple(_CLOSE)
        if not (alone and _ITEM.match(lead)) or one.hedged:
            break
        if values and one.unit != values[0].unit:
            break
        values.append(one)
    return values


def _total(
    text: str, found: list[Quantity], place: int, count: int
) -> tuple[Quantity | None, bool]:
    """The whole of a run, and whether the words say that the run is all of it."""
    values = found[place : place + count]
    behind = found[place + count] if place + count < len(found) else None
    if behind is not None and behind.unit == values[0].unit and _BEHIND.match(behind.lead):
        return behind, "等" not in behind.lead
    if not place or found[place - 1].unit != values[0].unit:
        return None, False
    listed = text[found[place - 1].end : values[0].start]
    rest = text[values[-1].end : values[-1].end + 2]
    if "其中" in listed or "等" in rest or len(listed) > 40:
        return None, False
    return found[place - 1], _SPREAD.match(listed) is not None


def _wrong(total: Quantity, values: list[Quantity], sure: bool) -> bool:
    over = total_of(values) - total.value
    if total.hedged or total.unit == "%" or abs(over) <= (Decimal(0) if sure else total.slack):
        return False
    return sure or (len(values) > 2 and one_digit_off(total, values))
