"""催办: who is late gets a letter, no oftener than the rules allow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.gongwen.calendar import add_workdays, workdays_between
from pipeline.review.base_text import base_text
from pipeline.review.case import Writing, writing
from pipeline.review.clock import now
from pipeline.review.papers import common, contact, render
from pipeline.review.secrecy import folder_name
from pipeline.review.standing import OPEN, Standing, standings
from pipeline.review.state import Delivery

_COLOURS = {"blue": "蓝色", "yellow": "黄色", "red": "红色", "": "蓝色"}


def chase(
    folder: Path,
    actor: str,
    names: Sequence[str],
    *,
    until: date | None,
    document_number: str = "",
    rule_folders: Sequence[Path] = (),
    template_folders: Sequence[Path] = (),
) -> tuple[Path, ...]:
    """Write a 催办单 for each department (default: all that are overdue or due today); log it.

    Raises HongtouError when there is nobody to chase, or one was chased a moment ago.
    """
    moment = now()
    with writing(folder, "chase", actor, rule_folders=rule_folders) as w:
        hat = w.allow("chase")
        rows = {
            row.department: row for row in standings(w.state, w.rules, moment.date(), rule_folders)
        }
        chosen = list(names) or [
            name for name, row in rows.items() if row.colour in ("yellow", "red")
        ]
        if not chosen:
            raise HongtouError("没有逾期或今天到期的部门，不用催办。")
        for name in chosen:
            _check(w, name, rows, moment)
        day = until or add_workdays(moment.date(), 2, rule_folders)
        files: dict[str, str] = {}
        for name in chosen:
            item = w.state.round.deliveries[name]
            data = _letter(
                w, item, rows[name], day, moment.date(), document_number, template_folders
            )
            count = len(item.chased) + 1
            place = folder_name(w.state, name, item.copy)
            path = f"out/r{item.round}/{place}/催办单{count}.docx"
            files[path] = w.store(path, data, overwrite=True)
        event = {"round": w.state.round.number, "departments": chosen, "until": day.isoformat()}
        w.log("chased", event, hat=hat, files=files)
        return tuple(folder / path for path in files)


def _check(w: Writing, name: str, rows: dict[str, Standing], moment: datetime) -> None:
    if name not in rows:
        raise HongtouError(f"本轮没有征求“{name}”的意见，征求过的有：{'、'.join(rows)}。")
    if rows[name].word not in OPEN:
        raise HongtouError(f"{name}的状态是“{rows[name].word}”，不用催办。")
    chased = w.state.round.deliveries[name].chased
    hours = int(w.rules.time["chase_min_hours"])
    if chased and moment - datetime.fromisoformat(chased[-1]) < timedelta(hours=hours):
        raise HongtouError(f"{name}在 {chased[-1][11:16]} 刚催办过，两次催办至少隔 {hours} 小时。")


def _letter(
    w: Writing,
    item: Delivery,
    row: Standing,
    day: date,
    today: date,
    document_number: str,
    folders: Sequence[Path],
) -> bytes:
    due = date.fromisoformat(item.due)
    labels = {clause.id: clause.label for clause in base_text(w.case(), item.round).clauses}
    late = max(0, workdays_between(due, today, w.rule_folders))
    count = list(w.state.round.deliveries).index(item.department) + 1
    data = common(w.state, today, number=document_number, copy_number=count) | contact(w.state)
    data |= {
        "主送": item.department,
        "原函字号": _number_of(w, item) or f"征求意见稿编号{item.copy}",
        "原定期限": due.isoformat(),
        "逾期工作日": late,
        "催办次数": len(item.chased) + 1,
        "等级": _COLOURS[row.colour],
        "新期限": day.isoformat(),
        "逾期后果": w.rules.policy(item.silence)["letter"],
        "未反馈条款": [labels[clause] for clause in item.clauses if clause in labels],
    }
    return render("催办单", data, folders)


def _number_of(w: Writing, item: Delivery) -> str:
    """The document number of the letter with which a department was asked."""
    for event in reversed(w.writer.events):
        if event.type != "sent" or event.data["round"] != item.round:
            continue
        if any(row["name"] == item.department for row in event.data["departments"]):
            return str(event.data.get("number", ""))
    return ""
