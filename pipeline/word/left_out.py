"""As many changes as can be written: what cannot is left out and told, the rest is proved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipeline.word.document import Document
from pipeline.word.edit import Edit, EditProblem, NewComment
from pipeline.word.ooxml import P, W
from pipeline.word.package import Package
from pipeline.word.proving import ProofFailed
from pipeline.word.writer import apply_edits

Unit = Sequence[Edit]
"""Edits that are made together or not at all."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit that was not written, and why: a clause without a full stop."""

    edits: Unit
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """``package`` has the edits of ``units``, in their order, and none of ``left``'s."""

    package: Package
    units: tuple[Unit, ...]
    left: tuple[LeftOut, ...]

    @property
    def edits(self) -> list[Edit]:
        """All edits that were made."""
        return [edit for unit in self.units for edit in unit]


def apply_possible(
    package: Package,
    units: Sequence[Unit],
    *,
    tracked: bool = True,
    moves: bool = False,
    comments: Sequence[NewComment] = (),
    since: Package | None = None,
) -> Written:
    """Do what ``apply_edits`` does, without the fewest units that keep it from being done.

    Raises EditProblem only when nothing at all can be written: the comments do not fit, or the
    file itself cannot be proved.
    """

    def attempt(chosen: Sequence[Unit]) -> Package:
        edits = [edit for unit in chosen for edit in unit]
        return apply_edits(
            package, edits, tracked=tracked, moves=moves, comments=comments, since=since
        )

    rest = list(units)
    left: list[LeftOut] = []
    while True:
        try:
            return Written(attempt(rest), tuple(rest), tuple(left))
        except EditProblem as problem:
            blamed = {id(edit) for edit in problem.edits}
            guilty = [unit for unit in rest if any(id(edit) in blamed for edit in unit)]
            if not guilty:
                break
            left += [LeftOut(unit, _reason(problem)) for unit in guilty]
            rest = [unit for unit in rest if not any(unit is other for other in guilty)]
    # The proof failed, and it does not say by whose fault: try more and more of them.
    best = attempt(())
    kept: list[Unit] = []
    waiting = [rest]
    while waiting:
        group = waiting.pop()
        try:
            best = attempt([*kept, *group])
        except EditProblem as problem:
            if len(group) == 1:
                left.append(LeftOut(group[0], _reason(problem)))
            else:
                half = len(group) // 2
                waiting += [group[half:], group[:half]]
        else:
            kept += group
    return Written(best, tuple(kept), tuple(left))


def single_units(edits: Iterable[Edit]) -> list[list[Edit]]:
    """Every edit as a unit of its own; the two halves of a move are one."""
    found: dict[object, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.move or id(edit), []).append(edit)
    return list(found.values())


def unwritable(document: Document, edits: Iterable[Edit]) -> tuple[LeftOut, ...]:
    """Those of ``edits`` that cannot be written into a document read in the final view.

    Only what begins or ends a paragraph within a field or content control is tried: all else can
    be, and trying takes the time of writing.
    """
    doubtful = [[edit] for edit in edits if _may_fail(document, edit)]
    return apply_possible(document.package, doubtful).left if doubtful else ()


def _may_fail(document: Document, edit: Edit) -> bool:
    if edit.structural or (edit.last == edit.paragraph and "\n" not in (edit.new or "")):
        return False
    holders = (W + "sdt", W + "fldSimple")
    paragraphs = document.story(edit.story).paragraphs[edit.paragraph : edit.last + 1]
    runs = (span.run for paragraph in paragraphs for span in paragraph.spans)
    return any(
        item.tag in holders
        for run in runs
        for item in takewhile(lambda outer: outer.tag != P, run.iterancestors())
    )


def _reason(problem: EditProblem) -> str:
    if isinstance(problem, ProofFailed):
        return "写入后通不过校验"
    return str(problem).removesuffix("。")
