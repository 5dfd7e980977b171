# ruff: noqa: E501 - phrases stand side by side
"""Whatever a document says and looks like, every check ends, and its hits lie in the document."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.pack_reading import read_pack
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_document
from pipeline.lint.text import text_document

RULES = load_rules()
PACKS = ("facts", "format", "structure", "sequence", "consistency", "figures")
OWN = tuple(rule["id"] for pack in PACKS for rule in read_pack(Path("rules") / f"{pack}.yaml")[1])
PHRASES = st.sampled_from(
    [
        "××市水利局文件", "×水〔2026〕5号", "关于做好防汛工作的通知", "关于增加编制的请示", "各区水利局：",
        "一、总体要求", "（三）加强领导。各级要落实。", "附件：1.任务分工表", "2.回执", "附件2", "××市水利局",
        "2026年6月3日", "2026年13月40日", "抄送：市政府办公室", "××市水利局办公室　2026年6月5日印发", "（联系人：张某）",
        "共12个，其中甲5个、乙4个、丙2个。", "由0亿元增加到0亿元，增长5%。", "比上年0万元增长9%", "占0%", "大写零元整（￥0）",
        "第三条　见第九条", "“《（", "）》”", "一是甲；三是丙", "表3　任务", "合计", "12,500", "签发人：张三、李四", "机密★99年",
    ]
)  # fmt: skip
TEXT = st.one_of(
    PHRASES,
    st.text(max_size=20),
    st.lists(PHRASES, max_size=3).map("".join),
    st.text(alphabet="一二（）0123456789.,%年月日第条〔〕号：。“”\u3000\t 元大写壹佰", max_size=40),
)
LOOK = st.fixed_dictionaries(
    {},
    optional={
        "font": st.sampled_from(["仿宋", "黑体", "方正小标宋简体", "宋体", ""]),
        "size_pt": st.sampled_from([1, 14, 16, 22, 50]),
        "color": st.sampled_from(["FF0000", "000000", "auto", "GGGGGG", ""]),
        "align": st.sampled_from(["center", "right", "both", "nonsense"]),
        "first_line": st.integers(-5000, 5000),
        "left": st.integers(-5000, 20000),
        "right": st.integers(-5000, 20000),
        "before": st.integers(0, 5000),
        "line": st.integers(0, 5000),
        "line_rule": st.sampled_from(["exact", "auto", "atLeast"]),
        "bold": st.booleans(),
        "page_break_before": st.booleans(),
    },
)
PARAGRAPH = st.builds(lambda text, look: {**look, "text": text}, TEXT, LOOK)
TABLE = st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=5).map(
    lambda rows: {"table": rows}
)


def check(document) -> None:
    report = lint_document(document, RULES, Settings(select=OWN), "")
    stories = {story.name: story for story in document.stories}
    for finding in report.findings:
        text = stories[finding.part].paragraphs[finding.paragraph].text
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.message
        assert "{" not in finding.message or "{" in text


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, max_size=15))
def test_plain_text(lines):
    check(text_document("\n".join(lines)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(PARAGRAPH, PARAGRAPH, TABLE), min_size=1, max_size=15))
def test_word_files(paragraphs):
    legal = "".maketrans(
        "", "", "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))
    )
    for paragraph in paragraphs:
        if "text" in paragraph:
            paragraph["text"] = paragraph["text"].translate(legal)
        else:
            paragraph["table"] = [
                [cell.translate(legal) for cell in row] for row in paragraph["table"]
            ]
    check(sample_document(paragraphs))


@pytest.mark.parametrize("sections", [{"width": 0}, {"height": 1}, {"left": 99999}, {"top": -5}])
def test_odd_pages(sections):
    check(sample_document([{"text": "××市水利局文件", "size_pt": 50, "color": "FF0000"}], sections))
