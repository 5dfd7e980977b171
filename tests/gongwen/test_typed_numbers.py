"""Item numbers typed right before a digit are told from decimals."""

from __future__ import annotations

import pytest

from pipeline.gongwen.typed_numbers import points_behind_numbers
from tests.lint.checks.short_papers import marked, paper

ITEMS = ("1.检修水泵。", "2.清洗滤池。", "3.6座水塔由区水务站除锈。", "4.更换阀门。")


def test_a_digit_behind_an_item_number():
    assert points_behind_numbers(ITEMS) == {2: 1}
    assert points_behind_numbers(["一、工作安排", *ITEMS[:3]]) == {3: 1}
    assert points_behind_numbers(["1.8个泵站已经检修。", "2.滤池另行安排。"]) == {0: 1}
    two = ["1.检修。", "2.4座水塔除锈。", "3.5处渗漏点封堵。"]
    assert points_behind_numbers(two) == {1: 1, 2: 1}


@pytest.mark.parametrize(
    "texts",
    [
        ["1.5万元以下的由科室审批。", "5万元以上的报局长办公会。"],
        ["1.总则", "1.1编制目的", "1.2编制依据", "2.组织体系", "2.1领导机构"],
        ["1.检修水泵。", "2.5万元以上的项目报批。", "2.清洗滤池。"],
        ["1.检修水泵。", "一、经费", "2.5万元用于检修。"],
        ["6.5亿元投向管网。", "7.2亿元投向泵站。"],
    ],
)
def test_decimals_and_numbers_with_several_parts(texts):
    assert points_behind_numbers(texts) == {}


def test_checks_read_the_number_and_the_count():
    text = paper("一、检修安排", *ITEMS, "二、经费安排", "各站自行承担。")
    assert marked("SEQ-001", text) == marked("NUMB-650", text) == []
    assert marked("SEQ-001", text.replace("4.更换", "5.更换")) == ["5."]
    assert marked("NUMB-650", text.replace("各站自行承担。", "共3.6座水塔。")) == ["3.6座"]
