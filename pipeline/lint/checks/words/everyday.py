"""Everyday words with a wrong character, by the list ``rules/phrases/everyday.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.words import has_words
from pipeline.lint.context import Context
from pipeline.lint.everyday import load_everyday
from pipeline.lint.finding import Hit
from pipeline.lint.grams import places
from pipeline.lint.passages import pairs, passages
from pipeline.lint.registry import check


@check("everyday.mistaken")
def mistaken(context: Context) -> Iterator[Hit]:
    """Two characters that are no word, in place of an everyday word that is like them."""
    if not has_words():
        return
    words = load_everyday()
    each, every = pairs(context)
    there = words.likely(every)
    if not there:
        return
    for passage, own in zip(passages(context), each, strict=True):
        if there.isdisjoint(own):
            continue
        done = 0
        for place in places(own, there):
            meant = words.meant(passage.text, place) if place >= done else None
            if meant is not None and not _is_coined(passage.text, place):
                done = place + 2
                yield Hit(
                    passage.story,
                    passage.index,
                    place,
                    done,
                    values={"how": meant.how, "right": meant.word},
                    suggestions=(meant.word,),
                )


_COINED = re.compile(r"“[^“”]{1,10}”")


def _is_coined(text: str, place: int) -> bool:
    """Whether a short expression in quotation marks holds the two characters: “智汇山西”."""
    near = _COINED.finditer(text, max(0, place - _LONGEST), place + _LONGEST)
    return any(match.start() < place < match.end() - 2 for match in near)


_LONGEST = 14
