"""A story's plan written into its XML: texts, formats, rows, columns, sections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from pipeline.word.document import Document
from pipeline.word.edit import Edit, EditProblem, Fragment, blaming
from pipeline.word.grid import cell_at, column_cells, own_cells, place_name, row_elements
from pipeline.word.margins import part_even_pages
from pipeline.word.ooxml import ID, RPR, Element, W
from pipeline.word.plan import Plan, Replacement
from pipeline.word.stories import Story
from pipeline.word.tracked import Ids, TrackedStory, stamp


def write_plan(plan: Plan, target: TrackedStory) -> None:
    """Make the changes of a plan, from the end of the story to its front."""
    _write_formats(plan, target)
    for text in reversed(plan.texts):
        with blaming(text.wanted):
            _write_text(plan, target, text)
    before = [edit for edit in plan.rows if edit.row == "insert_before"]
    others = [edit for edit in plan.rows if edit.row != "insert_before"]
    # Each new row is put right beside its anchor, so the order of writing is the order kept.
    # New rows with their cells, by the column that is still to be added to them.
    widened: dict[int, list[list[Element]]] = defaultdict(list)
    for edit in [*before, *reversed(others)]:
        with blaming(edit):
            row = _write_row(plan.story, target, edit)
        for column in plan.new_columns(edit):
            widened[id(column)].append(own_cells(row))
    for edit in reversed(plan.columns):
        with blaming(edit):
            _write_column(plan.story, target, edit, widened[id(edit)])


def _write_formats(plan: Plan, target: TrackedStory) -> None:
    """Formatting first and from the end: splitting a run keeps its left part in place."""
    for edit in sorted(plan.formats, key=lambda e: (e.paragraph, e.start), reverse=True):
        with blaming(edit):
            _write_format(plan, target, edit)


def _write_format(plan: Plan, target: TrackedStory, edit: Edit) -> None:
    by = stamp(edit.author, edit.date)
    for index in range(edit.last, edit.paragraph - 1, -1):
        length = len(plan.story.paragraphs[index].text)
        start = edit.start if index == edit.paragraph else 0
        end = min(edit.end, length) if index == edit.last else length
        if edit.run_format:
            target.format_runs(index, start, end, edit.run_format, by)
        if edit.paragraph_format:
            target.format_paragraph(index, edit.paragraph_format, by)


def _write_row(story: Story, target: TrackedStory, edit: Edit) -> Element:
    """Make a change of rows; returns the last row that it is about."""
    by = stamp(edit.author, edit.date)
    rows = row_elements(story, edit)
    last = rows[-1]
    if edit.row in ("delete", "replace"):
        for row in rows:
            target.delete_row(row, by)
    if edit.row == "replace":
        for fragment in reversed(edit.fragments):
            target.insert_row(rows[-1], (), by, after=True, fragment=fragment)
    elif edit.row != "delete":
        own = edit.fragments[0] if edit.fragments else None
        after = edit.row == "insert_after"
        last = target.insert_row(rows[0], edit.cells, by, after=after, fragment=own)
    return last


def _write_column(
    story: Story, target: TrackedStory, edit: Edit, new_rows: Sequence[Sequence[Element]]
) -> None:
    """Make a change of columns; ``new_rows`` (their cells) get an empty cell in a new one."""
    by = stamp(edit.author, edit.date)
    cells = column_cells(story, edit)
    if edit.column == "delete":
        for cell in cells:
            target.delete_cell(cell, by)
        return
    after = edit.column == "insert_after"
    target.widen_grid(cells[0], edit.fragments[0] if edit.fragments else None, after=after)
    fragments = edit.fragments or [Fragment("")] * len(cells)
    for cell, text, fragment in zip(cells, edit.cells, fragments, strict=True):
        target.insert_cell(cell, text, fragment, by, after=after)
    for row in new_rows:
        place = cell_at(story, edit).column
        target.insert_cell(row[place], "", Fragment(""), by, after=after)


def _write_text(plan: Plan, target: TrackedStory, text: Replacement) -> None:
    name = plan.moves.get(id(text), "")
    if not name:
        _write_change(plan, target, text)
        return
    by = stamp(text.edit.author, text.edit.date)
    with target.move(name, by, text.first, text.last - 1 if text.last > text.first else None):
        _write_change(plan, target, text)


def _write_change(plan: Plan, target: TrackedStory, text: Replacement) -> None:
    by = stamp(text.edit.author, text.edit.date)
    lengths = plan.lengths
    if text.first == text.last:
        like = (text.start, text.end)
        blocks = any(fragment.block for fragment in text.edit.fragments)
        if text.edit.outside:
            target.insert_outside(text.first, text.edit.outside, text.edit.fragments, by)
        elif text.edit.fragments:
            place = text.start if blocks else text.end
            target.insert(text.first, place, text.edit.fragments, by, like=like)
        if text.start < text.end:
            target.delete(text.first, text.start, text.end, by)
        return
    if text.end:
        target.delete(text.last, 0, text.end, by)
    for index in range(text.last - 1, text.first - 1, -1):
        start = text.start if index == text.first else 0
        if index == text.first and text.edit.fragments:
            like = (start, lengths[index])
            target.insert(index, lengths[index], text.edit.fragments, by, like=like)
        whole = start == 0 and not (index == text.first and text.edit.fragments)
        target.delete_mark(index, by, whole=whole)
        if start < lengths[index] or start == 0:
            target.delete(index, start, lengths[index], by)


def write_sections(
    target: TrackedStory, document: Document, edits: Sequence[Edit], new: Collection[str]
) -> dict[int, dict[str, int | str | None]]:
    """Make the changes of section properties; returns what each changed section must then say."""
    wanted: dict[int, dict[str, int | str | None]] = {}
    for edit in edits:
        with blaming(edit):
            number, form = _write_section(target, document, edit, new)
        if form:
            wanted.setdefault(number, {}).update(form)
    return wanted


def _write_section(
    target: TrackedStory, document: Document, edit: Edit, new: Collection[str]
) -> tuple[int, dict[str, int | str | None]]:
    number = target.story.paragraphs[edit.paragraph].section
    form = dict(edit.section_format)
    if form.pop("even_and_odd", False):
        part_even_pages(document, new)
    if not form:
        return number, form
    section = document.sections[number].element if number < len(document.sections) else None
    if target.story.kind != "body" or section is None:
        raise EditProblem(f"{place_name(target.story, edit.paragraph)}没有自己的页面设置，不能改。")
    target.format_section(edit.paragraph, section, form, stamp(edit.author, edit.date))
    return number, form


def refuse_held(story: Story, edits: Sequence[Edit], document: Document, ids: Ids) -> None:
    """Raise an EditProblem about all changes of format that somebody's pending change of the same
    format keeps from being made."""
    held = [edit for edit in edits if _is_held(edit, story, document, ids)]
    if held:
        where = place_name(story, held[0].paragraph)
        raise EditProblem(f"{where}已有别人未处理的格式修订，请先接受或拒绝它。", *held)


def _is_held(edit: Edit, story: Story, document: Document, ids: Ids) -> bool:
    """Whether somebody's pending change of format keeps a mere change of format from being made."""
    if edit.new is not None or edit.structural or not 0 <= edit.paragraph < len(story.paragraphs):
        return False
    paragraph = story.paragraphs[edit.paragraph]
    changes: list[Element | None] = []
    if edit.run_format:
        spans = (s for s in paragraph.spans if s.start < edit.end and edit.start < s.end)
        changes += [span.run.find(f"{RPR}/{W}rPrChange") for span in spans]
    if edit.paragraph_format and paragraph.properties is not None:
        changes.append(paragraph.properties.find(W + "pPrChange"))
    own = edit.section_format.keys() - {"even_and_odd"}
    if own and paragraph.section < len(document.sections):
        section = document.sections[paragraph.section].element
        changes.append(None if section is None else section.find(W + "sectPrChange"))
    return any(change is not None and change.get(ID) not in ids.ours for change in changes)
