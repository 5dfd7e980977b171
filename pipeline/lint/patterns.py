"""Patterns of rules: the RE2 subset that stdlib ``re`` runs in linear time, and their gates.

A pattern may use literals, classes, ``\\d \\s \\w`` (ASCII, as in RE2), ``\\p{Han}``, groups,
``|``, ``^ $`` (start and end of a paragraph) and bounded repeats. Not allowed, because RE2 has
not got them or backtracking could explode: look-around, back-references, an unbounded repeat of
anything longer than one character, two unbounded repeats side by side that can eat the same text.
Context is said with the rule's ``before``, ``after``, ``unless`` … instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

# One range and 〇: three runs or more make stdlib re build a table of 64 K entries.
HAN = "\u3400-\u9fff\u3007"
_MAX_REPEAT = 400
_MAX_WAYS = 20_000
_WINDOW = 48
_MOST_TEXTS = 64  # of a gate
_MOST_GATES = 3
_MOST_SPELT = 24  # ways a part of a pattern is spelt out
_COMMON = "0123456789，。、：；（）年月日的一二三四五六七八九十"


class PatternProblem(Exception):
    """Why a pattern cannot be used: one Chinese clause."""


def translate(pattern: str) -> str:
    """The pattern with ``\\p{Han}`` spelled out, as stdlib ``re`` and RE2 both read it."""
    out: list[str] = []
    inside = False
    index = 0
    while index < len(pattern):
        char = pattern[index]
        if char == "\\" and index + 1 < len(pattern):
            if pattern.startswith("\\p{Han}", index):
                out.append(HAN if inside else f"[{HAN}]")
                index += 7
                continue
            out.append(pattern[index : index + 2])
            index += 2
            continue
        if char == "[" and not inside:
            inside = True
        elif char == "]" and inside and pattern[index - 1] != "[":
            inside = False
        out.append(char)
        index += 1
    return "".join(out)


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The compiled pattern; ``\\d \\w \\s`` are ASCII as in RE2. Raises PatternProblem."""
    try:
        return re.compile(translate(pattern), re.ASCII)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternProblem(f"正则“{pattern}”写得不对：{error}") from None


@lru_cache(maxsize=4096)
def _ends(pattern: str) -> re.Pattern[str]:
    return compiled(f"(?:{pattern})$")


def precedes(pattern: str, text: str, position: int) -> bool:
    """True when ``text`` up to ``position`` ends with a match (48 characters are looked at)."""
    low = max(0, position - _WINDOW)
    # A pattern that says "start of the paragraph" must not match at the edge of the window.
    if low and "^" in pattern:
        low = 0
    return _ends(pattern).search(text[low:position]) is not None


def follows(pattern: str, text: str, position: int) -> bool:
    """True when ``text`` from ``position`` begins with a match."""
    return compiled(pattern).match(text, position) is not None


def check_pattern(pattern: str) -> None:
    """Raises PatternProblem when the pattern is outside the subset, or RE2 refuses it."""
    tree = _parse(pattern)
    _check_sequence(tree)
    try:
        import re2
    except ImportError:
        return
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(translate(pattern), options)
    except re2.error as error:
        raise PatternProblem(f"正则“{pattern}”不合 RE2 的写法：{error}") from None


def _parse(pattern: str) -> Any:
    compiled(pattern)
    parser: Any = getattr(re, "_parser", None)
    if parser is None:
        import sre_parse as parser  # Python 3.10
    return parser.parse(translate(pattern), re.ASCII)


_FORBIDDEN = {
    "ASSERT": "前后断言 (?=…) (?<=…)",
    "ASSERT_NOT": "否定断言 (?!…) (?<!…)",
    "GROUPREF": "反向引用",
    "GROUPREF_EXISTS": "条件分支",
    "ATOMIC_GROUP": "原子组",
    "POSSESSIVE_REPEAT": "占有量词",
}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT")


def _check_sequence(tree: Any) -> None:
    previous_open = False
    ways = 1
    for op, argument in tree:
        name = str(op)
        if name in _FORBIDDEN:
            raise PatternProblem(
                f"正则里不能用{_FORBIDDEN[name]}，请改用 before、after、"
                "not_before、not_after、unless"
            )
        is_open = False
        if name in _REPEATS:
            low, high, body = argument
            is_open = str(high) == "MAXREPEAT" or int(high) > _MAX_REPEAT
            ways *= 1 if is_open else int(high) - int(low) + 1
            if ways > _MAX_WAYS:
                raise PatternProblem("几个重复紧挨着，分法太多，请减小 {n,m} 的上限")
            if is_open and (
                len(body) != 1 or str(body[0][0]) in (*_REPEATS, "SUBPATTERN", "BRANCH")
            ):
                raise PatternProblem("不限次数的重复（* + {n,}）只能用在单个字或一类字上")
            if is_open and previous_open:
                raise PatternProblem("两个不限次数的重复不能紧挨着，请给前一个加上限，如 {0,20}")
            _check_sequence(body)
            if not is_open and int(high) > 1 and _has_repeat(body) and int(high) > 20:
                raise PatternProblem("重复里又套重复，次数过多")
        for part in _children(name, argument):
            _check_sequence(part)
        if name not in (*_REPEATS, "AT"):
            ways = 1
        if name != "AT":
            previous_open = is_open


def _children(name: str, argument: Any) -> list[Any]:
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "BRANCH":
        return list(argument[1])
    return []


def _has_repeat(tree: Any) -> bool:
    return any(
        str(op) in _REPEATS or any(_has_repeat(part) for part in _children(str(op), argument))
        for op, argument in tree
    )


def gates(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Sets of texts; every match contains one text of each. The most telling set comes first, none
    is given when there is nothing worth looking for.

    A document (or paragraph) that lacks all texts of a set need not be searched, nor the pattern
    compiled.
    """
    known = sorted(
        dict.fromkeys(texts for texts in _required(_parse(pattern)) if len(texts) <= _MOST_TEXTS),
        key=_rank,
        reverse=True,
    )
    telling = [texts for texts in known if not _is_common(texts)]
    return tuple(tuple(sorted(texts)) for texts in (telling or known)[:_MOST_GATES])


def _required(tree: Any) -> list[frozenset[str]]:
    """Every set of texts one of which a match of the sequence contains."""
    found: list[frozenset[str]] = []
    run = frozenset([""])  # what the parts before may be, as far as that is known exactly
    for name, argument in [*_in_row(tree), ("", None)]:
        exact = _exactly(name, argument)
        if exact and len(run) * len(exact) <= _MOST_SPELT:
            run = frozenset(one + other for one in run for other in exact)
            continue
        found.append(run)
        run = exact or frozenset([""])
        if not exact and name == "BRANCH":
            found += filter(None, [_union([_best(_required(part)) for part in argument[1]])])
        elif name in _REPEATS and argument[0] >= 1:
            found += _required(argument[2])
    return [texts for texts in found if "" not in texts]


def _exactly(name: str, argument: Any) -> frozenset[str] | None:
    """All that a part of a pattern can match, where these are few texts."""
    if name == "LITERAL":
        return frozenset([chr(argument)])
    if name == "IN":
        return _class_members(argument)
    if name != "BRANCH":
        return None
    every: set[str] = set()
    for part in argument[1]:
        run = frozenset([""])
        for inner, its in _in_row(part):
            exact = _exactly(inner, its)
            if not exact or len(run) * len(exact) > _MOST_SPELT:
                return None
            run = frozenset(one + other for one in run for other in exact)
        every |= run
    return frozenset(every)


def _in_row(tree: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a sequence with what stands in groups as if there were none, and a character
    that must stand n times as n characters."""
    for op, argument in tree:
        name = str(op)
        if name == "SUBPATTERN" and not argument[1] and not argument[2]:
            yield from _in_row(argument[3])
        elif name in _REPEATS and len(argument[2]) == 1 and str(argument[2][0][0]) == "LITERAL":
            low, high, body = argument
            yield from [("LITERAL", body[0][1])] * low
            if high != low:
                yield "", None
        else:
            yield name, argument


def _class_members(members: Any) -> frozenset[str] | None:
    found: set[str] = set()
    for op, argument in members:
        if str(op) == "LITERAL":
            found.add(chr(argument))
        elif str(op) == "RANGE" and argument[1] - argument[0] < 12:
            found.update(chr(code) for code in range(argument[0], argument[1] + 1))
        else:
            return None
    return frozenset(found)


def _union(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    whole: set[str] = set()
    for part in parts:
        if part is None:
            return None
        whole |= part
    return frozenset(whole)


def _best(sets: Sequence[frozenset[str]]) -> frozenset[str] | None:
    return max(sets, key=_rank, default=None)


def _rank(texts: frozenset[str]) -> tuple[int, int, int, list[str]]:
    """The more telling a set is, the higher: long texts, then few of them."""
    return (not _is_common(texts), min(map(len, texts)), -len(texts), sorted(texts))


def _is_common(texts: frozenset[str]) -> bool:
    """Digits and common marks stand in nearly every document: a gate of them gates nothing."""
    return any(text in _COMMON for text in texts)
