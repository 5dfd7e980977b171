"""Classified cases: neutral names, no web page, carriers accounted for."""

from __future__ import annotations

import pytest

from pipeline.cli import run
from pipeline.errors import HongtouError
from pipeline.review.case import open_case
from pipeline.review.secrecy import parse_class, refuse_telling, unlisted

DRAFT = """江州市应急通信保障办法（征求意见稿）
第一条　为规范管理，制定本办法。
第二条　各单位应当在5个工作日内答复。"""


@pytest.fixture
def secret(tmp_path, make_draft, monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    folder = tmp_path / "案卷01"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "市政府办公室"]
    assert run([*new, "--drafter", "陶静", "--secrecy", "机密★5年"]) == 0
    return folder


def send(folder, *words):
    why = ["--why", "市气象局=提供数据"]
    return run(["case", "send", "--to", "市气象局", *why, *words, "--case", str(folder)])


def media(folder, *words):
    return run(["case", "media", *words, "--case", str(folder)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ("", "")),
        ("秘密", ("秘密", "")),
        ("机密★5年", ("机密", "5年")),
        ("机密 6个月", ("机密", "6个月")),
        ("绝密★长期", ("绝密", "长期")),
    ],
)
def test_classes(text, found):
    assert parse_class(text) == found


@pytest.mark.parametrize("text", ["内部", "机密五年", "公开", "机密★"])
def test_what_is_no_class_is_refused(text):
    with pytest.raises(HongtouError, match="密级"):
        parse_class(text)


def test_no_file_name_tells_the_title_or_a_department(secret, capsys):
    assert send(secret) == 0
    assert run(["case", "chase", "--to", "市气象局", "--case", str(secret)]) == 0
    names = [path.name for path in secret.rglob("*")]
    assert any(name.startswith("催办单") for name in names)
    assert not [name for name in names if "气象" in name or "应急" in name or "通信" in name]
    assert "hongtou case media" in capsys.readouterr().out


def test_a_folder_name_that_tells_the_title_is_refused(tmp_path, make_draft, capsys):
    new = ["case", "new", str(make_draft(DRAFT)), str(tmp_path / "应急通信保障")]
    assert run([*new, "--organ", "甲", "--drafter", "乙", "--secrecy", "机密"]) == 2
    assert "写出了文稿内容" in capsys.readouterr().err
    refuse_telling("案卷01", "江州市应急通信保障办法")


def test_the_web_page_is_refused(secret, capsys):
    assert send(secret, "--web-form") == 2
    assert "不能附网页反馈表" in capsys.readouterr().err


def test_carriers_are_listed_until_they_are_back(secret, capsys):
    assert send(secret) == 0
    assert unlisted(open_case(secret).state) == ("第1轮发给市气象局的载体没有登记",)
    assert media(secret, "光盘03", "--back", "市气象局") == 2
    assert media(secret, "光盘03", "--to", "市气象局", "--back", "市气象局") == 2
    assert media(secret, "光盘03", "--to", "市气象局", "--note", "经手人李明") == 0
    assert "还没有收回" in unlisted(open_case(secret).state)[0]
    capsys.readouterr()
    assert media(secret) == 1
    assert "经手人李明" in capsys.readouterr().out
    assert media(secret, "光盘03", "--destroyed") == 0
    assert unlisted(open_case(secret).state) == ()
    assert media(secret) == 0


def test_a_case_without_class_asks_for_no_carriers(tmp_path, make_draft, monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    folder = tmp_path / "应急通信保障"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "市政府办公室"]
    assert run([*new, "--drafter", "陶静"]) == 0
    assert send(folder) == 0
    assert unlisted(open_case(folder).state) == ()
    assert (folder / "out" / "r1" / "市气象局.zip").is_file()


def test_every_paper_that_goes_out_is_marked_and_clean(secret, monkeypatch):
    from pipeline.lint.engine import lint
    from pipeline.word.document import read_document

    number = ["--number", "江政办函〔2026〕9号"]
    assert send(secret, *number) == 0
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-12T09:00")
    case = ["--case", str(secret)]
    assert run(["case", "chase", *number, *case]) == 0
    assert run(["case", "add", "市气象局", "--replace", "5个=3个", *case]) == 0
    assert run(["case", "dispose", "1", "--result", "采纳", *case]) == 0
    assert run(["case", "answer", *number, *case]) == 0
    assert run(["case", "register", *case]) == 0
    assert run(["case", "consent", "--sheet", *case]) == 0
    papers = [p for p in secret.rglob("*.docx") if not p.name.startswith(("r1", "征求意见稿"))]
    assert len(papers) == 6
    for path in papers:
        assert "机密★5年" in read_document(path).body.text, path.name
        found = [f for f in lint(path).findings if f.severity in ("error", "warning")]
        assert [(path.name, f.rule, f.message) for f in found] == []
