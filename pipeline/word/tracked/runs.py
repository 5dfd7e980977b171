"""Runs and what is in them: made, cut, looked at; nothing here marks a change."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from pipeline.word.edit import EditProblem, Fragment
from pipeline.word.ooxml import (
    DEL,
    DEL_TEXT,
    INS,
    MATH,
    MOVE_FROM,
    MOVE_TO,
    R_,
    RPR,
    TBL,
    TR,
    XML_SPACE,
    Element,
    P,
    T,
    W,
)
from pipeline.word.stories import OBJECT, Field, Paragraph, Span, child_text

MARKS = (INS, DEL, MOVE_FROM, MOVE_TO)
_SPECIAL = {"\t": "tab", "\v": "br", "\u2011": "noBreakHyphen", "\u00ad": "softHyphen"}


def own_properties(element: Element, tag: str) -> Element:
    """The ``pPr``, ``rPr`` or ``tcPr`` that stands first in an element, made when there is none."""
    properties = element.find(tag)
    if properties is None:
        properties = etree.Element(tag)
        element.insert(0, properties)
    return properties


def cut_lines(fragments: Sequence[Fragment]) -> tuple[list[list[Fragment]], list[Fragment]]:
    """New content as lines and what ends each but the last: paragraph marks and whole tables."""
    lines: list[list[Fragment]] = [[]]
    breaks: list[Fragment] = []
    for fragment in fragments:
        if fragment.is_mark or fragment.block:
            breaks.append(fragment)
            lines.append([])
        elif fragment.text:
            lines[-1].append(fragment)
    return lines, breaks


def own_rows(table: Element) -> list[Element]:
    """The rows of a table without those of tables in its cells."""
    return [row for row in table.iter(TR)
            if next(a for a in row.iterancestors() if a.tag == TBL) is table]  # fmt: skip


def new_run(text: str, model: Element | None) -> Element:
    """A run with ``text``, formatted like the ``rPr`` ``model`` (change marks left out)."""
    run = etree.Element(R_)
    if model is not None:
        properties = deepcopy(model)
        for child in list(properties):
            if child.tag in (*MARKS, W + "rPrChange"):
                properties.remove(child)
        run.append(properties)
    plain = ""
    for character in text:
        if character in _SPECIAL or character == "\f":
            _append_text(run, plain)
            plain = ""
            child = etree.SubElement(run, W + _SPECIAL.get(character, "br"))
            if character == "\f":
                child.set(W + "type", "page")
        elif character == OBJECT:
            raise EditProblem("插入的内容里有图片、公式或注释引用，但没有给出它的来源。")
        else:
            plain += character
    _append_text(run, plain)
    return run


def _append_text(run: Element, text: str) -> None:
    if text:
        child = etree.SubElement(run, T)
        child.text = text
        child.set(XML_SPACE, "preserve")


def cut_text(child: Element, at: int) -> Element:
    """Cut a ``w:t`` after ``at`` characters; returns the new right part."""
    if child.tag not in (T, DEL_TEXT):
        raise EditProblem("不能从一个对象的中间切开。")
    text = child.text or ""
    if child.get(XML_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    right = etree.Element(child.tag)
    child.text, right.text = text[:at], text[at:]
    child.set(XML_SPACE, "preserve")
    right.set(XML_SPACE, "preserve")
    return right


def span_before(paragraph: Paragraph, offset: int) -> Span | None:
    """The span of the character just before ``offset``."""
    for span in paragraph.spans:
        if span.start < offset <= span.end:
            return span
    return None


def field_ends(paragraph: Paragraph, field: Field, offset: int) -> bool:
    """Whether the visible result of ``field`` ends at ``offset``."""
    ends = [span.end for span in paragraph.spans if span.field is field]
    return bool(ends) and max(ends) == offset


def covered_fields(paragraph: Paragraph, start: int, end: int) -> list[Element]:
    """All runs of the fields whose whole result lies in [start, end)."""
    extents: dict[Field, tuple[int, int]] = {}
    for span in paragraph.spans:
        if span.field is not None:
            low, high = extents.get(span.field, (span.start, span.end))
            extents[span.field] = (min(low, span.start), max(high, span.end))
    everything = start == 0 and end == len(paragraph.text)
    runs: list[Element] = []
    own = set(paragraph.elements)
    for field, (low, high) in extents.items():
        within = start <= low and high <= end and (low < high or start < low < end or everything)
        if within and all(paragraph_of(run) in own for run in field.runs):
            runs.extend(field.runs)
    return runs


def model_properties(
    paragraph: Paragraph, offset: int, start: int | None, *, outside: bool
) -> Element | None:
    """The ``rPr`` new text takes: of what it replaces, else of the text before, else after."""
    wanted: list[int] = [] if start is None else [start]
    wanted += [offset - 1, offset]
    fallback: Element | None = None
    for position in wanted:
        for span in paragraph.spans:
            if span.start <= position < span.end:
                if paragraph.text[position] == OBJECT or span.run.tag != R_:
                    break
                linked = any(a.tag == W + "hyperlink" for a in span.run.iterancestors())
                if linked and outside and position != start:
                    break
                return span.run.find(RPR)
    properties = paragraph.properties
    if properties is not None:
        fallback = properties.find(RPR)
    return fallback


def holds_text(item: Element) -> bool:
    """Whether there is a character, an object or a part of a field in ``item``."""
    if next(item.iter(MATH + "oMath"), None) is not None:
        return True
    runs = [item] if item.tag == R_ else item.iter(R_)
    return any(
        child_text(child) or child.tag in (W + "fldChar", W + "instrText")
        for run in runs
        for child in run
    )


def paragraph_of(element: Element) -> Element:
    current: Element | None = element
    while current is not None and current.tag != P:
        current = current.getparent()
    assert current is not None
    return current


def in_text_box(item: Element, stop: Element) -> bool:
    current = item.getparent()
    while current is not None and current is not stop:
        if current.tag == W + "txbxContent":
            return True
        current = current.getparent()
    return False
