"""Lists whose sum is told elsewhere: 三年分别安排1200万元、1500万元、1300万元, 4000万元 in all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.lint.checks.figures.elsewhere import Told, told
from pipeline.lint.checks.figures.quantities import Quantity, all_measured
from pipeline.lint.checks.figures.sums import (
    adds_up,
    one_digit_off,
    one_exchange,
    plainly,
    total_of,
)
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, recognition
from pipeline.lint.registry import check

_EACH = re.compile(r"(?:分别|依次)(?P<verb>[\u4e00-\u9fff]{0,8})$")
_BARE = re.compile(r"^[、，和及]\s*$")
_BY_YEAR = re.compile(
    r"(?:某年|第?[一二三四五](?:年|期|批|季度|阶段|标段))(?:度|计划|拟|将)?(?P<verb>[\u4e00-\u9fff]{0,8})$"
)
_NEXT = re.compile(r"^[、，；和]\s*")
_TOTAL = re.compile(
    r"(?:总(?:投资|额|量|数|规模|面积|里程|长度?|预算|概算|资金|经费|金额|任务|用工|需求|产量|计)|合计|共计|一共|共|计划|全长)"
    r"[^，。；：、（\d]{0,12}$"
)
_PART = re.compile("其中|每|各|平均|均|同比|增长|增加|减少|下降|余|超")
_SHARED = 2  # characters that the words of a list and of its total have in common
_TELLING = 3  # digits of a total that is not one digit off by chance


@check("told_sums.lists")
def lists(context: Context) -> Iterator[Hit]:
    """总投资4000万元。三年分别投入1200万元、1500万元、1400万元: one digit off from the total."""
    if not recognition(context).official:
        return
    for passage, found in all_measured(context):
        if passage.paragraph.cell is not None or len(found) < 2:
            continue
        place, plain = 0, plainly(found)
        while place < len(plain):
            values, said = _list(plain[place:])
            if len(values) > 1:
                total = _total(context, passage, values, said)
                if total is not None:
                    whole = total.figure
                    yield passage.hit(
                        values[0].start,
                        values[-1].end,
                        total=whole.shown(whole.value),
                        sum=whole.shown(total_of(values)),
                    )
            place += max(1, len(values))


def _list(found: Sequence[Quantity]) -> tuple[list[Quantity], str]:
    """The list that begins with the first, and the words that tell what it is of."""
    first = found[0]
    each, year = _EACH.search(first.lead), _BY_YEAR.search(first.lead)
    if first.unit == "%" or first.hedged or not (each or year):
        return [], ""
    values = [first]
    for one in found[1:]:
        joined = _BARE if each else _BY_YEAR
        more = joined.search(one.lead) and (each or _NEXT.match(one.lead))
        if not more or one.unit != first.unit or one.hedged:
            break
        values.append(one)
    least = 3 if each else 2
    return (values if len(values) >= least else []), re.split("[。；]", first.lead)[-1]


def _total(
    context: Context, passage: Passage, values: Sequence[Quantity], said: str
) -> Told | None:
    """The total of the text that the list is of, when it is one digit off; None when the list may
    be right: its sum is told, or it is no list of parts."""
    if _PART.search(said) or not total_of(values):
        return None
    same = [one for one in told(context) if one.figure.unit == values[0].unit]
    if any(adds_up(one.figure, values) for one in same):
        return None
    starts = {one.start for one in values}
    second = sorted(one.value for one in values)[-2]
    totals = [
        one
        for one in same
        if one.figure.value > second
        and not one.figure.hedged
        and not (one.passage.index == passage.index and one.figure.start in starts)
        and _TOTAL.search(one.figure.lead)
        and not _PART.search(re.split("[，。；：]", one.figure.lead)[-1])
        and (_alike(one.said, said) or _here(one, passage, values))
        and abs(one.passage.index - passage.index) <= _NEAR
        and _digits(one.figure) >= _TELLING
    ]
    return next((one for one in totals if one_digit_off(one.figure, values)), None)


def _here(one: Told, passage: Passage, values: Sequence[Quantity]) -> bool:
    """Whether a total stands before its list in one paragraph and two digits are exchanged."""
    before = one.passage.index == passage.index and one.figure.end <= values[0].start
    return before and one_exchange(one.figure, values)


_NEAR = 12  # paragraphs between a total and its list


def _digits(one: Quantity) -> int:
    return len(format((one.value / one.step / 2).normalize(), "f"))


def _alike(one: str, other: str) -> bool:
    """Whether two phrases share two characters running that tell what is counted."""
    runs = (one[at : at + _SHARED] for at in range(len(one) - 1))
    return any(run in other and not _COMMON.search(run) for run in runs)


_COMMON = re.compile("[总共计划全年县市区省度分别依次为是达]")
