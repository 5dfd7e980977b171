"""The template shown to clerks in README.zh-CN.md works as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.cli import run
from pipeline.draft import draft
from pipeline.draft.template import read_template

README = Path(__file__).parents[2] / "README.zh-CN.md"


def _shown():
    blocks = re.findall(r"```\n(---\n.*?)```", README.read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 1
    return blocks[0]


def test_it_passes_the_check(tmp_path, capsys):
    path = tmp_path / "放假通知.md"
    path.write_text(_shown(), encoding="utf-8")
    assert run(["template", "check", str(path)]) == 0, capsys.readouterr().out


def test_days_between_dates_can_be_counted():
    text = _shown().replace("放假。", "放假，共{{ (止 - 起).days + 1 }}天。")
    template = read_template(text, "放假通知")
    made = draft(template, template.example)
    assert any("共7天" in words for _, words in made.elements)
