"""Meetings before they are called: clashes of people and rooms, 无会日, notice, papers, agendas.

Reads a CSV or .xlsx table whose columns are called as in ``COLUMNS`` (or ``_ALIASES``).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem, FileProblem
from pipeline.files import decode_text, read_bytes
from pipeline.gongwen.calendar import WEEKDAYS, is_workday, rest_name, workdays_between
from pipeline.review.clock import parse_day
from pipeline.review.rules import Rules

COLUMNS = (
    "会议",
    "日期",
    "开始",
    "结束",
    "地点",
    "主持",
    "参会",
    "议题",
    "材料",
    "通知日期",
    "备案日期",
)
_NEEDED = ("会议", "日期", "开始", "结束")
_ALIASES = {
    "会议名称": "会议",
    "名称": "会议",
    "会议日期": "日期",
    "开始时间": "开始",
    "结束时间": "结束",
    "会议地点": "地点",
    "会议室": "地点",
    "主持人": "主持",
    "参会人员": "参会",
    "参加人员": "参会",
    "会议议题": "议题",
    "材料状态": "材料",
    "会议材料": "材料",
    "通知时间": "通知日期",
    "方案备案日期": "备案日期",
}
_READY = re.compile(r"^(?:已|齐|完成|定稿|报审|就绪|有$|是$|无需|不需要)")
_SPLIT = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True, slots=True)
class Meeting:
    """One row. line: row number in the table (the heading is 1)."""

    line: int
    name: str
    day: date
    start: time
    end: time
    place: str
    chair: str
    people: tuple[str, ...]
    topics: tuple[str, ...]
    papers: str | None
    noticed: date | None
    filed: date | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """One finding. lines: the rows concerned; severity: error or warning."""

    rule: str
    severity: str
    lines: tuple[int, ...]
    message: str


def read_meetings(path: Path) -> tuple[Meeting, ...]:
    """The meetings of a CSV or .xlsx table; raises DataProblem naming row and column."""
    if path.suffix.lower() == ".xlsx":
        rows = _xlsx_rows(path)
    else:
        try:
            text = decode_text(read_bytes(path))
        except UnicodeDecodeError:
            raise FileProblem(f"{path} 不是 CSV 表格；请用 Excel 另存为 CSV 或 .xlsx。") from None
        rows = [list(row) for row in csv.reader(io.StringIO(text.replace("\x00", "")))]
    if not rows:
        raise DataProblem(f"{path} 是空的。")
    heads = [_ALIASES.get(cell.strip(), cell.strip()) for cell in rows[0]]
    missing = [name for name in _NEEDED if name not in heads]
    if missing:
        raise DataProblem(
            f"{path} 第一行缺少“{'、'.join(missing)}”列；可用的列有：{'、'.join(COLUMNS)}。"
        )
    meetings = []
    for line, row in enumerate(rows[1:], 2):
        values = {head: cell.strip() for head, cell in zip(heads, row, strict=False)}
        if any(values.values()):
            meetings.append(_meeting(values, line, path))
    return tuple(meetings)


def _xlsx_rows(path: Path) -> list[list[str]]:
    from pipeline.review.sheets import read_sheet

    return read_sheet(read_bytes(path), path.name)


def _meeting(values: Mapping[str, str], line: int, path: Path) -> Meeting:
    where = f"{path.name} 第{line}行"
    try:
        day = parse_day(values["日期"].split(" ")[0])
        noticed, filed = (
            parse_day(values[name].split(" ")[0]) if values.get(name) else None
            for name in ("通知日期", "备案日期")
        )
    except DataProblem as error:
        raise DataProblem(f"{where}：{error}") from None
    start, end = _time(values["开始"], where), _time(values["结束"], where)
    if end <= start:
        raise DataProblem(
            f"{where}：结束时间 {values['结束']} 不在开始时间 {values['开始']} 之后。"
        )
    return Meeting(
        line=line,
        name=values["会议"] or f"第{line}行的会议",
        day=day,
        start=start,
        end=end,
        place=values.get("地点", ""),
        chair=values.get("主持", ""),
        people=_parts(values.get("参会", "")),
        topics=_parts(values.get("议题", "")),
        papers=values.get("材料"),
        noticed=noticed,
        filed=filed,
    )


def _time(text: str, where: str) -> time:
    match = re.search(r"(\d{1,2})\s*[:：时]\s*(\d{1,2})?", text)
    if match:
        try:
            return time(int(match[1]), int(match[2] or 0))
        except ValueError:
            pass
    raise DataProblem(f"{where}：时间“{text}”不对，应写成 9:30 的样子。")


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _SPLIT.split(text) if part.strip())


def check_meetings(
    meetings: Sequence[Meeting], rules: Rules, folders: Sequence[Path] = ()
) -> tuple[Clash, ...]:
    """Everything wrong with a plan of meetings, in the order of the rows."""
    limits = rules.data["meetings"]
    found: list[Clash] = []
    for meeting in meetings:
        found.extend(_one(meeting, limits, folders))
    for first, second in combinations(sorted(meetings, key=lambda m: (m.day, m.start)), 2):
        found.extend(_two(first, second, limits))
    return tuple(sorted(found, key=lambda clash: (clash.lines, clash.rule)))


def _one(meeting: Meeting, limits: Mapping[str, Any], folders: Sequence[Path]) -> Iterator[Clash]:
    lines = (meeting.line,)
    weekday = WEEKDAYS[meeting.day.weekday()]
    day = f"{meeting.day.month}月{meeting.day.day}日（{weekday}）"
    if not is_workday(meeting.day, folders):
        why = rest_name(meeting.day, folders)
        yield Clash("rest-day", "warning", lines, f"“{meeting.name}”定在{day}，是{why}。")
    elif weekday in limits["no_meeting_weekdays"]:
        yield Clash("no-meeting-day", "warning", lines, f"“{meeting.name}”定在{day}，是无会日。")
    if week_of_month(meeting.day) in limits["no_meeting_weeks"]:
        number = week_of_month(meeting.day)
        message = f"“{meeting.name}”定在{day}，是本月第{number}周，为无会周。"
        yield Clash("no-meeting-week", "warning", lines, message)
    if meeting.noticed is not None:
        given = workdays_between(meeting.noticed, meeting.day, folders)
        if given < limits["notice_workdays"]:
            needed = limits["notice_workdays"]
            message = f"“{meeting.name}”提前 {given} 个工作日通知，至少要 {needed} 个。"
            yield Clash("short-notice", "warning", lines, message)
    if meeting.filed is not None:
        given = workdays_between(meeting.filed, meeting.day, folders)
        if given < limits["plan_workdays"]:
            needed = limits["plan_workdays"]
            message = f"“{meeting.name}”的方案提前 {given} 个工作日备案，至少要 {needed} 个。"
            yield Clash("short-plan", "warning", lines, message)
    yield from _portfolio(meeting, limits.get("portfolios") or {}, lines)
    if meeting.papers is not None and not _READY.match(meeting.papers):
        state = meeting.papers or "未填"
        yield Clash(
            "papers", "error", lines, f"“{meeting.name}”的材料没有准备好（{state}），不宜上会。"
        )
    hours = _minutes(meeting.start, meeting.end) / 60
    if hours > limits["max_hours"]:
        message = f"“{meeting.name}”排了 {hours:g} 小时，超过 {limits['max_hours']} 小时。"
        yield Clash("too-long", "warning", lines, message)


def _portfolio(
    meeting: Meeting, portfolios: Mapping[str, Sequence[str]], lines: tuple[int, ...]
) -> Iterator[Clash]:
    """A chair whose portfolio the topics are not in, while they are in another leader's."""
    chair = next((name for name in portfolios if name in meeting.chair), "")
    about = "、".join((meeting.name, *meeting.topics))
    if not chair or any(word in about for word in portfolios[chair]):
        return
    for other, words in portfolios.items():
        word = next((word for word in words if word in about), "")
        if other != chair and word:
            message = f"“{meeting.name}”由{chair}主持，议题“{word}”属于{other}分管，请确认主持人。"
            yield Clash("portfolio", "warning", lines, message)
            return


def _two(first: Meeting, second: Meeting, limits: Mapping[str, Any]) -> Iterator[Clash]:
    lines = (first.line, second.line)
    if first.day == second.day:
        yield from _same_day(first, second, limits, lines)
    if abs((second.day - first.day).days) <= limits["merge_days"]:
        shared = _shared_topic(first, second, float(limits["merge_similarity"]))
        if shared:
            message = (
                f"“{first.name}”和“{second.name}”相隔不到 {limits['merge_days']} 天，"
                f"议题相近（{shared}），可考虑合并召开。"
            )
            yield Clash("merge", "warning", lines, message)


def _same_day(
    first: Meeting, second: Meeting, limits: Mapping[str, Any], lines: tuple[int, int]
) -> Iterator[Clash]:
    overlap = second.start < first.end
    shared = [name for name in _everyone(first) if name in _everyone(second)]
    moment = f"{second.day.month}月{second.day.day}日 {second.start:%H:%M}"
    if overlap:
        if first.place and first.place == second.place:
            message = f"{moment}，{first.place}同时排了“{first.name}”和“{second.name}”。"
            yield Clash("room", "error", lines, message)
        for name in shared:
            role = "主持" if name in (first.chair, second.chair) else "参加"
            message = f"{moment}，{name}要同时{role}“{first.name}”和“{second.name}”。"
            yield Clash("person", "error", lines, message)
    elif first.place != second.place and first.place and second.place:
        gap = _minutes(first.end, second.start)
        if shared and gap < limits["travel_minutes"]:
            message = (
                f"{'、'.join(shared)}从{first.place}（“{first.name}”）到{second.place}"
                f"（“{second.name}”）只有 {gap} 分钟，至少留 {limits['travel_minutes']} 分钟。"
            )
            yield Clash("travel", "warning", lines, message)


def _everyone(meeting: Meeting) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*((meeting.chair,) if meeting.chair else ()), *meeting.people)))


def _shared_topic(first: Meeting, second: Meeting, least: float) -> str:
    from rapidfuzz.fuzz import ratio

    for one in first.topics:
        for other in second.topics:
            if min(len(one), len(other)) >= 4 and ratio(one, other) >= least * 100:
                return one if one == other else f"{one}／{other}"
    return ""


def _minutes(start: time, end: time) -> int:
    day = date(2000, 1, 1)
    return int((datetime.combine(day, end) - datetime.combine(day, start)).total_seconds() // 60)


def week_of_month(day: date) -> int:
    """Which week of its month a day lies in: the week (Monday first) of the 1st is week 1."""
    return (day.day + date(day.year, day.month, 1).weekday() - 1) // 7 + 1
