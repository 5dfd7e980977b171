"""One level of Word's formatting laid over another: what an rPr or pPr changes."""

from __future__ import annotations

from pipeline.word.ooxml import VAL, Element, W, integer, is_on

_TOGGLES = {
    W + "b": "bold",
    W + "i": "italic",
    W + "strike": "strike",
    W + "caps": "caps",
    W + "vanish": "hidden",
}
_FONT_SLOTS = (("ascii", "asciiTheme"), ("hAnsi", "hAnsiTheme"), ("eastAsia", "eastAsiaTheme"))
Properties = dict[str, object]


def text_of(properties: Properties, name: str) -> str:
    found = properties.get(name)
    return found if isinstance(found, str) else ""


def number_of(properties: Properties, name: str) -> int:
    found = properties.get(name)
    return found if isinstance(found, int) else 0


def apply_run(properties: Properties, rpr: Element, *, toggled: dict[str, bool] | None) -> None:
    """Lay one ``rPr`` over ``properties``; toggle states go to ``toggled`` when it is given."""
    for child in rpr:
        tag = child.tag
        toggle = _TOGGLES.get(tag)
        if toggle is not None:
            state = bool(is_on(child))
            if toggled is None:
                properties[toggle] = state
            else:
                toggled[toggle] = state
        elif tag == W + "rFonts":
            _apply_fonts(properties, child)
        else:
            reader = _RUN_READERS.get(tag)
            if reader is not None:
                name, number = reader
                raw = child.get(W + "fill" if name == "shading" else VAL, "")
                if number:
                    found = integer(raw)
                    if found is not None:
                        properties[name] = found
                else:
                    empty = raw in ("none", "baseline") or (name == "shading" and raw == "auto")
                    properties[name] = "" if empty else raw


_RUN_READERS = {
    W + "sz": ("size", True),
    W + "u": ("underline", False),
    W + "color": ("color", False),
    W + "spacing": ("spacing", True),
    W + "highlight": ("highlight", False),
    W + "vertAlign": ("vertical", False),
    W + "w": ("scale", True),
    W + "position": ("position", True),
    W + "shd": ("shading", False),
    W + "em": ("emphasis", False),
}


def _apply_fonts(properties: Properties, fonts: Element) -> None:
    for plain, theme in _FONT_SLOTS:
        themed = fonts.get(W + theme)
        if themed:
            properties[plain] = "\0" + themed
        else:
            name = fonts.get(W + plain)
            if name:
                properties[plain] = name


def apply_paragraph(properties: Properties, ppr: Element) -> None:
    for child in ppr:
        tag = child.tag
        if tag == W + "ind":
            _apply_indent(properties, child)
        elif tag == W + "spacing":
            for name in ("before", "after", "line", "beforeLines", "afterLines"):
                found = integer(child.get(W + name))
                if found is not None:
                    properties[name] = found
            if child.get(W + "lineRule"):
                properties["lineRule"] = child.get(W + "lineRule")
            elif child.get(W + "line") is not None:
                properties["lineRule"] = "auto"
        elif tag == W + "jc":
            properties["jc"] = child.get(VAL, "left")
        elif tag in _PARAGRAPH_SWITCHES:
            properties[_PARAGRAPH_SWITCHES[tag]] = bool(is_on(child))
        elif tag == W + "outlineLvl":
            properties["outline"] = integer(child.get(VAL))
        elif tag == W + "pBdr":
            properties["borders"] = _borders(child)
        elif tag == W + "shd":
            fill = child.get(W + "fill", "")
            properties["shading"] = "" if fill == "auto" else fill
        elif tag == W + "framePr":
            properties["framed"] = True
            properties["frameAlign"] = child.get(W + "xAlign", "")
            if child.get(W + "vAnchor") == "page" and not child.get(W + "yAlign"):
                properties["frameTop"] = child.get(W + "y", "")
        elif tag == W + "tabs":
            _apply_tabs(properties, child)


_PARAGRAPH_SWITCHES = {
    W + "keepNext": "keepNext",
    W + "keepLines": "keepLines",
    W + "pageBreakBefore": "pageBreakBefore",
    W + "widowControl": "widowControl",
    W + "snapToGrid": "snapToGrid",
    W + "contextualSpacing": "contextualSpacing",
}


def _apply_indent(properties: Properties, ind: Element) -> None:
    pairs = (("left", "left"), ("start", "left"), ("right", "right"), ("end", "right"))
    for attribute, name in pairs:
        found = integer(ind.get(W + attribute))
        if found is not None:
            properties[name] = found
        chars = integer(ind.get(W + attribute + "Chars"))
        if chars is not None:
            properties[name + "Chars"] = chars
    for suffix, name in (("", "first"), ("Chars", "firstChars")):
        first = integer(ind.get(W + "firstLine" + suffix))
        hanging = integer(ind.get(W + "hanging" + suffix))
        if hanging is not None and (hanging or first is None):
            properties[name] = -hanging
        elif first is not None:
            properties[name] = first


def _apply_tabs(properties: Properties, tabs: Element) -> None:
    found = properties.get("tabs")
    known: dict[int, str] = dict(found) if isinstance(found, tuple) else {}
    for tab in tabs:
        position = integer(tab.get(W + "pos"))
        kind = tab.get(VAL, "left")
        if position is None:
            continue
        if kind == "clear":
            known.pop(position, None)
        else:
            known[position] = kind
    properties["tabs"] = tuple(sorted(known.items()))


def _borders(element: Element) -> tuple[tuple[str, str, int, str], ...]:
    found = []
    for side in element:
        kind = side.get(VAL, "none")
        if kind not in ("none", "nil"):
            size = integer(side.get(W + "sz")) or 0
            found.append((side.tag.removeprefix(W), kind, size, side.get(W + "color", "auto")))
    return tuple(found)
