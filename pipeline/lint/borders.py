"""The lines that Word draws around a paragraph: its own borders, its cell's, its table's."""

from __future__ import annotations

from typing import Any

from pipeline.lint.context import Context
from pipeline.word.drawn import Line, cell_lines, table_lines


def own_lines(context: Context, paragraph: Any) -> list[Line]:
    """The borders of a paragraph."""
    return [
        Line(side, size, colour.upper())
        for side, kind, size, colour in context.formats.paragraph(paragraph).borders
        if kind not in ("none", "nil", "")
    ]


def lines_around(context: Context, paragraph: Any) -> list[Line]:
    """The lines around a paragraph, its table cell and its table."""
    made = own_lines(context, paragraph)
    cell = paragraph.cell
    if cell is None:
        return made
    return made + cell_lines(cell) + table_lines(cell.table_element, context.document.styles)
