"""Data for a template: YAML, JSON or TOML files and ``字段=值`` settings."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.files import read_text
from pipeline.resources import parse_yaml

FORMATS = (".yaml", ".yml", ".json", ".toml")


def read_data(path: Path) -> dict[str, Any]:
    """The fields in a .yaml, .json or .toml file; raises DataProblem with file, line, reason."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise DataProblem(f"{path} 不是数据文件，请用 {'、'.join(FORMATS)}。")
    text = read_text(path)
    if suffix == ".json":
        data = _json(text, path)
    elif suffix == ".toml":
        data = _toml(text, path)
    else:
        data = parse_yaml(text, path)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise DataProblem(f"{path} 的内容应是“字段名: 值”的形式。")
    return {str(key): value for key, value in data.items()}


def _json(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise DataProblem(
            f"{path} 第 {error.lineno} 行第 {error.colno} 列不是合法的 JSON，"
            "请检查逗号、引号和括号。"
        ) from None
    except RecursionError:
        raise DataProblem(f"{path} 嵌套太深，读不了。") from None


def _toml(text: str, path: Path) -> Any:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        import re

        found = re.search(r"line (\d+)", str(error))
        where = f"第 {found.group(1)} 行" if found else ""
        raise DataProblem(
            f"{path} {where}不是合法的 TOML（汉字字段名要加引号，文字值要加引号）。"
        ) from None


def read_settings(settings: Sequence[str]) -> dict[str, Any]:
    """``字段=值`` words as data; a field named twice becomes a list."""
    data: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals or not name.strip():
            raise DataProblem(f"--set “{setting}”写法不对，应写成 --set 字段=值。")
        name = name.strip()
        if name in data:
            old = data[name]
            data[name] = [*old, value] if isinstance(old, list) else [old, value]
        else:
            data[name] = value
    return data
