"""The writer: every kind of edit, what survives, what is refused, and the proof itself."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import SECTION, deleted, docx, field, ins, mark, p, r, table

from pipeline.word.comments import read_comments
from pipeline.word.document import read_document
from pipeline.word.edit import Edit, EditProblem, NewComment
from pipeline.word.formatting import Formats
from pipeline.word.left_out import apply_possible
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions
from pipeline.word.writer import apply_edits


def lines(package, view="final", story="body"):
    return [q.text for q in read_document(package, view=view).story(story).paragraphs]


def edited(data, *edits, **options):
    package = open_package(data)
    result = apply_edits(package, edits, **options)
    return open_package(result.to_bytes())


def body(paragraph, start, end, new, **more):
    return Edit("body", paragraph, start, end, new, author="财务部", **more)


def test_replace_across_runs_keeps_the_formatting_around():
    data = docx(p(r("关于"), r("召开", "<w:b/>"), r("会议的通知")))
    result = edited(data, body(0, 1, 5, "X"))
    assert lines(result) == ["关X议的通知"]
    assert lines(result, "original") == ["关于召开会议的通知"]
    assert {(c.kind, c.author) for c in list_revisions(result)} == {
        ("insert", "财务部"),
        ("delete", "财务部"),
    }
    plain = edited(data, body(0, 1, 5, "X"), tracked=False)
    assert lines(plain) == ["关X议的通知"]
    assert not list_revisions(plain)


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        (body(0, 1, 1, "\n"), ["甲", "一", "乙二", "丙三"]),
        (body(0, 2, 2, "\n新"), ["甲一", "新", "乙二", "丙三"]),
        (body(1, 0, 0, "新\n"), ["甲一", "新", "乙二", "丙三"]),
        (body(0, 2, 0, "", end_paragraph=1), ["甲一乙二", "丙三"]),
        (body(0, 2, 3, ""), ["甲一乙二", "丙三"]),
        (body(1, 0, 0, "", end_paragraph=2), ["甲一", "丙三"]),
        (body(0, 1, 1, "换", end_paragraph=2), ["甲换三"]),
        (body(1, 2, 2, "", end_paragraph=2), ["甲一", "乙二"]),
        (body(0, 0, 2, "a\nb\nc", end_paragraph=1), ["a", "b", "c", "丙三"]),
        (body(2, 2, 2, "\n末"), ["甲一", "乙二", "丙三", "末"]),
    ],
)
def test_paragraph_marks(edit, after):
    data = docx(p("甲一"), p("乙二"), p("丙三"))
    result = edited(data, edit)
    assert lines(result) == after
    assert lines(result, "original") == ["甲一", "乙二", "丙三"]
    assert lines(accept_revisions(result)) == after
    assert lines(reject_revisions(result)) == ["甲一", "乙二", "丙三"]


def test_insertions_at_one_place_keep_their_order():
    result = edited(docx(p("甲乙")), body(0, 1, 1, "1"), body(0, 1, 1, "2"), body(0, 1, 2, "3"))
    assert lines(result) == ["甲123"]


def test_pending_changes_of_others_survive():
    data = docx(p("甲", ins(r("乙丙"), author="办公室"), deleted("丁", author="办公室"), "戊"))
    result = edited(data, body(0, 2, 2, "新"), body(0, 1, 2, ""), body(0, 3, 4, "己"))
    assert lines(result) == ["甲新丙己"]
    assert lines(reject_revisions(result, authors={"财务部"})) == ["甲乙丙戊"]
    assert lines(reject_revisions(result, authors={"财务部"}), "original") == ["甲丁戊"]
    assert lines(result, "original") == ["甲丁戊"]


def test_edit_in_a_paragraph_joined_by_a_pending_deletion():
    data = docx(p("甲", ppr=mark("del")), p("乙"), p("丙"))
    result = edited(data, body(0, 1, 1, "新"), body(0, 2, 0, "", end_paragraph=1))
    assert lines(result) == ["甲新乙丙"]
    assert lines(result, "original") == ["甲", "乙", "丙"]


def test_fields_go_as_wholes():
    data = docx(p("第", field("PAGE", "3"), "页共", field("NUMPAGES", "9"), "页"))
    result = edited(data, body(0, 0, 4, "x"))
    assert lines(result) == ["x9页"]
    accepted = accept_revisions(result).part("word/document.xml").decode()
    assert " PAGE " not in accepted and "NUMPAGES" in accepted
    after = edited(data, body(0, 2, 2, "新"))
    assert lines(after) == ["第3新页共9页"]
    spans = read_document(after).body.paragraphs[0].spans
    assert [s.field.name if s.field else "" for s in spans][:3] == ["", "PAGE", ""]


def test_rows_deleted_and_inserted():
    data = docx(p("前"), table(["甲", "乙"], ["丙", "丁"]), p("后"))
    result = edited(
        data,
        Edit("body", 1, 0, 0, row="delete", author="a"),
        Edit("body", 3, 0, 0, row="insert_after", cells=("戊", "己\n庚"), author="a"),
    )
    assert lines(result) == ["前", "丙", "丁", "戊", "己", "庚", "后"]
    assert lines(result, "original") == ["前", "甲", "乙", "丙", "丁", "后"]
    assert lines(reject_revisions(result)) == ["前", "甲", "乙", "丙", "丁", "后"]


def test_formatting_is_tracked_and_comes_back():
    data = docx(p("甲乙丙", ppr="<w:jc w:val='center'/>"))
    edits = [
        Edit(
            "body",
            0,
            1,
            2,
            run_format={"bold": True, "east_asia": "黑体", "size_pt": 16},
            author="a",
        ),
        Edit(
            "body",
            0,
            0,
            0,
            paragraph_format={"alignment": "both", "first_line_chars": 2},
            author="a",
        ),
        body(0, 2, 3, "新"),
    ]
    result = edited(data, *edits)
    document = read_document(result)
    first = document.body.paragraphs[0]
    formats = Formats(document)
    assert first.text == "甲乙新"
    assert [formats.run(first, s).bold for s in first.spans][:2] == [False, True]
    assert formats.paragraph(first).alignment == "both"
    back = reject_revisions(result)
    assert (
        read_document(back)
        .body.paragraphs[0]
        .properties.find("{*}jc")
        .get("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}val")
        == "center"
    )
    assert len(list_revisions(edited(data, *edits, tracked=False))) == 0


def test_the_page_is_tracked_and_comes_back():
    first = '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:cols w:num="2"/></w:sectPr>'
    data = docx(p("甲", ppr=first), p("乙"))
    page = {"page_width": 11906, "top": 2098, "grid_type": "lines", "line_pitch": 579}
    edits = (
        Edit("body", 0, 0, 0, section_format=page, author="财务部"),
        Edit("body", 0, 0, 0, section_format={"page_height": 16838}, author="财务部"),
    )
    result = edited(data, *edits)
    sections = read_document(result).sections
    assert (sections[0].page_width, sections[0].page_height, sections[0].top) == (
        11906,
        16838,
        2098,
    )
    assert (sections[0].columns, sections[0].line_pitch) == (2, 579)
    assert sections[1] == read_document(open_package(data)).sections[1]
    assert [change.kind for change in list_revisions(result)] == ["section_format"]
    order = [child.tag.split("}")[1] for child in sections[0].element]
    assert order == ["pgSz", "pgMar", "cols", "docGrid", "sectPrChange"]
    back = read_document(reject_revisions(result)).sections
    assert back == read_document(open_package(data)).sections
    assert not list_revisions(edited(data, *edits, tracked=False))


def test_a_later_round_goes_on_from_an_earlier_one():
    package = open_package(docx(p("关于召开会议的通知")))
    bold = body(0, 2, 4, None, run_format={"bold": True})
    once = apply_edits(package, [bold])
    further = body(0, 2, 6, "举行大会", run_format={"size_pt": 16.0})
    with pytest.raises(EditProblem):
        apply_edits(once, [further])
    twice = apply_edits(once, [further], since=package)
    assert lines(twice) == ["关于举行大会的通知"]
    assert lines(reject_revisions(twice)) == ["关于召开会议的通知"]


def test_headers_notes_and_text_boxes_are_edited():
    box = "<w:txbxContent>" + p("框内") + "</w:txbxContent>"
    shape = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><a:graphic><wps:txbx>"
        f"{box}</wps:txbx></a:graphic></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    note = "<w:footnote w:id='2'>" + p("注文") + "</w:footnote>"
    data = docx(
        p("文", "<w:r><w:footnoteReference w:id='2'/></w:r>", shape),
        parts={"header": p("眉"), "footnotes": note},
    )
    names = ["header1", "footnote:2", "textbox:1"]
    result = edited(data, *[Edit(n, 0, 0, 1, "新", author="a") for n in names])
    assert [lines(result, story=n)[0] for n in names] == ["新", "新文", "新内"]
    assert result.part("word/document.xml").decode().count("新") == 2


def test_comments_with_ranges_replies_and_state():
    data = docx(p("甲乙丙丁"), p("戊己"))
    comments = [
        NewComment("body", 0, 1, 3, "请核", "财务部", key="a"),
        NewComment("body", 0, 2, 1, "跨段", "人事处", end_paragraph=1, resolved=True),
        NewComment("body", 0, 0, 0, "同意", "办公室", parent="a"),
        NewComment("body", 1, 2, 2, "点", "办公室"),
    ]
    result = edited(data, body(0, 1, 2, "新"), comments=comments)
    found = {c.text: c for c in read_comments(result)}
    assert (found["请核"].paragraph, found["请核"].start, found["请核"].end) == (0, 1, 3)
    assert (found["跨段"].end_paragraph, found["跨段"].end, found["跨段"].resolved) == (1, 1, True)
    assert found["同意"].parent == found["请核"].id
    assert (found["点"].paragraph, found["点"].start, found["点"].end) == (1, 2, 2)
    more = edited(
        result.to_bytes(),
        comments=[NewComment("body", 0, 0, 0, "再答", "财务部", parent=found["请核"].id)],
    )
    again = {c.text: c for c in read_comments(more)}
    assert again["再答"].parent == again["请核"].id and len(again) == 5


@pytest.mark.parametrize(
    ("edits", "says"),
    [
        ([body(0, 0, 2, "a"), body(0, 1, 3, "b")], "重叠"),
        ([body(0, 0, 9, "a")], "超出"),
        ([body(9, 0, 0, "a")], "第 10 段"),
        ([body(2, 0, 0, "", end_paragraph=3)], "不能"),
        ([Edit("header9", 0, 0, 0, "a")], "没有"),
        ([body(0, 0, 0, "\ufffc")], "来源"),
        ([Edit("body", 0, 0, 0, row="delete")], "不在表格"),
    ],
)
def test_what_cannot_be_written_is_refused(edits, says):
    data = docx(p("甲乙丙"), table(["一"], ["二"]), p("末"))
    with pytest.raises(EditProblem, match=says):
        edited(data, *edits)


def test_a_format_somebody_is_changing_is_refused_by_itself():
    pending = (
        '<w:rPrChange w:id="9" w:author="甲" w:date="2026-01-01T00:00:00Z"><w:rPr/></w:rPrChange>'
    )
    package = open_package(docx(p(r("甲乙"), r("丙", f"<w:b/>{pending}")), p("丁")))
    bold = {"run_format": {"size_pt": 16.0}}
    edits = [body(0, 0, 2, None, **bold), body(0, 0, 3, None, **bold), body(1, 0, 1, None, **bold)]
    with pytest.raises(EditProblem, match="别人未处理的格式修订"):
        apply_edits(package, edits)
    written = apply_possible(package, [[edit] for edit in edits])
    assert [left.edits for left in written.left] == [edits[1:2]]
    document = read_document(written.package)
    formats = Formats(document)
    sizes = [[formats.run(q, span).size_pt for span in q.spans] for q in document.body.paragraphs]
    assert sizes == [[16.0, 10.5], [16.0]]


def test_properties_in_an_order_of_their_own_are_no_hindrance():
    odd = SECTION + '<w:jc w:val="left"/><w:pStyle w:val="1"/>'
    package = open_package(docx(p("甲", ppr=odd), p("乙")))
    result = apply_edits(package, [body(0, 0, 0, None, paragraph_format={"alignment": "center"})])
    assert Formats(result).paragraph(read_document(result).body.paragraphs[0]).alignment == "center"


PIECES = st.lists(st.sampled_from(["甲", "乙丙", "丁", "2026年", ""]), min_size=1, max_size=4)
LOOKS = st.sampled_from(["", "<w:b/>", "<w:i/><w:sz w:val='32'/>"])


@st.composite
def documents(draw):
    blocks = []
    number = 10
    for _ in range(draw(st.integers(2, 5))):
        content = []
        for piece in draw(PIECES):
            kind = draw(st.sampled_from(["run", "run", "run", "ins", "del", "field", "link"]))
            number += 1
            if not piece:
                content.append(f"<w:bookmarkStart w:id='{number}' w:name='b{number}'/>")
            elif kind == "run":
                content.append(r(piece, draw(LOOKS)))
            elif kind == "ins":
                content.append(ins(r(piece), "办公室", number))
            elif kind == "del":
                content.append(deleted(piece, "办公室", number))
            elif kind == "field":
                content.append(field("ADDIN x", piece))
            else:
                content.append("<w:hyperlink w:anchor='x'>" + r(piece) + r("链") + "</w:hyperlink>")
        number += 1
        marks = draw(
            st.sampled_from(
                ["", "", "", mark("ins", "办公室", number), mark("del", "办公室", number)]
            )
        )
        blocks.append(p(*content, ppr=marks))
    return docx(*blocks, p("末尾"))


@st.composite
def changes(draw, texts):
    """Disjoint edits anywhere in ``texts``, some across paragraph marks."""
    flat = "\n".join(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(flat)), max_size=6)))
    edits = []
    for low, high in zip(cuts[::2], cuts[1::2], strict=False):
        new = draw(st.sampled_from(["", "新", "新\n段", "\n", "x\ty\vz"]))
        first, start = flat.count("\n", 0, low), low - (flat.rfind("\n", 0, low) + 1)
        last, end = flat.count("\n", 0, high), high - (flat.rfind("\n", 0, high) + 1)
        edits.append(Edit("body", first, start, end, new, end_paragraph=last, author="财务部"))
    return edits, flat


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.data())
def test_any_edits_come_out_exactly_and_go_away_without_a_trace(data):
    source = data.draw(documents())
    package = open_package(source)
    texts = lines(package)
    edits, flat = data.draw(changes(texts))
    result = apply_edits(package, edits)
    expected = flat
    for edit in reversed(edits):
        offsets = [0]
        for text in texts:
            offsets.append(offsets[-1] + len(text) + 1)
        low, high = offsets[edit.paragraph] + edit.start, offsets[edit.last] + edit.end
        expected = expected[:low] + edit.new + expected[high:]
    assert "\n".join(lines(result)) == expected
    assert lines(reject_revisions(result, authors={"财务部"})) == texts
    assert lines(result, "original") == lines(package, "original")
    plain = apply_edits(package, edits, tracked=False)
    assert "\n".join(lines(plain)) == expected
    assert not [c for c in list_revisions(plain) if c.author == "财务部"]


def test_a_fallback_with_other_bookmarks_than_its_box():
    box = "<wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp>"
    marked = "<w:bookmarkStart w:id='4' w:name='b'/><w:bookmarkEnd w:id='4'/>"
    source = docx(
        p(
            "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
            + box.format(p("框里的字"))
            + "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
            + p(r("框里的字"), marked)
            + "</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
    result = apply_edits(open_package(source), [Edit("textbox:1", 0, 0, 1, "盒")])
    assert lines(result, story="textbox:1") == ["盒里的字"]


BOX = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{}"
    "</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)


@pytest.mark.parametrize("tracked", [True, False])
def test_a_text_box_that_goes_does_not_stand_in_for_the_next_one(tracked):
    source = docx(p("一", BOX.format(p("甲框"))), p("二", BOX.format(p("乙框"))))
    edits = [body(0, 1, 2, ""), Edit("textbox:1", 0, 0, 1, "丁"), Edit("textbox:2", 0, 0, 1, "丙")]
    result = edited(source, *edits, tracked=tracked)
    assert lines(result) == ["一", "二\ufffc"]
    assert lines(result, story="textbox:1") == ["丙框"]
    if tracked:
        assert lines(result, "original", "textbox:1") == ["甲框"]


CONTROL = (
    "<w:sdt><w:sdtPr><w:alias w:val='意见'/>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
)


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("where", ["body", "cell"])
def test_a_break_in_a_control_that_is_a_whole_paragraph_puts_it_around_both(tracked, where):
    line = p(CONTROL.format("", r("同意") + r("，请办", "<w:b/>")))
    data = docx(p("前"), line if where == "body" else table([line]), p("后"))
    result = edited(data, body(1, 1, 3, "\n新\n"), tracked=tracked)
    assert lines(result) == ["前", "同", "新", "请办", "后"]
    control = next(result.xml("word/document.xml").iter("{*}sdt"))
    assert len(control.findall("{*}sdtContent/{*}p")) == 3
    if tracked:
        rejected = reject_revisions(result)
        assert lines(rejected) == lines(open_package(data))
        (inside,) = rejected.xml("word/document.xml").iterfind(".//{*}sdtContent/{*}p")
        assert "".join(inside.itertext()) == "同意，请办"


@pytest.mark.parametrize(
    "line",
    [
        p("意见：", CONTROL.format("", r("同意办理"))),
        p(CONTROL.format("<w:date/>", r("同意办理"))),
        p(CONTROL.format("<w:text/>", r("同意办理"))),
        p('<w:fldSimple w:instr=" DOCPROPERTY 意见 ">' + r("同意办理") + "</w:fldSimple>"),
    ],
)
def test_a_break_in_what_may_hold_no_paragraphs_is_refused(line):
    data = docx(line, p("后"))
    at = lines(open_package(data))[0].index("办理")
    with pytest.raises(EditProblem, match="中间分段"):
        edited(data, body(0, at, at, "\n"))


def moved_row(*cells):
    """A row moved here by somebody, as Word writes it: every mark and all text in it says so."""
    stamp = 'w:id="{}" w:author="甲" w:date="2026-01-01T00:00:00Z"'
    mark_ = f"<w:rPr><w:moveTo {stamp.format(40)}/></w:rPr>"
    texts = [
        f"<w:moveTo {stamp.format(41 + n)}>{r(cell)}</w:moveTo>" for n, cell in enumerate(cells)
    ]
    return table([p(text, ppr=mark_) for text in texts])


@pytest.mark.parametrize("what", ["comment", "deletion"])
def test_a_row_that_somebody_moved_here_still_goes_when_all_is_rejected(what):
    rows = (
        moved_row("甲", "乙").replace("</w:tbl>", "")
        + table(["丙", "丁"]).partition("</w:tblGrid>")[2]
    )
    package = open_package(docx(p("前"), rows, p("后")))
    assert lines(reject_revisions(package)) == ["前", "丙", "丁", "后"]
    if what == "comment":
        note = NewComment("body", 1, 0, 1, "请核", "财务部")
        result = apply_edits(package, [], comments=[note])
    else:
        result = apply_edits(package, [Edit("body", 1, 0, 0, row="delete", author="财务部")])
        assert lines(result) == lines(accept_revisions(result)) == ["前", "丙", "丁", "后"]
    assert lines(reject_revisions(result)) == ["前", "丙", "丁", "后"]
    assert lines(reject_revisions(result, authors={"财务部"})) == lines(package)
