"""So many things announced, so many paragraphs: numbered, spoken, under a heading."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document

RULES = load_rules()


def told(text: str) -> list[str]:
    document = text_document(f"关于防汛工作情况的报告\n市人民政府：\n{text}")
    report = lint_document(document, RULES, Settings(select=("SUM-015", "SUM-009")), "")
    return [finding.text for finding in report.findings]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("会议提出以下四点要求：\n一、提高认识\n要重视。\n二、压实责任\n三、加强值守", "四点"),
        (
            "还存在以下五个方面的问题。\n（一）甲。\n1.子。\n2.丑。\n（二）乙。\n（三）丙。",
            "五个方面",
        ),
        (
            "议定以下六个事项：\n（一）甲。\n（二）乙。\n（三）丙。\n（五）丁。\n（五）戊。",
            "六个事项",
        ),
        ("要按以下两个步骤推进：\n第一，摸底。\n第二，整治。\n第三，总结。", "两个步骤"),
        ("一、抓好五项重点任务\n（一）甲\n（二）乙\n（三）丙\n（四）丁", "五项"),
        ("存在两个问题：①认识不足；②措施不力；③经费不够。", "两个问题"),
    ],
)
def test_another_number_is_listed(text: str, said: str) -> None:
    assert told(text) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "会议提出以下三点要求：\n一、提高认识\n（一）子。\n（二）丑。\n（三）寅。\n（四）卯。\n二、压实责任\n三、加强值守",
        # one number is wrong; its own rule tells it
        "议定以下四个事项：\n（一）甲。\n（三）乙。\n（三）丙。\n（四）丁。",
        # the last section is none of the three
        "为此，采取以下三项措施：\n一、甲\n二、乙\n三、丙\n四、工作要求",
        # the list is one of demands, not of towns
        "对以下三个环节提出要求：\n1.甲。\n2.乙。",
        "要求做好以下三项工作。\n各单位要高度重视。\n（一）甲。\n（二）乙。",
        # another list begins
        "突出以下两个重点：\n1.甲。\n2.乙。\n具体任务如下：\n1.子。\n2.丑。\n3.寅。",
        "做好以下两项工作：（一）摸底：（1）甲；（2）乙；（3）丙。（二）整治。",
        "二、落实“三个责任”\n（一）甲\n（二）乙",
    ],
)
def test_lists_that_agree_or_belong_elsewhere(text: str) -> None:
    assert told(text) == []
