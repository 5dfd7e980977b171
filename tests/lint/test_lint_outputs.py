"""Every output format says the same findings, is valid, and hides nothing."""

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from pipeline.cli.lint import command
from pipeline.lint.sample import sample_package
from pipeline.report import lint_json
from pipeline.word.comments import read_comments
from pipeline.word.document import read_document
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions

BODY = {"font": "仿宋_GB2312", "size_pt": 16, "first_line": 640, "line": 579, "line_rule": "exact"}
LINES = [
    {**BODY, "text": "关于召开防汛会议的通知", "align": "center", "first_line": 0,
     "font": "方正小标宋简体", "size_pt": 22},
    {**BODY, "text": "各单位：", "first_line": 0},
    {**BODY, "text": "会议作出布署，强调<安全>&“四个意识”。。"},
    {**BODY, "text": "请按装设备，其它事项另行通知。"},
    {**BODY, "table": [["序号", "任务"], ["1", "按装气侯站"]]},
]  # fmt: skip


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "防汛 通知,1.docx"
    path.write_bytes(sample_package(LINES))
    return path


def lint(*arguments):
    result = CliRunner().invoke(command, [str(a) for a in arguments], standalone_mode=False)
    assert result.exception is None, result.exception
    return result


def rules_found(path):
    data = json.loads(lint(path, "--format", "json").output)
    return data["files"][0]["findings"]


def test_the_planted_mistakes_are_found_in_word(draft):
    found = {finding["text"]: finding for finding in rules_found(draft)}
    assert {"布署", "按装", "其它", "气侯", "。。"} <= found.keys()
    assert found["气侯"]["cell"] == {"table": 0, "row": 1, "column": 1}


def test_json_is_valid(draft):
    data = json.loads(lint(draft, "--format", "json").output)
    Draft202012Validator(lint_json.schema()).validate(data)


def test_sarif_names_file_place_and_a_stable_fingerprint(draft):
    log = json.loads(lint(draft, "--format", "sarif").output)
    run = log["runs"][0]
    results = run["results"]
    assert len(results) == len(rules_found(draft))
    for result in results:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]
        assert " " not in location["artifactLocation"]["uri"]
        assert location["region"]["startLine"] >= 1
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]
    assert len(set(prints)) == len(prints)
    # The same text in another file with another zip gives the same fingerprints.
    again = draft.with_name("b.docx")
    again.write_bytes(sample_package([*LINES, {**BODY, "text": "特此通知。"}]))
    other = json.loads(lint(again, "--format", "sarif").output)["runs"][0]["results"]
    kept = [r["partialFingerprints"]["primaryLocationLineHash"] for r in other]
    assert set(prints) - set(kept) == set()


def test_github_annotations_escape_what_they_must(draft):
    lines = lint(draft, "--format", "github").output.splitlines()
    assert len(lines) == len(rules_found(draft))
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert all("通知%2C1.docx,line=" in line for line in lines)


def test_junit_is_xml_with_a_failure(draft):
    root = ET.fromstring(lint(draft, "--format", "junit").output)
    assert root.attrib["failures"] == "1"
    assert "“布署”应为“部署”" in root.find(".//failure").text


def test_html_is_one_file_with_links_that_meet(draft, tmp_path):
    out = tmp_path / "报告.html"
    lint(draft, "--format", "html", "--out", out)
    page = out.read_text("utf-8")
    assert "&lt;安全&gt;&amp;" in page
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert "http" not in page.replace("http-equiv", "")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_html_shows_only_the_heading_bold_where_text_runs_on(tmp_path):
    path, out = tmp_path / "稿.txt", tmp_path / "报告.html"
    lines = [
        "关于做好防汛工作的通知", "各区水利局：", "一、压实责任", "（一）布署检查。要检查水库。",
        "（二）落实值班。要落实人员。", "二、保障经费", "××局", "2026年6月3日",
    ]  # fmt: skip
    path.write_text("\n".join(lines), "utf-8")
    lint(path, "--format", "html", "--out", out)
    page = out.read_text("utf-8")
    assert "<b>一、压实责任</b></p>" in page
    shown = re.sub(r"<sup>.*?</sup>|</?mark[^>]*>", "", page)
    assert "<b>（一）</b><b>布署</b><b>检查。</b>要检查水库。</p>" in shown
    assert page.index('<div class="list">') < page.index('<div class="paper">')


def test_the_marked_copy_has_comments_and_tracked_fixes(draft, tmp_path):
    before = draft.read_bytes()
    lint(draft, "--format", "docx", "--out", tmp_path / "out")
    assert draft.read_bytes() == before
    copy = open_package(tmp_path / "out" / draft.name)
    comments = read_comments(copy)
    assert any("“布署”应为“部署”" in comment.text for comment in comments)
    assert all(comment.author == "红头校对" for comment in comments)
    assert list_revisions(copy)
    original = [p.text for p in read_document(draft).body.paragraphs]
    assert [p.text for p in read_document(reject_revisions(copy)).body.paragraphs] == original
    accepted = [p.text for p in read_document(accept_revisions(copy)).body.paragraphs]
    assert "会议作出部署，强调<安全>&“四个意识”。" in accepted
    assert "安装气候站" in accepted


def test_fix_tracked_and_plain_give_the_same_text_and_settle(draft, tmp_path):
    lint(draft, "--fix", "--out", tmp_path / "tracked")
    lint(draft, "--fix", "--plain", "--out", tmp_path / "plain")
    tracked = open_package(tmp_path / "tracked" / draft.name)
    plain = open_package(tmp_path / "plain" / draft.name)
    assert list_revisions(tracked)
    assert not list_revisions(plain)
    texts = [
        [p.text for p in read_document(package).body.paragraphs] for package in (tracked, plain)
    ]
    assert texts[0] == texts[1]
    for folder in ("tracked", "plain"):
        again = lint(tmp_path / folder / draft.name, "--fix").output
        assert "没有可自动改的" in again


def test_an_existing_copy_is_not_overwritten_unasked(draft):
    from pipeline.cli import run

    assert run(["lint", str(draft), "--fix"]) == 0
    assert run(["lint", str(draft), "--fix"]) == 2
    assert run(["lint", str(draft), "--fix", "--force"]) == 0


def test_an_ignore_in_a_word_comment_silences_its_paragraph(draft, tmp_path):
    from pipeline.word.edit import NewComment
    from pipeline.word.writer import apply_edits

    package = open_package(draft)
    comments = [
        NewComment("body", 2, 4, 6, "hongtou:ignore TYPO-001 引用原文", "王某"),
        NewComment("body", 1, 0, 3, "hongtou:ignore VAR 没有用", "王某"),
    ]
    path = tmp_path / "忽略.docx"
    path.write_bytes(apply_edits(package, (), comments=comments).to_bytes())
    output = lint(path).output
    assert "布署”应为" not in output
    assert "“VAR”没有用到" in output


def test_the_original_view_reads_what_was_there_before(draft, tmp_path):
    lint(draft, "--fix", "--out", tmp_path / "out")
    copy = tmp_path / "out" / draft.name
    assert "布署" not in lint(copy).output
    assert "布署" in lint(copy, "--view", "original").output


def test_statistics_and_explain(draft):
    assert "TYPO-003" in lint(draft, "--statistics").output
    assert "设备按装须于月底前完成" in lint("--explain", "TYPO-003").output.replace(
        "⟦", ""
    ).replace("⟧", "")


def test_files_checked_together_have_what_each_has_alone(draft, tmp_path, monkeypatch):
    from pipeline.lint import batch

    folder = tmp_path / "many"
    folder.mkdir()
    (folder / "1.docx").write_bytes(draft.read_bytes())
    (folder / "2.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "3.md").write_text("各单位要加强安全生产责任治落实情况的监督检查。\n", "utf-8")
    (folder / "4.txt").write_text("A letter in English, with many a word in it. " * 9, "utf-8")
    (folder / "5.txt").write_text("炸。\n", "utf-8")
    (folder / "6.md").write_text("县级以上人民政府应当建立健全应急管理体治。\n" * 2, "utf-8")
    files = sorted(folder.iterdir())
    real = batch.begin

    def stumble(document, rules, settings, name):
        finish = real(document, rules, settings, name)
        return finish if not name.endswith("5.txt") else lambda: 1 // 0

    monkeypatch.setattr(batch, "begin", stumble)
    monkeypatch.delenv("HONGTOU_DEBUG", raising=False)

    def reports():
        return [replace(r, document=None) for r in batch.check_files(files, batch.Request())]

    together = reports()
    assert [bool(report.error) for report in together] == [False, True, False, False, True, False]
    found = [{f.rule[:5] for f in report.findings} for report in together]
    assert "SPELL" in found[2]
    assert "SPELL" in found[5]
    for limit in ("_AT_ONCE", "_CHARACTERS_AT_ONCE", "_BYTES_AT_ONCE"):
        with monkeypatch.context() as patch:
            patch.setattr(batch, limit, 1)
            assert reports() == together


def test_many_processes_give_what_one_gives(draft, tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.docx").write_bytes(draft.read_bytes())
    (folder / "坏.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "旧.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    one = lint(folder, "--format", "json", "--jobs", "1")
    two = lint(folder, "--format", "json", "--jobs", "2")
    assert one.output == two.output
    assert one.return_value == two.return_value == 2
    assert "1 个不能直接检查的文件" in one.output


def test_html_holds_no_control_characters_where_a_title_is_broken(tmp_path):
    from docx import Document
    from docx.shared import RGBColor

    paper, page = tmp_path / "断行.docx", tmp_path / "r.html"
    document = Document()
    title = document.add_paragraph().add_run("县政府关于做好\n防汛工作的通知")
    title.font.color.rgb = RGBColor(255, 0, 0)
    document.add_paragraph("各乡镇人民政府：")
    document.add_paragraph("请做好防汛工作。")
    document.save(paper)
    lint(str(paper), "--no-spelling", "--format", "html", "--out", str(page))
    shown = page.read_text("utf-8")
    assert "县政府关于做好 防汛工作的通知" in shown
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", shown)
