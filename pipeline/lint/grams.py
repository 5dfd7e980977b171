"""Neighbouring characters as numbers, so that a text is held against large tables in C.

A number is four bytes as they are in memory: two characters in UTF-16, or the marks (a byte each)
of four. A short text costs ten times as much to make and to look up. Tables of numbers are kept in
the byte order of the machine.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import compress
from operator import itemgetter

_UTF16 = f"utf-16-{sys.byteorder[0]}e"
_CODES = 0x10000
_MARKS = 251  # a prime number of marks
_SIZE = 4  # bytes of a number


def pairs(text: str) -> list[int]:
    """The two characters at every place of a text; one beyond U+FFFF, which no table has, counts as
    U+FFFF."""
    return _overlapping(_units(text), 2)


def pair(text: str) -> int:
    """Two characters as their number."""
    (found,) = pairs(text)
    return found


def characters(number: int) -> tuple[str, str]:
    """The two characters of a number."""
    low, high = chr(number & 0xFFFF), chr(number >> 16)
    return (low, high) if sys.byteorder == "little" else (high, low)


def backwards(number: int) -> int:
    """The number of the two characters the other way round."""
    return (number & 0xFFFF) << 16 | number >> 16


def head_of(text: str) -> int:
    """The first two characters as a number, or the only one."""
    return pair(text[:2]) if len(text) > 1 else ord(text)


def marks(classes: Mapping[str, str]) -> bytes:
    """A mark for every character: that of its class, which some other classes have too."""
    codes = (ord(classes.get(chr(code), chr(code))) for code in range(_CODES))
    return bytes(code % _MARKS for code in codes)


def fours(text: str, mark: bytes) -> list[int]:
    """The marks of the four characters at every place of a text."""
    if len(text) < _SIZE:
        return []
    codes = memoryview(_units(text)).cast("H").tolist()
    return _overlapping(bytes(itemgetter(*codes)(mark)), 1)


def places(numbers: Sequence[int], wanted: Container[int]) -> list[int]:
    """Where in a row of numbers one of the wanted ones stands."""
    return list(compress(range(len(numbers)), map(wanted.__contains__, numbers)))


def packed(numbers: Iterable[int]) -> bytes:
    """A table of numbers as it is kept."""
    return array("I", sorted(set(numbers))).tobytes()


def unpacked(table: bytes) -> frozenset[int]:
    """The table that was kept."""
    return frozenset(memoryview(table).cast("I").tolist())


def _units(text: str) -> bytes:
    data = text.encode(_UTF16, "surrogatepass")
    if len(data) == 2 * len(text):
        return data
    return "".join(min(char, "\uffff") for char in text).encode(_UTF16, "surrogatepass")


def _overlapping(data: bytes, unit: int) -> list[int]:
    """The numbers at every ``unit`` bytes."""
    steps = _SIZE // unit
    count = len(data) // unit - steps + 1
    if count <= 0:
        return []
    found = [0] * count
    whole = memoryview(data)
    for shift in range(min(steps, count)):
        low = shift * unit
        high = low + (len(data) - low) // _SIZE * _SIZE
        found[shift::steps] = whole[low:high].cast("I").tolist()
    return found
