"""``hongtou diff``: show what differs between two versions of a document."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import DataProblem, FileProblem
from pipeline.files import read_text, write_atomic

if TYPE_CHECKING:
    from pipeline.report.diff_rows import Diff

_TEXT = (".txt", ".md", ".markdown", ".text")


@click.command(short_help="比较两份文稿，逐字显示差别")
@click.argument("old", metavar="旧稿", type=click.Path(path_type=Path))
@click.argument("new", metavar="新稿", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "html", "json", "docx"]), default="text",
    help="输出格式。docx 是带修订标记的 Word 文件。",
)  # fmt: skip
@click.option(
    "--view", type=click.Choice(["inline", "side", "unified"]), default="inline",
    help="行内（inline）、左右对照（side）或上下对照（unified）。",
)  # fmt: skip
@click.option("--context", type=click.IntRange(0), default=1, help="改动前后各显示几段（默认 1）。")
@click.option("--full", is_flag=True, help="不省略相同的段落。")
@click.option("--no-format", is_flag=True, help="不比较格式，只比较文字。")
@click.option("--out", type=click.Path(path_type=Path), help="写到这个文件。")
@click.option("--author", default="比较", metavar="名字", help="docx 输出中修订的作者。")
@click.option("--moves", is_flag=True, help="docx 输出中，移动的段落标成 Word 的“移动”。")
@click.option("--exit-code", is_flag=True, help="有差别时以 1 结束（用于自动检查）。")
@click.option("--no-pager", is_flag=True, help="不分页。")
@click.option("--width", type=click.IntRange(20), help="显示宽度（默认终端宽度）。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
@click.option("--schema", is_flag=True, is_eager=True, expose_value=False,
              callback=lambda ctx, _, wanted: _print_schema(ctx) if wanted else None,
              help="显示 json 输出的格式说明（JSON Schema）。")  # fmt: skip
def command(
    old: Path,
    new: Path,
    form: str,
    view: str,
    context: int,
    full: bool,
    no_format: bool,
    out: Path | None,
    author: str,
    moves: bool,
    exit_code: bool,
    no_pager: bool,
    width: int | None,
    force: bool,
) -> int:
    """比较两份文稿：.docx、.txt、.md 都可以。

    汉字逐字比较，数字、日期整个比较；移动的段落和只改格式的地方单独说明。

    \b
    例：hongtou diff 送审稿.docx 修改稿.docx
        hongtou diff 旧.docx 新.docx --format html --view side --out 对照.html
    """
    if form == "docx":
        look = not no_format
        return _write_tracked(old, new, out, author, exit_code, force, look=look, moves=moves)
    diff = _diff(old, new, not no_format)
    shown = sys.maxsize if full else context
    if form == "json":
        import json

        from pipeline.report.diff_data import to_data

        _emit(json.dumps(to_data(diff), ensure_ascii=False, indent=2) + "\n", out, force)
    elif form == "html":
        from pipeline.report.diff_html import to_html

        _emit(to_html(diff, view=view, context=min(shown, 10**9)), out, force)
    elif out is not None:
        _write_plain(diff, out, view, min(shown, 10**9), width, force)
    else:
        from pipeline.report.diff_terminal import show

        show(diff, view=view, context=min(shown, 10**9), pager=not no_pager, width=width)
    return 1 if exit_code and not diff.same else 0


def _diff(old: Path, new: Path, formatting: bool) -> Diff:
    from pipeline.report.diff_rows import docx_diff, text_diff

    kinds = {_is_text(old), _is_text(new)}
    if kinds == {True}:
        return text_diff(read_text(old), read_text(new), str(old), str(new))
    if kinds == {False}:
        from pipeline.word.compare import compare
        from pipeline.word.document import read_document

        base = read_document(old)
        return docx_diff(base, compare(base, new, formatting=formatting), str(old), str(new))
    return text_diff(_plain(old), _plain(new), str(old), str(new))


def _is_text(path: Path) -> bool:
    suffix = path.suffix.lower()
    if suffix in _TEXT:
        return True
    if suffix in (".docx", ".docm", ".dotx"):
        return False
    if not path.exists():
        raise FileProblem(f"没有这个文件：{path}。请检查文件名和所在的文件夹。")
    if suffix in (".doc", ".wps", ".pdf", ".rtf", ".ofd"):
        return False
    raise FileProblem(f"{path} 不是能比较的格式，可比较 .docx、.txt、.md。")


def _plain(path: Path) -> str:
    """The text of a file of either kind, automatic numbers included."""
    if _is_text(path):
        return read_text(path)
    from pipeline.word.document import read_document

    return "\n".join(p.number + p.text for p in read_document(path).body.paragraphs)


def _emit(text: str, out: Path | None, force: bool) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_atomic(out, text, overwrite=force)
        click.echo(f"已写出 {out}", err=True)


def _write_plain(
    diff: Diff, out: Path, view: str, context: int, width: int | None, force: bool
) -> None:
    """The terminal's text in a file, without colour."""
    import contextlib
    import io

    from pipeline.report.diff_terminal import show

    buffer = io.StringIO()
    with contextlib.redirect_stdout(buffer):
        show(diff, view=view, context=context, pager=False, width=width or 100)
    _emit(buffer.getvalue(), out, force)


def _write_tracked(
    old: Path,
    new: Path,
    out: Path | None,
    author: str,
    exit_code: bool,
    force: bool,
    *,
    look: bool,
    moves: bool,
) -> int:
    """The old file with the differences as tracked changes."""
    if _is_text(old) or _is_text(new):
        raise DataProblem("只有两份 .docx 才能生成带修订的 Word 文件，文本文件请用 html 或 text。")
    if out is None:
        raise DataProblem("请用 --out 写明结果存为哪个文件，例如 --out 对照.docx。")
    from pipeline.report.diff_word import to_word
    from pipeline.word.compare import compare
    from pipeline.word.document import read_document

    base = read_document(old)
    comparison = compare(base, new, formatting=look)
    package, left = to_word(base, comparison, author, moves=moves)
    package.save(out, overwrite=force)
    count = len(comparison.found)
    click.echo(f"已写出 {out}：{count - len(left)} 处修订。", err=True)
    for notice in (*comparison.notices, *left):
        click.echo(f"注意：{notice}", err=True)
    return 1 if exit_code and count else 0


def _print_schema(ctx: click.Context) -> None:
    import json

    from pipeline.report.diff_data import schema

    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
    ctx.exit()
