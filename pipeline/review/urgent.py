"""特急先行: who allowed it in which words, and the report that is due afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.files import read_bytes
from pipeline.gongwen.calendar import is_workday, next_workday
from pipeline.review.case import writing
from pipeline.review.clock import now
from pipeline.review.log import sha256


def record_urgent(
    folder: Path, actor: str, who: str, words: str, scope: str, passed_over: Sequence[str]
) -> str:
    """Log the 特急 track; returns until when the report is due (``月日 时分``)."""
    with writing(folder, "urgent", actor) as w:
        w.allow("record")
        hat = w.allow("urgent", who)
        if not words.strip() or not scope.strip():
            raise HongtouError("特急先行要照录批准的原话（--words）和范围（--scope）。")
        due = report_due(now(), int(w.rules.time["after_report_hours"]), w.rule_folders)
        data = {
            "who": who,
            "words": words.strip(),
            "scope": scope.strip(),
            "due": due.isoformat(),
            "passed_over": list(passed_over),
        }
        w.log("urgent", data, hat=hat)
        return f"{due:%m月%d日 %H:%M}"


def report_due(moment: datetime, hours: int, folders: Sequence[Path] = ()) -> datetime:
    """``hours`` later; on a rest day, the same hour of the next working day."""
    due = moment + timedelta(hours=hours)
    if is_workday(due.date(), folders):
        return due
    return datetime.combine(next_workday(due.date(), folders), due.timetz())


def record_after_report(
    folder: Path, actor: str, words: str, path: Path | None, copied: Sequence[str] = ()
) -> None:
    """Log the after-report of a 特急 case, with its paper when there is one.

    copied: to whom the report went; all that were passed over must be among them.
    """
    with writing(folder, "after-report", actor) as w:
        hat = w.allow("after-report")
        if w.state.urgent is None:
            raise HongtouError("本案卷没有特急先行，不用补报。")
        if len(words.strip()) < 2:
            raise HongtouError("请用 --words 写明补报了什么。")
        left = [name for name in w.state.urgent.passed_over if name not in copied]
        if left:
            raise HongtouError(
                f"特急先行时没有征求{'、'.join(left)}，补报要抄送：--copied {'、'.join(left)}。"
            )
        files = {}
        if path is not None:
            data = read_bytes(path)
            name = f"in/{sha256(data)}{path.suffix.lower()}"
            files[name] = w.store(name, data)
        w.log(
            "after_report",
            {"words": words.strip(), "on": now().isoformat(), "copied": list(copied)},
            hat=hat,
            files=files,
        )
