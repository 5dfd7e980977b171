"""Tracked changes accepted or rejected: all of them, by author, or one by one.

A paragraph mark that goes joins its paragraph to the next one, whose properties survive, as in
Word. A paragraph that is left empty before a table disappears; the last paragraph of a body, a
cell, a note or a header always stays. Comments on text that goes stay in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from pipeline.word.marks import (
    ALL_MARKS,
    CELL_MARKS,
    CHANGES,
    CONTENT_MARKS,
    CONTROL_STARTS,
    DEL_MARKS,
    MOVE_STARTS,
    RANGE_MARKERS,
    author_of,
    goes,
    marked_parts,
    moved_row,
    paragraph_mark,
    restore_text,
    text_parts,
)
from pipeline.word.ooxml import ID, MATH, MOVE_FROM, MOVE_TO, PPR, RPR, TR, TR_PR, Element, W
from pipeline.word.package import Package
from pipeline.word.resolve.blocks import (
    CUSTOM_XML,
    SDT,
    SDT_CONTENT,
    join_with_next,
    take_out_inline,
)
from pipeline.word.resolve.formulas import (
    CONTROL,
    RUN,
    drop_empty_formula,
    resolve_formula_mark,
)
from pipeline.word.resolve.proof import prove
from pipeline.word.resolve.properties import resolve_change, resolve_numbering
from pipeline.word.resolve.tables import going_columns, narrow_grid, remove_piece, resolve_row
from pipeline.word.revisions import Revision, list_revisions

Select = Callable[[Element], bool]


def accept_revisions(
    package: Package,
    *,
    authors: Collection[str] | None = None,
    only: Collection[Revision] | None = None,
) -> Package:
    """A copy with changes accepted: those of ``authors`` and, of these, those in ``only``.

    None stands for all. only: as listed from this very package; the other half of a move goes
    along. Proved before it is handed out; raises RevisionProblem when the result is not provably
    right.
    """
    return _resolved(package, True, authors, only)


def reject_revisions(
    package: Package,
    *,
    authors: Collection[str] | None = None,
    only: Collection[Revision] | None = None,
) -> Package:
    """A copy with changes rejected; else as ``accept_revisions``."""
    return _resolved(package, False, authors, only)


def _resolved(
    package: Package,
    accept: bool,
    authors: Collection[str] | None,
    only: Collection[Revision] | None,
) -> Package:
    result = package.copy()
    if authors is None and only is None:
        if resolve(result, accept=accept):
            prove(package, result, accept=accept)
        return result
    marks = None if only is None else {mark for one in only for mark in one.elements}
    names = {(one.part, one.move) for one in only or () if one.move}
    if marks is not None and names:
        for one in list_revisions(package):
            if (one.part, one.move) in names:
                marks.update(one.elements)
    wanted: set[Element] = set()
    chosen: set[Element] = set()
    for part in marked_parts(package):
        pairs = zip(
            package.xml(part).iter(*ALL_MARKS), result.xml(part).iter(*ALL_MARKS), strict=True
        )
        for old, new in pairs:
            if (authors is None or author_of(old) in authors) and (marks is None or old in marks):
                wanted.add(old)
                chosen.add(new)
    if resolve(result, accept=accept, select=chosen.__contains__):
        prove(package, result, accept=accept, wanted=wanted, chosen=chosen)
    return result


def resolve(package: Package, *, accept: bool, select: Select | None = None) -> int:
    """Accept or reject, in place, the changes for which ``select`` is true (None: all).

    Returns how many change elements were resolved. Notes that nothing refers to any more go.
    """
    count = 0
    notes = _note_references(package)
    for part in marked_parts(package):
        resolved = resolve_tree(package.xml(part), accept=accept, select=select)
        if resolved:
            package.touch(part)
        count += resolved
    if count and notes:
        _drop_notes(package, notes - _note_references(package))
    return count


def _note_references(package: Package) -> set[tuple[str, str]]:
    return {
        (kind, item.get(ID, ""))
        for kind in ("footnote", "endnote")
        if package.related(package.main_part, kind + "s") is not None
        for part in text_parts(package)
        for item in package.xml(part).iter(f"{W}{kind}Reference")
    }


def _drop_notes(package: Package, gone: set[tuple[str, str]]) -> None:
    for kind in {kind for kind, _ in gone}:
        related = package.related(package.main_part, kind + "s")
        if related is None:
            continue
        root = package.xml(related.target)
        for note in root.findall(W + kind):
            if (kind, note.get(ID, "")) in gone:
                root.remove(note)
        package.touch(related.target)


def resolve_tree(root: Element, *, accept: bool, select: Select | None = None) -> int:
    """The same for one part's tree, or any block of it, in place."""
    everything = [*ALL_MARKS, *RANGE_MARKERS]
    chosen = [
        item
        for item in root.iter(*everything)
        if select is None or (item.tag not in RANGE_MARKERS and select(item))
    ]
    rows = _moved_rows(root, set(chosen), accept)
    controls = _controls_that_go(root, chosen, accept)
    marks: list[Element] = []
    cells: list[Element] = []
    for item in chosen:
        parent = item.getparent()
        if parent is None or not _inside(item, root):
            continue
        if item.tag in RANGE_MARKERS or item.tag in CONTROL_STARTS:
            _drop_range(item, root)
        elif item.tag in CHANGES:
            resolve_change(item, accept)
        elif item.tag in CELL_MARKS or parent.tag == TR_PR:
            cells.append(item)
        elif parent.tag == RPR:
            marks.append(item)
        elif parent.tag == W + "numPr":
            resolve_numbering(item, accept)
        elif parent.tag in (CONTROL, RUN):
            resolve_formula_mark(item, accept)
        else:
            _resolve_content(item, accept)
    narrower = going_columns(cells, accept)
    for item in cells:
        resolve_row(item, accept)
    for table, columns in narrower.items():
        narrow_grid(table, columns)
    for row in rows:
        if row.getparent() is not None:
            remove_piece(row)
    for control in controls:
        _open_control(control)
    _resolve_marks(marks, accept)
    if chosen and select is not None:
        _drop_idle_moves(root)
    return len(chosen)


def _inside(item: Element, root: Element) -> bool:
    """Whether ``item`` still hangs in the tree (its surroundings may have gone before it)."""
    current: Element | None = item
    while current is not None:
        if current is root:
            return True
        current = current.getparent()
    return False


def _resolve_content(item: Element, accept: bool) -> None:
    parent = item.getparent()
    assert parent is not None
    if goes(item, accept):
        take_out_inline(item)
        _drop_emptied(parent)
        return
    if item.tag in DEL_MARKS:
        restore_text(item)
    unwrap(item)


def _drop_emptied(container: Element) -> None:
    """Remove an inline container (link, simple field, formula) that lost its last run."""
    if container.tag.startswith(MATH):
        drop_empty_formula(container)
        return
    names = ("hyperlink", "fldSimple", "smartTag", "ins", "del", "moveFrom", "moveTo")
    while container.tag in [W + name for name in names] and not len(container):
        parent = container.getparent()
        if parent is None:
            return
        parent.remove(container)
        container = parent


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
    """Remove a range marker, and its end with its start."""
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


def _drop_idle_moves(root: Element) -> None:
    """Remove the range markers of moves of which nothing is left to be decided."""
    for way, tag in zip(MOVE_STARTS, (MOVE_FROM, MOVE_TO), strict=True):
        waiting: dict[str, Element] = {}
        for item in list(root.iter(way, tag, way.removesuffix("Start") + "End")):
            if item.tag == way:
                holder = item.getparent()
                marked = holder is not None and paragraph_mark(holder, tag) is not None
                if not marked:
                    waiting[item.get(ID, "")] = item
            elif item.tag == tag:
                waiting.clear()
            elif item.get(ID, "") in waiting:
                _drop_range(waiting.pop(item.get(ID, "")), root)
        for start in waiting.values():
            _drop_range(start, root)


def _moved_rows(root: Element, chosen: set[Element], accept: bool) -> list[Element]:
    """Rows that are moved away (or, rejecting, were moved here), all marks of them chosen."""
    found = []
    for row in root.iter(TR):
        marks = moved_row(row)
        if marks and goes(marks[0], accept) and all(mark in chosen for mark in marks):
            found.append(row)
    return found


def _controls_that_go(root: Element, chosen: list[Element], accept: bool) -> list[Element]:
    """Content controls whose start tag stands in the range of a change that takes it away."""
    starts = {item for item in chosen if item.tag in CONTROL_STARTS and goes(item, accept)}
    if not starts:
        return []
    open_ranges: set[tuple[str, str]] = set()
    found: list[Element] = []
    for item in root.iter():
        if item in starts:
            open_ranges.add((item.tag.removesuffix("Start"), item.get(ID, "")))
        elif str(item.tag).endswith("RangeEnd"):
            open_ranges.discard((item.tag.removesuffix("End"), item.get(ID, "")))
        elif open_ranges and item.tag in (SDT, CUSTOM_XML, W + "smartTag"):
            found.append(item)
    return found


def _open_control(control: Element) -> None:
    """Take a content control away and leave what is in it."""
    if control.getparent() is None:
        return
    for child in list(control):
        if child.tag in (W + "sdtPr", W + "sdtEndPr", W + "customXmlPr", W + "smartTagPr"):
            control.remove(child)
    for content in control.findall(SDT_CONTENT):
        unwrap(content)
    unwrap(control)


def _resolve_marks(marks: list[Element], accept: bool) -> None:
    """Resolve marks on paragraph marks, in reading order."""
    for item in marks:
        run_properties = item.getparent()
        if run_properties is None:
            continue
        # A mark that goes takes with it what others did to it.
        for mark in list(run_properties):
            if mark is item or (goes(item, accept) and mark.tag in CONTENT_MARKS):
                run_properties.remove(mark)
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
        if goes(item, accept):
            join_with_next(paragraph)
