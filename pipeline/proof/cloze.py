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

from pipeline.proof.second import Change
from pipeline.proof.symbols import NEWLINE, Any_Array, Ints, Symbols

NEAR, FAR = 7, 60  # characters on either side that are read in order, and those without order
STEPS = 64  # steps a nat in an answer
SHRINK = 16  # what the sums of the first layer are divided by
_ROOM = 1 << 16  # what they cannot exceed, so that no later sum is inexact
_AT_ONCE = 2048  # gaps that are looked at together; bounds the memory
NEAR_OFFSETS = np.array([*range(-NEAR, 0), *range(1, NEAR + 1)])
FAR_OFFSETS = np.array([*range(-FAR, -1), *range(2, FAR + 1)])
_Where = npt.NDArray[np.int64]


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

    def better(self, gaps: Gaps) -> Ints:
        """How much likelier each ``new`` is than ``old`` in its gap, in 1/STEPS nat."""
        parts = [
            self._better(gaps.only(slice(low, low + _AT_ONCE)))
            for low in range(0, len(gaps.old), _AT_ONCE)
        ]
        return np.concatenate([np.zeros(0, dtype=np.int32), *parts])

    def _better(self, gaps: Gaps) -> Ints:
        near = self.near[gaps.near].reshape(len(gaps.old), -1).astype(np.float64)
        far = self.far[gaps.far].sum(axis=1, dtype=np.float64)
        inner = near @ self.first.astype(np.float64)
        inner += far @ self.first_far.astype(np.float64) + self.first_bias
        inner = np.clip(np.floor(inner / SHRINK), 0, _ROOM)
        seen = inner @ self.second.astype(np.float64) + self.second_bias
        more = self.out[gaps.new].astype(np.float64) - self.out[gaps.old]
        told = np.floor((seen * more).sum(axis=1) * (self.scale * STEPS)).astype(np.int32)
        return told + self.out_bias[gaps.new] - self.out_bias[gaps.old]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gaps, a row each: the numbers of the symbols around them, in order and those farther, and
    the two characters to compare."""

    near: _Where
    far: _Where
    old: _Where
    new: _Where

    def only(self, some: slice) -> Gaps:
        return Gaps(self.near[some], self.far[some], self.old[some], self.new[some])


def fits(cloze: Cloze, changes: Sequence[Change], written: Symbols, mended: Symbols) -> list[int]:
    """How much better each change fits than what is written, in 1/STEPS nat, the others of the
    document being ``mended``; 0 for those of another length and for characters it does not know.
    Two characters are asked about one by one, beside the other as written and as changed."""
    gaps: list[tuple[int, int, int, int, int, int]] = []
    for number, change in enumerate(changes):
        old = cloze.numbered(written[change.start : change.end]).tolist()
        new = cloze.numbered(np.array([ord(c) for c in change.right], np.uint16)).tolist()
        if len(old) != len(new) or not all(old + new):
            continue
        if len(old) == 1:
            gaps.append((number, change.start, old[0], new[0], 0, 0))
            continue
        for at, next_to in ((0, NEAR), (1, NEAR - 1)):
            for word in (old, new):
                gaps.append((number, change.start + at, old[at], new[at], next_to, word[1 - at]))
    owner, place, was, becomes, next_to, neighbour = np.array(gaps, np.int64).reshape(-1, 6).T
    near, far = _around(cloze, mended, place)
    some = np.flatnonzero(neighbour)
    near[some, next_to[some]] = neighbour[some]
    told = cloze.better(Gaps(near, far, was, becomes)) * np.where(neighbour, 1, 2)
    return [int(total) // 2 for total in np.bincount(owner, told, len(changes))]


def _around(cloze: Cloze, symbols: Symbols, places: _Where) -> tuple[_Where, _Where]:
    """The numbers of the symbols around ``places``, in order and those farther; what is outside,
    and line ends among those without order, is 0."""
    ends = np.zeros(FAR, dtype=np.int64)
    numbers = np.concatenate([ends, cloze.numbered(symbols), ends])
    near = numbers[places[:, None] + FAR + NEAR_OFFSETS]
    far = numbers[places[:, None] + FAR + FAR_OFFSETS]
    far[far == cloze.numbered(np.array([NEWLINE], np.uint16))[0]] = 0
    return near, far
