"""The edits of one story checked, brought into one form and order, and what they make of it.

Nothing here touches XML: the texts that must come out are worked out from the texts there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.word.edit import Edit, EditProblem, Fragment, blaming
from pipeline.word.grid import cell_at, column_ranges, place_name, rows_range, takes_columns
from pipeline.word.stories import Story


@dataclass(frozen=True, slots=True)
class Replacement:
    """A replacement in story order: from (first, start) to (last, end).

    edit: in its plainest form; wanted: as it was given.
    """

    first: int
    start: int
    last: int
    end: int
    edit: Edit
    wanted: Edit


def expected_texts(story: Story, edits: Sequence[Edit]) -> list[str]:
    """The texts of a story's paragraphs once ``edits`` are made; EditProblem when they clash."""
    return Plan(story, edits).expected()


class Plan:
    """The edits of one story, checked and in the order in which they can be written."""

    def __init__(self, story: Story, edits: Sequence[Edit]) -> None:
        self.story = story
        self.texts: list[Replacement] = []
        self.formats: list[Edit] = []
        self.rows: list[Edit] = []
        self.columns: list[Edit] = []
        self.moves: dict[int, str] = {}
        self.sections: list[Edit] = []
        self.lengths = [len(paragraph.text) for paragraph in story.paragraphs]
        for edit in edits:
            with blaming(edit):
                self._take(edit)
        self.texts.sort(key=lambda t: (t.first, t.start, -t.edit.outside, t.last, t.end))
        # Rows in the place of others come before those that are added beside them.
        self.rows.sort(key=lambda edit: edit.row.startswith("insert"))
        self._check_overlaps()

    def _take(self, edit: Edit) -> None:
        self._check(edit)
        if edit.structural:
            (self.columns if edit.column else self.rows).append(edit)
            return
        if edit.new is not None:
            self._add(edit)
        if edit.run_format or edit.paragraph_format:
            self.formats.append(edit)
        if edit.section_format:
            self.sections.append(edit)

    def _check(self, edit: Edit) -> None:
        count = len(self.story.paragraphs)
        if not 0 <= edit.paragraph <= edit.last < count:
            raise EditProblem(f"要修改的是第 {edit.paragraph + 1} 段，而这一部分只有 {count} 段。")
        first = len(self.story.paragraphs[edit.paragraph].text)
        last = len(self.story.paragraphs[edit.last].text)
        one = edit.paragraph == edit.last
        inside = 0 <= edit.start <= first and 0 <= edit.end <= last + 1
        if not inside or (one and edit.start > edit.end):
            raise EditProblem(f"{place_name(self.story, edit.paragraph)}的修改位置超出了文字范围。")
        if edit.structural or edit.outside:
            cell_at(self.story, edit)

    def _add(self, edit: Edit) -> None:
        """Bring a replacement into its plainest form: no mark both deleted and inserted."""
        first, start, last, end = edit.paragraph, edit.start, edit.last, edit.end
        new = edit.new or ""
        fragments = edit.fragments or _plain_fragments(new)
        if "".join(f.text for f in fragments) != new:
            raise EditProblem(f"{place_name(self.story, first)}的新内容与其格式片段对不上。")
        lengths = self.lengths
        if end == lengths[last] + 1:
            if last + 1 >= len(lengths):
                raise EditProblem(f"{place_name(self.story, last)}是最后一段，不能删去段落标记。")
            last, end = last + 1, 0
        while last > first and end == 0 and fragments and fragments[-1].is_mark:
            last -= 1
            end = lengths[last]
            fragments = fragments[:-1]
        while last > first and start == lengths[first] and fragments and fragments[0].is_mark:
            first, start = first + 1, 0
            fragments = fragments[1:]
        text = "".join(f.text for f in fragments)
        self._check_blocks(first, start, fragments, whole=last == first)
        changed = replace(edit, new=text, fragments=tuple(fragments))
        if (first, start) != (last, end) or text:
            self.texts.append(Replacement(first, start, last, end, changed, edit))

    def _check_blocks(
        self, first: int, start: int, fragments: Sequence[Fragment], *, whole: bool
    ) -> None:
        """A table can only stand where a paragraph begins."""
        begins = start == 0 and whole
        for fragment in fragments:
            if fragment.block and not begins:
                raise EditProblem(f"{place_name(self.story, first)}的中间不能插入表格。")
            begins = fragment.block or fragment.is_mark

    def _check_overlaps(self) -> None:
        for left, right in zip(self.texts, self.texts[1:], strict=False):
            if (left.last, left.end) > (right.first, right.start):
                raise EditProblem(
                    f"{place_name(self.story, right.first)}有两处修改互相重叠，不能同时写入。",
                    left.wanted, right.wanted,
                )  # fmt: skip
        deleted = self._deleted()
        for text in self.texts:
            # A range that ends where a paragraph begins does not touch that one.
            beyond = text.last + (text.end > 0 or text.last == text.first)
            inside = range(text.first + bool(text.edit.outside), beyond)
            gone = next((deleted[index] for index in inside if index in deleted), None)
            if gone is not None:
                raise EditProblem(
                    f"{place_name(self.story, text.first)}所在的表格行或列要删除，"
                    "不能同时修改其中的文字。",
                    gone, text.wanted,
                )  # fmt: skip

    def _deleted(self) -> dict[int, Edit]:
        """The paragraphs that go with their rows or columns, each with the edit that says so."""
        found: dict[int, Edit] = {}
        for edit in self.rows:
            if edit.row in ("delete", "replace"):
                found.update(dict.fromkeys(range(*rows_range(self.story, edit)), edit))
        for edit in self.columns:
            if edit.column == "delete":
                for first, beyond in column_ranges(self.story, edit):
                    found.update(dict.fromkeys(range(first, beyond), edit))
        return found

    def expected(self) -> list[str]:
        """The texts of the paragraphs once every edit is made, found without any XML."""
        lines: list[str | None] = [p.text for p in self.story.paragraphs]
        after: dict[int, list[str]] = defaultdict(list)
        # What stands before a paragraph that begins tables, with how far out it stands: before
        # the table, before the row, before the cell.
        ahead: dict[int, list[tuple[int, list[str]]]] = defaultdict(list)
        for text in reversed(self.texts):
            if text.edit.outside:
                new = (text.edit.new or "").removesuffix("\n").split("\n")
                ahead[text.first].insert(0, (3 * text.edit.outside, new))
                continue
            # A paragraph that is gone already leads on to the next one that is there.
            last, end = text.last, text.end
            while lines[last] is None and last < len(lines) - 1:
                last, end = last + 1, 0
            head = self.story.paragraphs[text.first].text[: text.start]
            tail = (lines[last] or "")[end:]
            # Whole paragraphs that go leave the next one where it is: its row may go as well.
            stays = last if text.start == text.end == 0 else text.first
            for index in range(text.first, last + 1):
                lines[index] = None
            lines[stays] = head + (text.edit.new or "") + tail
        for index in self._deleted():
            lines[index] = None
        for edit in self.rows:
            first, beyond = rows_range(self.story, edit)
            new = [line for cell in self._row_cells(edit) for line in cell.split("\n")]
            if edit.row == "insert_before":
                ahead[first].append((3 * edit.outside + 2, new))
            else:
                after[beyond - 1] += new
        result: list[str] = []
        behind = self._new_cells(ahead)
        for index, line in enumerate(lines):
            for _, new in sorted(ahead.get(index, ()), key=lambda entry: -entry[0]):
                result += new
            if line is not None:
                result += line.split("\n")
            result += behind.get(index, ())
            result += after.get(index, ())
        return result

    def new_columns(self, edit: Edit) -> list[Edit]:
        """The columns added to the table to which ``edit`` adds a row, that the row is to get."""
        if not edit.row.startswith("insert") or not self.columns:
            return []
        table = cell_at(self.story, edit).table_element
        added = [
            column for column in self.columns
            if column.column != "delete" and cell_at(self.story, column).table_element is table
        ]  # fmt: skip
        return added if added and takes_columns(self.story, edit) else []

    def _row_cells(self, edit: Edit) -> list[str]:
        """The cells of new rows, with an empty one for every column that is added."""
        beside: dict[tuple[int, bool], int] = defaultdict(int)
        for column in self.new_columns(edit):
            place = cell_at(self.story, column).column
            beside[place, column.column == "insert_after"] += 1
        cells: list[str] = []
        for place, cell in enumerate(edit.cells):
            cells += [*[""] * beside[place, False], cell, *[""] * beside[place, True]]
        return cells

    def _new_cells(self, ahead: dict[int, list[tuple[int, list[str]]]]) -> dict[int, list[str]]:
        """The texts of new columns: those before a paragraph go to ``ahead``, others are returned
        by the paragraph that they follow."""
        behind: dict[int, list[str]] = defaultdict(list)
        gone = {index for edit in self.rows if edit.row in ("delete", "replace")
                for index in range(*rows_range(self.story, edit))}  # fmt: skip
        for edit in self.columns:
            if edit.column == "delete":
                continue
            ranges = column_ranges(self.story, edit)
            for (first, beyond), cell in zip(ranges, edit.cells, strict=True):
                if first in gone:
                    continue
                if edit.column == "insert_after":
                    behind[beyond - 1] += cell.split("\n")
                else:
                    ahead[first].append((3 * edit.outside + 1, cell.split("\n")))
        return behind

    def pair_moves(self) -> None:
        """Find the deletions and insertions of whole paragraphs that are two halves of a move."""
        halves: dict[tuple[str, str], list[Replacement]] = defaultdict(list)
        for text in self.texts:
            if text.edit.move:
                halves[text.edit.author, text.edit.move].append(text)
        for number, pair in enumerate(halves.values(), 1):
            if len(pair) == 2 and sorted(map(self._half, pair)) == ["from", "to"]:
                for text in pair:
                    self.moves[id(text)] = f"move{pair[0].first}_{number}"

    def _half(self, text: Replacement) -> str:
        """Whether a change takes whole paragraphs away or brings some, and nothing else."""
        paragraphs = self.story.paragraphs
        new = text.edit.new or ""
        if text.start or text.end or text.edit.outside:
            return ""
        if text.last > text.first and not new:
            moved = paragraphs[text.first : text.last]
            return "from" if all(len(p.elements) == 1 for p in moved) else ""
        blocks = any(fragment.block for fragment in text.edit.fragments)
        return "to" if text.first == text.last and new.endswith("\n") and not blocks else ""


def _plain_fragments(text: str) -> tuple[Fragment, ...]:
    found: list[Fragment] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            found.append(Fragment("\n"))
        if line:
            found.append(Fragment(line))
    return tuple(found)
