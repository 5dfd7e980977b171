"""Words with characters in the wrong order, one twice or one missing: 患隐, 发现现问题, 人民府,
依法处。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from operator import eq

from pipeline.gongwen.words import frequency, has_words
from pipeline.lint.context import Context
from pipeline.lint.everyday import load_everyday
from pipeline.lint.finding import Hit
from pipeline.lint.grams import pair as number
from pipeline.lint.grams import places
from pipeline.lint.passages import Passage, pairs, passages
from pipeline.lint.registry import check

_WORD, _PLAIN_WORD = 3, 5  # what the word list counts so often is a word; is not a rare one
_EVERYDAY = 100
_LONGEST = 4
_AROUND = 5
_HEAD = 3
_LISTING = "、，。；："


def _is_word(text: str, start: int, end: int, least: int = _WORD) -> bool:
    return start >= 0 and end <= len(text) and frequency(text[start:end]) >= least


@check("word_slips.turned", options={"words": str})
def turned(context: Context) -> Iterator[Hit]:
    """A word of two characters with the second first: 发现患隐及时整改 (but 行政优益权 is right).

    words: the words, none of which makes another word backwards."""
    if not has_words():
        return
    meant = _turned(context.options["words"])
    each, every = pairs(context)
    there = meant.keys() & every
    if not there:
        return
    for passage, own in zip(passages(context), each, strict=True):
        text = passage.text
        for place in places(own, there):
            if not _part_of_a_word(text, place) and not _listed_name(text, place):
                yield Hit(
                    passage.story,
                    passage.index,
                    place,
                    place + 2,
                    values={"right": meant[own[place]]},
                    suggestions=(meant[own[place]],),
                )


@lru_cache(maxsize=8)
def _turned(words: str) -> dict[int, str]:
    """Words by what they are backwards, as a number."""
    return {number(word[::-1]): word for word in words.split()}


def _listed_name(text: str, place: int) -> bool:
    """Whether the pair is part of an item of three characters in a list: likely a name of a place
    (磜下、硚口渡、垱坪)."""
    low, high = place, place + 2
    while low and text[low - 1] not in _LISTING:
        low -= 1
    while high < len(text) and text[high] not in _LISTING:
        high += 1
    return high - low == 3 and "、" in (text[low - 1 : low], text[high : high + 1])


_UNLISTED = frozenset({"按需", "扫测"})  # words that the list lacks


def _part_of_a_word(text: str, place: int, length: int = 2) -> bool:
    """Whether a word goes across one of the edges of the ``length`` characters at ``place``, or
    holds them: then they only meet."""
    if text[place - 1 : place + 1] in _UNLISTED:
        return True
    for edge in (place, place + length):
        for start in range(max(0, edge - _AROUND), edge):
            for end in range(edge + 1, edge + _AROUND + 1):
                if _is_word(text, start, end, _PLAIN_WORD):
                    return True
    return False


@check("word_slips.dropped", options={"words": str})
def dropped(context: Context) -> Iterator[Hit]:
    """A word with one of its characters missing: 市人民府 for 市人民政府.

    words: ``right=wrong,wrong``; what is wrong stands in no good sentence."""
    if not has_words():
        return
    heads, begins = _dropped(context.options["words"])
    each, every = pairs(context)
    there = begins & every
    if not there:
        return
    for passage, own in zip(passages(context), each, strict=True):
        text = passage.text
        done = 0
        for place in places(own, there):
            if place < done:
                continue
            for wrong, right in heads.get(text[place : place + _HEAD], ()):
                if text.startswith(wrong, place) and not _part_of_a_word(text, place, len(wrong)):
                    done = place + len(wrong)
                    yield Hit(
                        passage.story,
                        passage.index,
                        place,
                        done,
                        values={"right": right},
                        suggestions=(right,),
                    )
                    break


@lru_cache(maxsize=8)
def _dropped(words: str) -> tuple[dict[str, list[tuple[str, str]]], frozenset[int]]:
    """First characters -> what is wrong and what is right, the longest first; and the first two
    of all as numbers."""
    heads: dict[str, list[tuple[str, str]]] = {}
    for line in words.split():
        right, _, forms = line.partition("=")
        for wrong in forms.split(","):
            heads.setdefault(wrong[:_HEAD], []).append((wrong, right))
    for known in heads.values():
        known.sort(key=lambda pair: -len(pair[0]))
    return heads, frozenset(number(head[:2]) for head in heads)


_TWICE = re.compile(r"([\u4e00-\u9fff])\1")


@check("word_slips.doubled", options={"alone": str, "things": ""})
def doubled(context: Context) -> Iterator[Hit]:
    """The last or the first character of a word twice: 发现现问题, 养老服务务体系.

    alone: characters that are often words by themselves (市市场监管局, 公路路产).
    things: what ends one compound and begins another (路灯灯杆): on both sides words must stand."""
    if not has_words():
        return
    alone, things = frozenset(context.options["alone"]), frozenset(context.options["things"])
    for passage in passages(context):
        text = passage.text
        if any(map(eq, text, text[1:])):
            for first in [match.start() for match in _TWICE.finditer(text)]:
                one_too_many = text[first] not in alone and (
                    _stray(text, first, things) or _of_a_sure_word(text, first)
                )
                if one_too_many or _within_a_word(text, first):
                    yield _once(passage, first)


_TEN = "一二三四五六七八九十百千万亿"


def _within_a_word(text: str, first: int) -> bool:
    """Whether the two equal characters stand within a word that has one, and no other word begins
    with the second: 公安安机关 (but 外交部部长)."""
    lengths = range(2, _LONGEST + 1)
    if text[first] in _TEN or any(_is_word(text, first + 1, first + 1 + n) for n in lengths):
        return False
    around = ((1, 1), (2, 1), (1, 2))
    return any(
        first >= before
        and frequency(text[first - before : first + 1] + text[first + 2 : first + 2 + behind])
        >= _EVERYDAY
        for before, behind in around
        if first + 2 + behind <= len(text)
    )


def _stray(text: str, first: int, things: frozenset[str]) -> bool:
    """Whether of two equal characters one belongs to a word and the other to none."""
    behind = text[first + 2 : first + 4]
    before = text[max(first - 2, 0) : first]
    char = text[first]
    if char in before[-1:] + behind[:1] or behind[:1] in ("长", "某") or before[-1:] == "一":
        return False  # 部部长, 主张张某, 一件件
    if char == "作" and behind[:1] in ("了", "出", "过"):
        return False  # 对工作作了部署
    if any(len(pair) == 2 and pair[0] == pair[1] for pair in (before, behind)):
        return False  # 热热闹闹
    around = ((0, 2), (0, 3), (-1, 2), (-1, 3))
    if any(_is_word(text, first + start, first + end) for start, end in around):
        return False
    lengths = range(2, _LONGEST + 1)
    ending = max(
        (frequency(text[first + 1 - n : first + 1]) for n in lengths if n <= first + 1), default=0
    )
    beginning = max(frequency(text[first + 1 : first + 1 + n]) for n in lengths)
    if (ending >= _EVERYDAY) == (beginning >= _EVERYDAY) or min(ending, beginning) >= _WORD:
        return False
    if char == "经" and _BY.match(text, first + 2):
        return False  # 经经营主体申请
    if char not in things:
        return True
    return _begins(text, first + 2) if ending > beginning else _ends(text, first)


_BY = re.compile("[^，。；]{2,24}(?:批准|同意|审查|审核|申请|许可|确认|协商|审定|认定|备案|通过)")
# characters that stand between words; any other beside a doubled one makes a compound with it
_BETWEEN = frozenset(
    "的了和与及等或并在是有对将应要可不未为以由把被从向按经就都也而其各该本这地得已给让"
)


def _begins(text: str, place: int) -> bool:
    """Whether a word begins here: not in 路灯|灯杆, where 杆 belongs to the second 灯."""
    char = text[place : place + 1]
    if not "\u4e00" <= char <= "\u9fff":
        return char not in ("(", "（")
    lengths = range(2, _LONGEST + 1)
    return char in _BETWEEN or any(_is_word(text, place, place + n) for n in lengths)


def _ends(text: str, place: int) -> bool:
    """Whether a word ends here: not in 淇河|河道, where 淇 belongs to the first 河."""
    char = text[place - 1 : place] if place else ""
    if not "\u4e00" <= char <= "\u9fff":
        return char not in (")", "）")
    lengths = range(2, _LONGEST + 1)
    return char in _BETWEEN or any(_is_word(text, place - n, place) for n in lengths)


def _of_a_sure_word(text: str, first: int) -> bool:
    """Whether one of two equal characters belongs to an everyday word that is told by itself, and
    the other to no word: 拓宽宽增收渠道."""
    sure = load_everyday().sure
    before, behind = text[max(first - 2, 0) : first], text[first + 2 : first + 4]
    if any(len(pair) == 2 and pair[0] == pair[1] for pair in (before, behind)):
        return False  # 勤勤恳恳
    ends, begins = text[max(0, first - 1) : first + 1] in sure, text[first + 1 : first + 3] in sure
    around = ((0, 2), (0, 3), (-1, 2), (-1, 3))
    if not (ends or begins) or any(
        _is_word(text, first + start, first + end) for start, end in around
    ):
        return False
    lengths = range(2, _LONGEST + 1)
    if ends:
        return not any(_is_word(text, first + 1, first + 1 + n) for n in lengths)
    return not any(_is_word(text, first + 1 - n, first + 1) for n in lengths)


_ENDS = re.compile("[，。；！？]")


@check("word_slips.cut_off", options={"chars": str})
def cut_off(context: Context) -> Iterator[Hit]:
    """A clause that ends with half a word: 移送公安机关依法处。

    chars: characters with which, behind a word, no clause ends."""
    if not has_words():
        return
    chars = frozenset(context.options["chars"])
    for passage in passages(context):
        text = passage.text
        for at in [match.start() - 1 for match in _ENDS.finditer(text)]:
            if at < 2 or text[at] not in chars or not _is_word(text, at - 2, at, _EVERYDAY):
                continue
            if any(_is_word(text, at + 1 - n, at + 1, 1) for n in range(2, _LONGEST + 1)):
                continue
            meant = load_everyday().begun(text[at], text[at - 1])
            if meant:
                yield Hit(
                    passage.story,
                    passage.index,
                    at,
                    at + 1,
                    values={"right": meant[0]},
                    suggestions=tuple(meant[:3]),
                )


def _once(passage: Passage, place: int) -> Hit:
    char = passage.text[place]
    return Hit(
        passage.story,
        passage.index,
        place,
        place + 2,
        values={"wrong": char * 2, "right": char},
        suggestions=(char,),
    )
