"""What the commands around a case share: which case, who acts, how to print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.config import find_config
from pipeline.review.case import Case, find_case, open_case

F = TypeVar("F", bound=Callable[..., Any])

case_option = click.option(
    "--case",
    "-C",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="案卷",
    help="案卷文件夹；不写就从当前文件夹往上找。",
)
by_option = click.option(
    "--by",
    "actor",
    default="",
    metavar="姓名",
    help="谁在操作；不写就用环境变量 HONGTOU_USER，再不然是案卷的经办人。",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="输出给人看（text）还是给程序用（json）。",
)


def names_of(values: tuple[str, ...]) -> list[str]:
    """Names given with commas, 顿号 or several options."""
    joined = ",".join(values)
    for mark in "，、；; \n":
        joined = joined.replace(mark, ",")
    return [name for name in joined.split(",") if name]


# The colours of 催办 and 督办 (蓝、黄、红单) as rich styles; a word always says the same.
ROW_STYLES = {"blue": "blue", "yellow": "yellow", "red": "bold red", "green": "green"}
COLOUR_WORDS = {"blue": "蓝", "yellow": "黄", "red": "红"}


def case_folder(folder: Path | None) -> Path:
    """The case that ``--case`` names, or the nearest one upwards."""
    return find_case(Path.cwd()) if folder is None else folder


def rule_folders(folder: Path) -> tuple[Path, ...]:
    """The unit's own rules folders that hold for a case (hongtou.toml)."""
    return find_config(folder).rules


def load_case(folder: Path | None) -> Case:
    """Open the case for reading."""
    found = case_folder(folder)
    return open_case(found, rule_folders=rule_folders(found))


def print_json(value: Any) -> None:
    """Print data for programs: UTF-8, keys in English, records as objects."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)


def print_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    styles: Sequence[str] = (),
    title: str = "",
) -> None:
    """Print a table; ``styles`` colours whole rows on a terminal (rich style names).

    In a pipe the columns are as wide as their content, so that nothing is cut.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terminal = sys.stdout.isatty()
    console = Console(width=None if terminal else 1000, soft_wrap=False, highlight=False)
    table = Table(title=title or None, title_justify="left", expand=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for number, row in enumerate(rows):
        style = styles[number] if number < len(styles) else ""
        table.add_row(*(Text(cell) for cell in row), style=style or None)
    console.print(table)


def read_texts(path: Path) -> list[str]:
    """The paragraphs of a .docx (body, final view) or of a text file."""
    if path.suffix.lower() == ".docx":
        from pipeline.word.document import read_document

        body = read_document(path).body
        return [paragraph.number + paragraph.text for paragraph in body.paragraphs]
    from pipeline.files import read_text

    return read_text(path).splitlines()
