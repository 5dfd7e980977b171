"""The time of the log: Beijing time. ``HONGTOU_NOW`` sets it (rehearsals, samples, tests)."""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import date, datetime, timedelta, timezone

from pipeline.errors import DataProblem

BEIJING = timezone(timedelta(hours=8))


def now() -> datetime:
    """The present moment in Beijing time, to the second."""
    given = os.environ.get("HONGTOU_NOW")
    if not given:
        return datetime.now(BEIJING).replace(microsecond=0)
    return parse_moment(given)


def today() -> date:
    """The present day in Beijing time."""
    return now().date()


def parse_moment(text: str) -> datetime:
    """``2026-03-02`` or ``2026-03-02T10:30`` (any offset) as a moment in Beijing time."""
    try:
        moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise DataProblem(f"时间“{text}”不对，应写成 2026-03-02 或 2026-03-02T10:30。") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=BEIJING)
    return moment.astimezone(BEIJING)


def parse_day(text: str) -> date:
    """A day: ``2026-03-02``, ``2026年3月2日``, ``2026.3.2``, ``20260302``; raises DataProblem."""
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{8}", cleaned):
        cleaned = f"{cleaned[:4]}-{cleaned[4:6]}-{cleaned[6:]}"
    parts = re.split(r"\s*[-/.年月]\s*", re.sub(r"\s*[日号]$", "", cleaned))
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        raise DataProblem(f"日期“{text}”不对，应写成 2026-03-02 的样子（要写年份）。") from None
