"""What a character may stand for: same or similar sound, similar shape, shared components."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipeline.proof.language import LanguageModel
from pipeline.proof.store import FuseTable
from pipeline.proof.symbols import Flags, Hashes, Ints, Symbols, gram_step, spread
from pipeline.proof.words import Twos, word_key

SOUND_EDIT, SOUND_FUZZY, SOUND_SAME, SOUND_TONE = 1, 2, 3, 4
# A kinship code: sound in bits 0-2, likeness of shape in bits 3-6 (0 … 15), shared part in bit 7.
SHAPE_SHIFT, PART_SHIFT = 3, 7
ALIKE = 9  # likeness from which on two shapes are easily taken for one another
Longs = npt.NDArray[np.int64]
Bits = npt.NDArray[np.uint8]
_AT_ONCE = 256  # pairs whose kin are looked at together; bounds the memory
_FEW = 256  # pairs whose words are looked at together; no more than a byte can number


@dataclass(frozen=True, slots=True)
class Kinships:
    """For every symbol x, ``right[start[x]:start[x+1]]`` are the characters it may stand for, in
    order, and ``code`` says how each is akin; ``pair`` are the sorted keys
    ``wrong << 16 | right``; ``most``: how many the richest symbol has, in whole bytes of bits."""

    start: npt.NDArray[np.int32]
    right: Symbols
    code: npt.NDArray[np.uint8]
    pair: npt.NDArray[np.uint32]
    most: int

    def all_of(self, symbols: Symbols) -> tuple[Longs, Longs, Longs]:
        """For all candidates of some symbols: which symbol, its how-manieth candidate, where that
        stands in ``right`` and ``code``."""
        begin = self.start[symbols]
        number = self.start[symbols.astype(np.int64) + 1] - begin
        owner = np.repeat(np.arange(len(symbols)), number)
        inner = np.arange(len(owner)) - np.repeat(np.cumsum(number) - number, number)
        return owner, inner, begin[owner] + inner

    def some_of(self, symbols: Symbols, places: Longs, bits: Bits) -> Single:
        """The candidates of the symbols at ``places`` that ``bits`` name, a row a place."""
        found = np.flatnonzero(np.unpackbits(bits).view(np.bool_))
        owner, inner = np.divmod(found, self.most)
        place = places[owner]
        index = self.start[symbols[place]] + inner
        return Single(place, self.right[index], self.code[index].astype(np.int32))

    def code_of(self, wrong: Symbols, right: Symbols) -> Ints:
        """The kinship code of pairs, 0 when they are not akin."""
        wanted = pair_key(wrong, right)
        where = np.minimum(np.searchsorted(self.pair, wanted), max(len(self.pair) - 1, 0))
        if not len(self.pair):
            return np.zeros(len(wrong), dtype=np.int32)
        return np.where(self.pair[where] == wanted, self.code[where], 0).astype(np.int32)


def pair_key(wrong: Symbols, right: Symbols) -> npt.NDArray[np.uint32]:
    """Two symbols as one number."""
    return np.asarray(wrong.astype(np.uint32) << np.uint32(16) | right, dtype=np.uint32)


def kinships(start: npt.NDArray[np.int32], right: Symbols, code: npt.NDArray[np.uint8]) -> Kinships:
    """The table with its keys."""
    number = np.diff(start)
    wrong = np.repeat(np.arange(len(number), dtype=np.uint32), number)
    most = int(number.max(initial=1))
    return Kinships(start, right, code, wrong << np.uint32(16) | right, most + -most % 8)


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

    place: Longs
    right: Symbols
    code: Ints

    def only(self, keep: Flags | Longs) -> Single:
        return Single(self.place[keep], self.right[keep], self.code[keep])


@dataclass(frozen=True, slots=True)
class Beside:
    """Which kin of characters are known next to the characters that stand there: bit k of a row is
    about the k-th kin. ``left[i]``: after the character before place i; ``right[i]``: before the
    one behind it; ``word``: the known pair is a word."""

    places: Longs
    left: Bits
    right: Bits
    word: Bits

    def at(self, places: Longs) -> Longs:
        """The rows of some of the places."""
        return np.searchsorted(self.places, places)


def beside(
    kin: Kinships, model: LanguageModel, words: FuseTable, symbols: Symbols, places: Longs
) -> Beside:
    """The known neighbourhoods of the kin of the symbols at ``places`` (in order)."""
    own = symbols[places]
    left, left_word = _pairs_known(kin, model, words, symbols[places - 1], own, after=True)
    right, right_word = _pairs_known(kin, model, words, symbols[places + 1], own, after=False)
    return Beside(places, left, right, left_word | right_word)


def _pairs_known(
    kin: Kinships,
    model: LanguageModel,
    words: FuseTable,
    other: Symbols,
    own: Symbols,
    *,
    after: bool,
) -> tuple[Bits, Bits]:
    """For every place: which kin of ``own`` make a known pair with ``other``, before them when
    ``after``; which of those pairs are words. A pair that stands twice is looked at once."""
    pairs, where = np.unique(pair_key(other, own), return_inverse=True)
    known, word = np.zeros((2, len(pairs), kin.most // 8), dtype=np.uint8)
    for low in range(0, len(pairs), _AT_ONCE):
        some = pairs[low : low + _AT_ONCE]
        owner, inner, index = kin.all_of(some.astype(np.uint16))
        first, second = spread()[some >> np.uint32(16)][owner], spread()[kin.right[index]]
        if not after:
            first, second = second, first
        keys = first * gram_step() + second
        fine = np.flatnonzero(model.has(keys, 2))
        own_word = words.has(word_key(keys[fine], 2))
        for bits, hits in ((known, fine), (word, fine[own_word])):
            flags = np.zeros((len(some), kin.most), dtype=bool)
            flags[owner[hits], inner[hits]] = True
            bits[low : low + _AT_ONCE] = np.packbits(flags, axis=1)
    return known[where], word[where]


@dataclass(frozen=True, slots=True)
class Sieve:
    """Cheap questions about candidates before the full score: are the n-grams they make known?"""

    model: LanguageModel
    kin: Kinships
    symbols: Symbols
    hashes: list[Hashes]

    def attested(self, near: Beside, places: Longs) -> Single:
        """Kin that make a known trigram, two known bigrams, or a word of two characters."""
        row = near.at(places)
        left, right = near.left[row], near.right[row]
        sure = left & right | near.word[row]
        single = self.kin.some_of(self.symbols, places, sure)
        maybe = [
            some.only(self._known(some, 3, after))
            for side, after in ((left, 0), (right, 2))
            for some in [self.kin.some_of(self.symbols, places, side & ~sure)]
        ]
        return joined(single, *maybe)

    def bridging(self, single: Single) -> Flags:
        """Candidates that make a known trigram with the characters on both sides."""
        return self._known(single, 3, 1)

    def _known(self, single: Single, n: int, after: int) -> Flags:
        """Is the n-gram known that ends ``after`` places after the candidate?"""
        change = spread()[single.right] - spread()[self.symbols[single.place]]
        power = np.uint64(pow(int(gram_step()), after, 1 << 64))
        keys = self.hashes[n - 1][single.place + after] + change * power
        return self.model.has(keys, n)


def joined(*sets: Single) -> Single:
    """All candidates of several sets."""
    return Single(
        np.concatenate([s.place for s in sets]),
        np.concatenate([s.right for s in sets]),
        np.concatenate([s.code for s in sets]),
    )


@dataclass(frozen=True, slots=True)
class Alike:
    """Words of two characters that are kin of two neighbours, character by character: of which
    ``pair``, the ``word`` and both kinship codes."""

    pair: Longs
    word: Symbols
    code: Ints


def alike(kin: Kinships, twos: Twos, pairs: npt.NDArray[np.uint32]) -> Alike:
    """The words that each of ``pairs`` (sorted) may stand for, in order of the pairs and of the kin
    of their first character."""
    none = np.zeros((0, 2), dtype=np.int32)
    parts = [Alike(none[:, 0].astype(np.int64), none.astype(np.uint16), none)]
    for low in range(0, len(pairs), _FEW):
        part = _few_alike(kin, twos, pairs[low : low + _FEW])
        parts.append(replace(part, pair=part.pair + low))
    return Alike(
        np.concatenate([p.pair for p in parts]),
        np.concatenate([p.word for p in parts]),
        np.concatenate([p.code for p in parts]),
    )


def _few_alike(kin: Kinships, twos: Twos, pairs: npt.NDArray[np.uint32]) -> Alike:
    firsts, begin, number = np.unique(pairs >> np.uint32(16), return_index=True, return_counts=True)
    owner, _, index = kin.all_of(pairs.astype(np.uint16))
    ending = twos.number[kin.right[index]]
    codes = np.zeros((len(pairs), twos.kinds), dtype=np.uint8)
    codes[owner, ending] = kin.code[index]
    akin = np.zeros((len(firsts), twos.kinds), dtype=bool)  # to the end of any pair with this first
    akin[np.repeat(np.arange(len(firsts)), number)[owner], ending] = True
    # the words that begin with kin of a first and end in kin of some second
    group, _, index = kin.all_of(firsts.astype(np.uint16))
    whose, word = twos.beginning_with(kin.right[index])
    fine = np.flatnonzero(akin.ravel().take((group * twos.kinds)[whose] + twos.ending[word]))
    whose, word = whose[fine], word[fine]
    # and of which second
    times = number[group[whose]]
    which = np.repeat(np.arange(len(whose)), times)
    start = np.repeat(begin[group[whose]] + times - np.cumsum(times), times)
    pair = np.arange(len(which)) + start
    code = codes.ravel().take(pair * twos.kinds + twos.ending[word][which])
    hit = np.flatnonzero(code != 0)
    hit = hit[np.argsort(pair[hit].astype(np.uint8), kind="stable")]
    whose, word = whose[which[hit]], word[which[hit]]
    return Alike(
        pair[hit],
        np.stack([kin.right[index[whose]], twos.second[word]], axis=1),
        np.stack([kin.code[index[whose]], code[hit]], axis=1).astype(np.int32),
    )


def unrelated(near: Neighbours, symbols: Symbols, places: Longs) -> Single:
    """Candidates that are common neighbours of the characters around each place, whatever they
    look or sound like; some may be kin."""
    after = near.after[near.row[symbols[places - 1]]]
    before = near.before[near.row[symbols[places + 1]]]
    rights = np.sort(np.concatenate([after, before], axis=1), axis=1)
    fresh = rights != 0
    fresh[:, 1:] &= rights[:, 1:] != rights[:, :-1]
    fresh &= rights != symbols[places][:, None]
    owner, column = np.nonzero(fresh)
    place, right = places[owner], rights[owner, column]
    return Single(place, right, np.zeros(len(place), dtype=np.int32))
