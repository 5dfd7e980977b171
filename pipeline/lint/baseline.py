"""A baseline: findings known and accepted for now, so that only new ones count.

An entry is (file, part, cell, hash of the paragraph's text, rule) with a count. It survives moved
paragraphs and dies with the text it was taken from.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import DataProblem
from pipeline.files import read_text, write_atomic
from pipeline.lint.engine import Report
from pipeline.lint.finding import Finding

Key = tuple[str, str, str, str, str]


def read_baseline(path: Path) -> Counter[Key]:
    """The entries of a baseline file; raises DataProblem when it is not one."""
    try:
        data = json.loads(read_text(path))
        entries: Counter[Key] = Counter()
        for entry in data["entries"]:
            key = tuple(str(entry[name]) for name in ("file", "part", "cell", "text", "rule"))
            entries[key] += int(entry["count"])  # type: ignore[index]
    except (ValueError, KeyError, TypeError):
        raise DataProblem(f"{path} 不是基线文件。请用 --write-baseline 重新生成。") from None
    return entries


def write_baseline(path: Path, reports: Iterable[Report]) -> int:
    """Write all findings of ``reports`` as the new baseline; returns how many."""
    counted = Counter(
        _key(report, finding, path) for report in reports for finding in report.findings
    )
    entries = [
        dict(zip(("file", "part", "cell", "text", "rule"), key, strict=True), count=count)
        for key, count in sorted(counted.items())
    ]
    data = json.dumps({"version": 1, "entries": entries}, ensure_ascii=False, indent=1)
    write_atomic(path, data + "\n", overwrite=True)
    return sum(counted.values())


def apply_baseline(
    reports: Sequence[Report], entries: Counter[Key], path: Path
) -> tuple[list[Report], list[str]]:
    """The reports with known findings marked, and a sentence when entries are stale.

    Only entries of files that were checked can be stale.
    """
    left = entries.copy()
    marked: list[Report] = []
    for report in reports:
        findings = []
        for finding in report.findings:
            key = _key(report, finding, path)
            known = left[key] > 0
            if known:
                left[key] -= 1
            findings.append(replace(finding, baselined=known))
        marked.append(replace(report, findings=tuple(findings)))
    checked = {_file(report.path, path) for report in reports if report.error is None}
    stale = sum(count for key, count in left.items() if count > 0 and key[0] in checked)
    notes = (
        [f"基线里有 {stale} 条已经不存在的问题，可用 --write-baseline 重新生成。"] if stale else []
    )
    return marked, notes


def _key(report: Report, finding: Finding, baseline: Path) -> Key:
    text = hashlib.sha256(finding.context.encode()).hexdigest()[:16]
    cell = "" if finding.cell is None else ",".join(map(str, finding.cell))
    return (_file(report.path, baseline), finding.part, cell, text, finding.rule)


def _file(path: str, baseline: Path) -> str:
    """A file's path relative to the baseline's folder, with forward slashes."""
    return os.path.relpath(path, baseline.parent or ".").replace(os.sep, "/")
