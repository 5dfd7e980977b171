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
class _Item:
    """One edit of one department, in flat coordinates of its story.

    ranges: the exact ones of a column's cells. table: whose rows or columns change; whole: all
    of it goes.
    """

    department: str
    found: Found
    low: int
    high: int
    key: tuple[object, ...]
    ranges: tuple[tuple[int, int], ...] = ()
    table: object = None
    whole: bool = False
    outcome: str = "merged"
    conflict: str = ""
    agreed: tuple[str, ...] = ()

    @property
    def edit(self) -> Edit:
        return self.found.edit

    @property
    def kind(self) -> str:
        return "move" if self.found.edit.move and self.found.kind != "row" else self.found.kind


@dataclass(slots=True)
class _Cluster:
    """Items that cannot be judged apart; ``low``/``high`` span them all."""

    story: str
    items: list[_Item]
    low: int
    high: int


@dataclass(slots=True)
class _Work:
    """What is gathered on the way."""

    base: Document
    places: Places
    replies: list[tuple[Reply, Comparison]]
    items: list[_Item] = field(default_factory=list)
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
                _Item(
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
    for cluster in _clusters(work.items):
        by_department: dict[str, list[_Item]] = defaultdict(list)
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


def _agree(work: _Work, items: list[_Item], by_department: dict[str, list[_Item]]) -> None:
    """One department, or all want the same: write it once and credit everyone."""
    groups: dict[tuple[object, ...], list[_Item]] = defaultdict(list)
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


def _credited(group: list[_Item], departments: tuple[str, ...]) -> Edit:
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


def _clusters(items: list[_Item]) -> list[_Cluster]:
    """Group items that overlap or touch in a way that makes their order matter."""
    spaces: dict[tuple[object, ...], list[_Item]] = defaultdict(list)
    for item in items:
        spaces[_space(item)].append(item)
    clusters = [cluster for members in spaces.values() for cluster in _grouped(members)]
    clusters = _linked(clusters)
    for cluster in clusters:
        cluster.items.sort(key=lambda i: (i.low, i.high, i.department))
    clusters.sort(key=lambda c: (c.story != "body", c.story, c.low, c.high))
    return clusters


def _linked(clusters: list[_Cluster]) -> list[_Cluster]:
    """Put together what is done to the rows, the columns and the whole of one table."""
    tables: dict[object, list[int]] = defaultdict(list)
    for number, cluster in enumerate(clusters):
        for table in {id(item.table) for item in cluster.items if item.table is not None}:
            tables[table].append(number)
    groups = _Groups(len(clusters))
    for numbers in tables.values():
        for place, one in enumerate(numbers):
            for other in numbers[place + 1 :]:
                pairs = ((a, b) for a in clusters[one].items for b in clusters[other].items)
                if any(_rebuild(a, b) or _rebuild(b, a) for a, b in pairs):
                    groups.unite(one, other)
    return [
        _cluster([item for number in members for item in clusters[number].items])
        for members in groups.members().values()
    ]


def _rebuild(a: _Item, b: _Item) -> bool:
    """Whether ``a`` changes the columns, or takes the whole, of a table to which ``b`` of another
    department adds rows or columns."""
    if a.department == b.department or a.table is None or a.table is not b.table:
        return False
    adds = b.edit.row in ("insert_before", "insert_after", "replace")
    return (bool(a.edit.column) and (adds or b.whole)) or (a.whole and adds)


def _grouped(items: list[_Item]) -> list[_Cluster]:
    """Clusters of one space: first what clashes or agrees, then what a clash's range covers."""
    items = sorted(items, key=lambda i: (i.low, i.high, i.department))
    groups = _Groups(len(items))
    contested: set[int] = set()
    for place, one in enumerate(items):
        for later in range(place + 1, len(items)):
            other = items[later]
            if other.low > one.high:
                break
            if one.department == other.department:
                continue
            same = one.key == other.key
            if same or _clash(one, other):
                groups.unite(place, later)
                if not same:
                    contested.add(place)
    while contested and _absorb(items, groups, contested):
        continue
    return [_cluster([items[i] for i in members]) for members in groups.members().values()]


def _absorb(items: list[_Item], groups: _Groups, contested: set[int]) -> bool:
    """Take into every contested group what its whole range overlaps; True when something was."""
    members = groups.members()
    roots = {groups.root(index) for index in contested}
    spans = {r: _cluster([items[i] for i in own]) for r, own in members.items()}
    grew = False
    for mine in roots:
        for theirs, other in spans.items():
            if groups.root(theirs) != groups.root(mine) and _covers(spans[mine], other):
                groups.unite(mine, theirs)
                grew = True
    return grew


def _covers(one: _Cluster, two: _Cluster) -> bool:
    if any(item.edit.column for item in (*one.items, *two.items)):
        return any(_clash(a, b) for a in one.items for b in two.items)
    if one.low < two.high and two.low < one.high:
        return True
    if one.low > two.high or two.low > one.high:
        return False
    return any(
        (a.department == b.department and not _separate(a, b)) or _clash(a, b)
        for a in one.items
        for b in two.items
        if a.low <= b.high and b.low <= a.high
    )


def _separate(a: _Item, b: _Item) -> bool:
    """Whether one department's two edits side by side are paragraphs that go one by one."""
    first, second = (a, b) if a.low <= b.low else (b, a)
    touching = first.high == second.low and first.found.old.endswith("\n")
    return touching and not first.edit.new and second.high > second.low


def _cluster(items: list[_Item]) -> _Cluster:
    low, high = min(i.low for i in items), max(i.high for i in items)
    return _Cluster(items[0].edit.story, items, low, high)


class _Groups:
    """Disjoint sets of indexes."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def root(self, index: int) -> int:
        """The representative of the set that holds ``index``."""
        while self._parent[index] != index:
            self._parent[index] = self._parent[self._parent[index]]
            index = self._parent[index]
        return index

    def unite(self, one: int, two: int) -> None:
        """Make one set of two."""
        self._parent[self.root(two)] = self.root(one)

    def members(self) -> dict[int, list[int]]:
        """Representative → all indexes of its set."""
        found: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self._parent)):
            found[self.root(index)].append(index)
        return found


def _space(item: _Item) -> tuple[object, ...]:
    """Items in different spaces never clash."""
    edit = item.edit
    if item.found.kind == "format":
        return (edit.story, "format", bool(edit.paragraph_format))
    if edit.row.startswith("insert"):
        return (edit.story, "row", edit.paragraph, edit.outside, edit.row)
    if edit.column.startswith("insert"):
        return (edit.story, "column", edit.paragraph, edit.outside, edit.column)
    return (edit.story, "text")


def _clash(a: _Item, b: _Item) -> bool:
    """Whether two departments' edits cannot both be made as they are."""
    if a.found.kind == "format":
        if not (a.low < b.high and b.low < a.high) and (a.low, a.high) != (b.low, b.high):
            return False
        one = {**a.edit.run_format, **a.edit.paragraph_format}
        two = {**b.edit.run_format, **b.edit.paragraph_format}
        return any(two.get(name, wanted) != wanted for name, wanted in one.items())
    if a.edit.row.startswith("insert") or a.edit.column.startswith("insert"):
        return True
    if a.edit.column or b.edit.column:
        return any(_inside(one, two, a, b) for one in a.ranges for two in b.ranges)
    if a.low < b.high and b.low < a.high:
        return True
    if a.low > b.low or (a.low == b.low and a.high > b.high):
        a, b = b, a
    if a.low == a.high == b.low == b.high:
        return _level(a) == _level(b)
    if a.low == b.low and _level(a) != _level(b):
        return False
    if a.edit.row or b.edit.row:
        return a.high >= b.low and not (a.high == b.low and a.found.old.endswith("\n"))
    if a.high != b.low and a.low != b.low:
        return False
    return _touching(a, b)


def _level(item: _Item) -> int:
    """How many tables out new content stands; 0 for everything in a paragraph."""
    return 0 if item.edit.structural else item.edit.outside


def _inside(one: tuple[int, int], two: tuple[int, int], a: _Item, b: _Item) -> bool:
    """Whether two ranges, one of them a cell that goes, have to do with each other."""
    if one[0] < two[1] and two[0] < one[1]:
        return True
    apart = _level(a) or _level(b)
    return not apart and one[0] <= two[1] and two[0] <= one[1]


def _touching(a: _Item, b: _Item) -> bool:
    """Two edits side by side: an insertion beside something that is replaced is not safe."""
    point, block = (a, b) if a.low == a.high else (b, a)
    if point.low != point.high:
        return False
    if block.edit.new:
        return True
    old, new = block.found.old, point.edit.new or ""
    if point.low == block.low:
        return "\n" in old and not new.endswith("\n")
    return old.startswith("\n") and not new.startswith("\n")


def _variants(
    work: _Work, cluster: _Cluster, by_department: dict[str, list[_Item]]
) -> list[Variant]:
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


def _conflict(work: _Work, cluster: _Cluster, variants: list[Variant]) -> Conflict:
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


def _decide(work: _Work, conflict: Conflict, by_department: dict[str, list[_Item]]) -> None:
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


def variant_text(conflict: Conflict, variant: Variant) -> str:
    """A variant in words: the text of the range, or what happens to the format or the table."""
    return variant.text if conflict.kind == "text" else _described(variant)


def _described(variant: Variant) -> str:
    parts = []
    for edit in variant.edits:
        if edit.structural:
            parts.append(_table_change(edit))
        elif edit.new is not None:
            parts.append(f"改为：{edit.new}")
        else:
            parts.append(format_text({**edit.run_format, **edit.paragraph_format}))
    return "；".join(parts)


def _table_change(edit: Edit) -> str:
    """What an edit does to a table's rows or columns."""
    cells = " | ".join(edit.cells)
    if edit.column:
        return "删去这一列" if edit.column == "delete" else f"增加一列：{cells}"
    if edit.row == "replace":
        return (
            f"重排这 {edit.rows} 行的单元格：{cells}" if edit.rows > 1 else f"重排这一行：{cells}"
        )
    if edit.row == "delete":
        return "删去这一行" if edit.rows == 1 else f"删去这 {edit.rows} 行"
    return f"增加一行：{cells}"


_FORMAT_NAMES = {
    "east_asia": "中文字体", "ascii": "西文字体", "size_pt": "字号（磅）", "bold": "加粗",
    "italic": "倾斜", "underline": "下划线", "color": "颜色", "highlight": "突出显示",
    "alignment": "对齐", "left": "左缩进", "right": "右缩进", "first_line": "首行缩进",
    "left_chars": "左缩进（字）", "right_chars": "右缩进（字）",
    "first_line_chars": "首行缩进（字）",
    "before": "段前", "after": "段后", "line": "行距", "line_rule": "行距规则", "style": "样式",
    "before_lines": "段前（行）", "after_lines": "段后（行）", "keep_next": "与下段同页",
    "page_break_before": "段前分页", "outline_level": "大纲级别", "hidden": "隐藏",
    "spacing_twips": "字符间距", "strike": "删除线", "vertical": "上下标", "scale": "缩放",
    "position": "升降", "emphasis": "着重号",
}  # fmt: skip
_VALUES = {"True": "是", "False": "否", "": "无", "None": "无", "center": "居中"}
_VALUES |= {
    "both": "两端对齐",
    "left": "左对齐",
    "right": "右对齐",
    "exact": "固定值",
    "auto": "自动",
}


def format_text(changes: Mapping[str, object]) -> str:
    """Formatting changes in words: 加粗：是，字号（磅）：16."""
    return "，".join(
        f"{_FORMAT_NAMES.get(name, name)}：{_VALUES.get(str(wanted), str(wanted))}"
        for name, wanted in changes.items()
    )


def shown(text: str) -> str:
    """Text as people see it in a list: marks and objects visible, never empty."""
    table = {"\n": "¶", "\t": "→", "\v": "↵", "\f": "↡", "\ufffc": "▢"}
    return "".join(table.get(c, c) for c in text) or "（删去）"


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
