"""Scenarios E and F of the workflow through the command line."""

from __future__ import annotations

import pytest

from pipeline.cli import run

DRAFT = """江州市某办法（征求意见稿）
第一条　为规范管理，制定本办法。
第二条　各单位应当在5个工作日内答复。
第三条　本办法自2026年12月1日起施行。"""


@pytest.fixture
def new_case(tmp_path, make_draft, monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-02-13T09:00")

    def make(name="案卷"):
        folder = tmp_path / name
        new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "市政府办公室"]
        assert run([*new, "--drafter", "陶静"]) == 0
        return folder

    return make


def send(folder, *words):
    why = ["--why", "市气象局=提供气象数据"]
    return run(["case", "send", "--to", "市气象局", *why, *words, "--case", str(folder)])


@pytest.mark.parametrize(
    ("now", "words", "code", "said"),
    [
        ("2026-02-13T09:00", [], 0, "反馈期限 2026-03-02"),  # over 春节, with two worked Saturdays
        ("2026-09-30T09:00", [], 0, "反馈期限 2026-10-15"),  # over 国庆
        ("2026-09-30T09:00", ["--deadline", "2026-10-03"], 2, "国庆节"),
        ("2026-03-06T16:00", ["--deadline", "2026-03-07"], 2, "星期六"),
        ("2026-12-28T09:00", [], 2, "没有2027年的节假日安排"),
        ("2031-03-02T09:00", [], 2, "没有2031年的节假日安排"),
    ],
)
def test_scenario_e_deadlines(new_case, monkeypatch, capsys, now, words, code, said):
    folder = new_case()
    monkeypatch.setenv("HONGTOU_NOW", now)
    capsys.readouterr()
    assert send(folder, *words) == code
    out = capsys.readouterr()
    assert said in out.out + out.err


def test_an_exception_needs_its_reason_and_is_kept(new_case, capsys):
    folder = new_case()
    short = ["--deadline", "2026-02-14"]  # a worked Saturday, but only one working day
    assert send(folder, *short) == 2
    assert send(folder, *short, "--despite", "防汛应急") == 0
    capsys.readouterr()
    assert run(["case", "log", "--case", str(folder), "--format", "json"]) == 0
    assert "防汛应急" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(new_case, capsys):
    folder = new_case()
    assert send(folder, "--dry-run") == 0
    assert not list((folder / "out").iterdir())


def tamper_delete(lines):
    return lines[:1] + lines[2:]


def tamper_swap(lines):
    return [lines[0], lines[2], lines[1], *lines[3:]]


def tamper_cut(lines):
    return lines[:-1]


@pytest.mark.parametrize(
    ("tamper", "where"),
    [
        (tamper_delete, "log.jsonl 第2行"),
        (tamper_swap, "log.jsonl 第2行"),
        (tamper_cut, "log.jsonl 第4行"),
    ],
)
def test_scenario_f_tampering_with_the_log(new_case, capsys, tamper, where):
    folder = new_case()
    for text in ("甲", "乙", "丙"):
        assert run(["case", "note", text, "--case", str(folder)]) == 0
    path = folder / "log.jsonl"
    path.write_bytes(b"".join(tamper(path.read_bytes().splitlines(keepends=True))))
    capsys.readouterr()
    assert run(["case", "verify", "--case", str(folder)]) == 1
    assert where in capsys.readouterr().out
    assert run(["case", "status", "--case", str(folder)]) == 2
    assert "hongtou case verify" in capsys.readouterr().err


def test_help_and_wrong_words(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["case", "--help"]) == 0
    out = capsys.readouterr().out
    for word in ("new", "send", "collect", "register", "decide", "final", "archive"):
        assert f"\n  {word} " in out
    assert run(["case", "status"]) == 2
    assert "不是案卷" in capsys.readouterr().err
    assert run(["case", "new", "没有.docx", "案卷", "--organ", "甲", "--drafter", "乙"]) == 2
    assert "没有这个文件" in capsys.readouterr().err


def test_a_draft_with_pending_changes_is_refused(new_case, tmp_path, make_draft, capsys):
    from returns import edited

    path = tmp_path / "有修订.docx"
    path.write_bytes(edited(make_draft(DRAFT).read_bytes(), ("5个", "3个")))
    new = ["case", "new", str(path), str(tmp_path / "案卷2"), "--organ", "甲", "--drafter", "乙"]
    assert run(new) == 2
    assert "没有接受或拒绝的修订" in capsys.readouterr().err


def test_rules_of_a_unit_hold_for_its_cases(tmp_path, make_draft, monkeypatch, capsys):
    """A folder of own rules in hongtou.toml: departments of one's own."""
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    rules = tmp_path / "规则" / "review"
    rules.mkdir(parents=True)
    (rules / "departments.yaml").write_text(
        "气象: {names: [气象局], duties: [某办法], silence: 不得推定}\n", encoding="utf-8"
    )
    (tmp_path / "hongtou.toml").write_text(
        'rules = "规则"\norgan = "市政府办公室"\n', encoding="utf-8"
    )
    folder = tmp_path / "案卷"
    assert run(["case", "new", str(make_draft(DRAFT)), str(folder), "--drafter", "陶静"]) == 0
    assert run(["case", "send", "--to", "市财政局", "--case", str(folder), "--dry-run"]) == 1
    assert "气象局的职责（标题和开头“某办法”）" in capsys.readouterr().out


def test_a_secret_case_is_marked_on_its_letters(tmp_path, make_draft, monkeypatch, capsys):
    from pipeline.word.document import read_document

    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "市政府办公室"]
    assert run([*new, "--drafter", "陶静", "--secrecy", "机密"]) == 0
    assert send(folder) == 0
    assert "不得用互联网邮箱" in capsys.readouterr().out
    letter = next((folder / "out" / "r1").glob("HT*/征求意见函.docx"))
    text = read_document(letter).body.text
    assert "机密" in text
    assert "000001" in text


def test_a_round_without_changes_is_refused(new_case, capsys):
    folder = new_case()
    assert send(folder) == 0
    assert run(["case", "round", "--case", str(folder)]) == 2
    assert "没有变化" in capsys.readouterr().err


def test_an_urgency_without_authority_is_refused(tmp_path, make_draft, monkeypatch, capsys):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "市政府办公室"]
    assert run([*new, "--drafter", "陶静", "--class", "特急", "--leader", "王建国:副市长"]) == 0
    assert send(folder) == 2
    assert "特急要有批准人" in capsys.readouterr().err
    urgent = ["case", "urgent", "--who", "王建国", "--words", "同意", "--scope", "会签后补"]
    assert run([*urgent, "--case", str(folder)]) == 0
    assert send(folder) == 0
