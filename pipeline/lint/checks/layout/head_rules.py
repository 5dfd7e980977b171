"""The rule of the 版头 (7.2.7): there, red, as long as the type area is wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.lint.borders import lines_around, own_lines
from pipeline.lint.checks.layout.page import type_areas
from pipeline.lint.context import Context
from pipeline.lint.departure import is_red
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, passages, recognition
from pipeline.lint.registry import check
from pipeline.word.drawn import draws, possible_lines, table_lines, width_of_table
from pipeline.word.drawn_lines import DrawnLine, drawn_lines
from pipeline.word.edit import Edit

_NEAR = 12  # mm


@check("head_rules.colour")
def colour(context: Context) -> Iterator[Hit]:
    """The rule of the 版头 is red."""
    if not laid_out(context) or not recognition(context).red_head:
        return
    for story, paragraph in _rule_places(context):
        for line in lines_around(context, paragraph):
            if line.side in ("top", "bottom") and not is_red(line.colour):
                own = paragraph.cell is None and story == "body"
                edits = (_ruled(paragraph.index, {line.side: (line.size or 12, _RED, 1)}),)
                hit = Hit(story, paragraph.index, 0, len(paragraph.text))
                yield replace(hit, edits=edits if own else (), fix=None if own else "none")
                return
        colours = [line.colour for line in _long_lines(context, paragraph) if line.colour]
        if context.layout == "信函":
            continue  # its lines are another check's
        if colours and not any(is_red(colour) for colour in colours):
            yield replace(Hit(story, paragraph.index, 0, len(paragraph.text)), fix="none")
            return


_RED = "FF0000"


def _ruled(paragraph: int, sides: dict[str, tuple[int, str, int]]) -> Edit:
    """The edit that draws lines at sides of a paragraph: eighths of a point, colour, distance."""
    return Edit("body", paragraph, 0, 0, paragraph_format={"borders": sides})


def _rule_places(context: Context) -> list[tuple[str, Any]]:
    """Story and paragraph of where the rule of the 版头 may be drawn: the number's own, those down
    to the title that draw a long level line (it may hang on any of them), and the header with the
    mark."""
    known, paragraphs = recognition(context), context.document.body.paragraphs
    places = {
        found.paragraph
        for found in known.all(Element.HEADER_RULE, Element.DOCUMENT_NUMBER)
        if found.story == "body"
    }
    title = known.first(Element.TITLE)
    if title is not None and title.story == "body":
        below = min(places, default=title.paragraph)
        between = [p for p in paragraphs[below : title.paragraph] if p.cell is None]
        places |= {p.index for p in between if own_lines(context, p)}
        places |= {p.index for p in paragraphs[: title.paragraph + 1] if _long_lines(context, p)}
    made = [("body", paragraphs[index]) for index in sorted(places)]
    for name in _headers_with_mark(context):
        lined = [
            paragraph
            for paragraph in context.document.story(name).paragraphs
            if own_lines(context, paragraph) or _long_lines(context, paragraph)
        ]
        made += [(name, paragraph) for paragraph in lined]
    return made


def _headers_with_mark(context: Context) -> set[str]:
    """The names of the headers in which a mark stands, or the text box that holds one."""
    names = set()
    for found in recognition(context).all(Element.ISSUER_MARK):
        story = context.document.story(found.story)
        if story.kind == "textbox" and story.anchor is not None:
            story = context.document.story(story.anchor[0])
        if story.kind == "header":
            names.add(story.name)
    return names


_LONG_MM = 30  # a shorter line is part of a star or of a picture


def _long_lines(context: Context, paragraph: Any) -> list[DrawnLine]:
    """The long level lines drawn in a paragraph in the upper half of the page."""
    if "\ufffc" not in paragraph.text:
        return []
    middle = context.profile.page.height_mm / 2
    low = {"page", "margin"}
    return [
        line
        for line in drawn_lines(paragraph)
        if line.length > _LONG_MM and not (line.below in low and (line.top or 0) > middle)
    ]


@check("head_rules.missing")
def missing(context: Context) -> Iterator[Hit]:
    """A 文件 has a red rule between its number and its title."""
    known = recognition(context)
    if not laid_out(context) or not known.red_head or context.layout != "文件":
        return
    number, title = known.first(Element.DOCUMENT_NUMBER), known.first(Element.TITLE)
    if number is None or title is None or {number.story, title.story} != {"body"}:
        return
    head = context.document.body.paragraphs[: title.paragraph + 1]
    if any(possible_lines(paragraph) or lines_around(context, paragraph) for paragraph in head):
        return
    if any(_may_hold_rule(context, story, len(head)) for story in context.document.stories):
        return
    if known.first(Element.HEADER_RULE) is not None:
        return
    place = next(p for p in passages(context) if p.index == number.paragraph and p.story == "body")
    yield replace(place.hit(), edits=_head_rule(context, place))


def _head_rule(context: Context, number: Passage) -> tuple[Edit, ...]:
    """The edit that draws the rule under a number, as far below it as the profile says."""
    style = context.profile.elements.get(Element.HEADER_RULE)
    form = context.formats.paragraph(number.paragraph)
    if style is None or number.paragraph.cell is not None or form.framed:
        return ()
    size = context.profile.style(Element.DOCUMENT_NUMBER).size_pt
    high = form.line / 20 if form.line_rule == "exact" else 1.3 * size
    gap = float(style.extra["gap_mm"]) * 72 / 25.4 - max(0.0, high - size) / 2
    space = min(31, max(1, round(gap)))
    line = (round(float(style.extra["rule_pt"]) * 8), _RED, space)
    return (_ruled(number.index, {"bottom": line}),)


def _may_hold_rule(context: Context, story: Any, head: int) -> bool:
    """Whether the rule may be drawn in a header, or in a text box among the first paragraphs."""
    if story.kind == "textbox":
        if story.anchor is None or story.anchor[0] != "body" or story.anchor[1] >= head:
            return False
    elif story.kind != "header":
        return False
    return any(draws(p) or lines_around(context, p) for p in story.paragraphs)


@check("head_rules.width")
def width(context: Context) -> Iterator[Hit]:
    """The rule of the 版头 is as long as the type area is wide."""
    known = recognition(context)
    style = context.profile.elements.get(Element.HEADER_RULE)
    if not laid_out(context) or not known.red_head or context.layout != "文件" or style is None:
        return
    want = float(style.extra.get("width_mm", context.profile.page.area_width_mm))
    places = _rule_places(context)
    if sum(len(_long_lines(context, paragraph)) for _, paragraph in places) > 1:
        return  # two of them may flank a star
    for story, paragraph in places:
        have = _rule_width(context, paragraph)
        areas = type_areas(context, paragraph) if story == "body" else ()
        # a border under 发文字号 and 签发人 keeps off the sides as these do, by a character each
        if have is not None and all(abs(have - width) > _NEAR for width in (want, *areas)):
            values = {"have": f"{have:.0f}", "want": f"{want:g}"}
            yield Hit(story, paragraph.index, 0, len(paragraph.text), values=values)
            return


def _rule_width(context: Context, paragraph: Any) -> float | None:
    """The length in mm of the line under a paragraph, its table, or of the line drawn in it."""
    form = context.formats.paragraph(paragraph)
    if any(line.side in ("top", "bottom") for line in own_lines(context, paragraph)):
        if paragraph.cell is not None or form.framed:
            return None
        area = twips(context.profile.page.area_width_mm)
        return float(area - form.left - form.right) * 25.4 / 1440
    drawn = _long_lines(context, paragraph)
    if drawn:
        return drawn[0].length
    cell = paragraph.cell
    if cell is None or cell.depth != 1 or cell.table_element is None:
        return None
    edges = table_lines(cell.table_element, context.document.styles)
    ruled = any(line.side == "bottom" and is_red(line.colour) for line in edges)
    return width_of_table(cell.table_element) * 25.4 / 1440 or None if ruled else None
