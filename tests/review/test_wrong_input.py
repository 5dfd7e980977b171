"""What clerks type wrong: one sentence that helps, exit 2, nothing logged."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.cli import run
from pipeline.errors import DataProblem
from pipeline.review.case import open_case
from pipeline.review.clock import parse_day

DRAFT = """江州市某办法（征求意见稿）
第一条　为规范管理，制定本办法。
第二条　各单位应当在5个工作日内答复。"""


@pytest.fixture
def case(tmp_path, make_draft, monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "市政府办公室"]
    assert run([*new, "--drafter", "陶静", "--leader", "王建国:副市长"]) == 0
    send = ["case", "send", "--to", "市气象局,市水利局", "--why", "市气象局=试点"]
    assert run([*send, "--why", "市水利局=试点", "--case", str(folder)]) == 0
    add = ["case", "add", "市气象局", "--replace", "5个=3个", "--case", str(folder)]
    assert run(add) == 0
    return folder


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ack 水利局", "是不是“市水利局”"),
        ("ack 市水力局", "是不是“市水利局”"),
        ("ack 市教育厅文化处", "征求过的有：市气象局、市水利局"),
        ("ack 市水利局 --on 2026-02-27", "发出是 2026-03-02"),
        ("ack 市水利局 --on 2099-01-01", "不能晚于今天"),
        ("return 市水利局 --reason=", "退回的理由"),
        ("extend 市水利局 --until 2026-03-20 --reason=", "延期的理由"),
        ("extend 市水利局 --until 3月20日 --reason 测算", "要写年份"),
        ("dispose 3-1 --result 采纳", "前面的数要小"),
        ("dispose 1-99999999 --result 采纳", "一次最多"),
        ("dispose 1—x --result 采纳", "应写成 3 或 3,7 或 3-6"),
        ("status --round 7", "没有第7轮，现在是第1轮"),
        ("status --round -1", "没有第-1轮"),
        ("waive 没有的规则 --reason 确认不改", "没有编号为"),
        ("log --last 0", "--last"),
        ("stance 1", "--accept"),
    ],
)
def test_one_sentence_and_nothing_logged(case, capsys, words, said):
    before = len(open_case(case).events)
    assert run(["case", *words.split(), "--case", str(case)]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert len(open_case(case).events) == before


def test_a_case_that_is_not_there(tmp_path, capsys):
    assert run(["case", "status", "--case", str(tmp_path / "没有")]) == 2
    assert "这个文件夹" in capsys.readouterr().err


def test_an_empty_inbox_is_named(case, tmp_path, capsys):
    empty = tmp_path / "空收件箱"
    empty.mkdir()
    assert run(["case", "collect", str(empty), "--case", str(case)]) == 2
    assert "空收件箱 里没有可以收取的文件" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    ["2026-03-02", "2026-3-2", "2026/3/2", "2026.3.2", "20260302", "2026年3月2日",
     "２０２６年３月２日", "2026 年 3 月 2 日", "2026年3月2号"],
)  # fmt: skip
def test_days_as_people_write_them(text):
    assert parse_day(text) == date(2026, 3, 2)


@pytest.mark.parametrize(
    "text", ["", "明天", "3月2日", "2026-02-30", "2026", "26-3-2-1", "0000-01-01"]
)
def test_what_is_no_day(text):
    with pytest.raises(DataProblem, match="应写成 2026-03-02"):
        parse_day(text)


def test_an_own_edit_is_said_as_it_was_typed(case, capsys):
    edit = ["own-edit", "--replace", "江州市=云州市", "--reason", "更名", "--case", str(case)]
    assert run(["case", *edit]) == 0
    assert "将“江州市”改为“云州市”" in capsys.readouterr().out
