"""``hongtou draft``: a template and data become a Word file, or one a row."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("draft")
@click.argument("template")
@click.option(
    "--data",
    "data_files",
    multiple=True,
    type=click.Path(path_type=Path),
    help="数据文件（.yaml .json .toml），可给多个，后面的覆盖前面的。",
)
@click.option(
    "--set", "settings", multiple=True, metavar="字段=值", help="直接给一个字段的值，可多次使用。"
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="写出的 .docx；不给时以标题命名，放在当前文件夹。",
)
@click.option(
    "--layout", type=click.Choice(["文件", "信函", "命令", "纪要"]), help="改用另一种版式。"
)
@click.option("--profile", help="本单位的版式（名称或 .yaml 路径）。")
@click.option(
    "--templates",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="本单位的模板文件夹。",
)
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
def command(
    template: str,
    data_files: tuple[Path, ...],
    settings: tuple[str, ...],
    out: Path | None,
    layout: str | None,
    profile: str | None,
    folders: tuple[Path, ...],
    force: bool,
) -> None:
    """按模板起草一份公文。

    例：hongtou draft 通知 --data 数据.yaml --out 通知.docx
    """
    from pipeline.config import find_config
    from pipeline.draft.data import read_data, read_settings
    from pipeline.draft.document import draft
    from pipeline.draft.template import find_template, load_template
    from pipeline.errors import DataProblem
    from pipeline.files import safe_name
    from pipeline.gongwen.layout import load_layout

    config = find_config(Path.cwd())
    chosen = load_template(find_template(template, (*folders, *config.templates)))
    data: dict[str, object] = {}
    for path in data_files:
        data.update(read_data(path))
    data.update(read_settings(settings))
    made = draft(
        chosen, data, layout=layout,
        profile=load_layout(profile or config.profile or "gbt9704-2012", config.rules),
    )  # fmt: skip
    target = out or Path(safe_name(made.title) + ".docx")
    if target.suffix.lower() != ".docx":
        raise DataProblem(f"写出的文件名应以 .docx 结尾：{target}。")
    made.save(target, overwrite=force)
    click.echo(f"已写出 {target}")
