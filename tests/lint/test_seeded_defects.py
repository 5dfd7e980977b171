# ruff: noqa: E501 - one document per line of text
"""One notice with some forty defects of all kinds, and its correct twin.

The twin is drafted from clean data; the defects are put into a copy of its XML, each by one
replacement in the text or one change of format, and each must be reported by a fitting rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from pipeline.draft import draft, load_template
from pipeline.lint.engine import Report, Settings, lint_document
from pipeline.lint.fixing import chosen_edits
from pipeline.lint.rules import load_rules
from pipeline.resources import data_folder
from pipeline.word.document import read_document
from pipeline.word.package import Package, open_package
from pipeline.word.writer import apply_edits

BODY = """为做好全市今冬明春火灾防控工作，根据《省人民政府办公厅关于加强冬季火灾防控工作的通知》（省政办发〔2026〕15号）要求，现将有关事项通知如下：
# 总体要求
坚持预防为主、防消结合，全面排查整治火灾隐患，坚决遏制重特大火灾事故。
# 主要任务
## 排查重点场所。对学校、医院、商场等人员密集场所逐一检查，建立台账，限期整改。
## 整治突出问题。全市共排查高层建筑100栋，其中住宅60栋、办公楼30栋、商场10栋。
## 加强宣传教育。2025年开展培训125场，比上年100场增长25%。重点做好三项工作：一是入户宣传；二是应急演练；三是警示教育。
# 保障措施
各单位要加强组织领导，落实“管行业必须管安全”的要求，明确责任分工（见附件1）。市财政安排补助资金12万元（大写：壹拾贰万元整）。
请各区人民政府于2026年11月27日（星期五）前，将工作方案报市政府办公室。
市政府办公室将会同市消防救援支队开展督导检查。检查情况全市通报，并纳入年度考核。"""
DATA = {
    "发文机关": "江洲市人民政府办公室",
    "发文字号": "江政办发〔2026〕32号",
    "事由": "做好今冬明春火灾防控工作",
    "主送": "各区人民政府，市政府各部门",
    "正文": BODY,
    "附件": [
        {"标题": "任务分工表", "正文": "各部门按照职责分工抓好落实，每月5日前报送上月进展情况。"},
        {"标题": "检查登记表", "正文": "检查人员应当逐项填写，由被检查单位负责人签字确认。"},
    ],
    "成文日期": "2026-11-10",
    "抄送": "市委办公室，市人大常委会办公室，市政协办公室",
    "印发机关": "江洲市人民政府办公室",
    "印发日期": "2026-11-11",
}


@dataclass(frozen=True)
class Defect:
    """``right`` in the document becomes ``wrong``; one of ``rules`` (prefixes) must report it in
    a paragraph that contains ``at``."""

    right: str
    wrong: str
    rules: tuple[str, ...]
    at: str = ""


TEXT = [
    Defect("江政办发〔2026〕32号", "江政办发[2026]第032号", ("HEAD", "STR"), "江政办发"),
    Defect("各区人民政府，市政府各部门：", "各区人民政府，市政府各部门；", ("STR-022",), "各区人民政府，"),
    Defect("通知如下：", "通告如下：", ("STR-036",), "通告如下"),
    Defect("（省政办发〔2026〕15号）", "（省政办发(2026)15号）", ("HEAD", "PUNC"), "15号"),
    Defect("加强冬季火灾防控工作的通知》", "加强冬季火灾防控工作的通知", ("MARK-001",), "省人民政府办公厅"),
    Defect("全面排查整治", "全面排查整治整治", ("DUP",), "防消结合"),
    Defect("加强组织领导，", "布署任务，", ("TYPO",), "管行业"),
    Defect("二、主要任务", "三、主要任务", ("SEQ-001",), "主要任务"),
    Defect("（二）整治突出问题", "（三）整治突出问题", ("SEQ-001",), "整治突出问题"),
    Defect("商场10栋", "商场20栋", ("SUM-001",), "高层建筑"),
    Defect("增长25%", "增长35%", ("SUM-004",), "开展培训"),
    Defect("；三是警示教育", "；四是警示教育", ("SEQ-006", "SUM-009"), "警示教育"),
    Defect("建立台账", "建立台帐", ("TYPO", "VAR", "CONF"), "建立台"),
    Defect("防消结合，", "防消结合,", ("PUNC",), "防消结合"),
    Defect("明确责任分工（见附件1）", "明确责任分工（见附件5）", ("REF-001",), "附件5"),
    Defect("（大写：壹拾贰万元整）", "（大写：壹拾叁万元整）", ("SUM-007",), "大写"),
    Defect("（星期五）", "（星期三）", ("DATE-002",), "工作方案"),
    Defect("2026年11月27日", "2026年10月27日", ("DATE",), "工作方案"),
    Defect("开展督导检查。", "开展督导检查。开展督导检查。", ("DUP",), "消防救援支队"),
    Defect("纳入年度考核", "纳入年度考核。", ("PUNC",), "年度考核"),
    Defect("“管行业必须管安全”", '"管行业必须管安全"', ("PUNC",), "管行业"),
    Defect("附件：1.任务分工表", "附件:1、任务分工表；", ("STR-027", "STR-028", "PUNC"), "任务分工表"),
    Defect("2026年11月10日", "2026年11月08日", ("STR-016",), "11月08日"),
    Defect("附件2", "附件2：", ("STR-030",), "附件2："),
    Defect("市政协办公室。", "市政协办公室", ("STR-019",), "市政协办公室"),
    Defect("2026年11月11日印发", "2026年11月5日印发", ("DATE-003",), "印发"),
    Defect("检查登记表", "检查登记簿", ("REF-002",), "检查登记"),
]  # fmt: skip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def twin() -> bytes:
    template = load_template(data_folder("templates") / "通知.md")
    return draft(template, {**template.example, **DATA}).to_bytes()


def paragraphs(package: Package, needle: str) -> list:
    root = package.xml(package.main_part)
    return [
        p for p in root.iter(f"{W}p") if needle in "".join(t.text or "" for t in p.iter(f"{W}t"))
    ]


def direct(paragraph, name: str, **values: str) -> None:
    """Set one property on every run of a paragraph."""
    for run in paragraph.iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        if properties is None:
            properties = run.makeelement(f"{W}rPr")
            run.insert(0, properties)
        for old in properties.findall(f"{W}{name}"):
            properties.remove(old)
        child = properties.makeelement(f"{W}{name}", {f"{W}{k}": v for k, v in values.items()})
        properties.insert(0, child)


def set_paragraph(paragraph, name: str, **values: str) -> None:
    """Set one property of a paragraph."""
    properties = paragraph.find(f"{W}pPr")
    for old in properties.findall(f"{W}{name}"):
        properties.remove(old)
    child = properties.makeelement(f"{W}{name}", {f"{W}{k}": v for k, v in values.items()})
    style = properties.find(f"{W}pStyle")
    properties.insert(0 if style is None else 1, child)


def song(paragraph) -> None:
    direct(paragraph, "rFonts", ascii="宋体", hAnsi="宋体", eastAsia="宋体")


FORMAT = {
    "标题黑体": ("FMT-002", "关于做好今冬明春", lambda p: direct(p, "rFonts", eastAsia="黑体")),
    "标题加粗": ("FMT-005", "关于做好今冬明春", lambda p: direct(p, "b")),
    "主送缩进": ("FMT-009", "各区人民政府，市", lambda p: set_paragraph(p, "ind", firstLine="640")),
    "正文宋体": ("FMT-002", "坚持预防为主", song),
    "正文字号": ("FMT-004", "坚持预防为主", lambda p: direct(p, "sz", val="28")),
    "正文行距": ("FMT-010", "坚持预防为主", lambda p: set_paragraph(
        p, "spacing", line="360", lineRule="auto")),
    "一级标题字体": ("FMT-002", "总体要求", lambda p: direct(p, "rFonts", eastAsia="仿宋")),
    "颜色": ("FMT-006", "市财政安排", lambda p: direct(p, "color", val="0000FF")),
    "首行缩进": ("FMT-008", "市政府办公室将会同", lambda p: set_paragraph(
        p, "ind", firstLine="0", firstLineChars="0")),
    "抄送字号": ("FMT-004", "抄送", lambda p: direct(p, "sz", val="32")),
    "附件标识": ("FMT-002", "附件1", lambda p: song(p) if len(p) else None),
    "落款": ("FMT-019", "年11月", lambda p: set_paragraph(p, "ind", right="0")),
}  # fmt: skip


def seeded(defects: list[Defect], formats: list[str]) -> bytes:
    package = open_package(twin())
    part = package.main_part
    for name in formats:
        _, needle, change = FORMAT[name]
        found = paragraphs(package, needle)
        assert found, needle
        if name == "附件标识":
            found = [p for p in found if "".join(t.text or "" for t in p.iter(f"{W}t")) == "附件1"]
        if name == "落款":
            found = [
                p
                for p in found
                if re.fullmatch(r"2026年11月\d+日", "".join(t.text or "" for t in p.iter(f"{W}t")))
            ]
        change(found[0])
    for defect in defects:
        replace_text(package, part, defect)
    package.touch(part)
    return package.to_bytes()


def replace_text(package: Package, part: str, defect: Defect) -> None:
    """Replace once in the first paragraph with the text (for an annex title: the last)."""
    found = paragraphs(package, defect.right)
    assert found, defect.right
    exact = [p for p in found if "".join(t.text or "" for t in p.iter(f"{W}t")) == defect.right]
    paragraph = exact[-1] if exact else found[0]
    texts = list(paragraph.iter(f"{W}t"))
    whole = "".join(t.text or "" for t in texts)
    at = whole.index(defect.right)
    end = at + len(defect.right)
    position = 0
    written = False
    for text in texts:
        content = text.text or ""
        first, last = max(at - position, 0), min(end - position, len(content))
        position += len(content)
        if first < last:
            text.text = content[:first] + ("" if written else defect.wrong) + content[last:]
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            written = True


RULES = load_rules()


def report(data: bytes) -> Report:
    return lint_document(read_document(data), RULES, Settings(), "")


def is_found(found: Report, defect: Defect) -> bool:
    return any(
        finding.rule.startswith(defect.rules) and defect.at in finding.context
        for finding in found.findings
    )


def test_the_clean_twin_has_no_finding():
    assert [(f.rule, f.message, f.text) for f in report(twin()).findings] == []


@pytest.mark.parametrize("defect", TEXT, ids=lambda defect: defect.wrong)
def test_each_text_defect_alone_is_found(defect):
    assert is_found(report(seeded([defect], [])), defect)


@pytest.mark.parametrize("name", FORMAT)
def test_each_format_defect_alone_is_found(name):
    rule, needle, _ = FORMAT[name]
    findings = report(seeded([], [name])).findings
    assert any(f.rule == rule and needle in f.context for f in findings)


@pytest.mark.parametrize("tracked", [False, True])
def test_safe_fixes_of_format_mend_it_and_then_nothing_is_left_to_mend(tracked):
    data = seeded([], list(FORMAT))
    before = report(data)
    edits = chosen_edits([f for f in before.findings if f.rule.startswith("FMT")])
    assert len(edits) >= 11
    fixed = apply_edits(open_package(data), edits, tracked=tracked)
    after = report(fixed.to_bytes())
    assert [f.message for f in after.findings if f.rule != "FMT-019"] == []
    assert chosen_edits(after.findings) == []
    assert read_document(fixed).body.text == read_document(data).body.text


def test_at_least_35_of_all_defects_together_are_found():
    found = report(seeded(TEXT, list(FORMAT)))
    hits = sum(is_found(found, defect) for defect in TEXT)
    hits += sum(
        any(f.rule == rule and (needle in f.context or f.rule == "FMT-019") for f in found.findings)
        for rule, needle, _ in FORMAT.values()
    )
    assert len(TEXT) + len(FORMAT) >= 39
    assert hits >= 35
