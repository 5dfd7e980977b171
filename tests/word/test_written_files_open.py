"""LibreOffice opens what the writer wrote, with every kind of change in it."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from word_files import docx, p, r, table

from pipeline.word.edit import Edit, NewComment
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions
from pipeline.word.writer import apply_edits


@pytest.mark.render
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_and_reads_the_same_text(tmp_path):
    base = open_package(docx(p("关于通知"), p(r("甲乙丙丁")), table(["一", "二"]), p("特此通知")))
    edits = [
        Edit("body", 0, 2, 2, "做好防汛工作的", author="财务部"),
        Edit("body", 1, 1, 2, "改\n分段", author="人事处"),
        Edit("body", 1, 3, 4, run_format={"bold": True}, author="人事处"),
        Edit("body", 2, 0, 0, row="insert_after", cells=("三", "四"), author="办公室"),
    ]
    note = [NewComment("body", 0, 0, 2, "请核", "财务部", key="a")]
    note.append(NewComment("body", 0, 0, 0, "已核", "办公室", parent="a", resolved=True))
    tracked = apply_edits(base, edits, comments=note)
    tracked.save(tmp_path / "tracked.docx")
    accept_revisions(tracked).save(tmp_path / "accepted.docx")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path),
         str(tmp_path / "accepted.docx"), str(tmp_path / "tracked.docx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = (tmp_path / "accepted.txt").read_text(encoding="utf-8-sig")
    assert text.split() == [
        "关于做好防汛工作的通知",
        "甲改",
        "分段丙丁",
        "一",
        "二",
        "三",
        "四",
        "特此通知",
    ]
    assert (tmp_path / "tracked.txt").stat().st_size > 0
