"""The two red double lines of a letter's first page (10.1), however they are drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.lines import OBJECT
from pipeline.lint.borders import lines_around
from pipeline.lint.context import Context
from pipeline.lint.departure import is_red
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, of_element, recognition
from pipeline.lint.registry import check
from pipeline.word.drawn import draws, possible_lines
from pipeline.word.drawn_lines import DOUBLE, DrawnLine, drawn_lines

_SLACK_MM = 5
_PLACE_MM = 4
_LONG_MM = 60  # a shorter line is no rule of the page
_PER_MM = 1440 / 25.4


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line of the first page: where it is written, whether it is the one at the foot, and what
    it is like (length 0 = not known)."""

    story: str
    paragraph: Any
    foot: bool
    line: DrawnLine

    def hit(self, **values: object) -> Hit:
        text = self.paragraph.text
        end = len(text.rstrip(OBJECT)) or len(text)
        return Hit(self.story, self.paragraph.index, 0, end, values=values)


def _rules(context: Context) -> list[_Rule]:
    """The long level lines on the first page of a letter."""
    return context.once("rules of a letter", lambda: list(_read_rules(context)))


def _read_rules(context: Context) -> Iterator[_Rule]:
    if not laid_out(context) or context.layout != "信函":
        return
    middle = context.profile.page.height_mm / 2
    for story, paragraph in _places(context):
        for line in _lines(context, story, paragraph):
            low = line.below in ("page", _FRAME) and (line.top or 0) > middle
            if line.length == 0 or line.length > _LONG_MM:
                yield _Rule(story.name, paragraph, low or story.kind == "footer", line)


def _places(context: Context) -> Iterator[tuple[Any, Any]]:
    """The paragraphs that may draw the lines: the 版头, the first page's header and footer."""
    title = recognition(context).first(Element.TITLE)
    end = title.paragraph if title is not None and title.story == "body" else _HEAD
    sections = context.document.sections
    first = bool(sections and sections[0].title_page)
    for story in context.document.stories:
        if story.kind == "body":
            yield from ((story, paragraph) for paragraph in story.paragraphs[: end + 1])
        elif story.kind in ("header", "footer"):
            role = (0, "first" if first else "default")
            if role in story.roles:
                yield from ((story, paragraph) for paragraph in story.paragraphs)


_HEAD = 12  # paragraphs among which the first double line stands where there is no title


def _lines(context: Context, story: Any, paragraph: Any) -> Iterator[DrawnLine]:
    """The lines that a paragraph draws, as its border or as shapes."""
    form = context.formats.paragraph(paragraph)
    area = context.profile.page.area_width_mm
    framed = form.framed or paragraph.cell is not None
    length = 0.0 if framed else area - (form.left + form.right) / _PER_MM
    for side, kind, size, colour in form.borders:
        if side in ("top", "bottom") and kind not in ("none", "nil", ""):
            drawn = next((one for one in _BORDERS if kind.startswith(one)), "single")
            written = colour.upper() if len(colour) == 6 else "000000"
            top = None if form.frame_top is None else form.frame_top / _PER_MM
            kind_of_line = _BORDERS.get(drawn, "single")
            yield DrawnLine(length, kind_of_line, size / 8, written, top, _FRAME)
    yield from drawn_lines(paragraph)


_FRAME = "frame"  # a border lies somewhere below the top of its frame
# kinds of paragraph borders by their beginnings: thinThickSmallGap …
_BORDERS = {"thinThickThin": "double", "thinThick": "thinThick", "thickThin": "thickThin",
            "double": "double"}  # fmt: skip


def _double(context: Context) -> list[_Rule]:
    return [rule for rule in _rules(context) if rule.line.kind in DOUBLE]


@check("letter_rules.colour")
def colour(context: Context) -> Iterator[Hit]:
    """The double lines of a letter's first page are red."""
    for rule in _double(context):
        if rule.line.colour and not is_red(rule.line.colour):
            yield rule.hit()
            return


@check("letter_rules.length")
def length(context: Context) -> Iterator[Hit]:
    """Both are 170 mm long."""
    want = float(context.profile.form("信函").rule["width_mm"]) if _rules(context) else 0.0
    for rule in _double(context):
        if rule.line.length and abs(rule.line.length - want) > _SLACK_MM:
            which = "第二条" if rule.foot else "第一条"
            yield rule.hit(which=which, have=f"{rule.line.length:.0f}", want=f"{want:g}")


@check("letter_rules.order")
def order(context: Context) -> Iterator[Hit]:
    """The first is thick above and thin below, the second the other way round."""
    for rule in _double(context):
        if rule.line.kind == ("thickThin" if rule.foot else "thinThick"):
            words = ("第二条", "上粗下细", "上细下粗") if rule.foot else (
                "第一条", "上细下粗", "上粗下细")  # fmt: skip
            yield rule.hit(which=words[0], have=words[1], want=words[2])


@check("letter_rules.place")
def place(context: Context) -> Iterator[Hit]:
    """The second stands 20 mm above the paper's edge, where the file says where it stands."""
    for rule in _double(context):
        if not rule.foot or rule.line.top is None or rule.line.below != "page":
            continue
        page = context.profile.page
        want = float(context.profile.form("信函").rule["bottom_mm"])
        have = page.height_mm - rule.line.top
        if abs(have - want) > _PLACE_MM:
            yield rule.hit(have=f"{have:.0f}", want=f"{want:g}")


@check("letter_rules.missing")
def missing(context: Context) -> Iterator[Hit]:
    """Two of them, where everything that is drawn can be read."""
    rules = _rules(context)
    double = _double(context)
    heads = [rule for rule in double if not rule.foot]
    if not heads:
        single = [rule for rule in rules if not rule.foot and is_red(rule.line.colour)]
        if len(single) == 1:
            problem = "信函格式首页上方的红线应为双线（上粗下细），现为单线"
            yield replace(single[0].hit(problem=problem), severity="advice")
        elif not rules and (number := _undrawn(context)) is not None:
            yield number.hit(problem="信函格式首页应有两条红色双线，这里没有")
        return
    if len(double) == len(heads) and not _draws_more(context, heads):
        yield heads[0].hit(
            problem="信函格式首页下方还应有一条红色双线（上细下粗，距下页边20毫米），这里没有"
        )


def _undrawn(context: Context) -> Passage | None:
    """The number of a letter in whose first page nothing is drawn that may be a line."""
    if not laid_out(context) or context.layout != "信函":
        return None
    known = recognition(context)
    numbers = [p for p in of_element(context, Element.DOCUMENT_NUMBER) if p.story == "body"]
    if not numbers or known.first(Element.ISSUER_MARK) is None:
        return None
    for story in context.document.stories:
        if story.kind in ("body", "header", "footer", "textbox"):
            shown = story.paragraphs[: numbers[0].index + _FIRST_PAGE]
            if any(possible_lines(p) or lines_around(context, p) for p in shown):
                return None
    return numbers[0]


def _draws_more(context: Context, known: list[_Rule]) -> bool:
    """Whether anything else is drawn that may be the second line: a shape, a border in a footer."""
    read = {(rule.story, rule.paragraph.index) for rule in known}
    title = recognition(context).first(Element.TITLE)
    last = title.paragraph if title is not None and title.story == "body" else _HEAD
    for story in context.document.stories:
        if story.kind == "body":
            paragraphs = story.paragraphs[: last + _FIRST_PAGE]
        elif story.kind in ("header", "footer"):
            paragraphs = story.paragraphs
        else:
            continue
        for paragraph in paragraphs:
            if (story.name, paragraph.index) in read:
                continue
            footed = story.kind == "footer" and context.formats.paragraph(paragraph).borders
            if draws(paragraph) or footed:
                return True
    return False


_FIRST_PAGE = 30  # paragraphs below the title that may stand on the first page
