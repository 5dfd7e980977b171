"""Everyday words with a wrong character: what is found, what is left alone, and the list itself."""

import pytest

from pipeline.lint.everyday import load_everyday
from pipeline.lint.grams import pairs
from pipeline.lint.likeness import list_path
from pipeline.resources import load_yaml


def found(text):
    words = load_everyday()
    places = range(len(text) - 1)
    likely = [at for at in places if words.likely(pairs(text[at : at + 2]))]
    meant = [(at, words.meant(text, at)) for at in likely]
    return [(text[at : at + 2], m.word, m.how) for at, m in meant if m]


@pytest.mark.parametrize(
    ("text", "wrong", "right", "how"),
    [
        ("把矛盾化介在萌芽状态。", "化介", "化解", "音同"),
        ("要切实纽转被动局面。", "纽转", "扭转", "音同"),
        ("对个别干部约淡提醒。", "约淡", "约谈", "形近"),
        ("积极进推城乡环境整治。", "进推", "推进", "颠倒"),
        ("各部门协司推进。", "协司", "协同", "形近"),
        ("经核淮后方可施工。", "核淮", "核准", "形近"),
        ("要杜决虚报冒领现象。", "杜决", "杜绝", "音同"),
    ],
)
def test_a_wrong_character_is_found_by_its_company(text, wrong, right, how):
    assert found(text) == [(wrong, right, how)]


@pytest.mark.parametrize(
    "text",
    [
        "该文公布署名人员名单。",
        "李思相同志任组长，简丹阳、孔祥有任副组长。",
        "不能将免税物品挪作他用，这样既方便了工作，又利于公私分明。",
        "改造供氧设施，清除结垢，防止涌水。",
        "",
        "一",
    ],
)
def test_words_that_meet_and_names_are_no_slip(text):
    assert found(text) == []


def test_the_word_itself_is_never_a_slip():
    words = load_everyday()
    listed = load_yaml(list_path("everyday"))
    every = {line.split(" ")[0] for line in listed["company"].splitlines()}
    assert len(every) > 3500
    assert not [word for word in every if words.likely(pairs(word))]
    assert len(listed["sure"].split()) > 400


def test_what_is_listed_as_looking_like_a_slip_is_none():
    words = load_everyday()
    for line in load_yaml(list_path("everyday"))["also"].splitlines():
        assert not [c for c in line[2:] if words.likely(pairs(line[0] + c))], line
