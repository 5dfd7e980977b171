"""The gap between a mark and what stands below it."""

from __future__ import annotations

import pytest

from tests.lint.checks.layout.test_signature import TITLE, findings, marked


@pytest.mark.parametrize(
    ("mark", "number", "told"),
    [("××市水利局文件", "×水〔2026〕5号", True), ("防汛工作简报", "第12期", False)],
)
def test_the_issue_of_a_bulletin_is_no_document_number(mark, number, told):
    rows = [
        {**TITLE, "text": "关于做好防汛工作的通知"},
        {"text": "各区水利局："},
        {"text": "请按时完成各项准备工作。", "first_line": 640},
    ]
    assert (number in marked("FMT-023", *rows, mark=mark, number=number)) is told


RULE = {"drawn": [{"length_mm": 156, "kind": "sng"}], "text": ""}


@pytest.mark.parametrize(("blank", "told"), [(0, True), (2, False)])
def test_a_rule_that_is_a_shape_is_where_the_gap_above_the_title_begins(blank, told):
    title = "关于做好古籍普查工作的通知"
    rows = [
        RULE,
        *[{"text": ""}] * blank,
        {**TITLE, "text": title},
        {"text": "各区图书馆：", "before": 579},
        {"text": "请按时完成各项准备工作。", "first_line": 640},
    ]
    assert (title in marked("FMT-023", *rows)) is told


@pytest.mark.parametrize(("blank", "severity"), [(1, "advice"), (2, "advice"), (4, "warning")])
def test_many_blank_lines_move_the_text_to_another_place(blank, severity):
    rows = [
        {**TITLE, "text": "关于做好古籍普查工作的通知"},
        {"text": "各区图书馆："},
        {"text": "请按时完成各项准备工作。", "first_line": 640},
        *[{"text": ""}] * blank,
        {"text": "完成情况请及时报送。", "first_line": 640},
    ]
    assert [finding.severity for finding in findings("FMT-501", *rows)] == [severity]
