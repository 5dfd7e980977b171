"""Typed item numbers with a digit behind them: 3.9座桥 between the items 2. and 4. is item 3."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.gongwen.line_shapes import heading_number

# The point of such a number as checks read it, so that none takes the number for a decimal.
NUMBER_POINT = "\u2024"

_GLUED = re.compile(
    r"[ \u3000\t]*(?P<n>[1-9]\d?)(?P<point>[.．])(?P<count>\d{1,6})"
    r"(?=[余多几]?[万亿]?[\u4e00-\u9fff“《]|%)"
)
_MEASURED = re.compile(
    "[余多几]?[万亿]?(?:[个家户人名座处所项条份台套辆起次场期只件宗棵株眼口艘架枚部间层栋张本册组批类种级市县镇村]|"
    "公里|平方|立方|亩|米|吨|元|年|月|日|时|小时|天|岁|周|号|%|以上|以下)"
)


def points_behind_numbers(texts: Sequence[str]) -> dict[int, int]:
    """Paragraphs that begin with an item number and a digit -> where the point stands.

    What follows the point must be a count of something, the item before it the number before, or
    the next item the number behind; where that has the same number, it is a decimal (1.5 元)."""
    found: dict[int, int] = {}
    last = 0  # the item before, in the list that the paragraph belongs to
    for place, text in enumerate(texts):
        first = text[:1] if text[:1] not in " \u3000\t" else text.lstrip(" \u3000\t")[:1]
        if not first or first not in "0123456789一二三四五六七八九十第（(":
            continue
        glued = _GLUED.match(text) if first.isdigit() else None
        if glued is None:
            last = _number(text, last)
        elif _is_item(glued, texts, place, last):
            found[place] = glued.start("point")
            last = int(glued["n"])
    return found


def _number(text: str, last: int) -> int:
    """The number of a plain item 3.; 0 behind a higher heading, where lists begin anew."""
    number = heading_number(text.lstrip(" \u3000\t"))
    if number is None or number.level > 3:
        return last
    return number.value if number.level == 3 else 0


def _is_item(glued: re.Match[str], texts: Sequence[str], place: int, last: int) -> bool:
    value = int(glued["n"])
    if value != last + 1 or not _MEASURED.match(glued.string, glued.end()):
        return False
    following = _next_number(texts, place)
    return following == value + 1 or (value > 1 and following in (0, 1))


def _next_number(texts: Sequence[str], place: int) -> int:
    """The number of the next item of the list; 0 when it ends."""
    for text in texts[place + 1 :]:
        bare = text.lstrip(" \u3000\t")
        if glued := _GLUED.match(bare):
            return int(glued["n"])
        number = heading_number(bare)
        if number is not None and number.level <= 3:
            return number.value if number.level == 3 else 0
    return 0
