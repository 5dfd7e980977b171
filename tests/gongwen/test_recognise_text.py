"""Recognition by words and place alone, as in .txt files and drafts without any formatting."""

from __future__ import annotations

import pytest

from pipeline.gongwen.elements import Element as E
from pipeline.gongwen.lines import lines_of_text
from pipeline.gongwen.recognise import Recognition, recognise_lines


def recognise(text: str) -> Recognition:
    return recognise_lines(lines_of_text(text.split("\n")))


def elements(text: str) -> list[E]:
    return [found.element for found in recognise(text).elements if found.element is not E.BLANK]


NOTICE = """000012
机密★5年
特急
××市人民政府文件
×政发〔2025〕5号

××市人民政府关于做好2025年防汛工作的
通知

各县（市、区）人民政府，市政府各部门：
现就有关事项通知如下：
一、总体要求
坚持预防为主。
（一）加强领导。各级要高度重视。
1.落实责任
（1）到人到岗
特此通知。

附件：1.任务分工表
2.××市财政局名单

                          ××市人民政府
                          2025年6月3日
（联系人：张三，电话：010-12345678）
附件1
任务分工表
一、任务
内容。
附件2
××市财政局名单
张三
抄送：市委办公室，市人大常委会办公室。
××市人民政府办公室    2025年6月5日印发"""


def test_every_element_of_a_full_notice():
    found = recognise(NOTICE)
    assert (found.genre, found.layout, found.direction) == ("通知", "文件", "down")
    assert found.official and found.red_head
    assert found.title == "××市人民政府关于做好2025年防汛工作的通知"
    assert elements(NOTICE) == [
        E.COPY_NUMBER, E.CLASSIFICATION, E.URGENCY, E.ISSUER_MARK, E.DOCUMENT_NUMBER,
        E.TITLE, E.TITLE, E.ADDRESSEE, E.BODY, E.HEADING_1, E.BODY, E.HEADING_2, E.HEADING_3,
        E.HEADING_4, E.BODY, E.ATTACHMENT_NOTE, E.ATTACHMENT_NOTE, E.SIGNATURE, E.DATE, E.NOTE,
        E.ATTACHMENT_LABEL, E.ATTACHMENT_TITLE, E.HEADING_1, E.BODY,
        E.ATTACHMENT_LABEL, E.ATTACHMENT_TITLE, E.BODY, E.COPY_TO, E.PRINTER,
    ]  # fmt: skip


def test_a_run_in_heading_ends_at_its_first_full_stop():
    found = recognise(NOTICE).first(E.HEADING_2)
    assert found is not None
    assert found.head_end == len("（一）加强领导。")
    assert found.level == 2


def test_annexes_are_counted_and_the_colophon_belongs_to_none():
    found = recognise(NOTICE)
    assert [part.annex for part in found.all(E.ATTACHMENT_LABEL)] == [1, 2]
    assert [part.annex for part in found.all(E.COPY_TO, E.PRINTER)] == [0, 0]


def test_an_issued_plan_lists_its_own_attachments():
    text = (
        "××市人民政府关于印发防汛方案的通知\n各县（市、区）人民政府：\n现将方案印发给你们，请认真执行。\n\n"
        "                          ××市人民政府\n                          2025年6月3日\n"
        "防汛方案\n一、任务\n落实责任。\n\n附件：1.分工表\n2.名单\n附件1\n分工表\n张三。\n附件2\n名单\n李四。"
    )
    note = recognise(text).all(E.ATTACHMENT_NOTE)
    assert [(part.paragraph, part.annex) for part in note] == [(10, 1), (11, 1)]
    labels = recognise(text).all(E.ATTACHMENT_LABEL)
    assert [part.annex for part in labels] == [2, 3]


def test_the_last_attachment_is_not_taken_for_the_signature():
    text = """关于增加编制的请示
市人民政府：
因工作需要，拟增加编制5名。
妥否，请批示。
附件：1.情况说明
2.××市财政局
××市教育局
2025年6月3日"""
    assert elements(text)[-4:] == [E.ATTACHMENT_NOTE, E.ATTACHMENT_NOTE, E.SIGNATURE, E.DATE]
    assert recognise(text).direction == "up"
    assert recognise(text).layout is None


def test_an_order_has_no_title_and_is_signed_by_a_person():
    text = """××市人民政府令
第5号
《××市市容管理办法》已经市政府常务会议通过，现予公布，自2025年7月1日起施行。
市长　张三
2025年6月3日
××市市容管理办法
第一章　总则
第一条　为了规范管理，制定本办法。"""
    found = recognise(text)
    assert (found.genre, found.layout) == ("命令", "命令")
    assert elements(text) == [
        E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.BODY, E.SIGNATURE, E.DATE,
        E.ATTACHMENT_TITLE, E.HEADING_1, E.BODY,
    ]  # fmt: skip


def test_minutes_with_their_issue_and_attendance():
    text = """××市人民政府常务会议纪要
第5期
6月1日，市长张三主持召开市政府常务会议。现纪要如下：
一、研究防汛工作
会议同意市水利局的意见。
出席：张三、李四
列席：王五"""
    found = recognise(text)
    assert (found.genre, found.layout) == ("纪要", "纪要")
    assert elements(text)[-2:] == [E.ATTENDANCE, E.ATTENDANCE]


@pytest.mark.parametrize(
    ("mark", "is_number"), [("××市水利局公告", True), ("关于水库泄水的公告", False)]
)
def test_the_number_of_a_notice_stands_under_its_mark(mark, is_number):
    text = f"{mark}\n2026年第2号\n××市水利局关于水库泄水的公告\n现将泄水安排公告如下：\n一、时间。"
    assert (elements(text)[1] is E.DOCUMENT_NUMBER) is is_number


@pytest.mark.parametrize(
    "text",
    [
        "我的家乡\n我的家乡在山东，那里有美丽的山。\n小时候，我常去：\n看水。",
        "房屋租赁合同\n甲方：张三\n乙方：李四\n一、租金\n每月1000元。\n2025年6月3日",
        "关于大学生就业情况的调查报告\n随着社会发展，就业形势严峻。\n一、现状\n如下。",
        "Hello world\nThis is a test.\n1. One\n2. Two",
        "",
        "\n\n",
        "×",
    ],
)
def test_other_texts_are_no_official_documents(text):
    found = recognise(text)
    assert not found.official
    assert not found.red_head
    assert not found.all(E.ISSUER_MARK, E.DOCUMENT_NUMBER, E.ADDRESSEE, E.COPY_TO, E.PRINTER)


@pytest.mark.parametrize(
    ("line", "element"),
    [
        ("各区教育局;", E.ADDRESSEE),
        ("各区教育局:", E.ADDRESSEE),
        ("　　各县（市、区）人民政府。市政府各部门：", E.ADDRESSEE),
        ("　　各区教育局要加强管理。各学校：", E.BODY),
        ("王市长：", E.ADDRESSEE),
    ],
)
def test_an_addressee_with_a_wrong_end_is_still_one(line, element):
    text = f"关于做好防汛工作的通知\n{line}\n汛期将至，请做好准备。\n××市水利局\n2025年6月3日"
    assert elements(text)[1] is element


@pytest.mark.parametrize(
    "date",
    [
        "二〇二五年六月三日",
        "2025年06月03日",
        "2025.6.3",
        "2025年6月3日。",
        "2025年 月 日",
        "××年×月×日",
    ],
)
def test_a_date_in_a_wrong_form_is_still_the_date(date):
    text = f"关于做好防汛工作的通知\n各区：\n请做好准备。\n××市水利局\n{date}"
    assert elements(text)[-2:] == [E.SIGNATURE, E.DATE]


def test_a_colon_that_opens_the_text_is_no_addressee():
    text = (
        "关于做好防汛工作的通告\n现就有关事项通告如下：\n一、时间\n全天。\n××市水利局\n2025年6月3日"
    )
    assert E.ADDRESSEE not in elements(text)


def test_title_note_under_a_decision():
    text = """××市人民代表大会常务委员会关于加强节水工作的决定
（2025年6月3日××市第十五届人民代表大会常务委员会第三次会议通过）
为了加强节水工作，作出如下决定。"""
    assert elements(text)[:2] == [E.TITLE, E.TITLE_NOTE]


def test_the_user_may_say_the_genre_and_the_layout():
    lines = lines_of_text(["一、研究事项", "同意。"])
    found = recognise_lines(lines, genre="纪要", layout="纪要")
    assert (found.genre, found.layout) == ("纪要", "纪要")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("000001\t×数函〔2026〕9号", E.COPY_NUMBER),
        ("机密★5年　　×数函〔2026〕9号", E.CLASSIFICATION),
        ("特急  ×数函〔2026〕9号", E.URGENCY),
    ],
)
def test_what_stands_left_of_a_letters_number(line, left):
    """GB/T 9704-2012 10.3: in a letter the number is on the line of the first of these."""
    text = f"××市数据局\n{line}\n××市数据局关于征求意见的函\n市财政局：\n请研究函复。"
    found = recognise(text)
    assert found.genre == "函"
    kinds = [item.element for item in found.elements]
    assert kinds[1:4] == [left, E.DOCUMENT_NUMBER, E.TITLE]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("受托人应当按期完成技术咨询工作并提交咨询报告。", False),
        ("经研究，同意你局关于举办职工篮球比赛的请示。", False),
        ("关于做好防汛工作的通知。", True),
    ],
)
def test_a_sentence_that_ends_in_a_genre_is_no_title(line, title):
    assert (E.TITLE in elements(f"{line}\n各单位要落实防汛责任，加强值班值守。")) is title


@pytest.mark.parametrize(
    ("title", "closing", "genre"),
    [
        ("关于防汛工作情况的汇报", "特此报告。", "报告"),
        ("关于增加编制的事宜", "妥否，请批示。", "请示"),
        ("关于做好防汛工作的安排", "请认真执行。", None),
        ("关于做好防汛工作的通知", "特此报告。", "通知"),
    ],
)
def test_set_phrases_name_the_genre_where_the_title_does_not(
    title: str, closing: str, genre: str | None
) -> None:
    text = f"{title}\n市人民政府：\n我局做好防汛工作。\n{closing}\n江州市水利局\n2026年6月3日"
    assert recognise(text).genre == genre


@pytest.mark.parametrize(
    ("number", "line", "genre"),
    [
        ("江水函〔2026〕5号", "请贵局协助提供资料。", "函"),
        ("江水函〔2026〕5号", "请各单位提供资料。", None),
        ("江水发〔2026〕5号", "请贵局协助提供资料。", None),
        ("江水函〔2026〕5号", "请贵局协助提供资料，现通知如下。", "通知"),
    ],
)
def test_a_letter_names_itself_by_its_number_and_the_way_it_speaks(
    number: str, line: str, genre: str | None
) -> None:
    head = f"江州市水利局\n{number}\n江州市水利局关于调取水文资料的商洽\n市气象局：\n"
    assert recognise(f"{head}{line}\n江州市水利局\n2026年6月3日").genre == genre


@pytest.mark.parametrize("last", ["2.名单", "2.2026年度任务表。", "2.名单。"])
def test_items_of_the_attachment_note(last: str) -> None:
    """An item may begin with a year, and wrongly end with a full stop."""
    notice = f"各区：\n请做好准备。\n\n附件：1.分工表\n{last}\n\n××市水利局\n2025年6月3日"
    found = elements("关于做好防汛工作的通知\n" + notice)
    assert found[3:5] == [E.ATTACHMENT_NOTE, E.ATTACHMENT_NOTE]


def test_the_attachment_note_of_minutes_stands_above_the_attendance() -> None:
    minutes = (
        "××市人民政府专题会议纪要\n〔2026〕14号\n2026年3月18日，市长张某主持召开会议。现纪要如下：\n"
        "会议强调，要抓好落实。\n\n附件：任务分工表\n\n出席：张某、李某\n请假：王某\n附件\n任务分工表\n任务。"
    )
    found = elements(minutes)
    place = found.index(E.ATTENDANCE)
    assert found[place - 1] is E.ATTACHMENT_NOTE
    assert found[place + 2 : place + 4] == [E.ATTACHMENT_LABEL, E.ATTACHMENT_TITLE]
