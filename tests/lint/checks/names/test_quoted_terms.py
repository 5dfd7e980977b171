"""Coined terms and standards under two names, and lists that are announced and not given."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked, paper


@pytest.mark.parametrize(
    ("usual", "odd", "told"),
    [
        ("四好农村路", "四好农村公路", True),
        ("双随机、一公开", "双随机一公开", True),
        ("一刻钟便民生活圈", "一刻钟惠民生活圈", True),
        ("最多跑一次", "最多一跑次", True),
        ("四个意识", "四个自信", False),
        ("一窗受理", "一窗办理", False),
        ("三个责任人", "五个责任人", False),
        ("百千万工程", "千百万工程", False),
    ],
)
def test_a_coined_term_has_one_form(usual: str, odd: str, told: bool) -> None:
    text = paper(f"开展“{usual}”创建。", f"巩固“{usual}”成果。", f"推进“{odd}”。")
    assert marked("CONS-763", text) == [odd] * told
    assert marked("CONS-763", paper(f"开展“{usual}”和“{odd}”创建。", f"推进“{usual}”。")) == []


@pytest.mark.parametrize(
    ("title", "told"),
    [("造林技术规范", True), ("造林技术规程", False), ("造林技术规程　第1部分：总则", False)],
)
def test_a_standard_has_one_name(title: str, told: bool) -> None:
    first = (
        "按照《造林技术规程》（GB/T 15776—2023）设计。造林按《造林技术规程》（GB/T 15776—2023）。"
    )
    text = paper(first, f"未按《{title}》（GB/T 15776—2023）设计的，不予批复。")
    assert marked("REF-764", text) == [title] * told


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (("下列任务纳入考核。请抓好落实。",), 1),
        (("一、考核", "下列任务纳入考核。", "二、要求", "抓好落实。"), 1),
        (("对下列路段实施管制。", "1.环城路；", "2.中山路。"), 0),
        (("重点检查下列内容：造林面积、成活率。",), 0),
        (("下列任务纳入考核。", "一、造林。", "二、抚育。"), 0),
    ],
)
def test_what_follows_is_listed(body: tuple[str, ...], told: int) -> None:
    assert len(marked("REF-765", paper(*body))) == told


EVENT = "第六届江州市全民健身运动会"


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("成立第五届江州市全民健身运动会组织委员会。", ["第五届"]),
        ("2024年，第五届江州市全民健身运动会圆满结束。", []),
        ("继第五届江州市全民健身运动会之后再次举办。", []),
        ("成立第六届江州市全民健身运动会组织委员会。", []),
        ("成立第五届江州市青少年科技创新大赛组织委员会。", []),
        ("第七届江州市全民健身运动会、第八届江州市全民健身运动会由两区申办。", []),
    ],
)
def test_an_event_has_one_number(sentence: str, told: list[str]) -> None:
    text = paper(f"定于9月举办{EVENT}。", f"{EVENT}由市体育局承办。", sentence)
    assert marked("CONS-764", text) == told
