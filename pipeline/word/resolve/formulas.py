"""Tracked changes inside formulas, whose runs and structures carry their own marks."""

from __future__ import annotations

from pipeline.word.marks import goes
from pipeline.word.ooxml import MATH, Element

CONTROL = MATH + "ctrlPr"
RUN = MATH + "r"
_FORMULAS = (MATH + "oMath", MATH + "oMathPara")
_ARGUMENTS = frozenset(
    MATH + name for name in ("e", "num", "den", "sub", "sup", "deg", "fName", "lim")
)


def resolve_formula_mark(item: Element, accept: bool) -> None:
    """Resolve a mark on a formula's run or on a structure (fraction, root, matrix …)."""
    holder = item.getparent()
    if holder is None:
        return
    if not goes(item, accept):
        position = holder.index(item)
        for child in list(item):
            holder.insert(position, child)
            position += 1
        holder.remove(item)
        return
    if holder.tag == RUN:
        outer = holder.getparent()
        if outer is not None:
            outer.remove(holder)
            drop_empty_formula(outer)
        return
    properties = holder.getparent()
    structure = properties.getparent() if properties is not None else None
    outer = structure.getparent() if structure is not None else None
    if structure is None or outer is None:
        return
    position = outer.index(structure)
    for child in _arguments(structure):
        outer.insert(position, child)
        position += 1
    outer.remove(structure)
    drop_empty_formula(outer)


def _arguments(structure: Element) -> list[Element]:
    """What stands in the places of a structure, in reading order."""
    found: list[Element] = []
    for child in structure:
        if child.tag in _ARGUMENTS:
            found += [c for c in child if c.tag not in (CONTROL, MATH + "argPr")]
        elif child.tag == MATH + "mr":
            found += _arguments(child)
    return found


def drop_empty_formula(container: Element) -> None:
    """Remove the formula around ``container`` when nothing is left in it."""
    current: Element | None = container
    while current is not None and current.tag.startswith(MATH):
        outer = current.getparent()
        if current.tag in _FORMULAS and outer is not None and not _holds_runs(current):
            outer.remove(current)
        current = outer


def _holds_runs(formula: Element) -> bool:
    return next(formula.iter(RUN, "{*}r"), None) is not None
