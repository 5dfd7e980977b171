"""``hongtou case`` collect and add: what comes back."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.case_options import by_option, case_folder, case_option, rule_folders
from pipeline.errors import HongtouError


@click.command("add")
@click.argument("department", metavar="部门")
@click.option("--clause", default="", metavar="条款", help="针对哪一条；不写就是全文。")
@click.option("--proposal", default="", metavar="建议", help="修改建议，照录原话。")
@click.option("--reason", default="", metavar="理由", help="理由依据。")
@click.option("--level", default="", metavar="类别", help="须改、宜改、供参考、文字。")
@click.option("--replace", multiple=True, metavar="原文=新文", help="具体改什么。")
@click.option("--none", "nothing", is_flag=True, help="部门表示无意见。")
@click.option("--signer", default="", metavar="姓名", help="审签人。")
@click.option(
    "--file",
    "original",
    type=click.Path(path_type=Path),
    metavar="原件",
    help="扫描件或邮件，存档。",
)
@case_option
@by_option
def add(
    department: str,
    clause: str,
    proposal: str,
    reason: str,
    level: str,
    replace: tuple[str, ...],
    nothing: bool,
    signer: str,
    original: Path | None,
    folder: Path | None,
    actor: str,
) -> int:
    """补录纸面、电话、邮件来的意见，或“无意见”。

    例：hongtou case add 市司法局 --clause 第六条 --proposal "改为“造成严重后果的”" --signer 周明
    """
    from pipeline.review.case import writing
    from pipeline.review.keying import key_no_objection, key_opinion

    place = case_folder(folder)
    with writing(place, "add", actor, rule_folders=rule_folders(place)) as w:
        if nothing:
            if proposal or replace:
                raise HongtouError("--none（无意见）不能同时写意见。")
            key_no_objection(w, department, signer, original)
            click.echo(f"已登记：{department}无意见。")
            return 0
        number = key_opinion(
            w,
            department,
            clause=clause,
            proposal=proposal,
            reason=reason,
            level=level,
            replace=replace,
            signer=signer,
            original=original,
        )
        row = w.state.opinion(number)
    click.echo(f"已登记第 {number} 条意见：{department}，{row.label}，{row.proposal}")
    return 0


COMMANDS: tuple[click.Command, ...] = (add,)
