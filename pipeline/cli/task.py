"""``hongtou task``: the ledger of 督办 — in a case, or in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.case_options import (
    COLOUR_WORDS,
    ROW_STYLES,
    by_option,
    case_folder,
    case_option,
    format_option,
    load_case,
    print_json,
    print_table,
    read_texts,
    rule_folders,
)
from pipeline.errors import HongtouError
from pipeline.review.clock import parse_day, today

if TYPE_CHECKING:
    from pipeline.review.case import Case
    from pipeline.review.state import Task


@click.group("task")
def command() -> None:
    """督办台账：交办、催办、延期、办结、销号。

    每件事一个牵头单位、一个日期、一条完成标准；销号要有佐证，由牵头单位以外的人确认。
    """


@command.command("init")
@click.argument("folder", type=click.Path(path_type=Path), metavar="文件夹")
@click.option("--title", default="督办台账", help="台账名称。")
@click.option("--keeper", required=True, metavar="姓名", help="台账由谁管（可以交办）。")
@click.option(
    "--confirmer", multiple=True, metavar="姓名", help="谁可以确认销号、批准延期；可写几个。"
)
def init(folder: Path, title: str, keeper: str, confirmer: tuple[str, ...]) -> int:
    """建一本不属于任何案卷的督办台账。

    例：hongtou task init 督办台账2026 --keeper 张三 --confirmer 王主任
    """
    from pipeline.review.ledger import create_ledger

    create_ledger(folder, title, keeper, confirmer, rule_folders(folder))
    click.echo(f"已建立台账：{folder}")
    return 0


@command.command("add")
@click.argument("content", metavar="事项")
@click.option("--owner", default="", metavar="单位", help="牵头单位，只能一个。")
@click.option("--with", "helpers", multiple=True, metavar="单位", help="配合单位，可写几个。")
@click.option("--due", required=True, metavar="日期", help="完成日期，如 2026-04-30。")
@click.option("--standard", default="", help="怎样算完成。")
@click.option("--source", default="", help="来自哪次会议或哪份文件。")
@case_option
@by_option
def add(
    content: str,
    owner: str,
    helpers: tuple[str, ...],
    due: str,
    standard: str,
    source: str,
    folder: Path | None,
    actor: str,
) -> int:
    """交办一件事。没有牵头单位、牵头单位不止一个、没有日期的，不能立项。

    例：hongtou task add "制定数据共享目录" --owner 市数据局 --due 2026-04-30 --standard "目录印发"
    """
    from pipeline.review.ledger import add_task

    place = case_folder(folder)
    number, warnings = add_task(
        place,
        actor,
        content=content,
        owner=owner,
        helpers=helpers,
        due=parse_day(due),
        standard=standard,
        source=source,
        rule_folders=rule_folders(place),
    )
    click.echo(f"已立项第 {number} 号：{content}（{owner}，{due}）")
    for warning in warnings:
        click.echo(f"提示：{warning}")
    return 0


@command.command("read")
@click.argument("minutes", type=click.Path(path_type=Path), metavar="纪要")
@click.option("--add", "adding", is_flag=True, help="把写清楚了的事项记入台账。")
@case_option
@by_option
def read(minutes: Path, adding: bool, folder: Path | None, actor: str) -> int:
    """从会议纪要或决定中找出交办事项，指出没写单位、没写日期、只写“近期”“尽快”的。

    例：hongtou task read 第3次协调会纪要.docx --add
    """
    from pipeline.review.ledger import add_task
    from pipeline.review.rules import load_rules
    from pipeline.review.tasks import find_tasks

    place = case_folder(folder) if adding or folder else minutes.parent
    found = find_tasks(read_texts(minutes), load_rules(rule_folders(place)), today())
    for item in found:
        owner = "、".join(item.owners) or "（未写单位）"
        due = item.due.isoformat() if item.due else "（未写日期）"
        click.echo(f"{owner}｜{due}｜{item.content}")
        for problem in item.problems:
            click.echo(f"    {'错误' if item.fatal else '提示'}：{problem}")
        if adding and not item.problems and item.due:
            number, _ = add_task(
                place,
                actor,
                content=item.content,
                owner=item.owners[0],
                helpers=item.helpers,
                due=item.due,
                standard=item.standard,
                source=minutes.name,
                rule_folders=rule_folders(place),
            )
            click.echo(f"    已立项第 {number} 号")
    bad = sum(bool(item.problems) for item in found)
    click.echo(f"共 {len(found)} 件交办事项，{bad} 件没有写清楚。")
    return 1 if bad else 0


@command.command("list")
@case_option
@click.option("--all", "everything", is_flag=True, help="连已销号的一起列出。")
@format_option
def list_(folder: Path | None, everything: bool, form: str) -> int:
    """列出督办事项：蓝色临近，黄色到期或刚超期，红色超期较久。有超期的返回 1。

    例：hongtou task list
    """
    return _show(load_case(folder), everything, form, only_due=False)


@command.command("due")
@case_option
@format_option
def due_(folder: Path | None, form: str) -> int:
    """只列临近、到期和超期的事项。有超期的返回 1。

    例：hongtou task due
    """
    return _show(load_case(folder), False, form, only_due=True)


def _show(case: Case, everything: bool, form: str, *, only_due: bool) -> int:
    from pipeline.review.tasks import task_colour, task_days_left, task_word

    day = today()
    rows: list[tuple[Task, str, str, int | None]] = []
    for task in case.state.tasks.values():
        word = task_word(task, day)
        colour = task_colour(task, case.rules, day, case.rule_folders)
        if (word == "已销号" and not everything) or (only_due and colour not in COLOUR_WORDS):
            continue
        rows.append((task, word, colour, task_days_left(task, day, case.rule_folders)))
    late = any(word == "逾期" for _, word, _, _ in rows)
    if form == "json":
        print_json([_task_data(*row) for row in rows])
    elif rows:
        print_table(
            ("序号", "事项", "牵头单位", "完成日期", "剩余工作日", "状态", "等级", "完成标准"),
            [
                (
                    str(task.number),
                    task.content,
                    task.owner,
                    task.due,
                    "" if left is None or word in ("已销号", "待确认") else str(left),
                    word,
                    COLOUR_WORDS.get(colour, ""),
                    task.standard,
                )
                for task, word, colour, left in rows
            ],
            styles=[ROW_STYLES.get(colour, "") for *_, colour, _ in rows],
        )
        _tell_uncounted(rows)
    else:
        click.echo("没有这样的事项。")
    return 1 if late else 0


def _tell_uncounted(rows: list[tuple[Task, str, str, int | None]]) -> None:
    """Why a row has no number of working days: the holidays of that year are not out yet."""
    years = sorted({task.due[:4] for task, _, _, left in rows if left is None})
    if years:
        click.echo(
            f"提示：还没有{'、'.join(years)}年的节假日安排，这一年到期的事项暂不推算剩余工作日。"
        )


def _task_data(task: Task, word: str, colour: str, left: int | None) -> dict[str, Any]:
    return {
        "number": task.number,
        "content": task.content,
        "owner": task.owner,
        "due": task.due,
        "workdays_left": left,
        "status": word,
        "colour": colour,
        "standard": task.standard,
        "evidence": task.evidence,
        "confirmed_by": task.confirmed_by,
    }


@command.command("notice")
@click.argument("numbers", nargs=-1, type=int, metavar="序号…")
@click.option("--basis", required=True, metavar="依据", help="依据哪次会议、哪份文件立项。")
@click.option("--organ", default="", metavar="单位", help="发文单位；不写就用案卷的起草单位。")
@click.option("--contact", "person", default="", metavar="姓名", help="联系人。")
@click.option("--phone", default="", metavar="电话", help="联系电话。")
@click.option("--number", "document_number", default="", metavar="字号", help="发文字号。")
@case_option
@by_option
def notice(
    numbers: tuple[int, ...],
    basis: str,
    organ: str,
    person: str,
    phone: str,
    document_number: str,
    folder: Path | None,
    actor: str,
) -> int:
    """出督办通知：把台账里没有销号的事项（或写明的几项）发给责任单位。

    例：hongtou task notice --basis "根据市政府第52次常务会议议定事项，" --organ 市政府办公室
    """
    from pipeline.config import find_config
    from pipeline.review.ledger import write_notice
    from pipeline.review.settings import review_settings

    place = case_folder(folder)
    config = find_config(place)
    usual = review_settings(config)
    path = write_notice(
        place,
        actor,
        numbers,
        basis=basis,
        organ=organ or config.organ or "",
        person=person or usual.contact,
        phone=phone or usual.phone,
        document_number=document_number,
        template_folders=config.templates,
    )
    click.echo(f"已写出 {path}")
    return 0


@command.command("done")
@click.argument("number", type=int, metavar="序号")
@click.option("--evidence", default="", help="佐证：文件名、文号或链接；销号必须有。")
@click.option(
    "--confirm", "confirmer", default="", metavar="姓名", help="由谁确认销号（不能是办的人）。"
)
@click.option("--reject", "rejecter", default="", metavar="姓名", help="由谁退回重办。")
@case_option
@by_option
def done(
    number: int, evidence: str, confirmer: str, rejecter: str, folder: Path | None, actor: str
) -> int:
    """报告完成（--evidence），再由另一人确认销号（--confirm）或退回（--reject）。

    例：hongtou task done 3 --evidence 江数发〔2026〕8号
        hongtou task done 3 --confirm 王主任
    """
    from pipeline.review.ledger import confirm_task, finish_task

    place = case_folder(folder)
    if confirmer or rejecter:
        confirm_task(place, actor, number, confirmer or rejecter, reject=bool(rejecter))
        click.echo(f"第 {number} 号已{'退回重办' if rejecter else '确认销号'}。")
    elif evidence:
        finish_task(place, actor, number, evidence)
        click.echo(f"第 {number} 号已报告完成，等待确认（--confirm）。")
    else:
        raise HongtouError("请用 --evidence 写明佐证，或用 --confirm 写明由谁确认。")
    return 0


@command.command("extend")
@click.argument("number", type=int, metavar="序号")
@click.option("--due", required=True, metavar="日期", help="新的完成日期。")
@click.option("--authority", required=True, metavar="姓名", help="谁批准延期。")
@click.option("--reason", required=True, help="延期理由。")
@case_option
@by_option
def extend(
    number: int, due: str, authority: str, reason: str, folder: Path | None, actor: str
) -> int:
    """延期，要有批准人和理由。

    例：hongtou task extend 3 --due 2026-05-15 --authority 王主任 --reason "等省里细则"
    """
    from pipeline.review.ledger import extend_task

    extend_task(case_folder(folder), actor, number, parse_day(due), authority, reason)
    click.echo(f"第 {number} 号已延期至 {due}（{authority}批准）。")
    return 0
