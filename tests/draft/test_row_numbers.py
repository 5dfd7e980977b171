"""Rows are counted as a spreadsheet counts them, whatever the line breaks inside their cells."""

from __future__ import annotations

from pipeline.draft.rows import read_rows


def test_a_row_after_cells_of_several_lines(tmp_path):
    path = tmp_path / "名单.csv"
    path.write_text('标题,正文\n甲,"一\n二\n三"\n\n乙,四\n', encoding="utf-8")
    assert [row[0] for row in read_rows(path)] == [2, 4]
