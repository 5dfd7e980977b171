"""Accepting and rejecting: what goes, what stays, and what hangs on what goes."""

from __future__ import annotations

import pytest
from word_files import deleted, docx, ins, mark, p, r, table

from pipeline.word.comments import read_comments
from pipeline.word.document import read_document
from pipeline.word.marks import marked_parts
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions, reject_revisions, resolve
from pipeline.word.resolve.proof import RevisionProblem, prove
from pipeline.word.revisions import list_revisions

BY = 'w:author="甲" w:date="2026-01-01T00:00:00Z"'
FORMULA = "<m:oMath>{}</m:oMath>"
COMMENT = '<w:comment w:id="0" w:author="乙"><w:p><w:r><w:t>请核</w:t></w:r></w:p></w:comment>'
ANCHOR = (
    '<w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/>'
    '<w:r><w:commentReference w:id="0"/></w:r>'
)


def moved(kind, text, number=5):
    return f'<w:{kind} w:id="{number}" {BY}>{r(text)}</w:{kind}>'


def control(inner, properties=""):
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def lines(package, view="final", story="body"):
    return [q.text for q in read_document(package, view=view).story(story).paragraphs]


def settled(data):
    """The texts after accepting and after rejecting; the file itself reads the same."""
    package = open_package(data)
    results = []
    for change, view in ((accept_revisions, "final"), (reject_revisions, "original")):
        result = open_package(change(package).to_bytes())
        assert not marked_parts(result)
        assert lines(result) == lines(package, view)
        results.append(lines(result))
    return results


def test_a_moved_row_goes_as_a_whole():
    def row(kind, *texts):
        return [p(moved(kind, text), ppr=mark(kind)) for text in texts]

    data = docx(table(row("moveFrom", "a", "b"), ["c", "d"], row("moveTo", "a", "b")), p("后"))
    assert settled(data) == [["c", "d", "a", "b", "后"], ["a", "b", "c", "d", "后"]]
    one = docx(table([p(moved("moveFrom", "a"), ppr=mark("moveFrom")), "b"], ["c", "d"]), p("后"))
    assert settled(one)[0] == ["", "b", "c", "d", "后"]


@pytest.mark.parametrize(
    ("blocks", "accepted"),
    [
        ([p("前"), control(p("内", ppr=mark("del"))), p("后")], ["前", "内后"]),
        ([p("前"), control(p("内") + p(ppr=mark("del"))), p("后")], ["前", "内", "后"]),
        ([p("前"), control(p(deleted("内"), ppr=mark("del"))), p("后")], ["前", "后"]),
        ([p("前", ppr=mark("del")), control(p("内")), p("后")], ["前内", "后"]),
        ([p("前", ppr=mark("del")), control(table(["a"])), p("后")], ["前", "a", "后"]),
        ([p(ppr=mark("del")), control(table(["a"])), p("后")], ["a", "后"]),
        ([p("前"), control(control(p("内", ppr=mark("del")))), p("后")], ["前", "内后"]),
    ],
)
def test_paragraph_marks_at_the_edge_of_a_content_control(blocks, accepted):
    assert settled(docx(*blocks))[0] == accepted


def test_a_control_whose_only_paragraph_is_joined_stays_around_its_text():
    data = docx(control(p("内", ppr=mark("del")), '<w:tag w:val="x"/>'), p("后"))
    xml = accept_revisions(open_package(data)).part("word/document.xml").decode()
    assert xml.count("<w:sdt>") == 1 and 'w:val="x"' in xml
    assert xml.index("<w:p>") < xml.index("<w:sdt>")


def test_a_table_that_goes_does_not_part_paragraphs():
    gone = table(["a"], row_pr={0: f'<w:del w:id="8" {BY}/>'})
    assert settled(docx(p("前", ppr=mark("del")), gone, p("后"))) == [["前后"], ["前", "a", "后"]]


def test_a_cell_or_header_keeps_a_paragraph():
    inner = table(["a"], row_pr={0: f'<w:del w:id="8" {BY}/>'})
    data = docx(table([p(deleted("x"), ppr=mark("del")) + inner + p("y"), "b"]), p("后"))
    assert settled(data)[0] == ["y", "b", "后"]


@pytest.mark.parametrize(
    ("formula", "accepted", "rejected"),
    [
        (f'<m:r><w:del w:id="7" {BY}><w:rPr/></w:del><m:t>x</m:t></m:r>', "", "x"),
        (f'<m:r><w:ins w:id="7" {BY}/><m:t>x</m:t></m:r><m:r><m:t>y</m:t></m:r>', "xy", "y"),
        (f'<w:del w:id="7" {BY}><m:r><m:t>x</m:t></m:r></w:del>', "", "x"),
        (
            f'<m:f><m:fPr><m:ctrlPr><w:del w:id="7" {BY}><w:rPr/></w:del></m:ctrlPr></m:fPr>'
            "<m:num><m:r><m:t>x</m:t></m:r></m:num>"
            f'<m:den><w:del w:id="8" {BY}><m:r><m:t>y</m:t></m:r></w:del></m:den></m:f>',
            "x",
            "xy",
        ),
    ],
)
def test_formulas(formula, accepted, rejected):
    data = docx(p("前", FORMULA.format(formula), "后"))
    texts = settled(data)
    for change, expected, text in (
        (accept_revisions, accepted, texts[0][0]),
        (reject_revisions, rejected, texts[1][0]),
    ):
        root = change(open_package(data)).xml("word/document.xml")
        assert "".join(root.itertext("{*}t")) == f"前{expected}后"
        assert text == ("前\ufffc后" if expected else "前后")
        assert bool(list(root.iter("{*}f"))) == (expected == "xy" and "<m:f>" in formula)


@pytest.mark.parametrize("outer", [p("甲", ANCHOR.format(deleted("乙")), "丙"), None])
def test_comments_on_what_goes_stay(outer):
    row = [p(ANCHOR.format(r("a"))), "b"]
    gone = table(row, ["c", "d"], row_pr={0: f'<w:del w:id="8" {BY}/>'})
    reference = f'<w:del w:id="7" {BY}><w:r><w:commentReference w:id="0"/></w:r></w:del>'
    for block in [outer] if outer else [gone, p("x", reference, "y")]:
        result = accept_revisions(open_package(docx(block, p("后"), parts={"comments": COMMENT})))
        result = open_package(result.to_bytes())
        assert [(c.text, c.story) for c in read_comments(result)] == [("请核", "body")]
        root = result.xml("word/document.xml")
        assert len(list(root.iter("{*}commentReference"))) == 1


def test_a_note_nothing_refers_to_any_more_goes():
    def note(number, text):
        return f'<w:footnote w:id="{number}"><w:p>{r(text)}</w:p></w:footnote>'

    reference = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    gone = f'<w:del w:id="7" {BY}>{reference.format(2)}</w:del>'
    notes = {"footnotes": note(2, "机密") + note(3, "留下")}
    data = docx(p("甲", gone, "乙", reference.format(3)), parts=notes)
    accepted = accept_revisions(open_package(data)).part("word/footnotes.xml").decode()
    assert "机密" not in accepted and "留下" in accepted
    assert "机密" in reject_revisions(open_package(data)).part("word/footnotes.xml").decode()


def test_controls_put_in_or_taken_away():
    def ranged(kind):
        start = f'<w:customXml{kind}RangeStart w:id="{{0}}" {BY}/>'
        end = f'<w:customXml{kind}RangeEnd w:id="{{0}}"/>'
        inner = end.format(20) + p("内") + start.format(21)
        return docx(p("前"), start.format(20), control(inner), end.format(21), p("后"))

    for kind, keeps in (("Ins", (True, False)), ("Del", (False, True))):
        package = open_package(ranged(kind))
        assert [c.kind for c in list_revisions(package)] == ["control", "control"]
        results = accept_revisions(package), reject_revisions(package)
        for result, kept in zip(results, keeps, strict=True):
            assert lines(result) == ["前", "内", "后"]
            assert (b"<w:sdt>" in result.part("word/document.xml")) == kept
            assert not marked_parts(result)


def test_tracked_formatting_of_styles_is_settled_too():
    style = (
        "<w:style w:type='paragraph' w:styleId='x'><w:name w:val='x'/><w:rPr><w:b/>"
        f"<w:rPrChange w:id='5' {BY}><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr></w:style>"
    )
    package = open_package(docx(p("甲"), parts={"styles": style}))
    assert [(c.kind, c.part) for c in list_revisions(package)] == [("format", "word/styles.xml")]
    accepted = accept_revisions(package).part("word/styles.xml").decode()
    rejected = reject_revisions(package).part("word/styles.xml").decode()
    assert "<w:b/>" in accepted and "<w:i/>" not in accepted
    assert "<w:b/>" not in rejected and "<w:i/>" in rejected


def test_an_old_mark_noted_in_a_format_change_does_not_come_back():
    inner = f'<w:rPr><w:del w:id="4" {BY}/><w:i/></w:rPr>'
    properties = f'<w:rPr><w:b/><w:rPrChange w:id="5" {BY}>{inner}</w:rPrChange></w:rPr>'
    assert settled(docx(p("甲", ppr=properties), p("乙"))) == [["甲", "乙"], ["甲", "乙"]]


def test_leftover_range_markers_go_with_the_rest():
    data = docx(p("甲", '<w:moveToRangeEnd w:id="9"/>', ins(r("乙"))))
    assert settled(data) == [["甲乙"], ["甲"]]


def test_one_author_leaves_the_others_alone():
    nested = f'<w:ins w:id="3" {BY}>{r("A")}{deleted("B", "丙")}</w:ins>'
    data = docx(p("x", ins(r("乙"), "乙"), nested), p(ins(r("新"), "丙"), ppr=mark("ins", "丙")))
    package = open_package(data)
    only = accept_revisions(package, authors={"丙"})
    assert [(c.kind, c.author) for c in list_revisions(only)] == [
        ("insert", "乙"),
        ("insert", "甲"),
    ]
    assert lines(only) == ["x乙A", "新"]
    other = reject_revisions(package, authors={"甲"})
    assert {c.author for c in list_revisions(other)} == {"乙", "丙"}
    assert lines(other, "original") == ["x", ""]


def test_the_proof_sees_what_is_wrong():
    package = open_package(docx(p("甲", ins(r("乙")), deleted("丙"))))
    wrong = package.copy()
    resolve(wrong, accept=False)
    with pytest.raises(RevisionProblem, match="与应有的不符"):
        prove(package, wrong, accept=True)
    with pytest.raises(RevisionProblem, match="没有处理掉"):
        prove(package, package.copy(), accept=True)
    half = package.copy()
    resolve(half, accept=True, select=lambda item: item.tag.endswith("}ins"))
    left = [item for change in list_revisions(half) for item in change.elements]
    with pytest.raises(RevisionProblem, match="没有处理掉"):
        prove(package, half, accept=True, wanted=set(), chosen=left)
    with pytest.raises(RevisionProblem, match="与应有的不符"):
        prove(package, half, accept=True, wanted=set())


def test_one_by_one_with_both_halves_of_a_move():
    def ranged(kind, number):
        start = f'<w:{kind}RangeStart w:id="{number}" w:name="m1" {BY}/>'
        return p(start + moved(kind, "移", number + 1) + f'<w:{kind}RangeEnd w:id="{number}"/>')

    data = docx(ranged("moveFrom", 30), p("中", ins(r("乙"))), ranged("moveTo", 40))
    package = open_package(data)
    first, added, second = list_revisions(package)
    assert (first.kind, added.kind, second.kind) == ("move_from", "insert", "move_to")
    assert first.move == second.move == "m1"
    result = accept_revisions(package, only=[first])
    assert lines(result) == ["", "中乙", "移"] and [c.text for c in list_revisions(result)] == [
        "乙"
    ]
    assert "Range" not in result.part("word/document.xml").decode()
    result = reject_revisions(package, only=[added])
    assert lines(result) == ["", "中", "移"] and len(list_revisions(result)) == 2
    assert result.part("word/document.xml").decode().count("RangeStart") == 2


@pytest.mark.parametrize("own", ["", '<w:headerReference w:type="even" r:id="rId2"/>'])
def test_the_header_stays_when_the_section_break_that_carries_it_goes(own):
    before = '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/></w:sectPr>'
    data = docx(
        p(ins(r("新")), ppr=mark("ins") + before),
        p("正文"),
        section=f'<w:sectPr >{own}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>',
        parts={"header": p("页眉")},
    )
    package = open_package(data)
    for change, view in ((accept_revisions, "final"), (reject_revisions, "original")):
        result = open_package(change(package).to_bytes())
        shown, read = read_document(result), read_document(package, view=view)
        assert lines(result, story="header1") == ["页眉"]
        assert [s.headers for s in shown.sections] == [s.headers for s in read.sections]
        assert len(shown.sections) == (2 if view == "final" else 1)
