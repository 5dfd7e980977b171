"""The styles of a Word file: looked up by id, with their chain of parents."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.word.ooxml import PPR, RPR, VAL, Element, W, is_on
from pipeline.word.package import Package


@dataclass(frozen=True, slots=True)
class Style:
    """One style; ``ppr``/``rpr`` are its own property elements, None when it has none."""

    id: str
    name: str
    kind: str
    based_on: str | None
    element: Element
    ppr: Element | None
    rpr: Element | None
    default: bool


@dataclass(slots=True)
class Styles:
    """All styles of a package, with the document defaults."""

    by_id: dict[str, Style] = field(default_factory=dict)
    defaults: dict[str, Style] = field(default_factory=dict)
    default_ppr: Element | None = None
    default_rpr: Element | None = None
    _chains: dict[str, tuple[Style, ...]] = field(default_factory=dict)

    def name(self, style_id: str | None) -> str:
        """The name of a paragraph style; the default style's when the id is missing or unknown."""
        style = self.by_id.get(style_id) if style_id else None
        style = style or self.defaults.get("paragraph")
        return style.name if style else "Normal"

    def chain(self, style_id: str | None, kind: str) -> tuple[Style, ...]:
        """The style and its ancestors, oldest first; a missing id means the default style."""
        style = self.by_id.get(style_id) if style_id else None
        if style is None or style.kind != kind:
            style = self.defaults.get(kind)
        if style is None:
            return ()
        known = self._chains.get(style.id)
        if known is not None:
            return known
        found: list[Style] = []
        current: Style | None = style
        while current is not None and current not in found:
            found.append(current)
            current = self.by_id.get(current.based_on) if current.based_on else None
        result = self._chains[style.id] = tuple(reversed(found))
        return result


def read_styles(package: Package) -> Styles:
    """Read the styles part of ``package``; an empty set when the file has none."""
    styles = Styles()
    part = package.related(package.main_part, "styles")
    if part is None:
        return styles
    root = package.xml(part.target)
    defaults = root.find(W + "docDefaults")
    if defaults is not None:
        styles.default_ppr = defaults.find(f"{W}pPrDefault/{PPR}")
        styles.default_rpr = defaults.find(f"{W}rPrDefault/{RPR}")
    for item in root.iterfind(W + "style"):
        style = _style(item)
        styles.by_id.setdefault(style.id, style)
        if style.default:
            styles.defaults.setdefault(style.kind, style)
    return styles


def _style(item: Element) -> Style:
    name = based = None
    ppr = rpr = None
    for child in item:
        tag = child.tag
        if tag == W + "name":
            name = child.get(VAL)
        elif tag == W + "basedOn":
            based = child.get(VAL)
        elif tag == PPR:
            ppr = child
        elif tag == RPR:
            rpr = child
    style_id = item.get(W + "styleId", "")
    flag = item.get(W + "default", "0")
    kind = item.get(W + "type", "paragraph")
    default = flag in ("1", "true", "on")
    return Style(style_id, name or style_id, kind, based, item, ppr, rpr, default)


def style_switch(styles: Styles, ppr: Element | None, name: str) -> bool:
    """A paragraph's on/off property: direct, else from its style chain, else off."""
    direct = is_on(ppr.find(W + name)) if ppr is not None else None
    if direct is not None:
        return direct
    style_id = None
    if ppr is not None:
        reference = ppr.find(W + "pStyle")
        style_id = reference.get(VAL) if reference is not None else None
    for style in reversed(styles.chain(style_id, "paragraph")):
        if style.ppr is not None:
            state = is_on(style.ppr.find(W + name))
            if state is not None:
                return state
    return False
