"""Names of statutes and regulations, in force and repealed, by ``rules/names/laws.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from pipeline.resources import data_folder, load_yaml


@cache
def _data() -> Any:
    return load_yaml(data_folder("rules") / "names" / "laws.yaml")


@cache
def laws() -> frozenset[str]:
    """Names of statutes in force, without 中华人民共和国."""
    return frozenset(_data()["laws"].split())


@cache
def regulations() -> frozenset[str]:
    """Names of regulations and ministries' rules in force."""
    return frozenset(_data()["regulations"].split())


@cache
def proposed_laws() -> frozenset[str]:
    """Names of statutes that are being made."""
    return frozenset(_data()["proposed"].split())


class Replaced(NamedTuple):
    """What stands in the place of a repealed name, and from which year on."""

    by: str
    since: int


@cache
def repealed_laws() -> Mapping[str, Replaced]:
    """Repealed statutes and regulations, and what stands in the place of each."""
    found = {}
    for said, names in _data()["repealed"].items():
        by, year = said.rsplit(" ", 1)
        found.update(dict.fromkeys(names.split(), Replaced(by, int(year))))
    return found
