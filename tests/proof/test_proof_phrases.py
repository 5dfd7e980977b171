"""Misquoted phrases: one wrong, missing or needless character, and nothing else."""

from __future__ import annotations

import pytest

from pipeline.proof.phrases import load_phrases, misquoted


def _mended(text):
    for s in sorted(misquoted([text]), key=lambda s: s.start, reverse=True):
        text = text[: s.start] + s.suggestion + text[s.end :]
    return text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("要牢记“凡事豫则立，不预则废”", "要牢记“凡事预则立，不预则废”"),
        ("沉舟侧畔千帆过，病树前头万春", "沉舟侧畔千帆过，病树前头万木春"),
        ("坚持实践是检验真理的的唯一标准", "坚持实践是检验真理的唯一标准"),
        ("不忘初心、牢计使命主题教育", "不忘初心、牢记使命主题教育"),
    ],
)
def test_one_character_off_is_found_and_mended(wrong, right):
    assert _mended(wrong) == right


def test_every_phrase_is_left_alone_as_it_stands_and_with_other_punctuation():
    for phrase in load_phrases():
        assert misquoted([phrase.text]) == []
        assert misquoted([phrase.letters]) == []
        assert misquoted(["我们要做到" + phrase.text.replace("，", "、") + "。"]) == []


def test_every_phrase_is_found_when_a_character_inside_is_wrong():
    for phrase in load_phrases():
        middle = len(phrase.letters) // 2
        spoiled = phrase.letters[:middle] + "囧" + phrase.letters[middle + 1 :]
        assert [s.suggestion for s in misquoted([spoiled])] == [phrase.letters[middle]]


def test_the_last_character_is_not_compared_because_the_sentence_may_go_on_otherwise():
    assert misquoted(["绿水青山就是金山银山"[:-1] + "矿"]) == []


def test_a_different_sentence_on_the_same_words_is_left_alone():
    assert misquoted(["绿水青山正在变成金山银山，人民全心全意投入建设。"]) == []
