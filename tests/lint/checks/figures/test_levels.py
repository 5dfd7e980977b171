"""So much above or below what is told elsewhere."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "库水位54.20米，低于汛限水位2.30米。\n汛限水位（3月15日起）为56.80米。",
        "完成投资8.64亿元，比年度投资计划多0.46亿元。年度投资计划为8.28亿元。",
        "日供水量12.5万吨，超出设计能力1.5万吨。水厂设计能力为12万吨。",
    ],
)
def test_the_difference_is_another(text: str) -> None:
    assert "SUM-791" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "库水位54.20米，低于汛限水位2.30米。\n汛限水位（3月15日起）为56.50米。",
        "库水位54.20米，低于汛限水位2.30米。\n东库汛限水位为56.80米，西库汛限水位为56.50米。",
        "日供水量12.5万吨，超出设计能力约1.5万吨。水厂设计能力为12万吨。",
        "库水位54.20米，低于上年同期2.30米。上年同期为56.80米。",
        "完成投资8.64亿元，超过投资计划0.46亿元。投资计划为3.7亿元。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-791" not in told(text)
