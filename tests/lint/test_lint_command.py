"""``hongtou lint`` on plain text, as a clerk would use it."""

import json

import pytest
from click.testing import CliRunner

from pipeline.cli import run
from pipeline.cli.lint import command


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "送审 稿.txt"
    path.write_text("关于召开会议的通知\n各单位：\n会议作出布署。其它事项另行通知。\n", "utf-8")
    return path


def lint(*arguments, **extra):
    return CliRunner().invoke(command, [str(a) for a in arguments], standalone_mode=False, **extra)


def test_findings_are_shown_in_place_and_the_exit_code_is_one(draft):
    result = lint(draft)
    assert "会议作出⟦布署⟧。其它事项另行通知。" in result.output
    assert "第 3 段" in result.output
    assert result.return_value == 1


def test_json_has_the_documented_shape(draft):
    from jsonschema import Draft202012Validator

    from pipeline.report.lint_json import schema

    data = json.loads(lint(draft, "--format", "json").output)
    Draft202012Validator(schema()).validate(data)
    finding = data["files"][0]["findings"][0]
    assert (finding["paragraph"], finding["start"], finding["end"]) == (2, 4, 6)
    assert finding["suggestions"] == ["部署"]
    assert data["summary"]["error"] == 1


def test_standard_input_is_linted():
    result = lint("-", input="会议作出布署。\n".encode())
    assert "布署" in result.output
    assert result.return_value == 1


def test_a_bad_file_does_not_stop_the_others(draft, tmp_path):
    (tmp_path / "坏.txt").write_bytes(b"\x00\x01\x02")
    result = lint(tmp_path)
    assert "坏.txt" in result.output
    assert "不是文本文件" in result.output
    assert "布署" in result.output
    assert result.return_value == 2


def test_select_and_ignore(draft):
    assert "其它" not in lint(draft, "--select", "TYPO").output.replace("⟧。其它", "")
    assert lint(draft, "--ignore", "TYPO,VAR,PHRS", "--no-spelling").return_value == 0


def test_fail_on_decides_the_exit_code(draft):
    assert lint(draft, "--ignore", "TYPO,SPELL", "--fail-on", "error").return_value == 0
    assert lint(draft, "--fail-on", "never").return_value == 0


def test_fix_writes_a_copy_and_leaves_the_file(draft):
    before = draft.read_bytes()
    lint(draft, "--fix")
    copy = draft.with_name("送审 稿.已改.txt")
    assert "会议作出部署。其它事项另行通知。" in copy.read_text("utf-8")
    assert draft.read_bytes() == before
    lint(draft, "--fix", "--unsafe-fixes", "--force")
    assert "会议作出部署。其他事项另行通知。" in copy.read_text("utf-8")
    assert "没有可自动改的" in lint(copy, "--fix").output


def test_diff_shows_and_writes_nothing(draft):
    result = lint(draft, "--diff")
    assert "[-布署-]{+部署+}" in result.output
    assert list(draft.parent.iterdir()) == [draft]


def test_baseline_hides_what_was_known_and_reports_what_is_stale(draft, tmp_path):
    baseline = tmp_path / "基线.json"
    lint(draft, "--write-baseline", baseline)
    again = lint(draft, "--baseline", baseline)
    assert again.return_value == 0
    assert "基线内 2 处" in again.output
    draft.write_text("关于召开会议的通知\n各单位：\n会议作出部署。按装完毕。\n", "utf-8")
    changed = lint(draft, "--baseline", baseline)
    assert "按装" in changed.output
    assert "2 条已经不存在" in changed.output
    assert changed.return_value == 1


def test_an_ignore_silences_its_line_and_an_unused_one_is_reported(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(
        "<!-- hongtou:ignore TYPO-001 引用原文 -->\n会议作出布署。\n"
        "<!-- hongtou:ignore VAR -->\n没有问题。\n",
        "utf-8",
    )
    result = lint(path)
    assert "布署" not in result.output
    assert "“VAR”没有用到" in result.output


def test_settings_come_from_the_units_file(draft, capsys):
    (draft.parent / "hongtou.toml").write_text('[lint]\nignore = ["TYPO", "PHRS"]\n', "utf-8")
    assert "布署”应为" not in lint(draft).output
    (draft.parent / "hongtou.toml").write_text('[lint]\nignor = ["TYPO"]\n', "utf-8")
    from pipeline.lint.batch import _config_of

    _config_of.cache_clear()
    assert run(["lint", str(draft)]) == 2
    assert "不认识的设置“ignor”，是不是“ignore”？" in capsys.readouterr().err
    _config_of.cache_clear()


def test_wrong_words_are_sentences(draft, capsys):
    assert run(["lint", str(draft), "--genre", "通和"]) == 2
    assert "没有“通和”这个文种" in capsys.readouterr().err
    assert run(["lint"]) == 2
    assert "请给出要检查的文件" in capsys.readouterr().err
    assert run(["lint", "没有的*.docx"]) == 2
    assert "没有文件符合" in capsys.readouterr().err
    assert run(["lint", "--explain", "TYPX-01"]) == 2
    assert "没有编号为“TYPX-01”的规则" in capsys.readouterr().err
    assert run(["lint", "--explain", "typo-1"]) == 0
    assert run(["lint", str(draft), "--select", "没有"]) == 2
    assert "没有符合“没有”的规则" in capsys.readouterr().err
    assert run(["lint", str(draft), "--rules", "没有.yaml"]) == 2
    assert "找不到规则包“没有.yaml”" in capsys.readouterr().err
    assert run(["lint", str(draft), "--out", str(draft.parent)]) == 2
    assert "是文件夹，请给出报告的文件名" in capsys.readouterr().err


def test_elements_are_explained(draft):
    output = lint(draft, "--explain-elements").output
    assert "标题" in output
    assert "主送机关" in output
