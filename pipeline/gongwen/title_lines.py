"""Breaking a title into lines (GB/T 9704-2012 7.3.1): words whole, a trapezoid or a diamond.

The clause asks for lines that keep words together, well balanced and with suitable spacing; with
several lines the outline should be a trapezoid or a diamond, not a rectangle and not an hourglass.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from unicodedata import east_asian_width

from pipeline.gongwen.words import log_chance, segment

_NO_START = set("的地得了和与及或、，。；：！？）》〉”’等之]】〕 　")
_NO_END = set("（《〈“‘〔【第和与及或对将把在为 　")
_UNITS = set("年月日号期次届季周个名万亿岁级类批家所项条度元米")
_CLOSING = {"《": "》", "（": "）", "“": "”", "〈": "〉", "〔": "〕"}
_MAX_LINES = 6


def width(text: str) -> float:
    """Width in characters (字): Chinese characters and marks 1, others one half."""
    return sum(1.0 if east_asian_width(char) in "WFA" else 0.5 for char in text)


_TORN = 20.0  # so much less probable (a natural logarithm) is a title with a word torn apart


def broken_word(above: str, below: str) -> str:
    """The word or number that a title broken between these two lines tears apart, or "".

    A single character must be torn off a word of the list, or a number cut; compounds of words
    (人民政府) may be broken between them.
    """
    if not above or not below:
        return ""
    if _one_number(above[-1], below[0]):
        digits = "0123456789.%-/"
        rest = below[: len(below) - len(below.lstrip(digits))] or below[0]
        return above[len(above.rstrip(digits)) :] + rest
    at = len(above)
    for word in segment(above + below):
        if at < len(word):
            head, rest = word[:at], word[at:]
            before, after = segment(above), segment(below)
            alone = len(head) == 1 and before[-1] == head
            alone = alone or (bool(head) and len(rest) == 1 and after[0] == rest)
            whole = segment(above + below)
            torn = log_chance(whole) - log_chance(before) - log_chance(after)
            return word if alone and torn > _TORN else ""
        at -= len(word)
    return ""


def split_title(title: str, per_line: float, keep: Sequence[str] = ()) -> tuple[str, ...]:
    """``title`` as lines of at most ``per_line`` characters (字).

    ``keep`` are names (the issuing organs) that are not broken inside when it can be avoided.
    A title that fits stays one line; the lines joined give the title back.
    """
    return _split(title, per_line, tuple(keep))


@lru_cache(maxsize=256)
def _split(title: str, per_line: float, keep: tuple[str, ...]) -> tuple[str, ...]:
    total = width(title)
    if total <= per_line:
        return (title,)
    pieces, costs = _pieces(title, keep)
    sizes = [width(piece) for piece in pieces]
    for count in range(max(2, -int(-total // per_line)), _MAX_LINES + 1):
        best = _best(pieces, sizes, costs, count, per_line)
        if best is not None:
            return best
    return _chopped(title, per_line)


def _pieces(title: str, keep: Sequence[str]) -> tuple[list[str], list[float]]:
    """Words that are never broken, and the cost of a break before each of them."""
    words: list[str] = []
    for word in segment(title):
        if words and (
            word[0] in _NO_START or words[-1][-1] in _NO_END or _one_number(words[-1][-1], word[0])
        ):
            words[-1] += word
        else:
            words.append(word)
    costs = [0.0]
    at = len(words[0])
    inside = _inside(title, keep)
    for before, word in pairwise(words):
        cost = inside.get(at, 0.0)
        if before.endswith("关于"):
            cost += 12
        if title.startswith("关于", at):
            cost -= 6
        if len(word.rstrip("的")) == 1 or len(before) == 1:
            cost += 5  # single characters side by side are often a name the list does not know
        if title[at - 1] == "的":
            cost += 3 if at >= len(title) - 3 else 0
        costs.append(cost)
        at += len(word)
    return words, costs


def _one_number(before: str, after: str) -> bool:
    """Whether no line may end between the two: inside 2026, 5G, 3.5, before the 年 of 2026年."""
    if before.isdigit() and after in _UNITS:
        return True
    marks = ".%-/"
    return all(c.isascii() and (c.isalnum() or c in marks) for c in (before, after))


def _inside(title: str, keep: Sequence[str]) -> dict[int, float]:
    """Positions inside names and brackets, with the cost of breaking there."""
    found: dict[int, float] = {}
    for name in keep:
        start = title.find(name) if name else -1
        while start >= 0:
            for at in range(start + 1, start + len(name)):
                found[at] = found.get(at, 0) + 40
            start = title.find(name, start + len(name))
    for opening, closing in _CLOSING.items():
        start = title.find(opening)
        while start >= 0:
            end = title.find(closing, start)
            for at in range(start + 1, end + 1 if end > 0 else start + 1):
                found[at] = found.get(at, 0) + 7
            start = title.find(opening, start + 1)
    return found


def _best(
    pieces: Sequence[str],
    sizes: Sequence[float],
    costs: Sequence[float],
    count: int,
    per_line: float,
) -> tuple[str, ...] | None:
    ends = [0.0]
    for size in sizes:
        ends.append(ends[-1] + size)
    choices = [i for i in range(1, len(pieces)) if per_line * (count - 1) >= ends[-1] - ends[i]
               or ends[i] <= per_line * (count - 1)]  # fmt: skip
    found: tuple[float, tuple[int, ...]] | None = None
    limit = 60_000
    for cut in combinations(choices, count - 1):
        limit -= 1
        if limit < 0:
            break
        marks = (0, *cut, len(pieces))
        lengths = [ends[b] - ends[a] for a, b in pairwise(marks)]
        if max(lengths) > per_line:
            continue
        cost = _shape(lengths) + sum(costs[i] for i in cut)
        if found is None or cost < found[0]:
            found = (cost, cut)
    if found is None:
        return None
    marks = (0, *found[1], len(pieces))
    return tuple("".join(pieces[a:b]) for a, b in pairwise(marks))


def _shape(lengths: Sequence[float]) -> float:
    """How far the outline is from a good trapezoid or diamond; lower is better."""
    mean = sum(lengths) / len(lengths)
    cost: float = sum(abs(length - mean) ** 1.5 for length in lengths) / len(lengths)
    steps = [b - a for a, b in pairwise(lengths)]
    if all(abs(step) <= 1.5 for step in steps):
        cost += 6  # a rectangle
    if len(lengths) > 2:
        rising = [step > 0.4 for step in steps]
        falling = [step < -0.4 for step in steps]
        if any(falling[i] and any(rising[i + 1 :]) for i in range(len(steps))):
            cost += 14  # an hourglass, or lines that go in and out
        if any(abs(step) <= 0.4 for step in steps):
            cost += 2
    if max(lengths) > 2.5 * min(lengths):
        cost += 8
    return cost


def _chopped(title: str, per_line: float) -> tuple[str, ...]:
    lines, line = [], ""
    for char in title:
        if line and width(line + char) > per_line:
            lines.append(line)
            line = ""
        line += char
    return (*lines, line)
