"""Fitting the boosted trees and turning them into the engine's arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.proof.symbols import Ints
from pipeline.proof.trees import LEAF_SCALE, Trees

SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "num_leaves": 63,
    "max_depth": 10,
    "learning_rate": 0.07,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "max_bin": 63,
    "verbose": -1,
}


def fit_trees(
    table: Ints,
    names: Sequence[str],
    labels: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    count: int,
    **settings: Any,
) -> Trees:
    """``count`` boosted trees that tell right candidates from wrong ones; ``settings`` in place of
    those above."""
    import lightgbm

    data = lightgbm.Dataset(
        table.astype(np.float64), labels.astype(np.int32), weight=weights,
        feature_name=list(names),
    )  # fmt: skip
    booster = lightgbm.train(SETTINGS | settings, data, count)
    return as_trees(booster.dump_model()["tree_info"])


def as_trees(dumped: list[dict[str, Any]]) -> Trees:
    """LightGBM's own description of its trees as padded arrays."""
    flat = [_flatten(tree["tree_structure"]) for tree in dumped]
    width = max(len(nodes) for nodes, _ in flat)
    shape = (len(flat), width)
    feature = np.zeros(shape, dtype=np.uint8)
    limit = np.full(shape, 32767, dtype=np.int16)
    low = np.tile(np.arange(width, dtype=np.uint8), (len(flat), 1))
    high = low.copy()
    value = np.zeros(shape, dtype=np.int16)
    for t, (nodes, _) in enumerate(flat):
        for i, (asked, most, left, right, leaf) in enumerate(nodes):
            feature[t, i], limit[t, i], value[t, i] = asked, most, leaf
            low[t, i], high[t, i] = left, right
    return Trees(feature, limit, low, high, value, max(depth for _, depth in flat))


def _flatten(root: dict[str, Any]) -> tuple[list[tuple[int, int, int, int, int]], int]:
    """The nodes of one tree in order of discovery, and its depth."""
    nodes: list[tuple[int, int, int, int, int]] = []

    def add(node: dict[str, Any]) -> tuple[int, int]:
        here = len(nodes)
        if "split_feature" not in node:
            leaf = round(float(node["leaf_value"]) * LEAF_SCALE)
            nodes.append((0, 32767, here, here, max(-32768, min(32767, leaf))))
            return here, 0
        nodes.append((0, 0, 0, 0, 0))
        left, depth_left = add(node["left_child"])
        right, depth_right = add(node["right_child"])
        most = max(-32768, min(32766, int(np.floor(float(node["threshold"])))))
        nodes[here] = (int(node["split_feature"]), most, left, right, 0)
        return here, 1 + max(depth_left, depth_right)

    _, depth = add(root)
    return nodes, depth
