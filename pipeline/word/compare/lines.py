"""The other file cut into lines: its paragraphs before its tracked changes, with those in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from pipeline.word.compare.blocks import comes, is_shown, leaves
from pipeline.word.stories import Cell, Field, Paragraph, Span, Story

VOLATILE = frozenset(
    ("PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "REF", "PAGEREF", "NOTEREF", "SEQ", "DATE",
     "TIME", "PRINTDATE", "SAVEDATE", "CREATEDATE", "FILENAME", "STYLEREF", "INDEX", "NUMWORDS")
)  # fmt: skip
"""Fields that recalculate themselves: no person changed their results."""


@dataclass(slots=True)
class Piece:
    """Text of one run with one status; ``start`` is its offset in ``paragraph`` (all view)."""

    text: str
    span: Span
    paragraph: Paragraph
    start: int

    @property
    def status(self) -> str:
        return self.span.status


@dataclass(slots=True)
class Mark:
    """A paragraph mark with its status; ends ``paragraph``."""

    status: str
    author: str
    date: str
    paragraph: Paragraph


@dataclass(slots=True)
class Line:
    """One paragraph of the other file before its tracked changes, with all that is in it.

    reaches: with them accepted, it goes on behind the table that follows and goes.
    """

    parts: list[Piece | Mark] = field(default_factory=list)
    text: str = ""
    marked: bool = False
    cell: Cell | None = None
    fields: bool = False
    reaches: bool = False

    @property
    def last(self) -> Mark:
        end = self.parts[-1]
        assert isinstance(end, Mark)
        return end

    @property
    def final(self) -> str:
        """The text with tracked changes accepted."""
        kept = [p for p in self.parts if p.status in "=+"]
        return "".join(p.text if isinstance(p, Piece) else "\n" for p in kept).removesuffix("\n")


def lines_of(story: Story) -> list[Line]:
    """Cut a story read in the all view into lines at the marks that the original has."""
    found: list[Line] = []
    line = Line()
    paragraphs = story.paragraphs
    before, after = _View(paragraphs, "+x", comes), _View(paragraphs, "-x", leaves)
    for number, paragraph in enumerate(paragraphs):
        for span in paragraph.spans:
            text = paragraph.text[span.start : span.end]
            line.parts.append(Piece(text, span, paragraph, span.start))
            line.fields = line.fields or span.field is not None
            if span.status != "=":
                line.marked = True
        status = _STATUS[before.ends(number), after.ends(number)]
        mark = Mark(status, paragraph.mark_author, paragraph.mark_date, paragraph)
        if not _side_by_side(paragraphs, number):
            if found and mark.status == "+" and found[-1].cell is paragraph.cell:
                line = _one_mark(found, line)
            mark = _before_table(line, mark)
        line.parts.append(mark)
        if mark.status != "=":
            line.marked = True
        if mark.status in "+x":
            continue
        line.cell = paragraph.cell
        line.reaches = number in after.across
        if line.fields and line.marked:
            line.parts = _settled_fields(line.parts)
        line.text = "".join(p.text for p in line.parts if isinstance(p, Piece) and p.status in "=-")
        found.append(line)
        line = Line()
    return found


_STATUS = {(True, True): "=", (True, False): "-", (False, True): "+", (False, False): "x"}


def _side_by_side(paragraphs: Sequence[Paragraph], number: int) -> bool:
    """Whether no table and no end of a cell stands between a paragraph and the next one."""
    following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
    return following is not None and following.cell is paragraphs[number].cell


def _before_table(line: Line, mark: Mark) -> Mark:
    """The mark to end a line with that cannot run on: what follows stands in another cell.

    Where the last paragraph vanishes, the one before it, if it is new, has the last mark there is.
    """
    if mark.status == "+":
        return replace(mark, status="=")
    places = [n for n, p in enumerate(line.parts) if isinstance(p, Mark) and p.status == "+"]
    if mark.status == "=" or not places:
        return mark
    last = line.parts[places[-1]]
    assert isinstance(last, Mark)
    line.parts[places[-1]] = replace(last, status="x")
    return replace(last, status="=")


def _one_mark(found: list[Line], line: Line) -> Line:
    """A new last paragraph before a table, with the line before it if they are joined.

    The mark of that line goes and a new one comes: it is the one mark that there always is.
    """
    last = found[-1].last
    if last.status != "-":
        return line
    before = found.pop()
    before.parts[-1] = replace(last, status="x")
    before.parts += line.parts
    before.fields = before.fields or line.fields
    return before


class _View:
    """Which paragraph marks there are with all tracked changes rejected or accepted.

    A mark that goes stays nevertheless where its paragraph holds text and a table follows, or
    nothing does. across: the paragraphs that are joined with one behind a table that goes.
    """

    def __init__(
        self, paragraphs: Sequence[Paragraph], hidden: str, unseen: Callable[[Cell], bool]
    ) -> None:
        self.across: set[int] = set()
        self._ends: set[int] = set()
        # By container: the paragraph whose mark went last, and whether there is text before it.
        self._open: dict[int, tuple[int, bool]] = {}
        for number, paragraph in enumerate(paragraphs):
            self._enter(paragraph.cell, unseen)
            container = id(paragraph.cell)
            last, filled = self._open.pop(container, (number - 1, False))
            if filled and last != number - 1:
                self.across.add(last)
            filled = filled or any(s.status not in hidden and s.start < s.end
                                   for s in paragraph.spans)  # fmt: skip
            if paragraph.mark in hidden:
                self._open[container] = number, filled
            else:
                self._ends.add(number)
        self._ends.update(last for last, _ in self._open.values())

    def ends(self, number: int) -> bool:
        """Whether a line ends with paragraph ``number``: no cell is ever part of a line."""
        return number in self._ends or number in self.across

    def _enter(self, cell: Cell | None, unseen: Callable[[Cell], bool]) -> None:
        """A table of which something is seen closes what is open around it."""
        while cell is not None and not unseen(cell):
            cell = cell.parent
            last, filled = self._open.pop(id(cell), (-1, False))
            if filled:
                self._ends.add(last)


def _settled_fields(parts: list[Piece | Mark]) -> list[Piece | Mark]:
    """Undo tracked changes inside fields that recalculate themselves: no person made them."""
    states: dict[Field, set[str]] = {}
    for part in parts:
        if isinstance(part, Piece) and part.span.field is not None:
            states.setdefault(part.span.field, set()).add(part.status)
    kept: list[Piece | Mark] = []
    for part in parts:
        outer = part.span.field if isinstance(part, Piece) else None
        mixed = outer is not None and outer.name in VOLATILE and len(states[outer]) > 1
        if isinstance(part, Piece) and mixed:
            if part.status in "+x":
                continue
            part.span = part.span._replace(status="=")
        kept.append(part)
    return kept


def recalculated(paragraph: Paragraph) -> bool:
    """Whether a paragraph is a line of a table of contents or the like."""
    return paragraph.field is not None and paragraph.field.name in VOLATILE


def settled_lines(lines: list[Line]) -> list[Line]:
    """The lines as they are with every tracked change accepted."""
    found: list[Line] = []
    line = Line()
    for part in [part for old in lines for part in old.parts]:
        if part.status in "-x":
            continue
        if isinstance(part, Piece):
            part.span = part.span._replace(status="=")
            line.parts.append(part)
            line.text += part.text
            line.fields = line.fields or part.span.field is not None
            continue
        line.parts.append(Mark("=", part.author, part.date, part.paragraph))
        line.cell = part.paragraph.cell
        found.append(line)
        line = Line()
    if line.parts and found:
        found[-1].parts[-1:] = [*line.parts, found[-1].last]
        found[-1].text += line.text
    return found


@dataclass(slots=True)
class Final:
    """A paragraph of the other file with every tracked change accepted.

    volatile: fields in it recalculate; recalculated: it is a line of such a field; inserted: all
    of its text was inserted with tracking.
    """

    text: str = ""
    volatile: bool = False
    recalculated: bool = False
    inserted: bool = False


def is_volatile(paragraph: Paragraph) -> bool:
    """Whether fields in a paragraph recalculate."""
    return recalculated(paragraph) or any(
        span.field is not None and span.field.name in VOLATILE for span in paragraph.spans
    )


def final_paragraphs(lines: Sequence[Line]) -> list[Final]:
    """The paragraphs of the other file as they are with every tracked change accepted."""
    found: list[Final] = []
    current: Final | None = None
    for line in lines:
        if not is_shown(line.cell):
            continue
        for part in line.parts:
            if part.status in "-x":
                continue
            current = current or Final(inserted=True)
            own = recalculated(part.paragraph)
            current.recalculated = current.recalculated or own
            if isinstance(part, Piece):
                field_ = part.span.field
                volatile = own or (field_ is not None and field_.name in VOLATILE)
                current.volatile = current.volatile or volatile
                current.text += part.text
                current.inserted = current.inserted and part.status == "+"
            else:
                found.append(current)
                current = None
    if current is not None:
        found.append(current)
    return found


def original_spans(line: Line) -> tuple[list[Span], list[tuple[Piece | Mark, int]]]:
    """The spans of a line's original text, and every part with its offset there."""
    spans: list[Span] = []
    places: list[tuple[Piece | Mark, int]] = []
    offset = 0
    for part in line.parts:
        places.append((part, offset))
        if isinstance(part, Piece) and part.status in "=-":
            end = offset + len(part.text)
            spans.append(part.span._replace(start=offset, end=end))
            offset = end
    return spans, places
