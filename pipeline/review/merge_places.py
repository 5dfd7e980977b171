"""Positions in the base: flat coordinates, what a range reads after some edits, headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.gongwen.outline import headings_above
from pipeline.review.merge_types import Place
from pipeline.word.anchors import Anchor, anchors
from pipeline.word.compare import Found, FoundComment
from pipeline.word.document import Document
from pipeline.word.edit import Edit
from pipeline.word.grid import cell_at, column_ranges, rows_range, table_range, takes_columns
from pipeline.word.stories import HOSTED, Paragraph

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
_AROUND = 30


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
        self._anchors: dict[str, Anchor] | None = None

    def starts(self, story: str) -> list[int]:
        """Where every paragraph starts when they are joined by "\\n", and one past the end."""
        known = self._starts.get(story)
        if known is None:
            known = [0]
            # A header that is still to be made begins as one empty paragraph.
            exists = self._document.has_story(story)
            if not exists:
                known.append(1)
            for paragraph in self._document.story(story).paragraphs if exists else ():
                known.append(known[-1] + len(paragraph.text) + 1)
            self._starts[story] = known
        return known

    def flat(self, story: str) -> str:
        """The story's paragraphs joined by "\\n"."""
        if story not in self._flat:
            exists = self._document.has_story(story)
            self._flat[story] = self._document.story(story).text if exists else ""
        return self._flat[story]

    def extent(self, found: Found) -> tuple[int, int]:
        """The range of an edit in flat coordinates; a row's is all its cells, a column's reaches
        from its first cell to its last."""
        ranges = self.ranges(found.edit)
        if not ranges:
            start = self.starts(found.edit.story)[found.edit.paragraph]
            return start, start
        return ranges[0][0], ranges[-1][1]

    def ranges(self, edit: Edit) -> list[tuple[int, int]]:
        """The flat ranges an edit is about: several for the cells of a column, else one."""
        starts = self.starts(edit.story)
        if not edit.structural:
            return [(starts[edit.paragraph] + edit.start, starts[edit.last] + edit.end)]
        story = self._document.story(edit.story)
        if edit.column:
            places = column_ranges(story, edit)
        else:
            first, beyond = rows_range(story, edit)
            if edit.row.startswith("insert"):
                return [(starts[first], starts[first])]
            places = [(first, beyond)]
        return [(starts[first], starts[beyond] - 1) for first, beyond in places]

    def table(self, edit: Edit) -> object:
        """The table whose rows or columns an edit changes; None for other edits."""
        story = self._document.story(edit.story)
        return cell_at(story, edit).table_element if edit.structural else None

    def whole(self, edit: Edit) -> bool:
        """Whether an edit takes a whole table away."""
        if edit.row != "delete":
            return False
        story = self._document.story(edit.story)
        return rows_range(story, edit) == table_range(story, edit)

    def plain_row(self, edit: Edit) -> bool:
        """Whether an edit adds a row that can be given a cell for every column that is added."""
        adds = edit.row.startswith("insert")
        return adds and takes_columns(self._document.story(edit.story), edit)

    def hosts(self, story: str) -> tuple[tuple[str, int], ...]:
        """Where a note or text box hangs: story and flat position, from the inside out."""
        if story.partition(":")[0] not in HOSTED:
            return ()
        if self._anchors is None:
            self._anchors = anchors(self._document)
        anchor = self._anchors.get(story)
        if anchor is None:
            return ()
        place = (anchor.story, self.starts(anchor.story)[anchor.paragraph] + anchor.offset)
        return (place, *self.hosts(anchor.story))

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

    def old(self, edit: Edit) -> str:
        """The base text that an edit of text replaces."""
        ((low, high),) = self.ranges(edit)
        return self.text(edit.story, low, high)

    def context(self, story: str, low: int, high: int) -> str:
        """A flat range in 【】 with the words before and after it in its paragraphs."""
        flat = self.flat(story)
        before = flat[max(0, low - _AROUND) : low].rpartition("\n")[2]
        after = flat[high : high + _AROUND].partition("\n")[0]
        starts = "……" if low > len(before) and flat[low - len(before) - 1] != "\n" else ""
        beyond = high + len(after)
        ends = "……" if beyond < len(flat) and flat[beyond] != "\n" else ""
        return f"{starts}{before}【{flat[low:high]}】{after}{ends}"

    def outcome(self, story: str, low: int, high: int, items: Sequence[_HasEdit]) -> str:
        """What the range reads once ``items`` (of one department) are made."""
        text = self.flat(story)[low:high]
        # Written from the end; of several at one place the later one first.
        ordered = sorted(enumerate(items), key=lambda p: (p[1].low, p[1].high, p[0]), reverse=True)
        for _, item in ordered:
            edit = item.edit
            if edit.row in ("delete", "replace"):
                new = "\n".join(edit.cells)
                text = text[: item.low - low] + new + text[item.high - low :]
            elif edit.new is not None and not edit.structural:
                text = text[: item.low - low] + edit.new + text[item.high - low :]
        return text

    def of(self, edit: Edit) -> Place:
        """The place of an edit."""
        return self.at(edit.story, edit.paragraph)

    def at(self, story: str, paragraph: int) -> Place:
        """The place of a paragraph."""
        if not self._document.has_story(story):
            return Place(story, paragraph)
        paragraphs = self._document.story(story).paragraphs
        text = paragraphs[paragraph].text.strip()
        excerpt = text if len(text) <= _EXCERPT else text[: _EXCERPT - 2] + "……"
        return Place(story, paragraph, self._path(story, paragraph), excerpt)

    def _path(self, story: str, paragraph: int) -> tuple[str, ...]:
        """The headings above a paragraph, outermost first."""
        known = self._paths.get(story)
        if known is None:
            paragraphs = self._document.story(story).paragraphs
            known = self._paths[story] = list(
                headings_above(map(_heading, paragraphs), _LONGEST_HEADING)
            )
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


def _heading(paragraph: Paragraph) -> tuple[int, str] | None:
    """The level and the title of a heading, by the shape of its text alone."""
    text = (paragraph.number + paragraph.text).strip()
    title = text.partition("。")[0]
    if not text or paragraph.cell is not None or len(title) > _LONGEST_HEADING:
        return None
    levels = (level for level, pattern in enumerate(_HEADINGS) if pattern.match(text))
    level = next(levels, None)
    return None if level is None else (level, title)
