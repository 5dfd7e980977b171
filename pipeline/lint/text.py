"""Plain text made to look like a document: one paragraph a line, one story."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_FENCE = re.compile(r"^\s*(```|~~~)")
_CODE = re.compile(r"`[^`\n]+`|!?\[[^\]\n]*\]\([^)\n]*\)|<[^<>\n]{1,200}>|https?://[^\s，。；）]+")
_BLANK = "\ufffc"


@dataclass(frozen=True, slots=True)
class TextParagraph:
    """One line. The attributes are those of word's Paragraph that text can have."""

    index: int
    text: str
    number: str = ""
    style: str = ""
    cell: Any = None
    section: int = 0
    page_break_before: bool = False
    spans: tuple[Any, ...] = ()
    element: Any = None


@dataclass(frozen=True, slots=True)
class TextStory:
    """All lines of a text file."""

    paragraphs: tuple[TextParagraph, ...]
    name: str = "body"
    kind: str = "body"
    part: str = ""


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A text file as rules see it; ``package`` is None because there is no Word file."""

    stories: tuple[TextStory, ...]
    package: None = None
    sections: tuple[Any, ...] = ()

    @property
    def body(self) -> TextStory:
        return self.stories[0]


def text_document(text: str, *, markdown: bool = False) -> TextDocument:
    """A text as a document. In Markdown, code, links and tags are blanked (same length)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if markdown:
        lines = _without_code(lines)
    paragraphs = tuple(TextParagraph(index, line) for index, line in enumerate(lines))
    return TextDocument((TextStory(paragraphs),))


def _without_code(lines: list[str]) -> list[str]:
    result: list[str] = []
    fenced = False
    matter = bool(lines) and lines[0].strip() == "---" and "---" in map(str.strip, lines[1:])
    for index, line in enumerate(lines):
        if matter:
            result.append(_BLANK * len(line))
            matter = index == 0 or line.strip() != "---"
        elif _FENCE.match(line):
            fenced = not fenced
            result.append(_BLANK * len(line))
        elif fenced or line.startswith("    "):
            result.append(_BLANK * len(line))
        else:
            result.append(_CODE.sub(lambda match: _BLANK * len(match[0]), line))
    return result
