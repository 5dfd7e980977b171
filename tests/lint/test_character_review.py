"""What sets running text off: italics, underlines, stretched characters, torn typefaces."""

from __future__ import annotations

import io

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from pipeline.lint.engine import lint
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_package
from pipeline.word.document import read_document

RULES = load_rules(())
LEAD = "一要落实防汛责任。"
TEXT = LEAD + "各级防汛责任人要在汛前到岗到位，逐处检查水库、堤防和涵闸，发现险情立即处置。"


def notice():
    head = {"font": "仿宋", "size_pt": 16, "line": 579, "line_rule": "exact"}
    return docx.Document(
        io.BytesIO(
            sample_package(
                [
                    {"text": "××市水利局文件", "font": "方正小标宋简体", "size_pt": 50,
                     "color": "FF0000", "align": "center"},
                    {**head, "text": "×水〔2026〕5号", "align": "center"},
                    {"text": "关于做好防汛工作的通知", "font": "方正小标宋简体", "size_pt": 22,
                     "align": "center"},
                    {**head, "text": "各区水利局："},
                    {**head, "text": TEXT, "first_line": 640},
                ]
            )
        )
    )  # fmt: skip


def found(document, rule):
    out = io.BytesIO()
    document.save(out)
    report = lint(read_document(out.getvalue()), rules=RULES, select=(rule,))
    return report.findings


def measure(name, value):
    def change(run):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), value)
        run._r.get_or_add_rPr().append(element)

    return change


CHANGES = {
    "倾斜": lambda run: setattr(run.font, "italic", True),
    "下划线": lambda run: setattr(run.font, "underline", True),
    "底色": lambda run: setattr(run.font, "highlight_color", WD_COLOR_INDEX.YELLOW),
    "删除线": lambda run: setattr(run.font, "strike", True),
    "整段加粗": lambda run: setattr(run.font, "bold", True),
    "字间距加宽或紧缩": measure("spacing", "40"),
    "字宽缩放": measure("w", "80"),
}


@pytest.mark.parametrize("look", CHANGES)
def test_what_sets_a_paragraph_off_is_said(look):
    document = notice()
    CHANGES[look](document.paragraphs[4].runs[0])
    assert [finding.message for finding in found(document, "FMT-037")] == [f"正文不用{look}"]


def split(document, start, end):
    """The runs of the text before, in and behind a range."""
    paragraph = document.paragraphs[4]
    first = paragraph.runs[0]
    made = [first]
    first.text = TEXT[:start]
    for text in (TEXT[start:end], TEXT[end:]):
        run = paragraph.add_run(text)
        run.font.size = Pt(16)
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")
        made.append(run)
    return made


@pytest.mark.parametrize(("start", "end", "torn"), [(0, len(LEAD), False), (12, 30, True)])
def test_a_lead_sentence_may_be_in_another_typeface_but_no_torn_part(start, end, torn):
    document = notice()
    part = split(document, start, end)[1]
    part._r.rPr.rFonts.set(qn("w:eastAsia"), "楷体")
    part.font.bold = not torn
    assert bool(found(document, "FMT-002")) is torn
    assert not found(document, "FMT-037")


def test_blanks_to_fill_in_may_be_underlined():
    document = notice()
    run = document.paragraphs[4].add_run("　　　")
    run.font.underline = True
    assert not found(document, "FMT-037")


def messages(*paragraphs, select=("FMT",), title="关于做好防汛工作的通知"):
    """The messages about a document of a head and these paragraphs."""
    head = [
        {"text": "××市水利局文件", "font": "方正小标宋简体", "size_pt": 50, "color": "FF0000",
         "align": "center"},
        {"text": "×水〔2026〕5号", "font": "仿宋", "size_pt": 16, "align": "center"},
        {"text": title, "font": "方正小标宋简体", "size_pt": 22, "align": "center"},
    ]  # fmt: skip
    plain = {"font": "仿宋", "size_pt": 16, "line": 579, "line_rule": "exact", "first_line": 640}
    document = read_document(sample_package([*head, *({**plain, **one} for one in paragraphs)]))
    return [(f.severity, f.message) for f in lint(document, rules=RULES, select=select).findings]


ADDRESSEE = {"text": "各区水利局：", "first_line": 0}


@pytest.mark.parametrize(
    ("text", "font", "wrong"),
    [
        ("一、会议听取了各区防汛准备情况的汇报。会议同意追加经费。", "仿宋", False),
        ("一、提高认识。各级防汛责任人要在汛前到岗到位。", "仿宋", True),
        ("一、各级防汛责任人要在汛前全部到岗到位；", "黑体", False),
        ("1.各级防汛责任人要在汛前全部到岗到位。", "黑体", True),
        ("1.各级防汛责任人要在汛前全部到岗到位。", "楷体", True),
    ],
)
def test_numbered_paragraphs_are_set_as_text_or_as_headings_of_their_level(text, font, wrong):
    found = messages(ADDRESSEE, {"text": text, "font": font}, select=("FMT-002",))
    assert bool(found) is wrong


@pytest.mark.parametrize(
    ("title", "second", "wrong"),
    [
        ("关于做好防汛工作的通知", "仿宋", "（共3处）"),
        ("关于柳河防洪规划的批复", "仿宋", None),
        ("关于柳河防洪规划的批复", "黑体", "（共2处）"),
    ],
)
def test_items_of_a_reply_need_not_look_like_headings_if_none_does(title, second, wrong):
    items = [
        {"text": "一、同意规划确定的范围。规划面积120平方公里。", "font": "仿宋"},
        {"text": "二、严格保护河道。不得侵占河道管理范围。", "font": second},
        {"text": "三、加强组织领导。你局要抓紧组织实施。", "font": "仿宋"},
    ]
    found = messages(ADDRESSEE, *items, select=("FMT-002",), title=title)
    assert found == ([("warning", f"一级标题应用黑体，现为仿宋{wrong}")] if wrong else [])


@pytest.mark.parametrize(
    ("label", "wrong"), [("出席", True), ("请假", True), ("列席", True), ("记录", False)]
)
def test_only_the_lists_that_the_standard_names_have_labels_in_black_face(label, wrong):
    found = messages(
        {"text": "会议听取了各区防汛准备情况的汇报。", "font": "仿宋"},
        {"text": f"{label}：陶静，何敬之。", "font": "仿宋"},
        select=("FMT-002",),
        title="江州市人民政府防汛专题会议纪要",
    )
    assert bool(found) is wrong


def test_a_paragraph_in_another_typeface_is_seen_in_however_many_runs():
    document = notice()
    split(document, 15, 16)
    for run in document.paragraphs[4].runs:
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for slot in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{slot}"), "黑体")
    assert len(found(document, "FMT-002")) == 1


def test_a_bold_addressee_is_said_but_not_a_bold_item_of_the_third_level():
    item = "1.各级防汛责任人要在汛前全部到岗到位，逐处检查水库、堤防和涵闸。"
    assert messages({**ADDRESSEE, "bold": True}, {"text": TEXT}, select=("FMT-037",)) == [
        ("warning", "主送机关不用加粗")
    ]
    assert messages(ADDRESSEE, {"text": item, "bold": True}, select=("FMT-037",)) == []


def test_two_full_spaces_everywhere_are_only_advised_against():
    spaces = {"text": "　　" + TEXT, "first_line": 0}
    assert [s for s, _ in messages(ADDRESSEE, spaces, spaces, select=("FMT-021",))] == ["advice"]
    mixed = messages(ADDRESSEE, spaces, {"text": TEXT}, select=("FMT-021",))
    assert [severity for severity, _ in mixed] == ["warning"]


@pytest.mark.parametrize(("first", "lead"), [(640, "　　"), (0, "　"), (320, "　　")])
def test_spaces_and_indent_count_together(first, lead):
    found = messages(ADDRESSEE, {"text": lead + TEXT, "first_line": first}, select=("FMT-008",))
    assert len(found) == 1
