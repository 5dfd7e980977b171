"""Who writes to whom, and the contact of a 请示."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.text import text_document
from tests.lint.checks.short_papers import RULES, marked, paper


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("（此件公开发布）", ["（此件公开发布）"]),
        ("（联系人：陶静）", ["（联系人：陶静）"]),
        ("（联系人：陶静，电话：5550136）", []),
        ("（此件公开发布。联系电话：0799—5550136）", []),
    ],
)
def test_a_request_names_whom_to_ask(note: str, said: list[str]) -> None:
    text = paper("妥否，请批示。", genre="请示", to="市人民政府") + "\n" + note
    assert marked("STR-032", text) == said


@pytest.mark.parametrize(
    ("issuer", "severity"),
    [
        ("江州市水利局", "warning"),
        ("江州市发展和改革委员会", "warning"),
        ("江州市卫生健康委员会", "warning"),
        ("江州市住房公积金管理委员会", "advice"),
        ("江州市安全生产委员会", "advice"),
    ],
)
def test_a_board_is_no_department(issuer: str, severity: str) -> None:
    text = f"{issuer}关于做好检查的通知\n各县人民政府：\n请做好准备。\n{issuer}\n2026年6月3日"
    report = lint_document(text_document(text), RULES, Settings(select=("STR-041",)), "")
    assert [finding.severity for finding in report.findings] == [severity]


@pytest.mark.parametrize(
    "sentence",
    [
        "各区每季度末向领导小组办公室书面批复进展情况。",
        "各单位要及时向市防汛抗旱指挥部办公室指示有关情况。",
        "各乡镇每月10日前向县水利局批复工程进展。",
        "遇有重大险情，立即向上级主管部门批示险情信息。",
    ],
)
def test_nobody_instructs_upward(sentence: str) -> None:
    assert marked("STR-690", paper(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "各区每季度末向领导小组办公室书面报告进展情况。",
        "市发展改革委已向县人民政府批复该项目。",
        "要向领导小组报告领导批示的落实情况。",
        "按照市委批示精神，及时向领导小组报告有关情况。",
        "市政府向各县批转了市水利局的意见，各县落实情况另行通报。",
    ],
)
def test_reports_and_approvals_are_right(sentence: str) -> None:
    assert not [rule for rule in ("STR-690", "STR-693") if marked(rule, paper(sentence))]


@pytest.mark.parametrize(
    ("copied", "told"),
    [
        ("市财政局，江州市水利局", ["江州市水利局"]),
        ("市财政局，市水利局", ["市水利局"]),
        ("市财政局，江州市人民政府", ["江州市人民政府"]),  # which issues it
        ("市财政局，市水利局办公室", []),
        ("县水利局", []),
    ],
)
def test_nobody_gets_a_document_twice(copied: str, told: list[str]) -> None:
    text = (
        paper("请做好准备。", to="江州市水利局")
        + f"\n抄送：{copied}。\n江州市人民政府办公室　2026年6月5日印发"
    )
    assert marked("STR-760", text) == told


@pytest.mark.parametrize(
    ("copied", "told"),
    [
        ("市财政局，局属各单位", ["局属各单位"]),
        ("市财政局，机关各科室", ["机关各科室"]),
        ("市教育局", []),
    ],
)
def test_a_request_is_not_copied_below(copied: str, told: list[str]) -> None:
    text = paper("妥否，请批示。", genre="请示", to="市人民政府")
    text += f"\n抄送：{copied}。\n江州市水利局办公室　2026年6月5日印发"
    assert marked("STR-040", text) == told


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("各县（市、区）水利局，各县（市、区）水利局", 1),
        ("各县（市、区）水利局，局属各单位", 0),
        ("各区人民政府，各县人民政府", 0),
        ("各区教育局、市人民政府", 0),  # of the districts
        ("市财政局、市人民政府", 1),  # which issues it
    ],
)
def test_an_addressee_is_named_once(to: str, told: int) -> None:
    assert len(marked("STR-760", paper("请做好准备。", to=to))) == told


@pytest.mark.parametrize(
    ("to", "said", "marks"),
    [
        ("云山县林业局", "请你们抓紧编制方案。", ["你们"]),
        ("云山县林业局", "请你局抓紧编制方案。", []),
        ("云山县林业局、财政局", "请你们抓紧编制方案。", []),
        ("各县林业局", "请你们抓紧编制方案。", []),
        ("云山县林业局", "你局所报“你们的树”标识方案收悉。", []),
    ],
)
def test_one_organ_is_not_many(to: str, said: str, marks: list[str]) -> None:
    assert marked("GENRE-715", paper(said, genre="批复", to=to)) == marks
