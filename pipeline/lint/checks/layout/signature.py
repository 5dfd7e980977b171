"""Where the signature and the date stand (7.3.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import PERSON_TITLE
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import laid_out
from pipeline.lint.passages import Passage, of_element
from pipeline.lint.registry import check
from pipeline.word.edit import Edit


def _width(text: str) -> float:
    """The width of a text in full characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _stands(context: Context, passage: Passage, area: float) -> tuple[float, float] | None:
    """(left edge, right gap) of a one-line paragraph in characters of 16 pt; None if unsure."""
    text = passage.text
    if text[:1] == "\t" and "\t" not in text[1:]:
        return _stands_at_tab(context, passage, area)
    if passage.paragraph.cell is not None or "\t" in text or "\ufffc" in text or "\v" in text:
        return None
    if text[:1] in " \u3000" or text[-1:] in " \u3000":
        return None
    form = context.formats.paragraph(passage.paragraph)
    if form.framed:
        return None
    char = 320.0
    width = _width(text)
    left, right = form.left / char, form.right / char
    first = form.first_line / char
    if form.alignment in ("right", "end"):
        return area - right - width, right
    if form.alignment == "center":
        start = (left + first + area - right - width) / 2
        return start, area - start - width
    start = left + first
    return start, area - start - width


def _stands_at_tab(context: Context, passage: Passage, area: float) -> tuple[float, float] | None:
    """The same for a text behind one tab that has a stop of its own."""
    form = context.formats.paragraph(passage.paragraph)
    text = passage.text[1:]
    if passage.paragraph.cell is not None or form.framed or "\ufffc" in text or not form.tabs:
        return None
    stop, kind = form.tabs[0]
    width = _width(text)
    start = stop / 320 - {"center": width / 2, "right": width, "end": width}.get(kind, 0.0)
    return start, area - start - width


@check("signature.place")
def place(context: Context) -> Iterator[Hit]:
    """The date is 右空四字 with the organ centred above it (sealed), or the organ 右空二字 with
    the date beginning two characters further right (not sealed)."""
    if not laid_out(context):
        return
    signatures = of_element(context, Element.SIGNATURE)
    dates = of_element(context, Element.DATE)
    if len(signatures) != 1 and len(dates) == 1:
        yield from _joint_date(context, signatures, dates[0])
    if len(signatures) != 1 or len(dates) != 1:
        return
    page = context.profile.page
    area = page.area_width_mm / 25.4 * 72 / 16
    organ = _stands(context, signatures[0], area)
    if context.layout == "命令" and PERSON_TITLE.match(signatures[0].text.strip()):
        yield from _stamp_place(context, signatures[0], organ)
        yield from _date_below_stamp(context, dates[0], area)
        return
    if PERSON_TITLE.match(signatures[0].text.strip()) and organ and organ[1] < _LEAST_OFF:
        yield from _stamp_place(context, signatures[0], organ)
        return
    if sum(len(name) > 3 for name in signatures[0].text.split()) > 1:
        yield from _joint_date(context, signatures, dates[0])
        return  # several organs in one line
    date = _stands(context, dates[0], area)
    if organ is None or date is None:
        return
    middle = abs((organ[0] + area - organ[1]) / 2 - (date[0] + area - date[1]) / 2)
    sealed = abs(date[1] - 4) <= 0.8 and middle <= 1.1
    stamped = abs(date[1] - 4) <= 0.8 and "市长" in signatures[0].text
    longer = _width(dates[0].text) > _width(signatures[0].text)
    bare = abs(date[0] - organ[0] - 2) <= 0.8 and (
        abs(organ[1] - 2) <= 0.8 or (longer and abs(date[1] - 2) <= 0.8) or 1.2 <= organ[1] <= _FAR
    )
    person = (
        not signatures[0].text.rstrip().endswith(("府", "会", "局", "室", "厅", "部", "委", "院"))
    )
    if sealed or stamped or bare or (person and 1.2 <= date[1] <= 4.8):
        return
    words, wrong = f"日期右空{date[1]:.1f}字".replace(".0字", "字"), dates[0]
    if abs(date[1] - 4) <= 0.8:  # the date is right, the organ above it is not
        side = f"左空{organ[0]:.1f}字" if organ[0] < organ[1] else f"右空{organ[1]:.1f}字"
        words = f"署名没有以成文日期为准居中，现{side}".replace(".0字", "字")
        wrong = signatures[0]
    unplaced = organ[0] == date[0] == 0  # as typed: nobody has put them anywhere yet
    yield replace(
        wrong.hit(have=words),
        edits=_sealed_place(signatures[0], dates[0]),
        fix=None if unplaced else "review",
    )


_FAR = 7  # characters: a signature still at the right, not in the middle of the page


# characters by which the date of a joint document stands at least off the right edge: 右空二字 in
# one without seals
_LEAST_OFF = 1.2


def _joint_date(context: Context, signatures: list[Passage], date: Passage) -> Iterator[Hit]:
    """The date below several organs, or below none, is not set at the very edge nor far from it,
    unless they are 右空二字 and it begins two characters further right (7.3.5.2)."""
    area = context.profile.page.area_width_mm / 25.4 * 72 / 16
    place = _stands(context, date, area)
    if place is None or _LEAST_OFF <= place[1] <= _FAR:
        return
    for organ in (_stands(context, signature, area) for signature in signatures):
        if organ and abs(organ[1] - 2) <= 0.8 and abs(place[0] - organ[0] - 2) <= 0.8:
            return
    right = float(context.profile.signature["seal"]["date_right_chars"])
    form = {"alignment": "right", "left": 0, "first_line": 0, "right": round(right * 320)}
    edit = Edit(date.story, date.index, 0, 0, paragraph_format=form)
    words = f"日期右空{max(0.0, place[1]):.1f}字".replace(".0字", "字")
    yield replace(date.hit(have=words), edits=(edit,), fix="review")


def _stamp_place(
    context: Context, signature: Passage, place: tuple[float, float] | None
) -> Iterator[Hit]:
    """The stamp of the one who signs an order is 右空四字 (7.3.5.3)."""
    want = float(context.profile.signature["stamp"]["stamp_right_chars"])
    if place is None or abs(place[1] - want) <= 1.2:
        return
    have = f"{place[1]:.1f}".removesuffix(".0")
    hit = signature.hit()
    form = {"alignment": "right", "left": 0, "first_line": 0, "right": round(want * 320)}
    edit = Edit(signature.story, signature.index, 0, 0, paragraph_format=form)
    message = f"签发人签名章应右空四字，现为右空{have}字"
    tabbed = signature.text[:1] in " \u3000\t"
    yield replace(hit, message=message, edits=() if tabbed else (edit,))


def _date_below_stamp(context: Context, date: Passage, area: float) -> Iterator[Hit]:
    """The date below that stamp is 右空四字 as well (7.3.5.3)."""
    want = float(context.profile.signature["stamp"]["date_right_chars"])
    place = _stands(context, date, area)
    if place is None or abs(place[1] - want) <= 1.2:
        return
    have = f"{place[1]:.1f}".removesuffix(".0")
    form = {"alignment": "right", "left": 0, "first_line": 0, "right": round(want * 320)}
    edit = Edit(date.story, date.index, 0, 0, paragraph_format=form)
    message = f"签名章之下的成文日期应右空四字，现为右空{have}字"
    tabbed = date.text[:1] in " \u3000\t"
    yield replace(date.hit(), message=message, edits=() if tabbed else (edit,))


def _sealed_place(signature: Passage, date: Passage) -> tuple[Edit, ...]:
    """The date 右空四字 and the organ centred above it, as a sealed document has them."""
    right = 4 + (_width(date.text.strip()) - _width(signature.text.strip())) / 2
    if right < 0:
        return ()
    return tuple(
        Edit(
            passage.story,
            passage.index,
            0,
            0,
            paragraph_format={
                "alignment": "right",
                "left": 0,
                "first_line": 0,
                "right": round(chars * 320),
            },
        )
        for passage, chars in ((signature, right), (date, 4.0))
    )


@check("signature.pushed_by_spaces")
def pushed_by_spaces(context: Context) -> Iterator[Hit]:
    """Signature and date are put in place by spaces instead of an indent."""
    if not laid_out(context):
        return
    found = [
        passage
        for passage in of_element(context, Element.SIGNATURE, Element.DATE)
        if passage.paragraph.cell is None and re.match(r"[ \u3000\t]{3,}\S", passage.text)
    ]
    if found:
        names = "、".join(dict.fromkeys(p.element.label for p in found if p.element))
        text = found[0].text
        hit = found[0].hit(0, len(text) - len(text.lstrip(" \u3000\t")), element=names)
        yield replace(hit, edits=_placed_by_indents(context))


def _placed_by_indents(context: Context) -> tuple[Edit, ...]:
    """One signature and its date put in place by indents, as a sealed document has them, without
    the blanks."""
    signatures = of_element(context, Element.SIGNATURE)
    dates = of_element(context, Element.DATE)
    if len(signatures) != 1 or len(dates) != 1 or signatures[0].index == dates[0].index:
        return ()
    if any(p.paragraph.cell is not None or "\ufffc" in p.text for p in (*signatures, *dates)):
        return ()
    return (
        *_sealed_place(signatures[0], dates[0]),
        *(Edit(p.story, p.index, 0, len(p.lead), "") for p in (*signatures, *dates) if p.lead),
    )
