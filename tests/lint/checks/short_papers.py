"""Short official documents for the tests of checks, and what a rule marks in them."""

from __future__ import annotations

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document

RULES = load_rules()


def paper(*body: str, genre: str = "通知", to: str = "各县人民政府", year: int = 2026) -> str:
    """The text of a document of a genre, one paragraph a line."""
    head = (f"关于开展检查的{genre}", f"{to}：")
    return "\n".join([*head, *body, "江州市人民政府", f"{year}年6月3日"])


def marked(rule: str, text: str) -> list[str]:
    """The characters that the rule marks in a text, in order."""
    assert rule in RULES.ids, "a rule that does not exist marks nothing"
    report = lint_document(text_document(text), RULES, Settings(select=(rule,)), "")
    return [finding.text for finding in report.findings]
