"""Sending a round: one folder and one zip a department, checked before and logged after."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.gongwen.calendar import workdays_between
from pipeline.review.base_text import BaseText, base_text
from pipeline.review.case import Case, Writing, read_base, silence_of
from pipeline.review.clauses import Clause, find_label
from pipeline.review.copies import copy_id, make_copy
from pipeline.review.papers import bare_title, letter, reply_form
from pipeline.review.secrecy import folder_name
from pipeline.review.sending import (
    Notice,
    check_addressees,
    check_deadline,
    check_rounds,
    concern_of,
    find_concerns,
    usual_deadline,
)
from pipeline.word.document import Document

LETTER, DRAFT, FORM = "征求意见函.docx", "征求意见稿", "反馈意见表"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One department of a sending: why it is asked, about which clauses, what its silence means."""

    name: str
    code: str
    why: str
    clauses: tuple[Clause, ...]
    silence: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sending would do, and what the rules say about it."""

    round: int
    sent: datetime
    deadline: date
    recipients: tuple[Recipient, ...]
    notices: tuple[Notice, ...]

    @property
    def errors(self) -> tuple[Notice, ...]:
        """The notices that stop the sending."""
        return tuple(notice for notice in self.notices if notice.severity == "error")


def plan_sending(
    case: Case,
    names: Sequence[str],
    sent: datetime,
    *,
    deadline: date | None = None,
    why: Mapping[str, str] | None = None,
    clauses: Mapping[str, Sequence[str]] | None = None,
) -> Plan:
    """Plan the sending of the present round; raises HongtouError when it makes no sense at all.

    why: department → reason given by the sender. clauses: department → clause labels it is asked
    about (default: those that touch its duties).
    """
    names = list(dict.fromkeys(name.strip() for name in names if name.strip()))
    turn = case.state.round
    if not names:
        raise HongtouError("没有写征求哪些部门的意见（--to）。")
    already = [name for name in names if name in turn.deliveries]
    if already:
        raise HongtouError(f"第{turn.number}轮已经发给{'、'.join(already)}，不能重复发送。")
    text = base_text(case, turn.number)
    day = deadline or usual_deadline(
        sent, text.characters, case.state.urgency, case.rules, case.rule_folders
    )
    given, earlier = dict(why or {}), _earlier_reasons(case, names)
    notices = check_deadline(
        sent, day, text.characters, case.state.urgency, case.rules, case.rule_folders
    )
    notices += check_rounds(turn.number, _total_workdays(case, sent, day), case.rules)
    everyone = [*turn.deliveries, *names]
    notices += check_addressees(
        everyone, case.state.organ, text.clauses, case.rules, earlier | given
    )
    if case.rules.urgency(case.state.urgency).get("needs_authority") and case.state.urgent is None:
        message = "特急要有批准人和批准原话，请先用 hongtou case urgent 登记。"
        notices.append(Notice("no-authority", "error", message))
    recipients = [
        _recipient(
            case,
            name,
            text,
            given.get(name, ""),
            earlier.get(name, ""),
            (clauses or {}).get(name, ()),
        )
        for name in names
    ]
    return Plan(turn.number, sent, day, tuple(recipients), tuple(notices))


def _earlier_reasons(case: Case, names: Sequence[str]) -> dict[str, str]:
    """Whoever had an opinion in an earlier round is rightly asked again."""
    had = {row.department: row.round for row in case.state.opinions.values()}
    return {
        name: f"贵单位在第{had[name]}轮提出过意见，请对修改后的文稿再次提出意见。"
        for name in names
        if name in had
    }


def _total_workdays(case: Case, sent: datetime, deadline: date) -> int:
    """Working days given in all rounds together."""
    spans = [(sent.date(), deadline)]
    for turn in case.state.rounds[:-1]:
        for item in list(turn.deliveries.values())[:1]:
            first = datetime.fromisoformat(item.sent).date()
            spans.append((first, date.fromisoformat(item.deadline)))
    return sum(max(0, workdays_between(a, b, case.rule_folders)) for a, b in spans)


def _recipient(
    case: Case, name: str, text: BaseText, why: str, earlier: str, labels: Sequence[str]
) -> Recipient:
    chosen: list[Clause] = []
    for label in labels:
        clause = find_label(text.clauses, label)
        if clause is None:
            raise HongtouError(f"文稿里找不到“{label}”（为{name}指定的条款），请照文稿写条款号。")
        chosen.append(clause)
    _, concern = concern_of(name, find_concerns(text.clauses, case.rules), case.rules)
    if concern is not None and not chosen:
        chosen = [clause for clause in text.clauses if clause.id in concern.clauses]
    turn = case.state.round
    return Recipient(
        name=name,
        code=copy_id(case.state.id, turn.number, name, turn.base_hash),
        why=_reason(why, concern.evidence(text.clauses) if concern else "", earlier, chosen),
        clauses=tuple(chosen),
        silence=silence_of(name, case.rules),
    )


def _reason(why: str, evidence: str, earlier: str, clauses: Sequence[Clause]) -> str:
    if why:
        return why if why.endswith(("。", "！")) else why + "。"
    if evidence:
        return f"文稿中的{evidence}涉及贵单位职责。"
    if earlier:
        return earlier
    if clauses:
        labels = "、".join(clause.label for clause in clauses)
        return f"文稿{labels}的实施需要贵单位配合。"
    return "文稿的实施需要贵单位配合，请就全文提出意见。"


def send(
    w: Writing,
    plan: Plan,
    *,
    despite: str = "",
    document_number: str = "",
    background: str = "",
    web_form: bool = False,
    template_folders: Sequence[Path] = (),
) -> tuple[Path, ...]:
    """Write the folders and zips of a plan and log the sending; returns the zips.

    despite: why it is sent although the rules object (logged, shown in the digest).
    web_form: add the reply form as an offline HTML page.
    Raises HongtouError naming every objection when there is no such reason.
    """
    hat = w.allow("send")
    if plan.errors and not despite.strip():
        raise HongtouError(objections(plan.errors))
    if web_form and w.state.classified:
        raise HongtouError(f"本案卷是{w.state.secrecy}件，不能附网页反馈表（--web-form）。")
    case = w.case()
    base = read_base(case, plan.round)
    text = base_text(case, plan.round)
    files: dict[str, str] = {}
    rows = []
    zips = []
    for recipient in plan.recipients:
        made = _papers(
            w, plan, recipient, base, text, document_number, background, template_folders
        )
        if web_form:
            made[f"{FORM}_{recipient.code}.html"] = _web_form(w, plan, recipient, text)
        folder = f"out/r{plan.round}/{folder_name(w.state, recipient.name, recipient.code)}"
        for name, content in made.items():
            files[f"{folder}/{name}"] = w.store(f"{folder}/{name}", content, overwrite=True)
        packed = f"{folder}.zip"
        files[packed] = w.store(packed, _zip(made), overwrite=True)
        zips.append(w.folder / packed)
        rows.append(
            {
                "name": recipient.name,
                "copy": recipient.code,
                "why": recipient.why,
                "clauses": [clause.id for clause in recipient.clauses],
                "silence": recipient.silence,
                "file": f"{folder}/{DRAFT}_{recipient.code}.docx",
            }
        )
    data = {
        "round": plan.round,
        "on": plan.sent.isoformat(),
        "deadline": plan.deadline.isoformat(),
        "number": document_number,
        "departments": rows,
        "findings": [f"{n.rule}：{n.message}" for n in plan.notices],
        "despite": despite.strip(),
    }
    w.log("sent", data, hat=hat, files=files)
    return tuple(zips)


def objections(errors: Sequence[Notice]) -> str:
    """Why a sending is refused, in one message."""
    lines = "\n".join(f"  · {notice.message}" for notice in errors)
    return (
        f"按规则不能这样发出：\n{lines}\n"
        "请改正后再发；确有必要的，用 --despite 写明理由（记入日志和领导审批单）。"
    )


def _papers(
    w: Writing,
    plan: Plan,
    recipient: Recipient,
    base: bytes,
    text: BaseText,
    document_number: str,
    background: str,
    folders: Sequence[Path],
) -> dict[str, bytes]:
    from pipeline.word.copy_marks import mark_copy

    state = w.state
    day = plan.sent.date()
    title = bare_title(state.title)
    form = reply_form(
        state,
        department=recipient.name,
        deadline=plan.deadline,
        clauses=recipient.clauses,
        code=recipient.code,
        day=day,
        folders=folders,
    )
    cover = letter(
        state,
        department=recipient.name,
        number=plan.round,
        deadline=plan.deadline,
        why=recipient.why,
        clauses=recipient.clauses,
        silence=w.rules.policy(recipient.silence)["letter"],
        background=background or f"我单位起草了《{title}》。",
        day=day,
        document_number=document_number,
        copy_number=len(state.round.deliveries) + plan.recipients.index(recipient) + 1,
        folders=folders,
    )
    return {
        LETTER: cover,
        f"{DRAFT}_{recipient.code}.docx": make_copy(base, recipient.code, text.clauses),
        f"{FORM}_{recipient.code}.docx": mark_copy(form, recipient.code, (), lock=False),
    }


def _web_form(w: Writing, plan: Plan, recipient: Recipient, text: BaseText) -> bytes:
    from pipeline.review.web_form import web_form

    return web_form(
        w.state,
        w.rules,
        department=recipient.name,
        number=plan.round,
        code=recipient.code,
        deadline=plan.deadline,
        clauses=text.clauses,
        asked=[clause.id for clause in recipient.clauses],
    )


def _zip(files: Mapping[str, bytes]) -> bytes:
    """One zip of a department's papers, the same bytes for the same papers."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
    return stream.getvalue()


def draft_title(document: Document, fallback: str) -> str:
    """The title of a draft: as recognised, else its first line if that is no sentence."""
    from pipeline.gongwen.recognise import recognise

    title = recognise(document).title.strip()
    if title:
        return title
    lines = (p.text.strip() for p in document.body.paragraphs)
    first = next((line for line in lines if line), "")
    return first if len(first) <= 60 and not first.endswith(("。", "：", "；")) else fallback
