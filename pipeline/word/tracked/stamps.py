"""Who made a change and when, and numbers for its marks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone

from pipeline.word.marks import ALL_MARKS, text_parts
from pipeline.word.ooxml import (
    ID,
    Element,
    W,
)
from pipeline.word.package import Package

_IDENTIFIED = frozenset(
    W + name for name in ("bookmarkStart", "comment", "commentRangeStart", "permStart")
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who made a change and when, as Word writes it."""

    author: str
    date: str


def stamp(author: str, date: datetime | None) -> Stamp:
    """The stamp of a change; without a date it is now."""
    when = date or datetime.now(timezone.utc)
    if when.tzinfo is not None:
        when = when.astimezone(timezone.utc)
    return Stamp(author or "红头", when.strftime("%Y-%m-%dT%H:%M:%SZ"))


class Ids:
    """Fresh ``w:id`` values for one package; ``ours`` are those given out."""

    def __init__(self, package: Package) -> None:
        highest = 0
        for part in text_parts(package):
            for item in package.xml(part).iter(*ALL_MARKS, *_IDENTIFIED):
                number = item.get(ID, "")
                if number.lstrip("-").isdigit():
                    highest = max(highest, int(number))
        self._last = highest
        self.ours: set[str] = set()

    def next(self) -> str:
        """A value no other mark, bookmark or comment of the file has."""
        self._last += 1
        number = str(self._last)
        self.ours.add(number)
        return number

    def renumbered(self, item: Element) -> Element:
        """``item`` with a fresh id that does not count as ours (a copy of someone's mark)."""
        self._last += 1
        item.set(ID, str(self._last))
        return item
