"""Everyday words of two characters with one of them wrong, or turned about: 化介矛盾, 抬账, 推近.

What is found is no word and stands where nothing but the word meant can: between characters that
usually stand beside it, or, where such a pair of characters was never met, beside one of them. The
words with their company are in ``rules/phrases/everyday.yaml``; a table of all that is like one of
them in sound or shape is made of it once and kept.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pipeline.gongwen.word_gaps import gap, is_loose
from pipeline.gongwen.words import frequency
from pipeline.lint.grams import characters
from pipeline.lint.likeness import likeness, list_path, look_alikes
from pipeline.resources import MARSHAL, content_key, keep, kept_files, load_yaml

_FORMAT = 5
_HAN = re.compile("[\u4e00-\u9fff]")
_REMEMBERED = 20_000  # pairs with their neighbours
_PLAIN_WORD = 6  # what the word list counts so often is no rare word
# How much likelier the words around must become, as natural logarithms of chances.
_IN_COMPANY, _ALONE = 4.0, 6.5
_LOOSE, _LOOSE_IN_COMPANY = 8.0, 5.5
# … in place of what 20 million characters of statutes and papers do not have: with one neighbour
# that the word usually has, or with none but of the same sound or a like shape. On 600,000
# characters of news and papers that taught nothing, these cost 10 needless alarms; of slips put
# into listed words 64 in 100 are found instead of 21.
_NEVER_MET, _NEVER_MET_ALONE = 6.0, 9.5


@dataclass(frozen=True, slots=True)
class Meant:
    """A word that is meant where another two characters stand. how: 音同, 形近, 音近 or 颠倒."""

    word: str
    how: str


class Everyday:
    """The words made ready. seconds: first -> second characters, packed, of what is like a word.
    sure: words that need no company. rest: packed too, as a document needs little of it: character
    -> what it may be taken for; second -> first characters of the words; first character -> lines
    of the second, and what stands before and behind; first -> second characters of pairs that were
    met, though seldom.
    """

    def __init__(self, seconds: Mapping[str, bytes], sure: frozenset[str], rest: bytes) -> None:
        self._seconds = seconds
        self._known: dict[str, str] = {}
        self.sure = sure
        self._rest = rest
        self._asked: dict[tuple[str, str, str], dict[str, float]] = {}

    @cached_property
    def _unpacked(
        self,
    ) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, bytes], Mapping[str, str]]:
        alike, firsts, company, seldom = marshal.loads(self._rest)  # noqa: S302 - our own cache file
        return alike, firsts, company, seldom

    @property
    def _company(self) -> Mapping[str, bytes]:
        return self._unpacked[2]

    def likely(self, pairs: Iterable[int]) -> set[int]:
        """Which of the pairs of characters, given as numbers, are like a word."""
        split = ((pair, *characters(pair)) for pair in pairs)
        return {pair for pair, one, other in split if other in self._second(one)}

    def _second(self, first: str) -> str:
        """The second characters of what is like a word and begins so."""
        known = self._known.get(first)
        if known is None:
            known = self._known[first] = self._seconds.get(first, b"").decode()
        return known

    def in_place_of(self, pair: str) -> list[str]:
        """The words that may be meant."""
        alike, firsts, company, _ = self._unpacked
        one, other = pair[0], pair[1]
        lines = company.get(one, b"").decode().split("\n")
        meant = [c + other for c in firsts.get(other, "") if one in alike.get(c, "")]
        meant += [one + line[0] for line in lines if line and other in alike.get(line[0], "")]
        turned = one in firsts and other in firsts[one]
        return [*meant, other + one] if turned else meant

    def meant(self, text: str, place: int) -> Meant | None:
        """The word meant by the two characters at ``place``, if they make no sense there."""
        pair = text[place : place + 2]
        left, right = text[max(place - 1, 0) : place], text[place + 2 : place + 3]
        fit = self._fitting(pair, *(c if _HAN.match(c) else "" for c in (left, right)))
        if not fit:
            return None
        around = gap(text, place)
        best = (0.0, "")
        for word, enough in fit.items():
            gain = around.gain(word)
            if gain is not None and gain >= enough:
                best = max(best, (gain, word))
        return Meant(best[1], _how(pair, best[1])) if best[1] else None

    def _fitting(self, pair: str, left: str, right: str) -> dict[str, float]:
        """The words that may be meant between two characters, and how much likelier each must make
        the words around; none for what is a word itself."""
        key = pair, left, right
        if key not in self._asked:
            if len(self._asked) > _REMEMBERED:
                self._asked.clear()
            words = self.in_place_of(pair) if frequency(pair) < _PLAIN_WORD else ()
            enough = ((word, self._enough(pair, word, left, right)) for word in words)
            self._asked[key] = {word: least for word, least in enough if least is not None}
        return self._asked[key]

    def _enough(self, pair: str, word: str, left: str, right: str) -> float | None:
        """How much likelier a word must make the words around; None when it cannot be meant."""
        before, behind = self._usual(word)
        if left and right and left in before and right in behind:
            return _LOOSE_IN_COMPANY if is_loose(pair, word) else _IN_COMPANY
        # where one side has none, the other's must be its closest
        closest = left in before.partition("/")[0], right in behind.partition("/")[0]
        if bool(left) != bool(right) and closest[bool(right)]:
            return _LOOSE if is_loose(pair, word) else _IN_COMPANY
        least = [_LOOSE if is_loose(pair, word) else _ALONE] if word in self.sure else []
        if (left or right) and pair[1] not in self._unpacked[3].get(pair[0], ""):
            if (left and left in before) or (right and right in behind):
                least.append(_NEVER_MET)
            elif not is_loose(pair, word) and _how(pair, word) in _EASILY:
                least.append(_NEVER_MET_ALONE)
        return min(least, default=None)

    def _usual(self, word: str) -> tuple[str, str]:
        """What usually stands before and behind a word, the closest up to a “/”."""
        lines = self._company.get(word[0], b"").decode()
        at = lines.find("\n" + word[1])
        if at < 0:
            return "", ""
        before, _, behind = lines[at + 2 : lines.index("\n", at + 2)].partition("\t")
        return before, behind

    def begun(self, char: str, before: str) -> list[str]:
        """The words that begin with a character and usually stand behind another."""
        lines = self._company.get(char, b"").decode().split("\n")
        close = ((line[0], line[1:].partition("/")[0]) for line in lines if line)
        return [char + second for second, left in close if before in left]


_EASILY = ("音同", "形近")  # in these ways a character is easily mistyped


def _how(pair: str, word: str) -> str:
    if pair == word[::-1]:
        return "颠倒"
    wrong, right = next((a, b) for a, b in zip(pair, word, strict=True) if a != b)
    return likeness(wrong, right) or "形近"


@cache
def load_everyday() -> Everyday:
    """The words of ``rules/phrases/everyday.yaml``, made ready once and kept, keyed by content."""
    lists = [list_path(name).read_bytes() for name in ("everyday", "sounds", "shapes")]
    places = kept_files(f"everyday/{content_key(str(_FORMAT), *lists)}.bin")
    for kept in places:
        try:
            return Everyday(*marshal.loads(kept.read_bytes()))  # noqa: S302 - our own cache file
        except (OSError, ValueError, EOFError, TypeError):
            continue
    made = _make()
    keep(places[-1], marshal.dumps(made, MARSHAL))
    return Everyday(*made)


def _make() -> tuple[Any, ...]:
    data: Any = load_yaml(list_path("everyday"))
    rows = [line.split(" ") for line in data["company"].splitlines()]
    words = {word: f"{left}\t{right}" for word, left, right in rows}
    words = {**dict.fromkeys(data["sure"].split(), "/\t/"), **words}
    company: dict[str, list[str]] = {}
    firsts: dict[str, str] = {}
    for word, around in words.items():
        company.setdefault(word[0], [""]).append(word[1] + around)
        firsts[word[1]] = firsts.get(word[1], "") + word[0]
    lines = (*data["met"].splitlines(), *data["also"].splitlines())
    met = {pair for line in lines for pair in (line[0] + c for c in line[2:])}
    seldom = {line[0]: line[2:] for line in data["seldom"].splitlines()}
    names = set(data["names"])
    seconds: dict[str, dict[str, None]] = {}
    for pair, word in like_words(words):
        if pair not in met and (pair == word[::-1] or names.isdisjoint(set(pair) - set(word))):
            seconds.setdefault(pair[0], {})[pair[1]] = None
    alike = {c: those for c, those in look_alikes().items() if c in firsts or c in company}
    packed = {first: "\n".join([*found, ""]).encode() for first, found in company.items()}
    rest = marshal.dumps((alike, firsts, packed, seldom), MARSHAL)
    sure = frozenset(data["sure"].split())
    return {first: "".join(found).encode() for first, found in seconds.items()}, sure, rest


def like_words(words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is like each of the words and is none of them: two characters, the word."""
    alike = look_alikes()
    for word in words:
        one, other = word[0], word[1]
        made = [c + other for c in alike.get(one, ())] + [one + c for c in alike.get(other, ())]
        for pair in (*made, other + one):
            if pair not in words:
                yield pair, word
