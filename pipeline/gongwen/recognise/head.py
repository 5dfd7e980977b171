"""版头: from the 份号 to the 签发人 and the line under them."""

from __future__ import annotations

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.document_number import (
    find_document_numbers,
    is_bare_number,
    is_document_number,
    is_issue_number,
    is_order_number,
)
from pipeline.gongwen.elements import Element
from pipeline.gongwen.lines import OBJECT, SPACES, Line
from pipeline.gongwen.recognise.marking import Marking

_HEAD_LIMIT = 40
_COPY_DIGITS = 6
_LONGEST_NAME = 4  # characters of a person's name


def number_place(marking: Marking) -> int | None:
    """Where the document's own number stands, when it does, near the top."""
    for count, place in enumerate(marking.visible[:_HEAD_LIMIT]):
        line = marking.lines[place]
        text = line.stripped
        if len(text) > 90:
            if line.cell is None:
                return None
            continue
        if is_document_number(text) or _number_with_signer(text) or _beside_number(text):
            return place
        if count and _is_order(text) and shapes.MARK_ENDS.search(_above(marking, place)):
            return place
        if count and _names_after_number(text) and shapes.SIGNER.match(_above(marking, place)):
            return place
        if count and is_issue_number(text) and _is_numbered_mark(_above(marking, place)):
            return place
        if line.cell is None and shapes.heading_number(text):
            return None
    return None


def _is_numbered_mark(text: str) -> bool:
    """Whether documents under this mark are numbered by issue or through the year."""
    return text.endswith(("纪要", "简报", "公告", "通告")) and "关于" not in text


def _is_order(text: str) -> bool:
    return is_order_number(text) or is_bare_number(text)


def _number_with_signer(text: str) -> bool:
    """Whether the text is a number with 签发人 behind it, also the bare number of minutes."""
    signer = shapes.SIGNER.search(text)
    if signer is None:
        return False
    numbers = find_document_numbers(text)
    if numbers and numbers[0].start == 0:
        return True
    before = text[: signer.start()]
    return is_document_number(before) or is_issue_number(before)


def _beside_number(text: str) -> tuple[Element, int, int] | None:
    """What stands to the left of the number in one line of a letter (10.3), its end, and where
    the number begins: “000001　×函〔2026〕5号”, “机密★5年　×函〔2026〕5号”."""
    numbers = find_document_numbers(text)
    if len(numbers) != 1 or text[numbers[0].end :].strip(SPACES + OBJECT):
        return None
    left = text[: numbers[0].start]
    if not left[-1:].isspace():
        return None
    for shape, element in (
        (shapes.COPY_NUMBER, Element.COPY_NUMBER),
        (shapes.CLASSIFICATION, Element.CLASSIFICATION),
        (shapes.URGENCY, Element.URGENCY),
    ):
        if shape.match(left.strip()):
            return element, len(left.rstrip()), len(left)
    return None


def _names_after_number(text: str) -> int | None:
    """Where the names begin in “×政〔2026〕5号  ×××”, the last line of several 签发人 (7.2.6)."""
    numbers = find_document_numbers(text)
    if not numbers or numbers[0].start:
        return None
    names = text[numbers[0].end :]
    fits = names[:1].isspace() and _are_names(names.split())
    return len(text) - len(names.lstrip()) if fits else None


def _are_names(words: list[str]) -> bool:
    """Whether words are people's names; one of two characters may be spread: 李　明."""
    single = sum(len(word) == 1 for word in words)
    return bool(words) and single % 2 == 0 and all(len(word) <= 4 for word in words)


def _above(marking: Marking, place: int) -> str:
    """The words above a line: in the body, else those of a floating mark."""
    previous = marking.previous_visible(place)
    while previous is not None and not marking.lines[previous].stripped.strip(OBJECT):
        previous = marking.previous_visible(previous)
    if previous is None:
        return marking.floating_mark
    return marking.lines[previous].stripped.replace(" ", "")


def is_order(marking: Marking, anchor: int) -> bool:
    text = marking.lines[anchor].stripped
    return _is_order(text) and _above(marking, anchor).endswith("令")


def mark_head(marking: Marking, anchor: int | None) -> int:
    """Name the 版头; returns the place where the title may begin."""
    start = 0
    for count, place in enumerate(marking.visible[:_HEAD_LIMIT]):
        if not marking.lines[place].stripped.strip(OBJECT):
            marking.mark(place, Element.UNKNOWN, "版头中的图形或文本框", 0.5)
        elif not _mark_head_line(marking, place, count, anchor):
            if anchor is None or place > anchor:
                break
            marking.mark(place, Element.UNKNOWN, "版头中未识别的文字", 0.3)
        start = place + 1
    return start


def _mark_head_line(marking: Marking, place: int, count: int, anchor: int | None) -> bool:
    line = marking.lines[place]
    text = line.stripped
    before_number = anchor is not None and place < anchor
    if place == anchor:
        _mark_number(marking, place)
    elif _is_second_number(marking, place, anchor):
        marking.mark(place, Element.DOCUMENT_NUMBER, "发文字号之下的又一个文号", 0.8)
    elif shapes.SIGNER.match(text) and (anchor is None or abs(place - anchor) < 12):
        marking.mark(place, Element.SIGNER, "以“签发人：”开头")
    elif anchor is not None and line.cell and _same_table(marking, place, anchor):
        return _mark_cell(marking, place, anchor)
    elif place == _name_under_signer(marking, place):
        marking.mark(place, Element.SIGNER, "签发人的续行", 0.7)
    elif shapes.CLASSIFICATION.match(text):
        marking.mark(place, Element.CLASSIFICATION, "版头中的密级")
    elif shapes.URGENCY.match(text):
        marking.mark(place, Element.URGENCY, "版头中的紧急程度")
    elif count < 3 and shapes.COPY_NUMBER.match(text) and _stands_as_copy_number(line):
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


def _stands_as_copy_number(line: Line) -> bool:
    """Whether a number is no page number: it does not stand in the middle, or has six digits."""
    return not line.look.centred or len(line.stripped) == _COPY_DIGITS


def _mark_cell(marking: Marking, place: int, anchor: int) -> bool:
    """Name a cell of the table that holds the number: the mark above it, who compiled minutes and
    when beside or below it, else names of 签发人."""
    line = marking.lines[place]
    text = line.stripped
    if place < anchor and _is_mark(marking, place, anchor, before_number=True):
        marking.mark(place, Element.ISSUER_MARK, _mark_reason(line))
    elif shapes.CLASSIFICATION.match(text):
        marking.mark(place, Element.CLASSIFICATION, "版头表格中的密级")
    elif shapes.URGENCY.match(text):
        marking.mark(place, Element.URGENCY, "版头表格中的紧急程度")
    elif place < anchor and shapes.COPY_NUMBER.match(text):
        marking.mark(place, Element.COPY_NUMBER, "版头表格中的编号")
    elif shapes.DATE_ONLY.match(text) or shapes.ORGAN_AND_DATE.match(text) or _compiles(text):
        marking.mark(place, Element.UNKNOWN, "版头表格中的编印机关和日期", 0.5)
    elif place > anchor and not shapes.NAME_LIKE.match(text):
        return False
    else:
        marking.mark(place, Element.SIGNER, "与发文字号同在版头表格中", 0.6)
    return True


def _compiles(text: str) -> bool:
    """Whether a cell holds an organ's name, not a person's: 李玉县 is one."""
    return len(text) > _LONGEST_NAME and shapes.is_organ(text)


def _is_second_number(marking: Marking, place: int, anchor: int | None) -> bool:
    """Whether a line holds nothing but a number and stands right under the document's own."""
    if anchor is None or marking.previous_visible(place) != anchor:
        return False
    return is_document_number(marking.lines[place].stripped)


def _name_under_signer(marking: Marking, place: int) -> int | None:
    """The place itself when it holds only names right under a 签发人 line."""
    previous = marking.previous_visible(place)
    if previous is None or not marking.is_a(previous, Element.SIGNER):
        return None
    names = marking.lines[place].stripped.split()
    fits = len(names) <= 6 and _are_names(names)
    to_the_right = marking.lines[place].text[:4].isspace() or marking.lines[place].look.to_the_right
    return place if fits and to_the_right else None


def _same_table(marking: Marking, place: int, anchor: int) -> bool:
    one, other = marking.lines[place].cell, marking.lines[anchor].cell
    return bool(one and other and one[0] == other[0])


def _mark_number(marking: Marking, place: int) -> None:
    text = marking.lines[place].text
    beside = _beside_number(text)
    if beside is not None:
        element, end, start = beside
        marking.mark(place, element, "与发文字号同行，在左边", end=end)
        reason = "与份号、密级或紧急程度同行，在右边"
        marking.mark(place, Element.DOCUMENT_NUMBER, reason, start=start)
        return
    signer = shapes.SIGNER.search(text)
    order = _is_order(text) or is_issue_number(text.strip())
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


def _is_mark(marking: Marking, place: int, anchor: int | None, before_number: bool) -> bool:
    """Whether the line is (part of) a 发文机关标志."""
    line = marking.lines[place]
    text = line.stripped.replace(" ", "").replace("\u3000", "")
    if len(text) > 40 or text.endswith(shapes.LINE_END) or is_document_number(text):
        return False
    look = line.look
    if look.red and (look.size or 0) >= 20:
        # a title may be red by mistake
        return before_number or not ("关于" in text or _has_mark(marking))
    if look.size is None:
        return before_number and (bool(shapes.MARK_ENDS.search(text)) or shapes.is_organ(text))
    if before_number:
        return look.size >= 24 or bool(shapes.MARK_ENDS.search(text) and len(text) < 30)
    return look.size >= 26 and text.endswith(("文件", "命令", "令", "纪要")) and look.centred


def _has_mark(marking: Marking) -> bool:
    """Whether a mark stands above the number already."""
    marked = (p for p in marking.visible if marking.is_a(p, Element.ISSUER_MARK))
    first = next(marked, None)
    if first is None:
        return bool(marking.floating_mark)
    numbered = (p for p in marking.visible if marking.is_a(p, Element.DOCUMENT_NUMBER))
    return first < next(numbered, 0)


def _mark_reason(line: Line) -> str:
    return "红色大字" if line.look.red else "版头中的机关名称"


def mark_rules(marking: Marking, end: int) -> None:
    """Blank lines before the title that carry a drawn line."""
    for place in range(min(end + 3, len(marking.lines))):
        if marking.lines[place].blank and end and marking.lines[place].look.rule:
            marking.mark(place, Element.HEADER_RULE, "版头中画的线")
