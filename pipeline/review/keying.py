"""补录: what came on paper, by telephone or in a mail, keyed in by a clerk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import HongtouError
from pipeline.files import read_bytes
from pipeline.review.base_text import base_text
from pipeline.review.case import Writing
from pipeline.review.clauses import find_label
from pipeline.review.clock import now
from pipeline.review.disposing import in_words, locate_change, parse_replacement
from pipeline.review.instructions import instructed_change
from pipeline.review.log import sha256
from pipeline.review.state import TextChange


def key_opinion(
    w: Writing,
    department: str,
    *,
    clause: str,
    proposal: str,
    reason: str,
    level: str,
    replace: Sequence[str],
    signer: str,
    original: Path | None = None,
) -> int:
    """Log one opinion of a department keyed in by hand; returns its number.

    original: the scan or mail it was keyed from, kept bit for bit.
    """
    hat = w.allow("add")
    item = w.state.delivery(department)
    number = w.state.rounds[-1].number
    text = base_text(w.case(), number)
    where = find_label(text.clauses, clause) if clause else None
    if clause and where is None:
        raise HongtouError(
            f"文稿里找不到“{clause}”，请照文稿写条款号，例如“第三条”或“二、（一）”。"
        )
    changes: list[TextChange] = []
    for pair in replace:
        old, new = parse_replacement(pair)
        place = where.label if where else ""
        changes.append(locate_change(text.body, text.clauses, old, new, clause=place))
    if not proposal and not changes:
        raise HongtouError("请用 --proposal 写修改建议，或用 --replace '原文=新文' 写明改什么。")
    if not changes:
        found = instructed_change(
            proposal, text.body, text.clauses, clause=where.label if where else ""
        )
        changes = [found] if found else []
    if level and level not in w.rules.levels:
        raise HongtouError(f"没有“{level}”这种意见类别，可选：{'、'.join(w.rules.levels)}。")
    opinion = max(w.state.opinions, default=0) + 1
    shown = text.sentence(changes[0])[0] if changes else ""
    row = {
        "n": opinion,
        "round": number,
        "clause": where.id if where else (text.place(changes[0])[0] if changes else ""),
        "label": text.place(changes[0])[1] if changes else (where.label if where else "全文"),
        "original": shown,
        "kind": "补录",
        "level": level or w.rules.default_level,
        "proposal": proposal or "；".join(in_words(pair) for pair in replace),
        "reason": reason,
        "changes": [change.as_data() for change in changes],
        "marks": 1,
    }
    _log(w, hat, department, item.round, signer, original, [row], no_objection=False)
    return opinion


def key_no_objection(w: Writing, department: str, signer: str, original: Path | None) -> None:
    """Log that a department said 无意见 on paper or otherwise."""
    hat = w.allow("add")
    item = w.state.delivery(department)
    _log(w, hat, department, item.round, signer, original, [], no_objection=True)


def _log(
    w: Writing,
    hat: str,
    department: str,
    number: int,
    signer: str,
    original: Path | None,
    rows: list[dict[str, object]],
    *,
    no_objection: bool,
) -> None:
    files = {}
    path = ""
    if original is not None:
        data = read_bytes(original)
        path = f"in/{sha256(data)}{original.suffix.lower()}"
        files[path] = w.store(path, data)
    moment = now()
    data_ = {
        "round": number,
        "department": department,
        "on": moment.isoformat(),
        "file": path,
        "name": original.name if original else "",
        "kind": "回复",
        "how": "补录",
        "late": moment.date().isoformat() > w.state.delivery(department, number).due,
        "no_objection": no_objection,
        "signer": signer,
        "marks": {"补录": len(rows)},
        "explained": [],
        "rows": rows,
    }
    w.log("received", data_, hat=hat, files=files)
