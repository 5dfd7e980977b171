"""``hongtou preview``: a PDF or a picture, or one sentence that says why not."""

from __future__ import annotations

import pytest

from pipeline.cli import run
from pipeline.draft import draft, load_template
from pipeline.resources import data_folder
from pipeline.word import render


@pytest.fixture
def file(tmp_path):
    template = load_template(data_folder("templates") / "通知.md")
    path = tmp_path / "通知.docx"
    draft(template, template.example).save(path)
    return path


def test_without_libreoffice(file, monkeypatch, capsys):
    monkeypatch.setattr(render, "find_soffice", lambda: None)
    assert run(["preview", str(file)]) == 2
    assert "没有 LibreOffice" in capsys.readouterr().err
    assert not file.with_suffix(".pdf").exists()


def test_what_cannot_be_previewed(file, capsys):
    assert run(["preview", str(file), "--out", "a.jpg"]) == 2
    assert "只能写成 .pdf 或 .png" in capsys.readouterr().err
    other = file.with_name("假.docx")
    other.write_text("不是 Word", encoding="utf-8")
    assert run(["preview", str(other)]) == 2
    assert "假.docx" in capsys.readouterr().err
    assert run(["preview", str(file.with_name("没有.docx"))]) == 2
    assert "没有.docx" in capsys.readouterr().err


@pytest.mark.render
@pytest.mark.skipif(render.find_soffice() is None, reason="LibreOffice is not installed")
def test_pdf_and_picture(file, capsys):
    assert run(["preview", str(file)]) == 0
    assert file.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
    assert run(["preview", str(file)]) == 2
    assert "文件已存在" in capsys.readouterr().err
    picture = file.with_suffix(".png")
    assert run(["preview", str(file), "--out", str(picture), "--dpi", "40"]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert run(["preview", str(file), "--out", str(picture), "--page", "99", "--force"]) == 2
    assert "没有第 99 页" in capsys.readouterr().err
