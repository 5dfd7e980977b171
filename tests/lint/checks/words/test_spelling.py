"""What the proof suspects in a list of those who attend."""

from __future__ import annotations

import pytest

from pipeline.gongwen.elements import Element
from pipeline.gongwen.recognise import Recognised
from pipeline.lint.checks.words.spelling import _is_attendant
from pipeline.lint.passages import Passage
from pipeline.proof import Suspicion

TEXT = "出席：区水务局石棠，供水集团城立，区审记局何晏。"


def suspicion(wrong: str) -> Suspicion:
    start = TEXT.index(wrong)
    return Suspicion(0, start, start + len(wrong), wrong, "某", "音同", 0.9, "warning")


@pytest.mark.parametrize(
    ("wrong", "element", "left"),
    [
        ("城立", Element.ATTENDANCE, True),
        ("记", Element.ATTENDANCE, False),
        ("水务局", Element.ATTENDANCE, False),
        ("城立", Element.BODY, False),
    ],
)
def test_a_name_behind_its_organ_is_not_suspected(wrong, element, left):
    passage = Passage("body", 0, TEXT, Recognised(element, "body", 0, ""), None)
    assert _is_attendant(passage, suspicion(wrong)) is left
