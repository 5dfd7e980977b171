"""Tracked formatting: the old properties come back, or the note of them goes."""

from __future__ import annotations

from pipeline.word.marks import CELL_MARKS, CONTENT_MARKS
from pipeline.word.ooxml import DEL, INS, PPR, RPR, SECT_PR, Element, W

# Children that are no part of the old state: they stay whatever was tracked.
_KEPT: dict[str, tuple[str, ...]] = {
    W + "rPrChange": CONTENT_MARKS,
    W + "pPrChange": (RPR, SECT_PR),
    W + "sectPrChange": (W + "headerReference", W + "footerReference"),
    W + "trPrChange": (INS, DEL),
    W + "tcPrChange": CELL_MARKS,
}
_KEPT_LAST = (W + "pPrChange", W + "trPrChange", W + "tcPrChange")


def resolve_change(item: Element, accept: bool) -> None:
    """Resolve one ``…Change`` element: its parent keeps, or gets back, its properties."""
    parent = item.getparent()
    if parent is None:
        return
    parent.remove(item)
    if accept or item.tag == W + "numberingChange":
        return
    old = item[0] if len(item) else None
    standing = _KEPT.get(item.tag, ())
    kept = [child for child in parent if child.tag in standing]
    restored = [] if old is None else [child for child in old if child.tag not in standing]
    for child in list(parent):
        parent.remove(child)
    parent.extend([*restored, *kept] if item.tag in _KEPT_LAST else [*kept, *restored])
    holder = parent.getparent()
    if not len(parent) and holder is not None and parent.tag in (RPR, PPR):
        holder.remove(parent)


def resolve_numbering(item: Element, accept: bool) -> None:
    """Resolve the mark of an inserted numbering (``numPr``)."""
    numbering = item.getparent()
    if numbering is None:
        return
    numbering.remove(item)
    holder = numbering.getparent()
    if not accept and holder is not None:
        holder.remove(numbering)
