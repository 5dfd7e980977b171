"""Which paragraph is which element of an official document, and what kind of document it is.

Recognition goes by place, words and look together: first the landmarks (发文字号, 标题, 成文日期,
版记, 附件 labels), then what lies between them. Nothing is forced into a name: what fits nothing
stays BODY or UNKNOWN, and a text that is no official document has ``official`` False.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.document_number import (
    find_document_numbers,
    is_document_number,
    is_issue_number,
    is_order_number,
)
from pipeline.gongwen.elements import Element
from pipeline.gongwen.genres import Genre, genre_of_title, genres
from pipeline.gongwen.lines import Line, document_lines

_HEAD_LIMIT = 40
_HEADING_LIMIT = 60
_RUN_IN_LIMIT = 45
_HEADINGS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)
_HEAD = frozenset(
    {
        Element.COPY_NUMBER,
        Element.CLASSIFICATION,
        Element.URGENCY,
        Element.ISSUER_MARK,
        Element.DOCUMENT_NUMBER,
        Element.SIGNER,
        Element.HEADER_RULE,
    }
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """One element in one paragraph.

    start, end: its character range in the paragraph's text (a paragraph may hold two elements:
    发文字号 and 签发人 on one line). reason: why, in Chinese. confidence: 0–1. level: 1–4 for
    headings, also for numbered paragraphs that are no headings. head_end: where a heading's own
    words end when text runs on behind it (its range is all of it otherwise). annex: 0 in the main
    document, else the running number of the attachment it stands in.
    """

    element: Element
    story: str
    paragraph: int
    reason: str
    confidence: float = 0.9
    start: int = 0
    end: int = 0
    level: int = 0
    head_end: int = 0
    annex: int = 0


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a document is and what its paragraphs are.

    genre: one of the 15 文种, or None. layout: 文件, 信函, 命令, 纪要, or None without a 版头.
    direction: key of genres.DIRECTIONS, or None. title: the title's text without line breaks.
    official: it is an official document (or a draft of one) at all. red_head: it has a 版头.
    """

    genre: str | None
    layout: str | None
    direction: str | None
    title: str
    official: bool
    red_head: bool
    elements: tuple[Recognised, ...]
    _index: dict[tuple[str, int], Recognised] = field(default_factory=dict, repr=False)

    def at(self, story: str, paragraph: int) -> Recognised | None:
        """What the paragraph was recognised as, or None."""
        return self._index.get((story, paragraph))

    def element_of(self, story: str, paragraph: int) -> Element | None:
        """The element of a paragraph, or None."""
        found = self._index.get((story, paragraph))
        return found.element if found else None

    def first(self, element: Element) -> Recognised | None:
        """The first paragraph of that element, or None."""
        return next((found for found in self.elements if found.element is element), None)

    def all(self, *elements: Element) -> tuple[Recognised, ...]:
        """Every paragraph of these elements, in order."""
        return tuple(found for found in self.elements if found.element in elements)


def recognise(document: Any, *, genre: str | None = None, layout: str | None = None) -> Recognition:
    """Recognise word's Document (or plain text made to look like one).

    genre, layout: what the user says; they then override what would be concluded.
    """
    stories = document_lines(document)
    body = next((lines for name, kind, lines in stories if kind == "body"), [])
    others = [(name, kind, lines) for name, kind, lines in stories if kind != "body"]
    return recognise_lines(body, others, genre=genre, layout=layout)


def recognise_lines(
    body: Sequence[Line],
    others: Iterable[tuple[str, str, Sequence[Line]]] = (),
    *,
    genre: str | None = None,
    layout: str | None = None,
    story: str = "body",
) -> Recognition:
    """Recognise lines of the body and (name, kind, lines) of the other stories."""
    marking = _Marking(body, story)
    title_end = _mark_head_and_title(marking)
    known = genres().get(genre) if genre else _genre(marking)
    _mark_tail(marking, title_end)
    _mark_addressee(marking, title_end, known)
    _mark_main(marking, title_end, minutes=known is not None and known.name == "纪要")
    elements = list(marking.finished())
    for name, kind, lines in others:
        elements.extend(_other_story(name, kind, lines, marking))
    return _conclude(marking, elements, known, layout, genre is not None)


class _Marking:
    """The lines of the body and what has been found out about them so far."""

    def __init__(self, lines: Sequence[Line], story: str) -> None:
        self.lines = lines
        self.story = story
        self.found: list[list[Recognised]] = [[] for _ in lines]
        self.place_of = {line.index: place for place, line in enumerate(lines)}
        self.visible = [i for i, line in enumerate(lines) if not line.blank]
        self.title: list[int] = []
        self.main_end = len(lines)
        self.annexes = 0

    def mark(
        self, place: int, element: Element, reason: str, confidence: float = 0.9, **more: int
    ) -> None:
        """Name line ``place``; ``more`` are other fields of Recognised."""
        line = self.lines[place]
        more.setdefault("end", len(line.text))
        self.found[place].append(
            Recognised(element, self.story, line.index, reason, confidence, **more)
        )

    def line_of(self, found: Recognised) -> Line:
        """The line that an element of this story stands in."""
        return self.lines[self.place_of[found.paragraph]]

    def starts_page(self, place: int) -> bool:
        """Whether the line is the first text on its page (blank lines above it do not count)."""
        while not self.lines[place].new_page:
            place -= 1
            if place < 0 or not self.lines[place].blank:
                return False
        return True

    def known(self, place: int) -> bool:
        """Whether the line already has a name."""
        return bool(self.found[place])

    def is_a(self, place: int, *elements: Element) -> bool:
        """Whether the line was named one of these."""
        return any(found.element in elements for found in self.found[place])

    def visible_from(self, start: int, end: int | None = None) -> Iterator[int]:
        """Places of lines with text in [start, end)."""
        stop = len(self.lines) if end is None else min(end, len(self.lines))
        for place in range(start, stop):
            if not self.lines[place].blank:
                yield place

    def next_visible(self, start: int, end: int | None = None) -> int | None:
        """The first line with text in [start, end)."""
        return next(self.visible_from(start, end), None)

    def previous_visible(self, before: int, first: int = 0) -> int | None:
        """The last line with text in [first, before)."""
        for place in range(before - 1, first - 1, -1):
            if not self.lines[place].blank:
                return place
        return None

    def finished(self) -> Iterator[Recognised]:
        """All names in order."""
        for found in self.found:
            yield from found


# --- 版头 and 标题


def _mark_head_and_title(marking: _Marking) -> int:
    """Name what stands before the text; returns the place behind the title (and its note)."""
    anchor = _number_place(marking)
    place = _mark_head(marking, anchor)
    _mark_rules(marking, place)
    if anchor is not None and _is_order(marking, anchor):
        return place
    return _mark_title(marking, place)


def _number_place(marking: _Marking) -> int | None:
    """Where the document's own number stands, when it does, near the top."""
    for count, place in enumerate(marking.visible[:_HEAD_LIMIT]):
        line = marking.lines[place]
        text = line.stripped
        if len(text) > 90:
            if line.cell is None:
                return None
            continue
        if is_document_number(text) or _number_with_signer(text):
            return place
        if count and _names_after_number(text) and shapes.SIGNER.match(_above(marking, place)):
            return place
        if count and is_order_number(text) and shapes.MARK_ENDS.search(_above(marking, place)):
            return place
        if count and is_issue_number(text) and _above(marking, place).endswith(("纪要", "简报")):
            return place
        if line.cell is None and shapes.heading_number(text):
            return None
    return None


def _number_with_signer(text: str) -> bool:
    numbers = find_document_numbers(text)
    return bool(numbers) and numbers[0].start == 0 and bool(shapes.SIGNER.search(text))


def _names_after_number(text: str) -> int | None:
    """Where the names begin in “×政〔2026〕5号  ×××”, the last line of several 签发人 (7.2.6)."""
    numbers = find_document_numbers(text)
    if not numbers or numbers[0].start:
        return None
    names = text[numbers[0].end :]
    fits = names[:1].isspace() and all(1 < len(name) <= 4 for name in names.split())
    return len(text) - len(names.lstrip()) if fits and names.strip() else None


def _above(marking: _Marking, place: int) -> str:
    previous = marking.previous_visible(place)
    return "" if previous is None else marking.lines[previous].stripped.replace(" ", "")


def _is_order(marking: _Marking, anchor: int) -> bool:
    text = marking.lines[anchor].stripped
    return is_order_number(text) and _above(marking, anchor).endswith("令")


def _mark_head(marking: _Marking, anchor: int | None) -> int:
    """Name the 版头; returns the place where the title may begin."""
    start = 0
    for count, place in enumerate(marking.visible[:_HEAD_LIMIT]):
        if not _mark_head_line(marking, place, count, anchor):
            if anchor is None or place > anchor:
                break
            marking.mark(place, Element.UNKNOWN, "版头中未识别的文字", 0.3)
        start = place + 1
    return start


def _mark_head_line(marking: _Marking, place: int, count: int, anchor: int | None) -> bool:
    line = marking.lines[place]
    text = line.stripped
    before_number = anchor is not None and place < anchor
    if place == anchor:
        _mark_number(marking, place)
    elif shapes.SIGNER.match(text) and (anchor is None or abs(place - anchor) < 12):
        marking.mark(place, Element.SIGNER, "以“签发人：”开头")
    elif anchor is not None and line.cell and _same_table(marking, place, anchor):
        if place > anchor and not shapes.NAME_LIKE.match(text):
            return False
        marking.mark(place, Element.SIGNER, "与发文字号同在版头表格中", 0.6)
    elif place == _name_under_signer(marking, place):
        marking.mark(place, Element.SIGNER, "签发人的续行", 0.7)
    elif shapes.CLASSIFICATION.match(text):
        marking.mark(place, Element.CLASSIFICATION, "版头中的密级")
    elif shapes.URGENCY.match(text):
        marking.mark(place, Element.URGENCY, "版头中的紧急程度")
    elif count < 3 and shapes.COPY_NUMBER.match(text) and not line.look.centred:
        marking.mark(place, Element.COPY_NUMBER, "首行的编号")
    elif shapes.PLACEHOLDER_RULE.match(text):
        marking.mark(place, Element.HEADER_RULE, "一行线条字符", 0.6)
    elif _is_mark(marking, place, anchor, before_number):
        marking.mark(place, Element.ISSUER_MARK, _mark_reason(line))
    elif _is_mark_with_number(line):
        _mark_number(marking, place)
    elif anchor is not None and place > anchor and shapes.ORGAN_AND_DATE.match(text):
        marking.mark(place, Element.UNKNOWN, "版头中的编印机关和日期", 0.5)
    else:
        return False
    return True


def _name_under_signer(marking: _Marking, place: int) -> int | None:
    """The place itself when it holds only names right under a 签发人 line."""
    previous = marking.previous_visible(place)
    if previous is None or not marking.is_a(previous, Element.SIGNER):
        return None
    names = marking.lines[place].stripped.split()
    fits = names and len(names) <= 4 and all(1 < len(name) <= 4 for name in names)
    to_the_right = marking.lines[place].text[:4].isspace() or marking.lines[place].look.to_the_right
    return place if fits and to_the_right else None


def _same_table(marking: _Marking, place: int, anchor: int) -> bool:
    one, other = marking.lines[place].cell, marking.lines[anchor].cell
    return bool(one and other and one[0] == other[0])


def _mark_number(marking: _Marking, place: int) -> None:
    text = marking.lines[place].text
    signer = shapes.SIGNER.search(text)
    order = is_order_number(text.strip()) or is_issue_number(text.strip())
    reason = "标志下的编号" if order else "机关代字、年份和序号组成的一行"
    names = None if signer else _names_after_number(text)
    end = signer.start() if signer else names or len(text)
    marking.mark(place, Element.DOCUMENT_NUMBER, reason, 0.95, end=len(text[:end].rstrip()))
    if signer:
        marking.mark(place, Element.SIGNER, "与发文字号同行的“签发人：”", start=signer.start())
    elif names:
        marking.mark(place, Element.SIGNER, "与发文字号同行的签发人姓名", start=names)


def _is_mark_with_number(line: Line) -> bool:
    return False if line.cell else _number_with_signer(line.stripped)


def _is_mark(marking: _Marking, place: int, anchor: int | None, before_number: bool) -> bool:
    """Whether the line is (part of) a 发文机关标志."""
    line = marking.lines[place]
    text = line.stripped.replace(" ", "").replace("\u3000", "")
    if len(text) > 40 or text.endswith(shapes.LINE_END) or is_document_number(text):
        return False
    look = line.look
    if look.red and (look.size or 0) >= 20:
        return True
    if look.size is None:
        return before_number and (bool(shapes.MARK_ENDS.search(text)) or shapes.is_organ(text))
    if before_number:
        return look.size >= 24 or bool(shapes.MARK_ENDS.search(text) and len(text) < 30)
    return look.size >= 26 and text.endswith(("文件", "命令", "令", "纪要")) and look.centred


def _mark_reason(line: Line) -> str:
    return "红色大字" if line.look.red else "版头中的机关名称"


def _mark_rules(marking: _Marking, end: int) -> None:
    """Blank lines before the title that carry a drawn line."""
    for place in range(min(end + 3, len(marking.lines))):
        if marking.lines[place].blank and end and marking.lines[place].look.rule:
            marking.mark(place, Element.HEADER_RULE, "版头中画的线")


def _mark_title(marking: _Marking, start: int) -> int:
    """Name the title, its note; returns the place behind them."""
    first = marking.next_visible(start)
    if first is None or not _starts_title(marking, first):
        return start
    places = _title_block(marking, first)
    joined = "".join(marking.lines[place].stripped for place in places)
    genre = genre_of_title(joined.rstrip("。"))
    reason = f"版头之后、正文之前，以“{genre.name}”结尾" if genre else "文首居中或突出的一行"
    for place in places:
        marking.mark(place, Element.TITLE, reason, 0.95 if genre else 0.6)
    marking.title = places
    return _mark_title_notes(marking, places[-1] + 1)


def _starts_title(marking: _Marking, place: int) -> bool:
    line = marking.lines[place]
    text = line.stripped
    if line.cell or shapes.heading_number(text) or len(text) > 120:
        return False
    block = "".join(marking.lines[at].stripped for at in _title_block(marking, place))
    if len(block) <= 120 and not text.endswith(("：", ":", "；", "，")):
        named = genre_of_title(block.rstrip("。."))
        if named and (len(block) < 45 or "关于" in block):
            return True
        if "关于" in block and not block.endswith(shapes.SENTENCE_END):
            return True
    if text.endswith(shapes.LINE_END) or len(text) > 60:
        return False
    look = line.look
    if look.centred and (look.bold or (look.size or 0) >= 16):
        return True
    if line.style.lower() in ("title", "标题") or "公文标题" in line.style:
        return True
    return _addressee_follows(marking, place)


def _addressee_follows(marking: _Marking, place: int) -> bool:
    after = marking.next_visible(place + 1)
    if after is None:
        return False
    text = marking.lines[after].stripped
    return text.endswith("：") and shapes.is_addressee(text)


def _title_block(marking: _Marking, first: int) -> list[int]:
    """The places of a title that starts at ``first`` (one or several paragraphs)."""
    lines = marking.lines
    places = [first]
    joined = lines[first].stripped
    looks = lines[first].look.centred
    for place in range(first + 1, min(first + 8, len(lines))):
        line = lines[place]
        if line.blank:
            if not looks or genre_of_title(joined):
                break
            continue
        if not _continues_title(lines[first], line, joined, looks):
            break
        places.append(place)
        joined += line.stripped
    return places


def _continues_title(first: Line, line: Line, joined: str, looks: bool) -> bool:
    text = line.stripped
    if line.cell or line.new_page or len(joined) + len(text) > 160:
        return False
    if shapes.DRAFT_NOTE.match(text):
        return True
    if shapes.TITLE_NOTE.match(text) or shapes.DATE_ONLY.match(text):
        return False
    if text.endswith((*shapes.LINE_END, "：")) and not _ends_as_title(joined + text):
        return False
    if looks:
        same = (first.look.size, first.look.font) == (line.look.size, line.look.font)
        big = same and (first.look.size or 0) >= 20
        if not (line.look.centred or big) or shapes.heading_number(text):
            return False
        if genre_of_title(joined) and (first.look.size, first.look.font) != (
            line.look.size,
            line.look.font,
        ):
            return False
        return abs((first.look.size or 0) - (line.look.size or 0)) < 1
    if genre_of_title(joined) or shapes.heading_number(text) or len(text) > 40:
        return False
    return _ends_as_title(joined + text) or joined.endswith(("关于", "、")) or "关于" in text[:6]


def _ends_as_title(text: str) -> bool:
    return bool(genre_of_title(text.rstrip("。"))) and "关于" in text


def _mark_title_notes(marking: _Marking, start: int) -> int:
    """Lines under the title: （2025年6月3日……通过）, a date, a draft note. Returns what follows."""
    end = start
    for count, place in enumerate(marking.visible_from(start)):
        line = marking.lines[place]
        text = line.stripped
        if count > 2 or line.cell:
            break
        if shapes.TITLE_NOTE.match(text) or shapes.DRAFT_NOTE.match(text):
            marking.mark(place, Element.TITLE_NOTE, "标题下的括注")
        elif shapes.DATE_ONLY.match(text) or is_issue_number(text):
            marking.mark(place, Element.TITLE_NOTE, "标题下的日期", 0.7)
        elif line.look.centred and len(text) <= 30 and not text.endswith(shapes.LINE_END):
            if shapes.heading_number(text):
                break
            marking.mark(place, Element.TITLE_NOTE, "标题下居中的一行", 0.5)
        else:
            break
        end = place + 1
    return end


def _genre(marking: _Marking) -> Genre | None:
    """The genre by the title, else by the mark."""
    title = _title_text(marking)
    if title:
        found = genre_of_title(title.rstrip("。"))
        if found:
            return found
    for places in marking.found:
        for found_element in places:
            if found_element.element is Element.ISSUER_MARK:
                text = marking.line_of(found_element).stripped
                for name in ("纪要", "令"):
                    if text.replace(" ", "").endswith(name):
                        return genres()["命令" if name == "令" else name]
    return None


def _title_text(marking: _Marking) -> str:
    return "".join(marking.lines[place].stripped for place in marking.title).replace("\v", "")


# --- 主送机关


def _mark_addressee(marking: _Marking, start: int, genre: Genre | None) -> None:
    place = marking.next_visible(start, marking.main_end)
    if place is None or marking.known(place):
        return
    line = marking.lines[place]
    text = line.stripped
    if line.cell or shapes.heading_number(text) or not (marking.title or start):
        return
    if text.endswith(("：", ":")):
        fits = shapes.is_addressee(text)
        short = genre is not None and len(text) <= 40 and "如下" not in text
        if fits or (short and line.look.first_line <= 0 and line.text[:1] not in " \u3000"):
            marking.mark(place, Element.ADDRESSEE, "标题之下、以冒号结尾的机关名称")
        return
    if genre is None or genre.addressee == "none" or len(text) > 60:
        return
    if text.endswith(("；", ";", "，")) or not text.endswith(shapes.LINE_END):
        bare = text.rstrip("；;，")
        flush = line.look.first_line <= 0 and line.text[:1] not in " \u3000"
        if shapes.is_addressee(bare, strict=not flush):
            marking.mark(place, Element.ADDRESSEE, "标题之下顶格的机关名称", 0.7)


# --- 落款, 附件说明, 附注, 版记, 附件


def _mark_tail(marking: _Marking, start: int) -> None:
    """Name everything from the 附件说明 to the end of the document."""
    _mark_colophon(marking, start)
    date = _date_place(marking, start)
    label = _first_label(marking, start if date is None else date + 1)
    body_end = len(marking.lines) if label is None else label
    if date is not None:
        body_end = _mark_closing(marking, start, date)
        sign_start = body_end
        after = _after_date(marking, date)
    else:
        sign_start = _lonely_signature(marking, start, body_end)
        after = body_end
    marking.main_end = sign_start
    _mark_attachment_note(marking, start, sign_start)
    _mark_annexes(marking, after)


def _mark_colophon(marking: _Marking, start: int) -> None:
    """抄送, 版记主送 and the printing line, in paragraphs or in a table."""
    lines = marking.lines
    last: int | None = None
    for place in marking.visible_from(start):
        text = lines[place].stripped
        if text.startswith("抄") and shapes.COPY_TO.match(text):
            marking.mark(place, Element.COPY_TO, "以“抄送：”开头")
            last = place
        elif "印" in text[-4:] and shapes.PRINTER.match(text):
            marking.mark(place, Element.PRINTER, "以印发日期结尾")
            _mark_printing_organ(marking, place)
            last = place
        elif last is not None and place - last <= 3 and shapes.ORGAN_AND_DATE.match(text):
            marking.mark(place, Element.PRINTER, "版记中的机关和日期", 0.8)
            last = place
        elif _dates_colophon_table(marking, place, last):
            marking.mark(place, Element.PRINTER, "版记表格中的日期", 0.8)
            _mark_printing_organ(marking, place)
            last = place
        elif last is not None and shapes.COPIES.match(text):
            marking.mark(place, Element.PRINTER, "版记中的份数", 0.6)
    _mark_colophon_addressees(marking, start)
    _mark_copy_continuations(marking)


def _dates_colophon_table(marking: _Marking, place: int, last: int | None) -> bool:
    """Whether a cell holds only a date, in the table that 抄送 stands in."""
    cell = marking.lines[place].cell
    if last is None or cell is None or place - last > 4:
        return False
    other = marking.lines[last].cell
    same = other is not None and other[0] == cell[0]
    return same and bool(shapes.DATE_ONLY.match(marking.lines[place].stripped))


def _mark_printing_organ(marking: _Marking, place: int) -> None:
    """The organ's own cell beside a cell with the printing date."""
    line = marking.lines[place]
    previous = marking.previous_visible(place)
    if line.cell is None or previous is None or marking.known(previous):
        return
    cell = marking.lines[previous].cell
    if cell and cell[0] == line.cell[0] and cell[1] == line.cell[1]:
        marking.mark(previous, Element.PRINTER, "与印发日期同一行的机关")


def _mark_colophon_addressees(marking: _Marking, start: int) -> None:
    """主送 moved to the 版记: right above 抄送 or the printing line."""
    for place in marking.visible_from(start):
        text = marking.lines[place].stripped
        if text[:1] not in "主分发报" or marking.known(place) or not shapes.MAIN_TO.match(text):
            continue
        after = marking.next_visible(place + 1)
        if after is not None and marking.is_a(after, Element.COPY_TO, Element.PRINTER):
            marking.mark(place, Element.MAIN_TO, "版记中抄送之上的主送")


def _mark_copy_continuations(marking: _Marking) -> None:
    """Further paragraphs of a 抄送 list, up to the printing line."""
    for place in range(len(marking.lines)):
        if not marking.is_a(place, Element.COPY_TO):
            continue
        following = list(marking.visible_from(place + 1, place + 8))
        for count, after in enumerate(following):
            if marking.known(after):
                if marking.is_a(after, Element.PRINTER):
                    for between in following[:count]:
                        marking.mark(between, Element.COPY_TO, "抄送机关的续行", 0.6)
                break


def _date_place(marking: _Marking, start: int) -> int | None:
    """Where the 成文日期 stands: a line that is only a date, under a signature or at the right."""
    lines = marking.lines
    fallback: int | None = None
    first_text = marking.next_visible(start)
    for place in marking.visible_from(start):
        line = lines[place]
        if len(line.stripped) > 20 or marking.known(place):
            if marking.is_a(place, Element.PRINTER):
                break
            continue
        if _is_label(marking, place) and marking.starts_page(place):
            break
        if place == first_text or not shapes.DATE_ONLY.match(line.stripped):
            continue
        above = marking.previous_visible(place, start)
        if line.cell and not _in_signature_table(marking, place):
            continue
        if above is not None and _signs(marking, above):
            return place
        if line.look.to_the_right or line.text[:6].isspace():
            return place
        if not line.cell:
            fallback = place
    return fallback


def _in_signature_table(marking: _Marking, place: int) -> bool:
    """Whether the table around a line holds nothing but signatures, seals and dates."""
    cell = marking.lines[place].cell
    organs = 0
    for line in marking.lines:
        if line.cell and cell and line.cell[0] == cell[0] and not line.blank:
            organ = shapes.is_organ(line.stripped) or bool(shapes.PERSON_TITLE.match(line.stripped))
            if not (organ or shapes.DATE_ONLY.match(line.stripped) or _is_seal(line)):
                return False
            organs += organ
    return organs > 0


def _signs(marking: _Marking, place: int) -> bool:
    """Whether a line reads or looks like a signature."""
    line = marking.lines[place]
    text = line.stripped
    if len(text) > 60 or text.endswith(shapes.LINE_END) or shapes.heading_number(line.full):
        return False
    if shapes.ATTACHMENT_NOTE.match(text) or shapes.CLOSING.match(text):
        return False
    if text == "\ufffc" or shapes.DATE_ONLY.match(text):
        return False
    if shapes.PERSON_TITLE.match(text):
        return True
    if shapes.is_organ(text):
        return True
    return line.look.to_the_right or line.text[:6].isspace()


def _mark_closing(marking: _Marking, start: int, date: int) -> int:
    """Name signature, seal and date; returns where the text before them ends."""
    lines = marking.lines
    marking.mark(date, Element.DATE, "署名下单独成行的日期", 0.95)
    first = date
    for place in range(date - 1, max(start, date - 16) - 1, -1):
        line = lines[place]
        if line.blank:
            if date - place > 1 and first < date and first - place > 2:
                break
            continue
        if marking.known(place):
            break
        if _is_seal(line):
            marking.mark(place, Element.SEAL, "落款处的图形或“（印章）”")
        elif _signs(marking, place):
            marking.mark(place, Element.SIGNATURE, "成文日期之上的机关或签署人")
        elif shapes.DATE_ONLY.match(line.stripped):
            marking.mark(place, Element.DATE, "联合署名中的日期", 0.7)
        elif first == date and _short_name(line):
            marking.mark(place, Element.SIGNATURE, "紧接成文日期之上的短行", 0.6)
        else:
            break
        first = place
    return first


def _short_name(line: Line) -> bool:
    text = line.stripped
    return (
        len(text) <= 30
        and not text.endswith(shapes.LINE_END)
        and not shapes.heading_number(line.full)
        and not shapes.ATTACHMENT_NOTE.match(text)
        and not shapes.CLOSING.match(text)
    )


def _is_seal(line: Line) -> bool:
    text = line.stripped
    if text[:1] not in "（(\ufffc":
        return False
    if text in ("（印章）", "（盖章）", "(盖章)", "（公章）", "（章）", "(印章)"):
        return True
    return bool(text) and all(char in "\ufffc \u3000\t" for char in text)


def _after_date(marking: _Marking, date: int) -> int:
    """Name seals, further dates and 附注 behind the date; returns the place behind them."""
    end = date + 1
    for place in marking.visible_from(date + 1):
        line = marking.lines[place]
        text = line.stripped
        if marking.known(place) or marking.starts_page(place):
            break
        if shapes.PARENTHESISED.match(text) and len(text) <= 120:
            marking.mark(place, Element.NOTE, "成文日期之下的括注")
        elif _is_seal(line):
            marking.mark(place, Element.SEAL, "落款处的图形")
        elif text.startswith(("联系人", "（联系人", "此件", "（此件")) and len(text) < 80:
            marking.mark(place, Element.NOTE, "成文日期之下的联系人或发送范围", 0.7)
        elif _signs(marking, place) and not line.look.centred and place - date < 8:
            later = marking.next_visible(place + 1)
            if later is None or not shapes.DATE_ONLY.match(marking.lines[later].stripped):
                break
            marking.mark(place, Element.SIGNATURE, "联合署名", 0.7)
        elif shapes.DATE_ONLY.match(text) and marking.is_a(place - 1, Element.SIGNATURE):
            marking.mark(place, Element.DATE, "联合署名的日期", 0.7)
        else:
            break
        end = place + 1
    return end


def _lonely_signature(marking: _Marking, start: int, end: int) -> int:
    """A signature without a date in a draft: the last line, at the right, an organ's name."""
    place = marking.previous_visible(end, start)
    while place is not None and marking.known(place):
        end = place
        place = marking.previous_visible(place, start)
    if place is None or not marking.title:
        return end
    note = None
    if shapes.PARENTHESISED.match(marking.lines[place].stripped):
        note = place
        place = marking.previous_visible(place, start)
    if place is None:
        return end
    line = marking.lines[place]
    if shapes.is_organ(line.stripped) and (line.look.to_the_right or line.text[:6].isspace()):
        marking.mark(place, Element.SIGNATURE, "文末右侧的机关名称", 0.7)
        if note is not None:
            marking.mark(note, Element.NOTE, "署名之下的括注", 0.7)
        return place
    return end


def _is_label(marking: _Marking, place: int) -> bool:
    line = marking.lines[place]
    return line.cell is None and bool(shapes.ATTACHMENT_LABEL.match(line.stripped))


def _first_label(marking: _Marking, start: int) -> int | None:
    """The first 附件 label at or after ``start`` (not a bare “附件：” that opens a list)."""
    for place in marking.visible_from(start):
        line = marking.lines[place]
        if len(line.stripped) > 30 or not _is_label(marking, place):
            continue
        if line.stripped.endswith(("：", ":")) and not marking.starts_page(place):
            after = marking.next_visible(place + 1)
            if after is not None and shapes.heading_number(marking.lines[after].full):
                continue
        return place
    return None


def _mark_attachment_note(marking: _Marking, start: int, end: int) -> None:
    """附件：1.×××, its items and wrapped lines, between the text and the signature."""
    for place in marking.visible_from(start, end):
        line = marking.lines[place]
        text = line.stripped
        if text[:1] != "附" or line.cell or marking.known(place):
            continue
        if not shapes.ATTACHMENT_NOTE.match(text):
            continue
        if text.endswith(("。", "；")) and len(text) > 60:
            continue
        items = _attachment_items(marking, place, end)
        if items is None:
            continue
        marking.mark(place, Element.ATTACHMENT_NOTE, "正文之后以“附件：”开头")
        for item in items:
            marking.mark(item, Element.ATTACHMENT_NOTE, "附件说明的续项", 0.85)
        return


def _attachment_items(marking: _Marking, first: int, end: int) -> list[int] | None:
    """The places of the further items behind line ``first``; None when text follows instead."""
    items: list[int] = []
    gap = False
    for place in range(first + 1, end):
        line = marking.lines[place]
        if line.blank:
            gap = True
            continue
        number = shapes.heading_number(line.full)
        follows = not gap and not line.stripped.endswith(("。", "：")) and len(line.stripped) < 80
        if marking.known(place) or line.cell:
            return None
        if (number and number.level in (1, 3, 4) and len(line.stripped) < 80) or (
            shapes.ATTACHMENT_NOTE.match(line.stripped) or follows
        ):
            items.append(place)
            gap = False
            continue
        return None
    return items


def _mark_annexes(marking: _Marking, start: int) -> None:
    """Name the labels, titles and text of attachments from ``start`` on."""
    lines = marking.lines
    expect_title = False
    unlabelled = True
    place = start
    while place < len(lines):
        line = lines[place]
        if line.blank or marking.known(place) or line.cell:
            place += 1
            continue
        joined = shapes.ATTACHMENT_LABEL_TITLE.match(line.stripped)
        if _is_label(marking, place):
            _new_annex(marking, place, "附件首页左上角的标识", 0.95)
            expect_title, unlabelled = True, False
        elif joined and len(line.stripped) < 60 and marking.starts_page(place):
            _new_annex(marking, place, "另面开头的附件标识与名称", 0.8)
            expect_title, unlabelled = False, False
        elif (expect_title or unlabelled) and _is_annex_title(line, expect_title):
            place = _mark_annex_title(marking, place, unlabelled)
            expect_title = unlabelled = False
            continue
        elif unlabelled and not (marking.annexes or marking.starts_page(place)):
            unlabelled = False
        else:
            expect_title = unlabelled = False
        place += 1


def _new_annex(marking: _Marking, place: int, reason: str, confidence: float) -> None:
    marking.annexes += 1
    marking.mark(place, Element.ATTACHMENT_LABEL, reason, confidence, annex=marking.annexes)


def _is_annex_title(line: Line, labelled: bool) -> bool:
    text = line.stripped
    if len(text) > 80 or text.endswith(shapes.LINE_END) or shapes.heading_number(line.full):
        return False
    look = line.look
    if look.size is not None and look.alignment:
        return look.centred or (labelled and look.size >= 18)
    return True


def _mark_annex_title(marking: _Marking, place: int, unlabelled: bool) -> int:
    """Name an attachment's title (with the lines it wraps to); returns the place behind."""
    lines = marking.lines
    if unlabelled:
        marking.annexes += 1
    reason = "落款之后另起的标题（被印发的文件）" if unlabelled else "附件标识之下的标题"
    first = lines[place]
    while place < len(lines):
        line = lines[place]
        note = bool(
            shapes.TITLE_NOTE.match(line.stripped) or shapes.DRAFT_NOTE.match(line.stripped)
        )
        if line.blank or line.cell or marking.known(place):
            break
        if line is not first and not note:
            same = line.look.centred and line.look.size == first.look.size
            if not (same and first.look.centred and _is_annex_title(line, True)):
                break
        element = Element.TITLE_NOTE if note else Element.ATTACHMENT_TITLE
        marking.mark(place, element, reason, 0.85, annex=marking.annexes)
        place += 1
    return place


# --- the text between the landmarks


def _mark_main(marking: _Marking, start: int, *, minutes: bool) -> None:
    """Name headings, tables, captions and text that have no name yet."""
    annex = 0
    for place, line in enumerate(marking.lines):
        found = marking.found[place]
        if found:
            annex = max(annex, found[0].annex)
            continue
        if line.blank:
            marking.mark(place, Element.BLANK, "空行", 1.0, annex=annex)
        elif line.cell:
            marking.mark(place, Element.TABLE, "表格中的文字", 1.0, annex=annex)
        elif place < start:
            marking.mark(place, Element.UNKNOWN, "标题之前未识别的文字", 0.3)
        elif _is_caption(marking, place):
            marking.mark(place, Element.CAPTION, "紧接表格或以“表1”“图1”开头", 0.8, annex=annex)
        elif minutes and shapes.ATTENDANCE.match(line.stripped):
            marking.mark(place, Element.ATTENDANCE, "以“出席：”等开头的名单")
        elif line.stripped.startswith("主题词") or _is_seal(line):
            marking.mark(place, Element.UNKNOWN, "不是公文要素的内容", 0.5)
        else:
            _mark_text(marking, place, annex)


def _is_caption(marking: _Marking, place: int) -> bool:
    line = marking.lines[place]
    text = line.stripped
    if len(text) > 50:
        return False
    if (
        text[:1] in "续表图"
        and shapes.CAPTION.match(text)
        and not text.endswith(("，", "；", "："))
    ):
        return True
    after = place + 1
    if after < len(marking.lines) and marking.lines[after].cell:
        return (
            line.look.centred
            and not text.endswith(shapes.LINE_END)
            and not shapes.heading_number(line.full)
        )
    return False


def _mark_text(marking: _Marking, place: int, annex: int) -> None:
    """Name a paragraph of running text: a heading of some level, or plain text."""
    line = marking.lines[place]
    number = shapes.heading_number(line.full)
    if number is None:
        level = _style_level(line)
        if level and len(line.stripped) <= _HEADING_LIMIT:
            marking.mark(place, _HEADINGS[level - 1], "标题样式", 0.8, level=level, annex=annex)
        else:
            marking.mark(place, Element.BODY, "正文段落", annex=annex)
        return
    level = number.level
    if number.scheme in ("编", "章", "节"):
        marking.mark(place, Element.HEADING_1, f"以“第×{number.scheme}”开头", 0.5, annex=annex)
    elif not 1 <= level <= 4:
        marking.mark(place, Element.BODY, f"以“{number.scheme}”类序号开头的正文", annex=annex)
    else:
        head_end = _head_end(line)
        if head_end:
            marking.mark(
                place,
                _HEADINGS[level - 1],
                f"以“{number.scheme}”类序号开头"
                + ("，后接正文" if head_end < len(line.text.rstrip()) else ""),
                level=level,
                head_end=head_end,
                annex=annex,
            )
        else:
            marking.mark(place, Element.BODY, "带序号的正文段落", level=level, annex=annex)


def _head_end(line: Line) -> int:
    """Where the words of a numbered heading end in the text; 0 when it is a plain item."""
    text = line.text.rstrip()
    offset = len(text) - len(text.lstrip())
    if not text.endswith(shapes.LINE_END):
        stop = text.find("。")
        if stop < 0:
            return len(text) if len(text) - offset <= _HEADING_LIMIT else 0
    stop = text.find("。")
    if 0 < stop - offset <= _RUN_IN_LIMIT and stop + 1 < len(text):
        return stop + 1
    return 0


def _style_level(line: Line) -> int:
    """1–4 for Word's own heading styles."""
    style = line.style.lower()
    for name in ("heading ", "标题 ", "heading"):
        if style.startswith(name) and style[len(name) :].strip()[:1] in ("1", "2", "3", "4"):
            return int(style[len(name) :].strip()[0])
    return 0


# --- other stories and the conclusion


def _other_story(
    name: str, kind: str, lines: Sequence[Line], marking: _Marking
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


def _floating_element(line: Line, kind: str) -> tuple[Element, str]:
    text = line.stripped
    if kind in ("textbox", "header"):
        if shapes.COPY_TO.match(text):
            return Element.COPY_TO, "文本框中的抄送"
        if shapes.PRINTER.match(text):
            return Element.PRINTER, "文本框中的印发行"
        if line.look.red and (line.look.size or 0) >= 20 and len(text) <= 40:
            return Element.ISSUER_MARK, "文本框或页眉中的红色大字"
        if is_document_number(text):
            return Element.DOCUMENT_NUMBER, "文本框中的发文字号"
    return Element.UNKNOWN, "正文之外的文字"


def _conclude(
    marking: _Marking,
    elements: list[Recognised],
    genre: Genre | None,
    layout: str | None,
    given: bool,
) -> Recognition:
    title = _title_text(marking)
    present = {found.element for found in elements}
    red_head = Element.ISSUER_MARK in present or (
        Element.DOCUMENT_NUMBER in present and Element.HEADER_RULE in present
    )
    official = given or _is_official(present, genre, title)
    if not official:
        elements = [_ordinary(found) for found in elements]
    result = Recognition(
        genre=genre.name if genre else None,
        layout=layout or (_layout(marking, elements, genre) if red_head else None),
        direction=None,
        title=title,
        official=official,
        red_head=red_head and official,
        elements=tuple(elements),
    )
    for found in elements:
        result._index.setdefault((found.story, found.paragraph), found)
    return replace(result, direction=_direction(marking, result, genre))


_ORDINARY = frozenset(
    {
        Element.TITLE,
        *_HEADINGS,
        Element.BODY,
        Element.TABLE,
        Element.CAPTION,
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
    return score >= 3


def _layout(marking: _Marking, elements: list[Recognised], genre: Genre | None) -> str:
    marks = [
        marking.line_of(found).stripped.replace(" ", "")
        for found in elements
        if found.element is Element.ISSUER_MARK and found.story == marking.story
    ]
    joined = "".join(marks).replace("\u3000", "")
    if joined.endswith("纪要"):
        return "纪要"
    if joined.endswith("令"):
        return "命令"
    if "文件" in joined or not joined:
        return "文件"
    if genre is not None and genre.layouts[0] == "信函":
        return "信函"
    if genre is not None and "信函" in genre.layouts:
        return "信函" if _number_at_the_right(marking, elements) else "文件"
    return "文件"


def _number_at_the_right(marking: _Marking, elements: list[Recognised]) -> bool:
    """A letter's number stands at the right edge; without any look the missing 文件 decides."""
    for found in elements:
        if found.element is Element.DOCUMENT_NUMBER and found.story == marking.story:
            look = marking.line_of(found).look
            return look.size is None or look.to_the_right
    return True


def _direction(marking: _Marking, result: Recognition, genre: Genre | None) -> str | None:
    if genre is None:
        return None
    if len(genre.directions) == 1:
        return genre.directions[0]
    if "up" in genre.directions and result.first(Element.SIGNER):
        return "up"
    if genre.name in ("命令", "决议"):
        return "down"
    return genre.directions[0] if genre.name in ("通知",) else None
