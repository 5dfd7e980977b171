"""附件说明, and the labels and titles of the attachments themselves."""

from __future__ import annotations

import re

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.gongwen.lines import Line
from pipeline.gongwen.recognise.marking import Marking

_ITEM_NUMBER = re.compile(r"(\d{1,2})\s*[.．、]\s*\S")


def is_label(marking: Marking, place: int) -> bool:
    line = marking.lines[place]
    return line.cell is None and bool(shapes.ATTACHMENT_LABEL.match(line.stripped))


def first_label(marking: Marking, start: int) -> int | None:
    """The first 附件 label at or after ``start`` (not a bare “附件：” that opens a list)."""
    for place in marking.visible_from(start):
        line = marking.lines[place]
        if len(line.stripped) > 30 or not is_label(marking, place):
            continue
        if line.stripped.endswith(("：", ":")) and not marking.starts_page(place):
            after = marking.next_visible(place + 1)
            if after is not None and shapes.heading_number(marking.lines[after].full):
                continue
        return place
    return None


def mark_attachment_note(marking: Marking, start: int, end: int, annex: int = 0) -> None:
    """附件：1.×××, its items and wrapped lines, between the text and the signature
    (or, in a document that this one issues, at its end: ``annex`` is its number)."""
    for place in marking.visible_from(start, end):
        line = marking.lines[place]
        text = line.stripped
        if text[:1] != "附" or line.cell or marking.known(place):
            continue
        bare = shapes.ATTACHMENT_NOTE_BARE.match(text) and not marking.starts_page(place)
        if not (bare or shapes.ATTACHMENT_NOTE.match(text)):
            continue
        if text.endswith(("。", "；")) and len(text) > 60:
            continue
        items = _attachment_items(marking, place, end)
        if items is None:
            continue
        marking.mark(place, Element.ATTACHMENT_NOTE, "正文之后以“附件：”开头", annex=annex)
        for item in items:
            marking.mark(item, Element.ATTACHMENT_NOTE, "附件说明的续项", 0.85, annex=annex)
        return


def _attachment_items(marking: Marking, first: int, end: int) -> list[int] | None:
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
        if shapes.PARENTHESISED.match(line.stripped) and (gap or "联系人" in line.stripped):
            break
        if shapes.ATTENDANCE.match(line.stripped):
            break  # below the text of a 纪要
        # the next item, also one with a full stop or a year behind its number: 2.2026年任务表。
        following = _ITEM_NUMBER.match(line.stripped)
        if following and int(following[1]) == len(items) + 2 and len(line.stripped) < 80:
            items.append(place)
            gap = False
            continue
        if (number and number.level in (1, 3, 4) and len(line.stripped) < 80) or (
            shapes.ATTACHMENT_NOTE.match(line.stripped) or follows
        ):
            items.append(place)
            gap = False
            continue
        return None
    return items


def mark_annexes(marking: Marking, start: int) -> None:
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
        if is_label(marking, place):
            _new_annex(marking, place, "附件首页左上角的标识", 0.95)
            expect_title, unlabelled = True, False
        elif joined and len(line.stripped) < 60 and marking.starts_page(place):
            _new_annex(marking, place, "另面开头的附件标识与名称", 0.8)
            expect_title, unlabelled = False, False
        elif (expect_title or unlabelled) and _is_annex_title(line, expect_title):
            issued = unlabelled
            place = _mark_annex_title(marking, place, issued)
            if issued:
                _mark_note_of_issued(marking, place)
            expect_title = unlabelled = False
            continue
        elif unlabelled and not (marking.annexes or marking.starts_page(place)):
            unlabelled = False
        else:
            expect_title = unlabelled = False
        place += 1


def _new_annex(marking: Marking, place: int, reason: str, confidence: float) -> None:
    marking.annexes += 1
    marking.mark(place, Element.ATTACHMENT_LABEL, reason, confidence, annex=marking.annexes)


def _mark_note_of_issued(marking: Marking, start: int) -> None:
    """The list of attachments at the end of the document that this one issues."""
    if any(marking.is_a(place, Element.ATTACHMENT_NOTE) for place in range(start)):
        return
    end = first_label(marking, start)
    if end is None:
        imprint = (p for p in range(start, len(marking.lines)) if marking.known(p))
        end = next(imprint, len(marking.lines))
    mark_attachment_note(marking, start, end, annex=marking.annexes)


def _is_annex_title(line: Line, labelled: bool) -> bool:
    text = line.stripped
    if len(text) > 80 or text.endswith(shapes.LINE_END) or shapes.heading_number(line.full):
        return False
    look = line.look
    if look.size is None or not look.alignment or look.centred:
        return True
    # right under its label a short line is the title, however it is set
    return labelled and (look.size >= 18 or (len(text) <= 40 and "：" not in text))


def _mark_annex_title(marking: Marking, place: int, unlabelled: bool) -> int:
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
