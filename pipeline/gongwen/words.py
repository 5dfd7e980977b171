"""Chinese words and how common they are, from jieba's own word list without loading jieba.

Loading jieba takes most of a second; splitting one title or looking around one hit needs some
hundred look-ups. The list is sorted once into the user's cache, mapped into memory and searched
by bisection (a millisecond a title). The segmentation is jieba's: the most probable path by word
frequency, without its model for unknown words.
"""

from __future__ import annotations

import math
import mmap
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.resources import cache_folder, keep

TOTAL = 60_101_967
"""The sum of the frequencies in jieba 0.42's list; only ratios to it matter."""
_MAX_WORD = 6
_NONE = (0, "")
_FORMAT = 2
_ENDS = 65536  # bytes at both ends of the list that tell whether it is still the same


@cache
def has_words() -> bool:
    """Whether there is a word list at all."""
    return len(_word_list()) > 1


@cache
def _word_list() -> bytes | mmap.mmap:
    """``\\nword frequency kind`` lines sorted by bytes; only ``\\n`` when there is no list."""
    spec = find_spec("jieba")
    if spec is None or not spec.origin:
        return b"\n"
    source = Path(spec.origin).parent / "dict.txt"
    try:
        kept = cache_folder() / f"words-{_FORMAT}-{_stamp(source)}.txt"
        try:
            with kept.open("rb") as stream:
                return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            # the list comes nearly sorted, so that this takes some hundredths of a second
            rows = sorted(row for row in source.read_bytes().splitlines() if row)
            data = b"\n" + b"\n".join(rows) + b"\n"
    except OSError:
        return b"\n"
    keep(kept, data)
    return data


def _stamp(source: Path) -> str:
    """What tells one version of a file from another without reading all of it."""
    size = source.stat().st_size
    with source.open("rb") as stream:
        check = zlib.crc32(stream.read(_ENDS))
        stream.seek(max(0, size - _ENDS))
        check = zlib.crc32(stream.read(_ENDS), check)
    return f"{size}-{check:08x}"


@lru_cache(maxsize=20_000)
def frequency(word: str) -> int:
    """How often ``word`` occurs in the texts of jieba's list; 0 when it is not there."""
    return _entry(word)[0]


@lru_cache(maxsize=2_000)
def word_kind(word: str) -> str:
    """The part of speech that jieba's list gives ``word`` (v, n, a, d …); "" when it is not there.

    The list was tagged by a machine and errs now and then (成效 is an adjective in it)."""
    return _entry(word)[1]


def _entry(word: str) -> tuple[int, str]:
    """Frequency and kind; (0, "") for what is not in the list."""
    lines = _lines_of(word[:1])
    key = b"\n" + word.encode() + b" "
    at = lines.find(key)
    if at < 0:
        return _NONE
    count, _, kind = lines[at + len(key) : lines.index(b"\n", at + 1)].partition(b" ")
    return (int(count), kind.decode()) if count.isdigit() else _NONE


@lru_cache(maxsize=4_000)
def _lines_of(char: str) -> bytes:
    """The lines of all words that begin with a character, each between line ends."""
    data, first = _word_list(), char.encode()
    return data[_place(data, first) : _place(data, first + b"\xff") + 1]


def _place(data: bytes | mmap.mmap, key: bytes) -> int:
    """Where the line end stands behind which the first line begins that is not less than ``key``"""
    low, high = 0, len(data) - 1
    while low < high:
        middle = data.rfind(b"\n", low, (low + high) // 2 + 1)
        end = data.find(b"\n", middle + 1)
        if data[middle + 1 : end] < key:
            low = end
        else:
            high = middle
    return low


def log_chance(words: Sequence[str]) -> float:
    """How probable a row of words is by their frequencies, as a natural logarithm."""
    log_total = math.log(TOTAL)
    return sum(math.log((len(word) > 1 and frequency(word)) or 1) - log_total for word in words)


def segment(text: str) -> list[str]:
    """``text`` as words, by the most probable path."""
    length = len(text)
    best: list[tuple[float, int]] = [(0.0, 0)] * (length + 1)
    log_total = math.log(TOTAL)
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
