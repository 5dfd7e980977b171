"""Idioms and set phrases with a slip in them, by the lists of ``rules/phrases/``."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check
from pipeline.lint.set_phrases import Slip, slips


@check("phrases.misspelt", options={"lists": ["idioms"]})
def misspelt(context: Context) -> Iterator[Hit]:
    """A phrase of the lists with a character of like sound or shape, or two changed about."""
    lists = context.options["lists"]
    for passage, slip in context.once("set phrases", lambda: _found(context)):
        if slip.kind in lists:
            yield Hit(
                passage.story,
                passage.index,
                slip.start,
                slip.end,
                values={"how": slip.how, "right": slip.right},
                suggestions=(slip.right,),
            )


def _found(context: Context) -> list[tuple[Passage, Slip]]:
    every = passages(context)
    found = []
    start, number = 0, 0
    for slip in slips("\n".join(passage.text for passage in every)):
        while slip.start > start + len(every[number].text):
            start += len(every[number].text) + 1
            number += 1
        here = Slip(slip.start - start, slip.end - start, slip.right, slip.how, slip.kind)
        found.append((every[number], here))
    return found
