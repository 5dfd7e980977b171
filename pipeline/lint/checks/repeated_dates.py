"""The same thing asked for by two different days, and 全部26户 when 17 and 8 were told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.quantities import Quantity, all_measured, slipped_digits
from pipeline.lint.checks.sums import total_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition
from pipeline.lint.registry import check

_BY = re.compile(
    r"(?:20\d\d年)?(?P<m>1[0-2]|[1-9])月(?P<d>[12]\d|3[01]|[1-9])日(?:\d{1,2}时)?前(?P<what>[^，。；]{4,40})"
)
_SAME = 4  # characters that two tasks share
_COMMON = re.compile(
    "（[^（）]*）?|[^\u4e00-\u9fff]|情况|工作|报送|报告|有关|进行|完成|书面|材料|总结|办公室|政府"
)


@dataclass(frozen=True, slots=True)
class _Due:
    passage: Passage
    start: int
    end: int
    day: tuple[int, int]
    what: str


@check("repeated_dates.deadlines")
def deadlines(context: Context) -> Iterator[Hit]:
    """12月15日前完成协议签订 here and 12月25日前完成补偿协议签订 there: one digit apart."""
    if not recognition(context).official:
        return
    dues: list[_Due] = []
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or "前" not in passage.text:
            continue
        for match in _BY.finditer(passage.text):
            day = int(match["m"]), int(match["d"])
            end = match.end("d") + 1
            one = _Due(passage, match.start("m"), end, day, _COMMON.sub("|", match["what"]))
            for other in dues:
                if other.passage.index == passage.index or other.day == day:
                    continue
                if _one_slip(other.day, day) and _shared(other.what, one.what):
                    other_day = f"{other.day[0]}月{other.day[1]}日"
                    yield passage.hit(one.start, one.end, other=other_day)
                    break
            dues.append(one)


def _one_slip(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one digit makes one day of the other."""
    return slipped_digits(f"{one[0]:02}{one[1]:02}", f"{other[0]:02}{other[1]:02}")


def _shared(one: str, other: str) -> bool:
    """Whether two tasks have so many characters running in common."""
    runs = (one[at : at + _SAME] for at in range(len(one) - _SAME + 1))
    return any("|" not in run and run in other for run in runs)


_ALL = re.compile(r"全部$")
_LISTED = re.compile("[^，。；]{0,4}[、，]")
_STILL = re.compile(r"(?:还有|尚有|仍有|有)$")


@check("repeated_dates.all_of_them")
def all_of_them(context: Context) -> Iterator[Hit]:
    """东湖区还有17户、西城区还有8户 in one paragraph and 完成全部26户 in the next."""
    if not recognition(context).official:
        return
    seen: list[Quantity] = []
    runs: list[list[Quantity]] = []
    for passage, found in all_measured(context):
        if passage.paragraph.cell is not None:
            continue
        for one in found:
            if _ALL.search(one.lead) and not one.hedged and one.unit != "%":
                told = [run for run in runs[-4:] if run[0].unit == one.unit]
                known = any(q.value == one.value and q.unit == one.unit for q in seen)
                known = known or any(total_of(run) == one.value for run in told)
                slips = [run for run in told if one.slip_of(total_of(run))]
                if slips and not known:
                    right = one.shown(total_of(slips[-1]))
                    yield passage.hit(one.start, one.end, right=right)
            seen.append(one)
        runs += _runs(found)


def _runs(found: list[Quantity]) -> Iterator[list[Quantity]]:
    """Lists of what is still left, told place by place: 甲区还有17户、乙区还有8户."""
    run: list[Quantity] = []
    for one in found:
        left = _STILL.search(one.lead) and not one.hedged
        if left and (
            not run or (run[0].unit == one.unit and re.match("^[^，。；]{0,4}[、，]", one.lead))
        ):
            run.append(one)
            continue
        if len(run) > 1:
            yield run
        run = [one] if left else []
    if len(run) > 1:
        yield run
