"""Who does a task of the attached list, and by when, in the text too."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_document

RULES = load_rules()
HEAD = ["序号", "重点任务", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "新建河道水质自动监测站12座", "市生态环境局", "市水利局", "2026年9月20日"],
    ["2", "督促沿河企业补办排污许可证", "市行政审批局", "市司法局", "10月31日"],
    ["3", "清理河道内废弃船只和网箱", "各县（市、区）人民政府", "", "8月底"],
]


def _told(sentence: str) -> list[tuple[str, str]]:
    text = ["关于加强河道保护工作的通知", "各县（市、区）人民政府：", sentence, "附件：任务分工表"]
    blocks: list[dict[str, object]] = [{"text": one} for one in text]
    blocks += [{"text": "江州市人民政府"}, {"text": "2026年3月10日"}]
    blocks += [{"text": "附件", "page_break_before": True}, {"text": "任务分工表"}]
    blocks.append({"table": [HEAD, *ROWS]})
    select = Settings(select=("CONS-813", "CONS-814"))
    report = lint_document(sample_document(blocks), RULES, select, "")
    return [(finding.rule, finding.text) for finding in report.findings]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "12座河道水质自动监测站由市住建局负责新建，选址要避开行洪断面。",
            [("CONS-813", "市住建局")],
        ),
        (
            "许可证过期的，由市市场监管局督促沿河企业于10月31日前补办排污许可证。",
            [("CONS-813", "市市场监管局")],
        ),
        (
            "新建河道水质自动监测站12座。（责任单位：市农业农村局）",
            [("CONS-813", "市农业农村局")],
        ),
        (
            "市生态环境局要在9月30日前新建河道水质自动监测站12座。",
            [("CONS-814", "9月30日")],
        ),
        ("沿河企业的排污许可证于11月30日前督促补办完毕。", [("CONS-814", "11月30日")]),
    ],
)
def test_another_unit_or_day_than_the_list_has(sentence: str, found: list[tuple[str, str]]) -> None:
    assert _told(sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "12座河道水质自动监测站由市环境局负责新建。",
        "12座河道水质自动监测站由市水利局负责新建，市生态环境局验收。",
        "新建河道水质自动监测站12座。（责任单位：市水利局、市生态环境局）",
        "清理河道内废弃船只和网箱由江东区政府负责。",
        "由市住建局负责排查沿河截污管网。",
        "沿河企业的环保培训由市工商联负责组织。",
        "市生态环境局要在9月20日前新建河道水质自动监测站12座。",
        "清理河道内废弃船只和网箱于8月31日前完成。",
        "2025年9月30日，我市开始新建河道水质自动监测站12座。",
    ],
)
def test_the_same_and_other_tasks(sentence: str) -> None:
    assert _told(sentence) == []
