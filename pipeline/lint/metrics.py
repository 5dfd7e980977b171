"""Rules that count: length of sentences, paragraphs and documents, density of phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.lint.finding import Hit
from pipeline.lint.rules import Rule
from pipeline.lint.wording import Place

_SENTENCE = re.compile(r"[^。！？；\ufffc\v]+[。！？；]?")


def measure(rule: Rule, places: Sequence[Place]) -> Iterator[Hit]:
    """The hits of one metric rule; lengths are in characters without blanks."""
    metric = rule.data["metric"]
    limit = rule.data["max"]
    if metric in ("document_length", "phrase_density") or "least" in rule.data:
        total = sum(_length(place.paragraph.text) for place in places)
        if total < rule.data.get("least", 0):
            return
        if metric == "phrase_density":
            yield from _density(rule, places, total)
        elif metric == "document_length" and total > limit and places:
            yield _hit(places[0], 0, len(places[0].paragraph.text), total, limit)
    if metric in ("sentence_length", "paragraph_length"):
        for place in places:
            yield from _too_long(rule, place)


def _too_long(rule: Rule, place: Place) -> Iterator[Hit]:
    """The sentences of a paragraph that are over the limit, or the paragraph."""
    text, limit = place.paragraph.text, rule.data["max"]
    if len(text) <= limit:
        return
    ranges = (
        [match.span() for match in _SENTENCE.finditer(text)]
        if rule.data["metric"] == "sentence_length"
        else [(0, len(text))]
    )
    for start, end in ranges:
        length = _length(text[start:end])
        if length > limit and _on_commas(text[start:end], rule.data.get("commas", 0)):
            yield _hit(place, start, end, length, limit)


def _on_commas(sentence: str, least: int) -> bool:
    """Whether a sentence runs on with commas alone, with so many at least (0: any sentence)."""
    return not least or (sentence.count("，") >= least and not re.search("[：、“”（《]", sentence))


def _density(rule: Rule, places: Sequence[Place], total: int) -> Iterator[Hit]:
    per = rule.data.get("per", 1000)
    found = [
        (place, match.start(), match.end())
        for place in places
        for match in _any_of(tuple(rule.data["phrases"])).finditer(place.paragraph.text)
    ]
    if total and len(found) * per > rule.data["max"] * total:
        place, start, end = found[0]
        yield _hit(place, start, end, round(len(found) * per / total, 1), rule.data["max"])


@lru_cache(maxsize=32)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, phrases), key=len, reverse=True)))


def _length(text: str) -> int:
    return len(text) - sum(map(text.count, " \u3000\t\v\ufffc"))


def _hit(place: Place, start: int, end: int, value: float, limit: float) -> Hit:
    return Hit(
        place.story,
        place.paragraph.index,
        start,
        end,
        {"value": _plain(value), "limit": _plain(limit)},
        suggestions=(),
    )


def _plain(number: float) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)
