"""The command line answers wrong words with one Chinese sentence and exit code 2."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module

import pytest

from pipeline.cli import COMMANDS, run

ENGLISH = re.compile(r"\b(Usage|Error|Options|Commands|Missing|Invalid|No such|Show|Try)\b")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lnit"], "没有“lnit”这个命令"),
        (["--versoin"], "没有 --versoin 这个选项"),
    ],
)
def test_wrong_words_are_one_sentence(arguments, said, capsys):
    assert run(arguments) == 2
    message = capsys.readouterr().err
    assert said in message
    assert message.count("\n") == 1
    assert not ENGLISH.search(message)


def _all_commands():
    for name, (module, _) in COMMANDS.items():
        command = import_module(module).command
        yield (name,)
        for child in getattr(command, "commands", {}):
            yield name, child


@pytest.mark.parametrize("words", list(_all_commands()), ids=" ".join)
def test_every_command_explains_itself_in_chinese(words, capsys):
    assert run([*words, "--help"]) == 0
    text = capsys.readouterr().out
    assert "用法" in text
    assert not ENGLISH.search(text)


def test_help_lists_every_command_without_importing_them():
    code = (
        "import sys; from pipeline.cli import run; run(['--help']);"
        "heavy = {'docx', 'lxml', 'jinja2', 'rich', 'jieba', 'yaml'} & set(sys.modules);"
        "sys.exit(3 if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name in COMMANDS:
        assert re.search(rf"^  {name}\b", done.stdout, re.MULTILINE)
