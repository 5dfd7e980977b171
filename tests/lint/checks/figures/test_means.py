"""亩均, 户均 and 人均."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "改造低产田2.5万亩，投入资金4500万元，亩均投入1300元。",
        "安置移民186户，发放补助558万元，户均8万元。",
    ],
)
def test_the_mean_is_another(text: str) -> None:
    assert "SUM-802" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "改造低产田2.5万亩，投入资金4500万元，亩均投入1800元。",
        "安置移民186户，发放补助558万元，户均约3万元。",
        "安置移民186户，发放补助558万元，人均纯收入1.8万元。",
        "安置移民186户，发放首批补助558万元，户均总额5.2万元。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-802" not in told(text)
