"""What recognition gives, and the sheet it is marked on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.gongwen.elements import Element
from pipeline.gongwen.lines import Line

HEADINGS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)


@dataclass(frozen=True, slots=True)
class Recognised:
    """One element in one paragraph.

    start, end: its character range in the paragraph's text (a paragraph may hold two elements:
    发文字号 and 签发人 on one line). reason: why, in Chinese. confidence: 0–1. level: 1–4 for
    headings, also for numbered paragraphs that are no headings. head_end: where a heading's own
    words end when text runs on behind it (its range is all of it otherwise). annex: 0 in the main
    document, else the running number of the attachment it stands in.
    """

    element: Element
    story: str
    paragraph: int
    reason: str
    confidence: float = 0.9
    start: int = 0
    end: int = 0
    level: int = 0
    head_end: int = 0
    annex: int = 0


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a document is and what its paragraphs are.

    genre: one of the 15 文种, or None. layout: 文件, 信函, 命令, 纪要, or None without a 版头.
    direction: key of genres.DIRECTIONS, or None. title: the title's text without line breaks.
    official: it is an official document (or a draft of one) at all. red_head: it has a 版头.
    """

    genre: str | None
    layout: str | None
    direction: str | None
    title: str
    official: bool
    red_head: bool
    elements: tuple[Recognised, ...]
    _index: dict[tuple[str, int], Recognised] = field(default_factory=dict, repr=False)

    def at(self, story: str, paragraph: int) -> Recognised | None:
        """What the paragraph was recognised as, or None."""
        return self._index.get((story, paragraph))

    def element_of(self, story: str, paragraph: int) -> Element | None:
        """The element of a paragraph, or None."""
        found = self._index.get((story, paragraph))
        return found.element if found else None

    def first(self, element: Element) -> Recognised | None:
        """The first paragraph of that element, or None."""
        return next((found for found in self.elements if found.element is element), None)

    def all(self, *elements: Element) -> tuple[Recognised, ...]:
        """Every paragraph of these elements, in order."""
        return tuple(found for found in self.elements if found.element in elements)


class Marking:
    """The lines of the body and what has been found out about them so far.

    floating_mark: the words of a 发文机关标志 that stands in a text box or the header, or "".
    """

    def __init__(self, lines: Sequence[Line], story: str, floating_mark: str = "") -> None:
        self.floating_mark = floating_mark
        self.lines = lines
        self.story = story
        self.found: list[list[Recognised]] = [[] for _ in lines]
        self.place_of = {line.index: place for place, line in enumerate(lines)}
        self.visible = [i for i, line in enumerate(lines) if not line.blank]
        self.title: list[int] = []
        self.main_end = len(lines)
        self.annexes = 0

    def mark(
        self, place: int, element: Element, reason: str, confidence: float = 0.9, **more: int
    ) -> None:
        """Name line ``place``; ``more`` are other fields of Recognised."""
        line = self.lines[place]
        more.setdefault("end", len(line.text))
        self.found[place].append(
            Recognised(element, self.story, line.index, reason, confidence, **more)
        )

    def line_of(self, found: Recognised) -> Line:
        """The line that an element of this story stands in."""
        return self.lines[self.place_of[found.paragraph]]

    def mark_texts(self) -> list[str]:
        """The words of the 发文机关标志 in the body; without one, of the floating one."""
        marks = [
            "".join(self.line_of(found).stripped.split())
            for found in self.finished()
            if found.element is Element.ISSUER_MARK
        ]
        return marks or ([self.floating_mark] if self.floating_mark else [])

    def starts_page(self, place: int) -> bool:
        """Whether the line is the first text on its page (blank lines above it do not count)."""
        while not self.lines[place].new_page:
            place -= 1
            if place < 0 or not self.lines[place].blank:
                return False
        return True

    def known(self, place: int) -> bool:
        """Whether the line already has a name."""
        return bool(self.found[place])

    def is_a(self, place: int, *elements: Element) -> bool:
        """Whether the line was named one of these."""
        return any(found.element in elements for found in self.found[place])

    def visible_from(self, start: int, end: int | None = None) -> Iterator[int]:
        """Places of lines with text in [start, end)."""
        stop = len(self.lines) if end is None else min(end, len(self.lines))
        for place in range(start, stop):
            if not self.lines[place].blank:
                yield place

    def next_visible(self, start: int, end: int | None = None) -> int | None:
        """The first line with text in [start, end)."""
        return next(self.visible_from(start, end), None)

    def previous_visible(self, before: int, first: int = 0) -> int | None:
        """The last line with text in [first, before)."""
        for place in range(before - 1, first - 1, -1):
            if not self.lines[place].blank:
                return place
        return None

    def finished(self) -> Iterator[Recognised]:
        """All names in order."""
        for found in self.found:
            yield from found


def is_seal(line: Line) -> bool:
    text = line.stripped
    if text[:1] not in "（(\ufffc":
        return False
    if text in ("（印章）", "（盖章）", "(盖章)", "（公章）", "（章）", "(印章)"):
        return True
    return bool(text) and all(char in "\ufffc \u3000\t" for char in text)
