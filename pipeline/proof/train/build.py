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
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

import numpy as np

from pipeline.proof import features, spans
from pipeline.proof.candidates import Kinships, Neighbours
from pipeline.proof.engine import Change, Text, sober_changes
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
from pipeline.proof.train.jobs import Jobs, in_turn
from pipeline.proof.train.ngrams import Source, estimate, unique_lines
from pipeline.proof.train.tables import (
    jieba_names,
    jieba_words,
    make_kinships,
    make_neighbours,
    make_twos,
    make_words,
    set_phrases,
)
from pipeline.proof.words import Twos, Words

FOLDS = 3
_FOLD_LINES = 2000  # whole stretches of text go to a fold, so that a document is not divided
_THIN_STRETCH, _THIN_SHARE = 500, 20  # the thin language model reads one such stretch in twenty
CUTOFFS = (1, 1, 1, 2, 2)  # least count of n-grams
LEAST_TOLD, THIN_TOLD = 4.5, 0.0  # what an n-gram must tell to be kept
PROSE_WEIGHT, PAIR_WEIGHT, CLAUSE_WEIGHT, TERM_WEIGHT, PHRASE_WEIGHT = 2, 2, 4, 8, 2
_TERM_FREQUENCY = 100
WORD_SHARE = 0.03  # how much of its dictionary frequency a word counts in the n-grams
LESSONS = {"pairs": 5.0, "prose": 5.0, "laws": 0.5, "thin": 1.0, "thin pairs": 1.0}  # weights
_PROSE_DIRTY = (0.3, 0.5)  # share of lines with mistakes, each time prose is read
_CHUNK = 200  # labelled sentences judged by one job
_CLEAN_BLOCK = 60  # lines of clean text that are judged together, like a short document
TREES, SPAN_TREES = 300, 200
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


def build(
    material: Material, out: str, levels: str | None, say: Callable[[str], None], jobs: Jobs
) -> None:
    """Make the model and write it to ``out``, the rest of it and its card beside it, the levels to
    ``levels``; ``say`` is told every step and the figures; ``jobs`` do the work, which does not
    change the result."""
    texts = _read(material)
    parts = jobs.once("parts", lambda: _parts(texts, material.fonts))
    say(f"{len(parts.kin.right)} kinships, {len(texts.words)} words, {len(texts.terms)} terms")
    readers, full = _readers(texts, parts, jobs)
    say("language models done")
    lessons = _lessons(texts, parts, readers, material.sample, jobs)
    say(f"{sum(len(e.label) for e in lessons.values())} candidates to learn from")
    left_out = (*range(FOLDS), None)
    fitted = in_turn(lambda fold: _fit(full, _without(lessons, fold)), left_out, jobs.number)
    *trials, final = fitted
    say("trees fitted")
    unseen = _unseen(texts, readers, full, trials, jobs)
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
        "phrases": len(texts.phrases),
        "pairs": {name: len(rows) for name, rows in texts.pairs.items()},
        "clean": {name: sum(map(len, lines)) for name, lines in texts.clean.items()},
        "unseen": figures,
    }
    write_pack(Path(out), *to_arrays(replace(final, about=about)))
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
        set_phrases(),
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
        Source(texts.phrases, PHRASE_WEIGHT, loose=True),
    ]


def _least(word: str) -> int:
    """Enough that a word's trigrams are not cut off."""
    return 1 if len(word) == 2 else CUTOFFS[2]


def _readers(texts: Texts, parts: Parts, jobs: Jobs) -> tuple[Readers, Tools]:
    """All language models, the full one apart."""
    kinds: list[tuple[int | None, bool]] = [(None, False)]
    kinds += [(fold, only) for only in (False, True) for fold in range(FOLDS)]

    def make(number: int) -> LanguageModel:
        if number == len(kinds):
            return estimate([Source(_thin(texts.laws))], CUTOFFS, THIN_TOLD)
        left_out, pairs_only = kinds[number]
        sources = _sources(texts, left_out, pairs_only=pairs_only)
        return estimate(sources, CUTOFFS, LEAST_TOLD)

    made = jobs.each("language", make, range(len(kinds) + 1))
    full, *rest, thin = (parts.with_language(language) for language in made)
    return Readers(rest[:FOLDS], rest[FOLDS:], thin), full


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
    texts: Texts, parts: Parts, readers: Readers, sample: int, jobs: Jobs
) -> dict[tuple[str, int], Examples]:
    """Examples by kind and third."""
    known = set(_thin(texts.laws))
    keys = [(kind, fold) for kind in LESSONS for fold in range(FOLDS)]

    def make(key: tuple[str, int]) -> Examples:
        kind, fold = key
        rng = random.Random(f"{kind} {fold}")
        if kind in ("pairs", "thin pairs"):
            pairs = [[p] for rows in texts.pairs.values() for p in rows if _third_of(p) == fold]
            return gather(readers.thin if kind == "thin pairs" else readers.unread[fold], pairs)
        prose = [x for x, k in zip(texts.prose, _thirds(texts.prose), strict=True) if k == fold]
        laws = [x for x, k in zip(texts.laws, _stretches(texts.laws), strict=True) if k == fold]
        if kind == "prose":
            read = [(prose, dirty) for dirty in _PROSE_DIRTY]
        elif kind == "laws":
            read = [(_picked(laws, sample, rng), 0.5)]
        else:
            strange = _picked([x for x in laws if x not in known], sample // 4, rng)
            read = [([*prose, *strange], 0.3)]
        blocks = [
            block
            for lines, dirty in read
            for block in spoiled_blocks(lines, parts.mistakes, parts.names, rng, dirty=dirty)
        ]
        return gather(readers.thin if kind == "thin" else readers.thirds[fold], blocks)

    return dict(zip(keys, jobs.each("lessons", make, keys), strict=True))


def _picked(lines: Sequence[str], number: int, rng: random.Random) -> list[str]:
    """About ``number`` lines, 25 in a row."""
    result: list[str] = []
    while len(result) < min(number, len(lines)):
        start = rng.randrange(max(1, len(lines) - 25))
        result += lines[start : start + 25]
    return result


def _without(lessons: Lessons, fold: int | None) -> Lessons:
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
    texts: Texts, readers: Readers, full: Tools, trials: Sequence[Model], jobs: Jobs
) -> calibrate.Unseen:
    """Each third of sentences and prose judged by the trees and the language model that have not
    seen it; clean text, which nothing learns from, by each of the trees in turn."""
    least = calibrate.logit(calibrate.LAXEST["hint"])
    every = [pair for rows in texts.pairs.values() for pair in rows]
    chunks = [every[i : i + _CHUNK] for i in range(0, len(every), _CHUNK)]

    def mended(chunk: list[Pair]) -> list[tuple[Pair, list[Change]]]:
        models = [replace(trials[f], tools=readers.unread[f]) for f in range(FOLDS)]
        return [(pair, _changes([pair[0]], models[_third_of(pair)], least)) for pair in chunk]

    rest = (row for rows in in_turn(mended, chunks, jobs.number) for row in rows)
    pairs = {name: [next(rest) for _ in rows] for name, rows in texts.pairs.items()}
    runs: list[tuple[str, list[str], Model]] = []
    for name, lines in texts.clean.items():
        blocks = [lines[i : i + _CLEAN_BLOCK] for i in range(0, len(lines), _CLEAN_BLOCK)]
        judges = [replace(trial, tools=full) for trial in trials]
        runs += [(name, block, judges[i % FOLDS]) for i, block in enumerate(blocks)]
    places = _thirds(texts.prose)
    for f in range(FOLDS):
        lines = [x for x, k in zip(texts.prose, places, strict=True) if k == f]
        runs.append(("prose", lines, replace(trials[f], tools=readers.thirds[f])))
    found = in_turn(lambda run: _alarms(run[1], run[2], least), runs, jobs.number)
    clean: dict[str, tuple[int, list[int]]] = {}
    for (name, lines, _), alarms in zip(runs, found, strict=True):
        size, before = clean.get(name, (0, []))
        clean[name] = (size + sum(map(len, lines)), before + alarms)
    return calibrate.Unseen(pairs, clean)


def _alarms(lines: Sequence[str], judge: Model, least: int) -> list[int]:
    """The logits of all changes proposed in clean text."""
    return [change.logit for change in _changes(lines, judge, least)]


def _changes(lines: Sequence[str], model: Model, least: int) -> list[Change]:
    """What a model proposes in a document, after what the document says against it."""
    return [change for *_, change in sober_changes([Text(lines)], model, least)[0]]
