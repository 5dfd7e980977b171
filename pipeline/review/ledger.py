"""The ledger of tasks as events: in a case, or in a folder that is only a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.files import write_atomic
from pipeline.review.case import LOCK_FILE, Writing, writing
from pipeline.review.clock import now, today
from pipeline.review.lock import hold
from pipeline.review.log import Entry, LogWriter, sha256
from pipeline.review.papers import fingerprint, plain, render
from pipeline.review.rules import load_rules, lock_text
from pipeline.review.state import Task
from pipeline.review.tasks import check_task
from pipeline.word.copy_marks import stamp_footer


def create_ledger(
    folder: Path,
    title: str,
    keeper: str,
    confirmers: Sequence[str],
    rule_folders: Sequence[Path] = (),
) -> None:
    """Make a folder that holds only tasks; raises HongtouError when it holds something already."""
    if folder.exists() and any(folder.iterdir()):
        raise HongtouError(f"文件夹 {folder} 不是空的，请换一个名字。")
    if keeper in confirmers:
        raise HongtouError(f"{keeper}管台账，不宜再由本人确认销号；请在 --confirmer 写别人。")
    folder.mkdir(parents=True, exist_ok=True)
    rules = load_rules(rule_folders)
    people = [{"name": keeper, "post": "", "hats": ["牵头"]}]
    people += [{"name": name, "post": "", "hats": ["分管领导"]} for name in confirmers]
    with hold(folder, "task init"):
        lock = lock_text(rules).encode("utf-8")
        write_atomic(folder / LOCK_FILE, lock)
        data = {"id": f"台账-{today():%Y%m%d}", "title": title, "people": people}
        moment = now().isoformat()
        LogWriter(folder).append(
            [
                Entry("ledger", data, keeper, "牵头", {LOCK_FILE: sha256(lock)}),
                Entry("rules", {"digest": rules.digest}, keeper, "牵头"),
            ],
            moment,
        )


def add_task(
    folder: Path,
    actor: str,
    *,
    content: str,
    owner: str,
    helpers: Sequence[str],
    due: date,
    standard: str,
    source: str,
    rule_folders: Sequence[Path] = (),
) -> tuple[int, tuple[str, ...]]:
    """Log a new task; returns its number and the warnings about it."""
    with writing(folder, "task", actor, rule_folders=rule_folders) as w:
        hat = w.allow("task")
        warnings = check_task(content, owner, due, standard, w.rules, today())
        number = max(w.state.tasks, default=0) + 1
        data = {
            "task": number,
            "content": content,
            "owner": owner,
            "with": list(helpers),
            "due": due.isoformat(),
            "standard": standard,
            "source": source,
        }
        w.log("task_added", data, hat=hat)
        return number, warnings


def finish_task(folder: Path, actor: str, number: int, evidence: str) -> None:
    """Log that a task is said to be done, with its evidence."""
    with writing(folder, "task", actor) as w:
        _open_task(w, number)
        if not evidence.strip():
            raise HongtouError("销号要有佐证，请写明文件名、文号或其他可以查证的材料。")
        data = {
            "task": number,
            "evidence": evidence.strip(),
            "on": today().isoformat(),
            "by": w.actor,
        }
        w.log("task_done", data)


def confirm_task(
    folder: Path, actor: str, number: int, confirmer: str, *, reject: bool = False
) -> None:
    """Log that someone other than the owner confirms (or rejects) the end of a task."""
    with writing(folder, "task", actor) as w:
        task = _open_task(w, number)
        if not task.done_on:
            raise HongtouError(
                f"第 {number} 号还没有报告完成和佐证，不能{'退回' if reject else '确认'}。"
            )
        if confirmer in (task.owner, task.done_by):
            raise HongtouError(f"第 {number} 号由{confirmer}自己办，要由另一人确认。")
        hat = w.allow("confirm", confirmer)
        kind = "task_rejected" if reject else "task_confirmed"
        w.log(kind, {"task": number, "by": confirmer}, hat=hat)


def extend_task(
    folder: Path, actor: str, number: int, due: date, authority: str, reason: str
) -> None:
    """Log a new date for a task, allowed by someone who may."""
    with writing(folder, "task", actor) as w:
        task = _open_task(w, number)
        hat = w.allow("extend", authority)
        if due.isoformat() <= task.due:
            raise HongtouError(f"新的日期 {due} 不晚于原定的 {task.due}，不是延期。")
        if not reason.strip():
            raise HongtouError("延期要写明理由。")
        data = {
            "task": number,
            "due": due.isoformat(),
            "authority": authority,
            "reason": reason.strip(),
        }
        w.log("task_extended", data, hat=hat)


def write_notice(
    folder: Path,
    actor: str,
    numbers: Sequence[int],
    *,
    basis: str,
    organ: str = "",
    person: str = "",
    phone: str = "",
    document_number: str = "",
    template_folders: Sequence[Path] = (),
) -> Path:
    """督办通知 of the tasks ``numbers`` (default: all not yet confirmed); logged; returns the file.

    Raises HongtouError when there are none, when one has no standard of completion, or when no
    organ, person or telephone is known.
    """
    with writing(folder, "task", actor) as w:
        hat = w.allow("task")
        tasks = [_open_task(w, number) for number in numbers]
        tasks = tasks or [task for task in w.state.tasks.values() if not task.confirmed_by]
        if not tasks:
            raise HongtouError("台账里没有要督办的事项。")
        unclear = [str(task.number) for task in tasks if not task.standard]
        if unclear:
            raise HongtouError(f"第{'、'.join(unclear)}号没有写完成标准，督办通知里必须写明。")
        known = w.state.contact
        words = {
            "发文机关": organ or w.state.organ,
            "联系人": person or known.get("name", ""),
            "联系电话": phone or known.get("phone", ""),
        }
        missing = [name for name, value in words.items() if not value]
        if missing:
            raise HongtouError(f"没有写{'、'.join(missing)}（--organ、--contact、--phone）。")
        data = words | {
            "主送": "、".join(dict.fromkeys(task.owner for task in tasks)),
            "督办事由": "办理督办事项",
            "依据": plain(basis),
            "事项": [_notice_row(task) for task in tasks],
            "反馈要求": "请责任单位按时报送办理结果和佐证材料；不能按期完成的，"
            "应当提前书面说明原因。",
            "成文日期": today().isoformat(),
            "印发机关": words["发文机关"],
            "印发日期": today().isoformat(),
        }
        if document_number:
            data["发文字号"] = document_number
        made = stamp_footer(render("督办通知", data, template_folders), fingerprint(w.state))
        path = f"tables/督办通知_{w.state.mark}.docx"
        files = {path: w.store(path, made, overwrite=True)}
        w.log("exported", {"kind": "notice", "seq": w.state.seq}, hat=hat, files=files)
        return folder / path


def _notice_row(task: Task) -> dict[str, str]:
    row = {
        "事项": plain(task.content),
        "责任单位": task.owner,
        "完成时限": task.due,
        "完成标准": plain(task.standard),
    }
    return row | ({"配合单位": "、".join(task.with_)} if task.with_ else {})


def _open_task(w: Writing, number: int) -> Task:
    if number not in w.state.tasks:
        have = "、".join(str(key) for key in w.state.tasks) or "（还没有）"
        raise HongtouError(f"没有第 {number} 号事项，现有：{have}。")
    task = w.state.tasks[number]
    if task.confirmed_by:
        raise HongtouError(f"第 {number} 号已由{task.confirmed_by}确认销号。")
    return task
