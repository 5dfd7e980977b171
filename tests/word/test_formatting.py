"""The cascade: what wins, what toggles, what characters-as-a-unit become."""

from __future__ import annotations

from word_files import STYLES, docx, p, r, table

from pipeline.word.document import read_document
from pipeline.word.formatting import Formats


def first(data, index=0):
    document = read_document(data)
    paragraph = document.body.paragraphs[index]
    formats = Formats(document)
    return formats.run(paragraph, paragraph.spans[0]), formats.paragraph(paragraph)


def test_defaults_style_and_direct():
    run, _ = first(docx(p("甲")))
    assert (run.east_asia, run.ascii, run.size_pt, run.bold) == (
        "宋体",
        "Times New Roman",
        10.5,
        False,
    )
    run, paragraph = first(docx(p("甲", ppr="<w:pStyle w:val='1'/>")))
    assert (run.size_pt, run.bold, paragraph.outline_level) == (16.0, True, 0)
    direct = r(
        "甲",
        "<w:rFonts w:eastAsia='仿宋'/><w:b w:val='0'/><w:sz w:val='44'/><w:color w:val='FF0000'/>",
    )
    run, _ = first(docx(p(direct, ppr="<w:pStyle w:val='1'/>")))
    assert (run.east_asia, run.bold, run.size_pt, run.color) == ("仿宋", False, 22.0, "FF0000")


def test_bold_toggles_between_style_levels():
    both = p(r("甲", "<w:rStyle w:val='strong'/>"), ppr="<w:pStyle w:val='1'/>")
    assert first(docx(both))[0].bold is False
    assert first(docx(p(r("甲", "<w:rStyle w:val='strong'/>"))))[0].bold is True


def test_indent_in_characters_follows_the_size():
    ppr = "<w:ind w:firstLineChars='200' w:firstLine='1'/>"
    _, paragraph = first(docx(p(r("甲", "<w:sz w:val='32'/>"), ppr=ppr)))
    assert (paragraph.first_line, paragraph.first_line_chars) == (640, 2.0)
    _, hanging = first(docx(p("甲", ppr="<w:ind w:left='400' w:hanging='400'/>")))
    assert (hanging.left, hanging.first_line) == (400, -400)


def test_style_ancestors_and_loops():
    styles = STYLES + (
        "<w:style w:type='paragraph' w:styleId='x'><w:name w:val='x'/><w:basedOn w:val='y'/>"
        "<w:pPr><w:jc w:val='center'/></w:pPr></w:style>"
        "<w:style w:type='paragraph' w:styleId='y'><w:name w:val='y'/><w:basedOn w:val='x'/>"
        "<w:pPr><w:jc w:val='right'/><w:keepNext/></w:pPr></w:style>"
    )
    _, paragraph = first(docx(p("甲", ppr="<w:pStyle w:val='x'/>"), parts={"styles": styles}))
    assert (paragraph.alignment, paragraph.keep_next) == ("center", True)


def test_table_style_holds_in_cells_only():
    styles = STYLES + (
        "<w:style w:type='table' w:styleId='g'><w:name w:val='g'/><w:rPr><w:sz w:val='24'/></w:rPr>"
        "<w:tblStylePr w:type='firstRow'><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>"
    )
    body = table(["头"], ["体"]).replace(
        "<w:tblPr/>", "<w:tblPr><w:tblStyle w:val='g'/><w:tblLook w:val='0020'/></w:tblPr>"
    )
    data = docx(body, p("外"), parts={"styles": styles})
    assert (first(data, 0)[0].bold, first(data, 0)[0].size_pt) == (True, 12.0)
    assert (first(data, 1)[0].bold, first(data, 1)[0].size_pt) == (False, 12.0)
    assert first(data, 2)[0].size_pt == 10.5


def test_spacing_and_line_rules():
    ppr = "<w:spacing w:before='120' w:line='560' w:lineRule='exact'/>"
    _, paragraph = first(docx(p("甲", ppr=ppr)))
    assert (paragraph.before, paragraph.line, paragraph.line_rule) == (120, 560, "exact")
