"""``hongtou template``: list, show, check and make templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pipeline.draft.document import Draft
    from pipeline.draft.fields import Field
    from pipeline.draft.house import HouseTemplate
    from pipeline.draft.template import Template

_PATH = click.Path(path_type=Path)
_FOLDERS = click.option(
    "--templates", "folders", multiple=True, type=_PATH, metavar="文件夹",
    help="本单位的模板文件夹，可多次使用。",
)  # fmt: skip


@click.group("template")
def command() -> None:
    """查看、检查、新建起草公文用的模板。

    例：hongtou template show 会议通知 --example > 数据.yaml
    """


def _all_folders(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    from pipeline.config import find_config

    return (*folders, *find_config(Path.cwd()).templates)


@command.command("list")
@_FOLDERS
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def list_(folders: tuple[Path, ...], as_json: bool) -> int:
    """列出全部模板。例：hongtou template list"""
    from pipeline.draft.batch import open_template
    from pipeline.draft.template import Template, find_templates
    from pipeline.errors import HongtouError

    rows: list[dict[str, str]] = []
    code = 0
    for name, path in find_templates(_all_folders(folders)).items():
        try:
            found = open_template(path)
        except HongtouError as error:
            click.echo(f"{path}：{error}", err=True)
            code = 1
            continue
        form = found if isinstance(found, Template) else found.form
        layout = form.layout if isinstance(found, Template) else "Word"
        rows.append(
            {"name": name, "genre": form.genre, "layout": layout,
             "description": form.description, "path": str(path)}
        )  # fmt: skip
    if as_json:
        import json

        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return code
    widths = [max((_width(row[key]) for row in rows), default=0) for key in ("name", "layout")]
    for row in rows:
        name, layout = _pad(row["name"], widths[0]), _pad(row["layout"], widths[1])
        click.echo(f"{name}  {layout}  {row['description']}")
    click.echo(f"共 {len(rows)} 个。看某个模板要填什么：hongtou template show 名称")
    return code


def _width(text: str) -> int:
    from pipeline.gongwen.title_lines import width

    return round(width(text) * 2)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


@command.command("show")
@click.argument("name", metavar="模板")
@_FOLDERS
@click.option("--example", is_flag=True, help="只输出示例数据（YAML），可存为数据文件再改。")
@click.option("--all", "everything", is_flag=True, help="连同各模板都有的要素字段一起列出。")
def show(name: str, folders: tuple[Path, ...], example: bool, everything: bool) -> int:
    """说明一个模板要填哪些字段。例：hongtou template show 会议通知"""
    from pipeline.draft.batch import open_template
    from pipeline.draft.template import Template, find_template
    from pipeline.errors import DataProblem

    path = find_template(name, _all_folders(folders))
    found = open_template(path)
    form = found if isinstance(found, Template) else found.form
    if example:
        if not form.example:
            raise DataProblem(f"模板“{form.name}”没有示例数据。")
        import yaml

        click.echo(
            yaml.dump(dict(form.example), Dumper=_dumper(), allow_unicode=True, sort_keys=False),
            nl=False,
        )
        return 0
    _show(found, form, path, everything)
    return 0


def _dumper() -> Any:
    """A YAML dumper that writes texts of several lines as blocks."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    def text(dumper: Any, value: str) -> Any:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)

    Dumper.add_representer(str, text)
    return Dumper


def _show(found: Template | HouseTemplate, form: Template, path: Path, everything: bool) -> None:
    from pipeline.draft.template import Template
    from pipeline.gongwen.genres import DIRECTIONS

    click.echo(f"{form.name}：{form.description}" if form.description else form.name)
    if isinstance(found, Template):
        click.echo(f"文种 {form.genre}，{DIRECTIONS[form.direction]}，{form.layout}版式")
    click.echo(f"文件 {path}\n")
    own = [spec for spec in form.fields.values() if everything or _is_own(form, spec)]
    width = max((_width(spec.name) for spec in own), default=0)
    for spec in own:
        needed = spec.required and spec.name not in form.defaults
        click.echo(f"{'必填' if needed else '    '}  {_pad(spec.name, width)}  {_kind(spec)}")
        _show_columns(spec, "        ")
    if not everything:
        click.echo("\n其余要素字段（密级、抄送、附件等）各模板通用，用 --all 列出。")


def _show_columns(spec: Field, indent: str) -> None:
    """What goes into each column of a table, one line a column."""
    width = max((_width(name) for name in spec.columns), default=0)
    for name, column in spec.columns.items():
        needed = "必填" if column.required else "    "
        click.echo(f"{indent}{needed}  {_pad(name, width)}  {_kind(column)}")
        _show_columns(column, indent + "    ")


def _is_own(form: Template, spec: Field) -> bool:
    needed = spec.required and spec.name not in form.defaults
    return spec.name in form.declared or needed


_KINDS = {
    "text": "一行文字", "longtext": "可分段的文字", "int": "整数", "number": "数", "money": "金额",
    "date": "日期", "datetime": "日期时间", "bool": "是或否", "choice": "选一", "list": "多项",
    "table": "表格", "person": "人员（姓名、职务、单位、电话）",
    "attachments": "附件名称，或标题加正文、文件", "any": "文字",
}  # fmt: skip


def _kind(spec: Field) -> str:
    text = _KINDS[spec.type]
    if spec.choices:
        text += f"（{'、'.join(spec.choices)}）"
    if spec.columns:
        text += f"（列：{'、'.join(spec.columns)}）"
    if spec.description:
        text += f"；{spec.description}"
    if isinstance(spec.default, (str, int, float)) and spec.default != "":
        shown = ("是" if spec.default else "否") if spec.type == "bool" else spec.default
        text += f"；不写时为“{shown}”"
    if spec.unless:
        text += f"；写了“{spec.unless}”就不必写"
    if isinstance(spec.example, (str, int, float)):
        text += f"；例：{spec.example}"
    return text


@command.command("check")
@click.argument("names", nargs=-1, metavar="[模板]...")
@_FOLDERS
def check(names: tuple[str, ...], folders: tuple[Path, ...]) -> int:
    """检查模板写法，用示例数据试起草并校对；不给名称时检查全部。

    例：hongtou template check 我的模板.md
    """
    from pipeline.draft.template import find_template, find_templates
    from pipeline.errors import HongtouError

    places = _all_folders(folders)
    paths = [find_template(name, places) for name in names] or list(find_templates(places).values())
    bad = 0
    for path in paths:
        try:
            note = _try(path)
        except HongtouError as error:
            bad += 1
            click.echo(f"不合格  {path}\n        {error}")
            continue
        click.echo(f"合格    {path.stem}{note}")
    click.echo(f"共 {len(paths)} 个模板，{len(paths) - bad} 个合格。")
    return 1 if bad else 0


def _try(path: Path) -> str:
    """Draft a template's example; raises HongtouError, else a note."""
    from pipeline.draft.batch import Job, Maker
    from pipeline.draft.template import Template

    maker = Maker(Job(template=path))
    found = maker.template
    form = found if isinstance(found, Template) else found.form
    if not form.example:
        return "（没有示例数据，只检查了写法）"
    made = maker.make(form.example)
    return _lint(made) if isinstance(found, Template) else ""


def _lint(made: Draft) -> str:
    """What the rules say about the example's document, as lines to show."""
    from pipeline.lint.engine import lint
    from pipeline.word.document import read_document

    names = {"error": "错误", "warning": "警告", "advice": "建议"}
    found = lint(read_document(made.to_bytes())).findings
    if not found:
        return ""
    lines = [f"{names[item.severity]}  {item.message}  {item.rule}" for item in found]
    return "".join(f"\n        {line}" for line in (f"示例校对出 {len(found)} 处：", *lines))


_NOTES = """# 由模板“{source}”复制而来，照着改：fields 是要填的字段（type 类型，required 是否必填，
# description 说明，example 例子；类型有 text longtext int number money date datetime bool choice
# list table person），defaults 是默认写法，example 是示例数据，最后一行 --- 下面是正文。
"""


@command.command("new")
@click.argument("path", type=_PATH, metavar="文件.md")
@click.option("--genre", metavar="文种", help="从这个文种的模板复制，如 通知（默认）、函、请示。")
@click.option("--from", "source", metavar="模板", help="从这个模板复制，如 会议通知。")
@_FOLDERS
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
def new(
    path: Path, genre: str | None, source: str | None, folders: tuple[Path, ...], force: bool
) -> int:
    """新建一个可以直接用的模板，照着改。

    例：hongtou template new 我的模板/值班通知.md --from 会议通知
    """
    import re

    from pipeline.draft.template import find_template
    from pipeline.errors import DataProblem
    from pipeline.files import read_text, write_atomic
    from pipeline.gongwen.genres import genres

    if path.suffix.lower() != ".md":
        raise DataProblem(f"模板文件名应以 .md 结尾：{path}。")
    if genre is not None and source is not None:
        raise DataProblem("--genre 和 --from 只用一个。")
    if genre is not None and genre not in genres():
        raise DataProblem(f"没有“{genre}”这个文种，可用的有：{'、'.join(genres())}。")
    name = source or genre or "通知"
    original = find_template(name, _all_folders(folders))
    if original.suffix.lower() != ".md":
        raise DataProblem(f"{original} 是 Word 模板，请直接复制这个文件来改。")
    text = read_text(original).replace("\r\n", "\n")
    text = text.replace("---\n", "---\n" + _NOTES.format(source=name), 1)
    text = re.sub(r"(?m)^title:.*$", lambda _: f"title: {path.stem}", text, count=1)
    write_atomic(path, text, overwrite=force)
    click.echo(f"已写出 {path}；改好后用 hongtou template check {path} 检查。")
    return 0
