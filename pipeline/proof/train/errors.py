"""Synthetic mistakes like those of typists and scanners, for training the classifier."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.proof.candidates import PART_SHIFT, SHAPE_SHIFT, SOUND_FUZZY, SOUND_SAME, Kinships
from pipeline.proof.guard import SURNAMES


@dataclass(frozen=True, slots=True)
class Mistakes:
    """``by_kind[kind][right]`` lists (wrong character, weight), ``homophones[right]`` (wrong word,
    weight)."""

    by_kind: Mapping[str, Mapping[str, Sequence[tuple[str, float]]]]
    homophones: Mapping[str, Sequence[tuple[str, float]]]


_WHOLE_WORD, _NEXT_TOO = 0.4, 0.2  # how often a mistake takes a whole word, or two neighbours
KINDS = (("same", 0.60), ("fuzzy", 0.10), ("shape", 0.15), ("part", 0.15))


def make_mistakes(
    kin: Kinships, text: Mapping[str, int], words: Mapping[str, int], sounds: Mapping[str, str]
) -> Mistakes:
    """Which wrong characters and words stand for a right one; common ones oftener, rare ones too.

    ``sounds`` gives the main toneless reading of a character, for whole-word homophones.
    """
    tables: dict[str, dict[str, list[tuple[str, float]]]] = {
        kind: defaultdict(list) for kind, _ in KINDS
    }
    for x in range(0x4E00, 0xA000):
        wrong = chr(x)
        weight = (text.get(wrong, 0) + 30.0) ** 0.5
        for i in range(kin.start[x], kin.start[x + 1]):
            code = int(kin.code[i])
            right = chr(int(kin.right[i]))
            sound, shape = code & 7, (code >> SHAPE_SHIFT) & 15
            if sound >= SOUND_SAME:
                tables["same"][right].append((wrong, weight))
            elif sound == SOUND_FUZZY:
                tables["fuzzy"][right].append((wrong, weight))
            if shape >= 6:
                tables["shape"][right].append((wrong, weight * (shape - 4)))
            if code >> PART_SHIFT:
                tables["part"][right].append((wrong, weight))
    alike: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for word, often in words.items():
        if len(word) == 2 and often >= 20 and all(c in sounds for c in word):
            alike[sounds[word[0]] + " " + sounds[word[1]]].append((word, often**0.5))
    homophones = {
        w: [other for other in group if other[0] != w] for group in alike.values() for w, _ in group
    }
    return Mistakes(tables, homophones)


def spoil(line: str, mistakes: Mistakes, rng: random.Random, rate: float) -> str:
    """``line`` with about ``rate`` mistakes a character, of the same length; often none."""
    result = list(line)
    i = 0
    while i < len(line):
        if rng.random() < rate and "一" <= line[i] <= "鿿":
            i += _one(line, i, result, mistakes, rng)
            continue
        i += 1
    return "".join(result)


def _one(line: str, i: int, result: list[str], mistakes: Mistakes, rng: random.Random) -> int:
    """Make one mistake at ``i``; returns how many characters to go on."""
    pair = line[i : i + 2]
    others = mistakes.homophones.get(pair, ())
    if others and rng.random() < _WHOLE_WORD:
        result[i : i + 2] = _drawn(others, rng)
        return 2
    _replace(line, i, result, mistakes, rng)
    if rng.random() < _NEXT_TOO and i + 1 < len(line):
        _replace(line, i + 1, result, mistakes, rng)
        return 2
    return 1


def _replace(line: str, i: int, result: list[str], mistakes: Mistakes, rng: random.Random) -> None:
    kind = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    choices = mistakes.by_kind[kind].get(line[i]) or mistakes.by_kind["same"].get(line[i])
    if choices:
        result[i] = _drawn(choices, rng)


def _drawn(choices: Sequence[tuple[str, float]], rng: random.Random) -> str:
    return rng.choices([c for c, _ in choices], [w for _, w in choices])[0]


@dataclass(frozen=True, slots=True)
class Names:
    """What made-up names are drawn from: ``listed`` names of people and places with weights, and
    the characters of given names."""

    listed: Sequence[str]
    weights: Sequence[float]
    given: Sequence[str]

    def one(self, rng: random.Random) -> str:
        """A name."""
        if rng.random() < 0.5:
            return rng.choices(self.listed, cum_weights=self.weights)[0]
        return rng.choice(SURNAMES) + "".join(rng.choices(self.given, k=rng.choice((1, 2, 2))))


def sprinkle(line: str, names: Names, rng: random.Random) -> str:
    """``line`` with one to three names before clauses: text about people and places that the
    language model does not know, all of it right."""
    places = [0, *(i + 1 for i, c in enumerate(line) if c in "，。；、：")]
    for i in sorted(rng.sample(places, min(len(places), rng.choice((1, 1, 2, 3)))), reverse=True):
        line = line[:i] + names.one(rng) + rng.choice(("", "", "、", "，", "的", "在")) + line[i:]
    return line


def spoil_span(line: str, rng: random.Random) -> str:
    """``line`` with one character (or a pair) doubled, one left out, or two swapped."""
    places = [i for i in range(1, len(line) - 2) if all("一" <= c <= "鿿" for c in line[i : i + 2])]
    if not places:
        return line
    i = rng.choice(places)
    kind = rng.random()
    if kind < 0.3:
        return line[:i] + line[i] + line[i:]
    if kind < 0.4:
        return line[: i + 2] + line[i : i + 2] + line[i + 2 :]
    if kind < 0.5:
        return line[:i] + rng.choice("的了和是在有对一不为") + line[i:]
    if kind < 0.8:
        return line[:i] + line[i + 1 :]
    return line[:i] + line[i + 1] + line[i] + line[i + 2 :]
