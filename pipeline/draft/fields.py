"""Fields of a template: their types, and checking values against them with exact messages.

Types: text, longtext, int, number, money, date, datetime, bool, choice (``choices``), list
(``items``: a type), table (``columns``: names, or name → field), person. Dates become ``date``/
``datetime``, numbers ``int``/``float``/``Decimal``; a person is {姓名, 职务, 单位, 电话}, and a
plain name is enough.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from pipeline.errors import DataProblem
from pipeline.gongwen.dates import parse_date, parse_datetime

TYPES = (
    "text", "longtext", "int", "number", "money", "date", "datetime", "bool", "choice",
    "list", "table", "person", "attachments", "any",
)  # fmt: skip
PERSON_KEYS = ("姓名", "职务", "单位", "电话")
_KEYS = (
    "type", "required", "default", "description", "example", "choices", "items", "columns",
    "pattern", "min", "max", "unless",
)  # fmt: skip
_TRUE = {"是", "有", "对", "true", "yes", "1", "y", "on"}
_FALSE = {"否", "无", "不", "false", "no", "0", "n", "off"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field as declared in a template. ``items`` is the type of a list's members;
    ``columns`` the fields of a table's row; ``pattern`` a regular expression for text; ``unless``
    the field that makes this one needless when it is given."""

    name: str
    type: str = "text"
    required: bool = False
    default: Any = None
    description: str = ""
    example: Any = None
    choices: tuple[str, ...] = ()
    items: Field | None = None
    columns: Mapping[str, Field] = field(default_factory=dict)
    pattern: str = ""
    min: float | None = None
    max: float | None = None
    unless: str = ""
    standard: bool = False


def read_field(name: str, row: Any, where: str, base: Field | None = None) -> Field:
    """Make a Field of its declaration; ``where`` names the template in errors."""
    if isinstance(row, str):
        row = {"type": row}
    row = {} if row is None else row
    if not isinstance(row, dict):
        raise DataProblem(f"{where}：字段“{name}”的说明应是“名称: 值”的形式。")
    for key in row:
        if key not in _KEYS:
            raise DataProblem(f"{where}：字段“{name}”里有不认识的“{key}”，{nearest(key, _KEYS)}")
    kind = row.get("type", base.type if base else "text")
    if kind not in TYPES:
        raise DataProblem(f"{where}：字段“{name}”的类型“{kind}”不认识，{nearest(str(kind), TYPES)}")
    choices = tuple(str(item) for item in row.get("choices", base.choices if base else ()))
    if kind == "choice" and not choices:
        raise DataProblem(f"{where}：字段“{name}”是 choice，要写明 choices（可选的值）。")
    return Field(
        name=name,
        type=kind,
        required=bool(row.get("required", base.required if base else False)),
        default=row.get("default", base.default if base else None),
        description=str(row.get("description", base.description if base else "")),
        example=row.get("example", base.example if base else None),
        choices=choices,
        items=_items(name, row.get("items"), where, base),
        columns=_columns(name, row.get("columns"), where, base),
        pattern=_pattern(name, str(row.get("pattern", "")), where),
        min=row.get("min"),
        max=row.get("max"),
        unless=str(row.get("unless", "")),
        standard=base is not None,
    )


def _items(name: str, row: Any, where: str, base: Field | None) -> Field | None:
    if row is None:
        return base.items if base else None
    return read_field(f"{name}的各项", row, where)


def _columns(name: str, rows: Any, where: str, base: Field | None) -> Mapping[str, Field]:
    if rows is None:
        return base.columns if base else {}
    if isinstance(rows, list):
        rows = {str(column): None for column in rows}
    if not isinstance(rows, dict):
        raise DataProblem(f"{where}：字段“{name}”的 columns 应是列名的列表。")
    return {str(key): read_field(str(key), row, where) for key, row in rows.items()}


def _pattern(name: str, pattern: str, where: str) -> str:
    try:
        re.compile(pattern)
    except re.error:
        raise DataProblem(f"{where}：字段“{name}”的 pattern 不是合法的正则表达式。") from None
    return pattern


def nearest(name: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    """“是不是“…”？” when a known name is near, else the known names."""
    names = list(known)
    near = get_close_matches(name, names, 1, 0.5)
    if near:
        return f"是不是“{near[0]}”？"
    shown = "、".join(names[:12]) + ("……" if len(names) > 12 else "")
    return f"可用的有：{shown}。"


def is_needed(spec: Field, given: Container[str]) -> bool:
    """Whether the field must have a value when the fields named in ``given`` have one."""
    return spec.required and spec.unless not in given


def is_empty(value: Any) -> bool:
    """Whether a value counts as not given: None, blank text, an empty list."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def check_value(spec: Field, value: Any) -> Any:
    """``value`` as the field's type; raises DataProblem naming field, value and expectation."""
    return _CHECKS[spec.type](spec, value)


def _wrong(spec: Field, value: Any, expected: str) -> DataProblem:
    shown = str(value)
    shown = shown if len(shown) <= 40 else shown[:40] + "……"
    example = f"，例如 {spec.example}" if isinstance(spec.example, (str, int, float)) else ""
    return DataProblem(f"字段“{spec.name}”的值“{shown}”不对：{expected}{example}。")


def _text(spec: Field, value: Any) -> str:
    if isinstance(value, (bool, dict, list, tuple)):
        raise _wrong(spec, value, "应是一段文字")
    if isinstance(value, date):
        value = value.isoformat()
    text = clean(str(value)).strip()
    if spec.type == "text" and "\n" in text:
        raise _wrong(spec, text.replace("\n", "↵"), "应是一行文字，不能换行")
    if spec.pattern and not re.fullmatch(spec.pattern, text):
        raise _wrong(spec, text, "写法不合要求")
    if spec.max is not None and len(text) > spec.max:
        raise _wrong(spec, text, f"最多 {spec.max:g} 个字，现有 {len(text)} 个")
    if spec.min is not None and len(text) < spec.min:
        raise _wrong(spec, text, f"至少 {spec.min:g} 个字，现有 {len(text)} 个")
    return text


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Text without characters that XML cannot hold; line ends become ``\\n``."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _number(spec: Field, value: Any) -> Any:
    if isinstance(value, bool):
        raise _wrong(spec, value, "应是数")
    text = str(value).strip().replace(",", "").replace("，", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _wrong(spec, value, "应是数") from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise _wrong(spec, value, "应是数")
    if spec.min is not None and number < Decimal(str(spec.min)):
        raise _wrong(spec, value, f"不能小于 {spec.min:g}")
    if spec.max is not None and number > Decimal(str(spec.max)):
        raise _wrong(spec, value, f"不能大于 {spec.max:g}")
    if spec.type == "int":
        if number != number.to_integral_value():
            raise _wrong(spec, value, "应是整数")
        return int(number)
    if spec.type == "money":
        return number
    return int(number) if number == number.to_integral_value() else float(number)


def _date(spec: Field, value: Any) -> Any:
    try:
        return parse_date(value) if spec.type == "date" else parse_datetime(value)
    except ValueError as error:
        raise _wrong(spec, value, str(error)) from None


def _bool(spec: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise _wrong(spec, value, "应是“是”或“否”")


def _choice(spec: Field, value: Any) -> str:
    text = str(value).strip()
    if text not in spec.choices:
        raise _wrong(spec, value, f"只能是{'、'.join(spec.choices)}")
    return text


def _list(spec: Field, value: Any) -> list[Any]:
    if isinstance(value, str):
        whole = spec.items is None or spec.items.type == "longtext"  # sentences hold 、 and ；
        parts = value.split("\n") if whole else re.split(r"[\n、；;]", value)
        value = [part.strip() for part in parts if part.strip()]
    if not isinstance(value, (list, tuple)):
        value = [value]
    member = spec.items or Field(name=spec.name, type="text")
    if member.name == f"{spec.name}的各项":
        member = replace(member, name=spec.name)
    return _counted(spec, [check_value(member, item) for item in value if not is_empty(item)])


def _counted(spec: Field, rows: list[Any]) -> list[Any]:
    """``rows`` back when there are as many as ``min`` and ``max`` allow."""
    if spec.max is not None and len(rows) > spec.max:
        raise DataProblem(f"字段“{spec.name}”最多 {spec.max:g} 项，现有 {len(rows)} 项，请删减。")
    if spec.min is not None and len(rows) < spec.min:
        raise DataProblem(f"字段“{spec.name}”至少 {spec.min:g} 项，现有 {len(rows)} 项，请补充。")
    return rows


def _attachments(spec: Field, value: Any) -> list[Any]:
    """Names, or tables {标题, 正文|文件}; their keys are checked where they are used."""
    if isinstance(value, str):
        value = [line for line in value.split("\n") if line.strip()]
    value = value if isinstance(value, (list, tuple)) else [value]
    for item in value:
        if not isinstance(item, (str, Mapping)):
            raise _wrong(spec, item, "应是附件名称，或写明标题、正文、文件")
    return [clean(item).strip() if isinstance(item, str) else dict(item) for item in value]


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def _any(spec: Field, value: Any) -> Any:
    """A value of an undeclared field: text is cleaned, 2026-11-23 is a date."""
    if not isinstance(value, str):
        return value
    if _ISO_DATE.fullmatch(value.strip()):
        return _date(Field(name=spec.name, type="date"), value)
    return clean(value).strip()


def _table(spec: Field, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, (list, tuple)):
        raise _wrong(spec, value, f"应是表格，每行写明{'、'.join(spec.columns) or '各列'}")
    return _counted(spec, [_row(spec, row, number) for number, row in enumerate(value, 1)])


def _row(spec: Field, row: Any, number: int) -> dict[str, Any]:
    where = f"字段“{spec.name}”第 {number} 行"
    if not isinstance(row, Mapping):
        if not isinstance(row, (list, tuple)) or len(row) != len(spec.columns):
            raise DataProblem(f"{where}应写明{'、'.join(spec.columns)}共 {len(spec.columns)} 列。")
        row = dict(zip(spec.columns, row, strict=True))
    if not spec.columns:
        return {str(key): value for key, value in row.items()}
    for key in row:
        if key not in spec.columns:
            raise DataProblem(f"{where}有不认识的列“{key}”，{nearest(str(key), spec.columns)}")
    result: dict[str, Any] = {}
    for name, column in spec.columns.items():
        value = row.get(name)
        if is_empty(value):
            if column.required:
                raise DataProblem(f"{where}缺少“{name}”。")
            value = column.default
        try:
            result[name] = "" if is_empty(value) else check_value(column, value)
        except DataProblem as error:
            raise DataProblem(f"{where}：{error}") from None
    return result


def _person(spec: Field, value: Any) -> dict[str, str]:
    if isinstance(value, str):
        value = {"姓名": value}
    if not isinstance(value, Mapping):
        raise _wrong(spec, value, "应是姓名，或写明姓名、职务、单位、电话")
    for key in value:
        if key not in PERSON_KEYS:
            raise DataProblem(
                f"字段“{spec.name}”里有不认识的“{key}”，{nearest(str(key), PERSON_KEYS)}"
            )
    if is_empty(value.get("姓名")):
        raise DataProblem(f"字段“{spec.name}”缺少“姓名”。")
    return {
        key: "" if value.get(key) is None else clean(str(value[key])).strip() for key in PERSON_KEYS
    }


_CHECKS = {
    "text": _text, "longtext": _text, "int": _number, "number": _number, "money": _number,
    "date": _date, "datetime": _date, "bool": _bool, "choice": _choice, "list": _list,
    "attachments": _attachments,
    "any": _any,
    "table": _table, "person": _person,
}  # fmt: skip


def _standard(name: str, kind: str = "text", **more: Any) -> tuple[str, Field]:
    return name, Field(name=name, type=kind, standard=True, **more)


# The element fields every template has without declaring them (GB/T 9704-2012 clause 7).
STANDARD_FIELDS: dict[str, Field] = dict(
    (
        _standard(
            "份号",
            pattern="[0-9]{1,6}",
            description="涉密公文的份号，不足六位自动补零",
            example="1",
        ),
        _standard("密级", "choice", choices=("绝密", "机密", "秘密")),
        _standard("保密期限", description="与密级连写为“机密★5年”", example="5年"),
        _standard("紧急程度", "choice", choices=("特急", "加急")),
        _standard(
            "发文机关",
            "list",
            required=True,
            description="联合行文时写多个，主办机关在前",
            example="××市人民政府办公室",
        ),
        _standard(
            "发文机关标志", description="红头文字；不写时为发文机关全称加“文件”等，写“无”则不排版头"
        ),
        _standard("发文字号", description="如 ×政办发〔2026〕15号，方括号自动改为六角括号"),
        _standard("签发人", "list", description="上行文的签发人，可有多个"),
        _standard("标题", required=True),
        _standard("题注", description="标题下圆括号内的通过日期和会议，不必写括号"),
        _standard("主送", "list", description="主送机关；写成一段文字时原样使用"),
        _standard("附件", "attachments", description="附件名称，或 {标题, 正文|文件} 的列表"),
        _standard("署名", "list", description="不写时同发文机关"),
        _standard("成文日期", "date", required=True, example="2026-11-23"),
        _standard("用印", "choice", choices=("印章", "无", "签名章", "不落款"), default="印章"),
        _standard("签名人", description="签名章或命令、议案署名的负责人姓名"),
        _standard("签名人职务", description="负责人职务全称"),
        _standard("附注", description="如 联系人：张三，电话：…；圆括号自动加"),
        _standard("出席", "list", description="纪要的出席人员"),
        _standard("请假", "list", description="纪要的请假人员"),
        _standard("列席", "list", description="纪要的列席人员"),
        _standard("抄送", "list", description="抄送机关；写成一段文字时原样使用"),
        _standard("主送移版记", "bool", description="主送机关过多时移到版记"),
        _standard("印发机关", description="写了才有印发行"),
        _standard("印发日期", "date", description="不写时同成文日期"),
    )
)
