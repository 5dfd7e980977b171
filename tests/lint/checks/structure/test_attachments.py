"""What the text says of its attachments, and their titles."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked, paper

RULE = "REF-690"
LIST = (
    "附件：1.老旧管网改造任务分解表",
    "　　　2.供热保障能力提升资金安排表",
    "　　　3.联络员名单",
)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("三年总投资12.6亿元，分年度资金安排见附件1。", ["附件1"]),
        ("任务分解（详见附件2）要落实到单位。", ["附件2"]),
        ("请报送附件2《联络员名单》。", ["附件2"]),
        ("分年度资金安排见附件2。", []),
        ("具体要求见附件1，联系方式见附件3。", []),
        ("各区改造任务见附件1。", []),
        ("请报送附件3《联络员名单》。", []),
        ("资金安排和任务分解见附件1、附件2。", []),
        ("全市改造老旧管网38公里（清单见附件2）。", ["附件2"]),
        ("全市改造老旧管网38公里（清单见附件1）。", []),
        ("各区确定联络员12名（名单见附件3）。", []),
        ("管网改造和资金安排见附件9。", []),
    ],
)
def test_the_words_of_a_reference_tell_its_attachment(said: str, told: list[str]) -> None:
    assert marked(RULE, paper(said, *LIST)) == told


def test_without_two_attachments_it_is_silent() -> None:
    assert marked(RULE, paper("资金安排见附件1。", "附件：任务分解表")) == []


BOUND = (
    "关于征求意见的函\n市财政局：\n请研究。\n\n附件：{}\n\n江州市水利局\n2026年6月3日\n"
    "附件\n{}\n第一条　内容。"
)


@pytest.mark.parametrize(
    ("listed", "bound", "told"),
    [
        ("停车管理办法（征求意见稿）", "停车管理办法\n（征求意见稿）", []),
        ("停车管理办法（征求意见稿）", "停车管理规定\n（征求意见稿）", 2),
        ("停车管理可行性研究", "停车管理可行性研究报告", 2),
        ("停车管理任务分工表", "停车管理任务分工表", []),
    ],
)
def test_the_title_is_the_name_in_the_list(listed: str, bound: str, told: object) -> None:
    found = marked("REF-002", BOUND.format(listed, bound))
    assert (len(found) if isinstance(told, int) else found) == told
