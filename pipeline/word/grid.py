"""Rows and columns of tables: which cells and paragraphs an Edit of them is about."""

from __future__ import annotations

from pipeline.word.edit import Edit, EditProblem
from pipeline.word.ooxml import TBL, TC, TR, Element
from pipeline.word.stories import Cell, Paragraph, Story


def place_name(story: Story, index: int) -> str:
    """A paragraph as people call it: 正文第 5 段."""
    names = {"body": "正文", "header": "页眉", "footer": "页脚", "footnote": "脚注"}
    names |= {"endnote": "尾注", "textbox": "文本框"}
    return f"{names[story.kind]}第 {index + 1} 段"


def cell_at(story: Story, edit: Edit) -> Cell:
    """The cell in whose table an edit changes rows or columns (or before whose table it adds)."""
    cell = story.paragraphs[edit.paragraph].cell
    climb = edit.outside if edit.structural else edit.outside - 1
    for _ in range(climb):
        cell = cell.parent if cell is not None else None
    if cell is None or cell.row_element is None or cell.table_element is None:
        raise EditProblem(f"{place_name(story, edit.paragraph)}不在表格里，不能增删表格的行列。")
    return cell


def _own(paragraph: Paragraph, table: Element | None) -> Cell | None:
    """The cell of ``table`` in which a paragraph stands, nested tables included."""
    cell = paragraph.cell
    while cell is not None and cell.table_element is not table:
        cell = cell.parent
    return cell


def _rows_of(story: Story, edit: Edit) -> list[tuple[Element, int, int]]:
    """The rows of an edit with the paragraphs [first, beyond) of each."""
    start = cell_at(story, edit)
    first = edit.paragraph
    while first > 0:
        own = _own(story.paragraphs[first - 1], start.table_element)
        if own is None or own.row_element is not start.row_element:
            break
        first -= 1
    found: list[tuple[Element, int, int]] = []
    for index in range(first, len(story.paragraphs)):
        own = _own(story.paragraphs[index], start.table_element)
        if own is None or own.row_element is None:
            break
        if found and found[-1][0] is own.row_element:
            found[-1] = (own.row_element, found[-1][1], index + 1)
        elif len(found) == edit.rows:
            break
        else:
            found.append((own.row_element, index, index + 1))
    return found


def rows_range(story: Story, edit: Edit) -> tuple[int, int]:
    """The paragraphs [first, beyond) of the rows that an edit is about."""
    rows = _rows_of(story, edit)
    return rows[0][1], rows[-1][2]


def table_range(story: Story, edit: Edit) -> tuple[int, int]:
    """The paragraphs [first, beyond) of the table whose rows or columns an edit changes."""
    table = cell_at(story, edit).table_element
    inside = [i for i, p in enumerate(story.paragraphs) if _own(p, table) is not None]
    return inside[0], inside[-1] + 1


def row_elements(story: Story, edit: Edit) -> list[Element]:
    """The ``w:tr`` elements that an edit is about."""
    return [row for row, _, _ in _rows_of(story, edit)]


def _column_places(story: Story, edit: Edit) -> list[tuple[Element, int, int]]:
    """The cells of an edit's column with the paragraphs [first, beyond) of each."""
    start = cell_at(story, edit)
    found: list[tuple[Element, int, int]] = []
    for index, paragraph in enumerate(story.paragraphs):
        own = _own(paragraph, start.table_element)
        if own is None or own.element is None or own.column != start.column:
            continue
        if found and found[-1][0] is own.element:
            found[-1] = (own.element, found[-1][1], index + 1)
        else:
            found.append((own.element, index, index + 1))
    return found


def column_ranges(story: Story, edit: Edit) -> list[tuple[int, int]]:
    """The paragraphs [first, beyond) of every cell of an edit's column, from the top."""
    return [(first, beyond) for _, first, beyond in _column_places(story, edit)]


def column_cells(story: Story, edit: Edit) -> list[Element]:
    """The ``w:tc`` elements of an edit's column, from the top."""
    return [cell for cell, _, _ in _column_places(story, edit)]


def own_cells(row: Element) -> list[Element]:
    """The cells of a row without those of tables in its cells."""
    return [cell for cell in row.iter(TC) if next(cell.iterancestors(TR)) is row]


def takes_columns(story: Story, edit: Edit) -> bool:
    """Whether a new row has one plain cell for every column of a regular table, so that it can be
    given another one for every column that is added."""
    table = cell_at(story, edit).table_element
    assert table is not None
    rows = [row for row in table.iter(TR) if next(row.iterancestors(TBL)) is table]
    widths = {len(own_cells(row)) for row in rows}
    plain = not any(name in f.xml for f in edit.fragments for name in (b"gridSpan", b"vMerge"))
    return not edit.shaped and plain and widths == {len(edit.cells)}
