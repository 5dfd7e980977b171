"""Words that are put for one another in the names of things, by ``rules/names/near_words.yaml``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from pipeline.resources import data_folder, load_yaml


@cache
def _near(*lists: str) -> dict[str, frozenset[str]]:
    data: Any = load_yaml(data_folder("rules") / "names" / "near_words.yaml")
    found: dict[str, set[str]] = {}
    for name in lists:
        for group in data[name].splitlines():
            for word in group.split():
                found.setdefault(word, set()).update(group.split())
    return {word: frozenset(those - {word}) for word, those in found.items()}


def are_near(one: str, other: str) -> bool:
    """Whether two words may stand for one another in a name."""
    return other in _near("things", "words").get(one, ())


def with_near_word(name: str, *, things: bool = False) -> Iterator[str]:
    """A name with one of its words put for another of the kind, each way there is.

    things: only words that say what sort of thing the name stands for, at its end.
    """
    for word, others in (_near("things") if things else _near("things", "words")).items():
        at = name.rfind(word)
        if at >= 0 and (not things or name.endswith(word)):
            for other in others:
                yield name[:at] + other + name[at + len(word) :]
