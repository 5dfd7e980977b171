"""Headings of one level with the same words."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked, paper


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (("一、主要成效", "成效明显。", "二、主要成效", "继续努力。"), ["主要成效"]),
        (("一、防汛", "（一）工作要求。值守。", "二、抗旱", "（一）工作要求。调度。"), []),
        (("一、防汛", "（一）工作要求。值守。", "（二）工作要求。调度。"), ["工作要求"]),
        (("一、主要成效", "成效明显。", "二、存在问题", "继续努力。"), []),
    ],
)
def test_a_heading_stands_once(body: tuple[str, ...], told: list[str]) -> None:
    assert marked("DUP-760", paper(*body)) == told
