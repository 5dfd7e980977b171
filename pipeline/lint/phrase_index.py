"""The phrases of ``rules/phrases/``, laid out so that they load at once.

Of twenty thousand phrases a document touches a few dozen, and a command that checks one document
must not wait for the others. The text is held against the first characters of all; the rest stays
packed until those have been met.
"""

from __future__ import annotations

import marshal
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline.errors import DataProblem
from pipeline.lint.grams import fours, marks, packed, pair, places, unpacked
from pipeline.lint.likeness import list_path, shape_classes, sound_classes
from pipeline.resources import MARSHAL, content_key, keep, kept_files, load_yaml

KEY = 4  # characters looked up at once; the shortest phrase
LISTS = ("idioms", "office", "contracts", "trades")
_FORMAT = 14
_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it should be. kind: the list it stands in. whole: listed as it is. cut: length of
    the first of the two words it is put together of, 0 when it is not."""

    text: str
    kind: str
    whole: bool
    cut: int


class Index:
    """Phrases by the classes (sounds or shapes) of their first characters.

    classes: character -> class; what has none stands for itself. mark: the marks of these classes.
    keys: the marks of what phrases begin with. lines: one class -> packed phrases.
    """

    def __init__(
        self,
        classes: Mapping[int, int],
        mark: bytes,
        keys: frozenset[int],
        lines: Mapping[str, bytes],
    ) -> None:
        self._classes = classes
        self._mark = mark
        self._keys = keys
        self._lines = lines
        self._unpacked: dict[str, str] = {}
        self.at = lru_cache(maxsize=_REMEMBERED)(self._at)
        self.find = lru_cache(maxsize=_REMEMBERED)(self._find)

    def alike(self, text: str) -> Iterator[tuple[int, tuple[Phrase, ...]]]:
        """The places of a text where phrases may begin by its classes, with the phrases."""
        numbers = fours(text, self._mark)
        there = self._keys.intersection(numbers)
        for place in places(numbers, there) if there else ():
            if found := self.at(text[place : place + KEY].translate(self._classes)):
                yield place, found

    def _find(self, text: str) -> Phrase | None:
        """The phrase that is written so."""
        alike = self.at(text[:KEY].translate(self._classes))
        return next((phrase for phrase in alike if phrase.text == text), None)

    def _at(self, key: str) -> tuple[Phrase, ...]:
        """The phrases whose first characters have these classes, in the order of the lists."""
        if len(key) < KEY or key[0] not in self._lines:
            return ()
        if key[0] not in self._unpacked:
            self._unpacked[key[0]] = self._lines[key[0]].decode()
        lines = self._unpacked[key[0]]
        found = []
        place = lines.find("\n" + key)
        while place != -1:
            end = lines.index("\n", place + 1)
            found.append(_unpacked(lines[place + 1 + KEY : end]))
            place = lines.find("\n" + key, end)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Phrases:
    """All lists made ready. also: what only looks like a slip. turned: the first or the last two of
    a whole phrase's four changed about, as numbers."""

    sounds: Index
    shapes: Index
    also: frozenset[str]
    turned: frozenset[int]

    def find(self, text: str) -> Phrase | None:
        """The phrase that is written so."""
        return self.sounds.find(text)

    def knows(self, text: str) -> bool:
        """Whether this is right as it stands."""
        return text in self.also or self.find(text) is not None


@cache
def load_phrases() -> Phrases:
    """The lists of ``rules/phrases/``, made ready once and kept in the user's cache, keyed by their
    content; raises DataProblem for a phrase that is too short."""
    lists = [list_path(name).read_bytes() for name in (*LISTS, "sounds", "shapes")]
    files = kept_files(f"phrases/{content_key(f'{_FORMAT} {sys.byteorder}', *lists)}.bin")
    for kept in files:
        try:
            made = marshal.loads(kept.read_bytes())  # noqa: S302 - our own cache file
            break
        except (OSError, ValueError, EOFError, TypeError):
            continue
    else:
        made = _make()
        keep(files[-1], marshal.dumps(made, MARSHAL))
    also, turned, *indexes = made
    sounds, shapes = (
        Index(str.maketrans(characters, classes), mark, unpacked(keys), lines)
        for characters, classes, mark, keys, lines in indexes
    )
    return Phrases(sounds, shapes, also, unpacked(turned))


def read_lists() -> tuple[list[Phrase], frozenset[str]]:
    """Every phrase, and what only looks like a slip; raises DataProblem."""
    whole: dict[str, str] = {}
    pairs: dict[str, tuple[str, int]] = {}
    also: list[str] = []
    for kind in LISTS:
        data: Any = load_yaml(list_path(kind))
        listed = data["phrases"].split()
        if short := [phrase for phrase in listed if len(phrase) < KEY]:
            raise DataProblem(f"{list_path(kind)}：“{short[0]}”不到{KEY}个字，容易与别的词语碰上。")
        whole.update(dict.fromkeys(listed, kind))
        also += data.get("also", "").split()
        for group in data.get("pairs", ()):
            thens = group["then"].split()
            for one in group["first"].split():
                made = [one + other for other in thens if len(one + other) >= KEY]
                pairs.update(dict.fromkeys(made, (kind, len(one))))
    phrases = []
    for text in {**whole, **pairs}:
        kind, cut = pairs.get(text, ("", 0))
        phrases.append(Phrase(text, whole.get(text, kind), text in whole, cut))
    return phrases, frozenset(also)


def _make() -> tuple[Any, ...]:
    """What is kept, of plain data."""
    phrases, also = read_lists()
    heads = [phrase.text[:KEY] for phrase in phrases if phrase.whole]
    turned = packed(pair(two) for head in heads for two in (head[1::-1], head[:1:-1]))
    return also, turned, *(_index(phrases, made) for made in (sound_classes(), shape_classes()))


def _index(phrases: Iterable[Phrase], classes: dict[str, str]) -> tuple[Any, ...]:
    """What an Index is made of."""
    table = str.maketrans(classes)
    keys = {phrase.text: phrase.text[:KEY].translate(table) for phrase in phrases}
    lines: dict[str, list[str]] = {}
    for phrase in phrases:
        key = keys[phrase.text]
        lines.setdefault(key[0], [""]).append(key + _pack(phrase))
    those = {first: "\n".join([*found, ""]).encode() for first, found in lines.items()}
    mark = marks(classes)
    numbers = packed(fours(phrase.text[:KEY], mark)[0] for phrase in phrases)
    return "".join(classes), "".join(classes.values()), mark, numbers, those


def _pack(phrase: Phrase) -> str:
    return f"{phrase.text}\t{phrase.kind}\t{int(phrase.whole)}\t{phrase.cut}"


def _unpacked(line: str) -> Phrase:
    text, kind, whole, cut = line.split("\t")
    return Phrase(text, kind, whole == "1", int(cut))
