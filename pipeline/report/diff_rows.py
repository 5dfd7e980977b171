"""A difference as rows to look at: what stood left, what stands right, piece by piece.

Word files are compared by ``pipeline.word.compare``; text files line by line with the same
alignment. The viewers (terminal, HTML, JSON) show these rows and know nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.word.align import align
from pipeline.word.compare import Comparison, Found
from pipeline.word.document import Document
from pipeline.word.grid import column_ranges, rows_range
from pipeline.word.stories import Story
from pipeline.word.word_diff import text_opcodes

Kind = Literal["equal", "changed", "inserted", "deleted", "moved", "format"]
_STORIES = {"body": "正文", "header": "页眉", "footer": "页脚", "footnote": "脚注"}
_STORIES |= {"endnote": "尾注", "textbox": "文本框"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: "=" on both sides, "-" only left, "+" only right."""

    op: str
    text: str
    author: str = ""
    silent: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One paragraph of the comparison. left/right: 1-based numbers, None where it is missing.

    notes: what else is to be said (formatting, moved to or from, joined with the next).
    """

    kind: Kind
    left: int | None
    right: int | None
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()

    @property
    def old(self) -> str:
        """The left text."""
        return "".join(p.text for p in self.pieces if p.op in "=-")

    @property
    def new(self) -> str:
        """The right text."""
        return "".join(p.text for p in self.pieces if p.op in "=+")


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one story (or of the whole file, for text)."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """A whole difference. ``same``: nothing differs, formatting included."""

    left: str
    right: str
    sections: tuple[Section, ...]
    notices: tuple[str, ...] = ()
    similarity: float = 1.0

    @property
    def same(self) -> bool:
        return all(row.kind == "equal" for s in self.sections for row in s.rows)

    def counts(self) -> dict[str, int]:
        """How many rows of each kind differ."""
        found: dict[str, int] = {}
        for section in self.sections:
            for row in section.rows:
                if row.kind != "equal":
                    found[row.kind] = found.get(row.kind, 0) + 1
        return found


@dataclass(slots=True)
class _Builder:
    """Collects pieces and closes rows at paragraph marks."""

    rows: list[Row] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    left: int = 1
    right: int = 1
    ends_left: bool = False
    notes: list[str] = field(default_factory=list)
    formats: dict[int, list[str]] = field(default_factory=dict)
    moved: str = ""

    def add(self, op: str, text: str, author: str = "", silent: bool = True) -> None:
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if number:
                self._mark(op, author)
            if line:
                self.pieces.append(Piece(op, line, author, silent))

    def _mark(self, op: str, author: str) -> None:
        ops = {piece.op for piece in self.pieces}
        if op == "=":
            self.close(True, True)
        elif op == "-":
            if "=" in ops or "+" in ops:
                self.notes.append("与下一段合并")
                self.pieces.append(Piece("-", "¶", author))
                self.left += 1
            else:
                self.close(True, False)
        elif "=" in ops or "-" in ops:
            self.pieces.append(Piece("+", "¶", author))
            self.notes.append("从这里另起一段")
            self.right += 1
        else:
            self.close(False, True)

    def close(self, left: bool, right: bool) -> None:
        """End the row; left/right say on which sides a paragraph ends."""
        ops = {piece.op for piece in self.pieces}
        formats = self.formats.pop(self.left, []) if left else []
        notes = [*self.notes, *formats]
        kind: Kind
        if not right:
            kind = "deleted"
        elif not left:
            kind = "inserted"
        elif ops <= {"="} and not self.notes:
            kind = "format" if formats else "equal"
        else:
            kind = "changed"
        if self.moved and kind in ("deleted", "inserted"):
            notes.append("移到别处" if kind == "deleted" else "从别处移来")
            kind = "moved"
        self.rows.append(
            Row(
                kind, self.left if left else None, self.right if right else None,
                tuple(self.pieces), tuple(notes),
            )
        )  # fmt: skip
        self.left += left
        self.right += right
        self.pieces = []
        self.notes = []


def docx_diff(base: Document, comparison: Comparison, left: str, right: str) -> Diff:
    """The rows of a comparison of two Word files."""
    from pipeline.review.merge_wording import format_text

    by_story: dict[str, list[Found]] = {}
    for found in comparison.found:
        by_story.setdefault(found.edit.story, []).append(found)
    sections = []
    for story in base.stories:
        chosen = by_story.get(story.name, [])
        if story.name != "body" and not chosen:
            continue
        builder = _Builder()
        for found in chosen:
            if found.kind == "format":
                edit = found.edit
                what = format_text({**edit.run_format, **edit.paragraph_format})
                where = f"“{_short(found.old)}”" if edit.run_format else "本段"
                note = f"格式：{where}{what}{_by(found)}"
                builder.formats.setdefault(edit.paragraph + 1, []).append(note)
        sections.append(Section(_title(story), _story_rows(story, chosen, builder)))
    known = {story.name for story in base.stories}
    for name, chosen in by_story.items():
        if name not in known:
            sections.append(_new_margin(name, chosen))
    return Diff(left, right, tuple(sections), comparison.notices, comparison.similarity)


def _new_margin(name: str, chosen: Sequence[Found]) -> Section:
    """A header or footer that the left file does not have."""
    title = f"新增的{_STORIES[name.partition('+')[0]]}"
    lines = "".join(found.edit.new or "" for found in chosen).split("\n")
    first = chosen[0]
    pieces = [(Piece("+", line, first.edit.author, first.silent),) for line in lines]
    rows = [Row("inserted", None, n, piece) for n, piece in enumerate(pieces, 1)]
    return Section(title, tuple(rows))


def _story_rows(story: Story, chosen: Iterable[Found], builder: _Builder) -> tuple[Row, ...]:
    starts = [0]
    for paragraph in story.paragraphs:
        starts.append(starts[-1] + len(paragraph.text) + 1)
    flat = story.text
    # From, to, new text, its change, and how many paragraphs more it has than lines.
    changes: list[tuple[int, int, str, Found, int]] = []
    for found in chosen:
        edit = found.edit
        if edit.structural:
            changes += [
                (low, high, new, found, more)
                for low, high, new, more in _table_changes(story, found)
            ]
        elif edit.new is not None:
            low, high = starts[edit.paragraph] + edit.start, starts[edit.last] + edit.end
            changes.append((low, high, edit.new, found, 0))
    changes.sort(key=lambda c: (c[0], -c[3].edit.outside, c[1]))
    at = 0
    for low, high, new, found, more in changes:
        if low < at:
            continue
        builder.add("=", flat[at:low])
        builder.moved = found.edit.move
        builder.add("-", flat[low:high], found.edit.author, found.silent)
        builder.add("+", new, found.edit.author, found.silent)
        builder.moved = ""
        builder.right += more
        at = high
    builder.add("=", flat[at:])
    builder.close(True, True)
    return tuple(builder.rows)


def _table_changes(story: Story, found: Found) -> Iterator[tuple[int, int, str, int]]:
    """What a change of rows or columns takes and adds: ranges of the flat text, new lines, and
    how many paragraphs more than lines those are."""
    edit = found.edit
    starts = [0]
    for paragraph in story.paragraphs:
        starts.append(starts[-1] + len(paragraph.text) + 1)
    end = len(story.text)
    cells = sum(cell.count("\n") + 1 for cell in edit.cells)
    new = "｜".join(cell.replace("\n", "　") for cell in edit.cells) + "\n"
    if edit.column == "delete":
        for first, beyond in column_ranges(story, edit):
            yield starts[first], min(starts[beyond], end), "", 0
    elif edit.column:
        first, _ = column_ranges(story, edit)[0]
        yield starts[first], starts[first], "新增一列：" + new, cells - 1
    else:
        first, beyond = rows_range(story, edit)
        low, high = starts[first], min(starts[beyond], end)
        if edit.row in ("delete", "replace"):
            rows = ("\n".join(edit.cells)).replace("\n", "｜") + "\n"
            replaced = edit.row == "replace"
            yield low, high, rows if replaced else "", cells - 1 if replaced else 0
        else:
            place = low if edit.row == "insert_before" else high
            yield place, place, new, cells - 1


def _by(found: Found) -> str:
    if found.silent:
        return "（未留痕）"
    return f"（{found.edit.author}）" if found.edit.author else ""


def _short(text: str, size: int = 12) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"


def _title(story: Story) -> str:
    name = _STORIES[story.kind]
    number = story.name.partition(":")[2]
    return f"{name} {number}" if number else name


def text_diff(old: str, new: str, left: str, right: str) -> Diff:
    """The rows of a comparison of two texts, line by line."""
    ours, theirs = old.splitlines(), new.splitlines()
    builder = _Builder()
    gone: dict[str, int] = {}
    groups = align(ours, theirs)
    for l0, _, r0, r1 in groups:
        if r0 == r1 and len(ours[l0].strip()) >= 4:
            gone[ours[l0]] = gone.get(ours[l0], 0) + 1
    come = [theirs[r0] for l0, l1, r0, r1 in groups if l0 == l1 and theirs[r0] in gone]
    moved = {text for text in come if come.count(text) == 1 and gone[text] == 1}
    for l0, l1, r0, r1 in groups:
        one, two = "\n".join(ours[l0:l1]), "\n".join(theirs[r0:r1])
        builder.moved = "m" if (one or two) in moved else ""
        if l0 == l1:
            builder.add("+", two + "\n")
        elif r0 == r1:
            builder.add("-", one + "\n")
        else:
            for equal, i1, i2, j1, j2 in text_opcodes(one, two):
                if equal:
                    builder.add("=", one[i1:i2])
                else:
                    builder.add("-", one[i1:i2])
                    builder.add("+", two[j1:j2])
            builder.close(True, True)
    return Diff(left, right, (Section("", tuple(builder.rows)),))


def folded(rows: Sequence[Row], context: int) -> list[Row | int]:
    """Rows with long equal stretches replaced by how many rows were left out."""
    keep = [False] * len(rows)
    for number, row in enumerate(rows):
        if row.kind != "equal":
            for near in range(max(0, number - context), min(len(rows), number + context + 1)):
                keep[near] = True
    result: list[Row | int] = []
    for number, row in enumerate(rows):
        if keep[number]:
            result.append(row)
        elif result and isinstance(result[-1], int):
            result[-1] += 1
        else:
            result.append(1)
    return result
