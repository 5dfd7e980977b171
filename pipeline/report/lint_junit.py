"""Findings as JUnit XML: one test case a document, failed when it has errors or warnings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from pipeline.lint.engine import Report
from pipeline.lint.finding import SEVERITY_LABELS
from pipeline.report.lint_places import advice_of, where

# Characters that XML 1.0 has no way to write.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def render(reports: Sequence[Report], *, notes: Sequence[str] = ()) -> str:
    """A ``testsuites`` document."""
    cases = [_case(report) for report in reports]
    failed = sum("<failure" in case for case in cases)
    errors = sum("<error" in case for case in cases)
    out = "".join(f"<system-out>{_clean(note)}</system-out>" for note in notes)
    head = f'name="hongtou lint" tests="{len(cases)}" failures="{failed}" errors="{errors}"'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<testsuites {head}>\n<testsuite {head}>\n{''.join(cases)}{out}</testsuite>\n"
        "</testsuites>\n"
    )


def _case(report: Report) -> str:
    name = quoteattr(_UNWRITABLE.sub("", report.path))
    start = f'<testcase classname="hongtou.lint" name={name}>'
    if report.error is not None:
        return f"{start}<error message={quoteattr(report.error)}/></testcase>\n"
    live = [finding for finding in report.findings if not finding.baselined]
    lines = [
        f"{where(f)}  {SEVERITY_LABELS[f.severity]} {f.message}  {f.rule}  {advice_of(f)}".rstrip()
        for f in live
    ]
    text = _clean("\n".join(lines))
    counts = report.counts()
    number = counts["error"] + counts["warning"]
    if number:
        message = f"{counts['error']} 个错误、{counts['warning']} 个警告"
        return f"{start}<failure message={quoteattr(message)}>{text}</failure></testcase>\n"
    return (
        f"{start}<system-out>{text}</system-out></testcase>\n" if text else f"{start}</testcase>\n"
    )


def _clean(text: str) -> str:
    return escape(_UNWRITABLE.sub(" ", text))
