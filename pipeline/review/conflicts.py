"""Where opinions cannot all be followed, and whether that has been settled by people.

Three kinds: 改法不同 (overlapping changes with other results), 坚持 (a department insists against
the proposed disposition), 须改未采纳. The tool lists them; it never settles one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipeline.errors import DataProblem
from pipeline.gongwen.calendar import add_workdays
from pipeline.review.rules import Rules
from pipeline.review.state import CaseState, Opinion, TextChange

ADOPTED = ("采纳", "部分采纳")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One disagreement. rows: opinion numbers; settled: by a decision or by acceptance."""

    kind: str
    rows: tuple[int, ...]
    label: str
    settled: bool

    @property
    def name(self) -> str:
        """``第3、7条意见`` as messages and papers call it."""
        return f"第{'、'.join(str(row) for row in self.rows)}条意见"


def overlap(a: TextChange, b: TextChange) -> bool:
    """Whether two changes of one base cannot both be made as they stand.

    Equal changes do not conflict, nor do changes that only touch; two insertions at one point do.
    """
    if a.story != b.story or a == b:
        return False
    a_start, a_end = (a.paragraph, a.start), (a.last_paragraph, a.end)
    b_start, b_end = (b.paragraph, b.start), (b.last_paragraph, b.end)
    if a_start == a_end and b_start == b_end:
        return a_start == b_start
    return a_start < b_end and b_start < a_end


def clash(a: Iterable[TextChange], b: Iterable[TextChange]) -> bool:
    """Whether any change of ``a`` overlaps any of ``b``."""
    others = list(b)
    return any(overlap(one, other) for one in a for other in others)


def find_conflicts(
    state: CaseState, rules: Rules, today: date, folders: Sequence[Path] = (), number: int = 0
) -> tuple[Conflict, ...]:
    """All conflicts of round ``number`` (default: the present one), settled or not, in order."""
    number = number or (state.rounds[-1].number if state.rounds else 0)
    rows = [row for row in state.opinions.values() if row.round == number]
    lapsed = {row.number for row in rows if accepted(row, rules, today, folders)}
    found = [
        Conflict(
            "改法不同", tuple(row.number for row in group), group[0].label, _settled(group, lapsed)
        )
        for group in _groups(rows)
    ]
    covered = {row for conflict in found for row in conflict.rows}
    for row in rows:
        if row.number in covered or row.disposition is None:
            continue
        if row.stance == "坚持":
            found.append(Conflict("坚持", (row.number,), row.label, row.disposition.binding))
        elif row.level == "须改" and row.disposition.result != "采纳":
            settled = row.disposition.binding or row.number in lapsed
            found.append(Conflict("须改未采纳", (row.number,), row.label, settled))
    return tuple(sorted(found, key=lambda conflict: conflict.rows))


def accepted(row: Opinion, rules: Rules, today: date, folders: Sequence[Path] = ()) -> bool:
    """Whether the department accepts what was done with its opinion, by word or by silence.

    Silence counts from the answer: ``answer_workdays`` working days, then 视为接受处理.
    """
    if row.disposition is None or row.stance == "坚持":
        return False
    if row.disposition.result == "采纳" or row.stance == "接受":
        return True
    if not row.told:
        return False
    try:
        return today > answer_due(row.told, rules, folders)
    except DataProblem:  # no holiday table for that year: never conclude acceptance
        return False


def answer_due(told: str, rules: Rules, folders: Sequence[Path] = ()) -> date:
    """The last day on which a department may object to the disposition of its opinions."""
    day = datetime.fromisoformat(told).date()
    return add_workdays(day, int(rules.time["answer_workdays"]), folders)


def _settled(group: Sequence[Opinion], lapsed: set[int]) -> bool:
    if any(row.disposition is None for row in group):
        return False
    if any(row.disposition.binding for row in group if row.disposition):
        return all(
            (row.disposition and row.disposition.binding) or row.number in lapsed for row in group
        )
    return all(row.number in lapsed for row in group)


def next_step(conflict: Conflict, state: CaseState, rules: Rules) -> str:
    """``双方会商（2个工作日内，hongtou case negotiate）``: an open conflict's next step, else "".

    The steps are ``ladder.yaml``: two talks, then a meeting, then a leader.
    """
    steps = rules.data.get("ladder", {}).get("steps", ())  # a case may pin rules older than these
    if conflict.settled or not steps:
        return ""
    opinions = [state.opinions[number] for number in conflict.rows]
    done = min(max(row.talks for row in opinions), max(0, len(steps) - 2))
    if any(row.on_agenda for row in opinions):
        done = len(steps) - 1
    step = steps[done]
    within = f"{step['workdays']}个工作日内，" if "workdays" in step else ""
    return f"{step['name']}（{within}{step['command']}）"


def _groups(rows: Sequence[Opinion]) -> list[list[Opinion]]:
    """Opinions linked by overlapping changes, each group in order of number."""
    parent = {row.number: row.number for row in rows}

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for first, second in _overlapping_pairs(rows):
        a, b = root(first.number), root(second.number)
        parent[max(a, b)] = min(a, b)
    groups: dict[int, list[Opinion]] = {}
    for row in rows:
        groups.setdefault(root(row.number), []).append(row)
    return [
        sorted(group, key=lambda row: row.number) for group in groups.values() if len(group) > 1
    ]


def _overlapping_pairs(rows: Sequence[Opinion]) -> Iterable[tuple[Opinion, Opinion]]:
    """Pairs of opinions with overlapping changes, found by a sweep over the paragraphs."""
    spans = [(change, row) for row in rows for change in row.changes]
    spans.sort(key=lambda item: (item[0].story, item[0].paragraph, item[0].start))
    open_spans: list[tuple[TextChange, Opinion]] = []
    for change, row in spans:
        open_spans = [
            (other, its)
            for other, its in open_spans
            if other.story == change.story
            and (other.last_paragraph, other.end) >= (change.paragraph, change.start)
        ]
        for other, its in open_spans:
            if its.number != row.number and overlap(other, change):
                yield its, row
        open_spans.append((change, row))


def adopted_changes(state: CaseState, number: int) -> dict[int, tuple[TextChange, ...]]:
    """Opinion number → the changes adopted from it, for round ``number``."""
    return {
        row.number: row.disposition.changes
        for row in state.opinions.values()
        if row.round == number
        and row.disposition is not None
        and row.disposition.result in ADOPTED
        and row.disposition.changes
    }


def adopted_by_others(
    state: CaseState, number: int, changes: Sequence[TextChange], ignore: Iterable[int] = ()
) -> tuple[int, ...]:
    """Opinions of round ``number`` whose adopted changes overlap ``changes``."""
    skip = set(ignore)
    return tuple(
        row
        for row, adopted in adopted_changes(state, number).items()
        if row not in skip and clash(adopted, changes)
    )


def variants(state: CaseState, conflict: Conflict) -> Mapping[str, tuple[int, ...]]:
    """The ways of a conflict: proposal text → the opinions that want it."""
    ways: dict[str, list[int]] = {}
    for number in conflict.rows:
        row = state.opinions[number]
        ways.setdefault(row.proposal or row.reason, []).append(number)
    return {text: tuple(numbers) for text, numbers in ways.items()}
