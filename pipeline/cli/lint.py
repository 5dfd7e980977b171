"""``hongtou lint``: check documents, show what was found, mend what can be mended."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import DataProblem, FileProblem

if TYPE_CHECKING:
    from pipeline.lint.batch import Request
    from pipeline.lint.engine import Report

FORMATS = ("text", "json", "sarif", "github", "junit", "html", "docx")
LEVELS = ("error", "warning", "advice", "never")
_PROGRESS_FROM = 20


@click.command(short_help="检查公文的用词、标点、数字、结构和版式")
@click.argument("paths", nargs=-1, metavar="文件或文件夹…")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="输出格式。")
@click.option("--out", type=click.Path(path_type=Path), help="写到这个文件（docx：文件夹）。")
@click.option("--rules", "packs", multiple=True, metavar="规则包", help="另加的规则包，可多次。")
@click.option("--no-builtin", is_flag=True, help="不用内置规则包。")
@click.option("--select", multiple=True, metavar="规则", help="只查这些规则（编号、前缀、通配）。")
@click.option("--ignore", multiple=True, metavar="规则", help="不查这些规则。")
@click.option("--no-spelling", is_flag=True, help="不查疑似错字（SPELL）。")
@click.option("--fail-on", type=click.Choice(LEVELS), help="到哪一级算不通过（默认 warning）。")
@click.option("--genre", metavar="文种", help="按此文种检查（默认自动识别）。")
@click.option("--layout", metavar="版式", help="文件、信函、命令或纪要（默认自动识别）。")
@click.option("--profile", metavar="版式文件", help="按此版式配置检查格式。")
@click.option(
    "--view",
    type=click.Choice(["final", "original"]),
    default="final",
    help="有修订时查接受后（final）还是原来（original）的文字。",
)
@click.option("--baseline", type=click.Path(path_type=Path), help="基线文件：其中的旧问题不计。")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="把现有问题写成基线。")
@click.option("--fix", is_flag=True, help="改正可自动改的，写成副本（修订方式）。")
@click.option("--plain", is_flag=True, help="与 --fix 同用：直接改，不留修订痕迹。")
@click.option("--unsafe-fixes", is_flag=True, help="与 --fix、--diff 同用：连须人工确认的也改。")
@click.option("--diff", is_flag=True, help="只显示会怎样改，不写文件。")
@click.option("--statistics", is_flag=True, help="按规则统计。")
@click.option("--explain", metavar="规则", help="说明一条规则，不检查文件。")
@click.option("--explain-elements", is_flag=True, help="显示每段被识别为什么要素及理由。")
@click.option("--jobs", type=click.IntRange(0), default=0, help="进程数（默认自动）。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def command(paths: tuple[str, ...], **options: Any) -> int:
    """检查公文：用词、标点、数字、结构、版式。

    文件可以是 .docx、.txt、.md、文件夹或通配；- 表示标准输入的文字。

    \b
    例：hongtou lint 关于召开会议的通知.docx
        hongtou lint 送审稿/ --format html --out 报告.html
        hongtou lint 通知.docx --fix          （写出 通知.已改.docx，改动都是修订）

    退出码：没有问题或只有建议为 0，有警告或错误为 1（可用 --fail-on 改），有文件未能检查为 2。
    """
    from pipeline.kept_code import kept_code

    with kept_code():
        from pipeline.proof.beside import beside

        with beside(_wants_help(paths, options)):
            return _run(paths, options)


def _wants_help(paths: tuple[str, ...], options: dict[str, Any]) -> bool:
    """Whether the spelling proof of one file is worth a process of its own."""
    import os

    told = options["no_spelling"] or options["explain"] or options["explain_elements"]
    ids = (*options["select"], *options["ignore"])
    return len(paths) == 1 and not told and not ids and os.path.isfile(paths[0])  # noqa: PTH113


def _run(paths: tuple[str, ...], options: dict[str, Any]) -> int:
    if options["explain"]:
        return _explain(options)
    if not paths:
        raise click.UsageError("请给出要检查的文件或文件夹，如 hongtou lint 通知.docx。")
    _check_words(options)
    request = _request(options)
    files, notes = _files(paths)
    _check_rules(files, request)
    if options["explain_elements"]:
        return _explain_elements(files, request)
    if options["fix"] or options["diff"]:
        return _mend(files, request, options, notes)
    wants_documents = options["form"] in ("docx", "html")
    reports = _lint(files, request, 1 if wants_documents else options["jobs"])
    if options["write_baseline"]:
        return _write_baseline(options["write_baseline"], reports)
    reports, stale = _against_baseline(reports, options, files)
    if options["form"] == "docx":
        _write_marked(reports, request, options)
    else:
        _show(reports, options, [*notes, *stale])
    return _exit_code(reports, options, files)


def _check_words(options: dict[str, Any]) -> None:
    from pipeline.gongwen.genres import LAYOUTS, genres

    genre, layout = options["genre"], options["layout"]
    if genre and genre not in genres():
        raise DataProblem(f"没有“{genre}”这个文种，可以是：{'、'.join(genres())}。")
    if layout and layout not in LAYOUTS:
        raise DataProblem(f"没有“{layout}”这种版式，可以是：{'、'.join(LAYOUTS)}。")
    mending = options["fix"] or options["diff"]
    if options["plain"] and not mending:
        raise click.UsageError("--plain 要与 --fix 同用。")
    if options["unsafe_fixes"] and not (mending or options["form"] == "docx"):
        raise click.UsageError("--unsafe-fixes 要与 --fix、--diff 或 --format docx 同用。")


def _check_rules(files: Sequence[Path], request: Request) -> None:
    """A pack that is not there or a rule that no pack has is told once, not for every file."""
    from pipeline.lint.rules import matches

    if not files:
        return
    rules, _ = request.for_file(files[0])
    for pattern in (*request.settings.select, *request.settings.ignore):
        if not any(matches(name, (pattern,)) for name in rules.ids):
            raise DataProblem(
                f"没有符合“{pattern}”的规则。可以写编号（TYPO-001）、前缀（TYPO）或通配（PUNC-0*）；"
                "用 hongtou rules list 看有哪些。"
            )


def _request(options: dict[str, Any]) -> Request:
    from pipeline.lint.batch import Request
    from pipeline.lint.engine import Settings

    settings = Settings(
        genre=options["genre"],
        layout=options["layout"],
        profile=options["profile"],
        view=options["view"],
        select=_split(options["select"]),
        ignore=(*_split(options["ignore"]), *(("SPELL",) if options["no_spelling"] else ())),
    )
    return Request(tuple(options["packs"]), not options["no_builtin"], settings)


def _split(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(part for value in values for part in value.replace("，", ",").split(",") if part)


def _files(paths: Sequence[str]) -> tuple[list[Path], list[str]]:
    from pipeline.lint.batch import expand

    if "-" in paths and len(paths) > 1:
        raise click.UsageError("- （标准输入）不能与别的文件同时检查。")
    if tuple(paths) == ("-",):
        return [Path("-")], []
    return expand(paths)


def _lint(files: Sequence[Path], request: Request, jobs: int) -> list[Report]:
    from pipeline.lint.batch import check_files

    if list(files) == [Path("-")]:
        return [_lint_input(request)]
    if len(files) >= _PROGRESS_FROM and sys.stderr.isatty():
        with click.progressbar(length=len(files), label="检查", file=sys.stderr) as bar:
            step: Callable[[Any], None] = lambda _: bar.update(1)  # noqa: E731
            return check_files(files, request, jobs=jobs, progress=step)
    return check_files(files, request, jobs=jobs)


def _lint_input(request: Request) -> Report:
    from pipeline.files import decode_text
    from pipeline.lint.engine import lint_document
    from pipeline.lint.text import text_document

    data = sys.stdin.buffer.read()
    try:
        text = decode_text(data)
    except UnicodeDecodeError:
        raise FileProblem("标准输入不是文字。Word 文件请直接给出路径。") from None
    rules, settings = request.for_file(Path.cwd() / "-")
    return lint_document(text_document(text), rules, settings, "-")


def _against_baseline(
    reports: list[Report], options: dict[str, Any], files: Sequence[Path]
) -> tuple[list[Report], list[str]]:
    from pipeline.lint.batch import config_of

    path = options["baseline"] or (config_of(files[0]).baseline if files else None)
    if path is None:
        return reports, []
    from pipeline.lint.baseline import apply_baseline, read_baseline

    return apply_baseline(reports, read_baseline(path), path)


def _write_baseline(path: Path, reports: Sequence[Report]) -> int:
    from pipeline.lint.baseline import write_baseline

    number = write_baseline(path, reports)
    click.echo(f"已把 {number} 处现有问题写入基线 {path}。")
    return 2 if any(report.error for report in reports) else 0


def _show(reports: Sequence[Report], options: dict[str, Any], notes: Sequence[str]) -> None:
    form, out = options["form"], options["out"]
    text = _rendered(reports, options, notes, colour=out is None and _wants_colour())
    if out is None:
        click.echo(text, nl=False)
        return
    from pipeline.files import write_atomic

    if out.is_dir():
        raise FileProblem(f"{out} 是文件夹，请给出报告的文件名，如 {out / '报告.html'}。")
    write_atomic(out, text, overwrite=options["force"])
    from pipeline.report.lint_text import summary

    click.echo(f"{summary(reports)}报告在 {out}。", err=form != "text")


def _write_marked(reports: Sequence[Report], request: Request, options: dict[str, Any]) -> None:
    from pipeline.report.lint_docx import write_copies

    for line in write_copies(
        reports,
        request.for_file,
        options["out"],
        unsafe=options["unsafe_fixes"],
        overwrite=options["force"],
    ):
        click.echo(line)


def _wants_colour() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _rendered(
    reports: Sequence[Report], options: dict[str, Any], notes: Sequence[str], *, colour: bool
) -> str:
    from importlib import import_module

    if options["statistics"]:
        from pipeline.report.lint_text import statistics

        return statistics(reports)
    form = options["form"]
    module = import_module(f"pipeline.report.lint_{form}")
    if form == "text":
        return str(module.render(reports, colour=colour, notes=notes))
    return str(module.render(reports, notes=notes))


def _exit_code(reports: Sequence[Report], options: dict[str, Any], files: Sequence[Path]) -> int:
    from pipeline.lint.batch import config_of
    from pipeline.lint.finding import SEVERITIES

    if any(report.error is not None for report in reports):
        return 2
    level = options["fail_on"] or (config_of(files[0]).fail_on if files else None) or "warning"
    if level == "never":
        return 0
    counting = SEVERITIES[: SEVERITIES.index(level) + 1]
    return int(any(report.counts()[severity] for report in reports for severity in counting))


def _mend(
    files: Sequence[Path], request: Request, options: dict[str, Any], notes: Sequence[str]
) -> int:
    from pipeline.lint.mending import diff, mend
    from pipeline.report.lint_text import summary

    if files == [Path("-")]:
        raise click.UsageError("标准输入不能用 --fix 或 --diff，请给出文件。")
    reports = _lint(files, request, 1)
    done: list[Report] = []
    for report in reports:
        if report.error is not None:
            click.echo(f"{report.path}  未能检查：{report.error}", err=True)
            continue
        if options["diff"]:
            click.echo(
                diff(report, unsafe=options["unsafe_fixes"], colour=_wants_colour()), nl=False
            )
            continue
        rules, settings = request.for_file(Path(report.path))
        line = mend(
            report,
            rules,
            settings,
            out=options["out"],
            tracked=not options["plain"],
            unsafe=options["unsafe_fixes"],
            overwrite=options["force"],
        )
        click.echo(line)
        done.append(report)
    for note in notes:
        click.echo(note, err=True)
    click.echo(summary(reports), err=True)
    return (
        _exit_code(reports, options, files) if options["diff"] else 2 * (len(done) < len(reports))
    )


def _explain(options: dict[str, Any]) -> int:
    from pipeline.cli.rules import rule_text
    from pipeline.lint.rules import load_rules

    rules = load_rules(options["packs"], builtin=not options["no_builtin"])
    click.echo(rule_text(rules.find(options["explain"])))
    return 0


def _explain_elements(files: Sequence[Path], request: Request) -> int:
    from pipeline.lint.engine import read
    from pipeline.report.lint_elements import render

    for path in files:
        _, settings = request.for_file(path)
        document = read(path, view=settings.view)
        click.echo(render(str(path), document, settings), nl=False)
    return 0
