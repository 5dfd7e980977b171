"""Counting n-grams and estimating the character language model (interpolated Kneser-Ney)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.language import BACKOFF_BITS, PROBABILITY_BITS, UNIT, LanguageModel, salted
from pipeline.proof.symbols import NEWLINE, ORDER, PAD, Hashes, Symbols, encode, gram_hashes
from pipeline.proof.train.fuse import build_table

Floats = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]
GAP = 0  # a symbol that text never has: what stands before and after a fragment


@dataclass(frozen=True, slots=True)
class Grams:
    """All n-grams of one length: sorted hashes, counts, and one place where each occurs."""

    keys: Hashes
    counts: Longs
    places: Longs


def unique_lines(text: Sequence[str]) -> list[str]:
    """Lines in their first order, each once: repeated provisions must not look frequent."""
    return list(dict.fromkeys(line.strip() for line in text if line.strip()))


@dataclass(frozen=True, slots=True)
class Source:
    """Text to learn from: every line counts ``weight`` times (one number for all, or one each);
    ``loose`` lines are fragments whose beginning and end mean nothing."""

    lines: Sequence[str]
    weight: int | Sequence[int] = 1
    loose: bool = False


def join_sources(sources: Sequence[Source]) -> tuple[Symbols, Longs]:
    """All sources as one symbol array, and how much every place counts."""
    arrays, weights = [], []
    for source in sources:
        symbols = encode(source.lines).copy()
        if source.loose:
            symbols[symbols == NEWLINE] = GAP
        arrays.append(symbols)
        if isinstance(source.weight, int):
            weights.append(np.full(len(symbols), source.weight, dtype=np.int64))
            continue
        lengths = np.array([len(line) + 1 for line in source.lines], dtype=np.int64)
        each = np.repeat(np.array(source.weight, dtype=np.int64), lengths)
        edge = np.ones(PAD, dtype=np.int64)
        weights.append(np.concatenate([edge, each[:-1], edge]))
    return np.concatenate(arrays), np.concatenate(weights)


def count_grams(symbols: Symbols, hashes: list[Hashes], weights: Longs) -> list[Grams]:
    """n-grams of every length 1 … ORDER; line ends may stand only at an n-gram's first or last,
    gaps nowhere."""
    ends, gaps = symbols == NEWLINE, symbols == GAP
    result = []
    for n in range(1, ORDER + 1):
        fine = np.ones(len(symbols), dtype=bool)
        fine[:PAD] = False
        for back in range(n):
            fine[back:] &= ~gaps[: len(gaps) - back]
        for back in range(1, n - 1):
            fine[back:] &= ~ends[:-back]
        if n > 1:
            both = np.zeros(len(symbols), dtype=bool)
            both[n - 1 :] = ends[n - 1 :] & ends[: len(ends) - n + 1]
            fine &= ~both
        spots = np.flatnonzero(fine)
        keys, first, group = np.unique(hashes[n - 1][spots], return_index=True, return_inverse=True)
        counts = np.bincount(group, weights=weights[spots], minlength=len(keys))
        result.append(Grams(keys, counts.astype(np.int64), spots[first].astype(np.int64)))
    return result


def estimate(sources: Sequence[Source], cutoffs: Sequence[int]) -> LanguageModel:
    """The model of the texts; ``cutoffs[n-1]`` is the least count an n-gram is kept with."""
    symbols, weights = join_sources(sources)
    hashes = gram_hashes(symbols)
    grams = count_grams(symbols, hashes, weights)
    probabilities: list[Floats] = [_single(grams, hashes)]
    kept: list[npt.NDArray[np.bool_]] = [np.ones(len(grams[0].keys), dtype=bool)]
    backoffs: list[tuple[Hashes, Floats]] = []
    for n in range(2, ORDER + 1):
        probability, keep, backoff = _order(n, grams, hashes, probabilities, cutoffs[n - 1])
        probabilities.append(probability)
        kept.append(keep)
        backoffs.append(backoff)
    return _pack(grams, symbols, probabilities, kept, backoffs)


def _adjusted(n: int, grams: list[Grams], hashes: list[Hashes]) -> Floats:
    """Kneser-Ney counts: for n below the longest, in how many ways the n-gram is continued to the
    left; plain counts for the longest and for n-grams that begin a line."""
    own = grams[n - 1]
    if n == ORDER:
        return own.counts.astype(np.float64)
    longer = grams[n]
    suffix = hashes[n - 1][longer.places]
    where = np.searchsorted(own.keys, suffix)
    ways = np.bincount(where, minlength=len(own.keys)).astype(np.float64)
    return np.where(ways > 0, ways, own.counts)


def _single(grams: list[Grams], hashes: list[Hashes]) -> Floats:
    ways = _adjusted(1, grams, hashes)
    return np.asarray((ways + 0.1) / (ways + 0.1).sum() * 0.9995)


def _discounts(counts: Floats) -> Floats:
    """Modified Kneser-Ney discounts for counts 1, 2 and 3 or more (Chen & Goodman 1998)."""
    n1, n2, n3, n4 = (float((counts == k).sum()) + 1.0 for k in (1, 2, 3, 4))
    y = n1 / (n1 + 2 * n2)
    each = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    table = np.array([0.0, *(min(max(d, 0.1), k - 0.05) for k, d in enumerate(each, start=1))])
    return np.asarray(table[np.minimum(counts, 3).astype(np.int64)])


def _order(
    n: int,
    grams: list[Grams],
    hashes: list[Hashes],
    probabilities: list[Floats],
    cutoff: int,
) -> tuple[Floats, npt.NDArray[np.bool_], tuple[Hashes, Floats]]:
    """Probabilities of the n-grams, which are kept, and the backoff of their contexts."""
    own = grams[n - 1]
    counts = _adjusted(n, grams, hashes)
    discount = _discounts(counts)
    context = hashes[n - 2][own.places - 1]
    names, group = np.unique(context, return_inverse=True)
    total = np.bincount(group, weights=counts, minlength=len(names))
    freed = np.bincount(group, weights=discount, minlength=len(names))
    lower = probabilities[n - 2][np.searchsorted(grams[n - 2].keys, hashes[n - 2][own.places])]
    probability = (counts - discount) / total[group] + (freed / total)[group] * lower
    keep = own.counts >= cutoff
    weight = keep.astype(np.float64)
    used = np.bincount(group, weights=probability * weight, minlength=len(names))
    shorter = np.bincount(group, weights=lower * weight, minlength=len(names))
    alive = np.bincount(group, weights=weight, minlength=len(names)) > 0
    backoff = np.maximum(1 - used, 1e-6) / np.maximum(1 - shorter, 1e-6)
    return probability, keep, (names[alive], backoff[alive])


def _cost(values: Floats, bits: int) -> npt.NDArray[np.int32]:
    steps = np.rint(-np.log(values) * UNIT)
    return np.clip(steps, 0, (1 << bits) - 1).astype(np.int32)


def _pack(
    grams: list[Grams],
    symbols: Symbols,
    probabilities: list[Floats],
    kept: list[npt.NDArray[np.bool_]],
    backoffs: list[tuple[Hashes, Floats]],
) -> LanguageModel:
    single = np.full(0x10000, (1 << PROBABILITY_BITS) - 1, dtype=np.uint8)
    single[symbols[grams[0].places]] = _cost(probabilities[0], PROBABILITY_BITS)
    keys, values = [], []
    for n in range(2, ORDER + 1):
        keep = kept[n - 1]
        keys.append(salted(grams[n - 1].keys[keep], n))
        values.append(_cost(probabilities[n - 1][keep], PROBABILITY_BITS))
    table = build_table(np.concatenate(keys), np.concatenate(values), PROBABILITY_BITS)
    names = np.concatenate([salted(key, n) for n, (key, _) in enumerate(backoffs, start=1)])
    leaving = np.concatenate([_cost(value, BACKOFF_BITS) for _, value in backoffs])
    return LanguageModel(single, table, build_table(names, leaving, BACKOFF_BITS))
