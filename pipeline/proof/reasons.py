"""What a change is told as: its level, what is quoted, and the reason in words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from pipeline.proof.candidates import (
    ALIKE,
    PART_SHIFT,
    SHAPE_SHIFT,
    SOUND_FUZZY,
    SOUND_SAME,
    SOUND_TONE,
)
from pipeline.proof.findings import LEVELS, Level, Suspicion
from pipeline.proof.second import Change
from pipeline.proof.spans import EXTRA, EXTRA_TWO, KIND_NAMES, MISSING, PAIR, SWAPPED
from pipeline.proof.trees import LEAF_SCALE
from pipeline.proof.words import Words


def suspicion(
    change: Change,
    text: str,
    number: int,
    start: int,
    thresholds: Mapping[Level, int],
    words: Words,
) -> Suspicion:
    """The change of ``text`` (paragraph ``number``) at ``start``, at the highest level whose logit
    it reaches; ``words`` say what to quote."""
    end = start + change.end - change.start
    level = next(w for w in LEVELS if change.logit >= thresholds[w])
    if change.lifted and level == "error":  # never sure for that alone
        level = "warning"
    kind, why = _why(change, text[start:end])
    low, high = _shown(text, start, end, change.right, words)
    reason = f"“{text[low:high]}”疑为“{text[low:start]}{change.right}{text[end:high]}”（{why}）"
    sure = round(float(1 / (1 + np.exp(-change.logit / LEAF_SCALE))), 4)
    return Suspicion(number, start, end, text[start:end], change.right, reason, sure, level, kind)


def _shown(text: str, start: int, end: int, right: str, words: Words) -> tuple[int, int]:
    """What to quote of ``text`` for a change of [start, end): the word that it makes, or else one
    character on either side."""
    made = text[:start] + right + text[end:]
    word = words.around(made, start, start + len(right))
    if word is not None:
        return word[0], word[1] - len(right) + end - start
    low = start - 1 if start and text[start - 1].isalnum() else start
    return low, end + 1 if end < len(text) and text[end].isalnum() else end


def _why(change: Change, text: str) -> tuple[str, str]:
    """The kind of a change and the words for it."""
    if change.kind == MISSING:
        return KIND_NAMES[MISSING], f"可能漏了“{change.right}”字"
    if change.kind in (EXTRA, EXTRA_TWO):
        return KIND_NAMES[EXTRA], f"可能多了“{text}”"
    if change.kind == SWAPPED:
        return KIND_NAMES[SWAPPED], "两字可能颠倒"
    kinds = [_kinship(code) for code in change.codes]
    if change.kind == PAIR:
        return KIND_NAMES[PAIR], "、".join(dict.fromkeys(words for _, words in kinds))
    return kinds[0]


def _kinship(code: int) -> tuple[str, str]:
    sound, shape = code & 7, (code >> SHAPE_SHIFT) & 15
    if sound == SOUND_TONE:
        return "sound", "同音"
    if shape >= ALIKE:
        return "shape", "字形相近"
    if sound == SOUND_SAME:
        return "sound", "音同调不同"
    if sound == SOUND_FUZZY:
        return "sound", "读音相近"
    if code >> PART_SHIFT:
        return "shape", "有相同的部件"
    if sound or shape:
        return ("shape", "字形相近") if shape else ("sound", "读音相近")
    return "context", "按上下文"
