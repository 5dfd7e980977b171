"""The first page shows text: what gives way when head, title and addressee would fill it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pdfplumber
import pytest

from pipeline.draft import draft
from pipeline.gongwen.elements import Element
from pipeline.resources import data_folder
from pipeline.word.render import find_soffice, render_pdf

NOTICE = data_folder("templates") / "通知.md"
ORGANS = [f"江州市第{number}综合行政执法监督管理局" for number in "一二三四五六"]
MANY = "，".join(
    f"市直第{number}机关、各县（区）第{number}管理委员会" for number in "甲乙丙丁戊己庚"
)
BODY = "现就有关事项通知如下：\n# 时间\n2026年12月1日前完成。"


def _draft(organs, addressee, matter="做好冬季清洁取暖工作"):
    data = {
        "发文机关": organs,
        "发文字号": "江教发〔2026〕7号",
        "份号": "1",
        "密级": "秘密",
        "紧急程度": "特急",
        "主送": addressee,
        "标题": f"关于{matter}的通知",
        "事由": matter,
        "正文": BODY,
        "成文日期": "2026-11-05",
    }
    return draft(NOTICE, data, folder=Path())


def _mark_sizes(made):
    import zipfile

    xml = zipfile.ZipFile(io.BytesIO(made.to_bytes())).read("word/document.xml").decode()
    return [int(size) / 2 for size in re.findall(r'<w:sz w:val="(\d+)"/>', xml)]


def test_an_ordinary_document_keeps_its_addressee():
    made = _draft(ORGANS[:1], "各县（区）人民政府")
    assert made.notes == ()
    assert (Element.ADDRESSEE, "各县（区）人民政府") in made.elements


def test_a_joint_mark_gets_smaller_before_anything_moves():
    short = [f"江州市{name}局" for name in "甲乙丙丁戊"]
    five, two = _draft(short, "各县（区）人民政府"), _draft(short[:2], "各县（区）人民政府")
    assert five.notes == ()
    assert (Element.ADDRESSEE, "各县（区）人民政府") in five.elements
    assert max(_mark_sizes(five)) < max(_mark_sizes(two))


def test_too_many_addressees_move_to_the_end():
    made = _draft(ORGANS[:3], MANY * 2)
    assert any("移到版记" in note for note in made.notes)
    kinds = [element for element, _ in made.elements]
    assert Element.ADDRESSEE not in kinds
    assert Element.MAIN_TO in kinds


@pytest.mark.render
@pytest.mark.skipif(find_soffice() is None, reason="no LibreOffice")
@pytest.mark.parametrize(
    ("count", "addressee"), [(1, "各县"), (1, MANY * 3), (4, "各县"), (3, MANY)]
)
def test_text_is_seen_on_the_first_page(count, addressee):
    made = _draft(ORGANS[:count], addressee)
    with pdfplumber.open(io.BytesIO(render_pdf(made.to_bytes()))) as pdf:
        assert "通知如下" in (pdf.pages[0].extract_text() or "").replace(" ", "")
