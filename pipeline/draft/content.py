"""What a document consists of, made of checked values and the parsed body: no layout yet."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.draft.markup import Block, parse_body
from pipeline.errors import DataProblem
from pipeline.gongwen.dates import chinese_date
from pipeline.gongwen.layout import Form, LayoutProfile

_NUMBER_BRACKETS = re.compile(r"[\[［(（〔【]\s*([0-9]{4})\s*[\]］)）〕】]")
_ATTACHMENT_KEYS = ("标题", "正文", "文件")


@dataclass(frozen=True, slots=True)
class Annex:
    """An attachment: its title, and its blocks when it is part of the document.

    ``issued``: no attachment but the document that this one issues or passes on.
    """

    title: str
    blocks: tuple[Block, ...] | None
    issued: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """The elements of one document as text, in the order of the standard."""

    layout: str
    copy_number: str
    classification: str
    urgency: str
    mark: tuple[str, ...]
    mark_suffix: str
    number: str
    signers: tuple[str, ...]
    title: str
    title_note: str
    addressee: str
    blocks: tuple[Block, ...]
    attendance: tuple[tuple[str, str], ...]
    annexes: tuple[Annex, ...]
    seal: str
    organs: tuple[str, ...]
    signed_by: str
    signed_as: str
    date: datetime.date | None
    note: str
    main_to: str
    copy_to: str
    printer: str
    printed: datetime.date | None


def make_content(
    values: Mapping[str, Any],
    text: str,
    layout: str,
    profile: LayoutProfile,
    folder: Path | None = None,
    notes: list[str] | None = None,
) -> Content:
    """Put checked ``values`` and the rendered body ``text`` together.

    ``folder`` is where files named in 附件 are looked for; what of them cannot be taken over is
    said in ``notes``. Raises DataProblem for data that cannot
    stand together (a 保密期限 without 密级, a title of nothing but spaces …).
    """
    form = profile.form(layout)
    sections = parse_body(text, "正文")
    organs = tuple(values["署名"] or values["发文机关"])
    mark, suffix = _mark(values, form, profile, layout)
    moved = bool(values["主送移版记"])
    addressee = _joined(values["主送"], "，").rstrip("：:。，、 ")
    annexes = _annexes(values["附件"], folder, notes) + tuple(
        Annex(section.title, section.blocks, section.issued) for section in sections[1:]
    )
    return Content(
        layout=layout,
        copy_number=values["份号"] and values["份号"].zfill(6),
        classification=_classification(values["密级"], values["保密期限"]),
        urgency=values["紧急程度"],
        mark=mark,
        mark_suffix=suffix,
        number=document_number(values["发文字号"]),
        signers=tuple(values["签发人"]),
        title=values["标题"],
        title_note=_bracketed(values["题注"]),
        addressee="" if moved else addressee,
        blocks=sections[0].blocks,
        attendance=tuple(
            (label, _joined(values[label], "　"))
            for label in ("出席", "请假", "列席")
            if values[label]
        ),
        annexes=annexes,
        seal=values["用印"] or "印章",
        organs=organs,
        signed_by=values["签名人"],
        signed_as=values["签名人职务"],
        date=values["成文日期"] or None,
        note=_bracketed(values["附注"]),
        main_to=addressee if moved else "",
        copy_to=_joined(values["抄送"], "，").rstrip("。，、；; "),
        printer=values["印发机关"],
        printed=values["印发日期"] or values["成文日期"] or None,
    )


def _mark(
    values: Mapping[str, Any], form: Form, profile: LayoutProfile, layout: str
) -> tuple[tuple[str, ...], str]:
    """The names in the red head and the word after them (文件, 令, 纪要 or nothing)."""
    if values["发文机关标志"] == "无":
        return (), ""
    if values["发文机关标志"]:
        return (values["发文机关标志"],), ""
    organs = tuple(values["发文机关"])
    if profile.mark and organs == (profile.organ,):
        return (profile.mark,), ""
    if layout == "信函" or len(organs) == 1:
        return organs[:1], "会议纪要" if layout == "纪要" else form.mark_suffix
    return organs, form.mark_suffix


def document_number(text: str) -> str:
    """A 发文字号 with six-cornered brackets around the year and no spaces (7.2.5)."""
    text = _NUMBER_BRACKETS.sub(r"〔\1〕", text.strip())
    return re.sub(r"\s*〕\s*0*([0-9])", r"〕\1", re.sub(r"\s*〔", "〔", text))


def _classification(level: str, period: str) -> str:
    if period and not level:
        raise DataProblem("写了“保密期限”却没有“密级”，请补上密级（绝密、机密、秘密）。")
    return f"{level}★{period}" if period else level


def _joined(value: Any, separator: str) -> str:
    if isinstance(value, str):
        return value
    return separator.join(str(item) for item in value)


def _bracketed(text: str) -> str:
    text = text.strip()
    if not text or (text[0] in "（(" and text[-1] in "）)"):
        return text.replace("(", "（", 1) if text.startswith("(") else text
    return f"（{text}）"


def _annexes(
    items: Sequence[Any], folder: Path | None, notes: list[str] | None
) -> tuple[Annex, ...]:
    found: list[Annex] = []
    for number, item in enumerate(items, 1):
        if isinstance(item, str):
            found.append(Annex(_annex_title(item), None))
            continue
        if not isinstance(item, Mapping) or not str(item.get("标题") or "").strip():
            raise DataProblem(f"字段“附件”第 {number} 项要写明标题，可另写正文或文件。")
        for key in item:
            if key not in _ATTACHMENT_KEYS:
                from pipeline.draft.fields import nearest

                raise DataProblem(
                    f"字段“附件”第 {number} 项里有不认识的“{key}”，"
                    f"{nearest(str(key), _ATTACHMENT_KEYS)}"
                )
        title = _annex_title(str(item["标题"]))
        text = _annex_text(item, number, folder, notes)
        found.append(Annex(title, None if text is None else parse_body(text, title)[0].blocks))
    return tuple(found)


def _annex_title(text: str) -> str:
    text = re.sub(r"^附件\s*[0-9]*\s*[：:]\s*", "", text.strip())
    return re.sub(r"^[0-9]{1,2}\s*[.．、]\s*(?![0-9])", "", text).rstrip("。；;，, ")


def _annex_text(
    item: Mapping[str, Any], number: int, folder: Path | None, notes: list[str] | None
) -> str | None:
    if item.get("正文") and item.get("文件"):
        raise DataProblem(f"字段“附件”第 {number} 项的“正文”和“文件”只能写一个。")
    if item.get("文件"):
        from pipeline.draft.body import read_body

        place = (folder or Path()).resolve()
        path = (place / str(item["文件"])).resolve()
        if place not in path.parents:
            raise DataProblem(
                f"字段“附件”第 {number} 项的文件“{item['文件']}”不在数据所在的文件夹里，"
                "请把它放进去，只写文件名。"
            )
        return read_body(path, notes)
    text = item.get("正文")
    return None if text is None else str(text)


def shown_date(value: datetime.date | None) -> str:
    """2026年11月23日, or "" without a date."""
    return chinese_date(value) if value else ""
