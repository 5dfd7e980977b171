"""Fixing whole documents: a plain draft becomes a conforming page, and nothing else changes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lint.engine import Settings, lint, lint_document
from pipeline.lint.mending import AUTHOR, mended
from pipeline.lint.rules import load_rules
from pipeline.lint.sample import sample_package
from pipeline.report.lint_docx import write_copies
from pipeline.word.document import read_document
from pipeline.word.marks import ALL_MARKS, text_parts
from pipeline.word.ooxml import AUTHOR as W_AUTHOR
from pipeline.word.ooxml import W
from pipeline.word.package import open_package
from pipeline.word.proving import story_signature
from pipeline.word.resolve import accept_revisions, reject_revisions
from pipeline.word.revisions import list_revisions
from tests.word.word_files import deleted, docx, field, ins, mark, p, r, table

RULES = load_rules(())
NOW = datetime(2026, 4, 1, 9, 0)
LINES = [
    "××市水利局关于做好汛期值班工作的通知",
    "各县（区）水利局：",
    "为做好汛期值班工作，确保信息畅通、处置及时，根据省水利厅部署，现就有关事项通知如下。",
    "一、严格落实值班制度",
    "（一）明确值班人员。各单位要安排熟悉业务的干部值班，值班期间不得擅自离岗。",
    "（二）实行领导带班。带班领导要保持通信畅通，遇有重要情况应当第一时间到岗处置。",
    "二、加强监督检查",
    "对脱岗漏岗、迟报瞒报的，依规依纪追究有关人员责任。",
    "附件：1．汛期值班安排表",
    "2．汛期值班电话一览表",
    "××市水利局",
    "2026年4月28日",
    "（联系人：张××，电话：010-12345678）",
]


def report(data, profile="gbt9704-2012"):
    wanted = Settings(profile=profile, today=NOW.date(), ignore=("SPELL",))
    return lint_document(read_document(open_package(data)), RULES, wanted, "文件.docx"), wanted


def fixed(data, **options):
    found, wanted = report(data)
    return mended(found, RULES, wanted, now=NOW, **options)


@pytest.fixture
def draft():
    """What python-docx and many converters write: Letter paper, no indents, 11 pt, 10 pt after."""
    document = Document()
    for line in LINES:
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("tracked", [True, False])
def test_a_plain_draft_becomes_a_conforming_page(draft, tracked):
    result = fixed(draft, tracked=tracked, unsafe=True)
    assert result.left == 0
    found, _ = report(result.data)
    assert [finding.message for finding in found.findings] == []
    section = found.document.sections[0]
    size = (section.page_width, section.page_height)
    margins = (section.top, section.bottom, section.left, section.right)
    assert size == (11906, 16838)
    assert margins == (2098, 1984, 1587, 1474)
    texts = [paragraph.text for paragraph in found.document.body.paragraphs]
    assert texts == [line.replace("．", ".") for line in LINES]
    assert fixed(result.data, tracked=tracked, unsafe=True).made == 0


def test_rounds_of_tracked_formats_go_away_without_a_trace(draft):
    result = open_package(fixed(draft, unsafe=True).data)
    assert {change.kind for change in list_revisions(result)} >= {
        "section_format",
        "paragraph_format",
    }
    back = read_document(reject_revisions(result))
    before = read_document(open_package(draft))
    assert story_signature(back.body) == story_signature(before.body)
    pages = [replace(section, even_and_odd=False, footers=()) for section in back.sections]
    assert pages == [replace(section, footers=()) for section in before.sections]


def test_landscape_pages_keep_their_way_and_margins():
    wide = (
        '<w:p><w:pPr><w:sectPr><w:pgSz w:w="15840" w:h="12240" w:orient="landscape"/>'
        '<w:pgMar w:top="1000" w:right="1000" w:bottom="1000" w:left="1000"/></w:sectPr></w:pPr>'
        "</w:p>"
    )
    upright = (
        '<w:sectPr><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1000" w:right="1000" '
        'w:bottom="1000" w:left="1400" w:gutter="300"/></w:sectPr>'
    )
    result = fixed(docx(*map(p, LINES), wide, p("附表"), section=upright), unsafe=True)
    first, second = read_document(open_package(result.data)).sections
    assert (first.page_width, first.page_height) == (16838, 11906)
    assert (first.top, first.left) == (1000, 1000)
    assert (second.page_width, second.page_height) == (11906, 16838)
    assert (second.top, second.left, second.gutter) == (2098, 1287, 300)


def test_a_page_setup_somebody_is_changing_is_left_alone():
    pending = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1000" w:right="1474" '
        'w:bottom="1985" w:left="1588"/><w:sectPrChange w:id="9" w:author="甲" '
        'w:date="2026-01-01T00:00:00Z"><w:sectPr/></w:sectPrChange></w:sectPr>'
    )
    result = fixed(docx(*map(p, LINES), section=pending), unsafe=True)
    assert result.left == 2  # margins and the height of the footer, but not the page numbers
    found = read_document(open_package(result.data))
    assert found.sections[0].top == 1000
    assert [s.text for s in found.stories if s.kind == "footer"] == ["— 1 —", "— 1 —"]


def test_findings_of_a_file_without_paragraphs_need_no_comment(tmp_path):
    path = tmp_path / "空.docx"
    path.write_bytes(docx(parts={"header": p("会议作出布署。")}))
    found = lint(path, rules=RULES, ignore=("SPELL",))
    assert [finding.part for finding in found.findings] == ["header1"]
    lines = list(write_copies([found], lambda _: (RULES, Settings()), tmp_path / "出"))
    assert "0 条批注，1 处修订" in lines[0]


# Documents of every construct, with mistakes to mend


MISTAKES = st.sampled_from(
    ["会议作出布署。", "请按装设备,其它事项另行通知。。", "会议强调“安全", "今天气侯良好；", "完毕"]
)
KINDS = (
    "plain", "cut", "ins", "del", "field", "link", "sdt", "table", "note", "mark", "ppr", "box"
)  # fmt: skip
OTHERS = st.sampled_from(["甲", "乙"])


@st.composite
def blocks(draw):
    text = draw(MISTAKES)
    cut = draw(st.integers(0, len(text)))
    who = draw(OTHERS)
    number = draw(st.integers(100, 10**6))
    kind = draw(st.sampled_from(KINDS))
    if kind == "plain":
        return p(text)
    if kind == "cut":
        return p(r(text[:cut], "<w:b/>"), r(text[cut:], '<w:color w:val="FF0000"/>'))
    if kind == "ins":
        return p(r(text[:cut]), ins(r(text[cut:]), who, number))
    if kind == "del":
        return p(r(text[:cut]), deleted("原来的话", who, number), r(text[cut:]))
    if kind == "field":
        return p(r(text[:cut]), field("REF 某处", "布署"), r(text[cut:]))
    if kind == "link":
        return p(f'<w:hyperlink w:anchor="某处">{r(text[:cut])}</w:hyperlink>', r(text[cut:]))
    if kind == "sdt":
        return f'<w:sdt><w:sdtPr><w:id w:val="{number}"/></w:sdtPr><w:sdtContent>{p(text)}</w:sdtContent></w:sdt>'  # noqa: E501
    if kind == "table":
        inner = table([text, "按装"]) + p("")
        return table([text, inner])
    if kind == "note":
        return p(r(text[:cut]), '<w:r><w:footnoteReference w:id="2"/></w:r>', r(text[cut:]))
    if kind == "mark":
        return p(text, ppr=mark("ins", who, number))
    if kind == "box":
        return p(
            r(text),
            f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p(text)}</w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>",
        )
    return p(
        text,
        ppr=f'<w:jc w:val="center"/><w:pPrChange w:id="{number}" w:author="{who}" '
        'w:date="2026-01-01T00:00:00Z"><w:pPr/></w:pPrChange>',
    )


def shown(package, view="final"):
    """Every story but footers that show nothing, as rejected page numbers leave them."""
    stories = read_document(package, view=view).stories
    return [story for story in stories if story.kind != "footer" or story.text]


def all_texts(package, view="final"):
    return [[q.text for q in story.paragraphs] for story in shown(package, view)]


def others(package):
    """The marks of everybody else, by kind and author (an edit may cut one in two)."""
    marks = [
        mark for part in text_parts(package) for mark in package.xml(part).iter(*ALL_MARKS)
    ]  # fmt: skip
    return {(mark.tag, mark.get(W_AUTHOR)) for mark in marks if mark.get(W_AUTHOR) != AUTHOR}


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks(), min_size=1, max_size=6), st.booleans())
def test_fixes_are_all_that_changes_and_settle(content, unsafe):
    notes = f'<w:footnote w:id="2">{p("其它说明。。")}</w:footnote>'
    data = docx(*[p(line) for line in LINES[:3]], *content, parts={"footnotes": notes})
    before = open_package(data)
    tracked = open_package(fixed(data, unsafe=unsafe).data)
    back = reject_revisions(tracked, authors=[AUTHOR])
    assert all_texts(back, "all") == all_texts(before, "all")
    for old, new in zip(
        shown(before, "all"), shown(back, "all"),
        strict=True,
    ):  # fmt: skip
        assert story_signature(old) == story_signature(new)
    assert others(tracked) == others(before)
    plain = open_package(fixed(data, unsafe=unsafe, tracked=False).data)
    assert all_texts(accept_revisions(tracked, authors=[AUTHOR])) == all_texts(plain)
    assert AUTHOR not in {change.author for change in list_revisions(plain)}
    for result, how in ((tracked, True), (plain, False)):
        again = fixed(result.to_bytes(), unsafe=unsafe, tracked=how)
        assert again.made == 0
        assert all_texts(open_package(again.data)) == all_texts(result)


LOOK = {"font": "仿宋", "size_pt": 16, "line": 579, "line_rule": "exact"}
TEXT = {**LOOK, "first_line": 640}
ON_TOP = [
    {"text": "××市水利局文件", "font": "方正小标宋简体", "size_pt": 50, "color": "FF0000",
     "align": "center"},
    {"text": "×水〔2026〕5号", "font": "仿宋", "size_pt": 16, "align": "center", "before": 1158},
    {"text": "关于做好防汛工作的通知", "font": "方正小标宋简体", "size_pt": 22, "align": "center",
     "before": 1158},
    {"text": "各区水利局：", **LOOK, "before": 579},
]  # fmt: skip
RULED = [*ON_TOP[:1], ON_TOP[1] | {"borders": {"bottom": "FF0000"}}, *ON_TOP[2:]]
SIGNED = [{"text": "××市水利局", **LOOK}, {"text": "2026年6月3日", **LOOK}]
SEALED = [
    SIGNED[0] | {"align": "right", "right": 1600},
    SIGNED[1] | {"align": "right", "right": 1280},
]
PLAIN = TEXT | {"text": "请按时完成各项准备工作。"}
EMPTY = {"text": "", **LOOK}
COPIED = {"text": "抄送：市政府办公室。", "font": "仿宋", "size_pt": 14, "left": 280, "right": 280}
PRINTED = COPIED | {"text": "××市水利局办公室　　　2026年6月4日印发"}


def layout_of(paragraphs):
    """(rules about the layout, texts) of a document when asked for everything to be mended."""
    data = sample_package(paragraphs)
    before = {f.rule for f in report(data)[0].findings}
    result = fixed(data, unsafe=True)
    assert result.left == 0
    found, _ = report(result.data)
    assert fixed(result.data, unsafe=True).made == 0
    back = read_document(reject_revisions(open_package(result.data)))
    assert story_signature(back.body) == story_signature(read_document(data).body)
    after = {f.rule for f in found.findings}
    return before, after, [paragraph.text for paragraph in found.document.body.paragraphs]


def texts(*paragraphs):
    return [paragraph["text"] for paragraph in paragraphs]


BLACK = [ON_TOP[0], ON_TOP[1] | {"borders": {"bottom": "000000"}}, *ON_TOP[2:]]
FURTHER = PLAIN | {"text": "完成情况请及时报送。"}
PUSHED = [line | {"text": "　" * 20 + line["text"]} for line in SIGNED]
BROKEN = PLAIN | {"text": "请按时完成各项准备工作。\v　　一、落实责任\v　　各单位要落实责任。"}
ENDED = (*ON_TOP, PLAIN, EMPTY, EMPTY, *SIGNED)
PIECES = ["一、落实责任", "各单位要落实责任。"]


@pytest.mark.parametrize(
    ("rule", "bad", "left"),
    [
        ("FMT-032", [*ON_TOP, PLAIN], texts(*ON_TOP, PLAIN)),
        ("FMT-018", [*BLACK, PLAIN], texts(*ON_TOP, PLAIN)),
        ("FMT-501", [*RULED, PLAIN, EMPTY, FURTHER], texts(*ON_TOP, PLAIN, FURTHER)),
        ("FMT-023", [*RULED, PLAIN, EMPTY, EMPTY, SEALED[0], EMPTY, SEALED[1]], texts(*ENDED)),
        ("FMT-020", [*RULED, PLAIN, EMPTY, EMPTY, *PUSHED], texts(*ENDED)),
        ("FMT-041", [*RULED, BROKEN], [*texts(*ON_TOP, PLAIN), *PIECES]),
        ("FMT-017", [*RULED, PLAIN, EMPTY, EMPTY, *SEALED, COPIED, PRINTED],
         texts(*ENDED, COPIED, PRINTED)),
    ],
)  # fmt: skip
def test_what_can_be_laid_out_is_laid_out_when_that_is_asked_for(rule, bad, left):
    before, after, found = layout_of(bad)
    assert rule in before
    assert rule not in after
    assert found == left


def test_a_title_put_in_the_middle_by_spaces_is_let_be_and_one_elsewhere_is_centred():
    for blanks, wrong in ((6, False), (1, True)):
        title = ON_TOP[2] | {"text": "　" * blanks + ON_TOP[2]["text"], "align": "left"}
        before, after, found = layout_of([*RULED[:2], title, *RULED[3:], PLAIN])
        assert ("FMT-007" in before) is wrong
        assert "FMT-007" not in after
        assert found[2] == (ON_TOP[2]["text"] if wrong else title["text"])


def test_the_code_of_a_field_gets_the_format_of_its_result():
    data = sample_package(ON_TOP, {"footer": {"text": "— # —", "font": "宋体", "size_pt": 9}})
    package = open_package(fixed(data).data)
    sizes = {e.get(f"{W}val") for e in package.xml("word/footer1.xml").iter(f"{W}sz")}
    assert "28" in sizes
    runs = package.xml("word/footer1.xml").iter(f"{W}r")
    assert {run.find(f"{W}rPr/{W}sz").get(f"{W}val") for run in runs} == {"28"}
