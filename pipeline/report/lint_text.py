"""Findings as text for a terminal or a pipe: by file, then by paragraph, marked in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.lint.engine import Report
from pipeline.lint.finding import SEVERITIES, SEVERITY_LABELS, Finding
from pipeline.report.lint_places import (
    advice_of,
    counted,
    grouped,
    is_format,
    surroundings,
    where,
)

Paint = Callable[..., str]
_COLOURS = {"error": "red", "warning": "yellow", "advice": "cyan"}
_SHOWN_PLACES = 8
# the same said more often than this is said once, with its places
_REPEATS = 5


def render(reports: Sequence[Report], *, colour: bool = False, notes: Sequence[str] = ()) -> str:
    """The whole text; marks the range by colour, or by ⟦⟧ where there is no colour."""
    paint = _painter(colour)
    lines: list[str] = []
    for report in reports:
        block = list(_file(report, paint, colour))
        if block:
            lines += [*block, ""]
    lines += [paint(note, fg="yellow") for note in notes]
    lines.append(summary(reports))
    return "\n".join(lines) + "\n"


def summary(reports: Sequence[Report]) -> str:
    """The last line: what was checked, what was found, what --fix would mend."""
    total: dict[str, int] = dict.fromkeys(SEVERITIES, 0)
    for report in reports:
        for severity, number in report.counts().items():
            total[severity] += number
    known = sum(finding.baselined for report in reports for finding in report.findings)
    safe = sum(_live_fix(report, "safe") for report in reports)
    failed = sum(report.error is not None for report in reports)
    if reports and failed == len(reports):
        return f"{failed} 个文件未能检查。"
    text = f"检查了 {len(reports) - failed} 个文件：{counted(total)}"
    text += f"；其中 {safe} 条可自动改（--fix）" if safe else ""
    text += f"；基线内 {known} 处" if known else ""
    text += f"；{failed} 个文件未能检查" if failed else ""
    return text + "。"


def statistics(reports: Sequence[Report]) -> str:
    """One line a rule, the most frequent first: number, rule, severity, how many can be mended."""
    rows: dict[str, list[Finding]] = {}
    for report in reports:
        for finding in report.findings:
            if not finding.baselined:
                rows.setdefault(finding.rule, []).append(finding)
    lines = []
    for rule, found in sorted(rows.items(), key=lambda row: (-len(row[1]), row[0])):
        safe = sum(finding.fix == "safe" for finding in found)
        mend = f"  可自动改 {safe}" if safe else ""
        label = SEVERITY_LABELS[found[0].severity]
        lines.append(f"{len(found):>6}  {rule:<12} {label}  {found[0].title}{mend}")
    return "\n".join([*lines, summary(reports)]) + "\n"


def _live_fix(report: Report, fix: str) -> int:
    return sum(finding.fix == fix and not finding.baselined for finding in report.findings)


def _file(report: Report, paint: Paint, colour: bool) -> Iterator[str]:
    kind = "·".join(part for part in (report.genre, report.layout) if part)
    head = paint(report.path, bold=True) + (f"  {kind}" if kind else "")
    if report.error is not None:
        yield head
        yield "  " + paint("未能检查", fg="red") + f"  {report.error}"
        return
    live = [finding for finding in report.findings if not finding.baselined]
    if not live and not report.notes:
        return
    yield f"{head}  {counted(report.counts())}"
    last = ""
    for group in grouped(live, _REPEATS):
        place = where(group[0])
        if len(group) > 1:
            yield "  " + paint(_places(group), dim=True)
            last = ""
        elif place != last:
            yield "  " + paint(place, dim=True)
            last = place
        yield from _finding(group[0], paint, colour, len(group))
    for note in report.notes:
        yield "  " + paint(note, fg="yellow")


def _places(group: Sequence[Finding]) -> str:
    places = list(dict.fromkeys(where(finding) for finding in group))
    shown = "、".join(places[:_SHOWN_PLACES]) + "……" * (len(places) > _SHOWN_PLACES)
    return shown + (f"，共 {len(group)} 处" if len(group) > len(places[:_SHOWN_PLACES]) else "")


def _finding(finding: Finding, paint: Paint, colour: bool, count: int) -> Iterator[str]:
    label = paint(SEVERITY_LABELS[finding.severity], fg=_COLOURS[finding.severity], bold=True)
    advice = advice_of(finding)
    advice = f"；{advice}" if advice and not _said(finding) else ""
    yield f"    {label} {finding.message}{advice}  {paint(finding.rule, dim=True)}"
    if (count == 1 or not is_format(finding)) and finding.start < finding.end:
        before, middle, after = surroundings(finding)
        marked = (
            paint(middle, fg=_COLOURS[finding.severity], underline=True)
            if colour
            else f"⟦{middle}⟧"
        )
        yield f"         {before}{marked}{after}"


def _said(finding: Finding) -> bool:
    """True when the message already names what to write."""
    return all(suggestion and suggestion in finding.message for suggestion in finding.suggestions)


def _painter(colour: bool) -> Paint:
    if not colour:
        return lambda text, **_: text
    import click

    return click.style
