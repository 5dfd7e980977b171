"""Rule numbers named in the documents that stand beside the rules."""

from __future__ import annotations

import re

import pytest

from pipeline.lint.rules import load_rules
from pipeline.resources import data_folder

KNOWN = {rule.id: rule for rule in load_rules(()).all()}
_NAMED = re.compile(r"\b[A-Z]{3,6}-\d{2,3}\b")


def _text(name: str) -> str:
    """A document without the examples in it, which make up rules of their own."""
    whole = (data_folder("rules") / name).read_text(encoding="utf-8")
    return re.sub(r"```.*?```", "", whole, flags=re.S)


@pytest.mark.parametrize("name", ["LEFT_OUT.md", "README.md"])
def test_every_rule_that_is_named_is_there(name):
    assert sorted(set(_NAMED.findall(_text(name))) - set(KNOWN)) == []


def test_what_is_said_to_be_off_is_off():
    section = _text("LEFT_OUT.md").partition("## 做成了规则、但默认不用")[2]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "规则" not in line]
    off = {name for row in rows for name in _NAMED.findall(row.split("|")[1])}
    assert off
    assert {name for name in off if KNOWN[name].data.get("enabled", True)} == set()
