"""意见汇总表 read back as events — never as an overwrite.

The table is compared with what it showed when it was exported; a cell that the clerk changed
becomes an event, a cell that the case changed meanwhile is reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import FileProblem, HongtouError
from pipeline.files import read_bytes
from pipeline.review.base_text import BaseText, base_text
from pipeline.review.case import Writing
from pipeline.review.deciding import level_entry, replacements
from pipeline.review.disposing import Proposal, check_disposition
from pipeline.review.log import Entry
from pipeline.review.register import COLUMNS, EDITABLE, on_paper, register_rows, sentence_with
from pipeline.review.replay import replay
from pipeline.review.sheets import read_sheet
from pipeline.review.state import CaseState, Opinion

_ALIASES = {"单位": "反馈单位", "类别": "意见类别", "理由": "理由依据", "处理结果": "处理"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a table back did: opinions changed, and why others were not."""

    changed: tuple[int, ...]
    problems: tuple[str, ...]


def read_register(w: Writing, path: Path) -> Reading:
    """Read an edited register (.xlsx or .docx) back; logs an event for every cell that changed.

    Raises FileProblem when it is no register of this case.
    """
    hat = w.allow("register")
    table, seq = _table(w, path)
    word = path.suffix.lower() == ".docx"
    before_state = replay(w.writer.events[:seq])
    before = _by_number(register_rows(w.case(), before_state), word=word)
    now = _by_number(register_rows(w.case()), word=word)
    changed: list[int] = []
    problems: list[str] = []
    for values in table:
        number = values.get("序号", "")
        if number not in before:
            if any(values.values()):
                problems.append(
                    f"序号“{number}”不在导出的表里，没有读；要补录意见请用 hongtou case add。"
                )
            continue
        touched = [
            name
            for name in COLUMNS
            if name in values and _plain(values[name]) != _plain(before[number][name])
        ]
        fixed = [name for name in touched if name not in EDITABLE]
        if fixed:
            names = "、".join(fixed)
            problems.append(
                f"第{number}条的“{names}”是收到时的记录，改了不读；"
                "部门补正的，请用 hongtou case complete。"
            )
        edits = {
            name: values[name]
            for name in touched
            if name in EDITABLE and _plain(values[name]) != _plain(now[number][name])
        }
        if not edits or _read_before(w, int(number), edits):
            continue
        moved = [
            name for name in edits if _plain(now[number][name]) != _plain(before[number][name])
        ]
        if moved:
            names = "、".join(moved)
            problems.append(f"第{number}条的“{names}”在导出以后已经改过，没有读；请重新导出再填。")
            continue
        if edits:
            filled = {**before[number], **edits}
            if word:
                filled |= _with_code(filled["处理理由"], w.rules.codes)
            _apply(w, int(number), edits, filled, hat, changed, problems)
    return Reading(tuple(changed), tuple(problems))


def _read_before(w: Writing, number: int, edits: Mapping[str, str]) -> bool:
    """Whether only the wording of a text that already stands is left of a row (read twice)."""
    row = w.state.opinion(number)
    if set(edits) != {"修改后文字"} or row.disposition is None:
        return False
    try:
        return set(_changes(w, row, edits["修改后文字"])) == set(row.disposition.changes)
    except HongtouError:
        return False


def _by_number(rows: Sequence[Sequence[str]], *, word: bool) -> dict[str, dict[str, str]]:
    """The rows by number; word: as the printed table shows them, in fewer and narrower columns."""
    found = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
    return {number: on_paper(row) for number, row in found.items()} if word else found


def _with_code(reason: str, codes: Sequence[str]) -> dict[str, str]:
    """``上级规定：省办法第八条`` of the printed table as code and reason."""
    code, mark, rest = reason.replace(":", "：", 1).partition("：")
    if mark and code.strip() in codes:
        return {"理由类别": code.strip(), "处理理由": rest}
    return {"理由类别": reason.strip(), "处理理由": ""} if reason.strip() in codes else {}


def _plain(text: str) -> str:
    """A cell without what Excel, WPS and Word do to blanks, line ends and objects."""
    return "".join(text.split()).replace("\u3000", "").replace("\ufffc", "")


def _apply(
    w: Writing,
    number: int,
    edits: Mapping[str, str],
    values: Mapping[str, str],
    hat: str,
    changed: list[int],
    problems: list[str],
) -> None:
    try:
        entries = _entries(w, number, edits, values, hat)
    except HongtouError as error:
        said = str(error)
        problems.append(said if said.startswith("第") else f"第{number}条：{said}")
        return
    for entry in entries:
        w.log_all([entry])
    if entries:
        changed.append(number)


def _entries(
    w: Writing, number: int, edits: Mapping[str, str], values: Mapping[str, str], hat: str
) -> list[Entry]:
    entries = []
    row = w.state.opinion(number)
    state = w.state
    if "意见类别" in edits:
        entries.append(level_entry(w, number, values["意见类别"].strip(), hat))
        state = _with_level(w, entries[-1])
    if "协商情况" in edits:
        data = {"row": number, "text": values["协商情况"].strip()}
        entries.append(Entry("negotiated", data, w.actor, hat))
    if {"处理", "理由类别", "处理理由", "修改后文字"} & set(edits):
        if not values["处理"].strip():
            raise HongtouError(f"第{number}条没有选“处理”，只填了理由或文字，没有读。")
        changes = _changes(w, row, edits.get("修改后文字", ""))
        proposal = Proposal(
            number,
            values["处理"].strip(),
            values["理由类别"].strip(),
            values["处理理由"].strip(),
            changes,
        )
        entries.append(Entry("disposed", check_disposition(state, w.rules, proposal), w.actor, hat))
    return entries


def _with_level(w: Writing, entry: Entry) -> CaseState:
    """The state as it would be with a new level, for checking what comes after it."""
    from dataclasses import replace

    opinions = dict(w.state.opinions)
    number = entry.data["row"]
    opinions[number] = replace(opinions[number], level=entry.data["level"])
    return replace(w.state, opinions=opinions)


def _changes(w: Writing, row: Opinion, cell: str) -> Any:
    """``原文=新文`` texts in a cell; a whole sentence stands for the sentence it is most like."""
    cell = cell.strip()
    if not cell:
        return row.disposition.changes if row.disposition else ()
    parts = [part for part in cell.replace("；", ";").split(";") if part.strip()]
    if all(any(mark in part for mark in ("=", "＝", "→")) for part in parts):
        return replacements(w, row, parts)
    text = base_text(w.case(), row.round)
    if row.changes and _plain(cell) == _plain(_sentence_after(row, text)):
        return row.changes
    if row.original and text.body and any(row.original in p for p in text.body):
        return replacements(w, row, [f"{row.original}=>{cell}"])
    raise HongtouError(
        f"第{row.number}条的“修改后文字”看不出替换哪一处，请写成“原文=新文”，例如“5个工作日=3个工作日”。"
    )


def _sentence_after(row: Opinion, text: BaseText) -> str:
    return sentence_with(row.changes[0], row.changes[1:], text)


def _table(w: Writing, path: Path) -> tuple[list[dict[str, str]], int]:
    """The rows of a register by column name, and the event number it was exported at."""
    data = read_bytes(path)
    if path.suffix.lower() == ".docx":
        rows, remark = _word_table(data, path.name)
    else:
        rows = read_sheet(data, path.name)
        remark = "\n".join(" ".join(row) for row in read_sheet(data, path.name, "说明"))
    if w.state.id not in remark:
        raise FileProblem(
            f"{path.name} 不是本案卷导出的意见汇总表（找不到案卷编号 {w.state.id}）。"
        )
    mark = remark.partition("指纹")[2].strip()[:8]
    seqs = [event.seq for event in w.writer.events if event.hash.startswith(mark)]
    if len(mark) != 8 or not seqs:
        raise FileProblem(f"{path.name} 上的指纹“{mark}”不在本案卷的日志里，不能读回。")
    heads = next((n for n, row in enumerate(rows[:5]) if "序号" in row), None)
    if heads is None:
        raise FileProblem(f"{path.name} 里找不到“序号”一列。")
    names = [_ALIASES.get(name.split("（")[0].strip(), name.strip()) for name in rows[heads]]
    table = [dict(zip(names, row, strict=False)) for row in rows[heads + 1 :]]
    return table, seqs[0]


def _word_table(data: bytes, name: str) -> tuple[list[list[str]], str]:
    from pipeline.review.forms import document_tables
    from pipeline.word.document import read_document
    from pipeline.word.package import open_package

    document = read_document(open_package(data, name=name))
    tables = [table for table in document_tables(document) if any("序号" in row for row in table)]
    footers = "\n".join(story.text for story in document.stories if story.kind == "footer")
    return [row for table in tables for row in table], footers
