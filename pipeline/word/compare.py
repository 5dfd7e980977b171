"""What another version of a Word file changed, as Edits in the base's coordinates.

Two layers: silent edits (the base against the other file with its tracked changes rejected) are
found by comparing; tracked edits are read from the markup, never guessed. Changes that were
pending in the base already count as accepted on both sides. Noise of saving (run boundaries,
revision ids, languages, proofing marks, recalculated fields) gives no edit.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path

from lxml import etree

from pipeline.word.align import TABLE, align, opcodes, similar, snapped, tokens
from pipeline.word.comments import Comment, read_comments
from pipeline.word.document import Document, read_document, text_boxes
from pipeline.word.edit import Edit, Fragment
from pipeline.word.formatting import Formats, ParagraphFormat, RunFormat
from pipeline.word.ooxml import (
    AUTHOR,
    DATE,
    ID,
    INS,
    MATH,
    R_,
    RPR,
    TBL,
    Element,
    P,
    R,
    W,
)
from pipeline.word.package import Package, open_package
from pipeline.word.revisions import ALL_MARKS, has_marks, next_block, resolve, text_parts
from pipeline.word.stories import OBJECT, Cell, Field, Paragraph, Span, Story, child_text
from pipeline.word.tracked import EditProblem, new_run
from pipeline.word.writer import expected_texts

_VOLATILE = frozenset(
    ("PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "REF", "PAGEREF", "NOTEREF", "SEQ", "DATE",
     "TIME", "PRINTDATE", "SAVEDATE", "CREATEDATE", "FILENAME", "STYLEREF", "INDEX", "NUMWORDS")
)  # fmt: skip
_NOTES = (W + "footnoteReference", W + "endnoteReference")


@dataclass(frozen=True, slots=True)
class Found:
    """One edit found in the other file. kind: replace | insert | delete | format | row.

    silent: made without tracking; else ``edit.author``/``edit.date`` come from the markup.
    old: the base text it replaces ("\\n" for paragraph marks). detail: a row's cell texts etc.
    """

    edit: Edit
    silent: bool
    kind: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class FoundComment:
    """A comment of the other file that the base does not have, placed in the base.

    parent: id of the comment it answers; parent_in_base: that comment is the base's own (then
    ``parent`` is the base's id), else it is the other file's id.
    """

    comment: Comment
    story: str
    paragraph: int
    start: int
    end_paragraph: int
    end: int
    parent: str = ""
    parent_in_base: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs. similarity: share of the base's text (0–1) that was found again.

    lost: those of the notices that tell of text which no Edit carries (a new table, …).
    """

    found: tuple[Found, ...]
    comments: tuple[FoundComment, ...]
    notices: tuple[str, ...]
    similarity: float
    lost: tuple[str, ...] = ()

    @property
    def silent(self) -> tuple[Edit, ...]:
        """The edits made without tracking."""
        return tuple(f.edit for f in self.found if f.silent)

    @property
    def tracked(self) -> tuple[Edit, ...]:
        """The edits made with tracking."""
        return tuple(f.edit for f in self.found if not f.silent)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Both layers, in the order of the document."""
        return tuple(f.edit for f in self.found)


def compare(
    base: Path | bytes | Package | Document,
    other: Path | bytes | Package,
    *,
    formatting: bool = True,
) -> Comparison:
    """Find what ``other`` changed against ``base`` (a Document must be read in the final view).

    Raises FileProblem when a file cannot be read. Neither file is changed.
    """
    document = base if isinstance(base, Document) else read_document(base)
    package = other if isinstance(other, Package) else open_package(other)
    return _Comparer(document, package, formatting).run()


# Lines: what is aligned -------------------------------------------------------------------------


@dataclass(slots=True)
class _Piece:
    """Text of one run with one status; ``start`` is its offset in ``paragraph`` (all view)."""

    text: str
    span: Span
    paragraph: Paragraph
    start: int

    @property
    def status(self) -> str:
        return self.span.status


@dataclass(slots=True)
class _Mark:
    """A paragraph mark with its status; ends ``paragraph``."""

    status: str
    author: str
    date: str
    paragraph: Paragraph


@dataclass(slots=True)
class _Line:
    """One paragraph of the other file before its tracked changes, with all that is in it."""

    parts: list[_Piece | _Mark] = field(default_factory=list)
    text: str = ""
    marked: bool = False
    cell: Cell | None = None
    fields: bool = False

    @property
    def last(self) -> _Mark:
        end = self.parts[-1]
        assert isinstance(end, _Mark)
        return end

    @property
    def final(self) -> str:
        """The text with tracked changes accepted."""
        kept = [p for p in self.parts if p.status in "=+"]
        return "".join(p.text if isinstance(p, _Piece) else "\n" for p in kept).removesuffix("\n")


def _lines(story: Story) -> list[_Line]:
    """Cut a story read in the all view into lines at the marks that the original has."""
    found: list[_Line] = []
    line = _Line()
    paragraphs = story.paragraphs
    for number, paragraph in enumerate(paragraphs):
        for span in paragraph.spans:
            text = paragraph.text[span.start : span.end]
            line.parts.append(_Piece(text, span, paragraph, span.start))
            line.fields = line.fields or span.field is not None
            if span.status != "=":
                line.marked = True
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        joins = following is not None and next_block(paragraph.element) is following.element
        status = paragraph.mark if joins else "="
        line.parts.append(_Mark(status, paragraph.mark_author, paragraph.mark_date, paragraph))
        if status != "=":
            line.marked = True
        if status in "+x":
            continue
        line.cell = paragraph.cell
        if line.fields and line.marked:
            line.parts = _settled_fields(line.parts)
        line.text = "".join(
            p.text for p in line.parts if isinstance(p, _Piece) and p.status in "=-"
        )
        found.append(line)
        line = _Line()
    return found


def _settled_fields(parts: list[_Piece | _Mark]) -> list[_Piece | _Mark]:
    """Undo tracked changes inside fields that recalculate themselves: no person made them."""
    states: dict[Field, set[str]] = {}
    for part in parts:
        if isinstance(part, _Piece) and part.span.field is not None:
            states.setdefault(part.span.field, set()).add(part.status)
    kept: list[_Piece | _Mark] = []
    for part in parts:
        outer = part.span.field if isinstance(part, _Piece) else None
        mixed = outer is not None and outer.name in _VOLATILE and len(states[outer]) > 1
        if isinstance(part, _Piece) and mixed:
            if part.status in "+x":
                continue
            part.span = part.span._replace(status="=")
        kept.append(part)
    return kept


def _pair_tables(left: list[str], right: list[str]) -> None:
    """Give tables that are versions of each other one key, so that they anchor the alignment."""
    ours = [n for n, key in enumerate(left) if key.startswith(TABLE)]
    theirs = [n for n, key in enumerate(right) if key.startswith(TABLE)]
    for one in ours:
        best = max(theirs, key=lambda n: similar(left[one], right[n]), default=None)
        if best is not None and similar(left[one], right[best]) >= 0.5:
            left[one] = right[best] = f"{TABLE}{one}\x03{right[best]}"
            theirs.remove(best)


def _recalculated(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a line of a table of contents or the like."""
    return paragraph.field is not None and paragraph.field.name in _VOLATILE


def _settled_lines(lines: list[_Line]) -> list[_Line]:
    """The lines as they are with every tracked change accepted."""
    found: list[_Line] = []
    line = _Line()
    for part in [part for old in lines for part in old.parts]:
        if part.status in "-x":
            continue
        if isinstance(part, _Piece):
            part.span = part.span._replace(status="=")
            line.parts.append(part)
            line.text += part.text
            line.fields = line.fields or part.span.field is not None
            continue
        line.parts.append(_Mark("=", part.author, part.date, part.paragraph))
        line.cell = part.paragraph.cell
        found.append(line)
        line = _Line()
    if line.parts and found:
        found[-1].parts[-1:] = [*line.parts, found[-1].last]
        found[-1].text += line.text
    return found


@dataclass(slots=True)
class _Token:
    """A word to be matched; ``extra`` carries what hangs on an object (note id, text boxes)."""

    key: Hashable
    start: int
    end: int
    extra: object = None


@dataclass(slots=True)
class _Table:
    first: int
    beyond: int
    element: Element
    rows: list[_Row] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    first: int
    beyond: int
    element: Element
    status: str
    cells: list[_CellBlocks] = field(default_factory=list)


@dataclass(slots=True)
class _CellBlocks:
    column: int
    blocks: list[int | _Table]
    first: int


@dataclass(slots=True)
class _Op:
    """A primitive change in flat base coordinates (the story's lines joined by "\\n")."""

    low: int
    high: int
    fragments: list[Fragment]
    silent: bool
    author: str = ""
    date: str = ""
    element: Element | None = None
    move: str = ""

    @property
    def new(self) -> str:
        return "".join(f.text for f in self.fragments)


class _Comparer:
    """One comparison of two files."""

    def __init__(self, base: Document, other: Package, formatting: bool) -> None:
        self.base = base
        self.formatting = formatting
        self.notices: list[str] = []
        self.lost: list[str] = []
        self.package = _without_known_changes(base.package, other)
        self.tracked = any(has_marks(self.package, part) for part in text_parts(self.package))
        self.other = read_document(self.package, view="all")
        self.base_formats = Formats(base)
        self.other_formats = Formats(self.other)
        self.found: list[Found] = []
        self.note_pairs: list[tuple[str, str]] = []
        self.box_pairs: list[tuple[Element, Element]] = []
        self.maps: dict[tuple[str, int], list[tuple[int, int, str, int]]] = {}
        self.matched = 0
        self.total = 0
        self.restyled: list[Found] = []
        self.runs_seen = 0

    def run(self) -> Comparison:
        done: set[str] = set()
        self._story(self.base.body, self.other.body, done)
        similarity = self.matched / self.total if self.total else 1.0
        for left, right in self._margins():
            self._story(left, right, done)
        pairs = 0
        while pairs < len(self.note_pairs):
            one, two = self.note_pairs[pairs]
            pairs += 1
            if self.base.has_story(one) and self.other.has_story(two) and one not in done:
                self._story(self.base.story(one), self.other.story(two), done)
        self._boxes(done)
        self._keep_formatting()
        self._sections()
        comments = tuple(self._comments())
        order = {story.name: n for n, story in enumerate(self.base.stories)}
        found = sorted(
            _moves(self.found),
            key=lambda f: (order[f.edit.story], f.edit.paragraph, f.edit.start),
        )
        notices, lost = (tuple(dict.fromkeys(said)) for said in (self.notices, self.lost))
        return Comparison(tuple(found), comments, notices, similarity, lost)

    def lose(self, notice: str) -> None:
        """Say that a piece of the other file's text is in none of the Edits."""
        self.notices.append(notice)
        self.lost.append(notice)

    # Which stories belong together ------------------------------------------------------------

    def _margins(self) -> Iterator[tuple[Story, Story]]:
        used: set[str] = set()
        for left in self.base.stories:
            if left.kind not in ("header", "footer"):
                continue
            for right in self.other.stories:
                same = right.kind == left.kind and set(right.roles) & set(left.roles)
                if same and right.name not in used:
                    used.add(right.name)
                    yield left, right
                    break
            else:
                if left.text.strip():
                    kind = "页眉" if left.kind == "header" else "页脚"
                    self.lose(f"原稿的{kind}“{left.text[:12]}”在来文里没有了，未合并。")
        for right in self.other.stories:
            if right.kind in ("header", "footer") and right.name not in used:
                known = any(set(right.roles) & set(s.roles) for s in self.base.stories)
                if right.text.strip() and not known:
                    kind = "页眉" if right.kind == "header" else "页脚"
                    self.lose(f"来文新增了{kind}“{right.text[:12]}”，未合并。")

    def _boxes(self, done: set[str]) -> None:
        left = {story.container: story for story in self.base.stories if story.kind == "textbox"}
        right = {story.container: story for story in self.other.stories if story.kind == "textbox"}
        count = 0
        while count < len(self.box_pairs):
            one, two = self.box_pairs[count]
            count += 1
            if one in left and two in right and left[one].name not in done:
                self._story(left[one], right[two], done)

    def _sections(self) -> None:
        names = {
            "page_width": "纸张宽度", "page_height": "纸张高度", "top": "上边距",
            "bottom": "下边距", "left": "左边距", "right": "右边距", "landscape": "纸张方向",
        }  # fmt: skip
        if len(self.base.sections) != len(self.other.sections):
            self.notices.append("分节数与原稿不同，页面设置未合并。")
            return
        for left, right in zip(self.base.sections, self.other.sections, strict=True):
            changed = [
                label
                for name, label in names.items()
                if getattr(left, name) != getattr(right, name)
            ]
            if changed:
                self.notices.append(f"改了页面设置（{'、'.join(changed)}），未合并。")

    # One story --------------------------------------------------------------------------------

    def _story(self, left: Story, right: Story, done: set[str]) -> None:
        done.add(left.name)
        _StoryComparer(self, left, right).run()

    def _keep_formatting(self) -> None:
        """Format edits count unless nearly everything differs: then a program rewrote the file."""
        silent = [f for f in self.restyled if f.silent]
        if len(silent) > 20 and len(silent) * 2 > self.runs_seen:
            self.notices.append(
                "几乎全文的格式都与原稿不同（多为换用其他软件另存所致），格式差异未逐条列出。"
            )
            self.restyled = [f for f in self.restyled if not f.silent]
        self.found += self.restyled

    # Comments ---------------------------------------------------------------------------------

    def _comments(self) -> Iterator[FoundComment]:
        known: Counter[tuple[str, str, str]] = Counter()
        own: dict[tuple[str, str, str], str] = {}
        for comment in read_comments(self.base):
            known[_comment_key(comment)] += 1
            own.setdefault(_comment_key(comment), comment.id)
        all_comments = read_comments(self.other)
        by_id = {comment.id: comment for comment in all_comments}
        kept: set[str] = set()
        for comment in all_comments:
            key = _comment_key(comment)
            if known[key] > 0:
                known[key] -= 1
                kept.add(comment.id)
                continue
            place = self._base_place(comment)
            parent, in_base = comment.parent, False
            if parent in by_id and parent in kept:
                parent, in_base = own[_comment_key(by_id[parent])], True
            yield FoundComment(comment, *place, parent=parent, parent_in_base=in_base)
        gone = sum(known.values())
        if gone:
            self.notices.append(f"原稿的 {gone} 条批注在来文里被删除了，合并稿仍保留。")

    def _base_place(self, comment: Comment) -> tuple[str, int, int, int, int]:
        start = self._mapped(comment.story, comment.paragraph, comment.start, ends=False)
        end = self._mapped(comment.story, comment.end_paragraph, comment.end, ends=True)
        if start is None and end is None:
            return ("body", 0, 0, 0, 0)
        start = start or end
        end = end or start
        assert start is not None and end is not None
        if end[0] != start[0] or end[1:] < start[1:]:
            end = start
        return (start[0], start[1], start[2], end[1], end[2])

    def _mapped(
        self, story: str, paragraph: int, offset: int, *, ends: bool
    ) -> tuple[str, int, int] | None:
        """A position of the other file (all view) in the base."""
        entries = self.maps.get((story, paragraph))
        if not entries:
            return None
        best = None
        for start, end, name, flat in entries:
            if start <= offset <= end and (best is None or (ends and start < offset)):
                best = (name, flat + (offset - start))
                if offset < end or (ends and start < offset):
                    break
        if best is None:
            start, end, name, flat = entries[-1]
            best = (name, flat + (end - start))
        name, flat = best
        lines = self.base.story(name).paragraphs
        for line in lines:
            if flat <= len(line.text):
                return name, line.index, flat
            flat -= len(line.text) + 1
        return name, lines[-1].index, len(lines[-1].text)


def _comment_key(comment: Comment) -> tuple[str, str, str]:
    return comment.author, comment.date[:16], comment.text


class _StoryComparer:
    """Compares one story; produces primitive changes, then Edits."""

    def __init__(self, owner: _Comparer, left: Story, right: Story) -> None:
        self.owner = owner
        self.left, self.right = left, right
        self.base = left.paragraphs
        self.lines = _lines(right)
        self.starts = [0]
        for paragraph in self.base:
            self.starts.append(self.starts[-1] + len(paragraph.text) + 1)
        self.flat = "\n".join(p.text for p in self.base)
        self.ops: list[_Op] = []
        self.rows: list[Found] = []
        self.formats: list[Found] = []
        self.hollow = -1

    def run(self) -> None:
        """Compare, and make sure that the edits give exactly the other file's text."""
        notices = len(self.owner.notices)
        found = self._compared()
        if not self._proves(found, notices):
            # Tracked and silent changes of the same paragraph marks: only the outcome is sure.
            self.owner.notices.append("有些段落既有修订又被直接改动，这一部分按最后的文字比对。")
            self.lines = _settled_lines(self.lines)
            self.ops, self.rows, self.formats, self.hollow = [], [], [], -1
            found = self._compared()
        self.owner.found += [*found, *self.rows]
        self.owner.restyled += self.formats

    def _proves(self, found: list[Found], notices: int) -> bool:
        """Whether making the edits gives the other file's final text."""
        try:
            texts = expected_texts(self.left, [f.edit for f in (*found, *self.rows)])
        except EditProblem:
            return False
        spans = [p.span for line in self.lines for p in line.parts if isinstance(p, _Piece)]
        spans += [span for paragraph in self.base for span in paragraph.spans]
        recalculated = any(s.field is not None and s.field.name in _VOLATILE for s in spans)
        if recalculated or len(self.owner.notices) > notices:
            return True
        final = "".join(
            part.text if isinstance(part, _Piece) else "\n"
            for line in self.lines
            if line.cell is None or line.cell.row_status not in "-x"
            for part in line.parts
            if part.status in "=+"
        )
        return "\n".join(texts) == final.removesuffix("\n")

    def _compared(self) -> list[Found]:
        left_blocks = _tree([p.cell for p in self.base], 0, len(self.base), 0)
        right_blocks = _tree([line.cell for line in self.lines], 0, len(self.lines), 0)
        self._blocks(left_blocks, right_blocks)
        found = [self._found(op) for op in self._merged_ops()]
        return [f for f in found if f is not None]

    def _joins(self, index: int) -> bool:
        """Whether base paragraph ``index`` has a next one it could be joined with."""
        if index < 0 or index + 1 >= len(self.base):
            return False
        following = self.base[index + 1]
        first = following.elements[0] if following.elements else following.element
        return next_block(self.base[index].element) is first

    # Blocks -----------------------------------------------------------------------------------

    def _key(self, block: int | _Table, left: bool) -> str:
        if isinstance(block, _Table):
            texts = [
                self.base[i].text if left else self.lines[i].text
                for i in range(block.first, block.beyond)
            ]
            return TABLE + "\t".join(texts)
        if left:
            paragraph = self.base[block]
            fields = any(s.field is not None for s in paragraph.spans)
            return _masked(paragraph.text, paragraph.spans) if fields else paragraph.text
        line = self.lines[block]
        return self._masked_line(line) if line.fields else line.text

    def _masked_line(self, line: _Line) -> str:
        spans, _ = _original_spans(line)
        return _masked(line.text, spans)

    def _blocks(self, left: list[int | _Table], right: list[int | _Table]) -> None:
        """Compare the blocks of two containers (a story, a cell)."""
        left = [b for b in left if isinstance(b, _Table) or not _recalculated(self.base[b])]
        right = [
            b
            for b in right
            if isinstance(b, _Table) or not _recalculated(self.lines[b].last.paragraph)
        ]
        keys_left = [self._key(block, True) for block in left]
        keys_right = [self._key(block, False) for block in right]
        self.owner.total += sum(map(len, keys_left))
        _pair_tables(keys_left, keys_right)
        for l0, l1, r0, r1 in align(keys_left, keys_right):
            self._group(left, right, l0, l1, r0, r1, keys_left, keys_right)

    def _group(
        self,
        left: list[int | _Table],
        right: list[int | _Table],
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
            if isinstance(one, _Table) and isinstance(two, _Table):
                self._tables(one, two)
                return
            lines = [b for b in theirs if isinstance(b, int)]
            paragraphs = [b for b in ours if isinstance(b, int)]
            same = keys_left[l0:l1] == keys_right[r0:r1]
            likeness = (
                1.0 if same else similar("".join(keys_left[l0:l1]), "".join(keys_right[r0:r1]))
            )
            self.owner.matched += int(likeness * sum(map(len, keys_left[l0:l1])))
            self._pair(paragraphs[0], paragraphs[-1], lines, same)
            return
        for block in ours:
            if isinstance(block, _Table):
                for row in block.rows:
                    self._delete_row(row, True, "", "")
            else:
                self._delete_line(block)
        for block in theirs:
            place = self._place(left, l1)
            if isinstance(block, _Table):
                self._insert_table(block)
            elif place is None:
                text = self.lines[block].final[:20]
                self.owner.lose(f"来文在两个表格之间新增的段落“{text}”无处安放，未合并。")
            else:
                self._insert_line(self.lines[block], *place)

    def _place(self, left: list[int | _Table], before: int) -> tuple[int, bool] | None:
        """Where a new paragraph goes: flat position and whether its mark comes first."""
        if before < len(left):
            following = left[before]
            if isinstance(following, int):
                return self.starts[following], False
        if before > 0:
            previous = left[before - 1]
            if isinstance(previous, int):
                return self.starts[previous] + len(self.base[previous].text), True
        return None

    def _delete_line(self, index: int) -> None:
        """A whole base paragraph is gone, silently."""
        start, end = self.starts[index], self.starts[index + 1]
        if self._joins(index) or self._before_table(index):
            self.ops.append(_Op(start, end, [], True))
        else:
            self._delete_last(index)

    def _delete_last(self, index: int) -> None:
        """The last paragraph of its container goes: with the mark before it, if that is free."""
        start, end = self.starts[index], self.starts[index + 1]
        before = len(self.ops)
        low = start
        while before and self._is_line(self.ops[before - 1]) and self.ops[before - 1].high == low:
            before -= 1
            low = self.ops[before].low
        free = before == 0 or self.ops[before - 1].high < low
        if free and self._joins(_index_of(self.starts, low) - 1) and low > 0:
            for op in self.ops[before:]:
                op.low, op.high = op.low - 1, op.high - 1
            self.ops.append(_Op(start - 1, end - 1, [], True))
            return
        self.hollow = end - 1
        if start < end - 1:
            self.ops.append(_Op(start, end - 1, [], True))

    def _is_line(self, op: _Op) -> bool:
        """Whether a change deletes one whole line with its mark and nothing else."""
        if op.fragments or not op.silent or op.high == op.low:
            return False
        index = _index_of(self.starts, op.low)
        return op.low == self.starts[index] and op.high == self.starts[index + 1]

    def _before_table(self, index: int) -> bool:
        following = next_block(self.base[index].element)
        return following is not None and following.tag == TBL

    def _insert_line(self, line: _Line, flat: int, mark_first: bool) -> None:
        """A paragraph the base does not have: its silent text, with what is tracked in it."""
        fragments: list[tuple[list[Fragment], bool, _Piece | None]] = []
        for part in line.parts[:-1]:
            if isinstance(part, _Piece):
                if part.status in "=+" and part.text:
                    own = self._fragments(part, 0, len(part.text), None)
                    fragments.append((own, part.status == "=", part))
            elif part.status in "=+":
                fragments.append(([_mark_fragment(part.paragraph)], part.status == "=", None))
            self._map(part, flat)
        self._map(line.last, flat)
        # A mark that is deleted again leaves its text to the paragraph that follows.
        keeps = line.last.status != "-"
        mark = _mark_fragment(line.last.paragraph)
        last = self.ops[-1] if self.ops else None
        if mark_first and flat == self.hollow:
            self.hollow = -1
        elif mark_first and last is not None and last.high == flat + 1 and self._is_line(last):
            # The paragraph before goes: the new one takes over its mark.
            last.high = flat
        elif mark_first and keeps:
            self.ops.append(_Op(flat, flat, [mark], True))
        for own, silent, piece in fragments:
            author = piece.span.author if piece is not None else ""
            date = piece.span.date if piece is not None else ""
            self.ops.append(_Op(flat, flat, own, silent, "" if silent else author, date))
        if not mark_first and keeps:
            self.ops.append(_Op(flat, flat, [mark], True))

    # Tables -----------------------------------------------------------------------------------

    def _tables(self, one: _Table, two: _Table) -> None:
        rows = [row for row in two.rows if row.status not in "+x"]
        keys_left = [self._row_text(row, True) for row in one.rows]
        keys_right = [self._row_text(row, False) for row in rows]
        partner: dict[int, int] = {}
        for l0, l1, r0, r1 in align(keys_left, keys_right, joins=False):
            if l0 < l1 and r0 < r1:
                partner[r0] = l0
                if rows[r0].status == "-":
                    mark = _row_mark(rows[r0].element)
                    self._delete_row(one.rows[l0], False, *mark)
                    self.owner.matched += len(keys_left[l0])
                else:
                    self._cells(one.rows[l0], rows[r0])
            elif l0 < l1:
                self._delete_row(one.rows[l0], True, "", "")
        last = -1
        seen = -1
        for row in two.rows:
            if row.status not in "+x":
                seen += 1
                if seen in partner:
                    last = partner[seen]
                    continue
                if row.status == "-":
                    continue
            if row.status != "x":
                self._insert_row(one, last, row)

    def _row_text(self, row: _Row, left: bool) -> str:
        return "\t".join(
            self.base[i].text if left else self.lines[i].text for i in range(row.first, row.beyond)
        )

    def _delete_row(self, row: _Row, silent: bool, author: str, date: str) -> None:
        text = self._row_text(row, True)
        edit = Edit(
            self.left.name, row.first, 0, 0, row="delete", author=author, date=parse_date(date)
        )
        self.rows.append(Found(edit, silent, "row", old=text))

    def _insert_row(self, table: _Table, after: int, row: _Row) -> None:
        cells = []
        for cell in row.cells:
            indexes = _indexes(cell.blocks)
            cells.append("\n".join(self.lines[i].final for i in indexes))
            for i in indexes:
                for part in self.lines[i].parts:
                    self._map(part, self.starts[table.rows[max(after, 0)].first])
        model = table.rows[max(after, 0)]
        text = "\t".join(cells)
        if len(model.cells) != len(cells) or OBJECT in text:
            self.owner.lose(f"来文新增的表格行“{text[:20]}”结构与原表不同，未合并。")
            return
        author, date = ("", "") if row.status == "=" else _row_mark(row.element)
        place = "insert_after" if after >= 0 else "insert_before"
        edit = Edit(
            self.left.name, model.first, 0, 0, row=place,
            cells=tuple(cells), author=author, date=parse_date(date),
        )  # fmt: skip
        self.rows.append(Found(edit, row.status == "=", "row", new=text))

    def _insert_table(self, table: _Table) -> None:
        text = "".join(self.lines[i].final for i in range(table.first, table.beyond))
        self.owner.lose(f"来文新增了一个表格（“{text[:20]}”），请手工并入。")

    def _cells(self, one: _Row, two: _Row) -> None:
        if len(one.cells) == len(two.cells):
            pairs = list(zip(one.cells, two.cells, strict=True))
        else:
            by_column = {cell.column: cell for cell in two.cells}
            pairs = [(c, by_column[c.column]) for c in one.cells if c.column in by_column]
            self.owner.lose("来文增删或合并了表格的列，列的变化未合并，请手工处理。")
        for left, right in pairs:
            self._blocks(left.blocks, right.blocks)

    # Paragraphs -------------------------------------------------------------------------------

    def _pair(self, first: int, last: int, lines: list[int], same: bool) -> None:
        """Compare base paragraphs first…last with the other file's lines."""
        chosen = [self.lines[i] for i in lines]
        simple = same and first == last and len(chosen) == 1
        if simple and not chosen[0].marked and not chosen[0].fields:
            self._unchanged(self.base[first], chosen[0])
            return
        base_tokens = self._base_tokens(first, last)
        other_tokens, stream = self._other_tokens(chosen)
        codes = opcodes([t.key for t in base_tokens], [t.key for t in other_tokens])
        codes = self._snap(base_tokens, other_tokens, codes, first, last, chosen)
        target: dict[int, tuple[int, int]] = {}
        for equal, i1, i2, j1, _ in codes:
            for k in range(i2 - i1 if equal else 0):
                _match(base_tokens[i1 + k], other_tokens[j1 + k], target)
                self._hang(base_tokens[i1 + k], other_tokens[j1 + k])
        self._walk(self.starts[first], self.starts[last + 1] - 1, chosen, stream, target)
        if first == last and len(chosen) == 1:
            self._formats(self.base[first], chosen[0], stream, target)

    def _snap(
        self,
        base_tokens: list[_Token],
        other_tokens: list[_Token],
        codes: list[tuple[bool, int, int, int, int]],
        first: int,
        last: int,
        chosen: list[_Line],
    ) -> list[tuple[bool, int, int, int, int]]:
        """Let dates and amounts change whole; works on characters and comes back to tokens."""
        if len(codes) < 2 or any(t.end - t.start != 1 and not isinstance(t.key, str)
                                 for t in (*base_tokens, *other_tokens)):  # fmt: skip
            return codes
        begin = self.starts[first]
        left = self.flat[begin : self.starts[last + 1] - 1]
        right = "\n".join(line.text for line in chosen)
        ends_left = [t.start - begin for t in base_tokens] + [len(left)]
        ends_right = [t.start for t in other_tokens] + [len(right)]
        plain = [
            (equal, ends_left[i1], ends_left[i2], ends_right[j1], ends_right[j2])
            for equal, i1, i2, j1, j2 in codes
        ]
        where_left = {offset: n for n, offset in enumerate(ends_left)}
        where_right = {offset: n for n, offset in enumerate(ends_right)}
        wide = snapped(left, right, plain)
        try:
            return [
                (equal, where_left[a], where_left[b], where_right[c], where_right[d])
                for equal, a, b, c, d in wide
            ]
        except KeyError:
            return codes

    def _unchanged(self, paragraph: Paragraph, line: _Line) -> None:
        """The same text on both sides: only places, objects and formatting are noted."""
        flat = self.starts[paragraph.index]
        other = line.last.paragraph
        length = len(paragraph.text)
        self.owner.maps[(self.right.name, other.index)] = [(0, length, self.left.name, flat)]
        if OBJECT in paragraph.text:
            ours = _tokens(paragraph.text, paragraph.spans, self.owner.base.package, self.left.part)
            theirs = _tokens(other.text, other.spans, self.owner.package, self.right.part)
            if [t.key for t in ours] != [t.key for t in theirs]:
                self._changed_objects(paragraph, line, ours, theirs)
            for one, two in zip(ours, theirs, strict=False):
                self._hang(one, two)
        if self.owner.formatting:
            self._same_text_formats(paragraph, other)

    def _changed_objects(
        self, paragraph: Paragraph, line: _Line, ours: list[_Token], theirs: list[_Token]
    ) -> None:
        """An object in unchanged text is another one now (a picture was replaced)."""
        flat = self.starts[paragraph.index]
        pieces = [part for part in line.parts if isinstance(part, _Piece)]
        for one, two in zip(ours, theirs, strict=False):
            if one.key == two.key:
                continue
            for piece in pieces:
                if piece.start <= two.start < piece.start + len(piece.text):
                    local = two.start - piece.start
                    fragments = self._fragments(piece, local, local + 1, None)
                    self.ops.append(_Op(flat + one.start, flat + one.end, fragments, True))

    def _base_tokens(self, first: int, last: int) -> list[_Token]:
        found: list[_Token] = []
        for index in range(first, last + 1):
            if index > first:
                end = self.starts[index] - 1
                found.append(_Token("\n", end, end + 1))
            paragraph = self.base[index]
            own = _tokens(paragraph.text, paragraph.spans, self.owner.base.package, self.left.part)
            for token in own:
                token.start += self.starts[index]
                token.end += self.starts[index]
            found += own
        return found

    def _other_tokens(
        self, lines: list[_Line]
    ) -> tuple[list[_Token], list[tuple[_Piece | _Mark, int]]]:
        """Tokens of the lines' original text, and every part with its offset in that text."""
        found: list[_Token] = []
        stream: list[tuple[_Piece | _Mark, int]] = []
        offset = 0
        for number, line in enumerate(lines):
            spans, places = _original_spans(line)
            own = _tokens(line.text, spans, self.owner.package, self.right.part)
            for token in own:
                token.start += offset
                token.end += offset
            found += own
            stream += [(part, place + offset) for part, place in places]
            offset += len(line.text)
            if number + 1 < len(lines):
                found.append(_Token("\n", offset, offset + 1))
                offset += 1
        return found, stream

    def _hang(self, one: _Token, two: _Token) -> None:
        """Remember notes and text boxes that belong together."""
        if one.extra is None or two.extra is None:
            return
        if isinstance(one.extra, str) and isinstance(two.extra, str):
            self.owner.note_pairs.append((one.extra, two.extra))
        elif isinstance(one.extra, list) and isinstance(two.extra, list):
            self.owner.box_pairs += zip(one.extra, two.extra, strict=False)

    def _walk(
        self,
        low: int,
        high: int,
        lines: list[_Line],
        stream: list[tuple[_Piece | _Mark, int]],
        target: dict[int, tuple[int, int]],
    ) -> None:
        """Go through all the other side has, original and tracked, and write down what differs."""
        at = low
        final = lines[-1].last
        for part, offset in stream:
            if part is final:
                break
            self._map(part, at)
            if isinstance(part, _Piece):
                at = self._walk_piece(part, offset, at, target)
            else:
                at = self._walk_mark(part, offset, at, target)
        if at < high:
            self.ops.append(_Op(at, high, [], True))
        self._map(final, high)
        if final.status == "-":
            index = _index_of(self.starts, high)
            if self._joins(index) or self._before_table(index):
                self.ops.append(_Op(high, high + 1, [], False, final.author, final.date))

    def _walk_piece(
        self, part: _Piece, offset: int, at: int, target: dict[int, tuple[int, int]]
    ) -> int:
        span = part.span
        if part.status == "+":
            fragments = self._fragments(part, 0, len(part.text), at)
            self.ops.append(_Op(at, at, fragments, False, span.author, span.date, span.run))
            return at
        if part.status != "=" and part.status != "-":
            return at
        entries = self.owner.maps.setdefault((self.right.name, part.paragraph.index), [])
        position, size = 0, len(part.text)
        while position < size:
            goal = target.get(offset + position)
            run = position
            if goal is None:
                while run < size and target.get(offset + run) is None:
                    run += 1
                if part.status == "=":
                    fragments = self._fragments(part, position, run, at)
                    self.ops.append(_Op(at, at, fragments, True))
                position = run
                continue
            start, width = goal
            end = start + width
            run += 1
            while run < size and target.get(offset + run) == (end, 1):
                end += 1
                run += 1
            if start > at:
                self.ops.append(_Op(at, start, [], True))
            if part.status == "-" and end > start:
                self.ops.append(_Op(start, end, [], False, span.author, span.date))
            entries.append((part.start + position, part.start + run, self.left.name, start))
            at = max(at, end)
            position = run
        return at

    def _walk_mark(
        self, part: _Mark, offset: int, at: int, target: dict[int, tuple[int, int]]
    ) -> int:
        if part.status == "+":
            fragment = _mark_fragment(part.paragraph)
            self.ops.append(_Op(at, at, [fragment], False, part.author, part.date))
            return at
        if part.status == "x":
            return at
        goal = target.get(offset)
        if goal is None:
            if part.status == "=":
                self.ops.append(_Op(at, at, [_mark_fragment(part.paragraph)], True))
            return at
        start = goal[0]
        if start > at:
            self.ops.append(_Op(at, start, [], True))
        if part.status == "-":
            self.ops.append(_Op(start, start + 1, [], False, part.author, part.date))
        return start + 1

    def _map(self, part: _Piece | _Mark, flat: int) -> None:
        """Note where in the base a part of the other file stands (for comments)."""
        entries = self.owner.maps.setdefault((self.right.name, part.paragraph.index), [])
        if isinstance(part, _Mark):
            end = len(part.paragraph.text)
            entries.append((end, end, self.left.name, flat))
        else:
            entries.append((part.start, part.start, self.left.name, flat))

    # New content ------------------------------------------------------------------------------

    def _fragments(self, part: _Piece, start: int, end: int, at: int | None) -> list[Fragment]:
        """The characters [start, end) of a part as new content, with look and objects."""
        text = part.text[start:end]
        if not text:
            return []
        outer = part.span.field
        if outer is not None and (start, end) == (0, len(part.text)) and outer.runs:
            whole = _whole_field(outer, part, self.owner.package, self.right.part)
            if whole is not None:
                return whole
        run = part.span.run
        if run.tag != R_:
            return [self._object(text, etree.tostring(run))]
        if OBJECT not in text:
            properties = run.find(RPR)
            if at is not None and self._looks_like_base(part, properties, at):
                return [Fragment(text)]
            if properties is None and at is not None:
                return [Fragment(text, etree.tostring(new_run(text, None)))]
            return [Fragment(text, etree.tostring(new_run(text, properties)))]
        return [
            self._object(piece, etree.tostring(item)) for piece, item in _cut_run(run, start, end)
        ]

    def _object(self, text: str, xml: bytes) -> Fragment:
        digest = _digest(etree.fromstring(xml), self.owner.package, self.right.part)
        return Fragment(text, xml, self.owner.package, self.right.part, digest)

    def _looks_like_base(self, part: _Piece, properties: Element | None, at: int) -> bool:
        """Whether new text looks like the base text it is put next to."""
        index = _index_of(self.starts, at)
        paragraph = self.base[index]
        offset = at - self.starts[index]
        near = paragraph.span_at(offset - 1) if offset else paragraph.span_at(0)
        if near is None:
            return True
        theirs = self.owner.other_formats.resolve_run(part.paragraph, properties)
        ours = self.owner.base_formats.run(paragraph, near)
        return theirs == ours

    # Formatting -------------------------------------------------------------------------------

    def _same_text_formats(self, paragraph: Paragraph, other: Paragraph) -> None:
        self._paragraph_format(paragraph, other)
        ours, theirs = paragraph.spans, other.spans
        self.owner.runs_seen += max(1, len(ours))
        position, i, j = 0, 0, 0
        end = len(paragraph.text)
        while position < end and i < len(ours) and j < len(theirs):
            if ours[i].end <= position:
                i += 1
            elif theirs[j].end <= position:
                j += 1
            else:
                until = min(ours[i].end, theirs[j].end)
                self._run_format(paragraph, ours[i], other, theirs[j], position, until)
                position = until

    def _formats(
        self,
        paragraph: Paragraph,
        line: _Line,
        stream: list[tuple[_Piece | _Mark, int]],
        target: dict[int, tuple[int, int]],
    ) -> None:
        """Formatting of the text that both sides have, in a paragraph whose text changed."""
        if not self.owner.formatting:
            return
        self._paragraph_format(paragraph, line.last.paragraph)
        base = self.starts[paragraph.index]
        for part, offset in stream:
            if not isinstance(part, _Piece) or part.status != "=":
                continue
            position = 0
            while position < len(part.text):
                goal = target.get(offset + position)
                if goal is None:
                    position += 1
                    continue
                own = paragraph.span_at(goal[0] - base)
                run = position + 1
                while own is not None and run < len(part.text):
                    following = target.get(offset + run)
                    if following != (goal[0] + run - position, 1):
                        break
                    if following[0] - base >= own.end:
                        break
                    run += 1
                if own is not None and goal[1] == 1:
                    start = goal[0] - base
                    self._run_format(
                        paragraph, own, part.paragraph, part.span, start, start + run - position
                    )
                position = run

    def _run_format(
        self,
        paragraph: Paragraph,
        ours: Span,
        other: Paragraph,
        theirs: Span,
        start: int,
        end: int,
    ) -> None:
        left = self.owner.base_formats.run(paragraph, ours)
        right = self.owner.other_formats.run(other, theirs)
        if left is right or left == right or ours.run.tag != R_ or theirs.run.tag != R_:
            return
        if _raw(ours.run) == _raw(theirs.run):
            return
        changed = _differences(left, right, _RUN_KEYS)
        if not changed:
            return
        change = theirs.run.find(f"{RPR}/{W}rPrChange")
        self._add_format(paragraph, start, end, changed, {}, change)

    def _paragraph_format(self, paragraph: Paragraph, other: Paragraph) -> None:
        ours, theirs = paragraph.properties, other.properties
        change = theirs.find(W + "pPrChange") if theirs is not None else None
        if _raw_paragraph(ours) == _raw_paragraph(theirs):
            return
        left = self.owner.base_formats.paragraph(paragraph)
        right = self.owner.other_formats.paragraph(other)
        changed = _differences(left, right, _PARAGRAPH_KEYS)
        if "style" in changed and changed["style"] not in {
            s.name for s in self.owner.base.styles.by_id.values()
        }:
            del changed["style"]
        if changed:
            self._add_format(paragraph, 0, len(paragraph.text), {}, changed, change)

    def _add_format(
        self,
        paragraph: Paragraph,
        start: int,
        end: int,
        run: dict[str, object],
        whole: dict[str, object],
        change: Element | None,
    ) -> None:
        author = change.get(AUTHOR, "") if change is not None else ""
        date = parse_date(change.get(DATE, "")) if change is not None else None
        last = self.formats[-1] if self.formats else None
        if last is not None and run and last.edit.run_format == run:
            same = last.edit.paragraph == paragraph.index and last.edit.end == start
            if same and last.edit.author == author:
                text = paragraph.text[last.edit.start : end]
                edit = replace(last.edit, end=end)
                self.formats[-1] = replace(last, edit=edit, old=text, new=text)
                return
        edit = Edit(
            self.left.name, paragraph.index, start, end, run_format=run, paragraph_format=whole,
            author=author, date=date,
        )  # fmt: skip
        text = paragraph.text[start:end]
        self.formats.append(Found(edit, change is None, "format", old=text, new=text))

    # From primitive changes to Edits ------------------------------------------------------------

    def _merged_ops(self) -> list[_Op]:
        merged: list[_Op] = []
        for op in self.ops:
            last = merged[-1] if merged else None
            if last is not None and self._continues(last, op):
                last.high = max(last.high, op.high)
                last.fragments = _compact([*last.fragments, *op.fragments])
            else:
                merged.append(op)
        merged.sort(key=lambda op: (op.low, op.high))
        for number, op in enumerate(merged):
            following = merged[number + 1].low if number + 1 < len(merged) else len(self.flat) + 2
            self._canonical(op, following)
        return sorted(merged, key=lambda op: (op.low, op.high))

    def _continues(self, last: _Op, op: _Op) -> bool:
        if (last.silent, last.author) != (op.silent, op.author) or op.low != last.high:
            return False
        starts_line = last.low == 0 or self.flat[last.low - 1] == "\n"
        ends_line = last.high > last.low and self.flat[last.high - 1] == "\n"
        if op.high > op.low and not last.fragments and starts_line and ends_line:
            return False
        # A whole paragraph that goes and one that comes stay two changes.
        return not (op.low == op.high and starts_line and ends_line and not last.fragments)

    def _canonical(self, op: _Op, following: int) -> None:
        """One form for what comes out the same: whole paragraphs stand before the next one.

        following: where the next change begins; the form must not run into it.
        """
        new = op.new
        if op.low == op.high and new.startswith("\n") and len(new) > 1:
            index = _index_of(self.starts, op.low)
            at_end = op.low == self.starts[index + 1] - 1
            if at_end and self._joins(index) and following > op.low:
                mark = Fragment("\n", _line_end_xml(op, self.base[index]))
                op.fragments = [*op.fragments[1:], mark]
                op.low = op.high = op.low + 1
        elif not new and op.high > op.low and self.flat[op.low] == "\n":
            index = _index_of(self.starts, op.high)
            inside = op.low > 0 and self.flat[op.low - 1] != "\n"
            at_end = op.high == self.starts[index + 1] - 1
            if inside and at_end and self._joins(index) and following > op.high:
                op.low, op.high = op.low + 1, op.high + 1

    def _found(self, op: _Op) -> Found | None:
        old, new = self.flat[op.low : op.high], op.new
        if not old and not new:
            return None
        first = _index_of(self.starts, op.low)
        last = _index_of(self.starts, op.high)
        kind = "replace" if old and new else "delete" if old else "insert"
        edit = Edit(
            self.left.name, first, op.low - self.starts[first], op.high - self.starts[last], new,
            end_paragraph=last, author=op.author, date=parse_date(op.date),
            fragments=tuple(op.fragments),
        )  # fmt: skip
        return Found(edit, op.silent, kind, old, new)


# Small pieces -----------------------------------------------------------------------------------

_RUN_KEYS = (
    "east_asia", "ascii", "size_pt", "bold", "italic", "underline", "color", "spacing_twips",
    "highlight", "hidden", "strike", "vertical", "scale", "position", "emphasis",
)  # fmt: skip
_PARAGRAPH_KEYS = (
    "alignment", "left", "right", "first_line", "left_chars", "right_chars", "first_line_chars",
    "before", "after", "before_lines", "after_lines", "line", "line_rule", "keep_next",
    "page_break_before", "outline_level", "style",
)  # fmt: skip
_RAW_SKIPPED = frozenset(
    W + name
    for name in ("lang", "noProof", "rPrChange", "ins", "del", "moveFrom", "moveTo", "kern", "szCs",
                 "bCs", "iCs")
)  # fmt: skip


def _differences(
    left: RunFormat | ParagraphFormat, right: RunFormat | ParagraphFormat, keys: Sequence[str]
) -> dict[str, object]:
    return {key: getattr(right, key) for key in keys if getattr(left, key) != getattr(right, key)}


def _raw(run: Element) -> list[tuple[str, ...]]:
    properties = run.find(RPR)
    if properties is None:
        return []
    return sorted(
        (child.tag, *map(str, sum(sorted(child.items()), ())))
        for child in properties
        if child.tag not in _RAW_SKIPPED
    )


def _raw_paragraph(properties: Element | None) -> list[bytes]:
    skipped = (RPR, W + "sectPr", W + "pPrChange", W + "numPr", W + "cnfStyle")
    if properties is None:
        return []
    return sorted(etree.tostring(c, method="c14n") for c in properties if c.tag not in skipped)


def parse_date(date: str) -> datetime | None:
    """A date as Word writes it; None when it is missing or wrong."""
    match = re.match(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)", date)
    if match is None:
        return None
    try:
        return datetime.fromisoformat(match.group(1)).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def _index_of(starts: list[int], flat: int) -> int:
    """The line in which a flat position lies."""
    low, high = 0, len(starts) - 2
    while low < high:
        middle = (low + high + 1) // 2
        if starts[middle] <= flat:
            low = middle
        else:
            high = middle - 1
    return low


def _match(one: _Token, two: _Token, target: dict[int, tuple[int, int]]) -> None:
    """Say which base characters the characters of an equal token stand for."""
    if one.end - one.start == two.end - two.start:
        for k in range(one.end - one.start):
            target[two.start + k] = (one.start + k, 1)
        return
    target[two.start] = (one.start, one.end - one.start)
    for k in range(two.start + 1, two.end):
        target[k] = (one.end, 0)


def _compact(fragments: list[Fragment]) -> list[Fragment]:
    """Join plain neighbours."""
    result: list[Fragment] = []
    for fragment in fragments:
        if result and not fragment.xml and not result[-1].xml and "\n" not in (
            fragment.text, result[-1].text
        ):  # fmt: skip
            result[-1] = Fragment(result[-1].text + fragment.text)
        else:
            result.append(fragment)
    return result


def _mark_fragment(paragraph: Paragraph) -> Fragment:
    properties = paragraph.properties
    return Fragment("\n", b"" if properties is None else _clean_properties(properties))


def _clean_properties(properties: Element) -> bytes:
    copied = etree.fromstring(etree.tostring(properties))
    for child in list(copied):
        if child.tag in (W + "sectPr", W + "pPrChange"):
            copied.remove(child)
        elif child.tag == RPR:
            for item in list(child):
                if item.tag in ALL_MARKS:
                    child.remove(item)
    return etree.tostring(copied)


def _line_end_xml(op: _Op, paragraph: Paragraph) -> bytes:
    """Properties for the last of some inserted paragraphs whose mark was the base's own."""
    for fragment in reversed(op.fragments[1:]):
        if fragment.text == "\n" and fragment.xml:
            return fragment.xml
    properties = paragraph.properties
    return b"" if properties is None else _clean_properties(properties)


def _original_spans(line: _Line) -> tuple[list[Span], list[tuple[_Piece | _Mark, int]]]:
    """The spans of a line's original text, and every part with its offset there."""
    spans: list[Span] = []
    places: list[tuple[_Piece | _Mark, int]] = []
    offset = 0
    for part in line.parts:
        places.append((part, offset))
        if isinstance(part, _Piece) and part.status in "=-":
            end = offset + len(part.text)
            spans.append(part.span._replace(start=offset, end=end))
            offset = end
    return spans, places


def _masked(text: str, spans: Sequence[Span]) -> str:
    """The text with the results of fields that recalculate themselves replaced by their name."""
    result, position = [], 0
    last: Field | None = None
    for span in spans:
        if span.field is not None and span.field.name in _VOLATILE:
            result.append(text[position : span.start])
            if span.field is not last:
                result.append(f"\x02{span.field.name}\x02")
            position = span.end
        last = span.field
    return "".join(result) + text[position:]


def _tokens(text: str, spans: Sequence[Span], package: Package, part: str) -> list[_Token]:
    """The words of a paragraph; fields that recalculate and objects are words of their own."""
    if OBJECT not in text and all(span.field is None for span in spans):
        return [_Token(text[a:b], a, b) for a, b in tokens(text)]
    found: list[_Token] = []
    plain_from = 0
    last: Field | None = None
    for span in spans:
        volatile = span.field is not None and span.field.name in _VOLATILE
        if volatile:
            found += _plain_tokens(text, plain_from, span.start)
            plain_from = span.end
            if span.field is last and found:
                found[-1].end = span.end
            elif span.field is not None:
                found.append(_Token(("field", span.field.name), span.start, span.end))
        elif OBJECT in text[span.start : span.end]:
            found += _plain_tokens(text, plain_from, span.start)
            found += _object_tokens(text, span, package, part)
            plain_from = span.end
        last = span.field
    return found + _plain_tokens(text, plain_from, len(text))


def _plain_tokens(text: str, start: int, end: int) -> list[_Token]:
    return [_Token(text[start + a : start + b], start + a, start + b)
            for a, b in tokens(text[start:end])]  # fmt: skip


def _object_tokens(text: str, span: Span, package: Package, part: str) -> Iterator[_Token]:
    if span.run.tag != R_:
        yield _Token(("object", _digest(span.run, package, part)), span.start, span.end)
        return
    position = span.start
    for child in span.run:
        piece = child_text(child)
        size = min(len(piece), span.end - position)
        if size <= 0:
            continue
        if piece == OBJECT:
            if child.tag in _NOTES:
                kind = "footnote" if child.tag == _NOTES[0] else "endnote"
                extra: object = f"{kind}:{child.get(ID, '')}"
                yield _Token(("note", kind), position, position + 1, extra)
            else:
                boxes = list(text_boxes(child))
                key = ("object", _digest(child, package, part))
                yield _Token(key, position, position + 1, boxes or None)
        else:
            yield from _plain_tokens(text, position, position + size)
        position += size


def _digest(item: Element, package: Package, part: str) -> str:
    """What an object shows: its pictures by checksum, a symbol by code, a formula by its text."""
    found: list[str] = []
    relationships = package.relationships(part)
    for node in item.iter():
        for name, number in node.items():
            if str(name).startswith(R) and number in relationships:
                relation = relationships[number]
                info = package.checksum(relation.target) if not relation.external else None
                found.append(relation.target if info is None else str(info))
        if node.tag == W + "sym":
            found.append(f"{node.get(W + 'font')}:{node.get(W + 'char')}")
        elif str(node.tag).startswith(MATH) and node.text:
            found.append(node.text)
    if item.tag.startswith(MATH) or found:
        return "|".join(found)
    return item.tag if item.tag in _NOTES else "shape"


def _cut_run(run: Element, start: int, end: int) -> Iterator[tuple[str, Element]]:
    """The characters [start, end) of a run as runs: text apart from objects."""
    properties = run.find(RPR)
    position = 0
    for child in run:
        piece = child_text(child)
        low, high = max(start, position), min(end, position + len(piece))
        if piece and low < high:
            text = piece[low - position : high - position]
            if piece == OBJECT:
                item = etree.Element(R_)
                if properties is not None:
                    item.append(etree.fromstring(etree.tostring(properties)))
                item.append(etree.fromstring(etree.tostring(child)))
                yield text, item
            else:
                yield text, new_run(text, properties)
        position += len(piece)


def _whole_field(outer: Field, part: _Piece, package: Package, name: str) -> list[Fragment] | None:
    """A new field as one fragment with all its runs; None for another piece of it."""
    visible = [span for span in part.paragraph.spans if span.field is outer]
    if any(span.status != part.status for span in visible):
        return None
    if not visible or visible[0] is not part.span or outer.simple is not None:
        return None
    if part.status == "+" and not any(a.tag == INS for a in outer.runs[0].iterancestors()):
        return None
    if any(_paragraph_tag(run) is not _paragraph_tag(part.span.run) for run in outer.runs):
        return None
    holder = etree.Element(P)
    for run in outer.runs:
        holder.append(etree.fromstring(etree.tostring(run)))
    text = "".join(part.paragraph.text[s.start : s.end] for s in visible)
    if text != part.text:
        return None
    return [Fragment(text, etree.tostring(holder), package, name, "field:" + outer.code)]


def _paragraph_tag(element: Element) -> Element | None:
    current: Element | None = element
    while current is not None and current.tag != P:
        current = current.getparent()
    return current


def _chain(cell: Cell | None) -> list[Cell]:
    found: list[Cell] = []
    while cell is not None:
        found.append(cell)
        cell = cell.parent
    return found[::-1]


def _tree(cells: Sequence[Cell | None], low: int, high: int, depth: int) -> list[int | _Table]:
    """The blocks of a container: indexes of paragraphs, and tables with rows and cells."""
    blocks: list[int | _Table] = []
    index = low
    while index < high:
        chain = _chain(cells[index])
        if len(chain) <= depth:
            blocks.append(index)
            index += 1
            continue
        element = chain[depth].table_element
        assert element is not None
        beyond = index
        while beyond < high:
            own = _chain(cells[beyond])
            if len(own) <= depth or own[depth].table_element is not element:
                break
            beyond += 1
        blocks.append(_table(cells, index, beyond, depth, element))
        index = beyond
    return blocks


def _table(
    cells: Sequence[Cell | None], low: int, high: int, depth: int, element: Element
) -> _Table:
    table = _Table(low, high, element)
    index = low
    while index < high:
        cell = _chain(cells[index])[depth]
        end = index
        while end < high and _chain(cells[end])[depth].element is cell.element:
            end += 1
        row = table.rows[-1] if table.rows else None
        assert cell.row_element is not None
        if row is None or row.element is not cell.row_element:
            row = _Row(index, end, cell.row_element, cell.row_status)
            table.rows.append(row)
        row.beyond = end
        row.cells.append(_CellBlocks(cell.column, _tree(cells, index, end, depth + 1), index))
        index = end
    return table


def _indexes(blocks: list[int | _Table]) -> list[int]:
    found: list[int] = []
    for block in blocks:
        if isinstance(block, _Table):
            found += range(block.first, block.beyond)
        else:
            found.append(block)
    return found


def _row_mark(row: Element) -> tuple[str, str]:
    for item in row.iterfind(f"{W}trPr/*"):
        if item.tag in (W + "ins", W + "del"):
            return item.get(AUTHOR, ""), item.get(DATE, "")
    return "", ""


def _without_known_changes(base: Package, other: Package) -> Package:
    """The other file with the changes that were pending in the base already accepted."""
    known: dict[tuple[str, str, str], str] = {}
    for part in text_parts(base):
        for item in base.xml(part).iter(*ALL_MARKS):
            key = (item.tag, item.get(AUTHOR, ""), item.get(DATE, "")[:16])
            known[key] = known.get(key, "") + _mark_text(item)
    if not known:
        return other

    def pending(item: Element) -> bool:
        key = (item.tag, item.get(AUTHOR, ""), item.get(DATE, "")[:16])
        return key in known and _mark_text(item) in known[key]

    result = other.copy()
    resolve(result, accept=True, select=pending)
    return result


def _mark_text(item: Element) -> str:
    return "".join(child_text(child) for run in item.iter(R_) for child in run)


def _moves(found: list[Found]) -> list[Found]:
    """Give a deleted and an inserted paragraph with the same long text one move id."""
    gone: dict[str, list[int]] = {}
    come: dict[str, list[int]] = {}
    for number, item in enumerate(found):
        old, new = item.old.strip("\n"), item.new.strip("\n")
        if item.kind == "delete" and "\n" in item.old and len(old) >= 4:
            gone.setdefault(old, []).append(number)
        elif item.kind == "insert" and "\n" in item.new and len(new) >= 4:
            come.setdefault(new, []).append(number)
    result = list(found)
    count = 0
    for text, places in gone.items():
        others = come.get(text, [])
        if len(places) == len(others) == 1:
            count += 1
            for place in (places[0], others[0]):
                item = result[place]
                result[place] = replace(item, edit=replace(item.edit, move=f"m{count}"))
    return result
