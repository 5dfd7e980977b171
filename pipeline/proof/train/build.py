"""From texts to the model file: statistics, kinships, lessons, trees, levels, model card.

Nothing is judged by what it has learnt. Everything is divided in three: statutes by stretches,
prose by documents, labelled sentences by their right form. The language model that scores a lesson
has not seen its text; the trees that the levels and the figures come from have seen neither the
third they are asked about nor its language. The shipped trees learn from all lessons.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from pipeline.proof import features, second, spans
from pipeline.proof.cloze import Cloze
from pipeline.proof.engine import Text, sober_changes
from pipeline.proof.evaluate import read_pairs
from pipeline.proof.features import Tools
from pipeline.proof.language import LanguageModel
from pipeline.proof.pack import Model, to_arrays, write_pack
from pipeline.proof.phrasing import Phrasing
from pipeline.proof.second import Change
from pipeline.proof.train import calibrate
from pipeline.proof.train.boost import fit_trees
from pipeline.proof.train.card import model_card
from pipeline.proof.train.confusion import main_sounds
from pipeline.proof.train.errors import make_mistakes
from pipeline.proof.train.examples import join_examples
from pipeline.proof.train.gaps import teach
from pipeline.proof.train.jobs import Jobs, in_turn
from pipeline.proof.train.lessons import (
    LESSONS,
    SECOND_LESSONS,
    Lessons,
    School,
    Seconds,
    first_lessons,
    second_lessons,
)
from pipeline.proof.train.material import (
    FOLDS,
    Material,
    Parts,
    Readers,
    Texts,
    stretches,
    thin_part,
    third_of,
    thirds,
)
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
from pipeline.proof.trees import Trees

CUTOFFS = (1, 1, 1, 2, 2)  # least count of n-grams
LEAST_TOLD, THIN_TOLD = 5.1, 0.0  # what an n-gram must tell to be kept
PROSE_WEIGHT, EVERYDAY_WEIGHT, PAIR_WEIGHT, CLAUSE_WEIGHT = 2, 2, 2, 4
TERM_WEIGHT, PHRASE_WEIGHT = 8, 2
_TERM_FREQUENCY = 100
GAPS = 18_000_000  # that the network sees
GAP_WEIGHT = 4.0  # how much oftener a gap of anything but statutes is among them
WORD_SHARE = 0.03  # how much of its dictionary frequency a word counts in the n-grams
_CLEAN_BLOCK = 60  # lines of clean text that are judged together, like a short document
TREES, SPAN_TREES, SECOND_TREES = 300, 200, 250
SECOND_SETTINGS: dict[str, Any] = {
    "num_leaves": 12,
    "learning_rate": 0.04,
    "feature_fraction": 0.7,
    "monotone_constraints": list(second.SIGNS),
}

Taught = TypeVar("Taught")


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
    school = School(texts, parts, readers, material.sample)
    lessons = first_lessons(school, jobs)
    say(f"{sum(len(e.label) for e in lessons.values())} candidates to learn from")
    left_out = (*range(FOLDS), None)
    clozes = jobs.each("cloze", lambda fold: _cloze(school, fold, say), left_out)
    say("gaps learnt")
    fitted = jobs.each(
        "fitted",
        lambda fold: _fit(full, _without(lessons, fold), clozes[left_out.index(fold)]),
        left_out,
    )
    say("trees fitted")
    looks = jobs.once("looks", lambda: _second_looks(school, fitted, full, material.words, jobs))
    found = {name: calibrate.thresholds(unseen) for name, (_, unseen) in looks.items()}
    figures = {
        name: {level: calibrate.scores(unseen, found[name][level]) for level in found[name]}
        for name, (_, unseen) in looks.items()
    }
    for name, levels_of in figures.items():
        for level, scores in levels_of.items():
            say(f"{name} {level}: {scores}")
    forests = {name: forest for name, (forest, _) in looks.items()}
    about = {
        "thresholds": found,
        "characters": {
            name: sum(map(len, getattr(texts, name))) for name in ("laws", "prose", "everyday")
        },
        "words": len(texts.words),
        "terms": len(texts.terms),
        "clauses": len(texts.clauses),
        "phrases": len(texts.phrases),
        "pairs": {name: len(rows) for name, rows in texts.pairs.items()},
        "clean": {name: sum(map(len, lines)) for name, lines in texts.clean.items()},
        "unseen": figures,
    }
    write_pack(Path(out), *to_arrays(replace(fitted[-1], second=forests, about=about)))
    Path(out).with_name("CARD.md").write_text(model_card(about), encoding="utf-8")
    if levels:
        Path(levels).write_text(calibrate.as_yaml(found), encoding="utf-8")
    say(f"{out}: {Path(out).stat().st_size / 1e6:.1f} MB")


def _second_looks(
    school: School, fitted: Sequence[Model], full: Tools, words: str | None, jobs: Jobs
) -> dict[str, tuple[Trees, calibrate.Unseen]]:
    """The trees of the second look, and what the trials say with it about what they have not seen:
    by themselves and, when its file is given, with a word model."""
    *trials, _ = fitted
    kinds: list[tuple[str, Phrasing | None]] = [("alone", None)]
    if words:
        kinds.append(("with_words", Phrasing(Path(words))))
    result = {}
    for name, phrasing in kinds:
        known = second_lessons(school, trials, phrasing, jobs)
        *judges, final = (_fit_second(_without(known, fold)) for fold in (*range(FOLDS), None))
        models = [
            replace(trial, phrasing=phrasing, second={name: judge})
            for trial, judge in zip(trials, judges, strict=True)
        ]
        result[name] = final, _unseen(school, full, models, jobs)
    return result


def _read(material: Material) -> Texts:
    return Texts(
        unique_lines([line for name in material.laws for line in _lines(name)]),
        unique_lines([line for name in material.prose for line in _lines(name)]),
        unique_lines([line for name in material.everyday for line in _lines(name)]),
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
    laws = [x for x, k in zip(texts.laws, stretches(texts.laws), strict=True) if k != third]
    prose = [x for x, k in zip(texts.prose, thirds(texts.prose), strict=True) if k != third]
    own = [x for x, k in zip(texts.everyday, thirds(texts.everyday), strict=True) if k != third]
    pairs = [pair for rows in texts.pairs.values() for pair in rows]
    right = [pair[1] for pair in pairs if third_of(pair) != left_out]
    listed = sorted(w for w in texts.words if len(w) > 1)
    weights = [max(_least(w), round(texts.words[w] * WORD_SHARE)) for w in listed]
    return [
        Source(laws),
        Source(prose, PROSE_WEIGHT),
        Source(own, EVERYDAY_WEIGHT),
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
            return estimate([Source(thin_part(texts.laws))], CUTOFFS, THIN_TOLD)
        left_out, pairs_only = kinds[number]
        sources = _sources(texts, left_out, pairs_only=pairs_only)
        return estimate(sources, CUTOFFS, LEAST_TOLD)

    made = jobs.each("language", make, range(len(kinds) + 1))
    full, *rest, last = (parts.with_language(language) for language in made)
    return Readers(rest[:FOLDS], rest[FOLDS:], last), full


def _cloze(school: School, left_out: int | None, say: Callable[[str], None]) -> Cloze:
    """A network that has not seen one third of anything."""
    laws, prose, own, right, *_, clauses, _ = _sources(school.texts, left_out)
    texts = [
        (laws.lines, 1.0, False),
        (prose.lines, GAP_WEIGHT, False),
        (own.lines, GAP_WEIGHT, False),
        (right.lines, GAP_WEIGHT, True),
        (clauses.lines, GAP_WEIGHT, True),
    ]
    return teach(texts, school.parts.kin, GAPS, say)


def _without(
    lessons: Mapping[tuple[str, int], Taught], fold: int | None
) -> dict[tuple[str, int], Taught]:
    return {key: examples for key, examples in lessons.items() if key[1] != fold}


def _fit(tools: Tools, lessons: Lessons, cloze: Cloze) -> Model:
    """Trees fitted to the lessons; cut-offs low enough for everything to be seen."""
    every = join_examples(list(lessons.values()))
    sizes = [(LESSONS[kind], e) for (kind, _), e in lessons.items()]
    weights = np.concatenate([np.full(len(e.label), w) for w, e in sizes])
    span_weights = np.concatenate([np.full(len(e.span_label), w) for w, e in sizes])
    trees = fit_trees(every.table, features.FEATURES, every.label, weights, TREES)
    span_trees = fit_trees(
        every.span_table, spans.FEATURES, every.span_label, span_weights, SPAN_TREES
    )
    return Model(tools, trees, span_trees, cloze, {}, {})


def _fit_second(lessons: Mapping[tuple[str, int], Seconds]) -> Trees:
    """Trees of the second look."""
    weights = [np.full(len(e.label), SECOND_LESSONS[kind]) for (kind, _), e in lessons.items()]
    return fit_trees(
        np.concatenate([e.table for e in lessons.values()]),
        second.FEATURES,
        np.concatenate([e.label for e in lessons.values()]),
        np.concatenate(weights),
        SECOND_TREES,
        **SECOND_SETTINGS,
    )


def _unseen(school: School, full: Tools, trials: Sequence[Model], jobs: Jobs) -> calibrate.Unseen:
    """Each third of sentences, prose and everyday papers judged by the trees and the language model
    that have not seen it; clean text, which nothing learns from, by each of the trees in turn."""
    texts, readers = school.texts, school.readers
    least = calibrate.logit(calibrate.LAXEST["hint"])
    runs: list[tuple[tuple[str, int], list[list[str]], Model]] = []
    read = {"prose": texts.prose, "everyday": texts.everyday}
    for third in range(FOLDS):
        judge = replace(trials[third], tools=readers.unread[third])
        for name, rows in texts.pairs.items():
            own = [[wrong] for wrong, right in rows if third_of((wrong, right)) == third]
            runs.append(((name, third), own, judge))
        judge = replace(trials[third], tools=full)
        for name, lines in texts.clean.items():
            blocks = [lines[i : i + _CLEAN_BLOCK] for i in range(0, len(lines), _CLEAN_BLOCK)]
            runs.append(((name, third), blocks[third::FOLDS], judge))
        judge = replace(trials[third], tools=readers.thirds[third])
        for name, lines in read.items():
            part = [x for x, k in zip(lines, thirds(lines), strict=True) if k == third]
            runs.append(((name, third), [part], judge))
    found = in_turn(lambda run: _changes(run[1], run[2], least), runs, jobs.number)
    said = {key: changes for (key, _, _), changes in zip(runs, found, strict=True)}
    pairs = {}
    for name, rows in texts.pairs.items():
        rest = [iter(said[name, third]) for third in range(FOLDS)]
        pairs[name] = [(pair, next(rest[third_of(pair)])) for pair in rows]
    clean = {}
    for name, lines in (*texts.clean.items(), *read.items()):
        every = [c.logit for third in range(FOLDS) for some in said[name, third] for c in some]
        clean[name] = (sum(map(len, lines)), every)
    return calibrate.Unseen(pairs, clean)


def _changes(documents: Sequence[Sequence[str]], model: Model, least: int) -> list[list[Change]]:
    """What a model proposes in documents, after what each says against it."""
    found = sober_changes([Text(document) for document in documents], model, least)
    return [[change for *_, change in changes] for changes in found]
