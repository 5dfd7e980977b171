"""One number of a thing throughout, another one once."""

from __future__ import annotations

import pytest
from telling import told_beside

COUNTED = "经普查，全区共有老旧电梯86部，病险水闸59处。"
TABLE = [["类别", "处数"], ["干流", "32"], ["支流", "27"], ["合计", "59"]]


def _told(*text: str) -> list[str]:
    return [marked for rule, marked in told_beside(text, TABLE) if rule == "CONS-812"]


@pytest.mark.parametrize(
    "sentence",
    ["方案对57处病险水闸一次加固到位。", "病险水闸58处由区水利局统一编制方案。"],
)
def test_another_number_of_the_same_things(sentence: str) -> None:
    assert len(_told(COUNTED, sentence)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "方案对59处病险水闸一次加固到位。",
        "今年对57处病险水闸进行加固。",
        "已完成57处病险水闸加固。",
        "57处病险水闸已经加固。",
        "东湖镇有57处病险水闸。",
        "干流的52处病险水闸由市里负责，其余由区里负责。",
        "对32处病险水闸安装监测设备。",
        "去年普查时有57处病险水闸。",
    ],
)
def test_some_of_them_or_those_of_another_time(sentence: str) -> None:
    assert _told(COUNTED, sentence) == []


def test_with_two_mentions_only_nobody_knows_which_is_usual() -> None:
    text = ["全区共有老旧泵房78座。", "对73座老旧泵房一次改造到位。"]
    assert [rule for rule, _ in told_beside(text) if rule == "CONS-812"] == []
