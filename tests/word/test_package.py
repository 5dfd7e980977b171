"""Opening and saving: what is refused, with which sentence, and that nothing else changes."""

from __future__ import annotations

import io
import zipfile

import pytest
from word_files import docx, p

from pipeline.errors import FileProblem
from pipeline.word.package import open_package


def zipped(**files: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            content = changes.get(info.filename, old.read(info.filename))
            if content is not None:
                new.writestr(info.filename, content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ENTITY = (
    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="http://schemas.'
    'openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p>'
    "</w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空文件"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧版 .doc"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"%PDF-1.7 x", "PDF"),
        (b"{\\rtf1 x", "RTF"),
        ("关于".encode(), "纯文本"),
        (b"<html><body>x", "网页"),
        (zipped(a="x"), "普通压缩包"),
        (zipped(**{"OFD.xml": "x"}), "OFD"),
        (
            zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "x"}),
            "Open",
        ),
        (docx(p("正文"))[:-200], "损坏"),
        (repacked(docx(p("正文")), {"word/document.xml": None}), "缺少正文"),
        (repacked(docx(p("正文")), {"word/document.xml": ENTITY.encode()}), "外部实体"),
        (repacked(docx(p("正文")), {"word/document.xml": b"<w:document"}), "损坏"),
        (repacked(docx(p("正文")), {"word/document.xml": b"<a/>"}), "不是 Word 文档"),
    ],
)
def test_refused_with_a_sentence(data, says):
    with pytest.raises(FileProblem) as caught:
        open_package(data, name="来文.docx")
    message = str(caught.value)
    assert says in message
    assert message.startswith("来文.docx")
    assert "\n" not in message


def test_zip_bomb_is_refused():
    bomb = repacked(docx(p("x")), {})
    buffer = io.BytesIO(bomb)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/media/image1.png", b"\0" * 60_000_000)
    with pytest.raises(FileProblem, match="压缩炸弹"):
        open_package(buffer.getvalue(), name="x.docx")


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(FileProblem, match="没有这个文件"):
        open_package(tmp_path / "无.docx")
    with pytest.raises(FileProblem, match="文件夹"):
        open_package(tmp_path)


def test_untouched_parts_keep_their_bytes(tmp_path):
    data = docx(p("正文"), parts={"footer": p("页脚")})
    package = open_package(data)
    package.xml("word/document.xml")
    assert package.to_bytes() == data
    package.touch("word/document.xml")
    package.save(tmp_path / "a.docx")
    old, new = zipfile.ZipFile(io.BytesIO(data)), zipfile.ZipFile(tmp_path / "a.docx")
    assert old.namelist() == new.namelist()
    for name in old.namelist():
        if name != "word/document.xml":
            assert old.read(name) == new.read(name)
    with pytest.raises(FileProblem, match="已存在"):
        package.save(tmp_path / "a.docx")


def test_new_part_is_registered_and_related():
    package = open_package(docx(p("正文")))
    package.set_part("word/x.xml", b"<x/>", content_type="application/x")
    new = package.add_relationship("word/document.xml", "http://t/custom", "word/x.xml")
    again = open_package(package.to_bytes())
    assert again.part("word/x.xml") == b"<x/>"
    assert again.content_type("word/x.xml") == "application/x"
    assert again.relationships("word/document.xml")[new].target == "word/x.xml"


def test_copy_is_independent():
    package = open_package(docx(p("正文")))
    other = package.copy()
    next(other.xml("word/document.xml").iter("{*}t")).text = "改了"
    other.touch("word/document.xml")
    assert b"\xe6\xad\xa3\xe6\x96\x87" in package.part("word/document.xml")
    assert open_package(other.to_bytes()).part("word/document.xml").decode().count("改了") == 1
