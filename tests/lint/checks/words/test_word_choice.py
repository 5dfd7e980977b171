"""The words of rules/phrases/choices.yaml: each is found in its company, and the company of one
word is not taken for that of another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from pipeline.errors import DataProblem
from pipeline.lint.checks.words import word_choice
from pipeline.lint.checks.words.word_choice import Choice, load_choices
from pipeline.lint.grams import pairs

_LOADED = load_choices()
_GROUPS = [group for pair in _LOADED.keys for group in _LOADED._at(pair)]
_CHOICES = list(dict.fromkeys(choice for group in _GROUPS for choice in group.choices))


def _is_meant(choice: Choice, text: str, at: int) -> bool:
    """Whether the look-up by pairs of characters comes to the choice and it is meant there."""
    every = (
        found
        for place, pair in enumerate(pairs(text))
        if pair in _LOADED.keys
        for found in _LOADED.meant(text, place, pair)
    )
    return (at, choice) in every


def _sentences(choice: Choice) -> Iterator[tuple[str, int]]:
    """Sentences with the wrong word in each company that its row names, and where it stands."""
    befores = [("" if word == "^" else word) for word in choice.before]
    afters = [("。" if word == "^" else word) for word in choice.after]
    if choice.every:
        clauses, objects = choice.clause[:1] or ("",), choice.object or ("",)
        made = product(befores or [""], clauses, afters or [""], objects)
        for before, clause, after, thing in made:
            head = clause + before
            yield f"{head}{choice.wrong}{after}{thing}。", len(head)
        return
    for before in befores:
        yield f"{before}{choice.wrong}。", len(before)
    for after in afters:
        yield f"{choice.wrong}{after}。", 0
    for thing in choice.object:
        yield f"{choice.wrong}这样的{thing}。", 0
    for thing in choice.subject:
        yield f"{thing}有了明显{choice.wrong}。", len(thing) + 4
    for clause in choice.clause:
        yield f"{clause}这样{choice.wrong}。", len(clause) + 2


@pytest.mark.parametrize("choice", _CHOICES, ids=lambda choice: f"{choice.wrong}→{choice.right}")
def test_every_company_tells_the_word(choice: Choice) -> None:
    for text, at in _sentences(choice):
        silenced = any(word in text for word in choice.unless)
        assert silenced or _is_meant(choice, text, at), text


@pytest.mark.parametrize("choice", _CHOICES, ids=lambda choice: f"{choice.wrong}→{choice.right}")
def test_the_right_word_is_right_in_that_company(choice: Choice) -> None:
    for text, at in _sentences(choice):
        if any(word in text for word in choice.unless):
            continue
        right = text[:at] + choice.right + text[at + len(choice.wrong) :]
        for other in _CHOICES:
            if other.wrong == choice.right:
                assert not _is_meant(other, right, at), f"{right}: {other.right}"


def _alone(verbs: str, **row: str) -> Callable[[str, int], bool]:
    """Whether the only row says, at a place of a text, that another word is meant."""
    choice = word_choice._choice(row, {}, "choices.yaml")
    group = word_choice._Group(0, choice.wrong, [choice])
    return lambda text, at: list(group.meant(text, at, re.compile(verbs))) == [choice]


def test_a_verb_between_takes_the_object() -> None:
    is_meant = _alone("改善", wrong="制造", right="营造", object="环境")
    assert is_meant("制造公平竞争的环境。", 0)
    assert not is_meant("制造设备改善环境。", 0)
    assert not is_meant("制造的环境。", 0)
    assert not is_meant("制造环境友好产品。", 0)
    assert not is_meant("制造产品，改变环境。", 0)


def test_a_predicate_is_held_against_its_subject() -> None:
    is_meant = _alone("-", wrong="改善", right="提高", subject="水平")
    assert is_meant("水平改善。", 2)
    assert is_meant("水平得到较大改善，", 6)
    assert not is_meant("水平提高，条件改善。", 7)
    assert not is_meant("水平改善型项目", 2)


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(DataProblem, match="behind"):
        word_choice._choice({"wrong": "甲", "right": "乙", "behind": "丙"}, {}, "choices.yaml")
