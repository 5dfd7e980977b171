"""Evaluating the boosted trees: plain arrays, whole batches, whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.symbols import Ints

_ROWS = 512  # rows judged at once: what is worked on stays in the processor's cache
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
        nodes = self._nodes()
        parts = [self._some(nodes, table[i : i + _ROWS]) for i in range(0, len(table), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)

    def _nodes(self) -> tuple[Ints, Ints]:
        """The feature that each node of all trees asks for, and where it leads: the node for
        "more" at twice its number, the one for "not more" behind it."""
        width = self.feature.shape[1]
        base = (np.arange(len(self.feature), dtype=np.int32) * width)[:, None]
        leads = np.stack([self.high + base, self.low + base], axis=-1)
        return self.feature.ravel().astype(np.int32), leads.ravel().astype(np.int32)

    def _some(self, nodes: tuple[Ints, Ints], table: Ints) -> npt.NDArray[np.int64]:
        feature, leads = nodes
        count, width = len(table), self.feature.shape[1]
        flat = np.ascontiguousarray(np.clip(table, -32000, 32000).astype(np.int16)).ravel()
        row = (np.arange(count, dtype=np.int32) * table.shape[1])[:, None]
        limit = self.limit.ravel()
        roots = (np.arange(len(self.feature), dtype=np.int32) * width)[None, :]
        node = np.repeat(roots, count, axis=0)
        for _ in range(self.depth):
            asked = feature.take(node)
            asked += row
            within = flat.take(asked) <= limit.take(node)
            node *= 2
            node += within
            node = leads.take(node)
        return self.value.ravel().take(node).sum(axis=1, dtype=np.int64)


def probability(logits: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Logits as probabilities 0 … 1."""
    return np.asarray(1.0 / (1.0 + np.exp(-logits / LEAF_SCALE)))
