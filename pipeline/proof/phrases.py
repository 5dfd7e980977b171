"""Set phrases and quotations one character off.

The list is ``rules/proof/phrases.yaml``. Text is compared with a phrase only where three of its
characters in a row stand; a difference in punctuation is not one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from pipeline.errors import DataProblem
from pipeline.proof.findings import Suspicion
from pipeline.proof.symbols import PAD, Hashes, encode, gram_hashes
from pipeline.resources import data_folder, load_yaml

_SEED = 3
_CONFIDENCE = 0.97
_LEAST = 5


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it must stand, its Chinese characters alone, and where it comes from."""

    text: str
    letters: str
    source: str


@cache
def load_phrases() -> tuple[Phrase, ...]:
    """The phrases of the list; raises DataProblem for an entry that is not one."""
    path = data_folder("rules") / "proof" / "phrases.yaml"
    data: Any = load_yaml(path)
    result = []
    for entry in data.get("phrases", ()) if isinstance(data, dict) else ():
        text, source = entry.get("text"), entry.get("source")
        letters = _letters(text or "")[0]
        if len(letters) < _LEAST or not source:
            raise DataProblem(f"{path}：“{text}”太短，或没有写出处。")
        result.append(Phrase(text, letters, source))
    return tuple(result)


@cache
def _seeds() -> dict[str, tuple[tuple[int, int], ...]]:
    """Three letters -> (phrase, place in it)."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, phrase in enumerate(load_phrases()):
        for i in range(len(phrase.letters) - _SEED + 1):
            found[phrase.letters[i : i + _SEED]].append((number, i))
    return {seed: tuple(places) for seed, places in found.items()}


def misquoted(paragraphs: Sequence[str]) -> list[Suspicion]:
    """Places where a set phrase stands with one wrong, missing or needless character."""
    result = []
    for number in _worth_a_look(paragraphs):
        found = {(s.start, s.end): s for s in _in_paragraph(number, paragraphs[number])}
        result += [found[key] for key in sorted(found)]
    return result


def _worth_a_look(paragraphs: Sequence[str]) -> list[int]:
    """Paragraphs that hold a seed: what is nearly a phrase does, whatever its punctuation."""
    hashes = gram_hashes(encode(paragraphs), _SEED)[-1]
    seeds = _seed_hashes()
    where = np.minimum(np.searchsorted(seeds, hashes), len(seeds) - 1)
    hits = np.flatnonzero(seeds[where] == hashes) - _SEED + 1
    starts = np.cumsum([PAD, *(len(p) + 1 for p in paragraphs)])
    number = np.searchsorted(starts, hits, side="right") - 1
    return np.flatnonzero(np.bincount(number, minlength=len(paragraphs))).tolist()


@cache
def _seed_hashes() -> Hashes:
    """The hashes of all seeds, sorted."""
    seeds = sorted(_seeds())
    hashes = gram_hashes(encode(seeds), _SEED)[-1]
    return np.sort(hashes[PAD + _SEED - 1 :: _SEED + 1][: len(seeds)])


def _in_paragraph(number: int, text: str) -> Iterator[Suspicion]:
    letters, places = _letters(text)
    seeds, phrases = _seeds(), load_phrases()
    tried: set[tuple[int, int]] = set()
    for i in range(len(letters) - _SEED + 1):
        for which, at in seeds.get(letters[i : i + _SEED], ()):
            phrase = phrases[which]
            from_front, from_back = i - at, i - at + len(phrase.letters)
            for key in ((which, from_front), (~which, from_back)):
                if key in tried:
                    continue
                tried.add(key)
                change = _compare(letters, key[1], phrase.letters, which == key[0])
                if change is not None:
                    yield _suspicion(number, text, places, change, phrase)


def _compare(letters: str, anchor: int, wanted: str, front: bool) -> tuple[int, int, str] | None:
    """One wrong, missing or needless letter against ``wanted`` lying from ``anchor`` on (``front``)
    or ending there: (start, end, right) in ``letters``; None when equal or too different."""
    size = len(wanted)
    for width in (size, size - 1, size + 1):
        start = anchor if front else anchor - width
        have = letters[start : start + width] if start >= 0 else ""
        if len(have) != width:
            continue
        if have == wanted:
            return None
        head = _shared(have, wanted)
        tail = min(_shared(have[::-1], wanted[::-1]), min(width, size) - head)
        if max(width, size) - head - tail == 1 and head and tail:
            return start + head, start + width - tail, wanted[head : size - tail]
    return None


def _shared(one: str, other: str) -> int:
    """How many leading characters are the same."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _suspicion(
    number: int, text: str, places: Sequence[int], change: tuple[int, int, str], phrase: Phrase
) -> Suspicion:
    first, last, right = change
    start = places[first]
    end = places[last - 1] + 1 if last > first else start
    reason = f"“{phrase.text}”（{phrase.source}）这里引作了不同的字"
    return Suspicion(
        number, start, end, text[start:end], right, reason, _CONFIDENCE, "warning", "phrase"
    )


def _letters(text: str) -> tuple[str, list[int]]:
    """The Chinese characters of a text and where each stands."""
    places = [i for i, c in enumerate(text) if "一" <= c <= "鿿"]
    return "".join(text[i] for i in places), places
