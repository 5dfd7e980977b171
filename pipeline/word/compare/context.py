"""What the parts of a comparison share: both files, and one story of each."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.word.compare.found import Found
from pipeline.word.compare.lines import Line, Mark, Piece, lines_of
from pipeline.word.document import Document
from pipeline.word.edit import Fragment
from pipeline.word.formatting import Formats
from pipeline.word.ooxml import TBL, Element
from pipeline.word.package import Package
from pipeline.word.resolve.blocks import next_in_flow
from pipeline.word.stories import Story


@dataclass(slots=True)
class Op:
    """A primitive change in flat base coordinates (the story's lines joined by "\\n").

    end: for the last of some new paragraphs that takes over a mark of the base, its own mark.
    """

    low: int
    high: int
    fragments: list[Fragment]
    silent: bool
    author: str = ""
    date: str = ""
    element: Element | None = None
    outside: int = 0
    end: Fragment | None = None

    @property
    def new(self) -> str:
        return "".join(f.text for f in self.fragments)


class Files:
    """Both files and what is noted while their stories are compared.

    base: read in the final view; other: in the all view. maps: for a paragraph of the other file,
    which of its stretches stand where in the base (story and flat position).
    """

    def __init__(self, base: Document, other: Document, formatting: bool) -> None:
        self.base = base
        self.other = other
        self.package: Package = other.package
        self.formatting = formatting
        self.base_formats = Formats(base)
        self.other_formats = Formats(other)
        self.notices: list[str] = []
        self.lost: list[str] = []
        self.note_pairs: list[tuple[str, str]] = []
        self.box_pairs: list[tuple[Element, Element]] = []
        self.maps: dict[tuple[str, int], list[tuple[int, int, str, int]]] = {}
        self.matched = 0
        self.total = 0
        self.runs_seen = 0

    def lose(self, notice: str) -> None:
        """Say that a piece of the other file's text is in none of the Edits."""
        self.notices.append(notice)
        self.lost.append(notice)


class Sides:
    """One story of both files, its flat coordinates, and the changes found so far."""

    def __init__(self, files: Files, left: Story, right: Story) -> None:
        self.files = files
        self.left, self.right = left, right
        self.base = left.paragraphs
        self.lines: list[Line] = lines_of(right)
        self.starts = [0]
        for paragraph in self.base:
            self.starts.append(self.starts[-1] + len(paragraph.text) + 1)
        self.flat = "\n".join(p.text for p in self.base)
        self.forget()

    def forget(self) -> None:
        """Start over with no change found."""
        self.ops: list[Op] = []
        self.rows: list[Found] = []
        self.formats: list[Found] = []

    def index(self, flat: int) -> int:
        """The paragraph in which a flat position lies."""
        low, high = 0, len(self.starts) - 2
        while low < high:
            middle = (low + high + 1) // 2
            if self.starts[middle] <= flat:
                low = middle
            else:
                high = middle - 1
        return low

    def joins(self, index: int) -> bool:
        """Whether base paragraph ``index`` has a next one it could be joined with."""
        if index < 0 or index + 1 >= len(self.base):
            return False
        following = self.base[index + 1]
        first = following.elements[0] if following.elements else following.element
        return next_in_flow(self.base[index].element) is first

    def before_table(self, index: int) -> bool:
        """Whether a table follows base paragraph ``index``."""
        following = next_in_flow(self.base[index].element)
        return following is not None and following.tag == TBL

    def map(self, part: Piece | Mark, flat: int) -> None:
        """Note where in the base a part of the other file stands (for comments)."""
        entries = self.files.maps.setdefault((self.right.name, part.paragraph.index), [])
        if isinstance(part, Mark):
            end = len(part.paragraph.text)
            entries.append((end, end, self.left.name, flat))
        else:
            entries.append((part.start, part.start, self.left.name, flat))
