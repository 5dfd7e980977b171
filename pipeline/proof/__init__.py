"""Spelling and wording proof: suspicious places in formal Chinese, found offline.

``suspicions(paragraphs)`` is the whole of what other rooms need; numpy and the model are loaded at
the first call only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.proof.findings import LEVELS, Level, Suspicion

__all__ = ["LEVELS", "Level", "Suspicion", "suspicions"]


def suspicions(
    paragraphs: Sequence[str],
    *,
    levels: Iterable[Level] = ("error", "warning"),
    words: Iterable[str] = (),
) -> list[Suspicion]:
    """Suspicious places of a text in order of place; paragraphs are plain strings.

    ``levels``: which degrees of confidence to give. ``words``: the unit's own names and terms,
    which are never suspected.
    """
    from pipeline.proof.engine import suspicions as find

    return find(paragraphs, levels=levels, words=words)
