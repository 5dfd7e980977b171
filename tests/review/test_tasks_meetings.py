"""督办 and 会议 through the command line (scenarios I and J)."""

from __future__ import annotations

import json

import pytest

from pipeline.cli import run
from pipeline.resources import data_folder
from pipeline.review.clock import parse_day
from pipeline.review.rules import load_rules
from pipeline.review.tasks import find_due, find_tasks

MEETINGS = """会议,日期,开始,结束,地点,主持,参会,议题,材料,通知日期
协调会,2026-03-16,9:00,10:30,201,王建国,市财政局；市司法局,公共数据共享办法分歧协调,未报,2026-03-13
专题会,2026-03-16,10:00,11:00,305,王建国,市审计局,道路养护资金安排,已齐,2026-03-11
"""


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:00")


def ledger(tmp_path):
    folder = tmp_path / "台账"
    assert run(["task", "init", str(folder), "--keeper", "张三", "--confirmer", "王主任"]) == 0
    return folder


def test_scenario_j_three_findings(tmp_path, capsys):
    table = tmp_path / "会议.csv"
    table.write_text(MEETINGS, encoding="gb18030")
    assert run(["meeting", "check", str(table), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    first = {item["rule"] for item in found if 2 in item["lines"]}
    assert {"no-meeting-day", "person", "papers"} <= first
    assert any("王建国要同时主持" in item["message"] for item in found)


def test_a_clean_plan_has_no_findings(tmp_path, capsys):
    table = tmp_path / "会议.csv"
    table.write_text(
        "会议,日期,开始,结束,地点,主持,参会,议题,材料,通知日期\n"
        "甲会,2026-03-17,9:00,10:00,201,王建国,市财政局,预算调整,已齐,2026-03-12\n"
        "乙会,2026-03-17,10:30,11:00,305,王建国,市审计局,道路养护,已齐,2026-03-12\n"
        "丙会,2026-03-17,9:00,11:00,401,李明,市教育局,秋季招生,已齐,2026-03-12\n",
        encoding="utf-8",
    )
    assert run(["meeting", "check", str(table)]) == 0
    assert "没有发现问题" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("戊会,2026-03-17,9:30,10:30,201,,,x,已齐,2026-03-10", "room"),
        ("戊会,2026-03-17,10:10,11:00,502,赵六,王建国,x,已齐,2026-03-10", "travel"),
        ("戊会,2026-03-19,9:30,10:30,201,,,预算调整方案,已齐,2026-03-10", "merge"),
        ("戊会,2026-03-21,9:30,10:30,201,,,x,已齐,2026-03-10", "rest-day"),
        ("戊会,2026-03-04,9:30,10:30,201,,,x,已齐,2026-02-25", "no-meeting-week"),
        ("戊会,2026-03-18,9:30,10:30,201,,,x,已齐,2026-03-17", "short-notice"),
        ("戊会,2026-03-18,9:30,17:30,201,,,x,已齐,2026-03-10", "too-long"),
    ],
)
def test_each_clash_is_found(tmp_path, capsys, row, rule):
    table = tmp_path / "会议.csv"
    first = "甲会,2026-03-17,9:00,10:00,201,王建国,市财政局,预算调整,已齐,2026-03-10"
    head = MEETINGS.splitlines()[0]
    table.write_text(f"{head}\n{first}\n{row}\n", encoding="utf-8")
    assert run(["meeting", "check", str(table), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [item["rule"] for item in found] == [rule]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "是空的"),
        ("会议,开始\n", "缺少“日期、结束”列"),
        ("会议,日期,开始,结束\n甲,明天,9:00,10:00\n", "第2行"),
        ("会议,日期,开始,结束\n甲,2026-3-3,九点,10:00\n", "应写成 9:30"),
        ("会议,日期,开始,结束\n甲,2026-3-3,10:00,9:00\n", "不在开始时间"),
    ],
)
def test_a_bad_table_is_a_sentence(tmp_path, capsys, text, message):
    table = tmp_path / "会议.csv"
    table.write_text(text, encoding="utf-8")
    assert run(["meeting", "check", str(table)]) == 2
    assert message in capsys.readouterr().err


def test_meetings_from_excel(tmp_path, capsys):
    from datetime import datetime, time

    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["会议名称", "日期", "开始时间", "结束时间", "地点"])
    book.active.append(["甲", datetime(2026, 3, 17), time(9), time(10), "201"])
    book.active.append(["乙", datetime(2026, 3, 17), "9:30", "11:00", "201"])
    book.save(tmp_path / "会议.xlsx")
    assert run(["meeting", "check", str(tmp_path / "会议.xlsx")]) == 1
    assert "201同时排了“甲”和“乙”" in capsys.readouterr().out


def test_scenario_i_minutes(tmp_path, capsys):
    minutes = tmp_path / "纪要.txt"
    minutes.write_text(
        "会议议定：\n由市数据局牵头，会同市财政局，于4月30日前制定数据共享目录。\n"
        "市审计局要尽快研究提出审计意见。\n要抓紧完成系统联调。\n",
        encoding="utf-8",
    )
    folder = ledger(tmp_path)
    assert run(["task", "read", str(minutes), "--add", "--case", str(folder)]) == 1
    out = capsys.readouterr().out
    assert "已立项第 1 号" in out
    assert "只写了“尽快”，没有写完成日期" in out
    assert "错误：没有写由哪个单位负责" in out
    assert run(["task", "list", "--case", str(folder), "--format", "json"]) == 0
    task = json.loads(capsys.readouterr().out)[0]
    assert (task["owner"], task["due"]) == ("市数据局", "2026-04-30")


def test_a_task_without_owner_is_refused(tmp_path, capsys):
    folder = ledger(tmp_path)
    base = ["task", "add", "做一件事", "--due", "2026-04-30", "--case", str(folder)]
    assert run(base) == 2
    assert "没有写牵头单位" in capsys.readouterr().err
    assert run([*base, "--owner", "市财政局、市审计局"]) == 2
    assert "只能有一个" in capsys.readouterr().err
    assert run([*base[:4], "2026-02-01", *base[5:], "--owner", "市财政局"]) == 2
    assert "已经过去" in capsys.readouterr().err


def test_the_life_of_a_task(tmp_path, capsys, monkeypatch):
    folder = ledger(tmp_path)
    at = ["--case", str(folder)]
    assert run(["task", "add", "编目录", "--owner", "市数据局", "--due", "2026-03-20", *at]) == 0
    assert "没有写完成标准" in capsys.readouterr().out
    assert run(["task", "done", "1", "--confirm", "王主任", *at]) == 2
    assert (
        run(
            [
                "task",
                "extend",
                "1",
                "--due",
                "2026-03-27",
                "--authority",
                "张三",
                "--reason",
                "等细则",
                *at,
            ]
        )
        == 2
    )
    assert "不能批准延期" in capsys.readouterr().err
    assert (
        run(
            [
                "task",
                "extend",
                "1",
                "--due",
                "2026-03-27",
                "--authority",
                "王主任",
                "--reason",
                "等细则",
                *at,
            ]
        )
        == 0
    )
    monkeypatch.setenv("HONGTOU_NOW", "2026-04-01T09:00")
    capsys.readouterr()
    assert run(["task", "due", *at, "--format", "json"]) == 1
    row = json.loads(capsys.readouterr().out)[0]
    assert (row["status"], row["workdays_left"], row["colour"]) == ("逾期", -3, "red")
    assert run(["task", "done", "1", *at]) == 2
    assert run(["task", "done", "1", "--evidence", "江数发〔2026〕8号", *at]) == 0
    assert run(["task", "done", "1", "--confirm", "张三", *at]) == 2
    assert "要由另一人确认" in capsys.readouterr().err
    assert run(["task", "done", "1", "--confirm", "王主任", *at]) == 0
    assert run(["task", "list", *at]) == 0
    assert "没有这样的事项" in capsys.readouterr().out
    assert run(["task", "list", "--all", *at]) == 0
    assert "已销号" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("3月20日前", "2026-03-20"),
        ("1月20日前", "2027-01-20"),
        ("2026年6月底前", "2026-06-30"),
        ("2月底前", "2027-02-28"),
        ("年底前", "2026-12-31"),
        ("2月30日", None),
        ("尽快", None),
    ],
)
def test_dates_in_minutes(text, due):
    found = find_due(text, parse_day("2026-03-02"))
    assert (found.isoformat() if found else None) == due


def test_one_lead_among_several_is_found():
    found = find_tasks(
        ["由市财政局牵头，市审计局负责配合，于4月底前完成清理。"],
        load_rules(),
        parse_day("2026-03-02"),
    )
    assert found[0].owners == ("市财政局",)
    assert found[0].problems == ()


def test_the_chair_and_the_plan_are_checked_when_the_unit_says_how(tmp_path, capsys):
    own = tmp_path / "规则" / "review"
    own.mkdir(parents=True)
    builtin = (data_folder("rules") / "review" / "meetings.yaml").read_text(encoding="utf-8")
    own.joinpath("meetings.yaml").write_text(
        builtin.replace("portfolios: {}", "portfolios: {王建国: [数据], 吴建平: [财政, 预算]}"),
        encoding="utf-8",
    )
    (tmp_path / "hongtou.toml").write_text('rules = "规则"\n', encoding="utf-8")
    table = tmp_path / "会议.csv"
    head = "会议,日期,开始,结束,地点,主持,议题,备案日期\n"
    table.write_text(
        head
        + "甲会,2026-03-17,9:00,10:00,201,副市长王建国,预算调整,2026-03-16\n"
        + "乙会,2026-03-18,9:00,10:00,201,副市长王建国,数据与预算,2026-03-10\n"
        + "丙会,2026-03-19,9:00,10:00,201,秘书长,财政评审,2026-03-10\n",
        encoding="utf-8",
    )
    assert run(["meeting", "check", str(table), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(item["rule"], item["lines"]) for item in found] == [
        ("portfolio", [2]),
        ("short-plan", [2]),
    ]


@pytest.mark.parametrize("owner", ["市住房和城乡建设局", "市人力资源和社会保障局"])
def test_a_name_with_and_in_it_is_one_owner(tmp_path, owner):
    folder = ledger(tmp_path)
    add = ["task", "add", "印发目录", "--owner", owner, "--due", "2026-04-30"]
    assert run([*add, "--standard", "已印发", "--case", str(folder)]) == 0


def test_tasks_turn_blue_yellow_and_red(tmp_path, monkeypatch, capsys):
    folder = ledger(tmp_path)
    add = ["task", "add", "印发目录", "--owner", "市数据局", "--due", "2026-03-11"]
    assert run([*add, "--standard", "已印发", "--case", str(folder)]) == 0
    seen = []
    for day in ("06", "09", "11", "12", "16"):
        monkeypatch.setenv("HONGTOU_NOW", f"2026-03-{day}T09:00")
        capsys.readouterr()
        run(["task", "list", "--case", str(folder), "--format", "json"])
        seen.append(json.loads(capsys.readouterr().out)[0]["colour"])
    assert seen == ["", "blue", "yellow", "yellow", "red"]


def test_a_notice_goes_out_from_the_ledger(tmp_path, capsys):
    from pipeline.word.document import read_document

    folder = ledger(tmp_path)
    add = [
        "task",
        "add",
        "印发目录",
        "--owner",
        "市数据局",
        "--with",
        "市财政局",
        "--due",
        "2026-04-30",
    ]
    assert run([*add, "--case", str(folder)]) == 0
    notice = ["task", "notice", "--basis", "根据常务会议议定事项，", "--case", str(folder)]
    who = ["--organ", "江州市人民政府办公室", "--contact", "陈立言", "--phone", "0799-5550136"]
    assert run([*notice, *who]) == 2
    assert "第1号没有写完成标准" in capsys.readouterr().err
    assert run([*add[:2], "建好平台", *add[3:], "--standard", "已上线", "--case", str(folder)]) == 0
    assert run([*notice, "2"]) == 2
    assert "--organ、--contact、--phone" in capsys.readouterr().err
    assert run([*notice, "2", *who]) == 0
    notice_file = next((folder / "tables").glob("督办通知_*.docx"))
    text = read_document(notice_file).body.text
    assert "建好平台" in text
    assert "市财政局配合" in text
    capsys.readouterr()
    assert run(["lint", str(notice_file), "--no-spelling", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["findings"] == []


def test_a_year_without_holidays_gets_no_number(tmp_path, capsys):
    """The fixture stands in March 2026; 2027 has no table, and plain days are no working days."""
    folder = ledger(tmp_path)
    at = ["--case", str(folder)]
    assert run(["task", "add", "编清单", "--owner", "市数据局", "--due", "2027-01-05", *at]) == 0
    capsys.readouterr()
    assert run(["task", "list", *at]) == 0
    assert "还没有2027年的节假日安排" in capsys.readouterr().out
    assert run(["task", "list", "--format", "json", *at]) == 0
    assert json.loads(capsys.readouterr().out)[0]["workdays_left"] is None


def tasks_in(*lines):
    return find_tasks(lines, load_rules(), parse_day("2026-03-02"))


def test_our_own_minutes_read_as_whole_tasks(tmp_path):
    """会议纪要 says what in one sentence and who, until when, to what standard in the next."""
    from pipeline.cli.case_options import read_texts
    from pipeline.draft.document import draft
    from pipeline.draft.template import find_template, load_template

    template = load_template(find_template("会议纪要"))
    path = tmp_path / "纪要.docx"
    path.write_bytes(draft(template, dict(template.example)).to_bytes())
    found = tasks_in(*read_texts(path))
    rows = template.example["议定事项"]
    assert [item.owners for item in found] == [(row["责任单位"],) for row in rows]
    assert [item.standard for item in found] == [row["完成标准"] for row in rows]
    assert [item.problems for item in found] == [()] * len(rows)
    assert found[0].helpers == ("南湾新区管委会",)
    assert all(
        item.content.startswith(row["事项"][:6]) for item, row in zip(found, rows, strict=True)
    )


@pytest.mark.parametrize(
    ("line", "owners", "helpers"),
    [
        (
            "三、市人力资源和社会保障局要研究提出方案，4月30日前上报。",
            ["市人力资源和社会保障局"],
            [],
        ),
        ("市公安局、市民政局于5月15日前完成人口数据核对。", ["市公安局", "市民政局"], []),
        ("会议要求市发展改革委和市财政局在6月底前完成评审。", ["市发展改革委", "市财政局"], []),
        ("会议明确由市科技局负责组织实施，6月底前完成。", ["市科技局"], []),
        (
            "完成目录编制。（责任单位：市数据局；配合单位：市财政局、市住房和城乡建设局；完成时限：6月底前）",
            ["市数据局"],
            ["市财政局", "市住房和城乡建设局"],
        ),
        (
            "由市数据局牵头，市财政局、市审计局配合，6月底前完成。",
            ["市数据局"],
            ["市财政局", "市审计局"],
        ),
        ("有关部门要抓紧完成，6月底前上报。", [], []),
    ],
)
def test_who_is_charged_and_who_helps(line, owners, helpers):
    (item,) = tasks_in(line)
    assert [list(item.owners), list(item.helpers)] == [owners, helpers]


def test_a_date_that_is_none_is_named():
    (item,) = tasks_in("市水利局负责，2026年13月1日前报送材料。")
    assert item.problems == ("日期“2026年13月1日前”不对。",)
