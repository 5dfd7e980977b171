"""``hongtou revisions``: list, accept or reject the tracked changes of a Word file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.errors import DataProblem

if TYPE_CHECKING:
    from pipeline.report.revision_list import Row
    from pipeline.word.package import Package

_PATH = click.Path(path_type=Path)
_Command = TypeVar("_Command", bound=Callable[..., Any])
_UNSIGNED = "未署名"


class _FileOrVerb(click.Group):
    """``revisions FILE`` lists; ``revisions accept|reject FILE`` writes a copy."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_FileOrVerb, no_args_is_help=True, short_help="列出、接受或拒绝 Word 文件里的修订")
def command() -> None:
    """列出、接受或拒绝 Word 文件里的修订，可以只处理某个部门或某几处。

    \b
    例：hongtou revisions 财政局返回稿.docx
        hongtou revisions accept 财政局返回稿.docx
        hongtou revisions accept 汇总稿.docx --author 财政局 --author 教育局 --out 采纳稿.docx
        hongtou revisions reject 汇总稿.docx --number 3 --number 7-9
        hongtou revisions 返回稿.docx --format json

    正文、表格、页眉页脚、脚注尾注、文本框、样式里的修订都在内；批注一条不少。
    """


def _chosen(function: _Command) -> _Command:
    """The options that choose among the changes."""
    for option in (
        click.option(
            "--number", "numbers", multiple=True, metavar="编号",
            help="只要这些编号的，如 3 或 7-9，可多次。编号见列表。",
        ),
        click.option(
            "--author", "authors", multiple=True, metavar="名字",
            help=f"只要这个人（部门）的，可多次；没有署名的写“{_UNSIGNED}”。",
        ),
    ):  # fmt: skip
        function = option(function)
    return function


def _written(function: _Command) -> _Command:
    """The options that say where the result goes."""
    for option in (
        click.option("--force", is_flag=True, help="输出文件已存在时覆盖。"),
        click.option("--in-place", is_flag=True, help="直接改原文件（默认另存一份）。"),
        click.option("-o", "--out", type=_PATH, metavar="文件", help="写到这个文件。"),
    ):
        function = option(function)
    return function


@command.command("list", short_help="列出修订（可省略 list）")
@click.argument("file", type=_PATH, metavar="文件.docx")
@_chosen
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。"
)
@click.option("--out", type=_PATH, metavar="文件", help="写到这个文件。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
@click.option("--schema", is_flag=True, is_eager=True, expose_value=False,
              callback=lambda ctx, _, wanted: _print_schema(ctx) if wanted else None,
              help="显示 json 输出的格式说明（JSON Schema）。")  # fmt: skip
def list_command(
    file: Path,
    authors: tuple[str, ...],
    numbers: tuple[str, ...],
    form: str,
    out: Path | None,
    force: bool,
) -> int:
    """列出修订：编号、类别、文字、修订人、时间和所在的位置。

    \b
    例：hongtou revisions 返回稿.docx
        hongtou revisions 返回稿.docx --author 财政局

    没有修订也是正常结果，退出码为 0。
    """
    from pipeline.files import write_atomic
    from pipeline.report.revision_list import as_text, revision_rows, to_data
    from pipeline.word.package import open_package

    rows = revision_rows(open_package(file))
    shown = _filtered(rows, file, authors, numbers) if authors or numbers else rows
    if form == "json":
        text = json.dumps(to_data(str(file), shown), ensure_ascii=False, indent=2) + "\n"
    else:
        text = as_text(str(file), rows, shown=shown) if rows else f"{file} 里没有修订。\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        write_atomic(out, text, overwrite=force)
        click.echo(f"已写出 {out}", err=True)
    return 0


def _print_schema(ctx: click.Context) -> None:
    from pipeline.report.revision_list import schema

    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
    ctx.exit()


@command.command("accept", short_help="接受修订")
@click.argument("file", type=_PATH, metavar="文件.docx")
@_chosen
@_written
def accept_command(file: Path, **options: Any) -> int:
    """接受修订，另存一份（默认名为 原名.已接受.docx）；没有选中的修订原样留着。

    \b
    例：hongtou revisions accept 返回稿.docx
        hongtou revisions accept 汇总稿.docx --author 财政局 --out 采纳财政局意见.docx

    写出前当场验算：文字与应有的一字不差，其余修订和批注一处不少，不符就不写。
    """
    return _settle(file, True, **options)


@command.command("reject", short_help="拒绝修订")
@click.argument("file", type=_PATH, metavar="文件.docx")
@_chosen
@_written
def reject_command(file: Path, **options: Any) -> int:
    """拒绝修订，另存一份（默认名为 原名.已拒绝.docx）；没有选中的修订原样留着。

    \b
    例：hongtou revisions reject 返回稿.docx --out 原文.docx
        hongtou revisions reject 汇总稿.docx --number 3 --number 7-9

    写出前当场验算：文字与应有的一字不差，其余修订和批注一处不少，不符就不写。
    """
    return _settle(file, False, **options)


def _settle(
    file: Path,
    accept: bool,
    authors: tuple[str, ...],
    numbers: tuple[str, ...],
    out: Path | None,
    in_place: bool,
    force: bool,
) -> int:
    from pipeline.word.package import open_package
    from pipeline.word.resolve import accept_revisions, reject_revisions
    from pipeline.word.revisions import list_revisions

    if in_place and out is not None:
        raise click.UsageError("--in-place 和 --out 只能用一个。")
    word = "接受" if accept else "拒绝"
    target = out or (file if in_place else file.with_name(f"{file.stem}.已{word}{file.suffix}"))
    if out is not None and not in_place and _same_file(file, out):
        raise DataProblem(f"{out} 就是原文件。要直接改原文件，请用 --in-place。")
    overwrite = force or in_place
    if target.exists() and not overwrite:
        raise DataProblem(f"文件已存在，未覆盖：{target}。请换一个名字，或加 --force 覆盖。")
    package = open_package(file)
    changes = list_revisions(package)
    if not changes:
        raise DataProblem(f"{file} 里没有修订，没有写出文件。")
    only = None
    if authors or numbers:
        only = [row.revision for row in _filtered(_bare(changes), file, authors, numbers)]
    settle = accept_revisions if accept else reject_revisions
    result = settle(package, only=only)
    result.save(target, overwrite=overwrite)
    _report(target, word, len(changes), result)
    return 0


def _report(target: Path, word: str, before: int, result: Package) -> None:
    from pipeline.word.revisions import list_revisions

    left = list_revisions(result)
    done = f"已写出 {target}：{word}了 {before - len(left)} 处修订"
    if not left:
        click.echo(f"{done}，没有剩下的。")
        return
    names = dict.fromkeys(change.author or _UNSIGNED for change in left)
    click.echo(f"{done}，还剩 {len(left)} 处（{'、'.join(names)}）。")


def _bare(changes: Sequence[Any]) -> list[Row]:
    """Rows without places: to choose by author and number no place is needed."""
    from pipeline.report.revision_list import Row

    return [Row(n, change, "", "", None, None, ()) for n, change in enumerate(changes, 1)]


def _filtered(
    rows: Sequence[Row], file: Path, authors: Sequence[str], numbers: Sequence[str]
) -> list[Row]:
    """The rows chosen; DataProblem for a name or a number that is not there."""
    names = dict.fromkeys(row.revision.author or _UNSIGNED for row in rows)
    if not names:
        raise DataProblem(f"{file} 里没有修订。")
    wanted = {author.strip() or _UNSIGNED for author in authors}
    missing = [author for author in wanted if author not in names]
    if missing:
        raise DataProblem(
            f"{file} 里没有“{'”“'.join(sorted(missing))}”的修订。有修订的是：{'、'.join(names)}。"
        )
    chosen = _numbers(numbers, len(rows), file)
    found = [
        row
        for row in rows
        if (not wanted or (row.revision.author or _UNSIGNED) in wanted)
        and (not chosen or row.number in chosen)
    ]
    if not found:
        raise DataProblem(f"这些编号的修订都不是“{'”“'.join(sorted(wanted))}”的，一处也没有选中。")
    return found


def _numbers(numbers: Sequence[str], last: int, file: Path) -> set[int]:
    found: set[int] = set()
    for text in numbers:
        for piece in re.split(r"[,，、]", text):
            match = re.fullmatch(r"\s*(\d{1,6})(?:\s*[-–—－~～]\s*(\d{1,6}))?\s*", piece)
            if match is None:
                raise DataProblem(f"编号“{text}”看不懂，请写成 3 或 7-9。")
            low, high = int(match[1]), int(match[2] or match[1])
            if not 1 <= low <= high <= last:
                raise DataProblem(
                    f"没有编号 {piece.strip()}：{file} 有 {last} 处修订，编号 1 到 {last}。"
                )
            found.update(range(low, high + 1))
    return found


def _same_file(one: Path, two: Path) -> bool:
    try:
        return two.exists() and one.samefile(two)
    except OSError:
        return False
