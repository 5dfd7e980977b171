"""``hongtou merge`` as a clerk uses it, wrong input included."""

from __future__ import annotations

import json

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from test_merge import TEXT, base, changed, docx, lines, p, table

from pipeline.cli import run
from pipeline.cli.merge import command
from pipeline.word.package import open_package
from pipeline.word.revisions import list_revisions


@pytest.fixture
def files(tmp_path):
    base().save(tmp_path / "原稿.docx")
    changed(2, "9月30日", "12月31日", tracked=True).save(tmp_path / "财务部.docx")
    changed(2, "9月30日", "=1+1").save(tmp_path / "人事处.docx")
    changed(4, "配合", "协同").save(tmp_path / "办公室.docx")
    return tmp_path


def call(files, *names, more=()):
    return run(
        ["merge", str(files / "原稿.docx"), *[str(files / n) for n in names], *map(str, more)]
    )


def test_no_conflict_gives_merged_and_final(files, capsys):
    more = ["--final", files / "清稿.docx"]
    assert call(files, "财务部.docx", "办公室.docx", more=more) == 0
    assert "没有冲突" in capsys.readouterr().out
    final = open_package(files / "清稿.docx")
    assert "12月31日" in lines(final)[2] and not list_revisions(final)
    assert (files / "原稿.合并.docx").exists()
    assert call(files, "财务部.docx") == 2
    assert "已存在" in capsys.readouterr().err


def test_conflict_decided_through_the_sheet(files, capsys):
    assert call(files, "财务部.docx", "人事处.docx", more=["--final", files / "清稿.docx"]) == 2
    assert "没有决定" in capsys.readouterr().err and not (files / "清稿.docx").exists()
    sheet = files / "原稿.合并.决定表.yaml"
    data = yaml.safe_load(sheet.read_text(encoding="utf-8"))
    (number,) = data
    assert data[number]["原文"] == "9月30日" and data[number]["决定"] == ""
    data[number] |= {"决定": "b", "决定人": "王局长", "理由": "来得及"}
    sheet.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    more = ["--decisions", sheet, "--final", files / "清稿.docx", "--force"]
    assert call(files, "财务部.docx", "人事处.docx", more=more) == 0
    assert "12月31日" in lines(open_package(files / "清稿.docx"))[2]


def test_interactive_stops_and_resumes(files):
    arguments = [str(files / n) for n in ("原稿.docx", "财务部.docx", "人事处.docx")]
    arguments += ["--interactive", "--force", "--final", str(files / "清稿.docx")]
    runner = CliRunner()
    stopped = runner.invoke(command, arguments, input="x\n3\n", standalone_mode=False)
    assert "没有决定" in str(stopped.exception) and "没有这个选项" in stopped.output
    done = runner.invoke(
        command, arguments, input="1\n11月1日\n王局长\n折中\n", standalone_mode=False
    )
    assert done.exception is None and done.return_value == 0
    assert "11月1日" in lines(open_package(files / "清稿.docx"))[2]
    again = runner.invoke(command, arguments, input="", standalone_mode=False)
    assert again.exception is None and again.return_value == 0


def test_reports(files):
    from docx import Document
    from openpyxl import load_workbook

    for suffix in (".json", ".xlsx", ".docx"):
        more = ["--report", files / f"登记{suffix}", "--force"]
        assert call(files, "财务部.docx", "人事处.docx", more=more) == 1
    data = json.loads((files / "登记.json").read_text(encoding="utf-8"))
    assert data["undecided"] == [data["conflicts"][0]["id"]] and len(data["changes"]) == 2
    book = load_workbook(files / "登记.xlsx")
    values = [cell for row in book["修改"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert values and all(cell.data_type == "s" for cell in values)
    assert len(Document(str(files / "登记.docx")).tables) == 3


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--department", "财务部"], "部门=文件"),
        (["--department", "财务部=无.docx"], "没有这个文件"),
        (["--report", "x.pdf"], "不支持"),
        (["--decisions", "无.yaml"], "没有这个文件"),
        ([], "没有要合并"),
    ],
)
def test_wrong_input_is_one_sentence(files, capsys, more, says):
    assert call(files, more=more) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1


def test_the_output_is_never_an_input(files, capsys):
    assert call(files, "财务部.docx", more=["--out", files / "财务部.docx", "--force"]) == 2
    assert "换一个名字" in capsys.readouterr().err
    assert lines(open_package(files / "原稿.docx")) == TEXT


def test_no_final_while_a_change_is_in_none_of_the_files(files, capsys):
    rows = table(["甲", "乙"])  # a body that ends with a table has no place for text after it
    (files / "原稿.docx").write_bytes(docx(*[p(t) for t in TEXT], rows))
    (files / "财务部.docx").write_bytes(docx(*[p(t) for t in TEXT], rows, p("表后的话")))
    clean = files / "清稿.docx"
    assert call(files, "财务部.docx", more=["--final", clean]) == 2
    assert "没能并入" in capsys.readouterr().err
    assert not clean.exists()
    assert call(files, "财务部.docx", more=["--final", clean, "--leave-out", "--force"]) == 0
    assert clean.exists()


def test_the_report_is_of_the_form_the_schema_says(files, capsys):
    report = files / "登记.json"
    assert call(files, "财务部.docx", "人事处.docx", more=["--report", report]) == 1
    capsys.readouterr()
    assert run(["merge", "--schema"]) == 0
    validator = Draft202012Validator(json.loads(capsys.readouterr().out))
    validator.validate(json.loads(report.read_text(encoding="utf-8")))
    assert not validator.is_valid({"conflicts": []})
