"""Where templates, rules and samples are found, and how their YAML is read quickly.

They stand at the top of a checkout (also of an editable install) and inside the package in a
wheel. A user's own folders come from ``--templates``/``--rules`` or ``hongtou.toml`` and go first.
"""

from __future__ import annotations

import json
import os
import sys
from array import array
from functools import cache
from importlib.util import source_hash
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.files import read_text

CACHE_FORMAT = 1
PREPARED = "prepared"
MARSHAL = 4  # the version that every supported interpreter reads


@cache
def data_folder(name: str) -> Path:
    """The folder ``templates``, ``rules`` or ``samples`` that came with this installation."""
    package = Path(__file__).resolve().parent
    packed = package / "_data" / name
    return packed if packed.is_dir() else package.parent / name


def cache_folder() -> Path:
    """The user's cache folder for compiled rules; ``HONGTOU_CACHE`` overrides it."""
    override = os.environ.get("HONGTOU_CACHE")
    if override:
        return Path(override)
    home = Path(os.path.expanduser("~"))  # noqa: PTH111 - does without a home where there is none
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "hongtou" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "hongtou"
    # the XDG specification: a path that is not absolute is none
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (given if given.is_absolute() else home / ".cache") / "hongtou"


def kept_files(name: str) -> tuple[Path, ...]:
    """Where a kept result may stand, ``name`` being its path in the cache: in the wheel, which
    brings along what was worked out when it was built, and in the user's cache. Only the last one
    is ever written."""
    shipped = data_folder(PREPARED)
    own = cache_folder() / name
    return (shipped / name, own) if shipped.is_dir() else (own,)


def content_key(made_by: str, *contents: bytes) -> str:
    """The name of what was worked out of ``contents``; ``made_by`` tells versions apart. Python's
    own hash of source files: that of ``hashlib`` would load a library of its own at every start."""
    parts = [made_by.encode(), *contents]
    lengths = array("Q", map(len, parts)).tobytes()
    return source_hash(lengths + b"".join(parts)).hex()


def load_yaml(path: Path) -> Any:
    """The content of a YAML file as plain data; errors name the file, the line and the reason.

    Parsed once: the result is kept as JSON in the user's cache, keyed by the file's content.
    """
    text = read_text(path)
    places = kept_files(f"yaml/{content_key(f'{CACHE_FORMAT}', text.encode())}.json")
    for kept in places:
        try:
            return json.loads(kept.read_bytes())
        except (OSError, ValueError):
            continue
    data = parse_yaml(text, path)
    _keep(places[-1], data)
    return data


def parse_yaml(text: str, path: Path | str) -> Any:
    """Parse YAML text; dates stay text. Raises DataProblem naming ``path``, line and reason."""
    import yaml

    try:
        return yaml.load(text, Loader=_plain_loader())  # noqa: S506 - a SafeLoader subclass
    except yaml.YAMLError as error:
        raise DataProblem(yaml_reason(error, path)) from None


def yaml_reason(error: Exception, path: Path | str) -> str:
    """A YAML error as one Chinese sentence with file and line."""
    mark = getattr(error, "problem_mark", None)
    where = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else "某处"
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"{path} {where}不是合法的 YAML：{_yaml_problem(str(problem))}。"


def _yaml_problem(problem: str) -> str:
    known = {
        "mapping values are not allowed": "冒号的位置不对；值里含冒号时请加引号",
        "found character '\\t'": "用了制表符缩进，请改用空格",
        "found character that cannot start any token": "有不能开头的字符（多半是制表符）",
        "could not find expected ':'": "少了冒号，或上一行的引号没有闭合",
        "expected <block end>": "缩进没有对齐",
        "found unexpected end of stream": "引号没有闭合",
        "found duplicate key": "同一个名称写了两次",
        "did not find expected": "缩进或标点不对",
    }
    for start, reason in known.items():
        if problem.startswith(start):
            detail = problem[len(start) :].strip() if start == "found duplicate key" else ""
            return f"{reason}{'：' + detail if detail else ''}"
    return problem


@cache
def _plain_loader() -> Any:
    """A safe loader (C where there is one) that keeps dates as text and refuses duplicate keys."""
    import yaml

    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class PlainLoader(base):  # type: ignore[misc, valid-type]
        yaml_implicit_resolvers = {
            first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith(":timestamp")]
            for first, pairs in base.yaml_implicit_resolvers.items()
        }

    def mapping(loader: Any, node: Any) -> dict[Any, Any]:
        loader.flatten_mapping(node)
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if not isinstance(key, (str, int, float, bool, type(None))):
                raise yaml.constructor.ConstructorError(
                    None, None, "名称必须是文字", key_node.start_mark
                )
            if key in result:
                raise yaml.constructor.ConstructorError(
                    None, None, f"found duplicate key {key}", key_node.start_mark
                )
            result[key] = loader.construct_object(value_node, deep=True)
        return result

    PlainLoader.add_constructor("tag:yaml.org,2002:map", mapping)
    return PlainLoader


def _keep(kept: Path, data: Any) -> None:
    """Store parsed data, unless it would be read back as something else."""
    try:
        text = json.dumps(data, ensure_ascii=False)
        if json.loads(text) != data:
            return
    except (ValueError, TypeError):
        return
    keep(kept, text.encode())


def keep(kept: Path, data: bytes) -> None:
    """Store what was worked out in the user's cache; one that cannot be written is no error."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_bytes(data)
        temporary.replace(kept)
    except OSError:
        return
