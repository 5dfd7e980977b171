"""Which of the four layouts a document with a 版头 is set in: all its evidence taken together.

The mark alone does not say it: a letter whose mark wrongly ends with 文件 is still a letter by its
double lines (10.1), and the 函 of an office without letter paper is set as a document (7.2.4).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.gongwen.elements import Element
from pipeline.gongwen.genres import Genre
from pipeline.gongwen.lines import Line
from pipeline.gongwen.recognise.marking import Marking, Recognised

Stories = Sequence[tuple[str, str, Sequence[Line]]]


def layout_of(
    marking: Marking, elements: list[Recognised], genre: Genre | None, others: Stories
) -> str:
    """文件, 信函, 命令 or 纪要. others: name, kind and lines of what is not the body."""
    mark = "".join(marking.mark_texts())
    if mark.endswith("纪要"):
        return "纪要"
    if mark.endswith("令"):
        return "命令"
    by_genre = genre is not None and genre.layouts[0] == "信函"
    places = _double_lines(marking, others)
    if places == {"head", "foot"}:
        return "信函"
    if "文件" in mark or not mark:
        apart = _number_at_the_right(marking, elements, unsure=False)
        printed = any(found.element is Element.PRINTER for found in elements)
        fits = (apart or by_genre) if places else (apart and by_genre)
        return "信函" if fits and not printed else "文件"
    if places:
        return "信函"
    if by_genre:
        return "文件" if _set_as_document(marking, elements) else "信函"
    letter = genre is not None and "信函" in genre.layouts
    return "信函" if _number_at_the_right(marking, elements, unsure=letter) else "文件"


def _double_lines(marking: Marking, others: Stories) -> set[str]:
    """Where double lines are drawn on the first page: head, foot."""
    first = marking.title[0] if marking.title else min(len(marking.lines), _HEAD_LINES)
    lines = list(marking.lines[:first])
    # a line at the foot may hang on any paragraph of the page
    places = {place for line in lines for place in line.look.double.split()}
    for _, kind, story in others:
        for line in story if kind in ("header", "footer") else ():
            drawn = line.look.double
            places.update(["foot"] if drawn and kind == "footer" else drawn.split())
    return places


_HEAD_LINES = 12


def _set_as_document(marking: Marking, elements: list[Recognised]) -> bool:
    """Whether a letter was set as a document whose mark lacks 文件 (7.2.4 lets it): its number in
    the middle (7.2.5) and 印发机关 in its 版记, which letters have not (10.1)."""
    numbers = (
        marking.line_of(found).look
        for found in elements
        if found.element is Element.DOCUMENT_NUMBER and found.story == marking.story
    )
    centred = any(look.size is not None and look.centred for look in numbers)
    return centred and any(found.element is Element.PRINTER for found in elements)


def _number_at_the_right(marking: Marking, elements: list[Recognised], *, unsure: bool) -> bool:
    """A letter's number stands at the right, with no 签发人. unsure: the answer without a look."""
    for found in elements:
        if found.element is Element.DOCUMENT_NUMBER and found.story == marking.story:
            look = marking.line_of(found).look
            if look.size is None or unsure:
                return unsure and (look.size is None or look.to_the_right)
            signed = any(other.element is Element.SIGNER for other in elements)
            return look.to_the_right and not signed
    return unsure
