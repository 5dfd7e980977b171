"""``hongtou case`` send, chase, ack, extend, return: a round goes out."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.case_options import (
    by_option,
    case_folder,
    case_option,
    load_case,
    names_of,
    print_table,
    rule_folders,
)
from pipeline.config import find_config
from pipeline.errors import HongtouError
from pipeline.review.clock import now, parse_day, parse_moment


def pairs_of(values: tuple[str, ...], option: str) -> dict[str, str]:
    """``市财政局=理由`` options as a table."""
    found = {}
    for value in values:
        name, sign, text = value.replace("＝", "=").partition("=")
        if not sign or not text.strip():
            example = "第三条" if option == "--clauses" else "参与试点"
            raise HongtouError(
                f"{option} 要写成 部门=内容 的样子，例如 {option} 市财政局={example}。"
            )
        found[name.strip()] = text.strip()
    return found


@click.command("send")
@click.option(
    "--to", "names", multiple=True, required=True, metavar="部门,部门", help="征求哪些部门。"
)
@click.option("--deadline", default="", metavar="日期", help="反馈期限；不写就按规则推算。")
@click.option("--why", "why", multiple=True, metavar="部门=理由", help="为什么征求这个部门。")
@click.option(
    "--clauses",
    multiple=True,
    metavar="部门=条款",
    help="请它看哪些条款，如 市财政局=第三条,第五条。",
)
@click.option(
    "--number", "document_number", default="", metavar="字号", help="征求意见函的发文字号。"
)
@click.option("--background", default="", help="函的开头，说明起草背景；不写就用一句话。")
@click.option(
    "--on", default="", metavar="时间", help="实际发出的时间，如 2026-03-02T10:00；默认现在。"
)
@click.option("--despite", default="", metavar="理由", help="规则不允许而仍要发的理由，记入日志。")
@click.option(
    "--web-form/--no-web-form",
    default=None,
    help="另附单文件网页反馈表：用浏览器打开填写，不联网，存下小文件发回。",
)
@click.option("--dry-run", is_flag=True, help="只检查，不写文件。")
@case_option
@by_option
def send(
    names: tuple[str, ...],
    deadline: str,
    why: tuple[str, ...],
    clauses: tuple[str, ...],
    document_number: str,
    background: str,
    on: str,
    despite: str,
    web_form: bool | None,
    dry_run: bool,
    folder: Path | None,
    actor: str,
) -> int:
    """发出征求意见：每个部门一个文件夹和一个 zip，内有函、征求意见稿、反馈意见表。

    发之前先检查期限、轮次和对象：休息日到期、时间太短、漏了该征求的部门、群发，都会指出。

    例：hongtou case send --to 市财政局,市司法局 --deadline 2026-03-11 --number 江数函〔2026〕9号
    """
    from pipeline.review.case import writing
    from pipeline.review.circulating import objections, plan_sending
    from pipeline.review.circulating import send as send_round
    from pipeline.review.settings import review_settings

    place = case_folder(folder)
    config = find_config(place)
    sent = parse_moment(on) if on else now()
    if sent > now():
        raise HongtouError(f"发出时间 {on} 还没到。")
    with writing(place, "send", actor, rule_folders=rule_folders(place)) as w:
        secrecy = w.state.secrecy
        usual = review_settings(config).web_form and not w.state.classified
        with_page = usual if web_form is None else web_form
        plan = plan_sending(
            w.case(),
            names_of(names),
            sent,
            deadline=parse_day(deadline) if deadline else None,
            why=pairs_of(why, "--why"),
            clauses={k: names_of((v,)) for k, v in pairs_of(clauses, "--clauses").items()},
        )
        for notice in plan.notices:
            if notice.severity == "warning" or despite or dry_run:
                mark = "错误" if notice.severity == "error" else "提示"
                click.echo(f"{mark}：{notice.message}")
        if dry_run:
            click.echo(f"期限 {plan.deadline}，{len(plan.recipients)} 个部门；没有写任何文件。")
            return 1 if plan.errors else 0
        if plan.errors and not despite:
            raise HongtouError(objections(plan.errors))
        packed = send_round(
            w,
            plan,
            despite=despite,
            document_number=document_number,
            background=background,
            web_form=with_page,
            template_folders=config.templates,
        )
    click.echo(f"第{plan.round}轮已备好 {len(packed)} 份，反馈期限 {plan.deadline}：")
    for path in packed:
        click.echo(f"  {path}")
    if secrecy:
        click.echo(f"本案卷是{secrecy}件：请按保密规定传递和回收，不得用互联网邮箱或普通 U 盘。")
        click.echo("每份载体请登记：hongtou case media 光盘01 --to 部门；收回时用 --back。")
    else:
        click.echo("请用邮件或 U 盘发给各部门。")
    click.echo("收回来的文件放进一个文件夹，用 hongtou case collect 收取。")
    return 0


@click.command("media")
@click.argument("label", required=False, metavar="载体")
@click.option("--to", "receiver", default="", metavar="部门", help="交给哪个部门。")
@click.option("--back", "giver", default="", metavar="部门", help="从哪个部门收回。")
@click.option("--destroyed", is_flag=True, help="已按规定销毁。")
@click.option("--on", default="", metavar="日期", help="哪天；默认今天。")
@click.option("--note", default="", metavar="说明", help="经手人、清单编号等。")
@case_option
@by_option
def media(
    label: str | None,
    receiver: str,
    giver: str,
    destroyed: bool,
    on: str,
    note: str,
    folder: Path | None,
    actor: str,
) -> int:
    """登记光盘、U 盘、纸质件等载体的发出、收回、销毁；不写载体就列出清单。

    涉密案卷每一份都要登记，没有登记或没有收回的不能归档。

    例：hongtou case media 光盘03 --to 市财政局 --note "经手人：李明"
        hongtou case media 光盘03 --back 市财政局
    """
    from pipeline.review.case import writing
    from pipeline.review.secrecy import record_medium, unlisted

    if not label:
        case = load_case(folder)
        rows = [
            (item.label, item.way, item.department, item.on, item.by, item.note)
            for item in case.state.media
        ]
        if rows:
            print_table(("载体", "经过", "部门", "日期", "登记人", "说明"), rows)
        else:
            click.echo("还没有登记过载体。")
        missing = unlisted(case.state)
        for line in missing:
            click.echo(f"提示：{line}。")
        return 1 if missing else 0
    if bool(receiver) + bool(giver) + destroyed != 1:
        raise HongtouError("请写明载体的去向：--to 部门、--back 部门，或 --destroyed，三者选一。")
    way = "发出" if receiver else "收回" if giver else "销毁"
    with writing(case_folder(folder), "media", actor) as w:
        day = parse_day(on) if on else now().date()
        record_medium(w, label, receiver or giver, way, day, note)
    click.echo(f"已登记：{label}，{way}{'给' if receiver else ''}{receiver or giver}。")
    return 0


@click.command("ack")
@click.argument("department", metavar="部门")
@click.option("--on", default="", metavar="日期", help="签收日期；默认今天。")
@case_option
@by_option
def ack(department: str, on: str, folder: Path | None, actor: str) -> int:
    """登记部门已签收。

    例：hongtou case ack 市财政局
    """
    from pipeline.review.case import writing

    with writing(case_folder(folder), "ack", actor) as w:
        hat = w.allow("send")
        item = w.state.delivery(department)
        day = parse_day(on).isoformat() if on else now().date().isoformat()
        if not item.sent[:10] <= day <= now().date().isoformat():
            raise HongtouError(f"签收日期 {day} 不对：发出是 {item.sent[:10]}，也不能晚于今天。")
        w.log("acknowledged", {"round": item.round, "department": department, "on": day}, hat=hat)
    click.echo(f"已登记：{department}于 {day} 签收。")
    return 0


@click.command("extend")
@click.argument("department", metavar="部门")
@click.option("--until", required=True, metavar="日期", help="延到哪天。")
@click.option("--reason", required=True, help="部门说明的理由。")
@case_option
@by_option
def extend(department: str, until: str, reason: str, folder: Path | None, actor: str) -> int:
    """同意一个部门延期反馈。

    例：hongtou case extend 市财政局 --until 2026-03-16 --reason "正在测算"
    """
    from pipeline.gongwen.calendar import is_workday, next_workday, with_weekday
    from pipeline.review.case import writing

    place = case_folder(folder)
    with writing(place, "extend", actor) as w:
        hat = w.allow("send")
        item = w.state.delivery(department)
        day = parse_day(until)
        if day.isoformat() <= item.due:
            raise HongtouError(f"新的期限 {day} 不晚于现在的 {item.due}。")
        if not is_workday(day, rule_folders(place)):
            near = with_weekday(next_workday(day, rule_folders(place)))
            raise HongtouError(f"{day} 是休息日，最近的工作日是 {near}。")
        if not reason.strip():
            raise HongtouError(f"请照录{department}要求延期的理由（--reason）。")
        data = {"round": item.round, "department": department, "until": day.isoformat()}
        w.log("extension", {**data, "reason": reason}, hat=hat)
    click.echo(f"已同意{department}延至 {day}。")
    return 0


@click.command("return")
@click.argument("department", metavar="部门")
@click.option("--reason", required=True, help="部门说明的理由。")
@case_option
@by_option
def return_(department: str, reason: str, folder: Path | None, actor: str) -> int:
    """登记部门退回（认为不属于其职责）。

    例：hongtou case return 市教育局 --reason "文稿不涉及教育系统"
    """
    from pipeline.review.case import writing

    with writing(case_folder(folder), "return", actor) as w:
        hat = w.allow("send")
        item = w.state.delivery(department)
        if not reason.strip():
            raise HongtouError(f"请照录{department}退回的理由（--reason）。")
        data = {"round": item.round, "department": department, "reason": reason.strip()}
        w.log("returned", data, hat=hat)
    click.echo(f"已登记：{department}退回（{reason}）。")
    return 0


@click.command("chase")
@click.option(
    "--to", "names", multiple=True, metavar="部门,部门", help="催哪些；默认所有逾期和今天到期的。"
)
@click.option("--until", default="", metavar="日期", help="新的期限；默认两个工作日后。")
@click.option("--number", "document_number", default="", metavar="字号", help="催办单的发文字号。")
@case_option
@by_option
def chase(
    names: tuple[str, ...],
    until: str,
    document_number: str,
    folder: Path | None,
    actor: str,
) -> int:
    """出催办单：蓝、黄、红三档，写明逾期几个工作日、哪些条款等着答复。

    例：hongtou case chase
    """
    from pipeline.review.chasing import chase as chase_departments

    place = case_folder(folder)
    made = chase_departments(
        place,
        actor,
        names_of(names),
        until=parse_day(until) if until else None,
        document_number=document_number,
        rule_folders=rule_folders(place),
        template_folders=find_config(place).templates,
    )
    for path in made:
        click.echo(f"已写出 {path}")
    return 0


COMMANDS = (send, media, ack, extend, return_, chase)
