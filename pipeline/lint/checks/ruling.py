"""The lines of 版头 and 版记: there, red or black, as long as the type area is wide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.lint.context import Context
from pipeline.lint.departure import is_red
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, of_element, passages, recognition
from pipeline.lint.registry import check
from pipeline.word.drawn import (
    Line,
    cell_lines,
    draws,
    has_cell_lines,
    line_colours,
    line_width,
    may_be_line,
    table_lines,
    width_of_table,
)
from pipeline.word.edit import Edit

_NEAR = 12  # mm
_IMPRINT = (Element.MAIN_TO, Element.COPY_TO, Element.PRINTER)


def _own_lines(context: Context, paragraph: Any) -> list[Line]:
    return [
        Line(side, size, colour.upper())
        for side, kind, size, colour in context.formats.paragraph(paragraph).borders
        if kind not in ("none", "nil", "")
    ]


def _lines(context: Context, paragraph: Any) -> list[Line]:
    """The lines around a paragraph, its table cell and its table."""
    made = _own_lines(context, paragraph)
    cell = paragraph.cell
    if cell is None:
        return made
    return made + cell_lines(cell) + table_lines(cell.table_element, context.document.styles)


# 版记


@check("ruling.imprint")
def imprint(context: Context) -> Iterator[Hit]:
    """The 版记 has its lines, black and as wide as the type area; a letter's has none (10.1)."""
    found = _imprint(context)
    if not found:
        return
    if context.layout == "信函":
        for passage in found:
            if any(line.side in ("top", "bottom") for line in _lines(context, passage.paragraph)):
                yield passage.hit(problem="信函格式的版记不加分隔线")
                return
        return
    lines, drawn = _around(context, found)
    problem = ""
    if not lines and not drawn:
        problem = "版记没有分隔线"
    elif any(is_red(line.colour) for line in lines if len(line.colour) == 6):
        problem = "版记的分隔线是红色，应为黑色"
    elif not drawn and (lacking := _lacking_line(context, found)):
        problem = f"版记没有{lacking}条分隔线"
    if problem:
        edits = () if drawn else _imprint_lines(context, found)
        yield replace(found[0].hit(problem=problem), edits=edits)
    else:
        yield from _narrow(context, found[0])


def _imprint_lines(context: Context, found: list[Passage]) -> tuple[Edit, ...]:
    """The edits that draw the lines of a 版记 that stands in paragraphs: thick above and below,
    thin where 抄送 and the printing line meet."""
    if any(passage.paragraph.cell is not None for passage in found):
        return ()
    thick, thin = (
        round(float(context.profile.imprint[key]) * 8) for key in ("thick_pt", "thin_pt")
    )
    sides: dict[int, dict[str, tuple[int, str, int]]] = {passage.index: {} for passage in found}
    for upper, lower in pairwise(found):
        if lower.element is Element.PRINTER and upper.element is not Element.PRINTER:
            sides[upper.index]["bottom"] = (thin, _BLACK, 1)
    sides[found[0].index]["top"] = (thick, _BLACK, 1)
    sides[found[-1].index]["bottom"] = (thick, _BLACK, 1)
    pitch = {
        "line": context.profile.style(Element.PRINTER).line_twips,
        "line_rule": "exact", "before": 0, "after": 0,
    }  # fmt: skip
    return tuple(
        Edit("body", index, 0, 0, paragraph_format={"borders": wanted, **pitch})
        for index, wanted in sides.items()
    )


def _lacking_line(context: Context, found: list[Passage]) -> str:
    """首 or 末 when only the other one of the outer lines is drawn on the paragraphs there."""
    if any(passage.paragraph.cell is not None for passage in found):
        return ""
    paragraphs = context.document.body.paragraphs
    first, last = found[0].index, found[-1].index
    before = [p for p in paragraphs[max(0, first - 2) : first] if not p.text.strip()]
    after = [p for p in paragraphs[last + 1 : last + 3] if not p.text.strip()]
    if any(paragraph.cell is not None for paragraph in (*before, *after)):
        return ""
    above = [line.side for line in _own_lines(context, paragraphs[first])]
    below = [line.side for line in _own_lines(context, paragraphs[last])]
    has_first = "top" in above or any(_own_lines(context, p) for p in before)
    has_last = "bottom" in below or any(_own_lines(context, p) for p in after)
    if has_first == has_last:
        return ""
    return "末" if has_first else "首"


def _imprint(context: Context) -> list[Passage]:
    if not laid_out(context):
        return []
    return [passage for passage in of_element(context, *_IMPRINT) if passage.story == "body"]


def _around(context: Context, found: list[Passage]) -> tuple[list[Line], bool]:
    """The lines on and near the 版记, and whether anything is drawn there."""
    paragraphs = context.document.body.paragraphs
    around = paragraphs[max(0, found[0].index - 2) : found[-1].index + 3]
    near = [p for p in around if not p.text.strip() or "\ufffc" in p.text]
    all_ = [*(passage.paragraph for passage in found), *near]
    lines = [line for paragraph in all_ for line in _lines(context, paragraph)]
    return lines, any(draws(paragraph) for paragraph in all_)


def _narrow(context: Context, passage: Passage) -> Iterator[Hit]:
    """A table of the 版记 whose lines are not as long as the type area is wide."""
    cell = passage.paragraph.cell
    if cell is None or cell.depth != 1 or cell.table_element is None:
        return
    want = context.profile.page.area_width_mm
    have = width_of_table(cell.table_element) * 25.4 / 1440
    # cell margins let a table reach up to 4 mm over both sides of the text
    if have and not want - 3 <= have <= want + 5:
        yield passage.hit(problem=f"版记分隔线长{have:.0f}毫米，应与版心等宽（{want:g}毫米）")


@check("ruling.imprint_weights")
def imprint_weights(context: Context) -> Iterator[Hit]:
    """The first and the last line of the 版记 are thicker than those between."""
    found = _imprint(context)
    if not found or context.layout == "信函":
        return
    cell = found[0].paragraph.cell
    if cell is None:
        outer, between = _weights_of_paragraphs(context, found)
    else:
        lines = _edges_of_table(context, cell.table_element)
        between = [line.size for line in lines if line.side == "insideH"]
        outer = [line.size for line in lines if line.side in ("top", "bottom")]
    if between and len(outer) >= 2 and min(outer) <= max(between):
        yield found[0].hit()


def _weights_of_paragraphs(context: Context, found: list[Passage]) -> tuple[list[int], list[int]]:
    """The sizes of the outer lines of a 版记 in paragraphs and of the lines between them."""
    if any(passage.paragraph.cell is not None for passage in found):
        return [], []
    drawn = [_own_lines(context, passage.paragraph) for passage in found]
    top = [line.size for line in drawn[0] if line.side == "top"]
    bottom = [line.size for line in drawn[-1] if line.side == "bottom"]
    between: list[int] = []
    for upper, lower in pairwise(drawn):
        if upper == lower:  # one frame around both
            between += [line.size for line in upper if line.side == "between"]
        else:
            between += [line.size for line in upper if line.side == "bottom"]
            between += [line.size for line in lower if line.side == "top"]
    return [*top, *bottom], between


def _edges_of_table(context: Context, table: Any) -> list[Line]:
    """A table's lines, when its cells draw none of their own."""
    if table is None or has_cell_lines(table):
        return []
    return table_lines(table, context.document.styles)


@check("ruling.main_to")
def main_to(context: Context) -> Iterator[Hit]:
    """主送机关 moved into the 版记 stand above 抄送, with no line between the two (7.4.2)."""
    if not laid_out(context):
        return
    above = of_element(context, Element.MAIN_TO)
    below = of_element(context, Element.COPY_TO)
    if not above or not below or {above[-1].story, below[0].story} != {"body"}:
        return
    upper, lower = above[-1].paragraph, below[0].paragraph
    if lower.index < upper.index:
        yield above[-1].hit(problem="移入版记的主送机关应排在抄送机关之上")
    elif _is_parted(context, upper, lower):
        yield below[0].hit(problem="版记中主送机关与抄送机关之间不加分隔线")


def _is_parted(context: Context, upper: Any, lower: Any) -> bool:
    """Whether a line is drawn between two paragraphs."""
    own = [line.side for line in _own_lines(context, upper)]
    if "bottom" in own and "between" not in own:
        same = _own_lines(context, upper) == _own_lines(context, lower)
        if not same:  # paragraphs with equal borders share one frame
            return True
    below = _own_lines(context, lower)
    if "between" in own or (
        "top" in [line.side for line in below] and below != _own_lines(context, upper)
    ):
        return True
    one, other = upper.cell, lower.cell
    if one is None or other is None or one.table != other.table or one.row == other.row:
        return False
    sides = [
        line.side
        for cell, side in ((one, "bottom"), (other, "top"))
        for line in cell_lines(cell)
        if line.side == side
    ]
    around = table_lines(one.table_element, context.document.styles)
    return bool(sides) or any(line.side == "insideH" for line in around)


# 版头


@check("ruling.head_colour")
def head_colour(context: Context) -> Iterator[Hit]:
    """The rule of the 版头 is red."""
    if not laid_out(context) or not recognition(context).red_head:
        return
    for paragraph in _rule_places(context):
        for line in _lines(context, paragraph):
            if line.side in ("top", "bottom") and not is_red(line.colour):
                own = paragraph.cell is None
                edits = (_ruled(paragraph.index, {line.side: (line.size or 12, _RED, 1)}),)
                hit = Hit("body", paragraph.index, 0, len(paragraph.text))
                yield replace(hit, edits=edits if own else (), fix=None if own else "none")
                return
        colours = line_colours(paragraph)
        if colours and not any(is_red(colour) for colour in colours):
            yield replace(Hit("body", paragraph.index, 0, len(paragraph.text)), fix="none")
            return


_RED, _BLACK = "FF0000", "000000"


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


@check("ruling.head_missing")
def head_missing(context: Context) -> Iterator[Hit]:
    """A 文件 has a red rule between its number and its title."""
    known = recognition(context)
    if not laid_out(context) or not known.red_head or context.layout != "文件":
        return
    number, title = known.first(Element.DOCUMENT_NUMBER), known.first(Element.TITLE)
    if number is None or title is None or {number.story, title.story} != {"body"}:
        return
    head = context.document.body.paragraphs[: title.paragraph + 1]
    if any(may_be_line(paragraph) or _lines(context, paragraph) for paragraph in head):
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
    return any(draws(p) or _lines(context, p) for p in story.paragraphs)


@check("ruling.letter_colour")
def letter_colour(context: Context) -> Iterator[Hit]:
    """The double rules of a letter's first page are red."""
    if not laid_out(context) or context.layout != "信函":
        return
    for story in context.document.stories:
        if story.kind not in ("body", "header", "footer"):
            continue
        paragraphs = story.paragraphs
        if story.kind == "body":
            paragraphs = paragraphs[:_HEAD_OF_LETTER]
        for paragraph in paragraphs:
            for _, kind, _, colour in context.formats.paragraph(paragraph).borders:
                double = kind.startswith(("thin", "thick", "double"))
                if double and not is_red(colour):
                    yield Hit(story.name, paragraph.index, 0, len(paragraph.text))
                    return


_HEAD_OF_LETTER = 6  # paragraphs among which the first double rule stands


@check("ruling.head_width")
def head_width(context: Context) -> Iterator[Hit]:
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
    if any(line.side in ("top", "bottom") for line in _own_lines(context, paragraph)):
        if paragraph.cell is not None or form.framed:
            return None
        area = twips(context.profile.page.area_width_mm)
        return float(area - form.left - form.right) * 25.4 / 1440
    return line_width(paragraph)
