"""Pages as LibreOffice lays them out: a Word file becomes a PDF, a PDF becomes pictures.

LibreOffice runs with a profile of its own in a temporary folder, never with the user's; nothing is
written but the result. Fonts that the machine lacks can be given stand-ins for the rendering.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import FileProblem, HongtouError
from pipeline.files import read_bytes

_TIMEOUT = 180
_NAMES = ("soffice", "libreoffice", "soffice.exe")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)


def find_soffice() -> str | None:
    """The path of LibreOffice on this machine, or None."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def render_pdf(source: Path | bytes, *, stand_ins: Mapping[str, str] | None = None) -> bytes:
    """The pages of a .docx as a PDF.

    stand_ins: font name → installed font to take for it (only where fontconfig is used). Raises
    HongtouError when LibreOffice is missing, FileProblem when it cannot lay the file out.
    """
    soffice = find_soffice()
    if soffice is None:
        raise HongtouError(
            "这台电脑没有 LibreOffice，不能预览。请安装 LibreOffice（免费）后再试，"
            "或直接用 Word、WPS 打开文件。"
        )
    data = source if isinstance(source, bytes) else read_bytes(source)
    name = "文件" if isinstance(source, bytes) else str(source)
    with tempfile.TemporaryDirectory(prefix="hongtou-render-") as folder:
        return _convert(soffice, data, Path(folder), name, stand_ins or {})


def _convert(
    soffice: str, data: bytes, folder: Path, name: str, stand_ins: Mapping[str, str]
) -> bytes:
    (folder / "page.docx").write_bytes(data)
    environment = dict(os.environ)
    if stand_ins and sys.platform.startswith("linux"):
        fonts = folder / "fonts.conf"
        fonts.write_text(_font_rules(stand_ins), encoding="utf-8")
        environment["FONTCONFIG_FILE"] = str(fonts)
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--convert-to", "pdf", "--outdir", str(folder),
        str(folder / "page.docx"),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with paths of our own
            command, capture_output=True, timeout=_TIMEOUT, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileProblem(f"{name} 排版超过 {_TIMEOUT} 秒，已停止。") from None
    except OSError as error:
        raise HongtouError(f"LibreOffice 无法启动：{error.strerror or error}。") from None
    pdf = folder / "page.pdf"
    if done.returncode != 0 or not pdf.is_file():
        raise FileProblem(f"LibreOffice 无法打开 {name}，文件可能已损坏或不是 .docx。")
    return pdf.read_bytes()


def _font_rules(stand_ins: Mapping[str, str]) -> str:
    from pipeline.word.markup import escape

    rows = "".join(
        f'<match target="pattern"><test name="family" compare="eq"><string>{escape(name)}'
        '</string></test><edit name="family" mode="append" binding="same">'
        f"<string>{escape(other)}</string></edit></match>"
        for name, other in stand_ins.items()
    )
    system = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{escape(system)}</include>{rows}</fontconfig>'
    )


def render_png(pdf: bytes, page: int = 1, *, dpi: int = 150) -> bytes:
    """One page (from 1) of a PDF as a PNG picture, by poppler's ``pdftoppm``."""
    program = shutil.which("pdftoppm")
    if program is None:
        raise HongtouError("这台电脑没有 pdftoppm（poppler-utils），不能转成图片；请改用 .pdf。")
    command = [program, "-png", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile"]
    with tempfile.TemporaryDirectory(prefix="hongtou-render-") as folder:
        source, target = Path(folder) / "page.pdf", Path(folder) / "page"
        source.write_bytes(pdf)
        done = subprocess.run(  # noqa: S603 - a fixed program with paths of our own
            [*command, str(source), str(target)],
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
        )
        picture = target.with_suffix(".png")
        if done.returncode != 0 or not picture.is_file():
            raise HongtouError(f"没有第 {page} 页，或无法转成图片。")
        return picture.read_bytes()
