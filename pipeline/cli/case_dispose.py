"""``hongtou case`` register, dispose, complete, stance, agenda, digest, decide, answer."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline.cli.case_options import by_option, case_folder, case_option, names_of, rule_folders
from pipeline.config import find_config
from pipeline.errors import HongtouError
from pipeline.review.clock import parse_day, today

_MOST_AT_ONCE = 5000


def numbers_of(values: tuple[str, ...]) -> list[int]:
    """Opinion numbers: ``3``, ``3,7``, ``3-6``; raises HongtouError."""
    found: list[int] = []
    for value in ",".join(values).replace("，", ",").replace("、", ",").split(","):
        first, _, last = value.strip().replace("—", "-").partition("-")
        if not first.isdigit() or (last and not last.isdigit()):
            raise HongtouError(f"意见编号“{value}”不对，应写成 3 或 3,7 或 3-6。")
        start, end = int(first), int(last or first)
        if not start <= end < start + _MOST_AT_ONCE:
            raise HongtouError(
                f"意见编号“{value}”不对，前面的数要小，一次最多 {_MOST_AT_ONCE} 条。"
            )
        found += range(start, end + 1)
    return list(dict.fromkeys(found))


@click.command("register")
@click.option(
    "--read", "table", type=click.Path(path_type=Path), metavar="表", help="读回填好的表。"
)
@case_option
@by_option
def register(table: Path | None, folder: Path | None, actor: str) -> int:
    """导出意见汇总表（.xlsx 和 .docx），或读回在 Excel、WPS 里填好的表。

    读回时逐格与导出时比较，改了的格才成为一条处理记录；不合规则的指明是哪一条、为什么。

    例：hongtou case register
        hongtou case register --read 意见汇总表_3fa91c20.xlsx
    """
    from pipeline.review.case import writing
    from pipeline.review.register import export_docx, export_xlsx
    from pipeline.review.register_reading import read_register

    place = case_folder(folder)
    with writing(place, "register", actor, rule_folders=rule_folders(place)) as w:
        if table is None:
            if not w.state.opinions:
                raise HongtouError("还没有意见，没有可汇总的。")
            click.echo(f"已写出 {export_docx(w, find_config(place).templates)}")
            click.echo(f"已写出 {export_xlsx(w)}")
            return 0
        reading = read_register(w, table)
    for problem in reading.problems:
        click.echo(f"没有读：{problem}")
    numbers = "、".join(str(number) for number in reading.changed)
    click.echo(f"读回 {len(reading.changed)} 条" + (f"：第{numbers}条。" if numbers else "。"))
    return 1 if reading.problems else 0


@click.command("dispose")
@click.argument("numbers", nargs=-1, required=True, metavar="编号…")
@click.option(
    "--result", required=True, metavar="结果", help="采纳、部分采纳、不采纳、解释说明、转有关部门。"
)
@click.option("--code", default="", metavar="类别", help="理由类别：法律依据、上级规定、已有规定……")
@click.option("--reason", default="", metavar="理由", help="理由；部分采纳、不采纳必须写。")
@click.option("--replace", multiple=True, metavar="原文=新文", help="落到文字上改什么，可写几处。")
@click.option(
    "--level", default="", metavar="类别", help="同时把意见类别改为须改、宜改、供参考、文字。"
)
@case_option
@by_option
def dispose(
    numbers: tuple[str, ...],
    result: str,
    code: str,
    reason: str,
    replace: tuple[str, ...],
    level: str,
    folder: Path | None,
    actor: str,
) -> int:
    """拟定意见的处理。不合规则的不收：没写理由、没落到文字、与已采纳的冲突、已由领导决定。

    例：hongtou case dispose 3 --result 采纳
        hongtou case dispose 5 --result 不采纳 --code 上级规定 --reason "省办法第八条已有规定"
    """
    from pipeline.review.case import writing
    from pipeline.review.deciding import dispose as dispose_rows

    place = case_folder(folder)
    chosen = numbers_of(numbers)
    with writing(place, "dispose", actor, rule_folders=rule_folders(place)) as w:
        dispose_rows(w, chosen, result, code=code, reason=reason, replace=replace, level=level)
        left = sum(row.disposition is None for row in w.state.opinions.values())
    click.echo(f"已记：第{'、'.join(str(n) for n in chosen)}条 {result}。还有 {left} 条没有处理。")
    return 0


@click.command("complete")
@click.argument("number", type=int, metavar="编号")
@click.option("--proposal", default="", help="补写的修改建议。")
@click.option("--reason", default="", help="补写的理由依据。")
@case_option
@by_option
def complete(number: int, proposal: str, reason: str, folder: Path | None, actor: str) -> int:
    """补正一条不完整的意见（部门补写了修改文字或依据）。

    例：hongtou case complete 5 --reason "《预算法》第十三条"
    """
    from pipeline.review.case import writing
    from pipeline.review.deciding import complete as complete_row

    with writing(case_folder(folder), "complete", actor) as w:
        complete_row(w, number, proposal, reason)
    click.echo(f"第 {number} 条已补正。")
    return 0


@click.command("answer")
@click.option(
    "--to", "names", multiple=True, metavar="部门,部门", help="反馈给谁；默认所有该反馈的。"
)
@click.option("--number", "document_number", default="", metavar="字号", help="发文字号。")
@case_option
@by_option
def answer(names: tuple[str, ...], document_number: str, folder: Path | None, actor: str) -> int:
    """逐条告知部门意见采纳情况，出反馈单；从此计算第二个时限，到期不回复视为接受处理。

    例：hongtou case answer
    """
    from pipeline.review.case import writing
    from pipeline.review.deciding import answer as answer_departments

    place = case_folder(folder)
    with writing(place, "answer", actor, rule_folders=rule_folders(place)) as w:
        made = answer_departments(
            w,
            names_of(names),
            today(),
            document_number=document_number,
            template_folders=find_config(place).templates,
        )
    for path in made:
        click.echo(f"已写出 {path}")
    return 0


@click.command("stance")
@click.argument("numbers", nargs=-1, required=True, metavar="编号…")
@click.option("--accept", "word", flag_value="接受", help="部门接受处理。")
@click.option("--insist", "word", flag_value="坚持", help="部门坚持意见。")
@click.option("--words", default="", help="部门的话；坚持的必须写理由。")
@case_option
@by_option
def stance(
    numbers: tuple[str, ...], word: str | None, words: str, folder: Path | None, actor: str
) -> int:
    """登记部门对处理的表态：接受或坚持。

    例：hongtou case stance 5 --insist --words "上位法另有规定"
    """
    from pipeline.review.case import writing
    from pipeline.review.deciding import stance as record_stance

    if word is None:
        raise HongtouError("请写 --accept（接受）或 --insist（坚持）。")
    with writing(case_folder(folder), "stance", actor) as w:
        record_stance(w, numbers_of(numbers), word, words)
    click.echo(f"已记：第{'、'.join(numbers)}条，部门{word}。")
    return 0


@click.command("negotiate")
@click.argument("number", type=int, metavar="编号")
@click.argument("text", metavar="情况")
@case_option
@by_option
def negotiate(number: int, text: str, folder: Path | None, actor: str) -> int:
    """记录会商情况：什么时候、和谁、谈了什么。

    例：hongtou case negotiate 3 "3月12日与市财政局会商，未取得一致"
    """
    from pipeline.review.case import writing

    with writing(case_folder(folder), "negotiate", actor) as w:
        hat = w.allow("record")
        w.state.opinion(number)
        w.log("negotiated", {"row": number, "text": text}, hat=hat)
    click.echo("已记下。")
    return 0


@click.command("agenda")
@click.option(
    "--time", "start", required=True, metavar="时间", help="开会时间，如 2026-03-17 15:00。"
)
@click.option("--place", "where", required=True, metavar="地点", help="开会地点。")
@click.option("--chair", required=True, metavar="主持人", help="主持人的职务和姓名。")
@click.option("--history", default="", help="此前协商情况；不写就按案卷统计。")
@click.option("--number", "document_number", default="", metavar="字号", help="发文字号。")
@case_option
@by_option
def agenda(
    start: str,
    where: str,
    chair: str,
    history: str,
    document_number: str,
    folder: Path | None,
    actor: str,
) -> int:
    """把没有解决的分歧列成协调会议程：各方文字、理据、可选方案、倾向性意见。

    例：hongtou case agenda --time "2026-03-17 15:00" --place 第三会议室 --chair 副秘书长吴建平
    """
    from pipeline.review.case import writing
    from pipeline.review.coordinating import make_agenda, without_talks

    place = case_folder(folder)
    with writing(place, "agenda", actor, rule_folders=rule_folders(place)) as w:
        untalked = without_talks(w.case())
        path = make_agenda(
            w,
            start=start,
            place=where,
            chair=chair,
            history=history,
            document_number=document_number,
            template_folders=find_config(place).templates,
        )
    click.echo(f"已写出 {path}")
    for name in untalked:
        click.echo(
            f"提示：{name}还没有会商记录（hongtou case negotiate），未经协商的分歧不宜上会。"
        )
    return 0


@click.command("digest")
@click.option("--until", default="", metavar="日期", help="请领导最迟哪天定；默认两个工作日后。")
@click.option("--about", multiple=True, metavar="编号", help="只报含这些意见的分歧。")
@case_option
@by_option
def digest(until: str, about: tuple[str, ...], folder: Path | None, actor: str) -> int:
    """出一页领导审批单：最多三个问题，每个方案前有方框可以打钩。

    例：hongtou case digest --about 3
    """
    from pipeline.review.case import writing
    from pipeline.review.coordinating import make_digest

    place = case_folder(folder)
    with writing(place, "digest", actor, rule_folders=rule_folders(place)) as w:
        path = make_digest(
            w,
            until=parse_day(until) if until else None,
            about=numbers_of(about) if about else (),
            template_folders=find_config(place).templates,
        )
    click.echo(f"已写出 {path}")
    return 0


@click.command("decide")
@click.option(
    "--who", required=True, metavar="姓名", help="谁决定的（要有分管领导或签发人的角色）。"
)
@click.option("--words", required=True, help="照录原话。")
@click.option("--form", "form", required=True, metavar="形式", help="签署、圈阅、口头、会议。")
@click.option("--on", default="", metavar="日期", help="哪天；默认今天。")
@click.option("--adopt", multiple=True, metavar="编号", help="采纳哪几条意见。")
@click.option("--refuse", multiple=True, metavar="编号", help="不采纳哪几条意见。")
@click.option("--replace", multiple=True, metavar="编号:原文=新文", help="采纳时改成另一种文字。")
@click.option("--about", multiple=True, metavar="事项", help="不涉及意见的事项，如逾期的部门。")
@click.option("--scan", type=click.Path(path_type=Path), metavar="文件", help="批示扫描件，存档。")
@case_option
@by_option
def decide(
    who: str,
    words: str,
    form: str,
    on: str,
    adopt: tuple[str, ...],
    refuse: tuple[str, ...],
    replace: tuple[str, ...],
    about: tuple[str, ...],
    scan: Path | None,
    folder: Path | None,
    actor: str,
) -> int:
    """照录领导的决定：原话、形式、日期。记下以后不能再改。

    例：hongtou case decide --who 王建国 --form 签署 --words "按3个工作日" --adopt 3 --refuse 7
    """
    from pipeline.review.case import writing
    from pipeline.review.deciding import decide as record_decision

    place = case_folder(folder)
    chosen: dict[int, list[str]] = {n: [] for n in (numbers_of(adopt) if adopt else ())}
    for item in replace:
        number, sign, text = item.replace("：", ":").partition(":")
        if not sign or not number.strip().isdigit():
            raise HongtouError(f"“{item}”要写成 编号:原文=新文，例如 3:5个工作日=3个工作日。")
        chosen.setdefault(int(number), []).append(text)
    with writing(place, "decide", actor, rule_folders=rule_folders(place)) as w:
        record_decision(
            w,
            who=who,
            words=words,
            form=form,
            on=parse_day(on) if on else today(),
            about=about,
            adopt=chosen,
            refuse=numbers_of(refuse) if refuse else (),
            scan=scan,
        )
    click.echo(f"已照录{who}的决定（{form}）。")
    return 0


COMMANDS = (register, dispose, complete, negotiate, answer, stance, agenda, digest, decide)
