"""How a document departs from its layout profile: one pass, shared by all format rules.

The review only judges elements that were recognised, in documents that are laid out as official
documents (``laid_out``); a plain draft gets one summarising advice instead of hundreds of errors.
Equal departures of one element are grouped into one, with all their edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import ElementStyle, LayoutProfile
from pipeline.lint.character_review import SHORT_HEAD, character_departures
from pipeline.lint.context import Context
from pipeline.lint.departure import HAN, Departure, visible_runs
from pipeline.lint.paragraph_review import paragraph_departures
from pipeline.lint.passages import (
    HEADINGS,
    Passage,
    in_text,
    of_element,
    passages,
    recognition,
)
from pipeline.word.edit import Edit

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


@dataclass(slots=True)
class _Group:
    """Departures told as one: the first of them, and the edits of all."""

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
    runs = visible_runs(context, passage)
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


def _review(context: Context) -> Iterator[Departure]:
    if not laid_out(context):
        return
    groups: dict[tuple[object, ...], _Group] = {}
    fine: set[tuple[object, ...]] = set()
    # 签发人 may stand behind the 发文字号 in one paragraph, and this behind 紧急程度
    second = [
        passage
        for passage in of_element(context, Element.SIGNER, Element.DOCUMENT_NUMBER)
        if passage.found and passage.found.start
    ]
    for passage in (*passages(context), *second):
        style = _style(context, passage)
        if style is None or not judged(context, passage):
            continue
        signature = _signature(context, passage)
        if signature in fine:
            continue
        clean = True
        for departure in (
            *character_departures(context, passage, style),
            *paragraph_departures(context, passage, style),
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
    _join_closing_lines(groups)
    for group in groups.values():
        first = group.first
        yield Departure(
            first.kind, first.element, first.have, first.want, first.severity, first.passage,
            first.start, first.end, len(group.places), tuple(group.edits), first.clause,
        )  # fmt: skip


def _join_closing_lines(groups: dict[tuple[object, ...], _Group]) -> None:
    """The line pitch behind the text is put right with that of the text, and not reported."""
    pitch = [group for group in groups.values() if group.first.kind == "line"]
    for key in [key for key, group in groups.items() if group.first.kind == "closing line"]:
        group = groups.pop(key)
        if pitch:
            pitch[0].edits += group.edits


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
            HAN.search(passage.text, start, end) is not None,
            (end - start) * 5 >= whole * 4,
        )
        for start, end, form in visible_runs(context, passage)
    )
    return (
        passage.element,
        in_text(context, passage),
        passage.paragraph.section,
        id(context.formats.paragraph(passage.paragraph)),
        bool(passage.paragraph.number),
        passage.paragraph.cell is None,
        passage.text[: len(passage.text) - len(passage.text.lstrip())],
        found.level if found else 0,
        _short_head(passage),
        head > 0,
        runs,
    )


def _short_head(passage: Passage) -> bool:
    return bool(passage.found and passage.found.head_end <= SHORT_HEAD)


# So many characters make a line of an attachment a sentence, and one that is surely running text.
_SENTENCE, _SURELY_TEXT = 10, 25


# what may stand in the tables of 版头 and 版记
_IN_CELLS = (
    Element.ISSUER_MARK, Element.DOCUMENT_NUMBER, Element.SIGNER,
    Element.COPY_TO, Element.PRINTER, Element.MAIN_TO,
)  # fmt: skip


# what may stand in text boxes, and the mark in a header
_FLOATING = (Element.ISSUER_MARK, Element.COPY_TO, Element.PRINTER, Element.MAIN_TO)


def judged(context: Context, passage: Passage) -> bool:
    """Whether a passage's format is judged at all: forms and lists in attachments are not."""
    found = passage.found
    if found is None or found.confidence < 0.6:
        return False
    if passage.paragraph.cell is not None:
        return passage.element in _IN_CELLS
    if passage.story != "body" and passage.element is not Element.PAGE_NUMBER:
        return passage.element in _FLOATING
    if passage.annex and passage.element not in (
        Element.ATTACHMENT_LABEL,
        Element.ATTACHMENT_TITLE,
    ):
        own = (Element.ATTACHMENT_NOTE, *HEADINGS)
        if passage.element in own and in_text(context, passage):
            return True
        least = _SENTENCE if context.profile_asked else _SURELY_TEXT
        return len(passage.text) >= least and passage.text.rstrip().endswith(("。", "；"))
    return True
