"""Where Chinese words end, from jieba's own word list but without loading jieba.

Loading jieba takes most of a second; splitting one title needs a few hundred look-ups. The list is
sorted once into the user's cache and then searched by bisection (a millisecond a title). The
segmentation is jieba's: the most probable path by word frequency, without its model for unknown
words.
"""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.resources import cache_folder

_MAX_WORD = 6
_TOTAL = 60_101_967  # sum of the frequencies in jieba 0.42's list; only ratios matter


@cache
def _word_list() -> bytes:
    """``\\nword frequency`` lines sorted by bytes; empty when jieba's list cannot be found."""
    spec = find_spec("jieba")
    if spec is None or not spec.origin:
        return b"\n"
    source = Path(spec.origin).parent / "dict.txt"
    try:
        stamp = source.stat()
        kept = cache_folder() / f"words-{stamp.st_size}-{int(stamp.st_mtime)}.txt"
        try:
            return kept.read_bytes()
        except OSError:
            data = _sorted_list(source.read_bytes())
    except OSError:
        return b"\n"
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_bytes(data)
        temporary.replace(kept)
    except OSError:
        pass  # a cache that cannot be written is no error
    return data


def _sorted_list(text: bytes) -> bytes:
    rows = []
    for line in text.split(b"\n"):
        parts = line.split(b" ")
        if len(parts) >= 2 and 6 <= len(parts[0]) <= 3 * _MAX_WORD and parts[1].isdigit():
            rows.append(parts[0] + b" " + parts[1])
    return b"\n" + b"\n".join(sorted(rows)) + b"\n"


@lru_cache(maxsize=20_000)
def frequency(word: str) -> int:
    """How often ``word`` (2–6 characters) occurs in jieba's list; 0 when it is not there."""
    data = _word_list()
    key = word.encode() + b" "
    low, high = 0, len(data) - 1
    while low < high:
        middle = data.rfind(b"\n", low, (low + high) // 2 + 1)
        if middle < 0:
            middle = low
        end = data.find(b"\n", middle + 1, high + 1)
        if end < 0:
            return 0
        line = data[middle + 1 : end]
        if line.startswith(key):
            return int(line[len(key) :])
        if line < key:
            if middle == low and end >= high:
                return 0
            low = end
        else:
            if middle == low:
                return 0
            high = middle
    return 0


def log_chance(words: Sequence[str]) -> float:
    """How probable a row of words is by their frequencies, as a natural logarithm."""
    log_total = math.log(_TOTAL)
    return sum(math.log((len(word) > 1 and frequency(word)) or 1) - log_total for word in words)


def segment(text: str) -> list[str]:
    """``text`` as words, by the most probable path."""
    length = len(text)
    best: list[tuple[float, int]] = [(0.0, 0)] * (length + 1)
    log_total = math.log(_TOTAL)
    for start in range(length - 1, -1, -1):
        choices = []
        for end in range(start + 1, min(length, start + _MAX_WORD) + 1):
            count = 1 if end == start + 1 else frequency(text[start:end])
            if count or end == start + 1:
                choices.append((math.log(count or 1) - log_total + best[end][0], end))
        best[start] = max(choices)
    words, at = [], 0
    while at < length:
        words.append(text[at : best[at][1]])
        at = best[at][1]
    return words
