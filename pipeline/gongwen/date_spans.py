"""Dates inside a text: where they stand, what day they mean, in which form they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipeline.gongwen.line_shapes import chinese_value

_ARABIC = re.compile(
    r"(?:(?<![\d.])(?P<year>\d{4})\s*年\s*)?(?<![\d.\-—～~/])(?P<month>\d{1,2})\s*月\s*"
    r"(?P<day>\d{1,2})\s*(?:日|号(?![楼线院房门库井站机馆台]))"
)
_CHINESE_MONTH = re.compile("[正一二三四五六七八九十]月")
_CHINESE = re.compile(
    r"(?:(?P<year>[一二][〇○零一二三四五六七八九]{3})年)?"
    r"(?P<month>[正一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One date in a text. year is 0 when it is not written. chinese: in Chinese numerals.
    padded: month or day written with a leading zero."""

    start: int
    end: int
    year: int
    month: int
    day: int
    chinese: bool = False
    padded: bool = False

    @property
    def exists(self) -> bool:
        """Whether there is such a day (29 February exists when no year is written)."""
        return self.on(self.year or 2024) is not None

    def on(self, year: int) -> date | None:
        """The day in its own year, or in ``year`` when none is written; None if impossible."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return None


def find_dates(text: str) -> list[DateSpan]:
    """Every date with month and day in ``text``, from left to right, possible or not."""
    if "月" not in text:
        return []
    found = [
        DateSpan(
            match.start(),
            match.end(),
            int(match["year"] or 0),
            int(match["month"]),
            int(match["day"]),
            padded=match["month"].startswith("0") or match["day"].startswith("0"),
        )
        for match in _ARABIC.finditer(text)
    ]
    found += [
        DateSpan(
            match.start(),
            match.end(),
            chinese_value(match["year"].replace("○", "〇")) if match["year"] else 0,
            chinese_value(match["month"].replace("正", "一")),
            chinese_value(match["day"]),
            chinese=True,
        )
        for match in (_CHINESE.finditer(text) if _CHINESE_MONTH.search(text) else ())
    ]
    return sorted(found, key=lambda span: span.start)


def the_date(text: str) -> date | None:
    """The day that a 成文日期 or printing line means, or None when it is unclear or impossible."""
    for span in find_dates(text):
        if span.year:
            return span.on(span.year)
    match = re.search(r"((?:19|20)\d{2})\s*[./．\-—]\s*(\d{1,2})\s*[./．\-—]\s*(\d{1,2})", text)
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None
