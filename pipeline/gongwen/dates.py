"""Dates of documents: read in any usual form, written 2026年11月23日 (GB/T 9704-2012 7.3.5.4)."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from pipeline.gongwen.numbering import parse_chinese_number

_DATE = re.compile(
    r"([0-9]{4})\s*(?:年|-|/|\.)\s*([0-9]{1,2})\s*(?:月|-|/|\.)\s*([0-9]{1,2})\s*日?"
)
_CHINESE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_TIME = re.compile(
    r"[ T　]*(上午|下午|晚上|中午)?\s*([0-9]{1,2})\s*[:：时点]\s*([0-9]{1,2})?\s*分?(?::[0-9]{2})?"
)
_ZERO = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def parse_date(value: object) -> date:
    """A date from a date, or text such as 2026-11-23, 2026/11/23, 2026年11月23日, 二〇二六年….

    Raises ValueError with a Chinese reason: not a date at all, or a day that does not exist.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    match = _DATE.fullmatch(text)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = _CHINESE.fullmatch(text)
    if match:
        month, day = parse_chinese_number(match[2]), parse_chinese_number(match[3])
        if month and day:
            return _day(int(match[1].translate(_ZERO)), month, day)
    raise ValueError("不是日期，请写成 2026-11-23 或 2026年11月23日")


def parse_datetime(value: object) -> datetime:
    """A date with an optional time: 2026-11-23 14:30, 2026年11月23日下午2时30分, 2026-11-23."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = str(value).strip()
    match = _DATE.match(text) or _CHINESE.match(text)
    if not match:
        raise ValueError("不是日期时间，请写成 2026-11-23 14:30")
    day = parse_date(match.group(0).strip())
    rest = text[match.end() :].strip()
    if not rest:
        return datetime.combine(day, time())
    clock = _TIME.fullmatch(rest)
    if not clock:
        raise ValueError(f"时间“{rest}”看不懂，请写成 2026-11-23 14:30")
    return datetime.combine(day, _clock(clock))


def _clock(match: re.Match[str]) -> time:
    hour, minute = int(match[2]), int(match[3] or 0)
    if match[1] in ("下午", "晚上") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise ValueError(f"没有 {hour}:{minute:02d} 这个时刻")
    return time(hour, minute)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"{year}年{month}月{day}日不存在") from None


def chinese_date(value: date) -> str:
    """2026年11月23日, without padding zeros."""
    return f"{value.year}年{value.month}月{value.day}日"


def chinese_datetime(value: datetime) -> str:
    """2026年11月23日14:30 in the 24-hour form; a time of 0:00 is left out."""
    text = chinese_date(value)
    return text if value.time() == time() else f"{text}{value.hour}:{value.minute:02d}"


def weekday(value: date) -> str:
    """星期一 … 星期日."""
    return "星期" + "一二三四五六日"[value.weekday()]
