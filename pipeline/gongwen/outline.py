"""Which headings a paragraph stands under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def headings_above(
    found: Iterable[tuple[int, str] | None], longest: int
) -> Iterator[tuple[str, ...]]:
    """For each paragraph the headings above it and itself, outermost first.

    found: for each paragraph its level (0 the highest) and title when it is a heading, else None.
    longest: how many characters of a title are kept.
    """
    current: dict[int, str] = {}
    for heading in found:
        if heading is not None:
            level, title = heading
            current = {above: text for above, text in current.items() if above < level}
            current[level] = title[:longest]
        yield tuple(current.values())
