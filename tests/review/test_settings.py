"""``[review]`` in hongtou.toml serves new cases; what is typed goes before it."""

from __future__ import annotations

import pytest

from pipeline.cli import run
from pipeline.review.case import open_case

DRAFT = "江州市某办法（征求意见稿）\n第一条　为规范管理，制定本办法。\n第二条　各单位应当答复。"
TOML = """organ = "市数据局"
[review]
drafter = "陶静"
coordinator = "何志远"
leaders = ["周正阳:副市长"]
signers = "林启明:市长"
archivist = "孙立群"
phone = "0799-5550160"
class = "急件"
web_form = true
"""


def new(tmp_path, make_draft, toml, *words):
    (tmp_path / "hongtou.toml").write_text(toml, encoding="utf-8")
    return run(["case", "new", str(make_draft(DRAFT)), str(tmp_path / "案卷"), *words])


def test_defaults_serve_a_new_case(tmp_path, make_draft, monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")
    assert new(tmp_path, make_draft, TOML, "--leader", "吴建平:副市长") == 0
    state = open_case(tmp_path / "案卷").state
    hats = {name: person.hats for name, person in state.people.items()}
    assert hats["何志远"] == ("牵头",)
    assert hats["吴建平"] == ("分管领导",)
    assert "周正阳" not in hats
    assert hats["林启明"] == ("签发人",)
    assert (state.urgency, state.contact["phone"]) == ("急件", "0799-5550160")
    why = ["--why", "市气象局=提供数据", "--case", str(tmp_path / "案卷")]
    assert run(["case", "send", "--to", "市气象局", *why]) == 0
    assert list((tmp_path / "案卷/out/r1/市气象局").glob("*.html"))


def test_without_a_drafter_anywhere(tmp_path, make_draft, capsys):
    assert new(tmp_path, make_draft, 'organ = "市数据局"\n') == 2
    assert "[review]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('leader = ["甲:乙"]', "是不是“leaders”"),
        ("web_form = 1", "true 或 false"),
        ("leaders = [3]", "周正阳:副市长"),
        ("phone = 5550160", "应是一段文字"),
    ],
)
def test_what_may_not_stand_there(tmp_path, make_draft, capsys, line, said):
    assert new(tmp_path, make_draft, f"[review]\n{line}\n", "--drafter", "乙") == 2
    assert said in capsys.readouterr().err
