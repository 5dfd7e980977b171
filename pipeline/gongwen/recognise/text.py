"""The text between the landmarks: headings, tables, captions, plain paragraphs."""

from __future__ import annotations

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.gongwen.lines import Line
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
