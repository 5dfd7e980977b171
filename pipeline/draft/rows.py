"""Rows of a spreadsheet as data: .csv, .xlsx and .jsonl, one document a row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.draft.fields import Field, is_empty, is_needed, nearest
from pipeline.errors import DataProblem, FileProblem
from pipeline.files import read_text

FORMATS = (".csv", ".xlsx", ".jsonl")
# The number people see (a sheet's line); field → value, or why the row cannot be used.
Row = tuple[int, dict[str, Any] | str]


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a table file, with their line numbers; empty rows are left out.

    The first line of .csv and .xlsx holds the field names. Raises FileProblem/DataProblem.
    """
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _sheet(path)
    if suffix == ".jsonl":
        return _json_lines(path)
    if suffix in (".csv", ".tsv", ".txt"):
        return _delimited(path)
    if suffix == ".xls":
        raise DataProblem(f"{path} 是旧的 .xls 格式，请在 Excel 或 WPS 里另存为 .xlsx 再试。")
    raise DataProblem(f"{path} 不是表格文件，请用 {'、'.join(FORMATS)}。")


def _delimited(path: Path) -> Iterator[Row]:
    text = read_text(path)
    first = text.split("\n", 1)[0]
    delimiter = max((",", "\t", ";"), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = _header([cell.strip() for cell in next(reader, [])], path)
        for number, cells in enumerate(reader, 2):  # the row as a spreadsheet counts it
            yield from _row(number, header, cells)
    except csv.Error as error:
        raise DataProblem(f"{path} 第 {reader.line_num} 行不是合法的 CSV：{error}。") from None


def _sheet(path: Path) -> Iterator[Row]:
    from zipfile import BadZipFile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except OSError as error:
        from pipeline.files import os_reason

        raise FileProblem(f"无法读取 {path}：{os_reason(error)}") from None
    except (BadZipFile, KeyError, ValueError, InvalidFileException):
        raise FileProblem(f"{path} 不是 .xlsx 文件，或已损坏、加密。") from None
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = _header([_cell(value) for value in next(rows, ())], path)
        for number, cells in enumerate(rows, 2):
            yield from _row(number, header, [_cell(value) for value in cells])
    finally:
        book.close()


def _cell(value: Any) -> Any:
    """A cell's value; dates stay dates (without the zero time Excel adds), whole floats whole."""
    from datetime import datetime, time

    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return "" if value is None else value.strip() if isinstance(value, str) else value


def _json_lines(path: Path) -> Iterator[Row]:
    for number, line in enumerate(read_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            yield number, "不是合法的 JSON。"
            continue
        yield number, row if isinstance(row, dict) else "应是 {字段: 值}。"


def _header(names: Sequence[Any], path: Path) -> list[str]:
    header = [str(name).strip() for name in names]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise DataProblem(f"{path} 是空的；第一行应是字段名。")
    for at, name in enumerate(header):
        if not name:
            raise DataProblem(f"{path} 表头第 {at + 1} 列是空的，请写上字段名或删去这一列。")
        if name in header[:at]:
            raise DataProblem(f"{path} 表头里“{name}”出现了两次，请删去一列。")
    return header


def _row(number: int, header: Sequence[str], cells: Sequence[Any]) -> Iterator[Row]:
    if all(is_empty(cell) for cell in cells):
        return
    extra = [cell for cell in cells[len(header) :] if not is_empty(cell)]
    if extra:
        yield number, f"比表头多出“{extra[0]}”；值里有逗号时请用引号括起来。"
        return
    values = {
        name: _structured(cell)
        for name, cell in zip(header, cells, strict=False)
        if not is_empty(cell)
    }
    yield number, values


def _structured(cell: Any) -> Any:
    """A cell that holds JSON (a list, a table, an annex) as data, any other as it is."""
    if isinstance(cell, str) and cell[:1] in "[{" and cell[-1:] in "]}":
        try:
            value = json.loads(cell)
        except (json.JSONDecodeError, RecursionError):
            return cell
        return value if isinstance(value, (list, dict)) else cell
    return cell


def check_header(
    names: Sequence[str],
    fields: Mapping[str, Field],
    given: Sequence[str],
    template: str,
    path: Path,
) -> None:
    """Raise DataProblem when a column is no field, or a required field has no column.

    given: fields that have a value for all rows (data shared by them, defaults).
    """
    for name in names:
        if name not in fields:
            raise DataProblem(
                f"{path} 表头里的“{name}”不是模板“{template}”的字段，{nearest(name, fields)}"
            )
    missing = [
        name
        for name, spec in fields.items()
        if is_needed(spec, {*names, *given}) and name not in names and name not in given
    ]
    if missing:
        listed = "、".join(f"“{name}”" for name in missing)
        raise DataProblem(
            f"{path} 表头缺少模板“{template}”的必填字段{listed}；请加上这些列，"
            "各行都一样的用 --set 或 --data 给出。"
        )
