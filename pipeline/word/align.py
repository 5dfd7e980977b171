"""Lining up two versions of a text, paragraphs with paragraphs.

Near-linear for documents that are versions of each other: what is unique and equal is an anchor,
rare six-character pieces vote inside the gaps, and only small gaps are searched in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

Group = tuple[int, int, int, int]
"""[left start, left end) goes with [right start, right end)."""


TABLE = "\x01"
_GRAM = 6
_FULL_SEARCH = 6_000
_LOW = 0.45
_LOW_ALONE = 0.3


def align(left: Sequence[str], right: Sequence[str], *, joins: bool = True) -> list[Group]:
    """Groups that cover both sequences in order: 1:1, 1:0, 0:1 and, with ``joins``, 1:2 and 2:1.

    Texts that begin with TABLE only go with texts that do.
    """
    groups: list[Group] = []
    # (left start, left end, right start, right end, depth), last one first.
    stack = [(0, len(left), 0, len(right))]
    while stack:
        l0, l1, r0, r1 = stack.pop()
        while l0 < l1 and r0 < r1 and left[l0] == right[r0]:
            groups.append((l0, l0 + 1, r0, r0 + 1))
            l0, r0 = l0 + 1, r0 + 1
        tail: list[Group] = []
        while l0 < l1 and r0 < r1 and left[l1 - 1] == right[r1 - 1]:
            l1, r1 = l1 - 1, r1 - 1
            tail.append((l1, l1 + 1, r1, r1 + 1))
        if l0 == l1 or r0 == r1:
            groups += [(i, i + 1, r0, r0) for i in range(l0, l1)]
            groups += [(l1, l1, j, j + 1) for j in range(r0, r1)]
            groups += reversed(tail)
            continue
        anchors = _unique(left, right, l0, l1, r0, r1)
        if not anchors and (l1 - l0) * (r1 - r0) > _FULL_SEARCH:
            anchors = _votes(left, right, l0, l1, r0, r1)
            if not anchors:
                groups += _unrelated(left, right, l0, l1, r0, r1)
                groups += reversed(tail)
                continue
        elif not anchors:
            groups += _search(left, right, l0, l1, r0, r1, joins)
            groups += reversed(tail)
            continue
        pieces: list[tuple[int, int, int, int]] = []
        a, b = l0, r0
        for i, j in anchors:
            pieces.append((a, i, b, j))
            pieces.append((i, i + 1, j, j + 1))
            a, b = i + 1, j + 1
        pieces.append((a, l1, b, r1))
        pieces += reversed(tail)
        stack.extend(
            piece for piece in reversed(pieces) if piece[0] < piece[1] or piece[2] < piece[3]
        )
    groups.sort(key=lambda g: (g[0], g[2], g[1], g[3]))
    return _joined(left, right, groups) if joins else groups


def _unique(
    left: Sequence[str], right: Sequence[str], l0: int, l1: int, r0: int, r1: int
) -> list[tuple[int, int]]:
    """Pairs of equal texts that occur once on either side, in one order."""
    counts_left = Counter(left[l0:l1])
    counts_right = Counter(right[r0:r1])
    where = {right[j]: j for j in range(r0, r1)}
    pairs = [
        (i, where[left[i]])
        for i in range(l0, l1)
        if left[i] and counts_left[left[i]] == 1 and counts_right.get(left[i]) == 1
    ]
    return _increasing(pairs, [2.0 + len(left[i]) for i, _ in pairs])


def _increasing(
    pairs: list[tuple[int, int]], weights: Sequence[float] | None = None
) -> list[tuple[int, int]]:
    """The heaviest subsequence of pairs (sorted by left) in which right rises; weights default
    to 1 each. A tree of prefix maxima keeps it at n log n."""
    order = {j: place + 1 for place, j in enumerate(sorted({j for _, j in pairs}))}
    tree: list[tuple[float, int]] = [(0.0, -1)] * (len(order) + 1)
    before: list[int] = []
    best = (0.0, -1)
    for number, (_, j) in enumerate(pairs):
        place = order[j] - 1
        reached = (0.0, -1)
        while place > 0:
            reached = max(reached, tree[place])
            place -= place & -place
        before.append(reached[1])
        now = (reached[0] + (weights[number] if weights else 1.0), number)
        best = max(best, now, key=lambda entry: entry[0])
        place = order[j]
        while place < len(tree):
            if now[0] > tree[place][0]:
                tree[place] = now
            place += place & -place
    found: list[tuple[int, int]] = []
    current = best[1]
    while current >= 0:
        found.append(pairs[current])
        current = before[current]
    return found[::-1]


def _votes(
    left: Sequence[str], right: Sequence[str], l0: int, l1: int, r0: int, r1: int
) -> list[tuple[int, int]]:
    """Pairs that share pieces of six characters which no other left text has."""
    owner: dict[str, int] = {}
    for i in range(l0, l1):
        text = left[i]
        for k in range(len(text) - _GRAM + 1):
            gram = text[k : k + _GRAM]
            owner[gram] = i if owner.get(gram, i) == i else -1
    pairs: list[tuple[int, int]] = []
    for j in range(r0, r1):
        text = right[j]
        votes: dict[int, int] = {}
        for k in range(len(text) - _GRAM + 1):
            i = owner.get(text[k : k + _GRAM], -1)
            if i >= 0:
                votes[i] = votes.get(i, 0) + 1
        if votes:
            best = max(votes, key=lambda i: votes[i])
            if votes[best] >= 3 and similar(left[best], text) >= _LOW:
                pairs.append((best, j))
    pairs.sort()
    once: dict[int, int] = {}
    for i, j in pairs:
        if i not in once or similar(left[i], right[j]) > similar(left[i], right[once[i]]):
            once[i] = j
    return _increasing(sorted(once.items()))


def _unrelated(
    left: Sequence[str], right: Sequence[str], l0: int, l1: int, r0: int, r1: int
) -> list[Group]:
    """Nothing in common that can be found cheaply: all goes, all comes."""
    groups = [(i, i + 1, r0, r0) for i in range(l0, l1)]
    return groups + [(l1, l1, j, j + 1) for j in range(r0, r1)]


def similar(a: str, b: str, low: float = 0.0) -> float:
    """How alike two texts are, 0 to 1 (twice the common subsequence over both lengths)."""
    from rapidfuzz.fuzz import ratio

    if a[:1] == TABLE or b[:1] == TABLE:
        if a[:1] != b[:1]:
            return 0.0
        return max(0.01, ratio(a, b) / 100)
    if not a or not b:
        return 1.0 if a == b else 0.0
    return ratio(a, b, score_cutoff=low * 100) / 100


def _search(
    left: Sequence[str], right: Sequence[str], l0: int, l1: int, r0: int, r1: int, joins: bool
) -> list[Group]:
    """The best grouping of a small gap, by dynamic programming."""
    rows, columns = l1 - l0, r1 - r0
    # One text between two that are sure needs less to be the same one.
    low = _LOW_ALONE if rows == columns == 1 else _LOW
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    step = [[(1, 0)] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            options = [
                (best[i + 1][j], (1, 0)),
                (best[i][j + 1], (0, 1)),
                (_gain(left[l0 + i], right[r0 + j], low) + best[i + 1][j + 1], (1, 1)),
            ]
            if joins and _joinable(left[l0 + i]) and _joinable(right[r0 + j]):
                options += _join_options(left, right, l0, r0, i, j, rows, columns, best)
            best[i][j], step[i][j] = max(options, key=lambda option: option[0])
    groups: list[Group] = []
    i = j = 0
    while i < rows or j < columns:
        if i == rows:
            down, across = 0, 1
        elif j == columns:
            down, across = 1, 0
        else:
            down, across = step[i][j]
        groups.append((l0 + i, l0 + i + down, r0 + j, r0 + j + across))
        i, j = i + down, j + across
    return groups


def _joinable(text: str) -> bool:
    return bool(text) and text[0] != TABLE


def _gain(a: str, b: str, low: float = _LOW) -> float:
    if a == b:
        return len(a) * 2.0 + 0.1
    likeness = similar(a, b, low)
    if likeness < low and _joinable(a) and _joinable(b):
        likeness = _ends_alike(a, b)
    return likeness * (len(a) + len(b)) if likeness >= low else -1.0


def _ends_alike(a: str, b: str) -> float:
    """Which share of the shorter text both begin or end with: a clause was rewritten."""
    shorter = min(len(a), len(b))
    head = 0
    while head < shorter and a[head] == b[head]:
        head += 1
    tail = 0
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    return (head + tail) / shorter


def _join_options(
    left: Sequence[str],
    right: Sequence[str],
    l0: int,
    r0: int,
    i: int,
    j: int,
    rows: int,
    columns: int,
    best: list[list[float]],
) -> list[tuple[float, tuple[int, int]]]:
    options = []
    a, b = left[l0 + i], right[r0 + j]
    if i + 1 < rows and _joinable(left[l0 + i + 1]):
        two = a + left[l0 + i + 1]
        if similar(two, b, 0.7) >= 0.7:
            options.append((_gain(two, b) - 1.0 + best[i + 2][j + 1], (2, 1)))
    if j + 1 < columns and _joinable(right[r0 + j + 1]):
        two = b + right[r0 + j + 1]
        if similar(a, two, 0.7) >= 0.7:
            options.append((_gain(a, two) - 1.0 + best[i + 1][j + 2], (1, 2)))
    return options


def _joined(left: Sequence[str], right: Sequence[str], groups: list[Group]) -> list[Group]:
    """Let an unpaired text join the changed pair beside it when that clearly fits better."""
    result: list[Group] = []
    for group in groups:
        if result:
            merged = _join_two(left, right, result[-1], group)
            if merged is not None:
                result[-1] = merged
                continue
        result.append(group)
    return result


def _join_two(left: Sequence[str], right: Sequence[str], a: Group, b: Group) -> Group | None:
    def size(group: Group) -> tuple[int, int]:
        return group[1] - group[0], group[3] - group[2]

    pair, single = (a, b) if size(a) == (1, 1) else (b, a)
    if size(pair) != (1, 1) or size(single) not in ((1, 0), (0, 1)):
        return None
    one, other = left[pair[0]], right[pair[2]]
    extra = left[single[0]] if size(single) == (1, 0) else right[single[2]]
    if one == other or not all(map(_joinable, (one, other, extra))):
        return None
    before = a is pair
    if size(single) == (1, 0):
        one = one + extra if before else extra + one
    else:
        other = other + extra if before else extra + other
    if similar(one, other, 0.7) < max(0.7, similar(left[pair[0]], right[pair[2]]) + 0.1):
        return None
    return (min(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), max(a[3], b[3]))
