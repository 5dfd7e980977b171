"""Level lines that a paragraph draws as shapes: how long, how thick, what colour, where.

Word writes them as DrawingML (``wp:anchor`` with a flat extent), older files and WPS also as VML
(``v:line``, flat ``v:shape`` and ``v:rect``). Two lines close together count as one double line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.word.drawn import SHAPES, declarations, length_mm
from pipeline.word.ooxml import ANCHOR, DRAWING, MC, TXBX, Element
from pipeline.word.stories import Paragraph

DOUBLE = frozenset({"double", "thickThin", "thinThick"})
"""Kinds of lines that are double: two alike, thick above thin, thin above thick."""

_VML = "{urn:schemas-microsoft-com:vml}"
_EMU = 914400 / 25.4  # English Metric Units a millimetre
_FLAT = 2  # mm: what is no higher is a level line
_PAIR = 2.5  # mm: two lines no further apart are one double line
_ALIKE = 5  # mm: by so much the lengths of a double line's two lines may differ
_NAMED = {"red": "FF0000", "black": "000000", "blue": "0000FF"}
_KINDS = {
    "dbl": "double", "tri": "double", "thinThin": "double", "thickBetweenThin": "double",
    "thickThin": "thickThin", "thinThick": "thinThick",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """One level line. length in mm. kind: single, or one of DOUBLE. weight in pt, 0 when the file
    does not say; colour: six hex digits, "" when it is not written as such. top: mm below
    ``below`` (page, margin, paragraph …), None when it hangs on the text."""

    length: float
    kind: str = "single"
    weight: float = 0.0
    colour: str = ""
    top: float | None = None
    below: str = ""


def drawn_lines(paragraph: Paragraph) -> list[DrawnLine]:
    """The level lines drawn in a paragraph, from top to bottom as far as that is known; none of
    those inside its text boxes."""
    found = [
        line
        for shape in paragraph.element.iter(*SHAPES)
        if _is_own(shape, paragraph.element)
        for line in _lines_of(shape)
    ]
    return _paired(found) if len(found) > 1 else found


def _is_own(shape: Element, paragraph: Element) -> bool:
    """Whether a shape stands in the paragraph itself: not in a text box there, nor as the older
    form of a shape that is read anyway."""
    for node in shape.iterancestors():
        if node is paragraph:
            return True
        if node.tag in (TXBX, MC + "Fallback"):
            return False
    return False


def _lines_of(shape: Element) -> Iterator[DrawnLine]:
    """The lines of one ``w:drawing`` or ``w:pict``."""
    if shape.tag.endswith("}drawing"):
        for holder in shape:
            yield from _of_drawing(holder)
    else:
        for node in shape:
            line = _of_vml(node) if isinstance(node.tag, str) else None
            if line is not None:
                yield line


def _of_drawing(holder: Element) -> Iterator[DrawnLine]:
    extent = holder.find(f"{ANCHOR}extent")
    if extent is None:
        return
    length, height = _mm(extent.get("cx")), _mm(extent.get("cy"))
    if length is None or height is None:
        return
    top, below = _top(holder)
    group = holder.find("{*}graphic/{*}graphicData/{*}wgp")
    if group is not None:
        for line, down in _of_group(group, length, height):
            yield replace(line, top=None if top is None else top + down, below=below)
    elif 0 <= height < _FLAT and length > _FLAT:
        yield replace(_outlined(holder, length), top=top, below=below)


def _of_group(group: Element, length: float, height: float) -> Iterator[tuple[DrawnLine, float]]:
    """The lines in a group of shapes that is so long and high, and how far down in it each is."""
    inner = group.find(f"{{*}}grpSpPr/{DRAWING}xfrm")
    span = None if inner is None else inner.find(f"{DRAWING}chExt")
    start = None if inner is None else inner.find(f"{DRAWING}chOff")
    if span is None:
        return
    wide, high = _mm(span.get("cx")) or 0.0, _mm(span.get("cy")) or 0.0
    first = (_mm(start.get("y")) or 0.0) if start is not None else 0.0
    for shape in group:
        place = shape.find(f"{{*}}spPr/{DRAWING}xfrm")
        size = None if place is None else place.find(f"{DRAWING}ext")
        offset = None if place is None else place.find(f"{DRAWING}off")
        if size is None or offset is None or not wide:
            continue
        long, tall = _mm(size.get("cx")) or 0.0, _mm(size.get("cy")) or 0.0
        scale = height / high if high else 1.0
        if tall * scale < _FLAT and long * length / wide > _FLAT:
            down = ((_mm(offset.get("y")) or 0.0) - first) * scale
            yield _outlined(shape, long * length / wide), down


def _outlined(shape: Element, length: float) -> DrawnLine:
    """A line with the outline that a shape says it has (a flat rectangle may only be filled)."""
    outline = next(shape.iter(f"{DRAWING}ln"), None)
    turned = any(node.get("rot") not in (None, "0") for node in shape.iter(f"{DRAWING}xfrm"))
    kind, weight, colour = "single", 0.0, ""
    if outline is not None and outline.find(f"{DRAWING}noFill") is None:
        kind = _KINDS.get(outline.get("cmpd", ""), "single")
        weight = (_mm(outline.get("w")) or 0.0) * 72 / 25.4
        colour = _solid(outline)
    else:
        properties = shape if outline is None else outline.getparent()
        colour = "" if properties is None else _solid(properties)
    if turned and kind != "single":
        kind = "double"
    return DrawnLine(length, kind, weight, colour)


def _solid(around: Element) -> str:
    """The colour of the first plain filling in an element, when it is written as a number."""
    fill = next(around.iter(f"{DRAWING}solidFill"), None)
    if fill is None:
        return ""
    for name in ("srgbClr", "prstClr"):
        colour = fill.find(f"{DRAWING}{name}")
        said = "" if colour is None else colour.get("val", "")
        text = _NAMED.get(said, said).upper()
        if len(text) == 6:
            return text
    return ""


def _top(holder: Element) -> tuple[float | None, str]:
    vertical = holder.find(f"{ANCHOR}positionV")
    offset = None if vertical is None else vertical.find(f"{ANCHOR}posOffset")
    if vertical is None or offset is None:
        return None, ""
    return _mm(offset.text), vertical.get("relativeFrom", "")


def _of_vml(node: Element) -> DrawnLine | None:
    """A line drawn the older way."""
    style = declarations(node)
    below = {"text": "paragraph"}.get(style.get("mso-position-vertical-relative", "text"), "")
    below = below or style["mso-position-vertical-relative"]
    top = length_mm(style.get("margin-top", "")) if "margin-top" in style else None
    if node.tag == f"{_VML}line" and node.get("from"):
        (left, above), (right, bottom) = (_point(node.get(end, "")) for end in ("from", "to"))
        if left is None or right is None or above is None or bottom is None:
            return None
        if abs(above - bottom) > 1:
            return None
        length, top = abs(right - left), (top or 0.0) + above
    elif node.tag in (f"{_VML}line", f"{_VML}shape", f"{_VML}rect"):
        wide, high = (length_mm(style.get(name, "")) for name in ("width", "height"))
        if wide is None or high is None or not 0 <= high < _FLAT or wide <= _FLAT:
            return None
        length = wide
    else:
        return None
    stroke = node.find(f"{_VML}stroke")
    kind = "single" if stroke is None else _KINDS.get(stroke.get("linestyle", ""), "single")
    said = "" if stroke is None else stroke.get("weight", "")
    weight = (length_mm(node.get("strokeweight", "") or said) or 0.0) * 72 / 25.4
    return DrawnLine(length, kind, weight, _vml_colour(node, stroke), top, below)


def _vml_colour(node: Element, stroke: Element | None) -> str:
    filled = node.get("stroked") in ("f", "false")
    said = "" if stroke is None or filled else stroke.get("color", "")
    colour = (node.get("fillcolor" if filled else "strokecolor") or said).split()
    text = colour[0] if colour else ""
    if text.startswith("#") and len(text) == 4:
        text = "".join(char * 2 for char in text[1:])
    text = _NAMED.get(text.lower(), text.lstrip("#")).upper()
    return text if len(text) == 6 else ""


def _point(text: str) -> tuple[float | None, float | None]:
    """The place of one end of an old-style line in mm, None where its unit is not known."""
    parts = text.split(",")
    return (length_mm(parts[0]), length_mm(parts[1])) if len(parts) == 2 else (None, None)


def _mm(emu: str | None) -> float | None:
    """English Metric Units as millimetres; None when it is no number."""
    digits = (emu or "").strip()
    return int(digits) / _EMU if digits.lstrip("-").isdigit() else None


def _paired(lines: list[DrawnLine]) -> list[DrawnLine]:
    """Lines in their order down the page, two close together made one double line."""
    placed = sorted(
        (line for line in lines if line.top is not None), key=lambda line: (line.below, line.top)
    )
    made = [line for line in lines if line.top is None]
    skip = False
    for line, other in pairwise([*placed, DrawnLine(0)]):
        if skip:
            skip = False
        elif _is_pair(line, other):
            made.append(replace(line, kind=_kind_of_pair(line, other)))
            skip = True
        else:
            made.append(line)
    return made


def _is_pair(line: DrawnLine, other: DrawnLine) -> bool:
    if other.top is None or line.top is None or line.below != other.below:
        return False
    single = line.kind == other.kind == "single"
    near = 0 < other.top - line.top <= _PAIR
    return single and near and abs(line.length - other.length) <= _ALIKE


def _kind_of_pair(above: DrawnLine, under: DrawnLine) -> str:
    if above.weight == under.weight or not above.weight or not under.weight:
        return "double"
    return "thickThin" if above.weight > under.weight else "thinThick"
