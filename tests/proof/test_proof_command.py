"""``hongtou proof`` as a clerk uses it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from pipeline.cli import hongtou, run

WRONG = "各单位要加强安全生产责任治落实情况的监督检查。"
RIGHT = "各单位要加强安全生产责任制落实情况的监督检查。"


def _run(*arguments, stdin=None):
    return CliRunner().invoke(
        hongtou, ["proof", *map(str, arguments)], input=stdin, standalone_mode=False
    )


def test_a_finding_is_shown_with_place_reason_and_exit_code(tmp_path):
    path = tmp_path / "稿.txt"
    path.write_text(f"{RIGHT}\n{WRONG}\n", encoding="utf-8")
    result = _run(path)
    assert result.return_value == 1
    assert "第 2 行第 13 字" in result.output
    assert "【治→制】" in result.output
    assert "同音" in result.output


def test_clean_text_says_so_and_standard_input_is_read():
    result = _run("-", stdin=RIGHT)
    assert result.return_value == 0
    assert "没有发现" in result.output


def test_json_has_english_keys(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(WRONG, encoding="gb18030")
    data = json.loads(_run(path, "--format", "json").output)
    (finding,) = data[0]["findings"]
    assert (finding["line"], finding["text"], finding["suggestion"]) == (1, "治", "制")
    assert finding["level"] in ("error", "warning")


@pytest.mark.parametrize("arguments", [["没有.txt"], ["a.docx"], ["--words", "没有.yaml", "a.txt"]])
def test_wrong_input_is_one_sentence(tmp_path, monkeypatch, capsys, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "a.docx").write_bytes(b"PK")
    assert run(["proof", *arguments]) == 2
    assert capsys.readouterr().err.startswith("错误：")


def test_a_bad_file_does_not_stop_the_others(tmp_path, capsys):
    good = tmp_path / "好.txt"
    good.write_text(WRONG, encoding="utf-8")
    assert run(["proof", str(tmp_path / "无.txt"), str(good)]) == 2
    assert "【治→制】" in capsys.readouterr().out


def test_evaluation_prints_scores_and_draws_the_curve(tmp_path):
    pairs, clean, picture = tmp_path / "对.tsv", tmp_path / "净.txt", tmp_path / "线.svg"
    longer = RIGHT.replace("监督检查", "监督督检查")
    pairs.write_text(f"{WRONG}\t{RIGHT}\n{RIGHT}\t{RIGHT}\n{longer}\t{RIGHT}\n", encoding="utf-8")
    clean.write_text(RIGHT * 3 + "\n", encoding="utf-8")
    result = _run("eval", pairs, "--clean", clean, "--plot", picture, "--errors", 3)
    assert result.return_value == 0, result.output
    assert "3 句，其中有错 2 句" in result.output
    assert "每万字 0.00" in result.output
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_pairs_of_another_shape_are_refused(tmp_path, capsys):
    path = tmp_path / "坏.tsv"
    path.write_text("只有一栏\n", encoding="utf-8")
    assert run(["proof", "eval", str(path)]) == 2
    assert "两栏" in capsys.readouterr().err


def test_words_are_learnt_from_a_folder_and_then_spared(tmp_path):
    folder = tmp_path / "历年"
    folder.mkdir()
    for number in range(4):
        text = f"第{number}号。关于责任治的通知：各单位要加强安全生产责任治落实情况的检查。"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    listed = tmp_path / "用词.yaml"
    assert _run("--learn", folder, "--out", listed).return_value == 0
    assert "责任治" in listed.read_text(encoding="utf-8")
    paper = tmp_path / "新.txt"
    paper.write_text(WRONG, encoding="utf-8")
    assert _run(paper, "--words", listed).return_value == 0


def test_learning_from_nothing_is_one_sentence(tmp_path, capsys):
    assert run(["proof", "--learn", str(tmp_path)]) == 2
    assert "没有读得出的文件" in capsys.readouterr().err


def test_learning_and_proofing_are_not_mixed(tmp_path, capsys):
    assert run(["proof", "--learn", str(tmp_path), "稿.txt"]) == 2
    assert "不能同时" in capsys.readouterr().err
    assert run(["proof", "--hints"]) == 2
    assert "请给出要查的文件" in capsys.readouterr().err


def test_help_shows_the_options_of_proofing_and_learning():
    text = _run("--help").output
    for option in ("--learn", "--hints", "--words", "eval"):
        assert option in text


def test_evaluation_tells_what_each_limit_of_false_alarms_allows(tmp_path):
    pairs, clean = tmp_path / "对.tsv", tmp_path / "净.txt"
    pairs.write_text(f"{WRONG}\t{RIGHT}\n{RIGHT}\t{RIGHT}\n", encoding="utf-8")
    clean.write_text(RIGHT * 3 + "\n", encoding="utf-8")
    output = _run("eval", pairs, "--clean", clean).output
    assert "查出" in output and "改正" in output and "95% 区间" in output
    assert "≤0.5" in output and "100.0%" in output
    assert "同音" in output


def test_a_wrong_option_points_to_the_command_that_people_type(capsys):
    assert run(["proof", "--no-such-option", "a.txt"]) == 2
    told = capsys.readouterr().err
    assert "hongtou proof --help" in told
