"""What the marks add up to: official or not, layout, direction; and what stands beside the body."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.document_number import is_document_number
from pipeline.gongwen.elements import Element
from pipeline.gongwen.genres import Genre
from pipeline.gongwen.lines import OBJECT, Line
from pipeline.gongwen.recognise.layouts import Stories, layout_of
from pipeline.gongwen.recognise.marking import HEADINGS, Marking, Recognised, Recognition
from pipeline.gongwen.recognise.title import title_text


def other_story(
    name: str, kind: str, lines: Sequence[Line], marking: Marking
) -> Iterator[Recognised]:
    """Elements in headers, footers and text boxes."""
    for line in lines:
        element, reason = Element.BLANK, "空行"
        text = line.stripped
        if kind == "footer" or (kind in ("header", "textbox") and shapes.PAGE_NUMBER.match(text)):
            if text and (shapes.PAGE_NUMBER.match(text) or line.style.lower() == "page number"):
                element, reason = Element.PAGE_NUMBER, "页脚中的页码"
            elif text:
                element, reason = Element.UNKNOWN, "页脚中的文字"
        elif text:
            element, reason = _floating_element(line, kind)
        yield Recognised(element, name, line.index, reason, 0.8, end=len(line.text))


def floating_mark(stories: Iterable[tuple[str, str, Sequence[Line]]]) -> str:
    """The words of a 发文机关标志 in a text box or a header (name, kind, lines), or ""."""
    for _, kind, lines in stories:
        found = [
            "".join(line.stripped.split())
            for line in lines
            if kind in ("textbox", "header")
            and not line.blank
            and _floating_element(line, kind)[0] is Element.ISSUER_MARK
        ]
        if found:
            return "".join(found)
    return ""


def _floating_element(line: Line, kind: str) -> tuple[Element, str]:
    text = line.stripped
    if kind in ("textbox", "header"):
        if shapes.COPY_TO.match(text):
            return Element.COPY_TO, "文本框中的抄送"
        if shapes.PRINTER.match(text):
            return Element.PRINTER, "文本框中的印发行"
        large = (line.look.size or 0) >= 20 or _names_issuer(text)
        if line.look.red and large and len(text) <= 40:
            return Element.ISSUER_MARK, "文本框或页眉中的红色大字"
        if (line.look.size or 0) >= _MARK_PT and len(text) <= 40 and _names_issuer(text):
            return Element.ISSUER_MARK, "文本框或页眉中的大字机关名称"
        if is_document_number(text):
            return Element.DOCUMENT_NUMBER, "文本框中的发文字号"
    return Element.UNKNOWN, "正文之外的文字"


_MARK_PT = 26  # an organ's name so large is a mark, whatever its colour


def _names_issuer(text: str) -> bool:
    bare = "".join(text.split())
    return shapes.is_organ(bare) or bool(shapes.MARK_ENDS.search(bare))


def conclude(
    marking: Marking,
    elements: list[Recognised],
    genre: Genre | None,
    layout: str | None,
    given: bool,
    others: Stories,
) -> Recognition:
    title = title_text(marking)
    present = {found.element for found in elements}
    red_head = Element.ISSUER_MARK in present or (
        Element.DOCUMENT_NUMBER in present
        and (Element.HEADER_RULE in present or _is_head_drawn(marking, others))
    )
    official = given or _is_official(present, genre, title)
    if not official:
        elements = [_ordinary(found) for found in elements]
    result = Recognition(
        genre=genre.name if genre else None,
        layout=layout or (layout_of(marking, elements, genre, others) if red_head else None),
        direction=None,
        title=title,
        official=official,
        red_head=red_head and official,
        elements=tuple(elements),
    )
    for found in elements:
        result._index.setdefault((found.story, found.paragraph), found)
    return replace(result, direction=_direction(marking, result, genre))


def _is_head_drawn(marking: Marking, others: Stories) -> bool:
    """Whether the number stands below a picture or WordArt, or on a line of its own: a 版头 whose
    mark has no characters."""
    for _, kind, lines in others:
        if kind == "header" and any(
            not line.blank and not line.stripped.strip(OBJECT) for line in lines
        ):
            return True
    for place in marking.visible:
        line = marking.lines[place]
        if marking.is_a(place, Element.DOCUMENT_NUMBER):
            return bool(marking.floating_mark) or line.look.rule
        if not line.stripped.strip(OBJECT):
            return True
    return False


_ORDINARY = frozenset(
    {
        Element.TITLE,
        *HEADINGS,
        Element.BODY,
        Element.TABLE,
        Element.CAPTION,
        Element.TABLE_NOTE,
        Element.PAGE_NUMBER,
        Element.BLANK,
        Element.UNKNOWN,
    }
)


def _ordinary(found: Recognised) -> Recognised:
    """An element of a text that is no official document: only what any text can have."""
    if found.element in _ORDINARY:
        return found
    return replace(found, element=Element.BODY, reason="不是公文，按普通文字看待", confidence=0.4)


def _is_official(present: set[Element], genre: Genre | None, title: str) -> bool:
    """Whether there is enough of an official document to speak of one."""
    score = 0
    if genre is not None:
        score += 2 if "关于" in title or len(title) > 12 else 1
    score += 2 * (Element.DOCUMENT_NUMBER in present) + 2 * (Element.ISSUER_MARK in present)
    score += (Element.ADDRESSEE in present) + (Element.DATE in present)
    score += 2 * (Element.PRINTER in present) + (Element.COPY_TO in present)
    score += Element.TITLE_NOTE in present and genre is not None
    score += Element.ATTENDANCE in present and genre is not None
    return score >= 3


def _direction(marking: Marking, result: Recognition, genre: Genre | None) -> str | None:
    if genre is None:
        return None
    if len(genre.directions) == 1:
        return genre.directions[0]
    if "up" in genre.directions and result.first(Element.SIGNER):
        return "up"
    if genre.name in ("命令", "决议"):
        return "down"
    return genre.directions[0] if genre.name in ("通知",) else None
