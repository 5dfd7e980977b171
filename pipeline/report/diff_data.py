"""A difference as data for programs: English keys, one entry a changed paragraph."""

from __future__ import annotations

from typing import Any

from pipeline.report.diff_rows import Diff


def to_data(diff: Diff) -> dict[str, Any]:
    """``diff`` as plain data, ready for JSON. Equal paragraphs are left out.

    left, right: the files. same: nothing differs. similarity: 0–1. counts: how many changes of
    each kind. notices: sentences in Chinese. changes: part (title of the story, "" in a text
    file), kind (changed | inserted | deleted | moved | format), left and right (1-based numbers
    of the paragraph, null where it is missing), old and new (null likewise), pieces (op "=", "-"
    or "+", text, and for tracked ones author and tracked), notes (Chinese).
    """
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
