"""Tables that belong together: rows lined up, then cells; and tables that come or go."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.word.align import align
from pipeline.word.compare.blocks import Row, Table, indexes, row_mark
from pipeline.word.compare.content import Content
from pipeline.word.compare.context import Sides
from pipeline.word.compare.found import Found, parse_date
from pipeline.word.edit import Edit
from pipeline.word.stories import OBJECT

Blocks = list[int | Table]


class Tables:
    """Compares the tables of one story; what is in cells goes to ``compare_blocks``."""

    def __init__(
        self, sides: Sides, content: Content, compare_blocks: Callable[[Blocks, Blocks], None]
    ) -> None:
        self.sides = sides
        self.files = sides.files
        self.content = content
        self._compare_blocks = compare_blocks

    def pair(self, one: Table, two: Table) -> None:
        rows = [row for row in two.rows if row.status not in "+x"]
        keys_left = [self._row_text(row, True) for row in one.rows]
        keys_right = [self._row_text(row, False) for row in rows]
        partner: dict[int, int] = {}
        for l0, l1, r0, r1 in align(keys_left, keys_right, joins=False):
            if l0 < l1 and r0 < r1:
                partner[r0] = l0
                if rows[r0].status == "-":
                    mark = row_mark(rows[r0].element)
                    self.delete_row(one.rows[l0], False, *mark)
                    self.files.matched += len(keys_left[l0])
                else:
                    self._cells(one.rows[l0], rows[r0])
            elif l0 < l1:
                self.delete_row(one.rows[l0], True, "", "")
        last = -1
        seen = -1
        for row in two.rows:
            if row.status not in "+x":
                seen += 1
                if seen in partner:
                    last = partner[seen]
                    continue
                if row.status == "-":
                    continue
            if row.status != "x":
                self._insert_row(one, last, row)

    def _row_text(self, row: Row, left: bool) -> str:
        return "\t".join(
            self.sides.base[i].text if left else self.sides.lines[i].text
            for i in range(row.first, row.beyond)
        )

    def delete_row(self, row: Row, silent: bool, author: str, date: str) -> None:
        text = self._row_text(row, True)
        edit = Edit(
            self.sides.left.name,
            row.first,
            0,
            0,
            row="delete",
            author=author,
            date=parse_date(date),
        )
        self.sides.rows.append(Found(edit, silent, "row", old=text))

    def _insert_row(self, table: Table, after: int, row: Row) -> None:
        cells = []
        for cell in row.cells:
            places = indexes(cell.blocks)
            cells.append("\n".join(self.sides.lines[i].final for i in places))
            for i in places:
                for part in self.sides.lines[i].parts:
                    self.sides.map(part, self.sides.starts[table.rows[max(after, 0)].first])
        model = table.rows[max(after, 0)]
        text = "\t".join(cells)
        if len(model.cells) != len(cells) or OBJECT in text:
            self.files.lose(f"来文新增的表格行“{text[:20]}”结构与原表不同，未合并。")
            return
        author, date = ("", "") if row.status == "=" else row_mark(row.element)
        place = "insert_after" if after >= 0 else "insert_before"
        edit = Edit(
            self.sides.left.name, model.first, 0, 0, row=place,
            cells=tuple(cells), author=author, date=parse_date(date),
        )  # fmt: skip
        self.sides.rows.append(Found(edit, row.status == "=", "row", new=text))

    def insert(self, table: Table) -> None:
        text = "".join(self.sides.lines[i].final for i in range(table.first, table.beyond))
        self.files.lose(f"来文新增了一个表格（“{text[:20]}”），请手工并入。")

    def _cells(self, one: Row, two: Row) -> None:
        if len(one.cells) == len(two.cells):
            pairs = list(zip(one.cells, two.cells, strict=True))
        else:
            by_column = {cell.column: cell for cell in two.cells}
            pairs = [(c, by_column[c.column]) for c in one.cells if c.column in by_column]
            self.files.lose("来文增删或合并了表格的列，列的变化未合并，请手工处理。")
        for left, right in pairs:
            self._compare_blocks(left.blocks, right.blocks)
