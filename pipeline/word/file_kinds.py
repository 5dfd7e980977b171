"""What a file is that is no .docx, recognised by its first bytes or its parts."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.errors import FileProblem

SAVE_AS = "请在 Word 或 WPS 中打开，另存为“Word 文档（*.docx）”后再试"


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def refuse_other_formats(data: bytes, name: str) -> None:
    """Raise FileProblem naming what ``data`` is when it is plainly no .docx."""
    if not data:
        raise FileProblem(f"{name} 是空文件（0 字节）。请向对方重新索取。")
    if data[:2] == b"PK":
        return
    kind = _other_kind(data)
    if kind == "加密":
        raise FileProblem(f"{name} 加了打开密码，无法读取。请在 Word 中取消密码后再试。")
    raise FileProblem(f"{name} 不是 .docx 文件（{kind}）。{SAVE_AS}。")


def _other_kind(data: bytes) -> str:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _utf16("EncryptedPackage") in data:
            return "加密"
        if _utf16("WordDocument") in data:
            return "是旧版 .doc 或 .wps 格式"
        return "是旧版 Office 格式"
    starts = [
        (b"%PDF", "是 PDF"),
        (b"{\\rtf", "是 RTF"),
        (b"\x89PNG", "是图片"),
        (b"\xff\xd8\xff", "是图片"),
        (b"GIF8", "是图片"),
        (b"Rar!", "是 RAR 压缩包"),
        (b"7z\xbc\xaf", "是 7z 压缩包"),
        (b"\x1f\x8b", "是 gzip 压缩包"),
    ]
    for start, kind in starts:
        if data.startswith(start):
            return kind
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"<pkg:package" in head or b"word.document" in head or b"w:worddocument" in head:
        return "是 Word 的 XML 格式"
    if b"uof" in head and head.startswith(b"<?xml"):
        return "是 UOF 格式"
    if head.startswith((b"<html", b"<!doctype html")) or b"<html" in head:
        return "实际是网页"
    if b"\x00" not in data[:4096]:
        return "实际是纯文本"
    return "文件开头不是 Word 的标志"


def zip_kind(part_names: Iterable[str]) -> str:
    """What a zip of these parts is that is no .docx, in words."""
    names = set(part_names)
    if any(name.startswith("xl/") for name in names):
        return "是 Excel 表格"
    if any(name.startswith("ppt/") for name in names):
        return "是 PowerPoint 演示文稿"
    if "OFD.xml" in names:
        return "是 OFD 版式文件"
    if "mimetype" in names and "content.xml" in names:
        return "是 OpenDocument 格式"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        return "是 Pages 文档"
    return "是普通压缩包"
