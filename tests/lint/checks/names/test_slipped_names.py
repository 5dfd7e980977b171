"""Long names with a character lost, typed twice or turned about in one place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

RULE = "CONS-810"


def told(name: str, odd: str) -> bool:
    lines = (f"{name}是今年的重点，材料送{name}审核。", f"有关情况请报送{odd}汇总。")
    return bool(marked(RULE, paper(*lines)))


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("县退役军人事务局", "县退役人事务局"),
        ("财务与资产管理处", "财务与资产理处"),
        ("市住房和城乡建设局", "市住房和城建设局"),
        ("学生资助管理中心", "学生资助管中心"),
        ("财务与资产管理处", "财务与资产管产理处"),
        ("农村人居环境整治提升行动", "农村人居环境治整提升行动"),
        ("耕地地力保护补贴资金", "耕地地力保护贴补资金"),
    ],
)
def test_a_slip_in_a_long_name_is_told(name: str, odd: str) -> None:
    assert told(name, odd)


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("市自然资源和规划局", "市自然资源规划局"),  # CONS-023 knows of 和
        ("高标准农田建设项目", "高标准农田的建设项目"),
        ("县第十一届人民代表大会", "县第十届人民代表大会"),
        ("建设工程规划许可证", "建设工程规划许可"),
        ("地质灾害防治区域内", "地质灾害防治区域"),
        ("市卫生健康工作委员会", "市教育工作委员会"),
        ("社会保险基金", "社会保险金"),  # too short to be sure of
        ("精神文明建设工作", "精神文明建设作为重点"),
    ],
)
def test_another_name_is_right(name: str, odd: str) -> None:
    assert not told(name, odd)


def test_in_the_title_of_another_document_it_is_left_alone() -> None:
    assert not told("财务与资产管理处", "《财务与资产理处职责》")


def test_what_is_written_twice_is_no_slip() -> None:
    lines = [
        "财务与资产管理处负责，报财务与资产管理处。",
        "送财务与资产理处，由财务与资产理处汇总。",
    ]
    assert marked(RULE, paper(*lines)) == []


def test_it_marks_the_place_with_what_stands_beside_it() -> None:
    lines = ("财务与资产管理处负责，报财务与资产管理处。", "情况报财务与资产理处。")
    assert marked(RULE, paper(*lines)) == ["务与资产理处"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["财务与资产管理处负责。", "县退役军人事务局落实。"]), max_size=8))
def test_names_written_alike_are_silent(sentences: list[str]) -> None:
    assert marked(RULE, paper(*sentences)) == []
