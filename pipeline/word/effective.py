"""What formatting comes to when every level of it is taken together: two records."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.word.cascade import Properties, number_of, text_of
from pipeline.word.ooxml import integer


@dataclass(frozen=True, slots=True)
class RunFormat:
    """Effective character formatting. Fonts are names ('' when nothing names one); size in
    points; spacing (added between characters) and position (raised) in twips and half-points;
    color is RRGGBB or "auto"; underline and highlight are Word's names, '' for none; scale is
    the width in percent; vertical is "superscript", "subscript" or ''."""

    east_asia: str = ""
    ascii: str = ""
    h_ansi: str = ""
    size_pt: float = 10.0
    bold: bool = False
    italic: bool = False
    underline: str = ""
    color: str = "auto"
    spacing_twips: int = 0
    highlight: str = ""
    hidden: bool = False
    strike: bool = False
    vertical: str = ""
    caps: bool = False
    scale: int = 100
    position: int = 0
    shading: str = ""
    emphasis: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphFormat:
    """Effective paragraph formatting. Lengths in twips; first_line is negative for a hanging
    indent. The *_chars fields give the indent in characters where the file says it so (None
    otherwise); the twips are already resolved with the size of the first run. line is twips for
    line_rule "exact" and "atLeast", 240ths of a line for "auto". outline_level 0–8, None for
    body text. borders: (side, kind, eighths of a point, colour). framed: in a frame (framePr),
    frame_align then says where across the page ("" when by a distance), frame_top how far below
    the paper's edge in twips (None when it is counted from elsewhere)."""

    alignment: str = "left"
    left: int = 0
    right: int = 0
    first_line: int = 0
    left_chars: float | None = None
    right_chars: float | None = None
    first_line_chars: float | None = None
    before: int = 0
    after: int = 0
    before_lines: float | None = None
    after_lines: float | None = None
    line: int = 240
    line_rule: str = "auto"
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    widow_control: bool = True
    snap_to_grid: bool = True
    contextual_spacing: bool = False
    outline_level: int | None = None
    borders: tuple[tuple[str, str, int, str], ...] = ()
    shading: str = ""
    framed: bool = False
    frame_align: str = ""
    frame_top: int | None = None
    tabs: tuple[tuple[int, str], ...] = ()
    style: str = ""


def paragraph_format(
    properties: Properties, size: float, pitch: int, style: str
) -> ParagraphFormat:
    """What collected properties come to, for text of ``size`` pt on a grid of ``pitch`` twips."""

    def indent(name: str) -> tuple[int, float | None]:
        chars = number_of(properties, name + "Chars")
        if chars:
            return round(chars * size / 5), chars / 100
        return number_of(properties, name), None

    def space(name: str) -> tuple[int, float | None]:
        lines = number_of(properties, name + "Lines")
        if lines:
            return round(lines * pitch / 100), lines / 100
        return number_of(properties, name), None

    def switch(name: str, otherwise: bool = False) -> bool:
        return bool(properties.get(name, otherwise))

    (left, left_chars), (right, right_chars) = indent("left"), indent("right")
    first, first_chars = indent("first")
    (before, before_lines), (after, after_lines) = space("before"), space("after")
    outline = properties.get("outline")
    borders, tabs = properties.get("borders"), properties.get("tabs")
    jc = text_of(properties, "jc") or "left"
    return ParagraphFormat(
        alignment={"start": "left", "end": "right"}.get(jc, jc),
        left=left,
        right=right,
        first_line=first,
        left_chars=left_chars,
        right_chars=right_chars,
        first_line_chars=first_chars,
        before=before,
        after=after,
        before_lines=before_lines,
        after_lines=after_lines,
        line=number_of(properties, "line") or 240,
        line_rule=text_of(properties, "lineRule") or "auto",
        keep_next=switch("keepNext"),
        keep_lines=switch("keepLines"),
        page_break_before=switch("pageBreakBefore"),
        widow_control=switch("widowControl", True),
        snap_to_grid=switch("snapToGrid", True),
        contextual_spacing=switch("contextualSpacing"),
        outline_level=outline if isinstance(outline, int) and outline < 9 else None,
        borders=borders if isinstance(borders, tuple) else (),
        shading=text_of(properties, "shading"),
        framed=switch("framed"),
        frame_align=str(properties.get("frameAlign", "")),
        frame_top=integer(str(properties.get("frameTop", ""))),
        tabs=tabs if isinstance(tabs, tuple) else (),
        style=style,
    )
