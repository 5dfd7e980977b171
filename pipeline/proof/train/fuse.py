"""Building the static tables of ``pipeline.proof.store``."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from pipeline.proof.store import FuseTable, fingerprint, mix, places
from pipeline.proof.symbols import Hashes, Ints

Longs = npt.NDArray[np.int64]


def build_table(keys: Hashes, values: Ints, bits: int) -> FuseTable:
    """A table that gives ``values`` (0 … 2**bits - 1) for ``keys`` (all different).

    Keys are peeled round by round: those that alone hold a cell go first; then cells are filled in
    the reverse order. Some seeds leave a core that cannot be peeled; the next seed is tried.
    """
    count = max(len(keys), 8)
    segment = 1 << max(2, math.floor(math.log(count) / math.log(3.33) + 2.25))
    factor = max(1.125, 0.875 + 0.25 * math.log(1_000_000) / math.log(max(count, 20)))
    length = math.ceil(count * factor / segment + 2) * segment
    for seed in range(1, 200):
        mixed = mix(keys, seed)
        spots = np.stack(places(mixed, segment, length)).astype(np.int64)
        rounds = _peel(spots, length)
        if rounds is not None:
            wanted = (fingerprint(mixed, bits) << np.uint16(bits)) | values.astype(np.uint16)
            cells = np.zeros(length, dtype=np.uint16)
            for members, own in reversed(rounds):
                rest = np.zeros(len(members), dtype=np.uint16)
                for row in spots:
                    rest ^= cells[row[members]]
                cells[own] = wanted[members] ^ rest
            return FuseTable(cells, segment, bits, seed)
    raise RuntimeError("no seed gives a table that can be peeled: are the keys all different?")


def _peel(spots: Longs, length: int) -> list[tuple[Longs, Longs]] | None:
    """Rounds of (keys, the cell each alone holds), or None when a core remains."""
    total = spots.shape[1]
    names = np.zeros(length, dtype=np.int64)
    every = np.arange(total, dtype=np.int64)
    held = np.bincount(spots.ravel(), minlength=length)
    for row in spots:
        np.bitwise_xor.at(names, row, every)
    rounds = []
    done = 0
    frontier = np.flatnonzero(held == 1)
    while len(frontier):
        members, first = np.unique(names[frontier], return_index=True)
        rounds.append((members, frontier[first].astype(np.int64)))
        done += len(members)
        touched = spots[:, members]
        for row in touched:
            np.subtract.at(held, row, 1)
            np.bitwise_xor.at(names, row, members)
        near = np.unique(touched)
        frontier = near[held[near] == 1]
    return rounds if done == total else None
