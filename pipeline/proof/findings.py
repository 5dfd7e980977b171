"""What the proof finds: one suspicious place with its suggestion, reason and confidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "hint"]
LEVELS: tuple[Level, ...] = ("error", "warning", "hint")
LEVEL_LABELS: dict[Level, str] = {"error": "错误", "warning": "疑似", "hint": "提示"}


@dataclass(frozen=True, slots=True)
class Suspicion:
    """paragraph: 0-based index; start, end: character range in it (equal when something is
    missing there); text: the characters themselves; suggestion: what should stand there instead
    ("" to delete them); reason: one plain sentence without final 。; confidence: 0 … 1, how sure
    the proof is; level: "error" (at most 0.5 false alarms in 10,000 characters of formal text),
    "warning" (at most 1) or "hint" (more); kind: what went wrong (sound, shape, word, doubled,
    missing, swapped, particle, punctuation, phrase, pattern, name)."""

    paragraph: int
    start: int
    end: int
    text: str
    suggestion: str
    reason: str
    confidence: float
    level: Level
    kind: str = "sound"
