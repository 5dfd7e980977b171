"""An attachment referred to by the number of another."""

from __future__ import annotations

import pytest
from short_papers import marked, paper

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
        ("管网改造和资金安排见附件9。", []),
    ],
)
def test_the_words_of_a_reference_tell_its_attachment(said: str, told: list[str]) -> None:
    assert marked(RULE, paper(said, *LIST)) == told


def test_without_two_attachments_it_is_silent() -> None:
    assert marked(RULE, paper("资金安排见附件1。", "附件：任务分解表")) == []
