"""A case from 立案 to 归档 through the command line, with opinions keyed in by hand."""

from __future__ import annotations

import json

import pytest

from pipeline.cli import run
from pipeline.review.case import open_case
from pipeline.word.document import read_document

DRAFT = """江州市公共数据共享管理办法（征求意见稿）
第一章　总则
第一条　为规范公共数据共享活动，提高行政效率和服务水平，根据有关法律法规，制定本办法。
第二条　本市行政区域内公共数据共享及其监督管理活动，适用本办法。
第三条　市数据局负责统筹协调全市公共数据共享工作。
第二章　共享
第四条　数据提供单位应当自收到申请之日起5个工作日内答复。
不同意共享的，应当说明理由。
第五条　平台建设和运行所需专项资金由市级财政保障。
第六条　违反本办法的，由市数据局责令改正；情节严重的，依法给予行政处罚。
第七条　本办法自2026年6月1日起施行。"""


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-02T09:30")
    monkeypatch.delenv("HONGTOU_USER", raising=False)


@pytest.fixture
def case(tmp_path, make_draft):
    folder = tmp_path / "案卷"
    new = ["case", "new", str(make_draft(DRAFT)), str(folder), "--organ", "江州市数据局"]
    people = ["--drafter", "陶静", "--phone", "0799-5550160", "--leader", "王建国:副市长"]
    assert run([*new, *people, "--signer", "李明:市长", "--archivist", "赵六"]) == 0
    return folder


def hongtou(case, *words):
    return run(["case", *words, "--case", str(case)])


def sent(case):
    assert hongtou(case, "send", "--to", "市财政局,市司法局", "--number", "江数函〔2026〕9号") == 0


def keyed(case):
    """Four opinions; 1 and 2 want different numbers in one place."""
    sent(case)
    add = ["add", "市财政局", "--clause", "第四条", "--replace", "5个工作日=3个工作日"]
    assert hongtou(case, *add, "--reason", "预算编制时间紧", "--level", "须改") == 0
    add = ["add", "市司法局", "--clause", "第四条", "--replace", "5个工作日=10个工作日"]
    assert hongtou(case, *add, "--reason", "需要评估", "--signer", "周明") == 0
    words = "将“情节严重的”改为“造成严重后果的”"
    assert hongtou(case, "add", "市司法局", "--clause", "第六条", "--proposal", words) == 0
    words = "施行日期是否过早"
    assert hongtou(case, "add", "市司法局", "--clause", "第七条", "--proposal", words) == 0


def finished(case):
    keyed(case)
    assert hongtou(case, "dispose", "3", "--result", "采纳") == 0
    assert hongtou(case, "dispose", "4", "--result", "解释说明", "--reason", "与省里同步") == 0
    decide = ["decide", "--who", "王建国", "--form", "签署", "--words", "按3个工作日办"]
    assert hongtou(case, *decide, "--adopt", "1", "--refuse", "2") == 0
    assert hongtou(case, "answer") == 0
    assert hongtou(case, "final") == 0


def test_a_whole_case(case, capsys):
    finished(case)
    texts = [p.text for p in read_document(case / "final" / "定稿.docx").body.paragraphs]
    assert "第四条　数据提供单位应当自收到申请之日起3个工作日内答复。" in texts
    assert any("造成严重后果的" in text for text in texts)
    assert len(texts) == len(DRAFT.splitlines())
    assert hongtou(case, "sign", "--who", "李明", "--words", "同意，发") == 0
    assert hongtou(case, "archive", "--by", "赵六") == 0
    assert hongtou(case, "verify") == 0
    assert len(list(case.parent.glob("案卷_归档_*.zip"))) == 1
    capsys.readouterr()
    assert hongtou(case, "dispose", "4", "--result", "采纳") == 2
    assert "已归档" in capsys.readouterr().err


def test_the_change_note_gives_every_source(case):
    finished(case)
    body = read_document(case / "final" / "修改说明.docx").body
    cells = [p.text for p in body.paragraphs if p.cell]
    assert "市财政局第1条意见（王建国决定）" in cells
    assert "市司法局第3条意见" in cells
    assert any("施行日期是否过早" in cell for cell in cells)


@pytest.mark.parametrize(
    ("skip", "message"),
    [
        ("dispose", "意见还没有处理"),
        ("decide", "改法不同，还没有协调一致"),
        ("answer", "还没有向市财政局、市司法局反馈采纳情况"),
    ],
)
def test_final_is_refused_until_everything_is_done(case, capsys, skip, message):
    keyed(case)
    if skip != "dispose":
        assert hongtou(case, "dispose", "3", "--result", "采纳") == 0
        assert hongtou(case, "dispose", "4", "--result", "解释说明", "--reason", "与省里同步") == 0
        assert hongtou(case, "dispose", "1", "--result", "采纳") == 0
        refuse = ["dispose", "2", "--result", "不采纳", "--code", "与他单位冲突"]
        assert hongtou(case, *refuse, "--reason", "财政部门要求更短") == 0
    if skip == "answer":
        decide = ["decide", "--who", "王建国", "--form", "签署", "--words", "按3个工作日办"]
        assert hongtou(case, *decide, "--adopt", "1", "--refuse", "2") == 0
    if skip == "decide":
        assert hongtou(case, "answer") == 0
    capsys.readouterr()
    assert hongtou(case, "final") == 2
    assert message in capsys.readouterr().err


def test_silence_after_the_answer_settles_a_conflict(case, monkeypatch):
    keyed(case)
    assert hongtou(case, "dispose", "3", "--result", "采纳") == 0
    assert hongtou(case, "dispose", "4", "--result", "解释说明", "--reason", "与省里同步") == 0
    assert hongtou(case, "dispose", "1", "--result", "采纳") == 0
    refuse = ["dispose", "2", "--result", "不采纳", "--code", "与他单位冲突"]
    assert hongtou(case, *refuse, "--reason", "财政部门要求更短") == 0
    assert hongtou(case, "answer") == 0
    assert hongtou(case, "final") == 2
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-05T09:00")
    assert hongtou(case, "final") == 0


def test_insisting_needs_a_decision(case, monkeypatch, capsys):
    keyed(case)
    assert hongtou(case, "dispose", "3", "--result", "解释说明", "--reason", "上位法已有规定") == 0
    assert hongtou(case, "stance", "3", "--insist") == 2
    assert "要写明理由" in capsys.readouterr().err
    assert hongtou(case, "stance", "3", "--insist", "--words", "上位法没有规定") == 0
    assert hongtou(case, "status") == 1
    assert "第3条意见坚持" in capsys.readouterr().out
    decide = ["decide", "--who", "王建国", "--form", "圈阅", "--words", "维持原文", "--refuse", "3"]
    assert hongtou(case, *decide) == 0
    assert hongtou(case, "stance", "3", "--insist", "--words", "还是不同意") == 2


def test_scenario_g_refusals(case, capsys):
    """不采纳 without reason; 须改 without grounds; a decision by the coordinator."""
    keyed(case)
    assert hongtou(case, "dispose", "4", "--result", "不采纳") == 2
    assert hongtou(case, "dispose", "4", "--result", "采纳") == 2
    assert "没有落到文字上" in capsys.readouterr().err
    add = ["add", "市财政局", "--clause", "第五条", "--proposal", "不同意", "--level", "须改"]
    assert hongtou(case, *add) == 0
    assert hongtou(case, "dispose", "5", "--result", "解释说明", "--reason", "已有规定") == 2
    assert "补正" in capsys.readouterr().err
    assert hongtou(case, "complete", "5", "--reason", "《预算法》第十三条") == 0
    assert hongtou(case, "dispose", "5", "--result", "解释说明", "--reason", "已有规定") == 0
    decide = ["decide", "--who", "陶静", "--form", "签署", "--words", "按3个", "--adopt", "1"]
    assert hongtou(case, *decide) == 2
    assert "陶静的角色是经办人、牵头，不能作出决定" in capsys.readouterr().err
    assert hongtou(case, "verify") == 0


def test_scenario_d_a_hand_in_the_final_is_refused(case, capsys):
    from pipeline.word.edit import Edit
    from pipeline.word.package import open_package
    from pipeline.word.writer import apply_edits

    finished(case)
    path = case / "final" / "定稿.docx"
    body = read_document(path).body
    index = next(p.index for p in body.paragraphs if p.text.startswith("第五条"))
    start = body.paragraphs[index].text.index("市级")
    edited = apply_edits(
        open_package(path), [Edit("body", index, start, start + 2, "各级")], tracked=False
    )
    edited.save(path, overwrite=True)
    capsys.readouterr()
    assert hongtou(case, "sign", "--who", "李明") == 2
    message = capsys.readouterr().err
    assert "第五条：应为" in message
    assert "各级财政" in message
    assert hongtou(case, "verify") == 1
    assert "final/定稿.docx" in capsys.readouterr().out


def test_an_adopted_change_taken_out_of_the_final_names_its_opinion(case, tmp_path, capsys):
    from pipeline.word.package import open_package

    finished(case)
    other = tmp_path / "手工定稿.docx"
    open_package(case / "base" / "r1.docx").save(other)
    capsys.readouterr()
    assert hongtou(case, "final", "--use", str(other)) == 2
    message = capsys.readouterr().err
    assert "有 2 处" in message
    assert "采纳第3条意见后应为" in message


def test_own_edits_need_a_reason_and_are_explained(case, capsys):
    keyed(case)
    edit = ["own-edit", "--clause", "第七条", "--replace", "6月1日=7月1日"]
    assert hongtou(case, *edit) == 2
    assert "写明理由" in capsys.readouterr().err
    assert hongtou(case, *edit, "--reason", "推迟施行") == 0
    state = open_case(case).state
    assert state.own_changes[0].label == "第七条"
    assert hongtou(case, "own-edit", "--drop", str(state.own_changes[0].seq)) == 0
    assert open_case(case).state.own_changes == ()


def test_a_second_round_goes_out_on_the_merged_text(case):
    keyed(case)
    assert hongtou(case, "round") == 2
    for number in ("3", "4"):
        row = ["dispose", number, "--result", "解释说明", "--reason", "维持原来写法"]
        assert hongtou(case, *row) == 0
    decide = ["decide", "--who", "王建国", "--form", "会议", "--words", "3个", "--adopt", "1"]
    assert hongtou(case, *decide, "--refuse", "2") == 0
    assert hongtou(case, "round") == 0
    texts = [p.text for p in read_document(case / "base" / "r2.docx").body.paragraphs]
    assert any("3个工作日内" in text for text in texts)
    assert hongtou(case, "send", "--to", "市财政局,市司法局") == 0
    assert (case / "out" / "r2" / "市司法局.zip").is_file()


def test_register_round_trip_through_excel(case, capsys):
    from openpyxl import load_workbook

    keyed(case)
    assert hongtou(case, "register") == 0
    path = next((case / "tables").glob("*.xlsx"))
    book = load_workbook(path)
    page = book.worksheets[0]
    heads = {cell.value: cell.column for cell in page[1]}

    def fill(row, **values):
        for name, value in values.items():
            page.cell(row + 1, heads[name], value)

    fill(1, 处理="采纳", 协商情况="已当面沟通")
    fill(2, 处理="不采纳")
    fill(3, 处理="采纳", 意见类别="须改")
    fill(
        4, 处理="部分采纳", 理由类别="已有规定", 处理理由="年内施行即可", 修改后文字="6月1日=7月1日"
    )
    book.save(path.parent / "填好.xlsx")
    capsys.readouterr()
    assert hongtou(case, "register", "--read", str(path.parent / "填好.xlsx")) == 1
    out = capsys.readouterr().out
    assert "第2条意见（市司法局，第四条）“不采纳”要写明理由类别" in out
    assert "第3条意见（市司法局，第六条）标为“须改”，但没有写理由依据" in out
    state = open_case(case).state
    assert state.opinions[1].disposition.result == "采纳"
    assert state.opinions[1].negotiation == "已当面沟通"
    assert state.opinions[2].disposition is None
    assert state.opinions[4].disposition.changes[0].new == "7"
    before = len(open_case(case).events)
    assert hongtou(case, "register", "--read", str(path.parent / "填好.xlsx")) == 1
    assert "读回 0 条" in capsys.readouterr().out  # what was read stands; the rest is told again
    assert len(open_case(case).events) == before
    assert hongtou(case, "dispose", "4", "--result", "解释说明", "--reason", "年内施行") == 0
    assert hongtou(case, "register", "--read", str(path.parent / "填好.xlsx")) == 1
    assert "第4条的“处理、处理理由”在导出以后已经改过" in capsys.readouterr().out


def test_a_register_says_which_cells_it_does_not_read(case, capsys):
    from openpyxl import load_workbook

    keyed(case)
    assert hongtou(case, "register") == 0
    path = next((case / "tables").glob("*.xlsx"))
    book = load_workbook(path)
    page = book.worksheets[0]
    column = next(cell.column for cell in page[1] if cell.value == "修改建议")
    page.cell(2, column, "偷偷改了的话")
    book.save(path.parent / "填好.xlsx")
    capsys.readouterr()
    assert hongtou(case, "register", "--read", str(path.parent / "填好.xlsx")) == 1
    assert "第1条的“修改建议”是收到时的记录，改了不读" in capsys.readouterr().out


def test_register_round_trip_through_word(case):
    from docx import Document

    keyed(case)
    assert hongtou(case, "register") == 0
    path = next((case / "tables").glob("*.docx"))
    document = Document(str(path))
    table = next(t for t in document.tables if t.cell(0, 0).text == "序号")
    heads = [cell.text for cell in table.rows[0].cells]
    table.cell(3, heads.index("处理结果")).text = "采纳"
    document.save(str(tmp := path.parent / "填好.docx"))
    assert hongtou(case, "register", "--read", str(tmp)) == 0
    assert open_case(case).state.opinions[3].disposition.result == "采纳"


def test_a_printed_register_with_reasons_reads_back_without_a_change(case, capsys):
    """The printed table joins code and reason and shortens the date: none of it is an edit."""
    from docx import Document

    keyed(case)
    why = ["--code", "上级规定", "--reason", "省办法第八条已有规定"]
    assert hongtou(case, "dispose", "4", "--result", "不采纳", *why) == 0
    assert hongtou(case, "register") == 0
    path = next((case / "tables").glob("*.docx"))
    capsys.readouterr()
    assert hongtou(case, "register", "--read", str(path)) == 0
    assert "读回 0 条。" in capsys.readouterr().out
    document = Document(str(path))
    table = next(t for t in document.tables if t.cell(0, 0).text == "序号")
    heads = [cell.text for cell in table.rows[0].cells]
    table.cell(2, heads.index("处理结果")).text = "不采纳"
    table.cell(2, heads.index("处理理由")).text = "与他单位冲突：财政局要求3个工作日"
    document.save(str(tmp := path.parent / "填好.docx"))
    assert hongtou(case, "register", "--read", str(tmp)) == 0
    done = open_case(case).state.opinions[2].disposition
    assert (done.code, done.reason) == ("与他单位冲突", "财政局要求3个工作日")


def test_a_register_of_another_case_is_refused(case, tmp_path, make_draft, capsys):
    keyed(case)
    assert hongtou(case, "register") == 0
    table = next((case / "tables").glob("*.xlsx"))
    other = tmp_path / "另案"
    draft = make_draft(DRAFT + "\n第八条　附则。")
    new = ["case", "new", str(draft), str(other), "--organ", "甲局", "--drafter", "陶静"]
    assert run(new) == 0
    assert run(["case", "register", "--read", str(table), "--case", str(other)]) == 2
    assert "不是本案卷导出的" in capsys.readouterr().err


def test_agenda_and_digest_carry_both_sides_and_the_fingerprint(case):
    keyed(case)
    at = ["--time", "2026-03-17 15:00", "--place", "第三会议室", "--chair", "副秘书长吴建平"]
    assert hongtou(case, "agenda", *at) == 0
    agenda = read_document(next((case / "tables").glob("协调会议程_*.docx")))
    assert "预算编制时间紧" in agenda.body.text
    assert "需要评估" in agenda.body.text
    assert hongtou(case, "digest") == 0
    path = next((case / "tables").glob("领导审批单_*.docx"))
    mark = path.stem[-8:]
    digest = read_document(path)
    assert digest.body.text.count("□") == 3
    footers = [s.text for s in digest.stories if s.kind == "footer"]
    assert footers and all(f"指纹 {mark}" in text for text in footers)
    assert hongtou(case, "verify", "--tip", mark) == 0
    assert hongtou(case, "verify", "--tip", "deadbeef") == 1


def test_scenario_h_urgent_needs_its_report_before_archiving(case, monkeypatch, capsys):
    urgent = ["urgent", "--words", "同意先行", "--scope", "会签后补"]
    assert hongtou(case, *urgent, "--who", "陶静") == 2
    assert hongtou(case, *urgent, "--who", "王建国", "--passed-over", "市审计局") == 0
    finished(case)
    assert hongtou(case, "sign", "--who", "李明") == 0
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-04T09:00")
    capsys.readouterr()
    assert hongtou(case, "archive", "--by", "赵六") == 2
    assert "补报还没有登记（期限 2026-03-03 09:30，已经逾期）" in capsys.readouterr().err
    report = ["after-report", "--words", "会签已补齐"]
    assert hongtou(case, *report, "--copied", "市审计局") == 0
    assert hongtou(case, "archive", "--by", "赵六") == 0


def test_consent_lapses_only_for_a_change_of_substance(case, capsys):
    keyed(case)
    give = ["consent", "--signer", "周明", "--post", "局长"]
    assert hongtou(case, "consent", "市财政局") == 2
    for name in ("市财政局", "市司法局"):
        assert hongtou(case, give[0], name, *give[1:]) == 0
    edit = ["own-edit", "--clause", "第五条", "--reason", "文字"]
    assert hongtou(case, *edit, "--replace", "平台建设和运行=平台建设及运行") == 0
    assert hongtou(case, "consent") == 0
    assert "市财政局　同意　有效（第五条只改了文字）" in capsys.readouterr().out
    assert hongtou(case, "dispose", "3", "--result", "采纳") == 0
    capsys.readouterr()
    assert hongtou(case, "consent") == 1
    out = capsys.readouterr().out
    assert "市司法局　同意　已失效（第六条有实质修改）" in out
    assert "市财政局　同意　有效" in out


def test_chasing_has_a_colour_and_a_rhythm(case, monkeypatch, capsys):
    sent(case)
    assert hongtou(case, "chase") == 2
    assert "不用催办" in capsys.readouterr().err
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-17T10:00")
    assert hongtou(case, "chase") == 0
    letter = read_document(case / "out" / "r1" / "市财政局" / "催办单1.docx").body.text
    assert "已逾期4个工作日" in letter
    assert "红色" in letter
    assert "江数函〔2026〕9号" in letter
    assert hongtou(case, "chase") == 2
    assert "刚催办过" in capsys.readouterr().err


def test_status_never_takes_silence_for_consent(case, monkeypatch, capsys):
    sent(case)
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-13T10:00")
    assert hongtou(case, "add", "市司法局", "--none", "--signer", "周明") == 0
    capsys.readouterr()
    assert hongtou(case, "status", "--format", "json") == 1
    words = {r["department"]: r["word"] for r in json.loads(capsys.readouterr().out)["departments"]}
    assert words == {"市财政局": "逾期", "市司法局": "补报（无意见）"}
    assert hongtou(case, "final") == 2
    assert "市财政局逾期未反馈，按规定不能推定同意" in capsys.readouterr().err
    decide = ["decide", "--who", "王建国", "--form", "签署", "--words", "按无意见办"]
    assert hongtou(case, *decide, "--about", "市财政局") == 0


def test_extension_ack_return_and_note(case, capsys):
    sent(case)
    assert hongtou(case, "ack", "市财政局") == 0
    assert hongtou(case, "extend", "市财政局", "--until", "2026-03-14", "--reason", "测算") == 2
    assert "休息日" in capsys.readouterr().err
    assert hongtou(case, "extend", "市财政局", "--until", "2026-03-16", "--reason", "测算") == 0
    assert hongtou(case, "return", "市司法局", "--reason", "不涉及") == 0
    assert hongtou(case, "note", "电话沟通") == 0
    assert hongtou(case, "ack", "市教育局") == 2
    capsys.readouterr()
    assert hongtou(case, "status", "--format", "json") == 0
    rows = json.loads(capsys.readouterr().out)["departments"]
    assert [row["word"] for row in rows] == ["延期", "退回"]
    assert hongtou(case, "log") == 0
    assert "电话沟通" in capsys.readouterr().out


def test_papers_pass_our_own_lint(case, monkeypatch):
    finished(case)
    monkeypatch.setenv("HONGTOU_NOW", "2026-03-17T10:00")
    papers = [
        p for p in case.rglob("*.docx") if "征求意见稿" not in p.name and p.parent.name != "base"
    ]
    assert len(papers) >= 8
    for paper in papers:
        assert run(["lint", str(paper), "--fail-on", "error"]) == 0, paper


def test_an_open_conflict_says_its_next_step(case, capsys):
    keyed(case)
    agenda = ["--time", "2026-03-17 15:00", "--place", "第三会议室", "--chair", "副秘书长吴建平"]
    said = []
    for words in (
        ["negotiate", "1", "3月10日会商，未取得一致"],
        ["negotiate", "1", "3月11日两局局长会商，仍不一致"],
        ["agenda", *agenda],
    ):
        hongtou(case, "status")
        said.append(capsys.readouterr().out)
        assert hongtou(case, *words) == 0
    hongtou(case, "status")
    said.append(capsys.readouterr().out)
    steps = ["双方会商（2个工作日内", "主要负责人协商（", "协调会（", "领导裁定（"]
    for out, step in zip(said, steps, strict=True):
        assert f"下一步：{step}" in out


def test_an_agenda_warns_of_what_was_never_talked_over(case, capsys):
    keyed(case)
    agenda = ["--time", "2026-03-17 15:00", "--place", "第三会议室", "--chair", "副秘书长吴建平"]
    assert hongtou(case, "agenda", *agenda) == 0
    assert "第1、2条意见还没有会商记录" in capsys.readouterr().out


def test_who_was_passed_over_gets_the_report(case, capsys):
    sent(case)
    urgent = ["urgent", "--who", "王建国", "--words", "先行", "--scope", "会签后补"]
    assert hongtou(case, *urgent, "--passed-over", "市公安局、市气象局") == 0
    report = ["after-report", "--words", "手续已补齐"]
    assert hongtou(case, *report, "--copied", "市公安局") == 2
    assert "没有征求市气象局" in capsys.readouterr().err
    assert hongtou(case, *report, "--copied", "市公安局,市气象局") == 0


def test_an_adopted_change_that_cannot_be_written_is_named_and_stops_nothing_but_the_final(
    case, monkeypatch, capsys
):
    from pipeline.word import writer
    from pipeline.word.comments import read_comments
    from pipeline.word.proving import ProofFailed

    keyed(case)
    for number in ("1", "3"):
        assert hongtou(case, "dispose", number, "--result", "采纳") == 0
    prove = writer.prove

    def doubtful(package, before, result, *rest):
        if "3个工作日" in read_document(result).body.text:
            raise ProofFailed("校验未通过：未写出任何内容。")
        prove(package, before, result, *rest)

    monkeypatch.setattr(writer, "prove", doubtful)
    assert hongtou(case, "merged", "--adopted") == 0
    (path,) = (case / "tables").glob("采纳稿*.docx")
    assert "造成严重后果的" in read_document(path).body.text
    (comment,) = read_comments(read_document(path))
    assert "第1条意见（第四条" in comment.text and "手工" in comment.text
    for number in ("2", "4"):
        said = ["--result", "解释说明", "--reason", "已与来文单位当面说明"]
        assert hongtou(case, "dispose", number, *said) == 0
    capsys.readouterr()
    assert hongtou(case, "round") == 2
    assert "第1条意见" in capsys.readouterr().err
