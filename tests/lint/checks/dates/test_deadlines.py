"""Days by which something is due, held against the date of the document and the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.lint.engine import lint
from pipeline.lint.text import text_document

NOTICE = (
    "关于报送汛期值班安排的通知\n各乡镇人民政府：\n请于{by}前将值班表报送县应急局。\n"
    "××县应急管理局\n2026年5月20日"
)


def _told(by: str) -> set[str]:
    report = lint(text_document(NOTICE.format(by=by)), today=date(2026, 5, 20))
    return {f.rule for f in report.findings if f.rule.startswith("DATE-0")}


@pytest.mark.parametrize("by", ["5月10日", "2026年5月10日", "2026年4月30日"])
def test_what_was_due_before_the_document_is_told(by: str) -> None:
    assert "DATE-005" in _told(by)


@pytest.mark.parametrize("by", ["5月29日", "2026年6月5日", "2027年1月8日"])
def test_a_working_day_to_come_is_not(by: str) -> None:
    assert _told(by) == set()


@pytest.mark.parametrize("by", ["5月30日", "2026年5月31日"])
def test_a_day_of_rest_is_told(by: str) -> None:
    assert _told(by) & {"DATE-006", "DATE-007"}


def test_what_came_in_before_a_day_is_no_deadline() -> None:
    text = NOTICE.replace("请于{by}前将值班表报送", "对5月10日前转来的投诉，应于5月29日前答复")
    report = lint(text_document(text), today=date(2026, 5, 20))
    assert "DATE-005" not in {f.rule for f in report.findings}
