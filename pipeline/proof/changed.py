"""What a text would cost with one place changed, for many changes at once.

Only what a change touches is looked up: n-grams that lie wholly behind it keep the costs that they
have in the text. A change is dropped as soon as it must cost more than it may.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.language import LanguageModel, Scores, Shorts
from pipeline.proof.symbols import ORDER, Flags, Hashes, Ints, Symbols, gram_step, spread

TAIL = ORDER - 1  # places after a change whose costs it touches
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Changes:
    """At ``place`` the next ``old`` symbols become the first ``new`` ones of ``right``."""

    place: Longs
    right: Symbols
    old: Longs
    new: Longs


@dataclass(frozen=True, slots=True)
class Changed:
    """``kept``: which changes stay within what they may cost; for those ``cost`` and ``reach`` of
    the new symbols and the TAIL behind them (columns that a shorter change has not: 0 and 1)."""

    kept: Longs
    cost: Ints
    reach: Ints


def changed(
    model: LanguageModel, symbols: Symbols, scores: Scores, some: Changes, most: Ints
) -> Changed:
    """The costs of those changes that cost no more than ``most`` together."""
    rest = _least_behind(scores)
    width = int(some.new.max(initial=0)) + TAIL
    cost = np.zeros((len(some.place), width), dtype=np.int32)
    reach = np.ones((len(some.place), width), dtype=np.int32)
    open_ = most.copy()
    row = np.flatnonzero(rest[1][some.place + some.old] <= open_)
    before = [scores.hashes[n][some.place[row] - 1] for n in range(TAIL)]
    for column in range(width):
        place = _Column(model, symbols, scores, some, row, column)
        hashes = place.hashes(before)
        cost[row, column], reach[row, column] = place.score(before, hashes)
        open_[row] -= cost[row, column]
        behind = np.clip(column + 1 - some.new[row], 1, TAIL)
        fine = rest[behind, some.place[row] + some.old[row]] <= open_[row]
        row = row[fine]
        before = [h[fine] for h in hashes[:TAIL]]
    return Changed(row, cost[row], reach[row])


def _least_behind(scores: Scores) -> Shorts:
    """Row k: what the symbols k … TAIL-1 places after each place cost at least, when what stands
    between is what the text has there and what stands before may be anything."""
    size = len(scores.cost)
    result = np.zeros((TAIL + 1, size), dtype=np.int16)
    for k in range(TAIL - 1, 0, -1):
        broken = scores.reach[k:] <= k  # the text's own n-gram is unknown: no longer one is known
        result[k] = result[k + 1]
        result[k, : size - k] += np.where(broken, scores.steps[k, k:], np.int16(0))
    return result


class _Column:
    """The symbols that stand ``column`` places after the beginning of the changes ``row``."""

    def __init__(
        self,
        model: LanguageModel,
        symbols: Symbols,
        scores: Scores,
        some: Changes,
        row: Longs,
        column: int,
    ) -> None:
        self.model, self.scores, self.first = model, scores, column == 0
        self.place = some.place[row]
        after = column - some.new[row]  # places behind the change
        self.fresh: Flags = after < 0
        self.over = after >= TAIL
        self.at = np.where(self.fresh | self.over, 0, self.place + some.old[row] + after)
        self.symbol = symbols[self.at]
        if self.fresh.any():
            self.symbol[self.fresh] = some.right[row[self.fresh], column]
        self.own = np.clip(after + 1, 1, ORDER)  # the longest n-gram that is the text's own

    def hashes(self, before: list[Hashes]) -> list[Hashes]:
        """Hashes of the n-grams that end here, n = 1 … 5."""
        single = spread()[self.symbol]
        return [single, *(single + h * gram_step() for h in before)]

    def score(self, before: list[Hashes], hashes: list[Hashes]) -> tuple[Ints, Ints]:
        """Cost and reach of the symbols."""
        model, scores, own = self.model, self.scores, self.own
        cost = np.where(self.fresh, model.single[self.symbol], scores.steps[own - 1, self.at])
        cost = cost.astype(np.int32)
        reach = np.where(self.fresh, 1, np.minimum(scores.reach[self.at], own))
        known = reach == own
        context = self.fresh | (scores.leaving[own - 1, self.at] >= 0)
        for n in range(2, ORDER + 1):
            asked = np.flatnonzero(context & (own < n))
            if self.first:
                leaving = scores.leaving[n - 1, self.place[asked]].astype(np.int32)
            else:
                leaving = model.left(before[n - 2][asked], n - 1)
            context[asked] = leaving >= 0
            cost[asked] += np.maximum(leaving, 0)
            asked = asked[context[asked] & known[asked]]
            found = model.known(hashes[n - 1][asked], n)
            known[asked] = found >= 0
            hit = asked[found >= 0]
            cost[hit], reach[hit] = found[found >= 0], n
        cost[self.over], reach[self.over] = 0, 1
        return cost, reach
