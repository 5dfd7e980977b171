"""The same thing asked for by two different days, and 全部26户 when 17 and 8 were told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures import sentence_start
from pipeline.lint.checks.quantities import Quantity, all_measured, slipped_digits
from pipeline.lint.checks.sums import total_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition, whole_text
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
    dues: dict[tuple[int, int], list[_Due]] = {}
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or "前" not in passage.text:
            continue
        for match in _BY.finditer(passage.text):
            day = int(match["m"]), int(match["d"])
            end = match.end("d") + 1
            one = _Due(passage, match.start("m"), end, day, _COMMON.sub("|", match["what"]))
            others = [due for other in dues if _one_slip(other, day) for due in dues[other]]
            for other in others:
                if other.passage.index != passage.index and _shared(other.what, one.what):
                    other_day = f"{other.day[0]}月{other.day[1]}日"
                    yield passage.hit(one.start, one.end, other=other_day)
                    break
            dues.setdefault(day, []).append(one)


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


_TO_BE_SENT = re.compile(
    r"(?P<day>(?:20\d\d年)?(?P<m>1[0-2]|[1-9])月(?P<d>[12]\d|3[01]|[1-9])日)(?:（[^（）]{1,6}）)?(?:\d{1,2}时)?之?前[^，。；]{0,16}?(?:报送|报至|报|提交|反馈|送达|填报|上报|送)"
)
_ANNEX = re.compile(r"附件\s*(\d{1,2})?")


@check("repeated_dates.annex")
def annex(context: Context) -> Iterator[Hit]:
    """对照附件2准备材料，于4月10日前报送, and in annex 2: 于4月15日前报送."""
    if not recognition(context).official:
        return
    texts = passages(context, every_story=False)
    within: dict[int, list[tuple[Passage, re.Match[str]]]] = {}
    for passage in texts:
        if passage.annex and "前" in passage.text:
            found = [(passage, match) for match in _TO_BE_SENT.finditer(passage.text)]
            within.setdefault(passage.annex, []).extend(found)
    for passage in texts if any(within.values()) else ():
        if (
            passage.annex
            or "附件" not in passage.text
            or passage.element not in (Element.BODY, *HEADINGS)
        ):
            continue
        for sentence in re.split("[。；]", passage.text):
            named = {int(one or 1) for one in _ANNEX.findall(sentence)}
            days = list(_TO_BE_SENT.finditer(sentence))
            if len(named) != 1 or len(days) != 1:
                continue
            there = within.get(named.pop(), [])
            if len(there) == 1 and _day(there[0][1]) != _day(days[0]):
                where, match = there[0]
                yield where.hit(match.start("day"), match.end("day"), other=days[0]["day"])


def _day(match: re.Match[str]) -> tuple[int, int]:
    return int(match["m"]), int(match["d"])


_OFTEN = re.compile(
    r"每(?P<every>半年|季度|季|月|周|年|两年|半月|两个?月|学期)(?:至少|不少于|应当|要|须|原则上){0,2}(?P<do>组织|开展|召开|进行|举行|举办)?(?:至少|不少于)?"
    r"(?P<n>[1-9一两二三四])次(?P<what>[\u4e00-\u9fff]{3,12})"
)


@check("repeated_dates.frequency")
def frequency(context: Context) -> Iterator[Hit]:
    """养老机构……每半年至少组织1次应急演练 here, 督促养老机构每季度至少组织1次应急演练 there."""
    if not recognition(context).official or "次" not in whole_text(context):
        return
    seen: list[tuple[Passage, re.Match[str], str]] = []
    for passage in passages(context, every_story=False):
        for match in _OFTEN.finditer(passage.text) if "次" in passage.text else ():
            start = sentence_start(passage.text, match.start())
            whose = _COMMON.sub("|", passage.text[start : match.start()])
            for other, before, theirs in seen:
                same = before["what"] == match["what"] and before["do"] == match["do"]
                often = (before["every"], before["n"]) == (match["every"], match["n"])
                apart = not often and other.index != passage.index
                if (
                    same
                    and apart
                    and (_shared(whose, theirs) or (len(whose) > 2 and whose == theirs))
                ):
                    said = before.group()[: -len(before["what"])]
                    yield passage.hit(match.start(), match.start("what"), other=said)
                    break
            seen.append((passage, match, whose))
