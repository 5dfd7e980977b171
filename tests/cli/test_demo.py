"""``hongtou demo`` walks the whole pipeline; what it says is what is in its files."""

from __future__ import annotations

from pipeline.cli import run
from pipeline.word.document import read_document


def _text(path):
    return "\n".join(paragraph.text for paragraph in read_document(path).body.paragraphs)


def test_the_demo_ends_with_the_decided_text(tmp_path, capsys):
    assert run(["demo", "--out", str(tmp_path / "演 示")]) == 0
    said = capsys.readouterr().out
    folder = tmp_path / "演 示" / "一份通知"
    base = _text(folder / "1-征求意见稿.docx")
    final = _text(folder / "3-定稿.docx")
    assert "每名学生每天20元的标准" in base
    assert "每名学生每天15元的标准" in final  # decided
    assert "每班不超过35人" in final  # edited without tracking
    assert "6月25日前下达" in final  # two departments alike
    assert said.count("冲突  ") == 1
    assert "案卷完好" in said
    for line in said.splitlines():
        if str(tmp_path) in line and line.endswith((".docx", ".txt", ".jsonl")):
            assert read_nonempty(line.split(maxsplit=1)[1]), line


def read_nonempty(path):
    with open(path, "rb") as stream:
        return bool(stream.read(1))


def test_the_demo_writes_over_nothing(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("keep")
    assert run(["demo", "--out", str(tmp_path)]) == 2
    assert "已有文件" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
