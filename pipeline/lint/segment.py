"""Word boundaries around a hit, by jieba's word list, without loading jieba.

jieba needs 0.7 s to load; a clause around one hit needs a few dozen look-ups. Its ``dict.txt`` is
compiled once into the user's cache as one sorted table, mapped into memory and searched there.
The path through a clause is the most probable one by word counts, as in jieba's own segmenter.
"""

from __future__ import annotations

import math
import mmap
import os
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pipeline.resources import cache_folder

_FORMAT = 1
_STOP = re.compile(r"[^\u3400-\u9fff〇]")
_LONGEST = 8
_REACH = 16
_UNKNOWN = 0.4
_RARE = 5


class WordList:
    """Words with counts in a sorted file of ``word\\tcount`` lines, found by bisection."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        self._known: dict[str, int] = {}
        self.total = int(self._data[: self._data.find(b"\n")].split(b"\t")[1])

    def count(self, word: str) -> int:
        """How often the word stands in the corpus the list was counted from; 0 if unknown."""
        if word not in self._known:
            self._known[word] = self._search(word.encode("utf-8"))
        return self._known[word]

    def _search(self, word: bytes) -> int:
        data, low, high = self._data, 0, len(self._data)
        while low < high:
            middle = (low + high) // 2
            start = data.rfind(b"\n", 0, middle) + 1
            end = data.find(b"\n", start)
            found, _, count = data[start:end].partition(b"\t")
            if found == word:
                return int(count)
            if found < word:
                low = end + 1
            else:
                high = start
        return 0


@cache
def words() -> WordList | None:
    """jieba's word list, compiled; None when jieba is not installed or the cache not writable."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        return None
    source = Path(spec.origin).parent / "dict.txt"
    try:
        size = source.stat().st_size
        kept = cache_folder() / f"words-{_FORMAT}-{size}.txt"
        if not kept.exists():
            _compile(source, kept)
        return WordList(kept)
    except (OSError, ValueError):
        return None


def _compile(source: Path, kept: Path) -> None:
    rows: list[tuple[bytes, bytes]] = []
    total = 0
    for line in source.read_bytes().splitlines():
        parts = line.split(b" ")
        if len(parts) >= 2 and parts[1].isdigit():
            rows.append((parts[0], parts[1]))
            total += int(parts[1])
    rows.sort()
    # The first line sorts before every word and holds the total.
    lines = [b"\t%d" % total, *(word + b"\t" + count for word, count in rows), b""]
    kept.parent.mkdir(parents=True, exist_ok=True)
    temporary = kept.with_suffix(f".{os.getpid()}.tmp")
    temporary.write_bytes(b"\n".join(lines))
    temporary.replace(kept)


def on_word_boundary(text: str, start: int, end: int) -> bool:
    """True when the range begins and ends at word boundaries of the most probable segmentation,
    the range itself counted as a word. True as well when no word list is at hand."""
    known = words()
    if known is None:
        return True
    low, high = start, end
    while low > max(0, start - _REACH) and not _STOP.match(text[low - 1]):
        low -= 1
    while high < min(len(text), end + _REACH) and not _STOP.match(text[high]):
        high += 1
    return _cuts_at(known, text[low:high], start - low, end - low)


def _cuts_at(known: WordList, clause: str, start: int, end: int) -> bool:
    """Viterbi over the clause; the wrong form weighs as much as a fairly common word."""
    scale = math.log(known.total)
    assumed = math.log(max(known.count(clause[start:end]), 60)) - scale
    best: list[tuple[float, int]] = [(0.0, 0)]
    for position in range(1, len(clause) + 1):
        choices = []
        for begin in range(max(0, position - _LONGEST), position):
            if (begin, position) == (start, end):
                weight = assumed
            else:
                count = known.count(clause[begin:position])
                if not count and position - begin > 1:
                    continue
                # The list has rare compounds with the wrong form inside (引进人材): not evidence.
                if count < _RARE and begin <= start and end <= position:
                    continue
                weight = math.log(count or _UNKNOWN) - scale
            choices.append((best[begin][0] + weight, begin))
        best.append(max(choices))
    cuts = set()
    position = len(clause)
    while position:
        cuts.add(position)
        position = best[position][1]
    cuts.add(0)
    return start in cuts and end in cuts
