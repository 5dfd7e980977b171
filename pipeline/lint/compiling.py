"""Rule packs joined and compiled into what a RuleSet loads at once."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.lint.grams import head_of, packed, pair
from pipeline.lint.pack_reading import listed, read_pack
from pipeline.lint.packs import ELSEWHERE
from pipeline.lint.patterns import gates
from pipeline.lint.rules import NO_HEAD, Gates
from pipeline.resources import MARSHAL


def compile_packs(paths: Sequence[Path]) -> dict[str, Any]:
    """Join packs into the one structure that scanning needs; raises DataProblem."""
    ids: list[str] = []
    bodies: list[bytes] = []
    terms: list[tuple[str, int]] = []
    patterns: list[tuple[int, str, Gates]] = []
    others: list[int] = []
    elsewhere: list[int] = []
    layers: list[dict[str, Any]] = []
    where: dict[str, Path] = {}
    for path in paths:
        settings, rules = read_pack(path)
        layers += _layers(settings)
        for rule in rules:
            if rule["id"] in where:
                first = where[rule["id"]]
                raise DataProblem(
                    f"规则编号 {rule['id']} 用了两次：{first} 和 {path}。请给其中一条换一个编号。"
                )
            where[rule["id"]] = path
            number = len(ids)
            ids.append(rule["id"])
            bodies.append(marshal.dumps(rule, MARSHAL))
            if rule["kind"] == "term":
                terms += [(wrong, number) for wrong in rule["wrong"]]
            elif rule["kind"] == "pattern":
                patterns += [(number, pattern, _gates(pattern)) for pattern in rule["pattern"]]
            elif rule.get("check", "").startswith(ELSEWHERE):
                elsewhere.append(number)
            else:
                others.append(number)
    return {
        "count": len(ids),
        "ids": "\n".join(ids),
        "bodies": b"".join(bodies),
        "ends": array("Q", accumulate(map(len, bodies))).tobytes(),
        **_term_index(terms),
        "patterns": patterns,
        "pattern_heads": _heads(gates for _, _, gates in patterns),
        "gate_heads": packed(
            head for _, _, gates in patterns for gate in gates for head, _ in gate
        ),
        "others": [*others, *elsewhere],
        "layers": layers,
    }


def _gates(pattern: str) -> Gates:
    """The texts of every gate, each with its beginning as a number."""
    return tuple(tuple((head_of(text), text) for text in gate) for gate in gates(pattern))


def _heads(gates: Iterable[Gates]) -> dict[int, list[int]]:
    """The beginnings of the texts of every pattern's first gate -> places of the patterns; those
    without a gate stand under NO_HEAD."""
    found: dict[int, dict[int, None]] = {}
    for place, sets in enumerate(gates):
        for head in [head for head, _ in sets[0]] if sets else [NO_HEAD]:
            found.setdefault(head, {})[place] = None
    return {head: list(places) for head, places in found.items()}


def _term_index(terms: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Two tables, so that a hundred thousand terms load at once: the first two characters of all,
    and by the first one ``\nform\tnumber`` lines, longest form first."""
    rows: dict[str, list[str]] = {}
    for form, number in sorted(terms, key=lambda term: -len(term[0])):
        rows.setdefault(form[0], [""]).append(f"{form}\t{number}")
    return {
        "begins": packed(pair(form[:2]) for form, _ in terms),
        "forms": {first: "\n".join([*found, ""]) for first, found in rows.items()},
    }


def _layers(settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for layer in (settings, *(settings.get("per") or [])):
        made = {
            "off": listed(layer.get("off", ())),
            "on": listed(layer.get("on", ())),
            "severity": dict(layer.get("severity", {})),
            "genres": listed(layer.get("genres", ())) if layer is not settings else [],
            "paths": listed(layer.get("paths", ())) if layer is not settings else [],
        }
        if made["off"] or made["on"] or made["severity"]:
            yield made
