"""The elements by which Word marks tracked changes, and where in a file they can stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.word.ooxml import (
    AUTHOR,
    DEL,
    DEL_TEXT,
    ID,
    INS,
    INSTR,
    MOVE_FROM,
    MOVE_TO,
    PPR,
    R_,
    RPR,
    TR_PR,
    Element,
    P,
    T,
    W,
)
from pipeline.word.package import Package

CONTENT_MARKS = (INS, DEL, MOVE_FROM, MOVE_TO)
DEL_MARKS = (DEL, MOVE_FROM)
_NO_TEXT = (RPR, W + "commentReference")
CHANGES = tuple(
    W + name
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange",
        "tblPrExChange", "tblGridChange", "numberingChange",
    )
)  # fmt: skip
CELL_MARKS = (W + "cellIns", W + "cellDel", W + "cellMerge")
# Around the start or the end tag of a content control or custom XML element.
_CONTROLS = tuple(f"{W}customXml{kind}Range" for kind in ("Ins", "Del", "MoveFrom", "MoveTo"))
CONTROL_STARTS = tuple(name + "Start" for name in _CONTROLS)
CONTROL_ENDS = tuple(name + "End" for name in _CONTROLS)
MOVE_STARTS = (W + "moveFromRangeStart", W + "moveToRangeStart")
MOVE_ENDS = (W + "moveFromRangeEnd", W + "moveToRangeEnd")
ALL_MARKS = (*CONTENT_MARKS, *CHANGES, *CELL_MARKS, *CONTROL_STARTS)
"""Every element that is a tracked change of somebody; the ends of ranges are not counted."""
RANGE_MARKERS = (*MOVE_STARTS, *MOVE_ENDS, *CONTROL_ENDS)
"""What only says where a change begins and ends."""

_DEL_INSTR = W + "delInstrText"
_KINDS = ("header", "footer", "footnotes", "endnotes", "comments")
_WORD_TYPES = ("wordprocessingml", "ms-word")
# Styles and list levels can have tracked formatting, glossary parts anything; seen in the bytes.
_IN_BYTES = re.compile(rb"Change[ >]|:(?:ins|del|moveFrom|moveTo|cell(?:Ins|Del|Merge))[ />]|Range")


def text_parts(package: Package) -> tuple[str, ...]:
    """The parts that hold text: the main part, headers, footers, notes, comments."""
    related = package.relationships(package.main_part).values()
    found = [r.target for r in related if r.kind in _KINDS and not r.external]
    return (package.main_part, *dict.fromkeys(part for part in found if part in package))


def marked_parts(package: Package) -> tuple[str, ...]:
    """The parts with tracked changes, those with text first; also styles, lists, glossaries."""
    texts = text_parts(package)
    others = [
        name
        for name in package.part_names
        if name.endswith(".xml") and name not in texts and name in package
        if any(word in package.content_type(name) for word in _WORD_TYPES)
        if _IN_BYTES.search(package.part(name))
    ]
    return tuple(part for part in (*texts, *others) if has_marks(package, part))


def has_marks(package: Package, part: str) -> bool:
    """Whether a part holds any tracked change, or markers left over from one."""
    return next(package.xml(part).iter(*ALL_MARKS, *RANGE_MARKERS), None) is not None


def revision_ids(root: Element) -> Iterator[str]:
    """The ``w:id`` of every tracked change in a tree."""
    for item in root.iter(*ALL_MARKS):
        number = item.get(ID)
        if number is not None:
            yield number


def goes(item: Element, accept: bool) -> bool:
    """Whether what the mark stands on disappears when the mark is accepted (or rejected)."""
    name = item.tag[len(W) :]
    inserted = name in ("ins", "moveTo", "cellIns") or name.startswith(
        ("customXmlIns", "customXmlMoveTo")
    )
    return inserted is not accept


def paragraph_mark(paragraph: Element, *tags: str) -> Element | None:
    """The tracked change of one of these kinds on a paragraph's mark."""
    properties = paragraph.find(PPR)
    run_properties = properties.find(RPR) if properties is not None else None
    if run_properties is None:
        return None
    return next((child for child in run_properties if child.tag in tags), None)


def moved_row(row: Element) -> tuple[Element, ...]:
    """The marks by which a row is moved away (``moveFrom``) or here (``moveTo``).

    Word has no mark for a moved row: it marks every paragraph mark in it, the last one of each
    cell too, and all of its text. It may be deleted where it has been moved to. Empty when the
    row is not one of these.
    """
    properties = row.find(TR_PR)
    own = [c.tag for c in properties if c.tag in CONTENT_MARKS] if properties is not None else []
    if any(tag != DEL for tag in own):
        return ()
    marks: list[Element] = []
    for paragraph in row.iter(P):
        mark = paragraph_mark(paragraph, MOVE_FROM, MOVE_TO)
        if mark is None or (marks and mark.tag != marks[0].tag):
            return ()
        marks.append(mark)
    for run in row.iter(R_):
        if any(child.tag not in _NO_TEXT for child in run) and not _is_marked(run, row):
            return ()
    if own and marks and marks[0].tag != MOVE_TO:
        return ()
    return tuple(marks)


def _is_marked(run: Element, row: Element) -> bool:
    outer = run.getparent()
    while outer is not None and outer is not row:
        if outer.tag in CONTENT_MARKS:
            return True
        outer = outer.getparent()
    return False


def restore_text(item: Element) -> None:
    """Turn deleted text and field codes of the runs of ``item`` back into ordinary ones."""
    for node in _run_children(item):
        if node.tag in (DEL_TEXT, _DEL_INSTR):
            node.tag = T if node.tag == DEL_TEXT else INSTR


def strike_text(item: Element) -> None:
    """Turn text and field codes of the runs of ``item`` into deleted ones."""
    for node in _run_children(item):
        if node.tag in (T, INSTR):
            node.tag = DEL_TEXT if node.tag == T else _DEL_INSTR


def _run_children(item: Element) -> Iterator[Element]:
    """The children of the runs in ``item``, without the runs of text boxes inside them."""
    if item.tag == R_:
        yield from item
        return
    for child in item:
        yield from _run_children(child)


def author_of(item: Element) -> str:
    """Who made a change; "" when the file does not say."""
    return item.get(AUTHOR, "")
