"""What the calendar says of the days of a document."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import lint
from pipeline.lint.text import text_document

REPORT = (
    "关于{year}年消费维权工作情况的报告\n市人民政府：\n{day}，联合市消费者协会举办宣传活动。\n"
    "××市市场监督管理局\n2026年1月16日"
)


@pytest.mark.parametrize(
    ("year", "day", "right"),
    [
        (2025, "3月15日（星期四）", "星期六"),  # the year that is reported on
        (2026, "3月15日（星期四）", "星期日"),  # the weeks to come
        (2026, "2025年3月15日（星期四）", "星期六"),
        (2025, "1月12日（星期四）", "星期日"),
        (2026, "2025年9月8日（星期一）0时至12月20日（星期日）", "星期六"),
        (2026, "2025年12月8日（星期一）至2月20日（星期日）", "星期五"),
    ],
)
def test_the_weekday_of_the_likeliest_year_is_named(year: int, day: str, right: str) -> None:
    report = lint(text_document(REPORT.format(year=year, day=day)))
    found = [f for f in report.findings if f.rule == "DATE-002"]
    assert [f.suggestions for f in found] == [(right,)]


@pytest.mark.parametrize(
    "day", ["3月15日（星期六）", "3月15日（星期日）", "1月12日（星期一）", "12月25日（星期四）"]
)
def test_the_weekday_of_either_year_is_right(day: str) -> None:
    report = lint(text_document(REPORT.format(year=2025, day=day)))
    assert "DATE-002" not in {f.rule for f in report.findings}
