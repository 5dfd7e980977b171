"""The packs shown to rule authors in rules/README.md pass the check that the guide names."""

from __future__ import annotations

import re

from pipeline.cli import run
from pipeline.resources import data_folder


def test_the_packs_of_the_guide_are_sound(tmp_path, capsys):
    guide = (data_folder("rules") / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"```yaml\n(.*?)```", guide, re.S)
    assert len(shown) == 5
    paths = []
    for number, text in enumerate(shown):
        paths.append(tmp_path / f"本单位{number}.yaml")
        paths[-1].write_text(text, encoding="utf-8")
    assert run(["rules", "check", *map(str, paths)]) == 0, capsys.readouterr().out
