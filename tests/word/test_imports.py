# ruff: noqa: E501 - raw XML reads best on one line
"""What new content of a reply brings along: pictures, notes, fields, links, styles, lists, headers."""

from __future__ import annotations

import base64
import io

import docx as python_docx
import pytest
from word_files import STYLES, docx, field, ins, p, r, table

from pipeline.word.compare import compare
from pipeline.word.document import read_document
from pipeline.word.ooxml import VAL, W
from pipeline.word.package import Package, open_package
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.writer import apply_edits

A, B = "第一段说明工作的总体要求", "第二段说明各单位的责任分工"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def texts(package, view="final"):
    return [s.text for s in read_document(package, view=view).stories if s.text]


def merged(base: bytes | Package, other: bytes, *, notes: bool = False) -> Package:
    """``base`` with the changes of ``other``; rejecting gives the base, accepting the other."""
    package = base if isinstance(base, Package) else open_package(base)
    comparison = compare(package, other)
    assert comparison.lost == () and comparison.found
    result = apply_edits(package, comparison.edits)
    assert texts(accept_revisions(result)) == texts(open_package(other))
    assert texts(reject_revisions(result)) == texts(package)
    assert compare(result, other).found == ()
    return accept_revisions(result)


def body(package):
    return package.xml(package.main_part)


def picture_file(*pictures: bytes) -> bytes:
    document = python_docx.Document()
    document.add_paragraph(A)
    for data in pictures:
        document.add_picture(io.BytesIO(data))
    document.add_paragraph(B)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_new_picture_comes_with_its_file_and_a_fresh_number():
    base = picture_file(PNG)
    result = merged(base, picture_file(PNG, GIF))
    related = result.relationships(result.main_part)
    shown = [
        n.get(f"{{{'http://schemas.openxmlformats.org/officeDocument/2006/relationships'}}}embed")
        for n in body(result).iter("{*}blip")
    ]
    assert [result.part(related[number].target) for number in shown] == [PNG, GIF]
    numbers = [n.get("id") for n in body(result).iter("{*}docPr")]
    assert len(set(numbers)) == 2


def test_a_replaced_picture_is_one_edit():
    comparison = compare(picture_file(PNG), picture_file(GIF))
    assert [(f.kind, f.old, f.new) for f in comparison.found] == [("replace", "\ufffc", "\ufffc")]
    result = apply_edits(open_package(picture_file(PNG)), comparison.edits, tracked=False)
    blip = next(body(result).iter("{*}blip"))
    name = next(v for k, v in blip.items() if str(k).endswith("embed"))
    assert result.part(result.relationships(result.main_part)[name].target) == GIF


REF = "<w:r><w:footnoteReference w:id='{}'/></w:r>"


def notes(**texts: str) -> dict[str, str]:
    return {
        "footnotes": "".join(
            f"<w:footnote w:id='{k[1:]}'>{p(v)}</w:footnote>" for k, v in texts.items()
        )
    }


@pytest.mark.parametrize("tracked", [False, True])
def test_new_notes_get_numbers_of_their_own(tracked):
    base = docx(p(A, REF.format(2)), p(B), parts=notes(_2="旧注"))
    new = REF.format(3)
    other = docx(
        p(ins(new, "李") if tracked else new, A, REF.format(2)),
        p(B),
        parts=notes(_2="旧注", _3="新注"),
    )
    result = merged(base, other)
    numbers = [n.get(W + "id") for n in body(result).iter(W + "footnoteReference")]
    assert len(set(numbers)) == 2
    found = {f"footnote:{n}": t for n, t in zip(numbers, ["新注", "旧注"], strict=True)}
    assert {s.name: s.text for s in read_document(result).stories[1:]} == found
    rejected = reject_revisions(apply_edits(open_package(base), compare(base, other).edits))
    assert len(list(rejected.xml("word/footnotes.xml"))) == 1


def test_the_first_note_of_a_file_brings_the_part_with_its_separators():
    result = merged(docx(p(A), p(B)), docx(p(A, REF.format(7)), p(B), parts=notes(_7="注")))
    kinds = [n.get(W + "type") for n in result.xml("word/footnotes.xml")]
    assert kinds == ["separator", "continuationSeparator", None]


LINK = '<w:hyperlink w:anchor="章">{}</w:hyperlink>'
CONTROL = '<w:sdt><w:sdtPr><w:alias w:val="签发人"/><w:id w:val="9"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
SIMPLE = '<w:fldSimple w:instr=" DOCPROPERTY 密级 ">{}</w:fldSimple>'


@pytest.mark.parametrize(
    ("shell", "tag"), [(LINK, "hyperlink"), (CONTROL, "sdt"), (SIMPLE, "fldSimple")]
)
@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize("alone", [False, True])
def test_links_controls_and_fields_come_whole(shell, tag, tracked, alone):
    inner = r("见附件", "<w:b/>") + r("一览表")
    new = shell.format(ins(inner, "李") if tracked else inner)
    other = docx(p(A), p(new), p(B)) if alone else docx(p(A, new), p(B))
    result = merged(docx(p(A), p(B)), other)
    (found,) = list(body(result).iter(W + tag))
    assert "".join(t.text for t in found.iter(W + "t")) == "见附件一览表"
    rejected = reject_revisions(
        apply_edits(open_package(docx(p(A), p(B))), compare(docx(p(A), p(B)), other).edits)
    )
    assert not list(body(rejected).iter(W + tag))


def test_new_words_inside_a_link_of_the_base_make_no_second_link():
    base, other = (
        docx(p(A, LINK.format(r("见附件")))),
        docx(p(A, LINK.format(r("见") + r("全部") + r("附件")))),
    )
    assert len(list(body(merged(base, other)).iter(W + "hyperlink"))) == 1


def test_links_to_different_places_are_different_edits():
    one = compare(docx(p(A)), docx(p(A, LINK.format(r("附件"))))).found[0].edit
    two = compare(docx(p(A)), docx(p(A, LINK.format(r("附件")).replace("章", "节")))).found[0].edit
    assert one.fragments != two.fragments and one.new == two.new


def test_a_field_comes_with_its_code():
    result = merged(docx(p(A), p(B)), docx(p(A, "见", field("DOCPROPERTY 文号", "一号")), p(B)))
    assert [n.text.strip() for n in body(result).iter(W + "instrText")] == ["DOCPROPERTY 文号"]


# Styles and lists -------------------------------------------------------------------------------


def style(style_id, name, based="a"):
    return f"<w:style w:type='paragraph' w:styleId='{style_id}'><w:name w:val='{name}'/><w:basedOn w:val='{based}'/><w:rPr><w:i/></w:rPr></w:style>"


def new_paragraph_style(base_styles, other_styles, used):
    other = docx(
        p(A), p("新段", ppr=f"<w:pStyle w:val='{used}'/>"), p(B), parts={"styles": other_styles}
    )
    result = merged(docx(p(A), p(B), parts={"styles": base_styles}), other)
    return read_document(result).body.paragraphs[1].style, result


def test_styles_are_known_by_name_not_by_id():
    found, result = new_paragraph_style(
        STYLES + style("x1", "要点"),
        STYLES.replace("styleId='1'", "styleId='q'") + style("1", "要点"),
        "1",
    )
    assert found == "要点" and next(body(result).iter(W + "pStyle")).get(VAL) == "x1"


def test_a_style_the_base_lacks_comes_with_those_it_is_based_on():
    found, result = new_paragraph_style(
        STYLES + style("zz", "别的"),
        STYLES + style("yy", "母样式") + style("zz", "要点", "yy"),
        "zz",
    )
    assert found == "要点"
    names = [n.get(VAL) for n in result.xml("word/styles.xml").iter(W + "name")]
    assert names.count("母样式") == names.count("要点") == names.count("别的") == 1
    ids = [n.get(W + "styleId") for n in result.xml("word/styles.xml").iter(W + "style")]
    assert len(ids) == len(set(ids))


def numbering(number, text, abstract="1"):
    return (
        f"<w:abstractNum w:abstractNumId='{abstract}'><w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='decimal'/>"
        f"<w:lvlText w:val='{text}'/></w:lvl></w:abstractNum><w:num w:numId='{number}'><w:abstractNumId w:val='{abstract}'/></w:num>"
    )


NUMBERED = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='{}'/></w:numPr>"


def test_a_list_is_known_by_what_it_prints():
    base = docx(p(A, ppr=NUMBERED.format(4)), p(B), parts={"numbering": numbering(4, "（%1）")})
    other = docx(
        p(A, ppr=NUMBERED.format(9)),
        p("新条", ppr=NUMBERED.format(9)),
        p(B),
        parts={"numbering": numbering(9, "（%1）")},
    )
    assert [q.number for q in read_document(merged(base, other)).body.paragraphs] == [
        "（1）",
        "（2）",
        "",
    ]


def test_another_list_is_brought_along():
    base = docx(p(A, ppr=NUMBERED.format(4)), p(B), parts={"numbering": numbering(4, "（%1）")})
    other = docx(p(A, ppr=NUMBERED.format(4)), p("新条", ppr=NUMBERED.format(5)), p(B),
                 parts={"numbering": numbering(4, "（%1）") .split("<w:num ")[0] + numbering(5, "第%1条", "2").replace("<w:num ", "<w:num w:numId='4'><w:abstractNumId w:val='1'/></w:num><w:num ")})  # fmt: skip
    assert [q.number for q in read_document(merged(base, other)).body.paragraphs] == [
        "（1）",
        "第1条",
        "",
    ]
    bare = merged(
        docx(p(A), p(B)),
        docx(
            p(A), p("新条", ppr=NUMBERED.format(9)), p(B), parts={"numbering": numbering(9, "%1.")}
        ),
    )
    assert [q.number for q in read_document(bare).body.paragraphs] == ["", "1.", ""]


def test_a_new_table_brings_its_style():
    styles = STYLES + "<w:style w:type='table' w:styleId='g'><w:name w:val='Table Grid'/></w:style>"
    new = table(["甲", "乙"]).replace("<w:tblPr/>", "<w:tblPr><w:tblStyle w:val='g'/></w:tblPr>")
    result = merged(docx(p(A), p(B)), docx(p(A), new, p(B), parts={"styles": styles}))
    assert next(body(result).iter(W + "tblStyle")).get(VAL) == "g"
    assert "Table Grid" in [n.get(VAL) for n in result.xml("word/styles.xml").iter(W + "name")]


# Headers and footers ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["header", "footer"])
def test_a_new_header_is_an_insertion(kind):
    result = merged(
        docx(p(A), p(B)),
        docx(p(A), p(B), parts={kind: p("内部资料", ppr="<w:jc w:val='right'/>") + p("第二行")}),
    )
    story = read_document(result).stories[1]
    assert (story.kind, story.roles, [q.text for q in story.paragraphs]) == (
        kind,
        ((0, "default"),),
        ["内部资料", "第二行"],
    )


def test_a_header_that_is_gone_is_a_deletion():
    base, other = docx(p(A), p(B), parts={"header": p("内部资料")}), docx(p(A), p(B))
    comparison = compare(base, other)
    assert [(f.edit.story, f.old, f.new) for f in comparison.found] == [("header1", "内部资料", "")]
    assert texts(merged(base, other)) == [f"{A}\n{B}"]


def test_headers_that_are_never_printed_do_not_count():
    with_header = open_package(docx(p(A), p(B), parts={"header": p("首页页眉")}))
    next(body(with_header).iter(W + "headerReference")).set(W + "type", "first")
    assert compare(with_header, docx(p(A), p(B))).found == ()
    assert compare(docx(p(A), p(B)), with_header).found == ()


def test_a_paragraph_at_the_end_keeps_its_looks_to_itself():
    base = docx(p(A, ppr="<w:jc w:val='right'/>"))
    other = docx(p(A, ppr="<w:jc w:val='right'/>"), p("甲"), p("乙"))
    result = apply_edits(open_package(base), compare(base, other).edits, tracked=False)
    sides = [q.find(f"{W}pPr/{W}jc") is not None for q in body(result).iter(W + "p")]
    assert sides[:2] == [True, False]
