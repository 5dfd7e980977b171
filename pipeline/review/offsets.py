"""Places carried from one text to another: from a return to its base, from round to round."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.review.state import TextChange


@dataclass(frozen=True, slots=True)
class Line:
    """One story's paragraphs laid end to end, with one character for every paragraph mark."""

    starts: tuple[int, ...]
    length: int

    def at(self, paragraph: int, offset: int) -> int:
        """The place of an offset in a paragraph."""
        if paragraph >= len(self.starts):
            return self.length
        return self.starts[paragraph] + offset

    def place(self, position: int) -> tuple[int, int]:
        """(paragraph, offset) of a place."""
        paragraph = max(0, bisect_right(self.starts, max(0, position)) - 1)
        return paragraph, position - self.starts[paragraph]


def line_of(paragraphs: Sequence[str]) -> Line:
    """The Line of a story."""
    starts = [0]
    for text in paragraphs:
        starts.append(starts[-1] + len(text) + 1)
    length = max(0, starts.pop() - 1)
    return Line(tuple(starts) or (0,), length)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """From the places of an old text to those of the new one, and back, across known changes."""

    old: Line
    new: Line
    spans: tuple[tuple[int, int, int], ...]

    def forward(self, paragraph: int, offset: int, *, before: bool = False) -> tuple[int, int]:
        """(paragraph, offset) in the new text; ``before``: in front of text put in right there.

        Inside a stretch that was replaced, the place where that stretch begins.
        """
        position, shift = self.old.at(paragraph, offset), 0
        for start, end, length in self.spans:
            if position < start or (position == start and (start != end or before)):
                break
            if position < end:
                return self.new.place(start + shift)
            shift += length - (end - start)
        return self.new.place(position + shift)

    def backward(self, paragraph: int, offset: int) -> tuple[int, int]:
        """(paragraph, offset) in the old text; inside new text, the place where it was put in."""
        position, shift = self.new.at(paragraph, offset), 0
        for start, end, length in self.spans:
            begin = start + shift
            if position < begin:
                break
            if position < begin + length:
                return self.old.place(start if length and position == begin else end)
            shift += length - (end - start)
        return self.old.place(position - shift)

    def touched(self, start: tuple[int, int], end: tuple[int, int]) -> bool:
        """Whether any change lies in or across [start, end) of the old text."""
        first, last = self.old.at(*start), self.old.at(*end)
        return any(
            (s < last and first < e)
            or (s == e and first < s < last)
            or (first == last and s < first < e)
            for s, e, _ in self.spans
        )


def offset_map(old: Sequence[str], new: Sequence[str], changes: Iterable[TextChange]) -> OffsetMap:
    """The map of one story for ``changes`` in coordinates of ``old`` that give ``new``."""
    line = line_of(old)
    spans = sorted(
        {
            (line.at(c.paragraph, c.start), line.at(c.last_paragraph, c.end), len(c.new))
            for c in changes
        }
    )
    return OffsetMap(line, line_of(new), tuple(spans))


def rebased(change: TextChange, forward: OffsetMap) -> TextChange | None:
    """``change`` in the coordinates of a later text; None when the place itself was changed."""
    start, end = (change.paragraph, change.start), (change.last_paragraph, change.end)
    if forward.touched(start, end):
        return None
    first, first_offset = forward.forward(*start)
    last, last_offset = forward.forward(*end, before=True)
    if start == end:
        last, last_offset = first, first_offset
    return TextChange(
        change.story,
        first,
        first_offset,
        last_offset,
        change.new,
        None if first == last else last,
        change.row,
        change.cells,
    )
