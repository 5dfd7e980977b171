"""Findings as SARIF 2.1.0, for code-review platforms that show alerts.

The artifact is the document, startLine its paragraph number. The fingerprint is our own: with
none, GitHub hashes the bytes of the zip and alerts come and go.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pipeline import __version__
from pipeline.lint.engine import Report
from pipeline.lint.finding import Finding
from pipeline.report.lint_places import where

_LEVELS = {"error": "error", "warning": "warning", "advice": "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(reports: Sequence[Report], *, notes: Sequence[str] = ()) -> str:
    """One SARIF run over all reports."""
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    failures: list[dict[str, Any]] = []
    for report in reports:
        if report.error is not None:
            failures.append(_failure(report))
        seen: dict[str, int] = {}
        for finding in report.findings:
            rules.setdefault(finding.rule, _rule(finding))
            results.append(_result(report, finding, list(rules).index(finding.rule), seen))
    run = {
        "tool": {
            "driver": {
                "name": "hongtou",
                "semanticVersion": __version__,
                "rules": list(rules.values()),
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not failures,
                "toolExecutionNotifications": [
                    *failures,
                    *({"level": "note", "message": {"text": note}} for note in notes),
                ],
            }
        ],
        "results": results,
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.rule,
        "name": finding.title,
        "shortDescription": {"text": finding.title},
        "help": {"text": f"依据：{finding.source}"},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }


def _result(report: Report, finding: Finding, index: int, seen: dict[str, int]) -> dict[str, Any]:
    line = finding.paragraph + 1
    region = {
        "startLine": line,
        "startColumn": finding.start + 1,
        "endLine": line,
        "endColumn": finding.end + 1,
    }
    if finding.text:
        region["snippet"] = {"text": finding.text}  # type: ignore[assignment]
    location = {
        "physicalLocation": {"artifactLocation": {"uri": _uri(report.path)}, "region": region},
        "logicalLocations": [{"fullyQualifiedName": where(finding), "kind": "member"}],
    }
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding, seen)},
    }
    if finding.baselined:
        result["baselineState"] = "unchanged"
    return result


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """Hash of part, rule, paragraph text and marked text, with a running number for repeats."""
    material = "\n".join((finding.part, finding.rule, finding.context, finding.text))
    key = hashlib.sha256(material.encode()).hexdigest()[:16]
    seen[key] = seen.get(key, 0) + 1
    return f"{key}:{seen[key]}"


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"), safe="/:._-")


def _failure(report: Report) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": report.error},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(report.path)}}}],
    }
