"""Findings as GitHub workflow commands: annotations on the changed files."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.lint.engine import Report
from pipeline.report.lint_places import advice_of, where

_LEVELS = {"error": "error", "warning": "warning", "advice": "notice"}


def render(reports: Sequence[Report], *, notes: Sequence[str] = ()) -> str:
    """One ``::error file=…::`` line a finding; baselined findings are left out."""
    lines = []
    for report in reports:
        if report.error is not None:
            lines.append(f"::error file={_value(report.path)}::{_text(report.error)}")
        for finding in report.findings:
            if finding.baselined:
                continue
            advice = advice_of(finding)
            message = f"{where(finding)}：{finding.message}" + (f"；{advice}" if advice else "")
            lines.append(
                f"::{_LEVELS[finding.severity]} file={_value(report.path)},"
                f"line={finding.paragraph + 1},col={finding.start + 1},"
                f"title={_value(f'{finding.rule} {finding.title}')}::{_text(message)}"
            )
    lines += [f"::notice::{_text(note)}" for note in notes]
    return "".join(f"{line}\n" for line in lines)


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")
