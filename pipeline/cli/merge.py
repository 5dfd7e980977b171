"""``hongtou merge``: departments' returned files into one, conflicts listed for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.errors import DataProblem
from pipeline.files import write_atomic

if TYPE_CHECKING:
    from pipeline.review.merge_types import Conflict, Decision, MergeResult, Reply


@click.command(short_help="把各部门返回的修改稿合并成一份")
@click.argument("base", metavar="原稿", type=click.Path(path_type=Path))
@click.argument("replies", metavar="来文…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--department", multiple=True, metavar="部门=文件", help="写明来文是哪个部门的，可多次。"
)
@click.option("--decisions", type=click.Path(path_type=Path), help="填好的决定表（YAML）。")
@click.option("--out", type=click.Path(path_type=Path), help="合并稿（默认 原稿名.合并.docx）。")
@click.option("--final", type=click.Path(path_type=Path), help="全部冲突决定后，写出清稿。")
@click.option(
    "--leave-out", is_flag=True, help="清稿里不要合并不了的改动（新增的表格等）；不写就不出清稿。"
)
@click.option("--report", type=click.Path(path_type=Path), help="登记表：.json、.xlsx 或 .docx。")
@click.option("--interactive", is_flag=True, help="在终端里逐条决定冲突，随时可停，下次接着来。")
@click.option("--by", default="", metavar="姓名", help="与 --interactive 同用：决定人。")
@click.option("--moves", is_flag=True, help="移动的段落标成 Word 的“移动”（不写则标成一删一增）。")
@click.option("--force", is_flag=True, help="覆盖已有文件；来文不像同一份文件也合并。")
@click.option("--schema", is_flag=True, is_eager=True, expose_value=False,
              callback=lambda ctx, _, wanted: _print_schema(ctx) if wanted else None,
              help="显示 json 输出的格式说明（JSON Schema）。")  # fmt: skip
def command(
    base: Path,
    replies: tuple[Path, ...],
    department: tuple[str, ...],
    decisions: Path | None,
    out: Path | None,
    final: Path | None,
    leave_out: bool,
    report: Path | None,
    interactive: bool,
    by: str,
    moves: bool,
    force: bool,
) -> int:
    """合并各部门返回的修改稿：互不冲突的自动并入，冲突的列出来由人决定。

    来文不写部门时，以文件名为部门名。合并稿里每处修改都署部门名；有冲突的地方保留原文，
    并加批注列出各方案。有冲突未决定、有改动没能并入时以 1 结束。

    \b
    例：hongtou merge 原稿.docx 财务部.docx 人事处.docx
        hongtou merge 原稿.docx --department 财务部=a.docx --decisions 决定表.yaml --final 定稿.docx
    """
    from pipeline.review.merge import merge
    from pipeline.review.merge_decisions import load_decisions
    from pipeline.word.package import open_package

    out = out or base.with_name(f"{base.stem}.合并.docx")
    sheet = decisions or out.with_name(f"{out.stem}.决定表.yaml")
    _check_targets(base, [out, final, report], replies)
    known = load_decisions(sheet) if decisions or (interactive and sheet.exists()) else {}
    package = open_package(base)
    given = _replies(replies, department)
    result = merge(package, given, decisions=known, force=force, moves=moves)
    if interactive and result.undecided:
        known = _decide(result, known, by, sheet)
        result = merge(package, given, decisions=known, force=force, moves=moves)
    result.merged.save(out, overwrite=force)
    click.echo(f"已写出合并稿 {out}")
    if result.conflicts and not decisions:
        _write_sheet(result.conflicts, sheet, overwrite=force or interactive)
    if report is not None:
        _write_report(result, report, force)
    _summary(result)
    if final is not None:
        _write_final(result, final, leave_out, force)
    return 1 if result.undecided or (result.lost and not leave_out) else 0


def _write_final(result: MergeResult, path: Path, leave_out: bool, force: bool) -> None:
    """Write the clean copy; refused while anything is undecided or would silently be missing."""
    if result.final is None:
        places = "、".join(f"{c.id}（{c.place.label}）" for c in result.undecided)
        raise DataProblem(f"还有 {len(result.undecided)} 处冲突没有决定，不能出清稿：{places}。")
    if result.lost and not leave_out:
        raise DataProblem(
            f"有 {len(result.lost)} 处改动没能并入，不能出清稿：{'；'.join(result.lost)}"
            "请在合并稿里手工补上；确定不要的，加 --leave-out 再出清稿。"
        )
    result.final.save(path, overwrite=force)
    click.echo(f"已写出清稿 {path}")


def _check_targets(base: Path, targets: list[Path | None], inputs: tuple[Path, ...]) -> None:
    sources = {path.resolve() for path in (base, *inputs)}
    for target in targets:
        if target is not None and target.resolve() in sources:
            raise DataProblem(f"输出文件 {target} 就是输入的文件，请换一个名字。")
    report = targets[-1]
    if report is not None and report.suffix.lower() not in (".json", ".xlsx", ".docx"):
        raise DataProblem(f"登记表 {report} 的格式不支持，请用 .json、.xlsx 或 .docx。")


def _replies(paths: tuple[Path, ...], named: tuple[str, ...]) -> list[Reply]:
    from pipeline.review.merge_types import Reply

    found = [Reply(path.stem, path, str(path)) for path in paths]
    for item in named:
        department, equals, file = item.partition("=")
        if not equals or not department.strip() or not file.strip():
            raise DataProblem(
                f"--department 应写成 部门=文件，例如 财务部=a.docx，而不是“{item}”。"
            )
        found.append(Reply(department.strip(), Path(file.strip()), file.strip()))
    return found


def _write_sheet(conflicts: tuple[Conflict, ...], sheet: Path, *, overwrite: bool) -> None:
    from pipeline.review.merge_decisions import decisions_text

    write_atomic(sheet, decisions_text(conflicts), overwrite=overwrite)
    click.echo(f"已写出决定表 {sheet}，请填好后用 --decisions 交回。")


def _write_report(result: MergeResult, path: Path, force: bool) -> None:
    from pipeline.review.merge_report import to_data, to_word, to_workbook

    suffix = path.suffix.lower()
    if suffix == ".json":
        text = json.dumps(to_data(result), ensure_ascii=False, indent=2) + "\n"
        write_atomic(path, text, overwrite=force)
    else:
        data = to_workbook(result) if suffix == ".xlsx" else to_word(result)
        write_atomic(path, data, overwrite=force)
    click.echo(f"已写出登记表 {path}")


def _summary(result: MergeResult) -> None:
    for reply in result.replies:
        click.echo(
            f"  {reply.department}：留痕 {reply.tracked} 处，未留痕 {reply.silent} 处，"
            f"批注 {reply.comments} 条"
        )
        for notice in reply.notices:
            click.echo(f"    注意：{notice}")
    from pipeline.review.merge_wording import shown, variant_text

    if result.by_hand:
        click.echo(f"有 {len(result.by_hand)} 处没能写入，合并稿里保留原文并加了批注，请手工修改：")
    for one in result.by_hand:
        click.echo(
            f"    {'、'.join(one.departments)}　{one.place.label}　{one.what}（{one.reason}）"
        )
    if not result.conflicts:
        click.echo("没有冲突。")
    for conflict in result.conflicts:
        decision = conflict.decision
        state = f"已定：{decision.choice}（{decision.by}）" if decision else "尚未决定"
        click.echo(f"冲突 {conflict.id}　{conflict.place.label}　{state}")
        click.echo(f"    原文：{shown(conflict.base_text)}")
        for variant in conflict.variants:
            names = "、".join(variant.departments)
            click.echo(f"    {variant.letter}（{names}）：{shown(variant_text(conflict, variant))}")


def _decide(
    result: MergeResult, known: dict[str, Decision], by: str, sheet: Path
) -> dict[str, Decision]:
    """Walk the open conflicts; every answer is saved at once, so one can stop at any time."""
    from dataclasses import replace

    from pipeline.review.merge_types import BASE_CHOICE, OWN_CHOICE, Decision

    decided = dict(known)
    conflicts = list(result.conflicts)
    for number, conflict in enumerate(conflicts):
        if conflict.decision is not None:
            continue
        _show_conflict(conflict, number + 1, len(conflicts))
        letters = [variant.letter for variant in conflict.variants]
        own = conflict.kind == "text"
        keys = " / ".join([*letters, "0 原文", *(["1 自拟"] if own else []), "2 跳过", "3 停下"])
        answer = _ask(keys, {*letters, "0", "2", "3", *(["1"] if own else [])})
        if answer == "3":
            break
        if answer == "2":
            continue
        text = click.prompt("自拟的文字") if answer == "1" else ""
        choice = {"0": BASE_CHOICE, "1": OWN_CHOICE}.get(answer, answer)
        by = by or click.prompt("决定人").strip()
        decision = Decision(
            choice, by, click.prompt("理由（可不填）", default="", show_default=False).strip(), text
        )
        decided[conflict.id] = decision
        conflicts[number] = replace(conflict, decision=decision)
        from pipeline.review.merge_decisions import decisions_text

        write_atomic(sheet, decisions_text(tuple(conflicts)), overwrite=True)
    return decided


def _ask(keys: str, allowed: set[str]) -> str:
    while True:
        answer = str(click.prompt(f"请选 {keys}")).strip().upper()
        if answer in allowed:
            return answer
        click.echo("没有这个选项，请重选。")


def _show_conflict(conflict: Conflict, number: int, total: int) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from pipeline.review.merge_wording import shown, variant_text

    console = Console(highlight=False)
    table = Table(
        title=Text(f"冲突 {number}/{total}　{conflict.id}　{conflict.place.label}"), expand=True
    )
    table.add_column("0 原文", overflow="fold", ratio=1)
    row = [Text(shown(conflict.base_text))]
    for variant in conflict.variants:
        head = f"{variant.letter} {'、'.join(variant.departments)}"
        table.add_column(Text(head), overflow="fold", ratio=1)
        reasons = "".join(f"\n理由：{reason}" for reason in variant.reasons)
        row.append(Text(shown(variant_text(conflict, variant)) + reasons))
    table.add_row(*row)
    console.print(table)
    if conflict.kind == "text":
        console.print(Text(f"所在文字：{shown(conflict.context)}"))


def _print_schema(ctx: click.Context) -> None:
    from pipeline.review.merge_report import schema

    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
    ctx.exit()
