"""The one writer of changes: tracked or plain, on a copy, proved before it is handed out.

What every run shows, or it raises: rejecting our changes gives the file back as it was, text,
formatting and other people's pending changes alike; accepting them gives exactly the text the
edits say; every mark and comment id is unique; no comment got lost.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from lxml import etree

from pipeline.word.comments import add_comments
from pipeline.word.document import Document, read_document
from pipeline.word.edit import Edit, EditProblem, NewComment, blaming
from pipeline.word.imports import Importer
from pipeline.word.margins import add_margin, is_new_margin
from pipeline.word.marks import ALL_MARKS, has_marks, revision_ids, text_parts
from pipeline.word.ooxml import (
    AUTHOR,
    FLD_CHAR,
    ID,
    MC,
    R_,
    RPR,
    TXBX,
    Element,
)
from pipeline.word.package import Package
from pipeline.word.plan import Plan
from pipeline.word.proving import Expected, check_text, prove
from pipeline.word.resolve import resolve_tree
from pipeline.word.stories import Story
from pipeline.word.story_writer import refuse_held, write_plan, write_sections
from pipeline.word.tracked import Ids, TrackedStory, stamp


def apply_edits(
    package: Package,
    edits: Iterable[Edit],
    *,
    tracked: bool = True,
    moves: bool = False,
    comments: Sequence[NewComment] = (),
    since: Package | None = None,
) -> Package:
    """A copy of ``package`` with ``edits`` made and ``comments`` added.

    Coordinates are those of ``read_document(package)`` (the final view). tracked: as changes
    under each edit's author, else as plain text. Other people's tracked changes stay as they are.
    moves: paragraphs that go and come again are written as Word's own moves, not as a deletion and
    an insertion.
    since: the package that earlier rounds of the same changes began with; what they marked counts
    as ours, so that formats can be changed further and rejecting all rounds is what is proved.
    Raises EditProblem when edits overlap, lie outside the text or cross a boundary that cannot be
    crossed, and ProofFailed when the result is not provably right; the input never changes.
    """
    by_story: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_story[edit.story].append(edit)
    result = package.copy()
    base = read_document(package)
    new_parts: dict[str, str] = {}
    for name, chosen in by_story.items():
        if is_new_margin(name):
            with blaming(*chosen):
                new_parts[name] = add_margin(result, name, chosen)
    touched = [*by_story, *(comment.story for comment in comments)]
    _isolate_field_characters(result, {base.story(n).part for n in touched if base.has_story(n)})
    if comments:
        add_comments(result, read_document(result), comments)
    document = read_document(result, empty_spans=True)
    authors = {stamp(e.author, e.date).author for chosen in by_story.values() for e in chosen}
    ids = Ids(result)
    ids.ours |= _marked_since(since, package, authors)
    new = frozenset(new_parts.values()) | _margins_since(since, result)
    by_part = {story.part: story.name for story in document.stories}
    chosen_of = {by_part.get(new_parts.get(name, ""), name): c for name, c in by_story.items()}
    expected, pages = _write_stories(document, chosen_of, ids, new, moves)
    marked = any(has_marks(package, part) for part in text_parts(package))
    before = read_document(since or package, view="all") if since or marked else base
    prove(package, before, result, ids, expected, pages, len(comments), new)
    if not tracked:
        for part in text_parts(result):
            root = result.xml(part)
            if resolve_tree(root, accept=True, select=lambda item: item.get(ID) in ids.ours):
                result.touch(part)
        check_text(read_document(result), expected)
    return result


def _write_stories(
    document: Document,
    by_story: Mapping[str, Sequence[Edit]],
    ids: Ids,
    new: frozenset[str],
    moves: bool,
) -> tuple[dict[str, Expected], dict[int, dict[str, int | str | None]]]:
    """Write every story's edits; returns what its paragraphs, and the sections, must then say."""
    importer = Importer(document.package)
    expected: dict[str, Expected] = {}
    pages: dict[int, dict[str, int | str | None]] = {}
    for name, chosen in by_story.items():
        if not document.has_story(name):
            raise EditProblem(f"文件里没有“{name}”这一部分，无法修改。", *chosen)
        story = document.story(name)
        refuse_held(story, chosen, document, ids)
        plan = Plan(story, chosen)
        expected[name] = Expected(story.container, tuple(plan.expected()))
        target = TrackedStory(story, ids, document.styles, importer)
        pages |= write_sections(target, document, plan.sections, new)
        if moves:
            plan.pair_moves()
        write_plan(plan, target)
        document.package.touch(story.part)
        _sync_fallback(story, ids)
    return expected, pages


def _marked_since(since: Package | None, package: Package, authors: Collection[str]) -> set[str]:
    """The ids of marks that ``authors`` have set in ``package`` since it was ``since``."""
    if since is None:
        return set()
    old = {number for part in text_parts(since) for number in revision_ids(since.xml(part))}
    marks = (mark for part in text_parts(package) for mark in package.xml(part).iter(*ALL_MARKS))
    return {mark.get(ID, "") for mark in marks if mark.get(AUTHOR) in authors} - old


def _margins_since(since: Package | None, package: Package) -> frozenset[str]:
    """The headers and footers that ``package`` has gained since it was ``since``."""
    if since is None:
        return frozenset()
    return frozenset(
        part for part in text_parts(package)
        if part not in since and posixpath.basename(part).startswith(("header", "footer"))
    )  # fmt: skip


def _isolate_field_characters(package: Package, parts: set[str]) -> None:
    """Give every field character its own run, so that runs can be marked one by one."""
    for part in parts:
        for character in list(package.xml(part).iter(FLD_CHAR)):
            run = character.getparent()
            if run is None or run.tag != R_:
                continue
            content = [child for child in run if child.tag != RPR]
            if len(content) < 2:
                continue
            properties = run.find(RPR)
            for child in reversed(content[1:]):
                new = etree.Element(R_)
                if properties is not None:
                    new.append(_copy(properties))
                new.append(child)
                run.addnext(new)
            package.touch(part)


def _copy(element: Element) -> Element:
    copied: Element = etree.fromstring(etree.tostring(element))
    return copied


def _sync_fallback(story: Story, ids: Ids) -> None:
    """Give the fallback copy of an edited text box the same content, with its own ids."""
    host: Element | None = story.container
    if story.kind != "textbox":
        return
    while host is not None and host.tag != MC + "AlternateContent":
        host = host.getparent()
    if host is None:
        return
    choice, fallback = host.find(MC + "Choice"), host.find(MC + "Fallback")
    if choice is None or fallback is None:
        return
    sources, copies = list(choice.iter(TXBX)), list(fallback.iter(TXBX))
    if len(sources) != len(copies):
        return
    place = sources.index(story.container)
    target = copies[place]
    for child in list(target):
        target.remove(child)
    for child in story.container:
        copied = _copy(child)
        for item in copied.iter(*ALL_MARKS):
            if item.get(ID) in ids.ours:
                item.set(ID, ids.next())
            elif item.get(ID) is not None:
                ids.renumbered(item)
        target.append(copied)
