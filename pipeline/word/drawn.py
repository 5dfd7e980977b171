"""What is drawn in a file: lines around paragraphs, cells and tables, shapes, text boxes
(``drawn_lines`` has the lines that are shapes)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipeline.word.ooxml import (
    ANCHOR,
    DRAWING,
    MC,
    TBL_PR,
    TC,
    TC_PR,
    TR,
    TR_PR,
    TXBX,
    VAL,
    Element,
    W,
)
from pipeline.word.package import Package
from pipeline.word.stories import Cell, Paragraph
from pipeline.word.styles import Styles

_VML = "{urn:schemas-microsoft-com:vml}"
SHAPES = tuple(W + name for name in ("drawing", "pict", "object"))
_VML_ALIGN = re.compile(r"mso-position-horizontal\s*:\s*(\w+)")


@dataclass(frozen=True, slots=True)
class Line:
    """A border: the side it is on, its width in eighths of a point, its colour."""

    side: str
    size: int
    colour: str


def cell_lines(cell: Cell) -> list[Line]:
    """The lines that a cell draws itself."""
    element = cell.element
    return [] if element is None else _edges(element.find(f"{TC_PR}/{W}tcBorders"))


def table_lines(table: Element | None, styles: Styles) -> list[Line]:
    """The lines a table draws itself, else those of its style."""
    if table is None:
        return []
    own = table.find(f"{TBL_PR}/{W}tblBorders")
    if own is not None:
        return _edges(own)
    style = table.find(f"{TBL_PR}/{W}tblStyle")
    name = None if style is None else style.get(VAL)
    made: list[Line] = []
    for one in styles.chain(name, "table"):
        made += _edges(one.element.find(f"{TBL_PR}/{W}tblBorders"))
    return made


def level_lines(table: Element, styles: Styles) -> list[Line]:
    """The lines above (``top``), below (``bottom``) and between (``insideH``) the rows of a table,
    cell by cell, where cells draw their own instead of the table's."""
    own = {line.side: line for line in table_lines(table, styles)}
    rows = table.findall(TR)
    made: list[Line] = []
    for number, row in enumerate(rows):
        at_edge = {"top": number == 0, "bottom": number == len(rows) - 1}
        for borders in (cell.find(f"{TC_PR}/{W}tcBorders") for cell in row.findall(TC)):
            for side, is_edge in at_edge.items():
                name = side if is_edge else "insideH"
                said = None if borders is None else borders.find(W + side)
                lines = _edges([said]) if said is not None else [own[name]] if name in own else []
                made += [replace(line, side=name) for line in lines]
    return made


def _edges(borders: Iterable[Element] | None) -> list[Line]:
    made = []
    for edge in borders if borders is not None else ():
        if edge.get(VAL) not in (None, "nil", "none"):
            size = edge.get(W + "sz", "0")
            colour = edge.get(W + "color", "auto").upper()
            side = str(edge.tag).rpartition("}")[2]
            made.append(Line(side, int(size) if size.isdigit() else 0, colour))
    return made


def width_of_table(table: Element) -> int:
    """A table's width in twips, 0 when the file leaves it open."""
    width = table.find(f"{TBL_PR}/{W}tblW")
    if width is not None:
        kind, stated = width.get(W + "type"), width.get(W + "w", "")
        if kind == "dxa" and stated.isdigit() and int(stated):
            return int(stated)
        if kind == "pct":
            return 0
    columns = [c.get(W + "w", "0") for c in table.findall(f"{W}tblGrid/{W}gridCol")]
    return sum(int(column) for column in columns if column.isdigit())


def head_repeats(table: Element) -> tuple[int, bool]:
    """How many rows a table has, and whether the first is repeated on every page."""
    rows = table.findall(TR)
    head = rows[0].find(f"{TR_PR}/{W}tblHeader") if rows else None
    return len(rows), head is not None and head.get(VAL) not in ("0", "false")


def draws(paragraph: Paragraph) -> bool:
    """Whether a picture or shape stands in the paragraph."""
    return next(paragraph.element.iter(*SHAPES), None) is not None


def art_text(paragraph: Paragraph) -> str:
    """The words of the old-style WordArt in a paragraph, without blanks."""
    words = (path.get("string", "") for path in paragraph.element.iter(f"{_VML}textpath"))
    return "".join("".join(words).split())


def possible_lines(paragraph: Paragraph) -> int:
    """How many shapes in the paragraph may be lines: all but text boxes without an outline, each
    counted once though an older form of it may stand beside."""
    count = 0
    for shape in paragraph.element.iter(*SHAPES):
        if next(shape.iterancestors(MC + "Fallback"), None) is not None:
            continue
        box = next(shape.iter(TXBX), None)
        if box is None or not any(_no_outline(around) for around in box.iterancestors()):
            count += 1
    return count


def _no_outline(shape: Element) -> bool:
    """Whether an element is a shape that says it has no outline."""
    if shape.get("stroked") in ("f", "false"):
        return True
    line = shape.find(f"{{*}}spPr/{DRAWING}ln")
    return line is not None and line.find(f"{DRAWING}noFill") is not None


def box_alignment(container: Element) -> str:
    """How the shape around a text box is aligned across the page: left, center, outside …"""
    for element in container.iterancestors():
        align = element.find(f"{ANCHOR}positionH/{ANCHOR}align")
        if align is not None:
            return (align.text or "").strip()
        match = _VML_ALIGN.search(element.get("style", ""))
        if match:
            return match[1]
    return ""


class Placed(NamedTuple):
    """How many mm the text of a box begins below something: page, margin, paragraph …"""

    mm: float
    below: str


def box_top(container: Element) -> Placed | None:
    """Where the text of a text box begins; None when the file does not say, or it does not begin
    at the box's top."""
    inset = _INSET
    for element in container.iterancestors():
        body = element.find("{*}bodyPr")
        if body is not None:
            if body.get("anchor", "t") != "t":
                return None
            inside = body.get("tIns", "")
            inset = int(inside) / _EMU if inside.isdigit() else _INSET
        if element.tag.endswith(("}wgp", "}wpc")) or element.tag == f"{_VML}group":
            return None  # its place in the group is another matter
        if element.tag == f"{ANCHOR}anchor":
            vertical = element.find(f"{ANCHOR}positionV")
            offset = None if vertical is None else vertical.findtext(f"{ANCHOR}posOffset")
            if vertical is None or not (offset or "").strip().lstrip("-").isdigit():
                return None
            return Placed(int(offset or "0") / _EMU + inset, vertical.get("relativeFrom", ""))
        if element.tag.startswith(_VML) and "margin-top" in element.get("style", ""):
            return _placed_by_style(element)
    return None


_EMU = 36000  # English Metric Units a millimetre
_INSET = 1.27  # mm: what a box keeps free at its top unless it says otherwise


def box_width(container: Element) -> float | None:
    """The width in mm of a text box; None when the file does not say it as a length."""
    for element in container.iterancestors():
        if element.tag == f"{ANCHOR}anchor" or element.tag == f"{ANCHOR}inline":
            extent = element.find(f"{ANCHOR}extent")
            wide = "" if extent is None else extent.get("cx", "")
            return int(wide) / _EMU if wide.isdigit() else None
        if element.tag.startswith(_VML) and "width" in element.get("style", ""):
            return length_mm(declarations(element).get("width", ""))
    return None


def _placed_by_style(shape: Element) -> Placed | None:
    style = declarations(shape)
    top = length_mm(style["margin-top"])
    box = shape.find(f"{_VML}textbox")
    sides = [] if box is None else box.get("inset", "").split(",")
    inset = length_mm(sides[1]) if len(sides) > 1 and sides[1].strip() else _INSET
    if top is None or inset is None or style.get("v-text-anchor", "top") != "top":
        return None
    below = style.get("mso-position-vertical-relative", "text")
    return Placed(top + inset, "paragraph" if below == "text" else below)


_LENGTH = re.compile(r"(-?[\d.]+)(pt|mm|cm|in)?$")
_IN_MM = {"pt": 25.4 / 72, "mm": 1.0, "cm": 10.0, "in": 25.4}


def declarations(shape: Element) -> dict[str, str]:
    """What the ``style`` of an old-style shape says."""
    parts = (part.partition(":") for part in shape.get("style", "").split(";"))
    return {name.strip().lower(): value.strip() for name, mark, value in parts if mark}


def length_mm(text: str) -> float | None:
    """A length with its unit in mm; None without a unit, unless it is nothing."""
    match = _LENGTH.match(text.strip())
    try:
        number = float(match[1]) if match else None
    except ValueError:
        return None
    if match is None or number is None or not (match[2] or number == 0):
        return None
    return number * _IN_MM.get(match[2] or "pt", 1.0)


def box_is_turned(container: Element) -> bool:
    """Whether the text of a text box runs down or up the page."""
    for element in container.iterancestors():
        body = element.find("{*}bodyPr")
        if body is not None and "ert" in body.get("vert", "horz"):
            return True
    box = container.getparent()
    style = "" if box is None else "".join(box.get("style", "").split())
    return "layout-flow:vertical" in style


def last_drawing(package: Package, parts: Iterable[str]) -> int:
    """The highest number that a drawing in some parts of a file has."""
    numbers = (
        node.get("id", "") for part in parts for node in package.xml(part).iter(ANCHOR + "docPr")
    )
    return max((int(number) for number in numbers if number.isdigit()), default=0)
