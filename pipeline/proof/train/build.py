"""From texts to the model file: statistics, kinships, synthetic mistakes, trees, thresholds.

Cross-fitting: the language model that scores a training sentence has never seen it. Thresholds
and the figures in the model's header come from a second set of trees that saw neither the first
third of the prose nor one half of the labelled sentences.
"""

from __future__ import annotations

import gzip
import hashlib
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.proof import features, spans
from pipeline.proof.engine import find_changes, mend
from pipeline.proof.evaluate import read_pairs
from pipeline.proof.features import Tools
from pipeline.proof.language import LanguageModel
from pipeline.proof.pack import Model, to_arrays, write_pack
from pipeline.proof.train.boost import fit_trees
from pipeline.proof.train.confusion import main_sounds
from pipeline.proof.train.errors import Mistakes, make_mistakes
from pipeline.proof.train.examples import Examples, Pair, gather, join_examples, spoiled_blocks
from pipeline.proof.train.ngrams import Source, estimate, unique_lines
from pipeline.proof.train.tables import jieba_words, make_kinships, make_neighbours, make_words
from pipeline.proof.trees import LEAF_SCALE

FOLDS = 3
_FOLD_LINES = 2000  # whole stretches of text go to a fold, so that a document is not divided
CUTOFFS = (1, 1, 2, 3, 4)
PROSE_WEIGHT = 2
TERM_WEIGHT = 8
_TERM_FREQUENCY = 100
WORD_SHARE = 0.03  # how much of its dictionary frequency a word counts in the n-grams
SYNTHETIC, LABELLED, PROSE = 0.5, 5.0, 5.0  # weights of the kinds of training sentences
TREES, SPAN_TREES = 250, 120
TARGETS = {"error": 0.5, "warning": 1.0, "hint": 4.0}  # false alarms in 10,000 characters
_GUESS = {"error": 0.95, "warning": 0.87, "hint": 0.6}


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
    """The material read."""

    laws: list[str]
    prose: list[str]
    pairs: list[Pair]
    clean: list[tuple[str, list[str]]]
    words: dict[str, int]
    terms: list[str]


def build(material: Material, out: str, say: Callable[[str], None]) -> None:
    """Make the model and write it to ``out``; ``say`` is told every step and the figures."""
    texts = _read(material)
    words = make_words(_with_terms(texts))
    counts = Counter(c for line in texts.laws for c in line)
    fonts = [(Path(name), int(index)) for name, index in (f.rsplit(":", 1) for f in material.fonts)]
    kin = make_kinships(counts, texts.words, fonts)
    near = make_neighbours(_sources(texts, texts.laws, texts.prose))
    say(f"{len(kin.right)} kinships, {len(texts.words)} words, {len(texts.terms)} terms")
    mistakes = make_mistakes(kin, counts, texts.words, main_sounds())
    groups: list[tuple[Examples, float]] = []
    thirds: list[LanguageModel] = []
    for fold in range(FOLDS):
        laws = [x for i, x in enumerate(texts.laws) if i // _FOLD_LINES % FOLDS != fold]
        prose = [x for x, k in zip(texts.prose, _thirds(texts.prose), strict=True) if k != fold]
        thirds.append(estimate(_sources(texts, laws, prose), CUTOFFS))
        tools = Tools(thirds[-1], kin, near, words)
        groups += _held_out(texts, tools, mistakes, fold, material.sample)
        say(f"fold {fold}: {sum(len(e.label) for e, _ in groups)} candidates")
    full = estimate(_sources(texts, texts.laws, texts.prose), CUTOFFS)
    tools = Tools(full, kin, near, words)
    halves = [[p for p in texts.pairs if _half(p) == k] for k in (0, 1)]
    labelled = [(gather(tools, [[p] for p in half]), LABELLED) for half in halves]
    say("language model done")
    trial = _fit(Tools(thirds[0], kin, near, words), [groups[0], *groups[2:], labelled[0]], {})
    about = _calibrate(trial, texts, tools, halves[1], say)
    final = _fit(tools, [*groups, *labelled], about)
    write_pack(Path(out), *to_arrays(final))
    say(f"{out}: {Path(out).stat().st_size / 1e6:.1f} MB")


def _read(material: Material) -> Texts:
    laws = unique_lines([line for name in material.laws for line in _lines(name)])
    prose = unique_lines([line for name in material.prose for line in _lines(name)])
    pairs = [pair for name in material.pairs for pair in read_pairs(Path(name))]
    clean = [(Path(name).name, unique_lines(_lines(name))) for name in material.clean]
    listed = Path(__file__).with_name("terms.txt").read_text(encoding="utf-8").splitlines()
    terms = [t for line in listed if not line.startswith("#") for t in line.split()]
    return Texts(laws, prose, pairs, clean, jieba_words(), list(dict.fromkeys(terms)))


def _lines(name: str) -> list[str]:
    data = Path(name).read_bytes()
    return (gzip.decompress(data) if name.endswith(".gz") else data).decode("utf-8").splitlines()


def _with_terms(texts: Texts) -> dict[str, int]:
    fresh = [t for t in texts.terms if all("一" <= c <= "鿿" for c in t)]
    return {**dict.fromkeys(fresh, _TERM_FREQUENCY), **texts.words}


def _sources(texts: Texts, laws: Sequence[str], prose: Sequence[str]) -> list[Source]:
    """Statutes once, other prose twice, and dictionary words and terms as fragments."""
    listed = sorted(w for w in texts.words if len(w) > 1)
    weights = [max(_least(w), round(texts.words[w] * WORD_SHARE)) for w in listed]
    return [
        Source(laws),
        Source(prose, PROSE_WEIGHT),
        Source(listed, weights, loose=True),
        Source(texts.terms, TERM_WEIGHT, loose=True),
    ]


def _least(word: str) -> int:
    """Enough that a word's trigrams are not cut off."""
    return 1 if len(word) == 2 else CUTOFFS[2]


def _thirds(lines: Sequence[str]) -> list[int]:
    """Which third every line belongs to, by characters, so that a document stays in one."""
    total = sum(map(len, lines)) or 1
    before = accumulate(map(len, lines), initial=0)
    return [min(b * FOLDS // total, FOLDS - 1) for b, _ in zip(before, lines, strict=False)]


def _half(pair: Pair) -> int:
    """Which half a labelled sentence belongs to: by its right form, so that versions of one
    sentence stay together."""
    return hashlib.sha256(pair[1].strip("。？！?!").encode()).digest()[0] % 2


def _held_out(
    texts: Texts, tools: Tools, mistakes: Mistakes, fold: int, sample: int
) -> list[tuple[Examples, float]]:
    """Examples of the statutes and the prose that the fold's language model has not seen."""
    rng = random.Random(fold)
    held = [x for i, x in enumerate(texts.laws) if i // _FOLD_LINES % FOLDS == fold]
    picked: list[str] = []
    while len(picked) < min(sample, len(held)):
        start = rng.randrange(max(1, len(held) - 25))
        picked += held[start : start + 25]
    prose = [x for x, k in zip(texts.prose, _thirds(texts.prose), strict=True) if k == fold]
    twice = spoiled_blocks(prose, mistakes, rng, dirty=0.3)
    twice += spoiled_blocks(prose, mistakes, rng, dirty=0.3)
    return [
        (gather(tools, twice), PROSE),
        (gather(tools, spoiled_blocks(picked, mistakes, rng)), SYNTHETIC),
    ]


def _fit(tools: Tools, groups: Sequence[tuple[Examples, float]], about: dict[str, Any]) -> Model:
    every = join_examples([examples for examples, _ in groups])
    weights = np.concatenate([np.full(len(e.label), w) for e, w in groups])
    span_weights = np.concatenate([np.full(len(e.span_label), w) for e, w in groups])
    trees = fit_trees(every.table, features.FEATURES, every.label, weights, TREES)
    span_trees = fit_trees(
        every.span_table, spans.FEATURES, every.span_label, span_weights, SPAN_TREES
    )
    guess = {level: _logit(p) for level, p in _GUESS.items()}
    return Model(tools, trees, span_trees, about or {"thresholds": guess})


def _logit(p: float) -> int:
    return round(math.log(p / (1 - p)) * LEAF_SCALE)


def _calibrate(
    trial: Model, texts: Texts, tools: Tools, pairs: Sequence[Pair], say: Callable[[str], None]
) -> dict[str, Any]:
    """Thresholds at which the trial trees raise at most TARGETS false alarms on each clean text,
    and what they reach there on the labelled sentences they have not seen."""
    prose = [x for x, k in zip(texts.prose, _thirds(texts.prose), strict=True) if k == 0]
    runs = [find_changes(lines, trial, _logit(0.3)) for _, lines in [*texts.clean, ("", prose)]]
    sizes = [sum(map(len, lines)) for _, lines in [*texts.clean, ("", prose)]]
    thresholds = {}
    for level, target in TARGETS.items():
        for least in sorted({c.logit for run in runs for c in run}, reverse=True):
            rates = [
                sum(c.logit >= least for c in run) * 1e4 / size
                for run, size in zip(runs, sizes, strict=True)
            ]
            if max(rates) > target:
                break
            thresholds[level] = least
        thresholds.setdefault(level, _logit(_GUESS[level]))
    seen = Model(tools, trial.trees, trial.span_trees, {"thresholds": thresholds})
    scores = {level: _score(seen, pairs, least) for level, least in thresholds.items()}
    for level, found in scores.items():
        say(f"{level}: logit {thresholds[level] / LEAF_SCALE:.2f}, held-out sentences {found}")
    return {
        "thresholds": thresholds,
        "characters": {"laws": sum(map(len, texts.laws)), "prose": sum(map(len, texts.prose))},
        "words": len(texts.words),
        "terms": len(texts.terms),
        "pairs": len(texts.pairs),
        "held_out": scores,
    }


def _score(model: Model, pairs: Sequence[Pair], least: int) -> dict[str, float]:
    """Strict sentence correction on labelled sentences."""
    said = hits = due = 0
    for wrong, right in pairs:
        made = mend(wrong, find_changes([wrong], model, least))
        due += wrong != right
        said += made != wrong
        hits += made == right != wrong
    return {
        "precision": round(hits / max(said, 1), 4),
        "recall": round(hits / max(due, 1), 4),
        "f1": round(2 * hits / max(said + due, 1), 4),
    }
