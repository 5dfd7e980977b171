"""Where joint signatures stand, and the red stamp of one who signs."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_document

RULES = load_rules(())
TEXT = {"font": "仿宋", "size_pt": 16, "line": 579, "line_rule": "exact"}
TITLE = {"font": "方正小标宋简体", "size_pt": 22, "align": "center"}


def findings(rule: str, *rows: dict, mark: str = "××市水利局文件", number: str = "×水〔2026〕5号"):
    head = [
        {**TITLE, "text": mark, "size_pt": 50, "color": "FF0000"},
        {**TEXT, "text": number, "align": "center"},
    ]
    document = sample_document([*head, *({**TEXT, **row} for row in rows)])
    report = lint_document(document, RULES, Settings(select=(rule,)), "")
    return report.findings


def marked(rule: str, *rows: dict, **head: str) -> list[str]:
    return [finding.text for finding in findings(rule, *rows, **head)]


def right(text: str, gap: float) -> dict:
    return {"text": text, "align": "right", "right": round(gap * 320)}


@pytest.mark.parametrize(
    ("organs", "date", "told"),
    [(2, 0, False), (2, 4, False), (4, 0, True), (0, 0, True), (4, 15, True)],
)
def test_the_date_below_several_organs_without_seals(organs, date, told):
    rows = [
        {**TITLE, "text": "关于做好防汛工作的通知"},
        {"text": "各区水利局："},
        {"text": "请按时完成各项准备工作。", "first_line": 640},
        right("××市水利局", organs),
        right("××市气象局", organs),
        right("2026年6月3日", date),
    ]
    assert bool(marked("FMT-019", *rows)) is told


@pytest.mark.parametrize(("signed", "told"), [("市长　李立", []), ("××市水利局", ["××市水利局"])])
def test_the_stamp_of_one_who_signs_is_red(signed, told):
    rows = [
        {
            "text": "《××市渠道管理办法》已经通过，现予公布，自2026年7月1日起施行。",
            "first_line": 640,
        },
        {**right(signed, 4), "color": "FF0000"},
        right("2026年6月3日", 4),
    ]
    assert marked("FMT-006", *rows, mark="××市人民政府令", number="第18号") == told


@pytest.mark.parametrize(("gap", "told"), [(0, True), (2, True), (4, False), (9, True)])
def test_the_date_below_the_stamp_of_one_who_signs(gap, told):
    rows = [
        {"text": "《××市渠道管理办法》已经通过，现予公布。", "first_line": 640},
        right("市长　李立", 4),
        right("2026年6月3日", gap),
    ]
    found = marked("FMT-019", *rows, mark="××市人民政府令", number="第18号")
    assert found == (["2026年6月3日"] if told else [])


@pytest.mark.parametrize(("gap", "told"), [(4, False), (0, True), (14, True)])
def test_the_date_below_two_organs_in_one_line(gap, told):
    rows = [
        {**TITLE, "text": "关于做好古籍普查工作的通知"},
        {"text": "各区图书馆："},
        {"text": "请按时完成各项准备工作。", "first_line": 640},
        {"text": "××市文化局　　　××市档案局", "left": 960},
        right("2026年6月3日", gap),
    ]
    assert bool(marked("FMT-019", *rows)) is told
