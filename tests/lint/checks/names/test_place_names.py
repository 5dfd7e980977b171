"""Places and works that a document names in two ways."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

RULE = "CONS-720"
THRICE = ("柳溪市境内水库24座。", "柳溪市要落实责任人，柳溪市按月报告。")


def test_an_area_written_otherwise_once_is_told() -> None:
    assert marked(RULE, paper(*THRICE, "柳希市已经报告。")) == ["柳希市"]
    assert marked(RULE, paper("柳溪市境内水库24座。", "柳溪市按月报告。柳希市已经报告。")) == []


@pytest.mark.parametrize(
    ("usual", "odd"),
    [
        ("龙潭水库", "龙滩水库"),
        ("青浦大桥", "清浦大桥"),
        ("澄碧灌区", "澄璧灌区"),
    ],
)
def test_a_work_written_otherwise_is_told(usual: str, odd: str) -> None:
    text = paper(f"{usual}要抓紧除险加固。", f"检查{usual}。", f"{odd}已经完工。")
    assert marked(RULE, text) == [odd]


@pytest.mark.parametrize(
    "sentence",
    [
        "柳溪市、柳希市已经报告。",
        "柳希市已经报告。柳希市继续落实。",
        "柳溪县已经报告。",
        "柳江市已经报告。",
        "各县已经报告。",
    ],
)
def test_two_areas_are_right(sentence: str) -> None:
    assert marked(RULE, paper(*THRICE, sentence)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "石门水库正在加固。",
        "龙潭水库、龙滩水库各有一名责任人。",
        "龙滩水电站已经完工。",
        "小型水库和中型水库要分别制定方案。",
    ],
)
def test_two_works_are_right(sentence: str) -> None:
    assert marked(RULE, paper("龙潭水库要加固。", "检查龙潭水库。", sentence)) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["柳溪市报告。", "龙潭水库加固。", "石桥镇落实。"]), max_size=8))
def test_one_name_each_is_silent(sentences: list[str]) -> None:
    assert marked(RULE, paper(*sentences)) == []


OTHER = "CONS-760"


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        (("城东片区有小学3所。城东片区学位紧张。", "东城片区新生较多。"), ["东城片区"]),
        (("城东片区有小学3所。", "东城片区新生较多。"), []),  # once each: maybe two
        (("城东片区、东城片区有小学3所。城东片区学位紧张。",), []),
        (("石桥乡有门店。石桥乡整改。", "检查石桥镇。"), ["石桥镇"]),
        (("乡镇或者乡、或者镇负责。或者乡。",), []),
        (("永安街道办。永安街道负责。", "永宁街道配合。"), ["永宁街道"]),
        (("永安街道办。永安街道负责。", "永宁街道、永新街道配合。"), []),  # three of a kind
        (("东河街道办。东河街道负责。", "西河街道配合。"), []),
        (("规划线路。线路路面。线路路面。", "路线路面平整。"), []),
    ],
)
def test_a_word_that_makes_another_place_is_told(
    sentences: tuple[str, ...], told: list[str]
) -> None:
    assert marked(OTHER, paper(*sentences)) == told


def test_a_row_of_towns_is_a_list_too() -> None:
    row = "以鼓山街道、茶园街道、王庄街道、象园街道为重点。"
    assert marked(OTHER, paper(row, "茶亭街道建设1个。")) == ["茶亭街道"]
    assert marked(OTHER, paper(row, "茶园街道建设1个。")) == []
    assert marked(OTHER, paper(row, "鳌峰街道建设1个。")) == []


def test_a_row_of_works_is_a_list_too() -> None:
    row = "分散在城关派出所、大河派出所、南坝派出所和刑侦大队。"
    assert marked(OTHER, paper(row, "南坪派出所的案件统一办理。")) == ["南坪派出所"]
    assert marked(OTHER, paper(row, "北坝派出所的案件统一办理。")) == []
    assert marked(OTHER, paper(row, "南坪派出所、南坝派出所的案件统一办理。")) == []
