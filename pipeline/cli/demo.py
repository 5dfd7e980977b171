"""``hongtou demo``: the whole pipeline on the samples, in two acts.

First a notice: drafted, checked, three departments' replies merged, a conflict decided, finished.
Then a whole case: five departments, two rounds, a leader's decision, a late reply, final copy.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import FileProblem
from pipeline.resources import data_folder, load_yaml

if TYPE_CHECKING:
    from pipeline.review.merge_types import Change, Conflict, MergeResult, Remark

_DEFAULT = "hongtou-demo"
_SHOWN = 24


@click.command("demo")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="写到这个文件夹（新的或空的）。"
)
def command(out: Path | None) -> int:
    """用自带的样例把全过程走一遍，每一步都是真的。

    例：hongtou demo --out 演示
    """
    folder = _folder(out)
    samples = data_folder("samples") / "notice"
    click.echo(f"样例在 {samples}\n结果写到 {folder}\n")
    _notice(samples, folder / "一份通知")
    _case(folder / "一个案卷")
    return 0


def _folder(out: Path | None) -> Path:
    if out is None:
        names = (_DEFAULT, *(f"{_DEFAULT}-{number}" for number in range(2, 100)))
        return next(Path(name) for name in names if not Path(name).exists())
    if out.is_dir() and any(out.iterdir()):
        raise FileProblem(f"文件夹 {out} 里已有文件，演示不覆盖任何东西，请换一个新的文件夹。")
    return out


def _notice(samples: Path, folder: Path) -> None:
    """Act one: draft, check, merge, decide, finish."""
    from pipeline.draft import draft
    from pipeline.review.merge import merge
    from pipeline.review.merge_decisions import load_decisions
    from pipeline.review.merge_types import Reply
    from pipeline.word.package import open_package

    click.secho("一份通知", bold=True)
    base = folder / "1-征求意见稿.docx"
    draft(
        data_folder("templates") / "通知.md", load_yaml(samples / "data.yaml"), folder=samples
    ).save(base)
    _step("起草", base, "由模板“通知”和 data.yaml 排成，按 GB/T 9704-2012")
    click.echo(f"  校对    {_checked(base)}")
    files = sorted((samples / "replies").glob("*.docx"))
    replies = [Reply(path.stem, path, path.name) for path in files]
    package = open_package(base)
    result = merge(package, replies)
    _show_merge(result, folder / "2-合并稿.docx")
    result = merge(package, replies, decisions=load_decisions(samples / "decisions.yaml"))
    for conflict in result.conflicts:
        _show_decision(conflict)
    if result.final is None:
        raise FileProblem("样例 decisions.yaml 里的决定与合并出来的冲突对不上。")
    final = folder / "3-定稿.docx"
    result.final.save(final)
    _step("定稿", final, "干净的文稿")
    click.echo(f"  校对    {_checked(final)}")
    register = folder / "3-意见汇总表.docx"
    rows = list(_rows(result, load_yaml(samples / "answers.yaml")))
    _register(rows, len(replies)).save(register)
    _step("汇总", register, f"{len(rows)} 条意见，每一条都有处理结果和理由")
    click.echo()


def _show_merge(result: MergeResult, merged: Path) -> None:
    for reply in result.replies:
        click.echo(
            f"  收到    {reply.department}：留痕修改 {reply.tracked} 处，"
            f"未留痕修改 {reply.silent} 处，批注 {reply.comments} 条"
        )
    result.merged.save(merged)
    _step("合并", merged, "各部门的修改和批注署各自的名，未决的保留原文")
    for conflict in result.conflicts:
        _show_conflict(conflict)


def _step(name: str, path: Path, what: str) -> None:
    click.echo(f"  {name}    {path}\n          {what}")


def _checked(path: Path) -> str:
    """What the linter says of a file, in one line."""
    from pipeline.lint.engine import lint
    from pipeline.report.lint_text import summary

    return summary([lint(path)]).strip()


def _show_conflict(conflict: Conflict) -> None:
    click.secho(f"  冲突    {conflict.id}　{conflict.place.label}", fg="yellow")
    click.echo(f"          原文“{conflict.base_text}”")
    for variant in conflict.variants:
        who = "、".join(variant.departments)
        reasons = f"，理由：{'；'.join(variant.reasons)}" if variant.reasons else ""
        click.echo(f"          {variant.letter}　{who}改为“{variant.text}”{reasons}")


def _show_decision(conflict: Conflict) -> None:
    decision = conflict.decision
    if decision is not None:
        click.echo(
            f"  决定    {conflict.id} 取 {decision.choice}（{decision.by}）：{decision.reason}"
        )


def _rows(result: MergeResult, answers: Sequence[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """The rows of the 意见汇总表: every change once with all who want it, then bare comments."""
    seen: set[tuple[str, int, int, str]] = set()
    for change in result.changes:
        edit = change.edit
        key = (edit.story, edit.paragraph, edit.start, change.new)
        if key not in seen:
            seen.add(key)
            yield _change_row(change, result)
    reasons = {reason for change in result.changes for reason in change.reasons}
    for remark in result.remarks:
        if remark.text not in reasons:
            yield _remark_row(remark, answers)


def _change_row(change: Change, result: MergeResult) -> dict[str, Any]:
    decision = result.decisions.get(change.conflict)
    taken = change.outcome in ("merged", "chosen")
    row = {
        "条款": change.place.headings[-1] if change.place.headings else change.place.label,
        "原文": change.old.strip(),
        "单位": "、".join((change.department, *change.agreed)),
        "类别": "宜改",
        "建议": _proposal(change),
        "理由": "；".join(change.reasons) + ("（未留痕修改）" if change.silent else ""),
        "处理": "采纳" if taken else "不采纳",
        "处理理由": decision.reason if decision else "",
        "修改后": change.new.strip() if taken else "",
    }
    if decision:
        row["决定"] = decision.by
    return row


def _proposal(change: Change) -> str:
    old, new = change.old.strip(), change.new.strip()
    if not old:
        return f"增加“{new}”"
    return f"改为“{new}”" if new else f"删去“{old}”"


def _remark_row(remark: Remark, answers: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    for answer in answers:
        if answer["单位"] == remark.department and remark.text.startswith(answer["批注"]):
            break
    else:
        raise FileProblem(f"样例没有答复{remark.department}的批注“{remark.text[:_SHOWN]}”。")
    return {
        "条款": remark.place.headings[-1] if remark.place.headings else remark.place.label,
        "原文": remark.quoted,
        "单位": remark.department,
        "类别": "供参考",
        "建议": remark.text,
        "处理": answer["处理"],
        "处理理由": answer.get("处理理由", ""),
        "修改后": answer.get("修改后", ""),
    }


def _register(rows: Sequence[Mapping[str, Any]], departments: int) -> Any:
    from pipeline.draft import draft

    data = {
        "发文机关": "江州市人民政府办公室",
        "文稿名称": "江州市人民政府办公室关于做好2026年小学生暑期托管服务工作的通知（征求意见稿）",
        "发出单位数": departments,
        "意见": list(rows),
        "成文日期": date(2026, 5, 28).isoformat(),
    }
    return draft(data_folder("templates") / "意见汇总表.md", data)


def _case(folder: Path) -> None:
    """Act two: the sample case, every command kept in a transcript."""
    from pipeline.cli.rehearsal import rehearse

    click.secho("一个案卷（五个部门、两轮征求意见、一处分歧由领导裁定、一个部门逾期）", bold=True)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        case = rehearse(folder, click.echo)
    told = printed.getvalue().splitlines()
    transcript = folder / "过程.txt"
    transcript.write_text("\n".join(told) + "\n", encoding="utf-8")
    commands = sum(line.startswith("[") for line in told)
    _step("过程", transcript, f"共 {commands} 条命令和它们的输出，照着就能办自己的案卷")
    for line in told:
        if "识别为" in line:
            click.echo(f"  收取    {line.strip()}")
    for name, what in (("定稿.docx", "干净的定稿"), ("修改说明.docx", "每一处改动和它的来由")):
        _step("定稿", case / "final" / name, what)
    registers = sorted(
        (case / "tables").glob("意见汇总表*.docx"), key=lambda path: path.stat().st_mtime
    )
    _step("汇总", registers[-1], "每条意见的处理结果和理由")
    verdict = next(line for line in reversed(told) if line.startswith("案卷"))
    _step("核验", case / "log.jsonl", verdict)
