"""Closing formulas: told in the genres that cannot say them, silent in their own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

RULE = "GENRE-650"
BODY = "全市水库运行平稳，隐患整治完成。"
WRONG = [
    ("请示", "请遵照执行"),
    ("请示", "请各单位认真贯彻执行"),
    ("报告", "请抓好落实"),
    ("通知", "妥否，请批示"),
    ("通知", "请予批准"),
    ("批复", "恳请市政府予以批准"),
    ("通知", "以上意见如无不妥，请批转各县执行"),
    ("报告", "特此函复"),
    ("批复", "请研究函复"),
    ("报告", "请予支持为盼"),
    ("函", "请予审议"),
    ("通知", "特此批复"),
    ("请示", "此复"),
    ("报告", "现予公布"),
    ("通报", "以上报告，请审阅"),
    ("函", "特此报告"),
    ("报告", "恳请市政府予以支持"),
]
RIGHT = [
    ("请示", "妥否，请批示"),
    ("请示", "以上请示，请予批准"),
    ("报告", "特此报告"),
    ("报告", "以上报告，请审阅"),
    ("通知", "请遵照执行"),
    ("通知", "请认真贯彻执行"),
    ("决定", "请各单位抓好贯彻落实"),
    ("批复", "特此批复"),
    ("批复", "此复"),
    ("函", "请予支持为盼"),
    ("函", "特此函告"),
    ("函", "请予批准"),
    ("函", "专此函达，请予函复"),
    ("议案", "请予审议"),
    ("公告", "现予公布"),
    ("意见", "请结合实际认真贯彻落实"),
    ("意见", "以上意见如无不妥，请批转各县执行"),
]
SHAPES = {
    "a paragraph": lambda said: (BODY, f"{said}。"),
    "the last sentence": lambda said: (BODY, f"{BODY}{said}。"),
    "the last clause": lambda said: (BODY, f"以上事项十分紧要，{said}。"),
    "the first paragraph": lambda said: (f"有关情况如下，{said}。", BODY),
    "without a full stop": lambda said: (BODY, said),
    "indented": lambda said: (BODY, f"\u3000\u3000{said}。"),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("genre", "said"), WRONG)
def test_a_formula_of_another_genre_is_told(genre: str, said: str, shape: str) -> None:
    [found] = marked(RULE, paper(*SHAPES[shape](said), genre=genre))
    assert said.endswith(found)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("genre", "said"), RIGHT)
def test_a_formula_of_the_genre_itself_is_right(genre: str, said: str, shape: str) -> None:
    assert marked(RULE, paper(*SHAPES[shape](said), genre=genre)) == []


@pytest.mark.parametrize(
    ("genre", "body"),
    [
        (
            "请示",
            (
                "我局印发通知，请各县贯彻执行。各县均已部署，整治工作全面展开。",
                BODY,
                "妥否，请批示。",
            ),
        ),
        ("通知", (BODY, "文末写明“妥否，请批示”的按请示处理，其余按报告处理，各县照此办理。")),
        ("通知", (BODY, "请示的结语用“请予批准”。")),
        (
            "报告",
            (
                BODY,
                "各县要求省厅予以支持，我局已经转报，下半年将继续跟进，特此说明有关情况。",
                BODY,
            ),
        ),
        ("批复", (BODY, "此复印件与原件一致。")),
        ("通知", (BODY, "请审批部门予以配合。")),
        ("通知", (BODY, "请批准后的项目单位抓紧开工。")),
        ("报告", (BODY, "请抓好落实的单位介绍经验。")),
        ("报告", (BODY, "市领导在来函上批示，请抓好落实。")),
        ("报告", (BODY, f"{BODY}省厅要求各地结合实际，请抓好落实。")),
    ],
)
def test_words_that_only_look_like_a_formula_are_none(genre: str, body: tuple[str, ...]) -> None:
    assert marked(RULE, paper(*body, genre=genre)) == []


def test_a_formula_inside_the_text_is_not_the_closing_one() -> None:
    long = f"{BODY}以上意见，请遵照执行。{BODY}{BODY}"
    assert marked(RULE, paper(BODY, long, BODY, genre="请示")) == []
    assert marked(RULE, paper(BODY, BODY, long.removesuffix(BODY * 2), genre="请示"))


def test_a_text_that_is_no_document_has_no_genre() -> None:
    assert marked(RULE, f"{BODY}\n请遵照执行。") == []


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["请示", "报告", "通知", "批复", "函", "通报", "决定", "意见", "议案", "公告"]),
    st.lists(st.sampled_from([BODY, "各县加强巡查。", "共整治隐患24处。"]), min_size=1, max_size=5),
)
def test_a_document_without_a_formula_is_silent(genre: str, body: list[str]) -> None:
    assert marked(RULE, paper(*body, genre=genre)) == []
