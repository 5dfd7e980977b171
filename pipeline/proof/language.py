"""The character language model: how natural a character is after the four before it.

Interpolated Kneser-Ney over 5-grams, pruned and quantised: log-probabilities are whole numbers,
``UNIT`` steps to one nat, so that the same text gives the same findings on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.store import FuseTable
from pipeline.proof.symbols import ORDER, Hashes, Ints, Symbols, gram_hashes

UNIT = 8  # steps a nat
PROBABILITY_BITS = 7
BACKOFF_BITS = 6
_ROWS = 8192  # windows scored at once; bounds the memory
_SALT = [np.uint64(0x9E3779B97F4A7C15 * n & 0xFFFFFFFFFFFFFFFF) for n in range(ORDER + 1)]


@dataclass(frozen=True, slots=True)
class Scores:
    """``cost[i]``: -log P of symbol i after those before it, in 1/UNIT nats (larger = stranger);
    ``reach[i]``: length of the longest known n-gram that ends at i (1 … 5)."""

    cost: Ints
    reach: Ints


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """``single``: cost of a symbol alone; ``grams``: cost of n-grams (2 … 5); ``backoff``: cost of
    leaving a context (1 … 4) that is known but not with this continuation."""

    single: npt.NDArray[np.uint8]
    grams: FuseTable
    backoff: FuseTable

    def score(self, symbols: Symbols, skip: int = 0) -> Scores:
        """Costs along the last axis from column ``skip`` on; what stands before it is context."""
        if symbols.ndim == 2 and len(symbols) > _ROWS:
            parts = [
                self.score(symbols[i : i + _ROWS], skip) for i in range(0, len(symbols), _ROWS)
            ]
            return Scores(
                np.concatenate([p.cost for p in parts]), np.concatenate([p.reach for p in parts])
            )
        hashes = gram_hashes(symbols)
        cost = self.single[symbols[..., skip:]].astype(np.int32)
        reach = np.ones(cost.shape, dtype=np.int32)
        known = np.ones(cost.shape, dtype=bool)
        context = np.ones(cost.shape, dtype=bool)
        for n in range(2, ORDER + 1):
            lead = max(n - 1 - skip, 0)  # columns that have too little before them
            context[..., :lead] = False
            first = skip + lead
            asked = context[..., lead:]
            leaving = np.full(asked.shape, -1, dtype=np.int32)
            before = hashes[n - 2][..., first - 1 : -1][asked]
            leaving[asked] = self.backoff.get(before + _SALT[n - 1])
            context[..., lead:] = leaving >= 0
            asked = known[..., lead:] & context[..., lead:]
            found = np.full(asked.shape, -1, dtype=np.int32)
            found[asked] = self.grams.get(hashes[n - 1][..., first:][asked] + _SALT[n])
            hit = found >= 0
            known[..., :lead] = False
            known[..., lead:] = hit
            rest = cost[..., lead:]
            cost[..., lead:] = np.where(hit, found, rest + np.maximum(leaving, 0))
            reach[..., lead:][hit] = n
        return Scores(cost, reach)


def salted(hashes: Hashes, n: int) -> Hashes:
    """The key of n-grams of length ``n`` in the tables."""
    return hashes + _SALT[n]
