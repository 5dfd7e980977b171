"""A body from a file: .md as it is, .txt line by line, .docx by its paragraphs and tables."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import DataProblem
from pipeline.files import read_text

FORMATS = (".md", ".txt", ".docx")


def read_body(path: Path) -> str:
    """The text of ``path`` as body markup; raises FileProblem/DataProblem with a plain sentence."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise DataProblem(f"{path} 不能作正文，请用 {'、'.join(FORMATS)}。")
    if suffix == ".docx":
        return _word_text(path)
    text = read_text(path)
    return text if suffix == ".md" else "\n".join(escape_line(line) for line in text.splitlines())


def escape_line(line: str) -> str:
    """A line of plain text that means the same as markup."""
    line = line.strip().replace("\\", "\\\\").replace("**", "\\*\\*")
    if line.startswith(("#", "|", "=", "[[")):
        return "\\" + line
    return line


def _word_text(path: Path) -> str:
    from pipeline.word.document import read_document

    document = read_document(path)
    lines: list[str] = []
    table: tuple[int, int] | None = None
    for item in document.body.paragraphs:
        text = escape_line((item.number + item.text).replace("\v", "").replace("\ufffc", ""))
        if item.cell is None:
            table = None
            lines.append(text)
            continue
        here = (item.cell.table, item.cell.row)
        shown = text.replace("|", "\\|")
        if table == here:
            lines[-1] += f" {shown} |"
        else:
            lines.append(f"| {shown} |")
        table = here
    return "\n".join(lines)
