"""Page numbers as python-docx and some converters write them: a field without a result."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from pipeline.lint.engine import lint
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_package
from pipeline.word.document import read_document

RULES = load_rules(())
SENTENCE = "各级防汛责任人要在汛前到岗到位，逐处检查水库、堤防和涵闸，发现险情立即处置。"


def notice(times, *, size=14.0, font="宋体", side="RIGHT"):
    text = {"font": "仿宋", "size_pt": 16, "line": 579, "line_rule": "exact"}
    title = {"font": "方正小标宋简体", "size_pt": 22, "align": "center"}
    package = sample_package(
        [
            {**title, "text": "××市水利局文件", "size_pt": 50, "color": "FF0000"},
            {**text, "text": "×水〔2026〕5号", "align": "center"},
            {**title, "text": "关于做好防汛工作的通知"},
            {**text, "text": "各区水利局："},
            *[{**text, "text": SENTENCE, "first_line": 640}] * times,
        ]
    )
    document = docx.Document(io.BytesIO(package))
    footer = document.sections[0].footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH[side]
    for content in ("— ", ("begin", "PAGE", "end"), " —"):
        run = footer.add_run(content if isinstance(content, str) else "")
        run.font.size = Pt(size)
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{slot}"), font)
        if not isinstance(content, str):
            for word in content:
                code = OxmlElement("w:instrText" if word == "PAGE" else "w:fldChar")
                if word == "PAGE":
                    code.text = word
                else:
                    code.set(qn("w:fldCharType"), word)
                run._r.append(code)
    out = io.BytesIO()
    document.save(out)
    return read_document(out.getvalue())


@pytest.mark.parametrize(
    ("change", "have"),
    [({}, None), ({"size": 10.5}, "五号（10.5磅）"), ({"font": "仿宋"}, "仿宋")],
)
def test_the_lines_beside_a_number_show_its_type(change, have):
    found = lint(notice(3, **change), rules=RULES, select=("FMT-015",)).findings
    assert [finding.message for finding in found] == (
        [f"页码应用四号（14磅）宋体，现为{have}"] if have else []
    )


@pytest.mark.parametrize(
    ("times", "side", "have"),
    [
        (3, "RIGHT", None),
        (40, "RIGHT", "各页都居右"),
        (40, "LEFT", "各页都居左"),
        (3, "CENTER", "居中"),
    ],
)
def test_one_footer_for_odd_and_even_pages(times, side, have):
    found = lint(notice(times, side=side), rules=RULES, select=("FMT-016",)).findings
    assert [finding.message.rpartition("现为")[2] for finding in found] == ([have] if have else [])


def test_the_number_of_a_page_that_lies_on_its_side_stands_in_a_cell():
    document = docx.Document(io.BytesIO(notice(40).package.to_bytes()))
    footer = document.sections[0].footer
    table = footer.add_table(1, 1, Pt(14))
    table.cell(0, 0)._tc.append(footer.paragraphs[0]._p)
    out = io.BytesIO()
    document.save(out)
    found = lint(read_document(out.getvalue()), rules=RULES, select=("FMT-016",)).findings
    assert [finding.message for finding in found] == []
