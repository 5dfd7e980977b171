"""Wrong, missing, doubled and swapped characters, as the proof engine suspects them.

The engine runs once a document however many of these rules are on, and not at all when none is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

if TYPE_CHECKING:
    from pipeline.proof import Level, Suspicion


@check("spelling.sure", options={"words": []})
def sure(context: Context) -> Iterator[Hit]:
    """Places that are almost certainly wrong."""
    yield from _hits(context, "error")


@check("spelling.likely", options={"words": []})
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
    from pipeline.config import find_config
    from pipeline.proof import suspicions
    from pipeline.proof.learn import configured_words

    every = passages(context)
    words = (*context.options["words"], *configured_words(find_config(Path.cwd())))
    found = suspicions([p.text for p in every], levels=("error", "warning", "hint"), words=words)
    return [(every[s.paragraph], s) for s in found]
