"""Elements that stand where others of them should: their order on the page, told of the one that
is out of place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.structure.structure import elements_named
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, of_element, passages
from pipeline.lint.registry import check


@check("element_order.elements", options={"elements": list})
def order(context: Context) -> Iterator[Hit]:
    """The elements stand in this order, as far as they are there.

    In 信函 the mark comes first: 份号, 密级 and 紧急程度 stand below its red line (10.1—10.3).
    """
    wanted = elements_named(context.options["elements"])
    if context.layout == "信函":
        wanted = tuple(sorted(wanted, key=lambda element: element is not Element.ISSUER_MARK))
    firsts = [
        found[0]
        for element in wanted
        if (found := [p for p in of_element(context, element) if p.story == "body" and not p.annex])
    ]
    kept = _longest_in_order([passage.index for passage in firsts])
    for place, passage in enumerate(firsts):
        if place in kept or passage.element is None:
            continue
        before = [one for one in kept if one < place and firsts[one].index > passage.index]
        after = [one for one in kept if one > place and firsts[one].index < passage.index]
        other = firsts[before[-1] if before else after[0]].element
        if other is not None:
            where = f"{other.label}之{'后' if before else '前'}"
            yield passage.hit(
                passage.found.start if passage.found else 0,
                element=passage.element.label,
                where=where,
            )
            return


def _longest_in_order(indices: Sequence[int]) -> list[int]:
    """The places of the longest run of indices that do not fall, the earliest of several."""
    best: list[list[int]] = []
    for place, index in enumerate(indices):
        fitting = [run for run in best if indices[run[-1]] <= index]
        longest = max(fitting, key=len, default=[])
        best.append([*longest, place])
    return max(best, key=len, default=[])


@check("element_order.imprint_last")
def imprint_last(context: Context) -> Iterator[Hit]:
    """The 版记 stands behind the attachments that are bound in (7.3.7)."""
    imprint = (Element.MAIN_TO, Element.COPY_TO, Element.PRINTER)
    lines = [p for p in of_element(context, *imprint) if p.story == "body"]
    labels = of_element(context, Element.ATTACHMENT_LABEL)
    if lines and any(label.index > lines[-1].index for label in labels):
        yield lines[0].hit()


@check("element_order.attendance")
def attendance(context: Context) -> Iterator[Hit]:
    """出席, 请假 and 列席 stand below the text of minutes (10.3), not above it."""
    if context.layout != "纪要":
        return
    lists = [p for p in of_element(context, Element.ATTENDANCE) if _is_named(p)]
    text = [
        passage.index
        for passage in passages(context, every_story=False)
        if passage.element in (Element.BODY, *HEADINGS) and not passage.annex
        and passage.paragraph.cell is None
    ]  # fmt: skip
    early = [p for p in lists if p.story == "body" and text and p.index < text[-1]]
    if early:
        yield early[0].hit(0, len(early[0].text))


def _is_named(passage: Passage) -> bool:
    """Whether a list is one of the three that the standard has: 主持 and 记录 are none."""
    return passage.text.lstrip().startswith(("出", "请", "列"))
