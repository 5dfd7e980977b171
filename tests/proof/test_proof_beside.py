"""The proof in a second process says what it says here, and its end is no one's trouble."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pipeline.proof import beside, engine, suspicions

FIRST = """
import os, signal
from pipeline.proof import beside, suspicions
LEVELS = ("error", "warning", "hint")
TEXTS = ["各单位要加强安全生产责任治落实情况的监督检查。", "", "请于本周五前将材料暴送办公室。"]
HERE = suspicions(TEXTS, levels=LEVELS)
assert HERE
beside.has_spare_processor = lambda: True
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
    "one begun outside is used inside": """
with beside.beside():
    process = beside._helper.process
    with beside.beside():
        assert beside._helper.process == process
        assert beside.answer(beside.ask(TEXTS, LEVELS, ())) == HERE
    assert beside._helper.process == process
assert beside._helper is None
""",
    "one begun outside and not wanted inside": """
with beside.beside():
    process = beside._helper.process
    with beside.beside(False):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            pass
        else:
            raise AssertionError("still there")
        assert beside.answer(beside.ask(TEXTS, LEVELS, ())) == HERE
""",
    "without it": """
with beside.beside(False):
    assert beside._helper is None
    assert beside.answer(beside.ask(TEXTS, LEVELS, ())) == HERE
""",
}


LEVELS = ("error", "warning", "hint")
TEXTS = [["各单位要加强安全生产责任治落实情况的监督检查。"], [], ["请将材料暴送办公室。"]]


def test_what_is_asked_together_is_answered_in_any_order():
    alone = [suspicions(text, levels=LEVELS) for text in TEXTS]
    assert alone[0]
    with beside.together():
        tickets = [beside.ask(text, LEVELS, ()) for text in TEXTS]
        errors = beside.ask(TEXTS[0], ("error",), ())
        known = beside.ask(TEXTS[2], LEVELS, ("暴送",))
        assert beside.answer(tickets[2]) == alone[2]
        late = beside.ask(TEXTS[0], LEVELS, ())
        assert [beside.answer(ticket) for ticket in tickets[:2]] == alone[:2]
        assert beside.answer(errors) == [s for s in alone[0] if s.level == "error"]
        assert beside.answer(known) == []
        assert beside.answer(late) == alone[0]
        assert beside.answer(late) == alone[0]  # asked for again: looked at again
    assert beside.answer(beside.ask(TEXTS[2], LEVELS, ())) == alone[2]


def test_what_is_asked_together_is_looked_at_in_one_go(monkeypatch):
    seen = []
    real = engine.suspicions_of

    def count(texts, **options):
        seen.append(len(texts))
        return real(texts, **options)

    monkeypatch.setattr(engine, "suspicions_of", count)
    with beside.together():
        for ticket in [beside.ask(text, LEVELS, ()) for text in TEXTS]:
            beside.answer(ticket)
    assert seen == [len(TEXTS)]


def test_a_text_that_fails_does_not_harm_those_asked_with_it(monkeypatch):
    real = engine.suspicions_of

    def fail(texts, **options):
        if any("坏" in text.paragraphs for text in texts):
            raise ValueError("坏")
        return real(texts, **options)

    monkeypatch.setattr(engine, "suspicions_of", fail)
    with beside.together():
        tickets = [beside.ask(text, LEVELS, ()) for text in (*TEXTS, ["坏"])]
        assert beside.answer(tickets[0]) == suspicions(TEXTS[0], levels=LEVELS)
        with pytest.raises(ValueError, match="坏"):
            beside.answer(tickets[-1])
        assert beside.answer(tickets[2]) == suspicions(TEXTS[2], levels=LEVELS)


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no second process here")
@pytest.mark.parametrize("case", CASES)
def test_beside(case):
    done = subprocess.run(
        [sys.executable, "-c", FIRST + CASES[case]], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
