"""How checks walk a document: paragraphs with their elements, and the facts they share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.gongwen.date_spans import DateSpan, find_dates, the_date
from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import ORGAN_AND_DATE
from pipeline.gongwen.recognise import Recognised, Recognition
from pipeline.gongwen.typed_numbers import NUMBER_POINT, points_behind_numbers
from pipeline.lint import grams
from pipeline.lint.context import Context, ParagraphLike, StoryLike
from pipeline.lint.finding import Hit

HEADINGS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph with its place and what it was recognised as."""

    story: str
    index: int
    text: str
    found: Recognised | None
    paragraph: Any

    @property
    def element(self) -> Element | None:
        """What the paragraph is, or None."""
        return self.found.element if self.found else None

    @property
    def annex(self) -> int:
        """The attachment it stands in, 0 for the main document."""
        return self.found.annex if self.found else 0

    @property
    def lead(self) -> str:
        """The blanks typed before the first character; a shape anchored there is none."""
        text = self.text.lstrip("\ufffc")
        return text[: len(text) - len(text.lstrip(" \u3000\t"))]

    def hit(self, start: int = 0, end: int | None = None, **values: object) -> Hit:
        """A Hit on a range of the text (to its end by default) with values for the message."""
        stop = len(self.text) if end is None else end
        return Hit(self.story, self.index, start, stop, values=values)


def recognition(context: Context) -> Recognition:
    """The document's Recognition."""
    found: Recognition = context.recognised
    return found


def passages(context: Context, *, every_story: bool = True) -> list[Passage]:
    """Every paragraph with text, in order; only the body when ``every_story`` is False."""
    made = context.once("passages", lambda: list(_passages(context)))
    if every_story:
        return made
    return context.once(
        "passages of the body", lambda: [passage for passage in made if passage.story == "body"]
    )


def pairs(context: Context) -> tuple[list[list[int]], frozenset[int]]:
    """Every two neighbouring characters of each of the passages, in order, and all there are, as
    numbers (``grams``)."""

    def make() -> tuple[list[list[int]], frozenset[int]]:
        each = [grams.pairs(one.text) for one in passages(context)]
        return each, frozenset().union(*each)

    return context.once("pairs of characters", make)


def has_text(paragraph: ParagraphLike) -> bool:
    """Whether a paragraph makes a passage: it holds more than blanks."""
    return bool(paragraph.text) and not paragraph.text.isspace()


def whole_text(context: Context) -> str:
    """All passages in one text, a line each: for asking whether a word occurs at all."""
    return context.once(
        "whole text", lambda: "\n".join(passage.text for passage in passages(context))
    )


def dated(context: Context) -> list[tuple[Passage, list[DateSpan]]]:
    """Passages with the dates in them."""

    def read() -> list[tuple[Passage, list[DateSpan]]]:
        found = ((p, find_dates(p.text)) for p in passages(context) if "月" in p.text)
        return [(passage, spans) for passage, spans in found if spans]

    return context.once("dated passages", read)


def in_text(context: Context, passage: Passage) -> bool:
    """Whether a passage belongs to the document itself or to the one that it issues (a plan
    behind 印发……的通知), whose layout is the same; attachments with a label may be forms."""
    if not passage.annex:
        return True
    labelled = context.once(
        "labelled attachments",
        lambda: {label.annex for label in recognition(context).all(Element.ATTACHMENT_LABEL)},
    )
    return passage.annex not in labelled


def _passages(context: Context) -> Iterator[Passage]:
    known = recognition(context)
    for story in context.document.stories:
        points = _number_points(story)
        for paragraph in story.paragraphs:
            if has_text(paragraph):
                index, text = paragraph.index, paragraph.text
                if index in points:
                    text = text[: points[index]] + NUMBER_POINT + text[points[index] + 1 :]
                yield Passage(story.name, index, text, known.at(story.name, index), paragraph)


def _number_points(story: StoryLike) -> dict[int, int]:
    """Paragraphs of the body whose item number has a digit behind it -> where its point stands."""
    if story.name != "body":
        return {}
    free = [one for one in story.paragraphs if one.cell is None and not one.number]
    found = points_behind_numbers([one.text for one in free])
    return {free[place].index: at for place, at in found.items()}


def of_element(context: Context, *elements: Element) -> list[Passage]:
    """Passages of these elements, in the body and in text boxes."""
    texts = context.once(
        "passages by place",
        lambda: {(passage.story, passage.index): passage for passage in passages(context)},
    )
    made = []
    for found in recognition(context).all(*elements):
        passage = texts.get((found.story, found.paragraph))
        if passage is not None:
            made.append(replace(passage, found=found))
    return made


def signed_on(context: Context) -> date | None:
    """The 成文日期, when it can be read."""
    for passage in of_element(context, Element.DATE):
        day = the_date(passage.text)
        if day:
            return day
    for passage in of_element(context, Element.TITLE_NOTE):
        day = the_date(passage.text)
        if day:
            return day
    # a 纪要 has no 成文日期; one that cannot be read has a slip in it
    if recognition(context).genre == "纪要" or of_element(context, Element.DATE):
        for passage in of_element(context, Element.PRINTER):
            day = the_date(passage.text)
            if day:
                return day
        for passage in of_element(context, Element.UNKNOWN):
            if ORGAN_AND_DATE.match(passage.text.strip()):
                return the_date(passage.text)
    return None


_QUOTES = re.compile(r"《[^《》]*(?:〈[^〈〉]*〉[^《》]*)*》|“[^“”]*”")


def quoted_ranges(text: str) -> list[tuple[int, int]]:
    """Ranges inside 《》 and “”, with their marks."""
    if "《" not in text and "“" not in text:
        return []
    return [match.span() for match in _QUOTES.finditer(text)]


def is_within(ranges: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether [start, end) lies inside one of the ranges."""
    return any(first <= start and end <= last for first, last in ranges)
