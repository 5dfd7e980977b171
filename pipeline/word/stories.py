"""What a Word file consists of: stories, paragraphs, the spans of their characters, table cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pipeline.word.ooxml import BR, DEL_TEXT, MC, PPR, TAB, TC, XML_SPACE, Element, T, W

View = Literal["final", "original", "all"]
StoryKind = Literal["body", "header", "footer", "footnote", "endnote", "textbox"]
OBJECT = "\ufffc"
HOSTED = ("footnote", "endnote", "textbox")
"""Kinds of stories that hang on a character of another one and go with it."""
# what an empty paragraph may hold without showing it
_HELD = tuple(W + name for name in ("sectPr", "r", "ins", "del", "moveFrom", "moveTo"))


@dataclass(eq=False, slots=True)
class Field:
    """A field (PAGE, TOC, HYPERLINK …): its code and the runs it is made of, begin to end."""

    code: str = ""
    runs: list[Element] = field(default_factory=list)
    simple: Element | None = None
    separated: bool = False

    @property
    def name(self) -> str:
        """The first word of the code in capitals: ``PAGE``."""
        words = self.code.split()
        return words[0].upper() if words else ""


class Span(NamedTuple):
    """Characters [start, end) of a paragraph that stand in one run.

    run: the ``w:r`` (or ``m:oMath`` for a formula). status: "=" plain, "+" inserted, "-" deleted,
    "x" inserted and deleted again; author and date belong to that mark. field: the outermost
    field whose result this is.
    """

    start: int
    end: int
    run: Element
    status: str = "="
    author: str = ""
    date: str = ""
    field: Field | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a table a paragraph stands; all counted from 0, ``column`` on the table's grid.

    table counts the tables of the story in reading order, nested ones included; depth is 1 for
    a table in the text and 2 for a table in a cell of it. span: grid columns the cell covers.
    """

    table: int
    row: int
    column: int
    depth: int
    span: int = 1
    element: Element | None = field(default=None, compare=False, repr=False)
    row_element: Element | None = field(default=None, compare=False, repr=False)
    table_element: Element | None = field(default=None, compare=False, repr=False)
    parent: Cell | None = field(default=None, compare=False, repr=False)
    row_status: str = "="

    @property
    def fills_row(self) -> bool:
        """Whether no other cell stands in its row."""
        return self.row_element is not None and len(self.row_element.findall(TC)) == 1


@dataclass(slots=True)
class Paragraph:
    """One paragraph. ``element`` is its ``w:p``; where a view joins several, ``elements`` are all
    of them in order and ``element`` is the last, whose mark and properties survive.

    number: the automatic number as printed. style: the style's name. mark: status of the
    paragraph mark ("=", "+", "-", "x"). markers: zero-width comment and bookmark elements with
    their offsets. field: the field that encloses the whole paragraph (a line of a TOC).
    fields: those that end in it, also the ones that have no result yet.
    """

    index: int
    text: str
    element: Element
    spans: tuple[Span, ...]
    number: str = ""
    style: str = "Normal"
    cell: Cell | None = None
    section: int = 0
    page_break_before: bool = False
    elements: tuple[Element, ...] = ()
    mark: str = "="
    mark_author: str = ""
    mark_date: str = ""
    markers: tuple[tuple[int, Element], ...] = ()
    field: Field | None = None
    fields: tuple[Field, ...] = ()

    @property
    def properties(self) -> Element | None:
        """The ``w:pPr`` element, None when the paragraph has none."""
        first = self.element[0] if len(self.element) else None
        return first if first is not None and first.tag == PPR else self.element.find(PPR)

    @property
    def holds_nothing(self) -> bool:
        """Whether nothing is lost with it: no text, mark, run, tracked change, end of a section."""
        return not (self.text or self.markers) and next(self.element.iter(*_HELD), None) is None

    def span_at(self, offset: int) -> Span | None:
        """The span that holds the character at ``offset``."""
        for span in self.spans:
            if span.start <= offset < span.end:
                return span
        return None


@dataclass(slots=True)
class Story:
    """One text of the file: the body, a header, a note, a text box.

    name: "body", "header1" (by part), "footnote:2" (by id), "textbox:1" (counted through the
    file). roles: for headers and footers the (section, type) pairs that use it. anchor: for a
    text box the story and paragraph that carry it.
    """

    name: str
    kind: StoryKind
    part: str
    paragraphs: tuple[Paragraph, ...]
    container: Element
    roles: tuple[tuple[int, str], ...] = ()
    anchor: tuple[str, int] | None = None
    tables: tuple[Element, ...] = ()

    @property
    def text(self) -> str:
        """The paragraphs' texts, one a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


_PLAIN = {
    TAB: "\t",
    W + "ptab": "\t",
    W + "cr": "\v",
    W + "noBreakHyphen": "\u2011",
    W + "softHyphen": "\u00ad",
}
_OBJECTS = frozenset(
    W + name
    for name in (
        "drawing", "pict", "object", "sym", "footnoteReference", "endnoteReference", "ruby",
        "pgNum", "dayLong", "dayShort", "monthLong", "monthShort", "yearLong", "yearShort",
        "contentPart",
    )
) | {MC + "AlternateContent"}  # fmt: skip
_SPACES = " \t\r\n"
_TO_SPACE = str.maketrans("\n\r\t", "   ")


def child_text(child: Element) -> str:
    """The characters a child of a run contributes to its paragraph's text ('' for none)."""
    tag = child.tag
    if tag in (T, DEL_TEXT):
        text = child.text
        if not text:
            return ""
        if (text[0] in _SPACES or text[-1] in _SPACES) and child.get(XML_SPACE) != "preserve":
            text = text.strip(_SPACES)
        if "\n" in text or "\t" in text or "\r" in text:
            text = text.translate(_TO_SPACE)
        return text
    if tag in _PLAIN:
        return _PLAIN[tag]
    if tag == BR:
        return "\f" if child.get(W + "type") in ("page", "column") else "\v"
    return OBJECT if tag in _OBJECTS else ""
