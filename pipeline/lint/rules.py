"""Rule packs: found, read, checked, joined and compiled once into the user's cache.

A pack is a YAML file: a list of rules, or a mapping with ``rules`` and settings (see schema.py).
The built-in packs are the files of ``rules/`` that have a top-level ``pack:`` line.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import marshal
import mmap
import os
import re
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import DataProblem
from pipeline.files import read_bytes, read_text
from pipeline.lint.schema import (
    BY_KIND,
    CHECK_KINDS,
    COMMON,
    PACK,
    PER,
    Problem,
    check_table,
)
from pipeline.resources import MARSHAL, data_folder, keep, kept_files, load_yaml

if TYPE_CHECKING:
    from pipeline.lint.registry import Check

COMPILER = 7
_IS_PACK = re.compile(rb"^pack:", re.MULTILINE)
_LISTS = (
    *("wrong", "right", "except", "unless", "pattern", "scope", "elements", "genres"),
    *("not_genres", "layouts", "directions", "phrases"),
)


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
    body stays JSON, and the forms of terms stay text, until a hit asks for them.

    seconds: first character of wrong forms → all their second characters.
    patterns: (number of the rule, pattern, its gates). others: numbers of all further rules.
    """

    def __init__(self, compiled: Mapping[str, Any]) -> None:
        self.seconds: Mapping[str, str] = compiled["seconds"]
        self._forms: Mapping[str, str] = compiled["forms"]
        self.patterns: Sequence[tuple[int, str, Sequence[Sequence[str]]]] = compiled["patterns"]
        self._pattern_heads: Mapping[str, Sequence[int]] = compiled["pattern_heads"]
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
        self._bodies: bytes | mmap.mmap = compiled["bodies"]
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

    def patterns_for(self, heads: Set[str]) -> list[tuple[int, str, Sequence[Sequence[str]]]]:
        """The patterns that may be found in a text, in order. heads: the text's characters and
        pairs of characters."""
        places = set(self._pattern_heads.get("", ()))
        for head in self._pattern_heads.keys() & heads:
            places.update(self._pattern_heads[head])
        return [self.patterns[place] for place in sorted(places)]

    def rule(self, number: int) -> Rule:
        """The rule at a position in the set."""
        found = self._rules.get(number)
        if found is None:
            start = self._ends[number - 1] if number else 0
            body = json.loads(self._bodies[start : self._ends[number]])
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
        from pipeline.lint.registry import fill_options, find_check

        if number not in self._checks:
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


# ---------------------------------------------------------------- finding and reading packs


def builtin_packs() -> list[Path]:
    """The packs that came with this installation, by file name."""
    folder = data_folder("rules")
    return [path for path in sorted(folder.glob("*.yaml")) if _IS_PACK.search(_content(path))]


def find_pack(name: str, beside: Path | None = None) -> Path:
    """The file of a pack given by path or by the name of a built-in one."""
    candidates = [Path(name).expanduser()]
    if beside is not None:
        candidates.insert(0, beside.parent / name)
    candidates.append(data_folder("rules") / f"{name}.yaml")
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    names = "、".join(path.stem for path in builtin_packs())
    raise DataProblem(f"找不到规则包“{name}”。请给出文件路径，或内置规则包的名称：{names}。")


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
    paths = _with_bases(paths)
    key = hashlib.blake2b(f"{COMPILER} {sys.byteorder}".encode(), digest_size=16)
    for path in paths:
        content = _content(path)
        key.update(len(content).to_bytes(8, "big"))
        key.update(content)
    places = kept_files(f"rules/{key.hexdigest()}.bin")
    for kept in places:
        try:
            compiled = marshal.loads(kept.read_bytes())  # noqa: S302 - our own cache file
            return RuleSet({**compiled, "bodies": _mapped(kept.with_suffix(".json"))})
        except (OSError, ValueError, EOFError, TypeError, KeyError):
            continue
    compiled = compile_packs(paths)
    keep(kept.with_suffix(".json"), compiled["bodies"])
    rest = {key: compiled[key] for key in compiled if key != "bodies"}
    keep(kept, marshal.dumps(rest, MARSHAL))
    return RuleSet(compiled)


def _mapped(path: Path) -> mmap.mmap:
    """A file's bytes, read from the disk only where they are looked at."""
    with path.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


_CONTENTS: dict[Path, tuple[int, bytes]] = {}


def _content(path: Path) -> bytes:
    """A pack's bytes, read once per change (the key of the cache needs them on every run)."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return read_bytes(path)
    known = _CONTENTS.get(path)
    if known is None or known[0] != changed:
        known = _CONTENTS[path] = (changed, read_bytes(path))
    return known[1]


def _with_bases(paths: Sequence[Path]) -> list[Path]:
    """The packs with everything they extend before them, each once."""
    done: dict[Path, None] = {}
    active: list[Path] = []

    def visit(path: Path) -> None:
        real = path.resolve()
        if real in done:
            return
        if real in active:
            raise DataProblem(f"规则包互相 extends，成了一圈：{path}。")
        active.append(real)
        if b"extends:" in _content(path):
            data = load_yaml(path)
            bases = data.get("extends", []) if isinstance(data, dict) else []
            for base in [bases] if isinstance(bases, str) else bases:
                if isinstance(base, str):
                    visit(find_pack(base, path))
        active.pop()
        done[real] = None

    for path in paths:
        visit(path)
    return list(done)


def read_pack(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """One pack as (settings, rules with the pack's defaults filled in); raises DataProblem."""
    data = load_yaml(path)
    if isinstance(data, list):
        data = {"rules": data}
    if not isinstance(data, dict):
        raise DataProblem(f"{path} 不是规则包：应是规则的列表，或含有 rules: 的一组设置。")
    data = _switches(data)
    problems = list(pack_problems(data))
    if problems:
        raise DataProblem(_described(path, problems))
    defaults = data.get("defaults", {})
    rules = [
        _normal(with_defaults(rule, defaults))
        for rule in data.get("rules") or []
        if isinstance(rule, dict)
    ]
    return data, rules


def _switches(data: Mapping[Any, Any]) -> dict[str, Any]:
    """The keys ``on`` and ``off`` as words: YAML 1.1 reads them as true and false."""
    named: dict[str, Any] = {
        ("on" if key else "off") if isinstance(key, bool) else key: value
        for key, value in data.items()
    }
    if isinstance(named.get("per"), list):
        named["per"] = [_switches(one) if isinstance(one, dict) else one for one in named["per"]]
    return named


def pack_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything wrong with the shape of a pack (a mapping)."""
    prefix: tuple[str | int, ...] = ()
    yield from check_table(data, PACK, prefix, "规则包")
    for number, layer in enumerate(data.get("per") or []):
        if isinstance(layer, dict):
            yield from check_table(layer, PER, ("per", number), "这一段设置")
        else:
            yield Problem(("per", number), "应是一组键值")
    defaults = data.get("defaults", {})
    if isinstance(defaults, dict):
        every = {key: spec for table in BY_KIND.values() for key, spec in table.items()}
        optional = {key: replace(spec, required=False) for key, spec in (every | COMMON).items()}
        yield from check_table(defaults, optional, ("defaults",), "默认值")
    rules = data.get("rules") or []
    if not isinstance(rules, list):
        yield Problem(("rules",), "应是规则的列表，每条以“- id:”开头")
        return
    for number, rule in enumerate(rules):
        path = ("rules", number)
        if not isinstance(rule, dict):
            yield Problem(path, "应是一条规则，以“- id:”开头")
            continue
        whole = with_defaults(rule, defaults if isinstance(defaults, dict) else {})
        extra = BY_KIND.get(str(whole.get("kind")), {})
        problems = list(
            check_table(whole, {**COMMON, **extra}, path, f"规则 {whole.get('id', '')} ")
        )
        yield from problems
        if not problems:
            yield from _rule_problems(whole, path)


def with_defaults(rule: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """A rule with those of the pack's defaults that its kind has."""
    kind = str(rule.get("kind", defaults.get("kind")))
    known = COMMON.keys() | BY_KIND.get(kind, {}).keys()
    return {key: value for key, value in defaults.items() if key in known} | dict(rule)


def _rule_problems(rule: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Problem]:
    from pipeline.lint.registry import fill_options, find_check

    if not re.fullmatch(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*", rule["id"]):
        yield Problem((*path, "id"), "规则编号用大写字母、数字和连字符，如 UNIT-001")
    if rule["message"].endswith(("。", ".")):
        yield Problem((*path, "message"), "提示语句末不用句号")
    yield from _pattern_problems(rule, path)
    kind = rule["kind"]
    for wrong in _listed(rule.get("wrong", ())):
        if len(wrong) < 2:
            yield Problem((*path, "wrong"), f"“{wrong}”只有一个字，请改用 pattern 并写明前后文")
        if wrong in _listed(rule.get("right", ())):
            yield Problem((*path, "right"), f"误写和正确写法都是“{wrong}”")
    if (
        rule.get("fix") in ("safe", "review")
        and kind in ("term", "pattern")
        and "right" not in rule
    ):
        yield Problem((*path, "fix"), "没有 right，就不能自动改；请补 right，或写 fix: none")
    if kind in CHECK_KINDS:
        try:
            fill_options(find_check(rule.get("check", f"{kind}.default")), rule.get("options", {}))
        except DataProblem as error:
            yield Problem((*path, "check"), str(error).rstrip("。"))
    if kind == "metric" and rule["metric"] == "phrase_density" and "phrases" not in rule:
        yield Problem(path, "phrase_density 须写明所数的词语 phrases")


def _pattern_problems(rule: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Problem]:
    from pipeline.lint.patterns import PatternProblem, check_pattern

    places: list[tuple[str, str]] = []
    for key in ("pattern", "unless", "before", "after", "not_before", "not_after"):
        places += [(key, pattern) for pattern in _listed(rule.get(key, ()))]
    for key in ("near", "not_near"):
        for side, value in rule.get(key, {}).items():
            if side in ("before", "after") and isinstance(value, str):
                places.append((key, value))
            elif side != "within" or not isinstance(value, int):
                yield Problem((*path, key), "应写成 {before: 正则, after: 正则, within: 字数}")
    for key, pattern in places:
        try:
            check_pattern(pattern)
        except PatternProblem as problem:
            yield Problem((*path, key), str(problem))


def _described(path: Path, problems: Sequence[Problem]) -> str:
    """Up to three problems as sentences with their lines."""
    from pipeline.lint.yaml_lines import line_of

    text = read_text(path)
    sentences = [
        f"{path} 第 {line_of(text, problem.path)} 行：{problem.text.rstrip('。？')}"
        for problem in problems[:3]
    ]
    more = f"；另有 {len(problems) - 3} 处问题" if len(problems) > 3 else ""
    return "；".join(sentences) + more + "。"


def _listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [value]
    return list(value)


def _normal(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule with defaults filled in and one-or-many values as lists."""
    for key in _LISTS:
        if key in rule:
            rule[key] = _listed(rule[key])
    source = rule["source"]
    if isinstance(source, dict):
        rule["source"] = " ".join(str(value) for value in source.values())
    else:
        rule["source"] = str(source)
    if rule["kind"] in CHECK_KINDS:
        rule.setdefault("check", f"{rule['kind']}.default")
        rule.setdefault("fix", "safe")
    rule.setdefault("fix", "review" if rule.get("right") else "none")
    rule.setdefault("quoted", "review")
    return rule


def _as_rule(body: dict[str, Any]) -> Rule:
    words = ("id", "kind", "severity", "title", "message", "source", "fix", "quoted")
    return Rule(**{word: body[word] for word in words}, data=body)


# ---------------------------------------------------------------- compiling


def compile_packs(paths: Sequence[Path]) -> dict[str, Any]:
    """Join packs into the one structure that scanning needs; raises DataProblem."""
    from pipeline.lint.patterns import gates

    ids: list[str] = []
    bodies: list[bytes] = []
    terms: list[tuple[str, int]] = []
    patterns: list[tuple[int, str, tuple[tuple[str, ...], ...]]] = []
    others: list[int] = []
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
            bodies.append(json.dumps(rule, ensure_ascii=False).encode())
            if rule["kind"] == "term":
                terms += [(wrong, number) for wrong in rule["wrong"]]
            elif rule["kind"] == "pattern":
                patterns += [(number, pattern, gates(pattern)) for pattern in rule["pattern"]]
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
        "others": others,
        "layers": layers,
    }


def _heads(gates: Iterable[tuple[tuple[str, ...], ...]]) -> dict[str, list[int]]:
    """The beginnings (two characters) of the texts of every pattern's first gate -> places of the
    patterns; those without a gate stand under the empty text."""
    found: dict[str, dict[int, None]] = {}
    for place, sets in enumerate(gates):
        for text in sets[0] if sets else [""]:
            found.setdefault(text[:2], {})[place] = None
    return {head: list(places) for head, places in found.items()}


def _term_index(terms: Sequence[tuple[str, int]]) -> dict[str, dict[str, str]]:
    """Two tables by first character, so that a hundred thousand terms are few thousand entries:
    the second characters, and ``\\nform\\tnumber`` lines, longest form first."""
    seconds: dict[str, dict[str, None]] = {}
    rows: dict[str, list[str]] = {}
    for form, number in sorted(terms, key=lambda term: -len(term[0])):
        seconds.setdefault(form[0], {})[form[1]] = None
        rows.setdefault(form[0], [""]).append(f"{form}\t{number}")
    return {
        "seconds": {first: "".join(found) for first, found in seconds.items()},
        "forms": {first: "\n".join([*found, ""]) for first, found in rows.items()},
    }


def _layers(settings: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for layer in (settings, *(settings.get("per") or [])):
        made = {
            "off": _listed(layer.get("off", ())),
            "on": _listed(layer.get("on", ())),
            "severity": dict(layer.get("severity", {})),
            "genres": _listed(layer.get("genres", ())) if layer is not settings else [],
            "paths": _listed(layer.get("paths", ())) if layer is not settings else [],
        }
        if made["off"] or made["on"] or made["severity"]:
            yield made
