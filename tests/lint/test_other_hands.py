"""Conforming documents by other hands than the drafter's: marks in text boxes, headers and tables,
styles or direct formatting, grid or exact lines, tabs. None of them may be reported."""

from __future__ import annotations

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from hands import (
    RED,
    Hand,
    findings,
    letter,
    notice,
)

from pipeline.lint.engine import lint


@pytest.mark.parametrize("grid", [False, True])
@pytest.mark.parametrize("founder", [False, True])
@pytest.mark.parametrize("kind", ["plain notice", "boxed notice", "letter"])
def test_conforming_documents_by_other_hands_have_no_findings(tmp_path, kind, founder, grid):
    hand = Hand(founder=founder, grid=grid)
    made = letter(hand) if kind == "letter" else notice(hand, boxed=kind == "boxed notice")
    path = tmp_path / "公文.docx"
    made.doc.save(str(path))
    found = [f"{one.rule} {one.message}" for one in lint(path).findings if one.rule != "FMT-024"]
    assert found == []  # FMT-024, 27 characters a line for want of tighter spacing, is advice


def test_organ_and_date_parted_by_a_manual_break_are_a_signature_and_a_date(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    organ, day = [p for p in hand.doc.paragraphs if p.text in ("江洲市水利局", "2026年6月3日")]
    organ.add_run().add_break()
    hand.words(organ, "2026年6月3日")
    day._p.getparent().remove(day._p)
    assert findings(hand, tmp_path) == []


def test_lines_drawn_around_the_printing_line_are_none_of_its_elements(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    printed = hand.doc.paragraphs[-1]
    borders = printed._p.pPr.find(qn("w:pBdr"))
    printed._p.pPr.remove(borders)
    line = '<v:line from="0,0" to="442pt,0" strokecolor="black"/>'
    for copied in (False, True):
        paragraph = hand.line(left=1, size=14.0)
        hand.drawn(paragraph, line)
        if copied:
            hand.words(paragraph, "抄送：市政府办公室。", size=14)
        printed._p.addprevious(paragraph._p)
    drawn = hand.line()
    hand.drawn(drawn, line)
    printed._p.addprevious(drawn._p)
    assert findings(hand, tmp_path) == []


def test_a_shape_anchored_before_typed_blanks_does_not_hide_them(tmp_path):
    hand = notice(Hand(founder=False, grid=True), boxed=False)
    for paragraph in hand.doc.paragraphs:
        if paragraph.text.startswith("各区要抓住"):
            indent = paragraph._p.pPr.find(qn("w:ind"))
            indent.getparent().remove(indent)
            paragraph.runs[0].text = "　　" + paragraph.runs[0].text
            hand.drawn(paragraph, '<v:line from="0,0" to="9pt,0" strokecolor="red"/>')
            paragraph._p.insert(1, paragraph._p[-1])
    assert findings(hand, tmp_path) == []


@pytest.mark.parametrize("urgency", ["特　急", "加  急"])
def test_the_two_characters_of_an_urgency_may_stand_apart(tmp_path, urgency):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    first = hand.doc.paragraphs[0]
    first._p.addprevious(hand.line(urgency, "黑体")._p)
    assert findings(hand, tmp_path) == []


def test_names_of_two_characters_are_spread_behind_the_number_and_below_the_first_signers(tmp_path):
    hand = Hand(founder=False, grid=False)
    hand.line("江洲市水利局文件", "小标宋", 44, align="center", height=52, before=1984, colour=RED)
    hand.line()
    hand.line()
    first = hand.line("签发人：", align="right", right=1)
    hand.words(first, "李　明　王晓强", "楷体")
    second = hand.line("江水〔2026〕9号　　　　　　　　　", left=1, bottom=RED)
    hand.words(second, "赵　敏", "楷体")
    hand.line()
    hand.line()
    hand.line("江洲市水利局关于解决水库加固资金的请示", "小标宋", 22, align="center", height=33)
    hand.line()
    hand.line("市人民政府：")
    hand.text("水库加固工程尚缺资金360万元，请市财政安排解决。", "妥否，请批示。")
    hand.closing("江洲市水利局", "2026年6月3日")
    hand.line("（联系人：张明，联系电话：0123-4567890）", first=2)
    hand.colophon("江洲市水利局办公室", "2026年6月4日")
    hand.page_numbers()
    assert findings(hand, tmp_path) == []


def test_names_of_organs_with_room_for_their_seals_are_all_signatures(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    signed = next(p for p in hand.doc.paragraphs if p.text == "江洲市水利局")
    for text in ("江洲市财政局", "", "", "", ""):
        signed._p.addprevious(hand.line(text, align="right" if text else None, right=5)._p)
    assert findings(hand, tmp_path) == []


def test_a_draft_note_below_the_title_has_its_own_type(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    title = next(p for p in hand.doc.paragraphs if p.text.startswith("江洲市水利局关于"))
    title._p.addnext(hand.line("（征求意见稿）", "楷体", align="center")._p)
    assert findings(hand, tmp_path) == []


def test_a_letter_with_its_mark_in_the_text_may_begin_where_the_mark_has_to(tmp_path):
    hand = letter(Hand(founder=False, grid=False))
    hand.doc.sections[0].top_margin = Mm(30)
    assert findings(hand, tmp_path) == []


def test_what_a_long_addressee_wraps_to_stands_flush_and_a_joint_date_is_not_at_the_edge(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    to, organ, day = [
        next(p for p in hand.doc.paragraphs if p.text == text)
        for text in ("各区水利局：", "江洲市水利局", "2026年6月3日")
    ]
    to._p.pPr.append(parse_xml(f'<w:ind {nsdecls("w")} w:left="640" w:hanging="640"/>'))
    assert findings(hand, tmp_path) == []
    to.runs[0].text = "各区水利局，江洲经济技术开发区水务办公室，江洲高新技术产业开发区水务办公室："
    organ._p.addprevious(hand.line("江洲市财政局", align="right", right=5)._p)
    indent = day._p.pPr.find(qn("w:ind"))
    indent.getparent().remove(indent)
    assert [one.split()[0] for one in findings(hand, tmp_path)] == ["FMT-009", "FMT-019"]
