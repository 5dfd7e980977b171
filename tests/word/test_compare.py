"""Comparing: two layers found exactly, noise gives nothing, structure is followed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_writer import changes, documents, lines
from word_files import deleted, docx, field, ins, mark, p, r, table

from pipeline.word.align import align
from pipeline.word.compare import compare
from pipeline.word.edit import Edit, NewComment
from pipeline.word.package import open_package
from pipeline.word.word_diff import text_opcodes
from pipeline.word.writer import apply_edits


def found(base, other):
    return [(f.kind, f.silent, f.old, f.new) for f in compare(base, other).found]


LONG = "各部门要高度重视此项工作，明确责任分工，确保按时完成任务"


def test_silent_and_tracked_layers_stay_apart():
    base = docx(p("请于9月30日前报送材料。"), p("联系人：张三"))
    other = docx(
        p("请于", deleted("9月30日", "李"), ins(r("12月31日"), "李"), "前报送材料。"),
        p("联系人：李四"),
    )
    assert found(base, other) == [
        ("replace", False, "9月30日", "12月31日"),
        ("replace", True, "张三", "李四"),
    ]
    assert compare(base, other).tracked[0].author == "李"


@pytest.mark.parametrize(
    ("left", "right", "change"),
    [
        ("于2026年9月30日前", "于2026年12月31日前", ("2026年9月30日", "2026年12月31日")),
        ("补助1000元整", "补助1500元整", ("1000", "1500")),
        ("加快建设进度", "加快推进进度", ("建设", "推进")),
    ],
)
def test_words_numbers_and_dates_change_whole(left, right, change):
    codes = [c for c in text_opcodes(left, right) if not c[0]]
    assert [(left[a:b], right[c:d]) for _, a, b, c, d in codes] == [change]


def test_noise_of_saving_gives_no_edit():
    base = docx(
        p(r(LONG, "<w:b/>")), p("第", field("PAGE", "1"), "页"), table(["甲", "乙"]), p("末")
    )
    cut = "".join(
        f"<w:proofErr w:type='spellStart'/><w:bookmarkStart w:id='{n}' w:name='b{n}'/>"
        + r(LONG[n : n + 3], "<w:b/><w:lang w:val='en-US' w:eastAsia='zh-CN'/>")
        .replace("<w:r>", f"<w:r w:rsidR='00{n:06d}'><w:lastRenderedPageBreak/>", 1)
        .replace("<w:lastRenderedPageBreak/><w:rPr>", "<w:rPr>")
        + f"<w:bookmarkEnd w:id='{n}'/>"
        for n in range(0, len(LONG), 3)
    )
    other = docx(
        p(cut).replace("<w:p>", '<w:p w:rsidR="00AA00AA" w14:paraId="11223344">', 1),
        p("第", field("PAGE", "12"), "页"), table(["甲", "乙"]), p("末"),
    )  # fmt: skip
    comparison = compare(base, other)
    assert comparison.found == () and comparison.notices == ()


def test_split_and_joined_paragraphs_are_edits_of_the_mark():
    one, two = LONG, "第二段内容也很长，足以让对齐算法认出它来"
    assert found(docx(p(one + two), p("末")), docx(p(one), p(two), p("末"))) == [
        ("insert", True, "", "\n")
    ]
    assert found(docx(p(one), p(two), p("末")), docx(p(one + two), p("末"))) == [
        ("delete", True, "\n", "")
    ]


def test_whole_paragraphs_and_moves():
    a, b, c = "第一段要移动的文字", "第二段完全不同的内容在这里", "第三段另有其他的说明文字"
    base = docx(p(a), p(b), p(c), p("末"))
    assert found(base, docx(p(a), p(c), p("末"))) == [("delete", True, b + "\n", "")]
    assert found(base, docx(p(a), p("新增的一段"), p(b), p(c), p("末"))) == [
        ("insert", True, "", "新增的一段\n")
    ]
    moved = compare(base, docx(p(b), p(c), p(a), p("末")))
    assert {f.edit.move for f in moved.found} == {"m1"}


def test_tracked_whole_paragraph_is_one_edit_whichever_way_word_wrote_it():
    base = docx(p("甲段"), p("乙段"))
    enter_at_end = docx(p("甲段", ppr=mark("ins", "李")), p(ins(r("新"), "李")), p("乙段"))
    before_next = docx(p("甲段"), p(ins(r("新"), "李"), ppr=mark("ins", "李")), p("乙段"))
    expected = [("insert", False, "", "新\n")]
    assert found(base, enter_at_end) == expected == found(base, before_next)


def test_rows_and_cells():
    base = docx(table(["序号", "项目"], ["1", "道路建设"], ["2", "桥梁维护"]), p("末"))
    other = docx(
        table(["序号", "项目"], ["1", "道路改造"], ["2", "桥梁维护"], ["3", "新增绿化"],
              row_pr={3: '<w:ins w:id="9" w:author="李"/>'}),
        p("末"),
    )  # fmt: skip
    comparison = compare(base, other)
    kinds = [(f.kind, f.silent, f.new) for f in comparison.found]
    assert ("replace", True, "改造") in kinds and ("row", False, "3\t新增绿化") in kinds
    result = apply_edits(open_package(base), comparison.edits)
    assert lines(result) == [
        "序号",
        "项目",
        "1",
        "道路改造",
        "2",
        "桥梁维护",
        "3",
        "新增绿化",
        "末",
    ]


def test_headers_notes_and_replaced_text_in_them():
    def build(header, note):
        return docx(
            p("文", "<w:r><w:footnoteReference w:id='2'/></w:r>", "完"),
            parts={
                "header": p(header),
                "footnotes": f"<w:footnote w:id='2'>{p(note)}</w:footnote>",
            },
        )

    comparison = compare(build("内部资料", "见附件一"), build("公开资料", "见附件二"))
    assert [(f.edit.story, f.old, f.new) for f in comparison.found] == [
        ("header1", "内部", "公开"),
        ("footnote:2", "一", "二"),
    ]


def test_formatting_only():
    base = docx(p(LONG, ppr="<w:jc w:val='left'/>"))
    other = docx(p(r(LONG[:4]), r(LONG[4:8], "<w:b/>"), r(LONG[8:]), ppr="<w:jc w:val='center'/>"))
    comparison = compare(base, other)
    assert [
        (f.kind, dict(f.edit.run_format), dict(f.edit.paragraph_format)) for f in comparison.found
    ] == [
        ("format", {}, {"alignment": "center"}),
        ("format", {"bold": True}, {}),
    ]
    assert (comparison.found[1].edit.start, comparison.found[1].edit.end) == (4, 8)


def test_changes_pending_in_the_base_are_not_the_reply_s():
    base = docx(p("甲", ins(r("乙"), "办公室"), deleted("丙", "办公室"), "丁"))
    assert found(base, base) == []
    accepted, rejected = docx(p("甲乙丁")), docx(p("甲丙丁"))
    assert found(base, accepted) == []
    assert found(base, rejected) == [("replace", True, "乙", "丙")]


def test_comments_are_placed_in_the_base():
    base = docx(p("甲乙丙丁戊"), p("第二段"))
    package = apply_edits(
        open_package(base),
        [Edit("body", 0, 0, 1, "新新", author="李")],
        comments=[
            NewComment("body", 0, 2, 4, "请核", "李", key="a"),
            NewComment("body", 0, 0, 0, "同意", "王", parent="a"),
            NewComment("body", 1, 0, 3, "删去", "李"),
        ],
    )
    got = {c.comment.text: c for c in compare(base, package).comments}
    assert (got["请核"].paragraph, got["请核"].start, got["请核"].end) == (0, 2, 4)
    assert (got["删去"].paragraph, got["删去"].start, got["删去"].end) == (1, 0, 3)
    assert got["同意"].parent == got["请核"].comment.id and not got["同意"].parent_in_base
    again = compare(package, package)
    assert again.comments == () and again.found == ()


def test_another_document_is_recognised_as_such():
    base = docx(*[p(f"{n}{LONG}") for n in range(20)])
    other = docx(*[p("风马牛不相及的另外一份文件" * 2 + str(n)) for n in range(20)])
    assert compare(base, other).similarity < 0.2
    assert compare(base, base).similarity == 1.0


def test_alignment_with_blank_lines_between():
    left = [x for n in range(300) for x in (f"第{n}条 {LONG}", "")]
    right = [x.replace("第77条", "第七十七条") for x in left]
    groups = align(left, right)
    assert all((a, b) == (c, d) for a, b, c, d in groups)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
def test_what_is_found_rebuilds_the_other_file(data):
    source = data.draw(documents())
    package = open_package(source)
    first, _ = data.draw(changes(lines(package)))
    silent = apply_edits(package, first, tracked=False)
    second, _ = data.draw(changes(lines(silent)))
    other = apply_edits(silent, second)
    comparison = compare(package, other, formatting=False)
    again = apply_edits(package, comparison.edits, tracked=True)
    hide = re.compile("\ufffc")
    assert [hide.sub("", x) for x in lines(again)] == [hide.sub("", x) for x in lines(other)]
    assert compare(other, other).found == ()


def test_new_paragraph_before_a_table_takes_the_place_of_a_moved_one():
    rows = table(["序号", "项目"], ["1", "道路建设工程"])
    base = docx(p("标题段落"), p("这一段要移动到后面去"), rows, p("结尾"))
    other = docx(p("标题段落"), p("新增一段说明"), rows, p("这一段要移动到后面去"), p("结尾"))
    comparison = compare(base, other)
    assert comparison.notices == ()
    result = apply_edits(open_package(base), comparison.edits)
    assert lines(result) == lines(open_package(other))
