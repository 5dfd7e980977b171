"""Typeface, size, colour and weight of an element's characters against the profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, LayoutProfile
from pipeline.lint.context import Context
from pipeline.lint.departure import (
    HAN,
    PLAIN_FONTS,
    STRENGTH,
    VISIBLE,
    Departure,
    colour_words,
    is_red,
    milder,
    nearly_black,
    size_words,
    visible_runs,
)
from pipeline.lint.passages import HEADINGS, Passage
from pipeline.word.edit import Edit


def character_departures(
    context: Context, passage: Passage, style: ElementStyle
) -> Iterator[Departure]:
    for start, end, role, other in _segments(context, passage, style):
        for first, last, form in visible_runs(context, passage):
            first, last = max(first, start), min(last, end)
            text = passage.text[first:last]
            if first >= last or not VISIBLE.search(text):
                continue
            yield from _font(context, passage, style, (first, last, form), (role, other))
            yield from _size(passage, style, (first, last, form))
            yield from _colour(passage, style, (first, last, form))


def _segments(
    context: Context, passage: Passage, style: ElementStyle
) -> list[tuple[int, int, str, tuple[str, ...]]]:
    """(start, end, font role, other roles let pass) of the parts of a passage."""
    found = passage.found
    assert found is not None
    text = passage.text
    whole = len(text)
    if passage.element in HEADINGS and 0 < found.head_end < len(text.rstrip()):
        return [(0, found.head_end, style.font, ()), (found.head_end, whole, "仿宋", _EMPHASIS)]
    if passage.element in HEADINGS and not found.head_end:
        return []
    if passage.element is Element.BODY:
        return [(0, whole, style.font, _EMPHASIS)]
    if passage.element is Element.DOCUMENT_NUMBER:
        return [(0, found.end, style.font, ())]
    colon = max(text.find("："), text.find(":"), text.find("\ufe55"))
    if passage.element is Element.SIGNER:
        name = str(style.extra.get("name_font", style.font))
        if colon <= 0:  # a further line of names, without the label
            return [(found.start, whole, name, ())]
        return [(found.start, colon + 1, style.font, ()), (colon + 1, whole, name, ())]
    if passage.element is Element.ATTENDANCE and colon > 0:
        label = str(style.extra.get("label_font", style.font))
        return [(0, colon + 1, label, ()), (colon + 1, whole, style.font, ())]
    return [(0, whole, style.font, ())]


_EMPHASIS = ("楷体", "黑体")


def _font(
    context: Context,
    passage: Passage,
    style: ElementStyle,
    run: tuple[int, int, Any],
    roles: tuple[str, tuple[str, ...]],
) -> Iterator[Departure]:
    first, last, form = run
    text = passage.text[first:last]
    if not HAN.search(text):
        return
    role, others = roles
    profile: LayoutProfile = context.profile
    font = profile.font(role)
    name = form.east_asia.split(";")[0]
    if font.accepts(name):
        return
    if name and any(
        other in profile.fonts and profile.font(other).accepts(name) for other in others
    ):
        # part of a paragraph may be set off; a whole one may not
        if len(text.strip()) < 0.8 * len(passage.text.strip()):
            return
        if passage.found is not None and passage.found.level:
            return
    severity = STRENGTH[style.strength]
    if passage.element is Element.ATTACHMENT_TITLE:
        severity = "advice"
    elif role in PLAIN_FONTS or passage.element in HEADINGS:
        severity = milder(severity, "warning")
    want = _font_words(role, font.name)
    edit = Edit(passage.story, passage.index, first, last, run_format={"east_asia": font.name})
    yield Departure(
        "font" if name else "east_asia",
        style.element,
        name or "没有指定",
        want,
        severity,
        passage,
        first,
        last,
        edits=(edit,),
        clause=style.clause,
    )


def _font_words(role: str, name: str) -> str:
    return role if role == name else f"{role}（如“{name}”）"


def _size(passage: Passage, style: ElementStyle, run: tuple[int, int, Any]) -> Iterator[Departure]:
    first, last, form = run
    if form.vertical or abs(form.size_pt - style.size_pt) < 0.3:
        return
    severity = STRENGTH[style.strength]
    if style.element is Element.ISSUER_MARK:
        if form.size_pt >= float(style.extra.get("min_size_pt", 0)):
            return
    elif style.element is Element.ATTACHMENT_TITLE:
        severity = "advice"
    elif style.font in PLAIN_FONTS and style.size_pt == 16:
        severity = milder(severity, "warning")
    yield Departure(
        "size",
        style.element,
        size_words(form.size_pt),
        size_words(style.size_pt),
        severity,
        passage,
        first,
        last,
        edits=(
            Edit(passage.story, passage.index, first, last, run_format={"size_pt": style.size_pt}),
        ),
        clause=style.clause,
    )


def _colour(
    passage: Passage, style: ElementStyle, run: tuple[int, int, Any]
) -> Iterator[Departure]:
    first, last, form = run
    colour = form.color.upper()
    wants_red = style.color.upper() not in ("000000", "AUTO")
    if wants_red:
        if is_red(colour):
            return
        want, severity = "红色", STRENGTH[style.strength]
    else:
        if colour in ("AUTO", "000000", "") or nearly_black(colour) or form.style == "Hyperlink":
            return
        want, severity = "黑色", "warning"
    yield Departure(
        "colour",
        style.element,
        colour_words(colour),
        want,
        severity,
        passage,
        first,
        last,
        edits=(Edit(passage.story, passage.index, first, last, run_format={"color": style.color}),),
        clause="7.2.4" if wants_red else "5.2.4",
    )


def bold_departures(context: Context, passage: Passage, style: ElementStyle) -> Iterator[Departure]:
    if style.element not in (
        Element.TITLE, Element.HEADING_1, Element.ATTACHMENT_LABEL, Element.CLASSIFICATION,
        Element.URGENCY,
    ) or style.bold:  # fmt: skip
        return
    found = passage.found
    limit = found.head_end if found and found.head_end else len(passage.text)
    for first, last, form in visible_runs(context, passage):
        if form.bold and first < limit:
            yield Departure(
                "bold",
                style.element,
                "加粗",
                "不加粗",
                "warning",
                passage,
                first,
                min(last, limit),
                edits=(
                    Edit(
                        passage.story, passage.index, first, min(last, limit),
                        run_format={"bold": False},
                    ),
                ),
                clause=style.clause,
            )  # fmt: skip
