"""The stories of a Word file read out of its XML: blocks, tables, paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Literal

from pipeline.word.inline import MARKERS, InlineReader
from pipeline.word.ooxml import (
    ID,
    PPR,
    RPR,
    SECT_PR,
    TBL,
    TC,
    TC_PR,
    TR,
    TR_PR,
    VAL,
    Element,
    P,
    W,
    integer,
)
from pipeline.word.package import Package
from pipeline.word.sections import Section, read_sections
from pipeline.word.stories import (
    Cell,
    Field,
    Paragraph,
    Story,
    StoryKind,
    View,
)
from pipeline.word.views import REVISIONS, Decided, through_controls


class Reader(InlineReader):
    """Reads containers of blocks into paragraphs; keeps what runs on across paragraphs."""

    def __init__(
        self, package: Package, view: View, empty_spans: bool, decided: Decided | None
    ) -> None:
        super().__init__(view, decided, empty_spans)
        self.package = package
        self.sections: tuple[Section, ...] = ()
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
            elif tag in MARKERS:
                self.waiting.append(child)
            elif tag == W + "customXml" or (
                tag in REVISIONS and self._change(child, "=") not in self.hidden
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
        for row, element in enumerate(through_controls(table, TR)):
            properties = element.find(TR_PR)
            status = self._row_status(element, properties)
            if status in self.hidden:
                continue
            column = _grid(properties, "gridBefore", 0)
            for cell in through_controls(element, TC):
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


def _grid(properties: Element | None, name: str, otherwise: int) -> int:
    found = properties.find(W + name) if properties is not None else None
    count = integer(found.get(VAL)) if found is not None else None
    return otherwise if count is None else max(0, count)
