"""Statutes that are repealed or named wrongly."""

from __future__ import annotations

import pytest

from pipeline.lint.statutes import laws, regulations, repealed_laws
from tests.lint.checks.short_papers import marked, paper

REPEALED, REGULATION = "CITE-600", "CITE-601"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("严格执行《城市房屋拆迁管理条例》。", "城市房屋拆迁管理条例"),
        ("根据《中华人民共和国合同法》签订。", "中华人民共和国合同法"),
        ("按照《信访条例》办理。", "信访条例"),
        ("违反物权法第三十九条的，依法处理。", "物权法"),
        ("依照《公司登记管理条例》变更登记。", "公司登记管理条例"),
    ],
)
def test_what_is_repealed_is_told(said: str, name: str) -> None:
    assert marked(REPEALED, paper(said)) == [name]


@pytest.mark.parametrize(
    "said",
    [
        "严格执行《国有土地上房屋征收与补偿条例》。",
        "原《合同法》有同样的规定。",
        "《信访条例》已经废止。",
        "2009年，依照《城市房屋拆迁管理条例》批准拆迁。",
        "《合同法》施行前签订的合同，不再变更。",
        "违反劳动合同法第三十九条的，依法处理。",
        "《江州市城市房屋拆迁管理条例》另行清理。",
    ],
)
def test_what_is_in_force_or_past_is_right(said: str) -> None:
    assert marked(REPEALED, paper(said)) == []


def test_a_document_of_that_time_is_right() -> None:
    said = "严格执行《城市房屋拆迁管理条例》。"
    assert marked(REPEALED, paper(said, year=2008)) == []
    assert marked(REPEALED, paper(said, year=2012)) == ["城市房屋拆迁管理条例"]


@pytest.mark.parametrize(
    "name",
    [
        "农民工工资支付保障条例",
        "建设工程质量条例",
        "安全生产许可证管理条例",
        "学校食品安全与营养卫生管理规定",
        "生产安全事故调查和报告处理条例",
    ],
)
def test_a_regulation_that_is_nearly_another_is_told(name: str) -> None:
    assert marked(REGULATION, paper(f"落实《{name}》。")) == [name]


@pytest.mark.parametrize(
    "name",
    [
        "保障农民工工资支付条例",
        "江州市农民工工资支付保障条例",
        "江州省建设工程质量条例",
        "江州市城市绿化管理条例",
        "旅行社管理条例",
        "房屋建筑工程质量保修办法",
    ],
)
def test_other_regulations_are_right(name: str) -> None:
    assert marked(REGULATION, paper(f"落实《{name}》。")) == []


def test_no_name_is_repealed_and_in_force() -> None:
    assert not repealed_laws().keys() & (laws() | regulations())


@pytest.mark.parametrize("name", sorted(regulations())[::9])
def test_names_in_force_are_silent(name: str) -> None:
    text = paper(f"落实《{name}》。")
    assert marked(REGULATION, text) == marked(REPEALED, text) == []
