"""One way in which an element departs from its layout profile, and the words for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Severity
from pipeline.lint.passages import Passage
from pipeline.word.edit import Edit

STRENGTH: dict[str, Severity] = {
    "规定": "error",
    "一般": "warning",
    "推荐": "advice",
    "实务": "advice",
}


VISIBLE = re.compile(r"[^\s\u3000\ufffc]")
HAN = re.compile(r"[\u3400-\u9fff]")
PLAIN_FONTS = ("仿宋",)


@dataclass(frozen=True, slots=True)
class Departure:
    """One way in which an element departs from the profile, at all the places where it does.

    kind: font, east_asia, size, bold, set_off, colour, alignment, first_line, indent, line,
    closing line.
    have, want: in words. passage, start, end: the first place. count: how many places.
    """

    kind: str
    element: Element
    have: str
    want: str
    severity: Severity
    passage: Passage
    start: int
    end: int
    count: int = 1
    edits: tuple[Edit, ...] = ()
    clause: str = ""


def visible_runs(context: Context, passage: Passage) -> list[tuple[int, int, Any]]:
    """(start, end, RunFormat) of the visible characters of a passage."""
    cache: dict[tuple[str, int], list[tuple[int, int, Any]]] = context.once("runs", dict)
    key = (passage.story, passage.index)
    if key in cache:
        return cache[key]
    made: list[tuple[int, int, Any]] = []
    cache[key] = made
    formats = context.formats
    for span in passage.paragraph.spans:
        if VISIBLE.search(passage.text, span.start, span.end):
            form = formats.run(passage.paragraph, span)
            if not form.hidden:
                made.append((span.start, span.end, form))
    return made


# Words

_SIZES = {
    42: "初号", 36: "小初", 26: "一号", 24: "小一", 22: "二号", 18: "小二", 16: "三号",
    15: "小三", 14: "四号", 12: "小四", 10.5: "五号", 9: "小五", 7.5: "六号",
}  # fmt: skip


def size_words(points: float) -> str:
    """三号（16磅), 13.5磅."""
    name = _SIZES.get(points)
    return f"{name}（{points:g}磅）" if name else f"{points:g}磅"


def is_red(colour: str) -> bool:
    """Whether six hex digits are some red."""
    try:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    except ValueError:
        return False
    return red >= 0xA0 and green <= 0x60 and blue <= 0x60


def nearly_black(colour: str) -> bool:
    try:
        return max(int(colour[i : i + 2], 16) for i in (0, 2, 4)) <= 0x26
    except ValueError:
        return True


def colour_words(colour: str) -> str:
    """红色, 蓝色 … or the code itself."""
    if colour in ("AUTO", "000000", ""):
        return "黑色"
    try:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
    except ValueError:
        return colour
    if max(red, green, blue) - min(red, green, blue) < 24:
        return "灰色" if red < 0xF0 else "白色"
    if red >= green and red >= blue:
        return "红色" if green < 0x90 else "黄色"
    return "蓝色" if blue >= green else "绿色"


def chars_words(twips: float, char: float) -> str:
    return f"{number_words(round(twips / char, 1))}字"


def number_words(value: float) -> str:
    return f"{value:g}"


def milder(one: Severity, other: Severity) -> Severity:
    order: tuple[Severity, ...] = ("error", "warning", "advice")
    return order[max(order.index(one), order.index(other))]
