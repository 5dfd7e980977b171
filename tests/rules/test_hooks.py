"""The pre-commit hooks name commands that exist and files that they can read."""

import re
from pathlib import Path

import yaml

from pipeline.cli import run

HOOKS = Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"


def test_hooks_run_commands_that_exist(capsys):
    for hook in yaml.safe_load(HOOKS.read_text("utf-8")):
        words = hook["entry"].split()
        assert words[0] == "hongtou"
        assert run([*words[1:], "--help"]) == 0
        assert hook["language"] == "python"
    assert "hongtou" in capsys.readouterr().out


def test_hooks_choose_the_right_files():
    lint, rules = yaml.safe_load(HOOKS.read_text("utf-8"))
    assert re.search(lint["files"], "发文/通知.docx")
    assert not re.search(lint["files"], "通知.docx.bak")
    assert re.search(rules["files"], "rules/单位用语.yaml")
    assert not re.search(rules["files"], "rules/layout/单位.yaml")
