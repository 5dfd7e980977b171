"""Marks without a partner: where they are shown, and what would mend them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.fixing import apply_to_text
from pipeline.lint.text import text_document
from tests.lint.checks.short_papers import RULES, marked, paper

RULE = "MARK-001"


def mended(text: str) -> str:
    report = lint_document(text_document(text), RULES, Settings(select=(RULE,)), "")
    edits = [edit for finding in report.findings for edit in finding.edits]
    return "\n".join(apply_to_text(text.split("\n"), edits))


# which of the closing marks (from behind) or opening marks is dropped
@pytest.mark.parametrize(
    ("right", "mark"),
    [
        ("严格执行《建设工程质量管理条例》《建设工程安全生产管理条例》，落实主体责任。", -1),
        (
            "印发《关于江州市供水管网改造项目可行性研究报告的批复》（江发改〔2026〕8号），同意建设。",
            -2,
        ),
        ("按照《江州市水利工程管理办法（试行）》和有关规定执行。", -1),
        ("落实《江州市国土空间总体规划（2021—2035年）》，严格管控。", -1),
        ("违反《中华人民共和国安全生产法》规定的，依法处理。", -1),
        ("按照《江州市河道采砂管理办法》第三条的规定办理。", -1),
        ("认真落实《农田建设项目管理办法》有关规定，加快进度。", -1),
        ("不符合《公路养护作业安全规程》（GB 12345—2015）要求。", -2),
        ("做到责任、措施、资金、时限、预案“五落实”，确保整改到位。", -1),
        ("深化“放管服”改革。", -1),
        ("避免出现“马路拉链”现象。", -1),
        ("按照“先急后缓、先旧后新”的原则推进。", -1),
        ("落实“一岗双责”要求。", -1),
        ("设立“一站式”服务平台。", -1),
        ("储备冲锋舟8艘（含今年新购的3艘），并与5家企业签订协议。", -1),
        ("临时停车场（以下统称停车场）。", -1),
        ("分工情况（详见附件），请认真落实。", -1),
        ("根据《关于加强值守的通知》要求，做好准备。", 0),
        ("现将《江州市河道采砂管理办法》印发给你们。", 0),
        ("严格执行《中华人民共和国安全生产法》，落实责任。", 0),
        ("市住房和城乡建设局（以下简称市住建局）牵头。", 0),
        ("做好值守工作（联系人：陶静）。", 0),
    ],
)
def test_the_missing_mark_is_put_where_it_belongs(right: str, mark: int) -> None:
    places = [at for at, char in enumerate(right) if char in ("》”）" if mark < 0 else "《“（")]
    at = places[mark]
    wrong = right[:at] + right[at + 1 :]
    text = paper(wrong)
    (shown,) = marked(RULE, text)
    assert shown in (right[at - 2 : at], right[at + 1 : at + 3])
    assert mended(text) == paper(right)


def test_what_is_quoted_elsewhere_tells_where_it_ends() -> None:
    text = paper("推行“网格吹哨”。", "坚持“网格吹哨，部门报到。")
    assert mended(text) == paper("推行“网格吹哨”。", "坚持“网格吹哨”，部门报到。")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("近年来，“三保“等支出增加。", "近年来，“三保”等支出增加。"),
        ("建立”接诉即办”工作机制。", "建立“接诉即办”工作机制。"),
        ("执行《江州市河道管理办法《，落实责任。", "执行《江州市河道管理办法》，落实责任。"),
    ],
)
def test_a_mark_the_wrong_way_is_one_finding(wrong: str, right: str) -> None:
    assert len(marked(RULE, paper(wrong))) == 1
    assert mended(paper(wrong)) == paper(right)


@pytest.mark.parametrize(
    "wrong",
    [
        "坚持“人民至上、生命至上）的原则”。",
        "转移群众（其中老人12人，另有儿童3人。",
        "要做到“底数清、情况明。",
    ],
)
def test_where_nothing_tells_the_mark_itself_is_shown(wrong: str) -> None:
    (shown,) = marked(RULE, paper(wrong))
    assert shown in "“（）"
    assert mended(paper(wrong)) == paper(wrong)


PIECES = [
    "《江州市河道管理办法》",
    "“三保”",
    "（含3艘）",
    "要落实责任，",
    "《民法典》",
    "“一岗双责”要求",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_pairs_are_silent(pieces: list[str]) -> None:
    assert marked(RULE, paper("".join(pieces) + "。")) == []


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="“”《》（）甲乙，。关于的通知含以下简称", max_size=30))
def test_any_text_is_read_and_mending_ends(text: str) -> None:
    once = mended(text)
    assert len(once) - len(text) <= len(marked(RULE, text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("根据《民法典》《刑法》，对照《审计法》、《统计法》检查。", ["、"]),
        ("根据《民法典》、《刑法》，对照《审计法》、《统计法》检查。", []),
        ("对照《审计法》、《统计法》检查。", []),
        ("根据《民法典》《刑法》检查。", []),
    ],
)
def test_titles_in_a_row_are_set_alike(text: str, told: list[str]) -> None:
    assert marked("PUNC-693", paper(text)) == told
