"""Means, bases, shares of a base and sums over years: defects are told, look-alikes are not."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document

RULES = load_rules()
BEFORE = "关于供水工作情况的报告\n市人民政府：\n"


def told(text: str) -> set[str]:
    document = text_document(BEFORE + text)
    report = lint_document(document, RULES, Settings(select=("SUM", "MEAS", "DATE", "CONS")), "")
    return {finding.rule for finding in report.findings}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("SUM-012", "近三年分别立案36件、42件和54件，三年合计立案142件。"),
        ("SUM-012", "一、二、三季度分别完成1.2亿元、1.5亿元、1.8亿元，前三季度共完成4.3亿元。"),
        ("SUM-012", "2024年投入360万元，2025年投入420万元，两年累计投入790万元。"),
        ("SUM-690", "2023年、2024年、2025年分别为36件、42件、54件，平均每年46件。"),
        ("SUM-004", "总长18.5公里，较可研批复的20公里缩短20%。"),
        ("SUM-004", "设立站点120个，比计划的100个多25个。"),
        ("SUM-004", "受理诉求8200件，与上一采暖期的10000件相比，下降20%。"),
        ("SUM-004", "实际支出3402万元，比概算的3700万元少298万元，减少9.1%。"),
        ("SUM-005", "绿化率38%提高至42%，提高了4%。"),
        ("SUM-662", "2025年立案54件，较2024年增加28.6个百分点。"),
        ("SUM-691", "已完成投资7200万元，占全年计划投资额2.4亿元的33%。"),
        ("SUM-692", "管网长度由1000公里增长20%，达到1300公里。"),
        ("SUM-028", "涉及征收房屋96户，已签约84户，签约率为87.5%，剩余22户。"),
    ],
)
def test_figures_that_do_not_come_out(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "近三年分别立案36件、42件和54件，三年合计立案132件。",
        "分别检查36家、42家、54家，共有150家次整改。",
        "2024年、2025年分别投入360万元、420万元，累计投入7900万元。",
        "近三年抽查合格率分别为95.1%、96.4%、97.2%，三年平均96.5%。",
        "进口额1200万元，比上年多收入120万元，增长11.1%。",
        "全市42个站点，比邻市的40个建得早。",
        "实际工期280天，比合同工期300天提前20天。",
        "办结9800件，受理10250件，比上期的12500件下降18%。",
        "存款利率下调2次，比年初降低0.5个百分点。",
        "投资3亿元，其中贷款占总投资5亿元的40%。",
        "新建管道300毫米管道4公里、200毫米管道5公里。",
        "总投资1.5亿元，亩均投资2300元，其中中央9000万元、省级6000万元。",
    ],
)
def test_look_alikes(text: str) -> None:
    assert told(text) == set()
