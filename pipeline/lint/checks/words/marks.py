"""Quotation marks, brackets and book-title marks that have no partner, over paragraphs.

A quotation of several paragraphs opens each of them and closes only the last (GB/T 15834
4.8.3.5); a title may be broken over lines; a list may be numbered 1） 2）.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.lost_marks import closing_place, opening_place
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check
from pipeline.word.edit import Edit

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


class _Mark(NamedTuple):
    mark: str
    place: int  # of its paragraph in the story
    offset: int
    turned: bool = False  # it opens where it should close, or the other way about


@check("marks.unpaired")
def unpaired(context: Context) -> Iterator[Hit]:
    """A mark that opens and is never closed, or closes what was never opened; shown where its
    partner should stand when that can be told."""
    by_story: dict[str, list[Passage]] = {}
    for passage in passages(context):
        by_story.setdefault(passage.story, []).append(passage)
    official = recognition(context).official
    for texts in by_story.values():
        for lonely in _story(texts):
            hit = _told(texts[lonely.place], lonely, _between_marks(context))
            # other texts may be excerpts whose partner stands in a line left out
            yield hit if official else replace(hit, severity="warning")


def _story(texts: list[Passage]) -> Iterator[_Mark]:
    """The marks of a story that have no partner."""
    carried: list[_Mark] = []
    for place, passage in enumerate(texts):
        opened: list[_Mark] = []
        unopened: list[_Mark] = []
        if _MARKS.search(passage.text):
            opened, unopened = _scan(passage.text, place)
            unopened = _meet(carried, opened, unopened, passage.text.lstrip())
        yield from unopened
        left, carried = [*carried, *opened], []
        for mark in left:
            patient = place - mark.place < _patience(texts[mark.place], mark)
            if patient:
                carried.append(mark)
            else:
                yield mark
    yield from carried


def _patience(passage: Passage, open_: _Mark) -> int:
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


def _begins_quotation(text: str, open_: _Mark) -> bool:
    before = text[: open_.offset].rstrip()
    return open_.mark in "“‘「『" and (not before or before.endswith(("：", ":")))


def _scan(text: str, place: int) -> tuple[list[_Mark], list[_Mark]]:
    """Marks left open at the end of a paragraph, and closing marks without an opening one."""
    items = {match.end() - 1 for match in _ITEM.finditer(text)}
    stack: list[_Mark] = []
    lost: list[_Mark] = []
    unopened: list[_Mark] = []
    for match in _MARKS.finditer(text):
        mark, offset = _ALIKE.get(match.group(), match.group()), match.start()
        if mark in ("‘", "’") and _is_apostrophe(text, offset):
            continue
        if mark in _PAIRS:
            stack.append(_Mark(mark, place, offset))
        elif any(open_.mark == _CLOSERS[mark] for open_ in stack):
            while stack[-1].mark != _CLOSERS[mark]:
                lost.append(stack.pop())
            stack.pop()
        elif offset not in items:
            unopened.append(_Mark(mark, place, offset))
    opened = sorted((*stack, *lost), key=lambda open_: open_.offset)
    turned = [*_turned(text, opened), *_turned(text, unopened)]
    gone = {offset for mark, first in turned for offset in (first, mark.offset)}
    return (
        [mark for mark in opened if mark.offset not in gone],
        [mark for mark in unopened if mark.offset not in gone] + [mark for mark, _ in turned],
    )


def _turned(text: str, lonely: list[_Mark]) -> Iterator[tuple[_Mark, int]]:
    """“三保“ and ”三保”: the mark that is the wrong one of its pair, and its neighbour's place."""
    for one, other in pairwise(lonely):
        between = text[one.offset + 1 : other.offset]
        edges = between[:1] + between[-1:]
        near = one.mark == other.mark and 1 < len(between) <= _TURNED_WITHIN
        if near and not _MARKS.search(between) and not set("。；") & {*between}:
            if set(edges) & set("、，：和与及") or _begins_quotation(text, one):
                continue
            wrong, right = (other, one) if one.mark in _PAIRS else (one, other)
            yield wrong._replace(turned=True), right.offset


_TURNED_WITHIN = 40  # characters between two marks of one pair


def _is_apostrophe(text: str, offset: int) -> bool:
    """Whether the mark belongs to English text: an apostrophe, ‘single quotes’, a prime."""
    before, after = text[max(0, offset - 1) : offset], text[offset + 1 : offset + 2]
    if text[offset] == "’" and text[offset + 1 : offset + 3].isdecimal():  # ’97中国旅游年
        return True
    if text[offset] == "‘":
        return after.isascii() and bool(after)
    return before.isascii() and (before.isalnum() or before in ".,!?")


def _meet(
    carried: list[_Mark], opened: list[_Mark], unopened: list[_Mark], text: str
) -> list[_Mark]:
    """Close what earlier paragraphs left open by this one's lonely closing marks; returns those
    that remain. A quotation's next paragraph opens again, and its mark takes over."""
    left = []
    for mark in unopened:
        partner = next((one for one in reversed(carried) if _PAIRS[one.mark] == mark.mark), None)
        if partner is None:
            left.append(mark)
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


def _told(passage: Passage, lonely: _Mark, names: Mapping[str, frozenset[str]]) -> Hit:
    """A Hit on the characters beside which the partner is missing, else on the mark itself."""
    text, at = passage.text, lonely.offset
    opens = lonely.mark in _PAIRS
    partner = _PAIRS[lonely.mark] if opens else _CLOSERS[lonely.mark]
    if lonely.turned:
        return _wrong_way(passage, lonely, partner)
    said = {"mark": _NAMES.get(lonely.mark, f"“{lonely.mark}”")}
    said["partner"] = _NAMES.get(partner, f"“{partner}”")
    put = (closing_place if opens else opening_place)(text, at, names)
    if put is None:
        hit = passage.hit(at, at + 1, where="", **said)
    else:
        start, end = (max(put - _BESIDE, at + 1), put) if opens else (put, min(put + _BESIDE, at))
        beside = text[start:end]
        where = f"，是否在“{beside}”之{'后' if opens else '前'}"
        hit = replace(
            passage.hit(start, end, where=where, **said),
            suggestions=(beside + partner if opens else partner + beside,),
            edits=(Edit(passage.story, passage.index, put, put, partner),),
        )
    return replace(hit, severity="warning") if _begins_quotation(text, lonely) else hit


def _wrong_way(passage: Passage, lonely: _Mark, partner: str) -> Hit:
    at = lonely.offset
    message = (
        f"这里应当是{_NAMES.get(partner, partner)}，写成了{_NAMES.get(lonely.mark, lonely.mark)}"
    )
    return replace(passage.hit(at, at + 1), message=message, suggestions=(partner,))


_BESIDE = 2  # characters that are shown beside the place of a missing mark


def _between_marks(context: Context) -> Mapping[str, frozenset[str]]:
    """What the document writes in 《》 and “”, by the opening mark."""

    def read() -> Mapping[str, frozenset[str]]:
        whole = whole_text(context)
        return {
            mark: frozenset(re.findall(f"{mark}([^《》“”\n]{{2,80}}){close}", whole))
            for mark, close in (("《", "》"), ("“", "”"))
        }

    return context.once("names between marks", read)


@check("marks.title_list")
def title_list(context: Context) -> Iterator[Hit]:
    """、 between two titles in 《》, once, where the document otherwise writes none there."""
    whole = whole_text(context)
    if whole.count("》、《") != 1 or "》《" not in whole or not recognition(context).official:
        return
    for passage in passages(context):
        at = passage.text.find("》、《")
        if at >= 0:
            at += 1
            yield replace(
                passage.hit(at, at + 1),
                edits=(Edit(passage.story, passage.index, at, at + 1, ""),),
            )
