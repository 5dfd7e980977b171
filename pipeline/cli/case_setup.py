"""``hongtou case`` new, people, urgent, status, log, verify: setting up and looking."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.case_options import (
    ROW_STYLES,
    by_option,
    case_folder,
    case_option,
    format_option,
    load_case,
    names_of,
    print_json,
    print_table,
)
from pipeline.config import find_config
from pipeline.errors import HongtouError
from pipeline.review.clock import today


@click.command("new")
@click.argument("draft", type=click.Path(path_type=Path), metavar="征求意见稿")
@click.argument("folder", type=click.Path(path_type=Path), metavar="案卷")
@click.option("--title", default="", help="文稿名称；不写就从文稿里认。")
@click.option(
    "--organ", default="", metavar="单位", help="起草单位；不写就用 hongtou.toml 的 organ。"
)
@click.option("--drafter", default="", metavar="姓名", help="经办人。")
@click.option("--coordinator", default="", metavar="姓名", help="牵头人；不写就是经办人。")
@click.option(
    "--leader", "leaders", multiple=True, metavar="姓名:职务", help="分管领导，可写几个。"
)
@click.option("--signer", "signers", multiple=True, metavar="姓名:职务", help="签发人。")
@click.option("--archivist", default="", metavar="姓名", help="档案员。")
@click.option(
    "--class",
    "urgency",
    default="",
    metavar="缓急",
    help="平件（不写就是）、急件；特急另用 urgent。",
)
@click.option("--contact", default="", metavar="姓名", help="函上的联系人；不写就是经办人。")
@click.option("--phone", default="", metavar="电话", help="函上的联系电话。")
@click.option("--email", default="", metavar="邮箱", help="函上的电子邮箱。")
@click.option(
    "--secrecy",
    default="",
    metavar="密级",
    help="涉密的写密级，如 机密★5年；发出的每份材料都会标明。",
)
def new(
    draft: Path,
    folder: Path,
    title: str,
    organ: str,
    drafter: str,
    coordinator: str,
    leaders: tuple[str, ...],
    signers: tuple[str, ...],
    archivist: str,
    urgency: str,
    contact: str,
    phone: str,
    email: str,
    secrecy: str,
) -> int:
    """用一份征求意见稿立案。原稿逐字节存进案卷，规则在此刻定下。

    每次都一样的（经办人、领导、电话等）可以写进 hongtou.toml 的 [review]，命令里写的优先。

    例：hongtou case new 办法.docx 案卷 --organ 市数据局 --drafter 张三 --leader 王建国:副市长
    """
    from pipeline.review.opening import begin_case
    from pipeline.review.settings import review_settings

    config = find_config(draft)
    usual = review_settings(config)
    drafter = drafter or usual.drafter
    if not drafter:
        raise HongtouError("没有写经办人，请用 --drafter 写明，或写进 hongtou.toml 的 [review]。")
    people = [_person(drafter, "", "经办人")]
    people.append(_person(coordinator or usual.coordinator or drafter, "", "牵头"))
    people += [_person(*_split(text), "分管领导") for text in leaders or usual.leaders]
    people += [_person(*_split(text), "签发人") for text in signers or usual.signers]
    archivist = archivist or usual.archivist
    people += [_person(archivist, "", "档案员")] if archivist else []
    case = begin_case(
        draft,
        folder,
        title=title,
        organ=organ or config.organ or "",
        urgency=urgency or usual.urgency or "平件",
        people=_merged(people),
        contact={
            "name": contact or usual.contact or drafter,
            "phone": phone or usual.phone,
            "email": email or usual.email,
        },
        secrecy=secrecy,
        actor=drafter,
        rule_folders=config.rules,
    )
    click.echo(f"已立案：《{case.state.title}》，案卷 {folder}，编号 {case.state.id}")
    click.echo("下一步：hongtou case send --to 部门,部门 --case " + str(folder))
    return 0


def _split(text: str) -> tuple[str, str]:
    name, _, post = text.replace("：", ":").partition(":")
    return name.strip(), post.strip()


def _person(name: str, post: str, hat: str) -> dict[str, object]:
    return {"name": name.strip(), "post": post, "hats": [hat]}


def _merged(people: list[dict[str, object]]) -> list[dict[str, object]]:
    """One entry a person, with all hats."""
    found: dict[object, dict[str, object]] = {}
    for person in people:
        known = found.setdefault(person["name"], {**person, "hats": []})
        known["post"] = known["post"] or person["post"]
        hats = known["hats"]
        assert isinstance(hats, list) and isinstance(person["hats"], list)
        hats += [hat for hat in person["hats"] if hat not in hats]
    return list(found.values())


@click.command("people")
@click.argument("name", metavar="姓名", required=False)
@click.option("--post", default="", metavar="职务", help="职务。")
@click.option("--hat", "hats", multiple=True, metavar="角色", help="角色，可写几个。")
@case_option
@by_option
def people(
    name: str | None, post: str, hats: tuple[str, ...], folder: Path | None, actor: str
) -> int:
    """登记案卷里的人和角色；不写姓名就列出已登记的。

    例：hongtou case people 李明 --post 市长 --hat 签发人
    """
    from pipeline.review.case import writing

    if not name:
        case = load_case(folder)
        for person in case.state.people.values():
            click.echo(f"{person.name}　{person.post}　{'、'.join(person.hats)}".rstrip())
        return 0
    with writing(case_folder(folder), "people", actor) as w:
        hat = w.allow("people")
        unknown = [item for item in hats if item not in w.rules.roles]
        if unknown or not hats:
            choices = "、".join(w.rules.roles)
            raise HongtouError(f"请用 --hat 写明角色，可选：{choices}。")
        w.log("person", {"name": name, "post": post, "hats": list(hats)}, hat=hat)
    click.echo(f"已登记：{name}（{'、'.join(hats)}）")
    return 0


@click.command("urgent")
@click.option("--who", required=True, metavar="姓名", help="谁批准的。")
@click.option("--words", required=True, help="批准的原话。")
@click.option("--scope", required=True, help="哪些环节可以先行，例如“会签后补”。")
@click.option(
    "--passed-over", multiple=True, metavar="部门", help="因特急没有征求的部门，事后要抄送。"
)
@case_option
@by_option
def urgent(
    who: str,
    words: str,
    scope: str,
    passed_over: tuple[str, ...],
    folder: Path | None,
    actor: str,
) -> int:
    """登记特急先行：谁批准、原话、范围；从此计算补报时限，补报前不能归档。

    例：hongtou case urgent --who 王建国 --words "同意先行，会签后补" --scope 会签后补
    """
    from pipeline.review.urgent import record_urgent

    due = record_urgent(case_folder(folder), actor, who, words, scope, names_of(passed_over))
    click.echo(f"已登记特急先行（{who}批准），{due} 前要补报（hongtou case after-report）。")
    return 0


@click.command("after-report")
@click.option("--words", required=True, help="补报了什么、补齐了哪些手续。")
@click.option("--file", "path", type=click.Path(path_type=Path), metavar="文件", help="补报材料。")
@click.option(
    "--copied", multiple=True, metavar="部门", help="补报抄送了谁；特急时没有征求的部门都要抄送。"
)
@case_option
@by_option
def after_report(
    words: str, path: Path | None, copied: tuple[str, ...], folder: Path | None, actor: str
) -> int:
    """登记特急事项的补报。

    例：hongtou case after-report --words "会签已补齐" --file 补报.docx
    """
    from pipeline.review.urgent import record_after_report

    record_after_report(case_folder(folder), actor, words, path, names_of(copied))
    click.echo("已登记补报。")
    return 0


@click.command("status")
@case_option
@click.option(
    "--round", "number", type=int, default=0, metavar="轮次", help="看哪一轮；默认最近一轮。"
)
@format_option
def status(folder: Path | None, number: int, form: str) -> int:
    """看进展：谁无意见、有意见、逾期，还剩几个工作日，今天该做什么。

    有部门逾期、意见未处理完或有分歧未解决时返回 1，供脚本判断。

    例：hongtou case status
    """
    from pipeline.review.standing import standings, summary

    case = load_case(folder)
    day = today()
    rows = standings(case.state, case.rules, day, case.rule_folders, number)
    brief = summary(case.state, case.rules, day, case.rule_folders)
    if form == "json":
        print_json({"summary": brief, "departments": rows})
        return 1 if brief.attention else 0
    turn = number or (case.state.rounds[-1].number if case.state.rounds else 0)
    click.echo(f"《{case.state.title}》　{case.state.urgency}　第{turn}轮　指纹 {case.state.mark}")
    if rows:
        print_table(
            ("部门", "状态", "反馈期限", "剩余工作日", "意见", "备注"),
            [
                (
                    row.department,
                    row.word,
                    row.due,
                    "" if row.left is None else str(row.left),
                    str(row.opinions or ""),
                    row.remark,
                )
                for row in rows
            ],
            styles=[ROW_STYLES.get(row.colour, "") for row in rows],
        )
    for line in brief.lines:
        click.echo(line)
    return 1 if brief.attention else 0


@click.command("recap")
@case_option
@format_option
def recap(folder: Path | None, form: str) -> int:
    """复盘：给了几个工作日、用了几个，谁按时、谁逾期，意见从哪里来、怎样处理。

    例：hongtou case recap
    """
    from pipeline.review.recap import recap as recap_case

    found = recap_case(load_case(folder))
    if form == "json":
        print_json(found)
        return 0
    for line in found.lines:
        click.echo(f"{line}。")
    if found.departments:
        print_table(
            ("部门", "征求", "反馈", "逾期", "用工作日", "意见", "采纳"),
            [
                (
                    row.name,
                    str(row.asked),
                    str(row.replied),
                    str(row.late or ""),
                    "" if row.used is None else f"{row.used:g}",
                    str(row.opinions or ""),
                    str(row.adopted or ""),
                )
                for row in found.departments
            ],
        )
    return 0


@click.command("log")
@case_option
@click.option(
    "--last", type=click.IntRange(min=1), default=None, metavar="条数", help="只看最后几条。"
)
@format_option
def log(folder: Path | None, last: int | None, form: str) -> int:
    """看日志：什么时候、谁、以什么身份、做了什么。

    例：hongtou case log --last 20
    """
    from pipeline.report.case_text import event_line

    case = load_case(folder)
    events = case.events[-last:] if last else case.events
    if form == "json":
        print_json(events)
        return 0
    for event in events:
        click.echo(event_line(event))
    click.echo(f"共 {len(case.events)} 条，指纹 {case.state.mark}")
    return 0


@click.command("verify")
@case_option
@click.option(
    "--tip", default="", metavar="指纹", help="纸面材料上印的 8 位指纹，核对它出自这份日志。"
)
@format_option
def verify(folder: Path | None, tip: str, form: str) -> int:
    """核验案卷：日志是否完整，文件是否被动过，指明出问题的位置。

    例：hongtou case verify --tip 3fa91c20
    """
    from pipeline.review.archiving import verify as verify_all

    found = case_folder(folder)
    spots = verify_all(found, tip=tip)
    bad = [spot for spot in spots if spot.line >= 0]
    if form == "json":
        print_json({"ok": not bad, "spots": spots})
        return 1 if bad else 0
    for spot in spots:
        click.echo(f"{'提示' if spot.line < 0 else '错误'} {spot.where}：{spot.message}")
    click.echo("案卷完好。" if not bad else f"发现 {len(bad)} 处问题。")
    return 1 if bad else 0


@click.command("note")
@click.argument("text", metavar="备注")
@case_option
@by_option
def note(text: str, folder: Path | None, actor: str) -> int:
    """在日志里记一句话（电话沟通、材料去向等）。

    例：hongtou case note "3月6日电话告知市财政局，其称周一反馈"
    """
    from pipeline.review.case import writing

    with writing(case_folder(folder), "note", actor) as w:
        w.log("note", {"text": text}, hat=w.allow("note"))
    click.echo("已记下。")
    return 0


COMMANDS = (new, people, urgent, after_report, status, recap, log, verify, note)
