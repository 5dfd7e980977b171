"""How sure is sure enough: levels and scores from predictions on text that nothing has seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pipeline.proof.engine import mend
from pipeline.proof.findings import LEVELS
from pipeline.proof.second import Change
from pipeline.proof.trees import LEAF_SCALE

Pair = tuple[str, str]
TARGETS = {"error": 0.5, "warning": 1.0, "hint": 4.0}  # false alarms in 10,000 characters
MARGIN = 0.8  # the share of a target that the levels use up: other clean text may be harder
LAXEST = {"error": 0.8, "warning": 0.6, "hint": 0.4}  # a level is never less sure than this


@dataclass(frozen=True, slots=True)
class Unseen:
    """What trees and language models say about text they have not seen.

    ``pairs``: by the name of the set, labelled sentences with the changes proposed. ``clean``: by
    the name of the text, its characters and the logits of all changes proposed in it."""

    pairs: Mapping[str, Sequence[tuple[Pair, Sequence[Change]]]]
    clean: Mapping[str, tuple[int, Sequence[int]]]


def logit(p: float) -> int:
    """A probability in the trees' own steps."""
    return round(math.log(p / (1 - p)) * LEAF_SCALE)


def confidence(steps: int) -> float:
    """The probability of a logit in the trees' steps."""
    return 1 / (1 + math.exp(-steps / LEAF_SCALE))


def thresholds(unseen: Unseen) -> dict[str, int]:
    """For every level the lowest logit at which each clean text has at most MARGIN × its target
    of false alarms."""
    found: dict[str, int] = {}
    for level in LEVELS:
        least = logit(LAXEST[level])
        for size, alarms in unseen.clean.values():
            most = math.floor(TARGETS[level] * MARGIN * size / 10_000)
            ranked = np.sort(np.asarray(alarms, dtype=np.int64))[::-1]
            if len(ranked) > most:
                least = max(least, int(ranked[most]) + 1)
        found[level] = least
    return found


def scores(unseen: Unseen, least: int) -> dict[str, Any]:
    """False alarms in 10,000 characters of every clean text; strict sentence correction and
    character precision on every set of pairs, at the cut-off ``least``."""
    alarms = {
        name: round(sum(a >= least for a in found) * 10_000 / max(size, 1), 2)
        for name, (size, found) in unseen.clean.items()
    }
    return {
        "confidence": round(confidence(least), 4),
        "false_alarms": alarms,
        "pairs": {name: _score(rows, least) for name, rows in unseen.pairs.items()},
    }


def _score(rows: Sequence[tuple[Pair, Sequence[Change]]], least: int) -> dict[str, float]:
    said = hits = due = letters = right_letters = 0
    for (wrong, right), changes in rows:
        made = mend(wrong, [c for c in changes if c.logit >= least])
        due += wrong != right
        said += made != wrong
        hits += made == right != wrong
        if len(made) == len(wrong) == len(right):
            changed = [(m, r) for w, m, r in zip(wrong, made, right, strict=True) if m != w]
            letters += len(changed)
            right_letters += sum(m == r for m, r in changed)
    return {
        "precision": round(100 * hits / max(said, 1), 1),
        "recall": round(100 * hits / max(due, 1), 1),
        "f1": round(200 * hits / max(said + due, 1), 1),
        "character_precision": round(100 * right_letters / max(letters, 1), 1),
    }


def as_yaml(found: Mapping[str, Mapping[str, int]]) -> str:
    """``rules/proof/levels.yaml``: the levels by what the second look is taken with."""
    lines = [
        "# 疑似错字分几级：把握达到多少算错误、警告、提示（0—1）。误报多就调高，漏报多就调低。",
        "# alone：只用自带的模型；with_words：这台电脑上装有词语模型（见 README）。",
        "# 由 python -m pipeline.proof.train 算出：在训练时没有见过的法规、报告、新闻上，",
        f"# 每万字误报不超过 {TARGETS['error']}（错误）、{TARGETS['warning']:g}（错误加警告）、"
        f"{TARGETS['hint']:g}（再加提示）的 {MARGIN:.0%}。",
    ]
    for means, levels in found.items():
        lines.append(f"{means}:")
        lines += [f"  {level}: {confidence(least):.4f}" for level, least in levels.items()]
    return "\n".join([*lines, ""])
