"""``hongtou preview``: the pages of a Word file as a PDF or a picture, by LibreOffice."""

from __future__ import annotations

from pathlib import Path

import click

_PATH = click.Path(path_type=Path)


@click.command("preview")
@click.argument("file", type=_PATH, metavar="文件.docx")
@click.option(
    "-o", "--out", type=_PATH, metavar="文件", help="写出的 .pdf 或 .png；不给时为同名 .pdf。"
)
@click.option(
    "--page", type=click.IntRange(1), default=1, show_default=True, help="转成图片时取第几页。"
)
@click.option(
    "--dpi", type=click.IntRange(36, 600), default=150, show_default=True, help="清晰度。"
)
@click.option("--force", is_flag=True, help="覆盖已有的文件。")
def command(file: Path, out: Path | None, page: int, dpi: int, force: bool) -> int:
    """用 LibreOffice 把 Word 文件排成 PDF 或图片，看版面效果。

    例：hongtou preview 通知.docx --out 通知.png
    """
    from pipeline.errors import DataProblem
    from pipeline.files import write_atomic
    from pipeline.word.package import open_package
    from pipeline.word.render import render_pdf, render_png

    target = out or file.with_suffix(".pdf")
    if target.suffix.lower() not in (".pdf", ".png"):
        raise DataProblem(f"预览只能写成 .pdf 或 .png：{target}。")
    if target.exists() and not force:
        raise DataProblem(f"文件已存在，未覆盖：{target}。请换一个名字，或加 --force 覆盖。")
    open_package(file)
    missing = _stand_ins()
    data = render_pdf(file, stand_ins=missing)
    if target.suffix.lower() == ".png":
        data = render_png(data, page, dpi=dpi)
    write_atomic(target, data, overwrite=force)
    click.echo(f"已写出 {target}")
    if missing:
        shown = "、".join(f"{name}（用 {other} 代替）" for name, other in missing.items())
        click.echo(f"这台电脑缺少字体：{shown}。换行和字形与装有这些字体的电脑会有出入。", err=True)
    return 0


# What looks nearest to each face among fonts that are free; the first installed one is taken.
_SUBSTITUTES = {
    "仿宋": ("仿宋", "FangSong", "STFangsong", "AR PL UMing CN", "Noto Serif CJK SC"),
    "楷体": ("楷体", "KaiTi", "STKaiti", "AR PL UKai CN", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "STHeiti", "Noto Sans CJK SC", "WenQuanYi Zen Hei"),
    "小标宋": ("方正小标宋_GBK", "STZhongsong", "Noto Serif CJK SC", "AR PL UMing CN"),
    "宋体": ("SimSun", "STSong", "Noto Serif CJK SC", "AR PL UMing CN"),
}


def _stand_ins() -> dict[str, str]:
    """Fonts of the profile that are not installed → what stands in for them."""
    from pipeline.gongwen.layout import load_layout
    from pipeline.word.fonts import installed_families

    there = installed_families()
    if not there:
        return {}
    found: dict[str, str] = {}
    for role, font in load_layout().fonts.items():
        if font.name in there:
            continue
        other = next((name for name in _SUBSTITUTES.get(role, ()) if name in there), None)
        if other:
            found[font.name] = other
    return found
