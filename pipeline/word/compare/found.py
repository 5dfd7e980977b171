"""What a comparison hands out: edits and comments of the other file, in the base's places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timezone

from pipeline.word.comments import Comment
from pipeline.word.edit import Edit


@dataclass(frozen=True, slots=True)
class Found:
    """One edit found in the other file. kind: replace | insert | delete | format | row.

    silent: made without tracking; else ``edit.author``/``edit.date`` come from the markup.
    old: the base text it replaces ("\\n" for paragraph marks). detail: a row's cell texts etc.
    """

    edit: Edit
    silent: bool
    kind: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class FoundComment:
    """A comment of the other file that the base does not have, placed in the base.

    parent: id of the comment it answers; parent_in_base: that comment is the base's own (then
    ``parent`` is the base's id), else it is the other file's id.
    """

    comment: Comment
    story: str
    paragraph: int
    start: int
    end_paragraph: int
    end: int
    parent: str = ""
    parent_in_base: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs. similarity: share of the base's text (0–1) that was found again.

    lost: those of the notices that tell of text which no Edit carries (a new table, …).
    """

    found: tuple[Found, ...]
    comments: tuple[FoundComment, ...]
    notices: tuple[str, ...]
    similarity: float
    lost: tuple[str, ...] = ()

    @property
    def silent(self) -> tuple[Edit, ...]:
        """The edits made without tracking."""
        return tuple(f.edit for f in self.found if f.silent)

    @property
    def tracked(self) -> tuple[Edit, ...]:
        """The edits made with tracking."""
        return tuple(f.edit for f in self.found if not f.silent)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Both layers, in the order of the document."""
        return tuple(f.edit for f in self.found)


def parse_date(date: str) -> datetime | None:
    """A date as Word writes it; None when it is missing or wrong."""
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)", date)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match.group(1)).replace(tzinfo=timezone.utc)
    except ValueError:
        return None
