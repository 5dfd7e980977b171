"""The proof in a second process says what it says here, and its end is no one's trouble."""

from __future__ import annotations

import subprocess
import sys

import pytest

FIRST = """
import os, signal
from pipeline.proof import beside, suspicions
LEVELS = ("error", "warning", "hint")
TEXTS = ["各单位要加强安全生产责任治落实情况的监督检查。", "", "请于本周五前将材料暴送办公室。"]
HERE = suspicions(TEXTS, levels=LEVELS)
assert HERE
beside._worth_it = lambda: True
"""
CASES = {
    "the same answer": """
with beside.beside():
    assert beside._helper
    assert beside.answer(beside.ask(TEXTS, LEVELS, ())) == HERE
""",
    "more text than a pipe holds": """
with beside.beside():
    many = TEXTS * 1000
    ticket = beside.ask(many, LEVELS, ())
    assert beside.answer(ticket) == suspicions(many, levels=LEVELS)
""",
    "an answer nobody fetched": """
with beside.beside():
    beside.ask(["别的。"], LEVELS, ())
    assert beside.answer(beside.ask(TEXTS, LEVELS, ())) == HERE
""",
    "known words": """
with beside.beside():
    assert not beside.answer(beside.ask(["材料暴送办公室。"], LEVELS, ("暴送",)))
""",
    "it dies before it is asked": """
with beside.beside():
    os.kill(beside._helper.process, signal.SIGKILL)
    os.waitid(os.P_PID, beside._helper.process, os.WEXITED | os.WNOWAIT)
    assert beside.answer(beside.ask(TEXTS, LEVELS, ())) == HERE
""",
    "it dies before it answers": """
with beside.beside():
    os.kill(beside._helper.process, signal.SIGSTOP)
    ticket = beside.ask(TEXTS, LEVELS, ())
    os.kill(beside._helper.process, signal.SIGKILL)
    assert beside.answer(ticket) == HERE
""",
    "nobody asks, nothing stays": """
with beside.beside():
    process = beside._helper.process
try:
    os.kill(process, 0)
except ProcessLookupError:
    pass
else:
    raise AssertionError("still there")
""",
    "without it": """
with beside.beside(False):
    assert beside._helper is None
    assert beside.answer(beside.ask(TEXTS, LEVELS, ())) == HERE
""",
}


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no second process here")
@pytest.mark.parametrize("case", CASES)
def test_beside(case):
    done = subprocess.run(
        [sys.executable, "-c", FIRST + CASES[case]], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
