"""The tracked changes of a file with their places, as text for people and as data for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.outline import headings_above
from pipeline.gongwen.recognise import Recognition, recognise
from pipeline.schemas import DIALECT, closed_object
from pipeline.word.document import Document, read_document
from pipeline.word.package import Package
from pipeline.word.revisions import Revision, list_revisions
from pipeline.word.stories import OBJECT, Paragraph

KIND_LABELS: dict[str, str] = {
    "insert": "插入",
    "delete": "删除",
    "move_from": "移动（移出）",
    "move_to": "移动（移入）",
    "insert_mark": "插入段落标记",
    "delete_mark": "删除段落标记",
    "insert_row": "插入表格行",
    "delete_row": "删除表格行",
    "insert_cell": "插入单元格",
    "delete_cell": "删除单元格",
    "merge_cells": "合并单元格",
    "format": "字体格式",
    "paragraph_format": "段落格式",
    "table_format": "表格格式",
    "section_format": "页面设置",
    "numbering": "编号",
    "control": "内容控件",
}
_PARTS = {"header": "页眉", "footer": "页脚", "footnote": "脚注", "endnote": "尾注"}
_PARTS |= {"body": "正文", "textbox": "文本框"}
_LEVELS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)
_PLAIN = (Element.BODY, Element.UNKNOWN, Element.BLANK)
_LONGEST_HEADING, _LONGEST_TEXT = 24, 60


@dataclass(frozen=True, slots=True)
class Row:
    """One change and where it stands, in the text with every change accepted.

    number: counted from 1, the one that ``--number`` takes. story: as in a Document; "styles",
    "comments" … (the part's name) for what stands outside of any story. paragraph: from 0, None
    outside of the text. element: what the paragraph is, None when unknown. headings: the headings
    above it, outermost first.
    """

    number: int
    revision: Revision
    story: str
    kind: str
    paragraph: int | None
    element: Element | None
    headings: tuple[str, ...]

    @property
    def where(self) -> str:
        """The place in words: 正文第 3 段（标题）."""
        label = _PARTS.get(self.kind) or _other_part(self.story)
        number = self.story.partition(":")[2]
        place = label + (f" {number} " if number else "")
        if self.paragraph is not None:
            place += f"第 {self.paragraph + 1} 段"
        if self.element is not None and self.element not in _PLAIN:
            place += f"（{self.element.label}）"
        return place


def _other_part(name: str) -> str:
    known = {"styles": "样式", "numbering": "编号定义", "comments": "批注", "document": "正文"}
    return known.get(name, name)


def revision_rows(package: Package) -> tuple[Row, ...]:
    """Every tracked change of a file with its place, in the order of the file."""
    changes = list_revisions(package)
    if not changes:
        return ()
    document = read_document(package)
    places = _Places(document)
    return tuple(places.row(number, change) for number, change in enumerate(changes, 1))


class _Places:
    def __init__(self, document: Document) -> None:
        self._recognition: Recognition = recognise(document)
        self._by_paragraph: dict[object, tuple[str, str, Paragraph]] = {}
        for story in document.stories:
            for paragraph in story.paragraphs:
                for element in paragraph.elements:
                    self._by_paragraph[element] = (story.name, story.kind, paragraph)
        self._headings = list(
            headings_above(map(self._heading, document.body.paragraphs), _LONGEST_HEADING)
        )

    def _heading(self, paragraph: Paragraph) -> tuple[int, str] | None:
        """The level and the title of a heading of the body."""
        found = self._recognition.at("body", paragraph.index)
        if found is None or found.element not in _LEVELS:
            return None
        end = found.head_end or len(paragraph.text)
        return _LEVELS.index(found.element), (paragraph.number + paragraph.text[:end]).strip()

    def row(self, number: int, change: Revision) -> Row:
        found = self._nearest(change)
        if found is None:
            name = change.part.rpartition("/")[2].removesuffix(".xml")
            return Row(number, change, name, "", None, None, ())
        story, kind, paragraph = found
        body = story == "body"
        return Row(
            number,
            change,
            story,
            kind,
            paragraph.index,
            self._recognition.element_of(story, paragraph.index),
            self._headings[paragraph.index] if body else (),
        )

    def _nearest(self, change: Revision) -> tuple[str, str, Paragraph] | None:
        """The paragraph of a change; of one that goes (a deleted row) the one before or after."""
        current = change.paragraph
        if current is None:
            return None
        found = self._by_paragraph.get(current)
        for forward in (False, True):
            outer = current if found is None else None
            while outer is not None and found is None:
                for sibling in outer.itersiblings(preceding=not forward):
                    inside = [self._by_paragraph.get(item) for item in sibling.iter(current.tag)]
                    known = [item for item in inside if item is not None]
                    if known:
                        found = known[0] if forward else known[-1]
                        break
                outer = outer.getparent()
        return found


def to_data(path: str, rows: Sequence[Row]) -> dict[str, Any]:
    """The list as plain data; its shape is ``schema()``."""
    authors: dict[str, int] = {}
    for row in rows:
        authors[row.revision.author] = authors.get(row.revision.author, 0) + 1
    return {
        "version": 1,
        "path": path,
        "authors": [{"name": name, "count": count} for name, count in authors.items()],
        "revisions": [
            {
                "number": row.number,
                "kind": row.revision.kind,
                "author": row.revision.author,
                "date": row.revision.date,
                "part": row.story,
                "paragraph": row.paragraph,
                "element": row.element.value if row.element is not None else None,
                "headings": list(row.headings),
                "text": row.revision.text,
                "move": row.revision.move or None,
            }
            for row in rows
        ],
    }


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``to_data``."""
    text = {"type": "string"}
    whole = {"type": "integer", "minimum": 0}
    maybe = {"type": ["string", "null"]}
    revision = {
        "number": {"type": "integer", "minimum": 1, "description": "--number 用的编号"},
        "kind": {"enum": list(KIND_LABELS)},
        "author": {**text, "description": "修订人；空串表示文件没有写"},
        "date": {**text, "description": "修订时间，照文件原样"},
        "part": {**text, "description": "body、header1、footnote:2、textbox:1、styles 等"},
        "paragraph": {
            "type": ["integer", "null"],
            "minimum": 0,
            "description": "在 part 中的段落序号（接受全部修订后），从 0 起；不在段落里的为 null",
        },
        "element": {**maybe, "description": "识别为哪个要素，如 title、heading1"},
        "headings": {"type": "array", "items": text, "description": "上级标题，由外到内"},
        "text": {**text, "description": "涉及的文字；换行是段落标记，制表符隔开单元格"},
        "move": {**maybe, "description": "同一处移动的两半名称相同"},
    }
    author = {"name": text, "count": whole}
    return {
        "$schema": DIALECT,
        "title": "hongtou revisions --format json",
        **closed_object(
            {
                "version": {"const": 1},
                "path": text,
                "authors": {"type": "array", "items": closed_object(author)},
                "revisions": {"type": "array", "items": closed_object(revision)},
            }
        ),
    }


def as_text(path: str, rows: Sequence[Row], *, shown: Sequence[Row] | None = None) -> str:
    """The list for people: who made how many, then one line or two a change, by place."""
    shown = rows if shown is None else shown
    counts: dict[str, int] = {}
    for row in rows:
        name = row.revision.author or "未署名"
        counts[name] = counts.get(name, 0) + 1
    who = "、".join(f"{name} {count} 处" for name, count in counts.items())
    lines = [f"{path}：{len(rows)} 处修订（{who}）"]
    last = ""
    for row in shown:
        place = row.where + (f"  {' > '.join(row.headings)}" if row.headings else "")
        if place != last:
            lines.append(f"  {place}")
            last = place
        change = row.revision
        when = change.date[:16].replace("T", " ")
        maker = "，".join(part for part in (change.author or "未署名", when) if part)
        text = _said(change.text)
        lines.append(
            f"  {row.number:>4}  {KIND_LABELS[change.kind]}{f'“{text}”' if text else ''}  {maker}"
        )
    return "\n".join(lines) + "\n"


def _said(text: str) -> str:
    """The text of a change on one line: ¶ a paragraph mark, ▢ an object, cut when long."""
    shown = text.strip("\n").translate({10: "¶", 9: " | ", 11: "↵", 12: "↵", ord(OBJECT): "▢"})
    if len(shown) > _LONGEST_TEXT:
        return shown[: _LONGEST_TEXT - 15] + "…" + shown[-14:]
    return shown
