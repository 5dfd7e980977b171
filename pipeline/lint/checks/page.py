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
from pipeline.word.ooxml import W


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
        section = context.document.sections[passage.paragraph.section]
        if None in (section.page_width, section.left, section.right):
            continue
        area = section.page_width - section.left - section.right
        width = table_width_of(table)
        if width and width > area + 170:
            yield passage.hit(have=f"{width * 25.4 / 1440:.0f}", want=f"{area * 25.4 / 1440:.0f}")


@check("page.table_head", options={"rows": 22})
def table_head(context: Context) -> Iterator[Hit]:
    """A table too long for one page repeats its head."""
    if not laid_out(context):
        return
    for table, passage in _tables(context):
        rows = table.findall(f"{W}tr")
        if len(rows) > int(context.options.get("rows", 22)):
            head = rows[0].find(f"{W}trPr/{W}tblHeader")
            if head is None or head.get(f"{W}val") in ("0", "false"):
                yield passage.hit(rows=len(rows))


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


def table_width_of(table: Any) -> int:
    """A table's width in twips, 0 when the file leaves it open."""
    width = table.find(f"{W}tblPr/{W}tblW")
    if width is not None and width.get(f"{W}type") == "dxa" and width.get(f"{W}w", "").isdigit():
        stated = int(width.get(f"{W}w"))
        if stated:
            return stated
    if width is not None and width.get(f"{W}type") == "pct":
        return 0
    columns = [c.get(f"{W}w", "0") for c in table.findall(f"{W}tblGrid/{W}gridCol")]
    return sum(int(column) for column in columns if column.isdigit())


@check("page.hidden_text")
def hidden_text(context: Context) -> Iterator[Hit]:
    """Hidden characters that a reader of the file can bring to light."""
    package = context.document.package
    if package is None:
        return
    parts = {story.part for story in context.document.stories}
    parts |= {name for name in package.part_names if name.endswith("/styles.xml")}
    hiding = (
        part for part in parts if next(package.xml(part).iter(f"{W}vanish"), None) is not None
    )
    if next(hiding, None) is None:
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
