"""The body that leads a task under the name of another kind."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked, paper

RULE = "CONS-721"
FOUNDED = "成立市供热保障工作领导小组（以下简称领导小组），领导小组办公室设在市住房城乡建设局。"


@pytest.mark.parametrize(
    "sentence", ["每季度末向指挥部办公室报告。", "重大事项由联席会议研究。", "指挥部负责统筹。"]
)
def test_a_body_nobody_has_heard_of_is_told(sentence: str) -> None:
    (told,) = marked(RULE, paper(FOUNDED, sentence))
    assert told in ("指挥部", "联席会议")


@pytest.mark.parametrize(
    "sentence",
    [
        "每季度末向领导小组办公室报告。",
        "险情报市防汛抗旱指挥部，由指挥部统一调度。",
        "建立联席会议制度，联席会议每月召开一次。",
        "指挥部负责统筹。向指挥部报告。由指挥部通报。",
    ],
)
def test_bodies_of_their_own_are_right(sentence: str) -> None:
    assert marked(RULE, paper(FOUNDED, sentence)) == []


INTRODUCED = "组建高标准农田建设工作专班（以下简称“县工作专班”），县工作专班设在我局。"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("县领导小组每月调度。", ["领导小组"]),
        ("领导小组每月调度。", ["领导小组"]),
        ("市领导小组每月调度。", []),  # of another level
        ("县工作专班每月调度。", []),
    ],
)
def test_a_body_of_the_same_level(sentence: str, told: list[str]) -> None:
    assert marked(RULE, paper(INTRODUCED, sentence)) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [("定期召开领导组会议。", ["领导组"]), ("加强领导组织。", []), ("召开领导小组会议。", [])],
)
def test_a_lost_character_is_told(sentence: str, told: list[str]) -> None:
    assert marked("CONS-761", paper(FOUNDED, sentence)) == told
