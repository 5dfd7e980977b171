"""Scenario K and its relatives: the same duty, other words."""

from __future__ import annotations

import json

import pytest

from pipeline.cli import run
from pipeline.review.crosscheck import Source, crosscheck
from pipeline.review.rules import load_rules

RULES = load_rules()
IN_FORCE = [
    "江州市政务数据管理办法",
    "第一条　本办法所称政务数据，是指行政机关履行职责产生的数据。",
    "第二条　数据提供单位应当自收到共享申请之日起5个工作日内书面答复申请单位。",
    "第三条　市大数据局负责统筹协调全市政务数据共享工作。",
    "第四条　使用单位不得将共享数据用于其他目的。",
    "情节严重的，处二万元以上五万元以下罚款。",
    "2006年10月31日第十届全国人民代表大会常务委员会第二十四次会议通过",
    "第五条　本办法自2024年1月1日起施行。《江州市数据共享暂行规定》同时废止。",
]


def check(*lines, others=(IN_FORCE,)):
    draft = Source("新办法", ["新办法", "第一条　为了规范管理，制定本办法。", *lines])
    sources = [Source("江州市政务数据管理办法", other) for other in others]
    return crosscheck(draft, sources, RULES)


def rules_of(*lines):
    return [item.rule for item in check(*lines)]


def test_scenario_k_both_quotations():
    line = "第二条　数据提供单位应当自收到共享申请之日起3个工作日内书面答复申请单位。"
    found = check(line)
    assert [item.rule for item in found] == ["number"]
    assert found[0].here.label == "第二条"
    assert found[0].here.text == line
    assert found[0].there.label == "第二条"
    assert "5个工作日" in found[0].there.text
    assert "“3个工作日”" in found[0].message and "“5个工作日”" in found[0].message


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("第二条　数据提供单位应当自收到共享申请之日起5日内书面答复申请单位。", "number"),
        ("第二条　数据提供单位可以自收到共享申请之日起五个工作日内书面答复申请单位。", "modal"),
        ("第二条　市数据局负责统筹协调全市政务数据共享工作。", "authority"),
        ("第二条　本办法所称政务数据，是指各单位依法采集的各类信息资源。", "term"),
        ("第二条　数据共享按照《江州市数据共享暂行规定》执行。", "repealed"),
        ("第二条　依照《江州市政务数据管理办法》第九条执行。", "renumbered"),
        ("第二条　目录编制由市数据局、市财政局负责。", "two-leads"),
        ("第二条　目录编制由有关部门负责。", "no-lead"),
        ("第二条　使用单位可以将共享数据用于其他目的。", "modal"),
    ],
)
def test_each_kind(line, rule):
    assert rules_of(line) == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "第二条　数据提供单位应当自收到共享申请之日起五个工作日内书面答复申请单位。",
        "第二条　市大数据局负责统筹协调全市政务数据共享工作。",
        "第二条　大数据局负责统筹协调全市政务数据共享工作。",
        "第二条　道路养护单位应当自发现病害之日起3日内完成修补。",
        "第二条　依照《江州市政务数据管理办法》第三条执行。",
        "第二条　目录编制由市数据局会同市财政局负责。",
        "第二条　《江州市数据共享暂行规定》已于2024年废止。",
        "第二条　本办法自2026年6月1日起施行。",
        "第二条　行政许可按照规定办理。",
        "第二条　情节严重的，处五万元以上十万元以下罚款。",
        "2021年12月24日第十三届全国人民代表大会常务委员会第三十二次会议通过",
    ],
)
def test_no_false_alarm(line):
    assert rules_of(line) == []


def test_the_command(tmp_path, capsys):
    draft = tmp_path / "新办法.txt"
    draft.write_text(
        "第一条　总则。\n"
        "第二条　数据提供单位应当自收到共享申请之日起3个工作日内书面答复申请单位。\n",
        encoding="utf-8",
    )
    folder = tmp_path / "现行"
    folder.mkdir()
    (folder / "政务数据办法.txt").write_text("\n".join(IN_FORCE), encoding="utf-8")
    (folder / "坏.docx").write_bytes(b"not a zip")
    assert run(["crosscheck", str(draft), str(folder)]) == 1
    out = capsys.readouterr().out
    assert "没有比对" in out and "《政务数据办法》第二条" in out
    assert run(["crosscheck", str(draft), str(folder), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["documents"] == 1
    assert run(["crosscheck", str(draft), str(tmp_path / "无")]) == 2


def pair(line, other):
    """The findings of one sentence against one other."""
    return check(f"第二条　{line}", others=(["甲规定", f"第一条　{other}", "第二条　略。"],))


@pytest.mark.parametrize(
    ("line", "other"),
    [
        # one quantity in two ways of writing
        (
            "申请单位应当在收到通知之日起30日内提出复核申请。",
            "申请单位应当在收到通知之日起三十天内提出复核申请。",
        ),
        (
            "对举报人给予的一次性奖励不超过10000元人民币。",
            "对举报人给予的一次性奖励不超过1万元人民币。",
        ),
        (
            "代表建议可以由代表一人提出，也可以联名提出。",
            "代表建议可以由代表一名提出，也可以联名提出。",
        ),
        # a sentence that only points at its own articles says nothing alone
        (
            "违反第十六条第一款规定的，处以100元以上500元以下罚款。",
            "违反第十二条第一款规定的，处以500元以上5000元以下罚款。",
        ),
        # a duty and what follows from it are no drift
        (
            "经营者应当对产品进行分类并作出适龄提示，不得让未成年人接触。",
            "经营者应当对产品进行分类并作出适龄提示，防止未成年人接触。",
        ),
        (
            "有关单位和个人应当予以配合，不得拒绝阻碍。",
            "有关单位和个人应当予以配合。",
        ),
        # the same organ at another level, and two organs with a duty each
        (
            "县级以上人民政府农业农村主管部门负责乡村建设的统筹协调和监督检查。",
            "国务院农业农村主管部门负责乡村建设的统筹协调和监督检查。",
        ),
        (
            "国务院反洗钱主管部门负责全国的反洗钱监督管理工作。",
            "国务院卫生主管部门负责全国的护士监督管理工作。",
        ),
        # one definition with figures in two scripts
        (
            "本条例所称未成年人是指未满18周岁的公民。",
            "本法所称未成年人，是指未满十八周岁的公民。",
        ),
        # led by no two organs
        (
            "文物保护委员会由本级人民政府及其有关部门负责人组成。",
            "略去不写的句子在这里没有意义。",
        ),
    ],
)
def test_what_does_not_collide(line, other):
    assert pair(line, other) == ()


def test_one_finding_for_a_pair_with_several_numbers():
    found = pair(
        "擅自设置大型户外广告的，限期清理并缴纳2000元以上2万元以下的保证金。",
        "擅自设置大型户外广告的，限期清理并缴纳1万元以上10万元以下的保证金。",
    )
    assert [item.rule for item in found] == ["number"]
    assert "“2000元、2万元”" in found[0].message
    assert "“1万元、10万元”" in found[0].message


def test_a_drift_shows_beside_a_modal_word_that_both_have():
    found = pair(
        "受理机关可以在5日内书面告知申请人结果，不得收取任何费用。",
        "受理机关应当在5日内书面告知申请人结果，不得收取任何费用。",
    )
    assert [item.rule for item in found] == ["modal"]
