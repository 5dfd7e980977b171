"""Where the cache is on each system."""

from pathlib import Path

import pytest

from pipeline import resources
from pipeline.resources import cache_folder


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, "home/.cache/hongtou"),
        ("linux", {"XDG_CACHE_HOME": "{root}/x"}, "x/hongtou"),
        ("linux", {"XDG_CACHE_HOME": "not/absolute"}, "home/.cache/hongtou"),
        ("darwin", {"XDG_CACHE_HOME": "{root}/x"}, "home/Library/Caches/hongtou"),
        ("win32", {"LOCALAPPDATA": "{root}/Local"}, "Local/hongtou/Cache"),
        ("win32", {}, "home/AppData/Local/hongtou/Cache"),
        ("linux", {"HONGTOU_CACHE": "{root}/own"}, "own"),
    ],
)
def test_the_cache_is_where_the_system_keeps_caches(
    monkeypatch, tmp_path, platform, variables, expected
):
    for name in ("HONGTOU_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(root=tmp_path))
    monkeypatch.setattr(resources.sys, "platform", platform)
    found = cache_folder()
    monkeypatch.undo()
    assert found == tmp_path / Path(expected)
