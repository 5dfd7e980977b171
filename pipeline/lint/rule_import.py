"""A unit's word list (spreadsheet, CSV or YAML) made into a rule pack."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import DataProblem
from pipeline.files import read_text
from pipeline.lint.finding import SEVERITIES, SEVERITY_LABELS

_COLUMNS: dict[str, tuple[str, ...]] = {
    "wrong": ("误写", "错误", "错误写法", "禁用", "禁用词", "旧称", "旧名", "wrong", "原词"),
    "right": ("正确", "正确写法", "规范", "规范写法", "全称", "现名", "新名", "right", "改为"),
    "severity": ("级别", "等级", "severity"),
    "why": ("说明", "理由", "备注", "why"),
    "source": ("依据", "来源", "出处", "source"),
    "except": ("例外", "除外", "except"),
    "bad": ("错例", "bad"),
    "good": ("正例", "good"),
}
_SEPARATORS = "、；;|/\n"
_LEVELS = {label: severity for severity, label in SEVERITY_LABELS.items()} | {
    severity: severity for severity in SEVERITIES
}


@dataclass(frozen=True, slots=True)
class Term:
    """One row: wrong forms, right forms (none: only reported), and what else was said."""

    row: int
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    severity: str
    why: str
    source: str
    exceptions: tuple[str, ...]
    bad: str
    good: str


def import_terms(path: Path, *, prefix: str = "UNIT", severity: str = "warning") -> str:
    """The text of a rule pack made from ``path`` (.xlsx, .csv, .yaml); raises DataProblem.

    Columns are found by their heading (误写, 正确, 级别, 说明, 依据, 例外, 错例, 正例); several
    forms in one cell are parted by 、 or ；. Without a 正确 the word is only reported.
    """
    terms = list(_terms(path, severity))
    if not terms:
        raise DataProblem(f"{path} 里没有词条。第一行应是栏目名，如：误写、正确、级别、说明。")
    _refuse_repeats(path, terms)
    lines = [
        f"pack: {path.stem}",
        f"description: 由 {path.name} 导入。",
        "defaults:",
        "  kind: term",
        "  title: 本单位用语",
        f"  source: {_quoted(f'本单位用语表（{path.name}）')}",
        "rules:",
    ]
    width = max(3, len(str(len(terms))))
    for number, term in enumerate(terms, 1):
        lines += _rule(f"{prefix}-{number:0{width}d}", term)
    return "\n".join(lines) + "\n"


def _rule(identifier: str, term: Term) -> Iterator[str]:
    yield f"- id: {identifier}"
    yield f"  severity: {term.severity}"
    yield f"  wrong: {_listed(term.wrong)}"
    if term.right:
        yield f"  right: {_listed(term.right)}"
        yield f"  fix: {'review' if len(term.right) > 1 else 'safe'}"
        yield "  message: “{wrong}”应为“{right}”"
    else:
        yield "  fix: none"
        yield "  message: 不使用“{wrong}”" + (f"：{term.why.rstrip('。')}" if term.why else "")
    if term.exceptions:
        yield f"  except: {_listed(term.exceptions)}"
    if term.why:
        yield f"  why: {_quoted(term.why)}"
    if term.source:
        yield f"  source: {_quoted(term.source)}"
    bad = term.bad or f"{term.wrong[0]}。"
    if "⟦" not in bad and term.wrong[0] in bad:
        bad = bad.replace(term.wrong[0], f"⟦{term.wrong[0]}⟧", 1)
    right = term.right[0] if term.right else "规范用语"
    plain = bad.replace("⟦", "").replace("⟧", "")
    fixed = plain.replace(term.wrong[0], right, 1) if term.right else "规范用语。"
    yield f"  bad: [{_quoted(bad)}]"
    yield f"  good: [{', '.join(map(_quoted, dict.fromkeys(g for g in (fixed, term.good) if g)))}]"


def _terms(path: Path, severity: str) -> Iterator[Term]:
    for row, cells in _rows(path):
        wrong = _parts(cells.get("wrong", ""))
        if not wrong:
            continue
        for form in wrong:
            if len(form) < 2:
                raise DataProblem(
                    f"{path} 第 {row} 行：“{form}”只有一个字，容易误报；请写成两个字以上的词。"
                )
        right = _parts(cells.get("right", ""))
        if set(wrong) & set(right):
            raise DataProblem(f"{path} 第 {row} 行：误写和正确写法都是“{wrong[0]}”。")
        level = cells.get("severity", "") or severity
        if level not in _LEVELS:
            raise DataProblem(
                f"{path} 第 {row} 行的级别“{level}”不认识，可以是：错误、警告、建议。"
            )
        yield Term(
            row, wrong, right, _LEVELS[level], cells.get("why", ""), cells.get("source", ""),
            _parts(cells.get("except", "")), cells.get("bad", ""), cells.get("good", ""),
        )  # fmt: skip


def _refuse_repeats(path: Path, terms: Sequence[Term]) -> None:
    seen: dict[str, int] = {}
    for term in terms:
        for form in term.wrong:
            if form in seen:
                raise DataProblem(f"{path} 第 {seen[form]} 行和第 {term.row} 行都有“{form}”。")
            seen[form] = term.row


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows as (1-based row number, canonical column → text)."""
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml"):
        yield from _yaml_rows(path)
        return
    if suffix == ".xlsx":
        table: list[Sequence[Any]] = list(_xlsx_table(path))
    elif suffix in (".csv", ".tsv", ".txt"):
        text = read_text(path)
        delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    else:
        raise DataProblem(f"{path} 不是 .xlsx、.csv 或 .yaml 文件，不能导入。")
    if not table:
        return
    columns = _columns(path, table[0])
    for number, cells in enumerate(table[1:], 2):
        yield (
            number,
            {
                name: str(cells[place]).strip()
                for name, place in columns.items()
                if place < len(cells) and cells[place] is not None
            },
        )


def _columns(path: Path, heads: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        text = str(head or "").strip().lower()
        for name, words in _COLUMNS.items():
            if text in words:
                found.setdefault(name, place)
    if "wrong" not in found:
        raise DataProblem(
            f"{path} 的第一行没有“误写”一栏。栏目名可用：误写、正确、级别、说明、例外。"
        )
    return found


def _yaml_rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    from pipeline.resources import load_yaml

    data = load_yaml(path)
    if isinstance(data, dict):
        pairs: list[Any] = [{"wrong": wrong, "right": right} for wrong, right in data.items()]
    elif isinstance(data, list):
        pairs = data
    else:
        raise DataProblem(f"{path} 应写成“误写: 正确”，或若干条 {{误写: …, 正确: …}}。")
    for number, entry in enumerate(pairs, 1):
        if not isinstance(entry, dict):
            raise DataProblem(f"{path} 第 {number} 条应是 {{误写: …, 正确: …}}。")
        row: dict[str, str] = {}
        for key, value in entry.items():
            name = next((n for n, words in _COLUMNS.items() if str(key).lower() in words), None)
            if name is None:
                raise DataProblem(f"{path} 第 {number} 条里有不认识的栏目“{key}”。")
            row[name] = "、".join(map(str, value)) if isinstance(value, list) else str(value or "")
        yield number, row


def _xlsx_table(path: Path) -> Iterator[tuple[Any, ...]]:
    from pipeline.files import read_bytes

    data = read_bytes(path)
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError, OSError):
        raise DataProblem(f"{path} 不是有效的 .xlsx 文件。") from None
    sheet = book.worksheets[0] if book.worksheets else None
    if sheet is not None:
        yield from sheet.iter_rows(values_only=True)
    book.close()


def _parts(text: str) -> tuple[str, ...]:
    for separator in _SEPARATORS:
        text = text.replace(separator, "\x00")
    return tuple(dict.fromkeys(part.strip() for part in text.split("\x00") if part.strip()))


def _listed(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_quoted, values))}]"


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
