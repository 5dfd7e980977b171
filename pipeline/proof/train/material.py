"""What the model is made from, and its division in three: nothing is judged by what it learnt."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.proof.candidates import Kinships, Neighbours
from pipeline.proof.features import Tools
from pipeline.proof.language import LanguageModel
from pipeline.proof.train.errors import Mistakes, Names
from pipeline.proof.train.examples import Pair
from pipeline.proof.words import Twos, Words

FOLDS = 3
_FOLD_LINES = 2000  # whole stretches of text go to a fold, so that a document is not divided
_THIN_STRETCH, _THIN_SHARE = 500, 20  # the thin language model reads one such stretch in twenty


@dataclass(frozen=True, slots=True)
class Material:
    """The files to learn from, as the command line names them."""

    laws: Sequence[str]
    prose: Sequence[str]
    everyday: Sequence[str]
    pairs: Sequence[str]
    clean: Sequence[str]
    fonts: Sequence[str]
    sample: int
    words: str | None = None  # a word model of libime, for those who have it installed


@dataclass(frozen=True, slots=True)
class Texts:
    """The material read; from ``everyday`` the first trees do not learn; ``pairs`` and ``clean`` by
    the name of their file."""

    laws: list[str]
    prose: list[str]
    everyday: list[str]
    pairs: dict[str, list[Pair]]
    clean: dict[str, list[str]]
    words: dict[str, int]
    terms: list[str]
    clauses: list[str]
    phrases: list[str]


@dataclass(frozen=True, slots=True)
class Parts:
    """What all language models share, and how mistakes are made."""

    kin: Kinships
    near: Neighbours
    words: Words
    twos: Twos
    mistakes: Mistakes
    names: Names

    def with_language(self, language: LanguageModel) -> Tools:
        """The tools that make features with this language model."""
        return Tools(language, self.kin, self.near, self.words, self.twos)


@dataclass(frozen=True, slots=True)
class Readers:
    """Tools whose language model has not seen: one ``thirds`` of everything; one third of the
    labelled sentences only (``unread``); almost anything (``thin``)."""

    thirds: Sequence[Tools]
    unread: Sequence[Tools]
    thin: Tools


def stretches(lines: Sequence[str]) -> list[int]:
    """Which third every line of the statutes belongs to."""
    return [i // _FOLD_LINES % FOLDS for i in range(len(lines))]


def thirds(lines: Sequence[str]) -> list[int]:
    """Which third every line belongs to, by characters, so that a document stays in one."""
    total = sum(map(len, lines)) or 1
    before = accumulate(map(len, lines), initial=0)
    return [min(b * FOLDS // total, FOLDS - 1) for b, _ in zip(before, lines, strict=False)]


def third_of(pair: Pair) -> int:
    """Which third a labelled sentence belongs to: by its right form, so that versions of one
    sentence stay together."""
    return hashlib.sha256(pair[1].strip("。？！?!").encode()).digest()[0] % FOLDS


def thin_part(laws: Sequence[str]) -> list[str]:
    """So few statutes that what a language model knows of them is to other statutes what the full
    one is to documents of another kind."""
    return [x for i, x in enumerate(laws) if i // _THIN_STRETCH % _THIN_SHARE == 7]


def picked(lines: Sequence[str], number: int, rng: random.Random) -> list[str]:
    """About ``number`` lines, 25 in a row."""
    result: list[str] = []
    while len(result) < min(number, len(lines)):
        start = rng.randrange(max(1, len(lines) - 25))
        result += lines[start : start + 25]
    return result
