"""Slips in idioms and set phrases: what is found, what is left alone, and the lists themselves."""

import pytest

from pipeline.lint import set_phrases
from pipeline.lint.engine import lint
from pipeline.lint.phrase_index import LISTS, read_lists
from pipeline.lint.set_phrases import slips
from pipeline.lint.text import text_document
from pipeline.resources import data_folder, load_yaml


def found(text):
    return [(text[s.start : s.end], s.right, s.how) for s in slips(text)]


@pytest.mark.parametrize(
    ("text", "wrong", "right", "how"),
    [
        ("干部要兢兢夜业。", "兢兢夜业", "兢兢业业", "音同"),
        ("把老旧管网改造抓紧抓时。", "抓紧抓时", "抓紧抓实", "音同"),
        ("工作要按部就斑推进。", "按部就斑", "按部就班", "音同"),
        ("设备应当投人使用。", "投人使用", "投入使用", "形近"),
        ("要未雨稠缪。", "未雨稠缪", "未雨绸缪", "音同"),
        ("形势逼人，时不待我。", "时不待我", "时不我待", "颠倒"),
        ("严格落实请假治度。", "请假治度", "请假制度", "音同"),
        ("承担相应的法律责认。", "法律责认", "法律责任", "音同"),
    ],
)
def test_a_slip_is_found_with_what_is_alike(text, wrong, right, how):
    assert found(text) == [(wrong, right, how)]


@pytest.mark.parametrize(
    "text",
    [
        "我国是社会主义法治国家。",
        "企业文化已产生积极影响。",
        "合同未约定的，按照交易习惯履行。",
        "群众反应热烈，公司工作正常。",
        "市政务服务中心为企业办实事。",
        "中小学教室、教师都有保障。",
        "",
        "\n\n",
        "一",
    ],
)
def test_words_that_meet_are_no_slip(text):
    assert found(text) == []


def test_what_stands_in_the_lists_is_right():
    data = [load_yaml(data_folder("rules") / "phrases" / f"{name}.yaml") for name in LISTS]
    for listed in data:
        for phrase in (*listed["phrases"].split(), *listed.get("also", "").split()):
            assert found(f"要{phrase}。") == [], phrase
    assert sum(phrase.whole for phrase in read_lists()[0]) > 4000


def test_no_phrase_is_listed_as_right_and_as_looking_like_a_slip():
    phrases, also = read_lists()
    assert not also & {phrase.text for phrase in phrases}


def test_every_paragraph_has_its_own_places():
    report = lint(text_document("第一段没有错。\n\n要长期兢兢夜业，\n再接再力。"))
    places = [(f.paragraph, f.text) for f in report.findings if f.rule == "PHRS-01"]
    assert places == [(2, "兢兢夜业"), (3, "再接再力")]


def test_a_rule_of_its_own_goes_before_the_set_phrase():
    report = lint(text_document("会议要求，建立问题整改台帐。"))
    assert [f.rule for f in report.findings] == ["VAR-017"]


def test_a_pattern_filled_anew_is_no_slip_of_another():
    assert found("按照“一产一策”的原则处置，推行一景一码、一渠一档。") == []


def test_without_a_word_list_nothing_is_guessed(monkeypatch):
    monkeypatch.setattr(set_phrases, "has_words", lambda: False)
    assert found("干部要兢兢夜业。") == []
