"""The decisions file: pre-filled for people, read back with every mistake said plainly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.files import read_text
from pipeline.resources import parse_yaml
from pipeline.review.merge_types import BASE_CHOICE, OWN_CHOICE, Conflict, Decision

_HEAD = (
    "# 合并冲突决定表。每条请填“决定”（方案字母、原文 或 自拟）、“决定人”和“理由”；\n"
    "# 写“自拟”时把文字填在“自拟文字”里。“决定”留空表示尚未决定。\n"
    "# 填好后：hongtou merge 原稿 来文… --decisions 本文件 --final 定稿.docx\n"
)
_CHOICE, _OWN, _BY, _REASON = "决定", "自拟文字", "决定人", "理由"
_KNOWN = ("位置", "上下文", "原文", "可选", _CHOICE, _OWN, _BY, _REASON)


def decisions_text(conflicts: tuple[Conflict, ...]) -> str:
    """The decisions file for ``conflicts``: what is decided is filled in, the rest is empty."""
    import yaml

    data: dict[str, Any] = {}
    for conflict in conflicts:
        decision = conflict.decision
        data[conflict.id] = {
            "位置": conflict.place.label,
            "上下文": conflict.context,
            "原文": conflict.base_text,
            "可选": {v.letter: _variant(conflict, v.letter) for v in conflict.variants},
            _CHOICE: decision.choice if decision else "",
            _OWN: decision.text if decision else "",
            _BY: decision.by if decision else "",
            _REASON: decision.reason if decision else "",
        }
    if not data:
        return _HEAD + "# 没有冲突，不需要决定。\n{}\n"
    return _HEAD + yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=1000)


def _variant(conflict: Conflict, letter: str) -> dict[str, Any]:
    from pipeline.review.merge_wording import variant_text

    variant = next(v for v in conflict.variants if v.letter == letter)
    found: dict[str, Any] = {
        "部门": "、".join(variant.departments),
        "文字": variant_text(conflict, variant),
    }
    if variant.reasons:
        found["理由"] = list(variant.reasons)
    return found


def load_decisions(path: Path) -> dict[str, Decision]:
    """Read a decisions file; entries without a choice are left out.

    Raises DataProblem naming the file and the conflict for anything that cannot be right.
    """
    data = parse_yaml(read_text(path), path)
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise DataProblem(f"{path} 不是决定表：应是“冲突编号: 决定”的列表。")
    found: dict[str, Decision] = {}
    for number, entry in data.items():
        if not isinstance(entry, dict):
            raise DataProblem(f"{path} 里冲突 {number} 的内容不对，请用重新生成的决定表填写。")
        unknown = [key for key in entry if key not in _KNOWN]
        if unknown:
            raise DataProblem(f"{path} 里冲突 {number} 有不认识的项“{unknown[0]}”。")
        choice = _text(entry, _CHOICE)
        if not choice:
            continue
        if choice not in (BASE_CHOICE, OWN_CHOICE):
            choice = choice.upper()
        if choice != OWN_CHOICE and _text(entry, _OWN):
            raise DataProblem(f"{path} 里冲突 {number} 填了“自拟文字”，“决定”却不是“自拟”。")
        own = entry.get(_OWN) or ""
        found[str(number)] = Decision(
            choice, _text(entry, _BY), _text(entry, _REASON), str(own).rstrip("\n")
        )
    return found


def _text(entry: dict[str, Any], key: str) -> str:
    found = entry.get(key)
    return "" if found is None else str(found).strip()
