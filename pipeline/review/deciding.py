"""处理与决定: dispositions by the coordinator, decisions by leaders, and what departments say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import HongtouError
from pipeline.review.base_text import base_text
from pipeline.review.case import Writing
from pipeline.review.disposing import (
    Proposal,
    check_disposition,
    locate_change,
    parse_replacement,
)
from pipeline.review.log import Entry
from pipeline.review.papers import common, contact, plain, render
from pipeline.review.secrecy import folder_name
from pipeline.review.state import Opinion, TextChange

_ANSWERS = "out/answers/"


def replacements(w: Writing, row: Opinion, texts: Sequence[str]) -> tuple[TextChange, ...]:
    """``原文=新文`` texts as changes in the clause of an opinion (or anywhere, when unique)."""
    text = base_text(w.case(), row.round)
    found = []
    for item in texts:
        old, new = parse_replacement(item)
        try:
            found.append(locate_change(text.body, text.clauses, old, new, clause=row.clause))
        except HongtouError:
            found.append(locate_change(text.body, text.clauses, old, new))
    return tuple(found)


def dispose(
    w: Writing,
    numbers: Sequence[int],
    result: str,
    *,
    code: str = "",
    reason: str = "",
    replace: Sequence[str] = (),
    level: str = "",
) -> None:
    """Log one disposition for one or several opinions; all are checked before any is logged."""
    hat = w.allow("dispose")
    entries = []
    if level:
        entries += [level_entry(w, number, level, hat) for number in numbers]
        w.log_all(entries)
        entries = []
    for number in numbers:
        row = w.state.opinion(number)
        changes = replacements(w, row, replace)
        proposal = Proposal(number, result, code, reason.strip(), changes)
        data = check_disposition(w.state, w.rules, proposal, together=numbers)
        entries.append(Entry("disposed", data, w.actor, hat))
    w.log_all(entries)


def level_entry(w: Writing, number: int, level: str, hat: str) -> Entry:
    """The entry that sets an opinion's level; raises HongtouError for an unknown one."""
    if level not in w.rules.levels:
        raise HongtouError(f"没有“{level}”这种意见类别，可选：{'、'.join(w.rules.levels)}。")
    w.state.opinion(number)
    return Entry("level", {"row": number, "level": level}, w.actor, hat)


def complete(w: Writing, number: int, proposal: str, reason: str) -> None:
    """Log what a department added to an incomplete opinion."""
    hat = w.allow("record")
    w.state.opinion(number)
    data: dict[str, Any] = {"row": number}
    if proposal:
        data["proposal"] = proposal
    if reason:
        data["reason"] = reason
    if len(data) == 1:
        raise HongtouError("请用 --proposal 写修改建议，或用 --reason 写理由依据。")
    w.log("completed", data, hat=hat)


def decide(
    w: Writing,
    *,
    who: str,
    words: str,
    form: str,
    on: date,
    about: Sequence[str],
    adopt: Mapping[int, Sequence[str]],
    refuse: Sequence[int],
    scan: Path | None = None,
) -> None:
    """Log a leader's decision, verbatim.

    about: departments or matters decided without opinions. adopt: opinion → replacement texts
    (empty: as proposed). refuse: opinions that are not followed. Raises HongtouError when ``who``
    may not decide, the form is unknown, or an opinion is already decided.
    """
    w.allow("record")
    hat = w.allow("decide", who)
    if not words.strip():
        raise HongtouError("请用 --words 照录领导的原话。")
    if form not in w.rules.forms:
        raise HongtouError(f"决定的形式只能是：{'、'.join(w.rules.forms)}。")
    if not (about or adopt or refuse):
        raise HongtouError(
            "请写明决定的是什么：--adopt 或 --refuse 意见编号，或 --about 部门、事项。"
        )
    twice = set(adopt) & set(refuse)
    if twice:
        raise HongtouError(f"第{min(twice)}条意见不能又采纳又不采纳。")
    together = [*adopt, *refuse]
    rows = []
    for number in sorted(together):
        rows.append(_decided_row(w, number, adopt, words, together))
    _check_together(rows)
    files = {}
    if scan is not None:
        from pipeline.files import read_bytes
        from pipeline.review.log import sha256

        data = read_bytes(scan)
        path = f"in/{sha256(data)}{scan.suffix.lower()}"
        files[path] = w.store(path, data)
    event = {
        "who": who,
        "post": w.state.people[who].post,
        "hat": hat,
        "words": words.strip(),
        "form": form,
        "on": on.isoformat(),
        "subject": "、".join(about),
        "dispositions": rows,
    }
    w.log("decided", event, hat=w.allow("record"), files=files)


def _decided_row(
    w: Writing,
    number: int,
    adopt: Mapping[int, Sequence[str]],
    words: str,
    together: Sequence[int],
) -> dict[str, Any]:
    row = w.state.opinion(number)
    if number in adopt:
        changes = replacements(w, row, adopt[number])
        result = "部分采纳" if changes and set(changes) != set(row.changes) else "采纳"
        proposal = Proposal(number, result, "", words.strip(), changes)
    else:
        proposal = Proposal(number, "不采纳", "", words.strip())
    return check_disposition(w.state, w.rules, proposal, binding=True, together=together)


def _check_together(rows: Sequence[Mapping[str, Any]]) -> None:
    """What is decided in one step must not clash within itself."""
    from pipeline.review.conflicts import clash
    from pipeline.review.state import text_change

    made = [(row["row"], [text_change(c) for c in row["changes"]]) for row in rows]
    for index, (number, changes) in enumerate(made):
        for other, others in made[index + 1 :]:
            if clash(changes, others):
                raise HongtouError(
                    f"第{number}条和第{other}条意见改的是同一处而改法不同，不能都采纳；"
                    "请只采纳一条，另一条用 --refuse。"
                )


def stance(w: Writing, numbers: Sequence[int], word: str, words: str) -> None:
    """Log that a department accepts what was done with its opinions, or insists."""
    hat = w.allow("record")
    if word not in ("接受", "坚持"):
        raise HongtouError("部门的表态只能是“接受”或“坚持”。")
    entries = []
    for number in numbers:
        row = w.state.opinion(number)
        if row.disposition is None:
            raise HongtouError(f"第{number}条意见还没有处理，{row.department}无从表态。")
        if word == "坚持" and row.disposition.binding:
            raise HongtouError(f"第{number}条意见已由{row.disposition.by}决定，不能再坚持。")
        if word == "坚持" and not words.strip():
            raise HongtouError(f"{row.department}坚持第{number}条意见，要写明理由（--words）。")
        data = {"row": number, "department": row.department, "stance": word, "words": words.strip()}
        entries.append(Entry("stance", data, w.actor, hat))
    w.log_all(entries)


def answer(
    w: Writing,
    names: Sequence[str],
    day: date,
    *,
    document_number: str = "",
    template_folders: Sequence[Path] = (),
) -> tuple[Path, ...]:
    """Write an answer sheet for each department with dispositions it has not been told of; log it.

    Starts the second clock: silence for the number of working days in the rules is acceptance.
    """
    from pipeline.review.conflicts import answer_due

    hat = w.allow("answer")
    waiting: dict[str, list[Opinion]] = {}
    for row in w.state.opinions.values():
        if row.disposition and not row.told and (not names or row.department in names):
            waiting.setdefault(row.department, []).append(row)
    if not waiting:
        raise HongtouError("没有需要反馈采纳情况的意见（都没处理，或都已反馈）。")
    made: list[Path] = []
    texts = {row.round: base_text(w.case(), row.round) for rows in waiting.values() for row in rows}
    for department, rows in waiting.items():
        due = answer_due(day.isoformat(), w.rules, w.rule_folders)
        data = common(w.state, day, number=document_number, copy_number=len(made) + 1)
        data |= contact(w.state)
        data |= {
            "主送": department,
            "答复期限": due.isoformat(),
            "意见": [_answer_row(row, texts[row.round].sentence) for row in rows],
        }
        place = folder_name(w.state, department, w.state.delivery(department).copy)
        path = f"{_ANSWERS}{place}_采纳情况反馈单_{w.state.seq}.docx"
        content = render("意见采纳情况反馈单", data, template_folders)
        files = {path: w.store(path, content, overwrite=True)}
        event = {"department": department, "rows": [row.number for row in rows]}
        w.log("told", {**event, "due": due.isoformat()}, hat=hat, files=files)
        made.append(w.folder / path)
    return tuple(made)


def _answer_row(row: Opinion, sentence: Any) -> dict[str, str]:
    assert row.disposition is not None
    changes = row.disposition.changes
    after = sentence(changes[0])[1] if changes else ""
    return {
        "条款": row.label or "全文",
        "建议": plain(row.proposal or row.reason),
        "处理": row.disposition.result,
        "理由": plain(row.disposition.reason),
        "修改后": plain(after),
    }
