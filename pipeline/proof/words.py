"""Dictionary words: which strings are words and how common, and the best cut of a window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.store import FuseTable
from pipeline.proof.symbols import Flags, Hashes, Ints, Symbols, gram_hashes

LONGEST_WORD = 5
WORD_BITS = 5
Longs = npt.NDArray[np.int64]
Changed = Callable[[int], Flags]
_SALT = np.uint64(0x51ED270B7A3FCD95)
STEPS = 2  # cost steps a nat
_RARE = 27  # cost from which on a word may be a name
UNKNOWN = 40  # cost of a character that is no word


@dataclass(frozen=True, slots=True)
class Words:
    """``table``: cost (-log frequency, 1/STEPS nats) of every word of 2 … LONGEST_WORD characters;
    ``single``: the same for single characters, by symbol."""

    table: FuseTable
    single: npt.NDArray[np.uint8]

    def costs(self, rows: Symbols) -> list[Ints]:
        """For n = 1 …: the cost of the n characters ending at each place as one word (-1: none)."""
        hashes = gram_hashes(rows, LONGEST_WORD)
        result = [self.single[rows].astype(np.int32)]
        for n in range(2, LONGEST_WORD + 1):
            cost = np.full(rows.shape, -1, dtype=np.int32)
            cost[..., n - 1 :] = self.table.get(word_key(hashes[n - 1][..., n - 1 :], n))
            result.append(cost)
        return result

    def window_costs(
        self, rows: Symbols, text: Sequence[Ints], at: Longs, changed: Changed | None = None
    ) -> list[Ints]:
        """The same for windows of a text whose own costs are known: ``at`` is where their columns
        stand in it; ``changed(n)``: which columns do not end the same n characters there."""
        result = [self.single[rows].astype(np.int32)]
        hashes = gram_hashes(rows, LONGEST_WORD) if changed else []
        for n in range(2, LONGEST_WORD + 1):
            cost = text[n - 1][at]
            cost[:, : n - 1] = -1
            if changed:
                fresh = np.broadcast_to(changed(n), rows.shape).copy()
                fresh[:, : n - 1] = False
                cost[fresh] = self.table.get(word_key(hashes[n - 1][fresh], n))
            result.append(cost)
        return result

    def common(self, word: str) -> bool:
        """Is ``word`` a word of two characters or more that is not rare?"""
        if not 2 <= len(word) <= LONGEST_WORD:
            return False
        row = np.array([min(ord(c), 0xFFFF) for c in word], dtype=np.uint16)
        return bool(0 <= self.costs(row[None, :])[len(word) - 1][0, -1] <= _RARE)

    def around(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The commonest word of ``text`` that covers [start, end) and is more than that (the
        longest of those), None when there is none."""
        found = []
        low, high = max(0, start - LONGEST_WORD + 1), end + LONGEST_WORD - 1
        piece = np.array([min(ord(c), 0xFFFF) for c in text[low:high]], dtype=np.uint16)
        if len(piece) < 2:
            return None
        costs = self.costs(piece[None, :])
        for n in range(max(2, end - start + (end > start)), LONGEST_WORD + 1):
            for last in range(n - 1, len(piece)):
                first = low + last - n + 1
                whole = first <= start and end <= first + n and (first < start or first + n > end)
                inner = end > start or first < start < first + n
                if whole and inner and costs[n - 1][0, last] >= 0:
                    found.append((int(costs[n - 1][0, last]), -n, first))
        return (min(found)[2], min(found)[2] - min(found)[1]) if found else None

    def cut(self, rows: Symbols, costs: list[Ints]) -> Ints:
        """Cost of the cheapest cut of every row into words."""
        best = [np.zeros(rows.shape[0], dtype=np.int32)]
        for end in range(rows.shape[1]):
            least = best[end] + costs[0][:, end]
            for n in range(2, min(LONGEST_WORD, end + 1) + 1):
                word = costs[n - 1][:, end]
                whole = np.where(word >= 0, best[end + 1 - n] + word, np.int32(1 << 20))
                least = np.minimum(least, whole)
            best.append(least)
        return best[-1]

    def cover(self, costs: list[Ints], middle: int) -> tuple[Ints, Ints]:
        """Length and cost of the longest word that covers column ``middle`` (cheapest of those)."""
        count = costs[0].shape[0]
        length = np.ones(count, dtype=np.int32)
        price = costs[0][:, middle]
        for n in range(2, LONGEST_WORD + 1):
            for end in range(middle, min(middle + n, costs[0].shape[1])):
                cost = costs[n - 1][:, end]
                better = (cost >= 0) & ((length < n) | (cost < price))
                length = np.where(better, n, length)
                price = np.where(better, cost, price)
        return length, price


@dataclass(frozen=True, slots=True)
class Twos:
    """The words of two characters by their first: those that begin with symbol x end in
    ``second[start[x]:start[x+1]]``. ``number``: the symbols that end one numbered from 1 (0: the
    others), less than ``kinds``; ``ending``: those numbers, as ``second``."""

    start: npt.NDArray[np.int32]
    second: Symbols
    number: npt.NDArray[np.uint16]
    ending: npt.NDArray[np.uint16]
    kinds: int

    def beginning_with(self, first: Symbols) -> tuple[Longs, Longs]:
        """All words that begin with one of ``first``: with which one, and where in ``second``."""
        begin = self.start[first]
        number = self.start[first.astype(np.int64) + 1] - begin
        owner = np.repeat(np.arange(len(first)), number)
        return owner, np.arange(len(owner)) + np.repeat(begin + number - np.cumsum(number), number)


def twos(start: npt.NDArray[np.int32], second: Symbols) -> Twos:
    """The table with its endings numbered."""
    number = np.zeros(0x10000, dtype=np.uint16)
    number[second] = 1
    ends = np.flatnonzero(number)
    number[ends] = np.arange(1, len(ends) + 1)
    return Twos(start, second, number, number[second], len(ends) + 1)


def word_key(hashes: Hashes, n: int) -> Hashes:
    """The key of words of ``n`` characters in the table."""
    return hashes * np.uint64(2 * n + 1) + _SALT
