"""The register of a merge: every change, comment, conflict; as data, a workbook or a Word file."""

from __future__ import annotations

import io
from typing import Any

from pipeline.review.merge_types import Change, MergeResult, Remark
from pipeline.review.merge_wording import shown, variant_text
from pipeline.schemas import DIALECT, closed_object

_KINDS = {"replace": "修改", "insert": "增加", "delete": "删去", "format": "格式"}
_KINDS |= {"row": "表格行", "move": "移动"}
_OUTCOMES = {"merged": "已并入", "conflict": "冲突待定", "chosen": "已采用", "rejected": "未采用"}
_OUTCOMES |= {"by_hand": "须手工修改"}
_CHANGE_HEADS = ("部门", "署名", "位置", "类别", "痕迹", "原文", "改为", "结果", "冲突", "理由")
_REMARK_HEADS = ("部门", "署名", "日期", "位置", "针对的文字", "批注", "回复的批注", "已解决")
_CONFLICT_HEADS = (
    "冲突",
    "位置",
    "原文",
    "方案",
    "部门",
    "文字",
    "理由",
    "决定",
    "决定人",
    "决定理由",
)
_HAND_HEADS = ("部门", "位置", "原文", "要改成", "没能写入的原因", "冲突")
_REPLY_HEADS = ("部门", "文件", "留痕修改", "未留痕修改", "批注", "说明")


def to_data(result: MergeResult) -> dict[str, Any]:
    """The merge as plain data with English keys, ready for JSON; its form is ``schema()``."""
    return {
        "conflicts": [
            {
                "id": conflict.id,
                "kind": conflict.kind,
                "place": _place(conflict.place),
                "base": conflict.base_text,
                "context": conflict.context,
                "variants": [
                    {
                        "letter": variant.letter,
                        "departments": list(variant.departments),
                        "text": variant_text(conflict, variant),
                        "reasons": list(variant.reasons),
                    }
                    for variant in conflict.variants
                ],
                "decision": None
                if conflict.decision is None
                else {
                    "choice": conflict.decision.choice,
                    "by": conflict.decision.by,
                    "reason": conflict.decision.reason,
                    "text": conflict.decision.text,
                },
            }
            for conflict in result.conflicts
        ],
        "by_hand": [
            {
                "departments": list(one.departments),
                "place": _place(one.place),
                "kind": one.kind,
                "old": one.old,
                "new": one.edit.new or "",
                "change": one.what,
                "reason": one.reason,
                "conflict": one.conflict,
                "message": one.sentence,
            }
            for one in result.by_hand
        ],
        "changes": [_change(change) for change in result.changes],
        "comments": [_remark(remark) for remark in result.remarks],
        "replies": [
            {
                "department": reply.department,
                "file": reply.name,
                "tracked": reply.tracked,
                "silent": reply.silent,
                "comments": reply.comments,
                "notices": list(reply.notices),
            }
            for reply in result.replies
        ],
        "undecided": [conflict.id for conflict in result.undecided],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``to_data``."""
    text, yes_or_no = {"type": "string"}, {"type": "boolean"}
    texts = {"type": "array", "items": text}
    whole = {"type": "integer", "minimum": 0}
    place = closed_object(
        {
            "part": {**text, "description": "body、header1、footnote:2、textbox:1 等"},
            "paragraph": {**whole, "description": "在 part 中的段落序号，从 0 起"},
            "headings": {**texts, "description": "上级标题，由外到内"},
            "label": text,
        }
    )
    variant = {"letter": text, "departments": texts, "text": text, "reasons": texts}
    decision = closed_object(dict.fromkeys(("choice", "by", "reason", "text"), text))
    conflict = {
        "id": text,
        "kind": {"enum": ["text", "format", "structure"]},
        "place": place,
        "base": {**text, "description": "原文"},
        "context": {**text, "description": "原文连同前后文字，原文在【】里"},
        "variants": {"type": "array", "items": closed_object(variant)},
        "decision": {"anyOf": [decision, {"type": "null"}]},
    }
    change = {
        "department": text,
        "authors": {**texts, "description": "文件里的署名"},
        "kind": {"enum": list(_KINDS)},
        "tracked": {**yes_or_no, "description": "false 是未留痕"},
        "place": place,
        "old": text,
        "new": text,
        "outcome": {"enum": list(_OUTCOMES)},
        "conflict": {**text, "description": "所属冲突的编号；空串表示没有"},
        "agreed": {**texts, "description": "改法相同的其他部门"},
        "reasons": texts,
    }
    hand = {
        "departments": texts,
        "place": place,
        "kind": {"enum": list(_KINDS)},
        "old": text,
        "new": text,
        "change": {**text, "description": "要作的修改，用文字说明"},
        "reason": {**text, "description": "没能写入合并稿的原因"},
        "conflict": {**text, "description": "由哪一处冲突的决定而来；空串表示没有"},
        "message": text,
    }
    said = ("department", "author", "date", "quoted", "text", "parent")
    comment = {**dict.fromkeys(said, text), "place": place, "resolved": yes_or_no}
    counts = dict.fromkeys(("tracked", "silent", "comments"), whole)
    reply = {"department": text, "file": text, **counts, "notices": texts}
    lists: dict[str, dict[str, Any]] = {
        "conflicts": conflict,
        "by_hand": hand,
        "changes": change,
        "comments": comment,
        "replies": reply,
    }
    properties: dict[str, Any] = {
        name: {"type": "array", "items": closed_object(shape)} for name, shape in lists.items()
    }
    return {
        "$schema": DIALECT,
        "title": "hongtou merge --report FILE.json",
        **closed_object(properties | {"undecided": texts}),
    }


def _place(place: Any) -> dict[str, Any]:
    return {
        "part": place.story,
        "paragraph": place.paragraph,
        "headings": list(place.headings),
        "label": place.label,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "department": change.department,
        "authors": list(change.authors),
        "kind": change.kind,
        "tracked": not change.silent,
        "place": _place(change.place),
        "old": change.old,
        "new": change.new,
        "outcome": change.outcome,
        "conflict": change.conflict,
        "agreed": list(change.agreed),
        "reasons": list(change.reasons),
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {
        "department": remark.department,
        "author": remark.author,
        "date": remark.date,
        "place": _place(remark.place),
        "quoted": remark.quoted,
        "text": remark.text,
        "parent": remark.parent,
        "resolved": remark.resolved,
    }


def _tables(result: MergeResult) -> list[tuple[str, tuple[str, ...], list[list[str]]]]:
    """Title, heads and rows of the five tables people read."""
    changes = [
        [
            c.department, "、".join(c.authors), c.place.label, _KINDS[c.kind],
            "未留痕" if c.silent else "留痕", shown(c.old) if c.old else "",
            shown(c.new) if c.new else "", _outcome(c), c.conflict, "；".join(c.reasons),
        ]
        for c in result.changes
    ]  # fmt: skip
    remarks = [
        [r.department, r.author, r.date, r.place.label, r.quoted, r.text, r.parent,
         "是" if r.resolved else "否"]
        for r in result.remarks
    ]  # fmt: skip
    conflicts = []
    for conflict in result.conflicts:
        for variant in conflict.variants:
            decision = conflict.decision
            conflicts.append(
                [conflict.id, conflict.place.label, shown(conflict.base_text), variant.letter,
                 "、".join(variant.departments), shown(variant_text(conflict, variant)),
                 "；".join(variant.reasons), decision.choice if decision else "尚未决定",
                 decision.by if decision else "", decision.reason if decision else ""]
            )  # fmt: skip
    hand = [
        ["、".join(one.departments), one.place.label, shown(one.old) if one.old else "", one.what,
         one.reason, one.conflict]
        for one in result.by_hand
    ]  # fmt: skip
    replies = [
        [r.department, r.name, str(r.tracked), str(r.silent), str(r.comments), "；".join(r.notices)]
        for r in result.replies
    ]
    return [
        ("来文", _REPLY_HEADS, replies),
        ("冲突", _CONFLICT_HEADS, conflicts),
        ("手工修改", _HAND_HEADS, hand),
        ("修改", _CHANGE_HEADS, changes),
        ("批注", _REMARK_HEADS, remarks),
    ]


def _outcome(change: Change) -> str:
    text = _OUTCOMES[change.outcome]
    return f"{text}（与{'、'.join(change.agreed)}相同）" if change.agreed else text


def to_workbook(result: MergeResult) -> bytes:
    """An .xlsx with one sheet a table. Nothing in it is a formula, whatever the texts say."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, heads, rows in _tables(result):
        sheet = book.create_sheet(title)
        for number, row in enumerate([list(heads), *rows], 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.value = "".join(c for c in text if c >= " " or c == "\n")
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 1:
                    cell.font = Font(bold=True)
        for column, head in enumerate(heads, 1):
            wide = head in (
                "原文",
                "改为",
                "文字",
                "批注",
                "说明",
                "位置",
                "针对的文字",
                "要改成",
                "没能写入的原因",
            )
            sheet.column_dimensions[get_column_letter(column)].width = 36 if wide else 14
        sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def to_word(result: MergeResult) -> bytes:
    """A .docx, landscape, with the same tables."""
    from docx import Document
    from docx.enum.section import WD_ORIENT

    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    height, width = section.page_height, section.page_width
    section.page_width, section.page_height = height, width
    document.add_heading("意见合并登记表", 0)
    for title, heads, rows in _tables(result):
        document.add_heading(f"{title}（{len(rows)}）", 1)
        if not rows:
            document.add_paragraph("无。")
            continue
        table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.text = head
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = "".join(c for c in text if c >= " " or c == "\n")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
