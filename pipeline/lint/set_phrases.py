"""Idioms and set phrases with a slip in them: a character of the same sound or a like shape, two
changed about.

The lists stand in ``rules/phrases/``: what is right (``phrases``, and ``pairs`` of words that go
together) and what only looks like a slip (``also``). The text is translated to its sounds, then to
its shapes; where those of a phrase stand in other characters, there is the slip. Finding out costs
three passes over the text, whatever the number of phrases (``lint/phrase_index.py``); only what is
found is held against the word list, so that two words that happen to meet (社会主义法治国家:
义法治国) are no slip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gongwen.words import frequency, has_words
from pipeline.lint.grams import pairs, places
from pipeline.lint.likeness import likeness
from pipeline.lint.phrase_index import KEY, Phrase, Phrases, load_phrases
from pipeline.lint.segment import on_word_boundary

_WORD = 2
_A_SLIP_IN = 3  # one character of so many may be wrong
_COMMON = 3  # a word that the word list counts so often is a word
_PLAIN = 100  # … and so often, one that people use by itself
_MADE = frozenset("策案档册码表卡单账品证网图牌议题图责法")  # 一企一策, 一县一品
# what names of places end with
_PLACES = frozenset("省市县区州盟旗镇乡村")
# words by themselves: where two phrases meet they stand at the edge
_SMALL = frozenset("的是了在有与和就不一也都而上中下为之被把对将从其以已拟仍未各双")


@dataclass(frozen=True, slots=True)
class Slip:
    """Characters ``start`` to ``end`` of a text should be ``right``; ``how``: 音同, 音近, 形近,
    颠倒; ``kind``: the list the phrase stands in."""

    start: int
    end: int
    right: str
    how: str
    kind: str


def slips(text: str) -> list[Slip]:
    """The slips in a text (paragraphs divided by line ends), in order, none inside another."""
    phrases = load_phrases()
    found: list[Slip] = []
    for index in (phrases.sounds, phrases.shapes):
        for place, rights in index.alike(text):
            found += _alike(text, place, rights, phrases)
    for place in places(pairs(text), phrases.turned):
        found += _turned(text, place, phrases)
    result: list[Slip] = []
    for slip in sorted(found, key=lambda s: (s.start, -s.end)):
        if not result or slip.start >= result[-1].end:
            result.append(slip)
    return result


def _alike(text: str, start: int, rights: tuple[Phrase, ...], phrases: Phrases) -> tuple[Slip, ...]:
    """What is wrong there, if one of the phrases was meant and none stands as it should."""
    for right in rights:
        if text.startswith(right.text, start):
            return ()
    for right in rights:
        end = start + len(right.text)
        how = _how(text[start:end], right, phrases)
        if how is not None and _is_slip(text, start, end, right):
            return (Slip(start, end, right.text, how, right.kind),)
    return ()


def _how(wrong: str, right: Phrase, phrases: Phrases) -> str | None:
    """In what way the wrong characters are like the right ones; None if they are not."""
    length = len(right.text)
    if len(wrong) != length or phrases.knows(wrong):
        return None
    different = [(a, b) for a, b in zip(wrong, right.text, strict=True) if a != b]
    # 鬼鬼崇崇 for 鬼鬼祟祟 is one slip, made twice
    if len(set(different)) > (length // _A_SLIP_IN if right.whole else 1):
        return None
    verdicts = [likeness(a, b) for a, b in different]
    return None if None in verdicts else verdicts[0]


_EACH = "逐每各按分"  # 逐乡核对 beside 逐项核对
# 一产一策 beside 一户一策: each unit fills the pattern anew
_FILLED = re.compile("一.一.")


def _is_slip(text: str, start: int, end: int, right: Phrase) -> bool:
    """Whether it is not right after all: words of the word list, or two words that meet."""
    coined = _FILLED.fullmatch(text, start, end) and _coined(text, start, right.text)
    if coined or not has_words():
        return False
    wrong = text[start:end]
    places = [i for i, (a, b) in enumerate(zip(wrong, right.text, strict=True)) if a != b]
    at = places[0]
    if places == [1] and wrong[0] in _EACH:
        return False
    if cut := right.cut:
        if wrong[at] in _SMALL or frequency(wrong[:cut] if at < cut else wrong[cut:]) >= _COMMON:
            return False
        # 工程师用仪器: a longer word goes across the middle
        if max(frequency(wrong[: cut + 1]), frequency(wrong[cut - 1 :])) >= _COMMON:
            return False
    elif len(wrong) == KEY and min(map(frequency, (wrong[:_WORD], wrong[_WORD:]))) >= _PLAIN:
        return False
    if at == 0 and start and frequency(text[start - 1 : start + 1]) >= _COMMON:
        return False
    if start and at == 1 == cut - 1 and wrong[1] in _PLACES:
        return False  # 江临市养老 is no 临时养老
    after = text[end - 1 : end + 1]
    if places[-1] == len(wrong) - 1 and len(after) == _WORD and frequency(after) >= _COMMON:
        return False
    return on_word_boundary(text, start, end)


def _coined(text: str, start: int, right: str) -> bool:
    """Whether a pattern 一户一策 is filled with another thing that is counted or made."""
    return bool(_FILLED.fullmatch(right)) and text[start + KEY - 1] == right[-1] in _MADE


def _turned(text: str, start: int, phrases: Phrases) -> Iterator[Slip]:
    """The first or the last two characters of a phrase changed about: 时待不我."""
    for begin in (start, start - KEY + _WORD):
        wrong = text[begin : begin + KEY] if begin >= 0 else ""
        if len(wrong) < KEY:
            continue
        at = start - begin
        swapped = wrong[:at] + wrong[at + 1] + wrong[at] + wrong[at + _WORD :]
        right = phrases.find(swapped)
        if right is None or not right.whole or phrases.knows(wrong):
            continue
        if _is_slip(text, begin, begin + KEY, right):
            yield Slip(begin, begin + KEY, swapped, "颠倒", right.kind)
