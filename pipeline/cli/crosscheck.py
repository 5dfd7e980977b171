"""``hongtou crosscheck``: a draft against the documents in force."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.case_options import format_option, print_json, read_texts
from pipeline.config import find_config
from pipeline.errors import HongtouError

_SUFFIXES = {".docx", ".txt", ".md"}


@click.command("crosscheck")
@click.argument("draft", type=click.Path(path_type=Path), metavar="文稿")
@click.argument("folder", type=click.Path(path_type=Path), metavar="现行文件")
@format_option
def command(draft: Path, folder: Path, form: str) -> int:
    """把文稿与现行文件逐句比对，找出“打架”的地方，两边原文和位置都列出来。

    查：同一事项的数字、时限、主体、语气（应当、可以、不得）不同；同一术语定义不同；
    引用了已废止或已重新编号的条文；没有或不止一个牵头单位。

    例：hongtou crosscheck 办法.docx 现行文件/
    """
    from pipeline.review.crosscheck import Source, crosscheck
    from pipeline.review.rules import load_rules

    if not folder.exists():
        raise HongtouError(f"没有这个文件夹：{folder}。")
    source = Source(_title(draft), read_texts(draft))
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*"))
    others, skipped = [], []
    for path in paths:
        if path.suffix.lower() not in _SUFFIXES or path.name.startswith(("~$", ".")):
            continue
        if path.resolve() == draft.resolve():
            continue
        try:
            others.append(Source(_title(path), read_texts(path)))
        except HongtouError as error:
            skipped.append(str(error))
    if not others:
        raise HongtouError(f"{folder} 里没有可以比对的 .docx 或文本文件。")
    found = crosscheck(source, others, load_rules(find_config(draft).rules))
    if form == "json":
        print_json({"documents": len(others), "skipped": skipped, "findings": found})
        return 1 if found else 0
    for line in skipped:
        click.echo(f"没有比对：{line}")
    for number, item in enumerate(found, 1):
        click.echo(f"{number}. {item.message}")
        click.echo(f"   本稿{item.here.label}：{item.here.text}")
        if item.there is not None:
            click.echo(f"   《{item.there.name}》{item.there.label}：{item.there.text}")
    result = f"发现 {len(found)} 处" if found else "没有发现相互矛盾的地方"
    click.echo(f"与 {len(others)} 份文件比对，{result}。")
    return 1 if found else 0


def _title(path: Path) -> str:
    return path.stem.strip("《》")
