"""The offline reply form: what the page holds, and what collect makes of the file it saves."""

from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli import run
from pipeline.errors import HongtouError
from pipeline.review.case import open_case
from pipeline.review.web_form import read_web_reply

DRAFT = """江州市某办法（征求意见稿）
第一条　为规范管理，制定本办法</script><b>。
第二条　各单位应当在5个工作日内答复。
第三条　本办法自2026年12月1日起施行。"""


@pytest.fixture
def sent(tmp_path, make_draft, monkeypatch):
    """A case sent to one department with the page; returns (case, page as text)."""
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "市政府办公室"]
    assert run([*new, "--drafter", "陶静"]) == 0
    send = ["case", "send", "--to", "市气象局", "--why", "市气象局=提供数据", "--web-form"]
    assert run([*send, "--clauses", "市气象局=第二条", "--case", str(folder)]) == 0
    page = next((folder / "out/r1/市气象局").glob("*.html")).read_text(encoding="utf-8")
    return folder, page


def page_data(page):
    return json.loads(re.search(r'id="data">(.*?)</script>', page, re.S)[1])


def saved(page, lines=(), **changes):
    """The file that the page saves, as bytes."""
    data = page_data(page)
    reply = {"format": "hongtou-reply", "version": 1, "none": False, "signer": "周明"}
    reply |= {key: data[key] for key in ("case", "copy", "round", "department")}
    keys = ("clause", "label", "level", "original", "proposal", "reason")
    reply |= {"contact": "", "rows": [dict(zip(keys, row, strict=True)) for row in lines]}
    return json.dumps(reply | changes, ensure_ascii=False).encode("utf-8")


def collect(folder, tmp_path, data, name="反馈.json"):
    path = tmp_path / name
    path.write_bytes(data)
    return run(["case", "collect", str(path), "--case", str(folder)])


def test_the_page_runs_nothing_but_its_own_script_and_style(sent):
    _, page = sent
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none';")
    for kind in ("script", "style"):
        text = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert not re.search(r"https?://|src=|href=\"", page)


def test_the_page_holds_every_clause_and_marks_those_asked_about(sent):
    _, page = sent
    clauses = page_data(page)["clauses"]
    assert [c["label"] for c in clauses if c["asked"]] == ["第二条"]
    assert "</script><b>" in clauses[1]["text"]  # the draft's own words, hidden from the parser
    assert page.count("</script>") == 2


def test_a_saved_file_becomes_opinions_with_their_change(sent, tmp_path, capsys):
    folder, page = sent
    rows = [
        ("c003", "第二条", "须改", "5个工作日", "3个工作日", "办理时间够用"),
        ("", "全文", "宜改", "", "附则宜单列", ""),
    ]
    assert collect(folder, tmp_path, saved(page, rows)) == 0
    assert "识别为市气象局第1轮（网页反馈表）：表内意见2处" in capsys.readouterr().out
    first, second = open_case(folder).state.opinions.values()
    assert (first.label, first.level, first.changes[0].new) == ("第二条", "须改", "3")
    assert (second.label, second.changes) == ("全文", ())


def test_the_same_file_renamed_adds_nothing(sent, tmp_path, capsys):
    folder, page = sent
    data = saved(page, [("c003", "第二条", "宜改", "", "再斟酌", "太短")])
    assert collect(folder, tmp_path, data) == 0
    assert collect(folder, tmp_path, data + b" ", "邮件附件.txt") == 0
    assert "不重复登记" in capsys.readouterr().out
    assert len(open_case(folder).state.opinions) == 1


def test_no_objection(sent, tmp_path, capsys):
    folder, page = sent
    assert collect(folder, tmp_path, saved(page, none=True)) == 0
    capsys.readouterr()
    assert run(["case", "status", "--case", str(folder)]) == 0
    assert "无意见" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"none": "是"}, "已损坏"),
        ({"rows": [{"label": "第二条"}]}, "已损坏"),
        ({"rows": 7}, "已损坏"),
        ({"version": 9}, "请用新版本收取"),
        ({"case": "20200101-000000"}, "另一个案卷"),
        ({"copy": "HTAAAAAAAAAA"}, "不是本案卷发出的"),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason(sent, tmp_path, capsys, change, said):
    folder, page = sent
    assert collect(folder, tmp_path, saved(page, **change)) == 1
    assert said in capsys.readouterr().out


def test_the_page_itself_is_no_reply(sent, tmp_path, capsys):
    folder, page = sent
    assert collect(folder, tmp_path, page.encode(), "反馈意见表.html") == 1
    assert "保存反馈文件" in capsys.readouterr().out


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for tried in (data, b'{"format": "hongtou-reply",' + data):
        try:
            read_web_reply(tried, "甲.json")
        except HongtouError as error:
            assert "甲.json" in str(error)
