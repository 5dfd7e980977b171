"""``hongtou draft``: a template and data become a Word file, or one a row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.draft.batch import Job, Maker, Outcome
    from pipeline.draft.fields import Field

_SHOWN_REASONS = 100
_PATH = click.Path(path_type=Path)


@click.command("draft")
@click.argument("template", metavar="模板")
@click.option(
    "-d", "--data", "data_files", multiple=True, type=_PATH, metavar="文件",
    help="数据文件（.yaml .json .toml），可给多个，后面的覆盖前面的。",
)  # fmt: skip
@click.option(
    "-s", "--set", "settings", multiple=True, metavar="字段=值",
    help="直接给一个字段的值，可多次使用；同一字段给两次就是两项。",
)  # fmt: skip
@click.option("--body", type=_PATH, metavar="文件", help="正文取自文件（.md .txt .docx）。")
@click.option("--ask", is_flag=True, help="缺少的必填字段逐项询问。")
@click.option(
    "--rows", type=_PATH, metavar="文件", help="成批起草：表格（.csv .xlsx .jsonl）每行一份。"
)
@click.option(
    "-o", "--out", type=_PATH, metavar="路径",
    help="写出的 .docx；成批时为文件夹。不给时以标题命名，放在当前文件夹。",
)  # fmt: skip
@click.option(
    "--name", metavar="写法", help="成批时的文件名，默认 {{发文字号}}-{{标题}}；可用 {{序号}}。"
)
@click.option(
    "--layout", type=click.Choice(["文件", "信函", "命令", "纪要"]), help="改用另一种版式。"
)
@click.option("--profile", metavar="名称", help="本单位的版式（名称或 .yaml 路径）。")
@click.option(
    "--templates", "folders", multiple=True, type=_PATH, metavar="文件夹",
    help="本单位的模板文件夹，可多次使用。",
)  # fmt: skip
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
@click.option("--jobs", type=click.IntRange(1, 64), help="成批时用几个进程（默认按核数）。")
def command(
    template: str,
    data_files: tuple[Path, ...],
    settings: tuple[str, ...],
    body: Path | None,
    ask: bool,
    rows: Path | None,
    out: Path | None,
    name: str | None,
    layout: str | None,
    profile: str | None,
    folders: tuple[Path, ...],
    force: bool,
    jobs: int | None,
) -> int:
    """按模板起草公文，按 GB/T 9704-2012 排成 Word 文件。

    模板是名称（见 hongtou template list）、.md 文件或本单位的 .docx 模板。

    \b
    例：hongtou draft 通知 --data 数据.yaml --out 通知.docx
        hongtou draft 会议通知 --rows 名单.xlsx --out 通知 --name "{{序号}}-{{主送}}"
    """
    from pipeline.config import find_config
    from pipeline.draft.batch import DEFAULT_NAME, Job, Maker
    from pipeline.draft.template import find_template
    from pipeline.errors import DataProblem

    data_folder = data_files[-1].parent if data_files else rows.parent if rows else None
    config = find_config(data_folder or Path.cwd())
    if config.path is None:
        config = find_config(Path.cwd())
    if name is not None and rows is None:
        raise DataProblem("--name 只在成批起草（--rows）时使用；单份文件请用 --out。")
    shared = _shared(data_files, settings)
    job = Job(
        template=find_template(template, (*folders, *config.templates)),
        shared=shared,
        layout=layout,
        profile=profile or config.profile or "gbt9704-2012",
        profile_folders=config.rules,
        name=name or DEFAULT_NAME,
        organ=config.organ,
        body=_body(body),
        folder=data_folder,
    )
    maker = Maker(job)
    if rows is not None:
        return _batch(job, maker, rows, out, force, jobs)
    data = _answers(maker, shared) if ask else {}
    return _one(maker, data, out, force)


def _shared(data_files: tuple[Path, ...], settings: tuple[str, ...]) -> dict[str, Any]:
    from pipeline.draft.data import read_data, read_settings

    data: dict[str, Any] = {}
    for path in data_files:
        data.update(read_data(path))
    data.update(read_settings(settings))
    return data


def _body(path: Path | None) -> str | None:
    if path is None:
        return None
    from pipeline.draft.body import read_body

    notes: list[str] = []
    text = read_body(path, notes)
    for note in notes:
        click.echo(f"注意：{note}", err=True)
    return text


def _one(maker: Maker, data: dict[str, Any], out: Path | None, force: bool) -> int:
    from pipeline.errors import DataProblem
    from pipeline.files import safe_name

    if out is not None and out.is_dir():
        raise DataProblem(f"{out} 是文件夹；单份文件请写明文件名，例如 {out / '通知.docx'}。")
    if out is not None and out.suffix.lower() != ".docx":
        raise DataProblem(f"写出的文件名应以 .docx 结尾：{out}。")
    made = maker.make(data)
    target = out or Path(safe_name(made.title) + ".docx")
    made.save(target, overwrite=force)
    click.echo(f"已写出 {target}")
    for note in made.notes:
        click.echo(f"注意：{note}", err=True)
    return 0


def _answers(maker: Maker, shared: dict[str, Any]) -> dict[str, Any]:
    """Ask for every required field that has no value yet; an answer that does not fit is asked
    for again."""
    from pipeline.draft.fields import is_empty, is_needed

    defaults = getattr(maker.template, "defaults", {})
    given = {"发文机关"} if maker.job.organ or maker.profile.organ else set()
    if maker.job.body is not None:
        given.add("正文")
    answers: dict[str, Any] = {}
    for name, spec in maker.template.fields.items():
        has = given | {key for key, value in shared.items() if not is_empty(value)}
        wanted = is_needed(spec, has) and is_empty(spec.default) and name not in defaults
        if wanted and is_empty(shared.get(name)) and name not in given:
            answers[name] = _ask(spec)
    return answers


def _ask(spec: Field) -> Any:
    from pipeline.draft.fields import check_value
    from pipeline.errors import DataProblem

    if spec.type in ("table", "attachments"):
        raise DataProblem(f"字段“{spec.name}”是表格，不能逐项询问，请写在数据文件里（--data）。")
    notes = [spec.description, "、".join(spec.choices)]
    if isinstance(spec.example, (str, int, float)):
        notes.append(f"如 {spec.example}")
    shown = "；".join(note for note in notes if note)
    while True:
        try:
            answer = click.prompt(f"{spec.name}{f'（{shown}）' if shown else ''}", err=True)
        except click.Abort:
            raise DataProblem(f"没有得到“{spec.name}”的回答，没有写出文件。") from None
        try:
            check_value(spec, answer)
        except DataProblem as error:
            click.echo(str(error), err=True)
            continue
        return answer


def _batch(
    job: Job, maker: Maker, rows: Path, out: Path | None, force: bool, jobs: int | None
) -> int:
    from pipeline.draft.batch import draft_rows
    from pipeline.draft.rows import check_header, read_rows
    from pipeline.errors import DataProblem

    if out is None:
        raise DataProblem("成批起草要用 --out 写明放文件的文件夹。")
    if out.exists() and not out.is_dir():
        raise DataProblem(f"{out} 不是文件夹；成批起草时 --out 应是文件夹。")
    table = list(read_rows(rows))
    if not table:
        raise DataProblem(f"{rows} 里没有数据行，没有写出文件。")
    given = {*job.shared, *getattr(maker.template, "defaults", {})}
    given |= {n for n, spec in maker.template.fields.items() if spec.default is not None}
    given |= {"发文机关"} if job.organ or maker.profile.organ else set()
    given |= {"正文"} if job.body is not None else set()
    names = list(dict.fromkeys(n for _, data in table if isinstance(data, dict) for n in data))
    check_header(names, maker.template.fields, sorted(given), maker.template.name, rows)
    done: list[Outcome] = []
    with _Progress(len(table)) as progress, _Interrupt() as interrupt:
        made = draft_rows(job, table, out, overwrite=force, workers=jobs, progress=progress.to)
        try:
            for outcome in made:
                done.append(outcome)
                if interrupt.asked:
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            made.close()
            written = sum(outcome.path is not None for outcome in done)
            click.echo(f"写好 {written} 份，共 {len(table)} 行。", err=True)
            raise
    return _report(done, out)


def _report(done: list[Outcome], out: Path) -> int:
    failed = [outcome for outcome in done if outcome.path is None]
    click.echo(f"共 {len(done)} 行：写出 {len(done) - len(failed)} 份，在 {out}。")
    if not failed:
        return 0
    click.echo(f"没有写出的 {len(failed)} 行：", err=True)
    for outcome in failed[:_SHOWN_REASONS]:
        click.echo(f"  第 {outcome.row} 行：{outcome.reason}", err=True)
    if len(failed) > _SHOWN_REASONS:
        click.echo(f"  ……另有 {len(failed) - _SHOWN_REASONS} 行，改好以上各行后再试。", err=True)
    return 1


class _Interrupt:
    """Ctrl-C waits for the row under way, so that no half file is left; a second one does not."""

    asked = False

    def __enter__(self) -> _Interrupt:
        import signal
        import threading

        self._set = threading.current_thread() is threading.main_thread()
        if self._set:
            self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def _ask(self, number: int, frame: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True

    def __exit__(self, *error: object) -> None:
        import signal

        if self._set:
            signal.signal(signal.SIGINT, self._before)


class _Progress:
    """A progress bar on a terminal, nothing in a pipe."""

    def __init__(self, total: int) -> None:
        import sys

        self.total = total
        self.bar: Any = None
        self.task: Any = None
        if sys.stderr.isatty() and total > 1:
            from rich.console import Console
            from rich.progress import Progress

            self.bar = Progress(console=Console(stderr=True), transient=True)
            self.task = self.bar.add_task("起草", total=total)

    def __enter__(self) -> _Progress:
        if self.bar is not None:
            self.bar.start()
        return self

    def __exit__(self, *error: object) -> None:
        if self.bar is not None:
            self.bar.stop()

    def to(self, done: int) -> None:
        """Show that ``done`` rows are through."""
        if self.bar is not None:
            self.bar.update(self.task, completed=done)
