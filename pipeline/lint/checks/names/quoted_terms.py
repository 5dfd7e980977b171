"""Coined terms in “” that one document writes in two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_TERM = re.compile(r"“(?P<term>[\u4e00-\u9fff、]{4,12})”")
_COUNTS = frozenset("一二三四五六七八九十百千两双东西南北上下前后左右内外大小多少新旧")
_LONG = 5  # a term of four characters with another one is often another term (四个意识, 四个自信)
_MOST = 40  # terms that are compared with one another


@check("quoted_terms.differ")
def differ(context: Context) -> Iterator[Hit]:
    """“四好农村路” throughout and “四好农村公路” once; “放管服” turned to “管放服”."""
    whole = whole_text(context)
    if whole.count("“") < _LEAST or not recognition(context).official:
        return
    found: dict[str, list[tuple[Passage, re.Match[str]]]] = {}
    for passage in passages(context, every_story=False):
        for match in _TERM.finditer(passage.text) if "“" in passage.text else ():
            found.setdefault(match["term"], []).append((passage, match))
    for one, other in combinations(list(found)[:_MOST], 2):
        usual, odd = sorted((one, other), key=lambda term: -len(found[term]))
        if len(found[usual]) < _OFTEN or len(found[odd]) > 1 or not _nearly(usual, odd):
            continue
        passage, match = found[odd][0]
        start = sentence_start(passage.text, match.start())
        if usual not in passage.text[start:].split("。", 1)[0]:
            yield passage.hit(*match.span("term"), usual=usual)


_LEAST, _OFTEN = 3, 2


def _nearly(one: str, other: str) -> bool:
    """Whether a term is the other one with a character put in, lost or, in a long one, changed, or
    with two neighbours exchanged."""
    alike, left, other_left = changed_part(one, other)
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), alike)
    parts = one[start : start + left], other[start : start + other_left]
    if (left, other_left) == (2, 2) and parts[0] == parts[1][::-1]:
        return alike > 1 and not {*parts[0]} <= _COUNTS
    if {*parts[0], *parts[1]} & _COUNTS:
        return False
    if {left, other_left} == {0, 1}:
        return alike >= _LONG - 1
    return (left, other_left) == (1, 1) and len(one) > _LONG
