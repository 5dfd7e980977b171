"""Places in a story: found by paragraph and character, runs cut there."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from pipeline.word.imports import Importer
from pipeline.word.ooxml import (
    DEL,
    ID,
    INS,
    MOVE_FROM,
    MOVE_TO,
    PPR,
    R_,
    RPR,
    Element,
    P,
    W,
)
from pipeline.word.stories import Field, Span, Story, child_text
from pipeline.word.styles import Styles
from pipeline.word.tracked.runs import (
    cut_text,
    field_ends,
    holds_text,
    paragraph_of,
    span_before,
)
from pipeline.word.tracked.stamps import Ids

_WRAPPERS = frozenset((INS, DEL, MOVE_FROM, MOVE_TO))


@dataclass(slots=True)
class Point:
    """A place in the XML: in ``container``, right after ``after`` (None: at the front)."""

    container: Element
    after: Element | None

    def insert(self, item: Element) -> None:
        """Put ``item`` here; the point then lies behind it."""
        if self.after is None:
            first = self.container[0] if len(self.container) else None
            position = 1 if first is not None and first.tag == PPR else 0
        else:
            position = self.container.index(self.after) + 1
        self.container.insert(position, item)
        self.after = item


class Places:
    """Where the characters of one story stand in the XML that is being written."""

    def __init__(self, story: Story, ids: Ids, styles: Styles, importer: Importer) -> None:
        self.story = story
        self.ids = ids
        self.styles = styles
        self.importer = importer
        self.moving = ""
        self._heads: dict[int, Element] = {}
        self._broken: list[Element] = []
        self._pieces: dict[tuple[int, int, Element], list[tuple[int, Element]]] = {}

    def _head(self, index: int) -> Element:
        """The ``w:p`` that now holds the start of paragraph ``index``."""
        head = self._heads.get(index)
        if head is not None:
            return head
        paragraph = self.story.paragraphs[index]
        if len(paragraph.elements) > 1:
            for span in paragraph.spans:
                if span.end > span.start:
                    return paragraph_of(span.run)
        return paragraph.element

    def point(self, index: int, offset: int, *, climb: bool = True) -> Point:
        """The place before the character ``offset`` of paragraph ``index``, splitting runs."""
        span = span_before(self.story.paragraphs[index], offset)
        if span is None:
            return Point(self._head(index), None)
        run = [run for begins, run in self._cut(index, span, offset) if begins < offset][-1]
        element = run
        field = span.field
        if field is not None and climb and field_ends(self.story.paragraphs[index], field, offset):
            last = field.simple if field.simple is not None else field.runs[-1]
            if paragraph_of(last) is paragraph_of(run):
                element = last
        parent = element.getparent()
        assert parent is not None
        if not climb:
            return Point(parent, element)
        return self._climbed(parent, element)

    def _climbed(self, parent: Element, element: Element) -> Point:
        """Out of marks (splitting them) and of containers that end here."""
        while parent.tag != P:
            outer = parent.getparent()
            if outer is None:
                break
            if parent.tag in _WRAPPERS:
                if element.getnext() is not None:
                    self._split_wrapper(parent, element)
            elif any(holds_text(item) for item in element.itersiblings()):
                break
            element, parent = parent, outer
        return Point(parent, element)

    def _split_wrapper(self, wrapper: Element, after: Element) -> None:
        other = etree.Element(wrapper.tag)
        for name, text in wrapper.attrib.items():
            other.set(name, text)
        if wrapper.get(ID) in self.ids.ours:
            other.set(ID, self.ids.next())
        elif wrapper.tag in _WRAPPERS:
            self.ids.renumbered(other)
        for item in list(after.itersiblings()):
            other.append(item)
        wrapper.addnext(other)

    def _cut(self, index: int, span: Span, offset: int) -> list[tuple[int, Element]]:
        """The pieces of a span as (start, run), cut so that one begins at ``offset``."""
        key = (index, span.start, span.run)
        pieces = self._pieces.setdefault(key, [(span.start, span.run)])
        if not span.start < offset < span.end or any(start == offset for start, _ in pieces):
            return pieces
        place = max(n for n, (start, _) in enumerate(pieces) if start < offset)
        start, run = pieces[place]
        right = self._split_run(run, offset - start, span.field)
        if right is not None:
            pieces.insert(place + 1, (offset, right))
        return pieces

    def _split_run(self, run: Element, local: int, field: Field | None) -> Element | None:
        """Cut a run after ``local`` characters; returns the right part, None when empty."""
        if run.tag != R_:
            return None
        seen = 0
        moved: list[Element] = []
        for child in list(run):
            if child.tag == RPR:
                continue
            size = len(child_text(child))
            if seen >= local and (size or moved or seen > local):
                moved.append(child)
            elif seen + size > local:
                moved.append(cut_text(child, local - seen))
            seen += size
        if not moved:
            return None
        right = etree.Element(R_)
        for name, text in run.attrib.items():
            right.set(name, text)
        properties = run.find(RPR)
        if properties is not None:
            right.append(self._copied_properties(properties))
        right.extend(moved)
        run.addnext(right)
        if field is not None and run in field.runs:
            field.runs.insert(field.runs.index(run) + 1, right)
        return right

    def _copied_properties(self, properties: Element) -> Element:
        copied = deepcopy(properties)
        change = copied.find(W + "rPrChange")
        if change is not None:
            if change.get(ID) in self.ids.ours:
                change.set(ID, self.ids.next())
            else:
                self.ids.renumbered(change)
        return copied

    def pieces(self, index: int, start: int, end: int) -> list[Element]:
        """The runs that hold exactly the characters [start, end), after splitting, in order."""
        found: list[Element] = []
        for span in self.story.paragraphs[index].spans:
            if span.start >= end or span.end <= start or span.start == span.end:
                continue
            self._cut(index, span, start)
            for begins, run in self._cut(index, span, end):
                if start <= begins < end:
                    found.append(run)
        return found
