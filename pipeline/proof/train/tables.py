"""The dictionary and the kinship table as the engine wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, product
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pipeline.proof.candidates import (
    PART_SHIFT,
    SHAPE_SHIFT,
    SOUND_FUZZY,
    Kinships,
    Neighbours,
    kinships,
)
from pipeline.proof.symbols import Any_Array, Symbols, codes, gram_hashes, is_han
from pipeline.proof.train.confusion import (
    component_pairs,
    readings,
    shape_pairs,
    sound_pairs,
)
from pipeline.proof.train.errors import Names
from pipeline.proof.train.fuse import build_table
from pipeline.proof.train.ngrams import Source, join_sources
from pipeline.proof.words import (
    LONGEST_WORD,
    STEPS,
    UNKNOWN,
    WORD_BITS,
    Twos,
    Words,
    twos,
    word_key,
)
from pipeline.resources import data_folder, load_yaml

_MOST_SOUNDS = 110
_NEAR = 40  # neighbours kept on either side


def jieba_words() -> dict[str, int]:
    """jieba's dictionary (MIT): word -> frequency, Chinese words only."""
    return {word: frequency for word, frequency, _ in _jieba_lines()}


def jieba_names() -> Names:
    """The names of people and places in jieba's dictionary."""
    found = [(w, f, kind) for w, f, kind in _jieba_lines() if kind[:2] in ("nr", "ns", "nt", "nz")]
    given = [c for word, _, kind in found if kind == "nr" and 2 <= len(word) <= 3 for c in word[1:]]
    weights = list(accumulate((frequency + 1) ** 0.5 for _, frequency, _ in found))
    return Names([word for word, _, _ in found], weights, given)


def _jieba_lines() -> Iterator[tuple[str, int, str]]:
    """Word, frequency and part of speech."""
    import jieba

    path = Path(jieba.__file__).with_name("dict.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        word, frequency, kind = line.split(" ")
        if all("一" <= c <= "鿿" for c in word):
            yield word, int(frequency), kind


def set_phrases() -> list[str]:
    """Set phrases and pairs of words that go together, from ``rules/phrases``."""
    found: dict[str, None] = {}
    for path in sorted((data_folder("rules") / "phrases").glob("*.yaml")):
        listed = load_yaml(path)
        found.update(dict.fromkeys(listed.get("phrases", "").split()))
        for pair in listed.get("pairs", ()):
            every = product(pair["first"].split(), pair["then"].split())
            found.update((first + then, None) for first, then in every if first != then)
    return list(found)


def make_words(frequencies: Mapping[str, int]) -> Words:
    """The word table of a dictionary."""
    total = sum(frequencies.values())
    single = np.full(0x10000, UNKNOWN, dtype=np.uint8)
    single[:0x4E00] = 0
    single[0xA000:] = 0
    keys, values = [], []
    most = (1 << WORD_BITS) - 1
    for word, frequency in sorted(frequencies.items()):
        cost = round(-float(np.log(max(frequency, 1) / total)) * STEPS)
        if len(word) == 1:
            single[ord(word)] = min(cost, UNKNOWN)
        elif len(word) <= LONGEST_WORD:
            hashes = gram_hashes(codes(word).astype(np.uint16), LONGEST_WORD)
            keys.append(word_key(hashes[len(word) - 1][-1:], len(word)))
            values.append(min(cost, most))
    table = build_table(np.concatenate(keys), np.array(values, dtype=np.int32), WORD_BITS)
    return Words(table, single)


def gb2312() -> list[str]:
    """The 6,763 characters of GB 2312."""
    return [
        bytes([a, b]).decode("gb2312")
        for a in range(0xB0, 0xF8)
        for b in range(0xA1, 0xFF)
        if not (a == 0xD7 and b > 0xF9)
    ]


def make_kinships(
    text: Counter[str], frequencies: Mapping[str, int], fonts: Iterable[tuple[Path, int]]
) -> Kinships:
    """The kinship table for characters that occur in formal text or in the dictionary."""
    spoken: Counter[str] = Counter()
    for word, frequency in frequencies.items():
        for c in word:
            spoken[c] += frequency
    right = sorted(
        c for c in {*text, *spoken} if "一" <= c <= "鿿" and (text[c] >= 5 or spoken[c] >= 300)
    )
    wrong = sorted({*gb2312(), *right})
    sounds = sound_pairs(wrong, right, readings(wrong, frequencies))
    shapes = shape_pairs(wrong, right, list(fonts))
    parts = component_pairs(wrong, right)
    start = np.zeros(0x10001, dtype=np.int32)
    rights, kinds = [], []
    for x in wrong:
        found = _merge(x, sounds[x], shapes[x], parts[x], text)
        start[ord(x) + 1] = len(found)
        rights += [ord(c) for c, _ in found]
        kinds += [code for _, code in found]
    start = np.cumsum(start, dtype=np.int32)
    stands = np.array(rights, dtype=np.uint16)
    return kinships(start, stands, np.array(kinds, dtype=np.uint8))


def make_twos(frequencies: Mapping[str, int], least: int = 3) -> Twos:
    """The words of two characters that are not too rare."""
    listed = sorted(w for w, often in frequencies.items() if len(w) == 2 and often >= least)
    start = np.zeros(0x10001, dtype=np.int32)
    np.add.at(start, [ord(w[0]) + 1 for w in listed], 1)
    return twos(
        np.cumsum(start, dtype=np.int32), codes("".join(w[1] for w in listed)).astype(np.uint16)
    )


def make_neighbours(sources: Sequence[Source], least: int = 6) -> Neighbours:
    """The commonest followers and predecessors of every Chinese character."""
    symbols, weights = join_sources(sources)
    han = is_han(symbols)
    both = np.flatnonzero(han[1:] & han[:-1])
    pairs = symbols[both].astype(np.uint32) << np.uint32(16) | symbols[both + 1]
    names, group = np.unique(pairs, return_inverse=True)
    counts = np.bincount(group, weights=weights[both + 1])
    enough = counts >= least
    names, counts = names[enough], counts[enough]
    first, second = names >> np.uint32(16), names & np.uint32(0xFFFF)
    known = np.unique(np.concatenate([first, second]))
    row = np.zeros(0x10000, dtype=np.uint16)
    row[known] = np.arange(1, len(known) + 1)
    after = _commonest(row[first], second, counts, len(known) + 1)
    before = _commonest(row[second], first, counts, len(known) + 1)
    return Neighbours(row, after, before)


def _commonest(
    row: npt.NDArray[np.uint16], other: npt.NDArray[np.uint32], counts: Any_Array, rows: int
) -> Symbols:
    """For every row the commonest others, most frequent first."""
    table = np.zeros((rows, _NEAR), dtype=np.uint16)
    order = np.lexsort((other, -counts, row))
    sorted_row = row[order].astype(np.int64)
    first = np.searchsorted(sorted_row, np.arange(rows))
    rank = np.arange(len(order)) - first[sorted_row]
    top = rank < _NEAR
    table[sorted_row[top], rank[top]] = other[order[top]]
    return table


def _merge(
    x: str,
    sounds: Mapping[str, int],
    shapes: Mapping[str, float],
    parts: set[str],
    text: Counter[str],
) -> list[tuple[str, int]]:
    """One character's kin with their codes, by code point."""
    near = {c: s for c, s in sounds.items() if s >= SOUND_FUZZY}
    if len(near) > _MOST_SOUNDS:
        best = sorted(near, key=lambda c: (-text[c] * (1 + (near[c] > SOUND_FUZZY)), c))
        near = {c: near[c] for c in best[:_MOST_SOUNDS]}
    result = []
    for c in sorted({*near, *shapes, *parts}):
        shape = min(15, max(0, round((shapes.get(c, 0.0) - 0.5) * 30)))
        result.append((c, sounds.get(c, 0) | shape << SHAPE_SHIFT | int(c in parts) << PART_SHIFT))
    return result
