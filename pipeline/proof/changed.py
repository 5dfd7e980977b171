"""What a text would cost with one place changed, for many changes of one kind at once.

Only what a change touches is looked up: n-grams that lie wholly behind it keep the costs that they
have in the text. A change is dropped as soon as it must cost more than it may.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.language import TAIL, LanguageModel, Scores, Shorts
from pipeline.proof.symbols import ORDER, Flags, Hashes, Ints, Symbols, gram_step, spread

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Changes:
    """At ``place`` the next ``old`` symbols become the first ``new`` columns of ``right``."""

    place: Longs
    right: Symbols
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Changed:
    """``kept``: which changes stay within what they may cost; for those ``cost`` and ``reach`` of
    the new symbols and of the TAIL behind them, a column each."""

    kept: Longs
    cost: Ints
    reach: Ints


def changed(
    model: LanguageModel, symbols: Symbols, scores: Scores, some: Changes, most: Ints
) -> Changed:
    """The costs of those changes that cost no more than ``most`` together."""
    count, width = len(some.place), some.new + TAIL
    cost, reach = np.zeros((2, width, count), dtype=np.int32)
    left = most
    row = np.flatnonzero(scores.behind[1][some.place + some.old] <= left)
    before: list[Hashes] = [h[some.place[row] - 1] for h in scores.hashes[:TAIL]]
    for column in range(width):
        if not len(row):
            break
        after = column - some.new  # places behind the change
        at = some.place[row] + some.old + after
        symbol = symbols[at] if after >= 0 else some.right[row, column]
        here = _known_already(model, scores, symbol, at, after)
        contexts = scores.leaving[:, some.place[row]] if column == 0 else None
        _add_longer(model, here, symbol, before, contexts)
        cost[column, row], reach[column, row] = here.cost, here.reach
        left = left - cost[column]
        behind = scores.behind[max(1, after + 1)][some.place[row] + some.old]
        fine = behind <= left[row]
        row = row[fine]
        single = spread()[symbol[fine]]
        before = [single, *(single + h[fine] * gram_step() for h in before[: TAIL - 1])]
    return Changed(row, cost[:, row].T, reach[:, row].T)


@dataclass(slots=True)
class _Here:
    """Symbols with what n-grams up to ``own`` say of them: those that do not touch the change.
    ``known``: whether the longest of these is known, ``open``: those whose context is."""

    own: int
    cost: Ints
    reach: Ints
    known: Flags
    open: Longs


def _known_already(
    model: LanguageModel, scores: Scores, symbol: Symbols, at: Longs, after: int
) -> _Here:
    count = len(symbol)
    if after < 0:
        cost, one = model.single[symbol].astype(np.int32), np.ones(count, dtype=np.int32)
        return _Here(1, cost, one, np.ones(count, dtype=bool), np.arange(count))
    own = after + 1
    reach = np.minimum(scores.reach[at], own)
    open_ = np.flatnonzero(scores.leaving[own - 1][at] >= 0)
    return _Here(own, scores.steps[own - 1][at].astype(np.int32), reach, reach == own, open_)


def _add_longer(
    model: LanguageModel,
    here: _Here,
    symbol: Symbols,
    before: list[Hashes],
    contexts: Shorts | None,
) -> None:
    """Take longer n-grams into account; ``before``: the hashes of those that end one place before,
    ``contexts``: what leaving these costs, where that is known."""
    asked = here.open
    for n in range(here.own + 1, ORDER + 1):
        context = before[n - 2][asked]
        leaving = model.left(context, n - 1) if contexts is None else contexts[n - 1][asked]
        fine = leaving >= 0
        asked, context = asked[fine], context[fine]
        if not len(asked):
            break
        here.cost[asked] += leaving[fine]
        maybe = here.known[asked]
        some = asked[maybe]
        if not len(some):
            continue
        found = model.known(spread()[symbol[some]] + context[maybe] * gram_step(), n)
        hit = found >= 0
        here.known[some] = hit
        some = some[hit]
        here.cost[some], here.reach[some] = found[hit], n
