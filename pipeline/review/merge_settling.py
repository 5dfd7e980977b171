"""Which edits agree and which conflict; what was decided becomes units to be written."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

from pipeline.errors import DataProblem
from pipeline.review.merge_clusters import Cluster, Item, clusters
from pipeline.review.merge_comments import conflict_comment
from pipeline.review.merge_types import BASE_CHOICE, OWN_CHOICE, Conflict, Decision, Variant
from pipeline.review.merge_work import Unit, Work, signed
from pipeline.word.compare import Found
from pipeline.word.edit import Edit

SILENT = "未留痕"


def gather(work: Work) -> None:
    """Make every edit of the replies an item."""
    places = work.places
    for reply, comparison in work.replies:
        for found in comparison.found:
            edit = found.edit
            low, high = places.extent(found)
            work.items.append(
                Item(
                    reply.department, found, low, high, _key(found, low, high),
                    tuple(places.ranges(edit)), places.table(edit), places.whole(edit),
                    places.hosts(edit.story), places.plain_row(edit),
                )
            )  # fmt: skip
    halves: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in work.items:
        if item.edit.move:
            halves[item.department, item.edit.move].append(item)
    for own in halves.values():
        # A move is the same only when it goes to the same place; deleting is something else.
        ends = tuple((item.edit.story, item.low, item.high) for item in own)
        for item in own:
            item.key = (*item.key, ends)


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
        edit.outside, edit.shaped, edit.paragraph if edit.structural else 0,
        tuple(sorted(edit.run_format.items(), key=str)),
        tuple(sorted(edit.paragraph_format.items(), key=str)),
    )  # fmt: skip


def settle(work: Work, decisions: Mapping[str, Decision]) -> None:
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
    work.units = _whole_moves(work.units)
    unknown = sorted(set(decisions) - used)
    if unknown:
        raise DataProblem(
            f"决定表里的冲突 {'、'.join(unknown)} 在这些来文里已不存在（来文或原稿换过？），"
            "请重新生成决定表。"
        )


def _whole_moves(units: list[Unit]) -> list[Unit]:
    """The units with both halves of a move in one: text must not go without coming again."""
    found: dict[int, Unit] = {}
    home: dict[tuple[str, str], Unit] = {}
    for unit in units:
        moves = [(i.department, i.edit.move) for i in unit.items if i.edit.move]
        other = next((home[move] for move in moves if move in home), unit)
        if other is not unit:
            other.edits += unit.edits
            other.sources += unit.sources
            other.items += unit.items
            other.departments = tuple(dict.fromkeys((*other.departments, *unit.departments)))
        home |= dict.fromkeys(moves, other)
        found[id(other)] = other
    return list(found.values())


def _agree(work: Work, items: list[Item], by_department: dict[str, list[Item]]) -> None:
    """One department, or all want the same: write it once and credit everyone."""
    groups = _alike(items)
    whole = tuple(sorted(by_department))
    same = {frozenset(i.key for i in own) for own in by_department.values()}
    if len(same) > 1:
        # The same outcome reached by different steps: take the first department's steps.
        first = by_department[whole[0]]
        groups = [[item] for item in first]
        for item in items:
            item.agreed = tuple(d for d in whole if d != item.department)
    units: list[Unit] = []
    for group in groups:
        departments = whole if len(same) > 1 else tuple(sorted({i.department for i in group}))
        for item in group:
            item.agreed = tuple(d for d in departments if d != item.department)
        units.append(Unit([_credited(group, departments)], [group[0]], group, departments))
    if len(same) > 1:
        edits = [edit for unit in units for edit in unit.edits]
        units = [Unit(edits, [item for unit in units for item in unit.sources], items, whole)]
    work.units += units


def _alike(items: list[Item]) -> list[list[Item]]:
    """The same edit of several departments together; two of one department stay two."""
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    times: Counter[tuple[object, ...]] = Counter()
    for item in items:
        own = (item.department, item.key)
        groups[item.key, times[own]].append(item)
        times[own] += 1
    return list(groups.values())


def _credited(group: list[Item], departments: tuple[str, ...]) -> Edit:
    """The edit of a group under the departments' names; silent ones say so."""
    labels = []
    for department in departments:
        item = next((i for i in group if i.department == department), group[0])
        inner = item.edit.author if item.department == department else ""
        silent = item.found.silent
        labels.append(f"{department}（{SILENT}）" if silent else signed(department, inner))
    dates = [item.edit.date for item in group if item.edit.date is not None]
    return replace(group[0].edit, author="、".join(labels), date=min(dates) if dates else None)


def _variants(work: Work, cluster: Cluster, by_department: dict[str, list[Item]]) -> list[Variant]:
    """Every distinct outcome for the cluster's range, with the departments that want it."""
    found: dict[object, Variant] = {}
    for department in sorted(by_department):
        items = by_department[department]
        here = [item for item in items if not _elsewhere(item, cluster)]
        text = work.places.outcome(cluster.story, cluster.low, cluster.high, here)
        parts = any(i.edit.structural or i.hosts or i.far for i in items)
        if parts or any(item.found.kind == "format" for item in items):
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


def _elsewhere(item: Item, cluster: Cluster) -> bool:
    """Whether an item changes nothing in the range of its own cluster."""
    return item.far or item.edit.story != cluster.story


def _letter(number: int) -> str:
    """A, B, … Z, AA, AB …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _conflict(work: Work, cluster: Cluster, variants: list[Variant]) -> Conflict:
    (first, start), (last, end) = (
        work.places.position(cluster.story, cluster.low),
        work.places.position(cluster.story, cluster.high),
    )
    kinds = {item.found.kind for item in cluster.items}
    elsewhere = any(_elsewhere(item, cluster) for item in cluster.items)
    structure = "row" in kinds or elsewhere
    kind = "format" if kinds == {"format"} else "structure" if structure else "text"
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
        raise DataProblem(
            f"冲突 {conflict.id} 涉及格式、表格、移动、注释或文本框，不能自拟文字，"
            "请选一种或保留原文。"
        )
    return decision


def _decide(work: Work, conflict: Conflict, by_department: dict[str, list[Item]]) -> None:
    """Write what was decided; undecided: the base stays, with a comment that shows the choice."""
    decision = conflict.decision
    for own in by_department.values():
        for item in own:
            item.conflict = conflict.id
            item.outcome = "conflict" if decision is None else "rejected"
    if decision is None:
        work.comments.append(conflict_comment(conflict))
        return
    if decision.choice == OWN_CHOICE:
        own_text = Edit(
            conflict.story, conflict.paragraph, conflict.start, conflict.end, decision.text,
            end_paragraph=conflict.end_paragraph, author=decision.by, date=decision.date,
            why=decision.reason,
        )  # fmt: skip
        work.units.append(Unit([own_text], [None], [], (decision.by,), conflict.id))
        return
    for variant in conflict.variants:
        if variant.letter != decision.choice:
            continue
        sources = by_department[variant.departments[0]]
        edits = [_credited([item], variant.departments) for item in sources]
        items = [item for department in variant.departments for item in by_department[department]]
        work.units.append(Unit(edits, [*sources], items, variant.departments, conflict.id))
        for item in items:
            item.outcome = "chosen"
            item.agreed = tuple(d for d in variant.departments if d != item.department)
