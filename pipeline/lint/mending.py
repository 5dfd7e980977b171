"""``--fix``, ``--diff`` and the marked copy: which edits are made, and the copy they go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.files import write_atomic
from pipeline.lint.engine import Report, Settings, lint_document
from pipeline.lint.finding import Finding
from pipeline.lint.fixing import apply_to_text, chosen_edits
from pipeline.lint.rules import RuleSet
from pipeline.lint.text import text_document
from pipeline.word.edit import Edit, NewComment

AUTHOR = "红头校对"
# Enough for every chain of fixes the rule tests allow; a fix may uncover another finding.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Mended:
    """A document after its fixes: ``data`` is what to write; how many edits were made, and how
    many could not be (they cross a field, a note mark or the like)."""

    data: bytes
    made: int
    left: int


def mended(
    report: Report,
    rules: RuleSet,
    settings: Settings,
    *,
    tracked: bool = True,
    unsafe: bool = False,
    comments: Sequence[NewComment] = (),
    now: datetime | None = None,
) -> Mended:
    """The report's document with its edits made, again and again until nothing is left to make.

    tracked: as Word changes by 红头校对 (Word files only). comments are added to the copy.
    Every round is proved by word's writer; what it refuses is left out, never forced.
    """
    if report.document.package is None:
        return _mended_text(report, rules, settings, unsafe)
    return _mended_word(report, rules, settings, tracked, unsafe, comments, now or datetime.now())


def _mended_text(report: Report, rules: RuleSet, settings: Settings, unsafe: bool) -> Mended:
    lines = [paragraph.text for paragraph in report.document.body.paragraphs]
    made = 0
    for _ in range(_ROUNDS):
        edits = chosen_edits(report.findings, unsafe=unsafe)
        if not edits:
            break
        made += len(edits)
        lines = apply_to_text(lines, edits)
        report = lint_document(text_document("\n".join(lines)), rules, settings, report.path)
    return Mended(("\n".join(lines) + "\n").encode(), made, 0)


def _mended_word(
    report: Report,
    rules: RuleSet,
    settings: Settings,
    tracked: bool,
    unsafe: bool,
    comments: Sequence[NewComment],
    now: datetime,
) -> Mended:
    from pipeline.word.document import read_document
    from pipeline.word.left_out import apply_possible
    from pipeline.word.writer import apply_edits

    package: Any = report.document.package
    if settings.view != "final":
        settings = replace(settings, view="final")
        report = lint_document(read_document(package), rules, settings, report.path)
    if comments:
        package = apply_edits(package, (), comments=comments)
    made, refused = 0, 0
    original = package
    tried: set[tuple[str, int, int, int, str | None, str]] = set()
    for _ in range(_ROUNDS):
        edits = [
            replace(edit, author=AUTHOR, date=now)
            for edit in chosen_edits(report.findings, unsafe=unsafe)
            if _key(edit) not in tried
        ]
        if not edits:
            break
        since = original if tracked else None
        written = apply_possible(package, [[e] for e in edits], tracked=tracked, since=since)
        package = written.package
        made += len(written.edits)
        refused += len(written.left)
        tried.update(_key(left.edits[0]) for left in written.left)
        report = lint_document(read_document(package), rules, settings, report.path)
    return Mended(package.to_bytes(), made, refused)


def _key(edit: Edit) -> tuple[str, int, int, int, str | None, str]:
    return (edit.story, edit.paragraph, edit.start, edit.end, edit.new, edit.why)


def mend(
    report: Report,
    rules: RuleSet,
    settings: Settings,
    *,
    out: Path | None = None,
    tracked: bool = True,
    unsafe: bool = False,
    overwrite: bool = False,
) -> str:
    """Write a copy of the report's file with its edits made; returns the line that says so.

    out: a folder, or the copy's name; by default ``<name>.已改<suffix>`` beside the file.
    Raises FileProblem when the copy exists and ``overwrite`` is false.
    """
    path = Path(report.path)
    if not chosen_edits(report.findings, unsafe=unsafe):
        return f"{path}：没有可{'改' if unsafe else '自动改'}的。"
    target = copy_name(path, out, ".已改")
    result = mended(report, rules, settings, tracked=tracked, unsafe=unsafe)
    left = f"，{result.left} 处牵涉域、脚注标记或别人的修订，未改" if result.left else ""
    if not result.made:
        return f"{path}：没有改动{left}。"
    write_atomic(target, result.data, overwrite=overwrite)
    return f"{path}：改了 {result.made} 处{left}，写入 {target}。"


def copy_name(path: Path, out: Path | None, mark: str) -> Path:
    """Where a changed copy goes: ``out`` (a folder or a file), or beside the file with a mark."""
    if out is None:
        return path.with_name(f"{path.stem}{mark}{path.suffix}")
    if out.suffix.lower() == path.suffix.lower() and not out.is_dir():
        return out
    return out / path.name


def diff(report: Report, *, unsafe: bool = False, colour: bool = False) -> str:
    """What the fixes would change: each changed paragraph with [-old-]{+new+} in place."""
    texts = {(f.part, f.paragraph): f.context for f in report.findings}
    by_paragraph: dict[tuple[str, int], list[Edit]] = {}
    for edit in chosen_edits(report.findings, unsafe=unsafe):
        by_paragraph.setdefault((edit.story, edit.paragraph), []).append(edit)
    if not by_paragraph:
        return ""
    known = {
        (story.name, paragraph.index): paragraph.text
        for story in report.document.stories
        for paragraph in story.paragraphs
    }
    lines = [report.path]
    for place, changes in sorted(by_paragraph.items()):
        story = {"body": ""}.get(place[0], "新页脚 " if "+" in place[0] else f"{place[0]} ")
        shown = _marked(texts.get(place) or known.get(place, ""), changes, colour)
        lines.append(f"  {story}第 {place[1] + 1} 段  {shown}")
    return "\n".join(lines) + "\n"


def _marked(text: str, edits: list[Edit], colour: bool) -> str:
    texts = sorted((edit for edit in edits if edit.new is not None), key=lambda e: e.start)
    reasons = list(dict.fromkeys(edit.why for edit in edits if edit.new is None))
    if not texts:
        out = text if len(text) <= 40 else text[:40] + "…"
    else:
        out, position = "", 0
        for edit in texts:
            out += text[position : edit.start]
            out += _change(text[edit.start : edit.end], edit.new or "", colour)
            position = edit.end
        out += text[position:]
    if reasons:
        out += "  〔格式：" + "；".join(reasons) + "〕"
    return out.replace("\v", " ").replace("\t", " ")


def _change(old: str, new: str, colour: bool) -> str:
    if not colour:
        return (f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else "")
    import click

    gone = click.style(old, fg="red", strikethrough=True) if old else ""
    return gone + (click.style(new, fg="green", underline=True) if new else "")


def comment_of(finding: Finding, text: str, now: datetime) -> NewComment:
    """A Word comment that says a finding. Where Word has no comments (headers, notes), it stands
    at the beginning of the body."""
    if finding.part == "body" or finding.part.startswith("textbox"):
        return NewComment(
            finding.part, finding.paragraph, finding.start, finding.end, text, AUTHOR, now, "校"
        )
    return NewComment("body", 0, 0, 0, text, AUTHOR, now, "校")
