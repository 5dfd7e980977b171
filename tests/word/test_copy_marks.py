"""A marked copy is recognised by each of its marks and otherwise is the base."""

from __future__ import annotations

import pytest

from pipeline.word.compare import compare
from pipeline.word.copy_marks import find_copy_id, mark_copy, stamp_footer, unmark
from pipeline.word.document import read_document
from pipeline.word.ooxml import W
from pipeline.word.package import open_package

CODE = "HTABCDEFGH27"


@pytest.fixture(params=[False, True], ids=["no footer", "footer"])
def base(request, tmp_path):
    from docx import Document

    document = Document()
    for number in range(5):
        document.add_paragraph(f"第{number}段")
    if request.param:
        document.sections[0].footer.paragraphs[0].text = "— 1 —"
    path = tmp_path / "稿.docx"
    document.save(str(path))
    return path.read_bytes()


def texts(package):
    document = read_document(package)
    return {s.name: s.text for s in document.stories if s.kind != "footer"}


def test_a_copy_carries_its_id_three_times_and_no_other_text(base):
    copy = open_package(mark_copy(base, CODE, [("_ht_c001", 1, 3)]))
    assert find_copy_id(copy) == (CODE, "文件属性")
    assert texts(copy) == texts(open_package(base))
    footers = [s for s in read_document(copy).stories if s.kind == "footer"]
    assert footers and all(s.paragraphs[0].text == CODE for s in footers)
    settings = copy.xml(copy.related(copy.main_part, "settings").target)
    names = [child.tag for child in settings]
    lock = settings.find(W + "documentProtection")
    assert lock.get(W + "edit") == "trackedChanges"
    assert names.index(W + "trackRevisions") + 1 == names.index(W + "documentProtection")


def test_unmarking_gives_the_base_back(base):
    copy = open_package(mark_copy(base, CODE, [("_ht_c001", 0, 0), ("_ht_c002", 1, 4)]))
    plain = open_package(unmark(copy).to_bytes())
    assert find_copy_id(plain) == ("", "")
    assert compare(base, plain).found == ()
    assert b"_ht_" not in plain.part(plain.main_part)


def test_marking_twice_leaves_the_last_id(base):
    twice = open_package(mark_copy(mark_copy(base, "HTAAAAAAAAAA", ()), CODE, ()))
    assert find_copy_id(twice)[0] == CODE
    marks = [
        mark.get(W + "name")
        for mark in twice.xml(twice.main_part).iter(W + "bookmarkStart")
        if mark.get(W + "name").startswith("_ht_copy_")
    ]
    assert marks == [f"_ht_copy_{CODE}"]


def test_bookmark_ids_do_not_collide(base):
    once = mark_copy(base, CODE, [("_ht_c001", 0, 1), ("_ht_c002", 2, 4)])
    root = open_package(once).xml("word/document.xml")
    ids = [mark.get(W + "id") for mark in root.iter(W + "bookmarkStart")]
    assert len(ids) == len(set(ids)) == 3


def test_a_stamp_stands_in_every_footer(base):
    stamped = open_package(stamp_footer(base, "案卷 甲 指纹 12345678"))
    footers = [s.text for s in read_document(stamped).stories if s.kind == "footer"]
    assert footers and all("指纹 12345678" in text for text in footers)
    assert texts(stamped) == texts(open_package(base))
