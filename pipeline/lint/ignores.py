"""Ignores that travel with the file: a Word comment ``hongtou:ignore RULE 理由``.

The comment silences the rule (id, prefix or ``*``) in the paragraphs it is attached to; without
anything marked, in the paragraph it stands at. In plain text, ``<!-- hongtou:ignore RULE 理由 -->``
does so for its own line, or the next one when it stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.lint.finding import Finding
from pipeline.lint.rules import matches

_IGNORE = re.compile(
    r"hongtou:ignore[ \t\u3000]+(?P<rules>[A-Za-z0-9*?,，、-]+)[ \t\u3000]*(?P<why>.*)"
)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One ignore: the rules it silences, where, and the reason given."""

    rules: tuple[str, ...]
    story: str
    paragraph: int
    why: str


def apply_ignores(document: Any, findings: Sequence[Finding]) -> tuple[list[Finding], list[str]]:
    """The findings that no ignore silences, and a sentence for each ignore that silenced none."""
    ignores = find_ignores(document)
    if not ignores:
        return list(findings), []
    used: set[int] = set()
    kept: list[Finding] = []
    for finding in findings:
        silencing = [
            number
            for number, ignore in enumerate(ignores)
            if (ignore.story, ignore.paragraph) == (finding.part, finding.paragraph)
            and matches(finding.rule, ignore.rules)
        ]
        used.update(silencing)
        if not silencing:
            kept.append(finding)
    notes = [
        f"第 {ignore.paragraph + 1} 段的忽略标记“{'、'.join(ignore.rules)}”没有用到，可以删掉。"
        for number, ignore in enumerate(ignores)
        if number not in used
    ]
    return kept, notes


def find_ignores(document: Any) -> list[Ignore]:
    """Every ignore in a document: comments of a Word file, HTML comments of a text."""
    if document.package is None:
        return _in_text(document)
    if not any("comments" in name for name in document.package.part_names):
        return []
    from pipeline.word.comments import read_comments

    found = []
    for comment in read_comments(document.package):
        match = _IGNORE.search(comment.text)
        if match:
            rules = tuple(re.split(r"[,，、]", match["rules"]))
            found.append(Ignore(rules, comment.story, comment.paragraph, match["why"].strip()))
    return found


def _in_text(document: Any) -> list[Ignore]:
    found = []
    for paragraph in document.body.paragraphs:
        match = _IGNORE.search(paragraph.text) if "hongtou:ignore" in paragraph.text else None
        if match:
            alone = paragraph.text.strip().startswith("<!--") and paragraph.text.strip().endswith(
                "-->"
            )
            rules = tuple(re.split(r"[,，、]", match["rules"]))
            target = paragraph.index + 1 if alone else paragraph.index
            found.append(Ignore(rules, "body", target, match["why"].removesuffix("-->").strip()))
    return found
