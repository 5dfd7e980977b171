"""What elements say of each other: organs of title, mark and signature; the genre in the text."""

from __future__ import annotations

import pytest

from tests.lint.checks.short_papers import marked, paper


def signed(title: str, signature: str) -> str:
    return (
        f"{title}关于做好档案移交工作的通知\n各有关单位：\n请做好准备。\n{signature}\n2026年6月3日"
    )


@pytest.mark.parametrize(
    ("title", "signature", "told"),
    [
        ("江州市体育和教育局", "江州市教育旅游体育局", True),
        ("江州市新闻出版和版权局", "江州市新闻广电出版局", True),
        ("江州市农业局", "江州市农业农村局", True),
        ("江州市水务局", "江州市水利工程局", True),
        ("江州市住房城乡建设局", "江州市住房和城乡建设局", False),
        ("市住房和城乡建设局", "江州市住房城乡建设局", False),
        ("江州市人社局", "江州市人力资源和社会保障局", True),
        ("中共江州市委组织部", "江州市委组织部", False),
        ("江州市政务数据管理局", "江州市政务服务数据管理局", False),
        ("江州市和平区民政局", "和平区民政局", False),
    ],
)
def test_a_signature_that_is_no_short_form_of_the_organ_in_the_title(
    title: str, signature: str, told: bool
) -> None:
    assert marked("STR-039", signed(title, signature)) == ([signature] if told else [])


@pytest.mark.parametrize(
    ("genre", "line", "said"),
    [
        ("意见", "现通知如下。", "通知"),
        ("意见", "现就有关事项通告如下：", "通告"),
        ("意见", "特此通知。", "通知"),
        ("决议", "特通报如下。", "通报"),
        ("通告", "特通知如下。", "通知"),
        ("通知", "兹将有关事项通告如下。", "通告"),
        ("议案", "现将有关情况通报如下。", "通报"),
        ("意见", "现提出以下意见。", None),
        ("意见", "现就有关情况报告如下。", None),
        ("意见", "各县不再另行通知，如下表所列事项由市局统一办理。", None),
        ("决议", "特作如下决定。", None),
        ("公报", "现将普查结果公告如下。", None),
        ("函", "现将有关情况通知如下。", None),
    ],
)
def test_the_genre_that_the_text_gives_itself(genre: str, line: str, said: str | None) -> None:
    text = paper("为加强档案管理，经研究，" + line, "各单位要按时移交。", genre=genre)
    assert marked("STR-036", text) == ([said] if said else [])


def test_a_paper_that_is_issued_has_a_genre_of_its_own() -> None:
    plan = "\n\n江州市档案馆建设意见\n为加强档案管理，现提出以下意见。"
    assert marked("STR-036", paper("现将意见印发你们。特此通知。") + plan) == []
    behind = "\n关于移交档案的通知\n现将有关事项通知如下。\n江州市档案局\n2026年6月4日"
    assert marked("STR-036", paper("现提出以下意见。", genre="意见") + "\n" + behind) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("江州市人民政府办公室　二〇二六年六月三日", ["二〇二六年六月三日"]),
        ("江州市人民政府办公室　2026年06月03日", ["2026年06月03日"]),
        ("江州市人民政府办公室　2026年6月3日", []),
    ],
)
def test_the_date_of_minutes_stands_in_their_head(line: str, told: list[str]) -> None:
    head = f"江州市人民政府专题会议纪要\n〔2026〕14号\n{line}\n关于档案移交的纪要\n"
    body = "2026年6月1日，市长召开会议。现纪要如下：\n会议强调，要按时移交。\n出席：张某、李某\n"
    assert marked("STR-016", head + body) == told


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("（二〇二六年六月三日江州市人民代表大会通过）", ["二〇二六年六月三日"]),
        ("（2026年6月3日江州市人民代表大会通过）", []),
    ],
)
def test_the_date_under_a_title(note: str, told: list[str]) -> None:
    text = f"江州市人民代表大会关于档案工作的决议\n{note}\n会议要求，按时移交档案。"
    assert marked("STR-016", text) == told


@pytest.mark.parametrize(
    ("below", "told"), [("江档发〔2026〕8号", ["江档发〔2026〕8号"]), ("江州市档案局", [])]
)
def test_a_second_number_below_the_bare_one_of_minutes(below: str, told: list[str]) -> None:
    head = f"江州市人民政府专题会议纪要\n〔2026〕14号\n{below}\n关于档案移交的纪要\n"
    body = "2026年6月1日，市长召开会议。现纪要如下：\n会议强调，要按时移交。\n出席：张某、李某\n"
    assert marked("STR-009", head + body) == told
