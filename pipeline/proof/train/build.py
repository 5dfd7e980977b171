"""From texts to the model file: statistics, kinships, lessons, trees, levels, model card.

Nothing is judged by what it has learnt. Everything is divided in three: statutes by stretches,
prose by documents, labelled sentences by their right form. The language model that scores a lesson
has not seen its text; the trees that the levels and the figures come from have seen neither the
third they are asked about nor its language. The shipped trees learn from all lessons.
"""

from __future__ import annotations

import gzip
import hashlib
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np

from pipeline.proof import features, spans
from pipeline.proof.candidates import Kinships, Neighbours
from pipeline.proof.engine import Change, sober_changes
from pipeline.proof.evaluate import read_pairs
from pipeline.proof.features import Tools
from pipeline.proof.language import LanguageModel
from pipeline.proof.pack import Model, to_arrays, write_pack
from pipeline.proof.train import calibrate
from pipeline.proof.train.boost import fit_trees
from pipeline.proof.train.card import model_card
from pipeline.proof.train.confusion import main_sounds
from pipeline.proof.train.errors import Mistakes, Names, make_mistakes
from pipeline.proof.train.examples import Examples, Pair, gather, join_examples, spoiled_blocks
from pipeline.proof.train.ngrams import Source, estimate, unique_lines
from pipeline.proof.train.tables import (
    jieba_names,
    jieba_words,
    make_kinships,
    make_neighbours,
    make_twos,
    make_words,
)
from pipeline.proof.words import Twos, Words

FOLDS = 3
_FOLD_LINES = 2000  # whole stretches of text go to a fold, so that a document is not divided
_THIN_STRETCH, _THIN_SHARE = 500, 20  # the thin language model reads one such stretch in twenty
CUTOFFS, THIN_CUTOFFS = (1, 1, 2, 3, 4), (1, 1, 1, 2, 2)
PROSE_WEIGHT, PAIR_WEIGHT, CLAUSE_WEIGHT, TERM_WEIGHT = 2, 2, 4, 8
_TERM_FREQUENCY = 100
WORD_SHARE = 0.03  # how much of its dictionary frequency a word counts in the n-grams
LESSONS = {"pairs": 5.0, "prose": 5.0, "laws": 0.5, "thin": 1.0, "thin pairs": 1.0}  # weights
_CLEAN_BLOCK = 60  # lines of clean text that are judged together, like a short document
TREES, SPAN_TREES = 300, 160
Lessons = Mapping[tuple[str, int], Examples]


@dataclass(frozen=True, slots=True)
class Material:
    """The files to learn from, as the command line names them."""

    laws: Sequence[str]
    prose: Sequence[str]
    pairs: Sequence[str]
    clean: Sequence[str]
    fonts: Sequence[str]
    sample: int


@dataclass(frozen=True, slots=True)
class Texts:
    """The material read; ``pairs`` and ``clean`` by the name of their file."""

    laws: list[str]
    prose: list[str]
    pairs: dict[str, list[Pair]]
    clean: dict[str, list[str]]
    words: dict[str, int]
    terms: list[str]
    clauses: list[str]


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


def build(material: Material, out: str, levels: str | None, say: Callable[[str], None]) -> None:
    """Make the model and write it to ``out``, its card beside it, the levels to ``levels``; ``say``
    is told every step and the figures."""
    texts = _read(material)
    parts = _parts(texts, material.fonts)
    say(f"{len(parts.kin.right)} kinships, {len(texts.words)} words, {len(texts.terms)} terms")
    thirds = [_language(texts, parts, fold) for fold in range(FOLDS)]
    unread = [_language(texts, parts, fold, pairs_only=True) for fold in range(FOLDS)]
    full = _language(texts, parts, None)
    thin = parts.with_language(estimate([Source(_thin(texts.laws))], THIN_CUTOFFS))
    say("language models done")
    lessons = _lessons(texts, parts, Readers(thirds, unread, thin), material.sample)
    say(f"{sum(len(e.label) for e in lessons.values())} candidates to learn from")
    trials = [_fit(full, _without(lessons, fold)) for fold in range(FOLDS)]
    unseen = _unseen(texts, Readers(thirds, unread, thin), full, trials)
    found = calibrate.thresholds(unseen)
    figures = {level: calibrate.scores(unseen, least) for level, least in found.items()}
    for level, scores in figures.items():
        say(f"{level}: {scores}")
    about = {
        "thresholds": found,
        "characters": {"laws": sum(map(len, texts.laws)), "prose": sum(map(len, texts.prose))},
        "words": len(texts.words),
        "terms": len(texts.terms),
        "clauses": len(texts.clauses),
        "pairs": {name: len(rows) for name, rows in texts.pairs.items()},
        "clean": {name: sum(map(len, lines)) for name, lines in texts.clean.items()},
        "unseen": figures,
    }
    final = _fit(full, lessons)
    write_pack(Path(out), *to_arrays(Model(final.tools, final.trees, final.span_trees, about)))
    Path(out).with_name("CARD.md").write_text(model_card(about), encoding="utf-8")
    if levels:
        Path(levels).write_text(calibrate.as_yaml(found), encoding="utf-8")
    say(f"{out}: {Path(out).stat().st_size / 1e6:.1f} MB")


def _read(material: Material) -> Texts:
    return Texts(
        unique_lines([line for name in material.laws for line in _lines(name)]),
        unique_lines([line for name in material.prose for line in _lines(name)]),
        {Path(name).stem: read_pairs(Path(name)) for name in material.pairs},
        {Path(name).stem: unique_lines(_lines(name)) for name in material.clean},
        jieba_words(),
        list(dict.fromkeys(t for line in _own("terms.txt") for t in line.split())),
        _own("clauses.txt"),
    )


def _lines(name: str) -> list[str]:
    data = Path(name).read_bytes()
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8").splitlines()


def _own(name: str) -> list[str]:
    """The lines of a list that was written for this project."""
    listed = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line for line in listed if line and not line.startswith("#")]


def _parts(texts: Texts, fonts: Sequence[str]) -> Parts:
    fresh = [t for t in texts.terms if all("一" <= c <= "鿿" for c in t)]
    frequencies = {**dict.fromkeys(fresh, _TERM_FREQUENCY), **texts.words}
    counts = Counter(c for line in texts.laws for c in line)
    faces = [(Path(name), int(index)) for name, index in (f.rsplit(":", 1) for f in fonts)]
    kin = make_kinships(counts, texts.words, faces)
    return Parts(
        kin,
        make_neighbours(_sources(texts, None)),
        make_words(frequencies),
        make_twos(frequencies),
        make_mistakes(kin, counts, texts.words, main_sounds()),
        jieba_names(),
    )


def _sources(texts: Texts, left_out: int | None, *, pairs_only: bool = False) -> list[Source]:
    """Statutes once, other prose, right sentences and clauses oftener, dictionary words and terms
    as fragments; without one third of the right sentences and, unless ``pairs_only``, of statutes
    and prose."""
    third = None if pairs_only else left_out

    laws = [x for x, k in zip(texts.laws, _stretches(texts.laws), strict=True) if k != third]
    prose = [x for x, k in zip(texts.prose, _thirds(texts.prose), strict=True) if k != third]
    pairs = [pair for rows in texts.pairs.values() for pair in rows]
    right = [pair[1] for pair in pairs if _third_of(pair) != left_out]
    listed = sorted(w for w in texts.words if len(w) > 1)
    weights = [max(_least(w), round(texts.words[w] * WORD_SHARE)) for w in listed]
    return [
        Source(laws),
        Source(prose, PROSE_WEIGHT),
        Source(unique_lines(right), PAIR_WEIGHT),
        Source(listed, weights, loose=True),
        Source(texts.terms, TERM_WEIGHT, loose=True),
        Source(texts.clauses, CLAUSE_WEIGHT),
    ]


def _least(word: str) -> int:
    """Enough that a word's trigrams are not cut off."""
    return 1 if len(word) == 2 else CUTOFFS[2]


def _language(
    texts: Texts, parts: Parts, left_out: int | None, *, pairs_only: bool = False
) -> Tools:
    """The tools with a language model that has not seen one third."""
    return parts.with_language(estimate(_sources(texts, left_out, pairs_only=pairs_only), CUTOFFS))


def _stretches(lines: Sequence[str]) -> list[int]:
    """Which third every line of the statutes belongs to."""
    return [i // _FOLD_LINES % FOLDS for i in range(len(lines))]


def _thirds(lines: Sequence[str]) -> list[int]:
    """Which third every line belongs to, by characters, so that a document stays in one."""
    total = sum(map(len, lines)) or 1
    before = accumulate(map(len, lines), initial=0)
    return [min(b * FOLDS // total, FOLDS - 1) for b, _ in zip(before, lines, strict=False)]


def _third_of(pair: Pair) -> int:
    """Which third a labelled sentence belongs to: by its right form, so that versions of one
    sentence stay together."""
    return hashlib.sha256(pair[1].strip("。？！?!").encode()).digest()[0] % FOLDS


def _thin(laws: Sequence[str]) -> list[str]:
    """So few statutes that what a language model knows of them is to other statutes what the full
    one is to documents of another kind."""
    return [x for i, x in enumerate(laws) if i // _THIN_STRETCH % _THIN_SHARE == 7]


def _lessons(
    texts: Texts, parts: Parts, readers: Readers, sample: int
) -> dict[tuple[str, int], Examples]:
    """Examples by kind and third."""
    known = set(_thin(texts.laws))
    found = {}
    for fold in range(FOLDS):
        rng = random.Random(fold)
        prose = [x for x, k in zip(texts.prose, _thirds(texts.prose), strict=True) if k == fold]
        laws = [x for x, k in zip(texts.laws, _stretches(texts.laws), strict=True) if k == fold]

        def spoiled(
            lines: Sequence[str], dirty: float, rng: random.Random = rng
        ) -> list[list[Pair]]:
            return spoiled_blocks(lines, parts.mistakes, parts.names, rng, dirty=dirty)

        twice = [*spoiled(prose, 0.3), *spoiled(prose, 0.3)]
        found["prose", fold] = gather(readers.thirds[fold], twice)
        found["laws", fold] = gather(readers.thirds[fold], spoiled(_picked(laws, sample, rng), 0.5))
        strange = _picked([x for x in laws if x not in known], sample // 4, rng)
        found["thin", fold] = gather(readers.thin, spoiled([*prose, *strange], 0.3))
        pairs = [[p] for rows in texts.pairs.values() for p in rows if _third_of(p) == fold]
        found["pairs", fold] = gather(readers.unread[fold], pairs)
        found["thin pairs", fold] = gather(readers.thin, pairs)
    return found


def _picked(lines: Sequence[str], number: int, rng: random.Random) -> list[str]:
    """About ``number`` lines, 25 in a row."""
    result: list[str] = []
    while len(result) < min(number, len(lines)):
        start = rng.randrange(max(1, len(lines) - 25))
        result += lines[start : start + 25]
    return result


def _without(lessons: Lessons, fold: int) -> Lessons:
    return {key: examples for key, examples in lessons.items() if key[1] != fold}


def _fit(tools: Tools, lessons: Lessons) -> Model:
    """Trees fitted to the lessons; cut-offs low enough for everything to be seen."""
    every = join_examples(list(lessons.values()))
    sizes = [(LESSONS[kind], e) for (kind, _), e in lessons.items()]
    weights = np.concatenate([np.full(len(e.label), w) for w, e in sizes])
    span_weights = np.concatenate([np.full(len(e.span_label), w) for w, e in sizes])
    trees = fit_trees(every.table, features.FEATURES, every.label, weights, TREES)
    span_trees = fit_trees(
        every.span_table, spans.FEATURES, every.span_label, span_weights, SPAN_TREES
    )
    lax = {level: calibrate.logit(p) for level, p in calibrate.LAXEST.items()}
    return Model(tools, trees, span_trees, {"thresholds": lax})


def _unseen(
    texts: Texts, readers: Readers, full: Tools, trials: Sequence[Model]
) -> calibrate.Unseen:
    """Each third of sentences and prose judged by the trees and the language model that have not
    seen it; clean text, which nothing learns from, by each of the trees in turn."""
    least = calibrate.logit(calibrate.LAXEST["hint"])
    pairs: dict[str, list[tuple[Pair, list[Change]]]] = {name: [] for name in texts.pairs}
    for name, rows in texts.pairs.items():
        for pair in rows:
            model = _judge(readers.unread, trials, _third_of(pair))
            changes = [change for _, _, change in sober_changes([pair[0]], model, least)]
            pairs[name].append((pair, changes))
    clean = {}
    for name, lines in texts.clean.items():
        blocks = [lines[i : i + _CLEAN_BLOCK] for i in range(0, len(lines), _CLEAN_BLOCK)]
        judges = [Model(full, t.trees, t.span_trees, t.about) for t in trials]
        clean[name] = _alarms([(b, judges[i % FOLDS]) for i, b in enumerate(blocks)], least)
    places = _thirds(texts.prose)
    prose = [
        (
            [x for x, k in zip(texts.prose, places, strict=True) if k == f],
            _judge(readers.thirds, trials, f),
        )
        for f in range(FOLDS)
    ]
    clean["prose"] = _alarms(prose, least)
    return calibrate.Unseen(pairs, clean)


def _judge(tools: Sequence[Tools], trials: Sequence[Model], fold: int) -> Model:
    """The trees and the language model that have not seen a third."""
    return Model(tools[fold], trials[fold].trees, trials[fold].span_trees, trials[fold].about)


def _alarms(runs: Sequence[tuple[Sequence[str], Model]], least: int) -> tuple[int, list[int]]:
    """Characters and the logits of all changes proposed in clean text."""
    size, found = 0, []
    for lines, judge in runs:
        size += sum(map(len, lines))
        found += [change.logit for _, _, change in sober_changes(lines, judge, least)]
    return size, found
