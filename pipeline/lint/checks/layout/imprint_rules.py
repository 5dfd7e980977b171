"""The lines of the 版记 (7.4.1): there, black, as long as the type area, thick outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.lint.borders import lines_around, own_lines
from pipeline.lint.checks.layout.page import type_areas
from pipeline.lint.context import Context
from pipeline.lint.departure import is_red
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, of_element, recognition
from pipeline.lint.registry import check
from pipeline.word.drawn import (
    Line,
    cell_lines,
    level_lines,
    possible_lines,
    table_lines,
    width_of_table,
)
from pipeline.word.drawn_lines import DrawnLine, drawn_lines
from pipeline.word.edit import Edit

_BLACK = "000000"
_IMPRINT = (Element.MAIN_TO, Element.COPY_TO, Element.PRINTER)


@check("imprint_rules.lines")
def lines(context: Context) -> Iterator[Hit]:
    """The 版记 has its lines, black and as wide as the type area; a letter's has none (10.1)."""
    found = _imprint(context)
    if not found:
        return
    if context.layout == "信函":
        for passage in found:
            around = lines_around(context, passage.paragraph)
            if any(line.side in ("top", "bottom") for line in around):
                yield passage.hit(problem="信函格式的版记不加分隔线")
                return
        return
    bordered, anchors = _around(context, found)
    shapes = [line for p in anchors for line in drawn_lines(p) if _is_rule(context, p, line)]
    drawn = any(possible_lines(paragraph) for paragraph in anchors)
    colours = [line.colour for line in bordered] + [line.colour for line in shapes]
    problem = ""
    if not bordered and not drawn:
        problem = "版记没有分隔线"
    elif any(is_red(colour) for colour in colours if len(colour) == 6):
        problem = "版记的分隔线是红色，应为黑色"
    elif not drawn and (lacking := _lacking_line(context, found)):
        problem = f"版记没有{lacking}条分隔线"
    elif not bordered and len(shapes) == 1 and _all_read(anchors, shapes):
        problem = "版记只有一条分隔线，首条和末条都要有"
    if problem:
        edits = () if drawn else _imprint_lines(context, found)
        yield replace(found[0].hit(problem=problem), edits=edits)
    else:
        yield from _narrow(context, found[0], shapes)


_LONG_MM = 60  # a shorter line that is drawn is no rule of the page


def _is_rule(context: Context, paragraph: Any, line: DrawnLine) -> bool:
    """Whether a drawn line is long and stands low on the page, not in the 版头 of a document of
    one page."""
    if line.length <= _LONG_MM:
        return False
    if line.below == "page" and line.top is not None:
        return bool(line.top > context.profile.page.height_mm / 2)
    title = recognition(context).first(Element.TITLE)
    return title is None or paragraph.index > title.paragraph


def _all_read(anchors: list[Any], shapes: list[DrawnLine]) -> bool:
    """Whether nothing else may be a line among what the paragraphs draw."""
    return sum(possible_lines(paragraph) for paragraph in anchors) == len(shapes)


def _imprint_lines(context: Context, found: list[Passage]) -> tuple[Edit, ...]:
    """The edits that draw the lines of a 版记 that stands in paragraphs: thick above and below,
    thin where 抄送 and the printing line meet."""
    if found[0].story != "body" or any(p.paragraph.cell is not None for p in found):
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
    """首 or 末 when only the other one of the outer lines is drawn on the paragraphs there, or by
    the table; 中间一 when a table draws both of them but none between its rows."""
    cells = [passage.paragraph.cell for passage in found]
    paragraphs = context.document.story(found[0].story).paragraphs
    first, last = found[0].index, found[-1].index
    before = [p for p in paragraphs[max(0, first - 2) : first] if not p.text.strip()]
    after = [p for p in paragraphs[last + 1 : last + 3] if not p.text.strip()]
    if any(cell is not None for cell in cells):
        near = any(own_lines(context, p) for p in (*before, *after))
        return "" if near else _lacking_in_table(context, found)
    if any(paragraph.cell is not None for paragraph in (*before, *after)):
        return ""
    above = [line.side for line in own_lines(context, paragraphs[first])]
    below = [line.side for line in own_lines(context, paragraphs[last])]
    has_first = "top" in above or any(own_lines(context, p) for p in before)
    has_last = "bottom" in below or any(own_lines(context, p) for p in after)
    if has_first == has_last:
        return ""
    return "末" if has_first else "首"


def _lacking_in_table(context: Context, found: list[Passage]) -> str:
    cells = [passage.paragraph.cell for passage in found]
    kinds = [passage.element for passage in found]
    if any(cell is None or cell.table != cells[0].table for cell in cells):
        return ""
    sides = {line.side for line in _edges_of_table(context, cells[0].table_element)}
    if "top" in sides and "bottom" not in sides:
        return "末"
    if "bottom" in sides and "top" not in sides:
        return "首"
    # 抄送 and the printing line stand in rows of their own
    parted = len({cell.row for cell, kind in zip(cells, kinds, strict=True) if kind in _ENDS}) > 1
    return "中间一" if sides and parted and "insideH" not in sides else ""


_ENDS = (Element.COPY_TO, Element.PRINTER)


def _imprint(context: Context) -> list[Passage]:
    """The lines of the 版记 in the body; where it stands in a text box, those in there."""
    if not laid_out(context):
        return []
    found = of_element(context, *_IMPRINT)
    in_body = [passage for passage in found if passage.story == "body"]
    return in_body or [passage for passage in found if passage.story == found[0].story]


def _around(context: Context, found: list[Passage]) -> tuple[list[Line], list[Any]]:
    """The lines on and near the 版记, and the paragraphs that may carry shapes there."""
    story = context.document.story(found[0].story)
    around = story.paragraphs[max(0, found[0].index - 2) : found[-1].index + 3]
    near = [p for p in around if not p.text.strip() or "\ufffc" in p.text]
    all_ = [*(passage.paragraph for passage in found), *near]
    lines = [line for paragraph in all_ for line in lines_around(context, paragraph)]
    if story.anchor is None:
        return lines, list({paragraph.index: paragraph for paragraph in all_}.values())
    # what a box is anchored to says little about the page; its lines hang near it
    carrier = context.document.story(story.anchor[0])
    return lines, list(carrier.paragraphs[max(0, story.anchor[1] - _NEAR) :])


_NEAR = 8  # paragraphs


def _narrow(context: Context, passage: Passage, shapes: list[DrawnLine]) -> Iterator[Hit]:
    """Lines that are not as long as the type area is wide: those of a table, or drawn ones."""
    want = context.profile.page.area_width_mm
    areas = type_areas(context, passage.paragraph) if passage.story == "body" else ()
    widths = (want, *areas)
    for line in shapes:
        if all(abs(line.length - width) > _SLACK_MM for width in widths):
            problem = f"版记分隔线长{line.length:.0f}毫米，应与版心等宽（{want:g}毫米）"
            yield passage.hit(problem=problem)
            return
    cell = passage.paragraph.cell
    if cell is None or cell.depth != 1 or cell.table_element is None:
        return
    have = width_of_table(cell.table_element) * 25.4 / 1440
    # cell margins let a table reach up to 4 mm over both sides of the text
    if have and not any(width - 3 <= have <= width + 5 for width in widths):
        yield passage.hit(problem=f"版记分隔线长{have:.0f}毫米，应与版心等宽（{want:g}毫米）")


_SLACK_MM = 6


@check("imprint_rules.weights")
def weights(context: Context) -> Iterator[Hit]:
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
    drawn = [own_lines(context, passage.paragraph) for passage in found]
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
    """The lines above, below and between a table's rows."""
    return [] if table is None else level_lines(table, context.document.styles)


@check("imprint_rules.main_to")
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
    own = [line.side for line in own_lines(context, upper)]
    if "bottom" in own and "between" not in own:
        same = own_lines(context, upper) == own_lines(context, lower)
        if not same:  # paragraphs with equal borders share one frame
            return True
    below = own_lines(context, lower)
    if "between" in own or (
        "top" in [line.side for line in below] and below != own_lines(context, upper)
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
