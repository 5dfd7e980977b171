"""Replaying a log: from events to the state of a case. No files, no rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from pipeline.errors import HongtouError
from pipeline.review.log import Event
from pipeline.review.state import (
    CaseState,
    Consent,
    Decision,
    Delivery,
    Disposition,
    Medium,
    Opinion,
    OwnChange,
    Person,
    Reply,
    Round,
    Task,
    Urgent,
    text_change,
)


def replay(events: Iterable[Event]) -> CaseState:
    """The state after ``events``; raises HongtouError at an event this version does not know."""
    builder = _Builder()
    for event in events:
        handler = _HANDLERS.get(event.type)
        if handler is None:
            raise HongtouError(
                f"日志第{event.seq}条是本版本不认识的事件“{event.type}”，请用更新的版本打开。"
            )
        handler(builder, event)
        builder.seq, builder.tip = event.seq, event.hash
    return builder.state()


class _Builder:
    """Mutable while replaying, so that thousands of events cost no copying."""

    def __init__(self) -> None:
        self.plain: dict[str, Any] = {}
        self.people: dict[str, Person] = {}
        self.rounds: list[Round] = []
        self.deliveries: list[dict[str, Delivery]] = []
        self.opinions: dict[int, Opinion] = {}
        self.replies: list[Reply] = []
        self.decisions: list[Decision] = []
        self.own: list[OwnChange] = []
        self.consents: list[Consent] = []
        self.tasks: dict[int, Task] = {}
        self.media: list[Medium] = []
        self.exports: dict[str, int] = {}
        self.waived: dict[str, str] = {}
        self.seq = 0
        self.tip = ""

    def state(self) -> CaseState:
        rounds = tuple(
            replace(turn, deliveries=deliveries)
            for turn, deliveries in zip(self.rounds, self.deliveries, strict=True)
        )
        return CaseState(
            people=self.people,
            rounds=rounds,
            opinions=self.opinions,
            replies=tuple(self.replies),
            decisions=tuple(self.decisions),
            own_changes=tuple(self.own),
            consents=tuple(self.consents),
            tasks=self.tasks,
            media=tuple(self.media),
            exports=self.exports,
            waived=self.waived,
            seq=self.seq,
            tip=self.tip,
            **self.plain,
        )

    def update_delivery(self, number: int, department: str, **changes: Any) -> None:
        table = self.deliveries[number - 1]
        table[department] = replace(table[department], **changes)

    def update_opinion(self, number: int, **changes: Any) -> None:
        self.opinions[number] = replace(self.opinions[number], **changes)


def _created(b: _Builder, e: Event) -> None:
    d = e.data
    b.plain.update(
        id=d["id"],
        title=d["title"],
        organ=d["organ"],
        urgency=d["class"],
        secrecy=d.get("secrecy", ""),
        secrecy_period=d.get("secrecy_period", ""),
        contact=d.get("contact", {}),
        rules_digest=d["rules"],
        case_hash=e.files.get("case.yaml", ""),
        created=e.time,
    )
    for row in d.get("people", ()):
        b.people[row["name"]] = Person(row["name"], row.get("post", ""), tuple(row["hats"]))
    if "base" in d:
        _open_round(b, 1, d["base"], e)


def _open_round(b: _Builder, number: int, base: str, e: Event) -> None:
    b.rounds.append(Round(number, base, e.files.get(base, ""), e.time))
    b.deliveries.append({})


def _round(b: _Builder, e: Event) -> None:
    _open_round(b, e.data["round"], e.data["base"], e)


def _person(b: _Builder, e: Event) -> None:
    d = e.data
    b.people[d["name"]] = Person(d["name"], d.get("post", ""), tuple(d["hats"]))


def _rules(b: _Builder, e: Event) -> None:
    b.plain["rules_digest"] = e.data["digest"]


def _sent(b: _Builder, e: Event) -> None:
    d = e.data
    number = d["round"]
    turn = b.rounds[number - 1]
    b.rounds[number - 1] = replace(
        turn,
        deadline=max(turn.deadline, d["deadline"]),
        despite=d.get("despite") or turn.despite,
        findings=(*turn.findings, *d.get("findings", ())),
    )
    for row in d["departments"]:
        b.deliveries[number - 1][row["name"]] = Delivery(
            department=row["name"],
            round=number,
            copy=row["copy"],
            why=row.get("why", ""),
            clauses=tuple(row.get("clauses", ())),
            silence=row.get("silence", ""),
            sent=d.get("on", e.time),
            deadline=d["deadline"],
            file=row.get("file", ""),
        )


def _acknowledged(b: _Builder, e: Event) -> None:
    b.update_delivery(e.data["round"], e.data["department"], acknowledged=e.data["on"])


def _extension(b: _Builder, e: Event) -> None:
    b.update_delivery(e.data["round"], e.data["department"], extended=e.data["until"])


def _returned(b: _Builder, e: Event) -> None:
    b.update_delivery(e.data["round"], e.data["department"], returned=e.data["reason"])


def _chased(b: _Builder, e: Event) -> None:
    for name in e.data["departments"]:
        old = b.deliveries[e.data["round"] - 1][name]
        b.update_delivery(e.data["round"], name, chased=(*old.chased, e.time))


def _received(b: _Builder, e: Event) -> None:
    d = e.data
    rows = [_opinion(row, d, e) for row in d.get("rows", ())]
    for row in rows:
        b.opinions[row.number] = row
    reply = Reply(
        seq=e.seq,
        time=d.get("on", e.time),
        round=d.get("round", 0),
        department=d.get("department", ""),
        kind=d.get("kind", "回复"),
        file=d.get("file", ""),
        name=d.get("name", ""),
        late=bool(d.get("late")),
        no_objection=bool(d.get("no_objection")),
        signer=d.get("signer", ""),
        marks=d.get("marks", {}),
        rows=tuple(row.number for row in rows),
        explained=tuple(d.get("explained", ())),
    )
    b.replies.append(reply)
    # A late reply on an earlier text is also the department's word in the present round.
    for number in {reply.round, len(b.rounds)} if reply.round else ():
        if reply.department in b.deliveries[number - 1]:
            old = b.deliveries[number - 1][reply.department]
            b.update_delivery(number, reply.department, replies=(*old.replies, reply))


def _opinion(row: Mapping[str, Any], d: Mapping[str, Any], e: Event) -> Opinion:
    return Opinion(
        number=row["n"],
        round=row.get("round", d["round"]),
        department=d["department"],
        clause=row.get("clause", ""),
        label=row.get("label", ""),
        original=row.get("original", ""),
        kind=row["kind"],
        level=row["level"],
        proposal=row.get("proposal", ""),
        reason=row.get("reason", ""),
        changes=tuple(text_change(item) for item in row.get("changes", ())),
        author=row.get("author", ""),
        seq=e.seq,
        note=row.get("note", ""),
    )


def _disposed(b: _Builder, e: Event) -> None:
    d = e.data
    disposition = Disposition(
        result=d["result"],
        code=d.get("code", ""),
        reason=d.get("reason", ""),
        changes=tuple(text_change(item) for item in d.get("changes", ())),
        by=e.actor,
        hat=e.hat,
        time=e.time,
        seq=e.seq,
    )
    b.update_opinion(d["row"], disposition=disposition, stance="", stance_words="", told="")


def _level(b: _Builder, e: Event) -> None:
    b.update_opinion(e.data["row"], level=e.data["level"])


def _completed(b: _Builder, e: Event) -> None:
    keys = {key: e.data[key] for key in ("proposal", "reason", "level") if key in e.data}
    b.update_opinion(e.data["row"], **keys)


def _negotiated(b: _Builder, e: Event) -> None:
    number = e.data["row"]
    talks = b.opinions[number].talks + 1
    b.update_opinion(number, negotiation=e.data["text"], talks=talks)


def _told(b: _Builder, e: Event) -> None:
    for number in e.data["rows"]:
        b.update_opinion(number, told=e.time)


def _stance(b: _Builder, e: Event) -> None:
    d = e.data
    b.update_opinion(d["row"], stance=d["stance"], stance_words=d.get("words", ""))


def _decided(b: _Builder, e: Event) -> None:
    d = e.data
    about = tuple(row["row"] for row in d.get("dispositions", ()))
    b.decisions.append(
        Decision(
            seq=e.seq,
            about=about,
            subject=d.get("subject", ""),
            words=d["words"],
            who=d["who"],
            post=d.get("post", ""),
            form=d["form"],
            on=d["on"],
            recorded_by=e.actor,
        )
    )
    for row in d.get("dispositions", ()):
        disposition = Disposition(
            result=row["result"],
            code=row.get("code", ""),
            reason=row.get("reason", ""),
            changes=tuple(text_change(item) for item in row.get("changes", ())),
            by=d["who"],
            hat=d.get("hat", ""),
            time=e.time,
            seq=e.seq,
            binding=True,
        )
        b.update_opinion(row["row"], disposition=disposition, told="")


def _own_edit(b: _Builder, e: Event) -> None:
    d = e.data
    changes = tuple(text_change(item) for item in d["changes"])
    b.own.append(OwnChange(e.seq, d["round"], changes, d["reason"], d.get("label", ""), e.actor))


def _own_dropped(b: _Builder, e: Event) -> None:
    b.own = [change for change in b.own if change.seq != e.data["own"]]


def _consent(b: _Builder, e: Event) -> None:
    d = e.data
    b.consents = [item for item in b.consents if item.department != d["department"]]
    b.consents.append(
        Consent(
            e.seq,
            d["department"],
            d["opinion"],
            d.get("signer", ""),
            d.get("post", ""),
            d["on"],
            d["clauses"],
            d.get("reason", ""),
        )
    )


def _urgent(b: _Builder, e: Event) -> None:
    d = e.data
    b.plain["urgency"] = "特急"
    b.plain["urgent"] = Urgent(
        e.seq, d["who"], d["words"], d["scope"], d["due"], tuple(d.get("passed_over", ()))
    )


def _after_report(b: _Builder, e: Event) -> None:
    b.plain["urgent"] = replace(b.plain["urgent"], reported=e.data["on"])


def _medium(b: _Builder, e: Event) -> None:
    d = e.data
    b.media.append(
        Medium(
            e.seq,
            d["medium"],
            d["department"],
            d["round"],
            d["way"],
            d["on"],
            e.actor,
            d.get("note", ""),
        )
    )


def _exported(b: _Builder, e: Event) -> None:
    for file in e.files:
        b.exports[file] = e.seq
    if e.data["kind"] == "agenda":
        for number in e.data.get("rows", ()):
            b.update_opinion(number, on_agenda=True)


def _waived(b: _Builder, e: Event) -> None:
    b.waived[e.data["rule"]] = e.data["reason"]


def _finalised(b: _Builder, e: Event) -> None:
    b.plain["final"] = e.data["file"]
    b.plain["final_hash"] = e.files[e.data["file"]]


def _signed(b: _Builder, e: Event) -> None:
    b.plain["signed"] = e.data["who"]


def _archived(b: _Builder, e: Event) -> None:
    b.plain["archived"] = e.time


def _task_added(b: _Builder, e: Event) -> None:
    d = e.data
    b.tasks[d["task"]] = Task(
        number=d["task"],
        content=d["content"],
        owner=d["owner"],
        with_=tuple(d.get("with", ())),
        due=d["due"],
        standard=d.get("standard", ""),
        source=d.get("source", ""),
        seq=e.seq,
        first_due=d["due"],
    )


def _task_done(b: _Builder, e: Event) -> None:
    d = e.data
    b.tasks[d["task"]] = replace(
        b.tasks[d["task"]], evidence=d["evidence"], done_on=d["on"], done_by=d["by"]
    )


def _task_confirmed(b: _Builder, e: Event) -> None:
    b.tasks[e.data["task"]] = replace(b.tasks[e.data["task"]], confirmed_by=e.data["by"])


def _task_rejected(b: _Builder, e: Event) -> None:
    b.tasks[e.data["task"]] = replace(b.tasks[e.data["task"]], evidence="", done_on="", done_by="")


def _task_extended(b: _Builder, e: Event) -> None:
    d = e.data
    b.tasks[d["task"]] = replace(b.tasks[d["task"]], due=d["due"], extended_by=d["authority"])


def _ledger(b: _Builder, e: Event) -> None:
    b.plain.update(id=e.data["id"], title=e.data["title"], created=e.time)
    for row in e.data.get("people", ()):
        b.people[row["name"]] = Person(row["name"], row.get("post", ""), tuple(row["hats"]))


def _note(b: _Builder, e: Event) -> None:
    """A note stands in the log; it changes nothing."""


_HANDLERS: dict[str, Callable[[_Builder, Event], None]] = {
    "created": _created,
    "round": _round,
    "person": _person,
    "rules": _rules,
    "sent": _sent,
    "acknowledged": _acknowledged,
    "extension": _extension,
    "returned": _returned,
    "chased": _chased,
    "received": _received,
    "disposed": _disposed,
    "level": _level,
    "completed": _completed,
    "negotiated": _negotiated,
    "told": _told,
    "stance": _stance,
    "decided": _decided,
    "own_edit": _own_edit,
    "own_dropped": _own_dropped,
    "consent": _consent,
    "urgent": _urgent,
    "after_report": _after_report,
    "medium": _medium,
    "exported": _exported,
    "waived": _waived,
    "finalised": _finalised,
    "signed": _signed,
    "archived": _archived,
    "task_added": _task_added,
    "task_done": _task_done,
    "task_confirmed": _task_confirmed,
    "task_rejected": _task_rejected,
    "task_extended": _task_extended,
    "ledger": _ledger,
    "note": _note,
}
