"""What of a return is new to the case and what is known, and that no mark is lost between."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import HongtouError
from pipeline.review.rows import Marks, Row, Rows, same_opinion
from pipeline.review.state import CaseState, Delivery, Opinion


@dataclass(frozen=True, slots=True)
class Split:
    """New opinions, those that add to known ones, and what is explained. repeats, lost: the marks
    of what is known already, and of what became no row."""

    new: tuple[Row, ...]
    additions: tuple[tuple[Row, Opinion], ...]
    repeats: int
    lost: int
    explained: tuple[str, ...]


def split_known(made: Rows, state: CaseState, delivery: Delivery, current: int) -> Split:
    """What of a return's rows the case does not have yet, in round ``current``."""
    known = [
        row
        for row in state.opinions.values()
        if row.department == delivery.department and row.round == current
    ]
    new: list[Row] = []
    additions: list[tuple[Row, Opinion]] = []
    explained = list(made.explained)
    repeats = 0
    for row in made.rows:
        same = same_opinion(row, known)
        if same is None:
            new.append(row)
        elif _adds(row, same):
            additions.append((row, same))
        else:
            repeats += row.marks
            explained.append(
                f"{row.label}“{row.proposal[:20]}”与第{same.number}条意见相同，不重复登记"
            )
    return Split(tuple(new), tuple(additions), repeats, made.lost, tuple(explained))


def _adds(row: Row, known: Opinion) -> bool:
    """Whether a row that says the same as a known opinion adds a reason or, on a form, a level."""
    if row.reason and row.reason not in known.reason:
        return True
    return row.kind == "表内意见" and bool(row.level) and row.level != known.level


def check_balance(marks: Marks, split: Split, name: str) -> None:
    """Marks in = marks in opinions + explained; raises HongtouError when one would be lost."""
    inside = sum(row.marks for row in split.new) + sum(row.marks for row, _ in split.additions)
    total, accounted = sum(marks.counts().values()), inside + split.repeats + split.lost
    if total != accounted:
        raise HongtouError(
            f"{name} 里有 {total} 处标记，只对上 {accounted} 处，"
            "为免遗漏没有收取；请把这个文件交给维护人员。"
        )
