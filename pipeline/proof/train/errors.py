"""Synthetic mistakes like those of typists and scanners, for training the classifier."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.proof.candidates import PART_SHIFT, SHAPE_SHIFT, SOUND_FUZZY, SOUND_SAME, Kinships


@dataclass(frozen=True, slots=True)
class Mistakes:
    """``by_kind[kind][right]`` lists (wrong character, weight)."""

    by_kind: Mapping[str, Mapping[str, Sequence[tuple[str, float]]]]
    homophones: Mapping[str, Sequence[str]]


KINDS = (("same", 0.60), ("fuzzy", 0.10), ("shape", 0.15), ("part", 0.15))


def make_mistakes(
    kin: Kinships, text: Mapping[str, int], words: Mapping[str, int], sounds: Mapping[str, str]
) -> Mistakes:
    """Which wrong characters stand for a right one; common ones oftener, rare ones too.

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
    alike: dict[str, list[str]] = defaultdict(list)
    for word, often in words.items():
        if len(word) == 2 and often >= 20 and all(c in sounds for c in word):
            alike[sounds[word[0]] + " " + sounds[word[1]]].append(word)
    homophones = {w: [o for o in group if o != w] for group in alike.values() for w in group}
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
    if others and rng.random() < 0.15:
        result[i : i + 2] = rng.choice(others)
        return 2
    _replace(line, i, result, mistakes, rng)
    if rng.random() < 0.12 and i + 1 < len(line):
        _replace(line, i + 1, result, mistakes, rng)
        return 2
    return 1


def _replace(line: str, i: int, result: list[str], mistakes: Mistakes, rng: random.Random) -> None:
    kind = rng.choices([k for k, _ in KINDS], [w for _, w in KINDS])[0]
    choices = mistakes.by_kind[kind].get(line[i]) or mistakes.by_kind["same"].get(line[i])
    if choices:
        result[i] = rng.choices([c for c, _ in choices], [w for _, w in choices])[0]


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
