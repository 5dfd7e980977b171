"""Where elements stand: number and signer, spaces for indents, attachments, full lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import heading_number
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.paragraph_review import CLOSING
from pipeline.lint.passages import (
    HEADINGS,
    Passage,
    in_text,
    of_element,
    passages,
    recognition,
)
from pipeline.lint.registry import check
from pipeline.word.edit import Edit


def _width(text: str) -> float:
    """The width of a text in full characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


@check("placing.number_and_signer")
def number_and_signer(context: Context) -> Iterator[Hit]:
    """In an upward document the number is 左空一字, in one line with the last 签发人 (7.2.5)."""
    known = recognition(context)
    numbers, signers = of_element(context, Element.DOCUMENT_NUMBER), known.all(Element.SIGNER)
    if laid_out(context) and context.layout == "信函" and len(numbers) == 1:
        yield from _off_the_edge(context, numbers[0])
    if not laid_out(context) or context.layout != "文件" or len(numbers) != 1 or not signers:
        return
    number, last = numbers[0], signers[-1]
    form = context.formats.paragraph(number.paragraph)
    if number.paragraph.cell is not None and known.direction == "up":
        yield from _aside_in_cell(context, number)
    if number.story != "body" or number.paragraph.cell is not None or form.framed:
        return
    if last.story != "body" or context.document.body.paragraphs[last.paragraph].cell is not None:
        return
    if last.paragraph != number.index:
        yield number.hit(problem="发文字号应与最后一个签发人姓名排在同一行")
        return
    blank = len(number.text) - len(number.text.lstrip(" \u3000"))
    left = (form.left + form.first_line) / 320 + _width(number.text[:blank])
    at_left = form.alignment in ("left", "both", "start")
    upward = known.direction == "up" and "\t" not in number.text
    centred = upward and form.alignment == "center"
    if centred or (at_left and not 0.5 <= left <= 1.6 and "\t" not in number.text[:blank]):
        words = "居中" if centred else f"左空{left:.1f}字".replace(".0字", "字")
        hit = number.hit(problem=f"上行文的发文字号居左空一字，现为{words}")
        wanted: dict[str, object] = {"left": 320, "first_line": 0}
        if centred:
            wanted["alignment"] = "left"
        edits = [Edit(number.story, number.index, 0, 0, paragraph_format=wanted)]
        if blank:
            edits.append(Edit(number.story, number.index, 0, blank, ""))
        yield replace(hit, edits=tuple(edits))


def _aside_in_cell(context: Context, number: Passage) -> Iterator[Hit]:
    """The number of an upward document in a cell of its own stands at its left."""
    alignment = context.formats.paragraph(number.paragraph).alignment
    if alignment not in ("center", "right", "end") or number.paragraph.cell.fills_row:
        return
    words = "居中" if alignment == "center" else "居右"
    hit = number.hit(problem=f"上行文的发文字号居左空一字，现为{words}")
    form = {"alignment": "left", "left": 320, "right": 0, "first_line": 0}
    yield replace(hit, edits=(Edit(number.story, number.index, 0, 0, paragraph_format=form),))


def _off_the_edge(context: Context, number: Passage) -> Iterator[Hit]:
    """A letter's number stands at the right edge of the type area (10.1)."""
    form = context.formats.paragraph(number.paragraph)
    text = number.text.rstrip("\ufffc")
    blanks = len(text) - len(text.rstrip(" \u3000"))
    off = form.right / 320 + _width(text[len(text) - blanks :])
    right = form.alignment in ("right", "end") and number.paragraph.cell is None
    if right and not form.framed and off >= _OFF_THE_EDGE:
        have = f"{off:.1f}".removesuffix(".0")
        hit = number.hit(problem=f"信函格式的发文字号顶格居版心右边缘，现为右空{have}字")
        edits = [Edit(number.story, number.index, 0, 0, paragraph_format={"right": 0})]
        if blanks:
            edits.append(Edit(number.story, number.index, len(text) - blanks, len(text), ""))
        yield replace(hit, edits=tuple(edits))


_OFF_THE_EDGE = 0.8  # characters


@check("placing.leading_spaces")
def leading_spaces(context: Context) -> Iterator[Hit]:
    """Paragraphs begin with typed spaces instead of a first-line indent."""
    if not laid_out(context):
        return
    found = [
        passage
        for passage in passages(context, every_story=False)
        if passage.element
        in (Element.BODY, Element.HEADING_1, Element.HEADING_2, Element.HEADING_3)
        and passage.paragraph.cell is None
        and in_text(context, passage)
        and re.match(r"(?:\u3000| {2,}|\t)", passage.text)
    ]
    if not found:
        return
    edits: list[Edit] = []
    for passage in found:
        spaces = len(passage.text) - len(passage.text.lstrip(" \u3000\t"))
        edits.append(Edit(passage.story, passage.index, 0, spaces, ""))
        edits.append(
            Edit(
                passage.story,
                passage.index,
                0,
                0,
                paragraph_format={"left": 0, "first_line": 640, "first_line_chars": 2},
            )
        )
    first = found[0]
    spaces = len(first.text) - len(first.text.lstrip(" \u3000\t"))
    more = f"（共{len(found)}段）" if len(found) > 1 else ""
    hit = Hit(first.story, first.index, 0, spaces, values={"more": more}, edits=tuple(edits))
    # on paper two full spaces everywhere are what the standard asks for
    yield replace(hit, severity="advice" if _all_by_spaces(context, found) else None)


def _all_by_spaces(context: Context, found: list[Passage]) -> bool:
    """Whether every paragraph of the text begins with two full spaces and nothing more."""
    others = (
        passage
        for passage in passages(context, every_story=False)
        if passage.element is Element.BODY
        and passage.paragraph.cell is None
        and in_text(context, passage)
        and not passage.text.startswith("\u3000\u3000")
    )
    if next(others, None) is not None:
        return False
    forms = (context.formats.paragraph(passage.paragraph) for passage in found)
    plain = all(abs(form.left + form.first_line) < 100 for form in forms)
    return plain and all(re.match(r"\u3000\u3000\S", passage.text) for passage in found)


_ENDS = "。：；！？”）"
_NEW_LINE = re.compile(r"\v[ \u3000\t]*")


@check("placing.line_breaks")
def line_breaks(context: Context) -> Iterator[Hit]:
    """Paragraphs of the text are paragraphs, not lines parted by manual breaks."""
    if not laid_out(context):
        return
    edits: list[Edit] = []
    first: Hit | None = None
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or "\v" not in passage.text:
            continue
        if passage.paragraph.cell is not None or not in_text(context, passage):
            continue
        for match in _NEW_LINE.finditer(passage.text):
            start, end = match.span()
            blank = end - start > 1
            if not passage.text[end:].strip() or not passage.text[:start].strip():
                continue
            if blank or passage.text[start - 1] in _ENDS or heading_number(passage.text[end:]):
                first = first or passage.hit(start, end)
                edits.append(Edit(passage.story, passage.index, start, end, "\n"))
    if first is not None:
        more = f"（共{len(edits)}处）" if len(edits) > 1 else ""
        yield replace(first, values={"more": more}, edits=tuple(edits))


@check("placing.attachment_page")
def attachment_page(context: Context) -> Iterator[Hit]:
    """Every attachment begins a new page."""
    if not laid_out(context):
        return
    for passage in of_element(context, Element.ATTACHMENT_LABEL):
        if not _starts_page(context, passage.paragraph):
            edit = Edit(
                passage.story, passage.index, 0, 0, paragraph_format={"page_break_before": True}
            )
            yield Hit(passage.story, passage.index, 0, len(passage.text), edits=(edit,))


def _starts_page(context: Context, paragraph: Any) -> bool:
    """Whether a paragraph of the body is the first text on its page."""
    paragraphs = context.document.body.paragraphs
    sections = context.document.sections
    for index in range(paragraph.index, -1, -1):
        here = paragraphs[index]
        if index == 0 or here.page_break_before or here.text.startswith("\f"):
            return True
        before = paragraphs[index - 1]
        if "\f" in before.text:
            return True
        if before.section != here.section and here.section < len(sections):
            return str(sections[here.section].type) != "continuous"
        if before.text.strip():
            return False
    return False


_SPACING_LET_PASS = 0.15  # of a line, between two paragraphs


@check("placing.spacing")
def spacing(context: Context) -> Iterator[Hit]:
    """Paragraphs of text follow each other without extra spacing.

    Where they do not, the spacing below the elements around them goes with it.
    """
    if not laid_out(context):
        return
    limit = _SPACING_LET_PASS * context.profile.grid.line_twips
    texts = [
        passage
        for passage in passages(context, every_story=False)
        if passage.element in (Element.ADDRESSEE, Element.BODY, *HEADINGS)
        and passage.paragraph.cell is None
        and in_text(context, passage)
    ]
    edits: list[Edit] = []
    first: Passage | None = None
    for above, below in pairwise(texts):
        if below.index != above.index + 1:
            continue
        after = context.formats.paragraph(above.paragraph).after
        before = context.formats.paragraph(below.paragraph).before
        if after + before <= limit:
            continue
        first = first or above
        for passage, key, have in ((above, "after", after), (below, "before", before)):
            if have:
                form = {key: 0}
                edits.append(Edit(passage.story, passage.index, 0, 0, paragraph_format=form))
    if first is not None:
        count = len({edit.paragraph for edit in edits})
        edits += _no_space_after(context)
        yield replace(first.hit(count=count), edits=tuple(edits))


def _no_space_after(context: Context) -> list[Edit]:
    return [
        Edit(passage.story, passage.index, 0, 0, paragraph_format={"after": 0})
        for passage in passages(context, every_story=False)
        if passage.element in (Element.ADDRESSEE, *CLOSING)
        and passage.paragraph.cell is None
        and not passage.annex
        and context.formats.paragraph(passage.paragraph).after
    ]


@check("placing.characters")
def characters(context: Context) -> Iterator[Hit]:
    """A full line of text holds the profile's number of characters."""
    if not laid_out(context) or not context.document.sections:
        return
    section = context.document.sections[0]
    if section.grid_type in ("linesAndChars", "snapToChars") and (section.char_space or 0) < 0:
        return
    if None in (section.page_width, section.left, section.right):
        return
    area = (section.page_width - section.left - section.right - (section.gutter or 0)) / 20
    want = context.profile.grid.characters
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY or passage.annex or len(passage.text) < want:
            continue
        for span in passage.paragraph.spans:
            if span.end - span.start < 10:
                continue
            form = context.formats.run(passage.paragraph, span)
            if abs(form.size_pt - 16) > 0.1:
                return
            have = int(area / (form.size_pt * form.scale / 100 + form.spacing_twips / 20) + 1e-6)
            if have != want:
                tight = area / (form.size_pt + context.profile.grid.spacing_twips / 20)
                edits = _spaced(context) if int(tight + 1e-6) == want and form.scale == 100 else ()
                yield replace(passage.hit(have=have, want=want), edits=edits)
            return


def _spaced(context: Context) -> tuple[Edit, ...]:
    """The profile's character spacing on the text set in 16 pt."""
    form = {"spacing_twips": context.profile.grid.spacing_twips}
    return tuple(
        Edit(passage.story, passage.index, 0, len(passage.text), run_format=form)
        for passage in passages(context, every_story=False)
        if passage.element in (Element.BODY, Element.ADDRESSEE, *HEADINGS)
        and passage.paragraph.cell is None
    )
