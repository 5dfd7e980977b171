"""A difference as data for programs: English keys, one entry a changed paragraph."""

from __future__ import annotations

from typing import Any

from pipeline.report.diff_rows import Diff
from pipeline.schemas import DIALECT, closed_object


def to_data(diff: Diff) -> dict[str, Any]:
    """``diff`` as plain data of the form ``schema()``. Equal paragraphs are left out."""
    return {
        "left": diff.left,
        "right": diff.right,
        "same": diff.same,
        "similarity": round(diff.similarity, 4),
        "counts": diff.counts(),
        "notices": list(diff.notices),
        "changes": [
            {
                "part": section.title,
                "kind": row.kind,
                "left": row.left,
                "right": row.right,
                "old": row.old if row.left is not None else None,
                "new": row.new if row.right is not None else None,
                "pieces": [
                    {"op": piece.op, "text": piece.text}
                    | ({"author": piece.author, "tracked": True} if not piece.silent else {})
                    for piece in row.pieces
                ],
                "notes": list(row.notes),
            }
            for section in diff.sections
            for row in section.rows
            if row.kind != "equal"
        ],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``to_data``."""
    text = {"type": "string"}
    texts = {"type": "array", "items": text}
    maybe = {"type": ["string", "null"]}
    place = {"type": ["integer", "null"], "minimum": 1, "description": "第几段；没有的一边为 null"}
    piece = closed_object({"op": {"enum": ["=", "-", "+"]}, "text": text})
    piece["properties"] |= {
        "author": {**text, "description": "留痕修订的作者"},
        "tracked": {"const": True},
    }
    change = {
        "part": {**text, "description": "正文、页眉、脚注等；文本文件为空串"},
        "kind": {"enum": ["changed", "inserted", "deleted", "moved", "format"]},
        "left": place,
        "right": place,
        "old": maybe,
        "new": maybe,
        "pieces": {"type": "array", "items": piece},
        "notes": {**texts, "description": "格式变化、移动等说明"},
    }
    whole = {"type": "integer", "minimum": 0}
    return {
        "$schema": DIALECT,
        "title": "hongtou diff --format json",
        **closed_object(
            {
                "left": text,
                "right": text,
                "same": {"type": "boolean"},
                "similarity": {"type": "number", "minimum": 0, "maximum": 1},
                "counts": {"type": "object", "additionalProperties": whole},
                "notices": texts,
                "changes": {"type": "array", "items": closed_object(change)},
            }
        ),
    }
