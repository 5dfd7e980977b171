"""Before a draft goes out: whom it concerns, how much time they get, and what the sender did wrong.

All limits are data (``rules/review/time.yaml``, ``departments.yaml``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipeline.gongwen.calendar import (
    WEEKDAYS,
    add_workdays,
    is_workday,
    next_workday,
    rest_name,
    with_weekday,
    workdays_between,
)
from pipeline.review.clauses import Clause
from pipeline.review.rules import DepartmentKind, Rules, kind_of


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding about the sending. severity: error (refused) or warning (said)."""

    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class Concern:
    """Where a kind of department is concerned: clause → the duty words found in it."""

    kind: DepartmentKind
    clauses: Mapping[str, tuple[str, ...]]

    def evidence(self, clauses: Sequence[Clause]) -> str:
        """``第三条“财政补助”、第五条“经费保障”`` for a message (three places at most)."""
        labels = {clause.id: clause.label for clause in clauses}
        parts = [f"{labels[key]}“{words[0]}”" for key, words in self.clauses.items()]
        more = f"等{len(parts)}处" if len(parts) > 3 else ""
        return "、".join(parts[:3]) + more


def find_concerns(clauses: Sequence[Clause], rules: Rules) -> tuple[Concern, ...]:
    """Which kinds of departments the draft's clauses concern, by the words of their duties."""
    found = []
    for kind in rules.kinds:
        hits = {
            clause.id: words
            for clause in clauses
            if (words := tuple(word for word in kind.duties if word in clause.text))
        }
        if hits:
            found.append(Concern(kind, hits))
    return tuple(found)


def concern_of(
    department: str, concerns: Sequence[Concern], rules: Rules
) -> tuple[DepartmentKind | None, Concern | None]:
    """The kind of a department and where the draft concerns it (None: unknown, unconcerned)."""
    kind = kind_of(department, rules.kinds)
    if kind is None:
        return None, None
    return kind, next((item for item in concerns if item.kind.key == kind.key), None)


def needed_workdays(characters: int, urgency: str, rules: Rules) -> int:
    """The least number of working days for a draft of ``characters`` in this urgency class."""
    times = rules.urgency(urgency)
    pages = characters / rules.time["characters_per_page"]
    key = "long_min_workdays" if pages > rules.time["long_pages"] else "min_workdays"
    return int(times[key])


def usual_deadline(
    sent: datetime, characters: int, urgency: str, rules: Rules, folders: Sequence[Path] = ()
) -> date:
    """The deadline to set when nobody names one: the usual number of working days, or more."""
    days = max(
        int(rules.urgency(urgency)["default_workdays"]),
        needed_workdays(characters, urgency, rules),
    )
    return add_workdays(counting_day(sent, rules, folders), days, folders)


def counting_day(sent: datetime, rules: Rules, folders: Sequence[Path] = ()) -> date:
    """The day from which time counts; late in the day or on a rest day, the next working day."""
    day = sent.date()
    if not is_workday(day, folders):
        return next_workday(day, folders)
    if sent.hour >= int(rules.time["late_hour"]):
        return add_workdays(day, 1, folders)
    return day


def check_deadline(
    sent: datetime,
    deadline: date,
    characters: int,
    urgency: str,
    rules: Rules,
    folders: Sequence[Path] = (),
) -> list[Notice]:
    """What is wrong with a deadline: past, on a rest day, too short, over the weekend."""
    day, start = sent.date(), counting_day(sent, rules, folders)
    if deadline <= day:
        return [_notice(rules, "past", deadline=with_weekday(deadline))]
    notices = []
    if not is_workday(deadline, folders):
        why = rest_name(deadline, folders)
        following = with_weekday(next_workday(deadline, folders))
        notices.append(_notice(rules, "rest-day", deadline=_day(deadline), why=why, next=following))
    needed = needed_workdays(characters, urgency, rules)
    given = max(0, workdays_between(start, deadline, folders))
    if given < needed:
        earliest = with_weekday(add_workdays(start, needed, folders))
        values = {"class": urgency, "needed": needed, "given": given, "next": earliest}
        notices.append(_notice(rules, "too-short", **values))
    if given <= 1 and day.weekday() >= 4 and urgency != "特急":
        values = {"sent": WEEKDAYS[day.weekday()], "deadline": WEEKDAYS[deadline.weekday()]}
        notices.append(_notice(rules, "weekend-demand", **values))
    return notices


def check_rounds(number: int, total_given: int, rules: Rules) -> list[Notice]:
    """Too many rounds, or several that together gave too little time."""
    notices = []
    limit, needed = int(rules.time["max_rounds"]), int(rules.time["total_min_workdays"])
    if number > limit:
        notices.append(_notice(rules, "third-round", round=number, limit=limit))
    if number > 1 and total_given < needed:
        notices.append(
            _notice(rules, "total-short", round=number, given=total_given, needed=needed)
        )
    return notices


def check_addressees(
    names: Sequence[str],
    organ: str,
    clauses: Sequence[Clause],
    rules: Rules,
    why: Mapping[str, str],
) -> list[Notice]:
    """Departments that must be asked and are not; those asked for no reason; mass mailing.

    why: department → the reason the sender gave for asking it.
    """
    concerns = find_concerns(clauses, rules)
    own = kind_of(organ, rules.kinds)
    asked = {kind.key for name in names if (kind := kind_of(name, rules.kinds))}
    notices = []
    for concern in concerns:
        if concern.kind.key not in asked and (own is None or own.key != concern.kind.key):
            values = {"department": concern.kind.names[0], "evidence": concern.evidence(clauses)}
            notices.append(_notice(rules, "must-consult", **values))
    unrelated = []
    for name in names:
        kind, concern_found = concern_of(name, concerns, rules)
        if concern_found is not None or why.get(name):
            continue
        unrelated.append(name)
        rule = "unknown-duty" if kind is None else "unrelated"
        notices.append(_notice(rules, rule, department=name))
    limit = int(rules.time["mass_mailing"])
    if len(unrelated) > limit:
        notices.append(_notice(rules, "mass-mailing", count=len(unrelated), limit=limit))
    return notices


def _notice(rules: Rules, rule: str, **values: Any) -> Notice:
    row = rules.time["sender"][rule]
    return Notice(rule, row["severity"], str(row["message"]).format(**values))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
