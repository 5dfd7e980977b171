"""Positions in the base: flat coordinates, what a range reads after some edits, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.review.merge_types import Place
from pipeline.word.compare import Found, FoundComment
from pipeline.word.document import Document
from pipeline.word.edit import Edit
from pipeline.word.stories import Paragraph, Story

_HEADINGS = [
    re.compile(pattern)
    for pattern in (
        r"第[一二三四五六七八九十百]+[编章]",
        r"[一二三四五六七八九十]+、|第[一二三四五六七八九十百]+节",
        r"（[一二三四五六七八九十]+）|第[一二三四五六七八九十百]+条",
        r"[0-9０-９]{1,2}[.．、](?![0-9])",
    )
]
_LONGEST_HEADING = 40
_EXCERPT = 40


class _HasEdit(Protocol):
    @property
    def edit(self) -> Edit: ...

    low: int
    high: int


class Places:
    """Finds places in a base document (read in the final view)."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._starts: dict[str, list[int]] = {}
        self._flat: dict[str, str] = {}
        self._paths: dict[str, list[tuple[str, ...]]] = {}

    def starts(self, story: str) -> list[int]:
        """Where every paragraph starts when they are joined by "\\n", and one past the end."""
        known = self._starts.get(story)
        if known is None:
            known = [0]
            for paragraph in self._document.story(story).paragraphs:
                known.append(known[-1] + len(paragraph.text) + 1)
            self._starts[story] = known
        return known

    def flat(self, story: str) -> str:
        """The story's paragraphs joined by "\\n"."""
        if story not in self._flat:
            self._flat[story] = self._document.story(story).text
        return self._flat[story]

    def extent(self, found: Found) -> tuple[int, int]:
        """The range of an edit in flat coordinates; a row's is all its cells."""
        edit = found.edit
        starts = self.starts(edit.story)
        if edit.row == "delete":
            return starts[edit.paragraph], starts[edit.paragraph] + len(
                self._row_text(self._document.story(edit.story), edit.paragraph)
            )
        return starts[edit.paragraph] + edit.start, starts[edit.last] + edit.end

    def _row_text(self, story: Story, index: int) -> str:
        paragraphs = story.paragraphs
        cell = paragraphs[index].cell
        row = cell.row_element if cell else None
        texts = []
        for paragraph in paragraphs[index:]:
            if not _in_row(paragraph, row):
                break
            texts.append(paragraph.text)
        return "\n".join(texts)

    def position(self, story: str, flat: int) -> tuple[int, int]:
        """Paragraph and offset of a flat position."""
        starts = self.starts(story)
        low, high = 0, len(starts) - 2
        while low < high:
            middle = (low + high + 1) // 2
            if starts[middle] <= flat:
                low = middle
            else:
                high = middle - 1
        return low, flat - starts[low]

    def text(self, story: str, low: int, high: int) -> str:
        """The base text of a flat range."""
        return self.flat(story)[low:high]

    def outcome(self, story: str, low: int, high: int, items: Sequence[_HasEdit]) -> str:
        """What the range reads once ``items`` (of one department) are made."""
        text = self.flat(story)[low:high]
        # Written from the end; of several at one place the later one first.
        ordered = sorted(enumerate(items), key=lambda p: (p[1].low, p[1].high, p[0]), reverse=True)
        for _, item in ordered:
            edit = item.edit
            if edit.row == "delete":
                text = text[: item.low - low] + text[item.high - low :]
            elif edit.new is not None and not edit.row:
                text = text[: item.low - low] + edit.new + text[item.high - low :]
        return text

    def of(self, edit: Edit) -> Place:
        """The place of an edit."""
        return self.at(edit.story, edit.paragraph)

    def at(self, story: str, paragraph: int) -> Place:
        """The place of a paragraph."""
        paragraphs = self._document.story(story).paragraphs
        text = paragraphs[paragraph].text.strip()
        excerpt = text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"
        return Place(story, paragraph, self._path(story, paragraph), excerpt)

    def _path(self, story: str, paragraph: int) -> tuple[str, ...]:
        """The headings above a paragraph, outermost first."""
        known = self._paths.get(story)
        if known is None:
            known = self._paths[story] = []
            current: list[tuple[int, str]] = []
            for item in self._document.story(story).paragraphs:
                level = _heading_level(item)
                if level is not None:
                    current = [entry for entry in current if entry[0] < level]
                    title = (item.number + item.text).strip()
                    title = title.partition("。")[0][:_LONGEST_HEADING]
                    current.append((level, title))
                known.append(tuple(text for _, text in current))
        return known[paragraph]

    def covers(self, comment: FoundComment, story: str, low: int, high: int) -> bool:
        """Whether a comment stands on (or touches) a flat range."""
        if comment.story != story:
            return False
        starts = self.starts(story)
        start = starts[comment.paragraph] + comment.start
        end = starts[comment.end_paragraph] + comment.end
        return start <= high and low <= end

    def quoted(self, comment: FoundComment) -> str:
        """The base text a comment stands on."""
        starts = self.starts(comment.story)
        start = starts[comment.paragraph] + comment.start
        return self.text(comment.story, start, starts[comment.end_paragraph] + comment.end)


def _heading_level(paragraph: Paragraph) -> int | None:
    text = (paragraph.number + paragraph.text).strip()
    if not text or paragraph.cell is not None:
        return None
    short = len(text.partition("。")[0]) <= _LONGEST_HEADING
    for level, pattern in enumerate(_HEADINGS):
        if pattern.match(text):
            return level if short else None
    return None


def _in_row(paragraph: Paragraph, row: object) -> bool:
    cell = paragraph.cell
    while cell is not None:
        if cell.row_element is row:
            return True
        cell = cell.parent
    return False
