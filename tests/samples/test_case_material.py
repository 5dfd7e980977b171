"""The material of the sample case fits its draft and the rules of time."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.draft.document import draft
from pipeline.gongwen.calendar import is_workday
from pipeline.resources import load_yaml
from pipeline.word.document import read_document

sys.path.insert(0, str(Path(__file__).parent))
from case_hand import reply

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "samples" / "case"
REPLIES = load_yaml(CASE / "replies.yaml")
DECISIONS = load_yaml(CASE / "decisions.yaml")
ROWS = [row for turn in REPLIES["rounds"] for row in turn["replies"]]
EDITED = [row for row in ROWS if row.get("edits")]


@pytest.fixture(scope="module")
def base():
    return draft(ROOT / "templates" / "文稿.md", load_yaml(CASE / "draft.yaml")).to_bytes()


def text(data, view="final"):
    return "\n".join(p.text for p in read_document(data, view=view).body.paragraphs)


def test_every_quoted_place_is_there_once(base):
    whole = text(base)
    for row in EDITED:
        for edit in row["edits"]:
            assert whole.count(edit["old"]) == 1, edit
        for note in row.get("comments", ()):
            assert whole.count(note["at"]) == 1, note
    for item in [*DECISIONS["dispositions"], DECISIONS["decision"]]:
        assert whole.count(f"{item['clause']}　") == 1


@pytest.mark.parametrize("row", EDITED, ids=lambda row: f"{row['department']}{row['at'][:10]}")
def test_replies_can_be_made_of_the_copy(base, row):
    made = reply(base, row)
    shown = text(made)
    assert all(edit["new"] in shown for edit in row["edits"])
    if row["program"] == "Word":
        assert text(made, "original") == text(base)
    else:
        assert text(made, "original") == shown


def test_five_departments_two_rounds_one_conflict_one_late():
    assert len(REPLIES["departments"]) == 5
    first, second = (turn["replies"] for turn in REPLIES["rounds"])
    late = set(REPLIES["departments"]) - {row["department"] for row in first}
    assert late == {"市档案局"}
    assert [row["department"] for row in second if row.get("late_for") == 1] == ["市档案局"]
    rates = {e["new"] for row in first for e in row.get("edits", ()) if e["old"] == "5个工作日"}
    assert rates == {"3个工作日", "10个工作日"}


def test_everything_happens_on_working_days():
    times = [row["at"] for row in ROWS] + [turn["sent"] for turn in REPLIES["rounds"]]
    times += [DECISIONS["decision"]["day"], DECISIONS["sign"]["day"]]
    for when in times:
        assert is_workday(datetime.fromisoformat(when).date()), when
