"""Writing changes into the XML of one story: runs split, wrapped, inserted; marks set.

Positions are those of the view the story was read in (final), whatever was changed before: cut
runs are kept track of. Only insertions at one place must be made last one first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import groupby

from lxml import etree

from pipeline.word.edit import Fragment
from pipeline.word.grid import EditProblem, place_name
from pipeline.word.imports import Importer
from pipeline.word.marks import ALL_MARKS, strike_text, text_parts
from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    DEL,
    DEL_TEXT,
    ID,
    INS,
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
    XML_SPACE,
    Element,
    P,
    T,
    W,
)
from pipeline.word.package import Package
from pipeline.word.properties import (
    put,
    set_paragraph_format,
    set_run_format,
    set_section_format,
)
from pipeline.word.resolve.blocks import next_in_flow
from pipeline.word.stories import OBJECT, Field, Paragraph, Span, Story, child_text
from pipeline.word.styles import Styles

_WRAPPERS = frozenset((INS, DEL, MOVE_FROM, MOVE_TO))
_MARKS = (INS, DEL, MOVE_FROM, MOVE_TO)
# What the record of the old properties leaves out, as the schema wants it.
_NOT_KEPT = {
    PPR: (RPR, SECT_PR),
    SECT_PR: (W + "headerReference", W + "footerReference"),
}
_CUTTABLE = frozenset((W + "hyperlink", W + "smartTag", W + "customXml"))
_IDENTIFIED = frozenset(
    W + name for name in ("bookmarkStart", "comment", "commentRangeStart", "permStart")
)
_SPECIAL = {"\t": "tab", "\v": "br", "\u2011": "noBreakHyphen", "\u00ad": "softHyphen"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who made a change and when, as Word writes it."""

    author: str
    date: str


def stamp(author: str, date: datetime | None) -> Stamp:
    """The stamp of a change; without a date it is now."""
    when = date or datetime.now(timezone.utc)
    if when.tzinfo is not None:
        when = when.astimezone(timezone.utc)
    return Stamp(author or "红头", when.strftime("%Y-%m-%dT%H:%M:%SZ"))


class Ids:
    """Fresh ``w:id`` values for one package; ``ours`` are those given out."""

    def __init__(self, package: Package) -> None:
        highest = 0
        for part in text_parts(package):
            for item in package.xml(part).iter(*ALL_MARKS, *_IDENTIFIED):
                number = item.get(ID, "")
                if number.lstrip("-").isdigit():
                    highest = max(highest, int(number))
        self._last = highest
        self.ours: set[str] = set()

    def next(self) -> str:
        """A value no other mark, bookmark or comment of the file has."""
        self._last += 1
        number = str(self._last)
        self.ours.add(number)
        return number

    def renumbered(self, item: Element) -> Element:
        """``item`` with a fresh id that does not count as ours (a copy of someone's mark)."""
        self._last += 1
        item.set(ID, str(self._last))
        return item


@dataclass(slots=True)
class Point:
    """A place in the XML: in ``container``, right after ``after`` (None: at the front)."""

    container: Element
    after: Element | None

    def insert(self, item: Element) -> None:
        """Put ``item`` here; the point then lies behind it."""
        if self.after is None:
            first = self.container[0] if len(self.container) else None
            position = 1 if first is not None and first.tag == PPR else 0
        else:
            position = self.container.index(self.after) + 1
        self.container.insert(position, item)
        self.after = item


class TrackedStory:
    """Makes tracked changes in one story of a package that is being written."""

    def __init__(self, story: Story, ids: Ids, styles: Styles, importer: Importer) -> None:
        self.story = story
        self.ids = ids
        self.styles = styles
        self.importer = importer
        self.moving = ""
        self._heads: dict[int, Element] = {}
        self._broken: list[Element] = []
        self._pieces: dict[tuple[int, int, Element], list[tuple[int, Element]]] = {}

    # Places -------------------------------------------------------------------------------

    def _head(self, index: int) -> Element:
        """The ``w:p`` that now holds the start of paragraph ``index``."""
        head = self._heads.get(index)
        if head is not None:
            return head
        paragraph = self.story.paragraphs[index]
        if len(paragraph.elements) > 1:
            for span in paragraph.spans:
                if span.end > span.start:
                    return _paragraph_of(span.run)
        return paragraph.element

    def point(self, index: int, offset: int, *, climb: bool = True) -> Point:
        """The place before the character ``offset`` of paragraph ``index``, splitting runs."""
        span = _span_before(self.story.paragraphs[index], offset)
        if span is None:
            return Point(self._head(index), None)
        run = [run for begins, run in self._cut(index, span, offset) if begins < offset][-1]
        element = run
        field = span.field
        if field is not None and climb and _field_ends(self.story.paragraphs[index], field, offset):
            last = field.simple if field.simple is not None else field.runs[-1]
            if _paragraph_of(last) is _paragraph_of(run):
                element = last
        parent = element.getparent()
        assert parent is not None
        if not climb:
            return Point(parent, element)
        return self._climbed(parent, element)

    def _climbed(self, parent: Element, element: Element) -> Point:
        """Out of marks (splitting them) and of containers that end here."""
        while parent.tag != P:
            outer = parent.getparent()
            if outer is None:
                break
            if parent.tag in _WRAPPERS:
                if element.getnext() is not None:
                    self._split_wrapper(parent, element)
            elif any(_holds_text(item) for item in element.itersiblings()):
                break
            element, parent = parent, outer
        return Point(parent, element)

    def _split_wrapper(self, wrapper: Element, after: Element) -> None:
        other = etree.Element(wrapper.tag)
        for name, text in wrapper.attrib.items():
            other.set(name, text)
        if wrapper.get(ID) in self.ids.ours:
            other.set(ID, self.ids.next())
        elif wrapper.tag in _WRAPPERS:
            self.ids.renumbered(other)
        for item in list(after.itersiblings()):
            other.append(item)
        wrapper.addnext(other)

    def _cut(self, index: int, span: Span, offset: int) -> list[tuple[int, Element]]:
        """The pieces of a span as (start, run), cut so that one begins at ``offset``."""
        key = (index, span.start, span.run)
        pieces = self._pieces.setdefault(key, [(span.start, span.run)])
        if not span.start < offset < span.end or any(start == offset for start, _ in pieces):
            return pieces
        place = max(n for n, (start, _) in enumerate(pieces) if start < offset)
        start, run = pieces[place]
        right = self._split_run(run, offset - start, span.field)
        if right is not None:
            pieces.insert(place + 1, (offset, right))
        return pieces

    def _split_run(self, run: Element, local: int, field: Field | None) -> Element | None:
        """Cut a run after ``local`` characters; returns the right part, None when empty."""
        if run.tag != R_:
            return None
        seen = 0
        moved: list[Element] = []
        for child in list(run):
            if child.tag == RPR:
                continue
            size = len(child_text(child))
            if seen >= local and (size or moved or seen > local):
                moved.append(child)
            elif seen + size > local:
                moved.append(_cut_text(child, local - seen))
            seen += size
        if not moved:
            return None
        right = etree.Element(R_)
        for name, text in run.attrib.items():
            right.set(name, text)
        properties = run.find(RPR)
        if properties is not None:
            right.append(self._copied_properties(properties))
        right.extend(moved)
        run.addnext(right)
        if field is not None and run in field.runs:
            field.runs.insert(field.runs.index(run) + 1, right)
        return right

    def _copied_properties(self, properties: Element) -> Element:
        copied = deepcopy(properties)
        change = copied.find(W + "rPrChange")
        if change is not None:
            if change.get(ID) in self.ids.ours:
                change.set(ID, self.ids.next())
            else:
                self.ids.renumbered(change)
        return copied

    def pieces(self, index: int, start: int, end: int) -> list[Element]:
        """The runs that hold exactly the characters [start, end), after splitting, in order."""
        found: list[Element] = []
        for span in self.story.paragraphs[index].spans:
            if span.start >= end or span.end <= start or span.start == span.end:
                continue
            self._cut(index, span, start)
            for begins, run in self._cut(index, span, end):
                if start <= begins < end:
                    found.append(run)
        return found

    # Changes ------------------------------------------------------------------------------

    def delete(self, index: int, start: int, end: int, by: Stamp) -> None:
        """Mark the characters [start, end) of one paragraph as deleted, fields as wholes."""
        paragraph = self.story.paragraphs[index]
        structure = _covered_fields(paragraph, start, end)
        runs = self.pieces(index, start, end)
        known = set(runs)
        for run in structure:
            if run not in known:
                runs.append(run)
                known.add(run)
        for run in runs:
            self._strike(run, by)

    def _strike(self, run: Element, by: Stamp) -> None:
        parent = run.getparent()
        assert parent is not None
        if parent.tag in (DEL, MOVE_FROM):
            return
        before = run.getprevious()
        kind = MOVE_FROM if self.moving else DEL
        ours = before is not None and before.tag == kind and before.get(ID) in self.ids.ours
        if before is not None and ours and before.get(AUTHOR) == by.author:
            before.append(run)
        else:
            wrapper = self._wrapper(DEL, by)
            run.addprevious(wrapper)
            wrapper.append(run)
        if not self.moving:
            strike_text(run)

    def _wrapper(self, tag: str, by: Stamp) -> Element:
        if self.moving:
            tag = {INS: MOVE_TO, DEL: MOVE_FROM}.get(tag, tag)
        wrapper = etree.Element(tag)
        wrapper.set(ID, self.ids.next())
        wrapper.set(AUTHOR, by.author)
        wrapper.set(DATE, by.date)
        return wrapper

    def insert(
        self,
        index: int,
        offset: int,
        fragments: Sequence[Fragment],
        by: Stamp,
        *,
        like: tuple[int, int] | None = None,
    ) -> None:
        """Insert content before the character ``offset``; "\\n" fragments are paragraph marks.

        like: the range it replaces, whose formatting plain text takes.
        """
        paragraph = self.story.paragraphs[index]
        point = self.point(index, offset)
        start = like[0] if like and like[0] < like[1] else None
        model = _model_properties(paragraph, offset, start, outside=point.container.tag == P)
        lines, breaks = _cut_lines(fragments)
        tables: list[Element] = []
        for number in range(len(lines) - 1, -1, -1):
            if lines[number]:
                after = point.after
                for item in self._inserted(lines[number], model, by):
                    point.insert(item)
                point.after = after
            if not number:
                break
            if breaks[number - 1].block:
                tables.insert(0, self._new_block(breaks[number - 1], by))
                continue
            holder = _paragraph_of(point.container)
            point = self._break(index, offset, point, breaks[number - 1], by)
            for table in tables:
                holder.addprevious(table)
            tables.clear()
        if tables:
            if point.after is not None and _holds_text(point.after):
                raise EditProblem(f"{place_name(self.story, index)}的中间不能插入表格。")
            for table in tables:
                self._head(index).addprevious(table)

    def insert_outside(
        self, index: int, level: int, fragments: Sequence[Fragment], by: Stamp
    ) -> None:
        """Insert paragraphs and tables before the table that begins with paragraph ``index``.

        level: how many tables around the paragraph to leave; each paragraph ends in its mark.
        """
        table: Element = self.story.paragraphs[index].element
        for _ in range(level):
            table = next(item for item in table.iterancestors() if item.tag == TBL)
        lines, breaks = _cut_lines(fragments)
        for line, end in zip(lines, breaks, strict=False):
            if end.block:
                table.addprevious(self._new_block(end, by))
                continue
            paragraph = etree.Element(P)
            properties = self.importer.paragraph_properties(end) if end.xml else None
            if properties is not None:
                paragraph.append(properties)
            if line:
                paragraph.extend(self._inserted(line, None, by))
            table.addprevious(paragraph)
            self.mark(paragraph, INS, by)

    def _new_block(self, fragment: Fragment, by: Stamp) -> Element:
        """A table, row or cell from another file, its rows and text marked as inserted."""
        block = self.importer.block(fragment, self.story.part)
        rows = [block] if block.tag == TR else _own_rows(block) if block.tag == TBL else []
        for row in rows:
            self._mark_row(row, INS, by)
        for run in list(block.iter(R_)):
            parent = run.getparent()
            if parent is None or parent.tag == INS or _in_text_box(run, block):
                continue
            wrapper = self._wrapper(INS, by)
            run.addprevious(wrapper)
            wrapper.append(run)
            following = wrapper.getnext()
            while following is not None and following.tag == R_:
                wrapper.append(following)
                following = wrapper.getnext()
        return block

    def _inserted(
        self, fragments: Sequence[Fragment], model: Element | None, by: Stamp
    ) -> list[Element]:
        """New content of one paragraph: inserted runs, with the links and controls around them."""
        found: list[Element] = []
        for around, group in groupby(fragments, key=lambda fragment: fragment.around):
            own = list(group)
            wrapper = self._wrapper(INS, by)
            runs: list[Element] = []
            for fragment in own:
                if fragment.xml:
                    runs += self.importer.runs(fragment, self.story.part)
                else:
                    runs.append(new_run(fragment.text, model))
            shell = self.importer.shell(own[0], self.story.part) if around else None
            if shell is None:
                wrapper.extend(runs)
                found.append(wrapper)
            elif shell.tag == W + "sdt":
                etree.SubElement(shell, W + "sdtContent").extend(runs)
                wrapper.append(shell)
                found.append(wrapper)
            else:
                # Links and simple fields may not stand in an insertion, but hold one.
                wrapper.extend(runs)
                shell.append(wrapper)
                found.append(shell)
        return found

    def _break(self, index: int, offset: int, point: Point, mark: Fragment, by: Stamp) -> Point:
        """Split the paragraph at ``point``; the new left one carries an inserted mark."""
        container, after = point.container, point.after
        while container.tag != P:
            outer = container.getparent()
            if container.tag not in _CUTTABLE or outer is None or after is None:
                raise EditProblem("不能在内容控件或域的中间分段。")
            self._split_wrapper(container, after)
            container, after = outer, container
        left = etree.Element(P)
        properties = self._mark_properties(container, mark, offset)
        if properties is not None:
            left.append(properties)
        if after is not None:
            for child in list(container):
                if child.tag != PPR:
                    left.append(child)
                if child is after:
                    break
        if self._head(index) is container:
            self._heads[index] = left
        container.addprevious(left)
        self._broken.append(left)
        self.mark(left, INS, by)
        return Point(left, after)

    def _mark_properties(self, source: Element, mark: Fragment, offset: int) -> Element | None:
        if mark.xml:
            return self.importer.paragraph_properties(mark)
        old = source.find(PPR)
        if old is None:
            return None
        copied = deepcopy(old)
        for child in list(copied):
            skipped = (SECT_PR, W + "pPrChange")
            if child.tag in skipped or (offset == 0 and child.tag == W + "pageBreakBefore"):
                copied.remove(child)
            elif child.tag == RPR:
                for item in list(child):
                    if item.tag in (*_MARKS, W + "rPrChange"):
                        child.remove(item)
        return copied

    @contextmanager
    def move(self, name: str, by: Stamp, first: int, last: int | None) -> Iterator[None]:
        """Write what is done meanwhile as one half of the move ``name``.

        first, last: the paragraphs that are moved away; last None: some come before ``first``.
        """
        self.moving = name
        self._broken.clear()
        yield
        self.moving = ""
        way = "moveTo" if last is None else "moveFrom"
        paragraphs = self.story.paragraphs
        moved = (
            self._broken[::-1] if last is None
            else [paragraphs[index].element for index in range(first, last + 1)]
        )  # fmt: skip
        start = self._wrapper(f"{W}{way}RangeStart", by)
        start.set(W + "name", name)
        end = etree.Element(f"{W}{way}RangeEnd")
        end.set(ID, start.get(ID, ""))
        moved[0].insert(1 if moved[0].find(PPR) is not None else 0, start)
        moved[-1].addnext(end)

    def mark(self, paragraph: Element, kind: str, by: Stamp) -> None:
        """Mark a ``w:p``'s paragraph mark as inserted or deleted."""
        properties = paragraph.find(PPR)
        if properties is None:
            properties = etree.Element(PPR)
            paragraph.insert(0, properties)
        run_properties = properties.find(RPR)
        if run_properties is None:
            run_properties = put(properties, etree.Element(RPR))
        if run_properties.find(kind) is None:
            put(run_properties, self._wrapper(kind, by))

    def delete_mark(self, index: int, by: Stamp, *, whole: bool) -> None:
        """Mark the paragraph mark of ``index`` as deleted (``whole``: all its text goes too)."""
        element = self.story.paragraphs[index].element
        following = next_in_flow(element)
        joins = following is not None and following.tag == P
        if not joins and not (whole and following is not None and following.tag == TBL):
            raise EditProblem(
                f"{place_name(self.story, index)}后面没有可以合并的段落，不能删去段落标记。"
            )
        self.mark(element, DEL, by)

    def format_runs(
        self, index: int, start: int, end: int, changes: Mapping[str, object], by: Stamp
    ) -> None:
        """Set run properties on [start, end), with the old ones kept in ``rPrChange``."""
        for run in self.pieces(index, start, end):
            if run.tag != R_:
                continue
            properties = run.find(RPR)
            if properties is None:
                properties = etree.Element(RPR)
                run.insert(0, properties)
            self._track(properties, "rPrChange", RPR, by, index)
            set_run_format(properties, changes, self.styles)
        if start == end and not self.story.paragraphs[index].text:
            self._format_mark(index, changes, by)

    def _format_mark(self, index: int, changes: Mapping[str, object], by: Stamp) -> None:
        """An empty paragraph looks as its mark does: set the properties there."""
        element = self.story.paragraphs[index].element
        properties = element.find(PPR)
        if properties is None:
            properties = etree.Element(PPR)
            element.insert(0, properties)
        run_properties = properties.find(RPR)
        if run_properties is None:
            run_properties = put(properties, etree.Element(RPR))
        self._track(run_properties, "rPrChange", RPR, by, index)
        set_run_format(run_properties, changes, self.styles)

    def format_paragraph(self, index: int, changes: Mapping[str, object], by: Stamp) -> None:
        """Set paragraph properties, with the old ones kept in ``pPrChange``."""
        element = self.story.paragraphs[index].element
        properties = element.find(PPR)
        if properties is None:
            properties = etree.Element(PPR)
            element.insert(0, properties)
        self._track(properties, "pPrChange", PPR, by, index)
        set_paragraph_format(properties, changes, self.styles)

    def format_section(
        self, index: int, section: Element, changes: Mapping[str, int | str], by: Stamp
    ) -> None:
        """Set properties of the section a paragraph stands in; the old ones in ``sectPrChange``."""
        self._track(section, "sectPrChange", SECT_PR, by, index)
        set_section_format(section, changes)

    def _track(self, properties: Element, name: str, tag: str, by: Stamp, index: int) -> None:
        pending = properties.find(W + name)
        if pending is not None:
            if pending.get(ID) in self.ids.ours:
                return
            raise EditProblem(
                f"{place_name(self.story, index)}已有别人未处理的格式修订，请先接受或拒绝它。"
            )
        change = self._wrapper(W + name, by)
        old = etree.SubElement(change, tag)
        skipped = (*_MARKS, *_NOT_KEPT.get(tag, ()))
        old.extend([deepcopy(child) for child in properties if child.tag not in skipped])
        put(properties, change)

    # Rows ---------------------------------------------------------------------------------

    def delete_row(self, row: Element, by: Stamp) -> None:
        """Mark a table row and all it holds as deleted."""
        self._mark_row(row, DEL, by)
        for run in [item for item in row.iter(R_) if not _in_text_box(item, row)]:
            if _holds_text(run):
                self._strike(run, by)

    def insert_row(
        self,
        row: Element,
        cells: Sequence[str],
        by: Stamp,
        *,
        after: bool,
        fragment: Fragment | None = None,
    ) -> None:
        """Insert a row before or after ``row``: ``fragment``, or one that looks like ``row`` with
        the texts ``cells``."""
        new = self._row_like(row, cells, by) if fragment is None else self._new_block(fragment, by)
        if after:
            row.addnext(new)
        else:
            row.addprevious(new)

    def _row_like(self, row: Element, cells: Sequence[str], by: Stamp) -> Element:
        new = deepcopy(row)
        for name in list(new.attrib):
            del new.attrib[name]
        properties = new.find(TR_PR)
        if properties is not None:
            for child in [c for c in properties if c.tag in _MARKS or c.tag == W + "trPrChange"]:
                properties.remove(child)
        found = list(new.iter(TC))
        found = [cell for cell in found if not _nested(cell, new)]
        if len(found) != len(cells):
            raise EditProblem(f"要插入的表格行有 {len(cells)} 个单元格，而表格有 {len(found)} 列。")
        for cell, text in zip(found, cells, strict=True):
            self._fill_cell(cell, text, by)
        self._mark_row(new, INS, by)
        return new

    # Columns --------------------------------------------------------------------------------

    def delete_cell(self, cell: Element, by: Stamp) -> None:
        """Mark a cell and all it holds as deleted."""
        self._mark_cell(cell, "cellDel", by)
        for run in [item for item in cell.iter(R_) if not _in_text_box(item, cell)]:
            if _holds_text(run):
                self._strike(run, by)

    def insert_cell(
        self, cell: Element, text: str, fragment: Fragment, by: Stamp, *, after: bool
    ) -> None:
        """Insert a cell before or after ``cell``: ``fragment``, or one like it with ``text``."""
        if fragment.xml:
            new = self._new_block(fragment, by)
        else:
            new = deepcopy(cell)
            for item in new.findall(f"{TC_PR}/*"):
                if item.tag in _CELL_ONLY:
                    new[0].remove(item)
            self._fill_cell(new, text, by)
        self._mark_cell(new, "cellIns", by)
        if after:
            cell.addnext(new)
        else:
            cell.addprevious(new)

    def _mark_cell(self, cell: Element, kind: str, by: Stamp) -> None:
        properties = cell.find(TC_PR)
        if properties is None:
            properties = etree.Element(TC_PR)
            cell.insert(0, properties)
        mark = self._wrapper(W + kind, by)
        change = properties.find(W + "tcPrChange")
        if change is not None:
            change.addprevious(mark)
        else:
            properties.append(mark)

    def widen_grid(self, cell: Element, fragment: Fragment | None, *, after: bool) -> None:
        """Give the table's grid one more column beside that of ``cell`` (in a regular table)."""
        row = next(item for item in cell.iterancestors() if item.tag == TR)
        table = next(item for item in row.iterancestors() if item.tag == TBL)
        grid = table.find(W + "tblGrid")
        place = [item for item in row.iter(TC) if not _nested(item, row)].index(cell)
        if grid is None or place >= len(grid):
            return
        column = deepcopy(grid[place])
        if fragment is not None and fragment.xml:
            width = etree.fromstring(fragment.xml).find(f"{TC_PR}/{W}tcW")
            if width is not None and width.get(W + "type", "dxa") == "dxa" and width.get(W + "w"):
                column.set(W + "w", width.get(W + "w", ""))
        if after:
            grid[place].addnext(column)
        else:
            grid[place].addprevious(column)

    def _fill_cell(self, cell: Element, text: str, by: Stamp) -> None:
        first = next(cell.iter(P), None)
        paragraph_properties = first.find(PPR) if first is not None else None
        run = next(first.iter(R_), None) if first is not None else None
        model = run.find(RPR) if run is not None else None
        for child in list(cell):
            if child.tag != TC_PR:
                cell.remove(child)
        for line in text.split("\n"):
            paragraph = etree.SubElement(cell, P)
            if paragraph_properties is not None:
                copied = deepcopy(paragraph_properties)
                for name in ("pPrChange", "rPr"):
                    for child in copied.findall(W + name):
                        copied.remove(child)
                paragraph.append(copied)
            if line:
                wrapper = self._wrapper(INS, by)
                wrapper.append(new_run(line, model))
                paragraph.append(wrapper)

    def _mark_row(self, row: Element, kind: str, by: Stamp) -> None:
        properties = row.find(TR_PR)
        if properties is None:
            properties = etree.Element(TR_PR)
            position = 1 if len(row) and row[0].tag == W + "tblPrEx" else 0
            row.insert(position, properties)
        if properties.find(kind) is not None:
            return
        change = properties.find(W + "trPrChange")
        mark = self._wrapper(kind, by)
        if change is not None:
            change.addprevious(mark)
        else:
            properties.append(mark)


_CELL_ONLY = frozenset(W + name for name in ("cellIns", "cellDel", "cellMerge", "tcPrChange"))


def _cut_lines(fragments: Sequence[Fragment]) -> tuple[list[list[Fragment]], list[Fragment]]:
    """New content as lines and what ends each but the last: paragraph marks and whole tables."""
    lines: list[list[Fragment]] = [[]]
    breaks: list[Fragment] = []
    for fragment in fragments:
        if fragment.is_mark or fragment.block:
            breaks.append(fragment)
            lines.append([])
        elif fragment.text:
            lines[-1].append(fragment)
    return lines, breaks


def _own_rows(table: Element) -> list[Element]:
    """The rows of a table without those of tables in its cells."""
    return [row for row in table.iter(TR)
            if next(a for a in row.iterancestors() if a.tag == TBL) is table]  # fmt: skip


# Runs and texts -----------------------------------------------------------------------------


def new_run(text: str, model: Element | None) -> Element:
    """A run with ``text``, formatted like the ``rPr`` ``model`` (change marks left out)."""
    run = etree.Element(R_)
    if model is not None:
        properties = deepcopy(model)
        for child in list(properties):
            if child.tag in (*_MARKS, W + "rPrChange"):
                properties.remove(child)
        run.append(properties)
    plain = ""
    for character in text:
        if character in _SPECIAL or character == "\f":
            _append_text(run, plain)
            plain = ""
            child = etree.SubElement(run, W + _SPECIAL.get(character, "br"))
            if character == "\f":
                child.set(W + "type", "page")
        elif character == OBJECT:
            raise EditProblem("插入的内容里有图片、公式或注释引用，但没有给出它的来源。")
        else:
            plain += character
    _append_text(run, plain)
    return run


def _append_text(run: Element, text: str) -> None:
    if text:
        child = etree.SubElement(run, T)
        child.text = text
        child.set(XML_SPACE, "preserve")


def _cut_text(child: Element, at: int) -> Element:
    """Cut a ``w:t`` after ``at`` characters; returns the new right part."""
    if child.tag not in (T, DEL_TEXT):
        raise EditProblem("不能从一个对象的中间切开。")
    text = child.text or ""
    if child.get(XML_SPACE) != "preserve":
        text = text.strip(" \t\r\n")
    right = etree.Element(child.tag)
    child.text, right.text = text[:at], text[at:]
    child.set(XML_SPACE, "preserve")
    right.set(XML_SPACE, "preserve")
    return right


def _span_before(paragraph: Paragraph, offset: int) -> Span | None:
    """The span of the character just before ``offset``."""
    for span in paragraph.spans:
        if span.start < offset <= span.end:
            return span
    return None


def _field_ends(paragraph: Paragraph, field: Field, offset: int) -> bool:
    """Whether the visible result of ``field`` ends at ``offset``."""
    ends = [span.end for span in paragraph.spans if span.field is field]
    return bool(ends) and max(ends) == offset


def _covered_fields(paragraph: Paragraph, start: int, end: int) -> list[Element]:
    """All runs of the fields whose whole result lies in [start, end)."""
    extents: dict[Field, tuple[int, int]] = {}
    for span in paragraph.spans:
        if span.field is not None:
            low, high = extents.get(span.field, (span.start, span.end))
            extents[span.field] = (min(low, span.start), max(high, span.end))
    everything = start == 0 and end == len(paragraph.text)
    runs: list[Element] = []
    own = set(paragraph.elements)
    for field, (low, high) in extents.items():
        within = start <= low and high <= end and (low < high or start < low < end or everything)
        if within and all(_paragraph_of(run) in own for run in field.runs):
            runs.extend(field.runs)
    return runs


def _model_properties(
    paragraph: Paragraph, offset: int, start: int | None, *, outside: bool
) -> Element | None:
    """The ``rPr`` new text takes: of what it replaces, else of the text before, else after."""
    wanted: list[int] = [] if start is None else [start]
    wanted += [offset - 1, offset]
    fallback: Element | None = None
    for position in wanted:
        for span in paragraph.spans:
            if span.start <= position < span.end:
                if paragraph.text[position] == OBJECT or span.run.tag != R_:
                    break
                linked = any(a.tag == W + "hyperlink" for a in span.run.iterancestors())
                if linked and outside and position != start:
                    break
                return span.run.find(RPR)
    properties = paragraph.properties
    if properties is not None:
        fallback = properties.find(RPR)
    return fallback


def _holds_text(item: Element) -> bool:
    runs = [item] if item.tag == R_ else item.iter(R_)
    return any(
        child_text(child) or child.tag in (W + "fldChar", W + "instrText")
        for run in runs
        for child in run
    )


def _paragraph_of(element: Element) -> Element:
    current: Element | None = element
    while current is not None and current.tag != P:
        current = current.getparent()
    assert current is not None
    return current


def _in_text_box(item: Element, stop: Element) -> bool:
    current = item.getparent()
    while current is not None and current is not stop:
        if current.tag == W + "txbxContent":
            return True
        current = current.getparent()
    return False


def _nested(cell: Element, row: Element) -> bool:
    """Whether a cell belongs to a table inside ``row`` rather than to ``row`` itself."""
    current = cell.getparent()
    while current is not None and current is not row:
        if current.tag == TBL:
            return True
        current = current.getparent()
    return False
