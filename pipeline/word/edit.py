"""The one kind of change: lint fixes, departments' revisions and decisions are all Edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.errors import HongtouError


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of new content that is more than plain text.

    text: its characters (an object is U+FFFC, a paragraph mark "\\n"). xml: the run (or, for a
    mark, the ``w:pPr`` of the paragraph it ends) to write; empty: formatted like its
    surroundings. origin, part: the Package and part the xml came from, for pictures and notes.
    digest: tells objects apart that look alike as text. block: a whole table (``w:tbl``), whose
    text is that of its paragraphs, each with its mark; of a row or column edit: one row or cell.
    around: the new link, simple field or content control (``w:hyperlink`` … without content) in
    which neighbouring fragments with the same one stand together.
    """

    text: str
    xml: bytes = field(default=b"", compare=False, repr=False)
    origin: object = field(default=None, compare=False, repr=False)
    part: str = field(default="", compare=False, repr=False)
    digest: str = ""
    block: bool = False
    around: bytes = field(default=b"", compare=False, repr=False)

    @property
    def is_mark(self) -> bool:
        """Whether this is a paragraph mark."""
        return self.text == "\n" and not self.block


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters [start, end) of one paragraph by ``new``, or change its formatting.

    story: name of the story in the base ("body", "header1", "footnote:2", …).
    paragraph: index in that story (0-based); start/end: offsets into the paragraph's text.
    end_paragraph: where ``end`` lies when the range crosses paragraph marks (default: same).
    The paragraph mark itself is the character at offset len(text); "\\n" in ``new`` is a mark.
    run_format / paragraph_format: properties to set (keys of RunFormat / ParagraphFormat) on the
    range or paragraph; the text stays as it is when ``new`` is None. section_format: properties
    (keys of Section, lengths in twips) of the section ``paragraph`` of the body stands in;
    ``even_and_odd`` is one of the whole file, which Word cannot track.
    author, date, why: who, when, for which reason (rule, comment, decision).

    fragments: ``new`` with its formatting and objects; their texts joined are ``new``.
    row: "delete" removes the table row that holds ``paragraph`` and the ``rows`` - 1 after it,
    "replace" puts new rows in their place, "insert_before" and "insert_after" add one beside it.
    cells: the new texts ("\\n" parts paragraphs); fragments then are the new rows as XML, or
    empty for a row that looks like the one beside it. shaped: a new row that already has the
    columns as they come out; others get an empty cell for every new column of the table.
    column: "delete", "insert_before" or "insert_after": the same for the grid column in which
    ``paragraph`` stands, one text (and fragment) a row of the table.
    outside: how many of the tables around ``paragraph`` do not count: new content stands before
    the outermost of them, which must begin with it; rows and columns are of the table around.
    move: an id shared by the deletion and the insertion that together are one move.
    """

    story: str
    paragraph: int
    start: int
    end: int
    new: str | None = None
    end_paragraph: int | None = None
    run_format: Mapping[str, object] = field(default_factory=dict)
    paragraph_format: Mapping[str, object] = field(default_factory=dict)
    section_format: Mapping[str, int | str | None] = field(default_factory=dict)
    author: str = ""
    date: datetime | None = None
    why: str = ""
    fragments: tuple[Fragment, ...] = ()
    row: str = ""
    cells: tuple[str, ...] = ()
    rows: int = 1
    shaped: bool = False
    column: str = ""
    outside: int = 0
    move: str = ""

    @property
    def structural(self) -> bool:
        """Whether it changes the rows or columns of a table."""
        return bool(self.row or self.column)

    @property
    def last(self) -> int:
        """The paragraph in which ``end`` lies."""
        return self.paragraph if self.end_paragraph is None else self.end_paragraph


@dataclass(frozen=True, slots=True)
class NewComment:
    """A comment to add on [start, end) of a paragraph (or up to ``end_paragraph``).

    key: a name other new comments give as ``parent`` to be replies of this one; ``parent`` may
    also be the id of a comment that is in the file. resolved: marked as done.
    """

    story: str
    paragraph: int
    start: int
    end: int
    text: str
    author: str
    date: datetime | None = None
    initials: str = ""
    end_paragraph: int | None = None
    key: str = ""
    parent: str = ""
    resolved: bool = False


class EditProblem(HongtouError):
    """An edit that does not fit the document: out of range, overlapping, or across a boundary.

    edits: those that cannot be made as they are, if that is known.
    """

    def __init__(self, message: str, *edits: Edit) -> None:
        super().__init__(message)
        self.edits = edits


@contextmanager
def blaming(*edits: Edit) -> Iterator[None]:
    """Let an EditProblem that is raised meanwhile say that it is about ``edits``."""
    try:
        yield
    except EditProblem as problem:
        problem.edits = problem.edits or edits
        raise
