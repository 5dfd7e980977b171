# ruff: noqa: E501 - Chinese characters count double
"""Merging: agreed, disjoint, conflicting; odd replies; decisions; nothing lost or invented."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent.parent / "word"))

from word_files import deleted, docx, ins, p, r, table

from pipeline.errors import DataProblem, FileProblem
from pipeline.review.merge import merge
from pipeline.review.merge_types import Decision, Reply
from pipeline.word.comments import read_comments
from pipeline.word.compare import compare
from pipeline.word.document import read_document
from pipeline.word.edit import Edit, NewComment
from pipeline.word.package import open_package
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions
from pipeline.word.writer import apply_edits

TEXT = [
    "关于做好防汛工作的通知",
    "一、总体要求",
    "各单位要高度重视防汛工作，于9月30日前完成隐患排查。",
    "二、责任分工",
    "由应急管理局牵头，水利局配合，落实值班制度。",
    "特此通知。",
]


def base(*texts):
    return open_package(docx(*[p(t) for t in (texts or TEXT)]))


def lines(package, view="final"):
    return [q.text for q in read_document(package, view=view).body.paragraphs]


def changed(paragraph, old, new, *, tracked=False, source=None, comments=()):
    package = source or base()
    text = lines(package)[paragraph]
    at = text.index(old)
    edit = Edit("body", paragraph, at, at + len(old), new, author="李四")
    return apply_edits(package, [edit], tracked=tracked, comments=comments)


def run(*replies, **options):
    return merge(base(), [Reply(d, f) for d, f in replies], **options)


def test_disjoint_edits_all_go_in_under_their_names():
    result = run(
        ("财务部", changed(2, "9月30日", "12月31日", tracked=True)),
        ("人事处", changed(4, "配合", "协同")),
    )
    assert not result.conflicts
    assert lines(result.merged)[2].count("12月31日") == 1 and "协同" in lines(result.merged)[4]
    assert {c.author for c in list_revisions(result.merged)} == {
        "财务部（李四）",
        "人事处（未留痕）",
    }
    assert lines(reject_revisions(result.merged)) == TEXT
    assert lines(result.final) == lines(result.merged) and not list_revisions(result.final)
    assert [(c.department, c.silent) for c in result.changes] == [
        ("财务部", False),
        ("人事处", True),
    ]


def test_the_same_edit_is_one_and_credits_all():
    one = changed(2, "9月30日", "12月31日")
    two = changed(2, "9月30日", "12月31日", tracked=True)
    result = run(("财务部", one), ("人事处", two))
    assert not result.conflicts
    assert {c.author for c in list_revisions(result.merged)} == {"人事处（李四）、财务部（未留痕）"}
    assert result.changes[0].agreed and lines(result.final)[2].count("12月31日") == 1


def conflicting():
    note = [NewComment("body", 2, 13, 18, "年底前才能完成", "李四")]
    return [
        ("财务部", changed(2, "9月30日", "12月31日", tracked=True, comments=note)),
        ("人事处", changed(2, "9月30日", "10月15日")),
        ("办公室", changed(2, "9月30日", "12月31日")),
    ]


def test_conflicts_keep_the_base_and_show_every_variant():
    result = run(*conflicting())
    (conflict,) = result.conflicts
    assert [(v.letter, v.departments, v.text) for v in conflict.variants] == [
        ("A", ("人事处",), "10月15日"),
        ("B", ("办公室", "财务部"), "12月31日"),
    ]
    assert conflict.context == "各单位要高度重视防汛工作，于【9月30日】前完成隐患排查。"
    assert conflict.base_text == "9月30日" and conflict.place.headings == ("一、总体要求",)
    assert conflict.variants[1].reasons == ("年底前才能完成",)
    assert lines(result.merged) == TEXT and result.final is None
    texts = [c.text for c in read_comments(result.merged)]
    assert len(texts) == 2 and any(conflict.id in t and "10月15日" in t for t in texts)


@pytest.mark.parametrize(
    ("choice", "after"),
    [("A", "10月15日"), ("B", "12月31日"), ("原文", "9月30日"), ("自拟", "11月1日")],
)
def test_decisions_are_applied_whole(choice, after):
    conflict = run(*conflicting()).conflicts[0]
    decision = Decision(choice, "王局长", "统一口径", "11月1日" if choice == "自拟" else "")
    result = run(*conflicting(), decisions={conflict.id: decision})
    assert lines(result.final)[2] == TEXT[2].replace("9月30日", after)
    assert not result.undecided and not read_comments(result.final)
    outcomes = {c.department: c.outcome for c in result.changes}
    assert outcomes["人事处"] == ("chosen" if choice == "A" else "rejected")


@pytest.mark.parametrize(
    ("decision", "says"),
    [
        (Decision("Z", "王"), "不在可选范围"),
        (Decision("A", " "), "由谁决定"),
        (Decision("自拟", "王"), "没有填“自拟文字”"),
    ],
)
def test_bad_decisions_are_refused(decision, says):
    conflict = run(*conflicting()).conflicts[0]
    with pytest.raises(DataProblem, match=says):
        run(*conflicting(), decisions={conflict.id: decision})
    with pytest.raises(DataProblem, match="已不存在"):
        run(*conflicting(), decisions={"C000000": Decision("A", "王")})


def test_deleting_a_paragraph_conflicts_with_an_edit_in_it():
    removed = apply_edits(base(), [Edit("body", 4, 0, 0, "", end_paragraph=5)], tracked=False)
    result = run(("财务部", removed), ("人事处", changed(4, "配合", "协同")))
    (conflict,) = result.conflicts
    assert {v.text for v in conflict.variants} == {"", TEXT[4].replace("配合", "协同") + "\n"}


def test_a_variant_is_never_applied_in_part():
    both = changed(4, "配合", "协同", source=changed(4, "牵头", "负责"))
    wide = changed(4, "应急管理局牵头，水利局配合", "两局共同负责")
    result = run(("财务部", both), ("人事处", wide))
    (conflict,) = result.conflicts
    assert conflict.base_text == "应急管理局牵头，水利局配合"
    assert {v.text for v in conflict.variants} == {"应急管理局负责，水利局协同", "两局共同负责"}
    assert lines(result.merged) == TEXT


def test_rows_headers_and_comments_of_all_come_along():
    source = open_package(docx(p("标题文字"), table(["甲", "乙"], ["丙", "丁"]), p("末")))
    one = apply_edits(
        source, [Edit("body", 3, 0, 0, row="insert_after", cells=("戊", "己"), author="李")]
    )
    two = apply_edits(source, [], comments=[NewComment("body", 1, 0, 1, "核实", "王")])
    result = merge(source, [Reply("财务部", one), Reply("人事处", two)])
    assert lines(result.merged) == ["标题文字", "甲", "乙", "丙", "丁", "戊", "己", "末"]
    (comment,) = read_comments(result.merged)
    assert (comment.author, comment.text, comment.paragraph) == ("人事处（王）", "核实", 1)
    assert result.remarks[0].quoted == "甲"


# Odd replies ------------------------------------------------------------------------------------


def test_the_base_itself_is_no_opinion():
    result = run(("财务部", base()))
    assert "完全相同" in result.replies[0].notices[0] and lines(result.final) == TEXT


def test_another_document_and_an_empty_one_are_refused():
    other = base(*[f"风马牛不相及的另外一份材料之{n}" for n in "甲乙丙丁"])
    with pytest.raises(DataProblem, match="不像是同一份文件"):
        run(("财务部", other))
    with pytest.raises(DataProblem, match="没有文字"):
        run(("财务部", base("")))
    with pytest.raises(FileProblem, match="空文件"):
        run(("财务部", b""))
    with pytest.raises(DataProblem, match="没有要合并"):
        run()


def test_an_older_base_is_merged_with_a_warning():
    old = base(*TEXT[:3], "这一段在后来的稿子里已经改写得面目全非了，讲的是别的事情。" * 2)
    result = run(("财务部", old))
    assert any("较早的稿子" in n for n in result.replies[0].notices)


def test_new_tables_are_merged_like_any_text():
    one = open_package(docx(*[p(t) for t in TEXT[:5]], table(["新", "表"]), p(TEXT[5])))
    two = open_package(docx(*[p(t) for t in TEXT[:5]], table(["别的", "表"]), p(TEXT[5])))
    result = run(("财务部", one), ("人事处", one))
    assert not result.conflicts and result.changes[0].agreed
    assert lines(result.final) == lines(one) and lines(reject_revisions(result.merged)) == TEXT
    (conflict,) = run(("财务部", one), ("人事处", two)).conflicts
    assert [v.text for v in conflict.variants] == ["别的\n表\n", "新\n表\n"]
    decided = run(("财务部", one), ("人事处", two), decisions={conflict.id: Decision("A", "王")})
    assert lines(decided.final) == lines(two)


NOTE = "各项目的资金安排和责任单位见下表，请各单位于月底前核对并报送有关材料。"
GRID = [["序号", "项目", "金额"], ["1", "道路建设", "100万元"], ["2", "桥梁维护", "200万元"]]


def grid(rows):
    return open_package(docx(p(NOTE), table(*rows), p("末段")))


def with_column(*texts, place=3):
    return grid([[*row[:place], new, *row[place:]] for row, new in zip(GRID, texts, strict=True)])


def without_column(place):
    return grid([[*row[:place], *row[place + 1 :]] for row in GRID])


def with_cell(row, column, text):
    rows = [list(own) for own in GRID]
    rows[row][column] = text
    return grid(rows)


def table_merge(*replies, **options):
    return merge(grid(GRID), [Reply(d, f) for d, f in replies], **options)


def test_a_column_and_cells_beside_it_do_not_conflict():
    result = table_merge(
        ("财务部", with_column("备注", "甲", "乙")), ("人事处", with_cell(1, 1, "道路改造")),
        ("办公室", without_column(0)), ("审计处", with_cell(2, 2, "300万元")),
    )  # fmt: skip
    assert not result.conflicts
    assert lines(result.final) == [
        NOTE, "项目", "金额", "备注", "道路改造", "100万元", "甲", "桥梁维护", "300万元", "乙", "末段",
    ]  # fmt: skip
    assert lines(reject_revisions(result.merged)) == lines(grid(GRID))


@pytest.mark.parametrize(
    "pair",
    [
        (without_column(1), with_cell(1, 1, "道路改造")),
        (with_column("备注", "甲", "乙"), with_column("备注", "甲", "丙")),
        (open_package(docx(p(NOTE), p("末段"))), with_cell(1, 1, "道路改造")),
        (open_package(docx(p(NOTE), p("末段"))), with_column("备注", "甲", "乙")),
        (open_package(docx(p(NOTE), p("末段"))), grid([*GRID, ["3", "新增绿化", "50万元"]])),
        (grid(GRID[:2]), with_cell(2, 1, "桥梁加固")),
    ],
)
def test_what_rebuilds_a_table_conflicts_with_what_it_touches(pair):
    one, two = pair
    (conflict,) = table_merge(("财务部", one), ("人事处", two)).conflicts
    assert conflict.kind == "structure" and conflict.departments == ("人事处", "财务部")
    for letter, file in (("A", two), ("B", one)):
        decided = table_merge(
            ("财务部", one), ("人事处", two), decisions={conflict.id: Decision(letter, "王")}
        )
        assert lines(decided.final) == lines(file)
    kept = table_merge(
        ("财务部", one), ("人事处", two), decisions={conflict.id: Decision("原文", "王")}
    )
    assert lines(kept.final) == lines(grid(GRID))


def test_the_same_column_from_two_is_one():
    result = table_merge(*[(d, with_column("备注", "甲", "乙")) for d in ("财务部", "人事处")])
    assert not result.conflicts and result.changes[0].agreed
    assert lines(result.final) == lines(with_column("备注", "甲", "乙"))


def test_text_before_a_table_and_in_its_first_cell_do_not_conflict():
    source = open_package(docx(table(*GRID), p("末段")))
    before = open_package(docx(p("新的标题"), table(*GRID), p("末段")))
    inside = open_package(docx(table(["编号", *GRID[0][1:]], *GRID[1:]), p("末段")))
    first = open_package(docx(table(*GRID[1:]), p("末段")))
    for other in (inside, first):
        result = merge(source, [Reply("财务部", before), Reply("人事处", other)])
        assert not result.conflicts
        assert lines(result.final) == ["新的标题", *lines(other)]


def test_a_paragraph_before_a_table_and_the_row_below_it_go_apart():
    source = open_package(docx(p("前面的话"), p(NOTE), table(*GRID), p("末段")))
    one = open_package(docx(p("前面的话"), table(*GRID), p("末段")))
    two = open_package(docx(p("前面的话"), p(NOTE), table(*GRID[1:]), p("末段")))
    result = merge(source, [Reply("财务部", one), Reply("人事处", two)], force=True)
    assert not result.conflicts
    both = docx(p("前面的话"), table(*GRID[1:]), p("末段"))
    assert lines(result.final) == lines(open_package(both))
    gone = merge(source, [Reply("财务部", docx(p("前面的话"), p("末段")))], force=True)
    assert lines(gone.final) == ["前面的话", "末段"]


@pytest.mark.parametrize("hidden", ["Author", "作者", ""])
def test_a_hidden_name_leaves_the_department(hidden):
    mark = f'w:id="7" w:author="{hidden}" w:date="2026-01-01T00:00:00Z"'
    new = f"<w:ins {mark}>{r('尽快')}</w:ins>"
    reply = docx(*[p(new, t) if n == 4 else p(t) for n, t in enumerate(TEXT)])
    result = run(("财务部", reply), ("人事处", changed(2, "9月30日", "10月1日", tracked=True)))
    assert {c.author for c in list_revisions(result.merged)} == {"财务部", "人事处（李四）"}
    assert not result.conflicts and lines(result.final)[4] == "尽快" + TEXT[4]


def test_a_department_twice():
    one, two = changed(2, "9月30日", "10月1日"), changed(2, "9月30日", "10月2日")
    with pytest.raises(DataProblem, match="两份不同"):
        run(("财务部", one), ("财务部", two))
    assert len(run(("财务部", one), ("财务部", one)).changes) == 1


def test_thirty_departments_at_once():
    replies = [(f"部门{n:02d}", changed(4, "配合", f"协助{n % 3}")) for n in range(30)]
    (conflict,) = run(*replies).conflicts
    assert [len(v.departments) for v in conflict.variants] == [10, 10, 10]


def pending():
    return open_package(docx(
        p(TEXT[0]), p("各单位要", ins(r("高度"), "办公室"), deleted("十分", "办公室"), "重视防汛工作，按期排查。")
    ))  # fmt: skip


def test_changes_pending_in_the_base_stay_pending():
    source = pending()
    reply = changed(1, "按期", "限期", source=source, tracked=True)
    result = merge(source, [Reply("财务部", reply)])
    authors = {c.author for c in list_revisions(result.merged)}
    assert authors == {"办公室", "财务部（李四）"}
    assert lines(result.merged, "original")[1] == "各单位要十分重视防汛工作，按期排查。"


def test_a_reply_that_accepted_or_rejected_them():
    source = pending()
    accepted, rejected = accept_revisions(source), reject_revisions(source)
    assert not merge(source, [Reply("财务部", accepted)]).changes
    result = merge(source, [Reply("财务部", rejected)])
    assert lines(result.merged)[1] == "各单位要十分重视防汛工作，按期排查。"
    assert result.changes[0].silent


# Properties -------------------------------------------------------------------------------------

WORDS = ["甲乙丙", "丁戊", "己庚辛", "2026年", "壬癸，", "子丑。"]


@st.composite
def cases(draw):
    return ["".join(draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=8))) + str(n)
             for n in range(draw(st.integers(3, 6)))]  # fmt: skip


@st.composite
def disjoint(draw, texts):
    """Edits in different paragraphs, dealt to three departments, tracked or silent."""
    dealt = {"甲部": [], "乙部": [], "丙部": []}
    for index, text in enumerate(texts):
        owner = draw(st.sampled_from(["", *dealt]))
        if not owner:
            continue
        low = draw(st.integers(1, len(text) - 1))
        high = draw(st.integers(low, len(text) - 1))
        new = draw(st.sampled_from(["改", "新增的话", ""])) if high > low else "插入"
        dealt[owner].append(Edit("body", index, low, high, new, author="经办"))
    ways = {d: draw(st.booleans()) for d in dealt}
    return dealt, ways


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_disjoint_edits_appear_reject_is_the_base_and_order_does_not_matter(data):
    texts = data.draw(cases())
    source = base(*texts)
    dealt, ways = data.draw(disjoint(texts))
    files = {d: apply_edits(source, edits, tracked=ways[d]) for d, edits in dealt.items()}
    replies = [Reply(d, f) for d, f in files.items()]
    result = merge(source, replies)
    assert not result.conflicts
    together = apply_edits(source, [e for edits in dealt.values() for e in edits])
    assert lines(result.merged) == lines(together)
    assert lines(reject_revisions(result.merged)) == texts
    for department, file in files.items():
        own = {c.author for c in list_revisions(result.merged) if c.author.startswith(department)}
        rest = accept_revisions(result.merged, authors=own)
        assert lines(reject_revisions(rest)) == lines(file)
    backwards = merge(source, replies[::-1])
    assert [str(c.edit) for c in backwards.changes] == [str(c.edit) for c in result.changes]
    assert lines(backwards.merged) == lines(result.merged)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_any_replies_merge_without_loss_or_invention(data):
    texts = data.draw(cases())
    source = base(*texts)
    files = {}
    for department in ("甲部", "乙部", "丙部"):
        dealt, _ = data.draw(disjoint(texts))
        edits = [e for own in dealt.values() for e in own]
        files[department] = apply_edits(source, edits, tracked=data.draw(st.booleans()))
    replies = [Reply(d, f) for d, f in files.items()]
    result = merge(source, replies)
    assert lines(reject_revisions(result.merged)) == texts
    for variant in (v for c in result.conflicts for v in c.variants):
        for department in variant.departments:
            assert variant.text in "\n".join(lines(files[department]))
    for index, choice in ((0, "A"), (1, "原文")):
        decided = {c.id: Decision(choice, "王") for c in result.conflicts}
        final = merge(source, replies, decisions=decided).final
        assert final is not None and not read_comments(final)
        if index and not result.conflicts:
            assert lines(final) == lines(result.merged)
    twice = merge(source, [Reply("甲部", files["甲部"]), Reply("乙部", files["甲部"])])
    assert not twice.conflicts and lines(twice.merged) == lines(files["甲部"])


def test_equal_new_rows_of_two_departments_come_as_often_as_each_wants_them():
    source = open_package(docx(p("前"), table(["甲", "乙"]), p("后")))
    reply = docx(p("前"), table(["甲", "乙"], ["", ""], ["", ""]), p("后"))
    result = merge(source, [Reply("财务部", reply), Reply("人事处", reply)])
    assert not result.conflicts and lines(result.final) == ["前", "甲", "乙", *[""] * 4, "后"]


@pytest.mark.parametrize("tracked", [True, False])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_new_row_and_another_departments_new_column_go_together(tracked, place):
    source = open_package(docx(p("前"), table(["甲", "乙"], ["丙", "丁"]), p("后")))
    wide = [["甲", "乙"], ["丙", "丁"]]
    for number, row in enumerate(wide):
        row.insert(place, f"列{number}")
    column = docx(p("前"), table(*wide), p("后"))
    row = docx(p("前"), table(["甲", "乙"], ["行一", "行二"], ["丙", "丁"]), p("后"))
    if tracked:
        column, row = (apply_edits(source, compare(source, file).edits) for file in (column, row))
    result = merge(source, [Reply("财务部", column), Reply("人事处", row)])
    assert not result.conflicts and not result.by_hand
    new = ["行一", "行二"]
    new.insert(place, "")
    assert lines(result.final) == ["前", *wide[0], *new, *wide[1], "后"]
    for own, file in (("财务部", column), ("人事处", row)):
        names = {c.author for c in list_revisions(result.merged) if c.author.startswith(own)}
        alone = reject_revisions(accept_revisions(result.merged, authors=names))
        assert lines(alone) == lines(file if tracked else open_package(file))


def test_a_row_of_joined_cells_and_another_departments_column_stay_a_conflict():
    joined = table(["甲", "乙"], ["丙", "丁"]).replace(
        "</w:tbl>",
        f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("合并行")}</w:tc></w:tr></w:tbl>',
    )
    source = open_package(docx(p("前"), table(["甲", "乙"], ["丙", "丁"]), p("后")))
    column = docx(p("前"), table(["甲", "新", "乙"], ["丙", "列", "丁"]), p("后"))
    result = merge(
        source, [Reply("财务部", column), Reply("人事处", docx(p("前"), joined, p("后")))]
    )
    assert len(result.conflicts) == 1 and lines(result.merged) == lines(source)


PLACES = [
    "第一段是背景情况说明",
    "第二段提出总体要求",
    "第三段布置各项任务",
    "第四段提出工作要求",
    "第五段是结尾",
]


def moved_to(place):
    texts = PLACES[1:]
    texts.insert(place, PLACES[0])
    return docx(*map(p, texts))


@pytest.mark.parametrize(
    "other",
    [
        docx(*map(p, ["第一段是新的情况说明", *PLACES[1:]])),
        docx(*map(p, PLACES[1:])),
        moved_to(3),
    ],
    ids=["changed by another", "deleted by another", "moved elsewhere by another"],
)
def test_a_move_that_is_contested_is_decided_as_a_whole(other):
    replies = [Reply("财务部", moved_to(2)), Reply("人事处", other)]
    result = merge(base(*PLACES), replies)
    (conflict,) = result.conflicts
    assert lines(result.merged) == PLACES
    assert {c.outcome for c in result.changes} == {"conflict"}
    files = {"财务部": moved_to(2), "人事处": other}
    for variant in conflict.variants:
        chosen = {conflict.id: Decision(variant.letter, "王局长")}
        final = merge(base(*PLACES), replies, decisions=chosen).final
        assert lines(final) == lines(open_package(files[variant.departments[0]]))


def test_the_same_move_of_two_departments_is_one():
    result = merge(base(*PLACES), [Reply(name, moved_to(2)) for name in ("财务部", "人事处")])
    assert not result.conflicts and lines(result.final) == lines(open_package(moved_to(2)))
