"""Merging departments' replies into one file: nothing lost, nothing invented, people decide.

Every reply is compared with the base; edits of one department, or the same edit of several, go
in with the departments' names; where departments want different things of one place it is a
conflict, the base text stays and a comment shows every variant, until a person decides. A variant
is chosen or refused whole. The writer proves the result on every run.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from pipeline.errors import DataProblem
from pipeline.review.merge_clusters import Cluster, Item, clusters
from pipeline.review.merge_places import Places
from pipeline.review.merge_types import (
    BASE_CHOICE,
    OWN_CHOICE,
    Change,
    Conflict,
    Decision,
    MergeResult,
    Remark,
    Reply,
    ReplySummary,
    Variant,
)
from pipeline.review.merge_wording import format_text, shown, variant_text
from pipeline.word.comments import remove_comments
from pipeline.word.compare import Comparison, Found, FoundComment, compare, parse_date
from pipeline.word.document import Document, read_document
from pipeline.word.edit import Edit, NewComment
from pipeline.word.package import Package, open_package
from pipeline.word.resolve import accept_revisions
from pipeline.word.revisions import list_revisions
from pipeline.word.writer import apply_edits

TOOL = "红头"
SILENT = "未留痕"
ANOTHER_DOCUMENT = 0.3
# What privacy settings and programs write in the place of a name.
_NAMELESS = ("", "Author", "作者", "Unknown", "Unknown Author", "未知作者")
_OLDER_BASE = 0.75


@dataclass(slots=True)
class _Work:
    """What is gathered on the way."""

    base: Document
    places: Places
    replies: list[tuple[Reply, Comparison]]
    items: list[Item] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    comments: list[NewComment] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    notices: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


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
    Raises FileProblem for a file that cannot be read, DataProblem for replies or decisions that
    do not fit, EditProblem when the result does not pass the proof. Inputs never change.
    """
    document = read_document(base)
    compared = [(reply, _compared(document, reply, force)) for reply in _distinct(replies)]
    compared.sort(key=lambda pair: pair[0].department)
    work = _Work(document, Places(document), compared)
    _gather(work)
    chosen = dict(decisions or {})
    _settle(work, chosen)
    _collect_comments(work)
    date = now
    edits = [edit if edit.date else replace(edit, date=date) for edit in work.edits]
    comments = [c if c.date else replace(c, date=date) for c in work.comments]
    merged = apply_edits(base, edits, comments=comments, moves=moves)
    conflicts = tuple(work.conflicts)
    final = None
    if all(conflict.decision is not None for conflict in conflicts):
        ours = {edit.author for edit in edits}
        known = {revision.author for revision in list_revisions(base)}
        if ours & known:
            final = remove_comments(apply_edits(base, edits, tracked=False))
        else:
            final = remove_comments(accept_revisions(merged, authors=ours))
    return MergeResult(
        base=base,
        merged=merged,
        changes=tuple(_changes(work)),
        remarks=tuple(work.remarks),
        conflicts=conflicts,
        replies=tuple(_summaries(work)),
        final=final,
        decisions=chosen,
    )


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


# Items, agreement, conflicts --------------------------------------------------------------------


def _gather(work: _Work) -> None:
    for reply, comparison in work.replies:
        for found in comparison.found:
            if _formatted_already(work.base, found):
                work.notices[reply.department].append(
                    f"{work.places.of(found.edit).label}在原稿里已有未处理的格式修订，"
                    "这里的格式改动未合并。"
                )
                continue
            low, high = work.places.extent(found)
            edit, places = found.edit, work.places
            work.items.append(
                Item(
                    reply.department, found, low, high, _key(found, low, high),
                    tuple(places.ranges(edit)), places.table(edit), places.whole(edit),
                )
            )  # fmt: skip


def _key(found: Found, low: int, high: int) -> tuple[object, ...]:
    """Two edits with the same key are the same edit."""
    edit = found.edit
    content = tuple(
        (digest, "".join(f.text for f in group))
        for digest, group in groupby(edit.fragments, key=lambda f: f.digest)
        if digest
    )
    return (
        edit.story, low, high, edit.new, content, edit.row, edit.rows, edit.column, edit.cells,
        edit.outside, edit.paragraph if edit.structural else 0,
        tuple(sorted(edit.run_format.items(), key=str)),
        tuple(sorted(edit.paragraph_format.items(), key=str)),
    )  # fmt: skip


def _formatted_already(base: Document, found: Found) -> bool:
    """Whether the base has somebody's pending format change where this one would go."""
    if found.kind != "format":
        return False
    edit = found.edit
    paragraph = base.story(edit.story).paragraphs[edit.paragraph]
    if edit.paragraph_format:
        properties = paragraph.properties
        return properties is not None and properties.find("{*}pPrChange") is not None
    spans = [s for s in paragraph.spans if s.start < edit.end and edit.start < s.end]
    return any(span.run.find("{*}rPr/{*}rPrChange") is not None for span in spans)


def _settle(work: _Work, decisions: dict[str, Decision]) -> None:
    """Sort the items into agreed edits and conflicts, and apply the decisions."""
    used: set[str] = set()
    for cluster in clusters(work.items):
        by_department: dict[str, list[Item]] = defaultdict(list)
        for item in cluster.items:
            by_department[item.department].append(item)
        variants = _variants(work, cluster, by_department)
        if len(variants) == 1:
            _agree(work, cluster.items, by_department)
            continue
        conflict = _conflict(work, cluster, variants)
        decision = decisions.get(conflict.id)
        if decision is not None:
            used.add(conflict.id)
            conflict = replace(conflict, decision=_checked(conflict, decision))
        work.conflicts.append(conflict)
        _decide(work, conflict, by_department)
    unknown = sorted(set(decisions) - used)
    if unknown:
        raise DataProblem(
            f"决定表里的冲突 {'、'.join(unknown)} 在这些来文里已不存在（来文或原稿换过？），"
            "请重新生成决定表。"
        )


def _agree(work: _Work, items: list[Item], by_department: dict[str, list[Item]]) -> None:
    """One department, or all want the same: write it once and credit everyone."""
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.key].append(item)
    whole = tuple(sorted(by_department))
    same = {frozenset(i.key for i in own) for own in by_department.values()}
    if len(same) > 1:
        # The same outcome reached by different steps: take the first department's steps.
        first = by_department[whole[0]]
        groups = {item.key: [item] for item in first}
        for item in items:
            item.agreed = tuple(d for d in whole if d != item.department)
    for group in groups.values():
        departments = whole if len(same) > 1 else tuple(sorted({i.department for i in group}))
        for item in group:
            item.agreed = tuple(d for d in departments if d != item.department)
        work.edits.append(_credited(group, departments))


def _credited(group: list[Item], departments: tuple[str, ...]) -> Edit:
    """The edit of a group under the departments' names; silent ones say so."""
    labels = []
    for department in departments:
        item = next((i for i in group if i.department == department), group[0])
        inner = item.edit.author if item.department == department else ""
        silent = item.found.silent
        labels.append(f"{department}（{SILENT}）" if silent else _signed(department, inner))
    dates = [item.edit.date for item in group if item.edit.date is not None]
    return replace(group[0].edit, author="、".join(labels), date=min(dates) if dates else None)


def _signed(department: str, inner: str) -> str:
    """A department with the name its file gives, unless the program hid that name."""
    return department if inner in (*_NAMELESS, department) else f"{department}（{inner}）"


def _variants(work: _Work, cluster: Cluster, by_department: dict[str, list[Item]]) -> list[Variant]:
    """Every distinct outcome for the cluster's range, with the departments that want it."""
    found: dict[object, Variant] = {}
    for department in sorted(by_department):
        items = by_department[department]
        text = work.places.outcome(cluster.story, cluster.low, cluster.high, items)
        if any(item.found.kind == "format" or item.edit.structural for item in items):
            identity: object = tuple(sorted((item.key for item in items), key=str))
        else:
            digests = {f.digest for i in items for f in i.edit.fragments if f.digest}
            identity = (text, tuple(sorted(digests)))
        known = found.get(identity)
        if known is None:
            found[identity] = Variant(
                "", (department,), text, tuple(item.edit for item in items),
                all(item.found.silent for item in items),
            )  # fmt: skip
        else:
            found[identity] = replace(known, departments=(*known.departments, department))
    variants = sorted(found.values(), key=lambda v: v.departments)
    return [replace(v, letter=_letter(n)) for n, v in enumerate(variants)]


def _letter(number: int) -> str:
    """A, B, … Z, AA, AB …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _conflict(work: _Work, cluster: Cluster, variants: list[Variant]) -> Conflict:
    (first, start), (last, end) = (
        work.places.position(cluster.story, cluster.low),
        work.places.position(cluster.story, cluster.high),
    )
    kinds = {item.found.kind for item in cluster.items}
    kind = "format" if kinds == {"format"} else "structure" if "row" in kinds else "text"
    reasons = {
        d: tuple(
            c.comment.text
            for reply, comparison in work.replies
            if reply.department == d
            for c in comparison.comments
            if work.places.covers(c, cluster.story, cluster.low, cluster.high)
        )
        for d in {item.department for item in cluster.items}
    }
    variants = [
        replace(v, reasons=tuple(r for d in v.departments for r in reasons[d])) for v in variants
    ]
    wanted = [(variant.departments, variant.text) for variant in variants]
    identity = (cluster.story, cluster.low, cluster.high, kind, wanted)
    digest = hashlib.sha256(repr(identity).encode()).hexdigest()
    return Conflict(
        id="C" + digest[:6].upper(),
        place=work.places.at(cluster.story, first),
        base_text=work.places.text(cluster.story, cluster.low, cluster.high),
        variants=tuple(variants),
        kind=kind,
        story=cluster.story,
        paragraph=first,
        start=start,
        end_paragraph=last,
        end=end,
        context=work.places.context(cluster.story, cluster.low, cluster.high),
    )


def _checked(conflict: Conflict, decision: Decision) -> Decision:
    letters = [variant.letter for variant in conflict.variants]
    if decision.choice not in (*letters, BASE_CHOICE, OWN_CHOICE):
        raise DataProblem(
            f"冲突 {conflict.id} 的决定“{decision.choice}”不在可选范围内，"
            f"可写 {'、'.join(letters)}、{BASE_CHOICE} 或 {OWN_CHOICE}。"
        )
    if not decision.by.strip():
        raise DataProblem(f"冲突 {conflict.id} 的决定没有写明由谁决定，请补上“决定人”。")
    if decision.choice == OWN_CHOICE and not decision.text:
        raise DataProblem(
            f"冲突 {conflict.id} 选了自拟，却没有填“自拟文字”；要保留原文请写“{BASE_CHOICE}”。"
        )
    if decision.choice == OWN_CHOICE and conflict.kind != "text":
        raise DataProblem(f"冲突 {conflict.id} 涉及格式或表格，不能自拟文字，请选一种或保留原文。")
    return decision


def _decide(work: _Work, conflict: Conflict, by_department: dict[str, list[Item]]) -> None:
    """Write what was decided; undecided: the base stays, with a comment that shows the choice."""
    decision = conflict.decision
    for own in by_department.values():
        for item in own:
            item.conflict = conflict.id
            item.outcome = "conflict" if decision is None else "rejected"
    if decision is None:
        work.comments.append(_conflict_comment(work, conflict))
        return
    if decision.choice == OWN_CHOICE:
        work.edits.append(
            Edit(
                conflict.story, conflict.paragraph, conflict.start, conflict.end, decision.text,
                end_paragraph=conflict.end_paragraph, author=decision.by, date=decision.date,
                why=decision.reason,
            )
        )  # fmt: skip
        return
    for variant in conflict.variants:
        if variant.letter != decision.choice:
            continue
        for item in by_department[variant.departments[0]]:
            work.edits.append(_credited([item], variant.departments))
        for department in variant.departments:
            for item in by_department[department]:
                item.outcome = "chosen"
                item.agreed = tuple(d for d in variant.departments if d != department)


def _conflict_comment(work: _Work, conflict: Conflict) -> NewComment:
    lines = [f"【冲突 {conflict.id}】尚未决定，暂保留原文：{shown(conflict.base_text)}"]
    for variant in conflict.variants:
        text = variant_text(conflict, variant)
        lines.append(f"{variant.letter}（{'、'.join(variant.departments)}）：{shown(text)}")
        lines += [f"　　理由：{reason}" for reason in variant.reasons]
    place = (conflict.story, conflict.paragraph, conflict.start, conflict.end)
    text = "\n".join(lines)
    if conflict.story.startswith(("header", "footer")):
        # Word allows no comments in headers and footers.
        return NewComment("body", 0, 0, 0, f"{conflict.place.label}{text}", TOOL)
    return NewComment(*place, text, TOOL, end_paragraph=conflict.end_paragraph)


# Comments ---------------------------------------------------------------------------------------


def _collect_comments(work: _Work) -> None:
    """Bring every reply's comments over, threads kept; the same one in two replies once."""
    seen: set[tuple[str, str, str]] = set()
    for reply, comparison in work.replies:
        skipped: set[str] = set()
        texts = {c.comment.id: c.comment.text for c in comparison.comments}
        for found in comparison.comments:
            comment = found.comment
            identity = (comment.author, comment.date, comment.text)
            place = work.places.at(found.story, found.paragraph)
            work.remarks.append(
                Remark(
                    reply.department, comment.author, comment.date, comment.text, place,
                    work.places.quoted(found), texts.get(found.parent, ""), comment.resolved,
                )
            )  # fmt: skip
            if comment.date and identity in seen:
                skipped.add(comment.id)
                continue
            seen.add(identity)
            work.comments.append(_written_comment(reply.department, found, skipped))
        for notice in [*comparison.notices, *work.notices[reply.department]]:
            if "未合并" in notice or "手工" in notice:
                # What could not be merged is at least said in the file itself.
                text = f"【{reply.department}】{notice}"
                work.comments.append(NewComment("body", 0, 0, 0, text, TOOL))


def _written_comment(department: str, found: FoundComment, skipped: set[str]) -> NewComment:
    comment = found.comment
    author = _signed(department, comment.author)
    parent = found.parent
    if parent and not found.parent_in_base:
        parent = "" if parent in skipped else f"{department}\0{parent}"
    story, paragraph, start, end = found.story, found.paragraph, found.start, found.end
    if story.startswith(("header", "footer")):
        story, paragraph, start, end = "body", 0, 0, 0
    date = parse_date(comment.date)
    return NewComment(
        story, paragraph, start, end, comment.text, author, date, comment.initials,
        end_paragraph=found.end_paragraph if story == found.story else None,
        key=f"{department}\0{comment.id}", parent=parent, resolved=comment.resolved,
    )  # fmt: skip


# The register -----------------------------------------------------------------------------------


def _changes(work: _Work) -> list[Change]:
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


def _summaries(work: _Work) -> list[ReplySummary]:
    found = []
    for reply, comparison in work.replies:
        notices = [*comparison.notices, *work.notices[reply.department]]
        if not comparison.found and not comparison.comments and not comparison.notices:
            notices.append("与原稿完全相同，视为没有意见。")
        elif comparison.similarity < _OLDER_BASE:
            notices.append(
                f"与原稿只有约 {comparison.similarity:.0%} 相同，可能是在较早的稿子上改的，请核对。"
            )
        found.append(
            ReplySummary(
                reply.department, _name(reply), len(comparison.tracked), len(comparison.silent),
                len(comparison.comments), tuple(notices), comparison.lost,
            )
        )  # fmt: skip
    return found
