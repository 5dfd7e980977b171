"""Shares of a whole that is told in another sentence."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "全市现有注册志愿者4200人。\n注册志愿者中，大学生1260人，占33%。",
        "登记在册塘坝360座。登记在册塘坝中需要除险加固的54座，占51%。",
    ],
)
def test_the_share_is_another(text: str) -> None:
    assert "SUM-794" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "全市现有注册志愿者4200人。\n注册志愿者中，大学生1260人，占30%。",
        "东区注册志愿者4200人，西区注册志愿者3100人。注册志愿者中，大学生1260人，占33%。",
        "全市现有注册志愿者约4200人。\n注册志愿者中，大学生1260人，占33%。",
        "全市现有注册志愿者4200人。参加活动3800人，注册志愿者中大学生1260人，占33%。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-794" not in told(text)
