"""The rule of the 版头 (7.2.7): there, red, as long as the type area is wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.lint.borders import lines_around, own_lines
from pipeline.lint.context import Context
from pipeline.lint.departure import is_red
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, passages, recognition
from pipeline.lint.registry import check
from pipeline.word.drawn import draws, possible_lines
from pipeline.word.drawn_lines import drawn_lines, line_width
from pipeline.word.edit import Edit

_NEAR = 12  # mm


@check("head_rules.colour")
def colour(context: Context) -> Iterator[Hit]:
    """The rule of the 版头 is red."""
    if not laid_out(context) or not recognition(context).red_head:
        return
    for paragraph in _rule_places(context):
        for line in lines_around(context, paragraph):
            if line.side in ("top", "bottom") and not is_red(line.colour):
                own = paragraph.cell is None
                edits = (_ruled(paragraph.index, {line.side: (line.size or 12, _RED, 1)}),)
                hit = Hit("body", paragraph.index, 0, len(paragraph.text))
                yield replace(hit, edits=edits if own else (), fix=None if own else "none")
                return
        colours = [line.colour for line in drawn_lines(paragraph) if line.colour]
        if colours and not any(is_red(colour) for colour in colours):
            yield replace(Hit("body", paragraph.index, 0, len(paragraph.text)), fix="none")
            return


_RED = "FF0000"


def _ruled(paragraph: int, sides: dict[str, tuple[int, str, int]]) -> Edit:
    """The edit that draws lines at sides of a paragraph: eighths of a point, colour, distance."""
    return Edit("body", paragraph, 0, 0, paragraph_format={"borders": sides})


def _rule_places(context: Context) -> list[Any]:
    """The paragraphs on which the rule of the 版头 may be drawn: also those that hold nothing but
    a line, between the number and the title."""
    known, paragraphs = recognition(context), context.document.body.paragraphs
    made = [
        paragraphs[found.paragraph]
        for found in known.all(Element.HEADER_RULE, Element.DOCUMENT_NUMBER)
        if found.story == "body"
    ]
    number, title = known.first(Element.DOCUMENT_NUMBER), known.first(Element.TITLE)
    if number is not None and title is not None and {number.story, title.story} == {"body"}:
        between = paragraphs[number.paragraph + 1 : title.paragraph]
        made += [p for p in between if p.text.strip() == "\ufffc" and line_width(p) is not None]
    return made


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
    for paragraph in _rule_places(context):
        have = _rule_width(context, paragraph)
        # a border under 发文字号 and 签发人 keeps off the sides as these do, by a character each
        if have is not None and abs(have - want) > _NEAR:
            values = {"have": f"{have:.0f}", "want": f"{want:g}"}
            yield Hit("body", paragraph.index, 0, len(paragraph.text), values=values)
            return


def _rule_width(context: Context, paragraph: Any) -> float | None:
    """The length in mm of the line under a paragraph or of the flat shape drawn in it."""
    form = context.formats.paragraph(paragraph)
    if any(line.side in ("top", "bottom") for line in own_lines(context, paragraph)):
        if paragraph.cell is not None or form.framed:
            return None
        area = twips(context.profile.page.area_width_mm)
        return float(area - form.left - form.right) * 25.4 / 1440
    return line_width(paragraph)
