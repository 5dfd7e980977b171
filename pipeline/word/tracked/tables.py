"""Rows and columns of tables deleted and inserted."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from pipeline.word.edit import EditProblem, Fragment
from pipeline.word.grid import own_cells
from pipeline.word.ooxml import (
    DEL,
    INS,
    PPR,
    R_,
    RPR,
    TBL,
    TC_PR,
    TR,
    TR_PR,
    Element,
    P,
    W,
)
from pipeline.word.tracked.runs import (
    MARKS,
    holds_text,
    in_text_box,
    new_run,
    own_properties,
)
from pipeline.word.tracked.stamps import Stamp
from pipeline.word.tracked.text import TextChanges

_CELL_ONLY = frozenset(W + name for name in ("cellIns", "cellDel", "cellMerge", "tcPrChange"))


class TableChanges(TextChanges):
    """Changes of the rows and columns of tables."""

    def delete_row(self, row: Element, by: Stamp) -> None:
        """Mark a table row and all it holds as deleted."""
        self._mark_row(row, DEL, by)
        for run in [item for item in row.iter(R_) if not in_text_box(item, row)]:
            if holds_text(run):
                self._strike(run, by)

    def insert_row(
        self,
        row: Element,
        cells: Sequence[str],
        by: Stamp,
        *,
        after: bool,
        fragment: Fragment | None = None,
    ) -> Element:
        """Insert a row before or after ``row``: ``fragment``, or one that looks like ``row`` with
        the texts ``cells``. Returns the new row."""
        new = self._row_like(row, cells, by) if fragment is None else self._new_block(fragment, by)
        if after:
            row.addnext(new)
        else:
            row.addprevious(new)
        return new

    def _row_like(self, row: Element, cells: Sequence[str], by: Stamp) -> Element:
        new = deepcopy(row)
        for name in list(new.attrib):
            del new.attrib[name]
        properties = new.find(TR_PR)
        if properties is not None:
            for child in [c for c in properties if c.tag in MARKS or c.tag == W + "trPrChange"]:
                properties.remove(child)
        found = own_cells(new)
        if len(found) != len(cells):
            raise EditProblem(f"要插入的表格行有 {len(cells)} 个单元格，而表格有 {len(found)} 列。")
        for cell, text in zip(found, cells, strict=True):
            self._fill_cell(cell, text, by)
        self._mark_row(new, INS, by)
        return new

    def delete_cell(self, cell: Element, by: Stamp) -> None:
        """Mark a cell and all it holds as deleted."""
        self._mark_cell(cell, "cellDel", by)
        for run in [item for item in cell.iter(R_) if not in_text_box(item, cell)]:
            if holds_text(run):
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
        properties = own_properties(cell, TC_PR)
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
        place = own_cells(row).index(cell)
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
