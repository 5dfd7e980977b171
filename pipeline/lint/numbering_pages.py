"""Edits that give a document the page numbers it lacks, or move those it has (GB/T 9704-2012 7.5).

Nothing else in a header or footer is touched, hidden or brought to light; where that cannot be
helped there are no edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.lint.context import Context
from pipeline.lint.page_numbers import PageNumber, margin_stories, page_numbers, standing
from pipeline.word.drawn import last_drawing
from pipeline.word.edit import Edit
from pipeline.word.margins import brings_footer, margin_name, shown_on_even_pages
from pipeline.word.page_numbers import NumberLook, framed_number, page_number, turned_number

_SLACK = 60  # twips by which a footer may stand higher or lower
_SIDES = {"default": "right", "even": "left"}


def numbered_pages(context: Context) -> tuple[tuple[Edit, ...], str]:
    """The edits that number the pages, and what to tell the user about them.

    Where odd and even pages cannot be told apart at no cost to a header or footer that is there,
    the number stands in a frame at the outer side.
    """
    document, sections = context.document, context.document.sections
    if not sections or context.profile.elements.get(Element.PAGE_NUMBER) is None:
        return (), ""
    parted = any(section.even_and_odd for section in sections)
    framed = not parted and bool(shown_on_even_pages(document))
    bare_first = _bare_first(context)
    if bare_first and not sections[0].title_page and _margins_hold(context):
        return (), "；文件有页眉页脚，设为首页不同会影响它们，请在 Word 中插入"
    if framed and any(section.landscape for section in sections):
        return (), "；文件有横排页，又有页眉页脚，请在 Word 中插入"
    sides = dict(_SIDES) if not framed else {"default": "right"}
    if any(section.title_page for section in sections) and not bare_first:
        sides["first"] = "right"
    writer = _Writer(context, framed=framed)
    edits = [edit for role, side in sides.items() for edit in writer.footers(role, side)]
    edits += _pages(context, bare_first=bare_first)
    said = "，可以自动加上"
    if framed:
        said += "（页眉页脚里原有的内容不动）"
    elif not parted:
        edits.append(Edit("body", 0, 0, 0, section_format={"even_and_odd": 1}))
        said += "（“奇偶页不同”的设置留不下修订痕迹）"
    return tuple(edits), said


def numbers_for(context: Context, role: str) -> tuple[Edit, ...]:
    """The edits that number the pages of a kind ("even", "first") which have no number, while the
    others do."""
    side = _SIDES.get(role, "right")
    return tuple(_Writer(context, framed=False).footers(role, side))


def turned_numbers(context: Context) -> tuple[Edit, ...]:
    """The edits that turn the numbers of landscape pages so that they stand where those of the
    upright pages do (8); none where a footer holds more than a number."""
    if not context.document.sections[0].even_and_odd:
        return ()
    numbers = page_numbers(context)
    others = {story.name for margin, story in margin_stories(context, "footer")}
    others -= {number.story.name for number in numbers}
    stories = [story for _, story in margin_stories(context, "footer")]
    if not all(number.alone for number in numbers) or any(
        story.text.strip() for story in stories if story.name in others
    ):
        return ()
    writer = _Writer(context, framed=False)
    edits = [edit for role, side in _SIDES.items() for edit in writer.footers(role, side)]
    return () if writer.shared else tuple(edits)


def moved_numbers(context: Context, found: list[PageNumber]) -> tuple[Edit, ...]:
    """The edits that bring numbers standing at one place of all pages to the outer side: by a
    footer for even pages, or in a frame where that would touch what is there."""
    return _parted(context, found) or tuple(_framed(context, found))


def _parted(context: Context, found: list[PageNumber]) -> tuple[Edit, ...]:
    sections = context.document.sections
    footers = [s for s in context.document.stories if s.kind == "footer"]
    one, look = found[0], _look(context, "right")
    if len(footers) != 1 or sections[0].title_page or not one.alone:
        return ()
    if any("even" in dict(section.headers) for section in sections):
        return ()
    if one.margin.text.strip(" \n\ufffc") not in ("", one.paragraph.text.strip()):
        return ()
    gone = _without(one)
    if one.story.kind == "footer" and not _is_framed(context, one):
        if len(one.margin.paragraphs) != 1:
            return ()
        moved = [at_the_side(context, one.story, one.paragraph, "right")]
    elif one.story.kind == "footer":
        moved = [_frame_at(one, "right", look.inset)]
    elif gone is not None and one.margin.text == "\ufffc":
        moved = [gone, page_number(one.margin.name, 0, look)]
    else:
        return ()
    return (
        *moved,
        page_number(margin_name("footer", 0, "even"), 0, _look(context, "left")),
        Edit("body", 0, 0, 0, section_format={"even_and_odd": 1}),
    )


def _framed(context: Context, found: list[PageNumber]) -> Iterator[Edit]:
    done: set[str] = set()
    for one in found:
        if one.margin.name in done:
            continue
        done.add(one.margin.name)
        if one.story.kind == "footer" and _is_framed(context, one):
            yield _frame_at(one, _side_of_frame(context, one), _look(context, "right").inset)
            continue
        gone = _without(one)
        if gone is None or any(section.landscape for section in context.document.sections):
            continue
        yield gone
        yield _in_a_frame(context, one.margin, _side_of_frame(context, one))


def _frame_at(number: PageNumber, side: str, inset: int) -> Edit:
    """The edit that brings a number's frame to a side, the number one character in."""
    form = {"frame_align": side, "left": inset, "right": inset, "first_line": 0}
    return Edit(number.story.name, number.paragraph.index, 0, 0, paragraph_format=form)


def _side_of_frame(context: Context, number: PageNumber) -> str:
    """Where a frame goes: to the outer side, unless its footer is for odd or even pages only."""
    if not context.document.sections[0].even_and_odd or len(number.roles) != 1:
        return "outside"
    return _SIDES.get(next(iter(number.roles)), "right")


def _is_framed(context: Context, number: PageNumber) -> bool:
    return bool(context.formats.paragraph(number.paragraph).framed)


def _without(number: PageNumber) -> Edit | None:
    """The edit that takes a number away, with the text box that holds nothing else."""
    if number.whole is None:
        return None
    if number.story.kind == "footer":
        start, end = (0, len(number.paragraph.text)) if number.alone else number.whole
        return Edit(number.story.name, number.paragraph.index, start, end, "")
    if number.story.text.strip() != number.paragraph.text.strip() or not number.alone:
        return None
    anchor = number.margin.paragraphs[number.story.anchor[1]]
    if anchor.text.count("\ufffc") != 1:
        return None
    place = anchor.text.index("\ufffc")
    return Edit(number.margin.name, anchor.index, place, place + 1, "")


def at_the_side(context: Context, story: Any, paragraph: Any, side: str) -> Edit:
    """The edit that puts a page number one character in from the left or the right, and takes away
    the tabs in front that put it elsewhere."""
    tabs = len(paragraph.text) - len(paragraph.text.lstrip("\t"))
    inset = _look(context, side).inset
    form = {
        "alignment": side,
        "left": inset if side == "left" else 0,
        "right": inset if side == "right" else 0,
        "first_line": 0,
    }
    gone = "" if tabs else None
    return Edit(story.name, paragraph.index, 0, tabs, gone, paragraph_format=form)


class _Writer:
    """Numbers for the footers of one document. framed: always in a frame. ``shared`` says
    afterwards that a footer with a number is used by upright and by landscape pages alike."""

    def __init__(self, context: Context, *, framed: bool) -> None:
        self.context, self.framed, self.shared = context, framed, False
        document = context.document
        self.stories = {story.part: story for story in document.stories if story.kind == "footer"}
        self.drawing = 0

    def footers(self, role: str, side: str) -> Iterator[Edit]:
        """A number for every page of that role: in the footers there are, else in new ones. Upright
        and landscape sections have one each, for a footer counts until the next."""
        states = self._states()
        now = ""
        for section in self.context.document.sections:
            want = "turned" if section.landscape and not self.framed else "upright"
            part = dict(section.footers).get(role, "")
            if role == "first" and not section.title_page:
                continue
            if part in self.stories and (brings_footer(section, role) or not now):
                now = states.get(part, "")
                if now in (want, "either"):
                    continue
                if now:  # a number, but the other way
                    users = {number for number, used in self.stories[part].roles if used == role}
                    self.shared |= not self._all_landscape(users)
                    yield from self._emptied(part)
                yield self._into(self.stories[part], want, side)
                states[part] = want
            elif now not in (want, "either"):
                name = margin_name("footer", section.index, role)
                yield self._new(name, want, side)
            now = want

    def _states(self) -> dict[str, str]:
        """Which footers hold a number, and how it stands."""
        numbers = page_numbers(self.context)
        return {number.margin.part: standing(self.context, number) for number in numbers}

    def _all_landscape(self, users: set[int]) -> bool:
        return all(self.context.document.sections[number].landscape for number in users)

    def _emptied(self, part: str) -> Iterator[Edit]:
        for number in page_numbers(self.context):
            if number.margin.part == part and (gone := _without(number)) is not None:
                yield gone

    def _into(self, story: Any, want: str, side: str) -> Edit:
        if want == "turned":
            return self._turned(story.name, side)
        if self.framed or _holds(self.context.document, story):
            return _in_a_frame(self.context, story, "outside" if self.framed else side)
        return page_number(story.name, 0, _look(self.context, side))

    def _new(self, name: str, want: str, side: str) -> Edit:
        if want == "turned":
            return self._turned(name, side)
        if self.framed:
            look = _look(self.context, "outside")
            return framed_number(name, 0, look, _frame_top(self.context))
        return page_number(name, 0, _look(self.context, side))

    def _turned(self, name: str, side: str) -> Edit:
        package: Any = self.context.document.package
        parts = {story.part for story in self.context.document.stories}
        self.drawing = (self.drawing or last_drawing(package, parts)) + 1
        box = self.context.profile.turned_number_box
        return turned_number(name, _look(self.context, side), box, self.drawing)


def _in_a_frame(context: Context, story: Any, side: str) -> Edit:
    places = [paragraph.index for paragraph in story.paragraphs if paragraph.cell is None]
    look = _look(context, side)
    return framed_number(story.name, places[0] if places else 0, look, _frame_top(context))


def _frame_top(context: Context) -> int:
    """Twips from the paper's upper edge to the line of the page number."""
    profile = context.profile
    paper = twips(profile.page.height_mm)
    return paper - int(profile.number_bottom) - _look(context, "right").line


def _holds(document: Any, story: Any) -> bool:
    boxes = [
        box for box in document.stories if (getattr(box, "anchor", None) or ("",))[0] == story.name
    ]
    return bool(story.text.strip()) or bool(boxes) or "\ufffc" in story.text


def _margins_hold(context: Context) -> bool:
    stories = context.document.stories
    margins = ("header", "footer")
    return any(story.kind in margins and _holds(context.document, story) for story in stories)


def _bare_first(context: Context) -> bool:
    """Whether the layout shows no number on the first page (信函)."""
    form = context.profile.forms.get(context.layout)
    return form is not None and not form.page_number_first


def _look(context: Context, side: str) -> NumberLook:
    profile = context.profile
    style = profile.style(Element.PAGE_NUMBER)
    chars = style.left_chars if side == "left" else style.right_chars
    return NumberLook(
        profile.font(style.font).name,
        style.size_pt,
        side,
        round(chars * style.size_pt * 20),
        style.line_twips or profile.grid.line_twips,
    )


def _pages(context: Context, *, bare_first: bool) -> Iterator[Edit]:
    """The distance of the footers from the paper's edge; a first page without a number."""
    want = context.profile.number_bottom
    seen: set[int] = set()
    sections = context.document.sections
    empty = not _margins_hold(context)
    for paragraph in context.document.body.paragraphs:
        number = paragraph.section
        if number in seen or number >= len(sections):
            continue
        seen.add(number)
        section = sections[number]
        if section.element is None:
            continue
        form: dict[str, int | str | None] = {}
        low = abs((section.footer or 0) - want) > _SLACK
        if low and empty and not section.landscape:
            form["footer"] = want
        if number == 0 and bare_first and not section.title_page:
            form["title_page"] = 1
        if form:
            yield Edit("body", paragraph.index, 0, 0, section_format=form)
