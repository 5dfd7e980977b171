"""Primitive changes in flat coordinates, and the Edits that come of them."""

from __future__ import annotations

from pipeline.word.compare.content import clean_properties, compact
from pipeline.word.compare.context import Op, Sides
from pipeline.word.compare.found import Found, parse_date
from pipeline.word.edit import Edit, Fragment
from pipeline.word.stories import Paragraph


class Changes:
    """Joins a story's primitive changes and brings them into one form."""

    def __init__(self, sides: Sides) -> None:
        self.sides = sides

    def found(self) -> list[Found]:
        """The story's changes of text as Edits in the order of the text."""
        edits = [self._found(op) for op in self._merged_ops()]
        return [edit for edit in edits if edit is not None]

    def _merged_ops(self) -> list[Op]:
        merged: list[Op] = []
        for op in self.sides.ops:
            last = merged[-1] if merged else None
            if last is not None and self._continues(last, op):
                last.high = max(last.high, op.high)
                last.end = op.end or last.end
                last.fragments = compact([*last.fragments, *op.fragments])
            else:
                merged.append(op)
        merged.sort(key=_order)
        for number, op in enumerate(merged):
            following = (
                merged[number + 1].low if number + 1 < len(merged) else len(self.sides.flat) + 2
            )
            self._canonical(op, following)
        return sorted(merged, key=_order)

    def _continues(self, last: Op, op: Op) -> bool:
        same = (last.silent, last.author, last.outside) == (op.silent, op.author, op.outside)
        if not same or op.low != last.high:
            return False
        if op.high > last.low and any(f.block for f in (*last.fragments, *op.fragments)):
            return False  # a new table stands by itself, beside what goes
        starts_line = last.low == 0 or self.sides.flat[last.low - 1] == "\n"
        ends_line = last.high > last.low and self.sides.flat[last.high - 1] == "\n"
        if op.high > op.low and not last.fragments and starts_line and ends_line:
            return False
        # A whole paragraph that goes and one that comes stay two changes.
        return not (op.low == op.high and starts_line and ends_line and not last.fragments)

    def _canonical(self, op: Op, following: int) -> None:
        """One form for what comes out the same: whole paragraphs stand before the next one.

        following: where the next change begins; the form must not run into it.
        """
        new = op.new
        if op.outside:
            return
        if op.low == op.high and len(new) > 1 and op.fragments[0].is_mark:
            index = self.sides.index(op.low)
            at_end = op.low == self.sides.starts[index + 1] - 1
            if at_end and self.sides.joins(index) and following > op.low:
                mark = op.end or _line_end(op, self.sides.base[index])
                op.fragments = [*op.fragments[1:], mark]
                op.low = op.high = op.low + 1
        elif not new and op.high > op.low and self.sides.flat[op.low] == "\n":
            index = self.sides.index(op.high)
            inside = op.low > 0 and self.sides.flat[op.low - 1] != "\n"
            at_end = op.high == self.sides.starts[index + 1] - 1
            if inside and at_end and self.sides.joins(index) and following > op.high:
                op.low, op.high = op.low + 1, op.high + 1

    def _found(self, op: Op) -> Found | None:
        old, new = self.sides.flat[op.low : op.high], op.new
        if not old and not new:
            return None
        starts = self.sides.starts
        first, last = self.sides.index(op.low), self.sides.index(op.high)
        kind = "replace" if old and new else "delete" if old else "insert"
        edit = Edit(
            self.sides.left.name, first, op.low - starts[first], op.high - starts[last], new,
            end_paragraph=last, author=op.author, date=parse_date(op.date),
            fragments=tuple(op.fragments), outside=op.outside,
        )  # fmt: skip
        return Found(edit, op.silent, kind, old, new)


def _order(op: Op) -> tuple[int, int, int]:
    """Reading order: what stands before a table comes before what is in its first cell."""
    return op.low, -op.outside, op.high


def _line_end(op: Op, paragraph: Paragraph) -> Fragment:
    """The mark for the last of some inserted paragraphs whose mark was the base's own."""
    for fragment in reversed(op.fragments[1:]):
        if fragment.is_mark and fragment.xml:
            return fragment
    properties = paragraph.properties
    return Fragment("\n", b"" if properties is None else clean_properties(properties))
