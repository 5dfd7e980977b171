"""Text as numbers: one 16-bit symbol a character, with digits, letters and numbering levelled.

The language model must not waste its room on ``第三十四条`` or ``2026``: digits become ``0``,
letters ``a``, half-width punctuation full-width, and the numerals of clause numbers ``〇``.
Every mapping keeps positions, so that a symbol's index is its character's index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Symbols = npt.NDArray[np.uint16]
Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Any_Array = npt.NDArray[Any]

NEWLINE = 10
PAD = 8  # line ends on either side, so that no window leaves the array
ORDER = 5  # the longest n-gram of the language model

_NUMERALS = "〇零一二三四五六七八九十百千"
_CLAUSE = re.compile(rf"第[{_NUMERALS}]+(?=[条章节款项编届次号])|[（(][{_NUMERALS}]+(?=[）)])")
_HALF = ",;:!?()"
_FULL = "，；：！？（）"
_OTHER = 0xFFFD


@cache
def _table() -> Symbols:
    """The symbol of every 16-bit code point."""
    table = np.arange(0x10000, dtype=np.uint16)
    for start in (0x30, 0xFF10):
        table[start : start + 10] = ord("0")
    for start in (0x41, 0x61, 0xFF21, 0xFF41):
        table[start : start + 26] = ord("a")
    table[:0x21] = ord(" ")
    table[0x7F:0xA1] = ord(" ")
    table[0x2000:0x200F] = ord(" ")
    table[0x3000] = ord(" ")
    table[0xD800:0xE000] = _OTHER
    for half, full in zip(_HALF, _FULL, strict=True):
        table[ord(half)] = ord(full)
    table[NEWLINE] = NEWLINE
    table.setflags(write=False)
    return table


def codes(text: str) -> npt.NDArray[np.uint32]:
    """The code points of ``text``; lone surrogates pass."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def encode(paragraphs: Sequence[str]) -> Symbols:
    """Paragraphs as one symbol array: PAD line ends, then each paragraph and one line end, PAD-1
    more at the end. Paragraph p starts at PAD + (lengths of those before) + p."""
    joined = "\n".join(p.replace("\n", " ") if "\n" in p else p for p in paragraphs)
    levelled = _CLAUSE.sub(lambda found: found[0][0] + "〇" * (len(found[0]) - 1), joined)
    points = codes(levelled)
    raw = np.where(points > 0xFFFF, _OTHER, points).astype(np.uint16)
    ends = np.full(PAD, NEWLINE, dtype=np.uint16)
    return np.concatenate([ends, _table()[raw], ends])


def is_han(symbols: Symbols) -> Flags:
    """Which symbols are Chinese characters (basic block)."""
    return (symbols >= 0x4E00) & (symbols <= 0x9FFF)


@cache
def spread() -> Hashes:
    """A fixed random 64-bit number for every symbol (splitmix64)."""
    with np.errstate(over="ignore"):
        z = (np.arange(0x10000, dtype=np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


_STEP = np.uint64(0xD6E8FEB86659FD93)


def gram_step() -> np.uint64:
    """What a symbol's hash is multiplied by for each symbol that follows it in an n-gram."""
    return _STEP


def gram_hash(first: Symbols, *others: Symbols) -> Hashes:
    """Hashes of n-grams, each made of a symbol of ``first`` and those of ``others`` after it."""
    result = spread()[first]
    for symbols in others:
        result = result * _STEP
        result += spread()[symbols]
    return result


def gram_hashes(symbols: Symbols, longest: int = ORDER) -> list[Hashes]:
    """Hashes of the n-grams that *end* at each place, for n = 1 … ``longest``.

    Works along the last axis, so a matrix of windows gives matrices. Places with fewer than n
    symbols before them hold the shorter n-gram's hash and must not be used.
    """
    single = spread()[symbols]
    result = [single]
    for _ in range(longest - 1):
        longer = single.copy()
        longer[..., 1:] += result[-1][..., :-1] * _STEP
        result.append(longer)
    return result
