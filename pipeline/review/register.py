"""意见汇总表: every opinion and what became of it, as .xlsx to fill in and .docx to print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import HongtouError
from pipeline.review.base_text import BaseText, base_text
from pipeline.review.case import Case, Writing
from pipeline.review.clock import today
from pipeline.review.papers import common, fingerprint, plain, render
from pipeline.review.sheets import write_sheet
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
    shown = on_paper(dict(zip(COLUMNS, row, strict=True)))
    values = {name: plain(cell) for name, cell in shown.items()}
    return {
        "序号": values["序号"],
        "条款": values["条款"],
        "原文": values["原文"],
        "单位": values["反馈单位"],
        "类别": values["意见类别"],
        "建议": values["修改建议"],
        "理由": values["理由依据"],
        "处理": values["处理"],
        "处理理由": values["处理理由"],
        "修改后": values["修改后文字"],
        "决定": values["决定人和日期"],
    }


def _signed(cell: str) -> str:
    """``陶静，2026-03-09`` as a narrow column of a paper shows it: 陶静（3月9日）."""
    name, _, day = cell.rpartition("，")
    if not name:
        return cell
    _, month, number = day.split("-")
    return f"{name}（{int(month)}月{int(number)}日）"


def on_paper(row: Mapping[str, str]) -> dict[str, str]:
    return {
        **row,
        "条款": row["条款"] or "全文",
        "修改建议": row["修改建议"] or row["理由依据"],
        "处理理由": "：".join(filter(None, (row["理由类别"], row["处理理由"]))),
        "决定人和日期": _signed(row["决定人和日期"]),
    }
