"""How a written figure is read: shared by sums, growth and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

FIGURE = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


def to_decimal(text: str) -> Decimal | None:
    """The number that a figure such as 12,500.5 writes."""
    try:
        return Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None


def plain(value: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    text = format(value.normalize(), "f")
    return text if "." not in text else text.rstrip("0").rstrip(".")


def half_step(figure: str) -> Decimal:
    """Half a unit of the last digit written: 0.05 for 12.3."""
    return Decimal("0.5").scaleb(-len(figure.partition(".")[2]))


def sentence_start(text: str, place: int, marks: str = "。；！？") -> int:
    """Where the sentence or clause that holds ``place`` begins."""
    return max(text.rfind(mark, 0, place) for mark in marks) + 1


def sentence_before(text: str, place: int) -> int:
    """Where the sentence before the one that holds ``place`` begins."""
    return text.rfind("。", 0, max(text.rfind("。", 0, place), 0)) + 1


def sentences(text: str, marks: str = "。；！？") -> Iterator[tuple[str, int]]:
    """The pieces of a text that end with one of ``marks``, each with where it starts."""
    for match in re.finditer(f"[^{marks}]+[{marks}]?|[{marks}]", text):
        yield match.group(), match.start()
