"""The packs of facts: every example comes out as written."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.gongwen.date_spans import find_dates, the_date
from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.examples import test_rule as failures_of
from pipeline.lint.pack_reading import read_pack
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document

RULES = load_rules()
IDS = [
    rule["id"]
    for pack in ("facts", "figures", "contradictions")
    for rule in read_pack(Path(f"rules/{pack}.yaml"))[1]
]


@pytest.mark.parametrize("identifier", IDS)
def test_examples(identifier):
    assert [str(failure) for failure in failures_of(RULES.find(identifier), RULES)] == []


def found(text: str) -> list[tuple[str, str]]:
    report = lint_document(text_document(text), RULES, Settings(select=tuple(IDS)), "")
    return [(finding.rule, finding.text) for finding in report.findings]


def test_dates_in_both_kinds_of_numerals():
    spans = find_dates("二〇二五年十二月三十一日和2025年06月03日、6月5日")
    assert [(s.year, s.month, s.day, s.chinese, s.padded) for s in spans] == [
        (2025, 12, 31, True, False),
        (2025, 6, 3, False, True),
        (0, 6, 5, False, False),
    ]
    assert str(the_date("2025.6.3")) == "2025-06-03"


@pytest.mark.parametrize(
    "text",
    [
        "全市共有公办学校100所，其中小学60所、初中30所等。",
        "共投入3.5亿元，其中省级1.2亿元，带动社会资本10亿元。",
        "收入125.04亿元，比上年100.1亿元增长24.9%。",
        "由2020年的30%提高到2024年的45%，提高15个百分点。",
        "据统计，占比分别为33.3%、33.3%和33.4%。",
        "办理时限由15个工作日压缩到5个工作日，压缩66.7%。",
        "他说：“第一段。\n“第二段。”",
        "（2025年6月3日第一次会议通过\n2026年1月1日修订）",
        "It's 5 o'clock, and the students' work is done.",
        "定于2028年2月29日（星期二）召开。",
    ],
)
def test_correct_sentences_are_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "一、总体要求\n三、保障措施",
        "第一条　甲。\n第二条　乙。\n第四条　丙。",
        "根据《办法的要求办理。",
    ],
)
def test_texts_that_may_be_excerpts_get_no_error(text):
    report = lint_document(text_document(text), RULES, Settings(select=("SEQ", "MARK")), "")
    assert report.findings
    assert all(finding.severity != "error" for finding in report.findings)
