"""What stands around the text: page numbers, rules of the 版记, place of the 落款, tables.

Places are computed from indents and alignment, not from a rendered page; what only a renderer
can tell (whether a seal fits, where a frame ends up) is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.layout_review import is_red, laid_out, line_pitch, size_words
from pipeline.lint.passages import HEADINGS, Passage, of_element, passages, recognition
from pipeline.lint.registry import check
from pipeline.word.edit import Edit

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


# 页码


def _footer_paragraphs(context: Context) -> list[tuple[Any, Any]]:
    """(story, paragraph) of footers and of text boxes in them, in order."""
    stories = list(context.document.stories)
    names = {story.name for story in stories if story.kind == "footer"}
    made = []
    for story in stories:
        anchor = getattr(story, "anchor", None)
        if story.name in names or (anchor and anchor[0] in names):
            made += [(story, paragraph) for paragraph in story.paragraphs]
    return made


def _has_page_field(paragraph: Any) -> bool:
    return any(span.field is not None and span.field.name == "PAGE" for span in paragraph.spans)


def _page_numbers(context: Context) -> list[tuple[Any, Any]]:
    return [
        (story, paragraph)
        for story, paragraph in _footer_paragraphs(context)
        if _has_page_field(paragraph)
    ]


@check("page.number_missing")
def number_missing(context: Context) -> Iterator[Hit]:
    """No page number anywhere, or one typed by hand instead of a PAGE field."""
    if not laid_out(context) or _page_numbers(context):
        return
    for story, paragraph in _footer_paragraphs(context):
        if re.fullmatch(r"\s*[—\-–－]?\s*\d{1,3}\s*[—\-–－]?\s*", paragraph.text):
            yield Hit(
                story.name,
                paragraph.index,
                0,
                len(paragraph.text),
                values={"problem": "页码是手打的，翻页不会变；请改用页码域"},
            )
            return
    first = next(iter(passages(context, every_story=False)), None)
    if first is not None and recognition(context).red_head:
        yield first.hit(problem="没有页码")


@check("page.number_form")
def number_form(context: Context) -> Iterator[Hit]:
    """A page number is half-width digits with a — on each side."""
    if not laid_out(context):
        return
    for story, paragraph in _page_numbers(context):
        text = paragraph.text.strip(" \u3000\t")
        if not re.fullmatch(r"—[ \u2002\u2003\u00a0\u3000]?\d*[ \u2002\u2003\u00a0\u3000]?—", text):
            yield Hit(story.name, paragraph.index, 0, len(paragraph.text))
            return


@check("page.number_font")
def number_font(context: Context) -> Iterator[Hit]:
    """Page numbers are set in the profile's type: 4号半角宋体."""
    if not laid_out(context):
        return
    style = context.profile.elements.get(Element.PAGE_NUMBER)
    if style is None:
        return
    font = context.profile.font(style.font)
    for story, paragraph in _page_numbers(context):
        for span in paragraph.spans:
            text = paragraph.text[span.start : span.end]
            if not any(char.isdigit() for char in text):
                continue
            form = context.formats.run(paragraph, span)
            wrong = []
            if abs(form.size_pt - style.size_pt) >= 0.3:
                wrong.append(size_words(form.size_pt))
            if form.ascii and not font.accepts(form.ascii):
                wrong.append(form.ascii)
            if wrong:
                yield Hit(
                    story.name,
                    paragraph.index,
                    span.start,
                    span.end,
                    values={
                        "want": f"{size_words(style.size_pt)}{style.font}",
                        "have": "、".join(wrong),
                    },
                )
                return


@check("page.number_place")
def number_place(context: Context) -> Iterator[Hit]:
    """Odd pages carry their number at the right, even pages at the left."""
    if not laid_out(context):
        return
    found = [(s, p) for s, p in _page_numbers(context) if s.kind == "footer"]
    sections = context.document.sections
    if not found or not sections:
        return
    story, paragraph = found[0]
    if not sections[0].even_and_odd:
        form = context.formats.paragraph(paragraph)
        if form.alignment == "center" and not form.framed:
            yield Hit(story.name, paragraph.index, 0, len(paragraph.text), values={"have": "居中"})
        return
    for story, paragraph in found:
        form = context.formats.paragraph(paragraph)
        roles = {role for _, role in story.roles}
        wanted = "right" if roles == {"default"} else "left" if roles == {"even"} else ""
        if wanted and not form.framed and not paragraph.text.startswith("\t"):
            side = {"end": "right", "start": "left", "both": "left"}.get(
                form.alignment, form.alignment
            )
            if side != wanted:
                have = {"center": "居中", "left": "居左", "right": "居右"}.get(side, side)
                yield Hit(
                    story.name, paragraph.index, 0, len(paragraph.text), values={"have": have}
                )
                return


@check("page.letter_first")
def letter_first(context: Context) -> Iterator[Hit]:
    """A letter's first page shows no number."""
    sections = context.document.sections
    if context.layout != "信函" or not laid_out(context) or not sections:
        return
    numbers = _page_numbers(context)
    shown = [
        (story, paragraph)
        for story, paragraph in numbers
        if not sections[0].title_page or any(role == "first" for _, role in story.roles)
    ]
    if shown:
        story, paragraph = shown[0]
        yield Hit(story.name, paragraph.index, 0, len(paragraph.text))


@check("page.number_restart")
def number_restart(context: Context) -> Iterator[Hit]:
    """Attachments bound in go on with the page numbers of the text."""
    if not laid_out(context):
        return
    for number, section in enumerate(context.document.sections):
        if number and section.page_number_start is not None:
            for passage in passages(context, every_story=False):
                if passage.paragraph.section == number:
                    yield passage.hit(first=section.page_number_start)
                    return


# 版头和版记的线


def _borders(context: Context, paragraph: Any) -> list[tuple[str, int, str]]:
    """(side, eighths of a point, colour) of the lines around a paragraph or its table cell."""
    made = [
        (side, size, colour.upper())
        for side, kind, size, colour in context.formats.paragraph(paragraph).borders
        if kind not in ("none", "nil", "")
    ]
    cell = paragraph.cell
    if cell is not None:
        for owner in (cell.element, cell.table_element):
            if owner is None:
                continue
            for name in ("tcBorders", "tblBorders"):
                borders = owner.find(f"{_W}tcPr/{_W}{name}")
                if borders is None:
                    borders = owner.find(f"{_W}tblPr/{_W}{name}")
                made += list(_edges(borders))
        made += _style_borders(context, cell)
    return made


def _edges(borders: Any) -> Iterator[tuple[str, int, str]]:
    for edge in borders if borders is not None else ():
        if edge.get(f"{_W}val") not in (None, "nil", "none"):
            size = edge.get(f"{_W}sz", "0")
            yield (
                edge.tag.rpartition("}")[2],
                int(size) if size.isdigit() else 0,
                edge.get(f"{_W}color", "auto").upper(),
            )


def _style_borders(context: Context, cell: Any) -> list[tuple[str, int, str]]:
    """A table whose style draws lines counts as ruled."""
    style = cell.table_element.find(f"{_W}tblPr/{_W}tblStyle")
    if style is None:
        return []
    return [] if style.get(f"{_W}val") in ("TableNormal", "a1") else [("style", 0, "AUTO")]


def _draws(paragraph: Any) -> bool:
    names = ("drawing", "pict", "object")
    return any(True for _ in paragraph.element.iter(*(f"{_W}{name}" for name in names)))


@check("page.colophon_rules")
def colophon_rules(context: Context) -> Iterator[Hit]:
    """The 版记 has its rules (except in letters), and they are black."""
    if not laid_out(context):
        return
    found = [
        passage
        for passage in of_element(context, Element.MAIN_TO, Element.COPY_TO, Element.PRINTER)
        if passage.story == "body"
    ]
    if not found:
        return
    lines = [line for passage in found for line in _borders(context, passage.paragraph)]
    first, last = found[0].index, found[-1].index
    paragraphs = context.document.body.paragraphs
    near = [p for p in paragraphs[max(0, first - 2) : last + 3] if not p.text.strip()]
    near += [p for p in paragraphs[max(0, first - 2) : last + 3] if "\ufffc" in p.text]
    lines += [line for paragraph in near for line in _borders(context, paragraph)]
    drawn = any(_draws(paragraph) for paragraph in (*near, *(p.paragraph for p in found)))
    if context.layout == "信函":
        return
    if not lines and not drawn:
        yield found[0].hit(problem="版记没有分隔线")
    elif any(is_red(colour) for _, _, colour in lines if len(colour) == 6):
        yield found[0].hit(problem="版记的分隔线是红色，应为黑色")


@check("page.header_rule")
def header_rule(context: Context) -> Iterator[Hit]:
    """The rule of the 版头 is red."""
    if not laid_out(context) or not recognition(context).red_head:
        return
    for found in recognition(context).all(Element.HEADER_RULE, Element.DOCUMENT_NUMBER):
        if found.story != "body":
            continue
        paragraph = context.document.body.paragraphs[found.paragraph]
        for side, _, colour in _borders(context, paragraph):
            if side in ("top", "bottom") and not is_red(colour):
                yield Hit("body", found.paragraph, 0, len(paragraph.text))
                return
        colours = _drawn_colours(paragraph)
        if colours and not any(is_red(colour) for colour in colours):
            yield Hit("body", found.paragraph, 0, len(paragraph.text))
            return


_NAMED = {"red": "FF0000", "black": "000000", "blue": "0000FF"}


def _drawn_colours(paragraph: Any) -> list[str]:
    """Line colours of the shapes in a paragraph, as far as they are written as numbers."""
    made = []
    for node in paragraph.element.iter():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.rpartition("}")[2]
        if name == "ln":
            made += [c.get("val", "") for c in node.iter() if str(c.tag).endswith("}srgbClr")]
        elif node.get("strokecolor"):
            colour = node.get("strokecolor").split()[0].lstrip("#")
            if len(colour) == 3:
                colour = "".join(char * 2 for char in colour)
            made.append(_NAMED.get(colour.lower(), colour))
    return [colour.upper() for colour in made if len(colour) == 6]


# 落款, 附件, 间距


def _width(text: str) -> float:
    """The width of a text in full characters."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def _place(context: Context, passage: Passage, area: float) -> tuple[float, float] | None:
    """(left edge, right gap) of a one-line paragraph in characters of 16 pt; None if unsure."""
    text = passage.text
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


@check("page.signature_place")
def signature_place(context: Context) -> Iterator[Hit]:
    """The date is 右空四字 with the organ centred above it (sealed), or the organ 右空二字 with
    the date beginning two characters further right (not sealed)."""
    if not laid_out(context):
        return
    signatures = of_element(context, Element.SIGNATURE)
    dates = of_element(context, Element.DATE)
    if len(signatures) != 1 or len(dates) != 1:
        return
    page = context.profile.page
    area = page.area_width_mm / 25.4 * 72 / 16
    organ = _place(context, signatures[0], area)
    date = _place(context, dates[0], area)
    if organ is None or date is None:
        return
    middle = abs((organ[0] + area - organ[1]) / 2 - (date[0] + area - date[1]) / 2)
    sealed = abs(date[1] - 4) <= 0.8 and middle <= 1.1
    stamped = abs(date[1] - 4) <= 0.8 and "市长" in signatures[0].text
    longer = _width(dates[0].text) > _width(signatures[0].text)
    bare = abs(date[0] - organ[0] - 2) <= 0.8 and (
        abs(organ[1] - 2) <= 0.8 or (longer and abs(date[1] - 2) <= 0.8) or organ[1] >= 1.2
    )
    person = (
        not signatures[0].text.rstrip().endswith(("府", "会", "局", "室", "厅", "部", "委", "院"))
    )
    if sealed or stamped or bare or (person and 1.2 <= date[1] <= 4.8):
        return
    words = f"日期右空{date[1]:.1f}字".replace(".0字", "字")
    yield replace(dates[0].hit(have=words), edits=_sealed_place(signatures[0], dates[0]))


def _sealed_place(signature: Passage, date: Passage) -> tuple[Edit, ...]:
    """The date 右空四字 and the organ centred above it, as a sealed document has them."""
    right = 4 + (_width(date.text) - _width(signature.text)) / 2
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


@check("page.pushed_by_spaces")
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
        yield found[0].hit(0, len(text) - len(text.lstrip(" \u3000\t")), element=names)


@check("page.leading_spaces")
def leading_spaces(context: Context) -> Iterator[Hit]:
    """Paragraphs begin with typed spaces instead of a first-line indent."""
    if not laid_out(context):
        return
    found = [
        passage
        for passage in passages(context, every_story=False)
        if passage.element
        in (Element.BODY, Element.HEADING_1, Element.HEADING_2, Element.HEADING_3)
        and passage.paragraph.cell is None
        and not passage.annex
        and re.match(r"(?:\u3000| {2,}|\t)", passage.text)
    ]
    if not found:
        return
    edits: list[Edit] = []
    for passage in found:
        spaces = len(passage.text) - len(passage.text.lstrip(" \u3000\t"))
        edits.append(Edit(passage.story, passage.index, 0, spaces, ""))
        edits.append(
            Edit(
                passage.story,
                passage.index,
                0,
                0,
                paragraph_format={"left": 0, "first_line": 640, "first_line_chars": 2},
            )
        )
    first = found[0]
    spaces = len(first.text) - len(first.text.lstrip(" \u3000\t"))
    more = f"（共{len(found)}段）" if len(found) > 1 else ""
    yield Hit(first.story, first.index, 0, spaces, values={"more": more}, edits=tuple(edits))


@check("page.attachment_page")
def attachment_page(context: Context) -> Iterator[Hit]:
    """Every attachment begins a new page."""
    if not laid_out(context):
        return
    for passage in of_element(context, Element.ATTACHMENT_LABEL):
        if not _starts_page(context, passage.paragraph):
            edit = Edit(
                passage.story, passage.index, 0, 0, paragraph_format={"page_break_before": True}
            )
            yield Hit(passage.story, passage.index, 0, len(passage.text), edits=(edit,))


def _starts_page(context: Context, paragraph: Any) -> bool:
    """Whether a paragraph of the body is the first text on its page."""
    paragraphs = context.document.body.paragraphs
    sections = context.document.sections
    for index in range(paragraph.index, -1, -1):
        here = paragraphs[index]
        if index == 0 or here.page_break_before or here.text.startswith("\f"):
            return True
        before = paragraphs[index - 1]
        if "\f" in before.text:
            return True
        if before.section != here.section and here.section < len(sections):
            return str(sections[here.section].type) != "continuous"
        if before.text.strip():
            return False
    return False


_GAPS = {
    Element.TITLE: (0.9, 3.4, 2, "标题应在版头分隔线（或上一要素）之下空二行"),
    Element.ADDRESSEE: (0.4, 1.7, 1, "主送机关应在标题之下空一行"),
    Element.ATTACHMENT_NOTE: (0.4, 1.7, 1, "附件说明应在正文之下空一行"),
    Element.ATTACHMENT_TITLE: (0.4, 2.3, 1, "附件标题应在附件标识之下空一行（第三行）"),
}


@check("page.gaps")
def gaps(context: Context) -> Iterator[Hit]:
    """Blank lines above 标题, 主送机关 and 附件说明, whether empty paragraphs or spacing."""
    if not laid_out(context):
        return
    red_head = recognition(context).red_head
    for element, (least, most, right, want) in _GAPS.items():
        found = of_element(context, element)
        if not found or (element is Element.TITLE and not red_head):
            continue
        passage = found[0]
        if passage.paragraph.cell is not None or passage.story != "body":
            continue
        if element is Element.ATTACHMENT_TITLE and not _follows_label(context, passage):
            continue
        lines = _gap(context, passage)
        if lines is not None and not least <= lines <= most:
            have = f"约{lines:.1f}行".replace(".0行", "行")
            hit = passage.hit(want=want, have=have)
            yield replace(hit, edits=_widened(context, passage, right - lines))


def _widened(context: Context, passage: Passage, lines: float) -> tuple[Edit, ...]:
    """More spacing above a paragraph by so many lines; nothing when there is too much of it."""
    if lines <= 0:
        return ()
    before = context.formats.paragraph(passage.paragraph).before
    added = round(before + lines * context.profile.grid.line_twips)
    form = {"before": added}
    return (Edit(passage.story, passage.index, 0, 0, paragraph_format=form),)


def _follows_label(context: Context, passage: Passage) -> bool:
    """Whether the text right above a title is the label of its attachment."""
    known = recognition(context)
    for index in range(passage.index - 1, -1, -1):
        if context.document.body.paragraphs[index].text.strip():
            return known.element_of("body", index) is Element.ATTACHMENT_LABEL
    return False


def _gap(context: Context, passage: Passage) -> float | None:
    """Lines of the grid between a paragraph and the text above it; None when there is none."""
    paragraphs = context.document.body.paragraphs
    pitch = float(context.profile.grid.line_twips)
    total: float = context.formats.paragraph(passage.paragraph).before
    for index in range(passage.index - 1, -1, -1):
        here = paragraphs[index]
        form = context.formats.paragraph(here)
        if here.cell is not None or "\f" in here.text or _draws(here):
            return None
        known = recognition(context).element_of("body", index)
        # the spacing that plain paragraphs carry all over is not a gap (see page.spacing)
        total += 0 if known in (Element.BODY, *HEADINGS) else form.after
        if here.text.strip() or form.borders:
            return total / pitch
        height = line_pitch(context, passage, form)
        total += form.before + (pitch if height is None else height)
    return None


@check("page.spacing")
def spacing(context: Context) -> Iterator[Hit]:
    """Paragraphs of text follow each other without extra spacing."""
    if not laid_out(context):
        return
    limit = 0.3 * context.profile.grid.line_twips
    texts = [
        passage
        for passage in passages(context, every_story=False)
        if passage.element in (Element.BODY, *HEADINGS)
        and passage.paragraph.cell is None
        and not passage.annex
    ]
    edits: list[Edit] = []
    first: Passage | None = None
    for above, below in pairwise(texts):
        if below.index != above.index + 1:
            continue
        after = context.formats.paragraph(above.paragraph).after
        before = context.formats.paragraph(below.paragraph).before
        if after + before <= limit:
            continue
        first = first or above
        for passage, key, have in ((above, "after", after), (below, "before", before)):
            if have:
                form = {key: 0}
                edits.append(Edit(passage.story, passage.index, 0, 0, paragraph_format=form))
    if first is not None:
        count = len({edit.paragraph for edit in edits})
        yield replace(first.hit(count=count), edits=tuple(edits))


# 行内字数, 表格, 隐藏文字


@check("page.characters")
def characters(context: Context) -> Iterator[Hit]:
    """A full line of text holds the profile's number of characters."""
    if not laid_out(context) or not context.document.sections:
        return
    section = context.document.sections[0]
    if section.grid_type in ("linesAndChars", "snapToChars") and (section.char_space or 0) < 0:
        return
    if None in (section.page_width, section.left, section.right):
        return
    area = (section.page_width - section.left - section.right - (section.gutter or 0)) / 20
    want = context.profile.grid.characters
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY or passage.annex or len(passage.text) < want:
            continue
        for span in passage.paragraph.spans:
            if span.end - span.start < 10:
                continue
            form = context.formats.run(passage.paragraph, span)
            if abs(form.size_pt - 16) > 0.1:
                return
            have = int(area / (form.size_pt * form.scale / 100 + form.spacing_twips / 20) + 1e-6)
            if have != want:
                tight = area / (form.size_pt + context.profile.grid.spacing_twips / 20)
                edits = _spaced(context) if int(tight + 1e-6) == want and form.scale == 100 else ()
                yield replace(passage.hit(have=have, want=want), edits=edits)
            return


def _spaced(context: Context) -> tuple[Edit, ...]:
    """The profile's character spacing on the text set in 16 pt."""
    form = {"spacing_twips": context.profile.grid.spacing_twips}
    return tuple(
        Edit(passage.story, passage.index, 0, len(passage.text), run_format=form)
        for passage in passages(context, every_story=False)
        if passage.element in (Element.BODY, Element.ADDRESSEE, *HEADINGS)
        and passage.paragraph.cell is None
    )


@check("page.table_width")
def table_width(context: Context) -> Iterator[Hit]:
    """A table is no wider than the type area."""
    if not laid_out(context):
        return
    for table, passage in _tables(context):
        section = context.document.sections[passage.paragraph.section]
        if None in (section.page_width, section.left, section.right):
            continue
        area = section.page_width - section.left - section.right
        width = _table_width(table)
        if width and width > area + 170:
            yield passage.hit(have=f"{width * 25.4 / 1440:.0f}", want=f"{area * 25.4 / 1440:.0f}")


@check("page.table_head", options={"rows": 22})
def table_head(context: Context) -> Iterator[Hit]:
    """A table too long for one page repeats its head."""
    if not laid_out(context):
        return
    for table, passage in _tables(context):
        rows = table.findall(f"{_W}tr")
        if len(rows) > int(context.options.get("rows", 22)):
            head = rows[0].find(f"{_W}trPr/{_W}tblHeader")
            if head is None or head.get(f"{_W}val") in ("0", "false"):
                yield passage.hit(rows=len(rows))


def _tables(context: Context) -> Iterator[tuple[Any, Passage]]:
    """Outer tables of the body with the first passage in each."""
    seen: set[int] = set()
    for passage in passages(context, every_story=False):
        cell = passage.paragraph.cell
        if cell is None or cell.depth != 1 or cell.table in seen or cell.table_element is None:
            continue
        seen.add(cell.table)
        if passage.element is Element.TABLE:
            yield cell.table_element, passage


def _table_width(table: Any) -> int:
    """A table's width in twips, 0 when the file leaves it open."""
    width = table.find(f"{_W}tblPr/{_W}tblW")
    if width is not None and width.get(f"{_W}type") == "dxa" and width.get(f"{_W}w", "").isdigit():
        stated = int(width.get(f"{_W}w"))
        if stated:
            return stated
    if width is not None and width.get(f"{_W}type") == "pct":
        return 0
    columns = [c.get(f"{_W}w", "0") for c in table.findall(f"{_W}tblGrid/{_W}gridCol")]
    return sum(int(column) for column in columns if column.isdigit())


@check("page.hidden_text")
def hidden_text(context: Context) -> Iterator[Hit]:
    """Hidden characters that a reader of the file can bring to light."""
    package = context.document.package
    if package is None:
        return
    parts = {story.part for story in context.document.stories}
    parts |= {name for name in package.part_names if name.endswith("/styles.xml")}
    hiding = (
        part for part in parts if next(package.xml(part).iter(f"{_W}vanish"), None) is not None
    )
    if next(hiding, None) is None:
        return
    for passage in passages(context):
        if passage.paragraph.field is not None:
            continue
        for span in passage.paragraph.spans:
            text = passage.text[span.start : span.end]
            visible = text.strip() and span.field is None
            if visible and context.formats.run(passage.paragraph, span).hidden:
                yield passage.hit(span.start, span.end)
                return
