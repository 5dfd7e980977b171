"""The one kind of change: lint fixes, departments' revisions and decisions are all Edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters [start, end) of one paragraph by ``new``, or change its formatting.

    story: name of the story in the base ("body", "header1", "footnote:2", …).
    paragraph: index in that story (0-based); start/end: offsets into the paragraph's text.
    end_paragraph: where ``end`` lies when the range crosses paragraph marks (default: same).
    The paragraph mark itself is the character at offset len(text); "\\n" in ``new`` is a mark.
    run_format / paragraph_format: properties to set (keys of RunFormat / ParagraphFormat) on the
    range or paragraph; the text stays as it is when ``new`` is None.
    author, date, why: who, when, for which reason (rule, comment, decision).
    """

    story: str
    paragraph: int
    start: int
    end: int
    new: str | None = None
    end_paragraph: int | None = None
    run_format: Mapping[str, object] = field(default_factory=dict)
    paragraph_format: Mapping[str, object] = field(default_factory=dict)
    author: str = ""
    date: datetime | None = None
    why: str = ""
