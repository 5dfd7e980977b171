"""会签: bound to the text of clauses, wherever they move; the sheet carries their fingerprints."""

from __future__ import annotations

import pytest

from pipeline.cli import run
from pipeline.review.case import open_case
from pipeline.review.consents import consent_states, present_text
from pipeline.word.document import read_document

DRAFT = """江州市某办法（征求意见稿）
第一条　为规范管理，制定本办法。
第二条　数据提供单位应当在5个工作日内答复。
第三条　运行所需专项资金由市级财政保障。
第四条　本办法自2026年6月1日起施行。"""


@pytest.fixture
def case(tmp_path, make_draft, monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:30")
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "江州市数据局"]
    assert run([*new, "--drafter", "陶静", "--phone", "0799-5550160"]) == 0
    send = ["case", "send", "--to", "市财政局,市气象局", "--why", "市气象局=提供数据"]
    assert run([*send, "--case", str(folder)]) == 0
    return folder


def hongtou(case, *words):
    return run(["case", *words, "--case", str(case)])


def give(case, *words):
    return hongtou(case, "consent", *words, "--signer", "周明", "--post", "局长")


def sheet(case):
    paths = (case / "tables").glob("会签单_*.docx")
    return read_document(max(paths, key=lambda path: path.stat().st_mtime_ns)).body.text


def test_the_sheet_ties_names_to_the_text_and_to_the_log(case):
    assert give(case, "市财政局") == 0
    assert give(case, "市气象局", "--opinion", "不同意", "--reason", "第二条时限太短") == 0
    before = open_case(case).state.mark
    assert hongtou(case, "consent", "--sheet", "--until", "2026-03-13") == 0
    text = sheet(case)
    clauses = {clause.label: clause for clause in present_text(open_case(case)).clauses}
    assert clauses["第三条"].hash in text
    assert "局长周明" in text
    assert "市气象局（第二条时限太短）" in text
    assert "2026年3月13日（星期五）" in text
    path = next((case / "tables").glob("会签单_*.docx"))
    assert before in "".join(s.text for s in read_document(path).stories if s.kind == "footer")
    assert hongtou(case, "verify", "--tip", before) == 0


def test_a_lapsed_consent_is_open_again_on_the_sheet(case):
    assert give(case, "市财政局") == 0
    edit = [
        "own-edit",
        "--clause",
        "第三条",
        "--reason",
        "理顺",
        "--replace",
        "市级财政=市、县财政",
    ]
    assert hongtou(case, *edit) == 0
    assert hongtou(case, "consent", "--sheet") == 0
    assert "第三条已作实质修改，请重新会签" in sheet(case)


def test_renumbering_alone_does_not_end_a_consent(case):
    assert give(case, "市财政局") == 0
    new = "5个工作日内答复。\n第三条　不同意的说明理由。"
    edit = ["own-edit", "--reason", "增加一条", "--replace", f"5个工作日内答复。={new}"]
    assert hongtou(case, *edit) == 0
    move = ["own-edit", "--reason", "顺改条号", "--replace", "第三条　运行=第四条　运行"]
    assert hongtou(case, *move) == 0
    state = consent_states(open_case(case))[0]
    assert (state.lapsed, state.noted) == ((), ("第三条",))


def test_a_deleted_clause_ends_the_consent(case):
    assert give(case, "市财政局") == 0
    words = "运行所需专项资金由市级财政保障。=本条另行规定。"
    assert hongtou(case, "own-edit", "--reason", "另行规定", "--replace", words) == 0
    assert consent_states(open_case(case))[0].lapsed == ("第三条",)
