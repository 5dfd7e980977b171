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


def together(found: Mapping[str, list[Place]], one: str, other: str) -> bool:
    """Whether a sentence names both, as it would name two people."""
    return any(
        other in sentence(*place, len(name))
        for name, other in ((one, other), (other, one))
        for place in found[name]
    )


def sentence(passage: Passage, start: int, length: int) -> str:
    """The sentence around a name, without the name."""
    text = passage.text
    first = max(text.rfind("。", 0, start), text.rfind("；", 0, start)) + 1
    return text[first:start] + "|" + re.split("[。；]", text[start + length :], maxsplit=1)[0]


def rarer(found: Mapping[str, list[Place]], one: str, other: str) -> Iterator[Hit]:
    """A Hit on the name that stands less often; the later one when both stand as often."""
    usual, odd = sorted((one, other), key=lambda name: -len(found[name]))
    passage, start = found[odd][0]
    yield passage.hit(start, start + len(odd), usual=usual, times=len(found[usual]))
