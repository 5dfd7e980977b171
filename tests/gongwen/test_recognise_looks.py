"""Recognition with the help of looks, tables, text boxes and automatic numbers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gongwen.elements import Element as E
from pipeline.gongwen.lines import Cell, Line, Look
from pipeline.gongwen.recognise import recognise_lines

MARK = Look(alignment="center", font="方正小标宋简体", size=50, colour="FF0000")
TITLE = Look(alignment="center", font="方正小标宋简体", size=22)
TEXT = Look(alignment="both", font="仿宋", size=16, first_line=640)
FLUSH = Look(alignment="both", font="仿宋", size=16)
CENTRE = Look(alignment="center", font="仿宋", size=16)
RIGHT = Look(alignment="right", font="仿宋", size=16, right=1280)


def lines(*rows) -> list[Line]:
    made = []
    for index, row in enumerate(rows):
        text, look, *more = row if isinstance(row, tuple) else (row, TEXT)
        options = more[0] if more else {}
        made.append(Line(index, text, look=look, **options))
    return made


def elements(*rows) -> list[E]:
    found = recognise_lines(lines(*rows)).elements
    return [item.element for item in found if item.element is not E.BLANK]


def cell(row: int, column: int, table: int = 0) -> dict:
    return {"cell": Cell(table, row, column)}


HEAD = (("江洲市水利局文件", MARK), ("江水〔2026〕5号", CENTRE))
NOTICE = (
    *HEAD,
    ("江洲市水利局关于做好防汛工作的通知", TITLE),
    ("各区水利局：", FLUSH),
    "请做好准备。",
)


def test_a_line_of_a_title_in_another_size_by_mistake_does_not_end_it():
    small = Look(alignment="center", font="方正小标宋简体", size=18)
    rows = (
        *HEAD,
        ("江洲市水利局", TITLE),
        ("关于做好2026年防汛工作的", small),
        ("通知", TITLE),
        ("各区水利局：", FLUSH),
    )
    assert elements(*rows)[2:] == [E.TITLE, E.TITLE, E.TITLE, E.ADDRESSEE]


def test_a_title_of_three_centred_paragraphs():
    rows = (
        *HEAD,
        ("江洲市水利局", TITLE),
        ("关于做好2026年防汛工作的", TITLE),
        ("通知", TITLE),
        ("各区水利局：", FLUSH),
    )
    assert elements(*rows)[2:] == [E.TITLE, E.TITLE, E.TITLE, E.ADDRESSEE]
    assert recognise_lines(lines(*rows)).title == "江洲市水利局关于做好2026年防汛工作的通知"


def test_a_title_whose_second_line_has_another_size_by_mistake():
    small = Look(alignment="center", font="方正小标宋简体", size=18)
    rows = [("江洲市水利局", TITLE), ("关于做好防汛工作的通知", small), ("各区水利局：", FLUSH)]
    assert recognise_lines(lines(*rows)).title == "江洲市水利局关于做好防汛工作的通知"


def test_a_title_with_line_breaks():
    rows = (*HEAD, ("江洲市水利局\v关于做好防汛工作的通知", TITLE), ("各区水利局：", FLUSH))
    assert recognise_lines(lines(*rows)).title == "江洲市水利局关于做好防汛工作的通知"


def test_a_mark_painted_black_is_still_the_mark_and_not_the_title():
    black = Look(alignment="center", font="宋体", size=50, bold=True)
    rows = (("江洲市水利局文件", black), *NOTICE[1:])
    assert elements(*rows)[:3] == [E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.TITLE]


def test_joint_organs_in_a_table_beside_the_word_file():
    rows = (
        ("江洲市水利局", MARK, cell(0, 0)),
        ("文件", MARK, cell(0, 1)),
        ("江洲市财政局", MARK, cell(1, 0)),
        *NOTICE[1:],
    )
    assert elements(*rows)[:4] == [E.ISSUER_MARK] * 3 + [E.DOCUMENT_NUMBER]


def test_several_signers_in_a_table_with_the_number():
    rows = (
        ("江洲市水利局文件", MARK),
        ("江水〔2026〕5号", FLUSH, cell(0, 0)),
        ("签发人：张某某", FLUSH, cell(0, 1)),
        ("李某某", FLUSH, cell(0, 2)),
        ("江洲市水利局关于增加编制的请示", TITLE),
        ("市人民政府：", FLUSH),
    )
    found = elements(*rows)
    assert found[1:5] == [E.DOCUMENT_NUMBER, E.SIGNER, E.SIGNER, E.TITLE]


def test_a_letter_has_its_number_at_the_right():
    right = Look(alignment="right", font="仿宋", size=16)
    rows = (
        ("江洲市水利局", MARK),
        ("江水函〔2026〕5号", right),
        ("江洲市水利局关于商请支持防汛工作的函", TITLE),
        ("江洲市交通局：", FLUSH),
        "请予支持。",
    )
    assert recognise_lines(lines(*rows)).layout == "信函"


@pytest.mark.parametrize(
    ("number", "printer", "layout"),
    [(CENTRE, True, "文件"), (CENTRE, False, "信函"), (RIGHT, True, "信函")],
)
def test_a_letter_may_be_set_as_a_document_without_that_word_in_its_mark(number, printer, layout):
    rows = [
        ("江洲市水利局", MARK),
        ("江水函〔2026〕5号", number),
        ("江洲市水利局关于商请支持防汛工作的函", TITLE),
        ("江洲市交通局：", FLUSH),
        "请予支持。",
        ("江洲市水利局", RIGHT),
        ("2026年6月3日", RIGHT),
    ]
    rows += [("江洲市水利局办公室　　2026年6月3日印发", FLUSH)] if printer else []
    assert recognise_lines(lines(*rows)).layout == layout


def test_a_request_in_the_shape_of_a_letter_is_seen_as_one():
    mark, number = ("江洲市水利局", MARK), ("江水函〔2026〕5号", RIGHT)
    title = ("江洲市水利局关于增加编制的请示", TITLE)
    rows = (mark, number, title, ("市人民政府：", FLUSH), "妥否，请批示。")
    assert recognise_lines(lines(*rows)).layout == "信函"
    signed = (mark, ("江水〔2026〕5号　　签发人：周正阳", RIGHT), *rows[2:])
    assert recognise_lines(lines(*signed)).layout == "文件"


def test_a_second_number_under_the_first_is_no_title():
    rows = (*HEAD, ("江财〔2026〕8号", CENTRE), *NOTICE[2:])
    assert elements(*rows)[1:4] == [E.DOCUMENT_NUMBER, E.DOCUMENT_NUMBER, E.TITLE]


def test_automatic_numbers_make_headings():
    rows = (
        *NOTICE,
        ("总体要求", TEXT, {"number": "一、"}),
        ("加强领导", TEXT, {"number": "（一）"}),
    )
    assert elements(*rows)[-2:] == [E.HEADING_1, E.HEADING_2]


def test_attachments_numbered_automatically_are_not_the_signature():
    rows = (
        *NOTICE,
        "",
        ("附件：", TEXT),
        ("任务分工表", TEXT, {"number": "1."}),
        ("江洲市水利局", TEXT, {"number": "2."}),
        "",
        ("江洲市水利局", CENTRE),
        ("2026年6月3日", RIGHT),
    )
    assert elements(*rows)[5:] == [E.ATTACHMENT_NOTE] * 3 + [E.SIGNATURE, E.DATE]


def test_joint_signatures_and_seals():
    rows = (
        *NOTICE,
        ("江洲市水利局　　　　江洲市财政局", CENTRE),
        ("\ufffc", CENTRE),
        ("2026年6月3日", RIGHT),
        ("（此件公开发布）", TEXT),
    )
    assert elements(*rows)[5:] == [E.SIGNATURE, E.SEAL, E.DATE, E.NOTE]


def test_signatures_in_a_table_but_not_dates_in_a_task_table():
    signed = (
        *NOTICE,
        ("江洲市水利局", CENTRE, cell(0, 0)),
        ("江洲市财政局", CENTRE, cell(0, 1)),
        ("2026年6月3日", CENTRE, cell(1, 1)),
    )
    assert elements(*signed)[5:] == [E.SIGNATURE, E.SIGNATURE, E.DATE]
    tasks = (
        *NOTICE,
        ("市水利局", CENTRE, cell(0, 0)),
        ("2026年6月30日", CENTRE, cell(0, 1)),
        ("完成堤防加固", CENTRE, cell(0, 2)),
        ("江洲市水利局", CENTRE),
        ("2026年6月3日", RIGHT),
    )
    assert elements(*tasks)[5:] == [E.TABLE] * 3 + [E.SIGNATURE, E.DATE]


def test_a_colophon_in_a_table():
    rows = (
        *NOTICE,
        ("江洲市水利局", CENTRE),
        ("2026年6月3日", RIGHT),
        ("抄送：市政府办公室，市财政局，", FLUSH, cell(0, 0, 1)),
        ("市教育局。", FLUSH, cell(1, 0, 1)),
        ("江洲市水利局办公室", FLUSH, cell(2, 0, 1)),
        ("2026年6月5日印发", FLUSH, cell(2, 1, 1)),
    )
    assert elements(*rows)[7:] == [E.COPY_TO, E.COPY_TO, E.PRINTER, E.PRINTER]


def test_a_colophon_in_a_text_box():
    box = lines(("抄送：市政府办公室。", FLUSH), ("江洲市水利局办公室　2026年6月5日印发", FLUSH))
    found = recognise_lines(lines(*NOTICE), [("textbox:1", "textbox", box)])
    assert [item.element for item in found.all(E.COPY_TO, E.PRINTER)] == [E.COPY_TO, E.PRINTER]


def test_an_issued_document_behind_the_date_has_its_own_title():
    rows = (
        *NOTICE,
        ("江洲市水利局", CENTRE),
        ("2026年6月3日", RIGHT),
        ("江洲市防汛管理办法", TITLE, {"new_page": True}),
        ("第一章　总则", CENTRE),
        "第一条　为规范管理，制定本办法。",
    )
    assert elements(*rows)[7:] == [E.ATTACHMENT_TITLE, E.HEADING_1, E.BODY]


def test_a_spreadsheet_like_table_is_only_a_table():
    rows = [(str(n), FLUSH, cell(n // 3, n % 3)) for n in range(12)]
    assert set(elements(*rows)) <= {E.TABLE, E.BODY}
    assert not recognise_lines(lines(*rows)).official


TEXTS = st.text(
    alphabet="关于的通知函各市局：。；，、一二（）1.附件抄送印发〔〕号年月日第条\ufffc\v\f\t ×ABC",
    max_size=30,
)
LOOKS = st.sampled_from([MARK, TITLE, TEXT, FLUSH, CENTRE, RIGHT, Look()])
CELLS = st.one_of(
    st.none(), st.builds(Cell, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(TEXTS, LOOKS, CELLS, st.booleans()), max_size=25))
def test_every_line_gets_at_least_one_name_whatever_it_says(rows):
    made = [
        Line(index, text, look=look, cell=place, new_page=page)
        for index, (text, look, place, page) in enumerate(rows)
    ]
    found = recognise_lines(made)
    assert {item.paragraph for item in found.elements} == set(range(len(rows)))
    for item in found.elements:
        assert 0 <= item.start <= item.end <= len(made[item.paragraph].text)
        assert item.reason


@pytest.mark.parametrize("factor", [1, 4])
def test_the_time_grows_with_the_length_only(factor):
    rows = lines(*NOTICE, *["一、总体要求", "请做好各项准备工作。"] * (500 * factor))
    start = time.perf_counter()
    recognise_lines(rows)
    assert time.perf_counter() - start < 0.5 * factor


def test_a_line_drawn_beside_the_number_is_none_of_its_words():
    rows = (
        ("江洲市水利局文件", MARK),
        ("江水〔2026〕5号\ufffc", CENTRE),
        *NOTICE[2:],
    )
    assert elements(*rows)[:3] == [E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.TITLE]


@pytest.mark.parametrize("kind", ["textbox", "header"])
def test_a_floating_mark_decides_layout_and_genre(kind):
    def known(mark, *rows):
        return recognise_lines(lines(*rows), [("beside", kind, lines((mark, MARK)))])

    letter = known(
        "江洲市水利局",
        ("江水函〔2026〕5号", RIGHT),
        ("江洲市水利局关于商请支持防汛工作的函", TITLE),
        ("市气象局：", FLUSH),
        "请予支持。",
    )
    assert (letter.genre, letter.layout) == ("函", "信函")
    order = known(
        "江洲市人民政府令",
        ("\ufffc", CENTRE),
        ("第8号", CENTRE),
        "《江洲市供水办法》已经市政府常务会议通过，现予公布。",
    )
    assert (order.genre, order.layout) == ("命令", "命令")
    assert order.element_of("body", 1) is E.DOCUMENT_NUMBER


@pytest.mark.parametrize(("text", "element"), [
    ("监测数据报送表", E.ATTACHMENT_TITLE), ("填报单位：江州市水利局", E.BODY),
])  # fmt: skip
def test_a_flush_line_under_the_label_of_an_attachment(text, element):
    rows = [
        ("关于做好防汛工作的通知", TITLE), ("各区水利局：", FLUSH), ("请按时报送数据。", TEXT),
        ("江洲市水利局", RIGHT), ("2026年6月3日", RIGHT), ("附件", FLUSH), (text, FLUSH),
        ("各单位每日报送。", TEXT),
    ]  # fmt: skip
    assert elements(*rows)[-2] is element


def test_a_title_painted_red_is_still_the_title():
    red = Look(alignment="center", font="方正小标宋简体", size=22, colour="FF0000")
    assert elements(
        ("××市水利局文件", MARK), ("×水〔2026〕5号", CENTRE), ("关于做好防汛工作的通知", red),
        ("各区水利局：", FLUSH), "请做好准备。",
    ) == [E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.TITLE, E.ADDRESSEE, E.BODY]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "element"),
    [
        ("机密　5年", E.CLASSIFICATION),
        ("机密·5年", E.CLASSIFICATION),
        ("秘密长期", E.CLASSIFICATION),
        ("特急！", E.URGENCY),
    ],
)
def test_what_is_wrongly_written_in_the_head_is_known(line, element):
    head = (line, ("××市水利局文件", MARK), ("×水〔2026〕5号", CENTRE))
    found = elements(*head, ("关于做好防汛工作的通知", TITLE), ("各区水利局：", FLUSH), "请准备。")
    assert found[0] is element


def test_an_order_whose_number_lacks_its_first_character():
    found = elements(("××市人民政府令", MARK), ("26号", CENTRE), "《××办法》已经通过，现予公布。")
    assert found == [E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.BODY]


def test_minutes_with_a_signer_beside_their_number():
    mark = ("××县人民政府常务会议纪要", MARK)
    found = elements(
        mark, ("〔2026〕14号\t签发人：何某某", FLUSH), ("第32次常务会议纪要", TITLE), "会议……"
    )
    assert found == [E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.SIGNER, E.TITLE, E.BODY]


def test_a_contact_above_the_signature_is_a_note_out_of_place():
    found = elements(
        ("关于增加编制的请示", TITLE), ("市人民政府：", FLUSH), "妥否，请批示。",
        "（联系人：张某，电话：0000-0000000）", ("××市水利局", RIGHT), ("2026年6月3日", RIGHT),
    )  # fmt: skip
    assert found[-3:] == [E.NOTE, E.SIGNATURE, E.DATE]


def test_a_list_of_attachments_without_its_colon():
    found = elements(
        ("关于做好防汛工作的通知", TITLE), ("各区水利局：", FLUSH), "请做好准备。",
        "附件　1.任务分工表", "2.责任人名单", ("××市水利局", RIGHT), ("2026年6月3日", RIGHT),
    )  # fmt: skip
    assert found[3:5] == [E.ATTACHMENT_NOTE, E.ATTACHMENT_NOTE]


@pytest.mark.parametrize("second", ["签发人：周某某\ufffc", "××县人民政府文件"])
def test_a_picture_or_the_anchor_of_a_text_box_in_front_hides_nothing(second):
    found = elements(
        ("\ufffc", TEXT), (second, MARK), ("××县人民政府关于设立产业园的请示", TITLE),
        ("××市人民政府：", FLUSH), "妥否，请批复。",
    )  # fmt: skip
    assert found[-3:] == [E.TITLE, E.ADDRESSEE, E.BODY]


def test_a_picture_between_the_number_and_the_title_hides_nothing():
    found = elements(
        ("××市水利局文件", MARK), ("×水〔2026〕5号", CENTRE), ("\ufffc", TEXT),
        ("关于做好防汛工作的通知", TITLE), ("各区水利局：", FLUSH), "请做好准备。",
    )  # fmt: skip
    assert found[-3:] == [E.TITLE, E.ADDRESSEE, E.BODY]


def test_a_head_that_is_a_table_of_mark_number_organ_and_date():
    rows = (
        ("××县人民政府专题会议纪要", MARK, cell(0, 0)),
        ("×政纪〔2026〕14号", CENTRE, cell(1, 0)),
        ("××县人民政府办公室", FLUSH, cell(2, 0)),
        ("2026年4月21日", FLUSH, cell(2, 1)),
        ("××县人民政府\v关于小区改造\v工作的专题会议纪要", TITLE),
        "会议议定：",
    )
    found = recognise_lines(lines(*rows))
    names = [item.element for item in found.elements]
    assert names == [
        E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.UNKNOWN, E.UNKNOWN, E.TITLE, E.BODY
    ]  # fmt: skip
    assert (found.genre, found.layout) == ("纪要", "纪要")


def test_minutes_by_their_mark_whatever_their_title_says():
    mark = ("××县人民政府专题会议纪要", MARK)
    title = ("关于小区改造的专题会议通知", TITLE)
    rows = (mark, ("〔2026〕14号", CENTRE), title, "会议议定：", "出席：张某、李某")
    found = recognise_lines(lines(*rows))
    assert found.genre == "纪要"
    assert found.elements[-1].element is E.ATTENDANCE


BOTH = Look(alignment="center", font="仿宋", size=16, rule=True, double="foot head")
ONE = Look(alignment="center", font="仿宋", size=16, rule=True, double="head")
ASIDE = Look(alignment="right", font="仿宋", size=16)


@pytest.mark.parametrize(
    ("mark", "number", "title", "layout"),
    [
        ("××市交通局文件", BOTH, "××市交通局关于协助交通组织的请示", "信函"),
        ("××市交通局文件", ONE, "××市交通局关于做好防汛工作的通知", "文件"),
        ("××市交通局", ONE, "××市交通局关于做好防汛工作的通知", "信函"),
        ("××市交通局文件", ASIDE, "××市交通局关于协助交通组织的函", "信函"),
        ("××市交通局文件", CENTRE, "××市交通局关于协助交通组织的函", "文件"),
        ("××市交通局文件", ASIDE, "××市交通局关于做好防汛工作的通知", "文件"),
    ],
)
def test_the_layout_by_double_lines_place_of_the_number_and_mark(mark, number, title, layout):
    rows = ((mark, MARK), ("×交函〔2026〕63号", number), (title, TITLE), ("××局：", FLUSH), "……")
    assert recognise_lines(lines(*rows)).layout == layout


def test_a_red_title_below_the_number_is_no_second_mark():
    red = Look(alignment="center", font="方正小标宋简体", size=22, colour="FF0000")
    found = elements(
        ("××市人民政府常务会议纪要", MARK), ("〔2026〕14号", CENTRE),
        ("××市人民政府第36次常务会议纪要", red), "会议议定：",
    )  # fmt: skip
    assert found == [E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.TITLE, E.BODY]


def test_six_digits_in_the_middle_are_a_copy_number_out_of_place():
    found = elements(("000126", CENTRE), *NOTICE)
    assert found[0] is E.COPY_NUMBER


def test_a_star_between_two_drawn_lines_is_the_rule_of_the_head():
    found = elements(HEAD[0], HEAD[1], ("\ufffc\ufffc★", CENTRE), *NOTICE[2:])
    assert found[2:4] == [E.HEADER_RULE, E.TITLE]


def test_what_stands_before_the_number_of_a_letter_with_shapes_behind_it():
    mark = ("××市水利局", MARK)
    row = ("特急\t×水函〔2026〕22号\ufffc\ufffc", FLUSH)
    found = recognise_lines(
        lines(mark, row, ("关于商请协助的函", TITLE), ("××局：", FLUSH))
    ).elements
    assert [item.element for item in found[1:3]] == [E.URGENCY, E.DOCUMENT_NUMBER]


def test_a_mark_that_is_a_picture_makes_a_head_too():
    rows = (("\ufffc", CENTRE), ("×水〔2026〕5号", CENTRE), *NOTICE[2:])
    found = recognise_lines(lines(*rows))
    assert found.red_head
    assert found.layout == "文件"
    header = [("header1", "header", lines(("\ufffc", CENTRE)))]
    rows = (("×水函〔2026〕8号", ASIDE), ("关于商请协助的函", TITLE), ("××局：", FLUSH), "……")
    assert recognise_lines(lines(*rows), header).layout == "信函"
    assert recognise_lines(lines(*rows)).layout is None


def test_a_black_mark_in_a_header_is_a_mark():
    black = Look(alignment="center", font="方正小标宋简体", size=44)
    header = [("header1", "header", lines(("××市水利局", black)))]
    rows = (("×水函〔2026〕8号", ASIDE), ("关于商请协助的函", TITLE), ("××局：", FLUSH), "……")
    found = recognise_lines(lines(*rows), header)
    assert found.layout == "信函"
    assert found.elements[-1].element is E.ISSUER_MARK


def test_the_lower_double_line_of_a_letter_in_a_frame_or_on_a_shape():
    framed = Look(rule=True, double="foot")
    rows = (
        ("××市交通局文件", MARK), ("", framed), ("×交函〔2026〕63号", ONE),
        ("关于协助交通组织的请示", TITLE), ("××局：", FLUSH), "……",
    )  # fmt: skip
    assert recognise_lines(lines(*rows)).layout == "信函"


SMALL = Look(alignment="both", font="仿宋", size=12)


@pytest.mark.parametrize(
    "note",
    [
        "注：以年末在册数为准。",
        "数据来源：区供水公司。",
        "说明：1.含管网漏损。",
        "（注：不含临时户）",
    ],
)
def test_a_note_under_a_table_is_no_plain_text(note):
    rows = (*NOTICE, ("乡镇", SMALL, cell(0, 0)), ("户数", SMALL, cell(0, 1)), (note, SMALL))
    assert elements(*rows, "请各单位照此办理。")[-2:] == [E.TABLE_NOTE, E.BODY]


def test_a_note_under_a_table_goes_on_with_its_own_numbers():
    table = ("乡镇", SMALL, cell(0, 0))
    notes = (("注：1.水量含漏损。", SMALL), ("2.户数不含临时户。", SMALL))
    rows = (*NOTICE, table, *notes, "二、下步打算")
    assert elements(*rows)[-3:] == [E.TABLE_NOTE, E.TABLE_NOTE, E.HEADING_1]


def test_the_unit_of_a_table_stands_above_it():
    rows = (*NOTICE, ("单位：万元", RIGHT), ("乡镇", SMALL, cell(0, 0)))
    assert elements(*rows)[-2:] == [E.TABLE_NOTE, E.TABLE]
    assert elements(*NOTICE, ("单位：万元", TEXT), "说明：表另发。")[-2:] == [E.BODY, E.BODY]


@pytest.mark.parametrize("mark", ["。", "；", "，", "：", "！"])
def test_a_mark_behind_a_title_in_the_middle_does_not_hide_its_genre(mark):
    rows = (
        ("江洲市水利局关于清点档案的通知" + mark, TITLE),
        ("各区水利局：", FLUSH),
        "请做好准备。",
    )
    found = recognise_lines(lines(*rows))
    assert found.genre == "通知"
    assert found.elements[0].element is E.TITLE


@pytest.mark.parametrize("mark", ["；", "，", "："])
def test_an_item_of_a_list_that_names_a_paper_is_no_title(mark):
    assert E.TITLE not in elements("起草关于清点档案的通知" + mark, "收集各单位的意见。")
