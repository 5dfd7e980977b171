"""Numbers of quoted documents that are not one thing."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked, paper

PLAN = "《江州市放心消费环境建设行动方案》（江政办发〔2025〕{}号）"


@pytest.mark.parametrize(("later", "told"), [("19", ["江政办发〔2025〕19号"]), ("9", [])])
def test_a_second_number_of_one_document_is_told(later: str, told: list[str]) -> None:
    text = paper(f"落实{PLAN.format(9)}。", f"按照{PLAN.format(later)}推进。")
    assert marked("REF-760", text) == told


def test_a_short_form_stands_for_its_document() -> None:
    first = PLAN.format(9).replace("号）", "号，以下简称《行动方案》）")
    told = marked(
        "REF-760", paper(f"落实{first}。", "按照《行动方案》（江政办发〔2025〕6号）推进。")
    )
    assert told == ["江政办发〔2025〕6号"]


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("江州市放心消费环境创建行动方案", 1),
        ("江州市人民政府关于印发江州市放心消费环境建设行动方案的通知", 0),
        ("质量强市纲要", 0),
    ],
)
def test_a_second_title_of_one_number_is_told(title: str, told: int) -> None:
    text = paper(f"落实{PLAN.format(9)}。", f"按照《{title}》（江政办发〔2025〕9号）推进。")
    assert marked("REF-761", text) == [title] * told


@pytest.mark.parametrize(("serial", "told"), [("128", 0), ("28", 1), ("218", 0), ("12", 1)])
def test_a_bare_number_with_a_digit_lost_or_put_in(serial: str, told: int) -> None:
    first = "根据《关于开展检查的通知》（江政办发〔2025〕128号）"
    text = paper(f"{first}，开展检查。", f"按照江政办发〔2025〕{serial}号文件办理。")
    told_now = marked("REF-695", text)
    if serial == "218":  # two neighbours exchanged
        assert told_now == ["江政办发〔2025〕218号"]
    else:
        assert len(told_now) == told


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("第二条　违反前款规定的，责令改正。", ["前款"]),
        ("第二条　经营者应当公示价格。\n违反前款规定的，责令改正。", []),
        ("第二条　经营者应当公示价格。\n违反前两款规定的，责令改正。", ["前两款"]),
        ("第二条　违反前条规定的，责令改正。", []),
        ("第二条　违反前条第一款规定的，责令改正。", []),
        ("第二条　违反前条第二款规定的，责令改正。", ["前条第二款"]),
    ],
)
def test_a_paragraph_before_the_first_is_told(second: str, told: list[str]) -> None:
    articles = ("第一条　为规范管理，制定本办法。", second, "第三条　本办法自公布之日起施行。")
    text = "\n".join(("江州市停车管理办法", *articles))
    assert marked("REF-763", text) == told


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("违反本规定的，责令改正。", ["本规定"]),
        ("按照基本规范办理。", []),
        ("适用“本规定”一语。", []),
    ],
)
def test_a_text_calls_itself_by_one_name(sentence: str, told: list[str]) -> None:
    text = (
        f"江州市停车管理办法\n第一条　制定本办法。\n第二条　本办法适用于本市。\n第三条　{sentence}"
    )
    assert marked("REF-762", text) == told
