"""What every paragraph was taken for, and why (``lint --explain-elements``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.gongwen.genres import DIRECTIONS
from pipeline.lint.context import Context
from pipeline.lint.engine import Settings

_WIDTH = 40


def render(path: str, document: Any, settings: Settings) -> str:
    """One line a paragraph: number, element, confidence, beginning of the text, reason."""
    context = Context(document, genre=settings.genre, layout=settings.layout)
    return "\n".join(_lines(path, context)) + "\n"


def _lines(path: str, context: Context) -> Iterator[str]:
    found = context.recognised
    direction = DIRECTIONS.get(found.direction or "", "未定")
    kind = f"文种：{found.genre or '未识别'}　版式：{found.layout or '未识别'}"
    yield f"{path}  {kind}　行文方向：{direction}"
    last = ""
    for story, paragraph in context.paragraphs():
        if story.name != last:
            yield f"[{story.name}]"
            last = story.name
        element = found.at(story.name, paragraph.index)
        text = " ".join(paragraph.text.split())
        shown = text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"
        if element is None:
            yield f"{paragraph.index + 1:>4}  {'（空）' if not text else '—'}  {shown}"
        else:
            sure = f"{element.confidence:.0%}"
            yield (
                f"{paragraph.index + 1:>4}  {element.element.label}  {sure}  {shown}"
                f"  ← {element.reason}"
            )
