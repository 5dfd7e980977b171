"""Comments: read with their place, replies and state; added with ranges, replies and state."""

from __future__ import annotations

import posixpath
import random
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from pipeline.word.document import Document, read_document
from pipeline.word.edit import EditProblem, NewComment
from pipeline.word.imports import Importer
from pipeline.word.marks import text_parts
from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    ID,
    R_,
    RPR,
    VAL,
    W14,
    W15,
    WORD14,
    WORD15,
    Element,
    P,
    W,
)
from pipeline.word.package import Package, relationship_type
from pipeline.word.stories import child_text
from pipeline.word.tracked import Ids, TrackedStory, new_run, stamp

_INITIALS = W + "initials"
_START, _END = W + "commentRangeStart", W + "commentRangeEnd"
_REFERENCE = W + "commentReference"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_EXTENDED_TYPE = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
)
_EXTENDED_RELATION = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment. Its place: paragraph and ``start`` of the range in ``story``, and ``end`` in
    ``end_paragraph``; a point when both are equal; story "" when it is anchored nowhere.
    text: paragraphs joined by "\\n". parent: the id of the comment it answers, "" for none."""

    id: str
    author: str
    initials: str
    date: str
    text: str
    story: str = ""
    paragraph: int = 0
    start: int = 0
    end_paragraph: int = 0
    end: int = 0
    parent: str = ""
    resolved: bool = False


def comment_ids(package: Package) -> list[str]:
    """The ids of all comments of the file."""
    part = package.related(package.main_part, "comments")
    if part is None:
        return []
    return [item.get(ID, "") for item in package.xml(part.target).iterfind(W + "comment")]


def read_comments(source: Package | Document) -> tuple[Comment, ...]:
    """Every comment of a file, in the order of the comments part, in the view of the document."""
    package = source if isinstance(source, Package) else source.package
    part = package.related(package.main_part, "comments")
    if part is None:
        return ()
    document = read_document(source) if isinstance(source, Package) else source
    places = _places(document)
    threads = _threads(package)
    found: list[Comment] = []
    by_paragraph: dict[str, str] = {}
    items = list(package.xml(part.target).iterfind(W + "comment"))
    for item in items:
        paragraphs = list(item.iter(P))
        if paragraphs:
            by_paragraph[paragraphs[-1].get(W14 + "paraId", "").upper()] = item.get(ID, "")
    for item in items:
        number = item.get(ID, "")
        paragraphs = list(item.iter(P))
        key = paragraphs[-1].get(W14 + "paraId", "").upper() if paragraphs else ""
        parent_key, done = threads.get(key, ("", False))
        text = "\n".join(_text(paragraph) for paragraph in paragraphs)
        found.append(
            Comment(
                number, item.get(AUTHOR, ""), item.get(_INITIALS, ""), item.get(DATE, ""), text,
                *places.get(number, ("", 0, 0, 0, 0)),
                parent=by_paragraph.get(parent_key, "") if parent_key else "", resolved=done,
            )
        )  # fmt: skip
    return tuple(found)


def _text(paragraph: Element) -> str:
    return "".join(child_text(child) for run in paragraph.iter(R_) for child in run)


def _threads(package: Package) -> dict[str, tuple[str, bool]]:
    """paraId → (the parent's paraId, resolved), from the extended part."""
    part = package.related(package.main_part, "commentsExtended")
    if part is None:
        return {}
    found = {}
    for item in package.xml(part.target).iter(W15 + "commentEx"):
        key = item.get(W15 + "paraId", "").upper()
        parent = item.get(W15 + "paraIdParent", "").upper()
        found[key] = (parent, item.get(W15 + "done", "0") in ("1", "true"))
    return found


def _places(document: Document) -> dict[str, tuple[str, int, int, int, int]]:
    """Comment id → story, paragraph, start, end paragraph, end."""
    starts: dict[str, tuple[str, int, int]] = {}
    ends: dict[str, tuple[str, int, int]] = {}
    references: dict[str, tuple[str, int, int]] = {}
    into = {_START: starts, _END: ends, _REFERENCE: references}
    for story in document.stories:
        for paragraph in story.paragraphs:
            for offset, marker in paragraph.markers:
                places = into.get(marker.tag)
                if places is not None:
                    number = marker.get(ID, "")
                    places.setdefault(number, (story.name, paragraph.index, offset))
    found: dict[str, tuple[str, int, int, int, int]] = {}
    for number in {*starts, *ends, *references}:
        start = starts.get(number) or references.get(number) or ends[number]
        end = ends.get(number) or references.get(number) or start
        if end[0] != start[0] or end[1:] < start[1:]:
            end = start
        found[number] = (*start, *end[1:])
    return found


def remove_comments(package: Package) -> Package:
    """A copy without any comment: no markers in the text, no entries in the comment parts."""
    result = package.copy()
    for part in text_parts(result):
        root = result.xml(part)
        for item in list(root.iter(_START, _END, _REFERENCE)):
            holder = item.getparent()
            if holder is None:
                continue
            holder.remove(item)
            outer = holder.getparent()
            bare = holder.tag == R_ and all(child.tag == RPR for child in holder)
            if item.tag == _REFERENCE and bare and outer is not None:
                outer.remove(holder)
            result.touch(part)
    for kind in ("comments", "commentsExtended", "commentsIds", "commentsExtensible"):
        found = result.related(result.main_part, kind)
        if found is not None:
            root = result.xml(found.target)
            for entry in list(root):
                root.remove(entry)
            result.touch(found.target)
    return result


# Adding ---------------------------------------------------------------------------------------


def add_comments(
    package: Package, document: Document, comments: Sequence[NewComment]
) -> dict[str, str]:
    """Add comments to ``package`` in place; ``document`` is it, as read. Returns key → new id.

    A reply stands on the range of its parent. Raises EditProblem for a place that is not there.
    """
    writer = _CommentWriter(package, document)
    ordered = sorted(comments, key=lambda c: bool(c.parent))
    for comment in ordered:
        writer.write(comment)
    for comment, number in writer.placed:
        writer.anchor(comment, number)
    writer.insert_markers()
    return writer.keys


class _CommentWriter:
    def __init__(self, package: Package, document: Document) -> None:
        self.package = package
        self.document = document
        self.existing = {comment.id: comment for comment in read_comments(document)}
        self.part, self.root = self._comments_part()
        self.ids = Ids(package)
        self.keys: dict[str, str] = {}
        self.comments: dict[str, NewComment] = {}
        self.placed: list[tuple[NewComment, str]] = []
        self.para_ids: dict[str, str] = {}
        self.writers: dict[str, TrackedStory] = {}
        self.markers: list[tuple[TrackedStory, int, int, int, list[Element]]] = []

    def _comments_part(self) -> tuple[str, Element]:
        main = self.package.main_part
        found = self.package.related(main, "comments")
        if found is not None:
            self.package.touch(found.target)
            return found.target, self.package.xml(found.target)
        root = etree.Element(W + "comments", nsmap={"w": W[1:-1], "w14": WORD14})
        part = posixpath.join(posixpath.dirname(main), "comments.xml")
        self.package.set_part(part, root, content_type=_TYPE)
        self.package.add_relationship(main, relationship_type("comments"), part)
        return part, root

    def write(self, comment: NewComment) -> None:
        number = self.ids.next()
        if comment.key:
            self.keys[comment.key] = number
            self.comments[number] = comment
        by = stamp(comment.author, comment.date)
        item = etree.SubElement(self.root, W + "comment")
        item.set(ID, number)
        item.set(AUTHOR, by.author)
        item.set(DATE, by.date)
        item.set(_INITIALS, comment.initials or by.author[:1])
        lines = comment.text.split("\n")
        for line in lines:
            paragraph = etree.SubElement(item, P)
            paragraph.append(new_run(line.replace("\ufffc", "▢"), None))
        key = self._para_id(item)
        self.para_ids[number] = key
        parent = self._parent(comment)
        if parent or comment.resolved:
            self._extend(key, parent, comment.resolved)
        self.placed.append((self._placed(comment), number))

    def _parent(self, comment: NewComment) -> str:
        """The paraId of the thread a reply belongs to, '' for a comment of its own."""
        if not comment.parent:
            return ""
        number = self.keys.get(comment.parent, comment.parent)
        if number in self.para_ids:
            return self.para_ids[number]
        for item in self.root.iterfind(W + "comment"):
            if item.get(ID) == number:
                key = self.para_ids[number] = self._para_id(item)
                self._extend(key, "", False, only_new=True)
                return key
        raise EditProblem(f"要回复的批注（编号 {comment.parent}）不在文件里。")

    def _placed(self, comment: NewComment) -> NewComment:
        """A reply gets the place of the comment it answers."""
        if not comment.parent:
            return comment
        number = self.keys.get(comment.parent, comment.parent)
        known = self.comments.get(number)
        if known is not None:
            place = (known.story, known.paragraph, known.start, known.end, known.end_paragraph)
        elif number in self.existing and self.existing[number].story:
            old = self.existing[number]
            place = (old.story, old.paragraph, old.start, old.end, old.end_paragraph)
        else:
            return comment
        return NewComment(
            place[0], place[1], place[2], place[3], comment.text, comment.author,
            end_paragraph=place[4],
        )  # fmt: skip

    def _para_id(self, item: Element) -> str:
        last = list(item.iter(P))[-1]
        key = last.get(W14 + "paraId", "")
        if not key:
            used = {p.get(W14 + "paraId", "") for p in self.root.iter(P)}
            # Any unused number below 0x80000000 will do; seeded so that output is repeatable.
            source = random.Random(f"{item.get(ID)}")
            while not key or key in used:
                key = f"{source.randrange(1, 0x7FFFFFFF):08X}"
            last.set(W14 + "paraId", key)
        return key.upper()

    def _extend(self, key: str, parent: str, done: bool, *, only_new: bool = False) -> None:
        root = self._extended_part()
        for item in root.iter(W15 + "commentEx"):
            if item.get(W15 + "paraId", "").upper() == key:
                if only_new:
                    return
                break
        else:
            item = etree.SubElement(root, W15 + "commentEx")
            item.set(W15 + "paraId", key)
        if parent:
            item.set(W15 + "paraIdParent", parent)
        item.set(W15 + "done", "1" if done else "0")

    def _extended_part(self) -> Element:
        main = self.package.main_part
        found = self.package.related(main, "commentsExtended")
        if found is not None:
            self.package.touch(found.target)
            return self.package.xml(found.target)
        root = etree.Element(W15 + "commentsEx", nsmap={"w15": WORD15})
        part = posixpath.join(posixpath.dirname(main), "commentsExtended.xml")
        self.package.set_part(part, root, content_type=_EXTENDED_TYPE)
        self.package.add_relationship(main, _EXTENDED_RELATION, part)
        return root

    def anchor(self, comment: NewComment, number: str) -> None:
        """Put the range markers and the reference of a comment into the text."""
        if not self.document.has_story(comment.story):
            raise EditProblem(f"文件里没有“{comment.story}”这一部分，无法加批注。")
        story = self.document.story(comment.story)
        last = comment.paragraph if comment.end_paragraph is None else comment.end_paragraph
        count = len(story.paragraphs)
        if not 0 <= comment.paragraph <= last < count:
            raise EditProblem(f"要加批注的是第 {comment.paragraph + 1} 段，而这里只有 {count} 段。")
        writer = self.writers.get(story.name)
        if writer is None:
            importer = Importer(self.package)
            writer = TrackedStory(story, self.ids, self.document.styles, importer)
            self.writers[story.name] = writer
        start = min(comment.start, len(story.paragraphs[comment.paragraph].text))
        end = min(comment.end, len(story.paragraphs[last].text))
        opening, closing = etree.Element(_START), etree.Element(_END)
        opening.set(ID, number)
        closing.set(ID, number)
        behind = [closing, self._reference(number)]
        if (comment.paragraph, start) == (last, end):
            self.markers.append((writer, last, end, 1, [opening, *behind]))
        else:
            self.markers.append((writer, last, end, 0, behind))
            self.markers.append((writer, comment.paragraph, start, 2, [opening]))
        self.package.touch(story.part)

    def insert_markers(self) -> None:
        """Put the markers in: at one place what ends comes before what begins."""
        for writer, index, offset, _, items in sorted(
            self.markers, key=lambda m: (m[1], m[2], m[3]), reverse=True
        ):
            point = writer.point(index, offset)
            for item in items:
                point.insert(item)

    def _reference(self, number: str) -> Element:
        run = etree.Element(R_)
        if "CommentReference" in self.document.styles.by_id:
            properties = etree.SubElement(run, RPR)
            etree.SubElement(properties, W + "rStyle").set(VAL, "CommentReference")
        etree.SubElement(run, _REFERENCE).set(ID, number)
        return run
