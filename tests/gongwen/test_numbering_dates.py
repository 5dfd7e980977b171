"""Numbers of headings, Chinese numerals, dates."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gongwen.dates import (
    chinese_date,
    chinese_datetime,
    parse_date,
    parse_datetime,
    weekday,
)
from pipeline.gongwen.numbering import (
    Counter,
    chinese_number,
    heading_number,
    parse_chinese_number,
    split_heading,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "零"), (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (101, "一百零一"),
     (110, "一百一十"), (1001, "一千零一"), (1010, "一千零一十"), (9999, "九千九百九十九")],
)  # fmt: skip
def test_chinese_numerals(value, text):
    assert chinese_number(value) == text


@settings(max_examples=60)
@given(st.integers(1, 9999))
def test_numerals_are_read_back(value):
    assert parse_chinese_number(chinese_number(value)) == value


@pytest.mark.parametrize("text", ["", "十十", "百", "一二", "零", "百一十千", "两"])
def test_what_is_no_numeral(text):
    assert parse_chinese_number(text) is None or chinese_number(parse_chinese_number(text)) == text


@settings(max_examples=60)
@given(st.integers(1, 4), st.integers(1, 99))
def test_heading_numbers_are_read_back(level, value):
    assert split_heading(heading_number(level, value) + "标题") == (level, value, "标题")


@pytest.mark.parametrize("text", ["1.5万元", "2026年", "一般情况", "（略）", "（2026）5号", "一二"])
def test_what_is_no_heading_number(text):
    found = split_heading(text)
    assert found is None or found[2] == "5号"


def test_a_heading_starts_the_levels_below_it_anew():
    counter = Counter()
    numbers = [counter.next(level) for level in (1, 2, 2, 3, 4, 1, 2)]
    assert numbers == ["一、", "（一）", "（二）", "1.", "（1）", "二、", "（一）"]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "2026年11月23日",
        "2026-11-23 ",
        "二〇二六年十一月二十三日",
    ],
)
def test_dates_are_read_in_every_usual_form(text):
    assert parse_date(text) == date(2026, 11, 23)
    assert chinese_date(parse_date(text)) == "2026年11月23日"


def test_no_padding_zeros():
    assert chinese_date(parse_date("2026-01-05")) == "2026年1月5日"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2025年2月29日"])
def test_days_that_do_not_exist(text):
    with pytest.raises(ValueError, match="日不存在"):
        parse_date(text)


@pytest.mark.parametrize("text", ["", "明天", "26-1-1", "2026-1", "20261123", "2026-11-23-1"])
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match="不是日期"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2026-11-23 14:30", "2026年11月23日14:30"),
     ("2026年11月23日下午2时30分", "2026年11月23日14:30"),
     ("2026-11-23T09:05:00", "2026年11月23日9:05"), ("2026-11-23", "2026年11月23日"),
     ("2026年11月23日9时", "2026年11月23日9:00")],
)  # fmt: skip
def test_times(text, shown):
    assert chinese_datetime(parse_datetime(text)) == shown


@pytest.mark.parametrize("text", ["2026-11-23 25:00", "2026-11-23 9:75", "2026-11-23 早上"])
def test_wrong_times(text):
    with pytest.raises(ValueError, match="时"):
        parse_datetime(text)


@settings(max_examples=40)
@given(st.dates(date(1000, 1, 1)))
def test_a_written_date_is_read_back(day):
    assert parse_date(chinese_date(day)) == day
    assert parse_datetime(datetime(day.year, day.month, day.day)).date() == day
    assert weekday(day)[:2] == "星期"
