"""The sender is checked too: deadlines, rounds, who must and need not be asked."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from pipeline.review.clauses import clause_at, find_clauses, find_label, place_of
from pipeline.review.clock import BEIJING
from pipeline.review.rules import load_rules
from pipeline.review.sending import (
    check_addressees,
    check_deadline,
    check_rounds,
    find_concerns,
    needed_workdays,
    usual_deadline,
)

RULES = load_rules()
DRAFT = [
    "滨江市公共数据共享办法",
    "第一章 总则",
    "第一条 为了规范公共数据共享，制定本办法。",
    "第二条 平台建设所需资金列入财政专项资金。",
    "超支部分由使用单位承担。",
    "第三条 违反本办法的，依法给予行政处罚。",
]


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def rules_hit(sent, deadline, characters=3000, urgency="平件"):
    notices = check_deadline(moment(sent), date.fromisoformat(deadline), characters, urgency, RULES)
    return [notice.rule for notice in notices]


@pytest.mark.parametrize(
    ("sent", "deadline", "rules"),
    [
        ("2026-03-02T09:00", "2026-03-11", []),
        ("2026-03-06T10:00", "2026-03-07", ["rest-day", "too-short", "weekend-demand"]),
        ("2026-03-06T10:00", "2026-03-09", ["too-short", "weekend-demand"]),
        ("2026-03-02T09:00", "2026-03-02", ["past"]),
        ("2026-03-02T16:00", "2026-03-09", ["too-short"]),  # after 15:00: counts from Tuesday
        ("2026-03-02T14:59", "2026-03-09", []),
        ("2026-09-30T09:00", "2026-10-08", ["too-short"]),  # only one working day between
        ("2026-02-13T09:00", "2026-02-20", ["rest-day", "too-short", "weekend-demand"]),
    ],
)
def test_deadlines(sent, deadline, rules):
    assert rules_hit(sent, deadline) == rules


def test_urgent_and_long_drafts_have_their_own_limits():
    assert rules_hit("2026-03-02T09:00", "2026-03-05", urgency="急件") == []
    assert rules_hit("2026-03-02T09:00", "2026-03-11", characters=20000) == ["too-short"]
    assert needed_workdays(20000, "平件", RULES) == 10
    assert rules_hit("2026-03-06T09:00", "2026-03-09", urgency="特急") == []


def test_the_message_says_which_day_would_do():
    notices = check_deadline(moment("2026-09-29T09:00"), date(2026, 10, 3), 3000, "平件", RULES)
    assert notices[0].message == (
        "反馈截止日 2026年10月3日 是国庆节，不应要求休息日反馈；"
        "最近的工作日是 2026年10月8日（星期四）。"
    )
    assert "最早可定在 2026年10月12日（星期一）" in notices[1].message


def test_the_usual_deadline():
    assert usual_deadline(moment("2026-03-02T09:00"), 3000, "平件", RULES) == date(2026, 3, 11)
    assert usual_deadline(moment("2026-09-30T16:00"), 3000, "急件", RULES) == date(2026, 10, 12)


def test_rounds():
    assert [n.rule for n in check_rounds(3, 12, RULES)] == ["third-round"]
    assert [n.rule for n in check_rounds(2, 4, RULES)] == ["total-short"]
    assert check_rounds(1, 3, RULES) == []


def test_clauses_and_places():
    clauses = find_clauses(DRAFT)
    assert [c.label for c in clauses] == ["标题和开头", "第一章总则", "第一条", "第二条", "第三条"]
    assert place_of(clauses, 4) == "第二条第2款"
    assert clause_at(clauses, 99).label == "第三条"
    for words in ("第二条", "第2条", "第二条第二款", "c004"):
        assert find_label(clauses, words).label == "第二条"
    assert find_label(clauses, "第九条") is None


def test_clauses_of_a_notice_by_headings():
    texts = [
        "关于某事的通知",
        "各单位：",
        "一、总体要求",
        "（一）目标。做好。",
        "二、措施",
        "（一）甲。",
        "正文",
    ]
    clauses = find_clauses(texts)
    assert [c.label for c in clauses] == ["标题和开头", "一、", "一、（一）", "二、", "二、（一）"]
    assert place_of(clauses, 6) == "二、（一）第2段"
    assert find_label(clauses, "二（一）").first == 5
    assert sum(c.last - c.first + 1 for c in clauses) == len(texts)


def test_who_is_concerned():
    clauses = find_clauses(DRAFT)
    found = {c.kind.key: c for c in find_concerns(clauses, RULES)}
    assert set(found) == {"财政", "司法", "数据"}
    assert found["财政"].evidence(clauses) == "第二条“专项资金”"


def test_addressees():
    clauses = find_clauses(DRAFT)
    names = ["市财政局", "市气象局", "市教育局"]
    notices = check_addressees(names, "市数据局", clauses, RULES, {})
    assert [(n.rule, n.severity) for n in notices] == [
        ("must-consult", "error"),
        ("unknown-duty", "warning"),
        ("unrelated", "warning"),
    ]
    assert "司法局" in notices[0].message
    assert "第三条“行政处罚”" in notices[0].message
    why = {"市气象局": "提供气象数据", "市教育局": "试点单位"}
    names = ["市财政局", "市司法局", "市气象局", "市教育局"]
    assert [n.rule for n in check_addressees(names, "市数据局", clauses, RULES, why)] == []


def test_mass_mailing():
    clauses = find_clauses(DRAFT)
    names = ["市财政局", "市司法局", *(f"{n}县教育局" for n in range(13))]
    rules = [n.rule for n in check_addressees(names, "市数据局", clauses, RULES, {})]
    assert rules.count("mass-mailing") == 1
