"""``hongtou case`` round, own-edit, consent, merged, final, waive, sign, archive."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.case_options import (
    by_option,
    case_folder,
    case_option,
    load_case,
    read_texts,
    rule_folders,
)
from pipeline.config import find_config
from pipeline.errors import HongtouError
from pipeline.review.clock import parse_day, today


@click.command("round")
@case_option
@by_option
def round_(folder: Path | None, actor: str) -> int:
    """开新的一轮：把已采纳的意见写进文稿，作为下一轮的征求意见稿。

    例：hongtou case round
    """
    from pipeline.review.case import writing
    from pipeline.review.finishing import open_round

    place = case_folder(folder)
    with writing(place, "round", actor, rule_folders=rule_folders(place)) as w:
        number = open_round(w)
    click.echo(f"第{number}轮文稿已备好：{place / f'base/r{number}.docx'}")
    click.echo("下一步：hongtou case send --to 部门,部门")
    return 0


@click.command("own-edit")
@click.option("--replace", multiple=True, metavar="原文=新文", help="改什么，可写几处。")
@click.option("--clause", default="", metavar="条款", help="在哪一条里改。")
@click.option("--reason", default="", metavar="理由", help="为什么改；必须写。")
@click.option("--drop", type=int, default=0, metavar="日志号", help="撤回以前的一次自行修改。")
@case_option
@by_option
def own_edit(
    replace: tuple[str, ...],
    clause: str,
    reason: str,
    drop: int,
    folder: Path | None,
    actor: str,
) -> int:
    """起草单位自己改一处文字，写明理由；没有理由的改动不能进定稿。

    例：hongtou case own-edit --replace '年6月1日=年7月1日' --clause 第七条 --reason "推迟施行"
    """
    from pipeline.review.case import writing
    from pipeline.review.finishing import drop_own
    from pipeline.review.finishing import own_edit as record_own

    place = case_folder(folder)
    with writing(place, "own-edit", actor, rule_folders=rule_folders(place)) as w:
        if drop:
            drop_own(w, drop)
            click.echo(f"已撤回日志第 {drop} 条的自行修改。")
            return 0
        if not replace:
            raise HongtouError("请用 --replace '原文=新文' 写明改什么。")
        for line in record_own(w, replace, reason, clause):
            click.echo(f"已记：{line}")
    return 0


@click.command("consent")
@click.argument("department", metavar="部门", required=False)
@click.option("--opinion", default="同意", metavar="意见", help="同意、不同意、同意但转报。")
@click.option("--signer", default="", metavar="姓名", help="签字人。")
@click.option("--post", default="", metavar="职务", help="签字人职务。")
@click.option("--on", default="", metavar="日期", help="哪天；默认今天。")
@click.option("--reason", default="", metavar="理由", help="不同意的理由。")
@click.option("--sheet", is_flag=True, help="出会签单（写了部门就只列这个部门）。")
@click.option("--until", default="", metavar="日期", help="会签单上的会签期限。")
@case_option
@by_option
def consent(
    department: str | None,
    opinion: str,
    signer: str,
    post: str,
    on: str,
    reason: str,
    sheet: bool,
    until: str,
    folder: Path | None,
    actor: str,
) -> int:
    """登记会签，绑定当时的条款文字；以后有实质修改的，会签自动失效。不写部门就列出会签情况。

    会签单上印有条款文字的指纹和日志的指纹，签在纸上也对得上。

    例：hongtou case consent --sheet --until 2026-05-21
        hongtou case consent 市财政局 --signer 周明 --post 局长
    """
    from pipeline.review.case import writing
    from pipeline.review.consents import consent_sheet, consent_states, record_consent

    place = case_folder(folder)
    if sheet:
        with writing(place, "consent", actor, rule_folders=rule_folders(place)) as w:
            made = consent_sheet(
                w,
                [department] if department else (),
                until=parse_day(until) if until else None,
                template_folders=find_config(place).templates,
            )
        click.echo(f"已写出 {made}")
        return 0
    if not department:
        states = consent_states(load_case(place))
        for item in states:
            if item.lapsed:
                word = f"已失效（{'、'.join(item.lapsed)}有实质修改）"
            elif item.noted:
                word = f"有效（{'、'.join(item.noted)}只改了文字）"
            else:
                word = "有效"
            click.echo(f"{item.consent.department}　{item.consent.opinion}　{word}")
        return 1 if any(item.lapsed for item in states) else 0
    with writing(place, "consent", actor, rule_folders=rule_folders(place)) as w:
        record_consent(
            w, department, opinion, signer, post, parse_day(on) if on else today(), reason
        )
    click.echo(f"已登记{department}会签：{opinion}。")
    return 0


@click.command("merged")
@click.option("--adopted", is_flag=True, help="只要已采纳的修改。")
@case_option
@by_option
def merged(adopted: bool, folder: Path | None, actor: str) -> int:
    """出合并稿：各部门的修订和批注合在一份文件里，各署其名；改法不同的地方用批注列出。

    例：hongtou case merged
        hongtou case merged --adopted
    """
    from pipeline.review.case import writing
    from pipeline.review.finishing import export_merged

    place = case_folder(folder)
    with writing(place, "merged", actor, rule_folders=rule_folders(place)) as w:
        path, unwritten = export_merged(w, adopted=adopted)
        click.echo(f"已写出 {path}")
        for said in unwritten:
            click.echo(f"  注意：{said}")
    return 0


@click.command("final")
@click.option(
    "--use",
    "given",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="用手工排好的定稿；文字必须与决定一致。",
)
@case_option
@by_option
def final(given: Path | None, folder: Path | None, actor: str) -> int:
    """形成定稿：干净的定稿、修改说明、意见汇总表。

    还有意见没处理、没答复，有分歧没解决，有校对错误，或文字与决定对不上的，不能定稿。

    例：hongtou case final
    """
    from pipeline.review.case import writing
    from pipeline.review.finishing import finish

    place = case_folder(folder)
    with writing(place, "final", actor, rule_folders=rule_folders(place)) as w:
        made = finish(w, given=given, template_folders=find_config(place).templates)
    for path in made:
        click.echo(f"已写出 {path}")
    if any("征求意见稿" in line for line in read_texts(made[0])):
        click.echo(
            "提示：定稿里还有“征求意见稿”字样，可用 hongtou case own-edit 改掉后重新形成定稿。"
        )
    return 0


@click.command("waive")
@click.argument("rule", metavar="规则")
@click.option("--reason", required=True, metavar="理由", help="为什么不改。")
@case_option
@by_option
def waive(rule: str, reason: str, folder: Path | None, actor: str) -> int:
    """豁免一条校对规则（写明理由，记入日志）。

    例：hongtou case waive format.margins --reason "本单位内部格式，不印发"
    """
    from pipeline.review.case import writing
    from pipeline.review.finishing import waive as waive_rule

    with writing(case_folder(folder), "waive", actor) as w:
        waive_rule(w, rule, reason)
    click.echo(f"已豁免 {rule}。")
    return 0


@click.command("sign")
@click.option("--who", required=True, metavar="姓名", help="签发人。")
@click.option("--words", default="发", metavar="原话", help="签发意见原话。")
@click.option("--on", default="", metavar="日期", help="哪天；默认今天。")
@case_option
@by_option
def sign(who: str, words: str, on: str, folder: Path | None, actor: str) -> int:
    """登记签发。定稿被动过、会签失效的，拒绝签发并指明在哪里。

    例：hongtou case sign --who 李明 --words "同意，发"
    """
    from pipeline.review.case import writing
    from pipeline.review.finishing import sign as sign_final

    place = case_folder(folder)
    with writing(place, "sign", actor, rule_folders=rule_folders(place)) as w:
        sign_final(w, who, words, parse_day(on) if on else today())
    click.echo(f"已登记：{who}签发。")
    return 0


@click.command("archive")
@case_option
@by_option
def archive(folder: Path | None, actor: str) -> int:
    """归档：核验案卷、写出案卷目录后打成一个 zip，放在案卷旁边；此后案卷不能再改。

    例：hongtou case archive --by 赵六
    """
    from pipeline.review.archiving import archive as archive_case
    from pipeline.review.case import writing

    place = case_folder(folder)
    with writing(place, "archive", actor, rule_folders=rule_folders(place)) as w:
        path = archive_case(w, template_folders=find_config(place).templates)
    click.echo(f"已归档：{path}")
    return 0


COMMANDS = (round_, own_edit, consent, merged, final, waive, sign, archive)
