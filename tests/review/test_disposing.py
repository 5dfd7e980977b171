"""Conflicts, and what may be done with an opinion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import HongtouError
from pipeline.review.clauses import find_clauses
from pipeline.review.conflicts import find_conflicts, overlap
from pipeline.review.disposing import (
    Proposal,
    check_disposition,
    locate_change,
    narrowed,
    parse_replacement,
)
from pipeline.review.rules import load_rules
from pipeline.review.state import CaseState, Disposition, Opinion, Round, TextChange

RULES = load_rules()
DAY = date(2026, 3, 12)
TEXTS = ["第一条 各单位应当在5个工作日内答复。", "第二条 各单位应当在5个工作日内公开。"]
CLAUSES = find_clauses(TEXTS)


def change(start, end, new, paragraph=0):
    return TextChange("body", paragraph, start, end, new)


def opinion(number, department="市财政局", *changes, **values):
    base = Opinion(
        number,
        1,
        department,
        "c001",
        "第一条",
        "5个工作日",
        "修订",
        "宜改",
        "改为3个工作日",
        "",
        changes,
        "",
        2,
    )
    return replace(base, **values)


def state(*rows):
    return CaseState(
        rounds=(Round(1, "base/r1.docx", "", ""),), opinions={row.number: row for row in rows}
    )


def disposed(row, result="采纳", binding=False, changes=None, told="", stance=""):
    changes = row.changes if changes is None else changes
    given_ = Disposition(result, "", "", changes, "张三", "牵头", "", 9, binding)
    return replace(row, disposition=given_, told=told, stance=stance)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (change(3, 5, "甲"), change(4, 6, "乙"), True),
        (change(3, 5, "甲"), change(3, 5, "甲"), False),
        (change(3, 5, "甲"), change(5, 7, "乙"), False),
        (change(3, 3, "甲"), change(3, 3, "乙"), True),
        (change(3, 3, "甲"), change(2, 5, "乙"), True),
        (change(3, 5, "甲"), change(5, 5, "乙"), False),
        (change(3, 5, "甲"), change(3, 5, "乙", paragraph=1), False),
        (TextChange("body", 0, 3, 2, "", 1), change(1, 4, "乙", paragraph=1), True),
    ],
)
def test_overlap(a, b, expected):
    assert overlap(a, b) is expected
    assert overlap(b, a) is expected


def test_different_texts_at_one_place_are_a_conflict():
    rows = [
        opinion(1, "市财政局", change(9, 10, "3")),
        opinion(2, "市司法局", change(9, 10, "10")),
        opinion(3, "市审计局", change(0, 1, "本")),
        opinion(4, "市税务局", change(9, 10, "3")),
    ]
    found = find_conflicts(state(*rows), RULES, DAY)
    assert [(c.kind, c.rows, c.settled) for c in found] == [("改法不同", (1, 2, 4), False)]


def test_a_conflict_is_settled_by_a_decision_or_by_acceptance():
    a, b = opinion(1, "甲局", change(9, 10, "3")), opinion(2, "乙局", change(9, 10, "10"))
    refused = disposed(b, "不采纳", changes=(), told="2026-03-10T09:00:00+08:00")
    assert not find_conflicts(state(disposed(a), refused), RULES, DAY)[0].settled
    assert find_conflicts(state(disposed(a), refused), RULES, date(2026, 3, 13))[0].settled
    insisting = replace(refused, stance="坚持")
    assert not find_conflicts(state(disposed(a), insisting), RULES, date(2026, 4, 13))[0].settled
    decided = disposed(b, "不采纳", binding=True, changes=())
    assert find_conflicts(state(disposed(a, binding=True), decided), RULES, DAY)[0].settled


def test_an_unadopted_demand_and_an_insistence_are_conflicts():
    demand = disposed(opinion(1, level="须改", reason="依据"), "不采纳", changes=())
    insisting = disposed(opinion(2), "解释说明", changes=(), stance="坚持")
    found = find_conflicts(state(demand, insisting), RULES, DAY)
    assert [(c.kind, c.rows) for c in found] == [("须改未采纳", (1,)), ("坚持", (2,))]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"result": "同意"}, "可选：采纳、部分采纳、不采纳"),
        ({"result": "不采纳"}, "理由类别"),
        ({"result": "不采纳", "code": "随便"}, "理由类别"),
        ({"result": "不采纳", "code": "法律依据"}, "要写明理由"),
        ({"result": "不采纳", "code": "法律依据", "reason": "不同"}, "要写明理由"),
        ({"result": "解释说明"}, "要写明理由"),
        ({"result": "部分采纳", "code": "已有规定", "reason": "另有规定在先"}, "采纳的那一部分"),
    ],
)
def test_what_the_rules_refuse(values, message):
    rows = state(opinion(1, "市财政局", change(9, 10, "3")))
    with pytest.raises(HongtouError, match=message):
        check_disposition(rows, RULES, Proposal(1, **values))


def test_adoption_needs_a_change_of_text():
    rows = state(opinion(1))
    with pytest.raises(HongtouError, match="没有落到文字上"):
        check_disposition(rows, RULES, Proposal(1, "采纳"))
    data = check_disposition(rows, RULES, Proposal(1, "采纳", changes=(change(9, 10, "3"),)))
    assert data["changes"] == [{"story": "body", "paragraph": 0, "start": 9, "end": 10, "new": "3"}]


@pytest.mark.parametrize("missing", ["proposal", "reason"])
def test_a_bare_objection_goes_back(missing):
    row = opinion(
        1, "市财政局", change(9, 10, "3"), level="须改", **{"reason": "预算法", missing: ""}
    )
    with pytest.raises(HongtouError, match="补正"):
        check_disposition(state(row), RULES, Proposal(1, "采纳"))


def test_two_overlapping_opinions_cannot_both_be_adopted():
    a = disposed(opinion(1, "甲局", change(9, 10, "3")))
    rows = state(a, opinion(2, "乙局", change(9, 10, "10")), opinion(3, "丙局", change(9, 10, "3")))
    with pytest.raises(HongtouError, match="与已采纳的第1条意见（甲局）"):
        check_disposition(rows, RULES, Proposal(2, "采纳"))
    check_disposition(rows, RULES, Proposal(3, "采纳"))
    check_disposition(rows, RULES, Proposal(2, "采纳"), together=(1,), binding=True)


def test_a_decision_is_not_overruled():
    row = disposed(opinion(1, "甲局", change(9, 10, "3")), binding=True)
    with pytest.raises(HongtouError, match="已由张三决定"):
        check_disposition(state(row), RULES, Proposal(1, "解释说明", reason="另有考虑在先"))


def test_locating_a_change():
    assert locate_change(TEXTS, CLAUSES, "5个工作日", "3个工作日", clause="第二条") == change(
        10, 11, "3", 1
    )
    assert locate_change(TEXTS, CLAUSES, "内公开", "内向社会公开") == change(16, 16, "向社会", 1)
    with pytest.raises(HongtouError, match="有 2 处"):
        locate_change(TEXTS, CLAUSES, "5个工作日", "3个工作日")
    with pytest.raises(HongtouError, match="找不到原文"):
        locate_change(TEXTS, CLAUSES, "七个工作日", "3个工作日")
    with pytest.raises(HongtouError, match="找不到“第九条”"):
        locate_change(TEXTS, CLAUSES, "5", "3", clause="第九条")


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("在5个工作日内", (1, 3, "3个"), (1, 2, "3")),
        ("共15天", (1, 3, "16"), (1, 3, "16")),
        ("共15天", (1, 1, "2"), (1, 3, "215")),
        ("共五天", (1, 1, "十"), (1, 2, "十五")),
        ("共1.5天", (3, 4, "6"), (1, 4, "1.6")),
        ("甲乙丙", (0, 3, "甲丁丙"), (1, 2, "丁")),
        ("甲乙丙", (1, 2, ""), (1, 2, "")),
        ("甲乙乙丙", (1, 3, "乙"), (2, 3, "")),
    ],
)
def test_changes_are_narrowed_but_numbers_stay_whole(text, before, after):
    found = narrowed(change(*before), text)
    assert (found.start, found.end, found.new) == after


@settings(max_examples=100, deadline=None)
@given(st.text("甲乙15.五十a", max_size=10), st.data())
def test_narrowing_never_changes_the_result(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = data.draw(st.text("甲丁16五百b", max_size=5))
    found = narrowed(change(start, end, new), text)
    assert text[: found.start] + found.new + text[found.end :] == text[:start] + new + text[end:]


@settings(max_examples=80, deadline=None)
@given(st.text("甲乙丙丁", min_size=1, max_size=12), st.data())
def test_a_located_change_gives_exactly_the_new_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    old, new = text[start:end], data.draw(st.text("甲乙戊", max_size=6))
    if text.count(old) != 1 or sum(text.startswith(old, i) for i in range(len(text))) != 1:
        return
    found = locate_change([text], find_clauses([text]), old, new)
    assert text[: found.start] + found.new + text[found.end :] == text.replace(old, new)


def test_replacements_are_written_with_an_equals_sign():
    assert parse_replacement("5日=3日") == ("5日", "3日")
    assert parse_replacement("a=b=>c") == ("a=b", "c")
    assert parse_replacement("删去我=") == ("删去我", "")
    with pytest.raises(HongtouError, match="原文=新文"):
        parse_replacement("没有等号")
