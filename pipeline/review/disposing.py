"""What may be done with an opinion, and by whom: the rules before a disposition is logged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.errors import HongtouError
from pipeline.review.clauses import Clause, find_label
from pipeline.review.conflicts import ADOPTED, adopted_by_others
from pipeline.review.rules import Rules
from pipeline.review.state import CaseState, Opinion, TextChange

_LEAST_REASON = 4  # characters: “不同意” alone is no reason


@dataclass(frozen=True, slots=True)
class Proposal:
    """A disposition as someone gives it, before it is checked."""

    row: int
    result: str
    code: str = ""
    reason: str = ""
    changes: tuple[TextChange, ...] = ()


def check_disposition(
    state: CaseState,
    rules: Rules,
    proposal: Proposal,
    *,
    binding: bool = False,
    together: Sequence[int] = (),
) -> dict[str, Any]:
    """The log's data for a disposition; raises HongtouError saying what the rules ask for.

    binding: it is a leader's decision (may replace an earlier disposition, but never another
    decision). together: opinions disposed of in the same step: what they had before is void.
    """
    row = state.opinion(proposal.row)
    name = f"第{row.number}条意见（{row.department}，{row.label}）"
    if proposal.result not in rules.dispositions:
        choices = "、".join(rules.dispositions)
        raise HongtouError(f"没有“{proposal.result}”这种处理结果，可选：{choices}。")
    if row.disposition is not None and row.disposition.binding:
        raise HongtouError(
            f"{name}已由{row.disposition.by}决定，不能再改；如有新情况，请重新报批。"
        )
    _check_complete(row, rules, name)
    changes = _changes(row, proposal)
    needs = rules.dispositions[proposal.result]["needs"]
    if "change" in needs and not changes:
        raise HongtouError(
            f"{name}写的是“{proposal.result}”，但没有落到文字上；"
            "请用 --replace '原文=新文' 写明改什么，或选“解释说明”。"
        )
    if proposal.result == "部分采纳" and set(changes) == set(row.changes):
        raise HongtouError(
            f"{name}写的是“部分采纳”，请用 --replace '原文=新文' 写明采纳的那一部分。"
        )
    if not binding:
        _check_reason(proposal, needs, rules, name)
    _check_overlap(state, row, changes, (*together, row.number), name)
    return {
        "row": row.number,
        "result": proposal.result,
        "code": proposal.code,
        "reason": proposal.reason,
        "changes": [change.as_data() for change in changes],
    }


def _check_complete(row: Opinion, rules: Rules, name: str) -> None:
    """Rule 5: no bare objection. A 须改 without text or grounds goes back to its department."""
    needs = rules.levels.get(row.level, {}).get("needs", [])
    missing = [
        label
        for key, label, value in (
            ("proposal", "修改后的文字", row.proposal),
            ("reason", "理由依据", row.reason),
        )
        if key in needs and not value
    ]
    if missing:
        raise HongtouError(
            f"{name}标为“{row.level}”，但没有写{'和'.join(missing)}；"
            f"请{row.department}补正（hongtou case complete {row.number} …），"
            f"或经其同意改为“{rules.default_level}”（--level）。"
        )


def _check_reason(proposal: Proposal, needs: Sequence[str], rules: Rules, name: str) -> None:
    if "code" in needs and proposal.code not in rules.codes:
        raise HongtouError(
            f"{name}“{proposal.result}”要写明理由类别（--code），可选：{'、'.join(rules.codes)}。"
        )
    if proposal.code and proposal.code not in rules.codes:
        raise HongtouError(f"没有“{proposal.code}”这种理由类别，可选：{'、'.join(rules.codes)}。")
    if "reason" in needs and len(proposal.reason.strip()) < _LEAST_REASON:
        raise HongtouError(
            f"{name}“{proposal.result}”要写明理由（--reason），不能空着或一两个字带过。"
        )


def _changes(row: Opinion, proposal: Proposal) -> tuple[TextChange, ...]:
    if proposal.result not in ADOPTED:
        return ()
    return proposal.changes or row.changes


def _check_overlap(
    state: CaseState,
    row: Opinion,
    changes: Sequence[TextChange],
    ignore: Sequence[int],
    name: str,
) -> None:
    others = adopted_by_others(state, row.round, changes, ignore)
    if others:
        other = state.opinions[others[0]]
        raise HongtouError(
            f"{name}与已采纳的第{other.number}条意见（{other.department}）改的是同一处而改法不同，"
            "不能都采纳；请先会商，或报领导决定（hongtou case decide）。"
        )


def locate_change(
    paragraphs: Sequence[str],
    clauses: Sequence[Clause],
    old: str,
    new: str,
    *,
    clause: str = "",
    story: str = "body",
) -> TextChange:
    """The change that puts ``new`` in place of ``old`` in the body, inside ``clause`` when given.

    Offsets cover only what differs. Raises HongtouError when ``old`` is not found, or found twice.
    """
    if not old:
        raise HongtouError("“原文”不能是空的；要增加文字，请把插入处前后的原文一并写上。")
    where = find_label(clauses, clause) if clause else None
    if clause and where is None:
        raise HongtouError(
            f"文稿里找不到“{clause}”，请照文稿写条款号，例如“第三条”或“二、（一）”。"
        )
    first, last = (where.first, where.last) if where else (0, len(paragraphs) - 1)
    found = [
        (index, start)
        for index in range(first, last + 1)
        for start in _occurrences(paragraphs[index], old)
    ]
    place = f"“{where.label}”里" if where else "文稿里"
    if not found:
        raise HongtouError(f"{place}找不到原文“{old}”，请照文稿抄写（标点也要一样）。")
    if len(found) > 1:
        raise HongtouError(
            f"{place}有 {len(found)} 处“{old}”，请把原文多写几个字，或用 --clause 指明条款。"
        )
    index, start = found[0]
    change = TextChange(story, index, start, start + len(old), new)
    return narrowed(change, paragraphs[index])


def _occurrences(text: str, part: str) -> list[int]:
    found = []
    start = text.find(part)
    while start >= 0:
        found.append(start)
        start = text.find(part, start + 1)
    return found


def in_words(pair: str) -> str:
    """``原文=新文`` as a sentence: 将“原文”改为“新文”."""
    old, new = parse_replacement(pair)
    return f"将“{old}”改为“{new}”" if new else f"删去“{old}”"


def narrowed(change: TextChange, text: str) -> TextChange:
    """``change`` of the paragraph ``text`` reduced to what differs, but never inside a number.

    “5个”→“3个” and “5”→“3” become the same change; 15→16 stays whole, so that it overlaps 15→25.
    Changes across paragraphs, of rows, and with objects are left alone.
    """
    if change.row or change.last_paragraph != change.paragraph or "\n" in change.new:
        return change
    if "\ufffc" in change.new + text[change.start : change.end]:
        return change
    start, end, new = change.start, change.end, change.new
    while start < end and new and text[start] == new[0]:
        start, new = start + 1, new[1:]
    while start < end and new and text[end - 1] == new[-1]:
        end, new = end - 1, new[:-1]
    while start > 0 and _joined(text[start - 1], new[:1], text[start : start + 1]):
        start, new = start - 1, text[start - 1] + new
    while end < len(text) and _joined(text[end], new[-1:], text[end - 1 : end] if end else ""):
        end, new = end + 1, new + text[end]
    return TextChange(change.story, change.paragraph, start, end, new)


_TOKENS = (
    re.compile(r"[0-9０-９.,%％‰]"),
    re.compile(r"[A-Za-z]"),
    re.compile(r"[一二三四五六七八九十百千万亿零〇两]"),
)


def _joined(outside: str, *inside: str) -> bool:
    """Whether a character belongs to one number or word with one of its neighbours."""
    return any(
        kind.match(outside) and any(kind.match(char) for char in inside if char) for kind in _TOKENS
    )


def parse_replacement(text: str) -> tuple[str, str]:
    """``原文=新文`` as two texts (an empty 新文 deletes); raises HongtouError."""
    for mark in ("=>", "→", "=", "＝"):
        if mark in text:
            old, new = text.split(mark, 1)
            return old.strip(), new.strip()
    raise HongtouError(f"“{text}”要写成 原文=新文 的样子，例如 --replace '5个工作日=3个工作日'。")
