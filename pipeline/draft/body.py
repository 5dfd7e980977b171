"""A body from a file: .md as it is, .txt line by line, .docx by its paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.draft.markup import literal
from pipeline.errors import DataProblem
from pipeline.files import read_text

if TYPE_CHECKING:
    from pipeline.word.stories import Paragraph

FORMATS = (".md", ".txt", ".docx")
_OBJECT = "\ufffc"


def read_body(path: Path, notes: list[str] | None = None) -> str:
    """The text of ``path`` as body markup; raises FileProblem/DataProblem with a plain sentence.

    What a .docx holds beside text and tables cannot be taken over; a sentence that says so is
    added to ``notes``.
    """
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise DataProblem(f"{path} 不能作正文，请用 {'、'.join(FORMATS)}。")
    if suffix == ".docx":
        return _word_text(path, notes)
    text = read_text(path)
    return text if suffix == ".md" else "\n".join(literal(line) for line in text.splitlines())


def _word_text(path: Path, notes: list[str] | None) -> str:
    from pipeline.word.document import read_document

    document = read_document(path)
    lost = sum(item.text.count(_OBJECT) for item in document.body.paragraphs)
    lost += sum(story.kind in ("footnote", "endnote", "textbox") for story in document.stories)
    if lost and notes is not None:
        notes.append(f"{path} 里的 {lost} 处图片、文本框、公式或脚注没有带入，只取了文字和表格。")
    return "\n".join(_lines(document.body.paragraphs))


def _lines(paragraphs: Iterable[Paragraph]) -> list[str]:
    """Paragraphs as lines, the cells of a row as one line."""
    lines: list[str] = []
    before: tuple[int, int, int] | None = None
    for item in paragraphs:
        text = (item.number + item.text).replace(_OBJECT, "")
        if item.cell is None:
            before = None
            lines += (literal(line.strip()) for line in text.split("\v"))
            continue
        here = (item.cell.table, item.cell.row, item.cell.column)
        shown = literal(text.replace("\v", "").strip())
        if before == here:
            lines[-1] = f"{lines[-1][:-2]}{shown} |"  # another paragraph of the same cell
        elif before is not None and before[:2] == here[:2]:
            lines[-1] += f" {shown} |"
        else:
            if before is None:
                lines.append("")
            lines.append(f"| {shown} |")
        before = here
    return lines
