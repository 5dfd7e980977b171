"""Tables that belong together: rows and columns lined up, then cells; tables that come or go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from pipeline.word.align import align
from pipeline.word.compare.blocks import (
    CellBlocks,
    Row,
    Table,
    chain,
    indexes,
    is_shown,
    row_mark,
)
from pipeline.word.compare.content import Content, clean_properties
from pipeline.word.compare.context import Sides
from pipeline.word.compare.found import Found, parse_date
from pipeline.word.compare.lines import Piece
from pipeline.word.edit import Edit, Fragment
from pipeline.word.ooxml import PPR, R_, RPR, TC_PR, Element, P, W
from pipeline.word.stories import OBJECT

Blocks = list[int | Table]
Mark = tuple[str, str]
Pair = tuple[Row, Row]


@dataclass(slots=True)
class _Columns:
    """Which columns go together, which go, and which come after which (-1: at the front)."""

    pairs: list[tuple[int, int]]
    gone: list[tuple[int, Mark | None]]
    come: list[tuple[int, int, Mark | None]]


class Tables:
    """Compares the tables of one story; what is in cells goes to ``compare_blocks``."""

    def __init__(
        self, sides: Sides, content: Content, compare_blocks: Callable[[Blocks, Blocks], None]
    ) -> None:
        self.sides = sides
        self.files = sides.files
        self.content = content
        self._compare_blocks = compare_blocks

    # A table on both sides ----------------------------------------------------------------------

    def pair(self, one: Table, two: Table) -> None:
        """Note what differs between a base table and the other file's version of it."""
        rows = [row for row in two.rows if row.status not in "+x"]
        pairs, gone = self._rows(one, rows)
        marks = {row_mark(row.element) for row in rows}
        stays = gone or any(row.status != "-" for row in rows) or _has_new(two)
        if len(marks) == 1 and not stays:
            self._delete_rows(one, one.rows, marks.pop())
            self.files.matched += sum(len(self._text(row, True)) for row in one.rows)
            return
        columns = self._columns(one, two, pairs)
        for row in gone:
            self._delete_rows(one, [row], None)
        rebuilt: list[Pair] = []
        for ours, theirs in pairs:
            if theirs.status == "-":
                self._delete_rows(one, [ours], row_mark(theirs.element))
                self.files.matched += len(self._text(ours, True))
            elif columns is not None:
                for i, j in columns.pairs:
                    self._compare_blocks(ours.cells[i].blocks, theirs.cells[j].blocks)
            elif ours.shape == theirs.shape and not theirs.cell_marks:
                for left, right in zip(ours.cells, theirs.cells, strict=True):
                    self._compare_blocks(left.blocks, right.blocks)
            else:
                rebuilt.append((ours, theirs))
        for run in _runs(rebuilt, one.rows, two.rows):
            self._replace_rows(one, run)
        if columns is not None:
            self._change_columns(one, columns, pairs)
        self._new_rows(one, two, pairs, shaped=columns is not None)

    def _rows(self, one: Table, rows: list[Row]) -> tuple[list[Pair], list[Row]]:
        """The rows that go together, and the base's that are gone."""
        keys_left = [self._text(row, True) for row in one.rows]
        keys_right = [self._text(row, False) for row in rows]
        pairs: list[Pair] = []
        gone: list[Row] = []
        for l0, l1, r0, r1 in align(keys_left, keys_right, joins=False):
            if l0 < l1 and r0 < r1:
                pairs.append((one.rows[l0], rows[r0]))
            elif l0 < l1:
                gone.append(one.rows[l0])
        return pairs, gone

    def _text(self, row: Row, left: bool) -> str:
        return "\t".join(
            self.sides.base[i].text if left else self.sides.lines[i].text
            for i in range(row.first, row.beyond)
        )

    def _final(self, first: int, beyond: int) -> str:
        """What lines of the other file read with tracked changes accepted, without the last mark"""
        lines = self.sides.lines[first:beyond]
        parts = [part for line in lines if is_shown(line.cell) for part in line.parts]
        texts = [p.text if isinstance(p, Piece) else "\n" for p in parts if p.status in "=+"]
        return "".join(texts).removesuffix("\n")

    def _cell_final(self, cell: CellBlocks) -> str:
        places = indexes(cell.blocks)
        return self._final(places[0], places[-1] + 1) if places else ""

    def _map(self, first: int, beyond: int, flat: int) -> None:
        """Comments on new content stand where it comes into the base."""
        for i in range(first, beyond):
            for part in self.sides.lines[i].parts:
                self.sides.map(part, flat)

    # Rows ---------------------------------------------------------------------------------------

    def _outside(self, table: Table, index: int) -> int:
        """How many tables lie between base paragraph ``index`` and ``table``."""
        return len(chain(self.sides.base[index].cell)) - table.depth - 1

    def _note(self, edit: Edit, mark: Mark | None, old: str = "", new: str = "") -> None:
        self.sides.rows.append(Found(edit, mark is None, "row", old=old, new=new))

    def _at(self, table: Table, paragraph: int, mark: Mark | None) -> Edit:
        """An edit of ``table`` at the row or cell that begins with base paragraph ``paragraph``"""
        author, date = mark or ("", "")
        return Edit(
            self.sides.left.name, paragraph, 0, 0, author=author, date=parse_date(date),
            outside=self._outside(table, paragraph),
        )  # fmt: skip

    def _delete_rows(self, table: Table, rows: Sequence[Row], mark: Mark | None) -> None:
        edit = replace(self._at(table, rows[0].first, mark), row="delete", rows=len(rows))
        self._note(edit, mark, old="\n".join(self._text(row, True) for row in rows))

    def delete(self, table: Table) -> None:
        """A base table that the other file does not have."""
        self._delete_rows(table, table.rows, None)

    def _replace_rows(self, table: Table, run: list[Pair]) -> None:
        """Rows whose cells were merged, split or otherwise rebuilt: the new ones for the old."""
        fragments = [self._row_fragment(theirs) for _, theirs in run]
        marks = {mark for _, theirs in run for mark in theirs.cell_marks or (None,)}
        mark = marks.pop() if len(marks) == 1 else None
        edit = replace(
            self._at(table, run[0][0].first, mark), row="replace", rows=len(run),
            fragments=tuple(fragments), cells=tuple(f.text for f in fragments),
        )  # fmt: skip
        for ours, theirs in run:
            self.files.matched += len(self._text(ours, True))
            self._map(theirs.first, theirs.beyond, self.sides.starts[ours.first])
        old = "\n".join(self._text(ours, True) for ours, _ in run)
        self._note(edit, mark, old=old, new="\n".join(f.text for f in fragments))

    def _row_fragment(self, row: Row) -> Fragment:
        texts = [self._cell_final(cell) for cell in row.cells if cell.status in "=+"]
        return self.content.block(row.element, "\n".join(texts))

    def _new_rows(self, one: Table, two: Table, pairs: list[Pair], *, shaped: bool) -> None:
        """Rows that only the other file has, each beside the base row above it."""
        partner = {id(theirs): ours for ours, theirs in pairs}
        last: Row | None = None
        like: Row | None = None
        for row in two.rows:
            if id(row) in partner:
                last, like = partner[id(row)], row
            elif row.status in "=+":
                self._insert_row(one, last, row, like or _partnered(two, partner), shaped)

    def _insert_row(
        self, table: Table, after: Row | None, row: Row, like: Row | None, shaped: bool
    ) -> None:
        model = after or table.rows[0]
        self._map(row.first, row.beyond, self.sides.starts[model.first])
        cells = tuple(self._cell_final(cell) for cell in row.cells if cell.status in "=+")
        mark = None if row.status == "=" else row_mark(row.element)
        text = "\t".join(cells)
        plain = (
            like is not None
            and len(model.cells) == len(like.cells) == len(cells)
            and like.shape == model.shape
            and OBJECT not in text
            and _look(row) == _look(like)
        )
        fragments = () if plain else (self._row_fragment(row),)
        where = "insert_after" if after else "insert_before"
        edit = self._at(table, model.first, mark)
        edit = replace(edit, row=where, cells=cells, fragments=fragments, shaped=shaped)
        self._note(edit, mark, new=text)

    # Columns ------------------------------------------------------------------------------------

    def _columns(self, one: Table, two: Table, pairs: list[Pair]) -> _Columns | None:
        """How the columns go together; None when rows keep their cells or are rebuilt."""
        if not (one.regular and two.regular and pairs):
            return None
        width = len(one.rows[0].cells)
        states = [{row.cells[j].status for row in two.rows} for j in range(len(two.rows[0].cells))]
        if any(len(state) > 1 for state in states):
            return None  # single cells, no whole columns
        old = [j for j, state in enumerate(states) if state <= {"=", "-"}]
        if len(old) == width and all(state == {"="} for state in states):
            return None
        if len(old) == width:
            matched = list(enumerate(old))
        else:
            matched = self._matched_columns(pairs, width, old)
        found = _Columns(matched, [], [])
        partner = {j: i for i, j in matched}
        paired = {i for i, _ in matched}
        found.gone = [(i, None) for i in range(width) if i not in paired]
        after = -1
        for j, state in enumerate(states):
            if state == {"x"}:
                continue
            if j in partner:
                after = partner[j]
                if state == {"-"}:
                    found.gone.append((after, two.rows[0].cells[j].mark))
            else:
                mark = two.rows[0].cells[j].mark if state == {"+"} else None
                found.come.append((after, j, mark))
        going = {i for i, _ in found.gone}
        found.pairs = [(i, j) for i, j in matched if i not in going]
        return found

    def _matched_columns(
        self, pairs: list[Pair], width: int, old: list[int]
    ) -> list[tuple[int, int]]:
        """Columns lined up by what is in them."""
        left = [
            "\n".join(self.sides.base[k].text for ours, _ in pairs
                      for k in indexes(ours.cells[i].blocks))
            for i in range(width)
        ]  # fmt: skip
        right = [
            "\n".join(self.sides.lines[k].text for _, theirs in pairs
                      for k in indexes(theirs.cells[j].blocks))
            for j in old
        ]  # fmt: skip
        groups = align(left, right, joins=False)
        return [(l0, old[r0]) for l0, l1, r0, r1 in groups if l0 < l1 and r0 < r1]

    def _change_columns(self, one: Table, columns: _Columns, pairs: list[Pair]) -> None:
        for i, mark in columns.gone:
            texts = [
                "\n".join(self.sides.base[k].text for k in indexes(row.cells[i].blocks))
                for row in one.rows
            ]
            first = one.rows[0].cells[i].first
            edit = replace(self._at(one, first, mark), column="delete")
            self._note(edit, mark, old="\t".join(texts))
        partner = {id(ours): theirs for ours, theirs in pairs}
        for after, j, mark in columns.come:
            fragments = []
            for row in one.rows:
                theirs = partner.get(id(row))
                if theirs is None:
                    fragments.append(Fragment(""))
                    continue
                cell = theirs.cells[j]
                place = row.cells[max(after, 0)].first
                self._map(cell.first, cell.first + len(indexes(cell.blocks)),
                          self.sides.starts[place])  # fmt: skip
                fragments.append(self.content.block(cell.element, self._cell_final(cell)))
            first = one.rows[0].cells[max(after, 0)].first
            where = "insert_after" if after >= 0 else "insert_before"
            edit = replace(
                self._at(one, first, mark), column=where,
                cells=tuple(f.text for f in fragments), fragments=tuple(fragments),
            )  # fmt: skip
            self._note(edit, mark, new="\t".join(edit.cells))

    # Tables that only one side has --------------------------------------------------------------

    def fragment(self, table: Table, flat: int) -> tuple[Fragment, Mark | None]:
        """A table of the other file as new content at ``flat``, and who tracked it."""
        self._map(table.first, table.beyond, flat)
        text = self._final_table(table)
        mark = row_mark(table.rows[0].element) if table.new else None
        return self.content.block(table.element, text), mark

    def _final_table(self, table: Table) -> str:
        rows = [row for row in table.rows if row.status in "=+"]
        return "".join(self._final(row.first, row.beyond) + "\n" for row in rows)


def _partnered(table: Table, partner: dict[int, Row]) -> Row | None:
    return next((row for row in table.rows if id(row) in partner), None)


def _has_new(table: Table) -> bool:
    """Whether something is left of a row that was inserted with tracking."""
    return any(
        row.status == "+" and any(cell.status in "=+" for cell in row.cells) for row in table.rows
    )


def _runs(pairs: list[Pair], ours: list[Row], theirs: list[Row]) -> list[list[Pair]]:
    """Pairs whose rows follow one another on both sides, together."""
    place = {id(row): number for rows in (ours, theirs) for number, row in enumerate(rows)}
    runs: list[list[Pair]] = []
    for pair in pairs:
        before = runs[-1][-1] if runs else None
        if before and all(
            place[id(a)] + 1 == place[id(b)] for a, b in zip(before, pair, strict=True)
        ):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _look(row: Row) -> list[tuple[bytes, bytes, bytes]]:
    """How the cells of a row look: cell, paragraph and run properties, without their texts."""
    return [
        (
            _plain(cell.element.find(TC_PR), "cellIns", "cellDel", "tcPrChange"),
            _plain(cell.element.find(f"{P}/{PPR}"), "pPrChange"),
            _plain(next(cell.element.iter(RPR), None) if _has_run(cell.element) else None),
        )
        for cell in row.cells
    ]


def _has_run(cell: Element) -> bool:
    return next(cell.iter(R_), None) is not None


def _plain(properties: Element | None, *skipped: str) -> bytes:
    if properties is None:
        return b""
    copied = etree.fromstring(clean_properties(properties))
    for name in (*skipped, "rPrChange", "ins", "del", "rPr"):
        for item in copied.findall(W + name):
            copied.remove(item)
    return etree.tostring(copied, method="c14n")
