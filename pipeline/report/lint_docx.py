"""Findings in the document itself: a copy with comments, and safe fixes as tracked changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pipeline.files import write_atomic
from pipeline.lint.engine import Report, Settings
from pipeline.lint.finding import SEVERITY_LABELS, Finding
from pipeline.lint.mending import comment_of, copy_name, mended
from pipeline.lint.rules import RuleSet
from pipeline.report.lint_places import advice_of, grouped, where
from pipeline.word.edit import NewComment

MARK = ".校对"


def write_copies(
    reports: Sequence[Report],
    settings_for: Callable[[Path], tuple[RuleSet, Settings]],
    out: Path | None,
    *,
    unsafe: bool = False,
    overwrite: bool = False,
) -> Iterator[str]:
    """Write a marked copy of every Word file with findings; yields a line for each report.

    out: a folder, or a file name when there is one document; by default beside the file.
    """
    for report in reports:
        path = Path(report.path)
        if report.error is not None:
            yield f"{path}：未能检查。{report.error}"
        elif report.document is None or report.document.package is None:
            yield f"{path}：不是 Word 文件，没有可加批注的地方。"
        elif not report.findings:
            yield f"{path}：没有问题。"
        else:
            target = copy_name(path, out, MARK)
            rules, settings = settings_for(path)
            now = datetime.now()
            comments = list(_comments(report, now))
            result = mended(report, rules, settings, unsafe=unsafe, comments=comments, now=now)
            write_atomic(target, result.data, overwrite=overwrite)
            yield f"{path}：{len(comments)} 条批注，{result.made} 处修订，写入 {target}。"


def _comments(report: Report, now: datetime) -> Iterator[NewComment]:
    for group in grouped([f for f in report.findings if not f.baselined]):
        comment = comment_of(group[0], _words(group), now)
        # a body without a paragraph has no place for a comment
        if report.document.story(comment.story).paragraphs:
            yield comment


def _words(group: Sequence[Finding]) -> str:
    first = group[0]
    advice = advice_of(first)
    lines = [
        f"【{SEVERITY_LABELS[first.severity]}】{first.message}" + (f"，{advice}" * bool(advice))
    ]
    if len(group) > 1:
        lines.append(f"同样的还有 {len(group) - 1} 处：{'、'.join(where(f) for f in group[1:9])}")
    if first.part != "body" and not first.part.startswith("textbox"):
        lines.append(f"位置：{where(first)}")
    return "\n".join([*lines, f"依据：{first.source}（{first.rule}）"])
