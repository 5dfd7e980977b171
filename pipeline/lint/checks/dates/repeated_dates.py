"""The same thing asked for by two different days, and 全部26户 when 17 and 8 were told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.quantities import Quantity, all_measured, slipped_digits
from pipeline.lint.checks.figures.sums import total_of
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_BY = re.compile(
    r"(?:20\d\d年)?(?P<m>1[0-2]|[1-9])月(?P<d>[12]\d|3[01]|[1-9])日(?:（[^（）]{1,6}）)?(?:\d{1,2}时)?之?前"
    r"(?P<what>[^，。；]{2,40})"
)
_SENT = re.compile(r"(?:报送?|送|提交|反馈|上报)(?:至|到|给)?(?P<to>[\u4e00-\u9fff]{0,12})")
# the same thing is sent more than once, or on paper and as a file
_AGAIN = re.compile("[初定终]稿|电子|纸质|修改|正式|汇总|补报|首次|再次|每[月季年周]|逐级|审核")
_SAME = 4  # characters that two tasks share
_ABOUT = 3  # what stands more often is the subject of the document
_COMMON = re.compile(
    "（[^（）]*）?|[^\u4e00-\u9fff]|情况|工作|报送|报告|有关|进行|完成|书面|材料|总结|办公室|政府"
)


@dataclass(frozen=True, slots=True)
class _Due:
    """A day by which something is done: ``what`` stands behind it, ``around`` before it too; to:
    whom it is sent to (None when it is not sent)."""

    passage: Passage
    start: int
    end: int
    day: tuple[int, int]
    what: str
    around: str
    to: str | None


@check("repeated_dates.deadlines")
def deadlines(context: Context) -> Iterator[Hit]:
    """12月15日前完成协议签订 here and 12月25日前完成补偿协议签订 there: one digit apart; or one
    paper is to be sent by two days."""
    if not recognition(context).official:
        return
    whole = whole_text(context)
    dues: dict[tuple[int, int], list[_Due]] = {}
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or "前" not in passage.text:
            continue
        for one in _dues(passage):
            others = [due for other in dues if _one_slip(other, one.day) for due in dues[other]]
            for other in others:
                if _one_task(one, other, whole):
                    other_day = f"{other.day[0]}月{other.day[1]}日"
                    yield passage.hit(one.start, one.end, other=other_day)
                    break
            dues.setdefault(one.day, []).append(one)


def _dues(passage: Passage) -> Iterator[_Due]:
    for match in _BY.finditer(passage.text):
        start = sentence_start(passage.text, match.start(), "。；")
        around = passage.text[start : match.start()] + "|" + match["what"]
        sent = _SENT.search(match["what"])
        yield _Due(
            passage,
            match.start("m"),
            match.end("d") + 1,
            (int(match["m"]), int(match["d"])),
            _COMMON.sub("|", match["what"]),
            "" if _AGAIN.search(around) else _COMMON.sub("|", around),
            sent["to"] if sent else None,
        )


def _one_task(one: _Due, other: _Due, whole: str) -> bool:
    """Whether two days are for one thing."""
    if one.to and other.to and one.to[:4] != other.to[:4]:
        return False  # the school sends it to the county, the county to the city
    if other.passage.index != one.passage.index and _shared(other.what, one.what, whole):
        return True
    text = one.passage.text
    apart = other.passage.index != one.passage.index or "。" in text[other.end : one.start]
    sent = one.to is not None and other.to is not None
    return apart and sent and _shared(other.around, one.around, whole)


def _one_slip(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one digit makes one day of the other."""
    return slipped_digits(f"{one[0]:02}{one[1]:02}", f"{other[0]:02}{other[1]:02}")


def _shared(one: str, other: str, whole: str = "") -> bool:
    """Whether two tasks have so many characters running in common, which are not what all of the
    document is about (水库大坝 in one about dams)."""
    runs = (one[at : at + _SAME] for at in range(len(one) - _SAME + 1))
    return any("|" not in run and run in other and whole.count(run) <= _ABOUT for run in runs)


_ALL = re.compile(r"全部$")
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


_DAY = r"(?:20\d\d年)?(?P<{0}m>1[0-2]|[1-9])月(?P<{0}d>[12]\d|3[01]|[1-9])日"
_FROM_TO = re.compile("日(?:（[^（）]{1,6}）)?起?(?:至|到|—|－|-|～)")
_WINDOW = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{2,14})(?:时间|期限|日期|期间|期|阶段)?[为是：:（。自从于]{0,3}"
    + _DAY.format("a")
    + r"(?:（[^（）]{1,6}）)?起?(?:至|到|—|－|-|～)(?:20\d\d年)?"
    + r"(?:(?P<zm>1[0-2]|[1-9])月)?(?P<zd>[12]\d|3[01]|[1-9])日"
)
_WHEN = re.compile("(?:的?(?:时间|期限|日期|期间|阶段))+$|^[于在自从]|[为是于自从在]$")


@check("repeated_dates.windows")
def windows(context: Context) -> Iterator[Hit]:
    """（一）信息登记。6月10日至20日 here and 信息登记时间（6月10日至30日） there."""
    if not recognition(context).official:
        return
    seen: list[tuple[Passage, re.Match[str], str]] = []
    for passage in passages(context, every_story=False):
        if passage.paragraph.cell is not None or not _FROM_TO.search(passage.text):
            continue
        for match in _WINDOW.finditer(passage.text):
            label = _WHEN.sub("", _WHEN.sub("", match["label"]))
            for other, before, theirs in seen:
                apart = (
                    other.index != passage.index
                    or "。" in passage.text[before.end() : match.start()]
                )
                same = (
                    len(label) > 3
                    and len(theirs) > 3
                    and (label.endswith(theirs) or theirs.endswith(label))
                )
                if same and apart and _ends_differ(before, match):
                    start, end = match.start("am"), match.end("zd") + 1
                    yield passage.hit(start, end, other=_window(before))
                    break
            seen.append((passage, match, label))


def _ends_differ(one: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two periods begin on one day and end on two, or the other way about, by a slip."""
    first, last = [
        [(int(m["am"]), int(m["ad"])), (int(m["zm"] or m["am"]), int(m["zd"]))]
        for m in (one, other)
    ]
    same = [a == b for a, b in zip(first, last, strict=True)]
    return same.count(True) == 1 and any(_one_slip(a, b) for a, b in zip(first, last, strict=True))


def _window(match: re.Match[str]) -> str:
    return f"{match['am']}月{match['ad']}日至{match['zm'] or match['am']}月{match['zd']}日"
