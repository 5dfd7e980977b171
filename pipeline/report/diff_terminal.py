"""A difference in the terminal, through rich: inline, side by side, or unified.

Without colour the marks say it: [-gone-] and {+new+}, - and + before a line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.report.diff_rows import Diff, Row, folded

LABELS = {
    "changed": "改动",
    "inserted": "新增",
    "deleted": "删去",
    "moved": "移动",
    "format": "仅格式",
}
_STYLES = {"-": "red strike", "+": "green underline", "=": ""}
_LINES = {
    "deleted": "-",
    "inserted": "+",
    "moved": "~",
    "changed": "!",
    "format": "*",
    "equal": " ",
}


def show(diff: Diff, *, view: str, context: int, pager: bool, width: int | None = None) -> None:
    """Print ``diff``; pages when it is longer than the screen and ``pager`` is on."""
    console = Console(highlight=False, width=width, soft_wrap=False)
    content = Group(*_parts(diff, view, context, marks=not _coloured(console)))
    if pager and console.is_terminal:
        lines = console.render_lines(content, pad=False)
        if len(lines) > console.height - 1:
            with console.pager(styles=_coloured(console)):
                console.print(content)
            return
    if console.is_terminal:
        console.print(content)
        return
    with console.capture() as captured:
        console.print(content)
    sys.stdout.write("\n".join(line.rstrip() for line in captured.get().split("\n")))


def _coloured(console: Console) -> bool:
    return console.color_system is not None and not console.no_color


def _parts(diff: Diff, view: str, context: int, *, marks: bool) -> Iterator[RenderableType]:
    yield Text(f"--- {diff.left}", style="red" if not marks else "")
    yield Text(f"+++ {diff.right}", style="green" if not marks else "")
    for section in diff.sections:
        if all(row.kind == "equal" for row in section.rows):
            continue
        if section.title:
            yield Text(f"\n【{section.title}】", style="bold")
        rows = folded(section.rows, context)
        if view == "unified":
            for row in rows:
                yield from [_skipped(row)] if isinstance(row, int) else _unified(row)
        else:
            yield _side(rows, marks) if view == "side" else _inline(rows, marks)
    yield Text("\n" + summary(diff), style="bold")
    for notice in diff.notices:
        yield Text(f"注意：{notice}", style="yellow" if not marks else "")


def summary(diff: Diff) -> str:
    """One line: how much of what differs."""
    counts = diff.counts()
    if not counts:
        return "没有差别。"
    return "差别：" + "，".join(f"{LABELS[k]} {counts[k]} 段" for k in LABELS if k in counts) + "。"


def _number(row: Row) -> str:
    left = "" if row.left is None else str(row.left)
    right = "" if row.right is None else str(row.right)
    return left if left == right else f"{left}→{right}"


def _pieces(row: Row, ops: str, marks: bool) -> Text:
    text = Text()
    brackets = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}
    for piece in row.pieces:
        if piece.op not in ops:
            continue
        before, after = brackets[piece.op] if marks else ("", "")
        text.append(before + visible(piece.text) + after, style=_STYLES[piece.op])
    return text


def visible(text: str) -> str:
    """Control characters and objects made visible."""
    return text.translate({9: "→", 11: "↵", 12: "↡", 0xFFFC: "▢"})


def _skipped(count: int) -> Text:
    return Text(f"…… 相同的 {count} 段略去 ……", style="dim")


def _inline(rows: list[Row | int], marks: bool) -> Table:
    table = Table(box=None, expand=True, padding=(0, 1, 0, 0), show_header=False)
    table.add_column(width=9, justify="right", style="dim")
    table.add_column(width=1)
    table.add_column(ratio=1, overflow="fold")
    for row in rows:
        if isinstance(row, int):
            table.add_row("", "", _skipped(row))
        else:
            text = _noted(_pieces(row, "=-+", marks), row)
            table.add_row(_number(row), _LINES[row.kind], text)
    return table


def _noted(line: Text, row: Row) -> Text:
    for note in row.notes:
        line.append(f"\n〔{note}〕", style="cyan")
    return line


def _unified(row: Row) -> Iterator[Text]:
    if row.kind in ("equal", "format"):
        yield _noted(Text(f" {visible(row.new)}"), row)
        return
    if row.left is not None:
        yield Text("-" + visible(row.old), style="red")
    if row.right is not None:
        yield Text("+" + visible(row.new), style="green")
    for note in row.notes:
        yield Text(f" 〔{note}〕", style="cyan")


def _side(rows: list[Row | int], marks: bool) -> Table:
    table = Table(box=None, expand=True, padding=(0, 1), show_header=False)
    table.add_column(width=5, justify="right", style="dim")
    table.add_column(ratio=1, overflow="fold")
    table.add_column(width=1)
    table.add_column(width=5, justify="right", style="dim")
    table.add_column(ratio=1, overflow="fold")
    for row in rows:
        if isinstance(row, int):
            table.add_row("", _skipped(row), "", "", "")
            continue
        left = _pieces(row, "=-", marks) if row.left is not None else Text()
        right = _pieces(row, "=+", marks) if row.right is not None else Text()
        table.add_row(
            "" if row.left is None else str(row.left), left, _LINES[row.kind],
            "" if row.right is None else str(row.right), _noted(right, row),
        )  # fmt: skip
    return table
