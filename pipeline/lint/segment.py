"""Word boundaries around a hit, by the word list in ``gongwen.words``.

The path through a clause is the most probable one by word counts, as in jieba's own segmenter.
"""

from __future__ import annotations

import math
import re

from pipeline.gongwen.words import TOTAL, frequency, has_words

_STOP = re.compile(r"[^\u3400-\u9fff〇]")
_LONGEST = 8
_REACH = 16
_UNKNOWN = 0.4
_RARE = 5


def on_word_boundary(text: str, start: int, end: int) -> bool:
    """True when the range begins and ends at word boundaries of the most probable segmentation,
    the range itself counted as a word. True as well when no word list is at hand."""
    if not has_words():
        return True
    low, high = start, end
    while low > max(0, start - _REACH) and not _STOP.match(text[low - 1]):
        low -= 1
    while high < min(len(text), end + _REACH) and not _STOP.match(text[high]):
        high += 1
    return _cuts_at(text[low:high], start - low, end - low)


def _cuts_at(clause: str, start: int, end: int) -> bool:
    """Viterbi over the clause; the wrong form weighs as much as a fairly common word."""
    scale = math.log(TOTAL)
    assumed = math.log(max(frequency(clause[start:end]), 60)) - scale
    best: list[tuple[float, int]] = [(0.0, 0)]
    for position in range(1, len(clause) + 1):
        choices = []
        for begin in range(max(0, position - _LONGEST), position):
            if (begin, position) == (start, end):
                weight = assumed
            else:
                count = frequency(clause[begin:position])
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
