"""Which paragraph is which element of an official document, and what kind of document it is.

Recognition goes by place, words and look together: first the landmarks (发文字号, 标题, 成文日期,
版记, 附件 labels), then what lies between them. Nothing is forced into a name: what fits nothing
stays BODY or UNKNOWN, and a text that is no official document has ``official`` False.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.gongwen.genres import genres
from pipeline.gongwen.lines import Line, art_mark, document_lines
from pipeline.gongwen.recognise.conclusion import conclude, floating_mark, other_story
from pipeline.gongwen.recognise.head import is_order, mark_head, mark_rules, number_place
from pipeline.gongwen.recognise.marking import Marking, Recognised, Recognition
from pipeline.gongwen.recognise.tail import mark_tail
from pipeline.gongwen.recognise.text import mark_main
from pipeline.gongwen.recognise.title import genre_of, genre_of_text, mark_addressee, mark_title

__all__ = ["Recognised", "Recognition", "recognise", "recognise_lines"]


def recognise(
    document: Any, *, genre: str | None = None, layout: str | None = None, formats: Any = None
) -> Recognition:
    """Recognise word's Document (or plain text made to look like one).

    genre, layout: what the user says; they then override what would be concluded. formats: the
    document's effective formatting (word.formatting), where the caller has it already.
    """
    stories = document_lines(document, formats)
    body = next((lines for name, kind, lines in stories if kind == "body"), [])
    others = [(name, kind, lines) for name, kind, lines in stories if kind != "body"]
    art = art_mark(document) if document.package is not None else ""
    return recognise_lines(body, others, genre=genre, layout=layout, art=art)


def recognise_lines(
    body: Sequence[Line],
    others: Iterable[tuple[str, str, Sequence[Line]]] = (),
    *,
    genre: str | None = None,
    layout: str | None = None,
    story: str = "body",
    art: str = "",
) -> Recognition:
    """Recognise lines of the body and (name, kind, lines) of the other stories; ``art``: the words
    of a mark that is WordArt."""
    others = list(others)
    marking = Marking(body, story, floating_mark(others) or art)
    title_end = _mark_head_and_title(marking)
    known = genres().get(genre) if genre else genre_of(marking)
    mark_tail(marking, title_end)
    known = known or genre_of_text(marking, title_end)
    mark_addressee(marking, title_end, known)
    mark_main(marking, title_end, minutes=known is not None and known.name == "纪要")
    elements = list(marking.finished())
    for name, kind, lines in others:
        elements.extend(other_story(name, kind, lines, marking))
    return conclude(marking, elements, known, layout, genre is not None, others)


def _mark_head_and_title(marking: Marking) -> int:
    """Name what stands before the text; returns the place behind the title (and its note)."""
    anchor = number_place(marking)
    place = mark_head(marking, anchor)
    mark_rules(marking, place)
    if anchor is not None and is_order(marking, anchor):
        return place
    return mark_title(marking, place)
