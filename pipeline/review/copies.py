"""Which copy is whose: the id of a department's copy, and the copy itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from pipeline.review.clauses import Clause
from pipeline.word.copy_marks import mark_copy


def copy_id(case: str, number: int, department: str, base_hash: str) -> str:
    """The id of one copy: ``HT`` and ten letters or digits, the same whenever it is asked for."""
    text = "\n".join((case, str(number), department, base_hash))
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return "HT" + base64.b32encode(digest).decode("ascii")[:10]


def make_copy(base: bytes, code: str, clauses: Sequence[Clause]) -> bytes:
    """The department's copy of ``base``: marked, tracking switched on and locked."""
    marks = [(clause.bookmark, clause.first, clause.last) for clause in clauses]
    return mark_copy(base, code, marks)
