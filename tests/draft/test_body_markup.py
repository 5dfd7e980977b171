"""The body's markup: headings, tables, annexes; nothing of the text is lost or invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.draft import draft
from pipeline.draft.markup import (
    Heading,
    PageBreak,
    Paragraph,
    Table,
    literal,
    parse_body,
    plain,
    protect,
)
from pipeline.draft.template import read_template
from pipeline.errors import DataProblem
from pipeline.word.document import read_document

TEMPLATE = read_template(
    "---\ntitle: 短\ngenre: 通知\nfields: {正文: {type: longtext}}\n---\n{{ 正文 }}\n", "短"
)
DATA = {"发文机关": "甲局", "标题": "关于乙的通知", "成文日期": "2026-11-23"}


def blocks(text):
    return parse_body(text)[0].blocks


def numbers(text):
    return [block.number for block in blocks(text) if isinstance(block, Heading)]


def test_headings_are_numbered_on_four_levels():
    text = "# 甲\n## 乙\n### 丙\n#### 丁\n#### 戊\n## 己\n### 庚\n# 辛\n## 壬"
    assert numbers(text) == [
        "一、",
        "（一）",
        "1.",
        "（1）",
        "（2）",
        "（二）",
        "1.",
        "二、",
        "（一）",
    ]


def test_typed_numbers_are_taken_over():
    assert numbers("# 一、甲\n# 乙\n三、丙\n# 丁") == ["一、", "二、", "三、", "四、"]
    assert blocks("# 一、甲")[0].text == "甲"


def test_a_heading_without_number():
    assert blocks("# 特此通知 {-}")[0] == Heading(1, "", "特此通知")


def test_run_in_headings_end_at_the_first_stop():
    [block] = blocks("## 压实责任。各区要落实。完成后报告。")
    assert (block.text, plain(block.rest)) == ("压实责任。", "各区要落实。完成后报告。")


@pytest.mark.parametrize(
    "line",
    ["一、二产业协调发展，三次产业融合推进，形成新的增长点。", "1.5万元", "（略）", "#1楼", "#"],
)
def test_plain_lines_stay_paragraphs(line):
    assert [type(block) for block in blocks(line)] == [Paragraph]
    assert plain(blocks(line)[0].spans) == line


def test_bold_and_escapes():
    [block] = blocks(r"甲**乙**丙\*\*丁\*\*\\")
    assert block.spans == (("甲", False), ("乙", True), ("丙**丁**\\", False))
    assert plain(blocks(r"\# 不是标题")[0].spans) == "# 不是标题"
    assert plain(blocks(r"\| 不是表格")[0].spans) == "| 不是表格"


def test_tables():
    [table] = blocks("表：名单 {横排 列宽 1:2}\n| 甲 | 乙 |\n|:-:|--:|\n| 1 | a\\|b |\n| 2 |\n")
    assert isinstance(table, Table)
    assert (table.caption, table.landscape, table.widths) == ("名单", True, (1, 2))
    assert table.aligns == ("center", "right")
    assert [[plain(cell) for cell in row] for row in table.rows] == [
        ["甲", "乙"], ["1", "a|b"], ["2", ""],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("| 甲 | 乙 |\n| 1 | 2 | 3 |", "第 2 行（“1”开头）有 3 列，表头只有 2 列"),
        ("表：甲 {列宽 1:2:3}\n| 甲 | 乙 |", "列宽“1:2:3”与它不符"),
        ("=== 附件：", "后面要写附件名称"),
        ("|" + " 甲 |" * 64, "Word 最多 63 列"),
    ],
)
def test_wrong_markup_says_what(text, said):
    with pytest.raises(DataProblem, match=said):
        parse_body(text)


def test_annexes_and_page_breaks():
    body, first, second = parse_body("甲\n[[分页]]\n=== 附件：乙表\n# 丙\n=== 附件2：丁\n戊")
    assert [type(block) for block in body.blocks] == [Paragraph, PageBreak]
    assert (first.title, second.title) == ("乙表", "丁")
    assert first.blocks == (Heading(1, "一、", "丙"),)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="甲乙#*|[=\\{}表：:-分页 \t一、（）1.。\n", max_size=80))
def test_any_text_is_laid_out_or_refused_with_a_sentence(text):
    try:
        made = draft(TEMPLATE, {**DATA, "正文": text})
    except DataProblem as error:
        assert str(error).endswith("。")
        return
    if "{" in text:  # {…} before a table is an instruction, not text
        return
    for char in "甲乙":  # an annex's title stands twice, all other text once
        assert _count(made, char) >= text.count(char) + _count(EMPTY, char)


EMPTY = draft(TEMPLATE, DATA)


def _count(made, char):
    paragraphs = read_document(made.to_bytes()).body.paragraphs
    return sum(paragraph.text.count(char) for paragraph in paragraphs)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="甲乙#*|[=\\{表：一、1. ", min_size=1, max_size=30))
def test_literal_text_means_itself(text):
    line = text.strip()
    found = parse_body(literal(line))[0].blocks if line else ()
    shown = "".join(
        plain(b.spans) if isinstance(b, Paragraph) else b.number + b.text + plain(b.rest)
        for b in found
    )
    assert shown.replace(" ", "") == line.replace(" ", "").replace("．", ".")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="甲乙#|[= ", min_size=1, max_size=20))
def test_data_in_a_cell_stays_in_it(text):
    value = text.strip() or "甲"
    [table] = parse_body(f"| 表头 | 二 |\n| {protect(value)} | 丙 |")[0].blocks
    assert [plain(cell) for cell in table.rows[1]] == [value, "丙"]
