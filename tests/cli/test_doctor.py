"""``hongtou doctor`` names every font of the profile and says what is missing."""

from __future__ import annotations

import pytest

from pipeline.cli import run
from pipeline.gongwen.layout import load_layout
from pipeline.word import fonts
from pipeline.word.fonts import answer


def test_every_font_role_is_answered(capsys):
    assert run(["doctor"]) == 0
    text = capsys.readouterr().out
    for role in load_layout().fonts:
        assert f"] {role}：" in text
    assert "LibreOffice" in text
    assert "缓存" in text


def test_an_accepted_name_is_no_stand_in():
    found = answer(["仿宋_GB2312", "仿宋"], frozenset({"仿宋", "Arial"}))
    assert (found.family, found.stand_in) == ("仿宋", False)


def test_a_missing_font_is_told_with_its_stand_in(monkeypatch, capsys):
    monkeypatch.setattr(fonts, "installed_families", lambda: frozenset({"Arial"}))
    monkeypatch.setattr(fonts, "_stand_in", lambda name: "Some Sans")
    assert run(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "仿宋_GB2312 没有装，本机显示和打印时用 Some Sans 代替" in text


@pytest.mark.parametrize("folder_is", ["a file", "missing"])
def test_a_cache_that_cannot_be_written_is_a_note(folder_is, tmp_path, monkeypatch, capsys):
    place = tmp_path / "cache"
    if folder_is == "a file":
        place.write_text("")
    monkeypatch.setenv("HONGTOU_CACHE", str(place / "deeper" if folder_is == "a file" else place))
    assert run(["doctor"]) == 0
    assert ("写不进去" in capsys.readouterr().out) == (folder_is == "a file")


def test_the_word_model_is_told_found_missing_or_broken(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["doctor"]) == 0
    assert "词语模型：没有装" in capsys.readouterr().out
    (tmp_path / "libime").mkdir()
    (tmp_path / "libime" / "zh_CN.lm").write_bytes(b"nothing")
    monkeypatch.setattr("pipeline.proof.phrasing._FOLDERS", (str(tmp_path),))
    assert run(["doctor"]) == 0
    assert "zh_CN.lm 读不出" in capsys.readouterr().out
    (tmp_path / "hongtou.toml").write_text("[proof]\nword_model = false\n", encoding="utf-8")
    assert run(["doctor"]) == 0
    assert "词语模型：hongtou.toml 里设为不用" in capsys.readouterr().out
