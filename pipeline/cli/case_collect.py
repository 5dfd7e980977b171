"""``hongtou case`` collect and add: what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.case_options import (
    by_option,
    case_folder,
    case_option,
    format_option,
    print_json,
    rule_folders,
)
from pipeline.errors import HongtouError

if TYPE_CHECKING:
    from pipeline.review.collecting import Receipt


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


@click.command("collect")
@click.argument(
    "inbox", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件夹或文件…"
)
@click.option(
    "--from",
    "department",
    default="",
    metavar="部门",
    help="这些文件是哪个部门的（认不出时才要写）。",
)
@click.option("--on", default="", metavar="时间", help="实际收到的时间；默认现在。")
@case_option
@by_option
@format_option
def collect(
    inbox: tuple[Path, ...],
    department: str,
    on: str,
    folder: Path | None,
    actor: str,
    form: str,
) -> int:
    """收取部门的反馈：修订、批注、未留痕修改、反馈意见表、扫描件、zip，怎样混着都行。

    按副本编号、隐藏书签、内容相似认出是谁的，改名也不怕；一个坏文件不影响其他文件。
    每个文件给一张回执，每处标记都要对上账。

    例：hongtou case collect 收件箱/
    """
    from pipeline.review.case import writing
    from pipeline.review.clock import now, parse_moment
    from pipeline.review.collecting import collect as collect_files
    from pipeline.review.inbox import inbox_files

    place = case_folder(folder)
    received = parse_moment(on) if on else now()
    files = list(inbox_files(inbox))
    if not files:
        names = "、".join(str(path) for path in inbox)
        raise HongtouError(f"{names} 里没有可以收取的文件。")
    with writing(place, "collect", actor, rule_folders=rule_folders(place)) as w:
        receipts = collect_files(w, files, received=received, department=department)
    if form == "json":
        print_json({"receipts": receipts})
    else:
        for receipt in receipts:
            _say(receipt)
        _say_balance(receipts)
    return 1 if any(receipt.status == "problem" for receipt in receipts) else 0


def _say(receipt: Receipt) -> None:
    click.echo(f"{receipt.name}")
    if receipt.status in ("problem", "known", "filed"):
        mark = {"problem": "没有收取：", "known": "", "filed": f"{receipt.department}："}
        click.echo(f"    {mark[receipt.status]}{receipt.message}")
        return
    marks = "、".join(f"{kind}{count}处" for kind, count in receipt.marks.items() if count)
    rows = f"登记 {len(receipt.opinions)} 条意见"
    if receipt.opinions:
        first, last = receipt.opinions[0], receipt.opinions[-1]
        rows += f"（第{first}条）" if first == last else f"（第{first}—{last}条）"
    if receipt.added_to:
        rows += f"，补充第{'、'.join(str(n) for n in receipt.added_to)}条"
    said = "无意见" if receipt.no_objection else marks or "没有标记"
    click.echo(
        f"    识别为{receipt.department}第{receipt.round}轮（{receipt.how}）：{said}；{rows}"
    )
    for line in receipt.explained:
        click.echo(f"    说明：{line}")
    if receipt.message:
        click.echo(f"    注意：{receipt.message}")


def _say_balance(receipts: Sequence[Receipt]) -> None:
    taken = [receipt for receipt in receipts if receipt.status == "collected"]
    total = sum(receipt.total for receipt in taken)
    opinions = sum(len(receipt.opinions) for receipt in taken)
    problems = sum(receipt.status == "problem" for receipt in receipts)
    click.echo(
        f"共 {len(receipts)} 个文件，收取 {len(taken)} 个，{total} 处标记全部入账，"
        f"登记 {opinions} 条意见" + (f"；{problems} 个没有收取。" if problems else "。")
    )


COMMANDS: tuple[click.Command, ...] = (collect, add)
