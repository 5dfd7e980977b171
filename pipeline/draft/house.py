"""House templates: a unit's own .docx with Jinja tags, rendered through docxtpl.

The same data, the same checks, the same sandbox as other templates. Fields may be declared in a
file of the same name with ``.yaml`` instead of ``.docx`` (the keys of a template's front matter);
without one, every name the document uses is a required field.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.draft.document import Draft
from pipeline.draft.fields import STANDARD_FIELDS, Field, nearest, read_field
from pipeline.draft.sandbox import Sandbox, guarded
from pipeline.draft.template import Template, read_template
from pipeline.errors import DataProblem
from pipeline.files import read_bytes, read_text
from pipeline.resources import parse_yaml

_BUILT_IN = {"range", "dict", "今天"}


@dataclass(frozen=True, slots=True)
class HouseTemplate:
    """A .docx template: its bytes, the names it uses, and its declared fields as a Template."""

    name: str
    path: Path
    data: bytes
    used: frozenset[str]
    form: Template
    sandbox: Sandbox

    @property
    def fields(self) -> Mapping[str, Field]:
        """The fields by name."""
        return self.form.fields

    def draft(self, data: Mapping[str, Any], organ: str | None = None) -> Draft:
        """Fill the document in; raises DataProblem, nothing is written."""
        values = self.form.check(data, organ)
        shown = {name: values[name] for name in self.used}
        made = _fill(self.data, shown, self.sandbox, self.name)
        title = values["标题"] if isinstance(values["标题"], str) else ""
        return Draft(made, title or self.name, values, ())


def load_house_template(path: Path) -> HouseTemplate:
    """Read a .docx template and its declaration; raises FileProblem/DataProblem."""
    from pipeline.word.package import open_package

    data = read_bytes(path)
    open_package(data, name=str(path))
    sandbox = Sandbox(autoescape=True)
    used = frozenset(_used(data, sandbox, path.stem)) - _BUILT_IN
    form = _form(path, used)
    unknown = sorted(name for name in used if name not in form.fields)
    if unknown:
        raise DataProblem(
            f"模板“{path.stem}”用了没有说明的字段“{unknown[0]}”，{nearest(unknown[0], form.fields)}"
        )
    return HouseTemplate(path.stem, path, data, used, form, sandbox)


def _used(data: bytes, sandbox: Sandbox, name: str) -> set[str]:
    from docxtpl import DocxTemplate

    with guarded(sandbox, name, None):
        found = DocxTemplate(io.BytesIO(data)).get_undeclared_template_variables(sandbox)
        return {str(item) for item in found}
    raise AssertionError


def _form(path: Path, used: frozenset[str]) -> Template:
    """The declaration beside the document, or one made of the names the document uses."""
    beside = next(
        (path.with_suffix(end) for end in (".yaml", ".yml") if path.with_suffix(end).is_file()),
        None,
    )
    form = read_template("---\ngenre: 通知\n---\n", path.stem, path)
    if beside is None:
        fields = dict(form.fields)
        for name in STANDARD_FIELDS:
            if name not in used:
                fields[name] = _free(fields[name])
        for name in used:
            fields[name] = (
                replace(fields[name], required=True)
                if name in fields
                else Field(name=name, type="any", required=True)
            )
        return _with_fields(form, fields, tuple(sorted(used)))
    front = parse_yaml(read_text(beside), beside)
    if not isinstance(front, dict):
        raise DataProblem(f"{beside} 应是“名称: 值”的形式。")
    rows = front.get("fields") or {}
    declared = read_template(_front_text(front), path.stem, path)
    fields = {
        name: spec if name in rows or name in used else _free(spec)
        for name, spec in declared.fields.items()
    }
    for name, row in rows.items():
        fields[str(name)] = read_field(str(name), row, str(beside), STANDARD_FIELDS.get(str(name)))
    return _with_fields(declared, fields, tuple(str(name) for name in rows))


def _front_text(front: Mapping[str, Any]) -> str:
    import yaml

    front = {"genre": "通知", **front}
    return f"---\n{yaml.safe_dump(dict(front), allow_unicode=True, sort_keys=False)}---\n"


def _free(spec: Field) -> Field:
    """A standard field the document does not use: taken when given, never asked for."""
    return replace(spec, required=False, default=None)


def _with_fields(
    form: Template, fields: Mapping[str, Field], declared: tuple[str, ...]
) -> Template:
    return replace(form, fields=fields, declared=declared)


def _fill(data: bytes, values: Mapping[str, Any], sandbox: Sandbox, name: str) -> bytes:
    from docxtpl import DocxTemplate

    with guarded(sandbox, name, None):
        document = DocxTemplate(io.BytesIO(data))
        document.render(dict(values), sandbox, autoescape=True)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    raise AssertionError
