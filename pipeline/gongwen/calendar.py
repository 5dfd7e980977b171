"""Chinese working days: the State Council's yearly holiday tables (``rules/calendar/<year>.yaml``).

A year without a table is an error that says so: the days are decided anew every autumn and
cannot be computed. A unit may put its own ``calendar/<year>.yaml`` into its rules folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.resources import data_folder, load_yaml

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@dataclass(frozen=True, slots=True)
class Year:
    """One year's table. rest: day → name of the holiday; extra: weekend days that are worked."""

    year: int
    source: str
    rest: dict[date, str]
    extra: frozenset[date]


def is_workday(day: date, folders: Sequence[Path] = ()) -> bool:
    """Whether offices work on ``day``. ``folders``: rules folders searched before the built-in.

    Raises DataProblem when no table for that year has been published or installed.
    """
    table = load_year(day.year, tuple(folders))
    if day in table.rest:
        return False
    return day in table.extra or day.weekday() < 5


def next_workday(day: date, folders: Sequence[Path] = ()) -> date:
    """The first working day on or after ``day``."""
    while not is_workday(day, folders):
        day += timedelta(days=1)
    return day


def previous_workday(day: date, folders: Sequence[Path] = ()) -> date:
    """The last working day on or before ``day``."""
    while not is_workday(day, folders):
        day -= timedelta(days=1)
    return day


def add_workdays(day: date, count: int, folders: Sequence[Path] = ()) -> date:
    """The ``count``-th working day after ``day``.

    Negative counts go backwards. The day itself does not count (《民法典》第二百零一条), so one
    working day from a Monday is Tuesday; 0 gives the first working day on or after ``day``.
    """
    if count == 0:
        return next_workday(day, folders)
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day, folders):
            day += step
    return day


def workdays_between(start: date, end: date, folders: Sequence[Path] = ()) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier.

    ``add_workdays(start, workdays_between(start, end)) == end`` when ``end`` is a working day.
    """
    if end < start:
        return -workdays_between(end, start, folders)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_workday(day, folders) for day in days)


def workdays_if_known(start: date, end: date, folders: Sequence[Path] = ()) -> int | None:
    """:func:`workdays_between`, or None when a year has no table: no number beats a wrong one."""
    try:
        return workdays_between(start, end, folders)
    except DataProblem:
        return None


def rest_name(day: date, folders: Sequence[Path] = ()) -> str:
    """Why offices rest on ``day`` (国庆节, 星期六, …); an empty string on a working day."""
    if is_workday(day, folders):
        return ""
    return load_year(day.year, tuple(folders)).rest.get(day, WEEKDAYS[day.weekday()])


def with_weekday(day: date) -> str:
    """``2026年3月13日（星期五）``: a deadline as it is written in official papers."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def known_years(folders: Sequence[Path] = ()) -> tuple[int, ...]:
    """The years that have a table, ascending."""
    found: set[int] = set()
    for folder in _calendar_folders(tuple(folders)):
        found.update(int(p.stem) for p in folder.glob("*.yaml") if p.stem.isdigit())
    return tuple(sorted(found))


@cache
def load_year(year: int, folders: tuple[Path, ...] = ()) -> Year:
    """The table of ``year``; raises DataProblem when there is none or it is not in order."""
    for folder in _calendar_folders(folders):
        path = folder / f"{year}.yaml"
        if path.is_file():
            return _read_year(path, year)
    years = known_years(folders)
    span = f"{years[0]}—{years[-1]}年" if years else "没有任何年份"
    raise DataProblem(
        f"没有{year}年的节假日安排（现有{span}），无法推算工作日。国务院办公厅公布后，"
        f"请照 rules/calendar/{years[-1] if years else year}.yaml 的样子写一份 "
        f"calendar/{year}.yaml，放进本单位的规则文件夹。"
    )


def _calendar_folders(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(folder / "calendar" for folder in (*folders, data_folder("rules")))


def _read_year(path: Path, year: int) -> Year:
    data = load_yaml(path)
    if not isinstance(data, dict) or data.get("year") != year:
        raise DataProblem(f"{path} 应以“year: {year}”说明是哪一年的安排。")
    rest: dict[date, str] = {}
    for row in data.get("holidays") or []:
        first, last = _day(row, "from", path), _day(row, "to", path)
        if last < first or (last - first).days > 31:
            raise DataProblem(
                f"{path} 中“{row.get('name', '')}”的起止日期不对：{first} 至 {last}。"
            )
        for offset in range((last - first).days + 1):
            rest[first + timedelta(days=offset)] = str(row.get("name", "节假日"))
    extra = frozenset(_parse_day(item, path) for item in data.get("workdays") or [])
    for day in sorted(extra):
        if day in rest or day.weekday() < 5:
            raise DataProblem(f"{path} 的 workdays 中 {day} 不是需要补班的周末。")
    return Year(year, str(data.get("source", "")), rest, extra)


def _day(row: Any, key: str, path: Path) -> date:
    if not isinstance(row, dict) or key not in row:
        raise DataProblem(f"{path} 的 holidays 每一项都要写 name、from、to。")
    return _parse_day(row[key], path)


def _parse_day(value: Any, path: Path) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise DataProblem(f"{path} 里的日期“{value}”不对，应写成 2026-10-01 的样子。") from None
