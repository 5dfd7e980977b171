"""涉密案卷: what differs when a case has a class — neutral file names, no web page, media listed.

保守国家秘密法（2024年修订）第十四条: the classes; 第二十六条: carriers are made, passed on,
taken back and destroyed by number and hand to hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from pipeline.errors import HongtouError
from pipeline.files import safe_name
from pipeline.review.case import Writing
from pipeline.review.state import CaseState

CLASSES = ("绝密", "机密", "秘密")
WAYS = ("发出", "收回", "销毁")
_CLASS = re.compile(rf"({'|'.join(CLASSES)})(?:[★☆*\s]*(\d{{1,2}}(?:年|个月)|长期))?")
_TELLING = 3  # so many characters of the title in a row in a file name give its content away


def parse_class(text: str) -> tuple[str, str]:
    """``机密★5年`` as (class, period), ("", "") for no class; raises HongtouError."""
    if not text.strip():
        return "", ""
    match = _CLASS.fullmatch(text.strip())
    if match is None:
        raise HongtouError(f"密级“{text}”不对，只能是{'、'.join(CLASSES)}，可带期限，如 机密★5年。")
    return match[1], match[2] or ""


def refuse_telling(folder: str, title: str) -> None:
    """Raise HongtouError when the name of a classified case's folder says what it is about."""
    words = re.sub(r"[^\u4e00-\u9fffA-Za-z0-9]", "", title)
    grams = {words[i : i + _TELLING] for i in range(len(words) - _TELLING + 1)}
    if any(gram in folder for gram in grams):
        raise HongtouError(
            f"涉密案卷的文件夹名“{folder}”写出了文稿内容，请改用编号，例如“案卷01”。"
        )


def folder_name(state: CaseState, department: str, code: str) -> str:
    """The name under which a department's papers lie: in a classified case only the copy's code."""
    return code if state.classified else safe_name(department)


def record_medium(
    w: Writing, label: str, department: str, way: str, on: date, note: str = ""
) -> None:
    """Log that the carrier ``label`` was handed out, taken back or destroyed (``WAYS``)."""
    hat = w.allow("record")
    if not label.strip():
        raise HongtouError("请写载体的编号或名称，例如 光盘03。")
    number = w.state.delivery(department).round if department else 0
    if way != "发出" and label.strip() not in {item.label for item in w.state.media}:
        raise HongtouError(f"没有登记过载体“{label}”发出，不能登记{way}。")
    data: Mapping[str, object] = {
        "medium": label.strip(),
        "department": department,
        "round": number,
        "way": way,
        "on": on.isoformat(),
        "note": note.strip(),
    }
    w.log("medium", data, hat=hat)


def unlisted(state: CaseState) -> tuple[str, ...]:
    """In a classified case: what was sent without a carrier on record, and carriers still out."""
    if not state.classified:
        return ()
    listed = {(item.department, item.round) for item in state.media if item.way == "发出"}
    missing = [
        f"第{turn.number}轮发给{name}的载体没有登记"
        for turn in state.rounds
        for name in turn.deliveries
        if (name, turn.number) not in listed
    ]
    last = {item.label: item for item in state.media}
    missing += [
        f"载体“{item.label}”（{item.department}）还没有收回或销毁"
        for item in last.values()
        if item.way == "发出"
    ]
    return tuple(missing)
