"""A model of words installed on this machine, asked about places that are suspicious already.

Input methods come with word trigrams of general Chinese (``zh_CN.lm`` or ``sc.lm`` of libime), far
more than fits into a wheel. They are files of KenLM: a trie, sorted, with quantised probabilities,
which is read where it lies. Nothing is asked for the rest of a text, so that it costs little time.
"""

from __future__ import annotations

import math
import mmap
import struct
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import Config
from pipeline.errors import DataProblem

_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/share", "/usr/local/lib", "/usr/local/share")
_LONGEST = 6  # characters of a word
_KEPT = 6  # readings kept at every place
_UNKNOWN = -1.0  # what a character that is no word costs besides, in log10
_STEPS = 8  # steps a nat in a gain
_MAGIC = b"mmap lm http://kheafield.com/code format version 5\n\0"
_ORDER_AT, _KIND_AT, _COUNTS_AT = 88, 96, 108
_QUANTISED_ARRAY_TRIE = 5
_CACHE = 200_000  # answers remembered
_MURMUR, _ALL = 0xC6A4A7935BD1E995, (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Word pairs: ``base`` and ``width`` (bits) of the entries; the numbers of their first
    trigrams, low bits (``inline``) in the entries, ``offsets`` where the high bits change."""

    base: int
    width: int
    offsets: memoryview
    inline: int
    probability: tuple[float, ...]
    backoff: tuple[float, ...]


def installed_word_model() -> Path | None:
    """Where Debian and others put libime's model of simplified Chinese."""
    for folder in _FOLDERS:
        for name in ("libime/sc.lm", "libime/zh_CN.lm"):
            found = sorted([*Path(folder).glob(name), *Path(folder).glob(f"*/{name}")])
            if found:
                return found[0]
    return None


def wanted_word_model(config: Config) -> Path | None:
    """The word model to use: the file that ``[proof] word_model`` of a hongtou.toml names, none
    when that is false, else the one that is installed; raises DataProblem for anything else."""
    named = config.proof.get("word_model", True)
    if named is True:
        return installed_word_model()
    if named is False:
        return None
    if not isinstance(named, str):
        raise DataProblem(f"{config.path} 的 [proof] word_model 应是词语模型的文件名，或者 false。")
    return (config.path.parent if config.path else Path()) / named


def open_word_model(path: Path | None) -> Phrasing | None:
    """The model at ``path``; None when there is none, and for a file that cannot be read, after
    saying so once on the error output."""
    if path is None:
        return None
    try:
        return Phrasing(path)
    except (OSError, ValueError):
        sys.stderr.write(f"注意：词语模型 {path} 读不出，这次校对不用它。\n")
        return None


class Phrasing:
    """An open word model; raises OSError or ValueError for a file that is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as stream:
            self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        try:
            self._read_header()
        except (struct.error, IndexError, TypeError) as error:
            raise ValueError("not a word model") from error
        self._words: dict[str, int] = {}
        self._answers: dict[tuple[int, ...], float] = {}

    def gain(self, before: str, old: str, new: str, behind: str) -> int:
        """How much more natural ``new`` is than ``old`` between the two, in 1/8 nats."""
        told = self._best(before + new + behind) - self._best(before + old + behind)
        return round(max(-40.0, min(40.0, told * math.log(10))) * _STEPS)

    def told(self, word: str, first: str = "", second: str = "") -> float:
        """log10 P of a word after ``second`` and ``first``, the nearer one."""
        context = [self._word(w) if w else -1 for w in (first, second)]
        return self._told(self._word(word), *context)

    def _best(self, text: str) -> float:
        """log10 of the likeliest reading of ``text`` as words."""
        best: list[dict[tuple[int, int], float]] = [{} for _ in range(len(text) + 1)]
        best[0][-1, -1] = 0.0
        for start in range(len(text)):
            found = sorted(best[start].items(), key=lambda item: (-item[1], item[0]))[:_KEPT]
            for end, word in self._words_from(text, start):
                for (second, first), told in found:
                    value = told + self._told(word, first, second)
                    if value > best[end].get((first, word), -math.inf):
                        best[end][first, word] = value
        return max(best[-1].values())

    def _words_from(self, text: str, start: int) -> Iterator[tuple[int, int]]:
        for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
            word = self._word(text[start:end])
            if word or end == start + 1:
                yield end, word

    def _told(self, word: int, first: int, second: int) -> float:
        """log10 P of a word after ``second``, ``first`` (-1: nothing)."""
        key = (word, first, second)
        told = self._answers.get(key)
        if told is None:
            if len(self._answers) >= _CACHE:
                self._answers.clear()
            told = self._answers[key] = self._ask(word, [w for w in key[1:] if w >= 0])
        return told

    def _ask(self, word: int, context: list[int]) -> float:
        if not word:
            context = []
        found = self._grams([word, *context])
        told = found[-1][0] + (0.0 if word else _UNKNOWN)
        if len(found) <= len(context):
            told += sum(backoff for _, backoff in self._grams(context)[len(found) - 1 :])
        return told

    def _grams(self, newest_first: list[int]) -> list[tuple[float, float]]:
        """Probability and back-off of the n-grams that end in the first word, as long as known."""
        data = self._data
        at = self._unigrams + 16 * newest_first[0]
        probability, backoff, low = struct.unpack_from("<ffQ", data, at)
        (high,) = struct.unpack_from("<Q", data, at + 24)
        found = [(probability, backoff)]
        if len(newest_first) == 1:
            return found
        pairs = self._pairs
        entry = self._find(pairs.base, pairs.width, low, high, newest_first[1])
        if entry < 0:
            return found
        bit = entry * pairs.width + self._word_bits
        backoff = pairs.backoff[self._bits(pairs.base, bit, self._backoff_bits)]
        bit += self._backoff_bits
        number = self._bits(pairs.base, bit, self._probability_bits)
        found.append((pairs.probability[number], backoff))
        if len(newest_first) == 2:
            return found
        bit += self._probability_bits
        low, high = (
            (bisect_right(pairs.offsets, n) - 1) << pairs.inline
            | self._bits(pairs.base, bit + step * pairs.width, pairs.inline)
            for step, n in enumerate((entry, entry + 1))
        )
        entry = self._find(self._last, self._last_width, low, high, newest_first[2])
        if entry >= 0:
            bit = entry * self._last_width + self._word_bits
            number = self._bits(self._last, bit, self._probability_bits)
            found.append((self._last_probability[number], 0.0))
        return found

    def _word(self, text: str) -> int:
        """The number of a word, 0 for none."""
        number = self._words.get(text)
        if number is None:
            if len(self._words) >= _CACHE:
                self._words.clear()
            wanted = murmur(text.encode())
            at = bisect_left(self._vocabulary, wanted)
            known = at < len(self._vocabulary) and self._vocabulary[at] == wanted
            number = self._words[text] = at + 1 if known else 0
        return number

    def _find(self, base: int, width: int, low: int, high: int, word: int) -> int:
        """Which of the sorted entries low … high - 1 is about ``word``, -1 for none."""
        while low < high:
            middle = (low + high) // 2
            here = self._bits(base, middle * width, self._word_bits)
            if here == word:
                return middle
            low, high = (middle + 1, high) if here < word else (low, middle)
        return -1

    def _bits(self, base: int, bit: int, count: int) -> int:
        at = base + (bit >> 3)
        return int.from_bytes(self._data[at : at + 8], "little") >> (bit & 7) & ((1 << count) - 1)

    def _read_header(self) -> None:
        data = self._data
        if data[: len(_MAGIC)] != _MAGIC:
            raise ValueError("not a word model")
        (kind,) = struct.unpack_from("<I", data, _KIND_AT)
        if kind != _QUANTISED_ARRAY_TRIE or data[_ORDER_AT] != 3:
            raise ValueError("another kind of word model")
        counts = struct.unpack_from("<3Q", data, _COUNTS_AT)
        at = _COUNTS_AT + 8 * 3 + 4
        (size,) = struct.unpack_from("<Q", data, at)
        self._vocabulary = memoryview(data)[at + 8 : at + 8 + 8 * size].cast("Q")
        at += 8 + 8 * counts[0]
        version, self._probability_bits, self._backoff_bits = data[at : at + 3]
        if version != 2 or not 1 <= self._probability_bits <= 25 or self._backoff_bits > 25:
            raise ValueError("another version of word models")
        at += 8
        at, probability = self._numbers(at, self._probability_bits)
        at, backoff = self._numbers(at, self._backoff_bits)
        at, self._last_probability = self._numbers(at, self._probability_bits)
        self._unigrams = at
        at += 16 * (counts[0] + 2)
        self._word_bits = counts[0].bit_length()
        at = self._read_pairs(at, counts, probability, backoff)
        self._last, self._last_width = at, self._word_bits + self._probability_bits
        if at + (1 + counts[2]) * self._last_width // 8 > len(data):
            raise ValueError("the file is too short")

    def _numbers(self, at: int, bits: int) -> tuple[int, tuple[float, ...]]:
        """The values that stand for numbers of so many bits, and where they end."""
        values = struct.unpack_from(f"<{1 << bits}f", self._data, at)
        return at + 4 * len(values), values

    def _read_pairs(
        self,
        at: int,
        counts: tuple[int, ...],
        probability: tuple[float, ...],
        backoff: tuple[float, ...],
    ) -> int:
        """The table of word pairs that begins at ``at``; where it ends."""
        version, most = self._data[at], self._data[at + 1]
        if version != 0:
            raise ValueError("another version of word models")
        whole = counts[2].bit_length()
        chopped = min(
            range(min(whole, most) + 1),
            key=lambda n: ((counts[2] >> (whole - n)) * 64 - (counts[1] + 1) * n, n),
        )
        inline = whole - chopped
        number = (counts[2] >> inline) + 1
        begin = at + 7 - (at + 7) % 8 + 8
        offsets = memoryview(self._data)[begin : begin + 8 * number].cast("Q")
        if len(offsets) != number:
            raise ValueError("the file is too short")
        width = self._word_bits + self._probability_bits + self._backoff_bits + inline
        base = at + 8 * (1 + number) + 7
        self._pairs = _Pairs(base, width, offsets, inline, probability, backoff)
        return base + ((1 + counts[1]) * width + 7) // 8 + 8


def murmur(data: bytes) -> int:
    """The 64-bit hash that words are sorted by (MurmurHash64A with seed 0)."""
    whole = len(data) // 8 * 8
    mixed = len(data) * _MURMUR & _ALL
    for (piece,) in struct.iter_unpack("<Q", data[:whole]):
        piece = piece * _MURMUR & _ALL
        piece = (piece ^ piece >> 47) * _MURMUR & _ALL
        mixed = (mixed ^ piece) * _MURMUR & _ALL
    if data[whole:]:
        mixed = (mixed ^ int.from_bytes(data[whole:], "little")) * _MURMUR & _ALL
    mixed = (mixed ^ mixed >> 47) * _MURMUR & _ALL
    return mixed ^ mixed >> 47
