"""Idioms and set phrases with a slip in them: a character of the same sound or a like shape, two
changed about.

The lists stand in ``rules/phrases/``: what is right (``phrases``, and ``pairs`` of words that go
together) and what only looks like a slip (``also``). The text is translated to its sounds, then to
its shapes; where those of a phrase stand in other characters, there is the slip. Finding out costs
three passes over the text, whatever the number of phrases; only what is found is held against the
word list, so that two words that happen to meet (社会主义法治国家: 义法治国) are no slip.
"""

from __future__ import annotations

import hashlib
import marshal
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.gongwen.words import frequency, has_words
from pipeline.lint.segment import on_word_boundary
from pipeline.resources import MARSHAL, data_folder, keep, kept_files, load_yaml

_FORMAT = 1
LISTS = ("idioms", "office", "contracts")
_KEY = 4  # characters looked up at once; the shortest phrase
_WORD = 2
_A_SLIP_IN = 3  # one character of so many may be wrong
_FIRST_CLASS = 0xE000  # classes are written in the private use area
_COMMON = 3  # a word that the word list counts so often is a word
_PLAIN = 100  # … and so often, one that people use by itself
# words by themselves: where two phrases meet they stand at the edge
_MADE = frozenset("策案档册码表卡单账品证网图牌议题图责法")  # 一企一策, 一县一品
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


@dataclass(frozen=True, slots=True)
class _Index:
    """Phrases by the classes (sounds or shapes) of their first characters. first: one phrase for
    every key; more: the others of the keys that several have."""

    classes: Mapping[int, str]
    first: Mapping[str, str]
    more: Mapping[str, Sequence[str]]

    def at(self, key: str) -> tuple[str, ...]:
        return (self.first[key], *self.more.get(key, ()))


@dataclass(frozen=True, slots=True)
class _Phrases:
    """All lists made ready. whole: phrase -> its list; pairs: phrase of two words, one of which may
    have one wrong character -> its list, length of the first word; also: what only looks like
    a slip; turned: the first or the last two characters of a whole phrase changed about."""

    whole: Mapping[str, str]
    pairs: Mapping[str, tuple[str, int]]
    also: frozenset[str]
    sounds: _Index
    shapes: _Index
    turned: frozenset[str]

    def knows(self, phrase: str) -> bool:
        """Whether a phrase is right as it stands."""
        return phrase in self.whole or phrase in self.pairs or phrase in self.also

    def kind(self, phrase: str) -> str:
        """The list a phrase stands in."""
        return self.whole.get(phrase) or self.pairs[phrase][0]


def slips(text: str) -> list[Slip]:
    """The slips in a text (paragraphs divided by line ends), in order, none inside another."""
    phrases = load_phrases()
    found = [*_alike(text, phrases, phrases.sounds), *_alike(text, phrases, phrases.shapes)]
    found += _turned(text, phrases)
    result: list[Slip] = []
    for slip in sorted(found, key=lambda s: (s.start, -s.end)):
        if not result or slip.start >= result[-1].end:
            result.append(slip)
    return result


def _alike(text: str, phrases: _Phrases, index: _Index) -> Iterator[Slip]:
    classes = text.translate(index.classes)
    places = range(len(classes) - _KEY + 1)
    for start in [i for i in places if classes[i : i + _KEY] in index.first]:
        slip = _slip_at(text, start, index.at(classes[start : start + _KEY]), phrases)
        if slip is not None:
            yield slip


def _slip_at(text: str, start: int, rights: tuple[str, ...], phrases: _Phrases) -> Slip | None:
    """What is wrong there, if one of the phrases was meant and none stands as it should."""
    if text.startswith(rights, start):
        return None
    for right in rights:
        end = start + len(right)
        wrong = text[start:end]
        how = _how(wrong, right, phrases)
        if how is not None and _is_slip(text, start, end, right, phrases):
            return Slip(start, end, right, how, phrases.kind(right))
    return None


def _how(wrong: str, right: str, phrases: _Phrases) -> str | None:
    """In what way the wrong characters are like the right ones; None if they are not."""
    if len(wrong) != len(right) or phrases.knows(wrong):
        return None
    different = [(a, b) for a, b in zip(wrong, right, strict=True) if a != b]
    if len(different) > (len(right) // _A_SLIP_IN if right in phrases.whole else 1):
        return None
    verdicts = [_likeness(a, b) for a, b in different]
    return None if None in verdicts else verdicts[0]


def _likeness(wrong: str, right: str) -> str | None:
    syllables, alias = _syllables()
    one, other = syllables.get(wrong, ""), syllables.get(right, "")
    if one and one == other:
        return "音同"
    if wrong + right in _shapes()[1]:
        return "形近"
    return "音近" if one and alias[one] == alias.get(other) else None


# 一产一策 beside 一户一策: each unit fills the pattern anew
_FILLED = re.compile("一.一.")


def _is_slip(text: str, start: int, end: int, right: str, phrases: _Phrases) -> bool:
    """Whether it is not right after all: words of the word list, or two words that meet."""
    if not has_words() or (_FILLED.fullmatch(text, start, end) and _coined(text, start, right)):
        return False
    wrong = text[start:end]
    places = [i for i, (a, b) in enumerate(zip(wrong, right, strict=True)) if a != b]
    at = places[0]
    if right in phrases.pairs:
        cut = phrases.pairs[right][1]
        if wrong[at] in _SMALL or frequency(wrong[:cut] if at < cut else wrong[cut:]) >= _COMMON:
            return False
    elif len(right) == _KEY and min(map(frequency, (wrong[:_WORD], wrong[_WORD:]))) >= _PLAIN:
        return False
    if at == 0 and start and frequency(text[start - 1 : start + 1]) >= _COMMON:
        return False
    after = text[end - 1 : end + 1]
    if places[-1] == len(right) - 1 and len(after) == _WORD and frequency(after) >= _COMMON:
        return False
    return on_word_boundary(text, start, end)


def _coined(text: str, start: int, right: str) -> bool:
    """Whether a pattern 一户一策 is filled with another thing that is counted or made."""
    return bool(_FILLED.fullmatch(right)) and text[start + _KEY - 1] == right[-1] in _MADE


def _turned(text: str, phrases: _Phrases) -> Iterator[Slip]:
    """The first or the last two characters of a phrase changed about: 时待不我."""
    pairs = list(map(add, text, text[1:]))
    for start in [i for i, pair in enumerate(pairs) if pair in phrases.turned]:
        for begin in (start, start - _KEY + _WORD):
            wrong = text[begin : begin + _KEY] if begin >= 0 else ""
            if len(wrong) < _KEY or phrases.knows(wrong):
                continue
            at = start - begin
            right = wrong[:at] + wrong[at + 1] + wrong[at] + wrong[at + _WORD :]
            kind = phrases.whole.get(right)
            if kind and _is_slip(text, begin, begin + _KEY, right, phrases):
                yield Slip(begin, begin + _KEY, right, "颠倒", kind)


@cache
def load_phrases() -> _Phrases:
    """The lists of ``rules/phrases/``, made ready once and kept in the user's cache, keyed by their
    content; raises DataProblem for a phrase that is too short."""
    key = hashlib.blake2b(f"{_FORMAT} {sys.byteorder}".encode(), digest_size=16)
    for name in (*LISTS, "sounds", "shapes"):
        key.update(_path(name).read_bytes())
    places = kept_files(f"phrases/{key.hexdigest()}.bin")
    for kept in places:
        try:
            made = marshal.loads(kept.read_bytes())  # noqa: S302 - our own cache file
            break
        except (OSError, ValueError, EOFError, TypeError):
            continue
    else:
        made = _make()
        keep(places[-1], marshal.dumps(made, MARSHAL))
    whole, pairs, also, turned, sounds, shapes = made
    return _Phrases(whole, pairs, also, _Index(*sounds), _Index(*shapes), turned)


def _path(name: str) -> Path:
    return data_folder("rules") / "phrases" / f"{name}.yaml"


def _make() -> tuple[Any, ...]:
    whole: dict[str, str] = {}
    pairs: dict[str, tuple[str, int]] = {}
    also: list[str] = []
    for kind in LISTS:
        data: Any = load_yaml(_path(kind))
        listed = data["phrases"].split()
        if short := [phrase for phrase in listed if len(phrase) < _KEY]:
            raise DataProblem(f"{_path(kind)}：“{short[0]}”不到{_KEY}个字，容易与别的词语碰上。")
        whole.update(dict.fromkeys(listed, kind))
        also += data.get("also", "").split()
        for group in data.get("pairs", ()):
            thens = group["then"].split()
            for one in group["first"].split():
                made = [one + other for other in thens if len(one + other) >= _KEY]
                pairs.update(dict.fromkeys(made, (kind, len(one))))
    every = [*whole, *pairs.keys() - whole.keys()]
    turned = {phrase[1::-1] for phrase in whole} | {phrase[3:1:-1] for phrase in whole}
    indexes = _index(every, _sounds()), _index(every, _shapes()[0])
    return whole, pairs, frozenset(also), frozenset(turned), *indexes


def _index(phrases: list[str], classes: dict[int, str]) -> tuple[Any, ...]:
    """What an _Index is made of."""
    keys = [line[:_KEY] for line in "\n".join(phrases).translate(classes).split("\n")]
    first = dict(zip(reversed(keys), reversed(phrases), strict=True))
    more: dict[str, list[str]] = {}
    for key, phrase in zip(keys, phrases, strict=True):
        if first[key] is not phrase:
            more.setdefault(key, []).append(phrase)
    return classes, first, more


@cache
def _syllables() -> tuple[dict[str, str], dict[str, str]]:
    """Character -> syllable, and syllable -> the one it is easily taken for."""
    data: Any = load_yaml(_path("sounds"))
    alias = {}
    for syllable in data["syllables"]:
        short = syllable
        for one, other in data["near"]["initials"].items():
            if short.startswith(one):
                short = other + short[len(one) :]
                break
        for one, other in data["near"]["finals"].items():
            if short.endswith(one):
                short = short[: -len(one)] + other
                break
        alias[syllable] = short
    return {c: syllable for syllable, those in data["syllables"].items() for c in those}, alias


@cache
def _sounds() -> dict[int, str]:
    syllables, alias = _syllables()
    marks = {short: chr(_FIRST_CLASS + i) for i, short in enumerate({*alias.values()})}
    return {ord(c): marks[alias[syllable]] for c, syllable in syllables.items()}


@cache
def _shapes() -> tuple[dict[int, str], frozenset[str]]:
    """Character -> class (groups that share a character are one), and the pairs truly alike."""
    data: Any = load_yaml(_path("shapes"))
    groups = data["groups"].split()
    class_of: dict[str, int] = {}
    for number, group in enumerate(groups):
        joined = {class_of[c] for c in group if c in class_of}
        if joined:
            class_of = {c: number if old in joined else old for c, old in class_of.items()}
        class_of.update(dict.fromkeys(group, number))
    alike = frozenset(a + b for group in groups for a in group for b in group if a != b)
    return {ord(c): chr(_FIRST_CLASS + number) for c, number in class_of.items()}, alike
