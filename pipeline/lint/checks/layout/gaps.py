"""Blank lines above elements, whether empty paragraphs or spacing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element as E
from pipeline.lint.borders import lines_around
from pipeline.lint.context import Context
from pipeline.lint.finding import Fix, Hit, Severity
from pipeline.lint.layout_review import laid_out
from pipeline.lint.paragraph_review import line_pitch
from pipeline.lint.passages import (
    HEADINGS,
    Passage,
    in_text,
    of_element,
    passages,
    recognition,
)
from pipeline.lint.registry import check
from pipeline.word.drawn import draws, possible_lines
from pipeline.word.drawn_lines import drawn_lines
from pipeline.word.edit import Edit


@dataclass(frozen=True, slots=True)
class _Gap:
    """How many blank lines stand above an element: from least to most, right being put in."""

    element: E
    least: float
    most: float
    right: float
    want: str
    layouts: tuple[str | None, ...] = ()
    severity: Severity | None = None


_ORDER = ("命令",)
_OTHERS = ("文件", "信函", None)  # None: a draft without a head
_GAPS = (
    _Gap(E.DOCUMENT_NUMBER, 0.9, 4.0, 2, "发文字号应在发文机关标志之下空二行", ("文件",)),
    _Gap(E.DOCUMENT_NUMBER, 0.9, 4.0, 2, "令号应在发文机关标志之下空二行", _ORDER),
    _Gap(E.TITLE, 0.9, 3.4, 2, "标题应在版头分隔线（或上一要素）之下空二行"),
    _Gap(E.ADDRESSEE, 0.4, 1.7, 1, "主送机关应在标题之下空一行"),
    _Gap(E.BODY, 0.9, 3.4, 2, "正文应在令号之下空二行", _ORDER),
    _Gap(E.ATTACHMENT_NOTE, 0.4, 1.7, 1, "附件说明应在正文之下空一行"),
    _Gap(E.SIGNATURE, 1.4, 3.4, 2, "签名章应在正文之下空二行", _ORDER),
    # 7.3.5.2 asks for it where there is no seal; whether there is one, no file says
    _Gap(E.SIGNATURE, 0.4, 99, 2, "发文机关署名与正文之间宜空行", _OTHERS, "advice"),
    _Gap(E.DATE, 0.4, 1.7, 1, "成文日期应在签名章之下空一行", _ORDER),
    _Gap(E.DATE, 0, 0.6, 0, "成文日期应排在发文机关署名的下一行", _OTHERS, "advice"),
    _Gap(E.NOTE, 0, 1.4, 0, "附注应排在成文日期的下一行"),
    _Gap(E.ATTACHMENT_TITLE, 0.4, 2.3, 1, "附件标题应在附件标识之下空一行（第三行）"),
)  # fmt: skip
# What must stand right above for the gap to be that of the rule.
_BELOW = {
    E.ATTACHMENT_TITLE: (E.ATTACHMENT_LABEL,),
    E.NOTE: (E.DATE,),
    E.DATE: (E.SIGNATURE,),
    E.BODY: (E.DOCUMENT_NUMBER,),
    E.SIGNATURE: (E.BODY, E.ATTACHMENT_NOTE, *HEADINGS),
}


@check("gaps.above")
def above(context: Context) -> Iterator[Hit]:
    """Blank lines above 标题, 主送机关, 附件说明 …, whether empty paragraphs or spacing."""
    if not laid_out(context):
        return
    found = [(gap, passage) for gap in _GAPS for passage in _places(context, gap)]
    for gap, passage in found:
        lines = _lines_above(context, passage)
        least = gap.least
        if gap.element is E.DOCUMENT_NUMBER and _is_exact(context, passage):
            least = _EXACT_LEAST
        if lines is not None and not least <= lines <= gap.most:
            have = f"约{lines:.1f}行".replace(".0行", "行")
            hit = passage.hit(want=gap.want, have=have)
            edits = _widened(context, passage, gap.right - lines)
            if lines > gap.most:
                edits = _narrowed(context, passage, lines - gap.right)
            fix: Fix | None = "review" if lines > gap.most else None
            yield replace(hit, edits=edits, severity=gap.severity, fix=fix)


def _places(context: Context, gap: _Gap) -> Iterator[Passage]:
    """The first passage of a gap's element; of the titles of attachments every one."""
    passages_of = of_element(context, gap.element)
    several = gap.element is E.ATTACHMENT_TITLE
    for passage in passages_of if several else passages_of[:1]:
        if _holds(context, gap, passage):
            yield passage


def _holds(context: Context, gap: _Gap, passage: Passage) -> bool:
    """Whether the rule is about this document and this passage."""
    if gap.layouts and context.layout not in gap.layouts:
        return False
    if passage.paragraph.cell is not None or passage.story != "body":
        return False
    if gap.element is E.TITLE and not recognition(context).red_head:
        return False
    if gap.element is E.DOCUMENT_NUMBER:
        if context.layout == "文件" and _ISSUE.match(passage.text.strip()):
            return False  # 第12期 of a 简报
        return _under_tight_mark(context, passage)
    if gap.element is E.DATE:
        signed = of_element(context, E.SIGNATURE)
        if len(signed) > 1:
            return False  # room for the seals of several organs
        if gap.layouts == _OTHERS and any(
            shapes.PERSON_TITLE.match(p.text.strip()) for p in signed
        ):
            return False  # a stamped signature has a blank line below it (7.3.5.3)
    wanted = _BELOW.get(gap.element)
    return wanted is None or _above(context, passage) in wanted


_ISSUE = re.compile(r"[（(]?(?:总|增刊)?第[\s\d〇零一二三四五六七八九十百]{1,6}期")
_TEXT = (E.BODY, *HEADINGS)


@check("gaps.inside")
def inside(context: Context) -> Iterator[Hit]:
    """Blank lines between two paragraphs of running text."""
    if not laid_out(context):
        return
    texts = [
        passage
        for passage in passages(context, every_story=False)
        if passage.element in _TEXT and passage.paragraph.cell is None and in_text(context, passage)
    ]
    paragraphs = context.document.body.paragraphs
    found = []
    for above, below in pairwise(texts):
        between = paragraphs[above.index + 1 : below.index]
        blank = between and all(
            not p.text and p.cell is None and not draws(p) and p.section == below.paragraph.section
            for p in between
        )
        if blank and above.annex == below.annex:
            found.append((below, len(between)))
    if found:
        first, _ = found[0]
        edits = [
            edit
            for below, count in found
            for edit in _without_blanks(context, below.index - count, below.index)
        ]
        hit = first.hit(count=sum(count for _, count in found))
        pushed = any(count > _MANY for _, count in found)  # down the page, or to the next one
        yield replace(hit, edits=tuple(edits), severity="warning" if pushed else None)


_MANY = 2  # blank lines: more of them move what follows to another place


def _without_blanks(context: Context, start: int, end: int) -> Iterator[Edit]:
    """The edits that take away the empty paragraphs [start, end), but for those that end a section
    or hold anything a reader does not see."""
    for paragraph in context.document.body.paragraphs[start:end]:
        if paragraph.cell is None and paragraph.holds_nothing:
            yield Edit("body", paragraph.index, 0, 1, "")


def _widened(context: Context, passage: Passage, lines: float) -> tuple[Edit, ...]:
    """More spacing above a paragraph by so many lines; nothing when there is too much of it."""
    if lines <= 0:
        return ()
    before = context.formats.paragraph(passage.paragraph).before
    added = round(before + lines * context.profile.grid.line_twips)
    form = {"before": added}
    return (Edit(passage.story, passage.index, 0, 0, paragraph_format=form),)


def _narrowed(context: Context, passage: Passage, lines: float) -> tuple[Edit, ...]:
    """So many blank lines less above a paragraph: the empty paragraphs nearest to it go."""
    paragraphs = context.document.body.paragraphs
    start = passage.index
    while start and passage.index - start < round(lines) and not paragraphs[start - 1].text:
        start -= 1
    return tuple(_without_blanks(context, start, passage.index))


def _under_tight_mark(context: Context, passage: Passage) -> bool:
    """Whether a number stands under a mark whose own line holds no hidden gap."""
    paragraphs = context.document.body.paragraphs
    above = [p for p in paragraphs[: passage.index] if p.text.strip()]
    mark = above[-1] if above else None
    known = recognition(context)
    if mark is None or known.element_of("body", mark.index) is not E.ISSUER_MARK:
        return False
    if mark.cell is not None or draws(mark) or not mark.spans:
        return False
    form = context.formats.paragraph(mark)
    size = context.formats.run(mark, mark.spans[0]).size_pt or 0
    return bool(not form.framed and (form.line_rule != "exact" or form.line <= 30 * size))


# under a mark whose line is hardly higher than its characters one blank line is seen as one
_EXACT_LEAST = 1.4


def _is_exact(context: Context, number: Passage) -> bool:
    """Whether the mark above a number has an exact line of 1.2 times its size at the most."""
    marks = [p for p in of_element(context, E.ISSUER_MARK) if p.index < number.index]
    if not marks or not marks[-1].paragraph.spans:
        return False
    mark = marks[-1].paragraph
    form = context.formats.paragraph(mark)
    size = context.formats.run(mark, mark.spans[0]).size_pt or 0
    return bool(form.line_rule == "exact" and form.line <= 24.5 * size)


def _above(context: Context, passage: Passage) -> E | None:
    """What the text right above a passage is."""
    known = recognition(context)
    for index in range(passage.index - 1, -1, -1):
        if context.document.body.paragraphs[index].text.strip():
            return known.element_of("body", index)
    return None


def _ends_head(context: Context, here: Any) -> bool:
    """Whether what stands here is the rule of the 版头: a table with a line below it, or lines that
    are shapes and nothing else that is drawn."""
    if "\f" in here.text:
        return False
    if here.cell is not None:
        return any(line.side == "bottom" for line in lines_around(context, here))
    drawn = drawn_lines(here)
    return bool(drawn) and len(drawn) == possible_lines(here)


def _lines_above(context: Context, passage: Passage) -> float | None:
    """Lines of the grid between a paragraph and the text above it; None when there is none."""
    paragraphs = context.document.body.paragraphs
    pitch = float(context.profile.grid.line_twips)
    total: float = context.formats.paragraph(passage.paragraph).before
    for index in range(passage.index - 1, -1, -1):
        here = paragraphs[index]
        form = context.formats.paragraph(here)
        if here.cell is not None or "\f" in here.text or draws(here):
            ruled = passage.element is E.TITLE and _ends_head(context, here)
            return total / pitch if ruled else None
        known = recognition(context).element_of("body", index)
        # the spacing that plain paragraphs carry all over is not a gap (see placing.spacing)
        total += 0 if known in (E.BODY, *HEADINGS) else form.after
        if here.text.strip() or form.borders:
            return total / pitch
        height = line_pitch(context, passage, form)
        total += form.before + (pitch if height is None else height)
    return None
