"""Numbering of headings (GB/T 9704-2012 clause 7.3.3): 一、（一）1.（1）, and Chinese numerals."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DIGITS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")

# One pattern a level: the number as it stands at the start of a heading.
LEVEL_PATTERNS = (
    re.compile(r"([一二三四五六七八九十百]{1,6})、"),
    re.compile(r"[（(]([一二三四五六七八九十百]{1,6})[）)]"),
    re.compile(r"([1-9][0-9]{0,2})[.．](?![0-9])"),
    re.compile(r"[（(]([1-9][0-9]{0,2})[）)]"),
)


def chinese_number(value: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一, 105 → 一百零五; for 0 … 9999, ValueError beyond."""
    if not 0 <= value <= 9999:
        raise ValueError(value)
    if value == 0:
        return "零"
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _UNITS[place]
            gap = False
        else:
            gap = True
    return text[1:] if text.startswith("一十") else text


def parse_chinese_number(text: str) -> int | None:
    """二十一 → 21; None when ``text`` is not a whole Chinese numeral below 10000."""
    total, digit, last = 0, 0, 10000
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS.index(char)
        elif char in _UNITS[1:]:
            unit = 10 ** _UNITS.index(char)
            if unit >= last:
                return None
            total += (digit or 1) * unit
            digit, last = 0, unit
        else:
            return None
    value = total + digit
    return value if value and chinese_number(value) == text else None


def heading_number(level: int, value: int) -> str:
    """The number of a heading: level 1 一、 2 （一） 3 1. 4 （1）."""
    if level == 1:
        return f"{chinese_number(value)}、"
    if level == 2:
        return f"（{chinese_number(value)}）"
    return f"{value}." if level == 3 else f"（{value}）"


def split_heading(text: str) -> tuple[int, int, str] | None:
    """(level, value, rest) when ``text`` starts with a heading number, else None."""
    for level, pattern in enumerate(LEVEL_PATTERNS, 1):
        match = pattern.match(text)
        if match:
            number = match.group(1)
            value = int(number) if level > 2 else parse_chinese_number(number)
            if value:
                return level, value, text[match.end() :].lstrip(" 　\t")
    return None


@dataclass(slots=True)
class Counter:
    """Counts headings of four levels; a heading starts the levels below it anew."""

    values: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def next(self, level: int) -> str:
        """The number of the next heading of ``level`` (1–4)."""
        return self.set(level, self.values[level - 1] + 1)

    def set(self, level: int, value: int) -> str:
        """Go on counting from ``value``, as typed by the author."""
        self.values[level - 1] = value
        self.values[level:] = [0] * (4 - level)
        return heading_number(level, value)
