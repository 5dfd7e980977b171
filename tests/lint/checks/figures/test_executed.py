"""How much of a budget or plan has been spent."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("SUM-808", "全年安排防汛经费420万元，购置物资180万元；实际支出399万元，执行率为96%。"),
        ("SUM-808", "市级计划投资3600万元、县级1200万元，完成投资2880万元，投资完成率为90%。"),
    ],
)
def test_the_figures_do_not_go_together(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "全年安排防汛经费420万元，购置物资180万元；实际支出399万元，执行率为95%。",
        "全年安排防汛经费420万元、抗旱经费80万元；实际支出475万元，执行率为95%。",
        "全年安排防汛经费约420万元，实际支出399万元，执行率为96%。",
        "市级计划投资3600万元、县级1200万元，完成投资2880万元，投资完成率为60%。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert not told(text) & {"SUM-808"}
