"""Tracked rows and cells: inserted, deleted, moved, merged."""

from __future__ import annotations

from lxml import etree

from pipeline.word.marks import goes
from pipeline.word.ooxml import TBL, TC, TR, VAL, Element, W
from pipeline.word.resolve.blocks import take_out


def resolve_row(item: Element, accept: bool) -> None:
    """Resolve a mark in the properties of a row or cell."""
    properties = item.getparent()
    if properties is None:
        return
    if item.tag == W + "cellMerge":
        _resolve_merge(item, properties, accept)
        return
    if not goes(item, accept):
        properties.remove(item)
        return
    holder = properties.getparent()
    if holder is not None:
        remove_piece(holder)


def remove_piece(piece: Element) -> None:
    """Remove a cell or a row, and the row or table that has none left."""
    outer = next(piece.iterancestors({TC: TR, TR: TBL}[piece.tag]), None)
    take_out(piece)
    if outer is None or next(outer.iter(piece.tag), None) is not None:
        return
    if outer.tag == TBL:
        take_out(outer)
    else:
        remove_piece(outer)


def _resolve_merge(item: Element, properties: Element, accept: bool) -> None:
    state = item.get(W + ("vMerge" if accept else "vMergeOrig"))
    properties.remove(item)
    for old in properties.findall(W + "vMerge"):
        properties.remove(old)
    if state is not None:
        merge = etree.Element(W + "vMerge")
        merge.set(VAL, "restart" if state == "rest" else "continue")
        after = [c for c in properties if c.tag in (W + "tcW", W + "gridSpan", W + "cnfStyle")]
        properties.insert(len(after), merge)
