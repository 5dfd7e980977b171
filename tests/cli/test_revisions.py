"""``hongtou revisions``: what it lists, what it writes, and what it refuses."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

sys.path.insert(0, str(Path(__file__).parent.parent / "word"))

from word_files import deleted, docx, ins, mark, p, r, table

from pipeline.cli import run
from pipeline.report.revision_list import schema
from pipeline.word.document import read_document

BY = 'w:author="教育局" w:date="2026-03-01T10:20:00Z"'
BOLD = f'<w:b/><w:rPrChange w:id="30" {BY}><w:rPr/></w:rPrChange>'


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "返回稿.docx"
    path.write_bytes(
        docx(
            p("关于开展检查的通知"),
            p("一、总体要求"),
            p("请于", deleted("9月30日", "财政局"), ins(r("10月15日"), "财政局"), "前报送。"),
            p(ins(r("新增一段。"), "教育局"), ppr=mark("ins", "教育局")),
            p(r("加粗", BOLD)),
            table(["甲", "乙"], ["丙", "丁"], row_pr={1: f'<w:del w:id="8" {BY}/>'}),
            p(ins(r("未署名的"), "")),
        )
    )
    return path


def said(capsys):
    found = capsys.readouterr()
    return found.out + found.err


def texts(path):
    return [q.text for q in read_document(path).body.paragraphs]


def test_the_list_says_what_who_when_and_where(file, capsys):
    assert run(["revisions", str(file)]) == 0
    text = said(capsys)
    assert "6 处修订（财政局 2 处、教育局 3 处、未署名 1 处）" in text
    assert "正文第 3 段  一、总体要求" in text
    assert "   1  删除“9月30日”  财政局，2026-01-01 00:00" in text
    assert "   3  插入“新增一段。”  教育局" in text
    assert "   4  字体格式“加粗”  教育局，2026-03-01 10:20" in text
    assert "   5  删除表格行“丙 | 丁”  教育局" in text
    assert "   6  插入“未署名的”  未署名" in text


def test_the_list_as_data_keeps_its_schema(file, capsys):
    assert run(["revisions", str(file), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema()).validate(data)
    assert [row["kind"] for row in data["revisions"]] == [
        "delete", "insert", "insert", "format", "delete_row", "insert",
    ]  # fmt: skip
    assert data["revisions"][2]["text"] == "新增一段。\n"
    assert data["revisions"][0]["headings"] == ["一、总体要求"]
    assert run(["revisions", "list", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()


def test_accept_and_reject_write_copies(file, capsys):
    before = file.read_bytes()
    assert run(["revisions", "accept", str(file)]) == 0
    assert "接受了 6 处修订，没有剩下的" in said(capsys)
    accepted = texts(file.with_name("返回稿.已接受.docx"))
    assert accepted[2:4] == ["请于10月15日前报送。", "新增一段。"] and "丙" not in accepted
    out = file.with_name("原文.docx")
    assert run(["revisions", "reject", str(file), "--out", str(out)]) == 0
    assert texts(out)[2:4] == ["请于9月30日前报送。", "加粗"] and "丙" in texts(out)
    assert file.read_bytes() == before


def test_by_author_and_by_number(file, capsys):
    out = file.with_name("一.docx")
    words = ["--author", "财政局", "--out", str(out)]
    assert run(["revisions", "reject", str(file), *words]) == 0
    assert "拒绝了 2 处修订，还剩 4 处（教育局、未署名）" in said(capsys)
    assert texts(out)[2] == "请于9月30日前报送。" and texts(out)[3] == "新增一段。"
    words = ["--number", "1-2,5", "--out", str(out), "--force"]
    assert run(["revisions", "accept", str(file), *words]) == 0
    assert "接受了 3 处修订，还剩 3 处（教育局、未署名）" in said(capsys)
    assert run(["revisions", "accept", str(out), "--author", "未署名", "--in-place"]) == 0
    assert run(["revisions", str(out)]) == 0
    assert "2 处修订（教育局 2 处）" in said(capsys)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["accept", "--author", "审计局"],
            "没有“审计局”的修订。有修订的是：财政局、教育局、未署名。",
        ),
        (["accept", "--number", "9"], "有 6 处修订，编号 1 到 6"),
        (["accept", "--number", "第一处"], "看不懂"),
        (["accept", "--number", "3", "--author", "财政局"], "一处也没有选中"),
        (["accept", "--in-place", "--out", "x.docx"], "只能用一个"),
        (["list", "--author", "审计局"], "没有“审计局”的修订"),
    ],
)
def test_wrong_choices_are_one_sentence(file, words, message, capsys):
    assert run(["revisions", words[0], str(file), *words[1:]]) == 2
    text = said(capsys)
    assert message in text and text.count("\n") == 1
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_files_without_changes_and_existing_files(file, tmp_path, capsys):
    plain = tmp_path / "定稿.docx"
    plain.write_bytes(docx(p("甲")))
    assert run(["revisions", str(plain)]) == 0
    assert "没有修订" in said(capsys)
    assert run(["revisions", "accept", str(plain)]) == 2
    assert "没有修订，没有写出文件" in said(capsys)
    before = plain.read_bytes()
    assert run(["revisions", "accept", str(file), "--out", str(plain)]) == 2
    assert "未覆盖" in said(capsys) and plain.read_bytes() == before
    assert run(["revisions", "accept", str(file), "--out", str(file), "--force"]) == 2
    assert "--in-place" in said(capsys)
    assert run(["revisions", str(tmp_path / "没有.docx")]) == 2
    assert "没有" in said(capsys)
