"""The character language model: how natural a character is after the four before it.

Interpolated Kneser-Ney over 5-grams, pruned and quantised: log-probabilities are whole numbers,
``UNIT`` steps to one nat, so that the same text gives the same findings on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.store import FuseTable
from pipeline.proof.symbols import ORDER, Flags, Hashes, Ints, Symbols, gram_hashes

UNIT = 8  # steps a nat
PROBABILITY_BITS = 7
BACKOFF_BITS = 6
TAIL = ORDER - 1  # places behind a symbol that its n-grams reach
Shorts = npt.NDArray[np.int16]
_SALT = [np.uint64(0x9E3779B97F4A7C15 * n & 0xFFFFFFFFFFFFFFFF) for n in range(ORDER + 1)]


@dataclass(frozen=True, slots=True)
class Scores:
    """``cost[i]``: -log P of symbol i after those before it, in 1/UNIT nats (larger = stranger);
    ``reach[i]``: length of the longest known n-gram that ends at i (1 … 5).

    How it came about, for asking about changes: ``hashes[n-1]`` of the n-grams, ``steps[n-1]`` the
    cost when only n-grams up to n are used, ``leaving[n-1]`` the cost of leaving the context of n-1
    symbols (0 for none, -1 when it is unknown). ``behind[k]``: what the symbols k … TAIL-1 places
    behind cost at least, whatever stands before the place."""

    cost: Ints
    reach: Ints
    hashes: list[Hashes]
    steps: Shorts
    leaving: Shorts
    behind: Shorts


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """``single``: cost of a symbol alone; ``grams``: cost of n-grams (2 … 5); ``backoff``: cost of
    leaving a context (1 … 4) that is known but not with this continuation."""

    single: npt.NDArray[np.uint8]
    grams: FuseTable
    backoff: FuseTable

    def score(self, symbols: Symbols, starts: Sequence[int] = (0,)) -> Scores:
        """Costs along the last axis. ``starts``: where documents begin; none knows what stands
        before its own beginning."""
        hashes = gram_hashes(symbols)
        cost = self.single[symbols].astype(np.int32)
        reach = np.ones(cost.shape, dtype=np.int32)
        known = np.ones(cost.shape, dtype=bool)
        steps = np.empty((ORDER, *cost.shape), dtype=np.int16)
        leaving = np.full((ORDER, *cost.shape), -1, dtype=np.int16)
        steps[0], leaving[0] = cost, 0
        for n in range(2, ORDER + 1):
            context = leaving[n - 2] >= 0
            for start in starts:
                context[..., start : start + n - 1] = False  # too little before them
            before = hashes[n - 2][..., :-1][context[..., 1:]]
            leaving[n - 1][context] = self.left(before, n - 1)
            known &= leaving[n - 1] >= 0
            found = np.full(cost.shape, -1, dtype=np.int32)
            found[known] = self.known(hashes[n - 1][known], n)
            known = found >= 0
            cost = np.where(known, found, cost + np.maximum(leaving[n - 1], 0))
            reach[known] = n
            steps[n - 1] = cost
        return Scores(cost, reach, hashes, steps, leaving, _least_behind(steps, reach))

    def known(self, hashes: Hashes, n: int) -> Ints:
        """Costs of n-grams of length ``n``, -1 for unknown ones."""
        return self.grams.get(hashes + _SALT[n])

    def has(self, hashes: Hashes, n: int) -> Flags:
        """Which n-grams of length ``n`` are known."""
        return self.grams.has(hashes + _SALT[n])

    def left(self, hashes: Hashes, n: int) -> Ints:
        """Costs of leaving contexts of length ``n``, -1 for unknown ones."""
        return self.backoff.get(hashes + _SALT[n])


def _least_behind(steps: Shorts, reach: Ints) -> Shorts:
    size = reach.shape[-1]
    result = np.zeros((TAIL + 1, *reach.shape), dtype=np.int16)
    for k in range(TAIL - 1, 0, -1):
        broken = reach[..., k:] <= k  # the n-gram from the place on is unknown: so are longer ones
        result[k] = result[k + 1]
        result[k][..., : max(size - k, 0)] += np.where(broken, steps[k][..., k:], np.int16(0))
    return result


def salted(hashes: Hashes, n: int) -> Hashes:
    """The key of n-grams of length ``n`` in the tables."""
    return hashes + _SALT[n]
