"""意见汇总表: out as .xlsx and .docx, and back in as events — never as an overwrite.

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
from pipeline.review.case import Case, Writing
from pipeline.review.clock import today
from pipeline.review.deciding import level_entry, replacements
from pipeline.review.disposing import Proposal, check_disposition
from pipeline.review.log import Entry
from pipeline.review.papers import common, fingerprint, plain, render
from pipeline.review.replay import replay
from pipeline.review.sheets import read_sheet, write_sheet
from pipeline.review.standing import standings
from pipeline.review.state import CaseState, Opinion

COLUMNS = (
    "序号",
    "条款",
    "原文",
    "反馈单位",
    "意见类别",
    "修改建议",
    "理由依据",
    "处理",
    "理由类别",
    "处理理由",
    "修改后文字",
    "协商情况",
    "决定人和日期",
    "备注",
)
EDITABLE = ("意见类别", "处理", "理由类别", "处理理由", "修改后文字", "协商情况")
_WIDTHS = {
    "序号": 6,
    "条款": 12,
    "原文": 30,
    "反馈单位": 14,
    "意见类别": 9,
    "修改建议": 34,
    "理由依据": 26,
    "处理": 10,
    "理由类别": 13,
    "处理理由": 26,
    "修改后文字": 30,
    "协商情况": 18,
    "决定人和日期": 16,
    "备注": 18,
}
_ALIASES = {"单位": "反馈单位", "类别": "意见类别", "理由": "理由依据", "处理结果": "处理"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a table back did: opinions changed, and why others were not."""

    changed: tuple[int, ...]
    problems: tuple[str, ...]


def register_rows(case: Case, state: CaseState | None = None) -> list[list[str]]:
    """The table's rows in order of number, from the present or an earlier state."""
    state = state or case.state
    texts: dict[int, BaseText] = {}
    rows = []
    for opinion in state.opinions.values():
        if opinion.round not in texts:
            texts[opinion.round] = base_text(case, opinion.round)
        rows.append(_row(opinion, texts[opinion.round]))
    return rows


def _row(row: Opinion, text: BaseText) -> list[str]:
    done = row.disposition
    decided = f"{done.by}，{done.time[:10]}" if done else ""
    return [
        str(row.number),
        row.label,
        row.original,
        row.department,
        row.level,
        row.proposal,
        row.reason,
        done.result if done else "",
        done.code if done else "",
        done.reason if done else "",
        new_text(row, text),
        row.negotiation,
        decided,
        "；".join(filter(None, (row.kind, row.note, f"部门{row.stance}" if row.stance else ""))),
    ]


def new_text(row: Opinion, text: BaseText) -> str:
    """The sentence as it reads after what was adopted of an opinion ("" when nothing was)."""
    if row.disposition is None or not row.disposition.changes:
        return ""
    sentences: dict[str, None] = {}
    for change in row.disposition.changes:
        others = [c for c in row.disposition.changes if c is not change]
        sentences[sentence_with(change, others, text)] = None
    return "".join(sentences)


def sentence_with(change: Any, others: Sequence[Any], text: BaseText) -> str:
    """The sentence around a change with every change of the opinion that lies in it made."""
    paragraphs = text.stories.get(change.story, ())
    if change.paragraph >= len(paragraphs) or change.last_paragraph != change.paragraph:
        return str(change.new)
    whole = paragraphs[change.paragraph]
    start = max(whole.rfind(mark, 0, change.start) for mark in "。；！？") + 1
    ends = [at for mark in "。；！？" if (at := whole.find(mark, change.end)) >= 0]
    end = min(ends, default=len(whole) - 1) + 1
    inside = [
        c
        for c in (change, *others)
        if (c.story, c.paragraph, c.last_paragraph)
        == (change.story, change.paragraph, change.paragraph)
        and start <= c.start
        and c.end <= end
    ]
    result: str = whole[start:end]
    for item in sorted(inside, key=lambda c: (c.start, c.end), reverse=True):
        result = result[: item.start - start] + item.new + result[item.end - start :]
    return result.strip()


def export_xlsx(w: Writing) -> Path:
    """Write the register for Excel and WPS into ``tables/``; log it."""
    hat = w.allow("register")
    case = w.case()
    remark = (
        f"案卷 {w.state.id}　第 {w.state.seq} 号事件　指纹 {w.state.mark}\n"
        "浅黄色的列可以填改，填完保存，用 hongtou case register --read 本表 读回；\n"
        "其他列改了也不读。\n"
        "“修改后文字”写“原文=新文”，表示把条款中的原文改成新文；多处用分号隔开。\n"
        "增删行、改序号都不读回；要补录意见请用 hongtou case add。"
    )
    choices = {
        "意见类别": tuple(w.rules.levels),
        "处理": tuple(w.rules.dispositions),
        "理由类别": w.rules.codes,
    }
    data = write_sheet(
        "意见汇总表",
        COLUMNS,
        register_rows(case),
        widths=_WIDTHS,
        choices=choices,
        editable=EDITABLE,
        remark=remark,
    )
    path = f"tables/意见汇总表_{w.state.mark}.xlsx"
    digest = w.store(path, data, overwrite=True)
    w.log("exported", {"kind": "register", "seq": w.state.seq}, hat=hat, files={path: digest})
    return w.folder / path


def export_docx(w: Writing, template_folders: Sequence[Path] = ()) -> Path:
    """Write the register as a Word file for printing into ``tables/``; log it."""
    from pipeline.word.copy_marks import stamp_footer

    hat = w.allow("register")
    case = w.case()
    rows = register_rows(case)
    if not rows:
        raise HongtouError("还没有意见，没有可汇总的。")
    turn = w.state.round
    stands = standings(w.state, w.rules, today(), w.rule_folders)
    data = common(w.state, today()) | {
        "轮次": turn.number,
        "发出单位数": len(turn.deliveries) or 1,
        "无意见单位数": sum(
            row.word.endswith("无意见") or "（无意见）" in row.word for row in stands
        ),
        "逾期单位": [row.department for row in stands if row.word == "逾期"],
        "意见": [_paper_row(row) for row in rows],
    }
    made = stamp_footer(render("意见汇总表", data, template_folders), fingerprint(w.state))
    path = f"tables/意见汇总表_{w.state.mark}.docx"
    digest = w.store(path, made, overwrite=True)
    w.log("exported", {"kind": "register", "seq": w.state.seq}, hat=hat, files={path: digest})
    return w.folder / path


def _paper_row(row: Sequence[str]) -> dict[str, str]:
    values = dict(zip(COLUMNS, (plain(cell) for cell in row), strict=True))
    return {
        "序号": values["序号"],
        "条款": values["条款"] or "全文",
        "原文": values["原文"],
        "单位": values["反馈单位"],
        "类别": values["意见类别"],
        "建议": values["修改建议"] or values["理由依据"],
        "理由": values["理由依据"],
        "处理": values["处理"],
        "处理理由": "：".join(filter(None, (values["理由类别"], values["处理理由"]))),
        "修改后": values["修改后文字"],
        "决定": values["决定人和日期"],
    }


def read_register(w: Writing, path: Path) -> Reading:
    """Read an edited register (.xlsx or .docx) back; logs an event for every cell that changed.

    Raises FileProblem when it is no register of this case.
    """
    hat = w.allow("register")
    table, seq = _table(w, path)
    before_state = replay(w.writer.events[:seq])
    before = _by_number(register_rows(w.case(), before_state))
    now = _by_number(register_rows(w.case()))
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
        edits = {
            name: values[name]
            for name in EDITABLE
            if name in values and _plain(values[name]) != _plain(before[number][name])
        }
        moved = [
            name for name in edits if _plain(now[number][name]) != _plain(before[number][name])
        ]
        if moved:
            names = "、".join(moved)
            problems.append(f"第{number}条的“{names}”在导出以后已经改过，没有读；请重新导出再填。")
            continue
        if edits:
            _apply(w, int(number), edits, {**before[number], **edits}, hat, changed, problems)
    return Reading(tuple(changed), tuple(problems))


def _by_number(rows: Sequence[Sequence[str]]) -> dict[str, dict[str, str]]:
    return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}


def _plain(text: str) -> str:
    """A cell without what Excel, WPS and Word do to blanks and line ends."""
    return "".join(text.split()).replace("\u3000", "")


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
        problems.append(str(error))
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
