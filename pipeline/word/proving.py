"""The proof of every written change: what holds before a file is handed out, or it raises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.word.comments import comment_ids
from pipeline.word.document import Document, read_document
from pipeline.word.edit import EditProblem
from pipeline.word.grid import place_name
from pipeline.word.marks import ALL_MARKS, revision_ids, text_parts
from pipeline.word.ooxml import (
    DATE,
    ID,
    MC,
    PPR,
    RPR,
    SECT_PR,
    Element,
    R,
    W,
)
from pipeline.word.package import Package
from pipeline.word.resolve import resolve_tree
from pipeline.word.resolve.proof import first_difference
from pipeline.word.sections import Section
from pipeline.word.stories import HOSTED, Paragraph, Story
from pipeline.word.tracked import Ids


class ProofFailed(EditProblem):
    """The result did not pass the proof; nothing is handed out."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the paragraphs of the story in ``container`` must read once the edits are made."""

    container: Element
    lines: tuple[str, ...]


def prove(
    package: Package,
    before: Document,
    result: Package,
    ids: Ids,
    expected: Mapping[str, Expected],
    pages: dict[int, dict[str, int | str | None]],
    new_comments: int,
    new_parts: frozenset[str],
) -> None:
    accepted = read_document(result)
    check_text(accepted, expected)
    _check_sections(accepted.sections, pages)
    rejected = result.copy()
    parts = {before.story(name).part for name in expected if before.has_story(name)}
    # the body as well: an earlier round may have changed the sections, which are compared whole
    for part in (*new_parts, *parts, *({package.main_part} - parts)):
        resolve_tree(rejected.xml(part), accept=False, select=lambda item: item.get(ID) in ids.ours)
    after = read_document(rejected, view="all")
    kept = [s for s in after.stories if s.part not in new_parts or s.text.strip()]
    if [s.name for s in before.stories] != [s.name for s in kept]:
        raise ProofFailed("校验未通过：拒绝全部修订后，文件的组成与原稿不同，未写出任何内容。")
    for old, new in zip(before.stories, kept, strict=True):
        if old.name in expected:
            _compare_story(old, new)
    _compare_sections(before, after, new_parts)
    for part in parts:
        if _structure(before.package.xml(part)) != _structure(rejected.xml(part)):
            raise ProofFailed(
                "校验未通过：拒绝全部修订后，图表、域或注释与原稿不同，未写出任何内容。"
            )
    _check_ids(package, result, new_comments)


def check_text(document: Document, expected: Mapping[str, Expected]) -> None:
    """Make sure that every story reads as expected; ProofFailed when one does not."""
    stories = {story.container: story for story in document.stories}
    for name, wanted in expected.items():
        story = stories.get(wanted.container)
        if story is None and name.partition(":")[0] in HOSTED:
            continue  # what it hung on was deleted, and that is in the text it hung on
        found = () if story is None else tuple(paragraph.text for paragraph in story.paragraphs)
        if found != wanted.lines:
            place = first_difference(found, wanted.lines)
            raise ProofFailed(
                f"校验未通过：接受全部修订后，第 {place + 1} 段与应有的文字不同，未写出任何内容。"
            )


def _check_sections(
    sections: Iterable[Section], wanted: Mapping[int, Mapping[str, int | str | None]]
) -> None:
    for section in sections:
        for key, value in wanted.get(section.index, {}).items():
            if getattr(section, key) != value:
                raise ProofFailed("校验未通过：页面设置与应有的不同，未写出任何内容。")


def _compare_sections(old: Document, new: Document, new_parts: frozenset[str]) -> None:
    relations = new.package.relationships(new.package.main_part)
    added = {number for number, relation in relations.items() if relation.target in new_parts}

    def look(section: Section) -> list[tuple[object, ...]]:
        found = [] if section.element is None else list(_signature(section.element))
        return [
            entry
            for entry in found
            if not any((R + "id", n) in entry for n in added) and not _repeats(entry, found)
        ]

    if list(map(look, old.sections)) != list(map(look, new.sections)):
        raise ProofFailed("校验未通过：拒绝全部修订后，页面设置与原稿不同，未写出任何内容。")


def _repeats(entry: tuple[object, ...], found: Sequence[tuple[object, ...]]) -> bool:
    """Whether an entry only says that even pages have the header of all pages."""
    if (W + "type", "even") not in entry:
        return False
    same = [(W + "type", "default") if item == (W + "type", "even") else item for item in entry]
    return tuple(same) in found


def _compare_story(old: Story, new: Story) -> None:
    left, right = story_signature(old), story_signature(new)
    if left == right:
        return
    place = first_difference(left, right)
    raise ProofFailed(
        f"校验未通过：拒绝全部修订后，{place_name(old, min(place, len(old.paragraphs) - 1))}"
        "与原稿不同，未写出任何内容。"
    )


def story_signature(story: Story) -> list[tuple[object, ...]]:
    """What a story shows, paragraph by paragraph: marks, properties, text with its formatting.

    How the text is cut into runs does not matter.
    """
    return [_paragraph_signature(paragraph) for paragraph in story.paragraphs]


def _paragraph_signature(paragraph: Paragraph) -> tuple[object, ...]:
    pieces: list[tuple[object, ...]] = []
    last: tuple[object, ...] | None = None
    text = ""
    for span in paragraph.spans:
        if span.start == span.end:
            continue
        first = span.run[0] if len(span.run) else None
        look = tuple(_signature(first)) if first is not None and first.tag == RPR else ()
        key = (span.status, span.author, span.date, look)
        if last is not None and key != last:
            pieces.append((*last, text))
            text = ""
        last = key
        text += paragraph.text[span.start : span.end]
    if last is not None:
        pieces.append((*last, text))
    properties = paragraph.properties
    # sections are compared by themselves: a new footer may have been added to one
    look = tuple(
        (SECT_PR,) if entry[0] == SECT_PR else entry
        for entry in (_signature(properties) if properties is not None else ())
    )
    cell = paragraph.cell
    place = (cell.table, cell.row, cell.column) if cell else None
    return (paragraph.mark, paragraph.mark_author, place, look, tuple(pieces))


def _signature(properties: Element) -> Iterator[tuple[object, ...]]:
    # their order says nothing, and some programs write one that the schema does not have
    for child in sorted(properties, key=_tag):
        inner = tuple(_signature(child)) if len(child) else ()
        if child.tag == RPR and properties.tag == PPR and not inner:
            continue
        if child.tag in _ID_BEARERS:
            yield (child.tag, child.get(DATE), inner)
        else:
            yield (child.tag, *sorted(child.items()), inner)


def _tag(element: Element) -> str:
    return element.tag


_ID_BEARERS = frozenset(ALL_MARKS)
# sections are compared by themselves: a new footer may have needed the first one to be written
_STRUCTURE = tuple(
    W + name
    for name in (
        "drawing", "pict", "object", "footnoteReference", "endnoteReference", "bookmarkStart",
        "bookmarkEnd", "sdt", "tbl", "tr", "tc", "fldChar", "instrText",
        "fldSimple", "commentReference", "p",
    )
)  # fmt: skip


def _structure(root: Element) -> Counter[str]:
    names = (*_STRUCTURE, MC + "AlternateContent")
    counts = Counter(item.tag for item in root.iter(*names))
    # The fallback of a text box is made again from the box itself, whose bookmarks may differ.
    for fallback in root.iter(MC + "Fallback"):
        counts.subtract(item.tag for item in fallback.iter(*_BOOKMARKS))
    del counts[W + "commentReference"]
    return +counts


_BOOKMARKS = (W + "bookmarkStart", W + "bookmarkEnd")


def _check_ids(package: Package, result: Package, new_comments: int) -> None:
    used: Counter[str] = Counter()
    for part in text_parts(result):
        used.update(revision_ids(result.xml(part)))
    old: Counter[str] = Counter()
    for part in text_parts(package):
        old.update(revision_ids(package.xml(part)))
    if any(count > 1 and old[number] < count for number, count in used.items()):
        raise ProofFailed("校验未通过：修订编号重复，未写出任何内容。")
    before, after = comment_ids(package), comment_ids(result)
    if len(after) != len(before) + new_comments or not set(before) <= set(after):
        raise ProofFailed("校验未通过：批注数目不符，未写出任何内容。")
    referenced = Counter(
        item.get(ID, "")
        for part in text_parts(result)
        for item in result.xml(part).iter(W + "commentReference")
    )
    if any(referenced[number] != 1 for number in set(after) - set(before)):
        raise ProofFailed("校验未通过：新批注没有正确挂到正文上，未写出任何内容。")
