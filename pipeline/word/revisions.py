"""Tracked changes: listed, accepted or rejected, all of them, by author, or one by one.

A paragraph mark that goes joins its paragraph to the next one, whose properties survive, as in
Word. A paragraph that is left empty before a table disappears; the last paragraph of a body, a
cell, a note or a header always stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
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
    SECT_PR,
    TBL,
    TC,
    TR,
    TR_PR,
    VAL,
    Element,
    P,
    T,
    W,
)
from pipeline.word.package import Package
from pipeline.word.stories import child_text

Select = Callable[[Element], bool]

_RUN_MARKS = (INS, DEL, MOVE_FROM, MOVE_TO)
_CHANGES = tuple(
    W + name
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange",
        "tblPrExChange", "tblGridChange", "numberingChange",
    )
)  # fmt: skip
_CELL_MARKS = (W + "cellIns", W + "cellDel", W + "cellMerge")
_MOVE_RANGES = tuple(
    W + f"move{way}Range{end}" for way in ("From", "To") for end in ("Start", "End")
)
ALL_MARKS = (*_RUN_MARKS, *_CHANGES, *_CELL_MARKS)
_KINDS = ("header", "footer", "footnotes", "endnotes", "comments")
_DEL_INSTR = W + "delInstrText"
# What stays when the text around it goes: places other things point to.
_ANCHORS = frozenset(
    W + name for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd")
)
_BETWEEN_BLOCKS = _ANCHORS | {
    W + name for name in ("proofErr", "permStart", "permEnd")
} | set(_MOVE_RANGES)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """One tracked change: kind ("ins", "del", "moveFrom", "rPrChange" …), who, when, its text."""

    kind: str
    author: str
    date: str
    part: str
    text: str
    element: Element


def text_parts(package: Package) -> tuple[str, ...]:
    """The parts that hold text: the main part, headers, footers, notes, comments."""
    related = package.relationships(package.main_part).values()
    found = [r.target for r in related if r.kind in _KINDS and not r.external]
    return (package.main_part, *dict.fromkeys(part for part in found if part in package))


def list_revisions(package: Package) -> tuple[Revision, ...]:
    """Every tracked change of the file, in reading order of each part."""
    found: list[Revision] = []
    for part in text_parts(package):
        if not has_marks(package, part):
            continue
        for element in package.xml(part).iter(*ALL_MARKS):
            texts = (child_text(c) for run in element.iter(R_) for c in run)
            text = "".join(texts) if element.tag in _RUN_MARKS else ""
            kind = element.tag.removeprefix(W)
            author, date = element.get(AUTHOR, ""), element.get(DATE, "")
            found.append(Revision(kind, author, date, part, text, element))
    return tuple(found)


def has_marks(package: Package, part: str) -> bool:
    """Whether a part holds any tracked change."""
    return next(package.xml(part).iter(*ALL_MARKS), None) is not None


def accept_revisions(package: Package, *, authors: Collection[str] | None = None) -> Package:
    """A copy with the changes of ``authors`` (None: of everyone) accepted."""
    return _resolved(package, True, authors)


def reject_revisions(package: Package, *, authors: Collection[str] | None = None) -> Package:
    """A copy with the changes of ``authors`` (None: of everyone) rejected."""
    return _resolved(package, False, authors)


def _resolved(package: Package, accept: bool, authors: Collection[str] | None) -> Package:
    result = package.copy()
    select = None if authors is None else (lambda item: item.get(AUTHOR, "") in authors)
    resolve(result, accept=accept, select=select)
    return result


def resolve(package: Package, *, accept: bool, select: Select | None = None) -> int:
    """Accept or reject, in place, the changes for which ``select`` is true (None: all).

    Returns how many change elements were resolved.
    """
    count = 0
    for part in text_parts(package):
        if has_marks(package, part):
            resolved = resolve_tree(package.xml(part), accept=accept, select=select)
            if resolved:
                package.touch(part)
            count += resolved
    return count


def resolve_tree(root: Element, *, accept: bool, select: Select | None = None) -> int:
    """The same for one part's tree, or any block of it, in place."""
    chosen = [
        item for item in root.iter(*ALL_MARKS, *_MOVE_RANGES) if select is None or select(item)
    ]
    marks: list[Element] = []
    rows: list[Element] = []
    for item in chosen:
        parent = item.getparent()
        if parent is None or not _inside(item, root):
            continue
        if item.tag in _MOVE_RANGES:
            _drop_range(item, root)
        elif item.tag in _CHANGES:
            _resolve_change(item, parent, accept)
        elif item.tag in _CELL_MARKS or parent.tag == TR_PR:
            rows.append(item)
        elif parent.tag == RPR:
            marks.append(item)
        elif parent.tag == W + "numPr":
            _resolve_numbering(item, parent, accept)
        else:
            _resolve_content(item, accept)
    for item in rows:
        _resolve_row(item, accept)
    _resolve_marks(marks, accept)
    return len(chosen)


def _inside(item: Element, root: Element) -> bool:
    """Whether ``item`` still hangs in the tree (its surroundings may have gone before it)."""
    current: Element | None = item
    while current is not None:
        if current is root:
            return True
        current = current.getparent()
    return False


def _goes(item: Element, accept: bool) -> bool:
    """Whether what the mark stands on disappears."""
    inserted = item.tag in (INS, MOVE_TO, W + "cellIns")
    return inserted is not accept


def _resolve_content(item: Element, accept: bool) -> None:
    parent = item.getparent()
    assert parent is not None
    if _goes(item, accept):
        _hoist_anchors(item, parent)
        parent.remove(item)
        _drop_emptied(parent)
        return
    if item.tag in (DEL, MOVE_FROM):
        restore_text(item)
    unwrap(item)


def _hoist_anchors(item: Element, parent: Element) -> None:
    position = parent.index(item)
    for anchor in [a for a in item.iter() if a.tag in _ANCHORS]:
        parent.insert(position, anchor)
        position += 1


def _drop_emptied(container: Element) -> None:
    """Remove an inline container (link, simple field) that lost its last run."""
    names = ("hyperlink", "fldSimple", "smartTag", "ins", "del", "moveFrom", "moveTo")
    while container.tag in [W + name for name in names] and not len(container):
        parent = container.getparent()
        if parent is None:
            return
        parent.remove(container)
        container = parent


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


def unwrap(item: Element) -> None:
    """Replace an element by its children."""
    parent = item.getparent()
    assert parent is not None
    position = parent.index(item)
    for child in list(item):
        parent.insert(position, child)
        position += 1
    parent.remove(item)


def _drop_range(item: Element, root: Element) -> None:
    """Remove a move's range marker, and its end with its start."""
    parent = item.getparent()
    if parent is not None:
        parent.remove(item)
    if item.tag.endswith("Start"):
        end = item.tag.removesuffix("Start") + "End"
        for other in list(root.iter(end)):
            if other.get(ID) == item.get(ID):
                holder = other.getparent()
                if holder is not None:
                    holder.remove(other)


def _resolve_numbering(item: Element, parent: Element, accept: bool) -> None:
    if accept:
        parent.remove(item)
        return
    holder = parent.getparent()
    if holder is not None:
        holder.remove(parent)


def _resolve_change(item: Element, parent: Element, accept: bool) -> None:
    parent.remove(item)
    if accept or item.tag == W + "numberingChange":
        return
    old = item[0] if len(item) else None
    kept = [child for child in parent if child.tag in _KEPT.get(item.tag, ())]
    for child in list(parent):
        parent.remove(child)
    restored = [] if old is None else list(old)
    if item.tag == W + "pPrChange":
        restored = [child for child in restored if child.tag not in (RPR, SECT_PR)]
        parent.extend([*restored, *kept])
    elif item.tag in (W + "trPrChange", W + "tcPrChange"):
        parent.extend([*restored, *kept])
    else:
        parent.extend([*kept, *restored])
    holder = parent.getparent()
    if not len(parent) and holder is not None and parent.tag in (RPR, PPR):
        holder.remove(parent)


_KEPT: dict[str, tuple[str, ...]] = {
    W + "rPrChange": _RUN_MARKS,
    W + "pPrChange": (RPR, SECT_PR),
    W + "sectPrChange": (W + "headerReference", W + "footerReference"),
    W + "trPrChange": (INS, DEL),
    W + "tcPrChange": _CELL_MARKS,
}


def _resolve_row(item: Element, accept: bool) -> None:
    properties = item.getparent()
    if properties is None:
        return
    if item.tag == W + "cellMerge":
        _resolve_cell_merge(item, properties, accept)
        return
    if not _goes(item, accept):
        properties.remove(item)
        return
    holder = properties.getparent()
    if holder is not None:
        _remove_table_piece(holder)


def _resolve_cell_merge(item: Element, properties: Element, accept: bool) -> None:
    state = item.get(W + ("vMerge" if accept else "vMergeOrig"))
    properties.remove(item)
    for old in properties.findall(W + "vMerge"):
        properties.remove(old)
    if state is not None:
        merge = etree.Element(W + "vMerge")
        merge.set(VAL, "restart" if state == "rest" else "continue")
        after = [c for c in properties if c.tag in (W + "tcW", W + "gridSpan", W + "cnfStyle")]
        properties.insert(len(after), merge)


def _remove_table_piece(piece: Element) -> None:
    """Remove a cell or a row, and the row or table that has none left."""
    parent = piece.getparent()
    if parent is None:
        return
    parent.remove(piece)
    left = {TC: TR, TR: TBL}.get(piece.tag)
    while parent is not None and parent.tag != left:
        if len(parent):
            return
        outer = parent.getparent()
        if outer is not None:
            outer.remove(parent)
        parent = outer
    if parent is not None and next(parent.iter(piece.tag), None) is None:
        if parent.tag == TBL:
            _remove_block(parent)
        else:
            _remove_table_piece(parent)


def _remove_block(block: Element) -> None:
    parent = block.getparent()
    if parent is None:
        return
    parent.remove(block)
    if parent.tag == TC and not any(child.tag == P for child in parent):
        etree.SubElement(parent, P)


def _resolve_marks(marks: list[Element], accept: bool) -> None:
    """Resolve marks on paragraph marks, in reading order."""
    for item in marks:
        run_properties = item.getparent()
        if run_properties is None:
            continue
        goes = _goes(item, accept)
        run_properties.remove(item)
        properties = run_properties.getparent()
        if properties is not None and not len(run_properties):
            properties.remove(run_properties)
        if properties is None or properties.tag != PPR:
            continue
        paragraph = properties.getparent()
        if paragraph is None:
            continue
        if not len(properties):
            paragraph.remove(properties)
        if goes:
            join_with_next(paragraph)


def next_block(paragraph: Element) -> Element | None:
    """The next block beside ``paragraph``, past markers that stand between blocks."""
    following = paragraph.getnext()
    while following is not None and following.tag in _BETWEEN_BLOCKS:
        following = following.getnext()
    return following


def join_with_next(paragraph: Element) -> None:
    """Take the paragraph's mark away: its content goes to the front of the next paragraph."""
    following = next_block(paragraph)
    parent = paragraph.getparent()
    if parent is None:
        return
    if following is not None and following.tag == P:
        position = 1 if len(following) and following[0].tag == PPR else 0
        for child in [c for c in paragraph if c.tag != PPR]:
            following.insert(position, child)
            position += 1
        parent.remove(paragraph)
        return
    if following is None or following.tag == SECT_PR or not is_empty(paragraph):
        return
    position = parent.index(paragraph)
    for anchor in [child for child in paragraph if child.tag in _ANCHORS]:
        parent.insert(position, anchor)
        position += 1
    parent.remove(paragraph)


def is_empty(paragraph: Element) -> bool:
    """Whether nothing of a paragraph would be seen."""
    for run in paragraph.iter(R_):
        for child in run:
            if child_text(child) or child.tag == W + "commentReference":
                return False
    return not any(True for _ in paragraph.iter("{*}oMath"))


def revision_ids(root: Element) -> Iterator[str]:
    """The ``w:id`` of every tracked change in a tree."""
    for item in root.iter(*ALL_MARKS):
        number = item.get(ID)
        if number is not None:
            yield number
