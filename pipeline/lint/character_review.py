"""Typeface, size, colour and weight of an element's characters against the profile."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, LayoutProfile
from pipeline.gongwen.line_shapes import PERSON_TITLE
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
from pipeline.lint.passages import HEADINGS, Passage, passages
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
    if style.element in (Element.BODY, *HEADINGS, *_PLAIN):
        yield from _set_off(context, passage, style)


# elements of few words, set plainly
_PLAIN = (
    Element.ADDRESSEE, Element.ATTACHMENT_NOTE, Element.SIGNATURE, Element.DATE, Element.NOTE,
    Element.DOCUMENT_NUMBER, Element.TITLE, Element.COPY_TO, Element.PRINTER,
)  # fmt: skip
# elements whose characters may be spread, or are judged for weight with the title
_SPREAD = (Element.SIGNATURE, Element.TITLE, Element.PRINTER)


def _segments(
    context: Context, passage: Passage, style: ElementStyle
) -> list[tuple[int, int, str, tuple[str, ...]]]:
    """(start, end, font role, other roles let pass) of the parts of a passage."""
    found = passage.found
    assert found is not None
    text = passage.text
    whole = len(text)
    if passage.element in HEADINGS and 0 < found.head_end < len(text.rstrip()):
        if _is_item(context, passage, style):
            return [(0, whole, "仿宋", _EMPHASIS)]
        return [(0, found.head_end, style.font, ()), (found.head_end, whole, "仿宋", _EMPHASIS)]
    if passage.element in HEADINGS and not found.head_end:
        return []
    if passage.element is Element.BODY:
        return [(0, whole, style.font, _EMPHASIS)]
    if passage.element is Element.DOCUMENT_NUMBER:
        return [(found.start, found.end, style.font, ())]
    colon = max(text.find("："), text.find(":"), text.find("\ufe55"))
    if passage.element is Element.SIGNER:
        name = str(style.extra.get("name_font", style.font))
        if colon <= 0:  # a further line of names, without the label
            return [(found.start, whole, name, ())]
        return [(found.start, colon + 1, style.font, ()), (colon + 1, whole, name, ())]
    if passage.element is Element.SIGNATURE and PERSON_TITLE.match(text.strip()):
        return [(0, whole, style.font, ("楷体",))]  # a name as it is set behind 签发人：
    if passage.element is Element.ATTENDANCE and colon > 0:
        return [(0, colon + 1, *_label_face(text, style)), (colon + 1, whole, style.font, ())]
    if passage.element in (Element.COPY_NUMBER, Element.CLASSIFICATION, Element.URGENCY):
        return [(0, found.end or whole, style.font, ())]  # the number may stand behind it (10.1)
    return [(0, whole, style.font, ())]


def _label_face(text: str, style: ElementStyle) -> tuple[str, tuple[str, ...]]:
    """The face of 出席：, and those let pass: a label that the standard does not name (记录：) may
    be set like the names behind it."""
    face = str(style.extra.get("label_font", style.font))
    named = tuple(style.extra.get("labels", ()))
    if not named or re.sub(r"\s", "", text).startswith(named):
        return face, ()
    return style.font, (face,)


_EMPHASIS = ("楷体", "黑体")
# So many characters, its number included, a heading with text behind it is still short with.
SHORT_HEAD = 14


def _is_item(context: Context, passage: Passage, style: ElementStyle) -> bool:
    """Whether a numbered paragraph whose first sentence might be a heading is an item of plain
    text (一、会议听取了……的汇报。会议同意……): one typeface throughout, and a long sentence, or in a
    genre that is written in items (``items_in``) where none of its level is set as a heading."""
    found = passage.found
    if found is None:
        return False
    if found.head_end <= SHORT_HEAD and (
        context.genre not in style.extra.get("items_in", ()) or _any_set_off(context, style)
    ):
        return False
    return _one_plain_face(context, passage)


def _any_set_off(context: Context, style: ElementStyle) -> bool:
    """Whether the first words of any heading of this level are not in the text's face."""
    plain = context.profile.font("仿宋")

    def read() -> bool:
        first = (
            visible_runs(context, passage)
            for passage in passages(context, every_story=False)
            if passage.element is style.element
        )
        return any(runs and not plain.accepts(runs[0][2].east_asia.split(";")[0]) for runs in first)

    return context.once(f"{style.element} set off", read)


def _one_plain_face(context: Context, passage: Passage) -> bool:
    plain = context.profile.font("仿宋")
    faces = {
        form.east_asia.split(";")[0]
        for first, last, form in visible_runs(context, passage)
        if HAN.search(passage.text, first, last)
    }
    return len(faces) == 1 and plain.accepts(next(iter(faces)))


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
        # a lead sentence or a quotation may be set off; a whole paragraph or a torn part may not
        if style.element is Element.SIGNATURE:
            return
        whole = _share(context, passage, name) >= 0.8
        if not whole and _begins_apart(context, passage, first, name):
            return
        level = passage.found.level if passage.found else 0
        runs_on = passage.element in HEADINGS and _others_run_on_plainly(context, level)
        if level and not runs_on and profile.font(_OF_LEVEL.get(level, style.font)).accepts(name):
            return
    severity = STRENGTH[style.strength]
    if passage.element is Element.ATTACHMENT_TITLE:
        severity = "advice"
    elif role in PLAIN_FONTS or passage.element in HEADINGS:
        severity = milder(severity, "warning")
    want = _font_words(role, font.name)
    if style.element is Element.ATTENDANCE and role != style.font:
        want = f"{role}（“出席”等字）"
    edit = Edit(passage.story, passage.index, first, last, run_format={"east_asia": font.name})
    behind = passage.element in HEADINGS and role != style.font  # the text behind a heading
    yield Departure(
        "font" if name else "east_asia",
        Element.BODY if behind else style.element,
        name or "没有指定",
        want,
        severity,
        passage,
        first,
        last,
        edits=(edit,),
        clause=style.clause,
    )


def _others_run_on_plainly(context: Context, level: int) -> bool:
    """Whether behind another heading of this level the text goes on in the text's own face."""
    plain = context.profile.font("仿宋")

    def read() -> set[int]:
        levels = set()
        for passage in passages(context, every_story=False):
            found = passage.found
            if found is None or passage.element not in HEADINGS or not found.head_end:
                continue
            for first, last, form in reversed(visible_runs(context, passage)):
                if first >= found.head_end and HAN.search(passage.text, first, last):
                    if plain.accepts(form.east_asia.split(";")[0]):
                        levels.add(found.level)
                    break
        return levels

    return level in context.once("levels with plain text behind", read)


def _share(context: Context, passage: Passage, name: str) -> float:
    """How much of a passage's Chinese text is set in this typeface."""
    total = chosen = 0
    for first, last, form in visible_runs(context, passage):
        chinese = len(HAN.findall(passage.text, first, last))
        total += chinese
        chosen += chinese if form.east_asia.split(";")[0] == name else 0
    return chosen / total if total else 0.0


# a numbered sentence may be set as the heading of its level is
_OF_LEVEL = {1: "黑体", 2: "楷体"}
_APART = "。；：！？“《（【、\v"


def _begins_apart(context: Context, passage: Passage, start: int, name: str) -> bool:
    """Whether what is set in this typeface around ``start`` begins with a sentence or a mark."""
    for first, last, form in reversed(visible_runs(context, passage)):
        if first >= start:
            continue
        chinese = HAN.search(passage.text, first, last)
        if chinese and form.east_asia.split(";")[0] != name:
            break
        start = first
    before = passage.text[:start].rstrip()
    return not before or before[-1] in _APART or passage.text[start] in _APART


def _font_words(role: str, name: str) -> str:
    return role if role == name else f"{role}（如“{name}”）"


def _size(passage: Passage, style: ElementStyle, run: tuple[int, int, Any]) -> Iterator[Departure]:
    first, last, form = run
    if form.vertical or abs(form.size_pt - style.size_pt) < 0.3:
        return
    severity, want = STRENGTH[style.strength], size_words(style.size_pt)
    if style.element is Element.ISSUER_MARK:
        least = float(style.extra.get("min_size_pt", 0))
        if form.size_pt >= least:
            return
        want = f"{size_words(least)}以上的大字" if least else want
    elif style.element is Element.ATTACHMENT_TITLE:
        severity = "advice"
    elif style.font in PLAIN_FONTS and style.size_pt == 16:
        severity = milder(severity, "warning")
    yield Departure(
        "size",
        style.element,
        size_words(form.size_pt),
        want,
        severity,
        passage,
        first,
        last,
        edits=(
            Edit(passage.story, passage.index, first, last, run_format={"size_pt": style.size_pt}),
        ),
        clause=style.clause,
    )


def _is_stamped(passage: Passage) -> bool:
    """Whether it is the stamp of one who signs, which is red as a rule (7.3.5.3)."""
    text = passage.text.strip()
    return passage.element is Element.SIGNATURE and PERSON_TITLE.match(text) is not None


def _colour(
    passage: Passage, style: ElementStyle, run: tuple[int, int, Any]
) -> Iterator[Departure]:
    first, last, form = run
    colour = form.color.upper()
    wants_red = style.color.upper() not in ("000000", "AUTO")
    if wants_red:
        if is_red(colour):
            return
        want, severity = "红色", milder(STRENGTH["规定"], "warning")
    else:
        if colour in ("AUTO", "000000", "") or nearly_black(colour) or form.style == "Hyperlink":
            return
        if is_red(colour) and _is_stamped(passage):
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


_LOOKS: tuple[tuple[str, dict[str, object]], ...] = (
    ("倾斜", {"italic": False}),
    ("下划线", {"underline": ""}),
    ("底色", {"highlight": "", "shading": ""}),
    ("删除线", {"strike": False}),
    ("整段加粗", {"bold": False}),
    ("字间距加宽或紧缩", {"spacing_twips": 0}),
    ("字宽缩放", {"scale": 100}),
)
_STRETCHED = ("字间距加宽或紧缩", "字宽缩放")
_SPACED = 20  # twips between characters: no page is squeezed or stretched by that by accident
_NARROW, _BROAD = 90, 110  # percent
_WHOLE = 25  # characters of a paragraph that is no lead or heading of its own


def _set_off(context: Context, passage: Passage, style: ElementStyle) -> Iterator[Departure]:
    """Italics, underlines, shades, strikes, whole paragraphs in bold, stretched characters."""
    runs = [
        run for run in visible_runs(context, passage) if HAN.search(passage.text, run[0], run[1])
    ]
    for look, mended in _LOOKS:
        places = [(start, end) for start, end, form in runs if look in _looks(form)]
        if look == "整段加粗" and not _is_whole(passage, places):
            continue
        if not places or (style.element in _SPREAD and look in _STRETCHED):
            continue
        yield Departure(
            "set_off",
            style.element,
            look.removeprefix("整段") if style.element in _PLAIN else look,
            "",
            "warning",
            passage,
            places[0][0],
            places[0][1],
            edits=tuple(
                Edit(passage.story, passage.index, start, end, run_format=mended)
                for start, end in places
            ),
            clause="5.2",
        )


def _looks(form: Any) -> list[str]:
    """What sets a run off from plain text."""
    linked = form.style == "Hyperlink"
    fills = {form.highlight, form.shading.upper()} - {"", "AUTO", "CLEAR", "FFFFFF", "white"}
    found = {
        "倾斜": form.italic,
        "下划线": form.underline and not linked,
        "底色": fills,
        "删除线": form.strike,
        "整段加粗": form.bold,
        "字间距加宽或紧缩": abs(form.spacing_twips) >= _SPACED,
        "字宽缩放": not _NARROW <= form.scale <= _BROAD,
    }
    return [look for look, there in found.items() if there]


def _is_whole(passage: Passage, places: list[tuple[int, int]]) -> bool:
    """Whether nearly all of a paragraph of running text is in these places."""
    text = passage.text.strip()
    if passage.element in _PLAIN and passage.element is not Element.TITLE:
        return bool(places) and len(HAN.findall(text)) <= sum(
            len(HAN.findall(passage.text, start, end)) for start, end in places
        )
    level = passage.found.level if passage.found else 0
    if passage.element is not Element.BODY or len(text) < _WHOLE or text[-1] not in "。：":
        return False
    # whether the third and fourth level are bold is left to every unit
    return level < 3 and sum(end - start for start, end in places) >= 0.8 * len(text)


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
