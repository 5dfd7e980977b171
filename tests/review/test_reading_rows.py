"""Forms, instructions in words, grouping of marks, and places carried between texts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.review.base_text import BaseText, apply_changes
from pipeline.review.clauses import find_clauses
from pipeline.review.forms import form_of, says_no_objection
from pipeline.review.instructions import instructed_change
from pipeline.review.offsets import offset_map, rebased
from pipeline.review.rows import ChangeMark, CommentMark, Marks, describe, make_rows
from pipeline.review.rules import load_rules
from pipeline.review.state import TextChange

RULES = load_rules()
LINES = (
    "第一条　为规范管理，制定本办法。",
    "第二条　各单位应当在5个工作日内答复。不同意的，应当说明理由。",
    "第三条　经费由市级财政保障，",
)
BASE = BaseText({"body": LINES}, find_clauses(LINES))


def change(paragraph, old, new):
    start = LINES[paragraph].index(old)
    return TextChange("body", paragraph, start, start + len(old), new)


def mark(paragraph, old, new, *, silent=False):
    return ChangeMark(change(paragraph, old, new), "甲", silent)


def comment(paragraph, at, text, number="1", parent=""):
    start = LINES[paragraph].index(at)
    return CommentMark(number, "甲", text, "body", paragraph, start, start + len(at), parent)


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("建议将“5个工作日”改为“3个工作日”。", "5个", "3个"),
        ("“市级财政”修改为“各级财政”", "市级", "各级"),
        ("把「说明理由」改成「书面说明理由」", "说明", "书面说明"),
        ("在“说明理由”后增加“并告知救济途径”", "理由", "理由并告知救济途径"),
        ("“说明理由”前补充“书面”", "说明", "书面说明"),
        ("删去“市级”", "市级", ""),
        ("将“市级”删除", "市级", ""),
    ],
)
def test_instructions_in_words(text, old, new):
    found = instructed_change(text, LINES, BASE.clauses)
    line = LINES[found.paragraph]
    assert line[: found.start] + found.new + line[found.end :] == line.replace(old, new)


@pytest.mark.parametrize(
    "text",
    [
        "建议进一步研究答复时限",
        "建议将“七个工作日”改为“3个工作日”",
        "将“5”改为“3”，将“市级”改为“各级”",
        "“应当”改为“可以”",
        "",
    ],
)
def test_what_is_not_exact_stays_words(text):
    assert instructed_change(text, LINES, BASE.clauses) is None


def test_a_proposal_beside_its_original_replaces_it():
    found = instructed_change(
        "经费由各级财政分担", LINES, BASE.clauses, original="经费由市级财政保障"
    )
    assert LINES[2][found.start : found.end] in "市级财政保障"
    assert (
        instructed_change("建议明确经费", LINES, BASE.clauses, original="经费由市级财政保障")
        is None
    )


def test_edits_of_one_sentence_are_one_opinion_and_a_comment_gives_its_reason():
    marks = Marks(
        (mark(1, "5个", "3个"), mark(1, "答复", "书面答复"), mark(1, "理由", "依据")),
        (comment(1, "各单位", "时间太紧"), comment(0, "管理", "再推敲")),
    )
    made = make_rows(marks, BASE, RULES)
    assert [(row.kind, row.label, row.marks) for row in made.rows] == [
        ("批注", "第一条", 1),
        ("修订", "第二条", 3),
        ("修订", "第二条", 1),
    ]
    assert made.rows[1].reason == "时间太紧"


def test_a_comment_that_asks_for_another_change_is_its_own_opinion():
    marks = Marks((mark(1, "5个", "3个"),), (comment(1, "各单位", "建议将“各单位”改为“有关单位”"),))
    made = make_rows(marks, BASE, RULES)
    assert [row.kind for row in made.rows] == ["批注", "修订"]
    assert made.rows[0].changes[0].new == "有关"


def test_answers_in_a_thread_belong_to_its_first_comment():
    marks = Marks(comments=(comment(0, "管理", "再推敲"), comment(0, "管理", "同意", "2", "1")))
    made = make_rows(marks, BASE, RULES)
    assert len(made.rows) == 1
    assert made.rows[0].marks == 2


def test_silent_edits_are_told_apart_and_empty_comments_explained():
    marks = Marks(
        (mark(1, "5个", "3个", silent=True), mark(1, "答复", "回复")),
        (comment(0, "管理", "无意见"), comment(0, "办法", "  ", "2")),
    )
    made = make_rows(marks, BASE, RULES)
    assert {row.kind for row in made.rows} == {"修订", "未留痕修改"}
    assert made.lost == 2
    assert sum(row.marks for row in made.rows) + made.lost == sum(marks.counts().values())


@pytest.mark.parametrize(
    ("old", "new", "level"),
    [
        ("，", "、", "文字"),
        ("应当说明", "可以说明", "宜改"),
        ("5个", "3个", "宜改"),
        ("理由", "依据", "宜改"),
    ],
)
def test_wording_and_substance(old, new, level):
    paragraph = next(n for n, line in enumerate(LINES) if old in line)
    made = make_rows(Marks((mark(paragraph, old, new),)), BASE, RULES)
    assert made.rows[0].level == level


def test_changes_are_described_for_people():
    assert describe(change(1, "5", "3"), BASE) == "将“5个工作日”改为“3个工作日”"
    assert describe(change(1, "答复", ""), BASE) == "删去“答复”"
    place = TextChange("body", 1, 16, 16, "书面")
    assert describe(place, BASE).endswith("后增加“书面”")
    assert describe(TextChange("body", 0, 0, 0, "附", row="insert_after", cells=("甲", "乙")), BASE)


FORM = [
    ["序号", "条款", "原文", "意见类别", "修改建议（修改后的文字）", "理由依据"],
    ["1", "第二条", "各单位", "须改", "将“5个工作日”改为“3个工作日”", "依据"],
    ["2", "第九条", "", "", "增加一条", ""],
    ["3", "第三条", "", "", "无意见", ""],
    ["4", "", "", "宜改", "", ""],
    ["5", "", "", "", "/", ""],
]


def test_forms_are_read_whatever_the_order_of_columns():
    form = form_of(
        [FORM], ["反馈单位：市财政局　　编号：HTAAAAAAAAAA", "□ 无意见　　☑ 有意见，共 2 条"]
    )
    assert form.department == "市财政局"
    assert not form.no_objection
    assert [row.clause for row in form.rows] == ["第二条", "第九条"]
    assert len(form.skipped) == 2
    turned = [list(reversed(row)) for row in FORM]
    assert [row.clause for row in form_of([turned], []).rows] == ["第二条", "第九条"]
    made = make_rows(Marks(form=form), BASE, RULES)
    assert [(row.label, row.level, len(row.changes)) for row in made.rows] == [
        ("第二条", "须改", 1),
        ("第九条", "", 0),  # not said on the form
    ]
    assert "没有找到“第九条”" in made.rows[1].note


@pytest.mark.parametrize(
    ("line", "ticked"),
    [
        ("☑ 无意见　　□ 有意见", True),
        ("√无意见", True),
        ("□√ 无意见", True),
        ("无意见（√）", True),
        ("□ 无意见　　☑ 有意见", False),
        ("□ 无意见　√ 有意见", False),
        ("□ 无意见　　□ 有意见", False),
    ],
)
def test_ticks(line, ticked):
    assert form_of([FORM[:1]], [line]).no_objection is ticked


def test_no_objection_in_words():
    assert says_no_objection("无意见。")
    assert says_no_objection("我局对《办法》没有修改意见")
    assert not says_no_objection("无意见，但建议推迟")
    assert form_of([[["甲", "乙"]]], []) is None


TEXTS = st.lists(st.text("甲乙丙丁", max_size=6), min_size=1, max_size=4)


@st.composite
def texts_and_changes(draw):
    """Paragraphs and changes inside them that neither overlap nor touch."""
    texts = draw(TEXTS)
    changes = []
    for number, text in enumerate(texts):
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=4)))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False):
            end = draw(st.sampled_from((start, end)))
            new = draw(st.text("戊己\n", max_size=3))
            if new != text[start:end]:
                changes.append(TextChange("body", number, start, end, new))
    return texts, changes


@settings(max_examples=120, deadline=None)
@given(texts_and_changes(), st.data())
def test_places_survive_changes_elsewhere(case, data):
    texts, changes = case
    new = apply_changes(texts, changes)
    across = offset_map(texts, new, changes)
    paragraph = data.draw(st.integers(0, len(texts) - 1))
    offset = data.draw(st.integers(0, len(texts[paragraph])))
    if offset < len(texts[paragraph]) and not across.touched(
        (paragraph, offset), (paragraph, offset + 1)
    ):
        to, at = across.forward(paragraph, offset)
        assert new[to][at] == texts[paragraph][offset]
        assert across.backward(to, at) == (paragraph, offset)


@settings(max_examples=120, deadline=None)
@given(texts_and_changes(), st.data())
def test_a_rebased_change_replaces_the_same_words(case, data):
    texts, changes = case
    new = apply_changes(texts, changes)
    paragraph = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[paragraph])))
    end = data.draw(st.integers(start, len(texts[paragraph])))
    moved = rebased(
        TextChange("body", paragraph, start, end, "庚"), offset_map(texts, new, changes)
    )
    if moved is not None and end > start:
        assert new[moved.paragraph][moved.start : moved.end] == texts[paragraph][start:end]
