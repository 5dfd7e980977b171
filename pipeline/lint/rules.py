"""Rules in memory: a RuleSet of all packs, and which of its rules are on for a document.

Packs are found by ``packs``, read and checked by ``pack_reading`` and joined by ``compiling``; the
result stays in the user's cache.
"""

from __future__ import annotations

import fnmatch
import marshal
import mmap
import os
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import DataProblem
from pipeline.lint.grams import unpacked
from pipeline.lint.packs import builtin_packs, content, find_pack, with_bases
from pipeline.resources import MARSHAL, content_key, keep, kept_files

if TYPE_CHECKING:
    from pipeline.lint.registry import Check

COMPILER = 11
NO_HEAD = -1
# texts one of which every match contains, each with its beginning as a number (grams.head_of)
Gates = Sequence[Sequence[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, its defaults filled in. ``data`` holds the keys of its kind; texts-or-lists are
    always lists there. ``source`` is one line of text."""

    id: str
    kind: str
    severity: str
    title: str
    message: str
    source: str
    fix: str
    quoted: str
    data: Mapping[str, Any]

    @property
    def right(self) -> tuple[str, ...]:
        """The correct forms; the first is the one a fix writes."""
        return tuple(self.data.get("right", ()))

    def is_for(self, genre: str | None, layout: str | None, direction: str | None) -> bool:
        """Whether it holds for documents of this kind."""
        data = self.data
        return (
            ("genres" not in data or genre in data["genres"])
            and ("not_genres" not in data or genre not in data["not_genres"])
            and ("layouts" not in data or layout in data["layouts"])
            and ("directions" not in data or direction in data["directions"])
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings over the rules: switched off or on, severities; for some genres and paths or all."""

    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    genres: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()


class RuleSet:
    """Compiled rules. They are kept so that a hundred thousand of them load at once: a rule's
    body stays packed, and the forms of terms stay text, until a hit asks for them.

    begins: the first two characters of all wrong forms, as numbers.
    gate_heads: the beginnings of all texts of gates.
    patterns: (number of the rule, pattern, its gates). others: numbers of all further rules,
    those of ELSEWHERE last.
    """

    def __init__(self, compiled: Mapping[str, Any]) -> None:
        self.begins = unpacked(compiled["begins"])
        self._forms: Mapping[str, str] = compiled["forms"]
        self.patterns: Sequence[tuple[int, str, Gates]] = compiled["patterns"]
        self.gate_heads = unpacked(compiled["gate_heads"])
        self._pattern_heads: Mapping[int, Sequence[int]] = compiled["pattern_heads"]
        self.others: Sequence[int] = compiled["others"]
        self.layers = tuple(
            Layer(
                tuple(layer["off"]),
                tuple(layer["on"]),
                layer["severity"],
                tuple(layer["genres"]),
                tuple(layer["paths"]),
            )
            for layer in compiled["layers"]
        )
        self._count: int = compiled["count"]
        self._ids: str = compiled["ids"]
        self._bodies: bytes | memoryview = compiled["bodies"]
        self._ends = array("Q")
        self._ends.frombytes(compiled["ends"])
        self._rules: dict[int, Rule] = {}
        self._wrong_forms: dict[str, list[tuple[str, int]]] = {}
        self._selections: list[Selection] = []
        self._checks: dict[int, tuple[Check, Mapping[str, Any]]] = {}
        self._numbers: dict[str, int] | None = None

    def __len__(self) -> int:
        return self._count

    @property
    def ids(self) -> list[str]:
        """The ids of all rules, in the order of the packs."""
        return self._ids.split("\n") if self._ids else []

    def wrong_forms(self, pair: str) -> list[tuple[str, int]]:
        """The wrong forms of terms that begin with two characters, longest first, each with the
        number of its rule."""
        if pair in self._wrong_forms:
            return self._wrong_forms[pair]
        rows = self._forms[pair[0]]
        found = self._wrong_forms[pair] = []
        place = rows.find("\n" + pair)
        while place != -1:
            end = rows.index("\n", place + 1)
            form, number = rows[place + 1 : end].split("\t")
            found.append((form, int(number)))
            place = rows.find("\n" + pair, end)
        return found

    def patterns_for(self, heads: Set[int]) -> list[tuple[int, str, Gates]]:
        """The patterns that may be found in a text, in order. heads: those of ``gate_heads`` that
        it holds."""
        places = set(self._pattern_heads.get(NO_HEAD, ()))
        for head in self._pattern_heads.keys() & heads:
            places.update(self._pattern_heads[head])
        return [self.patterns[place] for place in sorted(places)]

    def rule(self, number: int) -> Rule:
        """The rule at a position in the set."""
        found = self._rules.get(number)
        if found is None:
            start = self._ends[number - 1] if number else 0
            body = marshal.loads(self._bodies[start : self._ends[number]])  # noqa: S302 - our own
            found = self._rules[number] = _as_rule(body)
        return found

    def selection(
        self,
        *,
        extra: Sequence[Layer] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        genre: str | None = None,
        path: str = "",
    ) -> Selection:
        """What is on for a document: the packs' own layers and ``extra`` ones, as far as they are
        for its genre and path, then what the user asked for. Shared by documents that agree."""
        layers = tuple(layer for layer in (*self.layers, *extra) if _applies(layer, genre, path))
        settings = (layers, tuple(select), tuple(ignore))
        for known in self._selections:
            if known.settings == settings:
                return known
        made = Selection(self, *settings)
        self._selections.append(made)
        return made

    def check(self, number: int) -> tuple[Check, Mapping[str, Any]]:
        """The check that a rule asks for and the options it has there."""
        if number not in self._checks:
            from pipeline.lint.registry import fill_options, find_check

            data = self.rule(number).data
            found = find_check(data["check"])
            self._checks[number] = found, fill_options(found, data.get("options", {}))
        return self._checks[number]

    def all(self) -> Iterator[Rule]:
        """Every rule, in the order of the packs."""
        return (self.rule(number) for number in range(self._count))

    def find(self, identifier: str) -> Rule:
        """The rule with this id; raises DataProblem naming the nearest."""
        if self._numbers is None:
            self._numbers = {name: number for number, name in enumerate(self.ids)}
        if identifier in self._numbers:
            return self.rule(self._numbers[identifier])
        upper = identifier.upper()
        if upper in self._numbers:
            return self.rule(self._numbers[upper])
        prefix, _, number = upper.rpartition("-")
        if number.isdigit():
            for padded in (f"{prefix}-{int(number):02d}", f"{prefix}-{int(number):03d}"):
                if padded in self._numbers:
                    return self.rule(self._numbers[padded])
        from difflib import get_close_matches

        near = get_close_matches(upper, self.ids, 1)
        hint = f"是不是 {near[0]}？" if near else "用 hongtou rules list 看有哪些规则。"
        raise DataProblem(f"没有编号为“{identifier}”的规则，{hint}")


class Selection:
    """Which rules are on for one document, and how severe they are there."""

    def __init__(
        self,
        rules: RuleSet,
        layers: Sequence[Layer] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
    ) -> None:
        self._rules = rules
        self.settings = (tuple(layers), tuple(select), tuple(ignore))
        self._layers, self._select, self._ignore = self.settings
        self._known: dict[int, str | None] = {}
        self._others: dict[tuple[str | None, ...], list[int]] = {}

    def others(self, genre: str | None, layout: str | None, direction: str | None) -> Sequence[int]:
        """The rules that are on for documents of this kind and neither terms nor patterns."""
        kind = (genre, layout, direction)
        if kind not in self._others:
            self._others[kind] = [
                number
                for number in self._rules.others
                if self.severity(number) is not None and self._rules.rule(number).is_for(*kind)
            ]
        return self._others[kind]

    def severity(self, number: int) -> str | None:
        """The severity of a rule here, or None when it is off."""
        if number not in self._known:
            self._known[number] = self._decide(number)
        return self._known[number]

    def _decide(self, number: int) -> str | None:
        rule = self._rules.rule(number)
        active = rule.data.get("enabled", True) is not False
        severity = rule.severity
        for layer in self._layers:
            if matches(rule.id, layer.on):
                active = True
            if matches(rule.id, layer.off):
                active = False
            for pattern, value in layer.severity.items():
                if matches(rule.id, (pattern,)):
                    severity = value
        if self._select:
            active = matches(rule.id, self._select)
        if matches(rule.id, self._ignore):
            active = False
        return severity if active else None


def matches(identifier: str, patterns: Iterable[str]) -> bool:
    """True when a rule id is one of the patterns: an id, a prefix (``TERM``), or a wildcard."""
    for pattern in patterns:
        wanted = pattern.upper()
        if identifier == pattern or identifier.upper() == wanted:
            return True
        if "*" in wanted or "?" in wanted:
            if fnmatch.fnmatchcase(identifier.upper(), wanted):
                return True
        elif identifier.upper().startswith(wanted + "-"):
            return True
    return False


def _applies(layer: Layer, genre: str | None, path: str) -> bool:
    if layer.genres and genre not in layer.genres:
        return False
    if layer.paths:
        forward = path.replace(os.sep, "/")
        return any(
            fnmatch.fnmatch(forward, pattern) or fnmatch.fnmatch(forward, f"*/{pattern}")
            for pattern in layer.paths
        )
    return True


def _as_rule(body: dict[str, Any]) -> Rule:
    words = ("id", "kind", "severity", "title", "message", "source", "fix", "quoted")
    return Rule(**{word: body[word] for word in words}, data=body)


def load_rules(
    packs: Sequence[str | Path] = (),
    *,
    folders: Sequence[Path] = (),
    builtin: bool = True,
) -> RuleSet:
    """The built-in packs (unless ``builtin`` is false), every pack in ``folders``, then ``packs``.

    Compiled once and kept in the user's cache, keyed by the content of all files.
    Raises DataProblem naming file, line and what was expected.
    """
    paths = list(builtin_packs()) if builtin else []
    for folder in folders:
        if not folder.is_dir():
            raise DataProblem(f"设置中的规则文件夹不存在：{folder}。")
        paths += [path for path in sorted(folder.glob("*.yaml")) if path.is_file()]
    paths += [find_pack(str(pack)) for pack in packs]
    paths = with_bases(paths)
    key = content_key(f"{COMPILER} {sys.byteorder}", *map(content, paths))
    places = kept_files(f"rules/{key}.bin")
    for kept in places:
        try:
            return RuleSet(_unpacked(kept))
        except (OSError, ValueError, EOFError, TypeError, KeyError):
            continue
    from pipeline.lint.compiling import compile_packs

    compiled = compile_packs(paths)
    keep(kept, _packed(compiled))
    return RuleSet(compiled)


def _packed(compiled: Mapping[str, Any]) -> bytes:
    """Everything in one file, so that nobody reads halves of what two processes wrote: how long the
    rest is, the rest, the bodies of the rules."""
    rest = marshal.dumps({key: compiled[key] for key in compiled if key != "bodies"}, MARSHAL)
    return len(rest).to_bytes(8, sys.byteorder) + rest + bytes(compiled["bodies"])


def _unpacked(path: Path) -> dict[str, Any]:
    """What ``_packed`` wrote; the bodies are read from the disk only where they are looked at."""
    with path.open("rb") as stream:
        data = memoryview(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
    begin = 8 + int.from_bytes(data[:8], sys.byteorder)
    rest: dict[str, Any] = marshal.loads(data[8:begin])  # noqa: S302 - our own cache file
    bodies = data[begin:]
    if len(bodies) != int.from_bytes(rest["ends"][-8:], sys.byteorder):
        raise ValueError("the file is not whole")
    return {**rest, "bodies": bodies}
