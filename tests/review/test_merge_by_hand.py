"""What cannot be written never stops a merge: it stays as it was, and is told as work to do."""

from __future__ import annotations

import io
import json

import pytest
from jsonschema import Draft202012Validator
from test_merge import deleted, docx, lines, p, r, table
from word_files import mark

from pipeline.cli import run as command
from pipeline.review.merge import merge
from pipeline.review.merge_report import schema, to_data, to_word, to_workbook
from pipeline.review.merge_types import Decision, Reply
from pipeline.review.reading import read_return
from pipeline.word.comments import read_comments
from pipeline.word.document import read_document
from pipeline.word.package import open_package
from pipeline.word.resolve import reject_revisions
from pipeline.word.resolve.proof import RevisionProblem

FIELD = '<w:fldSimple w:instr=" DOCPROPERTY 文号 ">{}</w:fldSimple>'
BOX = (
    "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{}"
    "</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
NOTE = "<w:r><w:footnoteReference w:id='2'/></w:r>"
BASE = docx(p("一、总体要求"), p("文号为", FIELD.format(r("国办发甲号")), "。"), p("特此通知"))
# Enter was pressed inside the field, which no tracked change can say.
BROKEN = docx(p("一、总体要求"), p("文号为", FIELD.format(r("国办"))), p("发甲号。"), p("特此报告"))
OTHER = docx(p("一、基本要求"), p("文号为", FIELD.format(r("国办发甲号")), "。"), p("特此通知"))


def merged(base, **replies):
    decisions = replies.pop("decisions", None)
    given = [Reply(name, data) for name, data in replies.items()]
    return merge(open_package(base), given, decisions=decisions)


def test_one_change_that_cannot_be_written_stays_alone():
    result = merged(BASE, 财务部=BROKEN, 人事处=OTHER)
    assert lines(result.merged) == ["一、基本要求", "文号为国办发甲号。", "特此报告"]
    assert lines(reject_revisions(result.merged)) == lines(open_package(BASE))
    (left,) = result.by_hand
    assert left.departments == ("财务部",) and left.place.paragraph == 1
    assert left.what == "增加“¶”" and "中间分段" in left.reason
    assert [c.outcome for c in result.changes] == ["merged", "by_hand", "merged"]
    (comment,) = [c for c in read_comments(result.merged) if "未能写入" in c.text]
    assert "财务部" in comment.text and "手工" in comment.text and comment.paragraph == 1


def test_it_is_told_in_every_form_the_result_has():
    result = merged(BASE, 财务部=BROKEN, 人事处=OTHER)
    (left,) = result.by_hand
    assert result.lost == (f"财务部：{left.sentence}",)
    assert left.sentence in {s.department: s.notices for s in result.replies}["财务部"]
    data = to_data(result)
    Draft202012Validator(schema()).validate(data)
    (told,) = data["by_hand"]
    assert (told["departments"], told["message"]) == (["财务部"], left.sentence)
    words = "".join(p.text for p in read_document(to_word(result)).body.paragraphs)
    assert "手工修改（1）" in words and left.reason in words
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(to_workbook(result)))["手工修改"]
    assert [cell.value for cell in sheet[2]][:2] == ["财务部", left.place.label]


def test_the_clean_copy_is_held_back_until_it_is_given_up(tmp_path, capsys):
    for name, data in {"原稿": BASE, "财务部": BROKEN, "人事处": OTHER}.items():
        (tmp_path / f"{name}.docx").write_bytes(data)
    files = [str(tmp_path / f"{name}.docx") for name in ("原稿", "财务部", "人事处")]
    report = tmp_path / "登记.json"
    final = ["--final", str(tmp_path / "清稿.docx"), "--report", str(report)]
    assert command(["merge", *files, *final]) == 2
    said = capsys.readouterr()
    assert "有 1 处没能写入" in said.out and "手工" in said.err
    assert json.loads(report.read_text(encoding="utf-8"))["by_hand"]
    assert command(["merge", *files, *final, "--leave-out", "--force"]) == 0
    assert lines(open_package(tmp_path / "清稿.docx"))[1] == "文号为国办发甲号。"


def test_a_chosen_variant_and_an_own_text_are_told_when_they_cannot_be_written():
    rival = docx(p("一、总体要求"), p("文号为", FIELD.format(r("国办函甲号")), "。"), p("特此通知"))
    (conflict,) = merged(BASE, 财务部=BROKEN, 人事处=rival).conflicts
    letter = next(v.letter for v in conflict.variants if v.departments == ("财务部",))
    chosen = Decision(letter, "王局长")
    result = merged(BASE, 财务部=BROKEN, 人事处=rival, decisions={conflict.id: chosen})
    assert lines(result.merged)[1] == "文号为国办发甲号。"
    assert {left.conflict for left in result.by_hand} == {conflict.id}
    assert {c.department: c.outcome for c in result.changes if c.conflict} == {
        "财务部": "by_hand",
        "人事处": "rejected",
    }
    own = Decision("自拟", "王局长", text="国\n办")
    result = merged(BASE, 财务部=BROKEN, 人事处=rival, decisions={conflict.id: own})
    assert [left.departments for left in result.by_hand] == [("王局长",)]
    assert len(result.lost) == 1 and "王局长" in result.lost[0]


def test_a_move_whose_one_half_cannot_be_written_does_not_go_at_all():
    base = docx(p("第一段说明背景"), p("文号为", FIELD.format(r("国办发甲号")), "。"), p("末段"))
    other = docx(
        p("文号为", FIELD.format(r("国办"))), p("第一段说明背景"), p("发甲号。"), p("末段")
    )
    result = merged(base, 财务部=other)
    text = "".join(lines(result.merged))
    assert text.count("第一段说明背景") == 1 and text.count("发甲号") == 1


@pytest.mark.parametrize("gone", ["text", "paragraph", "row"])
@pytest.mark.parametrize("kind", ["box", "note"])
def test_taking_away_what_another_department_changes_inside_is_a_conflict(gone, kind):
    hung = {"box": BOX.format(p("{}")), "note": NOTE}[kind]

    def file(inner, *, holder=True):
        notes = {"footnotes": f"<w:footnote w:id='2'>{p(inner)}</w:footnote>"}
        line = p("前文说明", hung.replace("{}", inner) if holder else "", "后文")
        if gone == "paragraph" and not holder:
            line = ""
        if gone == "row":
            line = table(["首行内容"], [line]) if holder else table(["首行内容"])
        return docx(p("开头一段"), line, p("结尾一段"), parts=notes if kind == "note" else {})

    base = file("里面的文字")
    replies = {"财务部": file("里面的文字", holder=False), "人事处": file("里面的新文字")}
    result = merged(base, **replies)
    (conflict,) = result.conflicts
    assert conflict.story == "body" and conflict.departments == ("人事处", "财务部")
    assert {c.outcome for c in result.changes} == {"conflict"}
    for variant in conflict.variants:
        decided = merged(base, **replies, decisions={conflict.id: Decision(variant.letter, "王")})
        texts = "".join(story.text for story in read_document(decided.final).stories)
        inside = variant.departments == ("人事处",)
        assert ("里面的新文字" in texts, "里面的" in texts) == (inside, inside)
        assert not decided.by_hand


def test_what_one_department_changes_in_a_box_it_takes_away_is_no_change():
    base = docx(p("前文", BOX.format(p("框里文字"))), p("后文一段"))
    box = '<w:del w:id="8" w:author="甲">' + BOX.format(p("框里的新文字")) + "</w:del>"
    reply = docx(p(deleted("前文"), box, ppr=mark("del")), p("后文一段"))
    result = merged(base, 财务部=reply)
    assert [c.place.story for c in result.changes] == ["body"]
    assert not result.by_hand and lines(result.final) == ["后文一段"]


def test_a_format_somebody_is_changing_in_the_base_is_told():
    pending = (
        '<w:rPrChange w:id="9" w:author="甲" w:date="2026-01-01T00:00:00Z"><w:rPr/></w:rPrChange>'
    )
    base = docx(p(r("文字一段", f"<w:b/>{pending}")), p("别的一段"))
    reply = docx(p(r("文字一段", f"<w:b/><w:sz w:val='44'/>{pending}")), p("别的两段"))
    result = merged(base, 财务部=reply)
    assert [(c.kind, c.outcome) for c in result.changes] == [
        ("format", "by_hand"),
        ("replace", "merged"),
    ]
    assert not result.lost and "格式修订" in result.replies[0].notices[0]


def test_a_return_to_a_case_tells_it_as_well():
    marks = read_return(open_package(BASE), open_package(BROKEN))
    assert [m.change.new for m in marks.changes] == ["报告"]
    (told,) = marks.explained
    assert "第 2 段" in told and "手工" in told


def test_a_clean_copy_is_written_anew_where_the_marks_cannot_be_told_apart(monkeypatch):
    def refused(*_, **__):
        raise RevisionProblem("处理修订后的文字与应有的不符，未写出。")

    monkeypatch.setattr("pipeline.review.merge.accept_revisions", refused)
    result = merged(BASE, 人事处=OTHER)
    assert lines(result.final) == lines(open_package(OTHER))
