"""What is on a page besides text: tables that fit it, nothing hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check
from pipeline.word.drawn import head_repeats, width_of_table
from pipeline.word.formatting import may_hide_text


@check("page.columns")
def columns(context: Context) -> Iterator[Hit]:
    """The text runs over the whole width of the type area."""
    if not laid_out(context):
        return
    parted = {s.index: s.columns for s in context.document.sections if s.columns > 1}
    for passage in passages(context, every_story=False) if parted else ():
        section = passage.paragraph.section
        if passage.element is Element.BODY and not passage.annex and section in parted:
            yield passage.hit(columns=parted[section])
            return


@check("page.table_width")
def table_width(context: Context) -> Iterator[Hit]:
    """A table is no wider than the type area."""
    if not laid_out(context):
        return
    for table, passage in _tables(context):
        areas = type_areas(context, passage.paragraph)
        width = width_of_table(table) * 25.4 / 1440
        if width and areas and width > max(areas) + _CELL_MARGINS_MM:
            yield passage.hit(have=f"{width:.0f}", want=f"{max(areas):.0f}")


_CELL_MARGINS_MM = 3


def type_areas(context: Context, paragraph: Any) -> tuple[float, ...]:
    """The widths in mm of the type area around a paragraph: as its margins leave it, and as the
    profile has it on upright paper. A wrong margin is told once: what fits either of them fits."""
    sections = context.document.sections
    section = sections[paragraph.section] if paragraph.section < len(sections) else None
    if section is None or None in (section.page_width, section.left, section.right):
        return ()
    own = (section.page_width - section.left - section.right) * 25.4 / 1440
    page = context.profile.page
    upright = abs(section.page_width * 25.4 / 1440 - page.width_mm) <= _SAME_PAPER_MM
    return (own, page.area_width_mm) if upright else (own,)


_SAME_PAPER_MM = 1


@check("page.table_head", options={"rows": 22})
def table_head(context: Context) -> Iterator[Hit]:
    """A table too long for one page repeats its head."""
    if not laid_out(context):
        return
    for table, passage in _tables(context):
        rows, repeated = head_repeats(table)
        if rows > int(context.options.get("rows", 22)) and not repeated:
            yield passage.hit(rows=rows)


def _tables(context: Context) -> Iterator[tuple[Any, Passage]]:
    """Outer tables of the body with the first passage in each."""
    seen: set[int] = set()
    for passage in passages(context, every_story=False):
        cell = passage.paragraph.cell
        if cell is None or cell.depth != 1 or cell.table in seen or cell.table_element is None:
            continue
        seen.add(cell.table)
        if passage.element is Element.TABLE:
            yield cell.table_element, passage


@check("page.hidden_text")
def hidden_text(context: Context) -> Iterator[Hit]:
    """Hidden characters that a reader of the file can bring to light."""
    package = context.document.package
    if package is None:
        return
    parts = {story.part for story in context.document.stories}
    parts |= {name for name in package.part_names if name.endswith("/styles.xml")}
    if not any(may_hide_text(package, part) for part in parts):
        return
    for passage in passages(context):
        if passage.paragraph.field is not None:
            continue
        for span in passage.paragraph.spans:
            text = passage.text[span.start : span.end]
            visible = text.strip() and span.field is None
            if visible and context.formats.run(passage.paragraph, span).hidden:
                yield passage.hit(span.start, span.end)
                return
