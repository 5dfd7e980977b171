"""Run rules over one document: ``lint(path)`` gives a Report."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import FileProblem
from pipeline.lint.apart import apart
from pipeline.lint.context import Context, DocumentLike
from pipeline.lint.finding import FIX_ORDER, SEVERITIES, Finding, Fix, Hit, Severity
from pipeline.lint.foreign import are_foreign, is_foreign
from pipeline.lint.metrics import measure
from pipeline.lint.overlaps import uncovered
from pipeline.lint.packs import ELSEWHERE
from pipeline.lint.registry import room_of
from pipeline.lint.rules import Layer, Rule, RuleSet, load_rules
from pipeline.lint.wording import (
    JoinedText,
    Match,
    Place,
    fill,
    find_patterns,
    find_terms,
    holds,
    quoted,
)
from pipeline.word.edit import Edit

TEXT_SUFFIXES = (".txt", ".md", ".markdown", ".text")
_NOTES = ("footnote", "endnote", "comment")
_LONG = 20_000  # characters from which a second process gains more time than it takes
_HEADINGS = ("heading1", "heading2", "heading3", "heading4")
_TITLES = ("title", "attachment_title")


@dataclass(frozen=True, slots=True)
class Report:
    """What linting one document gave.

    path: as the user wrote it. genre, layout: given or recognised. error: one sentence when the
    file could not be checked (findings are then empty). notes: sentences about the run itself:
    ignores that ignored nothing, stale baseline entries. document: what was read, for outputs
    that show it.
    """

    path: str
    genre: str | None = None
    layout: str | None = None
    error: str | None = None
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    document: Any = field(default=None, compare=False, repr=False)

    def counts(self) -> dict[str, int]:
        """How many findings of each severity, baselined ones left out."""
        live = [finding.severity for finding in self.findings if not finding.baselined]
        return {severity: live.count(severity) for severity in SEVERITIES}


@dataclass(frozen=True, slots=True)
class Settings:
    """How to lint: everything but the rules and the document.

    genre, layout: None to recognise. profile: layout profile name or path. today: the date that
    past and future are measured from. view: pending tracked changes taken ("final") or not.
    select, ignore: rule ids, prefixes or wildcards. layers: settings from hongtou.toml.
    """

    genre: str | None = None
    layout: str | None = None
    profile: Any = None
    today: date | None = None
    view: Literal["final", "original"] = "final"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()


def lint(
    source: Path | str | DocumentLike,
    *,
    rules: RuleSet | Sequence[str] | None = None,
    settings: Settings | None = None,
    name: str | None = None,
    **options: Any,
) -> Report:
    """Check one document and return its Report.

    source: a path, or a document already read. rules: a RuleSet, or names and paths of packs
    beside the built-in ones. Keyword options are those of Settings (genre, layout, …).
    Raises HongtouError when the file or a pack cannot be read.
    """
    settings = settings or Settings(**options)
    rule_set = rules if isinstance(rules, RuleSet) else load_rules(rules or ())
    if isinstance(source, (str, Path)):
        path = Path(source)
        return lint_document(
            read(path, view=settings.view), rule_set, settings, name or str(source)
        )
    return lint_document(source, rule_set, settings, name or "")


def read(path: Path, *, view: Literal["final", "original"] = "final") -> Any:
    """A document from a file: Word, or plain text by its suffix. Raises FileProblem."""
    if path.suffix.lower() in TEXT_SUFFIXES:
        from pipeline.files import read_text
        from pipeline.lint.text import text_document

        if path.is_dir():
            raise FileProblem(f"{path} 是文件夹，不是文件。")
        return text_document(read_text(path), markdown=path.suffix.lower() in (".md", ".markdown"))
    from pipeline.word.document import read_document

    return read_document(path, view=view)


def lint_document(document: Any, rules: RuleSet, settings: Settings, name: str) -> Report:
    """Check a document that has been read."""
    return begin(document, rules, settings, name)()


def begin(document: Any, rules: RuleSet, settings: Settings, name: str) -> Callable[[], Report]:
    """Start what is done elsewhere or for several documents together; the function that is given
    back does the rest, once."""
    context = Context(
        document,
        genre=settings.genre,
        layout=settings.layout,
        profile=settings.profile,
        today=settings.today,
    )
    return _begin(context, rules, settings, name)


def run_rules(context: Context, rules: RuleSet, settings: Settings, name: str) -> Report:
    """Check the document of a context: for callers that know more about it than the document."""
    return _begin(context, rules, settings, name)()


def _begin(context: Context, rules: RuleSet, settings: Settings, name: str) -> Callable[[], Report]:
    asked = settings.genre or settings.profile
    in_word = context.document.package is not None
    if not asked and are_foreign((p.text for _, p in context.paragraphs()), short=in_word):
        note = "通篇几乎没有中文，没有检查；如仍要检查，请用 --genre 指明文种。"
        return lambda: Report(name, notes=(note,), document=context.document)
    run = _Run(context, rules, settings, name)
    run.begin()
    return run.report


_SHORT_NAME = re.compile(r"(?:简称|下称)[：:]?[“《]?([\u4e00-\u9fff]{2,14})")


class _Run:
    """One document under one rule set: turns matches and hits into findings."""

    def __init__(self, context: Context, rules: RuleSet, settings: Settings, name: str) -> None:
        self.name = name
        self.context = context
        self.rules = rules
        self.selection = rules.selection(
            extra=settings.layers,
            select=settings.select,
            ignore=settings.ignore,
            genre=context.genre,
            path=name,
        )
        self.kind = context.genre, context.layout, context.direction
        self.others = self.selection.others(*self.kind)
        self.places = [
            Place(story.name, story.kind, paragraph)
            for story in context.document.stories
            for paragraph in story.paragraphs
        ]
        self.chinese = [place for place in self.places if not is_foreign(place.paragraph.text)]
        self._by_index = {(place.story, place.paragraph.index): place for place in self.places}
        self._elements = {key: context.element_of(*key) for key in self._by_index}
        self._limited: dict[str, frozenset[int]] = {}

    def report(self) -> Report:
        """What all rules say, less what the document itself asks to ignore."""
        from pipeline.lint.ignores import apply_ignores

        context = self.context
        findings, notes = apply_ignores(context.document, self._findings())
        genre, layout = context.genre, context.layout
        return Report(
            self.name, genre, layout, None, tuple(findings), tuple(notes), context.document
        )

    def _findings(self) -> list[Finding]:
        """All findings, in the order of the document, without those another one covers."""
        is_long = sum(len(place.paragraph.text) for place in self.chinese) >= _LONG
        words, rest = self._divided() if is_long else ([], self.others)
        with apart(lambda: list(self._hits(words)), wanted=is_long) as hits_of_words:
            found = [*self._wording(), *self._told(self._hits(rest)), *self._told(hits_of_words())]
        order = {story.name: number for number, story in enumerate(self.context.document.stories)}
        found.sort(key=lambda f: (order.get(f.part, 0), f.paragraph, f.start, f.end, f.rule))
        return list(uncovered(found, self.rules))

    def begin(self) -> None:
        """Let checks that have their work done elsewhere start it before all else."""
        for number in reversed(self.others):
            if not self.rules.rule(number).data.get("check", "").startswith(ELSEWHERE):
                break
            found, options = self.rules.check(number)
            if found.begin is not None:
                found.begin(self.context.with_options(options))

    def _wording(self) -> Iterator[Finding]:
        joined = JoinedText(self.chinese, self.rules.gate_heads)
        severity = self.selection.severity
        matches: Iterable[Match] = (
            *find_terms(joined, self.rules),
            *find_patterns(joined, self.rules, lambda number: self._within(joined, number)),
        )
        for match in matches:
            if severity(match.rule) is None:
                continue
            rule = self.rules.rule(match.rule)
            if not holds(rule, match) or not self._applies(rule, match.place):
                continue
            inside = rule.quoted != "check" and quoted(
                match.place.paragraph.text, match.start, match.end
            )
            if inside and rule.quoted == "skip":
                continue
            if rule.data.get("introduced") == "skip" and self._is_introduced(match):
                continue
            yield self._finding(match.rule, self._hit(rule, match, inside))

    def _is_introduced(self, match: Match) -> bool:
        """Whether the document itself introduces the words: （以下简称市住建局）."""
        said = self.context.once("introduced", self._introduced)
        words = match.place.paragraph.text[match.start : match.end]
        return any(words in name for name in said)

    def _introduced(self) -> list[str]:
        texts = (place.paragraph.text for place in self.chinese)
        return [found for text in texts for found in _SHORT_NAME.findall(text)]

    def _within(self, joined: JoinedText, number: int) -> Collection[int]:
        """The places, by number, that a rule applies to."""
        rule = self.rules.rule(number)
        if self.selection.severity(number) is None or not rule.is_for(*self.kind):
            return ()
        limits = rule.data.get("elements"), rule.data.get("scope")
        if limits == (None, None):
            return range(len(joined.places))
        key = repr(limits)
        if key not in self._limited:
            self._limited[key] = frozenset(
                at for at, place in enumerate(joined.places) if self._place_applies(rule, place)
            )
        return self._limited[key]

    def _hit(self, rule: Rule, match: Match, inside_quotes: bool) -> Hit:
        rights = tuple(fill(right, match.groups) for right in rule.right)
        return Hit(
            match.place.story,
            match.place.paragraph.index,
            match.start,
            match.end,
            {**match.groups, "right": "”或“".join(rights)},
            suggestions=tuple(right for right in rights if right != match.groups["wrong"]),
            fix="review" if inside_quotes and rule.fix == "safe" else None,
        )

    def _divided(self) -> tuple[list[int], list[int]]:
        """The rules that are evaluated: those about words, about half of the work, and the rest,
        with what has its work done elsewhere."""
        words: list[int] = []
        rest: list[int] = []
        for number in self.others:
            name = self.rules.rule(number).data.get("check", "")
            is_of_words = room_of(name) == "words" and not name.startswith(ELSEWHERE)
            (words if is_of_words else rest).append(number)
        return words, rest

    def _hits(self, numbers: Iterable[int]) -> Iterator[tuple[int, Hit]]:
        for number in numbers:
            rule = self.rules.rule(number)
            for hit in self._evaluate(number, rule):
                place = self._by_index.get((hit.story, hit.paragraph))
                if place is None or self._place_applies(rule, place):
                    yield number, hit

    def _told(self, hits: Iterable[tuple[int, Hit]]) -> Iterator[Finding]:
        for number, hit in hits:
            yield self._finding(number, hit)

    def _evaluate(self, number: int, rule: Rule) -> Iterator[Hit]:
        if rule.kind == "metric":
            places = [place for place in self.chinese if self._place_applies(rule, place)]
            return measure(rule, places)
        found, options = self.rules.check(number)
        return found.run(self.context.with_options(options))

    def _applies(self, rule: Rule, place: Place) -> bool:
        return rule.is_for(*self.kind) and self._place_applies(rule, place)

    def _place_applies(self, rule: Rule, place: Place) -> bool:
        data = rule.data
        if "elements" in data and self._element(place) not in data["elements"]:
            return False
        return "scope" not in data or self._scope(place) in data["scope"]

    def _element(self, place: Place) -> str | None:
        return self._elements[place.story, place.paragraph.index]

    def _scope(self, place: Place) -> str:
        kind = place.kind
        if kind in ("header", "footer"):
            return "header"
        if kind in _NOTES:
            return "note"
        if kind == "textbox":
            return "textbox"
        element = self._element(place)
        if element in _TITLES:
            return "title"
        if element in _HEADINGS:
            return "heading"
        return "table" if place.paragraph.cell is not None else "body"

    def _severity(self, number: int, rule: Rule) -> str:
        """The user's severity; else the rule's own, which may be another in an official document:
        an old name that a statute tells of is a mistake in a notice."""
        chosen = self.selection.severity(number) or rule.severity
        raised = rule.data.get("in_official")
        if not raised or chosen != rule.severity or not self.context.recognised.official:
            return chosen
        return min(chosen, str(raised), key=SEVERITIES.index)

    def _finding(self, number: int, hit: Hit) -> Finding:
        rule = self.rules.rule(number)
        place = self._by_index.get((hit.story, hit.paragraph))
        text = place.paragraph.text if place else ""
        end = min(hit.end, len(text))
        start = min(hit.start, end)
        fix = _lower(rule.fix, hit.fix)
        edits = hit.edits
        if not edits and hit.suggestions and start < end and fix != "none":
            edits = (_smallest(hit, start, text[start:end]),)
            if len(hit.suggestions) > 1:
                fix = _lower(fix, "review")
        values = {"wrong": text[start:end], **hit.values}
        message = _say(hit.message or rule.message, values)
        severity = hit.severity or self._severity(number, rule)
        return Finding(
            rule=rule.id,
            severity=_severity(severity),
            title=rule.title,
            message=message,
            part=hit.story,
            paragraph=hit.paragraph,
            cell=_cell(place),
            element=self.context.element_of(hit.story, hit.paragraph) if place else None,
            start=start,
            end=end,
            text=text[start:end],
            suggestions=hit.suggestions,
            fix=fix if edits else "none",
            edits=tuple(replace(edit, why=f"{rule.id} {message}") for edit in edits),
            source=rule.source,
            context=text,
        )


def _smallest(hit: Hit, start: int, old: str) -> Edit:
    """The edit that turns ``old`` into the first suggestion: a mere insertion or deletion when
    that is all it takes, else the whole, because a person reads words, not single characters."""
    new = hit.suggestions[0]
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    if head + tail < min(len(old), len(new)):
        return Edit(hit.story, hit.paragraph, start, start + len(old), new)
    return Edit(
        hit.story,
        hit.paragraph,
        start + head,
        start + len(old) - tail,
        new[head : len(new) - tail],
    )


def _lower(one: str, two: str | None) -> Fix:
    """The more careful of two kinds of fix."""
    kinds = [kind for kind in (one, two) if kind is not None]
    return max((fix for fix in FIX_ORDER if fix in kinds), key=FIX_ORDER.index)


def _severity(value: str) -> Severity:
    return next(severity for severity in SEVERITIES if severity == value)


def _say(template: str, values: Mapping[str, object]) -> str:
    for key, value in values.items():
        template = template.replace("{" + key + "}", str(value))
    return template


def _cell(place: Place | None) -> tuple[int, int, int] | None:
    cell = place.paragraph.cell if place else None
    return None if cell is None else (cell.table, cell.row, cell.column)
