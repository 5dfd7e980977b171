"""Text in other languages: rules of Chinese writing have nothing to say about it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_KANA_HANGUL = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7a3]")
# a word of Latin, Greek, Cyrillic, Hebrew, Arabic, Indic … letters
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u1fff\ufb1d-\ufdff\ufe70-\ufefc]{2,}")
# fewer words than these say nothing: a number, a name, an address, a unit
_FEW = 5
_MANY = 20
# single letters or one endless word are no Chinese prose either
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u1fff]")
_MANY_LETTERS = 60


def is_foreign(text: str) -> bool:
    """Whether a paragraph holds words of another script and no Chinese at all."""
    if len(text) < 2 * _FEW or _HAN.search(text):
        return False
    words = len(_WORD.findall(text)) if len(text.split(None, _FEW)) >= _FEW else 0
    return (
        words >= _FEW
        or len(_KANA_HANGUL.findall(text)) >= _FEW
        or (len(text) >= _MANY_LETTERS and len(_LETTER.findall(text)) >= _MANY_LETTERS)
    )


def are_foreign(texts: Iterable[str], *, short: bool = False) -> bool:
    """Whether a whole document is written in another language: many words of it for each Chinese
    character, or (Japanese, Korean) its own letters among them. short: also when it holds a word
    or two only, and not one Chinese character.
    """
    han = words = letters = 0
    for text in texts:
        han += sum(map(len, _HAN.findall(text)))
        words += len(_WORD.findall(text))
        letters += len(_KANA_HANGUL.findall(text))
    if short and not han:
        return words + letters > 0
    return (words >= _MANY and words > 10 * han) or (letters >= _MANY and 3 * letters > han)
