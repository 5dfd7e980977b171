"""Findings as JSON, version 1, and its JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pipeline.lint.engine import Report
from pipeline.lint.finding import SEVERITIES, Finding
from pipeline.schemas import DIALECT, closed_object


def render(reports: Sequence[Report], *, notes: Sequence[str] = ()) -> str:
    """The document of ``schema()`` as text."""
    return json.dumps(as_data(reports, notes=notes), ensure_ascii=False, indent=2) + "\n"


def as_data(reports: Sequence[Report], *, notes: Sequence[str] = ()) -> dict[str, Any]:
    """``{"version": 1, "files": […], "summary": {…}}`` as plain data."""
    counts = [report.counts() for report in reports]
    live = [f for report in reports for f in report.findings if not f.baselined]
    summary: dict[str, Any] = {
        "files": len(reports),
        "failed": sum(report.error is not None for report in reports),
        "findings": len(live),
        **{severity: sum(count[severity] for count in counts) for severity in SEVERITIES},
        "fixable": sum(finding.fix == "safe" for finding in live),
    }
    if notes:
        summary["notes"] = list(notes)
    return {"version": 1, "files": [_file(report) for report in reports], "summary": summary}


def _file(report: Report) -> dict[str, Any]:
    data: dict[str, Any] = {
        "path": report.path,
        "genre": report.genre,
        "layout": report.layout,
        "error": report.error,
        "findings": [_finding(finding) for finding in report.findings],
    }
    if report.notes:
        data["notes"] = list(report.notes)
    return data


def _finding(finding: Finding) -> dict[str, Any]:
    cell = finding.cell
    data: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "message": finding.message,
        "part": finding.part,
        "paragraph": finding.paragraph,
        "cell": None if cell is None else dict(zip(("table", "row", "column"), cell, strict=True)),
        "element": finding.element,
        "start": finding.start,
        "end": finding.end,
        "text": finding.text,
        "suggestions": list(finding.suggestions),
        "fix": finding.fix,
        "source": finding.source,
    }
    if finding.baselined:
        data["baselined"] = True
    return data


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the output."""
    text, whole = {"type": "string"}, {"type": "integer", "minimum": 0}
    maybe = {"type": ["string", "null"]}
    finding = {
        "rule": {**text, "description": "规则编号"},
        "severity": {"enum": list(SEVERITIES)},
        "title": text,
        "message": text,
        "part": {**text, "description": "body、header1、footnote:2、textbox:1 等"},
        "paragraph": {**whole, "description": "在 part 中的段落序号，从 0 起，含表格内段落和空段"},
        "cell": {
            "anyOf": [
                {"type": "null"},
                closed_object({"table": whole, "row": whole, "column": whole}),
            ]
        },
        "element": {**maybe, "description": "识别为哪个要素，如 title、addressee、heading1"},
        "start": {**whole, "description": "段内起始字符，从 0 起"},
        "end": {**whole, "description": "段内结束字符（不含）"},
        "text": {**text, "description": "所指的文字"},
        "suggestions": {"type": "array", "items": text},
        "fix": {"enum": ["safe", "review", "none"]},
        "source": {**text, "description": "依据"},
    }
    shape = closed_object(finding)
    shape["properties"]["baselined"] = {"const": True}
    file = closed_object(
        {
            "path": text,
            "genre": maybe,
            "layout": maybe,
            "error": {**maybe, "description": "未能检查的原因；其余为 null"},
            "findings": {"type": "array", "items": shape},
        }
    )
    file["properties"]["notes"] = {"type": "array", "items": text}
    summary = closed_object(dict.fromkeys(("files", "failed", "findings", *SEVERITIES), whole))
    summary["properties"] |= {"fixable": whole, "notes": {"type": "array", "items": text}}
    return {
        "$schema": DIALECT,
        "title": "hongtou lint --format json",
        **closed_object(
            {
                "version": {"const": 1},
                "files": {"type": "array", "items": file},
                "summary": summary,
            }
        ),
    }
