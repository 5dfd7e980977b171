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


@pytest.mark.parametrize(
    ("second", "third", "told"),
    [
        ("（2）检修闸门。", "3.疏浚干渠。", ["（2）"]),
        ("（二）检修闸门。", "3.疏浚干渠。", ["（二）"]),
        ("2.检修闸门。", "3.疏浚干渠。", []),
        ("（1）检修闸门。", "2.疏浚干渠。", []),
    ],
)
def test_a_number_of_another_level_goes_on(second, third, told):
    text = paper("一、检修安排", "1.清点水泵。", second, third)
    assert marked("SEQ-001", text) == told
