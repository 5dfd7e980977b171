"""The 反馈意见表 as one HTML file: opened from the disk in any browser, it saves a small JSON file.

The page opens no connection: its content security policy forbids everything but its own script and
style, which are named by their SHA-256. Nothing of the case but the draft's clauses stands in it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.errors import HongtouError
from pipeline.files import decode_text
from pipeline.gongwen.calendar import with_weekday
from pipeline.review.clauses import Clause
from pipeline.review.forms import Form, FormRow
from pipeline.review.papers import bare_title
from pipeline.review.rules import Rules
from pipeline.review.state import CaseState

_PAGE, _REPLY = "hongtou-reply-form", "hongtou-reply"
_VERSION = 1
_MAX_BYTES = 5_000_000
_MAX_TEXT = 20_000  # characters of one field
_TEXTS = ("clause", "label", "level", "original", "proposal", "reason")


@dataclass(frozen=True, slots=True)
class WebReply:
    """What a saved file says: of which copy of which case it is, and the form's content."""

    case: str
    copy: str
    department: str
    form: Form


def web_form(
    state: CaseState,
    rules: Rules,
    *,
    department: str,
    number: int,
    code: str,
    deadline: date,
    clauses: Sequence[Clause],
    asked: Iterable[str],
) -> bytes:
    """The page for one department's copy ``code`` in round ``number`` (UTF-8 HTML).

    clauses: all of the draft; asked: the ids of those the department is asked about.
    """
    wanted = set(asked)
    data = {
        "title": bare_title(state.title),
        "organ": state.organ,
        "department": department,
        "case": state.id,
        "copy": code,
        "round": number,
        "deadline": with_weekday(deadline),
        "levels": [
            {"name": name, "needs": list(row["needs"]), "explanation": row["explanation"]}
            for name, row in rules.levels.items()
        ],
        "default_level": rules.default_level,
        "how": [
            "在要改的条款下点“对本条提意见”，写明修改后的文字和理由；没有意见的，勾选“无意见”。",
            "填完点“保存反馈文件”，把存下来的文件发回；本页不联网，关掉网页填的内容就没有了。",
        ],
        "clauses": [
            {
                "id": clause.id,
                "label": clause.label,
                "text": clause.text.strip(),
                "asked": clause.id in wanted,
            }
            for clause in clauses
            if clause.text.strip()
        ],
    }
    folder = Path(__file__).parent
    script = (folder / "web_form.js").read_text(encoding="utf-8")
    style = (folder / "web_form.css").read_text(encoding="utf-8")
    parts = {
        "@SCRIPT_HASH@": _hash(script),
        "@STYLE_HASH@": _hash(style),
        "@SCRIPT@": script,
        "@STYLE@": style,
        "@DATA@": json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"),
    }
    page = (folder / "web_form.html").read_text(encoding="utf-8")
    for mark, text in parts.items():  # the data comes last: nothing in it is looked at again
        page = page.replace(mark, text, 1)
    return page.encode("utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")


def read_web_reply(data: bytes, name: str) -> WebReply | None:
    """The reply in a file saved from the page, None when the file is something else.

    Raises HongtouError for the page itself (nothing filled in can be read from it) and for a
    saved file that is damaged.
    """
    if _PAGE.encode() in data[:2000]:
        raise HongtouError(
            f"{name} 是网页反馈表本身，填写的内容不在里面；"
            "请部门在网页上点“保存反馈文件”，把存下来的 .json 文件发来。"
        )
    if f'"{_REPLY}"'.encode() not in data[:2000] or len(data) > _MAX_BYTES:
        return None
    try:
        raw = json.loads(decode_text(data))
        if raw["format"] != _REPLY:
            return None
        if raw["version"] != _VERSION:
            raise HongtouError(f"{name} 是更新版本的网页反馈表保存的，请用新版本收取。")
        return _reply(raw)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise HongtouError(f"{name} 是网页反馈表保存的文件，但已损坏，请部门重新保存。") from None


def _reply(raw: Mapping[str, Any]) -> WebReply:
    rows = []
    for line, row in enumerate(raw["rows"], 1):
        values = {key: _text(row[key]) for key in _TEXTS}
        rows.append(
            FormRow(
                line=line,
                clause=values["label"] if values["clause"] else "",
                original=values["original"],
                level=values["level"],
                proposal=values["proposal"],
                reason=values["reason"],
            )
        )
    if not isinstance(raw["none"], bool):
        raise TypeError("none")
    department = _text(raw["department"])
    form = Form(department, raw["none"], _text(raw["signer"]), tuple(rows), ())
    return WebReply(_text(raw["case"]), _text(raw["copy"]), department, form)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        raise TypeError("text")
    return value.strip()
