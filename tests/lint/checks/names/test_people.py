"""People whom one document names in two ways, or gives two posts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lint.checks.short_papers import marked, paper

PERSON = "CONS-022"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (("会议由副市长韩启明主持。", "韩启明同志任组长。", "由韩启铭负责。"), ["韩启铭"]),
        (("请局长吴志勤同志牵头。", "联系人：吴志琴，主任。", "由吴志勤牵头。"), ["吴志琴"]),
        # nobody knows which of two is right
        (
            ("工作由养老服务科陈立峰负责。", "（联系人：程立峰，电话：55501236）"),
            ["陈立峰", "程立峰"],
        ),
        # other characters, but one telephone
        (
            ("联系人：王小明，电话：0799-5550136。", "联系人：王小刚，电话：0799-5550136。"),
            ["王小明", "王小刚"],
        ),
    ],
)
def test_one_person_under_two_names_is_told(body: tuple[str, ...], found: list[str]) -> None:
    assert marked(PERSON, paper(*body)) == found


@pytest.mark.parametrize(
    "body",
    [
        ("李建国、李建军同志任副组长。", "组长李建国同志主持。"),
        ("副组长：韩启明　韩启铭同志", "由韩启明负责。"),
        ("由王小明负责。", "由王大明负责。"),
        ("由王小明负责。", "由李小民负责。"),
        ("由王小明负责。", "由王小刚负责。"),
        ("联系人：王小明，电话：55501236。", "联系人：王小民，电话：55501237。"),
        ("联系人：王小明，电话：55501236。", "联系人：王小刚，电话：55501237。"),
        ("由陈立峰负责。", "由陈立峰牵头。"),
    ],
)
def test_two_people_are_right(body: tuple[str, ...]) -> None:
    assert marked(PERSON, paper(*body)) == []


def test_in_one_sentence_they_are_two_people() -> None:
    names = "由韩启明负责{}由韩启铭牵头。"
    assert marked(PERSON, paper(names.format("，"))) == []
    assert marked(PERSON, paper(names.format("。"))) == ["韩启明", "韩启铭"]


def test_a_tie_in_a_text_that_is_no_document_marks_one() -> None:
    assert marked(PERSON, "由韩启明负责。\n由韩启铭牵头。") == ["韩启铭"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["王小明", "李建国", "陈立峰", "吴志勤"]), max_size=6))
def test_names_written_alike_are_silent(names: list[str]) -> None:
    assert marked(PERSON, paper("工作安排如下。", *(f"由{name}负责。" for name in names))) == []


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        (("副局长石磊总负责。", "局长石磊将召开会议。"), ["副局长", "局长"]),
        (("副局长石磊总负责。副局长石磊带队。", "局长石磊将召开会议。"), ["局长"]),
        (("局长李建国主持。局长李建国讲话。", "副局长李建国汇报。"), ["副局长"]),
        (("局长李建国主持。", "副局长李建军汇报。"), []),
        (("常务副县长李建国主持。", "副县长李建国讲话。"), []),
        (("副局长李建国主持。", "时任副局长李建国汇报。"), []),
        (("县长李建国主持。", "副组长李建国讲话。"), []),
        (("区长李建国主持。区长李建国讲话。", "县长李建国总结。"), ["县长"]),
        (("副区长李建国主持。", "公安局局长李建国讲话。"), []),
    ],
)
def test_posts_of_one_person(sentences: tuple[str, ...], told: list[str]) -> None:
    assert marked("CONS-762", paper(*sentences)) == told


def test_behind_a_post_a_name_is_one_whatever_follows() -> None:
    text = paper("副县长韦志平任组长。", "副县长韦志萍每季度带队督查。")
    assert marked(PERSON, text) == ["韦志平", "韦志萍"]


def test_a_contact_behind_his_section() -> None:
    text = paper("市民政局价格科孔祥端；电话：56778210。") + "\n（联系人：孔祥瑞，电话：56778210）"
    assert marked(PERSON, text) == ["孔祥端", "孔祥瑞"]


@pytest.mark.parametrize(
    ("name", "told"), [("白桂芳", ["白桂芳"]), ("白桂兰", []), ("石桂兰", []), ("何志强", [])]
)
def test_somebody_nearly_present(name: str, told: list[str]) -> None:
    minutes = (
        "江州市人民政府专题会议纪要",
        "2026年2月25日，副县长白桂兰主持召开会议。现将会议议定事项纪要如下：",
        f"{name}同志负责统筹调度。",
        "出席：白桂兰，县财政局毛卫国。",
    )
    assert marked(PERSON, "\n".join(minutes)) == told


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (("处长孟洁任办公室主任。", "（联系人：孟杰，电话：55501236）"), ["孟洁", "孟杰"]),
        (("处长孟洁任组长，处长孟洁汇报。", "联系人：孟杰，电话：55501236。"), ["孟杰"]),
        (("处长孟洁任组长。", "处长孟涛任副组长。"), []),  # not alike
        (("处长孟洁、孟杰任副组长。",), []),
        (("处长孟洁任组长。", "处长任洁汇报。"), []),
        (("处长王洁任组长。", "处长王杰任副组长。"), []),  # many are called so
        (("联系人：孟洁，电话：55501236。", "联系人：孟杰，电话：55501237。"), []),
        (("召开组长单位会议。", "由局长办公会议研究，局长单于汇报。"), []),
        # behind the name of an organ, as lists of contacts and of those present have it
        (
            ("听取了市港口中心主任卢玉华的汇报。", "主任：市港口中心卢玉花，市水利局方明。"),
            ["卢玉华", "卢玉花"],
        ),
    ],
)
def test_names_of_two_characters_and_behind_organs(body: tuple[str, ...], found: list[str]) -> None:
    assert marked(PERSON, paper(*body)) == found


@pytest.mark.parametrize(("name", "told"), [("卢玉花", ["卢玉花"]), ("卢玉华", []), ("柳玉英", [])])
def test_somebody_present_who_has_reported(name: str, told: list[str]) -> None:
    minutes = (
        "江州市水利局专题会议纪要",
        "2026年2月25日，局长方明主持召开会议。现将会议议定事项纪要如下：",
        "会议听取了市河道中心主任卢玉华的汇报，由市河道中心主任卢玉华牵头。",
        f"出席：方明，市河道中心{name}，市灌区中心何安。",
    )
    assert marked(PERSON, "\n".join(minutes)) == told
