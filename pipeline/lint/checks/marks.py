"""Quotation marks, brackets and book-title marks that have no partner, over paragraphs.

A quotation of several paragraphs opens each of them and closes only the last (GB/T 15834
4.8.3.5); a title may be broken over lines; a list may be numbered 1） 2）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_PAIRS = {"“": "”", "‘": "’", "（": "）", "(": ")", "《": "》", "〈": "〉", "〔": "〕", "【": "】", "「": "」", "『": "』"}
_CLOSERS = {close: open_ for open_, close in _PAIRS.items()}
_ALIKE = {"(": "（", ")": "）"}
_ITEM = re.compile(r"(?:^|[\s\u3000；。：，、])[0-9０-９A-Za-z一二三四五六七八九十①-⑳]{1,3}[）)]")
_MARKS = re.compile(r"[“”‘’（）()《》〈〉〔〕【】「」『』]")
_JOINED = (
    Element.TITLE,
    Element.ATTACHMENT_TITLE,
    Element.ISSUER_MARK,
    Element.COPY_TO,
    Element.ATTACHMENT_NOTE,
    Element.CAPTION,
)


class _Open(NamedTuple):
    mark: str
    place: int
    offset: int


@check("marks.unpaired")
def unpaired(context: Context) -> Iterator[Hit]:
    """A mark that opens and is never closed, or closes what was never opened."""
    by_story: dict[str, list[Passage]] = {}
    for passage in passages(context):
        by_story.setdefault(passage.story, []).append(passage)
    for texts in by_story.values():
        yield from _story(texts)


def _story(texts: list[Passage]) -> Iterator[Hit]:
    carried: list[_Open] = []
    for place, passage in enumerate(texts):
        if not _MARKS.search(passage.text):
            yield from _expired(carried, texts, place)
            continue
        opened, unopened = _scan(passage.text, place)
        if carried:
            opened, unopened = _meet(carried, opened, unopened, texts, place)
            yield from _expired(carried, texts, place)
        for mark, offset in unopened:
            yield passage.hit(offset, offset + 1, mark=mark, problem=f"没有与它相配的“{_CLOSERS[mark]}”")
        carried += opened
    for open_ in carried:
        yield _unclosed(texts, open_)


def _scan(text: str, place: int) -> tuple[list[_Open], list[tuple[str, int]]]:
    """Marks left open at the end of a paragraph, and closing marks without an opening one."""
    items = {match.end() - 1 for match in _ITEM.finditer(text)}
    stack: list[_Open] = []
    unopened: list[tuple[str, int]] = []
    for match in _MARKS.finditer(text):
        mark, offset = match.group(), match.start()
        if mark in ("‘", "’") and _is_apostrophe(text, offset):
            continue
        if mark in _PAIRS:
            stack.append(_Open(_ALIKE.get(mark, mark), place, offset))
            continue
        wanted = _CLOSERS[_ALIKE.get(mark, mark)]
        if stack and stack[-1].mark == wanted:
            stack.pop()
        elif any(open_.mark == wanted for open_ in stack):
            while stack[-1].mark != wanted:
                # what was opened inside and not closed is reported at the end of the paragraph
                unopened_open = stack.pop()
                unopened.append((unopened_open.mark, unopened_open.offset))
            stack.pop()
        elif offset not in items:
            unopened.append((_ALIKE.get(mark, mark), offset))
    return stack, [pair for pair in unopened if pair[0] in _CLOSERS] + _lost(unopened, stack, place)


def _lost(
    unopened: list[tuple[str, int]], stack: list[_Open], place: int
) -> list[tuple[str, int]]:
    """Opening marks dropped inside another pair are put back as open."""
    for mark, offset in unopened:
        if mark in _PAIRS:
            stack.append(_Open(mark, place, offset))
    return []


def _is_apostrophe(text: str, offset: int) -> bool:
    before, after = text[max(0, offset - 1) : offset], text[offset + 1 : offset + 2]
    return (before.isascii() and before.isalnum()) or (
        before.isdigit() and not after.strip()
    ) or (after.isascii() and after.isalnum() and not before)


def _meet(
    carried: list[_Open],
    opened: list[_Open],
    unopened: list[tuple[str, int]],
    texts: list[Passage],
    place: int,
) -> tuple[list[_Open], list[tuple[str, int]]]:
    """Close what earlier paragraphs left open by this one's lonely closing marks."""
    text = texts[place].text.lstrip()
    left = []
    for mark, offset in unopened:
        partner = next((o for o in reversed(carried) if _PAIRS[o.mark] == mark), None)
        if partner is None:
            left.append((mark, offset))
        else:
            carried.remove(partner)
    for open_ in list(carried):
        if open_.mark in "“‘「『" and text[:1] == open_.mark:
            # the next paragraph of a quotation: its own mark takes over
            carried.remove(open_)
            own = next((o for o in opened if o.mark == open_.mark), None)
            if own is not None:
                opened.remove(own)
                opened.insert(0, own)
    return opened, left


def _expired(carried: list[_Open], texts: list[Passage], place: int) -> Iterator[Hit]:
    """Report marks that have waited too long for their partner."""
    for open_ in list(carried):
        first = texts[open_.place]
        limit = 6 if first.element in _JOINED else 1
        quoting = open_.mark in "“‘「『"
        if place - open_.place >= (limit if not quoting else max(limit, 1)):
            carried.remove(open_)
            yield _unclosed(texts, open_)


def _unclosed(texts: list[Passage], open_: _Open) -> Hit:
    problem = f"没有与它相配的“{_PAIRS[open_.mark]}”"
    return texts[open_.place].hit(open_.offset, open_.offset + 1, mark=open_.mark, problem=problem)
