"""协调: the agenda of open conflicts, and the one page on which a leader decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import HongtouError
from pipeline.gongwen.calendar import add_workdays
from pipeline.review.base_text import BaseText, base_text
from pipeline.review.case import Case, Writing
from pipeline.review.clock import today
from pipeline.review.conflicts import Conflict, find_conflicts
from pipeline.review.papers import common, contact, fingerprint, plain, render
from pipeline.review.standing import overdue, summary
from pipeline.review.state import Opinion
from pipeline.word.copy_marks import stamp_footer

MOST_DECISIONS = 3


@dataclass(frozen=True, slots=True)
class Side:
    """One way to settle a conflict: how the sentence would read, and who wants it."""

    text: str
    departments: tuple[str, ...]
    rows: tuple[int, ...]


def open_conflicts(case: Case) -> tuple[Conflict, ...]:
    """The conflicts that neither agreement nor decision has settled."""
    found = find_conflicts(case.state, case.rules, today(), case.rule_folders)
    return tuple(conflict for conflict in found if not conflict.settled)


def without_talks(case: Case) -> tuple[str, ...]:
    """The open conflicts (``第2、4条意见``) that nobody has talked over yet."""
    return tuple(
        conflict.name
        for conflict in open_conflicts(case)
        if not any(case.state.opinions[number].negotiation for number in conflict.rows)
    )


def sides_of(case: Case, conflict: Conflict, text: BaseText) -> tuple[Side, ...]:
    """The ways of a conflict in the order of the opinions, equal ones together."""
    ways: dict[str, list[Opinion]] = {}
    for number in conflict.rows:
        row = case.state.opinions[number]
        ways.setdefault(_reads(row, text), []).append(row)
    return tuple(
        Side(
            way,
            tuple(dict.fromkeys(row.department for row in rows)),
            tuple(row.number for row in rows),
        )
        for way, rows in ways.items()
    )


def _reads(row: Opinion, text: BaseText) -> str:
    from pipeline.review.register import sentence_with

    if row.changes:
        return sentence_with(row.changes[0], row.changes[1:], text)
    return row.proposal or row.reason


def _original(case: Case, conflict: Conflict, text: BaseText) -> str:
    row = case.state.opinions[conflict.rows[0]]
    if row.changes:
        return text.sentence(row.changes[0])[0]
    return row.original or row.label


def make_agenda(
    w: Writing,
    *,
    start: str,
    place: str,
    chair: str,
    history: str = "",
    document_number: str = "",
    template_folders: Sequence[Path] = (),
) -> Path:
    """协调会议程 from the open conflicts; logged. Raises HongtouError when there are none."""
    hat = w.allow("agenda")
    case = w.case()
    conflicts = open_conflicts(case)
    if not conflicts:
        raise HongtouError("没有待协调的分歧，不用开协调会。")
    text = base_text(case, case.state.round.number)
    rows = [case.state.opinions[number] for c in conflicts for number in c.rows]
    departments = list(dict.fromkeys([case.state.organ, *(row.department for row in rows)]))
    title = case.state.title
    data = common(case.state, today(), number=document_number) | contact(case.state)
    del data["文稿名称"]
    data |= {
        "主送": departments[1:],
        "会议名称": f"《{title}》意见协调会议",
        "会议时间": start,
        "会议地点": place,
        "主持人": chair,
        "参会单位": departments,
        "协商情况": history or _history(case),
        "分歧": [_agenda_item(case, conflict, text) for conflict in conflicts],
        "印发机关": case.state.organ,
    }
    made = stamp_footer(render("协调会议程", data, template_folders), fingerprint(w.state))
    numbers = [row.number for row in rows]
    return _export(w, hat, "agenda", f"tables/协调会议程_{w.state.mark}.docx", made, numbers)


def _history(case: Case) -> str:
    brief = summary(case.state, case.rules, today(), case.rule_folders)
    return (
        f"本稿征求了{len(case.state.departments)}个单位意见，收到意见{brief.opinions}条，"
        f"已处理{brief.disposed}条；下列{brief.conflicts - brief.settled}个问题尚未取得一致。"
    )


def _agenda_item(case: Case, conflict: Conflict, text: BaseText) -> dict[str, Any]:
    sides = sides_of(case, conflict, text)
    opinions = []
    for number in conflict.rows:
        row = case.state.opinions[number]
        negotiated = f"；协商情况：{row.negotiation}" if row.negotiation else ""
        opinions.append(
            {
                "单位": row.department,
                "意见": plain((row.proposal or row.reason).rstrip("。")),
                "理据": plain((row.reason or "未说明理由").rstrip("。") + negotiated),
            }
        )
    return {
        "问题": f"{conflict.label}的表述",
        "条款": conflict.label,
        "原文": plain(_original(case, conflict, text).rstrip("。")),
        "各方意见": opinions,
        "方案": ["维持原文。", *(plain(_stopped(side.text)) for side in sides)],
        "倾向性意见": plain(_leaning(case, conflict)),
    }


def _stopped(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else text + "。"


def _leaning(case: Case, conflict: Conflict) -> str:
    """What the coordinator proposed, when a disposition says it; never made up."""
    parts = []
    for number in conflict.rows:
        done = case.state.opinions[number].disposition
        if done is not None:
            reason = f"（{done.reason}）" if done.reason else ""
            parts.append(f"第{number}条意见拟{done.result}{reason}")
    return "；".join(parts) + "。" if parts else ""


def make_digest(
    w: Writing,
    *,
    until: date | None = None,
    about: Sequence[int] = (),
    template_folders: Sequence[Path] = (),
) -> Path:
    """领导审批单: at most three open conflicts with boxes to tick; logged.

    about: choose the conflicts that hold these opinions. Raises HongtouError when there is nothing
    to decide, or more than three without a choice.
    """
    hat = w.allow("digest")
    case = w.case()
    conflicts = [c for c in open_conflicts(case) if not about or set(about) & set(c.rows)]
    late = [item for item in overdue(case.state, today()) if not _may_proceed(case, item.silence)]
    items = [_digest_item(case, c, base_text(case, case.state.round.number)) for c in conflicts]
    items += [_late_item(item.department) for item in late if not about]
    if not items:
        raise HongtouError("没有需要领导决定的事项。")
    if len(items) > MOST_DECISIONS:
        raise HongtouError(
            f"有 {len(items)} 个待决事项，一页最多 {MOST_DECISIONS} 个；"
            "请先会商，或用 --about 意见编号 选择。"
        )
    day = until or add_workdays(today(), 2, w.rule_folders)
    data = common(case.state, today()) | {
        "背景": plain(_background(case)),
        "决定事项": items,
        "最迟决定": day.isoformat(),
        "呈报人": contact(case.state)["联系人"],
        "联系电话": contact(case.state)["联系电话"],
    }
    made = stamp_footer(render("领导审批单", data, template_folders), fingerprint(w.state))
    return _export(w, hat, "digest", f"tables/领导审批单_{w.state.mark}.docx", made)


def _may_proceed(case: Case, silence: str) -> bool:
    return bool(case.rules.policy(silence)["may_proceed"])


def _background(case: Case) -> str:
    brief = summary(case.state, case.rules, today(), case.rule_folders)
    text = (
        f"本稿征求了{len(case.state.departments)}个单位{len(case.state.rounds)}轮意见，"
        f"收到意见{brief.opinions}条，已处理{brief.disposed}条。"
    )
    if brief.overdue:
        text += f"{'、'.join(brief.overdue)}逾期未反馈。"
    for turn in case.state.rounds:
        if turn.despite:
            text += f"第{turn.number}轮发送时与规则不符，说明：{turn.despite.rstrip('。')}。"
        text += "".join(_told_to_leader(turn.findings))
    return text


def _told_to_leader(findings: Sequence[str]) -> list[str]:
    """The sender's warnings that a leader should know of: too many rounds, too little time."""
    known = dict(finding.partition("：")[::2] for finding in findings)
    telling = ("third-round", "total-short", "weekend-demand")
    return [known[rule] for rule in telling if rule in known]


def _digest_item(case: Case, conflict: Conflict, text: BaseText) -> dict[str, Any]:
    sides = sides_of(case, conflict, text)
    options = ["维持原文"]
    options += [
        plain(f"{side.text.rstrip('。')}（{'、'.join(side.departments)}）") for side in sides
    ]
    return {
        "问题": f"如何表述{conflict.label}",
        "方案": options,
        "倾向性意见": plain(_leaning(case, conflict).rstrip("。")) or "请审定",
        "影响": plain(
            "；".join(
                f"不选此项的，{'、'.join(side.departments)}第"
                f"{'、'.join(str(row) for row in side.rows)}条意见不采纳"
                for side in sides[:1]
            )
        )
        if len(sides) == 1
        else "",
    }


def _late_item(department: str) -> dict[str, Any]:
    return {
        "问题": f"{department}逾期未反馈，如何处理",
        "方案": ["请其负责同志限期书面答复", "按无不同意见继续办理，并在上报材料中注明"],
        "倾向性意见": "请审定",
    }


def _export(
    w: Writing, hat: str, kind: str, path: str, data: bytes, rows: Sequence[int] = ()
) -> Path:
    digest = w.store(path, data, overwrite=True)
    event = {"kind": kind, "seq": w.state.seq, "rows": list(rows)}
    w.log("exported", event, hat=hat, files={path: digest})
    return w.folder / path
