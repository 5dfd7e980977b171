"""Working days: the published tables, arithmetic over holidays, the unknown year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import DataProblem
from pipeline.gongwen import calendar as cal

# 《全国年节及纪念日放假办法》: 11 days off until 2024, 13 since 1 January 2025.
STATUTORY = {2024: 11, 2025: 13, 2026: 13}


@pytest.mark.parametrize("year", STATUTORY)
def test_days_off_balance_the_days_worked_instead(year):
    """Moved days are conserved: weekdays off minus weekend days worked = statutory days,
    less those that fall on a Saturday or Sunday and are made up inside the same table."""
    table = cal.load_year(year)
    off = sum(day.weekday() < 5 for day in table.rest)
    assert off - len(table.extra) == STATUTORY[year]


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-02-09", True),  # 除夕 2024 was only a recommendation
        ("2024-02-17", False),
        ("2024-02-18", True),
        ("2024-05-11", True),
        ("2024-10-12", True),
        ("2025-01-27", True),
        ("2025-01-28", False),
        ("2025-01-26", True),
        ("2025-04-27", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-05-09", True),
        ("2026-09-20", True),
        ("2026-09-25", False),
        ("2026-10-08", True),
        ("2026-10-10", True),
        ("2026-10-11", False),
    ],
)
def test_published_days(day, works):
    assert cal.is_workday(date.fromisoformat(day)) is works


def test_add_workdays_over_national_day():
    assert cal.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert cal.add_workdays(date(2026, 9, 30), 3) == date(2026, 10, 10)  # a worked Saturday
    assert cal.add_workdays(date(2026, 10, 8), -1) == date(2026, 9, 30)


def test_add_workdays_over_spring_festival():
    assert cal.add_workdays(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert cal.workdays_between(date(2026, 2, 13), date(2026, 2, 24)) == 2


def test_zero_workdays_moves_off_a_rest_day():
    assert cal.add_workdays(date(2026, 10, 3), 0) == date(2026, 10, 8)
    assert cal.add_workdays(date(2026, 3, 2), 0) == date(2026, 3, 2)


def test_names_and_weekday():
    assert cal.rest_name(date(2026, 10, 2)) == "国庆节"
    assert cal.rest_name(date(2026, 3, 7)) == "星期六"
    assert cal.rest_name(date(2026, 3, 6)) == ""
    assert cal.with_weekday(date(2026, 3, 13)) == "2026年3月13日（星期五）"


def test_unknown_year_says_so():
    with pytest.raises(DataProblem, match="没有2031年的节假日安排"):
        cal.is_workday(date(2031, 5, 6))
    with pytest.raises(DataProblem, match=r"calendar/2023\.yaml"):
        cal.add_workdays(date(2024, 1, 2), -2)


def test_a_units_own_table_goes_first(tmp_path):
    folder = tmp_path / "calendar"
    folder.mkdir()
    (folder / "2031.yaml").write_text(
        "year: 2031\nsource: 测试\nholidays:\n"
        "  - {name: 元旦, from: 2031-01-01, to: 2031-01-01}\nworkdays: []\n",
        encoding="utf-8",
    )
    assert not cal.is_workday(date(2031, 1, 1), (tmp_path,))
    assert cal.is_workday(date(2031, 1, 2), (tmp_path,))
    assert 2031 in cal.known_years((tmp_path,))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("year: 2030\n", "year: 2031"),
        ("year: 2031\nworkdays: [2031-01-02]\n", "不是需要补班的周末"),
        ("year: 2031\nholidays: [{name: 元旦, from: 2031-1-1, to: 2031-01-01}]\n", "2031-1-1"),
        ("year: 2031\nholidays: [{name: 元旦}]\n", "name、from、to"),
        ("year: 2031\nholidays: [{name: 错, from: 2031-02-01, to: 2031-01-01}]\n", "起止日期不对"),
    ],
)
def test_a_broken_table_is_named(tmp_path, text, message):
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2031.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataProblem, match=message):
        cal.is_workday(date(2031, 1, 2), (tmp_path,))


@settings(max_examples=60, deadline=None)
@given(st.dates(date(2024, 2, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_adding_and_counting_agree(start, count):
    end = cal.add_workdays(start, count)
    assert cal.is_workday(end)
    assert cal.workdays_between(start, end) == count
    assert cal.workdays_between(end, start) == -count
    assert end - start >= timedelta(days=1)
