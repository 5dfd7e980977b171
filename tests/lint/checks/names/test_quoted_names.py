"""One document under two names in 《》."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

RULE = "REF-670"


def twice(usual: str, odd: str) -> str:
    return paper(
        f"市政府印发《{usual}》。", f"要落实《{usual}》的规定。", f"对照《{odd}》逐项核查。"
    )


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("江州市便民热线管理办法", "江州市便民热线管理规定"),
        ("江州市河道采砂管理条例", "江州市河道采砂管理办法"),
        ("江州市养老服务三年行动实施方案", "江州市养老服务三年行动工作方案"),
        ("江州市养老服务三年行动实施方案", "江州市养老服务三年行动实施计划"),
        ("江州市防汛和抗旱应急预案", "江州市防汛抗旱应急预案"),
        ("江州市燃气经营企业的管理规定", "江州市燃气经营企业管理规定"),
        ("江州市污水管网改造实施方案", "江州市污水管网改照实施方案"),
        ("江州市客运出租汽车管理办法", "江州市客运出祖汽车管理办法"),
        ("江州市旅游投诉处理办法", "江州市旅游投诉受理办法"),
        ("江州市老旧小区改造技术导则", "江州市老旧小区改造技术指南"),
        ("江州市农药标签和说明书管理办法", "江州市农药标签与说明书管理规定"),
        ("江州市普通中小学校校舍建设标准", "江州市普通中小学校舍建设标准"),
        ("江州市工贸企业专项检查工作方案", "江州市工贸企业专项整治工作方案"),
    ],
)
def test_two_names_of_one_document_are_told(usual: str, odd: str) -> None:
    assert marked(RULE, twice(usual, odd)) == [odd]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("江州市2025年为民办实事方案", "江州市2026年为民办实事方案"),
        ("江州市第一批示范项目实施方案", "江州市第二批示范项目实施方案"),
        ("江州市水利工程建设规划（上）", "江州市水利工程建设规划（下）"),
        ("中华人民共和国行政处罚法", "中华人民共和国行政许可法"),
        ("江州市养老服务机构管理办法", "江州市养老服务设施管理办法"),
        ("江州市养老服务机构管理办法", "江州市养老服务机构评估办法"),
        ("江州市道路管理办法", "江州市河道管理办法"),
        ("江州市小学校舍管理办法", "江州市中小学校舍管理办法"),
        ("江州市城市道路管理办法", "江州市城市轨道管理办法"),
        ("管理办法", "管理规定"),
        ("江州市城区停车场管理办法", "江州市城区停车场管理办法实施细则"),
        ("关于申请增加防汛经费的请示", "关于申请增加防汛经费的报告"),
    ],
)
def test_two_documents_are_right(one: str, other: str) -> None:
    assert marked(RULE, twice(one, other)) == []


def test_names_of_one_sentence_are_two_documents() -> None:
    one, other = "江州市便民热线管理办法", "江州市便民热线管理规定"
    both = f"《{one}》和《{other}》同时废止。"
    assert marked(RULE, paper(f"印发《{one}》。", both)) == []
    assert marked(RULE, paper(f"《{one}》已经印发，《{other}》正在起草。")) == []
    # nobody knows which is right
    assert marked(RULE, paper(f"《{one}》已经印发。《{other}》要落实。")) == [one, other]
    assert marked(RULE, paper(f"修订《{one}》，推动《{other}》落地。")) == [one, other]


def test_numbers_of_their_own_are_two_documents() -> None:
    one, other = "江州市便民热线管理办法", "江州市便民热线管理规定"
    numbered = (f"《{one}》（江政发〔2024〕3号）", f"《{other}》（江政发〔2025〕8号）")
    assert marked(RULE, paper(f"执行{numbered[0]}。", f"执行{numbered[1]}。")) == []
    assert marked(RULE, paper(f"执行{numbered[0]}。", f"执行《{other}》。")) == [one, other]


def test_the_name_that_stands_less_often_is_marked_wherever_it_stands() -> None:
    usual, odd = "江州市便民热线管理办法", "江州市便民热线管理规定"
    text = paper(f"执行《{odd}》。", f"《{usual}》已经印发。", f"落实《{usual}》。")
    assert marked(RULE, text) == [odd]


SUBJECTS = ["江州市停车场建设", "青山县高标准农田保护", "绿水镇人居环境整治", "省属企业安全生产"]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=6),
    st.sampled_from(["管理办法", "实施方案", "专项规划"]),
)
def test_one_name_each_is_silent(subjects: list[str], kind: str) -> None:
    assert marked(RULE, paper(*(f"落实《{subject}{kind}》。" for subject in subjects))) == []
