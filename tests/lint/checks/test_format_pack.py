"""Format rules: their examples, and silence on drafted documents and on plain drafts."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.draft import draft, load_template
from pipeline.gongwen.elements import Element as E
from pipeline.gongwen.recognise import recognise
from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.examples import test_rule as failures_of
from pipeline.lint.fixing import chosen_edits
from pipeline.lint.pack_reading import read_pack
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_document
from pipeline.resources import data_folder
from pipeline.word.document import read_document
from pipeline.word.writer import apply_edits

RULES = load_rules()
PACKS = [
    Path("rules") / f"{name}.yaml" for name in ("format", "structure", "sequence", "consistency")
]
IDS = [rule["id"] for pack in PACKS if pack.is_file() for rule in read_pack(pack)[1]]
OWN = ("DATE", "SUM", "REF", "MARK", "DUP", "STR", "SEQ", "CONS")
TEMPLATES = sorted((data_folder("templates")).glob("*.md"))


@pytest.mark.parametrize("identifier", IDS)
def test_examples(identifier):
    assert [str(failure) for failure in failures_of(RULES.find(identifier), RULES)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_drafted_document_has_no_finding(path):
    template = load_template(path)
    document = read_document(draft(template, template.example).to_bytes())
    report = lint_document(document, RULES, Settings(select=("FMT", *OWN)), path.stem)
    assert [(f.rule, f.message, f.text) for f in report.findings] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_what_was_drafted_is_recognised(path):
    template = load_template(path)
    document = read_document(draft(template, template.example).to_bytes())
    found = recognise(document)
    if found.red_head:
        assert found.official
        assert found.genre == template.genre
        assert found.layout == template.layout
    if not found.official:
        return
    styles = {
        "公文标题": E.TITLE,
        "公文主送机关": E.ADDRESSEE,
        "公文成文日期": E.DATE,
        "公文附注": E.NOTE,
    }
    for paragraph in document.body.paragraphs:
        if paragraph.style in styles and paragraph.cell is None and paragraph.text:
            assert found.element_of("body", paragraph.index) is styles[paragraph.style]


def test_a_plain_draft_gets_one_advice_and_no_more():
    texts = ["关于做好防汛工作的通知", "各区水利局：", "请做好准备。", "××市水利局", "2026年6月3日"]
    document = sample_document([{"text": text} for text in texts])
    report = lint_document(document, RULES, Settings(select=("FMT",)), "")
    assert [finding.rule for finding in report.findings] == ["FMT-001"]


def test_a_plain_draft_is_judged_in_full_when_a_profile_is_asked_for():
    texts = ["关于做好防汛工作的通知", "各区水利局：", "请做好准备。", "××市水利局", "2026年6月3日"]
    document = sample_document([{"text": text} for text in texts])
    report = lint_document(document, RULES, Settings(select=("FMT",), profile="gbt9704-2012"), "")
    found = {finding.rule for finding in report.findings}
    assert "FMT-001" not in found
    assert {"FMT-003", "FMT-004", "FMT-007", "FMT-008"} <= found


def test_a_plain_draft_is_laid_out_by_its_fixes():
    texts = [
        "关于做好2026年防汛工作的通知", "各区水利局：",
        "汛期将至，为做好2026年防汛工作，确保人民群众生命财产安全，现将有关事项通知如下：",
        "一、压实责任", "各单位要明确责任人员，落实值班制度。", "附件：任务分工表",
        "××市水利局", "2026年6月3日",
    ]  # fmt: skip
    package = sample_document([{"text": text} for text in texts]).package
    settings = Settings(select=("FMT",), profile="gbt9704-2012")
    for _ in range(2):
        report = lint_document(read_document(package), RULES, settings, "")
        package = apply_edits(package, chosen_edits(report.findings, unsafe=True), tracked=False)
    report = lint_document(read_document(package), RULES, settings, "")
    assert [(f.rule, f.message) for f in report.findings] == []


@pytest.mark.parametrize(("label", "font", "judged"), [
    ([], "仿宋", True), ([], "黑体", False), (["附件"], "仿宋", False),
])  # fmt: skip
def test_an_issued_plan_is_laid_out_like_the_document_itself(label, font, judged):
    body = {"font": "仿宋", "size_pt": 16, "line": 579, "line_rule": "exact"}
    title = {"font": "方正小标宋简体", "size_pt": 22, "align": "center"}
    mark = {"text": "××市水利局文件", "color": "FF0000"}
    document = sample_document(
        [
            {**title, **mark, "size_pt": 50},
            {**body, "text": "×水〔2026〕5号", "align": "center"},
            {**title, "text": "关于印发防汛方案的通知"},
            {**body, "text": "各区水利局："},
            {**body, "text": "现将方案印发给你们，请认真执行。", "first_line": 640},
            {**body, "text": "××市水利局", "align": "right", "right": 1600},
            {**body, "text": "2026年6月3日", "align": "right", "right": 1280},
            *({**body, "text": text, "font": "黑体", "page_break_before": True} for text in label),
            {**title, "text": "防汛方案", "page_break_before": not label},
            {**body, "text": "一、落实责任", "font": font, "first_line": 640},
            {**body, "text": "各级责任人要到岗到位。", "first_line": 640},
        ]
    )
    report = lint_document(document, RULES, Settings(select=("FMT-002",)), "通知")
    assert bool(report.findings) is judged


@pytest.mark.parametrize(("indent", "fix"), [({}, "safe"), ({"align": "right"}, "review")])
def test_a_signature_that_nobody_has_placed_is_placed_by_itself(indent, fix):
    body = {"font": "仿宋", "size_pt": 16, "line": 579, "line_rule": "exact"}
    document = sample_document(
        [
            {**body, "text": "关于做好防汛工作的通知", "align": "center", "size_pt": 22},
            {**body, "text": "各区水利局："},
            *[{**body, "text": "请按时完成各项准备工作。", "first_line": 640}] * 2,
            {**body, **indent, "text": "江州市水利局"},
            {**body, **indent, "text": "2026年6月3日"},
        ]
    )
    report = lint_document(document, RULES, Settings(select=("FMT-019",)), "通知")
    assert [finding.fix for finding in report.findings] == [fix]
