"""Edits that give a document the page numbers it lacks (GB/T 9704-2012 7.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.word.edit import Edit
from pipeline.word.margins import (
    NumberLook,
    margin_name,
    page_number,
    shown_on_even_pages,
)

_SLACK = 60  # twips by which a footer may stand higher or lower


def numbered_pages(context: Context) -> tuple[tuple[Edit, ...], str]:
    """The edits that number the pages, and what to tell the user about them.

    No edits where a header or footer that is there would be touched, hidden or brought to light.
    """
    document, sections = context.document, context.document.sections
    if not sections or context.profile.elements.get(Element.PAGE_NUMBER) is None:
        return (), ""
    if any(
        True for story in document.stories if story.kind == "footer" and _holds(document, story)
    ):
        return (), "；页脚里已有内容，请在 Word 中插入"
    parted = any(section.even_and_odd for section in sections)
    if not parted and shown_on_even_pages(document):
        return (), "；文件有页眉，设为奇偶页不同会影响页眉，请在 Word 中插入"
    bare_first = _bare_first(context)
    if bare_first and not sections[0].title_page and _has_header(context):
        return (), "；文件有页眉，设为首页不同会影响页眉，请在 Word 中插入"
    edits = [*_footers(context, bare_first=bare_first), *_pages(context, bare_first=bare_first)]
    said = ""
    if not parted:
        edits.append(Edit("body", 0, 0, 0, section_format={"even_and_odd": 1}))
        said = "，可以自动加上（“奇偶页不同”的设置留不下修订痕迹）"
    if any(section.landscape for section in sections):
        said += "；横排页上的页码位置请再人工调整"
    return tuple(edits), said


def parted_numbers(context: Context, story: Any, paragraph: Any) -> tuple[Edit, ...]:
    """The edits that move the one centred number to the right and give even pages their own at the
    left; none where that would touch a header or a footer that is there."""
    sections = context.document.sections
    footers = [s for s in context.document.stories if s.kind == "footer"]
    others = [s for s in context.document.stories if s.kind == "header" and s.text.strip()]
    if len(footers) != 1 or len(footers[0].paragraphs) != 1 or others or sections[0].title_page:
        return ()
    return (
        at_the_side(context, story, paragraph, "right"),
        page_number(margin_name("footer", 0, "even"), 0, _look(context, "left")),
        Edit("body", 0, 0, 0, section_format={"even_and_odd": 1}),
    )


def at_the_side(context: Context, story: Any, paragraph: Any, side: str) -> Edit:
    """The edit that puts a page number one character in from the left or the right."""
    inset = _look(context, side).inset
    form = {
        "alignment": side,
        "left": inset if side == "left" else 0,
        "right": inset if side == "right" else 0,
        "first_line": 0,
    }
    return Edit(story.name, paragraph.index, 0, 0, paragraph_format=form)


def _holds(document: Any, story: Any) -> bool:
    boxes = [
        box for box in document.stories if (getattr(box, "anchor", None) or ("",))[0] == story.name
    ]
    return bool(story.text.strip()) or bool(boxes) or "\ufffc" in story.text


def _has_header(context: Context) -> bool:
    stories = context.document.stories
    return any(story.kind == "header" and _holds(context.document, story) for story in stories)


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


def _footers(context: Context, *, bare_first: bool) -> Iterator[Edit]:
    """A number for every footer the pages can have: those there are (empty), else new ones."""
    sections = context.document.sections
    sides = {"default": "right", "even": "left"}
    if any(section.title_page for section in sections) and not bare_first:
        sides["first"] = "right"
    stories = {s.part: s for s in context.document.stories if s.kind == "footer"}
    for role, side in sides.items():
        look = _look(context, side)
        there = [dict(section.footers).get(role, "") for section in sections]
        for part in dict.fromkeys(there):
            if part in stories:
                yield page_number(stories[part].name, 0, look)
        if role not in dict(sections[0].footers):
            yield page_number(margin_name("footer", 0, role), 0, look)


def _pages(context: Context, *, bare_first: bool) -> Iterator[Edit]:
    """The distance of the footers from the paper's edge; a first page without a number."""
    want = context.profile.number_bottom
    seen: set[int] = set()
    sections = context.document.sections
    for paragraph in context.document.body.paragraphs:
        number = paragraph.section
        if number in seen or number >= len(sections):
            continue
        seen.add(number)
        section = sections[number]
        if section.element is None:
            continue
        form: dict[str, int | str] = {}
        if not section.landscape and abs((section.footer or 0) - want) > _SLACK:
            form["footer"] = want
        if number == 0 and bare_first and not section.title_page:
            form["title_page"] = 1
        if form:
            yield Edit("body", paragraph.index, 0, 0, section_format=form)
