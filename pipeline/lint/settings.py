"""``[lint]`` of hongtou.toml, read and checked::

[lint]
rules = ["单位用语.yaml"]          # further packs
select = ["TYPO", "PUNC-01"]       # only these
ignore = ["STYLE"]
fail_on = "warning"
severity = { "PUNC-08" = "warning" }
today = "2026-11-23"

[[lint.per]]                       # exceptions
paths = ["存档/**"]
genres = ["纪要"]
off = ["STYLE"]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.config import Config
from pipeline.errors import DataProblem
from pipeline.lint.finding import SEVERITIES
from pipeline.lint.rules import Layer

_KEYS = (
    *("rules", "select", "ignore", "off", "on", "severity", "fail_on", "baseline", "per"),
    *("genre", "layout", "today"),
)
_PER = ("paths", "genres", "off", "on", "severity")


@dataclass(frozen=True, slots=True)
class LintConfig:
    """The checked [lint] table; paths are absolute or relative to the working directory."""

    rules: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str | None = None
    baseline: Path | None = None
    genre: str | None = None
    layout: str | None = None
    profile: str | None = None
    today: date | None = None
    layers: tuple[Layer, ...] = field(default_factory=tuple)


def lint_config(config: Config) -> LintConfig:
    """What a hongtou.toml says about linting; raises DataProblem for what it may not say."""
    table, path = config.lint, config.path
    if path is None:
        return LintConfig()
    for key in table:
        if key not in _KEYS:
            from difflib import get_close_matches

            near = get_close_matches(key, _KEYS, 1)
            hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(_KEYS)}。"
            raise DataProblem(f"{path} 的 [lint] 里有不认识的设置“{key}”，{hint}")
    baseline = _one(table, "baseline", path)
    return LintConfig(
        rules=tuple(_pack(name, path) for name in _texts(table, "rules", path)),
        folders=tuple(config.rules),
        select=_texts(table, "select", path),
        ignore=_texts(table, "ignore", path),
        fail_on=_level(_one(table, "fail_on", path), "fail_on", path, ("never",)),
        baseline=path.parent / baseline if baseline else None,
        genre=_one(table, "genre", path),
        layout=_one(table, "layout", path),
        profile=_profile(config),
        today=_day(_one(table, "today", path), path),
        layers=tuple(_layers(table, path)),
    )


def _pack(name: str, path: Path) -> str:
    beside = path.parent / name
    return str(beside) if beside.is_file() else name


def _profile(config: Config) -> str | None:
    if config.profile is None or config.path is None:
        return config.profile
    beside = config.path.parent / config.profile
    return str(beside) if beside.is_file() else config.profile


def _layers(table: Mapping[str, Any], path: Path) -> Iterator[Layer]:
    yield _layer(table, path)
    per = table.get("per", [])
    if not isinstance(per, list):
        raise DataProblem(f"{path} 的 per 应写成若干节 [[lint.per]]。")
    for layer in per:
        for key in layer:
            if key not in _PER:
                raise DataProblem(
                    f"{path} 的 [[lint.per]] 里有不认识的设置“{key}”，可用的有：{'、'.join(_PER)}。"
                )
        yield _layer(layer, path)


def _layer(table: Mapping[str, Any], path: Path) -> Layer:
    severity = table.get("severity", {})
    if not isinstance(severity, dict):
        raise DataProblem(f'{path} 的 severity 应写成 {{ "规则编号" = "warning" }}。')
    for value in severity.values():
        _level(value, "severity", path)
    return Layer(
        off=_texts(table, "off", path),
        on=_texts(table, "on", path),
        severity=severity,
        genres=_texts(table, "genres", path),
        paths=_texts(table, "paths", path),
    )


def _texts(table: Mapping[str, Any], key: str, path: Path) -> tuple[str, ...]:
    value = table.get(key, [])
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise DataProblem(f"{path} 的“{key}”应是文字，或文字的列表。")
    return tuple(value)


def _one(table: Mapping[str, Any], key: str, path: Path) -> str | None:
    value = table.get(key)
    if isinstance(value, date):
        return value.isoformat()
    if value is not None and not isinstance(value, str):
        raise DataProblem(f"{path} 的“{key}”应是一段文字。")
    return value


def _level(value: Any, key: str, path: Path, more: tuple[str, ...] = ()) -> str | None:
    if value is not None and value not in (*SEVERITIES, *more):
        choices = "、".join((*SEVERITIES, *more))
        raise DataProblem(f"{path} 的“{key}”不能是“{value}”，可以是：{choices}。")
    return value if value is None else str(value)


def _day(value: str | None, path: Path) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise DataProblem(f"{path} 的“today”应写成 2026-11-23 的样子。") from None
