"""Quotation marks, brackets and book-title marks that have no partner, over paragraphs.

A quotation of several paragraphs opens each of them and closes only the last (GB/T 15834
4.8.3.5); a title may be broken over lines; a list may be numbered 1） 2）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, recognition
from pipeline.lint.registry import check

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "〔": "〕",
    "【": "】",
    "「": "」",
    "『": "』",
}
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
    official = recognition(context).official
    for texts in by_story.values():
        for hit in _story(texts):
            # other texts may be excerpts whose partner stands in a line left out
            yield hit if official else replace(hit, severity="warning")


def _story(texts: list[Passage]) -> Iterator[Hit]:
    carried: list[_Open] = []
    for place, passage in enumerate(texts):
        opened: list[_Open] = []
        unopened: list[tuple[str, int]] = []
        if _MARKS.search(passage.text):
            opened, unopened = _scan(passage.text, place)
            unopened = _meet(carried, opened, unopened, passage.text.lstrip())
        for mark, offset in unopened:
            yield passage.hit(offset, offset + 1, **_words(mark, _CLOSERS[mark]))
        for open_ in (*carried, *opened):
            if place - open_.place >= _patience(texts[open_.place], open_):
                yield _unclosed(texts, open_)
        carried = [
            open_
            for open_ in (*carried, *opened)
            if place - open_.place < _patience(texts[open_.place], open_)
        ]
    for open_ in carried:
        yield _unclosed(texts, open_)


def _patience(passage: Passage, open_: _Open) -> int:
    """For how many more paragraphs a mark may stay open: a quotation of several paragraphs
    begins a paragraph or follows a colon; a title or a hard-wrapped line just goes on."""
    if passage.element in _JOINED or (
        open_.mark == "（" and not passage.text[: open_.offset].strip()
    ):
        return 12
    if _begins_quotation(passage.text, open_):
        return 60
    ended = passage.text.rstrip().endswith(tuple("。！？；：…”）》"))
    return 0 if ended else 1


def _begins_quotation(text: str, open_: _Open) -> bool:
    before = text[: open_.offset].rstrip()
    return open_.mark in "“‘「『" and (not before or before.endswith(("：", ":")))


def _scan(text: str, place: int) -> tuple[list[_Open], list[tuple[str, int]]]:
    """Marks left open at the end of a paragraph, and closing marks without an opening one."""
    items = {match.end() - 1 for match in _ITEM.finditer(text)}
    stack: list[_Open] = []
    lost: list[_Open] = []
    unopened: list[tuple[str, int]] = []
    for match in _MARKS.finditer(text):
        mark, offset = _ALIKE.get(match.group(), match.group()), match.start()
        if mark in ("‘", "’") and _is_apostrophe(text, offset):
            continue
        if mark in _PAIRS:
            stack.append(_Open(mark, place, offset))
        elif any(open_.mark == _CLOSERS[mark] for open_ in stack):
            while stack[-1].mark != _CLOSERS[mark]:
                lost.append(stack.pop())
            stack.pop()
        elif offset not in items:
            unopened.append((mark, offset))
    return sorted((*stack, *lost), key=lambda open_: open_.offset), unopened


def _is_apostrophe(text: str, offset: int) -> bool:
    """Whether the mark belongs to English text: an apostrophe, ‘single quotes’, a prime."""
    before, after = text[max(0, offset - 1) : offset], text[offset + 1 : offset + 2]
    if text[offset] == "’" and text[offset + 1 : offset + 3].isdecimal():  # ’97中国旅游年
        return True
    if text[offset] == "‘":
        return after.isascii() and bool(after)
    return before.isascii() and (before.isalnum() or before in ".,!?")


def _meet(
    carried: list[_Open], opened: list[_Open], unopened: list[tuple[str, int]], text: str
) -> list[tuple[str, int]]:
    """Close what earlier paragraphs left open by this one's lonely closing marks; returns those
    that remain. A quotation's next paragraph opens again, and its mark takes over."""
    left = []
    for mark, offset in unopened:
        partner = next((open_ for open_ in reversed(carried) if _PAIRS[open_.mark] == mark), None)
        if partner is None:
            left.append((mark, offset))
        else:
            carried.remove(partner)
    for open_ in list(carried):
        if open_.mark in "“‘「『" and text[:1] == open_.mark:
            carried.remove(open_)
    return left


_NAMES = {
    "“": "左双引号", "”": "右双引号", "‘": "左单引号", "’": "右单引号", "（": "左括号",
    "）": "右括号", "《": "左书名号", "》": "右书名号", "〈": "左单书名号", "〉": "右单书名号",
    "〔": "左六角括号", "〕": "右六角括号", "【": "左方头括号", "】": "右方头括号",
}  # fmt: skip


def _words(mark: str, partner: str) -> dict[str, object]:
    """What a message says about a lonely mark."""
    return {"mark": _NAMES.get(mark, f"“{mark}”"), "partner": _NAMES.get(partner, f"“{partner}”")}


def _unclosed(texts: list[Passage], open_: _Open) -> Hit:
    passage = texts[open_.place]
    hit = passage.hit(
        open_.offset,
        open_.offset + 1,
        **_words(open_.mark, _PAIRS[open_.mark]),
    )
    return replace(hit, severity="warning") if _begins_quotation(passage.text, open_) else hit
