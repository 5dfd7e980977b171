"""So many things in the text, so many in the attachment that lists them."""

from __future__ import annotations

import pytest
from telling import told_of

from pipeline.lint.sample import sample_document

VILLAGES = ["柳塘村", "石桥村", "青河村", "白石村", "东沟村"]


def _paper(
    sentence: str, *annexes: tuple[str, list[list[str]]], told_by: str = "SUM-803"
) -> list[str]:
    names = [title for title, _ in annexes]
    listed = [f"附件：1.{names[0]}", *(f"{n}.{name}" for n, name in enumerate(names[1:], 2))]
    text = ["关于确定节水示范村的通知", "各乡镇人民政府：", sentence, *listed]
    paragraphs = [{"text": line} for line in (*text, "江州市水利局", "2026年3月10日")]
    blocks: list[dict[str, object]] = list(paragraphs)
    for number, (title, table) in enumerate(annexes, 1):
        blocks += [{"text": f"附件{number}", "page_break_before": True}, {"text": title}]
        blocks.append({"table": table})
    return [text for rule, text in told_of(sample_document(blocks)) if rule == told_by]


LIST = [["序号", "村名"], *([str(n), name] for n, name in enumerate(VILLAGES, 1))]
PLAN = [["阶段", "时间"], ["动员", "3月"], ["建设", "4月至9月"], ["验收", "10月"]]
NAMED = ("节水示范村名单", LIST)
STAGES = ("创建工作进度表", PLAN)


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("确定6个村为节水示范村（名单见附件1），分阶段推进。", ["6个"]),
        ("确定5个节水示范村（名单见附件2），分阶段推进。", ["附件2"]),
        ("确定5个节水示范村（名单见附件1），分阶段推进。", []),
        ("确定12个村参加评选，5个村为节水示范村（名单见附件1）。", []),
        ("涉及36户示范户（名单见附件1）。", []),
        ("对附件1所列6个节水示范村，县财政每村补助20万元。", ["6个"]),
        ("以上6个示范村的名单见附件1。", ["6个"]),
        ("对附件1所列5个节水示范村，县财政每村补助20万元。", []),
        ("对附件1所列3个重点镇，优先安排资金。", []),  # counts something else
        ("对附件2所列3个阶段的工作，逐月调度。", []),
    ],
)
def test_the_count_is_that_of_the_attachment(sentence: str, marked: list[str]) -> None:
    assert _paper(sentence, NAMED, STAGES) == marked


def test_rows_of_other_things_may_be_more() -> None:
    rows = [["序号", "村名", "项目"], *([str(n), VILLAGES[n % 4], "渠道"] for n in range(1, 6))]
    assert _paper("在4个村安排项目（名单见附件1）。", ("项目名单", rows), STAGES) == []


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("补助标准见附件1第6项。", ["附件1第6项"]),
        ("青河村的补助标准见附件1第三项。", []),
        ("按照附件1第5项执行。", []),
        ("进度安排见附件2第4项。", []),  # its rows bear no numbers
        ("依照《江州市节水条例》第九项执行。", []),
    ],
)
def test_an_item_that_the_attachment_does_not_have(sentence: str, marked: list[str]) -> None:
    assert _paper(sentence, NAMED, STAGES, told_by="REF-812") == marked
