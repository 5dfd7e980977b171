"""Strict Open XML is read as what it means, and changed copies are written in the usual form."""

from __future__ import annotations

import io
import re
import zipfile

from word_files import deleted, docx, ins, p, r, table

from pipeline.word.comments import read_comments
from pipeline.word.document import read_document
from pipeline.word.edit import Edit, NewComment
from pipeline.word.formatting import Formats
from pipeline.word.package import open_package
from pipeline.word.proving import story_signature
from pipeline.word.writer import apply_edits

USUAL = re.compile(
    rb"http://schemas\.openxmlformats\.org/(wordprocessingml|officeDocument|drawingml)/2006/"
)


def strict(data: bytes) -> bytes:
    """The same file as Word's “严格 Open XML 文档” writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = USUAL.sub(rb"http://purl.oclc.org/ooxml/\1/", old.read(name))
            content = content.replace(b"<w:document ", b'<w:document w:conformance="strict" ')
            new.writestr(name, content)
    return buffer.getvalue()


BLOCKS = (
    p(r("关于召开", "<w:sz w:val='32'/>"), r("会议的通知", "<w:b/>"), ppr='<w:jc w:val="center"/>'),
    p(r("请按时"), ins(r("参加")), deleted("出席"), r("。")),
    table(["序号", "任务"], ["1", "防汛"]),
)
PARTS = {
    "header": p("页眉"),
    "footnotes": f'<w:footnote w:id="2">{p("注")}</w:footnote>',
    "comments": f'<w:comment w:id="7" w:author="甲">{p("看一下")}</w:comment>',
}
USUAL_FILE = docx(*BLOCKS, p('<w:r><w:footnoteReference w:id="2"/></w:r>'), parts=PARTS)


def test_it_reads_like_the_usual_form():
    usual, other = (read_document(open_package(d)) for d in (USUAL_FILE, strict(USUAL_FILE)))
    assert [story.name for story in other.stories] == [story.name for story in usual.stories]
    for one, two in zip(usual.stories, other.stories, strict=True):
        assert story_signature(one) == story_signature(two)
    assert other.sections == usual.sections
    paragraph = other.body.paragraphs[0]
    assert Formats(other).run(paragraph, paragraph.spans[0]).size_pt == 16
    assert [c.text for c in read_comments(open_package(strict(USUAL_FILE)))] == ["看一下"]


def test_lengths_with_units_and_start_and_end_are_read():
    section = '<w:sectPr><w:pgSz w:w="595.30pt" w:h="297mm"/><w:pgMar w:top="37mm"/></w:sectPr>'
    ppr = '<w:jc w:val="end"/><w:ind w:start="21pt" w:end="1cm"/><w:spacing w:line="12pt"/>'
    document = read_document(open_package(strict(docx(p("正文", ppr=ppr), section=section))))
    page = document.sections[0]
    assert (page.page_width, page.page_height, page.top) == (11906, 16838, 2098)
    look = Formats(document).paragraph(document.body.paragraphs[0])
    assert (look.left, look.right, look.line, look.alignment) == (420, 567, 240, "right")


def test_a_changed_copy_is_in_the_usual_form_and_loses_nothing():
    package = open_package(strict(USUAL_FILE))
    edit = Edit("body", 1, 0, 1, "须", author="乙")
    result = apply_edits(package, [edit], comments=[NewComment("body", 0, 0, 2, "改题", "乙")])
    written = result.to_bytes()
    with zipfile.ZipFile(io.BytesIO(written)) as source:
        assert not any(b"purl.oclc.org" in source.read(name) for name in source.namelist())
        assert b"conformance" not in source.read("word/document.xml")
    again = open_package(written)
    texts = [q.text for q in read_document(again).body.paragraphs]
    assert texts[:2] == ["关于召开会议的通知", "须按时参加。"]
    assert {c.text for c in read_comments(again)} == {"看一下", "改题"}
