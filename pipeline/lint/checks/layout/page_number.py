"""The page number: there, in its form, type and place, counted through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, dash_height, twips
from pipeline.lint.context import Context
from pipeline.lint.departure import colour_words, nearly_black, size_words
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.numbering_pages import (
    at_the_side,
    moved_numbers,
    numbered_pages,
    numbers_for,
    turned_numbers,
)
from pipeline.lint.page_numbers import (
    PageNumber,
    header_numbers,
    margin_stories,
    page_numbers,
    standing,
)
from pipeline.lint.passages import of_element, passages, recognition
from pipeline.lint.registry import check
from pipeline.word.drawn import box_alignment
from pipeline.word.edit import Edit
from pipeline.word.page_numbers import as_page_field


def _hit(number: PageNumber, **values: object) -> Hit:
    paragraph = number.paragraph
    return Hit(number.story.name, paragraph.index, 0, len(paragraph.text), values=values)


@check("page_number.missing")
def number_missing(context: Context) -> Iterator[Hit]:
    """No page number anywhere or on some pages, or one typed by hand instead of a PAGE field."""
    if not laid_out(context):
        return
    if page_numbers(context):
        yield from _missing_on_some(context)
        return
    if high := header_numbers(context):
        problem = "页码排在了页眉里，应排在版心下边缘之下"
        yield replace(_hit(high[0], problem=problem), fix="none")
        return
    typed = [
        (story, paragraph, match)
        for _, story in margin_stories(context, "footer")
        for paragraph in story.paragraphs
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


def _missing_on_some(context: Context) -> Iterator[Hit]:
    """Even pages, or the first one, whose own footer has no number."""
    sections, numbers = context.document.sections, page_numbers(context)
    if not sections or not recognition(context).red_head:
        return
    roles = {role for number in numbers for role in number.roles}
    form = context.profile.forms.get(context.layout)
    numbered_first = form is None or form.page_number_first
    for role, asked, words in (
        ("even", sections[0].even_and_odd and _has_even_pages(context), "双页"),
        ("first", sections[0].title_page and numbered_first, "首页"),
    ):
        if asked and "default" in roles and role not in roles:
            problem = f"{words}没有页码（页脚设了“{words if role == 'first' else '奇偶页'}不同”）"
            yield replace(_hit(numbers[0], problem=problem), edits=numbers_for(context, role))


@check("page_number.form")
def number_form(context: Context) -> Iterator[Hit]:
    """A page number is half-width digits with a — on each side."""
    if not laid_out(context):
        return
    numbers = page_numbers(context)
    if numbers and any(s.page_number_format != "decimal" for s in context.document.sections):
        yield replace(_hit(numbers[0]), edits=_in_digits(context), fix="review")
        return
    wrong = [number for number in numbers if not _in_form(number)]
    if wrong:
        edits = tuple(edit for number in wrong for edit in _with_dashes(number))
        longer = any(_says_total(number) for number in wrong)
        yield replace(_hit(wrong[0]), edits=edits, fix="review" if longer else None)


_BLANK = r"[ \u2002\u2003\u00a0\u3000]?"
_LEFT, _RIGHT = re.compile(f"(?<!—)—{_BLANK}$"), re.compile(f"{_BLANK}—(?!—)$")
_FORM = re.compile(rf"—{_BLANK}\d*{_BLANK}—")


def _in_form(number: PageNumber) -> bool:
    text = number.paragraph.text
    if number.digits is None or number.whole is None:
        return bool(_FORM.fullmatch(text.strip(" \u3000\t"))) or "\ufffc" in text
    (start, end), (first, last) = number.digits, number.whole
    return bool(_LEFT.search(text[first:start]) and _RIGHT.match(text[end:last]))


def _says_total(number: PageNumber) -> bool:
    """Whether the number of all pages stands behind it, or it is counted in words."""
    if number.digits is None or number.whole is None:
        return False
    return bool(re.search(r"\d", number.paragraph.text[number.digits[1] : number.whole[1]]))


def _with_dashes(number: PageNumber) -> Iterator[Edit]:
    """One-character dashes for what stands at both sides of a page number, or where nothing is."""
    if number.digits is None or number.whole is None:
        return
    (start, end), (first, last) = number.digits, number.whole
    text, name, index = number.paragraph.text, number.story.name, number.paragraph.index
    if not _LEFT.search(text[first:start]):
        yield Edit(name, index, first, start, "— ")
    if not _RIGHT.match(text[end:last]):
        yield Edit(name, index, end, last, " —")


def _in_digits(context: Context) -> tuple[Edit, ...]:
    """Half-width digits for the page numbers of every section that has others."""
    sections = context.document.sections
    return tuple(
        Edit("body", index, 0, 0, section_format={"page_number_format": "decimal"})
        for number, index in _first_paragraphs(context).items()
        if sections[number].element is not None and sections[number].page_number_format != "decimal"
    )


def _first_paragraphs(context: Context) -> dict[int, int]:
    """The first paragraph of every section, by its number."""
    firsts: dict[int, int] = {}
    for paragraph in context.document.body.paragraphs:
        if paragraph.section < len(context.document.sections):
            firsts.setdefault(paragraph.section, paragraph.index)
    return firsts


@check("page_number.font")
def number_font(context: Context) -> Iterator[Hit]:
    """Page numbers are set in the profile's type: 4号半角宋体, black."""
    if not laid_out(context):
        return
    style = context.profile.elements.get(Element.PAGE_NUMBER)
    if style is None:
        return
    font = context.profile.font(style.font)
    for number in page_numbers(context):
        paragraph = number.paragraph
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
            colour = form.color.upper()
            if colour not in ("AUTO", "000000", "") and not nearly_black(colour):
                wrong.append(colour_words(colour))
            if wrong:
                want = f"{size_words(style.size_pt)}{style.font}"
                values = {"want": want, "have": "、".join(wrong)}
                hit = Hit(number.story.name, paragraph.index, span.start, span.end, values=values)
                yield replace(hit, edits=_typeset(context, style, font.name))
                return


def _typeset(context: Context, style: ElementStyle, name: str) -> tuple[Edit, ...]:
    form = {
        "ascii": name, "h_ansi": name, "east_asia": name, "size_pt": style.size_pt, "color": "",
    }  # fmt: skip
    return tuple(
        Edit(number.story.name, number.paragraph.index, *number.whole, run_format=form)
        for number in page_numbers(context)
        if number.whole is not None
    )


@check("page_number.place")
def number_place(context: Context) -> Iterator[Hit]:
    """Odd pages carry their number at the right, even pages at the left."""
    if not laid_out(context):
        return
    found = page_numbers(context)
    sections = context.document.sections
    if not found or not sections:
        return
    if not sections[0].even_and_odd:
        side = _side(context, found[0])
        if side in ("居中", _INSIDE) or (side not in ("", _OUTSIDE) and _has_even_pages(context)):
            have = side if side in ("居中", _INSIDE) else f"各页都{side}"
            edits = moved_numbers(context, found)
            yield replace(_hit(found[0], have=have), edits=edits, fix="review")
        return
    hits: list[Hit] = []
    edits_of: list[Edit] = []
    for number in found:
        roles = number.roles
        wanted = "right" if roles == {"default"} else "left" if roles == {"even"} else ""
        side = _side(context, number)
        if not wanted or side in ("", _OUTSIDE):
            continue
        have = side
        if side == _SIDES[wanted]:
            if not _at_the_edge(context, number, wanted):
                continue
            have = f"{side}而没有空一字"
        hits.append(_hit(number, have=have))
        story, paragraph = number.story, number.paragraph
        if story.kind == "footer" and not context.formats.paragraph(paragraph).framed:
            edits_of.append(at_the_side(context, story, paragraph, wanted))
        else:
            edits_of += moved_numbers(context, [number])
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


def _side(context: Context, number: PageNumber) -> str:
    """Where a page number stands, in words; empty when the file does not say."""
    paragraph = number.paragraph
    if paragraph.cell is not None:
        return ""  # turned with the lines of a page that lies on its side
    form = context.formats.paragraph(paragraph)
    if number.story.kind == "textbox":
        return _SIDES.get(box_alignment(number.story.container), "")
    if form.framed:
        return _SIDES.get(form.frame_align, "")
    text = paragraph.text
    tabs = len(text) - len(text.lstrip("\t"))
    if tabs:
        stops = form.tabs[tabs - 1 : tabs]
        return _SIDES.get(stops[0][1], "") if stops and stops[0][1] == "center" else ""
    return _SIDES.get(form.alignment, "")


def _at_the_edge(context: Context, number: PageNumber, side: str) -> bool:
    """Whether a number in a plain paragraph touches the edge of the type area."""
    form = context.formats.paragraph(number.paragraph)
    if number.story.kind != "footer" or form.framed:
        return False
    text, blanks = number.paragraph.text, " \u2002\u2003\u00a0\u3000"
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
    for number in page_numbers(context):
        story, paragraph = number.story, number.paragraph
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
    return tuple(
        Edit("body", index, 0, 0, section_format={"footer": footer})
        for number, index in _first_paragraphs(context).items()
        if sections[number].element is not None and not sections[number].landscape
    )


@check("page_number.letter_first")
def letter_first(context: Context) -> Iterator[Hit]:
    """A letter's first page shows no number."""
    sections = context.document.sections
    if context.layout != "信函" or not laid_out(context) or not sections:
        return
    for number in page_numbers(context):
        if not sections[0].title_page or "first" in number.roles:
            yield _hit(number)
            return


@check("page_number.turned")
def number_turned(context: Context) -> Iterator[Hit]:
    """On a landscape page the number stands where it stands on the others, turned with the page."""
    if not laid_out(context):
        return
    lying = {section.index for section in context.document.sections if section.landscape}
    for number in page_numbers(context):
        if standing(context, number) != "upright":
            continue
        if lying.intersection(section for section, _ in number.margin.roles):
            pages = (
                p for p in passages(context, every_story=False) if p.paragraph.section in lying
            )
            first = next(pages, None)
            hit = _hit(number) if first is None else first.hit()
            yield replace(hit, edits=turned_numbers(context))
            return


@check("page_number.restart")
def number_restart(context: Context) -> Iterator[Hit]:
    """Attachments bound in go on with the page numbers of the text."""
    if not laid_out(context):
        return
    sections = context.document.sections
    first: dict[int, Any] = {}
    for passage in passages(context, every_story=False):
        first.setdefault(passage.paragraph.section, passage)
    found = [
        (section, first[section.index])
        for section in sections[1:]
        if section.page_number_start is not None and section.index in first
    ]
    titles = [p for p in of_element(context, Element.TITLE) if p.story == "body"]
    begun = titles[0].paragraph.section if titles else len(sections)
    annexed = [
        (section, passage) for section, passage in found if passage.annex or section.index > begun
    ]
    if not annexed:
        return  # a cover in front of the text is not counted
    run_on = {"page_number_start": None}
    edits = tuple(
        Edit("body", passage.index, 0, 0, section_format=run_on)
        for section, passage in annexed
        if section.element is not None
    )
    section, passage = annexed[0]
    yield replace(passage.hit(first=section.page_number_start), edits=edits)
