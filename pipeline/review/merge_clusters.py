"""Which edits of several departments cannot be judged apart.

Edits of different departments that overlap, or touch so that their order would matter, form one
cluster; what a contested cluster's range covers belongs to it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipeline.word.compare import Found
from pipeline.word.edit import Edit


@dataclass(slots=True)
class Item:
    """One edit of one department, in flat coordinates of its story.

    ranges: the exact ones of a column's cells. table: whose rows or columns change; whole: all
    of it goes. hosts: of an edit in a note or text box where that hangs, from the inside out.
    plain_row: a new row that a new column can go through. far: the other half of a move one half
    of which is contested; it shares that one's fate, not its range.
    """

    department: str
    found: Found
    low: int
    high: int
    key: tuple[object, ...]
    ranges: tuple[tuple[int, int], ...] = ()
    table: object = None
    whole: bool = False
    hosts: tuple[tuple[str, int], ...] = ()
    plain_row: bool = False
    far: bool = False
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
class Cluster:
    """Items that cannot be judged apart; ``low``/``high`` span them all."""

    story: str
    items: list[Item]
    low: int
    high: int


def clusters(items: list[Item]) -> list[Cluster]:
    """Group items that overlap or touch in a way that makes their order matter."""
    spaces: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        spaces[_space(item)].append(item)
    clusters = [cluster for members in spaces.values() for cluster in _grouped(members)]
    clusters = _moved(_hung(_linked(clusters)))
    for cluster in clusters:
        cluster.items.sort(key=lambda i: (i.low, i.high, i.department))
    clusters.sort(key=lambda c: (c.story != "body", c.story, c.low, c.high))
    return clusters


def _linked(clusters: list[Cluster]) -> list[Cluster]:
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


def _hung(clusters: list[Cluster]) -> list[Cluster]:
    """Put together what is changed in a note or text box and another's taking it away."""
    groups = _Groups(len(clusters))
    for place, inside in enumerate(clusters):
        for item in inside.items:
            if not item.hosts:
                continue
            for other, around in enumerate(clusters):
                if any(_takes(taking, item) for taking in around.items):
                    groups.unite(place, other)
    return [
        _cluster([item for number in members for item in clusters[number].items])
        for members in groups.members().values()
    ]


def _moved(clusters: list[Cluster]) -> list[Cluster]:
    """Put the other half of a move with the half that is contested: else the text would be there
    twice, or nowhere, until that is decided."""
    homes = {move: place for place, cluster in enumerate(clusters) for move in _moves(cluster)
             if len({item.key for item in cluster.items}) > 1}  # fmt: skip
    left: list[Cluster] = []
    for place, cluster in enumerate(clusters):
        found = {homes.get(move, place) for move in _moves(cluster)}
        whole = len(_moves(cluster)) == len(cluster.items)
        home = found.pop() if len(found) == 1 else place
        if home == place or not whole:
            left.append(cluster)
            continue
        for item in cluster.items:
            item.far = True
        clusters[home].items += cluster.items
    return left


def _moves(cluster: Cluster) -> list[tuple[str, str]]:
    return [(item.department, item.edit.move) for item in cluster.items if item.edit.move]


def _takes(taking: Item, item: Item) -> bool:
    """Whether ``taking``, of another department, removes what the story of ``item`` hangs on."""
    edit = taking.edit
    if taking.department == item.department or (edit.outside and not edit.structural):
        return False
    if edit.new is None and edit.row not in ("delete", "replace") and edit.column != "delete":
        return False
    return any(
        edit.story == story and low <= flat < high
        for story, flat in item.hosts
        for low, high in taking.ranges
    )


def _rebuild(a: Item, b: Item) -> bool:
    """Whether ``a`` changes the columns, or takes the whole, of a table to which ``b`` of another
    department adds rows or columns. Only a plain new row and a new column go together."""
    if a.department == b.department or a.table is None or a.table is not b.table:
        return False
    adds = b.edit.row in ("insert_before", "insert_after", "replace")
    if a.edit.column.startswith("insert") and b.plain_row:
        return False
    return (bool(a.edit.column) and (adds or b.whole)) or (a.whole and adds)


def _grouped(items: list[Item]) -> list[Cluster]:
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


def _absorb(items: list[Item], groups: _Groups, contested: set[int]) -> bool:
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


def _covers(one: Cluster, two: Cluster) -> bool:
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


def _separate(a: Item, b: Item) -> bool:
    """Whether one department's two edits side by side are paragraphs that go one by one."""
    first, second = (a, b) if a.low <= b.low else (b, a)
    touching = first.high == second.low and first.found.old.endswith("\n")
    return touching and not first.edit.new and second.high > second.low


def _cluster(items: list[Item]) -> Cluster:
    """Items as a cluster; its range is in the outermost story, on which the others hang."""
    stories = {item.edit.story for item in items}
    story = next(i.edit.story for i in items if not any(host in stories for host, _ in i.hosts))
    here = [item for item in items if item.edit.story == story]
    return Cluster(story, items, min(i.low for i in here), max(i.high for i in here))


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


def _space(item: Item) -> tuple[object, ...]:
    """Items in different spaces never clash."""
    edit = item.edit
    if item.found.kind == "format":
        return (edit.story, "format", bool(edit.paragraph_format))
    if edit.row.startswith("insert"):
        return (edit.story, "row", edit.paragraph, edit.outside, edit.row)
    if edit.column.startswith("insert"):
        return (edit.story, "column", edit.paragraph, edit.outside, edit.column)
    return (edit.story, "text")


def _clash(a: Item, b: Item) -> bool:
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


def _level(item: Item) -> int:
    """How many tables out new content stands; 0 for everything in a paragraph."""
    return 0 if item.edit.structural else item.edit.outside


def _inside(one: tuple[int, int], two: tuple[int, int], a: Item, b: Item) -> bool:
    """Whether two ranges, one of them a cell that goes, have to do with each other."""
    if one[0] < two[1] and two[0] < one[1]:
        return True
    apart = _level(a) or _level(b)
    return not apart and one[0] <= two[1] and two[0] <= one[1]


def _touching(a: Item, b: Item) -> bool:
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
