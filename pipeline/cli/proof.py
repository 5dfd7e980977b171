"""``hongtou proof``: wrong characters in plain text; ``--learn``: a unit's own words."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.proof_eval import evaluate
from pipeline.errors import FileProblem
from pipeline.files import decode_text, read_text, write_atomic

if TYPE_CHECKING:
    from pipeline.proof.findings import Level, Suspicion


_PATH = click.Path(path_type=Path)


class _FilesOrEval(click.Group):
    """``proof FILE…`` and ``proof --learn FOLDER`` are the command ``text``, whose name nobody
    types; ``proof eval …`` measures."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["text", *args]
        return super().parse_args(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options of ``text``, then what ``eval`` is."""
        with formatter.section("选项"):
            formatter.write_dl(
                [
                    record
                    for option in proof_text.params
                    if isinstance(option, click.Option)
                    and (record := option.get_help_record(ctx)) is not None
                ]
            )
        with formatter.section("子命令"):
            formatter.write_dl([("eval", evaluate.short_help or "")])


@click.group(
    cls=_FilesOrEval,
    no_args_is_help=True,
    short_help="查纯文本里的错别字",
    subcommand_metavar="文件… | - | eval 句对.tsv…",
)
def command() -> None:
    """查纯文本里的错别字，不联网。

    \b
    例：hongtou proof 讲话稿.txt
        echo 切实做好按装工作 | hongtou proof -
        hongtou proof --learn 历年公文/ --out 本单位用词.yaml
        hongtou proof 讲话稿.txt --words 本单位用词.yaml
        hongtou proof eval 句对.tsv --clean 无错文本.txt

    Word 文件请用 hongtou lint，其中已含这项检查。
    """


@command.command("text", hidden=True)
@click.argument("files", nargs=-1, metavar="文件…")
@click.option("--hints", is_flag=True, help="连把握不大的提示也列出。")
@click.option("--words", "lists", type=_PATH, multiple=True, help="本单位用词表，可多次。")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式。"
)
@click.option(
    "--learn",
    "folder",
    type=_PATH,
    metavar="文件夹",
    help="不查文件，而从历年公文（.docx、.txt、.md）学出反复使用、不该怀疑的人名、地名和专用词。",
)
@click.option("--out", type=_PATH, help="学得的用词表写到这个文件（默认显示出来）。")
@click.option("--force", is_flag=True, help="用词表已存在时覆盖。")
def proof_text(
    files: tuple[str, ...],
    hints: bool,
    lists: tuple[Path, ...],
    form: str,
    folder: Path | None,
    out: Path | None,
    force: bool,
) -> int:
    """查文本文件里的错别字；- 表示标准输入。

    没有发现时退出码为 0，有发现为 1，有文件未能检查为 2。
    """
    if folder is not None:
        if files:
            raise click.UsageError("--learn 只从文件夹学词，不能同时查文件。")
        return _learn(folder, out, force)
    if out is not None or not files:
        raise click.UsageError("请给出要查的文件（- 表示标准输入），或用 --learn 文件夹 学词。")
    return _proof(files, hints, lists, form)


def _proof(files: tuple[str, ...], hints: bool, lists: tuple[Path, ...], form: str) -> int:
    from pipeline.proof import suspicions

    words = _words(lists)
    levels: tuple[Level, ...] = ("error", "warning", "hint") if hints else ("error", "warning")
    failed = found_any = False
    shown: list[dict[str, Any]] = []
    for name in files:
        try:
            lines = _lines(name)
        except FileProblem as error:
            click.echo(f"错误：{error}", err=True)
            failed = True
            continue
        found = suspicions(lines, levels=levels, words=words)
        found_any = found_any or bool(found)
        if form == "json":
            shown.append({"file": name, "findings": [_as_data(s) for s in found]})
        else:
            _show(name, lines, found, several=len(files) > 1)
    if form == "json":
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    return 2 if failed else int(found_any)


def _learn(folder: Path, out: Path | None, force: bool) -> int:
    from pipeline.proof.learn import as_pack, learn, read_documents

    documents, unread = read_documents(folder)
    for problem in unread:
        click.echo(f"跳过：{problem}", err=True)
    words = learn(documents)
    text = as_pack(words, folder.name)
    if out is None:
        click.echo(text, nl=False)
    else:
        write_atomic(out, text, overwrite=force)
        click.echo(f"读了 {len(documents)} 个文件，学到 {len(words)} 个词，已写到 {out}。")
    return 0


def _words(lists: Sequence[Path]) -> tuple[str, ...]:
    """The words of the lists given, and of ``[proof] words`` in hongtou.toml."""
    from pipeline.config import find_config
    from pipeline.proof.learn import configured_words, read_words

    own = configured_words(find_config(Path.cwd()))
    return (*own, *(word for path in lists for word in read_words(path)))


def _lines(name: str) -> list[str]:
    if name != "-":
        path = Path(name)
        if path.suffix.lower() in (".docx", ".doc", ".wps"):
            raise FileProblem(f"{name} 不是纯文本，请用 hongtou lint 检查。")
        return read_text(path).splitlines()
    try:
        return decode_text(sys.stdin.buffer.read()).splitlines()
    except UnicodeDecodeError:
        raise FileProblem("标准输入不是文本，或编码无法识别。请转成 UTF-8 后再试。") from None


def _as_data(s: Suspicion) -> dict[str, Any]:
    return {
        "line": s.paragraph + 1,
        "start": s.start,
        "end": s.end,
        "text": s.text,
        "suggestion": s.suggestion,
        "reason": s.reason,
        "kind": s.kind,
        "confidence": s.confidence,
        "level": s.level,
    }


def _show(name: str, lines: Sequence[str], found: Sequence[Suspicion], several: bool) -> None:
    from pipeline.proof.findings import LEVEL_LABELS

    shown = "标准输入" if name == "-" else name
    for s in found:
        line = lines[s.paragraph]
        before, after = line[max(0, s.start - 12) : s.start], line[s.end : s.end + 12]
        where = (
            f"{shown}:{s.paragraph + 1}:{s.start + 1}"
            if several
            else (f"第 {s.paragraph + 1} 行第 {s.start + 1} 字")
        )
        click.echo(f"{where}  {LEVEL_LABELS[s.level]}：{s.reason}，把握 {s.confidence:.0%}")
        click.echo(f"    …{before}【{s.text}→{s.suggestion}】{after}…")
    count = f"{len(found)} 处可疑" if found else "没有发现可疑的字词"
    click.echo(f"{shown}：{count}。" if several else f"{count}。")


command.add_command(evaluate)
