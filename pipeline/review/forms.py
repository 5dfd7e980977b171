"""The 反馈意见表 as it comes back, filled in by hand, in any order of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.word.comments import read_comments
from pipeline.word.document import Document

_COLUMNS = {
    "clause": ("条款", "条款号", "条目", "章节", "条款位置"),
    "original": ("原文", "原文内容", "征求意见稿原文"),
    "level": ("意见类别", "类别"),
    "proposal": ("修改建议", "意见内容", "修改意见", "意见建议", "意见", "建议"),
    "reason": ("理由依据", "理由", "修改理由", "依据", "理由和依据"),
}
_TICK = r"[☑✓✔√■☒⊠]"
_NONE_TICKED = re.compile(rf"{_TICK}\s*[□☐]?\s*无意见|无意见\s*[（(\[【]?\s*{_TICK}(?!\s*有意见)")
_NONE_ONLY = re.compile(
    r"^[\s　]*(?:我[局委办厅单位]{1,2}|本单位)?(?:对.{0,40})?"
    r"(?:无(?:修改)?意见|没有(?:修改)?意见)[。.\s　]*$"
)
_SIGNER = re.compile(r"^审签人|^负责人(?:签字|签名)?|^审核人")
_BLANK = re.compile(r"^[\s　/／\-—无]*$")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One filled row; line: its number in the form."""

    line: int
    clause: str
    original: str
    level: str
    proposal: str
    reason: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form that came back. skipped: filled rows without an opinion, with the reason."""

    department: str
    no_objection: bool
    signer: str
    rows: tuple[FormRow, ...]
    skipped: tuple[str, ...]


def document_tables(document: Document) -> list[list[list[str]]]:
    """The body's tables as rows of cell texts (cells of several paragraphs joined by spaces)."""
    tables: dict[int, dict[int, dict[int, list[str]]]] = {}
    for paragraph in document.body.paragraphs:
        cell = paragraph.cell
        if cell is None:
            continue
        rows = tables.setdefault(cell.table, {})
        rows.setdefault(cell.row, {}).setdefault(cell.column, []).append(paragraph.text.strip())
    return [
        [[" ".join(filter(None, cells[key])) for key in sorted(cells)] for cells in rows.values()]
        for rows in tables.values()
    ]


def read_form(document: Document) -> Form | None:
    """The form in a Word file, or None when there is no table of opinions in it."""
    lines = [p.text for p in document.body.paragraphs if p.cell is None]
    return form_of(document_tables(document), lines)


def form_of(tables: Sequence[Sequence[Sequence[str]]], lines: Sequence[str]) -> Form | None:
    """The form that these tables and lines make up, or None."""
    rows: list[FormRow] = []
    skipped: list[str] = []
    signer = ""
    known = False
    for table in tables:
        columns, head = _head(table)
        if columns:
            known = True
            found, left = _rows(table[head + 1 :], columns)
            rows += found
            skipped += left
        signer = signer or _signer(table)
    if not known:
        return None
    everything = "\n".join([*lines, *(cell for table in tables for row in table for cell in row)])
    return Form(
        department=_department(lines),
        no_objection=bool(_NONE_TICKED.search(everything)),
        signer=signer,
        rows=tuple(rows),
        skipped=tuple(skipped),
    )


def _head(table: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """The columns by meaning and the number of the head row; {} when it is no table of opinions."""
    for number, row in enumerate(table[:3]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            name = re.sub(r"[（(].*?[）)]|\s", "", cell)
            for key, names in _COLUMNS.items():
                if name in names and key not in columns:
                    columns[key] = index
        if "proposal" in columns and ("clause" in columns or "original" in columns):
            return columns, number
    return {}, 0


def _rows(
    table: Sequence[Sequence[str]], columns: dict[str, int]
) -> tuple[list[FormRow], list[str]]:
    rows: list[FormRow] = []
    skipped: list[str] = []
    for line, row in enumerate(table, 1):
        values = {
            key: row[index].strip() if index < len(row) else "" for key, index in columns.items()
        }
        proposal, reason = values.get("proposal", ""), values.get("reason", "")
        if _BLANK.match(proposal) and _BLANK.match(reason):
            if not _BLANK.match(values.get("level", "")):
                skipped.append(f"表内第{line}行只填了类别“{values['level']}”，没有写意见")
            continue
        if _NONE_ONLY.match(proposal) and _BLANK.match(reason):
            skipped.append(f"表内第{line}行写的是“{proposal}”，不作为意见")
            continue
        rows.append(
            FormRow(
                line=line,
                clause=values.get("clause", ""),
                original=values.get("original", "").rstrip("…"),
                level=values.get("level", ""),
                proposal="" if _BLANK.match(proposal) else proposal,
                reason="" if _BLANK.match(reason) else reason,
            )
        )
    return rows, skipped


def _signer(table: Sequence[Sequence[str]]) -> str:
    for row in table:
        for index, cell in enumerate(row[:-1]):
            if _SIGNER.match(cell.strip()) and not _BLANK.match(row[index + 1]):
                return row[index + 1].strip()
    return ""


def _department(lines: Sequence[str]) -> str:
    for line in lines:
        match = re.search(r"反馈单位[：:]\s*([^\s　（(，。]+)", line)
        if match:
            return match[1]
    return ""


def outside_lines(document: Document) -> frozenset[str]:
    """The lines of a form outside its tables."""
    return frozenset(p.text.strip() for p in document.body.paragraphs if p.cell is None)


def with_outside(form: Form, document: Document, sent: frozenset[str]) -> Form:
    """``form`` with what was written outside the table (new lines, comments) as opinions.

    ``sent``: the lines of the form as it was sent; without them only comments are taken.
    """
    rows = list(form.rows)
    for paragraph in document.body.paragraphs:
        line = paragraph.text.strip()
        told = paragraph.cell is not None or not sent or line in sent or len(line) < 4
        if told or "无意见" in line or re.match(r"反馈单位[：:]", line):
            continue
        rows.append(FormRow(0, "", "", "", line, "（写在反馈意见表的表格之外）"))
    for comment in read_comments(document):
        if comment.text.strip():
            note = f"（写在反馈意见表的批注里，{comment.author}）"
            rows.append(FormRow(0, "", "", "", comment.text.strip(), note))
    return replace(form, rows=tuple(rows))


def says_no_objection(text: str) -> bool:
    """Whether a text says 无意见 and nothing else."""
    return bool(_NONE_ONLY.match(text.strip()))
