"""``hongtou.toml``: a unit's own settings, found from the document's folder upwards.

Every key is optional; an unknown key is an error that names the nearest known one.
Relative paths are taken from the folder of the file.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.files import read_text

FILE_NAME = "hongtou.toml"
_KNOWN = ("templates", "rules", "profile", "organ", "lint", "proof", "review")


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a unit. ``path`` is the file they came from, None when there is none.

    templates, rules: the unit's own folders, searched before the built-in ones.
    profile: name or path of the layout profile. organ: the unit's name.
    lint, proof, review: tables that those rooms check and read themselves.
    """

    path: Path | None = None
    templates: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    profile: str | None = None
    organ: str | None = None
    lint: Mapping[str, Any] = field(default_factory=dict)
    proof: Mapping[str, Any] = field(default_factory=dict)
    review: Mapping[str, Any] = field(default_factory=dict)


def find_config(start: Path) -> Config:
    """The settings that hold for a file or folder ``start``: the nearest hongtou.toml upwards."""
    folder = start if start.is_dir() else start.parent
    for candidate in (folder.resolve(), *folder.resolve().parents):
        path = candidate / FILE_NAME
        if path.is_file():
            return load_config(path)
    return Config()


def load_config(path: Path) -> Config:
    """Read one hongtou.toml; raises DataProblem with file and reason."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DataProblem(f"{path} 不是合法的 TOML：{error}。") from None
    for key in data:
        if key not in _KNOWN:
            from difflib import get_close_matches

            near = get_close_matches(key, _KNOWN, 1)
            hint = f"是不是“{near[0]}”？" if near else f"可用的有：{'、'.join(_KNOWN)}。"
            raise DataProblem(f"{path} 里有不认识的设置“{key}”，{hint}")
    return Config(
        path=path,
        templates=_folders(data, "templates", path),
        rules=_folders(data, "rules", path),
        profile=_text(data, "profile", path),
        organ=_text(data, "organ", path),
        lint=_table(data, "lint", path),
        proof=_table(data, "proof", path),
        review=_table(data, "review", path),
    )


def _folders(data: Mapping[str, Any], key: str, path: Path) -> tuple[Path, ...]:
    value = data.get(key, [])
    value = [value] if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise DataProblem(f"{path} 的“{key}”应是文件夹名，或文件夹名的列表。")
    return tuple(path.parent / Path(item).expanduser() for item in value)


def _text(data: Mapping[str, Any], key: str, path: Path) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise DataProblem(f"{path} 的“{key}”应是一段文字。")
    return value


def _table(data: Mapping[str, Any], key: str, path: Path) -> Mapping[str, Any]:
    value = data.get(key, {})
    if not isinstance(value, dict):
        raise DataProblem(f"{path} 的“{key}”应是一节，写成 [{key}]。")
    return value
