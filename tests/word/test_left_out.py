"""What cannot be written is left out by itself, with the reason; everything else is made."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import docx, p, table

from pipeline.word import writer
from pipeline.word.document import read_document
from pipeline.word.edit import Edit, EditProblem, NewComment
from pipeline.word.left_out import apply_possible
from pipeline.word.package import open_package
from pipeline.word.proving import ProofFailed
from pipeline.word.resolve import reject_revisions

DATA = docx(p("第一段"), p("第二段"), table(["格一"], ["格二"]), p("末段"))


def body(paragraph, start, end, new, **more):
    return Edit("body", paragraph, start, end, new, author="财务部", **more)


def lines(package):
    return [q.text for q in read_document(package).body.paragraphs]


def test_only_the_units_that_are_to_blame_are_left_out():
    package = open_package(DATA)
    good, bad = [body(0, 1, 2, "1")], [body(2, 0, 0, "", end_paragraph=3)]
    outside, last = [body(9, 0, 0, "X")], [body(4, 0, 1, "最末")]
    written = apply_possible(package, [good, bad, outside, last])
    assert lines(written.package) == ["第1段", "第二段", "格一", "格二", "最末段"]
    assert written.units == (good, last)
    assert [left.edits for left in written.left] == [outside, bad]
    assert ["第 10 段" in left.reason for left in written.left] == [True, False]
    assert lines(reject_revisions(written.package)) == lines(package)


def test_a_unit_is_made_as_a_whole_or_not_at_all():
    unit = [body(0, 0, 1, "首"), body(9, 0, 0, "X")]
    written = apply_possible(open_package(DATA), [unit, [body(1, 0, 0, "新")]])
    assert lines(written.package)[:2] == ["第一段", "新第二段"]
    assert [left.edits for left in written.left] == [unit]


def test_two_that_overlap_are_both_left_out():
    one, two = [body(0, 0, 2, "甲")], [body(0, 1, 3, "乙")]
    written = apply_possible(open_package(DATA), [one, two])
    assert [left.edits for left in written.left] == [one, two]
    assert lines(written.package) == lines(open_package(DATA))


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, 8)), st.booleans())
def test_whatever_fails_the_proof_is_found(bad, tracked):
    data = docx(*(p(f"第{n}段") for n in range(9)))
    prove = writer.prove

    def doubtful(package, before, result, *rest):
        if any(f"坏{n}" in line for n in bad for line in lines(result)):
            raise ProofFailed("校验未通过：未写出任何内容。")
        prove(package, before, result, *rest)

    units = [[body(n, 1, 2, f"坏{n}")] for n in range(9)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "prove", doubtful)
        written = apply_possible(open_package(data), units, tracked=tracked)
    assert [left.edits for left in written.left] == [units[n] for n in sorted(bad)]
    assert {left.reason for left in written.left} <= {"写入后通不过校验"}
    assert lines(written.package) == [f"第{n}段" if n in bad else f"第坏{n}段" for n in range(9)]


def test_comments_that_fit_nowhere_are_an_error():
    nowhere = NewComment("body", 9, 0, 0, "批注", "财务部")
    with pytest.raises(EditProblem, match="批注"):
        apply_possible(open_package(DATA), [[body(0, 0, 1, "首")]], comments=[nowhere])
