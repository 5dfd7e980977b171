"""How much likelier the words of a clause become when two characters that are no word are another
word: by the frequencies of jieba's list."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pipeline.gongwen.words import TOTAL, frequency

_HAN = re.compile("[\u4e00-\u9fff]")
_REACH = 6  # characters around a place that are split into words
_LONGEST = 5
_WORD = 3  # what the word list counts so often is a word
_SUPPOSED = 50  # what the word meant counts at least
# Words by themselves; any other single character beside a word is the rest of a name or a term.
_SMALL = frozenset(
    "的了和与及要在为将等对把被从以是有不可应须各该本我其并已未后前中上下内由向或也都就让使能会需"
    "再即则均而至到于按依经因又还更最很所这那此每多新老大小全县市省区镇乡村局厅处科委办组年月日"
    "次个名项件户条家万元亿吨米亩人者们性化率地得着过给做作"
)
_OFTEN_ALONE = _SMALL | frozenset(
    "既所之又日请用只却搞仪停逐算看打找带跑吃住走说写给叫想懂谁每某该"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands around two characters, and how likely the words are with them."""

    before: str
    behind: str
    now: float

    def gain(self, word: str) -> float | None:
        """By how much the natural logarithm of the chance rises with a word in place of the two
        characters; None where it would not stand between whole words."""
        chance, beside = _chance(self.before + word + self.behind, (len(self.before), word))
        return chance - self.now if beside else None


def gap(text: str, place: int) -> Gap:
    """The two characters at a place, with the Chinese ones around them as far as they matter."""
    low, high = place, place + 2
    while low > max(0, place - _REACH) and _HAN.match(text[low - 1]):
        low -= 1
    while high < min(len(text), place + 2 + _REACH) and _HAN.match(text[high]):
        high += 1
    return Gap(text[low:place], text[place + 2 : high], _chance(text[low:high])[0])


def is_loose(pair: str, word: str) -> bool:
    """Whether one of the two characters is often a word by itself: 既|算, 将|免."""
    return pair != word[::-1] and not _OFTEN_ALONE.isdisjoint(pair)


def _chance(clause: str, meant: tuple[int, str] | None = None) -> tuple[float, bool]:
    """How likely the words of a clause are, and whether a word meant stands between whole words."""
    start, word = meant or (-1, "")
    scale = math.log(TOTAL)
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(clause) + 1):
        choices = []
        for begin in range(max(0, end - _LONGEST), end):
            count = frequency(clause[begin:end])
            if begin == start and end == start + len(word):
                count = max(count, _SUPPOSED)
            if count >= _WORD or end - begin == 1:
                choices.append((best[begin][0] + math.log(count or 1) - scale, begin))
        best.append(max(choices))
    cuts = [len(clause)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    cuts.reverse()
    return best[-1][0], bool(word) and _stands(clause, cuts, start, start + len(word))


def _stands(clause: str, cuts: list[int], start: int, end: int) -> bool:
    """Whether the range is (part of) one word, with no scrap of another beside it."""
    if any(start < cut < end for cut in cuts):
        return False
    first = max(i for i, cut in enumerate(cuts) if cut <= start)
    left = clause[cuts[first - 1] : cuts[first]] if first else ""
    right = clause[cuts[first + 1] : cuts[first + 2]] if first + 2 < len(cuts) else ""
    return all(len(one) != 1 or one in _SMALL for one in (left, right))
