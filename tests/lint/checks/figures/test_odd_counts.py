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
        "对57处相关病险水闸安装监测设备。",
        "对57处被约谈的病险水闸责任人追责。",
        "去年普查时有57处病险水闸。",
    ],
)
def test_some_of_them_or_those_of_another_time(sentence: str) -> None:
    assert _told(COUNTED, sentence) == []


SHOPS = "全区共有登记书店59家。"


@pytest.mark.parametrize(
    "sentence",
    [
        "对57家登记书店逐一核对台账。",
        "逐家走访57家登记书店。",
        "各有关单位对57家登记书店开展检查。",
        "为57家登记书店统一投保。",
        "涉及登记书店57家、读者8200人。",
    ],
)
def test_every_one_of_them(sentence: str) -> None:
    assert len(_told(SHOPS, sentence)) == 1


@pytest.mark.parametrize(
    "sentence",
    [
        "为57家登记书店解决周转资金。",
        "为其中57家登记书店统一投保。",
        "已为57家登记书店统一投保。",
        "评定星级登记书店57家。",
        "改造老旧登记书店57家。",
    ],
)
def test_those_of_one_kind_or_those_who_were_helped(sentence: str) -> None:
    assert _told(SHOPS, sentence) == []


def test_of_all_there_are_more_than_of_one_kind() -> None:
    kind = "全区共有备案中小学校59家。"
    assert _told(kind, "对57家中小学校逐一核对台账。")
    assert not _told(kind, "对69家中小学校逐一核对台账。")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (COUNTED, "对被检查病险水闸57处逐一复核。"),
        ("本次检查病险水闸59处。", "对57处被检查病险水闸，由市局组织复核。"),
    ],
)
def test_the_thing_behind_a_passive(first: str, again: str) -> None:
    assert _told(first, again)


SPLIT = "全市现有收储企业64家，其中县级12家、市级52家。"


def test_parts_that_come_to_the_number_say_it_again() -> None:
    def told(*text: str) -> list[str]:
        return [marked for rule, marked in told_beside(text) if rule == "CONS-812"]

    assert told(SPLIT, "组织62家收储企业建立台账。") == ["62家"]
    assert told(SPLIT, "组织52家收储企业建立台账。") == []
    assert told(SPLIT, "已组织62家收储企业建立台账。") == []
    assert told(SPLIT, "组织其中62家收储企业建立台账。") == []
    assert told("全市现有收储企业64家。", "组织62家收储企业建立台账。") == []
    assert told("全市现有收储企业64家，其中县级12家。", "组织62家收储企业建台账。") == []


def test_measures_with_two_digits_exchanged() -> None:
    table = [["地块", "面积（公顷）"], ["东片", "18.10"], ["西片", "17.26"], ["合计", "35.36"]]
    text = ["项目占用水源涵养林地35.36公顷。", "对53.36公顷水源涵养林地办理手续。"]
    assert ("CONS-812", "53.36公顷") in told_beside(text, table)
    text[1] = "对18.10公顷水源涵养林地办理手续。"
    assert "CONS-812" not in {rule for rule, _ in told_beside(text, table)}


def test_the_part_that_is_of_that_kind() -> None:
    text = ["永久占用耕地35.62公顷。", "永久占用耕地部分35.26公顷、补偿312万元。"]
    assert ("CONS-020", "35.26公顷") in told_beside(text)


def test_with_two_mentions_only_nobody_knows_which_is_usual() -> None:
    text = ["全区共有老旧泵房78座。", "对73座老旧泵房一次改造到位。"]
    assert [rule for rule, _ in told_beside(text) if rule == "CONS-812"] == []
