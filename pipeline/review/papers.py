"""The papers that go out of a case, each drafted from its own template.

Every function gives the bytes of a .docx. What departments wrote is put in as it is: characters
that would mean something to the template's markup are hidden from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.review.clauses import Clause
from pipeline.review.state import CaseState

_MARKUP = re.compile(r"([\\#*|\[={])")
_BARE_TITLE = re.compile(r"^《(.+)》$")


def render(template: str, data: Mapping[str, Any], folders: Sequence[Path] = ()) -> bytes:
    """The .docx that the template called ``template`` makes of ``data`` (bytes).

    folders: a unit's own template folders. Raises DataProblem when a field is missing.
    """
    from pipeline.draft.document import draft
    from pipeline.draft.template import find_template, load_template

    return draft(load_template(find_template(template, folders)), data).to_bytes()


def plain(text: str) -> str:
    """Someone's own words on one line, with markup characters made harmless."""
    line = "　".join(part.strip() for part in text.split("\n") if part.strip())
    line = line.replace("\t", " ").replace("\v", " ").replace("\f", " ").replace("\ufffc", "")
    return _MARKUP.sub(r"\\\1", line)


def bare_title(title: str) -> str:
    """A title without the 书名号 around the whole of it."""
    match = _BARE_TITLE.match(title.strip())
    return match[1] if match else title.strip()


def final_title(title: str) -> str:
    """The title that a draft has when it is finished: without （征求意见稿）."""
    return bare_title(title).removesuffix("（征求意见稿）")


def common(
    state: CaseState, day: date, *, number: str = "", copy_number: int = 0
) -> dict[str, Any]:
    """The fields that every paper of a case has: organ, title of the draft, contact, date.

    copy_number: the 份号 of a paper that goes out, printed only in a classified case.
    """
    data: dict[str, Any] = {
        "发文机关": state.organ,
        "文稿名称": bare_title(state.title),
        "成文日期": day.isoformat(),
    }
    if number:
        data["发文字号"] = number
    if state.classified:
        data["密级"] = state.secrecy
        if state.secrecy_period:
            data["保密期限"] = state.secrecy_period
        if copy_number:
            data["份号"] = str(copy_number)
    return data


def fingerprint(state: CaseState) -> str:
    """What the footer of every paper says, so that signed paper anchors the log."""
    return f"案卷 {state.id} 指纹 {state.mark}"


def contact(state: CaseState) -> dict[str, Any]:
    """The fields of the person to ask."""
    return {
        "联系人": state.contact.get("name", "") or next(iter(state.people), ""),
        "联系电话": state.contact.get("phone", "") or "见通讯录",
    }


def letter(
    state: CaseState,
    *,
    department: str,
    number: int,
    deadline: date,
    why: str,
    clauses: Sequence[Clause],
    silence: str,
    background: str,
    day: date,
    document_number: str,
    copy_number: int,
    folders: Sequence[Path] = (),
) -> bytes:
    """征求意见函: why this unit, which clauses, until when, to whom, what silence means."""
    data = common(state, day, number=document_number, copy_number=copy_number) | contact(state)
    data |= {
        "主送": department,
        "背景": plain(background),
        "轮次": number,
        "为何征求贵单位": plain(why),
        "涉及条款": [{"条款": clause.label, "内容": plain(opening(clause))} for clause in clauses],
        "反馈期限": deadline.isoformat(),
        "逾期后果": "不能按期反馈的，请在期限届满前与我单位联系，说明原因和预计反馈时间。"
        + silence,
        "反馈方式": (
            "请在征求意见稿上用修订、批注方式提出意见，或者填写《反馈意见表》，"
            "经单位负责人审签后反馈。提出修改意见的，请写明具体条款、修改后的文字和理由依据；"
            "没有意见的，也请在《反馈意见表》上勾选“无意见”。"
        ),
        "附件": [bare_title(state.title), "反馈意见表"],
    }
    if state.contact.get("email"):
        data["电子邮箱"] = state.contact["email"]
    return render("征求意见函", data, folders)


def opening(clause: Clause, limit: int = 40) -> str:
    """The first words of a clause without its number, up to the first stop or ``limit``; a cut
    never leaves 《, “ or （ open."""
    text = clause.text.split("\n")[0].strip()
    text = re.sub(
        r"^(第[^条]{1,8}条(之.)?|[一二三四五六七八九十百]+、|（[^）]{1,4}）)\s*", "", text
    )
    first = re.split(r"[。；：]", text)[0]
    shown = first if len(first) <= limit else first[: limit - 1]
    for left, right in ("《》", "“”", "（）"):
        if shown.count(left) > shown.count(right):
            shown = shown[: shown.rindex(left)]
    return shown if shown == first else shown.rstrip("，、") + "……"


def reply_form(
    state: CaseState,
    *,
    department: str,
    deadline: date,
    clauses: Sequence[Clause],
    code: str,
    day: date,
    folders: Sequence[Path] = (),
) -> bytes:
    """反馈意见表, the rows for the department's clauses filled in."""
    data = common(state, day) | {
        "反馈单位": department,
        "反馈期限": deadline.isoformat(),
        "涉及条款": [
            {"条款": clause.label, "原文": plain(opening(clause, 60))} for clause in clauses
        ],
        "空行数": 4,
        "编号": code,
    }
    return render("反馈意见表", data, folders)
