"""Format against the layout profile: type, colour, alignment, indents, line pitch, page.

Options of every check that names elements: none; the profile says what is right, its
``strength`` (规定, 一般, 推荐, 实务) decides how severe a departure is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.lint.context import Context
from pipeline.lint.departure import Departure, size_words, visible_runs
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import departures, judged, laid_out
from pipeline.lint.passages import HEADINGS, Passage, in_text, passages, recognition
from pipeline.lint.registry import check
from pipeline.word.edit import Edit
from pipeline.word.sections import Section


@check("layout.plain")
def plain(context: Context) -> Iterator[Hit]:
    """An official document that is not laid out as one: said once instead of everywhere."""
    known = recognition(context)
    if context.formats is None or not known.official or laid_out(context):
        return
    first = next(iter(passages(context, every_story=False)), None)
    if first is not None:
        yield first.hit()


@check("layout.font")
def font(context: Context) -> Iterator[Hit]:
    """The typeface of an element is not the profile's."""
    return _hits(context, "font")


@check("layout.east_asia")
def east_asia(context: Context) -> Iterator[Hit]:
    """Chinese text without an East Asian font, or with the right one set for Latin only."""
    return _hits(context, "east_asia")


@check("layout.size")
def size(context: Context) -> Iterator[Hit]:
    """The size of an element's type is not the profile's."""
    return _hits(context, "size")


@check("layout.bold")
def bold(context: Context) -> Iterator[Hit]:
    """小标宋 and 黑体 are set bold on top."""
    return _hits(context, "bold")


@check("layout.set_off")
def set_off(context: Context) -> Iterator[Hit]:
    """Running text is italic, underlined, shaded, struck out, stretched, or bold as a whole."""
    return _hits(context, "set_off")


@check("layout.colour")
def colour(context: Context) -> Iterator[Hit]:
    """Text that is not black, or a mark that is not red."""
    return _hits(context, "colour")


@check("layout.alignment")
def alignment(context: Context) -> Iterator[Hit]:
    """An element is not aligned as the profile says."""
    return _hits(context, "alignment")


@check("layout.first_line")
def first_line(context: Context) -> Iterator[Hit]:
    """A paragraph of text does not begin two characters in."""
    return _hits(context, "first_line")


@check("layout.indent")
def indent(context: Context) -> Iterator[Hit]:
    """An element that stands 左空二字 or 顶格 does not."""
    return _hits(context, "indent")


@check("layout.line")
def line(context: Context) -> Iterator[Hit]:
    """The line pitch does not give the profile's lines a page."""
    return _hits(context, "line")


def _hits(context: Context, kind: str) -> Iterator[Hit]:
    return (_hit(departure) for departure in departures(context, kind))


def _hit(departure: Departure) -> Hit:
    more = f"（共{departure.count}处）" if departure.count > 1 else ""
    return Hit(
        departure.passage.story,
        departure.passage.index,
        departure.start,
        departure.end,
        values={
            "element": departure.element.label,
            "have": departure.have,
            "want": departure.want,
            "more": more,
        },
        edits=departure.edits,
        severity=departure.severity,
    )


_SIDES = {"top": "天头（上边距）", "left": "订口（左边距）", "right": "右边距", "bottom": "下边距"}


@check("layout.paper")
def paper(context: Context) -> Iterator[Hit]:
    """The paper is not the profile's (A4); landscape is let pass for wide tables."""
    if not laid_out(context):
        return
    page = context.profile.page
    want = (twips(page.width_mm), twips(page.height_mm))
    for number, section in enumerate(context.document.sections):
        have = (section.page_width, section.page_height)
        if None in have or all(abs(a - b) <= 60 for a, b in zip(sorted(have), want, strict=True)):
            continue
        first = _first_of(context, number)
        if first is not None:
            hit = first.hit(
                have=f"{_mm(have[0])}×{_mm(have[1])}毫米",
                want=f"{page.width_mm:g}×{page.height_mm:g}毫米（A4）",
            )
            yield replace(hit, edits=_other_paper(context, want))
            return


def _other_paper(context: Context, want: tuple[int, int]) -> tuple[Edit, ...]:
    """The profile's paper for every section, each lying as it does."""
    return tuple(
        _page_edit(place, {"page_width": width, "page_height": height})
        for place, section in _section_places(context)
        for width, height in [want if not _lies(section) else want[::-1]]
    )


def _section_places(context: Context) -> Iterator[tuple[int, Section]]:
    """The first paragraph of each section that says what its page is like, and the section."""
    seen: set[int] = set()
    for paragraph in context.document.body.paragraphs:
        if paragraph.section in seen or paragraph.section >= len(context.document.sections):
            continue
        seen.add(paragraph.section)
        section = context.document.sections[paragraph.section]
        if section.element is not None and section.page_width is not None:
            yield paragraph.index, section


def _lies(section: Section) -> bool:
    return section.landscape or (section.page_width or 0) > (section.page_height or 0)


def _page_edit(place: int, form: dict[str, int | str]) -> Edit:
    return Edit("body", place, 0, 0, section_format=form)


@check("layout.margins")
def margins(context: Context) -> Iterator[Hit]:
    """天头, 订口 and 版心 are not the profile's."""
    if not laid_out(context):
        return
    reported: set[str] = set()
    edits = _margin_edits(context)
    for number, section in enumerate(context.document.sections):
        if _lies(section):
            continue
        for side, have, want in _margin_faults(context, section):
            first = _first_of(context, number)
            if first is None or side in reported:
                continue
            reported.add(side)
            derived = side in ("right", "bottom")
            reason = "（由版心156毫米×225毫米推算）" if derived else ""
            hit = first.hit(side=_SIDES[side], have=f"{_mm(have)}", want=f"{want:g}", reason=reason)
            yield replace(hit, edits=edits[side])


def _margin_edits(context: Context) -> dict[str, tuple[Edit, ...]]:
    """The profile's margin for every upright section that has another one, by side."""
    made: dict[str, tuple[Edit, ...]] = dict.fromkeys(_SIDES, ())
    for place, section in _section_places(context):
        if _lies(section):
            continue
        for side, _, want in _margin_faults(context, section):
            margin = twips(want)
            form: dict[str, int | str] = {side: margin}
            gutter = section.gutter or 0
            if side == "left" and gutter:
                form = {side: max(0, margin - gutter), "gutter": min(gutter, margin)}
            made[side] = (*made[side], _page_edit(place, form))
    return made


def _margin_faults(context: Context, section: Section) -> Iterator[tuple[str, int, float]]:
    page = context.profile.page
    form = context.profile.forms.get(context.layout)
    # a mark that stands so high in the text leaves its page no larger margin (10.1)
    high = form.mark_top_mm if form and form.mark_top_mm < page.top_mm else page.top_mm
    slack = twips(page.tolerance_mm) + 6
    gutter = section.gutter or 0
    for side, want in (
        ("top", page.top_mm),
        ("left", page.left_mm),
        ("right", page.right_mm),
        ("bottom", page.bottom_mm),
    ):
        have = getattr(section, side)
        if have is None:
            continue
        have = abs(have) + (gutter if side == "left" else 0)
        if side == "top" and not section.index and abs(have - twips(high)) <= slack:
            continue
        if abs(have - twips(want)) > slack:
            yield side, have, want


def _first_of(context: Context, section: int) -> Passage | None:
    for passage in passages(context, every_story=False):
        if passage.paragraph.section == section:
            return passage
    return None


def _mm(length: int | None) -> str:
    return f"{(length or 0) * 25.4 / 1440:.1f}".removesuffix(".0")


@check("layout.siblings")
def siblings(context: Context) -> Iterator[Hit]:
    """One heading that does not look like all the others of its level: bold, larger, other type."""
    if context.formats is None or not laid_out(context):
        return
    looks: dict[Element, list[tuple[tuple[object, ...], Passage]]] = {}
    for passage in passages(context, every_story=False):
        runs = visible_runs(context, passage)
        if passage.element in HEADINGS and passage.paragraph.cell is None and runs:
            form = runs[0][2]
            look = (form.east_asia, form.size_pt, bool(form.bold))
            looks.setdefault(passage.element, []).append((look, passage))
    for items in looks.values():
        counts = Counter(look for look, _ in items)
        (usual, often), *others = counts.most_common()
        if often < 3 or len(others) != 1 or others[0][1] > 1:
            continue
        odd, passage = next((look, passage) for look, passage in items if look != usual)
        if odd[:2] != usual[:2] and judged(context, passage):
            continue  # the profile says what is right
        yield passage.hit(problem=_differences(usual, odd))


@check("layout.latin")
def latin(context: Context) -> Iterator[Hit]:
    """Digits and letters of the text are in one typeface."""
    if context.formats is None or not laid_out(context):
        return
    places: dict[str, list[tuple[Passage, int, int]]] = {}
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or not in_text(context, passage):
            continue
        head = passage.found.head_end if passage.found else 0  # set as its level asks
        for start, end, form in visible_runs(context, passage):
            if start >= head and form.ascii and re.search(r"[0-9A-Za-z]", passage.text[start:end]):
                places.setdefault(_face(context, form.ascii), []).append((passage, start, end))
    if len(places) < 2:
        return
    usual, *others = sorted(places, key=lambda name: -len(places[name]))
    odd = [place for name in others for place in places[name]]
    if len(odd) * 4 > len(places[usual]):
        return
    edits = tuple(
        Edit(p.story, p.index, start, end, run_format={"ascii": usual, "h_ansi": usual})
        for p, start, end in odd
    )
    passage, start, end = odd[0]
    hit = passage.hit(start, end, have="、".join(others), want=usual)
    yield replace(hit, edits=edits)


def _face(context: Context, name: str) -> str:
    """One name for a typeface of the profile that has several."""
    fonts = context.profile.fonts
    return next((fonts[role].name for role in fonts if fonts[role].accepts(name)), name)


def _differences(usual: tuple[object, ...], odd: tuple[object, ...]) -> str:
    made = []
    if odd[0] != usual[0]:
        made.append(f"字体是{odd[0]}，别处是{usual[0]}")
    if odd[1] != usual[1]:
        made.append(
            f"字号是{size_words(float(str(odd[1])))}，别处是{size_words(float(str(usual[1])))}"
        )
    if odd[2] != usual[2]:
        made.append("加粗，别处不加粗" if odd[2] else "不加粗，别处加粗")
    return "；".join(made)
