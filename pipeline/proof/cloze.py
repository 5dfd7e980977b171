"""Which of two characters fits a gap: a small network that reads what is around it.

Five characters tell what may stand beside what, not what a text is about. The network sees the
seven characters on either side in order and sixty without order. It only judges places that are
suspicious already, so that it costs little time. All its numbers are whole and every sum stays
below 2**53, so that the result is the same on every machine, whatever is asked together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.candidates import Kinships
from pipeline.proof.second import Change, Fit
from pipeline.proof.symbols import NEWLINE, Any_Array, Symbols

NEAR, FAR = 7, 60  # characters on either side that are read in order, and those without order
STEPS = 64  # steps a nat in an answer
FINER = 64  # how much finer the steps of what is without order are: it is sixteen times weaker
SHRINK = 16 * FINER  # what the sums of the first layer are divided by
_ROOM = 1 << 16  # what they cannot exceed, so that no later sum is inexact
_AT_ONCE = 2048  # gaps that are looked at together; bounds the memory
NEAR_OFFSETS = np.array([*range(-NEAR, 0), *range(1, NEAR + 1)])
FAR_OFFSETS = np.array([*range(-FAR, -1), *range(2, FAR + 1)])
_Where = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cloze:
    """``symbols``: those it knows, in order, numbered from 1. ``near`` and ``far`` are what a
    symbol says in order and without; ``first``, ``first_far`` and ``first_bias`` the first layer,
    ``second`` and ``second_bias`` the next; ``out`` what fits, ``out_bias`` how usual it is, in
    1/STEPS nat; ``scale``: nats of one unit of the sums."""

    symbols: Symbols
    near: Any_Array
    far: Any_Array
    first: Any_Array
    first_far: Any_Array
    first_bias: Any_Array
    second: Any_Array
    second_bias: Any_Array
    out: Any_Array
    out_bias: Any_Array
    scale: float

    def numbered(self, symbols: Symbols) -> _Where:
        """The number of each symbol, 0 for those it does not know."""
        at = np.minimum(np.searchsorted(self.symbols, symbols), len(self.symbols) - 1)
        return np.where(self.symbols[at] == symbols, at + 1, 0).astype(np.int64)

    def seen(self, near: _Where, far: _Where) -> Floats:
        """What the network makes of gaps, a row each: the numbers of the symbols around them, in
        order and those farther."""
        parts = [
            self._seen(near[low : low + _AT_ONCE], far[low : low + _AT_ONCE])
            for low in range(0, len(near), _AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, self.second.shape[1])), *parts])

    def _seen(self, near: _Where, far: _Where) -> Floats:
        ordered = self.near[near].reshape(len(near), -1).astype(np.float64)
        rest = self.far[far].sum(axis=1, dtype=np.float64)
        inner = ordered @ self.first.astype(np.float64) * FINER
        inner += rest @ self.first_far.astype(np.float64) + self.first_bias
        inner = np.clip(np.floor(inner / SHRINK), 0, _ROOM)
        return np.asarray(inner @ self.second.astype(np.float64) + self.second_bias)

    def scores(self, seen: Floats, numbers: _Where) -> _Where:
        """How well symbols fit one gap, in 1/STEPS nat: only differences mean something."""
        told = np.floor(self.out[numbers].astype(np.float64) @ seen * (self.scale * STEPS))
        return np.asarray(told.astype(np.int64) + self.out_bias[numbers])


def fits(
    cloze: Cloze, kin: Kinships, changes: Sequence[Change], written: Symbols, mended: Symbols
) -> list[Fit]:
    """What fits, the others of the document being ``mended``; nothing is said of changes of another
    length and into characters that the network does not know. Two characters are asked about one by
    one, beside the other as written and as changed."""
    gaps: list[tuple[int, int, int, int, int, int]] = []
    for number, change in enumerate(changes):
        old = written[change.start : change.end].tolist()
        new = [ord(c) for c in change.right]
        if len(old) != len(new) or not cloze.numbered(np.array(new, np.uint16)).all():
            continue
        if len(old) == 1:
            gaps.append((number, change.start, old[0], new[0], 0, 0))
            continue
        for at, next_to in ((0, NEAR), (1, NEAR - 1)):
            for word in (old, new) if old[at] != new[at] else ():
                gaps.append((number, change.start + at, old[at], new[at], next_to, word[1 - at]))
    owner, place, was, becomes, next_to, neighbour = np.array(gaps, np.int64).reshape(-1, 6).T
    near, far = _around(cloze, mended, place)
    some = np.flatnonzero(neighbour)
    near[some, next_to[some]] = cloze.numbered(neighbour[some].astype(np.uint16))
    told: list[list[Fit]] = [[] for _ in changes]
    for row, seen in enumerate(cloze.seen(near, far)):
        told[owner[row]].append(_fit(cloze, kin, seen, int(was[row]), int(becomes[row])))
    return [_together(some) for some in told]


def _fit(cloze: Cloze, kin: Kinships, seen: Floats, old: int, new: int) -> Fit:
    others = kin.right[kin.start[old] : kin.start[old + 1]]
    others = others[others != new]
    numbers = cloze.numbered(np.concatenate([np.array([old, new], np.uint16), others]))
    numbers = np.concatenate([numbers[:2], numbers[2:][numbers[2:] > 0]])
    was, becomes, *rest = cloze.scores(seen, numbers).tolist()
    return Fit(becomes - was, becomes - max(rest, default=becomes))


def _together(told: Sequence[Fit]) -> Fit:
    """Of both characters of a change, each beside the other as written and as changed."""
    if not told:
        return Fit()
    if len(told) == 1:
        return told[0]
    return Fit(sum(fit.better for fit in told) // 2, min(fit.lead for fit in told[1::2]))


def _around(cloze: Cloze, symbols: Symbols, places: _Where) -> tuple[_Where, _Where]:
    """The numbers of the symbols around ``places``, in order and those farther; what is outside,
    and line ends among those without order, is 0."""
    ends = np.zeros(FAR, dtype=np.int64)
    numbers = np.concatenate([ends, cloze.numbered(symbols), ends])
    near = numbers[places[:, None] + FAR + NEAR_OFFSETS]
    far = numbers[places[:, None] + FAR + FAR_OFFSETS]
    far[far == cloze.numbered(np.array([NEWLINE], np.uint16))[0]] = 0
    return near, far
