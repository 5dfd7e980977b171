"""Numbers that run on, in one paper and in a file of several."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked, paper

FIRST = ("一、清点水泵。", "二、检修闸门。")


@pytest.mark.parametrize(
    ("between", "told"),
    [("闸门由各站自行检修。", ["一、"]), ("渠道管护须知", []), ("水位\n渠道管护须知（试行）", [])],
)
def test_a_further_text_begins_anew(between, told):
    text = paper(*FIRST, between, "一、疏浚干渠。", "二、加固渠堤。")
    assert marked("SEQ-001", text) == told
