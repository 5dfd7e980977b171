"""What the rules on figures and dates tell of a short official paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_document
from pipeline.lint.text import text_document

RULES = load_rules()
SETTINGS = Settings(select=("SUM", "DATE", "CONS", "REF-812"))
HEAD = "关于有关工作情况的报告\n市人民政府：\n"
TAIL = "\n江州市水利局\n2026年3月10日"


def told(text: str) -> set[str]:
    """The rules that speak of a text between title and signature."""
    report = lint_document(text_document(HEAD + text + TAIL), RULES, SETTINGS, "")
    return {finding.rule for finding in report.findings}


def told_of(document: Any) -> list[tuple[str, str]]:
    """(rule, marked text) of what is told of a document."""
    report = lint_document(document, RULES, SETTINGS, "")
    return [(finding.rule, finding.text) for finding in report.findings]


def told_beside(text: Sequence[str], *tables: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """The same of a text with tables behind it."""
    lines = [*(HEAD.strip() + "\n" + "\n".join(text)).split("\n"), *TAIL.strip().split("\n")]
    paragraphs = [{"text": line} for line in lines]
    return told_of(sample_document([*paragraphs, *({"table": table} for table in tables)]))
