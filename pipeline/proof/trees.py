"""Evaluating the boosted trees: plain arrays, whole batches, whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.symbols import Ints

LEAF_SCALE = 4096  # leaf values are whole numbers in 1/LEAF_SCALE logits


@dataclass(frozen=True, slots=True)
class Trees:
    """One row a tree, padded: a node asks ``column[feature] <= limit`` and goes to ``low`` or
    ``high``; a leaf points to itself and carries ``value``."""

    feature: npt.NDArray[np.uint8]
    limit: npt.NDArray[np.int16]
    low: npt.NDArray[np.uint8]
    high: npt.NDArray[np.uint8]
    value: npt.NDArray[np.int16]
    depth: int

    def logits(self, table: Ints) -> npt.NDArray[np.int64]:
        """The summed leaf values of every row of ``table``, in 1/LEAF_SCALE logits."""
        parts = [self._some(table[i : i + 1024]) for i in range(0, len(table), 1024)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def _some(self, table: Ints) -> npt.NDArray[np.int64]:
        count, width = len(table), self.feature.shape[1]
        flat = np.ascontiguousarray(np.clip(table, -32000, 32000).astype(np.int16)).ravel()
        base = (np.arange(len(self.feature), dtype=np.int32) * width)[None, :]
        row = (np.arange(count, dtype=np.int32) * table.shape[1])[:, None]
        feature, limit = self.feature.ravel(), self.limit.ravel()
        low, high = self.low.ravel(), self.high.ravel()
        node = np.repeat(base, count, axis=0)
        for _ in range(self.depth):
            asked = flat[row + feature[node]]
            node = base + np.where(asked <= limit[node], low[node], high[node])
        return self.value.ravel()[node].sum(axis=1, dtype=np.int64)


def probability(logits: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Logits as probabilities 0 … 1."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits / LEAF_SCALE)))
