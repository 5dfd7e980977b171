"""The shape of a rule pack: one table that validates packs and makes their JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.lint.finding import SEVERITIES
from pipeline.schemas import DIALECT

KINDS = ("term", "pattern", "metric", "format", "structure", "sequence", "consistency", "check")
CHECK_KINDS = ("format", "structure", "sequence", "consistency", "check")
SCOPES = {
    "body": "正文、标题以外的普通段落",
    "title": "公文标题和附件标题",
    "heading": "各级层次标题",
    "table": "表格",
    "header": "页眉页脚",
    "note": "脚注尾注",
    "textbox": "文本框",
}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One key of a pack: its type, the values it may take, and what it is for.

    type: text | texts (one or a list) | bool | int | number | map | any | examples.
    """

    type: str
    about: str
    choices: tuple[str, ...] = ()
    required: bool = False


_CONTEXT = {
    "before": FieldSpec("text", "紧挨在前面的文字须符合的正则"),
    "after": FieldSpec("text", "紧挨在后面的文字须符合的正则"),
    "not_before": FieldSpec("text", "紧挨在前面的文字若符合此正则，则不报"),
    "not_after": FieldSpec("text", "紧挨在后面的文字若符合此正则，则不报"),
    "except": FieldSpec("texts", "含有误写、但本身正确的较长词语"),
    "unless": FieldSpec("texts", "与命中处重叠的正则匹配，则不报"),
    "near": FieldSpec("map", "附近须有的文字：{before: 正则, after: 正则, within: 字数}"),
    "not_near": FieldSpec("map", "附近若有则不报：{before: 正则, after: 正则, within: 字数}"),
}

COMMON: dict[str, FieldSpec] = {
    "id": FieldSpec("text", "规则编号，如 TERM-0012，全部规则包内唯一", required=True),
    "kind": FieldSpec("text", "规则种类", KINDS, required=True),
    "severity": FieldSpec("text", "级别：错误、警告、建议", SEVERITIES, required=True),
    "in_official": FieldSpec("text", "在认得出是公文的文件里用的级别", SEVERITIES),
    "title": FieldSpec("text", "规则的简短名称", required=True),
    "message": FieldSpec("text", "提示语，句末不用句号；可用 {wrong} {right} 占位", required=True),
    "source": FieldSpec("any", "依据：文字，或 {std: 标准, clause: 条款}", required=True),
    "why": FieldSpec("text", "为什么这样写，给 hongtou rules show 看"),
    "scope": FieldSpec("texts", "只查这些部分", tuple(SCOPES)),
    "elements": FieldSpec("texts", "只查识别为这些要素的段落"),
    "genres": FieldSpec("texts", "只用于这些文种"),
    "not_genres": FieldSpec("texts", "不用于这些文种"),
    "layouts": FieldSpec("texts", "只用于这些版式", ("文件", "信函", "命令", "纪要")),
    "directions": FieldSpec("texts", "只用于这些行文方向", ("down", "up", "peer", "public")),
    "quoted": FieldSpec(
        "text", "在《》和引号内时：照查、只提示不自动改、不查", ("check", "review", "skip")
    ),
    "fix": FieldSpec("text", "改法：可自动改、须人工确认、不改", ("safe", "review", "none")),
    "introduced": FieldSpec("text", "文中用“以下简称”说明过的名称：照查、不查", ("check", "skip")),
    "enabled": FieldSpec("bool", "写 false 时默认不用，须在规则包或设置中打开"),
    "bad": FieldSpec("examples", "错例，用 ⟦⟧ 标出应当报出的位置"),
    "good": FieldSpec("examples", "正例，不得报出"),
    "fixed": FieldSpec("examples", "错例改正后的样子；不写时取同序的正例"),
}

BY_KIND: dict[str, dict[str, FieldSpec]] = {
    "term": {
        "wrong": FieldSpec("texts", "误写的词语，可写几个", required=True),
        "right": FieldSpec("texts", "正确的词语；几个时都作为建议"),
        "boundary": FieldSpec(
            "text", "是否须在词的边界上（auto：四个字以内的须在）", ("none", "word", "auto")
        ),
        **_CONTEXT,
    },
    "pattern": {
        "pattern": FieldSpec("texts", "正则（RE2 写法）；(?P<at>…) 标出要报的一段", required=True),
        "right": FieldSpec("texts", "改成什么，可用 {组名} 和 {组名|半角}"),
        "boundary": FieldSpec("text", "是否须在词的边界上", ("none", "word")),
        **_CONTEXT,
    },
    "metric": {
        "metric": FieldSpec(
            "text",
            "量什么",
            ("sentence_length", "paragraph_length", "document_length", "phrase_density"),
            required=True,
        ),
        "max": FieldSpec("number", "上限", required=True),
        "phrases": FieldSpec("texts", "phrase_density 所数的词语"),
        "per": FieldSpec("int", "phrase_density 每多少字"),
        "least": FieldSpec("int", "全文少于多少字时不量"),
        "commas": FieldSpec("int", "sentence_length 只量一路逗号、至少这么多个的句子"),
    },
    **{
        kind: {
            "check": FieldSpec("text", "检查的名称（模块.名称）"),
            "options": FieldSpec("map", "检查的选项"),
        }
        for kind in CHECK_KINDS
    },
}
BY_KIND["check"]["check"] = FieldSpec("text", "检查的名称（模块.名称）", required=True)

PACK: dict[str, FieldSpec] = {
    "pack": FieldSpec("text", "规则包的名称"),
    "description": FieldSpec("text", "规则包的说明"),
    "extends": FieldSpec("texts", "以哪些规则包为基础（名称或路径）"),
    "defaults": FieldSpec("map", "本包每条规则的默认值"),
    "severity": FieldSpec("map", "改级别：{规则编号: error|warning|advice}"),
    "off": FieldSpec("texts", "关掉的规则（编号，可用 * 结尾）"),
    "on": FieldSpec("texts", "打开默认不用的规则"),
    "per": FieldSpec("any", "只对某些文种或路径的设置：[{genres, paths, off, on, severity}]"),
    "rules": FieldSpec("any", "规则的列表"),
}
PER: dict[str, FieldSpec] = {
    "genres": FieldSpec("texts", "文种"),
    "paths": FieldSpec("texts", "路径通配，如 存档/**"),
    "off": FieldSpec("texts", "关掉的规则"),
    "on": FieldSpec("texts", "打开的规则"),
    "severity": FieldSpec("map", "改级别"),
}

_TYPE_NAMES = {
    "text": "文字",
    "texts": "文字或文字的列表",
    "bool": "true 或 false",
    "int": "整数",
    "number": "数",
    "map": "一组键值",
    "examples": "例句的列表",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a pack: the path of keys and indexes to it, and one Chinese clause."""

    path: tuple[str | int, ...]
    text: str


def check_table(
    data: Mapping[str, Any], table: Mapping[str, FieldSpec], path: tuple[str | int, ...], what: str
) -> Iterator[Problem]:
    """Compare one mapping with a table of keys: unknown, missing, ill-typed, not allowed."""
    for key, value in data.items():
        spec = table.get(key)
        if spec is None:
            yield Problem((*path, key), f"{what}没有“{key}”这一项，{_near(str(key), table)}")
        elif not _fits(value, spec.type):
            yield Problem((*path, key), f"“{key}”应是{_TYPE_NAMES[spec.type]}")
        elif spec.choices:
            for one in value if isinstance(value, list) else [value]:
                if one not in spec.choices:
                    choices = "、".join(spec.choices)
                    yield Problem((*path, key), f"“{key}”不能是“{one}”，可以是：{choices}")
    for key, spec in table.items():
        if spec.required and key not in data:
            yield Problem(path, f"{what}缺少“{key}”（{spec.about}）")


def _near(key: str, table: Mapping[str, FieldSpec]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, table, 1, 0.7)
    return f"是不是“{near[0]}”？" if near else f"可以用的有：{'、'.join(table)}"


def _fits(value: Any, kind: str) -> bool:
    if kind == "any":
        return True
    if kind == "text":
        return isinstance(value, str)
    if kind == "texts":
        return isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(item, str) for item in value)
        )
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "int":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if kind == "map":
        return isinstance(value, dict)
    return isinstance(value, list) and all(isinstance(item, (str, dict, list)) for item in value)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a rule pack, for editors that complete and check YAML."""
    kinds = []
    for kind, extra in BY_KIND.items():
        table = {**COMMON, **extra}
        properties = {key: _property(spec) for key, spec in table.items()}
        properties["kind"] = {"const": kind, "description": COMMON["kind"].about}
        kinds.append({"type": "object", "properties": properties, "additionalProperties": False})
    rules = {"type": "array", "items": {"anyOf": kinds}}
    pack = {key: _property(spec) for key, spec in PACK.items()}
    pack["rules"] = {**rules, "description": PACK["rules"].about}
    pack["per"] = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {key: _property(spec) for key, spec in PER.items()},
            "additionalProperties": False,
        },
    }
    return {
        "$schema": DIALECT,
        "title": "红头规则包",
        "anyOf": [
            rules,
            {"type": "object", "properties": pack, "additionalProperties": False},
        ],
    }


def _property(spec: FieldSpec) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string"}
    if spec.choices:
        text["enum"] = list(spec.choices)
    shapes: dict[str, dict[str, Any]] = {
        "text": text,
        "texts": {"anyOf": [text, {"type": "array", "items": text}]},
        "bool": {"type": "boolean"},
        "int": {"type": "integer"},
        "number": {"type": "number"},
        "map": {"type": "object"},
        "any": {},
        "examples": {"type": "array"},
    }
    return {**shapes[spec.type], "description": spec.about}
