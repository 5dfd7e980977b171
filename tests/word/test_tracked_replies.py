"""A reply's tracked layer, read as edits of its own original, is what accepting it gives."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from test_resolve_properties import bodies
from word_files import deleted, docx, ins, mark, p, r, table

from pipeline.word.compare import compare
from pipeline.word.document import read_document
from pipeline.word.edit import EditProblem
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.writer import apply_edits

BY = 'w:author="甲" w:date="2026-01-01T00:00:00Z"'
REFERENCE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'


def note(number, content):
    return f'<w:footnote w:id="{number}"><w:p>{content}</w:p></w:footnote>'


def cell(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def grid(*rows, columns=3):
    width = '<w:gridCol w:w="2000"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{width}</w:tblGrid>{''.join(rows)}</w:tbl>"


def texts(package):
    return [(s.kind, [q.text for q in s.paragraphs]) for s in read_document(package).stories]


def compared(data):
    reply = open_package(data)
    base = open_package(reject_revisions(reply).to_bytes())
    return base, reply, compare(base, reply)


CASES = {
    "a new note whose text is tracked as well": docx(
        p("甲", ins(REFERENCE.format(2)), "乙"),
        parts={"footnotes": note(2, ins(r("注"), number=8))},
    ),
    "a note that goes with its reference": docx(
        p("甲", f'<w:del w:id="7" {BY}>{REFERENCE.format(2)}</w:del>', "乙"),
        parts={"footnotes": note(2, deleted("注"))},
    ),
    "one cell deleted": docx(
        grid(
            "<w:tr>" + cell("a") + cell("b") + cell("c") + "</w:tr>",
            "<w:tr>" + cell(deleted("d"), f'<w:cellDel w:id="8" {BY}/>') + cell("e") + cell("f")
            + "</w:tr>",
        ),
        p("后"),
    ),
    "one cell inserted": docx(
        grid(
            "<w:tr>" + cell("a") + cell("b") + "</w:tr>",
            "<w:tr>" + cell("d") + cell(ins(r("e")), f'<w:cellIns w:id="8" {BY}/>') + cell("f")
            + "</w:tr>",
        ),
        p("后"),
    ),
    "text made into a table": docx(
        table([p(ins(r("a")), ppr=mark("ins"))], row_pr={0: f'<w:ins w:id="8" {BY}/>'}),
        p(deleted("a\tb"), ppr=mark("del")),
        p("后"),
    ),
    "text in a link before a formula": docx(
        p('<w:hyperlink w:anchor="x">', r("前"), ins(r("新")),
          "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath></w:hyperlink>", "后")
    ),
    "a paragraph mark before a content control": docx(
        p("前", ppr=mark("del")), "<w:sdt><w:sdtContent>" + p("内") + "</w:sdtContent></w:sdt>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", CASES.values(), ids=CASES.keys())
def test_the_tracked_layer_is_what_accepting_gives(data):
    base, reply, found = compared(data)
    assert not found.lost and not found.silent
    assert {edit.author for edit in found.edits} == {"甲"}
    merged = open_package(apply_edits(base, found.edits).to_bytes())
    assert texts(merged) == texts(accept_revisions(reply))
    assert texts(reject_revisions(merged)) == texts(base)


def contents(*lines, wrap="{}"):
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    inner = [r(line) for line in lines]
    inner[0], inner[-1] = begin + inner[0], inner[-1] + end
    return "".join(p(wrap.format(line)) for line in inner)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{}", None, "来文删去了目录"),
        (None, "{}", "来文新增了目录"),
        ("{}", f'<w:ins w:id="7" {BY}>{{}}</w:ins>', "来文对目录"),
        ("{}", "{}", ""),
    ],
)
def test_a_table_of_contents_that_comes_or_goes_is_told(old, new, said):
    def file(wrap):
        toc = contents("一、甲\t1", "二、乙\t2", wrap=wrap) if wrap else ""
        return docx(p("标题"), toc, p("正文一段。"))

    found = compare(open_package(file(old)), open_package(file(new)))
    assert [n for n in found.notices if said and said in n] or not said
    assert not found.notices or said


def test_a_paragraph_inserted_and_deleted_again_before_a_table_is_no_change():
    both = f'<w:ins w:id="1" {BY}/><w:del w:id="2" {BY}/>'
    emptied = f"<w:p><w:pPr><w:rPr>{both}</w:rPr></w:pPr></w:p>"
    _, _, found = compared(docx(emptied, grid("<w:tr>" + cell("a") + "</w:tr>"), p("后")))
    assert not found.found
    assert not found.lost


BOTH = f'<w:ins w:id="1" {BY}/><w:del w:id="2" {BY}/>'
GONE = f'<w:trPr><w:del w:id="8" {BY}/></w:trPr>'


def line(content, marks):
    return f"<w:p><w:pPr><w:rPr>{marks}</w:rPr></w:pPr>{content}</w:p>"


BEFORE_TABLES = {
    "all of it deleted, its mark inserted and deleted": line(deleted("地"), BOTH),
    "the same behind a paragraph that stays": p("前", ppr=mark("del")) + line(deleted("地"), BOTH),
    "a new paragraph, then one that came and went": (
        p(ins(r("新")), ppr=mark("ins")) + line("", BOTH)
    ),
    "old text, a new mark, then one that came and went": (
        p("旧", ppr=mark("ins")) + line("", BOTH)
    ),
    "a mark that goes, then a new paragraph": (
        p("前", ppr=mark("del")) + p(ins(r("新")), ppr=mark("ins"))
    ),
    "two that go": p(deleted("甲"), ppr=mark("del")) + p(deleted("乙"), ppr=mark("del")),
}


@pytest.mark.parametrize("lines", BEFORE_TABLES.values(), ids=BEFORE_TABLES.keys())
def test_a_mark_that_goes_before_a_table_goes_with_its_text_only(lines):
    base, reply, found = compared(docx(lines, table([p("a")]), p("后")))
    assert not found.lost
    merged = open_package(apply_edits(base, found.edits).to_bytes())
    assert texts(merged) == texts(accept_revisions(reply))
    assert texts(reject_revisions(merged)) == texts(base)


def test_a_new_table_whose_cells_went_again_is_no_change():
    row = f'<w:tr><w:trPr><w:ins w:id="8" {BY}/></w:trPr>'
    row += cell("a", f'<w:cellDel w:id="9" {BY}/>') + "</w:tr>"
    _, _, found = compared(docx(p("前"), grid(row, columns=1), p("后")))
    assert not found.found
    assert not found.lost


CAME = f'<w:trPr><w:ins w:id="7" {BY}/></w:trPr>'
WENT = f'<w:trPr><w:ins w:id="7" {BY}/><w:del w:id="8" {BY}/></w:trPr>'
CELL_WENT = f'<w:cellDel w:id="9" {BY}/>'


LEFT = f"<w:tr>{CAME}{cell('a')}{cell('b', CELL_WENT)}</w:tr>"
INNER = grid(f"<w:tr>{WENT}{cell('b')}</w:tr>")
PARTLY = {
    "a cell": grid(LEFT),
    "a row": grid(f"<w:tr>{CAME}{cell('a')}</w:tr><w:tr>{WENT}{cell('b')}</w:tr>"),
    "a table in a cell": grid(f"<w:tr>{CAME}<w:tc><w:tcPr/>{INNER}{p('a')}</w:tc></w:tr>"),
    "a cell of a new row": grid(f"<w:tr>{cell('o')}{cell('p')}</w:tr>" + LEFT),
}


@pytest.mark.parametrize("new", PARTLY.values(), ids=PARTLY.keys())
def test_what_went_again_of_a_new_table_does_not_come_in(new):
    base, reply, found = compared(docx(p("前"), new, p("后")))
    assert not found.lost
    merged = apply_edits(base, found.edits)
    assert texts(merged) == texts(accept_revisions(reply))
    assert texts(reject_revisions(merged)) == texts(base)


def test_a_new_paragraph_before_a_table_may_have_two_authors():
    new = p(ins(r("新")), ppr=mark("ins").replace("甲", "乙"))
    base, reply, found = compared(docx(new, table([p("a")]), p("后")))
    assert not found.lost
    assert texts(apply_edits(base, found.edits)) == texts(accept_revisions(reply))


def test_paragraphs_joined_over_a_table_that_goes_are_told():
    def sent(text):
        first = p(text, ppr=mark("del"))
        return compared(docx(first, grid(f"<w:tr>{GONE}{cell('a')}</w:tr>"), p("后")))

    base, reply, found = sent("前面这段")
    assert texts(accept_revisions(reply))[0][1] == ["前面这段后"]
    assert [said for said in found.lost if "前面这段" in said and "请手工合并" in said]
    assert texts(apply_edits(base, found.edits))[0][1] == ["前面这段", "后"]
    base, reply, found = sent(deleted("前面这段"))
    assert not found.lost
    assert texts(apply_edits(base, found.edits)) == texts(accept_revisions(reply))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bodies())
def test_whatever_was_tracked_is_in_the_edits_or_is_told(body):
    base, reply, found = compared(docx(body))
    try:
        merged = apply_edits(base, found.edits)
    except EditProblem:
        return  # nothing is written, and the reason is said
    if not found.lost:
        assert texts(merged)[0] == texts(accept_revisions(reply))[0]
