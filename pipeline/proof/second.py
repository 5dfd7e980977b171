"""A second look at the few places that are suspicious: their company and their surroundings.

Mistakes come in company, and a text whose language is strange through and through holds many places
that only look like mistakes. Neither can be told from five characters on either side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.proof.candidates import SHAPE_SHIFT
from pipeline.proof.symbols import Ints
from pipeline.proof.trees import LEAF_SCALE

REACH = 60  # characters within which other suspicious places of a paragraph count
FAR = 5  # characters from which on two places do not read each other
STEPS = 256  # steps a logit in the table
NONE = -12 * STEPS  # where there is no other place
# What the trees that suspect a change were told and this look is told again.
TOLD = (
    "gain", "cut_gain", "word_old", "word_new", "word_cost_old", "word_cost_new",
    "common_old", "common_new", "single_old", "single_new", "cut_old",
)  # fmt: skip
FEATURES = (
    "own", "rival", "best", "distance", "best_far", "next", "others", "same",
    "written_near", "right_near", "strange", "kind", "sound",
    "fit", "lead", "words", "sound_2", "shape", "shape_2", *TOLD,
)  # fmt: skip
# Which of them may only raise (1) or only lower (-1) the verdict.
SIGNS = (1, -1, 1, 0, 1, 1, 0, 0, -1, 1, -1, 0, 0, 1, 1, 1, 0, 0, 0, *(0 for _ in TOLD))


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed change: symbols [start, end), as in ``encode``, become ``right``; ``logit`` in
    1/LEAF_SCALE; ``kind`` is -1 for one character, else a kind of ``spans``; ``codes``: the
    kinship codes of the characters; ``own``: the logit by itself, before the second look;
    ``rival``: that of the likeliest other change there; ``told``: what TOLD names, 0 where
    unknown; ``lifted``: whether ``own`` was because the place is in
    no word at all."""

    start: int
    end: int
    right: str
    logit: int
    kind: int
    codes: tuple[int, ...]
    own: int = 0
    rival: int = NONE * (LEAF_SCALE // STEPS)
    told: tuple[int, ...] = (0,) * len(TOLD)
    lifted: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """How much better a change fits than what is written (``better``), and than the best of what
    else the written characters may stand for (``lead``), in 1/STEPS nat."""

    better: int = 0
    lead: int = 0


def columns(
    changes: Sequence[Change],
    text: str,
    strange: Ints,
    fits: Sequence[Fit],
    gains: Sequence[int] | None = None,
) -> Ints:
    """A row of FEATURES for each of the ``changes`` to ``text``, which are in order of place;
    ``strange``: what a character costs around it, in 1/16 of the language model's steps;
    ``fits``: how much better each fits its surroundings; ``gains``: what a model of words says for
    each (None: nobody asked)."""
    rows = []
    for i, change in enumerate(changes):
        old = text[change.start : change.end]
        low, high = max(0, change.start - REACH), change.end + REACH
        near, same = _company(changes, i, text)
        best, distance = near[0] if near else (NONE, REACH)
        rows.append([
            _steps(change.own), _steps(change.rival), best, distance,
            max((own for own, distance in near if distance > FAR), default=NONE),
            near[1][0] if len(near) > 1 else NONE, len(near), same,
            text.count(old, low, high) - 1 if old else 0,
            text.count(change.right, low, high) if change.right else 0,
            int(strange[i]), change.kind, change.codes[0] & 7,
            fits[i].better, fits[i].lead, gains[i] if gains else 0,
            change.codes[-1] & 7, change.codes[0] >> SHAPE_SHIFT & 15,
            change.codes[-1] >> SHAPE_SHIFT & 15, *change.told,
        ])  # fmt: skip
    return np.array(rows, dtype=np.int32).reshape(len(rows), len(FEATURES))


def _company(
    changes: Sequence[Change], number: int, text: str
) -> tuple[list[tuple[int, int]], int]:
    """The other changes within REACH in the paragraph: how likely and how far, likeliest first;
    and how many are the same change again."""
    change = changes[number]
    near, same = [], 0
    for step in (-1, 1):
        j = number + step
        while 0 <= j < len(changes) and abs(changes[j].start - change.start) <= REACH:
            other = changes[j]
            first, last = sorted((change.start, other.start))
            if text.find("\n", first, last) >= 0:
                break
            written = text[other.start : other.end], text[change.start : change.end]
            if written[0] == written[1] and other.right == change.right:
                same += 1
            else:
                near.append((_steps(other.own), last - first))
            j += step
    return sorted(near, key=lambda x: (-x[0], x[1])), same


def _steps(logit: int) -> int:
    return logit * STEPS // LEAF_SCALE
