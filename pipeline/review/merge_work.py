"""What a merge gathers on its way, from the replies' edits to the units that are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.review.merge_clusters import Item
from pipeline.review.merge_places import Places
from pipeline.review.merge_types import ByHand, Conflict, Remark, Reply
from pipeline.word.compare import Comparison
from pipeline.word.document import Document
from pipeline.word.edit import Edit, NewComment

TOOL = "红头"
# What privacy settings and programs write in the place of a name.
_NAMELESS = ("", "Author", "作者", "Unknown", "Unknown Author", "未知作者")


@dataclass(slots=True)
class Unit:
    """Edits that are written together or not at all, and the items whose outcome that is.

    sources: of every edit the item it comes from; None for a text people decided on.
    """

    edits: list[Edit]
    sources: list[Item | None]
    items: list[Item]
    departments: tuple[str, ...]
    conflict: str = ""


@dataclass(slots=True)
class Work:
    """Everything known so far of one merge."""

    base: Document
    places: Places
    replies: list[tuple[Reply, Comparison]]
    items: list[Item] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    comments: list[NewComment] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    by_hand: list[ByHand] = field(default_factory=list)


def signed(department: str, inner: str) -> str:
    """A department with the name its file gives, unless the program hid that name."""
    return department if inner in (*_NAMELESS, department) else f"{department}（{inner}）"
