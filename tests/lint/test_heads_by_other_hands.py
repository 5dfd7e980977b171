"""Heads, letters and imprints by other hands: drawn lines, text boxes, frames, tables. What is
right about them is left alone, what is wrong is told."""

from __future__ import annotations

import copy

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hands import (
    RED,
    VML,
    Hand,
    findings,
    head_with_shapes,
    headed,
    letter,
    minutes_in_a_table,
    notice,
    rules_of,
)

from pipeline.lint.engine import lint


def test_minutes_with_a_table_for_a_head_and_a_text_box_for_an_imprint(tmp_path):
    assert findings(minutes_in_a_table(Hand(founder=False, grid=False)), tmp_path) == []


def test_what_is_wrong_with_such_minutes_is_found(tmp_path):
    hand = minutes_in_a_table(Hand(founder=False, grid=False))
    mark = hand.doc.tables[0].cell(0, 0).paragraphs[0]
    mark.alignment = 0
    first = next(p for p in hand.doc.paragraphs if p.text.startswith("会议研究"))
    first._p.addprevious(next(p for p in hand.doc.paragraphs if p.text.startswith("出席"))._p)
    line = next(iter(hand.doc.element.body.iter("{urn:schemas-microsoft-com:vml}line")))
    line.set("strokecolor", "red")
    assert sorted(rules_of(hand, tmp_path)) == ["FMT-007", "FMT-017", "STR-800"]


def test_an_imprint_in_a_text_box_with_one_line_lacks_the_other(tmp_path):
    hand = minutes_in_a_table(Hand(founder=False, grid=False))
    for line in list(hand.doc.element.body.iter("{urn:schemas-microsoft-com:vml}line"))[1:]:
        run = line.getparent().getparent()
        run.getparent().remove(run)
    assert rules_of(hand, tmp_path) == ["FMT-017"]


def test_a_mark_in_a_text_box_stands_where_it_should(tmp_path):
    assert findings(head_with_shapes(box_top=196, line_end=521), tmp_path) == []
    found = findings(head_with_shapes(box_top=122, line_end=521), tmp_path)
    words = "发文机关标志上边缘至版心上边缘应为35毫米，按文件中的位置推算约为10毫米"
    assert found == [f"FMT-039 {words}"]


def test_a_rule_beside_the_text_box_of_the_mark_is_measured(tmp_path):
    assert rules_of(head_with_shapes(box_top=196, line_end=362), tmp_path) == ["FMT-033"]


def test_a_list_of_attachments_below_the_date_is_told_as_out_of_place(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    day = next(p for p in hand.doc.paragraphs if p.text == "2026年6月3日")
    for text, left in (("附件：1.任务分工表", 2), ("2.责任人名单", 5))[::-1]:
        day._p.addnext(hand.line(text, left=left)._p)
    found = [one for one in findings(hand, tmp_path) if one.startswith("STR")]
    assert found == ["STR-014 附件说明应排在发文机关署名之前"]


def test_a_date_without_a_signature_is_not_at_the_very_edge(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    signed, day = [p for p in hand.doc.paragraphs if p.text in ("江洲市水利局", "2026年6月3日")]
    signed._p.getparent().remove(signed._p)
    assert rules_of(hand, tmp_path) == ["STR-013"]
    day._p.pPr.find(qn("w:ind")).set(qn("w:right"), "0")
    assert "FMT-019" in rules_of(hand, tmp_path)


def test_what_is_wrong_about_a_signature_beside_a_date_in_its_place(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    signed = next(p for p in hand.doc.paragraphs if p.text == "江洲市水利局")
    signed._p.pPr.remove(signed._p.pPr.find(qn("w:ind")))
    signed._p.pPr.find(qn("w:jc")).set(qn("w:val"), "left")
    assert findings(hand, tmp_path)[0].startswith("FMT-019 署名没有以成文日期为准居中，现左空0字")


def test_a_framed_mark_of_a_letter_too_low_on_its_page(tmp_path):
    for top, rules in ((1670, []), (3200, ["FMT-039"])):
        hand = letter(Hand(founder=False, grid=False))
        header = hand.doc.sections[0].first_page_header
        mark = next(p for p in header.paragraphs if p.text)
        number = next(p for p in hand.doc.paragraphs if p.text.startswith("江水函"))
        mark._p.pPr.insert(0, parse_xml(
            f'<w:framePr {nsdecls("w")} w:w="8844" w:vAnchor="page" w:y="{top}"/>'))  # fmt: skip
        number._p.addprevious(mark._p)
        assert rules_of(hand, tmp_path) == rules


def test_words_of_wordart_are_the_mark(tmp_path):
    hand = head_with_shapes(box_top=196, line_end=521)
    (shape,) = hand.doc.element.body.iter(f"{VML}shape")
    shape.remove(shape[0])
    shape.append(parse_xml(f'<v:textpath xmlns:v="{VML[1:-1]}" string="江洲市水利局文件"/>'))
    assert findings(hand, tmp_path) == []
    path = tmp_path / "公文.docx"
    assert lint(path).layout == "文件"


def test_the_table_of_an_imprint_without_its_first_line(tmp_path):
    hand = notice(Hand(founder=False, grid=True), boxed=False)
    borders = hand.doc.tables[-1]._tbl.tblPr.find(qn("w:tblBorders"))
    borders.remove(borders.find(qn("w:top")))
    assert findings(hand, tmp_path) == ["FMT-017 版记没有首条分隔线"]


def test_the_rule_below_the_organ_and_date_of_minutes_is_red(tmp_path):
    hand = Hand(founder=False, grid=False)
    hand.line("江洲市人民政府常务会议纪要", "小标宋", 38, align="center", height=46, before=1984,
              colour=RED)  # fmt: skip
    hand.line()
    hand.line("〔2026〕14号", align="center")
    ruled = hand.line("江洲市人民政府办公室　　　　　2026年4月21日", left=1, bottom=RED)
    hand.line()
    hand.line()
    hand.line("江洲市人民政府第36次常务会议纪要", "小标宋", 22, align="center", height=33)
    hand.line()
    hand.text("会议研究了小区改造工作。", "会议议定，由市住房城乡建设局于2026年5月20日前完成设计。")
    hand.page_numbers()
    assert findings(hand, tmp_path) == []
    ruled._p.pPr.find(qn("w:pBdr"))[0].set(qn("w:color"), "000000")
    assert rules_of(hand, tmp_path) == ["FMT-018"]


def test_the_look_of_a_mark_in_a_wide_text_box_is_judged(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=True)
    (shape,) = hand.doc.element.body.iter(f"{VML}shape")
    shape.set("style", "position:absolute;width:442pt;height:60pt")
    next(shape.iter(qn("w:jc"))).set(qn("w:val"), "left")
    next(shape.iter(qn("w:sz"))).set(qn("w:val"), "36")
    assert rules_of(hand, tmp_path) == ["FMT-004", "FMT-007"]


def test_the_number_of_a_request_in_a_cell_of_its_own_stands_left(tmp_path):
    hand = Hand(founder=False, grid=False)
    hand.line("江洲市水利局文件", "小标宋", 44, align="center", height=52, before=1984, colour=RED)
    hand.line()
    hand.line()
    table = hand.doc.add_table(rows=1, cols=2)
    hand.edges(table, bottom=(12, RED))
    number = hand.line("江水〔2026〕9号", where=table.cell(0, 0), left=1)
    signer = hand.line("签发人：", where=table.cell(0, 1), align="right", right=1)
    hand.words(signer, "赵敏", "楷体")
    for cell in table.row_cells(0):
        cell._tc.remove(cell.paragraphs[0]._p)
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
    number.alignment = 2
    assert rules_of(hand, tmp_path) == ["FMT-031"]


@pytest.mark.parametrize(
    ("colour", "line_end", "rules"),
    [("red", 521, []), ("black", 521, ["FMT-018"]), ("red", 360, ["FMT-033"])],
)
def test_a_rule_in_the_header_with_the_mark_is_judged(tmp_path, colour, line_end, rules):
    hand = headed(Hand(founder=False, grid=False), colour=colour, line_end=line_end)
    assert rules_of(hand, tmp_path) == rules


def test_who_signs_a_bill_does_not_stamp_it_at_the_very_edge(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    signed = next(p for p in hand.doc.paragraphs if p.text == "江洲市水利局")
    signed.runs[0].text = "局长　赵敏"
    signed._p.pPr.find(qn("w:ind")).set(qn("w:right"), "1280")
    assert "FMT-019" not in rules_of(hand, tmp_path)
    signed._p.pPr.find(qn("w:ind")).set(qn("w:right"), "0")
    assert "FMT-019 签发人签名章应右空四字，现为右空0字" in findings(hand, tmp_path)


def test_the_number_in_a_row_of_its_own_stands_in_the_middle(tmp_path):
    hand = minutes_in_a_table(Hand(founder=False, grid=False))
    hand.doc.tables[0].cell(1, 0).paragraphs[0].alignment = 0
    assert findings(hand, tmp_path) == ["FMT-007 发文字号应居中，现为左对齐"]


def test_pages_go_on_behind_the_attachments_too(tmp_path):
    hand = notice(Hand(founder=False, grid=False), boxed=False)
    printed = hand.doc.paragraphs[-1]
    section = copy.deepcopy(hand.doc.sections[0]._sectPr)
    broken = hand.line()
    broken._p.pPr.append(section)
    printed._p.addprevious(broken._p)
    assert rules_of(hand, tmp_path) == []
    start = parse_xml(f'<w:pgNumType {nsdecls("w")} w:start="1"/>')
    hand.doc.sections[-1]._sectPr.append(start)
    assert rules_of(hand, tmp_path) == ["FMT-029"]


def test_the_double_lines_of_a_letter_in_frames(tmp_path):
    hand = letter(Hand(founder=False, grid=False))
    header = hand.doc.sections[0].first_page_header
    upper = next(p for p in header.paragraphs if p.text)
    lower = hand.doc.sections[0].first_page_footer.paragraphs[-1]
    number = next(p for p in hand.doc.paragraphs if p.text.startswith("江水函"))
    for paragraph, top in ((upper, 1670), (lower, 15650)):
        paragraph._p.pPr.insert(0, parse_xml(
            f'<w:framePr {nsdecls("w")} w:w="9638" w:vAnchor="page" w:y="{top}"/>'))  # fmt: skip
        number._p.addprevious(paragraph._p)
    assert findings(hand, tmp_path) == []
    border = lower._p.pPr.find(qn("w:pBdr"))[0]
    border.set(qn("w:val"), "thickThinSmallGap")
    words = "FMT-511 信函格式第二条红色双线应上细下粗，现为上粗下细"
    assert findings(hand, tmp_path) == [words]
