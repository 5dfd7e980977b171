"""Moved paragraphs: a deletion and an insertion with one id, or Word's own move when asked for."""

from __future__ import annotations

import pytest
from word_files import docx, p, table

from pipeline.word.compare import compare
from pipeline.word.document import read_document
from pipeline.word.edit import Edit
from pipeline.word.ooxml import W
from pipeline.word.package import open_package
from pipeline.word.proving import story_signature
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions
from pipeline.word.writer import apply_edits

A = "沿江各县要在汛前完成堤防巡查。"
B = "粮食仓储企业应当配齐测温设备。"
C = "校车线路由公安机关统一核定。"
D = "本办法自印发之日起试行两年。"


def lines(package):
    return [q.text for q in read_document(package).body.paragraphs]


def moved(base, other, **options):
    package = open_package(base)
    comparison = compare(package, other)
    return package, apply_edits(package, comparison.edits, moves=True, **options)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([A, B, C, D], [B, C, A, D]),
        ([A, B, C, D, "末"], [A, D, B, C, "末"]),
        ([A, B, C, D, "末"], [C, D, A, B, "末"]),
        ([A, B, C, D, "末"], [B, A, D, C, "末"]),
    ],
)
def test_moves_are_paired_and_reject_to_the_base(before, after):
    base, other = docx(*map(p, before)), docx(*map(p, after))
    package, result = moved(base, other)
    root = result.xml("word/document.xml")
    names = {}
    for way in ("moveFrom", "moveTo"):
        starts = list(root.iter(f"{W}{way}RangeStart"))
        ends = [item.get(W + "id") for item in root.iter(f"{W}{way}RangeEnd")]
        assert sorted(s.get(W + "id") for s in starts) == sorted(ends)
        names[way] = sorted(s.get(W + "name") for s in starts)
        for start in starts:
            assert start.getparent().find(f".//{W}{way}") is not None
    assert names["moveFrom"] == names["moveTo"] and len(set(names["moveTo"])) == len(
        names["moveTo"]
    )
    assert names["moveTo"]
    assert not any(item.iterancestors(W + "moveFrom") for item in root.iter(W + "x"))
    assert lines(accept_revisions(result)) == after
    old, new = read_document(package), read_document(reject_revisions(result))
    assert [story_signature(s) for s in old.stories] == [story_signature(s) for s in new.stories]
    again = compare(result, other)
    assert again.found == () and again.notices == ()


def test_moved_text_is_not_struck():
    _, result = moved(docx(p(A), p(B), p(C)), docx(p(B), p(A), p(C)))
    root = result.xml("word/document.xml")
    assert "".join(t.text for f in root.iter(W + "moveFrom") for t in f.iter(W + "t")) in (A, B)


def test_only_when_asked_for_and_only_whole_pairs():
    base, other = docx(p(A), p(B), p(C), p(D)), docx(p(B), p(C), p(A), p(D))
    edits = compare(base, other).edits
    plain = apply_edits(open_package(base), edits)
    assert {c.kind for c in list_revisions(plain)} <= {"insert", "delete"}
    half = [edit for edit in edits if edit.new]
    one = apply_edits(open_package(base), half, moves=True)
    assert not list(one.xml("word/document.xml").iter(W + "moveTo", W + "moveToRangeStart"))


def test_a_move_beside_other_changes_and_a_table():
    rows = table(["甲", "乙"])
    base = docx(p(A), rows, p(B), p(C), p(D))
    other = docx(p("新的一段"), p(B), rows, p(A), p(C), p(D + "，另有补充"))
    _, result = moved(base, other)
    assert lines(accept_revisions(result)) == lines(open_package(other))
    assert lines(reject_revisions(result)) == lines(open_package(base))


def test_what_is_read_of_a_word_move_is_a_move():
    stamp = 'w:author="李" w:date="2026-01-01T00:00:00Z"'
    gone = (
        f'<w:p><w:pPr><w:rPr><w:moveFrom w:id="1" {stamp}/></w:rPr></w:pPr>'
        f'<w:moveFromRangeStart w:id="2" {stamp} w:name="m"/><w:moveFrom w:id="3" {stamp}><w:r>'
        f'<w:t>{A}</w:t></w:r></w:moveFrom></w:p><w:moveFromRangeEnd w:id="2"/>'
    )
    come = gone.replace("moveFrom", "moveTo").replace('w:id="', 'w:id="1')
    comparison = compare(docx(p(A), p(B), p(C)), docx(gone, p(B), come, p(C)))
    assert [(f.kind, f.edit.author, f.edit.move) for f in comparison.found] == [
        ("delete", "李", "m1"), ("insert", "李", "m1"),
    ]  # fmt: skip
    assert isinstance(comparison.edits[0], Edit)
