"""What another version of a Word file changed, as Edits in the base's coordinates.

Two layers: silent edits (the base against the other file with its tracked changes rejected) are
found by comparing; tracked edits are read from the markup, never guessed. Changes that were
pending in the base already count as accepted on both sides. Noise of saving (run boundaries,
revision ids, languages, proofing marks, recalculated fields) gives no edit.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.word.compare.files import FileComparer
from pipeline.word.compare.found import Comparison, Found, FoundComment, parse_date
from pipeline.word.document import Document, read_document
from pipeline.word.package import Package, open_package

__all__ = ["Comparison", "Found", "FoundComment", "compare", "parse_date"]


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
    return FileComparer(document, package, formatting).run()
