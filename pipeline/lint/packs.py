"""The files of rule packs: which there are, and what they extend.

A pack is a YAML file: a list of rules, or a mapping with ``rules`` and settings (see schema.py).
The built-in packs are the files of ``rules/`` that have a top-level ``pack:`` line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import DataProblem
from pipeline.files import read_bytes
from pipeline.resources import data_folder, load_yaml

# checks whose work is done elsewhere meanwhile: started before all other rules, asked for last
ELSEWHERE = ("spelling.",)
_IS_PACK = re.compile(rb"^pack:", re.MULTILINE)


def builtin_packs() -> list[Path]:
    """The packs that came with this installation, by file name."""
    folder = data_folder("rules")
    return [path for path in sorted(folder.glob("*.yaml")) if _IS_PACK.search(content(path))]


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


def with_bases(paths: Sequence[Path]) -> list[Path]:
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
        if b"extends:" in content(path):
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


_CONTENTS: dict[Path, tuple[int, bytes]] = {}


def content(path: Path) -> bytes:
    """A pack's bytes, read once per change (the key of the cache needs them on every run)."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return read_bytes(path)
    known = _CONTENTS.get(path)
    if known is None or known[0] != changed:
        known = _CONTENTS[path] = (changed, read_bytes(path))
    return known[1]
