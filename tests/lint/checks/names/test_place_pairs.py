"""Places one character apart, told by the company in which they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

RULE = "CONS-811"


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        # one list but for an item
        (
            (
                "青龙咀、南湖汊、螺丝港3处列入重点，南湖汊、螺丝港先行完工。",
                "青龙咀、北湖汊、螺丝港3处派专人值守。",
            ),
            ["北湖汊"],
        ),
        (
            (
                "桐梓坡、白果冲、蛇山嘴3处滑坡点设雨量计。",
                "桐梓坡、白果湾、蛇山嘴3处滑坡点每日巡查。",
            ),
            ["白果冲", "白果湾"],
        ),
        # the only two of a kind
        (("枫林小区6号楼已经完工。", "由枫树小区物业公司负责。"), ["枫林小区", "枫树小区"]),
        # the only two with such a work
        (("马家沟村水厂停水。", "马家湾村水厂6月底前换膜。"), ["家沟村", "家湾村"]),
        # what is told of them stands nowhere else
        (
            (
                "荻港镇卫生院供电增容手续没有办完，石门镇卫生院已经完工。",
                "6月底前办完荻浦镇卫生院供电增容手续。",
            ),
            ["荻港镇", "荻浦镇"],
        ),
    ],
)
def test_one_place_under_two_names_is_told(sentences: tuple[str, ...], told: list[str]) -> None:
    assert marked(RULE, paper(*sentences)) == told


@pytest.mark.parametrize(
    "sentences",
    [
        ("枫林小区、枫树小区6号楼已经完工。",),
        ("枫林小区完工。枫林小区验收。", "枫树小区开工。枫树小区验收。"),
        ("枫林小区完工。", "枫树小区开工。", "杏坛小区验收。"),
        ("东关小区完工。", "西关小区开工。"),
        ("石桥镇加油站停业。", "石门镇加油站整改。"),  # many towns are called so
        ("柳溪镇人民政府负责。", "柳河镇人民政府负责。"),
        ("检查水稻、玉米、大豆3种作物。", "检查水稻、玉米、土豆3种作物。"),
        ("青龙咀、南湖汊、螺丝港3处。", "青龙咀、北湖汊、南湖汊3处。"),
        ("各地区、各部门要落实，各部门要报告。", "各地区、各部门将检查。"),
    ],
)
def test_two_places_are_right(sentences: tuple[str, ...]) -> None:
    assert marked(RULE, paper(*sentences)) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["枫林小区完工。", "青龙咀、南湖汊、螺丝港3处完工。"]), max_size=8))
def test_names_written_alike_are_silent(sentences: list[str]) -> None:
    assert marked(RULE, paper(*sentences)) == []
