"""Findings that say the same or lie inside one another: which of them stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.lint.finding import FIX_ORDER, SEVERITIES, Finding
from pipeline.lint.rules import RuleSet
from pipeline.word.edit import Edit

# rules that give way to all others where those have spoken, and each to the ones before it
_GIVE_WAY = ("PHRS-", "SPELL-")
_LOOKS = "FMT-"  # rules about one paragraph's looks, each about another of them


def uncovered(findings: Sequence[Finding], rules: RuleSet) -> Iterator[Finding]:
    """Without a wording finding that lies inside another one's longer range, or repeats it, and
    with one finding for each change of text: the severest, of equals the more particular kind."""
    findings = _one_a_slip(_one_a_change(_without_guesses(findings), rules), rules)
    wording = {"term", "pattern"}
    spans: dict[tuple[str, int], list[Finding]] = {}
    for finding in findings:
        if rules.find(finding.rule).kind in wording:
            spans.setdefault((finding.part, finding.paragraph), []).append(finding)
    for finding in findings:
        rivals = spans.get((finding.part, finding.paragraph), ())
        if rules.find(finding.rule).kind not in wording or not any(
            _covers(other, finding) for other in rivals
        ):
            yield finding


def _without_guesses(findings: Sequence[Finding]) -> list[Finding]:
    """Without a slip in a set phrase or a suspicion of the spelling proof where a rule that knows
    more would change the text; what only changes the looks of a paragraph knows nothing of it."""
    said: dict[tuple[str, int], list[tuple[int, Finding]]] = {}
    for finding in findings:
        if any(edit.new is not None for edit in finding.edits):
            place = (finding.part, finding.paragraph)
            said.setdefault(place, []).append((_turn(finding), finding))
    return [
        finding
        for finding in findings
        if not (turn := _turn(finding))
        or not any(
            before < turn and other.start <= finding.end and finding.start <= other.end
            for before, other in said.get((finding.part, finding.paragraph), ())
        )
    ]


def _turn(finding: Finding) -> int:
    """0 for rules that give way to none."""
    return next((i for i, one in enumerate(_GIVE_WAY, 1) if finding.rule.startswith(one)), 0)


def _one_a_change(findings: Sequence[Finding], rules: RuleSet) -> list[Finding]:
    best: dict[tuple[object, ...], tuple[tuple[int, bool, int], Finding]] = {}
    for finding in findings:
        if any(edit.new is not None for edit in finding.edits):
            rank = (
                SEVERITIES.index(finding.severity),
                rules.find(finding.rule).kind in ("term", "pattern"),
                finding.start - finding.end,
            )
            key = tuple(_core(edit, finding) for edit in finding.edits)
            if key not in best or rank < best[key][0]:
                best[key] = (rank, finding)
    chosen = {id(finding) for _, finding in best.values()}
    return [
        finding
        for finding in findings
        if id(finding) in chosen or all(edit.new is None for edit in finding.edits)
    ]


def _one_a_slip(findings: Sequence[Finding], rules: RuleSet) -> list[Finding]:
    """Of findings that overlap and say the same (their titles agree), the severest, of equals the
    longest: 13月 and 13月5日 are one day that does not exist."""
    told: dict[tuple[str, int, str], list[Finding]] = {}
    for finding in findings:
        if rules.find(finding.rule).kind != "format" and not finding.rule.startswith(_LOOKS):
            told.setdefault((finding.part, finding.paragraph, finding.title), []).append(finding)
    spare = set()
    for same in told.values():
        for one in same if len(same) > 1 else ():
            for other in same:
                apart = other.rule == one.rule or other.end <= one.start or one.end <= other.start
                if not apart and _worth(other) < _worth(one):
                    spare.add(id(one))
    return [finding for finding in findings if id(finding) not in spare]


def _worth(finding: Finding) -> tuple[int, int, str]:
    return SEVERITIES.index(finding.severity), finding.start - finding.end, finding.rule


def _core(edit: Edit, finding: Finding) -> tuple[object, ...]:
    """What an edit really changes, however much around it it writes anew."""
    new, start, end = edit.new, edit.start, edit.end
    if new is not None and (edit.story, edit.paragraph) == (finding.part, finding.paragraph):
        old = finding.context[start:end]
        while old and new and old[0] == new[0]:
            old, new, start = old[1:], new[1:], start + 1
        while old and new and old[-1] == new[-1]:
            old, new, end = old[:-1], new[:-1], end - 1
    return (edit.story, edit.paragraph, start, end, new)


def _covers(other: Finding, finding: Finding) -> bool:
    if other is finding or not (other.start <= finding.start and finding.end <= other.end):
        return False
    same = (other.start, other.end) == (finding.start, finding.end)
    if not same:
        # A long advice never hides a short error inside it.
        return SEVERITIES.index(other.severity) <= SEVERITIES.index(finding.severity)
    return _rank(other) < _rank(finding)


def _rank(finding: Finding) -> tuple[int, int, str]:
    return SEVERITIES.index(finding.severity), FIX_ORDER.index(finding.fix), finding.rule
