"""Evidence of the document itself: a name written many times one way and once another."""

from __future__ import annotations

import pytest

from pipeline.proof import suspicions
from pipeline.proof.names import odd_ones_out
from pipeline.proof.pack import load_model

USUAL = "现场负责人覃晓冉应当到岗。"


def _odd(paragraphs):
    return odd_ones_out(paragraphs, load_model())


def test_a_name_written_once_another_way_is_suspected_with_its_evidence():
    odd = "请与现场负责人覃小冉联系。"
    (found,) = _odd([USUAL] * 12 + [odd])
    assert (found.paragraph, found.text, found.suggestion) == (12, "小", "晓")
    assert odd[found.start : found.end] == "小"
    assert "出现 12 次" in found.reason
    assert (found.level, found.kind) == ("warning", "name")


def test_the_evidence_reaches_the_whole_proof():
    found = suspicions([USUAL] * 12 + ["请与现场负责人覃小冉联系。"])
    assert [(s.paragraph, s.kind) for s in found] == [(12, "name")]


@pytest.mark.parametrize(
    "paragraphs",
    [
        [],
        [""],
        [USUAL],
        [USUAL] * 3 + ["现场负责人覃小冉应当到岗。"],  # three times are no evidence
        [USUAL] * 12 + ["现场负责人覃小冉应当到岗。"] * 2,  # twice: perhaps two people
        [USUAL] * 12 + ["现场负责人覃月冉应当到岗。"],  # neither sound nor shape alike
        ["第一季度完成投资。"] * 12 + ["第二季度完成投资。"],
        ["甲县人民政府应当组织检查。"] * 12 + ["乙县人民政府应当组织检查。"],
        ["各单位要加强领导。"] * 12 + ["各单位要加强引导。"],  # both are ordinary words
    ],
)
def test_what_is_no_evidence_is_left_alone(paragraphs):
    assert _odd(paragraphs) == []


def test_places_are_found_in_long_text_and_in_any_order():
    odd = "会议由覃小冉主持。"
    text = [odd, *["会议由覃晓冉主持，覃晓冉作了说明。"] * 4]
    (found,) = _odd(text)
    assert found.paragraph == 0
    assert odd[found.start] == "小"
