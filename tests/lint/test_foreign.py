"""Other languages: a document without Chinese gets next to nothing, a Chinese one loses nothing."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import lint
from pipeline.lint.foreign import are_foreign, is_foreign
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_document
from pipeline.lint.text import text_document

RULES = load_rules(())
ENGLISH = (
    "The parties agree, in writing, that XXX shall notify the other (in advance of any and all "
    "changes, however small, which may or may not arise from the works set out hereinafter."
)
GERMAN = "Im Sinne der „Verordnung“ sind hierbei sämtliche Stellen, auch örtliche, zu beteiligen."
RUSSIAN = "Комиссия рассмотрела представленные документы и приняла решение об их утверждении."
JAPANESE = "この通知は、防災会議の開催について関係機関にお知らせするものです。"
KOREAN = "이 공문은 회의 개최를 알려 드리기 위한 것입니다. 관계 기관은 참석하여 주시기 바랍니다."


@pytest.mark.parametrize("line", [ENGLISH, GERMAN, RUSSIAN, JAPANESE, KOREAN])
def test_a_document_in_another_language_gets_a_note_and_nothing_else(line):
    report = lint(text_document("\n".join([line] * 5)), rules=RULES)
    assert not report.findings
    assert "几乎没有中文" in report.notes[0]


def test_it_is_checked_when_a_genre_is_given():
    report = lint(text_document("\n".join([ENGLISH] * 5)), rules=RULES, genre="通知")
    assert not any("几乎没有中文" in note for note in report.notes)


def test_english_paragraphs_of_a_chinese_document_are_passed_over():
    long = " ".join([ENGLISH.rstrip(".").replace("(", "")] * 3) + "."
    text = (
        "关于召开会议的通知\n各区要按照会议部署，把责任落实到人。会议作出布署。\n"
        + long
        + "\n由×××负责。"
    )
    found = lint(text_document(text), rules=RULES).findings
    assert {finding.text for finding in found} >= {"布署", "×××"}
    assert not [finding for finding in found if finding.paragraph == 2]


@pytest.mark.parametrize(
    "text",
    ["", "2026-04-28", "010-12345678", "ISO 9001", "××××××", "https://www.example.gov.cn/a/b",
     "使用 Python and JavaScript and SQL and CSS and HTML 开发"],
)  # fmt: skip
def test_short_and_mixed_lines_are_not_foreign(text):
    assert not is_foreign(text)


@pytest.mark.parametrize("text", [" ".join("abcdefghijklmnopqrstuvwxyz" * 3), "da" * 172])
def test_single_letters_and_one_endless_word_are_no_chinese_prose(text):
    assert is_foreign(text)


def test_a_technical_text_full_of_english_names_is_chinese():
    line = "系统采用 Kubernetes、Docker 和 PostgreSQL 部署，接口遵循 REST 与 GraphQL 规范。"
    assert not are_foreign([line] * 20)


@pytest.mark.parametrize("text", ["xxx", "XXXX 2. Heading", "日付 なまえ"])
def test_a_word_file_with_a_word_or_two_and_no_chinese_is_passed_over(text):
    has_chinese = "日" in text
    report = lint(sample_document([{"text": text}]), rules=RULES)
    assert bool(report.notes) is not has_chinese
    assert not report.findings


def test_a_word_file_of_figures_is_no_other_language():
    assert not lint(sample_document([{"text": "2026-05-01"}]), rules=RULES).notes
