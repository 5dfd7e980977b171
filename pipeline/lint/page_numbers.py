"""The page numbers a document has, as its checks see them: where each stands and what is
written around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.lint.context import Context
from pipeline.word.drawn import box_alignment, box_is_turned
from pipeline.word.page_numbers import holds_old_number


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A page number: the paragraph it stands in, and the header or footer that holds it (the
    story itself, or the one its text box is anchored in)."""

    story: Any
    paragraph: Any
    margin: Any

    @property
    def roles(self) -> set[str]:
        """The kinds of pages it is for: default, even, first."""
        return {role for _, role in self.margin.roles}

    @property
    def digits(self) -> tuple[int, int] | None:
        """Where the digits stand in the text; None when no digits are stored."""
        spans = [
            span
            for span in self.paragraph.spans
            if span.field is not None and span.field.name == "PAGE" and span.start < span.end
        ]
        return (spans[0].start, spans[-1].end) if spans else None

    @property
    def whole(self) -> tuple[int, int] | None:
        """The digits with what belongs to them: marks at both sides, 第 页, 共 3 页."""
        if self.digits is None:
            return None
        start, end = self.digits
        text = self.paragraph.text
        before, after = _BEFORE.search(text, 0, start), _AFTER.match(text, end)
        return (before.start() if before else start, after.end() if after else end)

    @property
    def alone(self) -> bool:
        """Whether nothing else is written in its paragraph."""
        found = self.whole
        text = self.paragraph.text
        return found is not None and not (text[: found[0]] + text[found[1] :]).strip(_BLANKS)


_BLANKS = " \t\v\u2002\u2003\u00a0\u3000"
_MARKS = "-–－―‐~～—"
_BEFORE = re.compile(rf"(?:第[ \u3000]?|[{_MARKS}]+[ \u2002\u2003\u00a0\u3000]?)$")
_AFTER = re.compile(
    rf"[ \u2002\u2003\u00a0\u3000]?(?:页|[{_MARKS}]+)?"
    r"(?:[ \u3000]*[,，/／]?[ \u3000]*共?[ \u3000]*\d+[ \u3000]*页?)?"
)


def page_numbers(context: Context) -> list[PageNumber]:
    """The page numbers in footers and in text boxes anchored there, in order."""
    return context.once("page numbers", lambda: list(_numbers(context, "footer")))


def header_numbers(context: Context) -> list[PageNumber]:
    """Those in headers."""
    return list(_numbers(context, "header"))


def _numbers(context: Context, kind: str) -> Iterator[PageNumber]:
    for margin, story in margin_stories(context, kind):
        for paragraph in story.paragraphs:
            in_field = any(field.name == "PAGE" for field in paragraph.fields)
            if in_field or holds_old_number(paragraph):
                yield PageNumber(story, paragraph, margin)


def margin_stories(context: Context, kind: str) -> Iterator[tuple[Any, Any]]:
    """(margin, story): every header or footer, and every text box in one, with the former."""
    stories = context.document.stories
    margins = {story.name: story for story in stories if story.kind == kind}
    for story in stories:
        if story.name in margins:
            yield story, story
        elif story.anchor and story.anchor[0] in margins:
            yield margins[story.anchor[0]], story


def standing(context: Context, number: PageNumber) -> str:
    """How a number stands on its page: upright, turned (its text runs down or up the page), or
    either, where the file does not say."""
    if number.paragraph.cell is not None:
        return "either"
    if number.story.kind == "footer":
        return "upright"
    if box_is_turned(number.story.container):
        return "turned"
    return "upright" if box_alignment(number.story.container) else "either"
