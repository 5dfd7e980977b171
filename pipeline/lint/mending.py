"""``--fix`` and ``--diff``: which edits are made to a file, and the copy they are written to."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import FileProblem
from pipeline.files import write_atomic
from pipeline.lint.batch import Request
from pipeline.lint.engine import Report, lint_document
from pipeline.lint.fixing import apply_to_text, chosen_edits
from pipeline.lint.text import text_document
from pipeline.word.edit import Edit

AUTHOR = "红头校对"
_ROUNDS = 5


def mend(
    report: Report,
    request: Request,
    *,
    out: Path | None = None,
    tracked: bool = True,
    unsafe: bool = False,
    overwrite: bool = False,
) -> str:
    """Write a copy of the report's file with its edits made; returns the line that says so.

    out: a folder, or the copy's name; by default ``<name>.已改<suffix>`` beside the file.
    Fixes are repeated on the result until nothing changes, so that fixing the copy again
    changes nothing. Raises FileProblem when the copy exists and ``overwrite`` is false.
    """
    path = Path(report.path)
    edits = chosen_edits(report.findings, unsafe=unsafe)
    if not edits:
        return f"{path}：没有可{'改' if unsafe else '自动改'}的。"
    target = copy_name(path, out, ".已改")
    if report.document is not None and report.document.package is not None:
        raise FileProblem(f"{path} 是 Word 文件，这一版还不能改写。")
    lines, number = _settled(report, request, unsafe)
    write_atomic(target, "\n".join(lines) + "\n", overwrite=overwrite)
    return f"{path}：改了 {number} 处，写入 {target}。"


def copy_name(path: Path, out: Path | None, mark: str) -> Path:
    """Where a changed copy goes: ``out`` (a folder or a file), or beside the file with a mark."""
    if out is None:
        return path.with_name(f"{path.stem}{mark}{path.suffix}")
    if out.suffix.lower() == path.suffix.lower() and not out.is_dir():
        return out
    return out / path.name


def _settled(report: Report, request: Request, unsafe: bool) -> tuple[list[str], int]:
    """The lines of a text after repeated fixing, and how many edits were made."""
    rules, settings = request.for_file(Path(report.path))
    lines = [paragraph.text for paragraph in report.document.body.paragraphs]
    number = 0
    for _ in range(_ROUNDS):
        edits = chosen_edits(report.findings, unsafe=unsafe)
        if not edits:
            break
        number += len(edits)
        lines = apply_to_text(lines, edits)
        report = lint_document(text_document("\n".join(lines)), rules, settings, report.path)
    return lines, number


def diff(report: Report, *, unsafe: bool = False, colour: bool = False) -> str:
    """What the fixes would change: each changed paragraph with [-old-]{+new+} in place."""
    edits = chosen_edits(report.findings, unsafe=unsafe)
    texts = {(f.part, f.paragraph): f.context for f in report.findings}
    by_paragraph: dict[tuple[str, int], list[Edit]] = {}
    for edit in edits:
        by_paragraph.setdefault((edit.story, edit.paragraph), []).append(edit)
    if not by_paragraph:
        return ""
    lines = [report.path]
    for place, changes in sorted(by_paragraph.items()):
        story = "" if place[0] == "body" else f"{place[0]} "
        shown = _marked(texts.get(place, ""), changes, colour)
        lines.append(f"  {story}第 {place[1] + 1} 段  {shown}")
    return "\n".join(lines) + "\n"


def _marked(text: str, edits: list[Edit], colour: bool) -> str:
    out, position = "", 0
    formats = [edit for edit in edits if edit.new is None]
    for edit in sorted((e for e in edits if e.new is not None), key=lambda e: e.start):
        out += text[position : edit.start]
        out += _change(text[edit.start : edit.end], edit.new or "", colour)
        position = edit.end
    out += text[position:]
    if formats:
        out += "  〔格式：" + "；".join(edit.why for edit in formats) + "〕"
    return out.replace("\v", " ").replace("\t", " ")


def _change(old: str, new: str, colour: bool) -> str:
    if not colour:
        return (f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else "")
    import click

    gone = click.style(old, fg="red", strikethrough=True) if old else ""
    return gone + (click.style(new, fg="green", underline=True) if new else "")
