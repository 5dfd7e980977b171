"""The state of a case as small frozen records: what ``replay`` makes of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pipeline.errors import HongtouError


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with a hat in this case. hats: the roles of ``roles.yaml``."""

    name: str
    post: str
    hats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextChange:
    """Replace [start, end) of a paragraph of the round's base by ``new`` (offsets as in Edit).

    row, cells: a table row is removed or added instead, as in Edit.
    """

    story: str
    paragraph: int
    start: int
    end: int
    new: str
    end_paragraph: int | None = None
    row: str = ""
    cells: tuple[str, ...] = ()

    @property
    def last_paragraph(self) -> int:
        """The paragraph in which the range ends."""
        return self.paragraph if self.end_paragraph is None else self.end_paragraph

    def as_data(self) -> dict[str, Any]:
        """Plain data for the log."""
        data: dict[str, Any] = {
            "story": self.story,
            "paragraph": self.paragraph,
            "start": self.start,
            "end": self.end,
            "new": self.new,
        }
        if self.end_paragraph is not None and self.end_paragraph != self.paragraph:
            data["end_paragraph"] = self.end_paragraph
        if self.row:
            data |= {"row": self.row, "cells": list(self.cells)}
        return data


def text_change(data: Mapping[str, Any]) -> TextChange:
    """A TextChange from the log's plain data."""
    return TextChange(
        data["story"],
        data["paragraph"],
        data["start"],
        data["end"],
        data["new"],
        data.get("end_paragraph"),
        data.get("row", ""),
        tuple(data.get("cells", ())),
    )


@dataclass(frozen=True, slots=True)
class Disposition:
    """What was decided on an opinion. changes: the adopted text; binding: a leader's decision."""

    result: str
    code: str
    reason: str
    changes: tuple[TextChange, ...]
    by: str
    hat: str
    time: str
    seq: int
    binding: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """One comment of one department, with everything that happened to it.

    kind: 修订 | 批注 | 表内意见 | 未留痕修改 | 补录. seq: the event that brought it in.
    talks: how often it was talked over; on_agenda: put before a coordination meeting.
    stance: "" | 接受 | 坚持 (the department's word on the disposition), told: when it was answered.
    """

    number: int
    round: int
    department: str
    clause: str
    label: str
    original: str
    kind: str
    level: str
    proposal: str
    reason: str
    changes: tuple[TextChange, ...]
    author: str
    seq: int
    disposition: Disposition | None = None
    negotiation: str = ""
    talks: int = 0
    on_agenda: bool = False
    told: str = ""
    stance: str = ""
    stance_words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One received file. kind: 回复 | 扫描件 | 文字; marks: counted by kind of mark."""

    seq: int
    time: str
    round: int
    department: str
    kind: str
    file: str
    name: str
    late: bool
    no_objection: bool
    signer: str
    marks: Mapping[str, int]
    rows: tuple[int, ...]
    explained: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One department in one round. deadline, extended: ISO days."""

    department: str
    round: int
    copy: str
    why: str
    clauses: tuple[str, ...]
    silence: str
    sent: str
    deadline: str
    file: str = ""
    acknowledged: str = ""
    extended: str = ""
    returned: str = ""
    chased: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()

    @property
    def due(self) -> str:
        """The deadline that holds, with an extension."""
        return self.extended or self.deadline


@dataclass(frozen=True, slots=True)
class Round:
    """One round of consultation on one base text."""

    number: int
    base: str
    base_hash: str
    opened: str
    deliveries: Mapping[str, Delivery] = field(default_factory=dict)
    deadline: str = ""
    despite: str = ""
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A leader's decision: the words as written, who, in which form; about: opinion numbers."""

    seq: int
    about: tuple[int, ...]
    subject: str
    words: str
    who: str
    post: str
    form: str
    on: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change the coordinator made, with its reason; round: in the text of which base."""

    seq: int
    round: int
    changes: tuple[TextChange, ...]
    reason: str
    label: str
    by: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A department's 会签: bound to the hashes of the clauses it saw."""

    seq: int
    department: str
    opinion: str
    signer: str
    post: str
    on: str
    clauses: Mapping[str, str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Urgent:
    """The 特急 track: who allowed it in which words, and until when the report is due."""

    seq: int
    who: str
    words: str
    scope: str
    due: str
    passed_over: tuple[str, ...]
    reported: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of 督办. extensions, evidence and confirmation come with later events."""

    number: int
    content: str
    owner: str
    with_: tuple[str, ...]
    due: str
    standard: str
    source: str
    seq: int
    evidence: str = ""
    done_on: str = ""
    done_by: str = ""
    confirmed_by: str = ""
    extended_by: str = ""
    first_due: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """One step of a carrier's way (光盘, U 盘, paper). way: 发出 | 收回 | 销毁."""

    seq: int
    label: str
    department: str
    round: int
    way: str
    on: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything a case is. tip: the hash of the last event; its first 8 characters are printed."""

    id: str = ""
    title: str = ""
    organ: str = ""
    urgency: str = "平件"
    secrecy: str = ""
    secrecy_period: str = ""
    contact: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    rounds: tuple[Round, ...] = ()
    opinions: Mapping[int, Opinion] = field(default_factory=dict)
    replies: tuple[Reply, ...] = ()
    decisions: tuple[Decision, ...] = ()
    own_changes: tuple[OwnChange, ...] = ()
    consents: tuple[Consent, ...] = ()
    urgent: Urgent | None = None
    tasks: Mapping[int, Task] = field(default_factory=dict)
    media: tuple[Medium, ...] = ()
    exports: Mapping[str, int] = field(default_factory=dict)
    waived: Mapping[str, str] = field(default_factory=dict)
    final: str = ""
    final_hash: str = ""
    signed: str = ""
    archived: str = ""
    paused: str = ""
    case_hash: str = ""
    rules_digest: str = ""
    created: str = ""
    seq: int = 0
    tip: str = ""

    @property
    def classified(self) -> bool:
        """Whether the case has a class of secrecy (绝密, 机密, 秘密)."""
        return bool(self.secrecy)

    @property
    def round(self) -> Round:
        """The present round; raises HongtouError before there is one."""
        if not self.rounds:
            raise HongtouError("案卷里还没有征求意见稿。")
        return self.rounds[-1]

    @property
    def mark(self) -> str:
        """The first 8 characters of the tip, as printed on every paper."""
        return self.tip[:8]

    def delivery(self, department: str, number: int = 0) -> Delivery:
        """A department's part in a round (default: the last one that it had a part in)."""
        for turn in reversed(self.rounds):
            if number in (0, turn.number) and department in turn.deliveries:
                return turn.deliveries[department]
        where = f"第{number}轮" if number else "本案卷"
        have = self.departments
        near = [name for name in have if department and name.endswith(department)]
        near = near or get_close_matches(department, have, 1, 0.6)
        hint = f"是不是“{near[0]}”？" if near else f"征求过的有：{'、'.join(have) or '无'}。"
        raise HongtouError(f"{where}没有征求过“{department}”的意见，{hint}")

    @property
    def departments(self) -> tuple[str, ...]:
        """All departments ever consulted, in order of first sending."""
        return tuple(dict.fromkeys(name for turn in self.rounds for name in turn.deliveries))

    def opinion(self, number: int) -> Opinion:
        """The opinion ``number``; raises HongtouError naming the range there is."""
        if number not in self.opinions:
            have = f"现有编号为 1—{max(self.opinions)}" if self.opinions else "案卷里还没有意见"
            raise HongtouError(f"没有第 {number} 条意见，{have}。")
        return self.opinions[number]
