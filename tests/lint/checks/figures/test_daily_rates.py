"""So much a head and a day, so many days."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "巡堤补助每人每天80元，65人值守12天，共计6.42万元。",
        "抽水泵租金每台每天350元，12台租用20天，合计8.6万元。",
        "护林员补助每人每月600元，按10个月计算，每人每年6500元。",
    ],
)
def test_the_amount_is_another(text: str) -> None:
    assert "SUM-801" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "巡堤补助每人每天80元，65人值守12天，共计6.24万元。",
        "抽水泵租金每台每天350元，12台租用20天，合计8.4万元。",
        "伙食补助每人每天100元，5月1日起提高到120元，为期30天。",
        "巡堤补助每人每天80元，65人值守12天，另付交通费1.42万元。",
        "护林员补助每人每月600元，按10个月计算，每人每年6000元。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-801" not in told(text)
