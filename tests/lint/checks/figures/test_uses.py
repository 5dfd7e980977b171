"""What a sum is used for, and what a number includes."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            "SUM-807",
            "下达维修资金860万元，其中420万元用于渠道防渗，240万元用于泵站更新，300万元用于道路整修。",
        ),
        ("SUM-809", "现有水闸236座，包括节制闸148座、分水闸98座。"),
        ("SUM-809", "培训农民1260人次，包括种植户640人次、养殖户380人次、机手340人次。"),
    ],
)
def test_the_figures_do_not_go_together(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "下达维修资金860万元，其中420万元用于渠道防渗，240万元用于泵站更新，200万元用于道路整修。",
        "下达维修资金860万元，其中420万元用于渠道防渗，240万元用于泵站更新。",
        "下达维修资金860万元。420万元用于渠道防渗，240万元用于泵站更新，其余资金用于道路整修。",
        "现有水闸236座，包括节制闸148座、分水闸88座。",
        "现有水闸236座，包括大型水闸8座、中型水闸26座。",
        "检查单位136家，其中水厂64家，包括城市水厂18家、乡镇水厂46家；泵站72家。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert not told(text) & {"SUM-001", "SUM-807", "SUM-809"}
