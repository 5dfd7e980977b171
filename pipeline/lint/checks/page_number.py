"""The page number: there, in its form, type and place, counted through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, dash_height, twips
from pipeline.lint.context import Context
from pipeline.lint.departure import size_words
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.numbering_pages import at_the_side, numbered_pages, parted_numbers
from pipeline.lint.passages import passages, recognition
from pipeline.lint.registry import check
from pipeline.word.edit import Edit
from pipeline.word.margins import as_page_field


def _footer_paragraphs(context: Context) -> list[tuple[Any, Any]]:
    """(story, paragraph) of footers and of text boxes in them, in order."""
    stories = list(context.document.stories)
    names = {story.name for story in stories if story.kind == "footer"}
    made = []
    for story in stories:
        anchor = getattr(story, "anchor", None)
        if story.name in names or (anchor and anchor[0] in names):
            made += [(story, paragraph) for paragraph in story.paragraphs]
    return made


def _has_page_field(paragraph: Any) -> bool:
    return any(field.name == "PAGE" for field in paragraph.fields)


def _page_numbers(context: Context) -> list[tuple[Any, Any]]:
    return [
        (story, paragraph)
        for story, paragraph in _footer_paragraphs(context)
        if _has_page_field(paragraph)
    ]


@check("page_number.missing")
def number_missing(context: Context) -> Iterator[Hit]:
    """No page number anywhere, or one typed by hand instead of a PAGE field."""
    if not laid_out(context) or _page_numbers(context):
        return
    typed = [
        (story, paragraph, match)
        for story, paragraph in _footer_paragraphs(context)
        if (match := re.fullmatch(r"\s*[—\-–－]?\s*(\d{1,3})\s*[—\-–－]?\s*", paragraph.text))
    ]
    if typed:
        edits = tuple(as_page_field(s.name, p, m.start(1), m.end(1)) for s, p, m in typed)
        story, paragraph, _ = typed[0]
        values = {"problem": "页码是手打的，翻页不会变，应改用页码域"}
        hit = Hit(story.name, paragraph.index, 0, len(paragraph.text), values=values)
        yield replace(hit, edits=edits)
        return
    first = next(iter(passages(context, every_story=False)), None)
    if first is not None and (recognition(context).red_head or context.profile_asked):
        edits, said = numbered_pages(context)
        yield replace(first.hit(problem=f"没有页码{said}"), edits=edits)


@check("page_number.form")
def number_form(context: Context) -> Iterator[Hit]:
    """A page number is half-width digits with a — on each side."""
    if not laid_out(context):
        return
    numbers = _page_numbers(context)
    if numbers and any(s.page_number_format != "decimal" for s in context.document.sections):
        story, paragraph = numbers[0]
        yield replace(Hit(story.name, paragraph.index, 0, len(paragraph.text)), fix="none")
        return
    wrong = [
        (story, paragraph)
        for story, paragraph in numbers
        if not _FORM.fullmatch(paragraph.text.strip(" \u3000\t"))
    ]
    if wrong:
        story, paragraph = wrong[0]
        edits = tuple(edit for found in wrong for edit in _with_dashes(*found))
        yield replace(Hit(story.name, paragraph.index, 0, len(paragraph.text)), edits=edits)


_FORM = re.compile(r"—[ \u2002\u2003\u00a0\u3000]?\d*[ \u2002\u2003\u00a0\u3000]?—")


def _with_dashes(story: Any, paragraph: Any) -> Iterator[Edit]:
    """One-character dashes for the marks at both sides of a page number, or where none are."""
    match = re.fullmatch(
        r"[\s\u3000]*([-–－―‐~～]*)( ?)\d+( ?)([-–－―‐~～]*)[\s\u3000]*", paragraph.text
    )
    if match is None or bool(match[1]) != bool(match[4]):
        return
    before, after = ("—", "—") if match[1] else ("— ", " —")
    yield Edit(story.name, paragraph.index, match.start(1), match.end(1), before)
    yield Edit(story.name, paragraph.index, match.start(4), match.end(4), after)


@check("page_number.font")
def number_font(context: Context) -> Iterator[Hit]:
    """Page numbers are set in the profile's type: 4号半角宋体."""
    if not laid_out(context):
        return
    style = context.profile.elements.get(Element.PAGE_NUMBER)
    if style is None:
        return
    font = context.profile.font(style.font)
    for story, paragraph in _page_numbers(context):
        for span in paragraph.spans:
            text = paragraph.text[span.start : span.end]
            digits = any(char.isdigit() for char in text)
            if not digits and "—" not in text:
                continue
            form = context.formats.run(paragraph, span)
            wrong = []
            if abs(form.size_pt - style.size_pt) >= 0.3:
                wrong.append(size_words(form.size_pt))
            faces = [form.ascii] if digits else [form.east_asia, form.ascii]
            if all(face and not font.accepts(face) for face in faces):
                wrong.append(faces[0])
            if wrong:
                want = f"{size_words(style.size_pt)}{style.font}"
                values = {"want": want, "have": "、".join(wrong)}
                hit = Hit(story.name, paragraph.index, span.start, span.end, values=values)
                yield replace(hit, edits=_typeset(context, style, font.name))
                return


def _typeset(context: Context, style: ElementStyle, name: str) -> tuple[Edit, ...]:
    form = {"ascii": name, "h_ansi": name, "east_asia": name, "size_pt": style.size_pt}
    return tuple(
        Edit(story.name, paragraph.index, 0, len(paragraph.text), run_format=form)
        for story, paragraph in _page_numbers(context)
    )


@check("page_number.place")
def number_place(context: Context) -> Iterator[Hit]:
    """Odd pages carry their number at the right, even pages at the left."""
    if not laid_out(context):
        return
    found = _page_numbers(context)
    sections = context.document.sections
    if not found or not sections:
        return
    story, paragraph = found[0]
    if not sections[0].even_and_odd:
        side = _side(context, story, paragraph)
        if side in ("居中", _INSIDE) or (side not in ("", _OUTSIDE) and _has_even_pages(context)):
            have = side if side in ("居中", _INSIDE) else f"各页都{side}"
            hit = Hit(story.name, paragraph.index, 0, len(paragraph.text), values={"have": have})
            edits = parted_numbers(context, story, paragraph) if story.kind == "footer" else ()
            yield replace(hit, edits=edits, fix="review")
        return
    hits: list[Hit] = []
    edits_of: list[Edit] = []
    for story, paragraph in found:
        roles = _roles(context, story)
        wanted = "right" if roles == {"default"} else "left" if roles == {"even"} else ""
        side = _side(context, story, paragraph)
        if not wanted or side in ("", _OUTSIDE):
            continue
        have = side
        if side == _SIDES[wanted]:
            if not _at_the_edge(context, story, paragraph, wanted):
                continue
            have = f"{side}而没有空一字"
        values = {"have": have}
        hits.append(Hit(story.name, paragraph.index, 0, len(paragraph.text), values=values))
        if story.kind == "footer" and not context.formats.paragraph(paragraph).framed:
            edits_of.append(at_the_side(context, story, paragraph, wanted))
    if hits:
        yield replace(hits[0], edits=tuple(edits_of))


_OUTSIDE, _INSIDE = "居外侧", "居里侧"
_SIDES = {
    "end": "居右", "right": "居右", "center": "居中",
    "left": "居左", "start": "居左", "both": "居左",
    "outside": _OUTSIDE, "inside": _INSIDE,
}  # fmt: skip
# Characters of text that surely take more than one page of 22 lines of 28.
_TWO_PAGES = 900


def _roles(context: Context, story: Any) -> set[str]:
    """The kinds of pages that a footer, or a text box in one, is for."""
    if story.anchor:
        story = next((s for s in context.document.stories if s.name == story.anchor[0]), story)
    return {role for _, role in story.roles}


def _side(context: Context, story: Any, paragraph: Any) -> str:
    """Where a page number stands, in words; empty when a tab or a distance decides."""
    form = context.formats.paragraph(paragraph)
    if story.kind == "textbox":
        return _SIDES.get(_align_of_box(story.container), "")
    if form.framed:
        return _SIDES.get(form.frame_align, "")
    return "" if paragraph.text.startswith("\t") else _SIDES.get(form.alignment, "")


_ANCHOR = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML_ALIGN = re.compile(r"mso-position-horizontal\s*:\s*(\w+)")


def _align_of_box(container: Any) -> str:
    """How the shape around a text box is aligned across the page: left, center, outside …"""
    for element in container.iterancestors():
        align = element.find(f"{_ANCHOR}positionH/{_ANCHOR}align")
        if align is not None:
            return (align.text or "").strip()
        match = _VML_ALIGN.search(element.get("style", ""))
        if match:
            return match[1]
    return ""


def _at_the_edge(context: Context, story: Any, paragraph: Any, side: str) -> bool:
    """Whether a number in a plain paragraph touches the edge of the type area."""
    form = context.formats.paragraph(paragraph)
    if story.kind != "footer" or form.framed:
        return False
    text, blanks = paragraph.text, " \u2002\u2003\u00a0\u3000"
    if side == "right":
        blank, inset = len(text) - len(text.rstrip(blanks)), form.right
    else:
        blank, inset = len(text) - len(text.lstrip(blanks)), form.left + form.first_line
    return not blank and inset < 0.4 * _character(context)


def _character(context: Context) -> float:
    """The width in twips of a full character of a page number."""
    style = context.profile.elements.get(Element.PAGE_NUMBER)
    return 20.0 * (style.size_pt if style else 14)


def _has_even_pages(context: Context) -> bool:
    """Whether the document surely has more than one page."""
    paragraphs = context.document.body.paragraphs
    if any(p.page_break_before or "\f" in p.text.strip("\n") for p in paragraphs):
        return True
    sections = context.document.sections
    if any(section.type != "continuous" for section in sections[1:]):
        return True
    return sum(len(passage.text) for passage in passages(context, every_story=False)) > _TWO_PAGES


_UNSURE_MM = 5


@check("page_number.height")
def number_height(context: Context) -> Iterator[Hit]:
    """The dashes stand 7 mm under the type area, as far as that can be told from the file.

    Only for footers of one line, and with some millimetres to spare: how high a line is depends
    on its type and on the program.
    """
    style = context.profile.elements.get(Element.PAGE_NUMBER)
    sections = context.document.sections
    if not laid_out(context) or style is None or not sections:
        return
    section, page = sections[0], context.profile.page
    for story, paragraph in _page_numbers(context):
        form = context.formats.paragraph(paragraph)
        if story.kind != "footer" or len(story.paragraphs) != 1 or form.framed:
            continue
        if section.footer is None or section.landscape:
            return
        height = form.line if form.line_rule == "exact" else 1.3 * style.size_pt * 20
        dash = form.after + dash_height(height, style.size_pt)
        up = (section.footer + dash) * 25.4 / 1440
        have, want = page.bottom_mm - up, float(style.extra["below_area_mm"])
        if abs(have - want) > _UNSURE_MM:
            values = {"have": f"{have:.0f}", "want": f"{want:g}"}
            hit = Hit(story.name, paragraph.index, 0, len(paragraph.text), values=values)
            footer = round(twips(page.bottom_mm - want) - dash)
            yield replace(hit, edits=_footers_at(context, footer))
        return


def _footers_at(context: Context, footer: int) -> tuple[Edit, ...]:
    """That distance (twips) of the footers from the paper's edge for every upright section."""
    sections = context.document.sections
    firsts: dict[int, int] = {}
    for paragraph in context.document.body.paragraphs:
        firsts.setdefault(paragraph.section, paragraph.index)
    return tuple(
        Edit("body", firsts[number], 0, 0, section_format={"footer": footer})
        for number, section in enumerate(sections)
        if number in firsts and section.element is not None and not section.landscape
    )


@check("page_number.letter_first")
def letter_first(context: Context) -> Iterator[Hit]:
    """A letter's first page shows no number."""
    sections = context.document.sections
    if context.layout != "信函" or not laid_out(context) or not sections:
        return
    numbers = _page_numbers(context)
    shown = [
        (story, paragraph)
        for story, paragraph in numbers
        if not sections[0].title_page or "first" in _roles(context, story)
    ]
    if shown:
        story, paragraph = shown[0]
        yield Hit(story.name, paragraph.index, 0, len(paragraph.text))


@check("page_number.restart")
def number_restart(context: Context) -> Iterator[Hit]:
    """Attachments bound in go on with the page numbers of the text."""
    if not laid_out(context):
        return
    for number, section in enumerate(context.document.sections):
        if number and section.page_number_start is not None:
            for passage in passages(context, every_story=False):
                if passage.paragraph.section == number:
                    yield passage.hit(first=section.page_number_start)
                    return
