"""The text of a round as the review sees it: paragraphs, clauses, and what changes make of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.review.case import Case, read_base
from pipeline.review.clauses import Clause, clause_at, find_clauses, place_of
from pipeline.review.state import TextChange
from pipeline.word.document import Document, read_document


@dataclass(frozen=True, slots=True)
class BaseText:
    """stories: name → paragraph texts as Edits count them; clauses are those of the body.
    cells: the body's paragraphs that lie in tables."""

    stories: dict[str, tuple[str, ...]]
    clauses: tuple[Clause, ...]
    cells: frozenset[int] = frozenset()

    @property
    def body(self) -> tuple[str, ...]:
        """The paragraphs of the body."""
        return self.stories["body"]

    @property
    def characters(self) -> int:
        """The length of the body in characters, blanks left out."""
        return sum(len("".join(text.split())) for text in self.body)

    def original(self, change: TextChange) -> str:
        """The text that a change replaces; paragraph marks as line ends."""
        paragraphs = self.stories.get(change.story, ())
        if change.paragraph >= len(paragraphs):
            return ""
        if change.last_paragraph == change.paragraph:
            return paragraphs[change.paragraph][change.start : change.end]
        first = paragraphs[change.paragraph][change.start :]
        middle = paragraphs[change.paragraph + 1 : change.last_paragraph]
        last = paragraphs[change.last_paragraph][: change.end]
        return "\n".join((first, *middle, last))

    def sentence(self, change: TextChange) -> tuple[str, str]:
        """The sentence around a change, before and after it, for people to read."""
        paragraphs = self.stories.get(change.story, ())
        if change.paragraph >= len(paragraphs) or change.last_paragraph != change.paragraph:
            return self.original(change), change.new
        text = paragraphs[change.paragraph]
        start = max(text.rfind(mark, 0, change.start) for mark in "。；！？：") + 1
        ends = [at for mark in "。；！？" if (at := text.find(mark, change.end)) >= 0]
        end = min(ends, default=len(text) - 1) + 1
        before = text[start:end].strip()
        after = (text[start : change.start] + change.new + text[change.end : end]).strip()
        return before, after

    def place(self, change: TextChange) -> tuple[str, str]:
        """(clause id, label) of a change."""
        if change.story != "body":
            return "", story_label(change.story)
        return (
            clause_at(self.clauses, change.paragraph).id,
            place_of(self.clauses, change.paragraph, self.cells),
        )


def story_label(name: str) -> str:
    """How people call a story that is not the body."""
    kinds = {
        "header": "页眉",
        "footer": "页脚",
        "footnote": "脚注",
        "endnote": "尾注",
        "textbox": "文本框",
    }
    for kind, label in kinds.items():
        if name.startswith(kind):
            return label
    return name


def text_of(document: Document) -> BaseText:
    """The BaseText of a document that was read."""
    stories = {
        story.name: tuple(paragraph.text for paragraph in story.paragraphs)
        for story in document.stories
    }
    numbered = [paragraph.number + paragraph.text for paragraph in document.body.paragraphs]
    cells = frozenset(p.index for p in document.body.paragraphs if p.cell is not None)
    return BaseText(stories, find_clauses(numbered), cells)


def base_text(case: Case, number: int) -> BaseText:
    """The text of round ``number`` of a case."""
    return text_of(read_document(read_base(case, number)))


def apply_changes(paragraphs: Sequence[str], changes: Iterable[TextChange]) -> list[str]:
    """The paragraphs after changes of one story (which must not overlap), as plain text."""
    text = "\n".join(paragraphs)
    starts = [0]
    for paragraph in paragraphs:
        starts.append(starts[-1] + len(paragraph) + 1)
    spans = sorted(
        {(starts[c.paragraph] + c.start, starts[c.last_paragraph] + c.end, c.new) for c in changes},
        reverse=True,
    )
    for start, end, new in spans:
        text = text[:start] + new + text[end:]
    return text.split("\n")
