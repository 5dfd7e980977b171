"""Characters that are taken for one another: of the same sound, of a near sound, of a like shape.

By the lists ``rules/phrases/sounds.yaml`` and ``shapes.yaml``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from pipeline.resources import data_folder, load_yaml

_FIRST_CLASS = 0xE000  # classes are written in the private use area


def list_path(name: str) -> Path:
    """The file of a list of ``rules/phrases/``."""
    return data_folder("rules") / "phrases" / f"{name}.yaml"


def changed_part(one: str, other: str) -> tuple[int, int, int]:
    """Two names less what they begin and end with alike: how many characters are alike, and how
    many are left of the one and of the other."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return start + end, len(one) - start - end, len(other) - start - end


def shortens(short: str, name: str) -> bool:
    """Whether characters of a name in their order make ``short``: 区住建局 of 区住房城乡建设局."""
    rest = iter(name)
    return all(char in rest for char in short)


def likeness(wrong: str, right: str) -> str | None:
    """In what way two characters are alike: 音同, 形近, 音近; None when they are not."""
    syllables, alias = _syllables()
    one, other = syllables.get(wrong, ""), syllables.get(right, "")
    if one and one == other:
        return "音同"
    if wrong + right in _shapes()[1]:
        return "形近"
    return "音近" if one and alias[one] == alias.get(other) else None


def sound_classes() -> dict[str, str]:
    """Character -> class of all that sound the same or nearly so."""
    syllables, alias = _syllables()
    marks = {short: chr(_FIRST_CLASS + i) for i, short in enumerate(dict.fromkeys(alias.values()))}
    return {c: marks[alias[syllable]] for c, syllable in syllables.items()}


def shape_classes() -> dict[str, str]:
    """Character -> class of those that look alike; groups that share a character are one."""
    return {c: chr(_FIRST_CLASS + number) for c, number in _shapes()[0].items()}


def look_alikes() -> dict[str, str]:
    """Character -> all that it may be taken for, by sound or shape, also by a remoter one."""
    by_sound: dict[str, str] = {}
    for c, one in sound_classes().items():
        by_sound[one] = by_sound.get(one, "") + c
    found = {c: by_sound[one].replace(c, "") for c, one in sound_classes().items()}
    data: Any = load_yaml(list_path("shapes"))
    for group in (data["groups"] + " " + data["words"]).split():
        for one in group:
            found[one] = "".join(dict.fromkeys(found.get(one, "") + group.replace(one, "")))
    return found


@cache
def _syllables() -> tuple[dict[str, str], dict[str, str]]:
    """Character -> syllable, and syllable -> the one it is easily taken for."""
    data: Any = load_yaml(list_path("sounds"))
    alias = {}
    for syllable in data["syllables"]:
        short = syllable
        for one, other in data["near"]["initials"].items():
            if short.startswith(one):
                short = other + short[len(one) :]
                break
        for one, other in data["near"]["finals"].items():
            if short.endswith(one):
                short = short[: -len(one)] + other
                break
        alias[syllable] = short
    return {c: syllable for syllable, those in data["syllables"].items() for c in those}, alias


@cache
def _shapes() -> tuple[dict[str, int], frozenset[str]]:
    """Character -> number of its class, and the pairs truly alike."""
    data: Any = load_yaml(list_path("shapes"))
    groups = data["groups"].split()
    class_of: dict[str, int] = {}
    for number, group in enumerate(groups):
        joined = {class_of[c] for c in group if c in class_of}
        if joined:
            class_of = {c: number if old in joined else old for c, old in class_of.items()}
        class_of.update(dict.fromkeys(group, number))
    return class_of, frozenset(a + b for group in groups for a in group for b in group if a != b)
