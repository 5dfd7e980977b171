"""Weights and what each side bears."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("SUM-805", "总成绩按笔试占60%、面试占30%计算。"),
        ("SUM-805", "工程款由市、县、镇分别承担60%、20%、10%。"),
        ("SUM-805", "考核指标的权重分别为35%、25%、30%。"),
    ],
)
def test_the_figures_do_not_go_together(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "总成绩按笔试占60%、面试占40%计算。",
        "总成绩中笔试占60%，专业能力占20%、综合素质占20%，加分不超过5%。",
        "工程款由市、县、镇分别承担60%、30%、10%。",
        "参加笔试的占60%，参加面试的占20%。",
        "对中央、省级资金分别按20%、10%的比例提取管护费。",
        "综合得分位于前10%和前30%的单位予以通报。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert not told(text) & {"SUM-805"}
