"""的, 地 and 得: places where grammar leaves one reading, and those where it leaves two."""

from __future__ import annotations

import pytest

from pipeline.gongwen.words import word_kind
from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document


def found(text: str) -> list[tuple[int, str]]:
    """Where a particle is reported, and what should stand there."""
    settings = Settings(select=("SENT-110", "SENT-111", "SENT-112"))
    report = lint_document(text_document(text), load_rules(), settings, "")
    return [(f.start, f.suggestions[0]) for f in report.findings]


@pytest.mark.parametrize(
    ("text", "at", "right"),
    [
        ("会议要求各部门坚决的扛起安全责任。", 9, "地"),
        ("切实有效的保障群众的合法权益。", 4, "地"),
        ("社区医生耐心细致的为老人测量血压。", 8, "地"),
        ("这场会开的很成功。", 4, "得"),
        ("我们要珍惜来之不易得成果。", 9, "的"),
    ],
)
def test_one_reading_is_reported(text, at, right):
    assert found(text) == [(at, right)]


@pytest.mark.parametrize(
    "text",
    [
        "会议得到各部门坚决的支持。",
        "科学有效的保障措施十分重要。",
        "这场会开得很成功，所开的很成功的会不多。",
        "转变的更加明显的是作风。",
        "事故发生地政府应当报告，广大地区受益。",
        "",
        "的地得",
    ],
)
def test_two_readings_are_left_alone(text):
    assert found(text) == []


def test_the_word_list_knows_kinds():
    assert (word_kind("贯彻"), word_kind("没有这个词")) == ("v", "")
