"""A character twice is told where it is one too many, not where two words meet."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("要压实河长的责任任。", ["任任"]),
        ("各站要按规定定期巡查。", []),
        ("沿线灯杆和路灯灯罩要逐个擦拭。", []),
        ("实行离任审计和任前告知，责任任前说清。", []),
        ("会议对清淤工作作了安排。", []),
        ("养殖场经经营者申请后核准。", []),
        ("职工勤勤恳恳。", []),
        ("排涝泵泵体锈蚀，水闸闸门漏水。", []),
        ("水务部部门负责人到场。", ["部部"]),
    ],
)
def test_doubled_characters(text, told):
    assert marked("DUP-300", text) == told
