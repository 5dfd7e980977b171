"""What departments do to the papers they get, done by code."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, timezone
from pathlib import Path

from pipeline.word.document import read_document
from pipeline.word.edit import Edit, NewComment
from pipeline.word.package import open_package
from pipeline.word.writer import apply_edits

WHEN = datetime(2026, 3, 5, 2, 0, tzinfo=timezone.utc)


def sent_copy(case, department, number=1):
    """The draft that was sent to a department, as bytes."""
    folder = Path(case) / "out" / f"r{number}" / department
    return next(folder.glob("征求意见稿_*.docx")).read_bytes()


def sent_form(case, department, number=1):
    """The form that was sent to a department, as bytes."""
    folder = Path(case) / "out" / f"r{number}" / department
    return next(folder.glob("反馈意见表_*.docx")).read_bytes()


def find(data, text):
    """(paragraph, offset) of ``text`` in the body."""
    for paragraph in read_document(data).body.paragraphs:
        if text in paragraph.text:
            return paragraph.index, paragraph.text.index(text)
    raise AssertionError(f"no “{text}” in the document")


def edited(data, *pairs, author="周明", tracked=True, comments=()):
    """``data`` with (old, new) replaced, tracked or not, and (text, words) commented on."""
    edits = []
    for old, new in pairs:
        index, start = find(data, old)
        edits.append(Edit("body", index, start, start + len(old), new, author=author, date=WHEN))
    notes = []
    for text, words in comments:
        index, start = find(data, text)
        notes.append(NewComment("body", index, start, start + len(text), words, author, WHEN))
    return apply_edits(open_package(data), edits, tracked=tracked, comments=notes).to_bytes()


def filled(data, rows=(), *, none=False, signer=""):
    """The form filled in with rows of (条款, 类别, 建议, 理由)."""
    from docx import Document

    document = Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        if none and "□ 无意见" in paragraph.text:
            for run in paragraph.runs:
                run.text = run.text.replace("□ 无意见", "☑ 无意见")
    table = next(t for t in document.tables if t.cell(0, 0).text == "序号")
    heads = [cell.text for cell in table.rows[0].cells]
    columns = [
        next(n for n, head in enumerate(heads) if head.startswith(start))
        for start in ("条款", "意见类别", "修改建议", "理由")
    ]
    for number, row in enumerate(rows, 1):
        for column, text in zip(columns, row, strict=True):
            table.cell(number, column).text = text
    for other in document.tables:
        if "审签人" in other.cell(0, 0).text:
            other.cell(0, 1).text = signer
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def rewritten(data, change):
    """``data`` with ``change(name, content)`` applied to every part; None leaves a part out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for info in old.infolist():
            content = change(info.filename, old.read(info.filename))
            if content is not None:
                new.writestr(info.filename, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def like_wps(data):
    """Comment nodes and processing instructions in the XML, as WPS leaves them; no properties."""

    def change(name, content):
        if name == "word/document.xml":
            text = content.decode("utf-8")
            text = re.sub(r"(<w:body>)", r"\1<!-- KSO -->", text, count=1)
            text = re.sub(r"(<w:p[ >])", r"<?kso kso?>\1", text)
            return text.encode("utf-8")
        return content

    return rewritten(data, change)


def anonymous(data):
    """Word's privacy setting: every author is called “Author”."""

    def change(name, content):
        if name in ("word/document.xml", "word/comments.xml"):
            return re.sub(rb'w:author="[^"]*"', b'w:author="Author"', content)
        return content

    return rewritten(data, change)


def without_ids(data, *, bookmarks=True, footer=True):
    """The custom property gone, and on demand hidden bookmarks and the footer code too."""

    def change(name, content):
        if name == "docProps/custom.xml":
            return re.sub(rb"HT[A-Z2-7]{10}", b"x", content)
        if name == "word/document.xml" and bookmarks:
            return re.sub(rb"_ht_copy_HT[A-Z2-7]{10}", b"_GoBack", content)
        if name.startswith("word/footer") and footer:
            return re.sub(rb"HT[A-Z2-7]{10}", b"", content)
        return content

    return rewritten(data, change)
