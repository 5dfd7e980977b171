"""What a character may stand for: same or similar sound, similar shape, shared components."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.proof.language import LanguageModel, salted
from pipeline.proof.symbols import Flags, Hashes, Ints, Symbols, gram_step, spread

SOUND_EDIT, SOUND_FUZZY, SOUND_SAME, SOUND_TONE = 1, 2, 3, 4
# A kinship code: sound in bits 0-2, likeness of shape in bits 3-6 (0 … 15), shared part in bit 7.
SHAPE_SHIFT, PART_SHIFT = 3, 7


@dataclass(frozen=True, slots=True)
class Kinships:
    """For every symbol x, ``right[start[x]:start[x+1]]`` are the characters it may stand for and
    ``code`` says how each is akin."""

    start: npt.NDArray[np.int32]
    right: Symbols
    code: npt.NDArray[np.uint8]

    def expand(self, symbols: Symbols, places: npt.NDArray[np.int64]) -> Single:
        """All candidates of the symbols at ``places``."""
        begin = self.start[symbols[places]]
        number = self.start[symbols[places].astype(np.int64) + 1] - begin
        owner = np.repeat(np.arange(len(places)), number)
        total = int(number.sum())
        inner = np.arange(total) - np.repeat(np.cumsum(number) - number, number)
        index = begin[owner] + inner
        return Single(places[owner], self.right[index], self.code[index].astype(np.int32))

    def code_of(self, wrong: Symbols, right: Symbols) -> Ints:
        """The kinship code of pairs, 0 when they are not akin."""
        result = np.zeros(len(wrong), dtype=np.int32)
        for i, (x, y) in enumerate(zip(wrong.tolist(), right.tolist(), strict=True)):
            part = self.right[self.start[x] : self.start[x + 1]]
            hit = np.flatnonzero(part == y)
            if len(hit):
                result[i] = self.code[self.start[x] + hit[0]]
        return result


@dataclass(frozen=True, slots=True)
class Single:
    """Candidates that change one character: at ``place``, into ``right``, akin by ``code``."""

    place: npt.NDArray[np.int64]
    right: Symbols
    code: Ints

    def only(self, keep: Flags | npt.NDArray[np.int64]) -> Single:
        return Single(self.place[keep], self.right[keep], self.code[keep])


def attested(model: LanguageModel, symbols: Symbols, hashes: list[Hashes], single: Single) -> Flags:
    """Which candidates make at least one known trigram with their neighbours, or two known
    bigrams: a cheap sieve before the full score."""
    place = single.place
    change = spread()[single.right] - spread()[symbols[place]]
    step = gram_step()

    def known(n: int, after: int, which: Flags | None = None) -> Flags:
        end = place + after
        power = np.uint64(pow(int(step), after, 1 << 64))
        if which is None:
            return model.grams.get(salted(hashes[n - 1][end] + change * power, n)) >= 0
        result = np.zeros(len(place), dtype=bool)
        keys = hashes[n - 1][end[which]] + change[which] * power
        result[which] = model.grams.get(salted(keys, n)) >= 0
        return result

    left, right = known(2, 0), known(2, 1)
    fine = known(3, 1, left & right)
    fine |= known(3, 0, left & ~fine)
    fine |= known(3, 2, right & ~fine)
    return fine | (left & right)
