"""The lessons: text whose mistakes are known, read by language models that have not seen it."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.proof.engine import proposed
from pipeline.proof.features import Tools
from pipeline.proof.pack import Model
from pipeline.proof.phrasing import Phrasing
from pipeline.proof.symbols import PAD, Ints
from pipeline.proof.train.examples import Examples, Pair, gather, right_change, spoiled_blocks
from pipeline.proof.train.jobs import Jobs, in_turn
from pipeline.proof.train.material import (
    FOLDS,
    Parts,
    Readers,
    Texts,
    picked,
    stretches,
    thin_part,
    third_of,
    thirds,
)

LESSONS = {"pairs": 5.0, "prose": 5.0, "laws": 0.5, "thin": 1.0, "thin pairs": 1.0}  # weights
SECOND_LESSONS = {"pairs": 5.0, "prose": 1.0, "laws": 0.3, "thin": 1.0, "everyday": 1.0}
_PROSE_DIRTY = (0.3, 0.5)  # share of lines with mistakes, each time prose is read
_EVERYDAY_DIRTY = 0.3
Lessons = Mapping[tuple[str, int], Examples]


@dataclass(frozen=True, slots=True)
class School:
    """Where lessons come from; ``sample``: about how many lines of the statutes of each third."""

    texts: Texts
    parts: Parts
    readers: Readers
    sample: int

    def reader(self, kind: str, third: int) -> Tools:
        """Who has not seen the lessons of this kind and third."""
        if kind == "pairs":
            return self.readers.unread[third]
        return self.readers.thin if kind.startswith("thin") else self.readers.thirds[third]

    def blocks(self, kind: str, third: int, rng: random.Random) -> list[list[Pair]]:
        """Short documents as (wrong, right) lines."""
        texts = self.texts
        if kind in ("pairs", "thin pairs"):
            return [[p] for rows in texts.pairs.values() for p in rows if third_of(p) == third]
        prose = [x for x, k in zip(texts.prose, thirds(texts.prose), strict=True) if k == third]
        laws = [x for x, k in zip(texts.laws, stretches(texts.laws), strict=True) if k == third]
        if kind == "everyday":
            places = thirds(texts.everyday)
            own = [x for x, k in zip(texts.everyday, places, strict=True) if k == third]
            read = [(own, _EVERYDAY_DIRTY)]
        elif kind == "prose":
            read = [(prose, dirty) for dirty in _PROSE_DIRTY]
        elif kind == "laws":
            read = [(picked(laws, self.sample, rng), 0.5)]
        else:
            known = set(thin_part(texts.laws))
            strange = picked([x for x in laws if x not in known], self.sample // 4, rng)
            read = [([*prose, *strange], 0.3)]
        return [
            block
            for lines, dirty in read
            for block in spoiled_blocks(
                lines, self.parts.mistakes, self.parts.names, rng, dirty=dirty
            )
        ]


def first_lessons(school: School, jobs: Jobs) -> dict[tuple[str, int], Examples]:
    """Examples for the trees that judge a place by what is beside it, by kind and third."""
    keys = [(kind, third) for kind in LESSONS for third in range(FOLDS)]

    def make(key: tuple[str, int]) -> Examples:
        kind, third = key
        return gather(
            school.reader(*key), school.blocks(kind, third, random.Random(f"{kind} {third}"))
        )

    return dict(zip(keys, jobs.each("lessons", make, keys), strict=True))


@dataclass(frozen=True, slots=True)
class Seconds:
    """What deserves a second look: its table, and whether it is right."""

    table: Ints
    label: npt.NDArray[np.bool_]


def second_lessons(
    school: School, trials: Sequence[Model], phrasing: Phrasing | None, jobs: Jobs
) -> dict[tuple[str, int], Seconds]:
    """Examples for the second look, by kind and third: suspected by trees and read by a language
    model that have not seen that third."""
    keys = [(kind, third) for kind in SECOND_LESSONS for third in range(FOLDS)]

    def make(key: tuple[str, int]) -> Seconds:
        kind, third = key
        blocks = school.blocks(kind, third, random.Random(f"second {kind} {third}"))
        judge = replace(trials[third], tools=school.reader(*key), phrasing=phrasing)
        return _seconds(judge, blocks)

    return dict(zip(keys, in_turn(make, keys, jobs.number), strict=True))


def _seconds(judge: Model, blocks: Sequence[Sequence[Pair]]) -> Seconds:
    tables, label = [], []
    documents = [[wrong for wrong, _ in block] for block in blocks]
    for block, (changes, table) in zip(blocks, proposed(documents, judge), strict=True):
        starts = np.cumsum([PAD] + [len(wrong) + 1 for wrong, _ in block])
        tables.append(table)
        label += [right_change(block, starts, c.start, c.end, c.right) for c in changes]
    return Seconds(np.concatenate(tables), np.array(label, dtype=bool))
