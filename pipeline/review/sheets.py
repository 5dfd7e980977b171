"""Tables for Excel and WPS: written plainly, read back as text whatever the cells hold."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from pipeline.errors import FileProblem

_MAX_ROWS = 20000
_MAX_BYTES = 50_000_000


def read_sheet(data: bytes, name: str, sheet: str = "") -> list[list[str]]:
    """The first sheet (or the one called ``sheet``) of an .xlsx file as rows of text.

    Raises FileProblem when it is not an .xlsx file, is locked by a password or is far too large.
    """
    if len(data) > _MAX_BYTES:
        raise FileProblem(f"{name} 太大（超过 50 MB），不像是一张表。")
    try:
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 - openpyxl raises a dozen unrelated kinds
        raise FileProblem(f"{name} 打不开：{_reason(data, error)}") from None
    try:
        page: Any = book[sheet] if sheet and sheet in book.sheetnames else book.worksheets[0]
        rows = []
        for row in page.iter_rows(values_only=True):
            rows.append([_text(cell) for cell in row])
            if len(rows) > _MAX_ROWS:
                raise FileProblem(f"{name} 超过 {_MAX_ROWS} 行，不像是一张意见表。")
    finally:
        book.close()
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _reason(data: bytes, error: Exception) -> str:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "是旧版 .xls 或加了密码，请另存为不加密的 .xlsx。"
    return (
        f"不是 .xlsx 表格，或已损坏（{type(error).__name__}）；请在 Excel 或 WPS 里另存为 .xlsx。"
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        if value.time() == time(0):
            return value.date().isoformat()
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def write_sheet(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Mapping[str, int],
    choices: Mapping[str, Sequence[str]],
    editable: Sequence[str],
    remark: str,
) -> bytes:
    """An .xlsx file: one sheet, wrapped cells, drop-downs, editable columns in another shade.

    ``remark`` stands on a second sheet (说明). Text that begins like a formula stays text.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    page: Any = book.active
    page.title = title
    thin = Side(style="thin", color="999999")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    head, free = PatternFill("solid", fgColor="D9E2F3"), PatternFill("solid", fgColor="FFF8E1")
    for column, name in enumerate(columns, 1):
        cell = page.cell(1, column, name)
        cell.font, cell.fill, cell.border = Font(bold=True), head, border
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        page.column_dimensions[get_column_letter(column)].width = widths.get(name, 14)
    for number, row in enumerate(rows, 2):
        for column, (name, value) in enumerate(zip(columns, row, strict=True), 1):
            cell = page.cell(number, column)
            cell.value, cell.data_type = _clean(value), "s"
            cell.border = border
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if name in editable:
                cell.fill = free
    for name, values in choices.items():
        letter = get_column_letter(columns.index(name) + 1)
        check = DataValidation(type="list", formula1=f'"{",".join(values)}"', allow_blank=True)
        page.add_data_validation(check)
        check.add(f"{letter}2:{letter}{max(2, len(rows) + 1)}")
    page.freeze_panes = "B2"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"
    note: Any = book.create_sheet("说明")
    for number, line in enumerate(remark.split("\n"), 1):
        note.cell(number, 1, line)
    note.column_dimensions["A"].width = 90
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _clean(value: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(char for char in value if char in "\n\t" or ord(char) >= 32)[:32000]
