"""``hongtou meeting``: a plan of meetings checked for clashes before it is sent out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.case_options import format_option, print_json
from pipeline.config import find_config


@click.group("meeting")
def command() -> None:
    """会议安排检查：撞人、撞会议室、无会日、材料没准备好、可以合并的会。"""


@command.command("check")
@click.argument("table", type=click.Path(path_type=Path), metavar="会议表")
@format_option
def check(table: Path, form: str) -> int:
    """检查会议安排表（CSV 或 .xlsx），列出每一处冲突。

    表头要有：会议、日期、开始、结束；可以有：地点、主持、参会、议题、材料、通知日期。
    参会的人和议题用顿号或分号隔开；材料一栏写“已齐”“未报”等。

    例：hongtou meeting check 三月会议安排.csv
    """
    from pipeline.review.meetings import check_meetings, read_meetings
    from pipeline.review.rules import load_rules

    config = find_config(table)
    meetings = read_meetings(table)
    found = check_meetings(meetings, load_rules(config.rules), config.rules)
    if form == "json":
        print_json({"meetings": len(meetings), "findings": found})
    else:
        for clash in found:
            mark = "错误" if clash.severity == "error" else "提示"
            lines = "、".join(str(line) for line in clash.lines)
            click.echo(f"{mark} 第{lines}行：{clash.message}")
        summary = f"发现 {len(found)} 个问题" if found else "没有发现问题"
        click.echo(f"共 {len(meetings)} 个会议，{summary}。")
    return 1 if found else 0
