"""``hongtou doctor``: what this machine has, and what that means for the user."""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import __version__

if TYPE_CHECKING:
    from pipeline.config import Config

_MARKS = {"ok": "[有]", "note": "[注]", "missing": "[缺]"}
_COLOURS = {"ok": "green", "note": "yellow", "missing": "red"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer. state: ok (fine), note (works, but know this), missing."""

    state: str
    name: str
    text: str


@click.command("doctor")
@click.option("--profile", default=None, help="版式名或版式文件，默认是国标版式。")
def command(profile: str | None) -> int:
    """说明这台电脑上有什么、缺什么、有什么影响。

    例：hongtou doctor
    """
    from pipeline.config import find_config

    config = find_config(Path.cwd())
    groups = (
        ("程序", _program()),
        ("字体（公文用字）", _fonts(profile or config.profile, config.rules)),
        ("排版预览", _office()),
        ("可选组件", (*_extras(), _word_model(config))),
        ("文件夹", _folders(config.path)),
    )
    for title, lines in groups:
        click.echo(title)
        for line in lines:
            mark = click.style(_MARKS[line.state], fg=_COLOURS[line.state])
            click.echo(f"  {mark} {line.name}：{line.text}")
    return 0


def _program() -> Iterator[Line]:
    yield Line("ok", "红头", __version__)
    yield Line("ok", "Python", f"{platform.python_version()}（{platform.system()}）")


def _fonts(profile: str | None, folders: tuple[Path, ...]) -> Iterator[Line]:
    from pipeline.gongwen.layout import DEFAULT_PROFILE, load_layout
    from pipeline.word.fonts import answer, installed_families

    layout = load_layout(profile or DEFAULT_PROFILE, folders)
    installed = installed_families()
    if not installed:
        yield Line("note", "字体清单", "系统没有说明装了哪些字体，以下无从判断。")
    for font in layout.fonts.values():
        found = answer((font.name, *font.accept), installed)
        if not found.stand_in and found.family == font.name:
            yield Line("ok", font.role, font.name)
        elif not found.stand_in:
            yield Line("ok", font.role, f"{font.name} 没有装，用同类的 {found.family}。")
        else:
            other = (
                f"本机显示和打印时用 {found.family} 代替" if found.family else "没有可代替的字体"
            )
            text = (
                f"{font.name} 没有装，{other}；文件里写的字体名不变，在装有该字体的电脑上显示正常。"
            )
            yield Line("missing", font.role, text)


def _office() -> Iterator[Line]:
    from pipeline.word.render import find_soffice

    office = find_soffice()
    if office:
        yield Line("ok", "LibreOffice", office)
    else:
        yield Line(
            "note",
            "LibreOffice",
            "没有找到，不能用 hongtou preview 转成 PDF 或图片；其余功能不受影响。",
        )


def _extras() -> Iterator[Line]:
    for module, name, without in (
        ("re2", "google-re2", "规则匹配用自带的引擎，稍慢，结果相同"),
        ("rjieba", "rjieba", "分词用 jieba，稍慢，结果相同"),
    ):
        if find_spec(module):
            yield Line("ok", name, "已装。")
        else:
            yield Line("note", name, f"没有装；{without}。需要时：pip install 'hongtou[fast]'")


def _word_model(config: Config) -> Line:
    from pipeline.proof.phrasing import Phrasing, wanted_word_model

    name = "词语模型"
    path = wanted_word_model(config)
    if path is None and config.proof.get("word_model") is False:
        return Line("ok", name, "hongtou.toml 里设为不用；错别字校对只用自带的模型。")
    if path is None:
        text = (
            "没有装；错别字校对只用自带的模型。"
            "Debian、Ubuntu 可装 libime-data-language-model，找得更准。"
        )
        return Line("note", name, text)
    try:
        Phrasing(path)
    except (OSError, ValueError):
        return Line("note", name, f"{path} 读不出，错别字校对不用它。")
    return Line("ok", name, f"{path}，错别字校对遇到疑点时参考它。")


def _folders(config: Path | None) -> Iterator[Line]:
    from pipeline.resources import cache_folder, data_folder

    for name, label in (("templates", "模板"), ("rules", "规则"), ("samples", "样例")):
        folder = data_folder(name)
        yield Line("ok" if folder.is_dir() else "missing", label, str(folder))
    folder = cache_folder()
    if _writable(folder):
        yield Line("ok", "缓存", str(folder))
    else:
        yield Line("note", "缓存", f"{folder} 写不进去，每次启动会慢一些，结果不受影响。")
    text = str(config) if config else "当前文件夹及上级都没有 hongtou.toml，用默认设置。"
    yield Line("ok", "本单位设置", text)


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return os.access(folder, os.W_OK)
    except OSError:
        return False
