"""收取: any mixture of files, through the command line."""

from __future__ import annotations

import json
import re
import zipfile

import pytest
from returns import (
    anonymous,
    edited,
    filled,
    like_wps,
    rewritten,
    sent_copy,
    sent_form,
    without_ids,
)

from pipeline.cli import run
from pipeline.review.case import open_case
from pipeline.review.reading import read_return

DRAFT = """江州市公共数据共享管理办法（征求意见稿）
第一条　为规范公共数据共享活动，提高行政效率和服务水平，根据有关法律法规，制定本办法。
第二条　本市行政区域内公共数据共享及其监督管理活动，适用本办法。
第三条　市数据局负责统筹协调全市公共数据共享工作。
第四条　数据提供单位应当自收到申请之日起5个工作日内答复。不同意共享的，应当说明理由。
第五条　平台建设和运行所需专项资金由市级财政保障。
第六条　违反本办法的，由市数据局责令改正；情节严重的，依法给予行政处罚。
第七条　本办法自2026年6月1日起施行。"""
NAMES = ["市财政局", "市司法局", "市公安局", "市审计局"]


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:30")
    monkeypatch.delenv("HONGTOU_USER", raising=False)


@pytest.fixture
def case(tmp_path, make_draft, monkeypatch):
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "江州市数据局"]
    assert run([*new, "--drafter", "陶静", "--leader", "王建国:副市长"]) == 0
    why = [word for name in NAMES[2:] for word in ("--why", f"{name}=试点单位")]
    send = ["case", "send", "--to", ",".join(NAMES), "--case", str(folder)]
    assert run([*send, *why]) == 0
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-06T09:30")
    return folder


@pytest.fixture
def collect(case, tmp_path, capsys):
    """Put files (name → bytes) into an inbox and collect it; returns exit code and receipts."""

    def run_it(files, *options):
        inbox = tmp_path / f"收件箱{len(list(tmp_path.glob('收件箱*')))}"
        inbox.mkdir()
        for name, data in files.items():
            (inbox / name).parent.mkdir(parents=True, exist_ok=True)
            (inbox / name).write_bytes(data)
        capsys.readouterr()
        command = ["case", "collect", str(inbox), "--case", str(case), "--format", "json", *options]
        code = run(command)
        out = capsys.readouterr()
        receipts = json.loads(out.out)["receipts"] if out.out else []
        return code, {receipt["name"]: receipt for receipt in receipts}

    return run_it


def opinions(case):
    return list(open_case(case).state.opinions.values())


def test_tracked_edits_comments_and_silent_edits_become_opinions(case, collect):
    data = edited(sent_copy(case, "市财政局"), ("情节严重", "造成严重后果"), tracked=False)
    data = edited(
        data,
        ("5个", "3个"),
        ("市级财政", "使用单位"),
        comments=[("市级财政", "财政难以全额保障"), ("施行", "建议推迟")],
    )
    code, receipts = collect({"反馈.docx": data})
    assert code == 0
    receipt = receipts["反馈.docx"]
    assert receipt["department"] == "市财政局"
    assert receipt["marks"] == {"修订": 2, "批注": 2, "未留痕修改": 1, "表内意见": 0}
    rows = {row.label: row for row in opinions(case)}
    assert [row.kind for row in rows.values()] == ["修订", "修订", "未留痕修改", "批注"]
    assert rows["第五条"].reason == "财政难以全额保障"
    assert rows["第四条"].changes[0].new == "3"
    assert rows["第六条"].proposal.startswith("将“")
    assert rows["第七条"].proposal == "建议推迟"


def test_bad_files_never_stop_the_batch(case, collect):
    good = edited(sent_copy(case, "市财政局"), ("5个", "3个"))
    code, receipts = collect(
        {
            "好.docx": good,
            "坏.docx": good[: len(good) // 2],
            "旧.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "空.docx": b"",
            "~$好.docx": b"x",
            "无关.docx": edited(sent_form(case, "市财政局"), ("请于", "望于"))[:10],
        }
    )
    assert code == 1
    assert {name: r["status"] for name, r in receipts.items()} == {
        "好.docx": "collected",
        "坏.docx": "problem",
        "旧.doc": "problem",
        "空.docx": "problem",
        "无关.docx": "problem",
    }
    assert "另存为" in receipts["旧.doc"]["message"]
    assert run(["case", "verify", "--case", str(case)]) == 0


def test_the_same_file_twice_is_taken_once(case, collect):
    data = edited(sent_copy(case, "市财政局"), ("5个", "3个"))
    assert collect({"甲.docx": data})[1]["甲.docx"]["status"] == "collected"
    assert collect({"乙.docx": data})[1]["乙.docx"]["status"] == "known"
    assert len(opinions(case)) == 1


@pytest.mark.parametrize(
    "bookmarks,footer,how",
    [
        (False, False, "隐藏书签"),
        (True, False, "页脚编码"),
        (True, True, "文件名和内容相似"),
    ],
)
def test_recognised_by_whatever_is_left(case, collect, bookmarks, footer, how):
    data = without_ids(sent_copy(case, "市司法局"), bookmarks=bookmarks, footer=footer)
    data = edited(data, ("5个", "10个"))
    _, receipts = collect({"司法局意见.docx": data})
    receipt = receipts["司法局意见.docx"]
    assert receipt["department"] == "市司法局"
    assert receipt["how"].startswith(how)


def test_an_unknown_sender_is_asked_for(case, collect):
    data = edited(without_ids(sent_copy(case, "市司法局")), ("5个", "10个"))
    code, receipts = collect({"新建文档.docx": data})
    assert code == 1
    assert "--from" in receipts["新建文档.docx"]["message"]
    code, receipts = collect({"新建文档.docx": data}, "--from", "市司法局")
    assert code == 0
    assert receipts["新建文档.docx"]["department"] == "市司法局"


def test_another_document_is_not_taken_for_a_reply(case, collect, make_draft):
    other = make_draft("关于放假的通知\n各单位：\n现将放假安排通知如下。", "市财政局.docx")
    code, receipts = collect({"市财政局.docx": other.read_bytes()})
    assert code == 1
    assert "对不上" in receipts["市财政局.docx"]["message"]


def test_wps_nodes_and_anonymous_authors_do_no_harm(case, collect):
    wps = like_wps(edited(sent_copy(case, "市公安局"), ("5个", "15个")))
    anon = anonymous(edited(sent_copy(case, "市审计局"), ("市级财政", "各级财政")))
    code, receipts = collect({"1.docx": wps, "2.docx": anon})
    assert code == 0
    assert [receipts[n]["department"] for n in ("1.docx", "2.docx")] == ["市公安局", "市审计局"]
    assert [row.department for row in opinions(case)] == ["市公安局", "市审计局"]
    assert opinions(case)[1].author == "Author"


def test_the_form_adds_to_what_the_copy_said(case, collect):
    copy = edited(sent_copy(case, "市财政局"), ("5个", "3个"))
    form = filled(
        sent_form(case, "市财政局"),
        [
            ("第四条", "须改", "将“5个工作日”改为“3个工作日”", "编制预算时间紧"),
            ("第五条", "宜改", "明确分担比例", "便于执行"),
            ("", "须改", "", ""),
        ],
        signer="周明",
    )
    code, receipts = collect({"征求意见稿.docx": copy, "反馈意见表.docx": form})
    assert code == 0
    assert receipts["反馈意见表.docx"]["added_to"] == [1]
    assert receipts["反馈意见表.docx"]["marks"]["表内意见"] == 3
    rows = opinions(case)
    assert [(row.level, row.reason) for row in rows] == [
        ("须改", "编制预算时间紧"),
        ("宜改", "便于执行"),
    ]
    assert any("只填了类别" in line for line in receipts["反馈意见表.docx"]["explained"])


def test_a_tick_is_no_objection_and_a_blank_return_is_not(case, collect, capsys):
    form = filled(sent_form(case, "市公安局"), none=True, signer="郑强")
    blank = rewritten(sent_copy(case, "市审计局"), lambda name, data: data)
    assert collect({"甲.docx": form, "乙.docx": blank})[0] == 0
    assert run(["case", "status", "--case", str(case), "--format", "json"]) == 0
    rows = {r["department"]: r["word"] for r in json.loads(capsys.readouterr().out)["departments"]}
    assert rows["市公安局"] == "无意见"
    assert rows["市审计局"] == "未表态"


def test_scans_zips_and_mails(case, collect, tmp_path):
    data = edited(sent_copy(case, "市财政局"), ("5个", "3个"))
    packed = tmp_path / "财政.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("意见/回复.docx", data)
    code, receipts = collect(
        {
            "打包.zip": packed.read_bytes(),
            "市司法局盖章件.pdf": b"%PDF-1.4",
            "扫描.pdf": b"%PDF-1.5",
            "市公安局邮件.txt": "无意见".encode(),
        }
    )
    assert code == 1
    assert receipts["打包.zip/意见/回复.docx"]["department"] == "市财政局"
    assert receipts["市司法局盖章件.pdf"]["status"] == "filed"
    assert "hongtou case add 市司法局" in receipts["市司法局盖章件.pdf"]["message"]
    assert receipts["市公安局邮件.txt"]["status"] == "filed"
    assert receipts["扫描.pdf"]["status"] == "problem"


def test_a_late_reply_to_the_first_round_is_rebased(case, collect):
    first = edited(sent_copy(case, "市财政局"), ("第三条　市数据局", "第三条　江州市数据主管部门"))
    assert collect({"甲.docx": first})[0] == 0
    assert run(["case", "dispose", "1", "--result", "采纳", "--case", str(case)]) == 0
    late = edited(
        sent_copy(case, "市司法局"), ("情节严重", "后果严重"), ("市数据局负责", "市大数据局负责")
    )
    assert run(["case", "round", "--case", str(case)]) == 0
    code, receipts = collect({"晚到.docx": late})
    assert code == 0
    assert receipts["晚到.docx"]["round"] == 1
    rows = opinions(case)[1:]
    by_label = {row.label: row for row in rows}
    assert by_label["第六条"].round == 2
    assert by_label["第六条"].changes and "第1轮" in by_label["第六条"].note
    assert by_label["第三条"].changes == ()
    assert "原文已改" in by_label["第三条"].note
    assert run(["case", "dispose", "3", "--result", "采纳", "--case", str(case)]) == 0


def test_scenario_b_two_departments_in_one_clause(case, collect):
    a = edited(sent_copy(case, "市财政局"), ("5个", "3个"))
    b = edited(sent_copy(case, "市司法局"), ("说明理由", "书面说明理由"))
    c = edited(sent_copy(case, "市公安局"), ("5个", "15个"))
    assert collect({"a.docx": a, "b.docx": b, "c.docx": c})[0] == 0
    state = open_case(case).state
    from pipeline.review.clock import today
    from pipeline.review.conflicts import find_conflicts

    found = find_conflicts(state, open_case(case).rules, today())
    assert [conflict.kind for conflict in found] == ["改法不同"]
    departments = {state.opinions[n].department for n in found[0].rows}
    assert departments == {"市财政局", "市公安局"}
    numbers = {row.department: str(row.number) for row in state.opinions.values()}
    decide = ["case", "decide", "--who", "王建国", "--form", "签署", "--words", "三个工作日"]
    decide += ["--adopt", numbers["市财政局"], "--refuse", numbers["市公安局"]]
    assert run([*decide, "--case", str(case)]) == 0
    adopt = ["case", "dispose", numbers["市司法局"], "--result", "采纳", "--case", str(case)]
    assert run(adopt) == 0
    assert run(["case", "merged", "--adopted", "--case", str(case)]) == 0
    from pipeline.word.document import read_document

    merged = next((case / "tables").glob("采纳稿_*.docx"))
    texts = [p.text for p in read_document(merged).body.paragraphs]
    assert sum(text.startswith("第四条") for text in texts) == 1
    assert (
        "第四条　数据提供单位应当自收到申请之日起3个工作日内答复。"
        "不同意共享的，应当书面说明理由。" in texts
    )
    original = [p.text for p in read_document(merged, view="original").body.paragraphs]
    assert original == DRAFT.splitlines()
    xml = zipfile.ZipFile(merged).read("word/document.xml").decode()
    assert set(re.findall(r'w:author="([^"]*)"', xml)) == {"市财政局", "市司法局"}


def test_scenario_c_rejecting_gives_the_base_and_accepting_the_composed_text(case, collect):
    from pipeline.review.base_text import apply_changes, base_text
    from pipeline.word.document import read_document

    pairs = {
        "市财政局": [("5个", "3个"), ("市级财政", "使用单位")],
        "市司法局": [
            ("情节严重", "造成严重后果"),
            ("第七条　本办法", "第七条　本办法经市政府同意后"),
        ],
        "市公安局": [("说明理由", "一次性说明理由")],
    }
    for name, changes in pairs.items():
        assert collect({f"{name}.docx": edited(sent_copy(case, name), *changes)})[0] == 0
    for row in opinions(case):
        assert (
            run(["case", "dispose", str(row.number), "--result", "采纳", "--case", str(case)]) == 0
        )
    assert run(["case", "merged", "--adopted", "--case", str(case)]) == 0
    merged = next((case / "tables").glob("采纳稿_*.docx"))
    base = base_text(open_case(case), 1)
    changes = [c for row in opinions(case) for c in row.disposition.changes]
    accepted = [p.text for p in read_document(merged).body.paragraphs]
    assert accepted == apply_changes(base.body, changes)
    rejected = [p.text for p in read_document(merged, view="original").body.paragraphs]
    assert rejected == list(base.body)


def test_scenario_f_an_edited_received_file_is_named(case, collect, capsys):
    assert collect({"甲.docx": edited(sent_copy(case, "市财政局"), ("5个", "3个"))})[0] == 0
    kept = next((case / "in").iterdir())
    kept.write_bytes(kept.read_bytes() + b" ")
    capsys.readouterr()
    assert run(["case", "verify", "--case", str(case)]) == 1
    assert kept.name in capsys.readouterr().out


def test_nothing_written_on_a_form_is_lost(case, collect):
    """Words below the table and comments on the form are opinions too."""
    from io import BytesIO

    from docx import Document

    form = filled(
        sent_form(case, "市财政局"), [("第五条", "宜改", "明确分担比例", "")], signer="周明"
    )
    document = Document(BytesIO(form))
    document.add_paragraph("另外，建议增加过渡期安排。")
    stream = BytesIO()
    document.save(stream)
    data = edited(stream.getvalue(), comments=[("反馈单位", "请尽快安排会商")])
    code, receipts = collect({"表.docx": data})
    assert code == 0
    assert [row.proposal for row in opinions(case)] == [
        "明确分担比例",
        "另外，建议增加过渡期安排。",
        "请尽快安排会商",
    ]
    assert receipts["表.docx"]["marks"]["表内意见"] == 3


def test_a_copy_with_quite_another_text_is_questioned(case, collect, make_draft):
    from pipeline.word.copy_marks import mark_copy

    code_ = re.search(r"HT[A-Z2-7]{10}", next((case / "out/r1/市财政局").glob("征求*稿_*")).name)[0]
    other = make_draft("关于放假的通知\n各单位：\n现将放假安排通知如下，请遵照执行。", "别的.docx")
    code, receipts = collect({"回复.docx": mark_copy(other.read_bytes(), code_, ())})
    assert code == 1
    assert "差别太大" in receipts["回复.docx"]["message"]


def test_scenario_a_twenty_departments(tmp_path, make_draft, monkeypatch, capsys):
    """20 departments with 30 marks each, and everything that usually goes wrong."""
    lines = ["江州市数据管理办法（征求意见稿）"]
    lines += [
        f"第{n}项　第{n}类数据由提供单位维护，应当在{n + 2}个工作日内更新，并告知使用单位。"
        for n in range(1, 41)
    ]
    folder = tmp_path / "大案"
    draft = make_draft("\n".join(lines), "大稿.docx")
    new = ["case", "new", str(draft), str(folder), "--organ", "市政府办公室", "--drafter", "陶静"]
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:30")
    assert run(new) == 0
    names = [f"第{n}区数据局" for n in range(1, 21)]
    send = ["case", "send", "--to", ",".join(names), "--case", str(folder)]
    assert run([*send, "--despite", "测试"]) == 0
    inbox = tmp_path / "大收件箱"
    inbox.mkdir()
    for number, name in enumerate(names):
        items = [(f"第{n}类数据", f"第{n}类{number}号数据") for n in range(1, 16)]
        notes = [(f"第{n}项", f"意见{number}之{n}") for n in range(16, 31)]
        data = edited(
            sent_copy(folder, name), *items, comments=notes, author=name, tracked=number != 2
        )
        if number == 0:
            data = like_wps(data)
        if number == 1:
            data = anonymous(data)
        if number == 3:
            data = data[: len(data) // 2]
        file = "新建文档.docx" if number == 4 else f"{name}.docx"
        (inbox / file).write_bytes(data)
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-06T09:30")
    capsys.readouterr()
    collecting = ["case", "collect", str(inbox), "--case", str(folder), "--format", "json"]
    assert run(collecting) == 1
    receipts = json.loads(capsys.readouterr().out)["receipts"]
    bad = [receipt["name"] for receipt in receipts if receipt["status"] != "collected"]
    assert bad == ["第4区数据局.docx"]
    assert sum(sum(r["marks"].values()) for r in receipts) == 19 * 30
    silent = next(r for r in receipts if r["name"] == "第3区数据局.docx")
    assert silent["marks"]["未留痕修改"] == 15
    state = open_case(folder).state
    assert len(state.opinions) == 19 * 30
    assert {row.department for row in state.opinions.values()} == set(names) - {"第4区数据局"}
    assert run(["case", "verify", "--case", str(folder)]) == 0


def test_the_merged_copy_holds_every_departments_marks_and_comments(case, collect):
    from pipeline.word.comments import read_comments
    from pipeline.word.document import read_document

    a = edited(sent_copy(case, "市财政局"), ("5个", "3个"), comments=[("市级财政", "难以保障")])
    b = edited(sent_copy(case, "市司法局"), ("说明理由", "书面说明理由"), author="司法")
    c = edited(sent_copy(case, "市公安局"), ("5个", "15个"), comments=[("施行", "建议推迟")])
    assert collect({"a.docx": a, "b.docx": b, "c.docx": c})[0] == 0
    assert run(["case", "merged", "--case", str(case)]) == 0
    merged = next((case / "tables").glob("合并稿_*.docx"))
    assert read_document(merged, view="original").body.text == "\n".join(DRAFT.splitlines())
    text = read_document(merged).body.text
    assert "5个工作日内答复。不同意共享的，应当书面说明理由" in text
    comments = [item.text for item in read_comments(read_document(merged))]
    assert {"难以保障", "建议推迟"} <= set(comments)
    assert any("市财政局" in comment and "市公安局" in comment for comment in comments)
    assert not any("HT" in s.text for s in read_document(merged).stories if s.kind == "footer")


def test_a_frame_turned_into_a_text_box_is_no_change(tmp_path):
    """LibreOffice and WPS write the footer code's frame as a drawing with the code in it."""
    from docx import Document
    from lxml import etree

    from pipeline.word.copy_marks import mark_copy, unmark
    from pipeline.word.package import open_package

    path = tmp_path / "稿.docx"
    document = Document()
    document.add_paragraph("第一条　为规范管理，制定本办法。")
    document.save(str(path))
    sent = mark_copy(path.read_bytes(), "HTABCDEFGH27", ())
    box = (
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r>'
        "<w:t>HTABCDEFGH27</w:t></w:r>"
        "</w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r>"
        "<w:t>HTABCDEFGH27</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )

    def reframe(name, content):
        if not name.startswith("word/footer"):
            return content
        root = etree.fromstring(content)
        first, second = root[0], root[1]
        root.remove(first)
        second.append(etree.fromstring(box))
        return etree.tostring(root)

    returned = open_package(rewritten(sent, reframe))
    marks = read_return(unmark(open_package(sent)), unmark(returned))
    assert (marks.changes, marks.explained) == ((), ())


def test_a_level_that_is_unknown_is_kept_in_the_remark(case, collect):
    data = filled(sent_form(case, "市财政局"), [("5", "必须改", "经费条款删去", "另有规定")])
    assert collect({"表.docx": data})[0] == 0
    (row,) = opinions(case)
    assert (row.level, row.note) == ("宜改", "类别写的是“必须改”")
    assert row.clause == "c006"  # a bare 5 is 第五条


def test_an_unreadable_file_shows_at_its_department(case, collect, capsys):
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert collect({"市财政局.doc": old})[0] == 1
    run(["case", "status", "--case", str(case)])
    assert "读不出，请重新索取" in capsys.readouterr().out
