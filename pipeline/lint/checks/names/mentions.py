"""Where a document mentions names, and the name that is told as a slip of another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage

Place = tuple[Passage, int]
"""A passage and where in its text the name begins."""


def one_apart(names: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """(one, other, place) for each two names that differ in one character, in their order."""
    alike: dict[tuple[str, int, str], list[str]] = {}
    for name in names:
        for at in range(len(name)):
            alike.setdefault((name[:at], at, name[at + 1 :]), []).append(name)
    for (before, _, _), those in alike.items():
        for number, one in enumerate(those):
            for other in those[number + 1 :]:
                yield one, other, len(before)


def together(one: list[Place], other: list[Place]) -> bool:
    """Whether a sentence names both, as it would name two people."""
    for passage, start in one:
        for beside, place in other:
            if beside.index == passage.index:
                between = passage.text[min(start, place) : max(start, place)]
                if not re.search("[。；]", between):
                    return True
    return False


def rarer(found: Mapping[str, list[Place]], one: str, other: str) -> Iterator[Hit]:
    """A Hit on the name that stands less often; the later one when both stand as often."""
    usual, odd = sorted((one, other), key=lambda name: -len(found[name]))
    passage, start = found[odd][0]
    yield passage.hit(start, start + len(odd), usual=usual, times=len(found[usual]))
