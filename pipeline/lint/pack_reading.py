"""One rule pack read and checked: every mistake in it is told with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.files import read_text
from pipeline.lint.schema import (
    BY_KIND,
    CHECK_KINDS,
    COMMON,
    PACK,
    PER,
    Problem,
    check_table,
)
from pipeline.resources import load_yaml

_LISTS = (
    *("wrong", "right", "except", "unless", "pattern", "scope", "elements", "genres"),
    *("not_genres", "layouts", "directions", "phrases"),
)


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
    for wrong in listed(rule.get("wrong", ())):
        if len(wrong) < 2:
            yield Problem((*path, "wrong"), f"“{wrong}”只有一个字，请改用 pattern 并写明前后文")
        if wrong in listed(rule.get("right", ())):
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
        places += [(key, pattern) for pattern in listed(rule.get(key, ()))]
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


def listed(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [value]
    return list(value)


def _normal(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule with defaults filled in and one-or-many values as lists."""
    for key in _LISTS:
        if key in rule:
            rule[key] = listed(rule[key])
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
