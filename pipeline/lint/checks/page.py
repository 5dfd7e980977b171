"""Page numbers, the lines of 版头 and 版记, tables, hidden text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.departure import is_red
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, of_element, passages, recognition
from pipeline.lint.registry import check

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _borders(context: Context, paragraph: Any) -> list[tuple[str, int, str]]:
    """(side, eighths of a point, colour) of the lines around a paragraph or its table cell."""
    made = [
        (side, size, colour.upper())
        for side, kind, size, colour in context.formats.paragraph(paragraph).borders
        if kind not in ("none", "nil", "")
    ]
    cell = paragraph.cell
    if cell is not None:
        for owner in (cell.element, cell.table_element):
            if owner is None:
                continue
            for name in ("tcBorders", "tblBorders"):
                borders = owner.find(f"{_W}tcPr/{_W}{name}")
                if borders is None:
                    borders = owner.find(f"{_W}tblPr/{_W}{name}")
                made += list(_edges(borders))
        made += _style_borders(context, cell)
    return made


def _edges(borders: Any) -> Iterator[tuple[str, int, str]]:
    for edge in borders if borders is not None else ():
        if edge.get(f"{_W}val") not in (None, "nil", "none"):
            size = edge.get(f"{_W}sz", "0")
            yield (
                edge.tag.rpartition("}")[2],
                int(size) if size.isdigit() else 0,
                edge.get(f"{_W}color", "auto").upper(),
            )


def _style_borders(context: Context, cell: Any) -> list[tuple[str, int, str]]:
    """A table whose style draws lines counts as ruled."""
    style = cell.table_element.find(f"{_W}tblPr/{_W}tblStyle")
    if style is None:
        return []
    return [] if style.get(f"{_W}val") in ("TableNormal", "a1") else [("style", 0, "AUTO")]


def draws(paragraph: Any) -> bool:
    names = ("drawing", "pict", "object")
    return any(True for _ in paragraph.element.iter(*(f"{_W}{name}" for name in names)))


@check("page.colophon_rules")
def colophon_rules(context: Context) -> Iterator[Hit]:
    """The 版记 has its rules (except in letters), and they are black."""
    if not laid_out(context):
        return
    found = [
        passage
        for passage in of_element(context, Element.MAIN_TO, Element.COPY_TO, Element.PRINTER)
        if passage.story == "body"
    ]
    if not found:
        return
    lines = [line for passage in found for line in _borders(context, passage.paragraph)]
    first, last = found[0].index, found[-1].index
    paragraphs = context.document.body.paragraphs
    near = [p for p in paragraphs[max(0, first - 2) : last + 3] if not p.text.strip()]
    near += [p for p in paragraphs[max(0, first - 2) : last + 3] if "\ufffc" in p.text]
    lines += [line for paragraph in near for line in _borders(context, paragraph)]
    drawn = any(draws(paragraph) for paragraph in (*near, *(p.paragraph for p in found)))
    if context.layout == "信函":
        return
    if not lines and not drawn:
        yield found[0].hit(problem="版记没有分隔线")
    elif any(is_red(colour) for _, _, colour in lines if len(colour) == 6):
        yield found[0].hit(problem="版记的分隔线是红色，应为黑色")


@check("page.header_rule")
def header_rule(context: Context) -> Iterator[Hit]:
    """The rule of the 版头 is red."""
    if not laid_out(context) or not recognition(context).red_head:
        return
    for found in recognition(context).all(Element.HEADER_RULE, Element.DOCUMENT_NUMBER):
        if found.story != "body":
            continue
        paragraph = context.document.body.paragraphs[found.paragraph]
        for side, _, colour in _borders(context, paragraph):
            if side in ("top", "bottom") and not is_red(colour):
                yield Hit("body", found.paragraph, 0, len(paragraph.text))
                return
        colours = _drawn_colours(paragraph)
        if colours and not any(is_red(colour) for colour in colours):
            yield Hit("body", found.paragraph, 0, len(paragraph.text))
            return


_NAMED = {"red": "FF0000", "black": "000000", "blue": "0000FF"}


def _drawn_colours(paragraph: Any) -> list[str]:
    """Line colours of the shapes in a paragraph, as far as they are written as numbers."""
    made = []
    for node in paragraph.element.iter():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.rpartition("}")[2]
        if name == "ln":
            made += [c.get("val", "") for c in node.iter() if str(c.tag).endswith("}srgbClr")]
        elif node.get("strokecolor"):
            colour = node.get("strokecolor").split()[0]
            if colour.startswith("#") and len(colour) == 4:
                colour = "".join(char * 2 for char in colour[1:])
            made.append(_NAMED.get(colour.lower(), colour.lstrip("#")))
    return [colour.upper() for colour in made if len(colour) == 6]


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
        width = _table_width(table)
        if width and width > area + 170:
            yield passage.hit(have=f"{width * 25.4 / 1440:.0f}", want=f"{area * 25.4 / 1440:.0f}")


@check("page.table_head", options={"rows": 22})
def table_head(context: Context) -> Iterator[Hit]:
    """A table too long for one page repeats its head."""
    if not laid_out(context):
        return
    for table, passage in _tables(context):
        rows = table.findall(f"{_W}tr")
        if len(rows) > int(context.options.get("rows", 22)):
            head = rows[0].find(f"{_W}trPr/{_W}tblHeader")
            if head is None or head.get(f"{_W}val") in ("0", "false"):
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


def _table_width(table: Any) -> int:
    """A table's width in twips, 0 when the file leaves it open."""
    width = table.find(f"{_W}tblPr/{_W}tblW")
    if width is not None and width.get(f"{_W}type") == "dxa" and width.get(f"{_W}w", "").isdigit():
        stated = int(width.get(f"{_W}w"))
        if stated:
            return stated
    if width is not None and width.get(f"{_W}type") == "pct":
        return 0
    columns = [c.get(f"{_W}w", "0") for c in table.findall(f"{_W}tblGrid/{_W}gridCol")]
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
        part for part in parts if next(package.xml(part).iter(f"{_W}vanish"), None) is not None
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
