"""One story of both files: its blocks lined up, each pair compared, the outcome proved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from pipeline.word.align import TABLE, align, similar
from pipeline.word.compare.blocks import NEW, Table, chain, is_new, is_shown, pair_tables, tree
from pipeline.word.compare.changes import Changes
from pipeline.word.compare.content import Content, mark_fragment
from pipeline.word.compare.context import Files, Op, Sides
from pipeline.word.compare.found import Found, parse_date
from pipeline.word.compare.lines import (
    Final,
    Line,
    Mark,
    Piece,
    final_paragraphs,
    is_volatile,
    original_spans,
    recalculated,
    settled_lines,
)
from pipeline.word.compare.paragraphs import Paragraphs
from pipeline.word.compare.tables import Tables
from pipeline.word.compare.words import masked
from pipeline.word.edit import EditProblem, Fragment
from pipeline.word.grid import place_name
from pipeline.word.plan import expected_texts
from pipeline.word.resolve.proof import first_difference
from pipeline.word.stories import OBJECT, Story


class StoryComparer:
    """Compares one story; produces primitive changes, then Edits."""

    def __init__(self, files: Files, left: Story, right: Story) -> None:
        self.files = files
        self.sides = Sides(files, left, right)
        self.content = Content(self.sides)
        self.paragraphs = Paragraphs(self.sides, self.content)
        self.tables = Tables(self.sides, self.content, self._blocks)
        # Where a mark of the base waits for a paragraph to end, and whether its own text has gone.
        self.hollow, self.emptied = -1, False
        self.ending: dict[int, Fragment] = {}

    def run(self) -> list[Found]:
        """Compare, and make sure that the edits give exactly the other file's text."""
        self._tell_of_joins()
        notices = len(self.files.notices)
        found = self._compared()
        if not self._proves(found, notices):
            # Tracked and silent changes of the same paragraph marks: only the outcome is sure.
            only, first = self._only_author(), self._kept(found)
            self.files.notices.append("有些段落既有修订又被直接改动，这一部分按最后的文字比对。")
            self.sides.lines = settled_lines(self.sides.lines)
            self.sides.forget()
            self.hollow, self.emptied, self.ending = -1, False, {}
            found = self._compared()
            if not self._proves(found, len(self.files.notices)):
                if first is not None and self._kept(found) is None:
                    found, self.sides.rows, self.sides.formats, only = *first, None
                where = place_name(self.sides.left, 0).partition("第")[0]
                self.files.lose(f"来文{where}里有的改动没能逐处列出，请对照来文核对。")
            if only is not None:
                found = [_tracked(f, only) for f in found]
                self.sides.rows = [_tracked(f, only) for f in self.sides.rows]
        self._tell_of_contents()
        return [*found, *self.sides.rows]

    def _kept(self, found: list[Found]) -> tuple[list[Found], list[Found], list[Found]] | None:
        """The changes found so far, for later; None when they cannot be made."""
        try:
            expected_texts(self.sides.left, [f.edit for f in (*found, *self.sides.rows)])
        except EditProblem:
            return None
        return found, self.sides.rows, self.sides.formats

    def _only_author(self) -> Mark | None:
        """The mark of the one who tracked everything in the story; None when it is not one, or
        something was changed without tracking."""
        old = [line.text for line in self.sides.lines if not is_new(line.cell)]
        if old != [p.text for p in self.sides.base]:
            return None
        marks = [
            Mark(part.status, *_maker(part), part.paragraph)
            for line in self.sides.lines
            for part in line.parts
            if part.status in "+-"
        ]
        return marks[0] if len({mark.author for mark in marks}) == 1 else None

    def _proves(self, found: list[Found], notices: int) -> bool:
        """Whether making the edits gives the other file's final text."""
        try:
            texts = expected_texts(self.sides.left, [f.edit for f in (*found, *self.sides.rows)])
        except EditProblem:
            return False
        if len(self.files.notices) > notices:
            return True
        theirs = final_paragraphs(self.sides.lines)
        if not any(p.volatile for p in theirs) and not any(map(is_volatile, self.sides.base)):
            wanted = [p.text for p in theirs]
            return texts == wanted or self._only_leaves_an_end(texts, wanted)
        return self._accounts(texts, theirs)

    def _only_leaves_an_end(self, texts: list[str], wanted: list[str]) -> bool:
        """The same but for an empty last paragraph after a table that goes with the text behind
        it: no edit can take that one, so say so."""
        place = first_difference(texts, wanted)
        empty = self.hollow >= 0 and self.emptied and place < len(texts) and not texts[place]
        if not empty or texts[:place] + texts[place + 1 :] != wanted:
            return False
        self.files.notices.append(
            "来文删去了表格和其后的最后一段，合并稿里会留下一个空段，请手工删去。"
        )
        return True

    def _accounts(self, texts: list[str], theirs: list[Final]) -> bool:
        """The same where fields recalculate: every paragraph without one is there, none besides."""
        have = Counter(text for text in texts if text)
        if Counter(p.text for p in theirs if p.text and not p.volatile) - have:
            return False
        known = {p.text for p in self.sides.base if is_volatile(p)}
        known |= {p.text for p in theirs if p.volatile}
        return all(
            text in known or any(similar(text, other) >= 0.5 for other in known)
            for text in have - Counter(p.text for p in theirs)
        )

    def _tell_of_joins(self) -> None:
        """Two paragraphs become one when the table between them goes: no edit can say that."""
        for line in self.sides.lines:
            if line.reaches and is_shown(line.cell):
                text = line.final.rpartition("\n")[2].replace(OBJECT, "")[:20]
                self.files.lose(
                    f"来文删去表格后，“{text}”一段与表格后的一段合为一段；合并稿仍分两段，请手工合并。"
                )

    def _tell_of_contents(self) -> None:
        """A table of contents is not compared line by line; say so when it comes, goes, moves."""
        had = any(map(recalculated, self.sides.base))
        there = [p for p in final_paragraphs(self.sides.lines) if p.recalculated and p.text]
        if had and not there:
            self.files.lose("来文删去了目录（或索引），合并稿里仍保留，请手工处理。")
        elif there and not had:
            self.files.lose("来文新增了目录（或索引），未合并，请在合并稿里重新插入。")
        elif had and any(p.inserted for p in there):
            self.files.notices.append("来文对目录（或索引）做了修订，未合并；请在定稿后更新目录。")

    def _compared(self) -> list[Found]:
        left_blocks = tree([p.cell for p in self.sides.base], 0, len(self.sides.base), 0)
        right_blocks = tree([line.cell for line in self.sides.lines], 0, len(self.sides.lines), 0)
        self._blocks(left_blocks, right_blocks)
        return Changes(self.sides).found()

    # Blocks -----------------------------------------------------------------------------------

    def _key(self, block: int | Table, left: bool) -> str:
        if isinstance(block, Table):
            if not left and block.new:
                return f"{TABLE}{NEW}{block.first}"
            texts = [
                self.sides.base[i].text if left else self.sides.lines[i].text
                for i in range(block.first, block.beyond)
            ]
            return TABLE + "\t".join(texts)
        if left:
            paragraph = self.sides.base[block]
            fields = any(s.field is not None for s in paragraph.spans)
            return masked(paragraph.text, paragraph.spans) if fields else paragraph.text
        line = self.sides.lines[block]
        return self._masked_line(line) if line.fields else line.text

    def _masked_line(self, line: Line) -> str:
        spans, _ = original_spans(line)
        return masked(line.text, spans)

    def _blocks(self, left: list[int | Table], right: list[int | Table]) -> None:
        """Compare the blocks of two containers (a story, a cell)."""
        left = [b for b in left if isinstance(b, Table) or not recalculated(self.sides.base[b])]
        right = [
            b
            for b in right
            if isinstance(b, Table) or not recalculated(self.sides.lines[b].last.paragraph)
        ]
        keys_left = [self._key(block, True) for block in left]
        keys_right = [self._key(block, False) for block in right]
        self.files.total += sum(map(len, keys_left))
        pair_tables(keys_left, keys_right)
        for l0, l1, r0, r1 in align(keys_left, keys_right):
            self._group(left, right, l0, l1, r0, r1, keys_left, keys_right)

    def _group(
        self,
        left: list[int | Table],
        right: list[int | Table],
        l0: int,
        l1: int,
        r0: int,
        r1: int,
        keys_left: list[str],
        keys_right: list[str],
    ) -> None:
        ours, theirs = left[l0:l1], right[r0:r1]
        if ours and theirs:
            one, two = ours[0], theirs[0]
            if isinstance(one, Table) and isinstance(two, Table):
                self.tables.pair(one, two)
                return
            lines = [b for b in theirs if isinstance(b, int)]
            paragraphs = [b for b in ours if isinstance(b, int)]
            same = keys_left[l0:l1] == keys_right[r0:r1]
            likeness = (
                1.0 if same else similar("".join(keys_left[l0:l1]), "".join(keys_right[r0:r1]))
            )
            self.files.matched += int(likeness * sum(map(len, keys_left[l0:l1])))
            self.paragraphs.pair(paragraphs[0], paragraphs[-1], lines, same)
            return
        for block in ours:
            if isinstance(block, Table):
                self.tables.delete(block)
            else:
                self._delete_line(block)
        for block in theirs:
            if isinstance(block, Table) and block.gone:
                continue
            place = self._place(left, l1, isinstance(block, Table))
            if place is None:
                first = block.first if isinstance(block, Table) else block
                text = self.sides.lines[first].final[:20]
                self.files.lose(f"来文在表格之后新增的内容“{text}”无处安放，未合并。")
            elif isinstance(block, Table):
                self._insert_table(block, place)
            else:
                self._insert_line(self.sides.lines[block], place)

    def _place(self, left: list[int | Table], before: int, table: bool) -> _Place | None:
        """Where a new paragraph or table goes in a container of the base."""
        starts = self.sides.starts
        following = left[before] if before < len(left) else None
        previous = left[before - 1] if before > 0 else None
        if isinstance(following, int):
            return _Place(starts[following])
        end = -1
        if isinstance(previous, int):
            end = starts[previous] + len(self.sides.base[previous].text)
        if following is not None:
            level = len(chain(self.sides.base[following.first].cell)) - following.depth
            around = _Place(starts[following.first], outside=level)
            ops = self.sides.ops
            begun = bool(ops) and ops[-1].outside == level and ops[-1].low == around.flat
            return around if table or begun or end < 0 else _Place(end, mark_first=True)
        return _Place(end, mark_first=True) if end >= 0 else None

    def _insert_table(self, table: Table, place: _Place) -> None:
        fragment, mark = self.tables.fragment(table, place.flat)
        author, date = mark or ("", "")
        silent = mark is None
        fragments = [fragment]
        flat = place.flat
        if place.mark_first:
            index = self.sides.index(flat)
            if flat != self.hollow:
                fragments = [mark_fragment(self.sides.base[index]), fragment]
            elif self.emptied:
                flat = self.sides.starts[index]
            # What comes next takes over the mark of the base's paragraph.
            self.emptied = flat != place.flat
            self.hollow = place.flat
        self.sides.ops.append(
            Op(flat, flat, fragments, silent, author, date, outside=place.outside)
        )

    def _delete_line(self, index: int) -> None:
        """A whole base paragraph is gone, silently."""
        start, end = self.sides.starts[index], self.sides.starts[index + 1]
        if self.sides.joins(index) or self.sides.before_table(index):
            self.sides.ops.append(Op(start, end, [], True))
        else:
            self._delete_last(index)

    def _delete_last(self, index: int) -> None:
        """The last paragraph of its container goes: with the mark before it, if that is free."""
        start, end = self.sides.starts[index], self.sides.starts[index + 1]
        before = len(self.sides.ops)
        low = start
        while (
            before
            and self._is_line(self.sides.ops[before - 1])
            and self.sides.ops[before - 1].high == low
        ):
            before -= 1
            low = self.sides.ops[before].low
        free = before == 0 or self.sides.ops[before - 1].high < low
        if free and self.sides.joins(self.sides.index(low) - 1) and low > 0:
            for op in self.sides.ops[before:]:
                op.low, op.high = op.low - 1, op.high - 1
            self.sides.ops.append(Op(start - 1, end - 1, [], True))
            return
        self.hollow, self.emptied = end - 1, True
        if start < end - 1:
            self.sides.ops.append(Op(start, end - 1, [], True))

    def _is_line(self, op: Op) -> bool:
        """Whether a change deletes one whole line with its mark and nothing else."""
        if op.fragments or not op.silent or op.high == op.low:
            return False
        index = self.sides.index(op.low)
        return op.low == self.sides.starts[index] and op.high == self.sides.starts[index + 1]

    def _insert_line(self, line: Line, place: _Place) -> None:
        """A paragraph the base does not have: its silent text, with what is tracked in it."""
        flat, mark_first, ops = place.flat, place.mark_first, self.sides.ops
        new: list[Op] = []
        for part in line.parts[:-1]:
            if isinstance(part, Piece):
                if part.status in "=+" and part.text:
                    pieces = self.content.fragments(part, 0, len(part.text), None)
                    who = (part.span.author, part.span.date) if part.status == "+" else None
                    new.append(_inserted(place, pieces, who))
            elif part.status in "=+":
                who = (part.author, part.date) if part.status == "+" else None
                new.append(_inserted(place, [self.content.mark(part.paragraph)], who))
            self.sides.map(part, flat)
        self.sides.map(line.last, flat)
        # A mark that is deleted again leaves its text to the paragraph that follows.
        keeps = line.last.status != "-"
        paragraph = line.last.paragraph
        who = (paragraph.mark_author, paragraph.mark_date) if paragraph.mark == "+" else None
        own = self.content.mark(paragraph)
        mark = _inserted(place, [own], who)
        if mark_first:
            # The mark that is written ends the paragraph before; ours is the base's own.
            ended = self.ending.get(flat) or mark_fragment(self.sides.base[self.sides.index(flat)])
            mark.fragments, mark.end = [ended], own
            self.ending[flat] = own
        last = ops[-1] if ops else None
        if mark_first and flat == self.hollow:
            self.hollow = -1
        elif mark_first and last is not None and last.high == flat + 1 and self._is_line(last):
            # The paragraph before goes: the new one takes over its mark.
            last.high = flat
        elif mark_first and keeps:
            ops.append(mark)
        if not mark_first and keeps:
            new.append(mark)
        ops += _whole_paragraphs(new) if place.outside else new


def _maker(part: Piece | Mark) -> tuple[str, str]:
    if isinstance(part, Piece):
        return part.span.author, part.span.date
    return part.author, part.date


def _tracked(found: Found, by: Mark) -> Found:
    edit = replace(found.edit, author=by.author, date=parse_date(by.date))
    return replace(found, edit=edit, silent=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where new paragraphs go. mark_first: at the end of a paragraph, after a new mark; outside:
    before a table that begins there, that many tables out."""

    flat: int
    mark_first: bool = False
    outside: int = 0


def _whole_paragraphs(ops: list[Op]) -> list[Op]:
    """One change a paragraph: beside a table a text without its mark has no place.

    It counts as made by whoever began it.
    """
    found: list[Op] = []
    for op in ops:
        if found and not found[-1].fragments[-1].is_mark:
            found[-1].fragments = [*found[-1].fragments, *op.fragments]
        else:
            found.append(op)
    return found


def _inserted(place: _Place, fragments: list[Fragment], who: tuple[str, str] | None) -> Op:
    author, date = who or ("", "")
    return Op(place.flat, place.flat, fragments, who is None, author, date, outside=place.outside)
