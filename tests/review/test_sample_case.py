"""The sample case from beginning to end: five departments, two rounds, one decision, one late."""

from __future__ import annotations

import pytest

from pipeline.cli.rehearsal import rehearse
from pipeline.review.case import open_case, verify_case
from pipeline.word.document import read_document


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    lines = []
    folder = tmp_path_factory.mktemp("演示")
    return rehearse(folder, lines.append), lines


def test_it_ends_with_a_case_that_verifies(played):
    case, lines = played
    assert verify_case(case) == ()
    assert any("case archive" in line for line in lines)
    assert list(case.parent.glob("案卷_归档_*.zip"))


def test_the_final_text_is_what_was_decided(played):
    case, _ = played
    text = read_document(case / "final" / "定稿.docx").body.text
    assert "征求意见稿" not in text
    assert "3个工作日内答复，涉及个人信息的在10个工作日内答复" in text
    assert "自变化之日起10个工作日内更新" in text
    assert "保管期限不少于10年" in text
    assert "对直接责任人员依法给予处分" in text


def test_every_opinion_has_its_department_reason_and_end(played):
    state = open_case(played[0]).state
    assert {row.department for row in state.opinions.values()} == {
        "市财政局",
        "市公安局",
        "市司法局",
        "市档案局",
    }
    assert all(row.disposition and row.told for row in state.opinions.values())
    finance = [row for row in state.opinions.values() if row.department == "市财政局"]
    assert len(finance) == 2
    assert all(row.reason for row in finance)
    late = next(row for row in state.opinions.values() if row.department == "市档案局")
    assert late.round == 2
    assert "第1轮" in late.note
    justice = [row for row in state.opinions.values() if row.department == "市司法局"]
    assert {row.kind for row in justice} == {"未留痕修改"}


def test_the_note_names_leader_departments_and_own_change(played):
    case, _ = played
    cells = [
        p.text for p in read_document(case / "final" / "修改说明.docx").body.paragraphs if p.cell
    ]
    joined = "\n".join(cells)
    assert "周正阳决定" in joined
    assert "市司法局第" in joined
    assert "起草单位：定稿去掉" in joined


def test_one_department_was_late_and_was_chased(played):
    case, _ = played
    assert (case / "out/r1/市档案局/催办单1.docx").is_file()
