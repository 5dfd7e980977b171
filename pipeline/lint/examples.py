"""The examples of rules: documents made from YAML, and whether a rule does what they say.

An example is a text (one paragraph a line), or a mapping:

    {text: 关于增加编制的⟦请示报告⟧, as: title}      # taken for that element in any case
    {text: "第一行\\n第二行", genre: 请示, layout: 文件, today: 2026-11-23, direction: up}
    {text: 各部门要密切配合，, times: 20}             # the text so many times over
    {paragraphs: [{text: 关于……的通知, style: {font: 黑体, size_pt: 22}}, …], …}   # a Word file

⟦⟧ marks the range a finding must have; ⟦⟧ with nothing inside marks a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.errors import DataProblem
from pipeline.lint.context import Context
from pipeline.lint.engine import Report, Settings, lint_document, run_rules
from pipeline.lint.finding import Finding
from pipeline.lint.rules import Layer, Rule, RuleSet
from pipeline.lint.text import text_document

OPEN, CLOSE = "⟦", "⟧"
_WORDED = ("term", "pattern")  # kinds whose examples show where, and what it becomes
_KEYS = (
    "text",
    "as",
    "genre",
    "layout",
    "direction",
    "today",
    "paragraphs",
    "profile",
    "sections",
    "times",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A document of an example with its marks taken out: (paragraph, start, end) of the body."""

    text: str
    marks: tuple[tuple[int, int, int], ...]
    settings: Settings
    element: str | None = None
    direction: str | None = None
    source: Any = None


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that does not come out as written: which rule, which example, and how."""

    rule: str
    example: str
    problem: str


@dataclass(frozen=True, slots=True)
class _Assumed:
    """A recognition that takes every paragraph for one element."""

    element: str | None
    genre: str | None
    layout: str | None
    direction: str | None
    title: str = ""
    official: bool = True
    red_head: bool = False
    elements: tuple[Any, ...] = ()

    def element_of(self, story: str, paragraph: int) -> str | None:
        return self.element

    def at(self, story: str, paragraph: int) -> None:
        return None

    def first(self, element: object) -> None:
        return None

    def all(self, *elements: object) -> tuple[Any, ...]:
        return ()


def read_example(raw: Any, rule: Rule) -> Example:
    """An example as written in a pack; raises DataProblem when it cannot be understood."""
    if isinstance(raw, str):
        raw = {"text": raw}
    if not isinstance(raw, dict) or not ("text" in raw or "paragraphs" in raw):
        raise DataProblem(f"规则 {rule.id} 的例子应是一句话，或写有 text 的一组键值。")
    for key in raw:
        if key not in _KEYS:
            raise DataProblem(
                f"规则 {rule.id} 的例子里没有“{key}”这一项（可用：{'、'.join(_KEYS)}）。"
            )
    lines = (
        (str(raw["text"]) * int(raw.get("times", 1))).split("\n")
        if "text" in raw
        else [_text_of(paragraph) for paragraph in raw["paragraphs"]]
    )
    plain, marks = _unmark(lines)
    genres = rule.data.get("genres", ())
    elements = rule.data.get("elements", ())
    today = raw.get("today")
    assumed = raw.get("as") or (elements[0] if elements and len(lines) == 1 else None)
    if assumed is None and len(lines) == 1 and rule.data.get("scope") == ["title"]:
        assumed = "title"
    settings = Settings(
        genre=raw.get("genre") or (genres[0] if genres else None),
        layout=raw.get("layout") or next(iter(rule.data.get("layouts", ())), None),
        profile=raw.get("profile"),
        today=date.fromisoformat(str(today)) if today else date(2026, 11, 23),
    )
    return Example(
        "\n".join(plain),
        tuple(marks),
        settings,
        assumed,
        raw.get("direction") or next(iter(rule.data.get("directions", ())), None),
        raw,
    )


def _text_of(paragraph: Any) -> str:
    return str(paragraph.get("text", "")) if isinstance(paragraph, dict) else str(paragraph)


def _unmark(lines: Sequence[str]) -> tuple[list[str], list[tuple[int, int, int]]]:
    plain: list[str] = []
    marks: list[tuple[int, int, int]] = []
    for number, line in enumerate(lines):
        while OPEN in line:
            start = line.index(OPEN)
            line = line[:start] + line[start + 1 :]
            end = line.index(CLOSE) if CLOSE in line else len(line)
            line = line[:end] + line[end + 1 :]
            marks.append((number, start, end))
        plain.append(line)
    return plain, marks


def document_of(example: Example) -> Any:
    """The document an example describes: plain text, or a Word file when formats are given."""
    raw = example.source
    if isinstance(raw, dict) and "paragraphs" in raw:
        from pipeline.lint.sample import sample_document

        paragraphs = [
            {**(paragraph if isinstance(paragraph, dict) else {}), "text": text}
            for paragraph, text in zip(raw["paragraphs"], example.text.split("\n"), strict=True)
        ]
        return sample_document(paragraphs, raw.get("sections"))
    return text_document(example.text)


def run_example(example: Example, rules: RuleSet, rule: Rule | None = None) -> Report:
    """Lint an example with all rules, ``rule`` switched on even when it is off by default."""
    settings = example.settings
    if rule is not None:
        settings = replace(settings, layers=(*settings.layers, Layer(on=(rule.id,))))
    document = document_of(example)
    if example.element is None and example.direction is None:
        return lint_document(document, rules, settings, "")
    context = Context(document, genre=settings.genre, layout=settings.layout, today=settings.today)
    recognised = context.recognised
    assumed: Any = _Assumed(
        example.element,
        settings.genre or recognised.genre,
        settings.layout or recognised.layout,
        example.direction or recognised.direction,
    )
    if example.element is None:
        assumed = replace(recognised, direction=example.direction)
    context = Context(
        document,
        genre=settings.genre,
        layout=settings.layout,
        profile=settings.profile,
        today=settings.today,
        shared={"recognised": assumed},
    )
    return run_rules(context, rules, settings, "")


def test_rules(rules: RuleSet, only: Sequence[str] = ()) -> Iterator[Failure]:
    """Every example of every rule (or of ``only``) that does not come out as the pack says."""
    wanted = [rules.find(identifier) for identifier in only] if only else rules.all()
    for rule in wanted:
        yield from test_rule(rule, rules)


test_rules.__test__ = False  # type: ignore[attr-defined]


def test_rule(rule: Rule, rules: RuleSet) -> Iterator[Failure]:
    """The failures of one rule's examples."""
    bad, good = rule.data.get("bad", []), rule.data.get("good", [])
    if not bad:
        yield Failure(rule.id, "", "没有错例 bad，至少写一条")
    if not good:
        yield Failure(rule.id, "", "没有正例 good，至少写一条")
    fixed = rule.data.get("fixed", good if rule.kind in _WORDED else ())
    for number, raw in enumerate(bad):
        expected = fixed[number] if number < len(fixed) else None
        yield from _test_bad(rule, rules, raw, expected)
    for raw in good:
        example = read_example(raw, rule)
        for finding in run_example(example, rules, rule).findings:
            if finding.rule == rule.id:
                yield Failure(rule.id, example.text, f"正例不该报，却报了“{finding.text}”")


test_rule.__test__ = False  # type: ignore[attr-defined]


def _test_bad(rule: Rule, rules: RuleSet, raw: Any, expected: Any) -> Iterator[Failure]:
    example = read_example(raw, rule)
    if not example.marks and rule.kind in _WORDED:
        yield Failure(rule.id, example.text, "错例没有用 ⟦⟧ 标出应当报的位置")
        return
    found = [f for f in run_example(example, rules, rule).findings if f.rule == rule.id]
    if not found:
        yield Failure(rule.id, example.text, "错例应当报出，却没有报")
        return
    for finding in found:
        if "{" in finding.message.replace("{{", ""):
            yield Failure(rule.id, example.text, f"提示语里有没有填上的占位：{finding.message}")
    spans = {(f.paragraph, f.start, f.end) for f in found}
    if example.marks and spans != set(example.marks):
        shown = "、".join(f"“{f.text}”" for f in found)
        yield Failure(rule.id, example.text, f"报出的位置与 ⟦⟧ 不同：报的是{shown}")
    if isinstance(raw, str) or "text" in raw:
        yield from _test_fix(rule, rules, example, found, expected)


def _test_fix(
    rule: Rule, rules: RuleSet, example: Example, found: Sequence[Finding], expected: Any
) -> Iterator[Failure]:
    from pipeline.lint.fixing import apply_to_text

    edits = [e for finding in found for e in finding.edits if e.new is not None]
    if not edits and (rule.kind not in _WORDED or rule.fix == "none"):
        return
    result = apply_to_text(example.text.split("\n"), edits)
    if expected is None and rule.kind in _WORDED:
        yield Failure(rule.id, example.text, f"没有写改正后的样子 fixed（实际改成：{result[0]}）")
        return
    text = "\n".join(result)
    wanted = text if expected is None else read_example(expected, rule).text
    if text != wanted:
        yield Failure(rule.id, example.text, f"改成了“{'↵'.join(result)}”，应为“{wanted}”")
        return
    source = {**(example.source if isinstance(example.source, dict) else {}), "text": text}
    again = run_example(replace(example, text=text, source=source), rules, rule)
    if any(finding.rule == rule.id for finding in again.findings):
        yield Failure(rule.id, text, "改正后再查，仍然报同一条：改法不收敛")


def example_texts(rule: Rule, key: str) -> list[str]:
    """The examples of a rule as plain texts with their marks, for people to read."""
    return [
        str(raw.get("text") or "\n".join(map(_text_of, raw.get("paragraphs", ()))))
        if isinstance(raw, Mapping)
        else str(raw)
        for raw in rule.data.get(key, ())
    ]
