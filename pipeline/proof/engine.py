"""The proof engine: paragraphs in, suspicious places out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.proof.candidates import (
    PART_SHIFT,
    SHAPE_SHIFT,
    SOUND_FUZZY,
    SOUND_SAME,
    SOUND_TONE,
)
from pipeline.proof.features import Found, singles
from pipeline.proof.findings import LEVELS, Level, Suspicion
from pipeline.proof.model import Model, load_model
from pipeline.proof.symbols import PAD, Symbols, encode
from pipeline.proof.trees import LEAF_SCALE

BATCH = 60_000  # characters scored at once; bounds the memory
_ROUNDS = 3  # a mistake next to another shows only when that one is mended


@dataclass(frozen=True, slots=True)
class Change:
    """One proposed change in joined coordinates: symbols [start, end) become ``right``."""

    start: int
    end: int
    right: str
    logit: int
    code: int


def suspicions(
    paragraphs: Sequence[str],
    *,
    model: Model | None = None,
    levels: Iterable[Level] = ("error", "warning"),
) -> list[Suspicion]:
    """Suspicious places of a text, in order. ``levels``: which degrees of confidence to give."""
    model = model or load_model()
    wanted = set(levels)
    thresholds = {level: int(model.about["thresholds"][level]) for level in LEVELS}
    result: list[Suspicion] = []
    for first, batch in _batches(paragraphs):
        for change in find_changes(batch, model, min(thresholds[w] for w in wanted)):
            made = _suspicion(change, batch, thresholds)
            if made.level in wanted:
                result.append(_shifted(made, first))
    return sorted(result, key=lambda s: (s.paragraph, s.start, s.end))


def _batches(paragraphs: Sequence[str]) -> Iterable[tuple[int, Sequence[str]]]:
    start, size = 0, 0
    for i, paragraph in enumerate(paragraphs):
        if size and size + len(paragraph) > BATCH:
            yield start, paragraphs[start:i]
            start, size = i, 0
        size += len(paragraph) + 1
    if start < len(paragraphs):
        yield start, paragraphs[start:]


def find_changes(paragraphs: Sequence[str], model: Model, least: int) -> list[Change]:
    """Changes whose logit (1/LEAF_SCALE) is at least ``least``; at most one at a place.

    Rounds: what is nearly certain is mended in a copy, then places near it are looked at again.
    """
    symbols = encode(paragraphs).copy()
    sure = max(least, int(model.about["thresholds"]["warning"]))
    changes: dict[int, Change] = {}
    near: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None
    for _ in range(_ROUNDS):
        found = _best_each(_found(symbols, model, near), model, least)
        fresh = [c for c in found if c.start not in changes]
        changes |= {c.start: c for c in fresh}
        near = np.zeros(len(symbols), dtype=bool)
        for change in fresh:
            if change.logit >= sure:
                symbols[change.start] = ord(change.right)
                near[max(0, change.start - 4) : change.start + 5] = True
        for start in changes:
            near[start] = False
        if not near.any():
            break
    return sorted(changes.values(), key=lambda c: c.start)


def _found(
    symbols: Symbols, model: Model, near: np.ndarray[tuple[int], np.dtype[np.bool_]] | None
) -> Found:
    return singles(model.tools, symbols, model.tools.language.score(symbols), near)


def _best_each(found: Found, model: Model, least: int) -> list[Change]:
    """The likeliest candidate of every place, where it is likely enough."""
    logits = model.trees.logits(found.table)
    best: dict[int, Change] = {}
    for i in np.flatnonzero(logits >= least).tolist():
        place, logit = int(found.single.place[i]), int(logits[i])
        if place not in best or logit > best[place].logit:
            right = chr(int(found.single.right[i]))
            best[place] = Change(place, place + 1, right, logit, int(found.single.code[i]))
    return list(best.values())


def _suspicion(
    change: Change, paragraphs: Sequence[str], thresholds: Mapping[Level, int]
) -> Suspicion:
    number, start = _locate(change.start, paragraphs)
    text = paragraphs[number]
    end = start + change.end - change.start
    level = next(w for w in LEVELS if change.logit >= thresholds[w])
    kind, kinship = _kinship(change.code)
    shown_from, shown_to = max(0, start - 1), min(len(text), end + 1)
    wrong = text[shown_from:shown_to]
    right = text[shown_from:start] + change.right + text[end:shown_to]
    reason = f"“{wrong}”疑为“{right}”（{kinship}）"
    sure = float(1 / (1 + np.exp(-change.logit / LEAF_SCALE)))
    return Suspicion(
        number, start, end, text[start:end], change.right, reason, round(sure, 4), level, kind
    )


def _locate(place: int, paragraphs: Sequence[str]) -> tuple[int, int]:
    """Paragraph and character of a joined coordinate."""
    rest = place - PAD
    for number, paragraph in enumerate(paragraphs):
        if rest <= len(paragraph):
            return number, rest
        rest -= len(paragraph) + 1
    raise AssertionError("a place outside the text")


def _kinship(code: int) -> tuple[str, str]:
    sound, shape = code & 7, (code >> SHAPE_SHIFT) & 15
    if sound == SOUND_TONE:
        return "sound", "同音"
    if sound == SOUND_SAME:
        return "sound", "音同调不同"
    if shape >= 9:
        return "shape", "字形相近"
    if sound == SOUND_FUZZY:
        return "sound", "读音相近"
    if code >> PART_SHIFT:
        return "shape", "偏旁相同"
    return ("shape", "字形相近") if shape else ("sound", "读音相近")


def _shifted(s: Suspicion, by: int) -> Suspicion:
    return Suspicion(
        s.paragraph + by, s.start, s.end, s.text, s.suggestion, s.reason, s.confidence, s.level,
        s.kind,
    )  # fmt: skip
