"""督办: tasks from decisions and minutes: one owner, a date, a standard, a confirmed end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import DataProblem, HongtouError
from pipeline.gongwen.calendar import workdays_between
from pipeline.review.rules import Rules
from pipeline.review.state import Task

_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:前|之前|以前|底前)?")
_MONTH_END = re.compile(r"(?:(\d{4})年)?(\d{1,2})月底前?")
_YEAR_END = re.compile(r"(?:(\d{4})年|今年|本年)?年底前?")
_LEAD = re.compile(
    r"(?:由|请)?([\u4e00-\u9fff]{2,20}?(?:局|委|办|厅|部|院|中心|公司|政府|科|处|室))"
    r"(?=负责|牵头|会同|组织|抓紧|尽快|于|在|按|对|同|，)"
)
_SENTENCE = re.compile(r"[^。；;！？\n]+[。；;！？]?")
_DUTY = re.compile(r"牵头|负责|会同|要(?:在|于|抓紧|尽快)|完成|制定|上报|报送|研究提出")


@dataclass(frozen=True, slots=True)
class Found:
    """A task found in minutes. problems: what it lacks, in sentences; fatal: it has no owner."""

    content: str
    owners: tuple[str, ...]
    due: date | None
    problems: tuple[str, ...]
    fatal: bool


def check_task(
    content: str, owner: str, due: date, standard: str, rules: Rules, today: date
) -> tuple[str, ...]:
    """Warnings about a task; raises HongtouError when it has no owner, several, or no content."""
    if not content.strip():
        raise HongtouError("交办事项没有写内容。")
    owners = [name for name in re.split(r"[、，,；;\s]+", owner) if name.strip()]
    if not owners:
        raise HongtouError(f"“{content}”没有写牵头单位（--owner），没有人负责的事项不能立项。")
    if len(owners) > 1:
        raise HongtouError(
            f"“{content}”写了 {len(owners)} 个牵头单位（{'、'.join(owners)}）；"
            "只能有一个，其余的写在 --with 里。"
        )
    if due < today:
        raise HongtouError(f"“{content}”的完成日期 {due} 已经过去。")
    warnings = [
        f"“{word}”不是期限，已写明 {due}，建议从内容中删去。" for word in _vague(content, rules)
    ]
    if not standard.strip():
        warnings.append("没有写完成标准（--standard），将来难以判断是否办结。")
    return tuple(warnings)


def find_tasks(paragraphs: Sequence[str], rules: Rules, today: date) -> tuple[Found, ...]:
    """The tasks that minutes hand out, sentence by sentence, with what each lacks."""
    found = []
    for text in paragraphs:
        for match in _SENTENCE.finditer(text):
            sentence = match[0].strip()
            if len(sentence) >= 8 and _DUTY.search(sentence):
                found.append(_judge(sentence, rules, today))
    return tuple(found)


def _judge(sentence: str, rules: Rules, today: date) -> Found:
    owners = tuple(dict.fromkeys(match[1].removeprefix("由") for match in _LEAD.finditer(sentence)))
    owners = _leads(sentence, owners)
    due = find_due(sentence, today)
    problems = []
    if not owners:
        problems.append("没有写由哪个单位负责。")
    elif len(owners) > 1:
        problems.append(f"有 {len(owners)} 个单位（{'、'.join(owners)}），没有写明哪个牵头。")
    vague = _vague(sentence, rules)
    if due is None:
        if vague:
            problems.append(f"只写了“{'”“'.join(vague)}”，没有写完成日期。")
        else:
            problems.append("没有写完成日期。")
    elif due < today:
        problems.append(f"完成日期 {due} 已经过去。")
    return Found(sentence, owners, due, tuple(problems), len(owners) != 1)


def _leads(sentence: str, owners: tuple[str, ...]) -> tuple[str, ...]:
    """The one that 牵头 when the sentence says so: 由市财政局牵头，市审计局配合."""
    for owner in owners:
        after = sentence[sentence.index(owner) + len(owner) :]
        if after.startswith(("牵头", "会同", "负责牵头")):
            return (owner,)
    return owners


def find_due(text: str, today: date) -> date | None:
    """The date by which ``text`` wants something done; a year left out is the next such day."""
    if match := _DATE.search(text):
        return _date(match[1], int(match[2]), int(match[3]), today)
    if match := _MONTH_END.search(text):
        month = int(match[2])
        if 1 <= month <= 12:
            return _date(match[1], month, _days_in(int(match[1] or today.year), month), today)
    if match := _YEAR_END.search(text):
        return date(int(match[1]) if match[1] else today.year, 12, 31)
    return None


def _date(year: str | None, month: int, day: int, today: date) -> date | None:
    try:
        found = date(int(year) if year else today.year, month, day)
        if year is None and found < today:
            found = date(today.year + 1, month, day)
        return found
    except ValueError:
        return None


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def _vague(text: str, rules: Rules) -> list[str]:
    return [word for word in rules.data["tasks"]["vague"] if word in text]


def task_colour(task: Task, rules: Rules, today: date, folders: Sequence[Path] = ()) -> str:
    """督办的蓝、黄、红: blue due soon, yellow due today or a little overdue, red overdue by
    ``red_workdays`` or more; green: confirmed."""
    if task.confirmed_by:
        return "green"
    if task.done_on:
        return ""
    left = task_days_left(task, today, folders)
    if left is None or left > rules.data["tasks"]["soon_workdays"]:
        return ""
    if left > 0:
        return "blue"
    return "red" if left <= -int(rules.data["tasks"]["red_workdays"]) else "yellow"


def task_days_left(task: Task, today: date, folders: Sequence[Path] = ()) -> int | None:
    """Working days until the task is due, negative when overdue; calendar days without a table."""
    due = date.fromisoformat(task.due)
    try:
        return workdays_between(today, due, folders)
    except DataProblem:
        return (due - today).days


def task_word(task: Task, today: date) -> str:
    """已销号 | 待确认 | 逾期 | 办理中."""
    if task.confirmed_by:
        return "已销号"
    if task.done_on:
        return "待确认"
    return "逾期" if today.isoformat() > task.due else "办理中"
