"""Lining up two versions of a text: paragraphs with paragraphs, then words with words.

Near-linear for documents that are versions of each other: what is unique and equal is an anchor,
rare six-character pieces vote inside the gaps, and only small gaps are searched in full.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

Group = tuple[int, int, int, int]
"""[left start, left end) goes with [right start, right end)."""
Opcode = tuple[bool, int, int, int, int]
"""(equal, left start, left end, right start, right end)."""

TABLE = "\x01"
_GRAM = 6
_FULL_SEARCH = 6_000
_LOW = 0.45
_LOW_ALONE = 0.3
_DIFFLIB_LIMIT = 3_000_000
_TOKEN = re.compile(
    r"[0-9０-９]+(?:[.,．][0-9０-９]+)*[%％‰]?|[A-Za-z]+(?:['’-][A-Za-z]+)*|.", re.DOTALL
)
_DATE = re.compile(
    r"[0-9]{2,4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?|[0-9]{1,2}月[0-9]{1,2}[日号]"
    r"|[0-9]+(?:\.[0-9]+)?(?:[十百千万亿]+)?(?:元|亩|人|户|个|公里|平方米|吨)"
)


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


# Inside a paragraph ---------------------------------------------------------------------------


def tokens(text: str) -> list[tuple[int, int]]:
    """(start, end) of the words of a text: whole numbers, Latin words, single characters."""
    return [match.span() for match in _TOKEN.finditer(text)]


def opcodes(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Opcode]:
    """What of two token sequences is equal and what is not; small equal islands between two
    changes count as changed, so that a rewritten phrase is one change."""
    start, end_left, end_right = 0, len(left), len(right)
    while start < end_left and start < end_right and left[start] == right[start]:
        start += 1
    while end_left > start and end_right > start and left[end_left - 1] == right[end_right - 1]:
        end_left, end_right = end_left - 1, end_right - 1
    found: list[Opcode] = []
    if start:
        found.append((True, 0, start, 0, start))
    middle = [
        (equal, i1 + start, i2 + start, j1 + start, j2 + start)
        for equal, i1, i2, j1, j2 in _middle(left[start:end_left], right[start:end_right])
    ]
    found += _absorbed(middle)
    if end_left < len(left):
        found.append((True, end_left, len(left), end_right, len(right)))
    return found


def _middle(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[Opcode]:
    if not left or not right:
        return [(False, 0, len(left), 0, len(right))] if left or right else []
    if len(left) * len(right) > _DIFFLIB_LIMIT:
        from rapidfuzz.distance import Indel

        numbers: dict[Hashable, int] = {}
        coded = [[numbers.setdefault(t, len(numbers)) for t in side] for side in (left, right)]
        codes: list[Opcode] = []
        for code in Indel.opcodes(coded[0], coded[1]):
            i1, i2, j1, j2 = code.src_start, code.src_end, code.dest_start, code.dest_end
            if codes and code.tag != "equal" and not codes[-1][0]:
                codes[-1] = (False, codes[-1][1], i2, codes[-1][3], j2)
            else:
                codes.append((code.tag == "equal", i1, i2, j1, j2))
        return codes
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    return [(tag == "equal", i1, i2, j1, j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]


def _absorbed(codes: list[Opcode]) -> list[Opcode]:
    result: list[Opcode] = []
    for number, code in enumerate(codes):
        if code[0] and 0 < number < len(codes) - 1:
            size = code[2] - code[1]
            if size <= 2 and size <= max(_extent(result[-1]), _extent(codes[number + 1])):
                last = result[-1]
                result[-1] = (False, last[1], code[2], last[3], code[4])
                continue
        if not code[0] and result and not result[-1][0]:
            last = result[-1]
            result[-1] = (False, last[1], code[2], last[3], code[4])
        else:
            result.append(code)
    return result


def _extent(code: Opcode) -> int:
    return max(code[2] - code[1], code[4] - code[3])


def text_opcodes(left: str, right: str) -> list[Opcode]:
    """Equal and changed stretches of two texts in characters; dates and amounts change whole."""
    cut_left, cut_right = tokens(left), tokens(right)
    codes = opcodes([left[a:b] for a, b in cut_left], [right[a:b] for a, b in cut_right])
    ends_left = [a for a, _ in cut_left] + [len(left)]
    ends_right = [a for a, _ in cut_right] + [len(right)]
    plain = [
        (equal, ends_left[i1], ends_left[i2], ends_right[j1], ends_right[j2])
        for equal, i1, i2, j1, j2 in codes
    ]
    return snapped(left, right, plain)


def holds_dates(text: str) -> bool:
    """Whether a text has a date or an amount in it."""
    return _DATE.search(text) is not None


def snapped(left: str, right: str, codes: list[Opcode]) -> list[Opcode]:
    """Widen a change that crosses the parts of a date or an amount to the whole of it."""
    if all(code[0] for code in codes):
        return codes
    dates_left = [match.span() for match in _DATE.finditer(left)]
    dates_right = [match.span() for match in _DATE.finditer(right)]
    if not dates_left or not dates_right:
        return codes
    result = list(codes)
    for number, (equal, i1, i2, j1, j2) in enumerate(result):
        if equal:
            continue
        one = next(((a, b) for a, b in dates_left if a <= i1 and i2 <= b), None)
        two = next(((a, b) for a, b in dates_right if a <= j1 and j2 <= b), None)
        crosses = any(c in left[i1:i2] for c in "年月") or any(c in right[j1:j2] for c in "年月")
        if one is None or two is None or not crosses:
            continue
        back = min(i1 - one[0], j1 - two[0])
        ahead = min(one[1] - i2, two[1] - j2)
        if number and result[number - 1][0]:
            before = result[number - 1]
            back = min(back, before[2] - before[1])
            result[number - 1] = (True, before[1], before[2] - back, before[3], before[4] - back)
        else:
            back = 0
        if number + 1 < len(result) and result[number + 1][0]:
            after = result[number + 1]
            ahead = min(ahead, after[2] - after[1])
            result[number + 1] = (True, after[1] + ahead, after[2], after[3] + ahead, after[4])
        else:
            ahead = 0
        result[number] = (False, i1 - back, i2 + ahead, j1 - back, j2 + ahead)
    return [code for code in result if code[1] < code[2] or code[3] < code[4]]
