"""The 15 genres (文种) and what is usual for each; the data is ``rules/genres.yaml``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from pipeline.resources import data_folder, load_yaml

DIRECTIONS = {"down": "下行", "up": "上行", "peer": "平行", "public": "公布"}
LAYOUTS = ("文件", "信函", "命令", "纪要")


@dataclass(frozen=True, slots=True)
class Genre:
    """One genre: its directions (keys of DIRECTIONS), usual layouts (first = default),
    whether a 主送机关 is required/optional/none, the names it goes by, and the set phrases
    (特此报告) that say it where the title does not."""

    name: str
    directions: tuple[str, ...]
    layouts: tuple[str, ...]
    addressee: str
    names: tuple[str, ...]
    closings: tuple[str, ...] = ()


@cache
def genres() -> dict[str, Genre]:
    """All genres by name, in the order of the regulation (条例 art. 8)."""
    data = load_yaml(data_folder("rules") / "genres.yaml")
    return {
        name: Genre(
            name=name,
            directions=tuple(row["direction"]),
            layouts=tuple(row["layouts"]),
            addressee=row["addressee"],
            names=tuple(row.get("names", [name])),
            closings=tuple(row.get("closings", ())),
        )
        for name, row in data.items()
    }


def genre_of_title(title: str) -> Genre | None:
    """The genre that a title ends with (附带 ``（试行）`` and the like are skipped), or None."""
    text = title.strip().replace("\n", "")
    while text.endswith("）") and "（" in text:
        inner = text[text.rindex("（") + 1 : -1]
        if inner in ("令", "命令"):
            return genres()["命令"]
        text = text[: text.rindex("（")].rstrip()
    best: tuple[int, Genre] | None = None
    for genre in genres().values():
        for name in genre.names:
            if text.endswith(name) and (best is None or len(name) > best[0]):
                best = (len(name), genre)
    return best[1] if best else None


def genre_of_closing(texts: Iterable[str]) -> Genre | None:
    """The one genre whose set phrases the paragraphs use, or None when there is none or several."""
    joined = "\n".join(texts)
    found = [
        genre for genre in genres().values() if any(closing in joined for closing in genre.closings)
    ]
    return found[0] if len(found) == 1 else None
