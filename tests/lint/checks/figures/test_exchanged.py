"""One thing told twice with two digits exchanged."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            "SUM-804",
            "一、更新车辆。为堤段配备巡堤电动车528辆。\n二、管好车辆。巡堤用电动车582辆全部上牌。",
        ),
    ],
)
def test_the_figures_do_not_go_together(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "一、更新巡堤车辆。新购巡堤车528辆。\n二、管好用好车辆。528辆巡堤车全部安装定位终端。",
        "一、全市现有巡堤车582辆。\n二、去年巡堤车528辆全部安装终端。",
        "一、东片安装水表1240只。\n二、西片检修阀门1420只。",
        "2024年改造渠道126公里。\n2025年改造渠道162公里。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert not told(text) & {"SUM-804"}
