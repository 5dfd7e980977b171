"""督办: tasks from decisions and minutes: one owner, a date, a standard, a confirmed end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.gongwen.calendar import workdays_if_known
from pipeline.review.rules import Rules
from pipeline.review.state import Task

_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:前|之前|以前|底前)?")
_MONTH_END = re.compile(r"(?:(\d{4})年)?(\d{1,2})月底前?")
_YEAR_END = re.compile(r"(?:(\d{4})年|今年|本年)?年底前?")
_ORGAN = (
    r"(?:(?![由请于在按对])[\u4e00-\u9fff]){2,20}?"
    r"(?:委员会|管委会|办公室|局|委|办|厅|部|院|中心|公司|集团|政府|科|处|室)"
)
_LEADS = re.compile(
    rf"({_ORGAN}(?:[、和与]{_ORGAN})*)"
    r"(负责牵头|牵头|会同|负责|组织|抓紧|尽快|于|在|按|对|同(?!意)|要|应当|应|须|承办|落实|做好|完成)"
)
_HELPERS = re.compile(rf"({_ORGAN}(?:[、和与]{_ORGAN})*)(?:等)?(?:予以|积极)?(?:配合|协助|参与)")
_NAME = re.compile(rf"[、和与]?({_ORGAN})(?=[、和与]|$)")
_LABELLED = re.compile(r"(牵头|责任|主办|承办)单位[：:]\s*([^；;。，,（）]+)")
_LABELLED_HELPERS = re.compile(r"(?:配合|协办)单位[：:]\s*([^；;。，,（）]+)")
_STANDARD = re.compile(r"以([^，。；]{2,60}?)为(?:完成)?标准|完成标准[：:]\s*([^；;。（）]+)")
_OPENING = re.compile(r"^(?:会议)?(?:要求|明确|决定|强调|指出|同意|议定)[，：:]?")
_NUMBER = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])\s*"
)
_SENTENCE = re.compile(r"(?:（[^（）]*）|[^。；;！？\n])+[。；;！？]?")
_DUTY = re.compile(r"牵头|负责|会同|要(?:在|于|抓紧|尽快)|完成|制定|上报|报送|研究提出")


@dataclass(frozen=True, slots=True)
class Found:
    """A task found in minutes. problems: what it lacks, in sentences; fatal: not one owner."""

    content: str
    owners: tuple[str, ...]
    helpers: tuple[str, ...]
    due: date | None
    standard: str
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
    """The tasks that minutes hand out, with what each lacks.

    A sentence that only says who does it until when (由……负责，于……前完成) belongs to the one
    before it in its paragraph, as does （责任单位：……；完成时限：……）.
    """
    found = []
    for text in paragraphs:
        items: list[str] = []
        for match in _SENTENCE.finditer(_NUMBER.sub("", text)):
            sentence = match[0].strip()
            if items and _completes(items[-1], sentence, today):
                items[-1] += sentence
            else:
                items.append(sentence)
        duties = [item for item in items if len(item) >= 8 and _DUTY.search(item)]
        found += [_judge(item, rules, today) for item in duties]
    return tuple(found)


def _completes(before: str, sentence: str, today: date) -> bool:
    """Whether a sentence gives the owner or the date that the one before it leaves open."""
    if not sentence.startswith(("由", "请", "（", "责任单位", "牵头单位", "完成时限", "完成标准")):
        return False
    return not _owners(before) or find_due(before, today) is None


def _judge(sentence: str, rules: Rules, today: date) -> Found:
    owners = _owners(sentence)
    due = find_due(sentence, today)
    problems = []
    if not owners:
        problems.append("没有写由哪个单位负责。")
    elif len(owners) > 1:
        problems.append(f"有 {len(owners)} 个单位（{'、'.join(owners)}），没有写明哪个牵头。")
    vague = _vague(sentence, rules)
    if due is None:
        if wrong := _DATE.search(sentence):
            problems.append(f"日期“{wrong[0]}”不对。")
        elif vague:
            problems.append(f"只写了“{'”“'.join(vague)}”，没有写完成日期。")
        else:
            problems.append("没有写完成日期。")
    elif due < today:
        problems.append(f"完成日期 {due} 已经过去。")
    standard = _STANDARD.search(sentence)
    return Found(
        content=sentence,
        owners=owners,
        helpers=_helpers(sentence),
        due=due,
        standard=(standard[1] or standard[2]).strip() if standard else "",
        problems=tuple(problems),
        fatal=len(owners) != 1,
    )


def _owners(sentence: str) -> tuple[str, ...]:
    """Who is to do it: the one that 牵头 where it is said, else all that are charged with it."""
    text = _OPENING.sub("", sentence)
    labelled = {match[1]: _names(match[2]) for match in _LABELLED.finditer(text)}
    if labelled:
        return labelled.get("牵头") or next(iter(labelled.values()))
    groups = [(_names(match[1]), match[2]) for match in _LEADS.finditer(text)]
    for names, verb in groups:
        if len(names) == 1 and verb in ("牵头", "负责牵头", "会同"):
            return names
    return tuple(dict.fromkeys(name for names, _ in groups for name in names))


def _helpers(sentence: str) -> tuple[str, ...]:
    found = [_names(match[1]) for match in _LABELLED_HELPERS.finditer(sentence)]
    found += [_names(match[1]) for match in _HELPERS.finditer(sentence)]
    return tuple(dict.fromkeys(name for names in found for name in names))


def _names(text: str) -> tuple[str, ...]:
    """The organs of a list; the 和 in 市住房和城乡建设局 does not part it."""
    plain = text.strip().removesuffix("等")
    return tuple(match[1] for match in _NAME.finditer(plain)) or (plain,)


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
    if left is None:  # the holidays are not out yet: plain days are near enough for a colour
        left = (date.fromisoformat(task.due) - today).days
    if left > rules.data["tasks"]["soon_workdays"]:
        return ""
    if left > 0:
        return "blue"
    return "red" if left <= -int(rules.data["tasks"]["red_workdays"]) else "yellow"


def task_days_left(task: Task, today: date, folders: Sequence[Path] = ()) -> int | None:
    """Working days until the task is due, negative when overdue; None without a holiday table."""
    return workdays_if_known(today, date.fromisoformat(task.due), folders)


def task_word(task: Task, today: date) -> str:
    """已销号 | 待确认 | 逾期 | 办理中."""
    if task.confirmed_by:
        return "已销号"
    if task.done_on:
        return "待确认"
    return "逾期" if today.isoformat() > task.due else "办理中"
