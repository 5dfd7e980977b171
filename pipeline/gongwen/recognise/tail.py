"""Signature, date, 附注 and 版记: the end of the main document."""

from __future__ import annotations

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.gongwen.lines import SPACES, Line
from pipeline.gongwen.recognise.annexes import (
    first_label,
    is_label,
    mark_annexes,
    mark_attachment_note,
)
from pipeline.gongwen.recognise.marking import Marking, is_seal


def mark_tail(marking: Marking, start: int) -> None:
    """Name everything from the 附件说明 to the end of the document."""
    _mark_colophon(marking, start)
    date = _date_place(marking, start)
    label = first_label(marking, start if date is None else date + 1)
    body_end = len(marking.lines) if label is None else label
    if date is not None:
        body_end = _mark_closing(marking, start, date)
        body_end = _mark_early_note(marking, start, body_end)
        sign_start = body_end
        after = _after_date(marking, date)
    else:
        sign_start = _lonely_signature(marking, start, body_end)
        after = body_end
    marking.main_end = sign_start
    mark_attachment_note(marking, start, sign_start)
    if date is not None and not any(
        marking.is_a(place, Element.ATTACHMENT_NOTE) for place in range(sign_start)
    ):
        after = _late_attachment_note(marking, after)
    mark_annexes(marking, after)


def _mark_colophon(marking: Marking, start: int) -> None:
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


def _dates_colophon_table(marking: Marking, place: int, last: int | None) -> bool:
    """Whether a cell holds only a date, in the table that 抄送 stands in."""
    cell = marking.lines[place].cell
    if last is None or cell is None or place - last > 4:
        return False
    other = marking.lines[last].cell
    same = other is not None and other[0] == cell[0]
    return same and bool(shapes.DATE_ONLY.match(marking.lines[place].stripped))


def _mark_printing_organ(marking: Marking, place: int) -> None:
    """The organ's own cell beside a cell with the printing date."""
    line = marking.lines[place]
    previous = marking.previous_visible(place)
    if line.cell is None or previous is None or marking.known(previous):
        return
    cell = marking.lines[previous].cell
    if cell and cell[0] == line.cell[0] and cell[1] == line.cell[1]:
        marking.mark(previous, Element.PRINTER, "与印发日期同一行的机关")


def _mark_colophon_addressees(marking: Marking, start: int) -> None:
    """主送 moved to the 版记: right above 抄送 or the printing line."""
    for place in marking.visible_from(start):
        text = marking.lines[place].stripped
        if text[:1] not in "主分发报" or marking.known(place) or not shapes.MAIN_TO.match(text):
            continue
        after = marking.next_visible(place + 1)
        if after is not None and marking.is_a(after, Element.COPY_TO, Element.PRINTER):
            marking.mark(place, Element.MAIN_TO, "版记中抄送之上的主送")


def _mark_copy_continuations(marking: Marking) -> None:
    """Further paragraphs of a 抄送 list, up to the printing line."""
    for place in range(len(marking.lines)):
        if not marking.is_a(place, Element.COPY_TO):
            continue
        following = list(marking.visible_from(place + 1, place + 8))
        for count, after in enumerate(following):
            if marking.known(after):
                if marking.is_a(after, Element.PRINTER):
                    for between in following[:count]:
                        if not is_seal(marking.lines[between]):  # a line drawn between the two
                            marking.mark(between, Element.COPY_TO, "抄送机关的续行", 0.6)
                break


def _date_place(marking: Marking, start: int) -> int | None:
    """Where the 成文日期 stands: a line that is only a date, under a signature or at the right."""
    lines = marking.lines
    fallback: int | None = None
    first_text = marking.next_visible(start)
    for place in marking.visible_from(start):
        line = lines[place]
        if _signature_above(line) and not line.cell and not marking.known(place):
            return place
        if len(line.stripped) > 20 or marking.known(place):
            if marking.is_a(place, Element.PRINTER):
                break
            continue
        if is_label(marking, place) and marking.starts_page(place):
            break
        if place == first_text:
            continue
        above = marking.previous_visible(place, start)
        if not shapes.DATE_ONLY.match(line.stripped):
            if _broken_date(marking, place, above):
                return place
            continue
        if line.cell and not _in_signature_table(marking, place):
            continue
        if above is not None and _signs(marking, above):
            return place
        if line.look.to_the_right or line.text[:6].isspace() or line.text[:1] == "\t":
            return place
        if not line.cell:
            fallback = place
    return fallback


def _signature_above(line: Line) -> int:
    """The length of the organs' names in a line that goes on, behind a manual break, with nothing
    but the date; 0 in any other line."""
    names, _, last = line.text.rpartition("\v")
    if not names or not shapes.DATE_ONLY.match(last.strip(SPACES)):
        return 0
    organs = [name.strip(SPACES) for name in names.split("\v")]
    return len(names) if all(shapes.is_organ(name) for name in organs) else 0


def _broken_date(marking: Marking, place: int, above: int | None) -> bool:
    """Whether a line is a date with a slip in it: set to the right, right under an organ's name."""
    line = marking.lines[place]
    if line.cell or above is None or not shapes.BROKEN_DATE.match(line.stripped):
        return False
    organ = marking.lines[above]
    return all(one.look.to_the_right for one in (line, organ)) and shapes.is_organ(organ.stripped)


def _in_signature_table(marking: Marking, place: int) -> bool:
    """Whether the table around a line holds nothing but signatures, seals and dates."""
    cell = marking.lines[place].cell
    organs = 0
    for line in marking.lines:
        if line.cell and cell and line.cell[0] == cell[0] and not line.blank:
            organ = shapes.is_organ(line.stripped) or bool(shapes.PERSON_TITLE.match(line.stripped))
            if not (organ or shapes.DATE_ONLY.match(line.stripped) or is_seal(line)):
                return False
            organs += organ
    return organs > 0


def _signs(marking: Marking, place: int) -> bool:
    """Whether a line reads or looks like a signature."""
    line = marking.lines[place]
    text = line.stripped
    aside = line.look.to_the_right or line.text[:6].isspace() or line.text[:1] == "\t"
    if aside and text.endswith("。") and len(text) < 30 and shapes.is_organ(text[:-1]):
        return True  # an organ's name with a stray mark
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
    return aside


def _mark_closing(marking: Marking, start: int, date: int) -> int:
    """Name signature, seal and date; returns where the text before them ends."""
    names = _signature_above(marking.lines[date])
    if names:
        marking.mark(date, Element.SIGNATURE, "与成文日期同段的机关名称", 0.7, end=names)
    reason = "同段署名之下的日期" if names else "署名下单独成行的日期"
    marking.mark(date, Element.DATE, reason, 0.95, start=names and names + 1)
    lines, first = marking.lines, date
    for place in range(date - 1, max(start, date - 16) - 1, -1):
        line = lines[place]
        if line.blank:
            continue
        # room for a seal parts the names of several organs, but nothing else
        if first < date and first - place > 3 and not _seals_apart(line, lines[first]):
            break
        if marking.known(place):
            break
        if is_seal(line):
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


def _seals_apart(line: Line, below: Line) -> bool:
    """Whether a line some way above a signature is another organ's, at its side of the page."""
    return line.look.to_the_right and below.look.to_the_right and shapes.is_organ(line.stripped)


def _mark_early_note(marking: Marking, start: int, end: int) -> int:
    """A contact in brackets that stands above the signature instead of below the date; returns
    where the text before it ends."""
    place = marking.previous_visible(end, start)
    if place is None or marking.known(place) or marking.lines[place].cell:
        return end
    if not shapes.CONTACT_NOTE.match(marking.lines[place].stripped):
        return end
    marking.mark(place, Element.NOTE, "落款之上括注的联系人", 0.7)
    return place


def _short_name(line: Line) -> bool:
    text = line.stripped
    return (
        len(text) <= 30
        and not text.endswith(shapes.LINE_END)
        and not shapes.heading_number(line.full)
        and not shapes.ATTACHMENT_NOTE.match(text)
        and not shapes.CLOSING.match(text)
    )


def _after_date(marking: Marking, date: int) -> int:
    """Name seals, further dates and 附注 behind the date; returns the place behind them."""
    end = date + 1
    for place in marking.visible_from(date + 1):
        line = marking.lines[place]
        text = line.stripped
        if marking.known(place) or marking.starts_page(place):
            break
        if shapes.PARENTHESISED.match(text) and len(text) <= 120:
            marking.mark(place, Element.NOTE, "成文日期之下的括注")
        elif is_seal(line):
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


def _late_attachment_note(marking: Marking, start: int) -> int:
    """附件：1.××× below the date by mistake, on the page of the date; returns the place behind."""
    first = marking.next_visible(start)
    if first is None or marking.known(first) or marking.starts_page(first):
        return start
    label = first_label(marking, first + 1)
    end = next(
        (
            place
            for place in marking.visible_from(first + 1, label)
            if marking.known(place) or marking.lines[place].cell or marking.starts_page(place)
        ),
        len(marking.lines) if label is None else label,
    )
    named = shapes.ATTACHMENT_NOTE.match(marking.lines[first].stripped)
    if not named or len(marking.lines[first].stripped) > 60:
        return start
    after = marking.next_visible(end)
    if after is not None and marking.lines[after].cell and label is None:
        return start  # the head of an attachment that has no page of its own
    mark_attachment_note(marking, first, end)
    if not marking.is_a(first, Element.ATTACHMENT_NOTE):
        return start
    noted = [p for p in range(first, end) if marking.is_a(p, Element.ATTACHMENT_NOTE)]
    return _after_date(marking, noted[-1])


def _lonely_signature(marking: Marking, start: int, end: int) -> int:
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
    if shapes.is_organ(line.stripped) and (
        line.look.to_the_right or line.text[:6].isspace() or line.text[:1] == "\t"
    ):
        marking.mark(place, Element.SIGNATURE, "文末右侧的机关名称", 0.7)
        if note is not None:
            marking.mark(note, Element.NOTE, "署名之下的括注", 0.7)
        return place
    return end
