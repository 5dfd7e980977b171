"""How high on its page the 发文机关标志 stands (7.2.4, 10.1–10.3), wherever the file says it: in
the text, a frame, a text box or the first row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from pipeline.gongwen.elements import Element as E
from pipeline.gongwen.layout import twips
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit, Severity
from pipeline.lint.layout_review import laid_out
from pipeline.lint.paragraph_review import line_pitch
from pipeline.lint.passages import Passage, of_element
from pipeline.lint.registry import check
from pipeline.word.drawn import box_top, draws
from pipeline.word.edit import Edit

# the clauses are about the ink of the characters; what a file says is good to some millimetres
_SLACK_MM = 12
_AT_TOP_LEFT = (E.COPY_NUMBER, E.CLASSIFICATION, E.URGENCY)
_PER_MM = 1440 / 25.4


class _Top(NamedTuple):
    """How many mm below the paper's edge a mark begins; fixed: it is placed there on the page."""

    mm: float
    fixed: bool


@check("mark_place.top")
def top(context: Context) -> Iterator[Hit]:
    """How far below the paper's upper edge the mark begins, where the file says it."""
    form = context.profile.forms.get(context.layout)
    marks = of_element(context, E.ISSUER_MARK)
    if not laid_out(context) or form is None or not marks or not context.document.sections:
        return
    letter = context.layout == "信函"
    have = _top(context, marks[0])
    if have is None or abs(have.mm - form.mark_top_mm) <= _SLACK_MM or (letter and not have.fixed):
        return
    above = any(p.index < marks[0].index for p in of_element(context, *_AT_TOP_LEFT))
    if have.mm > form.mark_top_mm and above:
        return  # that much is not always taken off for what stands above
    base = 0.0 if letter else context.profile.page.top_mm
    hit = marks[0].hit(
        edge="上页边" if letter else "版心上边缘",
        want=f"{form.mark_top_mm - base:g}",
        have=f"{have.mm - base:.0f}",
    )
    before = context.formats.paragraph(marks[0].paragraph).before
    before += twips(form.mark_top_mm - have.mm)
    wanted = {"before": before}
    edit = Edit(marks[0].story, marks[0].index, 0, 0, paragraph_format=wanted)
    plain = marks[0].story == "body" and not have.fixed
    severity: Severity | None = "warning" if have.fixed else None
    yield replace(hit, edits=(edit,) if plain and before >= 0 else (), severity=severity)


def _top(context: Context, mark: Passage) -> _Top | None:
    """Where a mark's characters begin; None when the file does not surely say it."""
    form = context.formats.paragraph(mark.paragraph)
    if mark.story != "body":
        return _top_in_box(context, mark)
    if form.framed:
        if form.frame_top is None:
            return None
        return _Top(form.frame_top / _PER_MM + _down_in_line(context, mark), True)
    down = _down_in_text(context, mark)
    margin = context.document.sections[0].top
    return None if down is None or margin is None else _Top(abs(margin) / _PER_MM + down, False)


def _top_in_box(context: Context, mark: Passage) -> _Top | None:
    story = context.document.story(mark.story)
    if story.kind != "textbox" or any(p.text.strip() for p in story.paragraphs[: mark.index]):
        return None
    placed = box_top(story.container)
    margin = context.document.sections[0].top
    if placed is None or margin is None:
        return None
    down = placed.mm + sum(
        (context.formats.paragraph(p).before + _natural(context, p)) / _PER_MM
        for p in story.paragraphs[: mark.index]
    )
    down += context.formats.paragraph(mark.paragraph).before / _PER_MM
    if placed.below == "margin" or (placed.below == "paragraph" and story.anchor == ("body", 0)):
        down += abs(margin) / _PER_MM
    elif placed.below not in ("page", "topMargin"):
        return None
    return _Top(down + _down_in_line(context, mark), True)


def _natural(context: Context, paragraph: Any) -> float:
    """The height in twips of a blank line."""
    form = context.formats.paragraph(paragraph)
    high = 1.3 * 20 * context.formats.mark(paragraph).size_pt
    return float(form.line if form.line_rule == "exact" else high * form.line / 240)


def _size(context: Context, mark: Passage) -> float:
    spans = mark.paragraph.spans
    size = context.formats.run(mark.paragraph, spans[0]).size_pt if spans else 0
    return float(size or 0)


def _down_in_line(context: Context, mark: Passage) -> float:
    """How far in mm below the top of its line a mark's characters begin."""
    form, size = context.formats.paragraph(mark.paragraph), _size(context, mark)
    high = float(form.line) if form.line_rule == "exact" else 1.3 * 20 * size
    return max(0.0, high - 20 * size) / 2 / _PER_MM


def _down_in_text(context: Context, mark: Passage) -> float | None:
    """How far in mm a mark's characters begin below the upper edge of the type area."""
    if context.document.sections[0].title_page:
        return None
    if any(story.kind == "header" and story.text.strip() for story in context.document.stories):
        return None
    down = 0.0
    for paragraph in context.document.body.paragraphs[: mark.index + 1]:
        form = context.formats.paragraph(paragraph)
        last = paragraph.index == mark.index
        if form.framed or draws(paragraph) or "\f" in paragraph.text or "\v" in paragraph.text:
            return None
        if (last and form.line_rule != "exact") or not _in_first_row(mark, paragraph):
            return None
        height = line_pitch(context, mark, form)
        if height is None:
            return None
        down += form.before
        if last:
            return float(down + max(0.0, height - 20 * _size(context, mark)) / 2) / _PER_MM
        down += height + form.after
    return None


def _in_first_row(mark: Passage, paragraph: Any) -> bool:
    """Whether a paragraph up to the mark stands in no table, or in the mark's own cell in the
    first row of one."""
    cell, own = paragraph.cell, mark.paragraph.cell
    if cell is None:
        return own is None
    same = own is not None and (own.table, own.row, own.column) == (
        cell.table, cell.row, cell.column
    )  # fmt: skip
    return same and cell.row == 0 and cell.depth == 1 and cell.table == 0
