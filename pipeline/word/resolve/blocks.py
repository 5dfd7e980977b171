"""Taking paragraph marks and whole blocks away without losing what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from pipeline.word.marks import CONTENT_MARKS, CONTROL_ENDS, CONTROL_STARTS, MOVE_ENDS, MOVE_STARTS
from pipeline.word.ooxml import PPR, R_, RPR, SECT_PR, TBL, TC, TR, TXBX, Element, P, W
from pipeline.word.stories import child_text

SDT, SDT_CONTENT, CUSTOM_XML = W + "sdt", W + "sdtContent", W + "customXml"
_REFERENCE = W + "commentReference"
# What stays when the text around it goes: places other things point to.
_ANCHORS = frozenset(
    W + name
    for name in (
        "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart",
        "permEnd",
    )
)  # fmt: skip
_BETWEEN_BLOCKS = frozenset(
    (*_ANCHORS, W + "proofErr", *MOVE_STARTS, *MOVE_ENDS, *CONTROL_STARTS, *CONTROL_ENDS)
)
# A content control around blocks is no boundary for a paragraph mark that goes.
_SEE_THROUGH = frozenset((SDT, SDT_CONTENT, CUSTOM_XML, *CONTENT_MARKS))
_MAY_HOLD = _SEE_THROUGH | {P, TBL, TR, TC}
_MARGINS, _TYPE = (W + "headerReference", W + "footerReference"), W + "type"
_NEED_PARAGRAPH = frozenset(
    (TC, TXBX, *(W + n for n in ("body", "hdr", "ftr", "footnote", "endnote", "comment")))
)


def next_block(block: Element) -> Element | None:
    """The next block beside ``block``, past markers that stand between blocks."""
    following = block.getnext()
    while following is not None and following.tag in _BETWEEN_BLOCKS:
        following = following.getnext()
    return following


def next_in_flow(paragraph: Element) -> Element | None:
    """The paragraph or table that follows, content controls around blocks looked through.

    None at the end of the story or cell.
    """
    current: Element = paragraph
    while True:
        following = next_block(current)
        if following is not None:
            inner = _first_inside(following)
            if inner is not None:
                return inner
            current = following
            continue
        outer = current.getparent()
        if outer is None or outer.tag not in _SEE_THROUGH:
            return None
        current = outer


def _first_inside(block: Element) -> Element | None:
    """``block``, or the first block in it when it is a control; None for an empty control."""
    return _first_block(block) if block.tag in _SEE_THROUGH else block


def _first_block(holder: Element) -> Element | None:
    for child in holder:
        found = _first_inside(child) if child.tag in _MAY_HOLD else None
        if found is not None:
            return found
    return None


def join_with_next(paragraph: Element) -> None:
    """Take the paragraph's mark away: its content goes to the front of the next paragraph.

    Where none follows it stays as it is, unless it is empty and stands before a table.
    """
    following = next_in_flow(paragraph)
    if following is None or paragraph.getparent() is None:
        return
    if following.tag == P:
        _carry_margins(paragraph)
        block, content = _with_control(paragraph, following)
        position = 1 if len(following) and following[0].tag == PPR else 0
        for child in content:
            following.insert(position, child)
            position += 1
        _drop(block)
    elif following.tag == TBL and is_empty(paragraph):
        _carry_margins(paragraph)
        take_out(paragraph)


def _carry_margins(paragraph: Element) -> None:
    """Give the next section the headers and footers of the one whose break goes.

    A section without its own shows those of the section before it.
    """
    own = paragraph.find(f"{PPR}/{SECT_PR}")
    if own is None:
        return
    for after in paragraph.itersiblings():
        following = next(after.iter(SECT_PR), None)
        if following is not None:
            break
    else:
        return
    known = {(item.tag, item.get(_TYPE)) for item in following if item.tag in _MARGINS}
    for item in reversed([child for child in own if child.tag in _MARGINS]):
        if (item.tag, item.get(_TYPE)) not in known:
            following.insert(0, deepcopy(item))


def _with_control(paragraph: Element, following: Element) -> tuple[Element, list[Element]]:
    """The block to remove and the content that moves: a control left empty moves along."""
    block, content = paragraph, [child for child in paragraph if child.tag != PPR]
    while True:
        holder = block.getparent()
        control = holder.getparent() if holder is not None else None
        if holder is None or control is None or holder.tag != SDT_CONTENT or not content:
            return block, content
        if len(holder) > 1 or any(a is control for a in following.iterancestors(SDT)):
            return block, content
        inline = etree.Element(SDT)
        properties = control.find(W + "sdtPr")
        if properties is not None:
            inline.append(deepcopy(properties))
        etree.SubElement(inline, SDT_CONTENT).extend(content)
        block, content = control, [inline]


def _drop(block: Element) -> None:
    """Remove a block, and the controls around it that are left without any."""
    parent = block.getparent()
    if parent is None:
        return
    parent.remove(block)
    while parent is not None and parent.tag in _SEE_THROUGH and _first_block(parent) is None:
        outer = parent.getparent()
        if parent.tag == SDT_CONTENT and outer is not None:
            parent, outer = outer, outer.getparent()
        if outer is None:
            return
        _hoist(parent)
        outer.remove(parent)
        parent = outer
    if parent is not None and parent.tag in _NEED_PARAGRAPH:
        _keep_a_paragraph(parent)


def _keep_a_paragraph(holder: Element) -> None:
    if _first_block(holder) is not None and (holder.tag != TC or _ends_in_paragraph(holder)):
        return
    new = etree.Element(P)
    last = holder[-1] if len(holder) else None
    if last is not None and last.tag == SECT_PR:
        last.addprevious(new)
    else:
        holder.append(new)


def _ends_in_paragraph(cell: Element) -> bool:
    blocks = [child for child in cell if child.tag not in _BETWEEN_BLOCKS]
    return bool(blocks) and blocks[-1].tag != TBL


def take_out(block: Element) -> None:
    """Remove a paragraph, cell, row or table with all in it.

    Bookmarks and the ends of ranges stay where it was; comments on it stay as comments on the
    nearest paragraph.
    """
    parent = block.getparent()
    if parent is None:
        return
    references = [item for item in _inside(block) if item.tag == _REFERENCE]
    if references:
        home = _nearest_paragraph(block)
        if home is not None:
            paragraph, front = home
            position = (1 if len(paragraph) and paragraph[0].tag == PPR else 0) if front else None
            for reference in references:
                run = reference_run(reference)
                if position is None:
                    paragraph.append(run)
                else:
                    paragraph.insert(position, run)
                    position += 1
    _hoist(block)
    _drop(block)


def _hoist(block: Element) -> None:
    parent = block.getparent()
    assert parent is not None
    position = parent.index(block)
    for anchor in [item for item in _inside(block) if item.tag in _ANCHORS]:
        parent.insert(position, anchor)
        position += 1


def take_out_inline(item: Element) -> None:
    """Remove an element among runs; bookmarks, range ends and comment references stay."""
    parent = item.getparent()
    if parent is None:
        return
    position = parent.index(item)
    for anchor in [a for a in _inside(item) if a.tag in _ANCHORS or a.tag == _REFERENCE]:
        kept = reference_run(anchor) if anchor.tag == _REFERENCE else anchor
        parent.insert(position, kept)
        position += 1
    parent.remove(item)


def reference_run(reference: Element) -> Element:
    """The run of a comment reference by itself, out of whatever else its run holds."""
    run = etree.Element(R_)
    old = reference.getparent()
    properties = old.find(RPR) if old is not None else None
    if properties is not None:
        run.append(deepcopy(properties))
    run.append(reference)
    return run


def _inside(item: Element) -> Iterator[Element]:
    """All elements in ``item``, without those of text boxes (their story goes as a whole)."""
    for child in list(item):
        if child.tag != TXBX:
            yield child
            yield from _inside(child)


def _nearest_paragraph(block: Element) -> tuple[Element, bool] | None:
    """The paragraph after ``block`` (True: its front), else the one before it."""
    for forward in (True, False):
        current: Element | None = block
        while current is not None and current.tag not in (TXBX, W + "footnote", W + "endnote"):
            for sibling in current.itersiblings(preceding=not forward):
                found = list(sibling.iter(P))
                if found:
                    return (found[0], True) if forward else (found[-1], False)
            current = current.getparent()
    return None


def is_empty(paragraph: Element) -> bool:
    """Whether a paragraph holds no text and no object."""
    for run in paragraph.iter(R_):
        if any(child_text(child) for child in run):
            return False
    return not any(True for _ in paragraph.iter("{*}oMath"))
