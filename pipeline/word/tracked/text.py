"""Text and paragraph marks deleted, inserted, moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from itertools import groupby

from lxml import etree

from pipeline.word.edit import EditProblem, Fragment
from pipeline.word.grid import place_name
from pipeline.word.marks import strike_text
from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    DEL,
    ID,
    INS,
    MOVE_FROM,
    MOVE_TO,
    PPR,
    R_,
    RPR,
    SECT_PR,
    TBL,
    TR,
    TR_PR,
    Element,
    P,
    W,
)
from pipeline.word.properties import (
    put,
)
from pipeline.word.resolve.blocks import next_in_flow
from pipeline.word.tracked.controls import lift_control
from pipeline.word.tracked.places import Places, Point
from pipeline.word.tracked.runs import (
    MARKS,
    covered_fields,
    cut_lines,
    holds_text,
    in_text_box,
    model_properties,
    new_run,
    own_properties,
    own_rows,
    paragraph_of,
)
from pipeline.word.tracked.stamps import Stamp

_CUTTABLE = frozenset((W + "hyperlink", W + "smartTag", W + "customXml"))


class TextChanges(Places):
    """Changes of the text of one story."""

    def delete(self, index: int, start: int, end: int, by: Stamp) -> None:
        """Mark the characters [start, end) of one paragraph as deleted, fields as wholes."""
        paragraph = self.story.paragraphs[index]
        structure = covered_fields(paragraph, start, end)
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
        model = model_properties(paragraph, offset, start, outside=point.container.tag == P)
        lines, breaks = cut_lines(fragments)
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
            holder = paragraph_of(point.container)
            point = self._break(index, offset, point, breaks[number - 1], by)
            for table in tables:
                holder.addprevious(table)
            tables.clear()
        if tables:
            if point.after is not None and holds_text(point.after):
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
        lines, breaks = cut_lines(fragments)
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
        rows = [block] if block.tag == TR else own_rows(block) if block.tag == TBL else []
        for row in rows:
            self._mark_row(row, INS, by)
        for run in list(block.iter(R_)):
            parent = run.getparent()
            if parent is None or parent.tag == INS or in_text_box(run, block):
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
            lifted = lift_control(container)
            if lifted is not None:
                container = lifted
                break
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
                    if item.tag in (*MARKS, W + "rPrChange"):
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
        properties = own_properties(paragraph, PPR)
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
