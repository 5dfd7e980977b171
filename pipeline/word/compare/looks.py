"""Changes of formatting in text that both files have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from pipeline.word.compare.context import Sides
from pipeline.word.compare.found import Found, parse_date
from pipeline.word.compare.lines import Line, Mark, Piece
from pipeline.word.edit import Edit
from pipeline.word.effective import ParagraphFormat, RunFormat
from pipeline.word.ooxml import AUTHOR, DATE, R_, RPR, Element, W
from pipeline.word.stories import Paragraph, Span

_RUN_KEYS = (
    "east_asia", "ascii", "size_pt", "bold", "italic", "underline", "color", "spacing_twips",
    "highlight", "hidden", "strike", "vertical", "scale", "position", "emphasis",
)  # fmt: skip
_PARAGRAPH_KEYS = (
    "alignment", "left", "right", "first_line", "left_chars", "right_chars", "first_line_chars",
    "before", "after", "before_lines", "after_lines", "line", "line_rule", "keep_next",
    "page_break_before", "outline_level", "style",
)  # fmt: skip
_RAW_SKIPPED = frozenset(
    W + name
    for name in ("lang", "noProof", "rPrChange", "ins", "del", "moveFrom", "moveTo", "kern", "szCs",
                 "bCs", "iCs")
)  # fmt: skip


class Looks:
    """Finds what one story's formatting changed; notes it in ``sides.formats``."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides
        self.files = sides.files

    def same_text(self, paragraph: Paragraph, other: Paragraph) -> None:
        self._paragraph_format(paragraph, other)
        ours, theirs = paragraph.spans, other.spans
        self.files.runs_seen += max(1, len(ours))
        position, i, j = 0, 0, 0
        end = len(paragraph.text)
        while position < end and i < len(ours) and j < len(theirs):
            if ours[i].end <= position:
                i += 1
            elif theirs[j].end <= position:
                j += 1
            else:
                until = min(ours[i].end, theirs[j].end)
                self._run_format(paragraph, ours[i], other, theirs[j], position, until)
                position = until

    def changed_text(
        self,
        paragraph: Paragraph,
        line: Line,
        stream: list[tuple[Piece | Mark, int]],
        target: dict[int, tuple[int, int]],
    ) -> None:
        """Formatting of the text that both sides have, in a paragraph whose text changed."""
        if not self.files.formatting:
            return
        self._paragraph_format(paragraph, line.last.paragraph)
        base = self.sides.starts[paragraph.index]
        for part, offset in stream:
            if not isinstance(part, Piece) or part.status != "=":
                continue
            position = 0
            while position < len(part.text):
                goal = target.get(offset + position)
                if goal is None:
                    position += 1
                    continue
                own = paragraph.span_at(goal[0] - base)
                run = position + 1
                while own is not None and run < len(part.text):
                    following = target.get(offset + run)
                    if following != (goal[0] + run - position, 1):
                        break
                    if following[0] - base >= own.end:
                        break
                    run += 1
                if own is not None and goal[1] == 1:
                    start = goal[0] - base
                    self._run_format(
                        paragraph, own, part.paragraph, part.span, start, start + run - position
                    )
                position = run

    def _run_format(
        self,
        paragraph: Paragraph,
        ours: Span,
        other: Paragraph,
        theirs: Span,
        start: int,
        end: int,
    ) -> None:
        left = self.files.base_formats.run(paragraph, ours)
        right = self.files.other_formats.run(other, theirs)
        if left is right or left == right or ours.run.tag != R_ or theirs.run.tag != R_:
            return
        if _raw(ours.run) == _raw(theirs.run):
            return
        changed = _differences(left, right, _RUN_KEYS)
        if not changed:
            return
        change = theirs.run.find(f"{RPR}/{W}rPrChange")
        self._add_format(paragraph, start, end, changed, {}, change)

    def _paragraph_format(self, paragraph: Paragraph, other: Paragraph) -> None:
        ours, theirs = paragraph.properties, other.properties
        change = theirs.find(W + "pPrChange") if theirs is not None else None
        if _raw_paragraph(ours) == _raw_paragraph(theirs):
            return
        left = self.files.base_formats.paragraph(paragraph)
        right = self.files.other_formats.paragraph(other)
        changed = _differences(left, right, _PARAGRAPH_KEYS)
        if "style" in changed and changed["style"] not in {
            s.name for s in self.files.base.styles.by_id.values()
        }:
            del changed["style"]
        if changed:
            self._add_format(paragraph, 0, len(paragraph.text), {}, changed, change)

    def _add_format(
        self,
        paragraph: Paragraph,
        start: int,
        end: int,
        run: dict[str, object],
        whole: dict[str, object],
        change: Element | None,
    ) -> None:
        author = change.get(AUTHOR, "") if change is not None else ""
        date = parse_date(change.get(DATE, "")) if change is not None else None
        last = self.sides.formats[-1] if self.sides.formats else None
        if last is not None and run and last.edit.run_format == run:
            same = last.edit.paragraph == paragraph.index and last.edit.end == start
            if same and last.edit.author == author:
                text = paragraph.text[last.edit.start : end]
                edit = replace(last.edit, end=end)
                self.sides.formats[-1] = replace(last, edit=edit, old=text, new=text)
                return
        edit = Edit(
            self.sides.left.name, paragraph.index, start, end, run_format=run,
            paragraph_format=whole, author=author, date=date,
        )  # fmt: skip
        text = paragraph.text[start:end]
        self.sides.formats.append(Found(edit, change is None, "format", old=text, new=text))


def _differences(
    left: RunFormat | ParagraphFormat, right: RunFormat | ParagraphFormat, keys: Sequence[str]
) -> dict[str, object]:
    return {key: getattr(right, key) for key in keys if getattr(left, key) != getattr(right, key)}


def _raw(run: Element) -> list[tuple[str, ...]]:
    properties = run.find(RPR)
    if properties is None:
        return []
    return sorted(
        (child.tag, *map(str, sum(sorted(child.items()), ())))
        for child in properties
        if child.tag not in _RAW_SKIPPED
    )


def _raw_paragraph(properties: Element | None) -> list[bytes]:
    skipped = (RPR, W + "sectPr", W + "pPrChange", W + "numPr", W + "cnfStyle")
    if properties is None:
        return []
    return sorted(etree.tostring(c, method="c14n") for c in properties if c.tag not in skipped)
