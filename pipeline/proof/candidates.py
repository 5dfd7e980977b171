"""What a character may stand for: same or similar sound, similar shape, shared components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.language import LanguageModel, salted
from pipeline.proof.store import FuseTable
from pipeline.proof.symbols import Flags, Hashes, Ints, Symbols, gram_step, spread
from pipeline.proof.words import word_key

SOUND_EDIT, SOUND_FUZZY, SOUND_SAME, SOUND_TONE = 1, 2, 3, 4
# A kinship code: sound in bits 0-2, likeness of shape in bits 3-6 (0 … 15), shared part in bit 7.
SHAPE_SHIFT, PART_SHIFT = 3, 7
_SIEVE_BITS, _MIX = 22, np.uint32(0x9E3779B1)


@dataclass(frozen=True, slots=True)
class Kinships:
    """For every symbol x, ``right[start[x]:start[x+1]]`` are the characters it may stand for, in
    order, and ``code`` says how each is akin; ``pair`` are the sorted keys
    ``wrong << 16 | right``, ``sieve`` the residues that keys have: it answers most questions about
    characters that are not akin."""

    start: npt.NDArray[np.int32]
    right: Symbols
    code: npt.NDArray[np.uint8]
    pair: npt.NDArray[np.uint32]
    sieve: Flags

    def expand(self, symbols: Symbols, places: npt.NDArray[np.int64]) -> Single:
        """All candidates of the symbols at ``places``."""
        begin = self.start[symbols[places]]
        number = self.start[symbols[places].astype(np.int64) + 1] - begin
        owner = np.repeat(np.arange(len(places)), number)
        total = int(number.sum())
        inner = np.arange(total) - np.repeat(np.cumsum(number) - number, number)
        index = begin[owner] + inner
        return Single(places[owner], self.right[index], self.code[index].astype(np.int32))

    def akin(self, wrong: Symbols, right: Symbols) -> tuple[npt.NDArray[np.int64], Ints]:
        """Which of the pairs are akin, and their codes."""
        maybe = np.flatnonzero(self.sieve[_residues(_key(wrong, right))])
        code = self.code_of(wrong[maybe], right[maybe])
        fine = np.flatnonzero(code)
        return maybe[fine], code[fine]

    def code_of(self, wrong: Symbols, right: Symbols) -> Ints:
        """The kinship code of pairs, 0 when they are not akin."""
        wanted = _key(wrong, right)
        where = np.minimum(np.searchsorted(self.pair, wanted), max(len(self.pair) - 1, 0))
        if not len(self.pair):
            return np.zeros(len(wrong), dtype=np.int32)
        return np.where(self.pair[where] == wanted, self.code[where], 0).astype(np.int32)


def _key(wrong: Symbols, right: Symbols) -> npt.NDArray[np.uint32]:
    return np.asarray(wrong.astype(np.uint32) << np.uint32(16) | right, dtype=np.uint32)


def kinships(start: npt.NDArray[np.int32], right: Symbols, code: npt.NDArray[np.uint8]) -> Kinships:
    """The table with its keys and its sieve."""
    number = np.diff(start)
    wrong = np.repeat(np.arange(len(number), dtype=np.uint32), number)
    pair = wrong << np.uint32(16) | right
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=bool)
    sieve[_residues(pair)] = True
    return Kinships(start, right, code, pair, sieve)


def _residues(pair: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    return pair * _MIX >> np.uint32(32 - _SIEVE_BITS)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """For every symbol the characters that follow it oftenest, and those that precede it; rows of
    equal length, row 0 for symbols without any; unused places hold 0."""

    row: npt.NDArray[np.uint16]
    after: Symbols
    before: Symbols


@dataclass(frozen=True, slots=True)
class Single:
    """Candidates that change one character: at ``place``, into ``right``, akin by ``code``."""

    place: npt.NDArray[np.int64]
    right: Symbols
    code: Ints

    def only(self, keep: Flags | npt.NDArray[np.int64]) -> Single:
        return Single(self.place[keep], self.right[keep], self.code[keep])


@dataclass(frozen=True, slots=True)
class Sieve:
    """Cheap questions about candidates before the full score: are the n-grams they make known?"""

    model: LanguageModel
    words: FuseTable
    symbols: Symbols
    hashes: list[Hashes]

    def attested(self, single: Single) -> Flags:
        """Candidates that make a known trigram, two known bigrams, or a word of two characters."""
        left, right = self._known(single, 2, 0), self._known(single, 2, 1)
        fine = left & right
        rest = np.flatnonzero((left | right) & ~fine)
        some = single.only(rest)
        hit = self._known(some, 3, 0, left[rest]) | self._known(some, 3, 2, right[rest])
        hit |= self._word(some, 0, left[rest]) | self._word(some, 1, right[rest])
        fine[rest] = hit
        return fine

    def bridging(self, single: Single) -> Flags:
        """Candidates that make a known trigram with the characters on both sides."""
        return self._known(single, 3, 1)

    def _keys(self, single: Single, n: int, after: int) -> Hashes:
        change = spread()[single.right] - spread()[self.symbols[single.place]]
        power = np.uint64(pow(int(gram_step()), after, 1 << 64))
        return self.hashes[n - 1][single.place + after] + change * power

    def _known(self, single: Single, n: int, after: int, which: Flags | None = None) -> Flags:
        """Is the n-gram known that ends ``after`` places after the candidate?"""
        if which is None:
            return self.model.grams.get(salted(self._keys(single, n, after), n)) >= 0
        result = np.zeros(len(single.place), dtype=bool)
        keys = self._keys(single.only(which), n, after)
        result[which] = self.model.grams.get(salted(keys, n)) >= 0
        return result

    def _word(self, single: Single, after: int, which: Flags) -> Flags:
        result = np.zeros(len(single.place), dtype=bool)
        keys = self._keys(single.only(which), 2, after)
        result[which] = self.words.get(word_key(keys, 2)) >= 0
        return result


def unrelated(
    near: Neighbours, kin: Kinships, symbols: Symbols, places: npt.NDArray[np.int64]
) -> Single:
    """Candidates that are common neighbours of the characters around each place, whatever they
    look or sound like."""
    after = near.after[near.row[symbols[places - 1]]]
    before = near.before[near.row[symbols[places + 1]]]
    rights = np.sort(np.concatenate([after, before], axis=1), axis=1)
    fresh = rights != 0
    fresh[:, 1:] &= rights[:, 1:] != rights[:, :-1]
    fresh &= rights != symbols[places][:, None]
    owner, column = np.nonzero(fresh)
    place, right = places[owner], rights[owner, column]
    return Single(place, right, kin.code_of(symbols[place], right))
