"""A department of ``samples/case/replies.yaml`` at work on the copy it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from office_hand import Hand


def reply(copy: bytes, row: Mapping[str, Any]) -> bytes:
    """The copy as the department sends it back: tracked (Word) or typed over (WPS)."""
    tracked = row["program"] == "Word"
    hand = Hand(copy, row["author"], "00D4" + f"{len(row['department']):04d}")
    date = f"{row['at']}:00Z"
    for note in row.get("comments", ()):
        hand.comment(hand.paragraph(note["at"]), note["at"], note["text"], date)
    for edit in row.get("edits", ()):
        paragraph = hand.paragraph(edit["old"])
        old, new = edit["old"], edit["new"]
        if not tracked:
            hand.type_over(paragraph, old, new)
        elif new.startswith(old):
            hand.tracked_add(paragraph, old, new[len(old) :], date)
        else:
            hand.tracked_replace(paragraph, old, new, date)
    if tracked:
        hand.leave_word_marks()
    else:
        hand.leave_wps_marks()
    return hand.save()
