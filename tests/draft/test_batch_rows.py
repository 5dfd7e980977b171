"""Rows of tables become documents; wrong rows are named and good ones kept."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from pipeline.cli import run
from pipeline.draft.batch import Job, draft_rows
from pipeline.draft.rows import read_rows
from pipeline.errors import DataProblem, FileProblem

TEMPLATE = """---
title: 短通知
genre: 通知
fields:
  事由: {type: text, required: true}
  份数: {type: int}
defaults:
  标题: "关于{{事由}}的通知"
---
现就{{ 事由 }}通知如下。
"""
HEADER = "发文字号,事由,发文机关,成文日期,份数"
GOOD = "甲发[2026]01号,整理档案,甲局,2026-11-23,3"


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "短通知.md").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def table(place, *lines, encoding="utf-8"):
    path = place / "行.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", encoding=encoding)
    return path


def call(*words):
    return run(["draft", "短通知.md", "--rows", "行.csv", "--out", "出", *words])


def written(place):
    folder = place / "出"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_good_rows_are_kept_and_bad_ones_named_with_reasons(place, capsys):
    table(place, GOOD, "甲发〔2026〕2号,开会,甲局,2026-02-30,", "甲发〔2026〕3号,,甲局,2026-1-2,x")
    assert call() == 1
    assert written(place) == ["甲发〔2026〕1号-关于整理档案的通知.docx"]
    said = capsys.readouterr().err
    assert "第 3 行：字段“成文日期”的值“2026-02-30”不对：2026年2月30日不存在" in said
    assert "第 4 行：" in said and "份数" in said


def test_existing_files_are_kept_unless_forced(place, capsys):
    table(place, GOOD)
    assert call() == 0
    [name] = written(place)
    (place / "出" / name).write_bytes(b"mine")
    assert call() == 1
    assert (place / "出" / name).read_bytes() == b"mine"
    assert "文件已存在" in capsys.readouterr().err
    assert call("--force") == 0
    assert zipfile.is_zipfile(place / "出" / name)


def test_rows_of_one_name_do_not_overwrite_each_other(place):
    table(place, GOOD, GOOD, GOOD)
    assert call("--name", "{{事由}}") == 0
    assert written(place) == ["整理档案.docx", "整理档案（2）.docx", "整理档案（3）.docx"]


def test_names_are_safe(place):
    table(place, "甲发〔2026〕1号,../../x/y:z,甲局,2026-11-23,")
    assert call("--name", "{{事由}}") == 0
    assert written(place) == ["_.._x_y_z.docx"]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("发文字号,事由,发文单位,成文日期", "表头里的“发文单位”不是模板“短通知”的字段"),
        ("发文字号,发文机关,成文日期", "表头缺少模板“短通知”的必填字段“事由”"),
        ("事由,事由,发文机关,成文日期", "表头里“事由”出现了两次"),
        ("事由,,发文机关,成文日期", "表头第 2 列是空的"),
    ],
)
def test_a_wrong_header_stops_before_anything_is_written(place, capsys, header, said):
    (place / "行.csv").write_text(f"{header}\n1,2,3,4\n", encoding="utf-8")
    assert call() == 2
    assert said in capsys.readouterr().err
    assert written(place) == []


def test_wrong_file_name_pattern_stops_at_once(place, capsys):
    table(place, GOOD)
    assert call("--name", "{{文号}}") == 2
    assert "文件名（--name）”第 1 行用了没有说明的字段“文号”" in capsys.readouterr().err


def test_tables_of_three_kinds_give_the_same_rows(place):
    table(place, GOOD)
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    book.active.append(["甲发[2026]01号", "整理档案", "甲局", date(2026, 11, 23), 3])
    book.active.append([None] * 5)
    book.save(place / "行.xlsx")
    (place / "行.jsonl").write_text(
        '{"发文字号": "甲发[2026]01号", "事由": "整理档案", "发文机关": "甲局", '
        '"成文日期": "2026-11-23", "份数": 3}\n\n',
        encoding="utf-8",
    )
    found = [list(read_rows(place / f"行.{kind}")) for kind in ("csv", "xlsx", "jsonl")]
    plain = [[{k: str(v) for k, v in row.items()} for _, row in rows] for rows in found]
    assert plain[0] == plain[1] == plain[2]
    assert len(plain[0]) == 1


def test_office_encodings_and_separators(place):
    table(place, GOOD, encoding="gb18030")
    assert next(read_rows(place / "行.csv"))[1]["事由"] == "整理档案"
    (place / "行.csv").write_text("事由\t份数\n甲，乙\t1\n", encoding="utf-16")
    assert next(read_rows(place / "行.csv")) == (2, {"事由": "甲，乙", "份数": "1"})


def test_bad_table_files(place):
    (place / "行.csv").write_text("事由\n甲,乙\n", encoding="utf-8")
    assert list(read_rows(place / "行.csv")) == [
        (2, "比表头多出“乙”；值里有逗号时请用引号括起来。")
    ]
    (place / "行.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(FileProblem, match=r"不是 \.xlsx 文件，或已损坏"):
        list(read_rows(place / "行.xlsx"))
    (place / "行.jsonl").write_text('{"事由": "甲"}\n{坏}\n', encoding="utf-8")
    assert list(read_rows(place / "行.jsonl"))[1] == (2, "不是合法的 JSON。")
    with pytest.raises(FileProblem, match="没有这个文件"):
        list(read_rows(place / "无.xlsx"))
    with pytest.raises(DataProblem, match=r"旧的 \.xls"):
        list(read_rows(place / "行.xls"))


def test_an_unwritable_folder(place, capsys):
    table(place, GOOD)
    (place / "出").write_text("a file", encoding="utf-8")
    assert call() == 2
    assert "不是文件夹" in capsys.readouterr().err


def test_processes_give_the_same_files_as_one(place):
    job = Job(template=place / "短通知.md", name="{{序号}}")
    rows = [
        (n + 2, {"事由": f"第{n}项", "发文机关": "甲局", "成文日期": "2026-11-23"})
        for n in range(150)
    ]
    rows[77] = (79, {"事由": "缺日期", "发文机关": "甲局"})
    one = list(draft_rows(job, rows, place / "一", workers=1))
    two = list(draft_rows(job, rows, place / "二", workers=2))
    assert [(o.row, o.path and o.path.name) for o in one] == [
        (o.row, o.path and o.path.name) for o in two
    ]
    assert sum(o.path is None for o in one) == 1
    for name in ("1.docx", "150.docx"):
        texts = [
            [p.text for p in Document(io.BytesIO((place / side / name).read_bytes())).paragraphs]
            for side in ("一", "二")
        ]
        assert texts[0] == texts[1]


@pytest.mark.skipif(os.name == "nt", reason="SIGINT is sent differently there")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_batch_leaves_whole_files(place, jobs):
    lines = [f"甲发〔2026〕{n}号,事项{n},甲局,2026-11-23,1" for n in range(10_000)]
    table(place, *lines)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "draft", "短通知.md", "--rows", "行.csv",
         "--out", "出", "--jobs", jobs],
        cwd=place, stderr=subprocess.PIPE, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while len(written(place)) < 20 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said.decode()
    assert "已中断" in said.decode() and "Traceback" not in said.decode()
    names = written(place)
    assert 20 <= len(names) < 10_000
    assert not [name for name in names if not name.endswith(".docx")]
    for name in names:
        assert zipfile.ZipFile(place / "出" / name).testzip() is None
