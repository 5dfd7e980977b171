"""Stages of a plan in text and table, and one behind the other."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_document

RULES = load_rules()
TABLE = [
    ["序号", "阶段", "起止时间"],
    ["1", "动员培训", "2026年4月1日至4月30日"],
    ["2", "外业调查", "5月1日至8月31日"],
    ["3", "成果汇总", "9月1日至10月31日"],
]


def _told(rule: str, *lines: str, table: list[list[str]] | None = None) -> list[str]:
    head = ["关于开展湿地资源普查的通知", "各县（市、区）林业局："]
    tail = ["江州市林业局", "2026年3月10日"]
    blocks: list[dict[str, object]] = [{"text": line} for line in (*head, *lines, *tail)]
    if table:
        blocks.append({"table": table})
    report = lint_document(sample_document(blocks), RULES, Settings(select=(rule,)), "")
    return [finding.text for finding in report.findings]


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("（二）外业调查阶段（5月1日至8月21日）。各县要完成样地调查。", ["5月1日至8月21日"]),
        ("（三）成果汇总。9月10日至10月31日，编写报告。", ["9月10日至10月31日"]),
        ("（二）外业调查。5月1日至8月31日，完成样地调查。", []),
        ("外业调查人员5月6日至8日集中培训。", []),
        ("湿地巡护。5月1日至8月21日，每日巡护。", []),
    ],
)
def test_a_stage_has_the_period_of_the_table(line: str, marked: list[str]) -> None:
    assert _told("DATE-748", line, table=TABLE) == marked


@pytest.mark.parametrize(
    ("periods", "marked"),
    [
        (["4月1日至30日", "5月1日至7月30日", "8月1日至10月31日"], ["5月1日至7月30日"]),
        (["4月1日至20日", "5月1日至7月31日", "8月1日至10月31日"], ["4月1日至20日"]),
        (["4月1日至30日", "5月1日至7月31日", "7月1日至10月31日"], ["5月1日至7月31日"]),
        (["4月1日至30日", "5月1日至7月31日", "8月1日至10月31日"], []),
        (["11月1日至30日", "12月1日至2027年1月31日", "2027年2月1日至3月31日"], []),
        (["4月1日至10日", "4月13日至30日", "5月1日至6月30日"], []),  # a weekend between
        (["4月1日至20日", "5月1日至10日", "6月1日至20日"], []),  # stages apart from one another
        (["4月1日至30日", "5月1日至7月31日"], []),
    ],
)
def test_a_stage_begins_where_the_one_before_ends(periods: list[str], marked: list[str]) -> None:
    names = "一二三四"
    lines = [f"（{names[at]}）分片实施。{one}，按进度推进。" for at, one in enumerate(periods)]
    assert _told("DATE-749", "一、时间安排", *lines) == marked
