"""What differs between two versions of one paragraph: words that stay, go and come.

A whole number, a Latin word and a single Chinese character count as one each; dates and amounts
that differ in part differ as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

Opcode = tuple[bool, int, int, int, int]
"""(equal, left start, left end, right start, right end)."""

_DIFFLIB_LIMIT = 3_000_000
_TOKEN = re.compile(
    r"[0-9０-９]+(?:[.,．][0-9０-９]+)*[%％‰]?|[A-Za-z]+(?:['’-][A-Za-z]+)*|.", re.DOTALL
)
_DATE = re.compile(
    r"[0-9]{2,4}年(?:[0-9]{1,2}月(?:[0-9]{1,2}[日号])?)?|[0-9]{1,2}月[0-9]{1,2}[日号]"
    r"|[0-9]+(?:\.[0-9]+)?(?:[十百千万亿]+)?(?:元|亩|人|户|个|公里|平方米|吨)"
)


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
