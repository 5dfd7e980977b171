"""The gap between a mark and what stands below it."""

from __future__ import annotations

import pytest

from tests.lint.checks.layout.test_signature import TITLE, marked


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
