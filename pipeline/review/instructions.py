"""Changes that people describe in words: 将“甲”改为“乙”, 删去“甲”, 在“甲”后增加“乙”.

What is found is only a proposal for a person to decide on; what is not found stays words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import HongtouError
from pipeline.review.clauses import Clause
from pipeline.review.disposing import locate_change
from pipeline.review.state import TextChange

_Q = r"[“\"「『]([^”\"」』]{1,300})[”\"」』]"
_REPLACE = re.compile(
    rf"(?:将|把)?{_Q}(?:一词|一句|的表述|字样)?(?:统一)?(?:修改为|修改成|改为|改成|调整为|替换为|表述为){_Q}"
)
_DELETE = re.compile(rf"(?:删去|删除|删掉|去掉|取消)[^“\"「『。]{{0,8}}{_Q}")
_DELETE_AFTER = re.compile(rf"(?:将|把){_Q}(?:一词|一句|字样)?(?:予以)?(?:删去|删除|删掉|去掉)")
_AFTER = re.compile(
    rf"{_Q}(?:之)?后(?:面)?[，,]?(?:增加|补充|加上|加入|添加)[^“\"「『。]{{0,8}}{_Q}"
)
_BEFORE = re.compile(
    rf"{_Q}(?:之)?前(?:面)?[，,]?(?:增加|补充|加上|加入|添加)[^“\"「『。]{{0,8}}{_Q}"
)
_TO = re.compile(rf"^(?:建议)?(?:统一)?(?:修改为|修改成|改为|改成|调整为|替换为|表述为)[：:]?{_Q}")
_WORDS = re.compile(
    r"建议|改为|修改|删去|删除|删掉|增加|补充|调整|明确|完善|研究|进一步|同意|是否|应当?考虑|？"
)


def instructed_change(
    text: str,
    paragraphs: Sequence[str],
    clauses: Sequence[Clause],
    *,
    clause: str = "",
    anchor: TextChange | None = None,
    original: str = "",
) -> TextChange | None:
    """The change that ``text`` asks for, when it says so exactly and its place is unique.

    clause: where to look. anchor: the range a comment hangs on (its ``new`` is ignored).
    original: the 原文 of a form; a proposal that is no instruction then stands in its place.
    """
    for old, new in _wanted(text):
        found = _locate(paragraphs, clauses, old, new, clause)
        if found is not None:
            return found
    if anchor is not None and (match := _TO.search(text)):
        return TextChange(
            anchor.story,
            anchor.paragraph,
            anchor.start,
            anchor.end,
            match[1],
            anchor.end_paragraph,
        )
    if original and text and not _WORDS.search(text):
        return _locate(paragraphs, clauses, original, text, clause)
    return None


def _wanted(text: str) -> list[tuple[str, str]]:
    """(old, new) pairs in the order in which they are said; only one can be taken."""
    found = [(m[1], m[2]) for m in _REPLACE.finditer(text)]
    found += [(m[1], m[1] + m[2]) for m in _AFTER.finditer(text)]
    found += [(m[1], m[2] + m[1]) for m in _BEFORE.finditer(text)]
    if not found:
        found += [(m[1], "") for m in _DELETE.finditer(text)]
        found += [(m[1], "") for m in _DELETE_AFTER.finditer(text)]
    return found if len(found) == 1 else []


def _locate(
    paragraphs: Sequence[str], clauses: Sequence[Clause], old: str, new: str, clause: str
) -> TextChange | None:
    for place in dict.fromkeys((clause, "")):
        try:
            return locate_change(paragraphs, clauses, old, new, clause=place)
        except HongtouError:
            continue
    return None
