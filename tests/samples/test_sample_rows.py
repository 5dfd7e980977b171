"""The sample spreadsheet makes one clean notice a row."""

from __future__ import annotations

from pipeline.cli import run
from pipeline.lint.engine import lint
from pipeline.resources import data_folder


def test_rows_become_notices_without_findings(tmp_path):
    rows = data_folder("samples") / "rows"
    out = tmp_path / "通知"
    words = ["draft", "会议通知", "--rows", str(rows / "meetings.csv")]
    words += ["--data", str(rows / "shared.yaml"), "--out", str(out)]
    assert run([*words, "--name", "{{发文字号}}-{{标题}}"]) == 0
    made = sorted(out.glob("*.docx"))
    assert len(made) == 5
    assert [f.message for path in made for f in lint(path).findings] == []
