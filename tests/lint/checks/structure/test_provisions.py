"""References to 款 and 项: the document's own, another law's, and in a text without its lines."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked

NUMBERS = "一二三四五六七八九"


def rules(*more: str, second: str = "") -> str:
    articles = [f"第{number}条　渠道由管护单位分段巡查。" for number in NUMBERS]
    articles[4] += second
    return "\n".join(("江州市渠道管护办法", *articles, *more))


@pytest.mark.parametrize(("second", "told"), [("", []), ("\n巡查记录保存三年。", ["第三条第二款"])])
def test_a_text_whose_lines_have_run_together_has_unknown_paragraphs(second, told):
    text = rules("第十条　依照本办法第三条第二款处理。", second=second)
    assert marked("REF-650", text) == told


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("依照港口法第二条、第三条第二款处理", []),
        ("依照港口法第二条第一款、第三条第二款和第四条第三项处理", []),
        ("依照本办法第二条、第三条第二款处理", ["第三条第二款"]),
    ],
)
def test_a_later_article_of_another_law(reference, told):
    text = rules(f"第十条　{reference}。", second="\n巡查记录保存三年。")
    assert marked("REF-650", text) == told
