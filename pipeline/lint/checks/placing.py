"""Where elements stand: number and signer, signature and date, spaces for indents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import PERSON_TITLE, heading_number
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


def _place(context: Context, passage: Passage, area: float) -> tuple[float, float] | None:
    """(left edge, right gap) of a one-line paragraph in characters of 16 pt; None if unsure."""
    text = passage.text
    if text[:1] == "\t" and "\t" not in text[1:]:
        return _place_at_tab(context, passage, area)
    if passage.paragraph.cell is not None or "\t" in text or "\ufffc" in text or "\v" in text:
        return None
    if text[:1] in " \u3000" or text[-1:] in " \u3000":
        return None
    form = context.formats.paragraph(passage.paragraph)
    if form.framed:
        return None
    char = 320.0
    width = _width(text)
    left, right = form.left / char, form.right / char
    first = form.first_line / char
    if form.alignment in ("right", "end"):
        return area - right - width, right
    if form.alignment == "center":
        start = (left + first + area - right - width) / 2
        return start, area - start - width
    start = left + first
    return start, area - start - width


def _place_at_tab(context: Context, passage: Passage, area: float) -> tuple[float, float] | None:
    """The same for a text behind one tab that has a stop of its own."""
    form = context.formats.paragraph(passage.paragraph)
    text = passage.text[1:]
    if passage.paragraph.cell is not None or form.framed or "\ufffc" in text or not form.tabs:
        return None
    stop, kind = form.tabs[0]
    width = _width(text)
    start = stop / 320 - {"center": width / 2, "right": width, "end": width}.get(kind, 0.0)
    return start, area - start - width


@check("placing.number_and_signer")
def number_and_signer(context: Context) -> Iterator[Hit]:
    """In an upward document the number is 左空一字, in one line with the last 签发人 (7.2.5)."""
    known = recognition(context)
    numbers, signers = of_element(context, Element.DOCUMENT_NUMBER), known.all(Element.SIGNER)
    if not laid_out(context) or context.layout != "文件" or len(numbers) != 1 or not signers:
        return
    number, last = numbers[0], signers[-1]
    form = context.formats.paragraph(number.paragraph)
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


@check("placing.signature_place")
def signature_place(context: Context) -> Iterator[Hit]:
    """The date is 右空四字 with the organ centred above it (sealed), or the organ 右空二字 with
    the date beginning two characters further right (not sealed)."""
    if not laid_out(context):
        return
    signatures = of_element(context, Element.SIGNATURE)
    dates = of_element(context, Element.DATE)
    if len(signatures) > 1 and len(dates) == 1:
        yield from _joint_date(context, dates[0])
    if len(signatures) != 1 or len(dates) != 1:
        return
    page = context.profile.page
    area = page.area_width_mm / 25.4 * 72 / 16
    organ = _place(context, signatures[0], area)
    if context.layout == "命令" and PERSON_TITLE.match(signatures[0].text.strip()):
        yield from _stamp_place(context, signatures[0], organ)
        return
    if sum(len(name) > 3 for name in signatures[0].text.split()) > 1:
        return  # several organs in one line
    date = _place(context, dates[0], area)
    if organ is None or date is None:
        return
    middle = abs((organ[0] + area - organ[1]) / 2 - (date[0] + area - date[1]) / 2)
    sealed = abs(date[1] - 4) <= 0.8 and middle <= 1.1
    stamped = abs(date[1] - 4) <= 0.8 and "市长" in signatures[0].text
    longer = _width(dates[0].text) > _width(signatures[0].text)
    bare = abs(date[0] - organ[0] - 2) <= 0.8 and (
        abs(organ[1] - 2) <= 0.8 or (longer and abs(date[1] - 2) <= 0.8) or 1.2 <= organ[1] <= _FAR
    )
    person = (
        not signatures[0].text.rstrip().endswith(("府", "会", "局", "室", "厅", "部", "委", "院"))
    )
    if sealed or stamped or bare or (person and 1.2 <= date[1] <= 4.8):
        return
    words = f"日期右空{date[1]:.1f}字".replace(".0字", "字")
    unplaced = organ[0] == date[0] == 0  # as typed: nobody has put them anywhere yet
    yield replace(
        dates[0].hit(have=words),
        edits=_sealed_place(signatures[0], dates[0]),
        fix=None if unplaced else "review",
    )


_FAR = 7  # characters: a signature still at the right, not in the middle of the page


# characters by which the date of a joint document stands at least off the right edge: 右空二字 in
# one without seals
_LEAST_OFF = 1.2


def _joint_date(context: Context, date: Passage) -> Iterator[Hit]:
    """The date below several organs is not set at the very edge."""
    place = _place(context, date, context.profile.page.area_width_mm / 25.4 * 72 / 16)
    if place is None or place[1] >= _LEAST_OFF:
        return
    right = float(context.profile.signature["seal"]["date_right_chars"])
    form = {"alignment": "right", "left": 0, "first_line": 0, "right": round(right * 320)}
    edit = Edit(date.story, date.index, 0, 0, paragraph_format=form)
    words = f"日期右空{max(0.0, place[1]):.1f}字".replace(".0字", "字")
    yield replace(date.hit(have=words), edits=(edit,), fix="review")


def _stamp_place(
    context: Context, signature: Passage, place: tuple[float, float] | None
) -> Iterator[Hit]:
    """The stamp of the one who signs an order is 右空四字 (7.3.5.3)."""
    want = float(context.profile.signature["stamp"]["stamp_right_chars"])
    if place is None or abs(place[1] - want) <= 1.2:
        return
    have = f"{place[1]:.1f}".removesuffix(".0")
    hit = signature.hit()
    form = {"alignment": "right", "left": 0, "first_line": 0, "right": round(want * 320)}
    edit = Edit(signature.story, signature.index, 0, 0, paragraph_format=form)
    message = f"签发人签名章应右空四字，现为右空{have}字"
    tabbed = signature.text[:1] in " \u3000\t"
    yield replace(hit, message=message, edits=() if tabbed else (edit,))


def _sealed_place(signature: Passage, date: Passage) -> tuple[Edit, ...]:
    """The date 右空四字 and the organ centred above it, as a sealed document has them."""
    right = 4 + (_width(date.text.strip()) - _width(signature.text.strip())) / 2
    if right < 0:
        return ()
    return tuple(
        Edit(
            passage.story,
            passage.index,
            0,
            0,
            paragraph_format={
                "alignment": "right",
                "left": 0,
                "first_line": 0,
                "right": round(chars * 320),
            },
        )
        for passage, chars in ((signature, right), (date, 4.0))
    )


@check("placing.pushed_by_spaces")
def pushed_by_spaces(context: Context) -> Iterator[Hit]:
    """Signature and date are put in place by spaces instead of an indent."""
    if not laid_out(context):
        return
    found = [
        passage
        for passage in of_element(context, Element.SIGNATURE, Element.DATE)
        if passage.paragraph.cell is None and re.match(r"[ \u3000\t]{3,}\S", passage.text)
    ]
    if found:
        names = "、".join(dict.fromkeys(p.element.label for p in found if p.element))
        text = found[0].text
        hit = found[0].hit(0, len(text) - len(text.lstrip(" \u3000\t")), element=names)
        yield replace(hit, edits=_placed_by_indents(context))


def _placed_by_indents(context: Context) -> tuple[Edit, ...]:
    """One signature and its date put in place by indents, as a sealed document has them, without
    the blanks."""
    signatures = of_element(context, Element.SIGNATURE)
    dates = of_element(context, Element.DATE)
    if len(signatures) != 1 or len(dates) != 1 or signatures[0].index == dates[0].index:
        return ()
    if any(p.paragraph.cell is not None or "\ufffc" in p.text for p in (*signatures, *dates)):
        return ()
    return (
        *_sealed_place(signatures[0], dates[0]),
        *(Edit(p.story, p.index, 0, len(p.lead), "") for p in (*signatures, *dates) if p.lead),
    )


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
