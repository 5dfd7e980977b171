"""A Word file as a reader sees it: stories of paragraphs, with a map from characters to runs.

Text conventions: a tab is ``\\t``, a line break ``\\v``, a page or column break ``\\f``, an object
(picture, note reference, formula, shape) U+FFFC. The result of a field is text; its code is not.
Two views: ``final`` (every tracked change accepted) and ``original`` (every one rejected).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from pipeline.word.marks import moved_row
from pipeline.word.numbering import Numbering
from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    DEL,
    FLD_CHAR,
    FLD_TYPE,
    ID,
    INS,
    INSTR,
    MATH,
    MC,
    MOVE_FROM,
    MOVE_TO,
    PPR,
    R_,
    RPR,
    SECT_PR,
    TBL,
    TC,
    TC_PR,
    TR,
    TR_PR,
    TXBX,
    VAL,
    Element,
    P,
    T,
    W,
    integer,
    is_on,
)
from pipeline.word.package import Package, open_package
from pipeline.word.sections import Section, read_sections
from pipeline.word.stories import (
    OBJECT,
    Cell,
    Field,
    Paragraph,
    Span,
    Story,
    StoryKind,
    View,
    child_text,
)
from pipeline.word.styles import Styles, read_styles, style_switch

Decided: TypeAlias = "Callable[[Element], bool | None]"


@dataclass
class Document:
    """A file that was read: its package, stories (body first) and sections."""

    package: Package
    stories: tuple[Story, ...]
    sections: tuple[Section, ...]
    styles: Styles
    view: View
    numbering: Numbering

    @cached_property
    def _by_name(self) -> dict[str, Story]:
        return {story.name: story for story in self.stories}

    @property
    def body(self) -> Story:
        """The main text."""
        return self.stories[0]

    def story(self, name: str) -> Story:
        """The story called ``name``; KeyError when there is none."""
        return self._by_name[name]

    def has_story(self, name: str) -> bool:
        """Whether there is a story called ``name``."""
        return name in self._by_name


_BOX_HOSTS = frozenset((W + "drawing", W + "pict", W + "object", MC + "AlternateContent"))
_MARKERS = frozenset(
    W + name for name in ("commentRangeStart", "commentRangeEnd", "bookmarkStart", "bookmarkEnd")
)
_COMMENT_REFERENCE = W + "commentReference"
_DEL_INSTR = W + "delInstrText"
_FLD_SIMPLE = W + "fldSimple"
_FORMULAS = frozenset((MATH + "oMath", MATH + "oMathPara"))
_SKIPPED = frozenset(
    (PPR, W + "proofErr", W + "permStart", W + "permEnd", W + "sdtPr", W + "sdtEndPr",
     W + "customXmlPr", W + "smartTagPr", W + "moveFromRangeStart", W + "moveFromRangeEnd",
     W + "moveToRangeStart", W + "moveToRangeEnd", W + "subDoc", W + "fldData")
)  # fmt: skip
_HIDDEN = {"final": frozenset("-x"), "original": frozenset("+x"), "all": frozenset()}
_PLUS = {"=": "+", "+": "+", "-": "x", "x": "x"}
_MINUS = {"=": "-", "-": "-", "+": "x", "x": "x"}
_REVISIONS = {INS: _PLUS, MOVE_TO: _PLUS, DEL: _MINUS, MOVE_FROM: _MINUS}
_CELL_REVISIONS = {W + "cellIns": _PLUS, W + "cellDel": _MINUS}


def read_document(
    source: Path | bytes | Package,
    *,
    view: View = "final",
    empty_spans: bool = False,
    decided: Decided | None = None,
) -> Document:
    """Read every story of a Word file in one view.

    empty_spans: also list spans without characters (field codes, empty runs), for the writer.
    decided: says of a tracked change whether its text is there (True) or not (False) whatever
    the view; None leaves it to the view. Raises FileProblem when the file cannot be read.
    """
    package = source if isinstance(source, Package) else open_package(source)
    styles = read_styles(package)
    reader = _Reader(package, styles, view, empty_spans, decided)
    stories = reader.read()
    numbering = Numbering(package, styles)
    _finish(stories, styles, numbering)
    return Document(package, tuple(stories), reader.sections, styles, view, numbering)


def _finish(stories: list[Story], styles: Styles, numbering: Numbering) -> None:
    """Fill in what needs styles and counting: style names, numbers, page breaks."""
    breaks: dict[str | None, bool] = {}
    for story in stories:
        for paragraph in story.paragraphs:
            ppr = paragraph.properties
            style_id = None
            plain = True
            if ppr is not None:
                for child in ppr:
                    tag = child.tag
                    if tag == W + "pStyle":
                        style_id = child.get(VAL)
                    elif tag == W + "pageBreakBefore":
                        plain = False
                        paragraph.page_break_before = bool(is_on(child))
            paragraph.style = styles.name(style_id)
            if plain:
                if style_id not in breaks:
                    breaks[style_id] = style_switch(styles, ppr, "pageBreakBefore")
                paragraph.page_break_before = breaks[style_id]
            paragraph.number = numbering.next(ppr)


class _Reader:
    """Reads containers of blocks into paragraphs; keeps what runs on across paragraphs."""

    def __init__(
        self,
        package: Package,
        styles: Styles,
        view: View,
        empty_spans: bool,
        decided: Decided | None,
    ) -> None:
        self.package = package
        self.styles = styles
        self.hidden = _HIDDEN[view]
        self.empty_spans = empty_spans
        self.decided = decided
        self.boxes: list[tuple[Element, str, str, int]] = []
        self.notes: dict[str, set[str]] = {"footnote": set(), "endnote": set()}
        self.sections: tuple[Section, ...] = ()
        self.story = ""
        self.part = ""
        self._reset()

    def _reset(self) -> None:
        self.paragraphs: list[Paragraph] = []
        self.fields: list[Field] = []
        self.in_code = 0
        self.tables: list[Element] = []
        self.section = 0
        self.broken: list[Element] = []
        self.breaks_gone: list[Element] = []
        self.waiting: list[Element] = []
        self._open()

    def _open(self) -> None:
        self.parts: list[str] = []
        self.spans: list[Span] = []
        self.markers: list[tuple[int, Element]] = []
        self.length = 0
        self._segment()
        self.mark_gone = False
        self.closed_fields: list[Field] = []
        self.elements: list[Element] = []
        self.outer_field = self.fields[0] if self.fields and self.fields[0].separated else None

    def _segment(self) -> None:
        """What follows an open mark: only this would stay where a mark is decided to go."""
        self.segment = self.length
        self.held = False

    def read(self) -> list[Story]:
        main = self.package.main_part
        body = self.package.xml(main).find(W + "body")
        assert body is not None
        stories = [self._story("body", "body", main, body)]
        self.sections = tuple(read_sections(self.package, self.breaks_gone))
        stories += self._margins(self.sections)
        stories += self._notes("footnote")
        stories += self._notes("endnote")
        number = 0
        while self.boxes:
            container, story, part, paragraph = self.boxes.pop(0)
            number += 1
            box = self._story(f"textbox:{number}", "textbox", part, container)
            box.anchor = (story, paragraph)
            stories.append(box)
        return stories

    def _margins(self, sections: tuple[Section, ...]) -> Iterator[Story]:
        roles: dict[tuple[StoryKind, str], list[tuple[int, str]]] = {}
        for section in sections:
            for role, part in section.headers:
                roles.setdefault(("header", part), []).append((section.index, role))
            for role, part in section.footers:
                roles.setdefault(("footer", part), []).append((section.index, role))
        for kind in ("header", "footer"):
            for (found, part), uses in roles.items():
                if found == kind:
                    name = PurePosixPath(part).stem
                    story = self._story(name, found, part, self.package.xml(part))
                    story.roles = tuple(uses)
                    yield story

    def _notes(self, kind: Literal["footnote", "endnote"]) -> Iterator[Story]:
        related = self.package.related(self.package.main_part, kind + "s")
        if related is None:
            return
        for note in self.package.xml(related.target).iterfind(W + kind):
            number = note.get(ID, "")
            ordinary = note.get(W + "type", "normal") == "normal"
            if ordinary and number in self.notes[kind]:
                yield self._story(f"{kind}:{number}", kind, related.target, note)

    def _story(self, name: str, kind: StoryKind, part: str, container: Element) -> Story:
        self._reset()
        self.story, self.part = name, part
        self._blocks(container, None)
        return Story(name, kind, part, tuple(self.paragraphs), container, tables=tuple(self.tables))

    def _blocks(self, container: Element, cell: Cell | None) -> None:
        """All blocks of a story or a cell."""
        self._blocks_in(container, cell)
        self._end_of_blocks(cell, drop=False)

    def _blocks_in(self, container: Element, cell: Cell | None) -> None:
        for child in container:
            tag = child.tag
            if tag == P:
                self._paragraph(child, cell)
            elif tag == TBL:
                self._table(child, cell)
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self._blocks_in(content, cell)
            elif tag in _MARKERS:
                self.waiting.append(child)
            elif tag == W + "customXml" or (
                tag in _REVISIONS and self._change(child, "=") not in self.hidden
            ):
                self._blocks_in(child, cell)

    def _end_of_blocks(self, cell: Cell | None, *, drop: bool) -> None:
        """Close a paragraph whose mark this view hides but that has nothing to join."""
        if self.elements:
            if drop and not self.length and not (self.mark_gone and self.held):
                self.breaks_gone += self.broken
                self.broken.clear()
            else:
                self._close(cell, "=", "", "")
            self._open()

    def _table(self, table: Element, parent: Cell | None) -> None:
        number = len(self.tables)
        self.tables.append(table)
        depth = parent.depth + 1 if parent else 1
        stays = self.length > self.segment or self.held
        if self.elements and self.mark_gone and stays and self._stands(table):
            self._end_of_blocks(parent, drop=True)
        for row, element in enumerate(_through_controls(table, TR)):
            properties = element.find(TR_PR)
            status = self._row_status(element, properties)
            if status in self.hidden:
                continue
            column = _grid(properties, "gridBefore", 0)
            for cell in _through_controls(element, TC):
                cell_properties = cell.find(TC_PR)
                span = _grid(cell_properties, "gridSpan", 1)
                if self._cell_status(cell_properties) not in self.hidden:
                    # Only a table of which something is seen parts the paragraphs around it.
                    self._end_of_blocks(parent, drop=True)
                    place = Cell(
                        number, row, column, depth, span, cell, element, table, parent, status
                    )
                    self._blocks(cell, place)
                column += span

    def _stands(self, table: Element) -> bool:
        """Whether a row of a table is there or still open: no decided mark reaches past it."""
        assert self.decided is not None
        for row in _through_controls(table, TR):
            properties = row.find(TR_PR)
            own = [c for c in properties if c.tag in _REVISIONS] if properties is not None else []
            if not any(self.decided(mark) is False for mark in [*own, *moved_row(row)[:1]]):
                cells = _through_controls(row, TC)
                if any(self._cell_stands(cell) for cell in cells):
                    return True
        return False

    def _cell_stands(self, cell: Element) -> bool:
        assert self.decided is not None
        marks = [c for c in cell.iterfind(f"{TC_PR}/*") if c.tag in _CELL_REVISIONS]
        return not any(self.decided(mark) is False for mark in marks)

    def _row_status(self, row: Element, properties: Element | None) -> str:
        status = self._mark(properties)[0]
        moved = moved_row(row) if status == "=" else ()
        if moved:
            states = {self._change(mark, "=") for mark in moved}
            return states.pop() if len(states) == 1 else "="
        return status

    def _cell_status(self, properties: Element | None) -> str:
        status = "="
        for mark in () if properties is None else properties:
            if mark.tag in _CELL_REVISIONS:
                status = self._change(mark, status)
        return status

    def _change(self, mark: Element, status: str) -> str:
        """The status of what stands in (or under) a tracked change, ``status`` without it."""
        stays = self.decided(mark) if self.decided is not None else None
        if stays is not None:
            return status if stays else "x"
        return (_REVISIONS.get(mark.tag) or _CELL_REVISIONS[mark.tag])[status]

    def _is_gone(self, properties: Element) -> bool:
        """Whether a paragraph mark is decided to go: then what is still open stays before it."""
        marks = [child for child in properties if child.tag in _REVISIONS]
        return self.decided is not None and any(self.decided(m) is False for m in marks)

    def _holds_open(self, hidden: Element) -> bool:
        """Whether hidden content is there still, waiting for a decision."""
        assert self.decided is not None
        for run in hidden.iter(R_, MATH + "r"):
            marks = [item for item in (*run.iterancestors(), *run) if item.tag in _REVISIONS]
            if run.tag == R_ and not any(child_text(child) for child in run):
                continue
            if not any(self.decided(mark) is False for mark in marks):
                return True
        return False

    def _mark(self, properties: Element | None) -> tuple[str, str, str]:
        """Status, author and date of a paragraph mark or row by its ``rPr``/``trPr``."""
        status, author, date = "=", "", ""
        if properties is not None:
            for child in properties:
                if child.tag in _REVISIONS:
                    status = self._change(child, status)
                    author, date = child.get(AUTHOR, ""), child.get(DATE, "")
        return status, author, date

    def _paragraph(self, element: Element, cell: Cell | None) -> None:
        if not self.elements:
            self._open()
        self.elements.append(element)
        for marker in self.waiting:
            self.markers.append((self.length, marker))
        self.waiting.clear()
        mark, author, date = "=", "", ""
        self.mark_gone = False
        if len(element) and element[0].tag == PPR:
            properties = element[0]
            for child in properties:
                if child.tag == RPR:
                    mark, author, date = self._mark(child)
                    self.mark_gone = self._is_gone(child)
                elif child.tag == SECT_PR:
                    self.broken.append(child)
        self._inline(element, "=", "", "")
        if mark not in self.hidden:
            self._close(cell, mark, author, date)
            self._open()
        elif not self.mark_gone:
            self._segment()

    def _close(self, cell: Cell | None, mark: str, author: str, date: str) -> None:
        elements = tuple(self.elements)
        enclosing = self.outer_field
        if enclosing is not None and not (self.fields and self.fields[0] is enclosing):
            enclosing = enclosing if self.spans and all(s.field for s in self.spans) else None
        self.paragraphs.append(
            Paragraph(
                len(self.paragraphs), "".join(self.parts), elements[-1], tuple(self.spans),
                cell=cell, section=self.section, elements=elements, mark=mark,
                mark_author=author, mark_date=date, markers=tuple(self.markers), field=enclosing,
                fields=tuple(self.closed_fields),
            )
        )  # fmt: skip
        self.elements = []
        last = self.broken[-1].getparent() if self.broken else None
        if last is not None and last.getparent() is elements[-1]:
            self.section += 1
            self.broken.pop()
        self.breaks_gone += self.broken
        self.broken.clear()

    def _inline(self, container: Element, status: str, author: str, date: str) -> None:
        for child in container:
            tag = child.tag
            if tag == R_:
                self._run(child, status, author, date)
            elif tag in _SKIPPED:
                continue
            elif tag in _MARKERS:
                self.markers.append((self.length, child))
            elif tag in _REVISIONS:
                inner = self._change(child, status)
                if inner not in self.hidden:
                    self._inline(child, inner, child.get(AUTHOR, ""), child.get(DATE, ""))
                elif self.decided is not None and self._holds_open(child):
                    self.held = True
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                if content is not None:
                    self._inline(content, status, author, date)
            elif tag == _FLD_SIMPLE:
                self._simple_field(child, status, author, date)
            elif tag in _FORMULAS:
                formula = self._formula_status(child, status, author, date)
                if formula[0] not in self.hidden:
                    self._add(child, OBJECT, *formula)
                elif self.decided is not None and self._holds_open(child):
                    self.held = True
            elif tag in (P, TBL):
                continue
            else:
                self._inline(child, status, author, date)

    def _formula_status(
        self, formula: Element, status: str, author: str, date: str
    ) -> tuple[str, str, str]:
        """Status, author and date of a formula: those of all it holds, if all changed alike."""
        found: set[tuple[str, str, str]] = set()
        for run in formula.iter(MATH + "r", R_):
            chain = [run, *run.iterancestors()]
            marks = [item for item in run if item.tag in _REVISIONS]
            marks += [item for item in chain[: chain.index(formula)] if item.tag in _REVISIONS]
            inner = (status, author, date)
            for mark in reversed(marks):
                inner = (
                    self._change(mark, inner[0]), mark.get(AUTHOR, ""), mark.get(DATE, "")
                )  # fmt: skip
            found.add(inner)
        states = {inner[0] for inner in found}
        alike = len(states) == 1 or (states and states <= self.hidden)
        return min(found) if alike else (status, author, date)

    def _simple_field(self, element: Element, status: str, author: str, date: str) -> None:
        code = " ".join((element.get(W + "instr") or "").split())
        self.fields.append(Field(code, simple=element, separated=True))
        self._inline(element, status, author, date)
        self.closed_fields.append(self.fields.pop())

    def _run(self, run: Element, status: str, author: str, date: str) -> None:
        if self.fields:
            for open_field in self.fields:
                open_field.runs.append(run)
        text = ""
        if not self.in_code:
            last = run[-1] if len(run) else None
            size = len(run)
            if (
                last is not None
                and last.tag == T
                and (size == 1 or (size == 2 and run[0].tag == RPR))
            ):
                # The ordinary run: properties and one piece of text.
                self._add(run, child_text(last), status, author, date)
                return
        for child in run:
            tag = child.tag
            if tag == RPR:
                continue
            if tag == FLD_CHAR:
                if text and not self.in_code:
                    # Text before a field character in the same run belongs outside the field.
                    self._add(run, text, status, author, date)
                    text = ""
                self._field_character(child, run)
            elif tag in (INSTR, _DEL_INSTR):
                if self.fields:
                    self.fields[-1].code += child.text or ""
            elif tag == _COMMENT_REFERENCE:
                self.markers.append((self.length + len(text), child))
            elif not self.in_code:
                piece = child_text(child)
                if piece == OBJECT:
                    self._object(child, tag)
                text += piece
        if text and not self.in_code:
            self._add(run, text, status, author, date)
        elif self.empty_spans:
            self._add(run, "", status, author, date)

    def _add(self, run: Element, text: str, status: str, author: str, date: str) -> None:
        if not text and not self.empty_spans:
            return
        start = self.length
        end = self.length = start + len(text)
        self.parts.append(text)
        outer = self.fields[0] if self.fields else None
        self.spans.append(Span(start, end, run, status, author, date, outer))

    def _object(self, child: Element, tag: str) -> None:
        if tag in _BOX_HOSTS:
            for box in text_boxes(child):
                self.boxes.append((box, self.story, self.part, len(self.paragraphs)))
        elif tag == W + "footnoteReference":
            self.notes["footnote"].add(child.get(ID, ""))
        elif tag == W + "endnoteReference":
            self.notes["endnote"].add(child.get(ID, ""))

    def _field_character(self, child: Element, run: Element) -> None:
        kind = child.get(FLD_TYPE)
        if kind == "begin":
            self.fields.append(Field(runs=[run]))
            self.in_code += 1
        elif kind == "separate" and self.fields:
            if not self.fields[-1].separated:
                self.fields[-1].separated = True
                self.in_code -= 1
        elif kind == "end" and self.fields:
            closed = self.fields.pop()
            closed.code = " ".join(closed.code.split())
            self.closed_fields.append(closed)
            if not closed.separated:
                self.in_code -= 1


def text_boxes(host: Element) -> Iterator[Element]:
    """The ``w:txbxContent`` elements in an object, each text once (not its fallback again)."""
    if host.tag == MC + "AlternateContent":
        choices = [c for c in host if c.tag in (MC + "Choice", MC + "Fallback")]
        for choice in choices[:1]:
            for child in choice:
                yield from text_boxes(child)
        return
    if host.tag == TXBX:
        yield host
        return
    for child in host:
        yield from text_boxes(child)


def _through_controls(container: Element, wanted: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also those inside content controls."""
    for child in container:
        if child.tag == wanted:
            yield child
        elif child.tag == W + "sdt":
            content = child.find(W + "sdtContent")
            if content is not None:
                yield from _through_controls(content, wanted)
        elif child.tag == W + "customXml" or child.tag in _REVISIONS:
            yield from _through_controls(child, wanted)


def _grid(properties: Element | None, name: str, otherwise: int) -> int:
    found = properties.find(W + name) if properties is not None else None
    count = integer(found.get(VAL)) if found is not None else None
    return otherwise if count is None else max(0, count)
