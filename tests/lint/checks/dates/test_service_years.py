"""How long something has been there."""

from __future__ import annotations

import pytest

from tests.lint.checks.figures.telling import told


@pytest.mark.parametrize(
    "text",
    [
        "北干渠1975年建成，已运行41年，渗漏严重。",
        "该泵站于1988年6月投入使用，到2025年已超期服役47年。",
        "水文站1956年设立，迄今已有八十年。".replace("八十", "八"),
    ],
)
def test_the_years_are_others(text: str) -> None:
    assert "DATE-745" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "北干渠1975年建成，已运行51年，渗漏严重。",
        "北干渠1975年建成，已运行近50年；东干渠1988年开工建设，2002年通水，已运行24年。",
        "该泵站于1988年6月投入使用，到2025年已超期服役37年。",
        "该泵站于1988年投入使用，设计使用年限为30年。",
        "2012年成立合作社，从事灌溉服务已有20多年。",
        "2012年成立合作社，理事长从事灌溉服务20年。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "DATE-745" not in told(text)
