"""Templates: one ``.md`` file each, YAML front matter between ``---`` lines, then a Jinja body.

Front matter: ``title``, ``genre`` (one of the 15), ``layout`` (文件|信函|命令|纪要), ``direction``
(down|up|peer|public), ``description``, ``fields`` (name → type, required, default, description,
example, choices, items, columns, pattern, min, max, unless), ``defaults`` (standard or own field →
value, which may be a Jinja string), ``example`` (complete data; it must render). The element fields
of ``fields.STANDARD_FIELDS`` need no declaration; a declaration of the same name changes them.
The body's markup is described in ``markup.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Template as JinjaTemplate
from jinja2 import TemplateError

from pipeline.draft.fields import (
    STANDARD_FIELDS,
    Field,
    check_value,
    is_empty,
    is_needed,
    nearest,
    read_field,
)
from pipeline.draft.markup import protect
from pipeline.draft.sandbox import Sandbox, guarded, template_problem, undeclared
from pipeline.errors import DataProblem
from pipeline.files import read_text
from pipeline.gongwen.genres import DIRECTIONS, LAYOUTS, genres
from pipeline.resources import data_folder, parse_yaml

_KEYS = (
    "title", "genre", "layout", "direction", "description", "fields", "defaults", "example",
)  # fmt: skip
_FRONT = re.compile(r"---[ \t]*\n(.*?\n)---[ \t]*(?:\n|$)", re.S)


@dataclass(frozen=True, slots=True)
class Template:
    """A loaded template. ``fields`` holds the declared and the standard ones; ``declared`` the
    names of the declared; ``offset`` the lines before the body."""

    name: str
    path: Path | None
    title: str
    genre: str
    layout: str
    direction: str
    description: str
    fields: Mapping[str, Field]
    declared: tuple[str, ...]
    defaults: Mapping[str, Any]
    example: Mapping[str, Any]
    body: str
    offset: int
    sandbox: Sandbox = field(compare=False, repr=False)
    compiled: JinjaTemplate = field(compare=False, repr=False)
    compiled_defaults: Mapping[str, JinjaTemplate] = field(compare=False, repr=False)

    def check(self, data: Mapping[str, Any], organ: str | None = None) -> dict[str, Any]:
        """All fields with checked values and defaults; raises DataProblem on the first problem.

        ``organ`` (the unit's name from its settings) stands in for a missing 发文机关.
        """
        for name in data:
            if name not in self.fields:
                raise DataProblem(
                    f"模板“{self.name}”没有“{name}”这个字段，{nearest(str(name), self.fields)}"
                )
        values = {
            name: None if is_empty(data.get(name)) else check_value(spec, data[name])
            for name, spec in self.fields.items()
        }
        if values["发文机关"] is None and organ and "发文机关" not in self.defaults:
            values["发文机关"] = [organ]
        self._fill(values)
        given = {name for name, value in values.items() if not is_empty(value)}
        missing = [n for n, s in self.fields.items() if is_needed(s, given) and n not in given]
        if missing:
            raise DataProblem(self._missing(missing))
        return {
            name: _blank(spec) if values[name] is None else values[name]
            for name, spec in self.fields.items()
        }

    def _fill(self, values: dict[str, Any]) -> None:
        """Put defaults where nothing was given, plain ones before those made by Jinja."""
        for name, spec in self.fields.items():
            default = self.defaults.get(name, spec.default)
            waits = values[name] is None and name not in self.compiled_defaults
            if waits and not is_empty(default):
                values[name] = check_value(spec, default)
        for name, compiled in self.compiled_defaults.items():
            if values[name] is not None:
                continue
            given = {key for key, value in values.items() if value is not None}
            shown = {
                key: _blank(self.fields[key]) if value is None else value
                for key, value in values.items()
                if value is not None or not is_needed(self.fields[key], given)
            }
            try:
                text = self._render(compiled, shown)
            except DataProblem:
                if any(
                    is_needed(s, given) and n not in given
                    for n, s in self.fields.items()
                    if n != name
                ):
                    continue  # the missing field itself is reported, not its consequence
                raise
            if text.strip():
                values[name] = check_value(self.fields[name], text.strip())

    def _missing(self, missing: Sequence[str]) -> str:
        # A field made of others is not asked for while those are missing.
        missing = [name for name in missing if name not in self.compiled_defaults] or missing
        names = "、".join(f"“{name}”" for name in missing)
        told = self.fields[missing[0]].description if len(missing) == 1 else ""
        hint = f"（{told}）" if told else ""
        ask = "请在数据里补上，或用 --set 字段=值。"
        if len(missing) > 1:
            ask += f"各字段的说明见 hongtou template show {self.name}。"
        return f"模板“{self.name}”缺少必填字段{names}{hint}。{ask}"

    def render(self, values: Mapping[str, Any]) -> str:
        """The body's text for checked ``values``; raises DataProblem with template and line."""
        shown = {
            name: value if self.fields[name].type == "longtext" else protect(value)
            for name, value in values.items()
        }
        return self._render(self.compiled, shown)

    def _render(self, compiled: JinjaTemplate, values: Mapping[str, Any]) -> str:
        with guarded(self.sandbox, self.name, self.offset):
            return "".join(compiled.generate(values))
        raise AssertionError


def _blank(spec: Field) -> Any:
    return [] if spec.type in ("list", "table") else {} if spec.type == "person" else ""


def load_template(path: Path) -> Template:
    """Read and check one template file; raises DataProblem/FileProblem naming file and line."""
    return read_template(read_text(path), path.stem, path)


def read_template(text: str, name: str, path: Path | None = None) -> Template:
    """Make a Template of the text of a template file."""
    text = text.replace("\r\n", "\n").lstrip("\ufeff")
    where = str(path or name)
    match = _FRONT.match(text)
    if not match:
        raise DataProblem(
            f"{where} 开头应有用两行 --- 括起的字段说明，请对照 hongtou template new。"
        )
    front = parse_yaml("\n" + match.group(1), where)
    if not isinstance(front, dict):
        raise DataProblem(f"{where} 的字段说明应是“名称: 值”的形式。")
    for key in front:
        if key not in _KEYS:
            raise DataProblem(f"{where} 的字段说明里有不认识的“{key}”，{nearest(str(key), _KEYS)}")
    fields, declared = _fields(front.get("fields") or {}, where)
    defaults = front.get("defaults") or {}
    for key in defaults:
        if key not in fields:
            raise DataProblem(
                f"{where} 的 defaults 里有不认识的“{key}”，{nearest(str(key), fields)}"
            )
    sandbox = Sandbox()
    offset = text[: match.end()].count("\n")
    body = text[match.end() :]
    return Template(
        name=name,
        path=path,
        title=str(front.get("title", name)),
        genre=_one_of(front, "genre", list(genres()), where),
        layout=_one_of(front, "layout", LAYOUTS, where, "文件"),
        direction=_one_of(front, "direction", list(DIRECTIONS), where, "down"),
        description=str(front.get("description", "")),
        fields=fields,
        declared=declared,
        defaults=defaults,
        example=_example(front, where),
        body=body,
        offset=offset,
        sandbox=sandbox,
        compiled=compile_text(sandbox, body, fields, name, offset),
        compiled_defaults={
            key: compile_text(sandbox, value, fields, f"{name}（{key} 的默认值）", 0)
            for key, value in defaults.items()
            if isinstance(value, str) and ("{{" in value or "{%" in value)
        },
    )


def compile_text(
    sandbox: Sandbox, source: str, known: Iterable[str], name: str, offset: int
) -> JinjaTemplate:
    """Compile a Jinja text after checking that every name it uses is a known field."""
    names = set(known)
    try:
        for used, line in undeclared(sandbox, source):
            if used not in names and used not in sandbox.globals:
                raise DataProblem(
                    f"模板“{name}”第 {line + offset} 行用了没有说明的字段“{used}”，"
                    f"{nearest(used, sorted(names))}"
                )
        return sandbox.from_string(source)
    except TemplateError as error:
        raise DataProblem(template_problem(error, name, offset)) from None
    except RecursionError:
        raise DataProblem(f"模板“{name}”嵌套太深，请简化。") from None


def _fields(rows: Any, where: str) -> tuple[dict[str, Field], tuple[str, ...]]:
    if not isinstance(rows, dict):
        raise DataProblem(f"{where} 的 fields 应是“字段名: 说明”的形式。")
    own: dict[str, Field] = {}
    for key, row in rows.items():
        name = str(key)
        if not name.isidentifier():
            raise DataProblem(
                f"{where} 的字段名“{name}”不能用：只能用汉字、字母、数字和下划线，不以数字开头。"
            )
        own[name] = read_field(name, row, where, STANDARD_FIELDS.get(name))
    merged = {**own, **{n: f for n, f in STANDARD_FIELDS.items() if n not in own}}
    for spec in own.values():
        if spec.unless and spec.unless not in merged:
            raise DataProblem(
                f"{where}：字段“{spec.name}”的 unless 写了没有的字段“{spec.unless}”，"
                f"{nearest(spec.unless, merged)}"
            )
    return merged, tuple(own)


def _example(front: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    example = front.get("example") or {}
    if not isinstance(example, dict):
        raise DataProblem(f"{where} 的 example 应是“字段名: 值”的形式。")
    return example


def _one_of(
    front: Mapping[str, Any], key: str, allowed: Sequence[str], where: str, default: str = ""
) -> str:
    value = str(front.get(key, default))
    if value not in allowed:
        raise DataProblem(f"{where} 的 {key} 是“{value}”，可用的有：{'、'.join(allowed)}。")
    return value


def template_folders(folders: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The user's folders, then the built-in one."""
    return (*folders, data_folder("templates"))


def find_templates(folders: Sequence[Path] = ()) -> dict[str, Path]:
    """All templates by name (file name without suffix); a user's folder hides built-in names."""
    found: dict[str, Path] = {}
    for folder in template_folders(folders):
        if not folder.is_dir():
            raise DataProblem(f"模板文件夹 {folder} 不存在。")
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".md", ".docx") and not path.name.startswith(("~$", ".", "README")):
                found.setdefault(path.stem, path)
    return found


def find_template(name: str, folders: Sequence[Path] = ()) -> Path:
    """The path of a template given by name or by path; raises DataProblem with near names."""
    path = Path(name).expanduser()
    if path.suffix in (".md", ".docx") or "/" in name or "\\" in name:
        if not path.is_file():
            raise DataProblem(f"找不到模板文件 {path}。")
        return path
    for folder in template_folders(folders):
        if not folder.is_dir():
            raise DataProblem(f"模板文件夹 {folder} 不存在。")
        for suffix in (".md", ".docx"):
            if (folder / f"{name}{suffix}").is_file():
                return folder / f"{name}{suffix}"
    known = find_templates(folders)
    if name in known:
        return known[name]
    raise DataProblem(
        f"没有名为“{name}”的模板，{nearest(name, known)}用 hongtou template list 看全部。"
    )
