"""Paragraphs as the recogniser sees them: text, place, and (only when asked) their look.

The look is read lazily because working out effective formatting is dear, and most paragraphs
are recognised by their words alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from pipeline.word.drawn import art_text, draws
from pipeline.word.drawn_lines import DOUBLE, drawn_lines


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph appears. Indents in twips, size in pt; None or "" = not known.

    font: the East Asian font of its first visible characters. colour: six hex digits, "" = auto.
    rule: a horizontal line is drawn with it (border or shape); double: the words head
    and foot for double lines it draws at the head and at the foot of the page.
    """

    alignment: str = ""
    font: str = ""
    size: float | None = None
    bold: bool = False
    colour: str = ""
    left: int = 0
    right: int = 0
    first_line: int = 0
    rule: bool = False
    double: str = ""

    @property
    def centred(self) -> bool:
        """Whether the paragraph stands in the middle."""
        return self.alignment == "center"

    @property
    def to_the_right(self) -> bool:
        """Right-aligned, or pushed to the right half of the line by its indent."""
        return self.alignment in ("right", "end") or self.left + max(self.first_line, 0) > 2600

    @property
    def red(self) -> bool:
        """Whether the text is some red (a mark's colour), judged by its channels."""
        if len(self.colour) != 6:
            return False
        try:
            red, green, blue = (int(self.colour[i : i + 2], 16) for i in (0, 2, 4))
        except ValueError:
            return False
        return red >= 0xA0 and green <= 0x60 and blue <= 0x60


PLAIN = Look()
OBJECT = "\ufffc"
SPACES = " \t\v\n\r\u3000\xa0\f"


class Cell(NamedTuple):
    """Where a paragraph stands in a table: numbers start at 0, depth 1 is an outer table."""

    table: int
    row: int
    column: int
    depth: int = 1


class Line:
    """One paragraph. ``text`` is what a reader sees, ``number`` its automatic number ("" = none).

    section: number of its Word section. new_page: it starts a page by a break or by its section.
    ``look`` is worked out when first asked for.
    """

    __slots__ = (
        "_look",
        "_new_page",
        "_read_look",
        "_read_new_page",
        "cell",
        "index",
        "number",
        "section",
        "stripped",
        "style",
        "text",
    )

    def __init__(
        self,
        index: int,
        text: str,
        *,
        number: str = "",
        style: str = "",
        cell: Cell | None = None,
        section: int = 0,
        new_page: bool | Callable[[], bool] = False,
        look: Look | Callable[[], Look] = PLAIN,
    ) -> None:
        self.index = index
        self.text = text
        self.number = number
        self.style = style
        self.cell = cell
        self.section = section
        self.stripped = text.strip(SPACES)
        if OBJECT in self.stripped:  # a line or a box anchored beside the words is none of them
            self.stripped = text.strip(SPACES + OBJECT) or self.stripped
        self._new_page = new_page if isinstance(new_page, bool) else None
        self._read_new_page = None if isinstance(new_page, bool) else new_page
        self._look = look if isinstance(look, Look) else None
        self._read_look = None if isinstance(look, Look) else look

    @property
    def look(self) -> Look:
        """The paragraph's look, read on first use."""
        if self._look is None:
            self._look = self._read_look() if self._read_look else PLAIN
        return self._look

    @property
    def new_page(self) -> bool:
        """Whether the paragraph starts a page, read on first use."""
        if self._new_page is None:
            self._new_page = self._read_new_page() if self._read_new_page else False
        return self._new_page

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read (an object such as a picture counts as something)."""
        return not self.stripped

    @property
    def full(self) -> str:
        """Number and text together, without outer spaces."""
        return (self.number + self.stripped) if self.number else self.stripped


def document_lines(document: Any, formats: Any = None) -> list[tuple[str, str, list[Line]]]:
    """(name, kind, lines) of every story of word's Document, or of plain text made to look
    like one (its ``package`` is None, so its lines have no look). formats: the document's
    effective formatting, where the caller has it already."""
    reader = _LookReader(document, formats) if document.package is not None else None
    return [(story.name, story.kind, _story_lines(story, reader)) for story in document.stories]


def _story_lines(story: Any, reader: _LookReader | None) -> list[Line]:
    lines: list[Line] = []
    previous: Any = None
    for paragraph in story.paragraphs:
        cell = paragraph.cell
        if reader is None:
            lines.append(Line(paragraph.index, paragraph.text, number=paragraph.number))
            continue
        lines.append(
            Line(
                paragraph.index,
                paragraph.text,
                number=paragraph.number,
                style=paragraph.style or "",
                cell=Cell(cell.table, cell.row, cell.column, cell.depth) if cell else None,
                section=paragraph.section,
                new_page=partial(reader.new_page, paragraph, previous),
                look=partial(reader.look, paragraph),
            )
        )
        previous = paragraph
    return lines


_HEAD = 12  # paragraphs among which the mark stands


def art_mark(document: Any) -> str:
    """The words of the WordArt in the first paragraphs of word's Document, "" without any."""
    heads = document.body.paragraphs[:_HEAD]
    return "".join(art_text(paragraph) for paragraph in heads if OBJECT in paragraph.text)


def lines_of_text(texts: list[str]) -> list[Line]:
    """Lines without any look, as a .txt file has them."""
    return [Line(index, text) for index, text in enumerate(texts)]


_FOOT_MM = 200  # what is drawn further down the page stands at its foot


def _double_line(paragraph: Any, form: Any) -> str:
    """Where the double lines that a paragraph draws stand: head, foot, both; "" without any."""
    bordered = any(kind.startswith(("thin", "thick", "double")) for _, kind, _, _ in form.borders)
    low = form.framed and (form.frame_top or 0) > _FOOT_MM * 1440 / 25.4
    places = {"foot" if low else "head"} if bordered else set()
    for line in drawn_lines(paragraph) if OBJECT in paragraph.text else ():
        if line.kind in DOUBLE:
            low = line.below == "page" and (line.top or 0) > _FOOT_MM
            places.add("foot" if low else "head")
    return " ".join(sorted(places))


class _LookReader:
    """Reads looks from word's effective formatting, one paragraph at a time."""

    def __init__(self, document: Any, formats: Any) -> None:
        from pipeline.word.formatting import Formats

        self._formats = formats or Formats(document)
        self._sections = document.sections

    def look(self, paragraph: Any) -> Look:
        """The look of the paragraph: its own format and that of its first visible characters."""
        form = self._formats.paragraph(paragraph)
        run = self._first_run(paragraph)
        return Look(
            alignment=form.alignment,
            font=run.east_asia if run else "",
            size=run.size_pt if run else None,
            bold=run.bold if run else False,
            colour="" if run is None or run.color == "auto" else run.color.upper(),
            left=form.left,
            right=form.right,
            first_line=form.first_line,
            rule=bool(form.borders) or draws(paragraph),
            double=_double_line(paragraph, form),
        )

    def _first_run(self, paragraph: Any) -> Any:
        for span in paragraph.spans:
            if paragraph.text[span.start : span.end].strip(" \t\v\f\u3000\xa0"):
                return self._formats.run(paragraph, span)
        return None

    def new_page(self, paragraph: Any, previous: Any) -> bool:
        """Whether the paragraph begins a page: own break, style's break, new section."""
        if previous is None or paragraph.page_break_before:
            return True
        if paragraph.text.startswith("\f") or previous.text.endswith("\f"):
            return True
        if paragraph.section == previous.section or paragraph.section >= len(self._sections):
            return False
        return str(self._sections[paragraph.section].type) != "continuous"
