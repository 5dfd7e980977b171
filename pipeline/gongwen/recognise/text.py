"""The text between the landmarks: headings, tables, captions, plain paragraphs."""

from __future__ import annotations

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.gongwen.lines import OBJECT, Line
from pipeline.gongwen.recognise.marking import HEADINGS, Marking, is_seal

_HEADING_LIMIT = 60
_RUN_IN_LIMIT = 45


def mark_main(marking: Marking, start: int, *, minutes: bool) -> None:
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
        elif _is_table_note(marking, place):
            marking.mark(place, Element.TABLE_NOTE, "表格或图下面的说明", 0.8, annex=annex)
        elif minutes and shapes.ATTENDANCE.match(line.stripped):
            marking.mark(place, Element.ATTENDANCE, "以“出席：”等开头的名单")
        elif line.stripped.startswith("主题词") or is_seal(line):
            marking.mark(place, Element.UNKNOWN, "不是公文要素的内容", 0.5)
        else:
            _mark_text(marking, place, annex)


def _is_caption(marking: Marking, place: int) -> bool:
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


def _is_table_note(marking: Marking, place: int) -> bool:
    """Whether a line explains the table or picture above it: 注：……, 数据来源：……, and the items
    that such a note goes on with; or gives the unit of the table below."""
    text = marking.lines[place].stripped
    above = next((one for one in range(place - 1, -1, -1) if not marking.lines[one].blank), -1)
    if above < 0:
        return False
    on_table = marking.lines[above].cell is not None
    on_note = marking.is_a(above, Element.TABLE_NOTE)
    if shapes.TABLE_NOTE.match(text):
        drawn = not marking.lines[above].stripped.strip(OBJECT)
        return on_table or on_note or drawn or marking.is_a(above, Element.CAPTION)
    if shapes.TABLE_UNIT.match(text):
        return any(line.cell for line in marking.lines[place + 1 : place + 2])
    number = shapes.heading_number(text) if on_note else None
    return number is not None and number.value > 1 and _goes_on(marking, above, number)


def _goes_on(marking: Marking, above: int, number: shapes.HeadingNumber) -> bool:
    """Whether a numbered line is the next item of the note above it."""
    note = shapes.TABLE_NOTE.sub("", marking.lines[above].stripped).strip()
    before = shapes.heading_number(note)
    return before is not None and (before.scheme, before.value + 1) == (number.scheme, number.value)


def _mark_text(marking: Marking, place: int, annex: int) -> None:
    """Name a paragraph of running text: a heading of some level, or plain text."""
    line = marking.lines[place]
    number = shapes.heading_number(line.full)
    if number is None:
        level = _style_level(line)
        if level and len(line.stripped) <= _HEADING_LIMIT:
            marking.mark(place, HEADINGS[level - 1], "标题样式", 0.8, level=level, annex=annex)
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
                HEADINGS[level - 1],
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
