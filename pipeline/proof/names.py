"""Evidence of the document itself: a name or term written many times one way and once another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.proof.findings import Suspicion
from pipeline.proof.pack import Model
from pipeline.proof.symbols import (
    PAD,
    Any_Array,
    Hashes,
    Symbols,
    encode,
    gram_hashes,
    gram_step,
    is_han,
    spread,
)

_LENGTH = 4
_ORDINARY = set("他她它的地得一二三四五六七八九十百千万亿零两〇本省市县区年月日")
_OFTEN = 4  # times one way, against once the other
_STRANGE = 6 * 8  # 1/UNIT nats: how unexpected a name's worst character is at least
_CONFIDENCE = 0.9


def odd_ones_out(paragraphs: Sequence[str], model: Model) -> list[Suspicion]:
    """Strings of four characters that stand once and differ in one inner character, akin in
    sound or shape, from a string that stands at least 4 times; both unknown to the model's own
    statistics, so that ordinary wording (加强领导/加强引导) is not meant."""
    symbols = encode(paragraphs)
    han = is_han(symbols)
    starts = np.flatnonzero(han[:-3] & han[1:-2] & han[2:-1] & han[3:])
    keys = gram_hashes(symbols, _LENGTH)[-1][starts + _LENGTH - 1]
    keys, first, counts = np.unique(keys, return_index=True, return_counts=True)
    places = starts[first]
    lines = np.cumsum([PAD, *(len(p) + 1 for p in paragraphs)])
    found: dict[tuple[int, int], Suspicion] = {}
    for i in range(1, _LENGTH - 1):
        for lone, other, times in _alike(keys, places, counts, symbols, i):
            word, usual = (
                "".join(map(chr, symbols[p : p + _LENGTH].tolist())) for p in (lone, other)
            )
            if not _likely(word, usual, i, model):
                continue
            number = int(np.searchsorted(lines, lone, side="right")) - 1
            start = lone - int(lines[number]) + i
            reason = f"文中“{usual}”出现 {times} 次，这里写作“{word}”"
            found.setdefault(
                (number, start),
                Suspicion(
                    number, start, start + 1, word[i], usual[i], reason,
                    _CONFIDENCE, "warning", "name",
                ),
            )  # fmt: skip
    return [found[key] for key in sorted(found)]


def _alike(
    keys: Hashes, places: npt.NDArray[np.int64], counts: Any_Array, symbols: Symbols, i: int
) -> Iterator[tuple[int, int, int]]:
    """(place of a string that stands once, place of a frequent one that differs from it only in
    character ``i``, how often that one stands), the most frequent first."""
    power = np.uint64(pow(int(gram_step()), _LENGTH - 1 - i, 1 << 64))
    holes = keys - spread()[symbols[places + i]] * power
    often = np.flatnonzero(counts >= _OFTEN)
    often = often[np.argsort(holes[often], kind="stable")]
    once = np.flatnonzero(counts == 1)
    low = np.searchsorted(holes[often], holes[once])
    high = np.searchsorted(holes[often], holes[once], side="right")
    for at in np.flatnonzero(high > low).tolist():
        others = often[low[at] : high[at]]
        for other in others[np.argsort(-counts[others], kind="stable")].tolist():
            yield int(places[once[at]]), int(places[other]), int(counts[other])


def _likely(word: str, other: str, i: int, model: Model) -> bool:
    """Akin in sound or shape, and neither of them wording that the model knows."""
    if word[i] in _ORDINARY or other[i] in _ORDINARY:
        return False
    wrong, right = (np.array([ord(w[i])], dtype=np.uint16) for w in (word, other))
    if not model.tools.kin.code_of(wrong, right)[0]:
        return False
    return _unheard_of(word, i, model) and _unheard_of(other, i, model)


def _unheard_of(word: str, i: int, model: Model) -> bool:
    """No three characters in a row with the inner one are known to the model, and the worst of
    them is unexpected."""
    scores = model.tools.language.score(encode([word]))
    around = slice(PAD + i, PAD + i + 2)
    ends = np.arange(PAD + i, PAD + len(word))
    known = scores.reach[ends] > np.maximum(ends - PAD - i, 2)
    return bool(scores.cost[around].max() >= _STRANGE and not known.any())
