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


def estimate(
    sources: Sequence[Source], cutoffs: Sequence[int], least: float = 0.0
) -> LanguageModel:
    """The model of the texts. ``cutoffs[n-1]``: the least count an n-gram is kept with; ``least``:
    the least it must tell beyond the shorter n-gram (count × difference of log-probabilities)."""
    symbols, weights = join_sources(sources)
    hashes = gram_hashes(symbols)
    grams = count_grams(symbols, hashes, weights)
    none = np.zeros(0)
    orders = [_Order(_single(grams, hashes), none, none, grams[0].keys, grams[0].counts)]
    for n in range(2, ORDER + 1):
        orders.append(_order(n, grams, hashes, orders[-1].probability))
    kept = _kept(grams, hashes, orders, cutoffs, least)
    backoffs = [_backoff(orders[n - 1], kept[n - 1]) for n in range(2, ORDER + 1)]
    return _pack(grams, symbols, [order.probability for order in orders], kept, backoffs)


def _kept(
    grams: list[Grams],
    hashes: list[Hashes],
    orders: Sequence[_Order],
    cutoffs: Sequence[int],
    least: float,
) -> list[npt.NDArray[np.bool_]]:
    """Which n-grams are kept: those that tell enough, and what longer ones that are kept end in
    (a lookup goes from the shorter to the longer)."""
    kept = [np.ones(len(grams[0].keys), dtype=bool)]
    for n in range(2, ORDER + 1):
        own, order = grams[n - 1], orders[n - 1]
        told = own.counts * np.log(order.probability / order.without)
        kept.append((own.counts >= cutoffs[n - 1]) & (told >= least))
    for n in range(ORDER, 2, -1):
        ends = hashes[n - 2][grams[n - 1].places[kept[n - 1]]]
        kept[n - 2][np.searchsorted(grams[n - 2].keys, ends)] = True
    return kept


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


@dataclass(frozen=True, slots=True)
class _Order:
    """For every n-gram of one length: its probability, that of the shorter n-gram without the
    first character, and what it would get if it were not kept; the ``contexts`` of the n-grams,
    and which of them (``group``) each has."""

    probability: Floats
    lower: Floats
    without: Floats
    contexts: Hashes
    group: Longs


def _order(n: int, grams: list[Grams], hashes: list[Hashes], shorter: Floats) -> _Order:
    """Probabilities of the n-grams; ``shorter``: those of the n-grams of one character less."""
    own = grams[n - 1]
    counts = _adjusted(n, grams, hashes)
    discount = _discounts(counts)
    names, group = np.unique(hashes[n - 2][own.places - 1], return_inverse=True)
    total = np.bincount(group, weights=counts, minlength=len(names))
    freed = np.bincount(group, weights=discount, minlength=len(names))
    lower = shorter[np.searchsorted(grams[n - 2].keys, hashes[n - 2][own.places])]
    without = (freed / total)[group] * lower
    return _Order((counts - discount) / total[group] + without, lower, without, names, group)


def _backoff(order: _Order, keep: npt.NDArray[np.bool_]) -> tuple[Hashes, Floats]:
    """The contexts that n-grams are kept for, and what leaving them costs."""
    names, group = order.contexts, order.group
    weight = keep.astype(np.float64)
    used = np.bincount(group, weights=order.probability * weight, minlength=len(names))
    shorter = np.bincount(group, weights=order.lower * weight, minlength=len(names))
    alive = np.bincount(group, weights=weight, minlength=len(names)) > 0
    backoff = np.maximum(1 - used, 1e-6) / np.maximum(1 - shorter, 1e-6)
    return names[alive], backoff[alive]


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
