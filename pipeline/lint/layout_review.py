"""How a document departs from its layout profile: one pass, shared by all format rules.

The review only judges elements that were recognised, in documents that are laid out as official
documents (``laid_out``); a plain draft gets one summarising advice instead of hundreds of errors.
Equal departures of one element are grouped into one, with all their edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, LayoutProfile
from pipeline.lint.context import Context
from pipeline.lint.finding import Severity
from pipeline.lint.passages import HEADINGS, Passage, of_element, passages, recognition
from pipeline.word.edit import Edit

STRENGTH: dict[str, Severity] = {
    "规定": "error",
    "一般": "warning",
    "推荐": "advice",
    "实务": "advice",
}
_VISIBLE = re.compile(r"[^\s\u3000\ufffc]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLAIN_FONTS = ("仿宋",)
_CHECKED = frozenset(
    {
        Element.COPY_NUMBER,
        Element.CLASSIFICATION,
        Element.URGENCY,
        Element.ISSUER_MARK,
        Element.DOCUMENT_NUMBER,
        Element.SIGNER,
        Element.TITLE,
        Element.ADDRESSEE,
        *HEADINGS,
        Element.BODY,
        Element.ATTENDANCE,
        Element.ATTACHMENT_NOTE,
        Element.SIGNATURE,
        Element.DATE,
        Element.NOTE,
        Element.ATTACHMENT_LABEL,
        Element.ATTACHMENT_TITLE,
        Element.COPY_TO,
        Element.MAIN_TO,
        Element.PRINTER,
    }
)


@dataclass(frozen=True, slots=True)
class Departure:
    """One way in which an element departs from the profile, at all the places where it does.

    kind: font, east_asia, size, bold, colour, alignment, first_line, indent, line.
    have, want: in words. passage, start, end: the first place. count: how many places.
    """

    kind: str
    element: Element
    have: str
    want: str
    severity: Severity
    passage: Passage
    start: int
    end: int
    count: int = 1
    edits: tuple[Edit, ...] = ()
    clause: str = ""


@dataclass(slots=True)
class _Group:
    first: Departure
    edits: list[Edit] = field(default_factory=list)
    places: set[tuple[str, int]] = field(default_factory=set)


def departures(context: Context, *kinds: str) -> Iterator[Departure]:
    """The departures of these kinds, in the order of their first places."""
    made = context.once("departures", lambda: list(_review(context)))
    return (departure for departure in made if departure.kind in kinds)


def laid_out(context: Context) -> bool:
    """Whether the document is laid out as an official document, so that formats are judged: it
    has a 版头, uses the profile's styles, mostly has the profile's type for its text, or the user
    asked for a profile."""
    return context.once("laid out", lambda: _laid_out(context))


def _laid_out(context: Context) -> bool:
    known = recognition(context)
    if context.formats is None or not known.official:
        return False
    if known.red_head or context.profile_asked:
        return True
    fitting = total = 0
    for passage in passages(context, every_story=False):
        if passage.element in (Element.TITLE, Element.BODY, *HEADINGS) and not passage.annex:
            total += 1
            fitting += _fits(context, passage)
    return fitting * 2 > total


def _fits(context: Context, passage: Passage) -> bool:
    style = _style(context, passage)
    if style is None:
        return False
    if passage.paragraph.style == style.style:
        return True
    runs = _runs(context, passage)
    if not runs:
        return False
    _, _, form = runs[0]
    fits_font = context.profile.font(style.font).accepts(form.east_asia)
    return bool(fits_font) and abs(form.size_pt - style.size_pt) < 0.3


def _style(context: Context, passage: Passage) -> ElementStyle | None:
    """The profile's style for a passage, in the layout at hand."""
    if passage.element is None or passage.element not in _CHECKED:
        return None
    profile: LayoutProfile = context.profile
    layout = context.layout if context.layout in profile.forms else None
    table = profile.form(layout).elements if layout else profile.elements
    return table.get(passage.element)


def _runs(context: Context, passage: Passage) -> list[tuple[int, int, Any]]:
    """(start, end, RunFormat) of the visible characters of a passage."""
    cache: dict[tuple[str, int], list[tuple[int, int, Any]]] = context.once("runs", dict)
    key = (passage.story, passage.index)
    if key in cache:
        return cache[key]
    made: list[tuple[int, int, Any]] = []
    cache[key] = made
    formats = context.formats
    for span in passage.paragraph.spans:
        if _VISIBLE.search(passage.text, span.start, span.end):
            form = formats.run(passage.paragraph, span)
            if not form.hidden:
                made.append((span.start, span.end, form))
    return made


def _review(context: Context) -> Iterator[Departure]:
    if not laid_out(context):
        return
    groups: dict[tuple[object, ...], _Group] = {}
    fine: set[tuple[object, ...]] = set()
    # 签发人 may stand behind the 发文字号 in one paragraph
    second = [
        passage
        for passage in of_element(context, Element.SIGNER)
        if passage.found and passage.found.start
    ]
    for passage in (*passages(context), *second):
        style = _style(context, passage)
        if style is None or not _judged(passage):
            continue
        signature = _signature(context, passage)
        if signature in fine:
            continue
        clean = True
        for departure in (
            *_characters(context, passage, style),
            *_paragraph(context, passage, style),
        ):
            clean = False
            key = (
                departure.kind, departure.element, departure.have, departure.want,
                departure.severity,
            )  # fmt: skip
            group = groups.setdefault(key, _Group(departure))
            group.edits += departure.edits
            group.places.add((passage.story, passage.index))
        if clean:
            fine.add(signature)
    for group in groups.values():
        first = group.first
        yield Departure(
            first.kind, first.element, first.have, first.want, first.severity, first.passage,
            first.start, first.end, len(group.places), tuple(group.edits), first.clause,
        )  # fmt: skip


def _signature(context: Context, passage: Passage) -> tuple[object, ...]:
    """What the verdict on a passage depends on: passages that agree in it are judged once."""
    found = passage.found
    head = found.head_end if found else 0
    whole = len(passage.text.strip()) or 1
    runs = tuple(
        (
            id(form),
            start < head,
            end > head,
            _HAN.search(passage.text, start, end) is not None,
            (end - start) * 5 >= whole * 4,
        )
        for start, end, form in _runs(context, passage)
    )
    return (
        passage.element,
        passage.annex > 0,
        passage.paragraph.section,
        id(context.formats.paragraph(passage.paragraph)),
        bool(passage.paragraph.number),
        passage.paragraph.cell is None,
        passage.text[:1] in " \u3000\t",
        found is not None and found.level > 0,
        head > 0,
        runs,
    )


def _judged(passage: Passage) -> bool:
    """Whether a passage's format is judged at all: forms and lists in attachments are not."""
    found = passage.found
    if found is None or found.confidence < 0.6:
        return False
    if passage.paragraph.cell is not None:
        return passage.element in (Element.COPY_TO, Element.PRINTER, Element.MAIN_TO)
    if passage.story != "body" and passage.element is not Element.PAGE_NUMBER:
        return passage.element in (Element.COPY_TO, Element.PRINTER, Element.MAIN_TO)
    if passage.annex and passage.element not in (
        Element.ATTACHMENT_LABEL,
        Element.ATTACHMENT_TITLE,
    ):
        return len(passage.text) >= 25 and passage.text.rstrip().endswith(("。", "；"))
    return True


# Characters


def _characters(context: Context, passage: Passage, style: ElementStyle) -> Iterator[Departure]:
    for start, end, role, other in _segments(context, passage, style):
        for first, last, form in _runs(context, passage):
            first, last = max(first, start), min(last, end)
            text = passage.text[first:last]
            if first >= last or not _VISIBLE.search(text):
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
    if not _HAN.search(text):
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
    elif role in _PLAIN_FONTS or passage.element in HEADINGS:
        severity = _milder(severity, "warning")
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
    elif style.font in _PLAIN_FONTS and style.size_pt == 16:
        severity = _milder(severity, "warning")
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
        if colour in ("AUTO", "000000", "") or _nearly_black(colour) or form.style == "Hyperlink":
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


# Paragraphs


def _paragraph(context: Context, passage: Passage, style: ElementStyle) -> Iterator[Departure]:
    form = context.formats.paragraph(passage.paragraph)
    element = style.element
    yield from _bold(context, passage, style)
    if passage.paragraph.cell is None:
        yield from _alignment(context, passage, style, form)
        if element in (Element.BODY, *HEADINGS):
            yield from _first_line(passage, style, form)
        if element in (Element.BODY, *HEADINGS, Element.ADDRESSEE):
            yield from _line(context, passage, style, form)
        if element in (Element.ATTACHMENT_NOTE, Element.NOTE, Element.ATTENDANCE):
            yield from _left(passage, style, form)
        if element in (Element.ADDRESSEE, Element.ATTACHMENT_LABEL):
            yield from _flush(passage, style, form)


def _bold(context: Context, passage: Passage, style: ElementStyle) -> Iterator[Departure]:
    if style.element not in (
        Element.TITLE, Element.HEADING_1, Element.ATTACHMENT_LABEL, Element.CLASSIFICATION,
        Element.URGENCY,
    ) or style.bold:  # fmt: skip
        return
    found = passage.found
    limit = found.head_end if found and found.head_end else len(passage.text)
    for first, last, form in _runs(context, passage):
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


_ALIGNMENTS = {
    "left": "左对齐", "start": "左对齐", "both": "两端对齐", "center": "居中",
    "right": "右对齐", "end": "右对齐", "distribute": "分散对齐",
}  # fmt: skip
_LEFTISH = ("left", "start", "both", "distribute", "justify", "lowKashida", "")


def _alignment(
    context: Context, passage: Passage, style: ElementStyle, form: Any
) -> Iterator[Departure]:
    element = style.element
    if element in (Element.SIGNATURE, Element.DATE, Element.SIGNER, Element.PRINTER):
        return
    if form.framed or (element is Element.DOCUMENT_NUMBER and _with_signer(context, passage)):
        return
    fits = (
        form.alignment in _LEFTISH
        if style.align in ("left", "both")
        else (form.alignment in (style.align, {"right": "end"}.get(style.align, "")))
    )
    if fits or (passage.text[:1] in " \u3000\t" and style.align != "both"):
        return
    severity = STRENGTH[style.strength]
    if element is Element.ATTACHMENT_TITLE:
        severity = "warning"
    yield Departure(
        "alignment",
        element,
        _ALIGNMENTS.get(form.alignment, form.alignment),
        _ALIGNMENTS[style.align],
        severity,
        passage,
        0,
        len(passage.text),
        edits=(
            Edit(passage.story, passage.index, 0, 0, paragraph_format={"alignment": style.align}),
        ),
        clause=style.clause,
    )


def _with_signer(context: Context, passage: Passage) -> bool:
    known = recognition(context)
    return known.direction == "up" or known.first(Element.SIGNER) is not None


def _first_line(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """The first line is indented by two characters, whichever way the file says it."""
    if passage.paragraph.number or passage.text[:1] in " \u3000\t" or form.alignment == "center":
        return
    char = style.size_pt * 20
    want = style.first_line_chars * char
    have = form.left + form.first_line
    slack = 0.3 * char
    if abs(have - want) <= slack and (form.left <= slack or form.first_line < 0):
        return
    if form.left > slack and abs(form.first_line - want) <= slack:
        have_words = f"整段左缩进{_chars(form.left, char)}"
    else:
        have_words = f"{_chars(have, char)}"
    yield Departure(
        "first_line",
        style.element,
        have_words,
        f"{_number(style.first_line_chars)}字",
        _milder(STRENGTH[style.strength], "warning"),
        passage,
        0,
        len(passage.text),
        edits=(
            Edit(
                passage.story, passage.index, 0, 0,
                paragraph_format={
                    "left": 0,
                    "first_line": round(want),
                    "first_line_chars": style.first_line_chars,
                },
            ),
        ),
        clause="7.3.3",
    )  # fmt: skip


def _left(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """左空二字: where the first line begins."""
    if passage.text[:1] in " \u3000\t" or passage.paragraph.number:
        return
    found = passage.found
    if found is None or form.alignment not in _LEFTISH:
        return
    char = style.size_pt * 20
    want = (style.left_chars or style.first_line_chars or 2) * char
    have = form.left + form.first_line
    if passage.element is Element.ATTACHMENT_NOTE and not passage.text.lstrip().startswith("附"):
        # further items stand under the first one's number: three characters of 附件： further in
        if 1.65 * char <= have <= 6.5 * char:
            return
        want += 3 * char
    elif abs(have - want) <= 0.35 * char or found.confidence < 0.7:
        return
    yield Departure(
        "indent",
        style.element,
        f"左空{_chars(have, char)}",
        f"左空{_chars(want, char)}",
        _milder(STRENGTH[style.strength], "warning"),
        passage,
        0,
        len(passage.text),
        edits=(
            Edit(
                passage.story, passage.index, 0, 0,
                paragraph_format={"left": 0, "first_line": round(want)},
            ),
        ),
        clause=style.clause,
    )  # fmt: skip


def _flush(passage: Passage, style: ElementStyle, form: Any) -> Iterator[Departure]:
    """顶格: nothing before the first character."""
    char = style.size_pt * 20
    have = form.left + form.first_line
    spaces = len(passage.text) - len(passage.text.lstrip(" \u3000\t"))
    if (abs(have) <= 0.3 * char and not spaces) or form.alignment not in _LEFTISH:
        return
    edits: tuple[Edit, ...] = (
        Edit(passage.story, passage.index, 0, 0, paragraph_format={"left": 0, "first_line": 0}),
    )
    if spaces:
        edits = (*edits, Edit(passage.story, passage.index, 0, spaces, ""))
    yield Departure(
        "indent",
        style.element,
        "前有空格" if spaces else f"左空{_chars(have, char)}",
        "顶格",
        _milder(STRENGTH[style.strength], "warning"),
        passage,
        0,
        len(passage.text),
        edits=edits,
        clause=style.clause,
    )


def _line(
    context: Context, passage: Passage, style: ElementStyle, form: Any
) -> Iterator[Departure]:
    """The line pitch gives the profile's number of lines a page."""
    pitch = line_pitch(context, passage, form)
    grid = context.profile.grid
    # a pitch up to a point smaller still gives the lines; a twip more gives one line less
    if pitch is None or grid.line_twips - 30 <= pitch <= grid.line_twips + 0.5:
        return
    area = context.profile.page.area_height_mm * 1440 / 25.4
    lines = int(area / pitch + 0.05) if pitch else 0
    have = f"{pitch / 20:g}磅" if lines == 0 else f"{round(pitch / 20, 2):g}磅（每面约{lines}行）"
    yield Departure(
        "line",
        Element.BODY,
        have,
        f"{grid.line_twips / 20:g}磅（每面{grid.lines}行）",
        _milder(STRENGTH[grid.strength], "warning"),
        passage,
        0,
        len(passage.text),
        edits=(
            Edit(
                passage.story, passage.index, 0, 0,
                paragraph_format={"line": grid.line_twips, "line_rule": "exact"},
            ),
        ),
        clause=grid.clause,
    )  # fmt: skip


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

# Words

_SIZES = {
    42: "初号", 36: "小初", 26: "一号", 24: "小一", 22: "二号", 18: "小二", 16: "三号",
    15: "小三", 14: "四号", 12: "小四", 10.5: "五号", 9: "小五", 7.5: "六号",
}  # fmt: skip


def size_words(points: float) -> str:
    """三号（16磅), 13.5磅."""
    name = _SIZES.get(points)
    return f"{name}（{points:g}磅）" if name else f"{points:g}磅"


def is_red(colour: str) -> bool:
    """Whether six hex digits are some red."""
    try:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    except ValueError:
        return False
    return red >= 0xA0 and green <= 0x60 and blue <= 0x60


def _nearly_black(colour: str) -> bool:
    try:
        return max(int(colour[i : i + 2], 16) for i in (0, 2, 4)) <= 0x26
    except ValueError:
        return True


def colour_words(colour: str) -> str:
    """红色, 蓝色 … or the code itself."""
    if colour in ("AUTO", "000000", ""):
        return "黑色"
    try:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    except ValueError:
        return colour
    if max(red, green, blue) - min(red, green, blue) < 24:
        return "灰色" if red < 0xF0 else "白色"
    if red >= green and red >= blue:
        return "红色" if green < 0x90 else "黄色"
    return "蓝色" if blue >= green else "绿色"


def _chars(twips: float, char: float) -> str:
    return f"{_number(round(twips / char, 1))}字"


def _number(value: float) -> str:
    return f"{value:g}"


def _milder(one: Severity, other: Severity) -> Severity:
    order: tuple[Severity, ...] = ("error", "warning", "advice")
    return order[max(order.index(one), order.index(other))]
