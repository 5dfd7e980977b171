"""A comparison as a Word file: the left file with every difference as a tracked change."""

from __future__ import annotations

from dataclasses import replace

from pipeline.review.merge_comments import by_hand_comment
from pipeline.review.merge_places import Places
from pipeline.review.merge_types import ByHand
from pipeline.review.merge_wording import change_text
from pipeline.word.compare import Comparison
from pipeline.word.document import Document
from pipeline.word.left_out import apply_possible, single_units
from pipeline.word.package import Package
from pipeline.word.writer import apply_edits


def to_word(
    base: Document, comparison: Comparison, author: str, *, moves: bool = False
) -> tuple[Package, tuple[str, ...]]:
    """``base`` with the differences tracked, and a sentence for each that could not be written.

    author: of changes that have none. moves: moved paragraphs as Word's moves. A difference that
    could not be written has a comment at its place. Raises EditProblem when the result cannot be
    proved at all.
    """
    found = [replace(f, edit=replace(f.edit, author=f.edit.author or author))
             for f in comparison.found]  # fmt: skip
    source = {id(f.edit): f for f in found}
    written = apply_possible(base.package, single_units([f.edit for f in found]), moves=moves)
    if not written.left:
        return written.package, ()
    places = Places(base)
    told = []
    for left in written.left:
        for edit in left.edits:
            old, kind = source[id(edit)].old, source[id(edit)].kind
            what, place = change_text(edit, old), places.of(edit)
            told.append(ByHand((edit.author,), place, kind, old, edit, left.reason, what))
    comments = [replace(by_hand_comment(one), author=author) for one in told]
    package = apply_edits(base.package, written.edits, moves=moves, comments=comments)
    return package, tuple(one.sentence for one in told)
