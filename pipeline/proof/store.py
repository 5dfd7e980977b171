"""A static table from 64-bit hashes to small numbers, two bytes a cell, looked up in bulk.

A binary fuse table: every key's value is the exclusive-or of three cells, a few of its bits being
a fingerprint that tells keys from strangers. About 18 bits a key whatever the key's length, and a
lookup is three reads, so that millions of n-grams fit into a few megabytes mapped from the file.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.symbols import Flags, Hashes, Ints

Cells = npt.NDArray[np.uint16]
Spots = npt.NDArray[np.int64]
_CHUNK = 16384  # keys looked up at once: what is worked on stays in the processor's cache
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
        """The number of every key, -1 where the key is not in the table; any shape."""
        flat = keys.ravel()
        found = np.empty(len(flat), dtype=np.int32)
        for start in range(0, len(flat), _CHUNK):
            some = self._some(flat[start : start + _CHUNK])
            part = found[start : start + _CHUNK]
            part[:] = some
            part[some >> np.uint16(self.bits) != 0] = -1
        return found.reshape(keys.shape)

    def has(self, keys: Hashes) -> Flags:
        """Which keys are in the table; one dimension."""
        found = np.empty(len(keys), dtype=bool)
        for start in range(0, len(keys), _CHUNK):
            some = self._some(keys[start : start + _CHUNK])
            np.less(some, np.uint16(1 << self.bits), out=found[start : start + _CHUNK])
        return found

    def _some(self, keys: Hashes) -> npt.NDArray[np.uint16]:
        """The numbers of keys that are in the table; more than ``bits`` bits for strangers."""
        mixed = mix(keys, self.seed)
        cells = np.asarray(self.cells)
        found = fingerprint(mixed, self.bits)
        found <<= np.uint16(self.bits)
        # clip leaves out a test for every index; all of them are in the table
        for place in places(mixed, self.segment, len(cells)):
            found ^= cells.take(place, mode="clip")
        return found


def mix(keys: Hashes, seed: int) -> Hashes:
    """Well-mixed 64-bit numbers from ``keys``."""
    h = keys + np.uint64(seed)
    shifted = h >> np.uint64(33)
    h ^= shifted
    h *= _C1
    np.right_shift(h, np.uint64(33), out=shifted)
    h ^= shifted
    h *= _C2
    np.right_shift(h, np.uint64(33), out=shifted)
    h ^= shifted
    return h


def places(mixed: Hashes, segment: int, length: int) -> tuple[Spots, Spots, Spots]:
    """The three cells of every key: one in each of three neighbouring segments."""
    mask = np.uint64(segment - 1)
    start = mixed >> np.uint64(32)
    start *= np.uint64(length - 2 * segment)
    start >>= np.uint64(32)
    second = mixed >> np.uint64(18)
    second &= mask
    third = mixed & mask
    second ^= start + np.uint64(segment)
    third ^= start + np.uint64(2 * segment)
    return start.view(np.int64), second.view(np.int64), third.view(np.int64)


def fingerprint(mixed: Hashes, bits: int) -> npt.NDArray[np.uint16]:
    """The top 16 - ``bits`` bits that tell a key from a stranger."""
    h = mixed * _C1
    return (h >> np.uint64(48 + bits)).astype(np.uint16)
