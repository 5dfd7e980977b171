"""Alignment, indents and line pitch of an element's paragraphs against the profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle
from pipeline.lint.character_review import bold_departures
from pipeline.lint.context import Context
from pipeline.lint.departure import (
    STRENGTH,
    Departure,
    chars_words,
    is_red,
    milder,
    number_words,
)
from pipeline.lint.finding import Severity
from pipeline.lint.passages import HEADINGS, Passage, recognition
from pipeline.word.drawn import box_width
from pipeline.word.edit import Edit


def paragraph_departures(
    context: Context, passage: Passage, style: ElementStyle
) -> Iterator[Departure]:
    form = context.formats.paragraph(passage.paragraph)
    element = style.element
    yield from bold_departures(context, passage, style)
    if passage.paragraph.cell is not None:
        # organs of a joint document stand in a cell beside the one with 文件, 签发人 by the number
        if element in _IN_A_ROW and passage.paragraph.cell.fills_row:
            yield from _alignment(context, passage, style, form)
    else:
        if element is not Element.ISSUER_MARK or _fills_line(context, passage):
            yield from _alignment(context, passage, style, form)
        if element in (Element.BODY, *HEADINGS):
            yield from _first_line(passage, style, form)
        if element is Element.BODY:
            yield from _right(passage, style, form)
        if element in (Element.TITLE, Element.ATTACHMENT_TITLE):
            yield from _off_centre(passage, style, form)
            yield from _underlined(passage, style, form)
        if element in (Element.BODY, *HEADINGS, Element.ADDRESSEE):
            yield from _line(context, passage, "line", form)
        if element in CLOSING:
            yield from _line(context, passage, "closing line", form)
        if element in (Element.ATTACHMENT_NOTE, Element.NOTE, Element.ATTENDANCE):
            yield from _left(passage, style, form)
        if element in _FLUSH and not form.framed and not (passage.found and passage.found.start):
            yield from _flush(passage, style, form)
    if element in (Element.MAIN_TO, Element.COPY_TO, Element.PRINTER):
        yield from _one_in(passage, style, form)


_IN_A_ROW = (Element.ISSUER_MARK, Element.DOCUMENT_NUMBER)
# a text box at least so wide, as a share of the type area, puts its text where a line would be
_WIDE_BOX = 0.85


def _fills_line(context: Context, passage: Passage) -> bool:
    """Whether a mark has a whole line to stand in: a narrow text box may itself be centred."""
    if passage.story == "body":
        return True
    story = context.document.story(passage.story)
    width = box_width(story.container) if story.kind == "textbox" else None
    area = context.profile.page.area_width_mm
    return story.kind == "header" or (width is not None and width >= _WIDE_BOX * area)


# What stands behind the text and follows its line pitch and spacing when those are put right.
CLOSING = (
    Element.ATTACHMENT_NOTE, Element.ATTENDANCE, Element.SIGNATURE, Element.DATE, Element.NOTE
)  # fmt: skip
_FLUSH = (
    Element.COPY_NUMBER, Element.CLASSIFICATION, Element.URGENCY, Element.ADDRESSEE,
    Element.ATTACHMENT_LABEL,
)  # fmt: skip
_ALIGNMENTS = {
    "left": "左对齐", "start": "左对齐", "both": "两端对齐", "center": "居中",
    "right": "右对齐", "end": "右对齐", "distribute": "分散对齐",
}  # fmt: skip
_LEFTISH = ("left", "start", "both", "distribute", "justify", "lowKashida", "")


def _departure(
    kind: str,
    element: Element,
    have: str,
    want: str,
    severity: Severity,
    passage: Passage,
    form: Mapping[str, object],
    clause: str,
) -> Departure:
    """A departure of a whole paragraph, mended by giving it properties."""
    edit = Edit(passage.story, passage.index, 0, 0, paragraph_format=form)
    length = len(passage.text)
    return Departure(
        kind, element, have, want, severity, passage, 0, length, edits=(edit,), clause=clause
    )  # fmt: skip


def _alignment(
    context: Context, passage: Passage, style: ElementStyle, form: Any
) -> Iterator[Departure]:
    element = style.element
    if element in (Element.SIGNATURE, Element.DATE, Element.SIGNER, Element.PRINTER):
        return
    if form.framed or (element is Element.DOCUMENT_NUMBER and _with_signer(context, passage)):
        return
    if element is Element.DOCUMENT_NUMBER and passage.found and passage.found.start:
        return  # at the end of a line that begins with 份号, 密级 or 紧急程度
    fits = (
        form.alignment in _LEFTISH
        if style.align in ("left", "both")
        else (form.alignment in (style.align, {"right": "end"}.get(style.align, "")))
    )
    if element is Element.ISSUER_MARK and form.alignment == "distribute":
        return  # spread over the line
    if fits or (
        passage.lead and style.align != "both" and _stands_as_typed(context, passage, style)
    ):
        return
    severity = STRENGTH[style.strength]
    if element in (Element.ATTACHMENT_TITLE, Element.ISSUER_MARK):
        severity = "warning"
    wanted: dict[str, object] = {"alignment": style.align}
    if passage.lead:
        wanted |= {"left": 0, "right": 0, "first_line": 0}
    departure = _departure(
        "alignment",
        element,
        "用空格定位而不居中" if passage.lead else _ALIGNMENTS.get(form.alignment, form.alignment),
        _ALIGNMENTS[style.align],
        severity,
        passage,
        wanted,
        style.clause,
    )
    start = passage.text.index(passage.lead)
    blanks = Edit(passage.story, passage.index, start, start + len(passage.lead), "")
    yield replace(departure, edits=(*departure.edits, blanks)) if passage.lead else departure


# characters by which a line that blanks put in the middle may stand aside
_ASIDE = 3


def _stands_as_typed(context: Context, passage: Passage, style: ElementStyle) -> bool:
    """Whether blanks put a line where it should be, or nobody can tell from the file."""
    form = context.formats.paragraph(passage.paragraph)
    if style.align != "center" or "\t" in passage.text or "\v" in passage.text:
        return True
    if form.alignment not in _LEFTISH or not passage.paragraph.spans:
        return True
    char = context.formats.run(passage.paragraph, passage.paragraph.spans[-1]).size_pt * 20
    area = context.profile.page.area_width_mm * 1440 / 25.4
    blank = char * sum(0.5 if mark == " " else 1 for mark in passage.lead)
    words = char * sum(0.5 if mark.isascii() else 1 for mark in passage.text.strip())
    before = form.left + form.first_line + blank
    after = area - form.right - before - words
    return bool(abs(before - after) / 2 <= _ASIDE * char or after < 0)


def _with_signer(context: Context, passage: Passage) -> bool:
    known = recognition(context)
    if context.layout == "信函":
        return False  # a letter has no 签发人
    return known.direction == "up" or known.first(Element.SIGNER) is not None


def _first_line(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """The first line is indented by two characters, whichever way the file says it."""
    spaces = passage.lead
    if "\t" in spaces or form.alignment == "center":
        return
    char = style.size_pt * 20
    want = style.first_line_chars * char
    have = form.left + form.first_line + char * (len(spaces) - spaces.count(" ") / 2)
    slack = 0.3 * char
    if passage.paragraph.number and abs(have) > slack:
        return  # Word's own number may stand in many ways, but not at the very edge
    # said in characters: a smaller sign in front (a number, a picture) may make them narrower
    in_characters = (
        form.first_line_chars == style.first_line_chars and form.left <= slack and not spaces
    )
    if in_characters or (abs(have - want) <= slack and (form.left <= slack or form.first_line < 0)):
        return
    if form.left > slack and abs(have - form.left - want) <= slack:
        have_words = f"整段左缩进{chars_words(form.left, char)}"
    elif form.left > slack and form.first_line >= 0 and abs(have - want) <= slack:
        have_words = f"回行左缩进{chars_words(form.left, char)}"
    else:
        have_words = f"{chars_words(have, char)}"
    wanted = {"left": 0, "first_line": round(want), "first_line_chars": style.first_line_chars}
    departure = _departure(
        "first_line",
        style.element,
        have_words,
        f"{number_words(style.first_line_chars)}字",
        milder(STRENGTH[style.strength], "warning"),
        passage,
        wanted,
        "7.3.3",
    )
    # the spaces are taken away, and the indent put right, by placing.leading_spaces
    yield replace(departure, edits=()) if spaces else departure


# a text shorter than this many characters does not show that its lines end early
_SHOWS_RIGHT = 20


def _right(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """The lines of the text reach the right edge of the type area, and no further."""
    char = style.size_pt * 20
    if abs(form.right) < char or len(passage.text) < _SHOWS_RIGHT or form.framed:
        return
    chars = chars_words(abs(form.right), char)
    have = f"右缩进{chars}" if form.right > 0 else f"超出{chars}"
    severity = milder(STRENGTH[style.strength], "warning")
    wanted = {"right": 0}
    yield _departure(
        "indent", style.element, have, "排到版心右边", severity, passage, wanted, "5.2.3"
    )


def _off_centre(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """A centred title has no indent left over from the text that moves it aside."""
    char = 320  # of the text, whose indent it is
    aside = form.first_line + form.left - form.right
    if form.alignment != "center" or form.framed or abs(aside) < char or passage.paragraph.number:
        return
    wanted = {"left": 0, "right": 0, "first_line": 0}
    yield _departure(
        "alignment", style.element, f"居中而有{chars_words(abs(aside), char)}的缩进，偏到了一边",
        "居中", "warning", passage, wanted, style.clause,
    )  # fmt: skip


def _underlined(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """No line is drawn under a title, as Word's own style for titles has it."""
    lines = [
        edge for edge in form.borders if edge[0] == "bottom" and edge[1] not in ("none", "nil")
    ]
    if not lines or is_red(lines[0][3]):
        return
    wanted = {"borders": {"bottom": (0, "auto", 0)}}
    yield _departure(
        "set_off", style.element, "下框线", "", "warning", passage, wanted, style.clause
    )


def _left(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """左空二字: where the first line begins."""
    if passage.lead or passage.paragraph.number:
        return
    found = passage.found
    if found is None or form.alignment not in _LEFTISH:
        return
    char = style.size_pt * 20
    want = (style.left_chars or style.first_line_chars or 2) * char
    have = form.left + form.first_line
    if passage.element is Element.ATTACHMENT_NOTE and not passage.text.lstrip(
        "\ufffc \u3000\t"
    ).startswith("附"):
        # further items stand under the first one's number: three characters of 附件： further in
        if 1.65 * char <= have <= 6.5 * char:
            return
        want += 3 * char
    elif abs(have - want) <= 0.35 * char or found.confidence < 0.7:
        return
    wanted = {"left": 0, "first_line": round(want)}
    yield _departure(
        "indent",
        style.element,
        f"左空{chars_words(have, char)}",
        f"左空{chars_words(want, char)}",
        milder(STRENGTH[style.strength], "warning"),
        passage,
        wanted,
        style.clause,
    )


_LINE_OF_TEXT = 28  # characters; a longer text wraps


def _flush(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """顶格: nothing before the first character."""
    char = style.size_pt * 20
    have = form.left + form.first_line
    spaces = len(passage.lead)
    wraps = passage.element is Element.ADDRESSEE and len(passage.text) > _LINE_OF_TEXT
    if wraps and form.left > 0.5 * char and not spaces and form.alignment in _LEFTISH:
        have = float(form.left)  # 7.3.2: what it wraps to stands flush as well
    if (abs(have) <= 0.3 * char and not spaces) or form.alignment not in _LEFTISH:
        return
    edits: tuple[Edit, ...] = (
        Edit(passage.story, passage.index, 0, 0, paragraph_format={"left": 0, "first_line": 0}),
    )
    if spaces:
        start = passage.text.index(passage.lead)
        edits = (*edits, Edit(passage.story, passage.index, start, start + spaces, ""))
    yield Departure(
        "indent",
        style.element,
        "前有空格" if spaces else f"左空{chars_words(have, char)}",
        "顶格",
        milder(STRENGTH[style.strength], "warning"),
        passage,
        0,
        len(passage.text),
        edits=edits,
        clause=style.clause,
    )


def _one_in(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """左空一字: where a line of the 版记 begins; a space typed in front does for the indent."""
    char = style.size_pt * 20
    have = form.left + form.first_line
    if passage.lead or form.framed or form.alignment not in _LEFTISH:
        return
    # a table's cells begin a little way in by themselves
    if abs(have) > 0.3 * char or style.left_chars < 1:
        return
    want = round(style.left_chars * char)
    wanted = {"left": form.left + want, "first_line": form.first_line}
    yield _departure(
        "indent",
        style.element,
        "顶格",
        f"左空{number_words(style.left_chars)}字",
        milder(STRENGTH[style.strength], "warning"),
        passage,
        wanted,
        style.clause,
    )


def _line(context: Context, passage: Passage, kind: str, form: Any) -> Iterator[Departure]:
    """The line pitch gives the profile's number of lines a page."""
    pitch = line_pitch(context, passage, form)
    grid = context.profile.grid
    # a pitch up to a point smaller still gives the lines; a twip more gives one line less
    if pitch is None or grid.line_twips - 30 <= pitch <= grid.line_twips + 0.5:
        return
    area = context.profile.page.area_height_mm * 1440 / 25.4
    lines = int(area / pitch + 0.05) if pitch else 0
    have = f"{pitch / 20:g}磅" if lines == 0 else f"{round(pitch / 20, 2):g}磅（每面约{lines}行）"
    wanted = {"line": grid.line_twips, "line_rule": "exact"}
    yield _departure(
        kind,
        Element.BODY,
        have,
        f"{grid.line_twips / 20:g}磅（每面{grid.lines}行）",
        milder(STRENGTH[grid.strength], "warning"),
        passage,
        wanted,
        grid.clause,
    )


def line_pitch(context: Context, passage: Passage, form: Any) -> float | None:
    """The distance of the passage's lines in twips; None when it depends on the font."""
    if form.line_rule in ("exact",):
        return float(form.line)
    sections: Any = context.document.sections
    number = passage.paragraph.section
    section = sections[number] if number < len(sections) else None
    # single spacing of type in these faces is about 1.3 times its size
    natural = _NATURAL * 16 * 20
    if section is None:
        return None
    if (
        section.grid_type in ("lines", "linesAndChars", "snapToChars")
        and form.snap_to_grid
        and section.line_pitch
    ):
        natural = float(section.line_pitch)
    if form.line_rule == "atLeast":
        return max(float(form.line), natural)
    return natural * float(form.line) / 240


_NATURAL = 1.3
