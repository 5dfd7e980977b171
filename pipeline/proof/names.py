"""Evidence of the document itself: a name or term written many times one way and once another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from pipeline.proof.findings import Suspicion
from pipeline.proof.pack import Model
from pipeline.proof.symbols import PAD, encode

_RUN = re.compile("[\u4e00-\u9fff]{4,}")
_LENGTH = 4
_ORDINARY = set("他她它的地得一二三四五六七八九十百千万亿零两〇本省市县区年月日")
_OFTEN = 4  # times one way, against once the other
_STRANGE = 8 * 8  # 1/UNIT nats: the odd form's worst character is at least this unexpected
_NAME_LIKE = 6 * 8  # and the usual form is no ordinary wording either
_CONFIDENCE = 0.9


def odd_ones_out(paragraphs: Sequence[str], model: Model) -> list[Suspicion]:
    """Strings of four characters that stand once and differ in one inner character, akin in
    sound or shape, from a string that stands at least 4 times; both unknown to the model's own
    statistics, so that ordinary wording (第一季度/第二季度) is not meant."""
    places = _counted(paragraphs)
    common = {w for w, found in places.items() if len(found) >= _OFTEN}
    if not common:
        return []
    holes: dict[str, list[str]] = defaultdict(list)
    for word in sorted(common):
        for i in range(1, len(word) - 1):
            holes[word[:i] + "\0" + word[i + 1 :]].append(word)
    found: dict[tuple[int, int], Suspicion] = {}
    for word in sorted(w for w, spots in places.items() if len(spots) == 1):
        for i in range(1, len(word) - 1):
            for other in holes.get(word[:i] + "\0" + word[i + 1 :], ()):
                if not _likely(word, other, i, model):
                    continue
                number, start = places[word][0]
                times = len(places[other])
                reason = f"文中“{other}”出现 {times} 次，这里写作“{word}”"
                spot = (number, start + i)
                found.setdefault(
                    spot,
                    Suspicion(
                        number, start + i, start + i + 1, word[i], other[i], reason,
                        _CONFIDENCE, "warning", "name",
                    ),
                )  # fmt: skip
    return [found[key] for key in sorted(found)]


def _counted(paragraphs: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    """Every string of four Chinese characters with the places where it stands."""
    places: dict[str, list[tuple[int, int]]] = {}
    for number, text in enumerate(paragraphs):
        for run in _RUN.finditer(text):
            for start in range(run.start(), run.end() - _LENGTH + 1):
                places.setdefault(text[start : start + _LENGTH], []).append((number, start))
    return places


def _likely(word: str, other: str, i: int, model: Model) -> bool:
    """Akin in sound or shape, and the odd form stranger to the model than the usual one."""
    if word[i] in _ORDINARY or other[i] in _ORDINARY:
        return False
    wrong, right = (np.array([ord(w[i])], dtype=np.uint16) for w in (word, other))
    if not model.tools.kin.code_of(wrong, right)[0]:
        return False
    score = model.tools.language.score
    odd, usual = (score(encode([w])).cost[PAD + i : PAD + i + 2] for w in (word, other))
    return bool(odd.max() >= _STRANGE and usual.max() >= _NAME_LIKE and odd.sum() > usual.sum())
