"""A static table from 64-bit hashes to small numbers, two bytes a cell, looked up in bulk.

A binary fuse table: every key's value is the exclusive-or of three cells, a few of its bits being
a fingerprint that tells keys from strangers. About 18 bits a key whatever the key's length, and a
lookup is three reads, so that millions of n-grams fit into a few megabytes mapped from the file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.symbols import Hashes, Ints

Cells = npt.NDArray[np.uint16]
_C1 = np.uint64(0xFF51AFD7ED558CCD)
_C2 = np.uint64(0xC4CEB9FE1A85EC53)


@dataclass(frozen=True, slots=True)
class FuseTable:
    """``cells`` with ``segment`` cells a segment (a power of two); the low ``bits`` of a cell's
    value are the number, the rest the fingerprint; ``seed`` is what made the building succeed."""

    cells: Cells
    segment: int
    bits: int
    seed: int

    def get(self, keys: Hashes) -> Ints:
        """The number of every key, -1 where the key is not in the table."""
        mixed = mix(keys, self.seed)
        first, second, third = places(mixed, self.segment, len(self.cells))
        found = self.cells[first] ^ self.cells[second] ^ self.cells[third]
        value = (found & np.uint16((1 << self.bits) - 1)).astype(np.int32)
        same = (found >> np.uint16(self.bits)) == fingerprint(mixed, self.bits)
        return np.where(same, value, np.int32(-1))


def mix(keys: Hashes, seed: int) -> Hashes:
    """Well-mixed 64-bit numbers from ``keys``."""
    h = keys + np.uint64(seed)
    h ^= h >> np.uint64(33)
    h *= _C1
    h ^= h >> np.uint64(33)
    h *= _C2
    h ^= h >> np.uint64(33)
    return h


def places(mixed: Hashes, segment: int, length: int) -> tuple[Hashes, Hashes, Hashes]:
    """The three cells of every key: one in each of three neighbouring segments."""
    mask = np.uint64(segment - 1)
    start = ((mixed >> np.uint64(32)) * np.uint64(length - 2 * segment)) >> np.uint64(32)
    second = (start + np.uint64(segment)) ^ ((mixed >> np.uint64(18)) & mask)
    third = (start + np.uint64(2 * segment)) ^ (mixed & mask)
    return start, second, third


def fingerprint(mixed: Hashes, bits: int) -> npt.NDArray[np.uint16]:
    """The top 16 - ``bits`` bits that tell a key from a stranger."""
    h = mixed * _C1
    return (h >> np.uint64(48 + bits)).astype(np.uint16)
