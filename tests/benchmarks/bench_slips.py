"""The slips of ``tests/benchmarks/slips``: what the spelling proof and the full lint make of them.

python tests/benchmarks/bench_slips.py [--misses] [FILE.tsv…]

Every sentence is checked by itself, errors and warnings only. "Mended": the sentence becomes
exactly the right one. "Found": a finding touches every slip of the sentence, whatever it suggests.
A line that is right as it stands and gets a finding is a false alarm.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document
from pipeline.proof import suspicions

HERE = Path(__file__).parent / "slips"
RIGHT = "无错"


@dataclass(frozen=True, slots=True)
class Change:
    """Characters ``start`` to ``end`` become ``new``; ``new`` is None when nothing is proposed."""

    start: int
    end: int
    new: str | None
    why: str


Checker = Callable[[str], list[Change]]


def proof(text: str) -> list[Change]:
    return [Change(s.start, s.end, s.suggestion, "拼写") for s in suspicions([text])]


def lint(text: str) -> list[Change]:
    report = lint_document(text_document(text), load_rules(), Settings(), "")
    result = []
    for finding in report.findings:
        if finding.severity == "advice":
            continue
        edits = [edit for edit in finding.edits if edit.new is not None]
        for edit in edits:
            result.append(Change(edit.start, edit.end, edit.new, finding.rule))
        if not edits:
            result.append(Change(finding.start, finding.end, None, finding.rule))
    return result


def mended(text: str, changes: Sequence[Change]) -> str:
    """``text`` with the changes made, those that overlap an earlier one left out."""
    made, last = [], 0
    for change in sorted(changes, key=lambda c: (c.start, c.end)):
        if change.new is not None and change.start >= last:
            made.append(change)
            last = change.end
    for change in reversed(made):
        text = text[: change.start] + (change.new or "") + text[change.end :]
    return text


def found(wrong: str, right: str, changes: Sequence[Change]) -> bool:
    """Whether a finding touches every place where the sentence must change."""
    places = [
        (start, end)
        for tag, start, end, _, _ in SequenceMatcher(None, wrong, right, False).get_opcodes()
        if tag != "equal"
    ]
    return all(any(c.start <= end and start <= c.end for c in changes) for start, end in places)


def table(path: Path, checkers: dict[str, Checker], misses: bool) -> None:
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    due = Counter(kind for _, _, kind in lines)
    counts: dict[str, dict[str, Counter[str]]] = {}
    for name, check in checkers.items():
        good, seen, changed = Counter[str](), Counter[str](), 0
        for wrong, right, kind in lines:
            changes = check(wrong)
            result = mended(wrong, changes)
            changed += result != wrong
            if kind == RIGHT:
                good[kind] += bool(changes)
                seen[kind] += bool(changes)
            else:
                good[kind] += result == right
                seen[kind] += found(wrong, right, changes)
            if misses and (bool(changes) if kind == RIGHT else result != right):
                said = "；".join(f"{wrong[c.start : c.end]}→{c.new} {c.why}" for c in changes)
                print(f"[{name}] {kind}\t{wrong}\t{right}\t{said}")
        counts[name] = {"mended": good, "found": seen, "changed": Counter(all=changed)}
    heads = " | ".join(f"{n}: mended | found" for n in checkers)
    print(f"\n| {path.stem} | lines | {heads} |")
    print("|" + "---|" * (2 + 2 * len(checkers)))
    kinds = [kind for kind, _ in due.most_common() if kind != RIGHT]
    for kind in kinds:
        cells = (f"{c['mended'][kind]} | {c['found'][kind]}" for c in counts.values())
        print(f"| {kind} | {due[kind]} | " + " | ".join(cells) + " |")
    wrong_lines = sum(due[kind] for kind in kinds)
    shares = []
    for c in counts.values():
        good, seen = (sum(c[what][kind] for kind in kinds) for what in ("mended", "found"))
        shares.append(f"{good} ({good / wrong_lines:.0%}) | {seen} ({seen / wrong_lines:.0%})")
    print(f"| all with slips | {wrong_lines} | " + " | ".join(shares) + " |")
    alarms = (f" | {c['found'][RIGHT]}" for c in counts.values())
    print(f"| right as they stand: false alarms | {due[RIGHT]} |" + " |".join(alarms) + " |")
    for name, c in counts.items():
        good, changed = sum(c["mended"][kind] for kind in kinds), c["changed"]["all"]
        print(
            f"{name}: sentence precision {good / max(changed, 1):.1%}, "
            f"recall {good / wrong_lines:.1%}, F1 {2 * good / (changed + wrong_lines):.1%}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", action="store_true", help="print what was not mended")
    parser.add_argument("files", nargs="*", type=Path)
    chosen = parser.parse_args()
    for path in chosen.files or sorted(HERE.glob("*.tsv")):
        table(path, {"proof": proof, "lint": lint}, chosen.misses)


if __name__ == "__main__":
    main()
