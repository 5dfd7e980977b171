"""What is added up in so many words."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "村集体出资46万元，加上上级补助30万元，86万元建设资金全部到位。",
        "东段12.4公里、西段8.6公里，再加上连接线3.2公里，总长24.3公里。",
    ],
)
def test_the_sum_is_another(text: str) -> None:
    assert "SUM-792" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "村集体出资46万元，加上上级补助30万元，76万元建设资金全部到位。",
        "村集体出资46万元，加上上级补助约30万元，86万元建设资金全部到位。",
        "现有渠道12.4公里，加上新建3.2公里，灌溉面积达到1.5万亩。",
        "结余46万元，加上上级补助30万元，18万元用于购置水泵。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-792" not in told(text)
