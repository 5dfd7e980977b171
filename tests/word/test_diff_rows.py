# ruff: noqa: E501 - Chinese characters count double
"""The rows of a difference, and the command that shows them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from word_files import docx, p, r, table

from pipeline.cli import run
from pipeline.cli.diff import command
from pipeline.report.diff_rows import docx_diff, folded, text_diff
from pipeline.word.comments import read_comments
from pipeline.word.compare import compare
from pipeline.word.document import read_document
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions
from pipeline.word.revisions import list_revisions

OLD = "关于做好防汛工作的通知\n一、总体要求\n请于9月30日前完成。\n这一段要移动到后面去\n二、责任\n特此通知。"
NEW = "关于做好防汛工作的通知\n一、总体要求\n请于12月31日前完成。\n二、责任\n这一段要移动到后面去\n新增。\n特此通知。"


def test_text_rows():
    diff = text_diff(OLD, NEW, "a", "b")
    (section,) = diff.sections
    assert diff.counts() == {"changed": 1, "moved": 2, "inserted": 1}
    assert "\n".join(r.old for r in section.rows if r.left) == OLD
    assert "\n".join(r.new for r in section.rows if r.right) == NEW
    changed = next(r for r in section.rows if r.kind == "changed")
    assert [(q.op, q.text) for q in changed.pieces if q.op != "="] == [
        ("-", "9月30日"),
        ("+", "12月31日"),
    ]
    assert text_diff(OLD, OLD, "a", "b").same


def test_folding_keeps_the_neighbours():
    diff = text_diff("\n".join("甲乙丙丁戊己庚"), "\n".join("甲乙丙改戊己庚"), "a", "b")
    kinds = [r if isinstance(r, int) else r.kind for r in folded(diff.sections[0].rows, 1)]
    assert kinds[0] == 2 and kinds[-1] == 2 and "equal" in kinds


@pytest.fixture
def files(tmp_path):
    rows = ["甲", "道路建设"]
    old = docx(
        p("关于做好防汛工作的通知"),
        p("请于9月30日前完成。"),
        table(["序号", "项目"], rows),
        p("完"),
    )
    new = docx(
        p("关于做好防汛工作的通知"),
        p("请于12月31日前完成。"),
        table(["序号", "项目"], rows),
        p("完"),
    )
    (tmp_path / "旧.docx").write_bytes(old)
    (tmp_path / "新.docx").write_bytes(new)
    (tmp_path / "旧.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "新.md").write_text(NEW, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("view", ["inline", "side", "unified"])
@pytest.mark.parametrize(("old", "new"), [("旧.docx", "新.docx"), ("旧.txt", "新.md")])
def test_views_are_readable_without_colour(files, view, old, new):
    arguments = [str(files / old), str(files / new), "--view", view, "--width", "100"]
    result = CliRunner().invoke(command, arguments, standalone_mode=False)
    assert result.exception is None, result.exception
    assert "12月31日" in result.output and "9月30日" in result.output
    assert "\x1b[" not in result.output and "差别：" in result.output
    if view == "inline":
        assert "[-9月30日-]{+12月31日+}" in result.output


def test_exit_codes(files, capsys):
    old, new = str(files / "旧.docx"), str(files / "新.docx")
    assert run(["diff", old, new]) == 0
    assert run(["diff", old, new, "--exit-code"]) == 1
    assert run(["diff", old, old, "--exit-code"]) == 0
    assert "没有差别" in capsys.readouterr().out
    assert run(["diff", old, str(files / "无.docx")]) == 2
    assert "没有这个文件" in capsys.readouterr().err
    assert run(["diff", old]) == 2
    assert "缺少参数" in capsys.readouterr().err


def test_json_html_and_tracked_word(files, capsys):
    old, new = str(files / "旧.docx"), str(files / "新.docx")
    assert run(["diff", old, new, "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert run(["diff", "--schema"]) == 0
    Draft202012Validator(json.loads(capsys.readouterr().out)).validate(data)
    assert data["counts"] == {"changed": 1} and data["changes"][0]["left"] == 2
    page = files / "d.html"
    assert run(["diff", old, new, "--format", "html", "--view", "side", "--out", str(page)]) == 0
    html = page.read_text(encoding="utf-8")
    assert "<del>9月30日</del>" in html and "<ins>12月31日</ins>" in html and "http" not in html
    assert run(["diff", old, new, "--format", "html", "--out", str(page)]) == 2
    tracked = files / "t.docx"
    assert (
        run(["diff", old, new, "--format", "docx", "--out", str(tracked), "--author", "审核"]) == 0
    )
    package = read_document(tracked).package
    assert {c.author for c in list_revisions(package)} == {"审核"}
    assert "12月31日" in read_document(accept_revisions(package)).body.text
    assert run(["diff", old, new, "--format", "docx"]) == 2
    assert "--out" in capsys.readouterr().err


def test_markup_in_texts_is_shown_as_text(files, capsys):
    (files / "x.txt").write_text("<b>甲</b>[bold]", encoding="utf-8")
    (files / "y.txt").write_text("<b>乙</b>[bold]", encoding="utf-8")
    assert run(["diff", str(files / "x.txt"), str(files / "y.txt")]) == 0
    assert "[bold]" in capsys.readouterr().out
    assert run(["diff", str(files / "x.txt"), str(files / "y.txt"), "--format", "html"]) == 0
    assert "&lt;b&gt;" in capsys.readouterr().out


TERMINAL = r"""
import os, pty, sys
file, rows = sys.argv[1], int(sys.argv[2])
pid, screen = pty.fork()
if not pid:
    os.environ.update(LINES=str(rows), COLUMNS="80", TERM="xterm", PAGER="sed s/^/paged:/")
    os.environ.pop("NO_COLOR", None)
    os.execv(sys.executable, [sys.executable, "-m", "pipeline", "diff", *sys.argv[3:]])
with open(file, "wb") as out:
    try:
        while piece := os.read(screen, 65536):
            out.write(piece)
    except OSError:
        pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize(
    ("rows", "more", "pages"), [(5, [], True), (60, [], False), (5, ["--no-pager"], False)]
)
def test_a_terminal_pages_what_is_longer_than_it(files, rows, more, pages):
    seen = files / "screen"
    arguments = [str(seen), str(rows), str(files / "旧.txt"), str(files / "新.md"), *more]
    subprocess.run([sys.executable, "-c", TERMINAL, *arguments], check=True, timeout=60)
    text = seen.read_text(encoding="utf-8")
    assert ("paged:" in text) is pages
    assert "9月30日" in text and "\x1b[" in text and "[-" not in text


def test_a_pipe_gets_no_trailing_blanks(files, capsys):
    for view in ("inline", "side", "unified"):
        assert run(["diff", str(files / "旧.txt"), str(files / "新.md"), "--view", view]) == 0
    assert not any(line.endswith(" ") for line in capsys.readouterr().out.splitlines())


def test_new_rows_and_columns_count_as_the_paragraphs_they_are(files):
    def build(*rows):
        return docx(p("标题"), table(*rows), p("完"), p("落款是这样的"))

    one, two = [["序号", "项目"], ["1", "道路"]], [["序号", "项目", "备注"], ["1", "道路", "无"]]
    (files / "一.docx").write_bytes(build(*one))
    (files / "二.docx").write_bytes(build(*two))
    (files / "三.docx").write_bytes(build(*one, ["2", "桥梁"]))
    for other in ("二.docx", "三.docx"):
        new = read_document(files / other).body.paragraphs
        diff = docx_diff_of(files / "一.docx", files / other)
        assert diff.sections[0].rows[-1].right == len(new)


def docx_diff_of(old, new):
    base = read_document(old)
    return docx_diff(base, compare(base, new), "a", "b")


def test_a_difference_that_cannot_be_tracked_is_told_and_the_others_are_written(files, capsys):
    field = '<w:fldSimple w:instr=" DOCPROPERTY 文号 ">{}</w:fldSimple>'
    old = docx(p("总体要求"), p("文号为", field.format(r("国办发")), "。"))
    new = docx(p("基本要求"), p("文号为", field.format(r("国办"))), p("发。"))
    for name, data in (("一.docx", old), ("二.docx", new)):
        (files / name).write_bytes(data)
    out = files / "对照.docx"
    arguments = [str(files / name) for name in ("一.docx", "二.docx")]
    assert run(["diff", *arguments, "--format", "docx", "--out", str(out)]) == 0
    said = capsys.readouterr().err
    assert "1 处修订" in said and "第 2 段" in said and "手工" in said
    assert [q.text for q in read_document(out).body.paragraphs] == ["基本要求", "文号为国办发。"]
    (comment,) = read_comments(open_package(out))
    assert "未能写入" in comment.text and comment.author == "比较"
