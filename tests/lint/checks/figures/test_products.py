"""A price and a number make an amount."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "手册单价15元，印制4000本，共需6.2万元。",
        "每本15元，印制4000本，共需6.2万元。",
        "购置测温仪30台，单价为2400元，合计7.3万元。",
    ],
)
def test_the_amount_is_another(text: str) -> None:
    assert "SUM-029" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "手册单价15元，印制4000本，共需6万元。",
        "每本15元，印制4000本，共需6万元。",
        "手册单价15元，印制4000本，加排版共6.2万元。",
        "手册单价15元，印制4000本，寄送0.2万元，共6.2万元。",
        "手册单价15元左右，印制4000本，总预算10万元。",
    ],
)
def test_the_amount_is_right_or_of_more(text: str) -> None:
    assert "SUM-029" not in told(text)
