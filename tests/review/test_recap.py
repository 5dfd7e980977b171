"""复盘 and 案卷目录: numbers that come from the log alone."""

from __future__ import annotations

import json
import zipfile

import pytest

from pipeline.cli import run
from pipeline.word.document import read_document

DRAFT = """江州市某办法（征求意见稿）
第一条　为规范管理，制定本办法。
第二条　各单位应当在5个工作日内答复。
第三条　本办法自2026年6月1日起施行。"""


@pytest.fixture
def case(tmp_path, make_draft, monkeypatch):
    at = monkeypatch.setenv
    folder = tmp_path / "案卷"
    at("HONGTOU_NOW", "2026-03-02T09:00")
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "江州市数据局"]
    people = ["--drafter", "陶静", "--phone", "0799-5550160", "--signer", "李明:市长"]
    assert run([*new, *people, "--archivist", "赵六"]) == 0
    send = ["send", "--to", "市气象局,市体育局,市文联", "--deadline", "2026-03-09"]
    why = [
        word for name in ("市气象局", "市体育局", "市文联") for word in ("--why", f"{name}=试点")
    ]
    assert hongtou(folder, *send, *why) == 0
    at("HONGTOU_NOW", "2026-03-04T09:00")
    assert hongtou(folder, "add", "市体育局", "--replace", "5个工作日=3个工作日") == 0
    assert hongtou(folder, "add", "市体育局", "--proposal", "施行日期是否过早") == 0
    at("HONGTOU_NOW", "2026-03-11T09:00")
    assert hongtou(folder, "add", "市文联", "--none") == 0
    assert hongtou(folder, "dispose", "1", "--result", "采纳") == 0
    why_not = ["--result", "解释说明", "--reason", "已留足准备时间"]
    assert hongtou(folder, "dispose", "2", *why_not) == 0
    return folder


def hongtou(case, *words):
    return run(["case", *words, "--case", str(case)])


def test_the_numbers(case, capsys):
    capsys.readouterr()
    assert hongtou(case, "recap", "--format", "json") == 0
    found = json.loads(capsys.readouterr().out)
    turn = found["rounds"][0]
    assert (turn["given"], turn["on_time"], turn["late"], turn["silent"]) == (5, 1, 1, 1)
    assert turn["used"] == 4.5  # two and seven working days
    assert found["workdays"] == 7
    assert found["results"] == {"采纳": 1, "解释说明": 1}
    by_name = {row["name"]: row for row in found["departments"]}
    assert (by_name["市体育局"]["opinions"], by_name["市体育局"]["adopted"]) == (2, 1)
    assert by_name["市气象局"]["used"] is None
    assert hongtou(case, "recap") == 0
    assert "按时反馈1个、逾期补报1个、逾期未反馈1个" in capsys.readouterr().out


def test_the_archive_holds_its_own_catalogue(case):
    assert hongtou(case, "answer") == 0
    for number in ("1", "2"):
        assert hongtou(case, "stance", number, "--accept") == 0
    drop = ["own-edit", "--replace", "（征求意见稿）=", "--reason", "定稿"]
    assert hongtou(case, *drop) == 0
    assert hongtou(case, "final") == 0
    assert hongtou(case, "sign", "--who", "李明", "--words", "发") == 0
    assert hongtou(case, "archive", "--by", "赵六") == 0
    text = read_document(case / "final" / "案卷目录.docx").body.text
    for path in ("base/r1.docx", "final/定稿.docx", "rules.lock"):
        assert path in text
    assert "2026年3月11日由李明签发" in text
    assert "收到意见2条" in text
    packed = next(case.parent.glob("案卷_归档_*.zip"))
    names = zipfile.ZipFile(packed).namelist()
    assert {"final/案卷目录.docx", "log.jsonl", "final/定稿.docx", "final/修改说明.docx"} <= {
        *names
    }
    assert hongtou(case, "verify") == 0
