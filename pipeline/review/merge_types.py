"""What goes into and comes out of a merge of departments' replies.

``pipeline.review.merge.merge(base, replies, decisions=…) -> MergeResult`` is the one call; the
command line, a review case and the demo all use it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pipeline.word.edit import Edit
from pipeline.word.package import Package

BASE_CHOICE = "原文"
OWN_CHOICE = "自拟"


@dataclass(frozen=True, slots=True)
class Reply:
    """One department's returned file. ``name`` is what messages call the file."""

    department: str
    source: Path | bytes | Package
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, for people: story, 0-based paragraph, its element's and the
    headings' texts from the outermost to the nearest, and the paragraph's own text."""

    story: str
    paragraph: int
    headings: tuple[str, ...] = ()
    excerpt: str = ""

    @property
    def label(self) -> str:
        """One line: 正文第 5 段（一、总体要求）."""
        names = {"body": "正文", "header": "页眉", "footer": "页脚", "footnote": "脚注"}
        names |= {"endnote": "尾注", "textbox": "文本框"}
        kind, new, _ = self.story.partition("+")
        if new:
            return f"新增的{names.get(kind, kind)}"
        kind = self.story.rstrip("0123456789").partition(":")[0]
        path = " › ".join(self.headings)
        return f"{names.get(kind, self.story)}第 {self.paragraph + 1} 段" + (
            f"（{path}）" if path else ""
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One edit a reply contains, in base coordinates; ``authors`` are the names inside the file.

    kind: replace | insert | delete | format | row | move. silent: made without tracking (未留痕).
    old, new: the texts. outcome: merged (in the result), conflict, chosen, rejected, by_hand (to
    be made, but could not be written).
    conflict: the id of the conflict it belongs to, "" for none. reasons: comments that stand on it.
    """

    department: str
    authors: tuple[str, ...]
    kind: str
    silent: bool
    place: Place
    old: str
    new: str
    edit: Edit
    outcome: str = "merged"
    conflict: str = ""
    agreed: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment of a reply. ``parent`` is the text of the comment it answers, "" for none."""

    department: str
    author: str
    date: str
    text: str
    place: Place
    quoted: str
    parent: str = ""
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """One way a conflict can end: ``letter`` A, B, …; ``text`` is the whole range as it would
    read; ``departments`` want it; ``reasons`` are their comments there."""

    letter: str
    departments: tuple[str, ...]
    text: str
    edits: tuple[Edit, ...]
    silent: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a conflict: a variant's letter, 原文, or 自拟 with ``text``."""

    choice: str
    by: str
    reason: str = ""
    text: str = ""
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Departments want different things of the same place.

    id is stable for the same base and replies, whatever their order. base_text is the range as
    it stands, context the same with some words around it, the range in 【】. kind: text |
    format | structure.
    """

    id: str
    place: Place
    base_text: str
    variants: tuple[Variant, ...]
    kind: str = "text"
    decision: Decision | None = None
    story: str = "body"
    paragraph: int = 0
    start: int = 0
    end_paragraph: int = 0
    end: int = 0
    context: str = ""

    @property
    def departments(self) -> tuple[str, ...]:
        """All departments that take part."""
        return tuple(dict.fromkeys(d for v in self.variants for d in v.departments))


@dataclass(frozen=True, slots=True)
class ByHand:
    """A change that ought to be in the merged file and could not be written: base text stays.

    departments want it (or a person decided it); old is the text it replaces; reason says why;
    conflict is the id of the decided conflict it comes from, "" for none. what tells it in words.
    """

    departments: tuple[str, ...]
    place: Place
    kind: str
    old: str
    edit: Edit
    reason: str
    what: str
    conflict: str = ""

    @property
    def sentence(self) -> str:
        """One line: where, what, why, and what to do."""
        return f"{self.place.label}：{self.what}，没能写入（{self.reason}），请手工修改。"


@dataclass(frozen=True, slots=True)
class ReplySummary:
    """What one reply amounted to: counts, and notes people must know about it.

    lost: those of the notices that tell of text which is not in the merged file.
    """

    department: str
    name: str
    tracked: int = 0
    silent: int = 0
    comments: int = 0
    notices: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeResult:
    """A merge: ``merged`` has every department's marks and comments under its name, and the base
    text with a comment where a conflict is undecided. ``final`` is the clean copy (accepted, no
    comments) and None while anything is undecided. ``by_hand``: what could not be written."""

    base: Package
    merged: Package
    changes: tuple[Change, ...]
    remarks: tuple[Remark, ...]
    conflicts: tuple[Conflict, ...]
    replies: tuple[ReplySummary, ...]
    by_hand: tuple[ByHand, ...] = ()
    final: Package | None = None
    decisions: Mapping[str, Decision] = field(default_factory=dict)

    @property
    def lost(self) -> tuple[str, ...]:
        """What ought to be in the merged file and is not, one sentence each."""
        replies = [f"{reply.department}：{text}" for reply in self.replies for text in reply.lost]
        known = {reply.department for reply in self.replies}
        own = [one for one in self.by_hand if not known.intersection(one.departments)]
        return (*replies, *(f"{'、'.join(one.departments)}：{one.sentence}" for one in own))

    @property
    def undecided(self) -> tuple[Conflict, ...]:
        """The conflicts nobody has decided yet."""
        return tuple(conflict for conflict in self.conflicts if conflict.decision is None)
