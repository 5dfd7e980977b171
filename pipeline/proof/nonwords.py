"""Characters that are no word and were never met, where a word like them makes the sentence whole.

The trees learnt from statutes and take words of other trades lightly; the word list of the language
knows these (工地围裆: 围挡). Where both point the same way, less certainty of the trees is enough.
"""

from __future__ import annotations

import numpy as np

from pipeline.gongwen.word_gaps import gap, is_loose
from pipeline.gongwen.words import frequency
from pipeline.proof.candidates import ALIKE, SHAPE_SHIFT, SOUND_SAME
from pipeline.proof.language import LanguageModel
from pipeline.proof.second import Change
from pipeline.proof.symbols import gram_hash

_WORD = 3  # what the word list counts so often is a word
_LEAST_GAIN = 4.0  # natural logarithm of the chances of the words around


def is_nonword(change: Change, text: str, place: int, language: LanguageModel) -> bool:
    """Whether the change of one character at a place of ``text`` makes a word, by a character of
    the same sound or a like shape, of two that are none."""
    if change.end - change.start != 1 or len(change.right) != 1 or not _akin(change.codes[0]):
        return False
    made = text[:place] + change.right + text[place + 1 :]
    return any(
        _is_meant(text, start, made[start : start + 2], language)
        for start in (place - 1, place)
        if 0 <= start <= len(text) - 2
    )


def _akin(code: int) -> bool:
    return code & 7 >= SOUND_SAME or (code >> SHAPE_SHIFT) & 15 >= ALIKE


def _is_meant(text: str, start: int, word: str, language: LanguageModel) -> bool:
    pair = text[start : start + 2]
    if frequency(word) < _WORD or frequency(pair) or is_loose(pair, word) or _met(pair, language):
        return False
    gain = gap(text, start).gain(word)
    return gain is not None and gain >= _LEAST_GAIN


def _met(pair: str, language: LanguageModel) -> bool:
    first, second = np.array([[ord(char)] for char in pair], dtype=np.uint16)
    return bool(language.has(gram_hash(first, second), 2)[0])
