"""Which character of which story a note or text box hangs on."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.word.document import Document
from pipeline.word.edit import Edit
from pipeline.word.grid import column_ranges, rows_range
from pipeline.word.ooxml import ID, Element, W
from pipeline.word.stories import OBJECT, Paragraph, Span, child_text


class Anchor(NamedTuple):
    """The character ``offset`` of a paragraph of a story."""

    story: str
    paragraph: int
    offset: int


def anchors(document: Document) -> dict[str, Anchor]:
    """The anchor of every footnote, endnote and text box by the name of its story."""
    boxes = {s.container: s.name for s in document.stories if s.kind == "textbox"}
    found: dict[str, Anchor] = {}
    for story in document.stories:
        for paragraph in story.paragraphs:
            if OBJECT not in paragraph.text:
                continue
            for offset, child in _objects(paragraph):
                here = Anchor(story.name, paragraph.index, offset)
                for name in ("footnote", "endnote"):
                    if child.tag == f"{W}{name}Reference":
                        found.setdefault(f"{name}:{child.get(ID, '')}", here)
                for box in child.iter(W + "txbxContent"):
                    # A box in a box hangs on the inner one, which is read after it.
                    if box in boxes:
                        found[boxes[box]] = here
    return {name: anchor for name, anchor in found.items() if document.has_story(name)}


def takes(document: Document, edit: Edit, anchor: Anchor) -> bool:
    """Whether an edit takes the character of ``anchor`` away."""
    if edit.story != anchor.story:
        return False
    place = (anchor.paragraph, anchor.offset)
    if not edit.structural:
        begins, ends = (edit.paragraph, edit.start), (edit.last, edit.end)
        return edit.new is not None and not edit.outside and begins <= place < ends
    story = document.story(edit.story)
    if edit.column:
        ranges = column_ranges(story, edit) if edit.column == "delete" else []
    else:
        ranges = [rows_range(story, edit)] if edit.row in ("delete", "replace") else []
    return any(first <= anchor.paragraph < beyond for first, beyond in ranges)


def _objects(paragraph: Paragraph) -> list[tuple[int, Element]]:
    """The objects of a paragraph with their offsets."""
    found: list[tuple[int, Element]] = []
    for span in paragraph.spans:
        if OBJECT in paragraph.text[span.start : span.end]:
            found += _objects_of(span)
    return found


def _objects_of(span: Span) -> list[tuple[int, Element]]:
    found: list[tuple[int, Element]] = []
    offset = span.start
    for child in span.run:
        text = child_text(child)
        if text == OBJECT:
            found.append((offset, child))
        offset += len(text)
    return found
