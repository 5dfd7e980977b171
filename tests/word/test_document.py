# ruff: noqa: E501 - raw XML reads best on one line
"""Reading: every construct a Word file hides text in, in both views."""

from __future__ import annotations

import pytest
from word_files import deleted, docx, field, ins, mark, p, r, table

from pipeline.word.document import read_document
from pipeline.word.numbering import chinese_number, format_number


def texts(data, view="final", story="body"):
    return [q.text for q in read_document(data, view=view).story(story).paragraphs]


def test_plain_runs_and_special_characters():
    run = "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:br w:type='page'/><w:noBreakHyphen/></w:r>"
    assert texts(docx(p(run))) == ["甲\t乙\v\f\u2011"]


def test_space_is_kept_only_where_word_keeps_it():
    body = p("<w:r><w:t> 甲 </w:t></w:r><w:r><w:t xml:space='preserve'> 乙 </w:t></w:r>")
    assert texts(docx(body)) == ["甲 乙 "]


def test_comments_and_instructions_in_the_xml_are_skipped():
    body = "<!-- wps --><?x y?><w:p><!-- a --><w:r><!-- b --><w:t>正<!-- c -->文</w:t></w:r></w:p>"
    assert texts(docx(body)) == ["正文"]


def test_tracked_changes_in_both_views():
    data = docx(p("甲", ins(r("乙")), deleted("丙"), "丁"))
    assert texts(data) == ["甲乙丁"]
    assert texts(data, "original") == ["甲丙丁"]
    assert texts(data, "all") == ["甲乙丙丁"]


def test_inserted_then_deleted_is_in_neither_view():
    data = docx(p("甲", ins(deleted("乙")), "丙"))
    assert texts(data) == ["甲丙"] == texts(data, "original")


def test_deleted_mark_joins_and_keeps_the_next_properties():
    data = docx(p("甲", ppr=mark("del")), p("乙", ppr="<w:jc w:val='center'/>"), p("丙"))
    document = read_document(data)
    assert [q.text for q in document.body.paragraphs] == ["甲乙", "丙"]
    joined = document.body.paragraphs[0]
    assert len(joined.elements) == 2 and joined.properties.find("{*}jc") is not None
    assert texts(data, "original") == ["甲", "乙", "丙"]


def test_wholly_deleted_paragraph_before_a_table_disappears():
    data = docx(p(deleted("甲"), ppr=mark("del")), table(["一", "二"]), p("末"))
    assert texts(data) == ["一", "二", "末"]
    assert texts(data, "original") == ["甲", "一", "二", "末"]


def test_rows_inserted_and_deleted():
    rows = {0: '<w:ins w:id="5" w:author="甲"/>', 1: '<w:del w:id="6" w:author="甲"/>'}
    data = docx(table(["新"], ["旧"], ["留"], row_pr=rows), p("末"))
    assert texts(data) == ["新", "留", "末"]
    assert texts(data, "original") == ["旧", "留", "末"]


def test_cells_know_their_place():
    inner = table(["深"]) + p("后")
    data = docx(table(["甲", "乙"], ["丙", inner]), p("末"))
    cells = [
        q.cell and (q.cell.table, q.cell.row, q.cell.column, q.cell.depth)
        for q in read_document(data).body.paragraphs
    ]
    assert cells == [(0, 0, 0, 1), (0, 0, 1, 1), (0, 1, 0, 1), (1, 0, 0, 2), (0, 1, 1, 1), None]


def test_content_controls_hyperlinks_and_custom_xml():
    block = "<w:sdt><w:sdtPr/><w:sdtContent>" + p("块") + "</w:sdtContent></w:sdt>"
    inline = (
        "<w:sdt><w:sdtContent>"
        + r("控")
        + "</w:sdtContent></w:sdt><w:hyperlink>"
        + r("链")
        + "</w:hyperlink><w:smartTag w:element='x'>"
        + r("标")
        + "</w:smartTag>"
    )
    assert texts(docx(block, p(inline))) == ["块", "控链标"]


def test_text_box_is_read_once():
    box = "<w:txbxContent>" + p("框内") + "</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:inline><a:graphic>"
        f"<a:graphicData><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read_document(docx(p("前", shape, "后")))
    assert document.body.paragraphs[0].text == "前\ufffc后"
    assert [s.name for s in document.stories] == ["body", "textbox:1"]
    assert document.story("textbox:1").text == "框内"
    assert document.story("textbox:1").anchor == ("body", 0)


def test_fields_show_results_and_hide_codes():
    data = docx(p("第", field("PAGE", "3"), "页<w:x/>"[:1]), p("末"))
    paragraph = read_document(data).body.paragraphs[0]
    assert paragraph.text == "第3页"
    assert [(s.field.name if s.field else "") for s in paragraph.spans] == ["", "PAGE", ""]
    simple = p('<w:fldSimple w:instr=" DATE ">' + r("今天") + "</w:fldSimple>")
    assert read_document(docx(simple)).body.paragraphs[0].spans[0].field.name == "DATE"


def test_a_field_without_a_result_is_known():
    """python-docx users write begin, code and end into one run and leave the result to Word."""
    run = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText>'
        '<w:fldChar w:fldCharType="end"/></w:r>'
    )
    empty = '<w:fldSimple w:instr=" DATE "/>'
    paragraphs = read_document(docx(p("— ", run, " —"), p(empty))).body.paragraphs
    assert paragraphs[0].text == "—  —"
    assert [[field.name for field in one.fields] for one in paragraphs] == [["PAGE"], ["DATE"]]


def test_nested_field_code_is_hidden():
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>IF </w:instrText></w:r>'
        + field("PAGE", "9")
        + '<w:r><w:instrText>=1</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>'
        + r("果")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(docx(p("前", nested, "后"))) == ["前果后"]


def test_headers_notes_and_their_names():
    parts = {
        "header": p("眉"),
        "footer": p(field("PAGE", "1")),
        "footnotes": "<w:footnote w:type='separator' w:id='0'>" + p("线") + "</w:footnote>"
        "<w:footnote w:id='2'>" + p("注") + "</w:footnote>"
        "<w:footnote w:id='3'>" + p("无人引用") + "</w:footnote>",
    }
    document = read_document(
        docx(p("文", "<w:r><w:footnoteReference w:id='2'/></w:r>"), parts=parts)
    )
    assert [s.name for s in document.stories] == ["body", "header1", "footer1", "footnote:2"]
    assert document.story("header1").roles == ((0, "default"),)
    assert document.story("footnote:2").text == "注"


def test_sections():
    first = p(
        "甲", ppr="<w:sectPr><w:pgSz w:w='16838' w:h='11906' w:orient='landscape'/></w:sectPr>"
    )
    document = read_document(docx(first, p("乙")))
    assert [s.landscape for s in document.sections] == [True, False]
    assert [q.section for q in document.body.paragraphs] == [0, 1]
    assert (document.sections[1].page_width, document.sections[1].left) == (11906, 1588)


LEVELS = (
    "<w:abstractNum w:abstractNumId='0'>"
    "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/>"
    "<w:lvlText w:val='%1、'/></w:lvl>"
    "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
    "<w:lvlText w:val='%1.%2'/><w:isLgl/></w:lvl></w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>"
    "<w:startOverride w:val='1'/></w:lvlOverride></w:num>"
)


def numbered(level, number=1):
    return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number}'/></w:numPr>"


def test_automatic_numbers_are_text():
    data = docx(
        p("甲", ppr=numbered(0)), p("乙", ppr=numbered(1)), p("丙", ppr=numbered(1)),
        p("丁", ppr=numbered(0)), p("戊", ppr=numbered(1)), p("己", ppr=numbered(0, 2)),
        parts={"numbering": LEVELS},
    )  # fmt: skip
    numbers = [q.number for q in read_document(data).body.paragraphs]
    assert numbers == ["一、", "1.1", "1.2", "二、", "2.1", "一、"]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCountingThousand", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (2026, "ideographDigital", "二〇二六"),
        (3, "ideographTraditional", "丙"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (7, "decimalEnclosedCircleChinese", "⑦"),
        (12, "decimalFullWidth", "１２"),
        (4, "upperRoman", "IV"),
        (28, "lowerLetter", "bb"),
        (5, "unheardOf", "5"),
    ],
)
def test_number_formats(number, kind, text):
    assert format_number(number, kind) == text


def test_chinese_numbers_with_gaps():
    assert chinese_number(10_005) == "一万零五"
    assert chinese_number(1_010) == "一千零一十"
