"""States that make up a whole, named before their figures or behind them."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "就修订稿向18家企业征求意见，11家提出修改意见，4家无意见，2家未反馈。",
        "征求20个村的意见，13个提出建议、5个没有意见、1个逾期未回复。",
        "共收到意见42条，采纳28条，部分采纳9条，未采纳4条。",
        "市级抽查泵站320座，正常运行271座，季节性停机32座，长期停用27座，长期停用的占8.4%。",
        "24个项目中，15个已完工，6个正在施工，4个尚未开工。",
        "列入计划的道路36条，其中22条已建成、9条在建、4条待开工。",
    ],
)
def test_the_states_make_another_number(text: str) -> None:
    assert "SUM-600" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "就修订稿向18家企业征求意见，11家提出修改意见，5家无意见，2家未反馈。",
        "就修订稿向18家企业征求意见，11家提出修改意见，2家提出补充建议，1家未反馈。",
        "就修订稿向18家企业征求意见，11家提出修改意见，4家无意见。",  # two states leave some out
        "共收到意见42条，采纳28条，部分采纳9条，未采纳5条。",
        "共收到意见42条，采纳28条，其中部分采纳9条，逐条说明了理由。",
        "市级抽查泵站320座，正常运行261座，季节性停机32座，长期停用27座，长期停用的占8.4%。",
        "24个项目中，15个已完工，5个正在施工，4个尚未开工。",
        "全年检查企业240家，督促整改隐患360处，立案12家，已办结9家，正在办理3家。",
    ],
)
def test_what_makes_the_whole_or_may_leave_some_out(text: str) -> None:
    assert "SUM-600" not in told(text)
