"""Rules tested as code is: what ``hongtou rules check`` looks at. Everything is offline.

Each check yields Trouble; a pack is fit when none does. Shape, ids, sources and messages are
checked while a pack is read (pack_reading.py), examples in examples.py; here are the checks that
need all rules together, or a clean text, or correct documents.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.examples import test_rule
from pipeline.lint.finding import SEVERITIES
from pipeline.lint.patterns import compiled
from pipeline.lint.rules import Rule, RuleSet
from pipeline.lint.text import text_document

PROBE_LIMIT = 0.1
_PROBE_LENGTH = 3000
_CONDITIONS = ("before", "after", "not_before", "not_after", "except", "unless", "near", "not_near")
_NARROWING = (*_CONDITIONS, "genres", "not_genres", "layouts", "directions", "elements", "scope")
_PLACEHOLDER = re.compile(r"\{([^{}|]*)\}")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong with rules: which check found it, in which rule, and what it is."""

    check: str
    rule: str
    text: str


def check_messages(rules: RuleSet) -> Iterator[Trouble]:
    """Placeholders of messages and replacements that nothing fills; sources left empty."""
    from pipeline.lint.wording import FILTERS

    for rule in rules.all():
        if not rule.source.strip():
            yield Trouble("依据", rule.id, "source 是空的")
        if rule.kind not in ("term", "pattern", "metric"):
            continue
        known = _placeholders(rule)
        for name in _PLACEHOLDER.findall(rule.message):
            if name not in known:
                yield Trouble("占位", rule.id, f"提示语里的“{{{name}}}”没有东西可填")
        for right in rule.right:
            for inside in re.findall(r"\{([^{}]*)\}", right):
                name, *filters = inside.split("|")
                if name != "0" and name not in known:
                    yield Trouble("占位", rule.id, f"right 里的“{{{name}}}”不是正则的组名")
                for step in filters:
                    if step not in FILTERS:
                        names = "、".join(FILTERS)
                        yield Trouble("占位", rule.id, f"没有“{step}”这种转换，可用：{names}")


def _placeholders(rule: Rule) -> set[str]:
    if rule.kind == "metric":
        return {"value", "limit", "wrong"}
    known = {"wrong", "right"}
    for pattern in rule.data.get("pattern", ()):
        known |= set(compiled(pattern).groupindex)
    return known


def check_examples(rules: RuleSet, only: Sequence[str] = ()) -> Iterator[Trouble]:
    """Bad examples that are not found at the marked range with all rules on, good ones that are,
    fixes that come out wrong or do not settle."""
    wanted = [rules.find(name) for name in only] if only else rules.all()
    for rule in wanted:
        for failure in test_rule(rule, rules):
            example = f"（例：{failure.example[:60]}）" if failure.example else ""
            yield Trouble("例句", rule.id, failure.problem + example)


def check_graph(rules: RuleSet) -> Iterator[Trouble]:
    """Terms against each other: the same form twice, two answers to one form, a right form that
    is itself wrong elsewhere, chains and cycles of those."""
    terms = [rule for rule in rules.all() if rule.kind == "term"]
    owners: dict[str, list[Rule]] = {}
    for rule in terms:
        for wrong in rule.data["wrong"]:
            owners.setdefault(wrong, []).append(rule)
    for wrong, found in owners.items():
        free = [rule for rule in found if _unconditional(rule)]
        if len(free) > 1 or (free and len(found) > 1):
            others = "、".join(rule.id for rule in found[1:])
            same = len({rule.right[:1] for rule in found}) == 1
            what = "重复" if same else "互相矛盾：给出的正确写法不同"
            yield Trouble("词表", found[0].id, f"误写“{wrong}”与 {others} {what}")
    yield from _chains(terms, owners)


def _chains(terms: Sequence[Rule], owners: Mapping[str, list[Rule]]) -> Iterator[Trouble]:
    following: dict[str, set[str]] = {}
    for rule in terms:
        for right in rule.right:
            for wrong, found in _inside(right, owners):
                for other in found:
                    if _unconditional(other) and not _excepted(other, right, wrong):
                        following.setdefault(rule.id, set()).add(other.id)
                        yield Trouble(
                            "词表",
                            rule.id,
                            f"正确写法“{right}”里含有 {other.id} 的误写“{wrong}”",
                        )
    for start in following:
        if _reaches(following, start, start):
            yield Trouble("词表", start, "改来改去成了一圈：改正的结果又被改回来")


def _inside(text: str, owners: Mapping[str, list[Rule]]) -> Iterator[tuple[str, list[Rule]]]:
    for start in range(len(text)):
        for end in range(start + 2, len(text) + 1):
            if text[start:end] in owners:
                yield text[start:end], owners[text[start:end]]


def _excepted(rule: Rule, right: str, wrong: str) -> bool:
    from pipeline.lint.segment import on_word_boundary

    if any(phrase in right for phrase in rule.data.get("except", ())):
        return True
    start = right.index(wrong)
    bounded = rule.data.get("boundary", "auto") != "none" and len(wrong) <= 4
    return bounded and not on_word_boundary(right, start, start + len(wrong))


def _unconditional(rule: Rule) -> bool:
    return not any(key in rule.data for key in _NARROWING)


def _reaches(following: Mapping[str, set[str]], start: str, goal: str) -> bool:
    seen: set[str] = set()
    waiting = list(following.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            waiting += following.get(name, ())
    return False


def check_speed(rules: RuleSet, limit: float = PROBE_LIMIT) -> Iterator[Trouble]:
    """Patterns that need more than ``limit`` seconds on a text made to be hard for them."""
    for number, pattern, gates in rules.patterns:
        expression = compiled(pattern)
        for probe in _probes(pattern, [text for _, text in gates[0]] if gates else ()):
            started = time.process_time()
            for _ in expression.finditer(probe):
                pass
            spent = time.process_time() - started
            if spent > limit:
                rule = rules.rule(number)
                shown = f"{spent * 1000:.0f} 毫秒，上限 {limit * 1000:.0f} 毫秒"
                yield Trouble("速度", rule.id, f"正则在特意构造的长段上用了 {shown}")
                break


def _probes(pattern: str, gate: Sequence[str]) -> Iterator[str]:
    """Long texts that match almost: the characters of the pattern over and over."""
    literal = "".join(dict.fromkeys(re.findall(r"[\u3000-\u9fff\uff00-\uffef0-9A-Za-z]", pattern)))
    pieces = [*gate, literal[:8], literal[::-1][:8], "的", "1", "a", "“", "（", "《", " "]
    for piece in dict.fromkeys(pieces):
        if piece:
            yield (piece * (_PROBE_LENGTH // len(piece) + 1))[:_PROBE_LENGTH]
    for piece in (gate or ("",))[:4]:
        yield ("文字" * 20 + piece) * (_PROBE_LENGTH // 41)


@dataclass(frozen=True, slots=True)
class Noise:
    """Hits on clean text: characters read, hits by rule, and the totals by severity."""

    characters: int
    by_rule: Mapping[str, int]
    by_severity: Mapping[str, int]

    def per_ten_thousand(self, number: int) -> float:
        """A number of hits as hits per 10,000 characters."""
        return number * 10_000 / max(self.characters, 1)

    def as_data(self) -> dict[str, Any]:
        """What ``--against`` reads again."""
        return {"characters": self.characters, "rules": dict(self.by_rule)}


def measure_noise(rules: RuleSet, texts: Iterable[str]) -> Noise:
    """Lint texts that are known to be right; every hit is noise."""
    by_rule: Counter[str] = Counter()
    by_severity: Counter[str] = Counter()
    characters = 0
    for text in texts:
        characters += len(text) - text.count("\n")
        report = lint_document(text_document(text), rules, Settings(), "")
        by_rule.update(finding.rule for finding in report.findings)
        by_severity.update(finding.severity for finding in report.findings)
    return Noise(characters, by_rule, by_severity)


def check_noise(rules: RuleSet, noise: Noise, budget: float = 1.0) -> Iterator[Trouble]:
    """Any error on clean text; more than ``budget`` warnings per 10,000 characters."""
    for name, number in sorted(noise.by_rule.items(), key=lambda item: -item[1]):
        if rules.find(name).severity == "error":
            yield Trouble("误报", name, f"在正确的文字上报了 {number} 次错误")
    warnings = noise.per_ten_thousand(noise.by_severity.get("warning", 0))
    if warnings > budget:
        worst = "、".join(
            f"{name} {number} 次"
            for name, number in sorted(noise.by_rule.items(), key=lambda item: -item[1])[:5]
            if rules.find(name).severity == "warning"
        )
        yield Trouble("误报", "", f"每万字 {warnings:.1f} 个警告，上限 {budget:g}：{worst}")


def noise_changes(old: Mapping[str, Any], new: Noise) -> list[str]:
    """One line for each rule whose rate changed against an earlier measurement."""
    before = Noise(int(old["characters"]), old["rules"], {})
    lines = []
    for name in sorted({*before.by_rule, *new.by_rule}):
        was = before.per_ten_thousand(before.by_rule.get(name, 0))
        now = new.per_ten_thousand(new.by_rule.get(name, 0))
        if abs(was - now) > 1e-9:
            lines.append(f"{name}：每万字 {was:.2f} → {now:.2f}")
    return lines


def check_correct(
    rules: RuleSet, documents: Iterable[tuple[str, Any]], settings: Settings | None = None
) -> Iterator[Trouble]:
    """Findings and edits on documents that are right (name, document as read)."""
    for name, document in documents:
        report = lint_document(document, rules, settings or Settings(), name)
        for finding in report.findings:
            place = f"{name} 第 {finding.paragraph + 1} 段"
            yield Trouble("正例公文", finding.rule, f"{place}：{finding.message}")


def severity_counts(rules: RuleSet) -> dict[str, int]:
    """How many rules of each severity."""
    counted = Counter(rule.severity for rule in rules.all())
    return {severity: counted[severity] for severity in SEVERITIES}
