"""Which edits of findings are made, and what the text is then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.lint.finding import SEVERITIES, Finding
from pipeline.word.edit import Edit


def chosen_edits(findings: Iterable[Finding], *, unsafe: bool = False) -> list[Edit]:
    """The edits to make: ``safe`` ones, with ``unsafe`` those to be reviewed too.

    Where two text edits overlap, the severer finding's is made, then the earlier one's; the
    edits of one finding are made together or not at all.
    """
    wanted = [
        finding
        for finding in findings
        if finding.edits and (finding.fix == "safe" or (unsafe and finding.fix == "review"))
    ]
    wanted.sort(key=lambda f: SEVERITIES.index(f.severity))
    taken: dict[tuple[str, int], list[tuple[int, int]]] = {}
    edits: list[Edit] = []
    for finding in wanted:
        texts = [edit for edit in finding.edits if edit.new is not None]
        if any(_clashes(edit, taken.get((edit.story, edit.paragraph), ())) for edit in texts):
            continue
        for edit in texts:
            taken.setdefault((edit.story, edit.paragraph), []).append((edit.start, edit.end))
        edits += finding.edits
    return edits


def _clashes(edit: Edit, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(
        (edit.start < end and start < edit.end) or (edit.start, edit.end) == (start, end)
        for start, end in ranges
    )


def apply_to_text(lines: Sequence[str], edits: Iterable[Edit]) -> list[str]:
    """Lines of a plain text with the text edits made (offsets are those of the given lines)."""
    result = list(lines)
    for edit in sorted(edits, key=lambda e: (e.paragraph, e.start), reverse=True):
        if edit.new is not None:
            line = result[edit.paragraph]
            result[edit.paragraph] = line[: edit.start] + edit.new + line[edit.end :]
    return result
