"""复盘: a case in numbers, from its log alone — time given and used, opinions, how they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from statistics import median

from pipeline.gongwen.calendar import workdays_if_known
from pipeline.review.case import Case
from pipeline.review.clock import today
from pipeline.review.conflicts import ADOPTED, find_conflicts
from pipeline.review.standing import word_of
from pipeline.review.state import Delivery, Round


@dataclass(frozen=True, slots=True)
class RoundNumbers:
    """One round. given: working days from sending to deadline; used: the median of what departments
    took (None: no reply, or a year without a holiday table); late: after the deadline."""

    number: int
    departments: int
    given: int | None
    used: float | None
    on_time: int
    late: int
    silent: int
    chased: int
    extended: int


@dataclass(frozen=True, slots=True)
class DepartmentNumbers:
    """One department over all rounds. adopted: 采纳 or 部分采纳; used: as in RoundNumbers."""

    name: str
    asked: int
    replied: int
    late: int
    used: float | None
    opinions: int
    adopted: int


@dataclass(frozen=True, slots=True)
class Recap:
    """A whole case. workdays: from its beginning to signing (or today); counts by name."""

    workdays: int | None
    finished: bool
    rounds: tuple[RoundNumbers, ...]
    departments: tuple[DepartmentNumbers, ...]
    kinds: Mapping[str, int]
    levels: Mapping[str, int]
    results: Mapping[str, int]
    conflicts: int
    decisions: int
    own_changes: int
    lines: tuple[str, ...]


def recap(case: Case) -> Recap:
    """The numbers of ``case`` as it stands."""
    state, folders = case.state, case.rule_folders
    end = next(
        (_day(e.time) for e in reversed(case.events) if e.type == "signed"),
        today(),
    )
    rounds = tuple(_round(turn, folders) for turn in state.rounds if turn.deliveries)
    departments = tuple(_department(case, name) for name in state.departments)
    opinions = list(state.opinions.values())
    results = dict(
        Counter(row.disposition.result if row.disposition else "未处理" for row in opinions)
    )
    found = Recap(
        workdays=workdays_if_known(_day(state.created), end, folders) if state.created else None,
        finished=bool(state.signed),
        rounds=rounds,
        departments=departments,
        kinds=dict(Counter(row.kind for row in opinions)),
        levels=dict(Counter(row.level for row in opinions)),
        results=results,
        conflicts=sum(
            len(find_conflicts(state, case.rules, today(), folders, turn.number))
            for turn in state.rounds
        ),
        decisions=len(state.decisions),
        own_changes=len(state.own_changes),
        lines=(),
    )
    return _with_lines(found)


def _round(turn: Round, folders: Sequence[Path]) -> RoundNumbers:
    items = list(turn.deliveries.values())
    first = items[0]
    replied = [item for item in items if _replies(item)]
    late = [item for item in replied if _first_reply(item) > item.due]
    return RoundNumbers(
        number=turn.number,
        departments=len(items),
        given=workdays_if_known(_day(first.sent), date.fromisoformat(first.deadline), folders),
        used=_median(_used(item, folders) for item in replied),
        on_time=len(replied) - len(late),
        late=len(late),
        silent=sum(word_of(item, today()) == "逾期" for item in items),
        chased=sum(len(item.chased) for item in items),
        extended=sum(bool(item.extended) for item in items),
    )


def _department(case: Case, name: str) -> DepartmentNumbers:
    state = case.state
    items = [turn.deliveries[name] for turn in state.rounds if name in turn.deliveries]
    replied = [item for item in items if _replies(item)]
    rows = [row for row in state.opinions.values() if row.department == name]
    return DepartmentNumbers(
        name=name,
        asked=len(items),
        replied=len(replied),
        late=sum(_first_reply(item) > item.due for item in replied),
        used=_median(_used(item, case.rule_folders) for item in replied),
        opinions=len(rows),
        adopted=sum(bool(r.disposition and r.disposition.result in ADOPTED) for r in rows),
    )


def _replies(item: Delivery) -> list[str]:
    """When something that could be read came in."""
    return [reply.time for reply in item.replies if reply.kind != "未读出"]


def _first_reply(item: Delivery) -> str:
    """The day (ISO) on which a department first answered."""
    return min(_replies(item))[:10]


def _used(item: Delivery, folders: Sequence[Path]) -> int | None:
    return workdays_if_known(_day(item.sent), date.fromisoformat(_first_reply(item)), folders)


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).date()


def _median(values: Iterable[int | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(median(known)) if known else None


def _with_lines(found: Recap) -> Recap:
    """``found`` with its sentences, as the terminal and the 案卷目录 say them."""
    lines = []
    if found.workdays is not None:
        until = "到签发" if found.finished else "到现在"
        lines.append(f"从立案{until}共{found.workdays}个工作日")
    for turn in found.rounds:
        parts = [f"第{turn.number}轮发出{turn.departments}个单位"]
        if turn.given is not None:
            parts.append(f"给{turn.given}个工作日")
        parts.append(f"按时反馈{turn.on_time}个、逾期补报{turn.late}个、逾期未反馈{turn.silent}个")
        if turn.used is not None:
            parts.append(f"反馈用时中位数{turn.used:g}个工作日")
        if turn.chased:
            parts.append(f"催办{turn.chased}次")
        if turn.extended:
            parts.append(f"同意延期{turn.extended}个")
        lines.append("，".join(parts))
    total = sum(found.results.values())
    if total:
        kinds = "、".join(f"{name}{count}条" for name, count in found.kinds.items())
        results = "、".join(f"{name}{count}条" for name, count in found.results.items())
        lines.append(f"收到意见{total}条（{kinds}），{results}")
    if found.conflicts or found.decisions:
        lines.append(f"分歧{found.conflicts}处，领导决定{found.decisions}次")
    if found.own_changes:
        lines.append(f"起草单位自行修改{found.own_changes}次")
    return replace(found, lines=tuple(lines))
