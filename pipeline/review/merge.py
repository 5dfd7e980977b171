"""Merging departments' replies into one file: nothing lost, nothing invented, people decide.

Every reply is compared with the base; edits of one department, or the same edit of several, go
in with the departments' names; where departments want different things of one place it is a
conflict, the base text stays and a comment shows every variant, until a person decides. A variant
is chosen or refused whole. The writer proves the result on every run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.errors import DataProblem
from pipeline.review.merge_comments import by_hand_comment, collect_comments
from pipeline.review.merge_places import Places
from pipeline.review.merge_settling import gather, settle
from pipeline.review.merge_types import (
    ByHand,
    Change,
    Decision,
    MergeResult,
    Reply,
    ReplySummary,
)
from pipeline.review.merge_wording import change_text, format_text
from pipeline.review.merge_work import Unit, Work
from pipeline.word.comments import remove_comments
from pipeline.word.compare import Comparison, compare
from pipeline.word.document import Document, read_document
from pipeline.word.edit import NewComment
from pipeline.word.left_out import Written, apply_possible
from pipeline.word.package import Package, open_package
from pipeline.word.resolve import accept_revisions
from pipeline.word.resolve.proof import RevisionProblem
from pipeline.word.revisions import list_revisions
from pipeline.word.writer import apply_edits

ANOTHER_DOCUMENT = 0.3
_OLDER_BASE = 0.75


def merge(
    base: Package,
    replies: Sequence[Reply],
    *,
    decisions: Mapping[str, Decision] | None = None,
    now: datetime | None = None,
    force: bool = False,
    moves: bool = False,
) -> MergeResult:
    """Merge ``replies`` into ``base``.

    decisions: conflict id → Decision. now: the date of marks that have none. force: also merge a
    reply that seems to be another document. moves: write moved paragraphs as Word's moves.
    What cannot be written is left out alone, and told as something to be done by hand.
    Raises FileProblem for a file that cannot be read, DataProblem for replies or decisions that
    do not fit, EditProblem when the result does not pass the proof. Inputs never change.
    """
    document = read_document(base)
    compared = [(reply, _compared(document, reply, force)) for reply in _distinct(replies)]
    compared.sort(key=lambda pair: pair[0].department)
    work = Work(document, Places(document), compared)
    gather(work)
    chosen = dict(decisions or {})
    settle(work, chosen)
    collect_comments(work)
    written = _written(work, base, now, moves)
    conflicts = tuple(work.conflicts)
    final = None
    if all(conflict.decision is not None for conflict in conflicts):
        final = _final(base, written)
    return MergeResult(
        base=base,
        merged=written.package,
        changes=tuple(_changes(work)),
        remarks=tuple(work.remarks),
        conflicts=conflicts,
        replies=tuple(_summaries(work)),
        by_hand=tuple(work.by_hand),
        final=final,
        decisions=chosen,
    )


# Writing ----------------------------------------------------------------------------------------


def _written(work: Work, base: Package, now: datetime | None, moves: bool) -> Written:
    """Write the units and comments; what cannot be written becomes work for a hand."""
    for unit in work.units:
        unit.edits = [edit if edit.date else replace(edit, date=now) for edit in unit.edits]
    units = {id(unit.edits): unit for unit in work.units}
    comments = _dated_comments(work.comments, now)
    written = apply_possible(base, [u.edits for u in work.units], moves=moves, comments=comments)
    if not written.left:
        return written
    for left in written.left:
        _leave_to_a_hand(work, units[id(left.edits)], left.reason)
    work.by_hand.sort(key=lambda one: (one.place.story != "body", one.place.paragraph))
    told = _dated_comments([by_hand_comment(one) for one in work.by_hand], now)
    package = apply_edits(base, written.edits, moves=moves, comments=[*comments, *told])
    return replace(written, package=package)


def _dated_comments(comments: Sequence[NewComment], now: datetime | None) -> list[NewComment]:
    return [c if c.date else replace(c, date=now) for c in comments]


def _leave_to_a_hand(work: Work, unit: Unit, reason: str) -> None:
    for concerned in unit.items:
        concerned.outcome = "by_hand"
    for edit, item in zip(unit.edits, unit.sources, strict=True):
        kind = item.kind if item is not None else "replace"
        old = item.found.old if item is not None else work.places.old(edit)
        what = change_text(edit, old)
        place = work.places.of(edit)
        one = ByHand(unit.departments, place, kind, old, edit, reason, what, unit.conflict)
        work.by_hand.append(one)


def _final(base: Package, written: Written) -> Package:
    """The clean copy: everything accepted that the merge has written."""
    edits = written.edits
    ours = {edit.author for edit in edits}
    known = {revision.author for revision in list_revisions(base)}
    if not ours & known:
        try:
            return remove_comments(accept_revisions(written.package, authors=ours))
        except RevisionProblem:
            pass  # the base's own changes cannot be told from these: write the edits themselves
    return remove_comments(apply_edits(base, edits, tracked=False))


# Replies ----------------------------------------------------------------------------------------


def _distinct(replies: Sequence[Reply]) -> list[Reply]:
    """The replies without repetitions; a department with two different files is an error."""
    if not replies:
        raise DataProblem("没有要合并的来文，请至少给出一个部门返回的文件。")
    known: dict[str, Reply] = {}
    for reply in replies:
        department = reply.department.strip()
        if not department:
            raise DataProblem(f"{_name(reply)} 没有写明部门，请用 --department 部门=文件 指定。")
        other = known.get(department)
        if other is not None and _package(other).to_bytes() != _package(reply).to_bytes():
            raise DataProblem(
                f"“{department}”有两份不同的来文（{_name(other)}、{_name(reply)}），"
                "请只留最后定的一份，或给它们起不同的部门名。"
            )
        known.setdefault(department, replace(reply, department=department))
    return list(known.values())


def _package(reply: Reply) -> Package:
    source = reply.source
    return source if isinstance(source, Package) else open_package(source, name=reply.name)


def _name(reply: Reply) -> str:
    source = reply.source
    return reply.name or (source.name if not isinstance(source, bytes) else reply.department)


def _compared(base: Document, reply: Reply, force: bool) -> Comparison:
    package = _package(reply)
    comparison = compare(base, package)
    if force or any(c.isalnum() for c in base.body.text) is False:
        return comparison
    text = "".join(p.text for p in read_document(package).body.paragraphs).strip()
    if not text:
        raise DataProblem(
            f"{_name(reply)}（{reply.department}）里没有文字，像是发错的空文件，请核实后重新索取。"
        )
    if comparison.similarity < ANOTHER_DOCUMENT:
        raise DataProblem(
            f"{_name(reply)}（{reply.department}）与原稿只有约 {comparison.similarity:.0%} 相同，"
            "不像是同一份文件的修改稿，请核对是否发错；确实要合并请加 --force。"
        )
    return comparison


# The register -----------------------------------------------------------------------------------


def _changes(work: Work) -> list[Change]:
    rows = []
    for item in sorted(work.items, key=lambda i: (i.edit.story != "body", i.edit.story, i.low)):
        comparison = next(c for r, c in work.replies if r.department == item.department)
        reasons = tuple(
            c.comment.text
            for c in comparison.comments
            if work.places.covers(c, item.edit.story, item.low, item.high)
        )
        edit = item.edit
        new = item.found.new
        if item.found.kind == "format":
            new = format_text({**edit.run_format, **edit.paragraph_format})
        rows.append(
            Change(
                item.department, (edit.author,) if edit.author else (), item.kind,
                item.found.silent, work.places.of(edit), item.found.old, new, edit, item.outcome,
                item.conflict, item.agreed, reasons,
            )
        )  # fmt: skip
    return rows


def _summaries(work: Work) -> list[ReplySummary]:
    found = []
    for reply, comparison in work.replies:
        hand = [one for one in work.by_hand if reply.department in one.departments]
        notices = [*comparison.notices, *(one.sentence for one in hand)]
        lost = [*comparison.lost, *(one.sentence for one in hand if one.kind != "format")]
        if not comparison.found and not comparison.comments and not comparison.notices:
            notices.append("与原稿完全相同，视为没有意见。")
        elif comparison.similarity < _OLDER_BASE:
            notices.append(
                f"与原稿只有约 {comparison.similarity:.0%} 相同，可能是在较早的稿子上改的，请核对。"
            )
        found.append(
            ReplySummary(
                reply.department, _name(reply), len(comparison.tracked), len(comparison.silent),
                len(comparison.comments), tuple(notices), tuple(lost),
            )
        )  # fmt: skip
    return found
