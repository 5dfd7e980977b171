"""Setting run, paragraph and section properties, each child in the place the schema wants it."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from pipeline.word.ooxml import VAL, Element, W
from pipeline.word.styles import Styles

# The children of rPr, pPr and sectPr in the order of the schema (ISO/IEC 29500-1, A.1).
_ORDER_TEXT = {
    W + "rPr": (
        "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline "
        "shadow emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position "
        "sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout "
        "specVanish oMath rPrChange"
    ),
    W + "pPr": (
        "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
        "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct "
        "autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing "
        "mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
        "divId cnfStyle rPr sectPr pPrChange"
    ),
    W + "sectPr": (
        "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders "
        "lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter "
        "docGrid printerSettings sectPrChange"
    ),
}
_ORDERS = {
    tag: {W + name: place for place, name in enumerate(names.split())}
    for tag, names in _ORDER_TEXT.items()
}


def put(properties: Element, child: Element) -> Element:
    """Insert ``child`` into an ``rPr``, ``pPr`` or ``sectPr`` at its place, or for its like."""
    old = properties.find(child.tag)
    if old is not None:
        properties.replace(old, child)
        return child
    order = _ORDERS[properties.tag]
    place = order.get(child.tag, 99)
    for position, other in enumerate(properties):
        if order.get(other.tag, 99) > place:
            properties.insert(position, child)
            return child
    properties.append(child)
    return child


def drop(properties: Element, name: str) -> None:
    """Remove the child ``w:name`` if it is there."""
    old = properties.find(W + name)
    if old is not None:
        properties.remove(old)


def _set(properties: Element, name: str, text: object) -> None:
    child = etree.Element(W + name)
    child.set(VAL, str(text))
    put(properties, child)


def _switch(properties: Element, name: str, state: object) -> None:
    child = etree.Element(W + name)
    if not state:
        child.set(VAL, "0")
    put(properties, child)


def _part(properties: Element, name: str) -> Element:
    found = properties.find(W + name)
    return found if found is not None else put(properties, etree.Element(W + name))


_FONTS = {"east_asia": "eastAsia", "ascii": "ascii", "h_ansi": "hAnsi"}
_RUN_SWITCHES = {"bold": "b", "italic": "i", "strike": "strike", "hidden": "vanish", "caps": "caps"}
_RUN_VALUES = {
    "color": ("color", "auto"),
    "underline": ("u", "none"),
    "highlight": ("highlight", "none"),
    "vertical": ("vertAlign", "baseline"),
    "spacing_twips": ("spacing", 0),
    "scale": ("w", 100),
    "position": ("position", 0),
    "emphasis": ("em", "none"),
}


def set_run_format(rpr: Element, changes: Mapping[str, object], styles: Styles) -> None:
    """Set properties (keys of RunFormat) directly on an ``rPr``; KeyError for an unknown key."""
    for key, wanted in changes.items():
        if key in _FONTS:
            fonts = _part(rpr, "rFonts")
            fonts.attrib.pop(W + _FONTS[key] + "Theme", "")
            fonts.set(W + _FONTS[key], str(wanted))
        elif key == "size_pt":
            half_points = round(float(str(wanted)) * 2)
            _set(rpr, "sz", half_points)
            _set(rpr, "szCs", half_points)
        elif key in _RUN_SWITCHES:
            _switch(rpr, _RUN_SWITCHES[key], wanted)
        elif key == "shading":
            _shade(rpr, str(wanted))
        elif key == "style":
            _style(rpr, "rStyle", "character", str(wanted), styles)
        elif key == "xml":
            _replace(rpr, wanted, keep=("ins", "del", "moveFrom", "moveTo", "rPrChange"))
        else:
            name, empty = _RUN_VALUES[key]
            _set(rpr, name, wanted if wanted not in ("", None) else empty)


def _replace(properties: Element, xml: object, keep: tuple[str, ...]) -> None:
    """Replace all children but ``keep`` by those of the same element given as XML."""
    for child in list(properties):
        if child.tag.removeprefix(W) not in keep:
            properties.remove(child)
    if not xml:
        return
    assert isinstance(xml, bytes)
    for child in list(etree.fromstring(xml)):
        if child.tag.removeprefix(W) not in (*keep, "pPrChange", "sectPr", "rPr"):
            put(properties, child)


def _shade(properties: Element, fill: str) -> None:
    shading = etree.Element(W + "shd")
    shading.set(VAL, "clear")
    shading.set(W + "color", "auto")
    shading.set(W + "fill", fill or "auto")
    put(properties, shading)


def _style(properties: Element, name: str, kind: str, wanted: str, styles: Styles) -> None:
    if not wanted:
        drop(properties, name)
        return
    style = styles.by_id.get(wanted)
    if style is None or style.kind != kind:
        found = [s for s in styles.by_id.values() if s.name == wanted and s.kind == kind]
        if not found:
            raise KeyError(wanted)
        style = found[0]
    _set(properties, name, style.id)


_PARAGRAPH_SWITCHES = {
    "keep_next": "keepNext",
    "keep_lines": "keepLines",
    "page_break_before": "pageBreakBefore",
    "widow_control": "widowControl",
    "snap_to_grid": "snapToGrid",
    "contextual_spacing": "contextualSpacing",
}
_INDENTS = {"left": ("left", "start"), "right": ("right", "end")}
_SPACING = {
    "before": "before",
    "after": "after",
    "line": "line",
    "line_rule": "lineRule",
}


def set_paragraph_format(ppr: Element, changes: Mapping[str, object], styles: Styles) -> None:
    """Set properties (keys of ParagraphFormat) directly on a ``pPr``.

    Lengths are twips; ``*_chars`` are characters and ``*_lines`` lines, and win over the twips.
    "numbering": False takes the paragraph out of automatic numbering. "frame_align" is where its
    frame stands across the page; "borders" is (eighths of a point, colour, space in pt) by side.
    """
    for key, wanted in changes.items():
        if key == "borders":
            assert isinstance(wanted, Mapping)
            _set_borders(ppr, wanted)
        elif key == "frame_align":
            frame = _part(ppr, "framePr")
            frame.attrib.pop(W + "x", "")
            frame.set(W + "xAlign", str(wanted))
        elif key == "alignment":
            _set(ppr, "jc", wanted)
        elif key in _PARAGRAPH_SWITCHES:
            _switch(ppr, _PARAGRAPH_SWITCHES[key], wanted)
        elif key == "outline_level":
            _set(ppr, "outlineLvl", 9 if wanted is None else wanted)
        elif key == "style":
            _style(ppr, "pStyle", "paragraph", str(wanted), styles)
        elif key == "shading":
            _shade(ppr, str(wanted))
        elif key == "numbering":
            numbers = put(ppr, etree.Element(W + "numPr"))
            for name in ("ilvl", "numId"):
                etree.SubElement(numbers, W + name).set(VAL, "0")
        elif key == "xml":
            _replace(ppr, wanted, keep=("rPr", "sectPr", "pPrChange"))
        elif key in _SPACING:
            spacing = _part(ppr, "spacing")
            spacing.set(W + _SPACING[key], str(wanted))
            if key in ("before", "after"):
                spacing.attrib.pop(W + key + "Autospacing", "")
                if key + "_lines" not in changes:
                    spacing.set(W + key + "Lines", "0")
        elif key in ("before_lines", "after_lines"):
            name = key.removesuffix("_lines") + "Lines"
            _part(ppr, "spacing").set(W + name, str(round(float(str(wanted or 0)) * 100)))
        else:
            _set_indent(ppr, key, wanted, changes)


def _set_indent(ppr: Element, key: str, wanted: object, changes: Mapping[str, object]) -> None:
    ind = _part(ppr, "ind")
    chars = key.endswith("_chars")
    side = key.removesuffix("_chars")
    amount = round(float(str(wanted or 0)) * (100 if chars else 1))
    suffix = "Chars" if chars else ""
    if side == "first_line":
        for name in ("firstLine", "hanging"):
            ind.attrib.pop(W + name + suffix, "")
        ind.set(W + ("firstLine" if amount >= 0 else "hanging") + suffix, str(abs(amount)))
        if not chars and "first_line_chars" not in changes:
            ind.attrib.pop(W + "hangingChars", "")
            ind.set(W + "firstLineChars", "0")
        return
    name, other = _INDENTS[side]
    ind.attrib.pop(W + other + suffix, "")
    ind.set(W + name + suffix, str(amount))
    if not chars and side + "_chars" not in changes:
        ind.set(W + name + "Chars", "0")


_EDGES = ("top", "left", "bottom", "right", "between", "bar")


def _set_borders(ppr: Element, wanted: Mapping[str, tuple[int, str, int]]) -> None:
    """Single lines at some sides of a paragraph, none where one is 0 thick; others stay."""
    box = _part(ppr, "pBdr")
    for side, (size, colour, space) in wanted.items():
        edge = box.find(W + side)
        if edge is None:
            edge = etree.Element(W + side)
            later = {W + name for name in _EDGES[_EDGES.index(side) :]}
            place = next((n for n, other in enumerate(box) if other.tag in later), len(box))
            box.insert(place, edge)
        edge.attrib.clear()
        looks = {
            "val": "single" if size else "none",
            "sz": str(size),
            "space": str(space),
            "color": colour,
        }
        for name, value in looks.items():
            edge.set(W + name, value)


_SECTION = {
    "page_width": ("pgSz", "w"),
    "page_height": ("pgSz", "h"),
    "grid_type": ("docGrid", "type"),
    "line_pitch": ("docGrid", "linePitch"),
    "char_space": ("docGrid", "charSpace"),
    "page_number_format": ("pgNumType", "fmt"),
    **{
        side: ("pgMar", side)
        for side in ("top", "bottom", "left", "right", "header", "footer", "gutter")
    },
}


def set_section_format(section: Element, changes: Mapping[str, int | str | None]) -> None:
    """Set properties (keys of Section) on a ``sectPr``; KeyError for one that cannot be set.

    "page_number_start": None lets the page numbers run on.
    """
    for key, wanted in changes.items():
        if key == "title_page":
            _switch(section, "titlePg", bool(wanted))
            continue
        if key == "page_number_start" and wanted is None:
            _part(section, "pgNumType").attrib.pop(W + "start", "")
            continue
        name, attribute = _SECTION[key]
        _part(section, name).set(W + attribute, str(wanted))
