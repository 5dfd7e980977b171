"""What linting yields: a Hit is found by an evaluator, a Finding is a Hit with its rule's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.word.edit import Edit

Severity = Literal["error", "warning", "advice"]
Fix = Literal["safe", "review", "none"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "advice")
FIX_ORDER: tuple[Fix, ...] = ("safe", "review", "none")
SEVERITY_LABELS: dict[str, str] = {"error": "错误", "warning": "警告", "advice": "建议"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule applies, as an evaluator or a Python check yields it.

    story, paragraph: where (story name and 0-based paragraph index in it).
    start, end: character range in the paragraph's text; equal when something is missing there
    or when the whole paragraph's format is meant.
    values: what fills the placeholders of the rule's message, as ``{name}``.
    suggestions: what could stand there instead, best first (texts a person reads).
    edits: the change that would mend it. When empty and there is exactly one suggestion and the
    range is not empty, the engine makes the text Edit itself.
    fix: how safe the edits are here; None takes the rule's own. It can lower a rule's fix
    (safe > review > none), never raise it. severity: likewise for one hit (None: the rule's).
    message: replaces the rule's message for this hit (no final 。).
    """

    story: str
    paragraph: int
    start: int = 0
    end: int = 0
    values: Mapping[str, object] = field(default_factory=dict)
    suggestions: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    fix: Fix | None = None
    severity: Severity | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding as every output shows it.

    rule, severity, title, message: the rule's id and words. part: the story ("body", "header1",
    "footnote:2", …). paragraph: 0-based index in the part. cell: (table, row, column), 0-based,
    or None. element: what the paragraph was recognised as (value of gongwen Element) or None.
    start, end: character range in the paragraph's text. text: the characters themselves.
    suggestions: replacements, best first. fix: "safe" may be applied unseen, "review" only when
    asked for, "none" has no edits. edits: the change. source: where the rule comes from.
    context: the whole text of the paragraph. baselined: known from the
    baseline, shown but not counted.
    """

    rule: str
    severity: Severity
    title: str
    message: str
    part: str
    paragraph: int
    cell: tuple[int, int, int] | None
    element: str | None
    start: int
    end: int
    text: str
    suggestions: tuple[str, ...] = ()
    fix: Fix = "none"
    edits: tuple[Edit, ...] = ()
    source: str = ""
    context: str = ""
    baselined: bool = False
