"""Wrong, missing, doubled and swapped characters, as the proof engine suspects them.

The engine runs once a document however many of these rules are on, and not at all when none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, has_text, passages
from pipeline.lint.registry import check

if TYPE_CHECKING:
    from pipeline.proof import Level, Suspicion
    from pipeline.proof.beside import Ticket


_ITEM_END = re.compile("[、，；。,;（(]|$")
_LONGEST_NAME = 4


@check("spelling.sure", options={"words": []}, begin=lambda context: _asked(context))
def sure(context: Context) -> Iterator[Hit]:
    """Places that are almost certainly wrong."""
    yield from _hits(context, "error")


@check("spelling.likely", options={"words": []}, begin=lambda context: _asked(context))
def likely(context: Context) -> Iterator[Hit]:
    """Places that are probably wrong."""
    yield from _hits(context, "warning")


@check("spelling.faint", options={"words": []})
def faint(context: Context) -> Iterator[Hit]:
    """Places that may be wrong; many are not."""
    yield from _hits(context, "hint")


def _hits(context: Context, level: Level) -> Iterator[Hit]:
    for passage, suspicion in context.once("spelling", lambda: _found(context)):
        if suspicion.level != level:
            continue
        yield Hit(
            passage.story,
            passage.index,
            suspicion.start,
            suspicion.end,
            values={"reason": suspicion.reason, "confidence": f"{suspicion.confidence:.0%}"},
            suggestions=(suspicion.suggestion,),
            fix="review",
        )


def _found(context: Context) -> list[tuple[Passage, Suspicion]]:
    from pipeline.proof.beside import answer

    every = passages(context)
    found = [(every[s.paragraph], s) for s in answer(_asked(context))]
    return [(passage, one) for passage, one in found if not _is_attendant(passage, one)]


def _is_attendant(passage: Passage, one: Suspicion) -> bool:
    """Whether a suspicion is about the name of one who attends: 市水务集团程砺，."""
    if passage.element is not Element.ATTENDANCE:
        return False
    end = _ITEM_END.search(passage.text, one.start)
    return end is None or end.start() - one.start < _LONGEST_NAME


def _asked(context: Context) -> Ticket:
    """The text given to the proof, once a document, with the unit's words."""
    return context.once("spelling asked", lambda: _ask(context))


def _ask(context: Context) -> Ticket:
    from pipeline.config import find_config
    from pipeline.proof.beside import ask
    from pipeline.proof.learn import configured_words

    texts = [paragraph.text for _, paragraph in context.paragraphs() if has_text(paragraph)]
    words = (*context.options["words"], *configured_words(find_config(Path.cwd())))
    return ask(texts, ("error", "warning", "hint"), words)
