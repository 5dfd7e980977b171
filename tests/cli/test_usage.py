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


def test_a_mistake_of_the_program_is_told_in_a_sentence(monkeypatch, capsys):
    def broken(*_arguments, **_options):
        raise ZeroDivisionError("division by zero")

    monkeypatch.delenv("HONGTOU_DEBUG", raising=False)
    monkeypatch.setattr("pipeline.cli.hongtou.main", broken)
    assert run(["doctor"]) == 2
    assert (
        "程序出错（ZeroDivisionError：division by zero），不是您的操作问题"
        in capsys.readouterr().err
    )
    monkeypatch.setenv("HONGTOU_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["doctor"])


def test_one_file_that_a_rule_stumbles_over_does_not_stop_the_others(tmp_path, monkeypatch, capsys):
    from pipeline.lint import batch

    whole = batch.begin

    def stumbling(document, rules, settings, name):
        if "坏" in name:
            raise IndexError("list index out of range")
        return whole(document, rules, settings, name)

    monkeypatch.delenv("HONGTOU_DEBUG", raising=False)
    monkeypatch.setattr(batch, "begin", stumbling)
    for name in ("坏.txt", "好.txt"):
        (tmp_path / name).write_text("会议作出布署。\n", "utf-8")
    assert run(["lint", str(tmp_path), "--jobs", "1"]) == 2
    shown = capsys.readouterr()
    assert "坏.txt 时程序出错（IndexError" in shown.out + shown.err
    assert "⟦布署⟧" in shown.out
