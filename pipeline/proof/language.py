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

    def score(self, symbols: Symbols) -> Scores:
        """Costs along the last axis; windows must begin with up to four symbols of context."""
        hashes = gram_hashes(symbols)
        cost = self.single[symbols].astype(np.int32)
        reach = np.ones(cost.shape, dtype=np.int32)
        known = np.ones(cost.shape, dtype=bool)
        context = np.ones(cost.shape, dtype=bool)
        place = np.broadcast_to(np.arange(symbols.shape[-1]), cost.shape)
        for n in range(2, ORDER + 1):
            cost, reach, known, context = self._longer(
                n, hashes, place, cost, reach, known, context
            )
        return Scores(cost, reach)

    def _longer(
        self,
        n: int,
        hashes: list[Hashes],
        place: npt.NDArray[np.intp],
        cost: Ints,
        reach: Ints,
        known: npt.NDArray[np.bool_],
        context: npt.NDArray[np.bool_],
    ) -> tuple[Ints, Ints, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """One order more: n-grams are asked for only where the (n-1)-gram is known, contexts only
        where the shorter context is."""
        leaving = np.full(cost.shape, -1, dtype=np.int32)
        before = hashes[n - 2][..., :-1][context[..., 1:]]
        leaving_tail = np.full(context[..., 1:].shape, -1, dtype=np.int32)
        leaving_tail[context[..., 1:]] = self.backoff.get(before + _SALT[n - 1])
        leaving[..., 1:] = leaving_tail
        context = (leaving >= 0) & (place >= n - 1)
        asked = known & context
        found = np.full(cost.shape, -1, dtype=np.int32)
        found[asked] = self.grams.get(hashes[n - 1][asked] + _SALT[n])
        known = found >= 0
        cost = np.where(known, found, cost + np.where(context, leaving, 0))
        reach = np.where(known, n, reach)
        return cost, reach, known, context


def salted(hashes: Hashes, n: int) -> Hashes:
    """The key of n-grams of length ``n`` in the tables."""
    return hashes + _SALT[n]
