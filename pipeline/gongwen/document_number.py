"""发文字号 such as ``×政办发〔2025〕5号``: finding them, also when written wrongly.

Norm: GB/T 9704-2012 7.2.5 (code, full year in 〔〕, number without 第 and leading zeros, 号).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN = r"[〔\[【［(（{｛﹝]"
_CLOSE = r"[〕\]】］)）}｝﹞]"
_CODE = r"[\u4e00-\u9fff〇A-Z×Ｘ*＊]"
_NUMBER = re.compile(
    rf"(?P<code>{_CODE}{{1,20}}(?:[（(][\u4e00-\u9fff]{{1,6}}[）)])?[\u4e00-\u9fff]{{0,4}})\s*"
    rf"(?P<open>{_OPEN})\s*(?P<year>(?:19|20)?[\dXx×*]{{2,4}})\s*年?\s*(?P<close>{_CLOSE})\s*"
    r"(?P<the>第)?\s*(?P<serial>[\dXx×*＿_]{1,5}|[ \u3000\xa0]{1,8})\s*(?P<unit>号)?"
)
_BARE = re.compile(rf"^{_OPEN}\s*(?:19|20)\d\d\s*{_CLOSE}\s*第?\s*[\d×]{{1,4}}\s*[号期次]$")
_ORDER = re.compile(r"^第\s*[\d一二三四五六七八九十百零〇×Xx*]{1,6}\s*号$")
_ISSUE = re.compile(
    r"^[（(〔]?\s*(?:\d{4}年\s*)?第\s*[\d一二三四五六七八九十百零〇×]{1,6}\s*[期次号]\s*[）)〕]?$"
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """One 发文字号 in a text. start/end: its range. year/serial as written."""

    start: int
    end: int
    code: str
    year: str
    serial: str

    @property
    def blank(self) -> bool:
        """Whether year or serial is still a placeholder or empty."""
        return not (self.year.isdigit() and self.serial.strip().isdigit())


def find_document_numbers(text: str) -> list[DocumentNumber]:
    """All 发文字号 in ``text`` with a bracketed year, well-formed or not, from left to right.

    A bracketed year without both a number and 号 behind it is not one: ``条例（2018年修订）``.
    """
    if not any(mark in text for mark in "〔[【［(（{｛﹝"):
        return []
    found = []
    for match in _NUMBER.finditer(text):
        serial = match["serial"]
        if not match["unit"] and match["open"] != "〔":
            continue
        found.append(
            DocumentNumber(match.start(), match.end(), match["code"], match["year"], serial)
        )
    return found


def is_document_number(text: str) -> bool:
    """Whether ``text`` is nothing but a 发文字号 or several, also one still to be filled in, or
    one without 机关代字 as minutes have it: 〔2026〕12号."""
    text = text.strip()
    if len(text) > 60:
        return False
    if _BARE.match(text):
        return True
    end = 0
    for number in find_document_numbers(text):
        if text[end : number.start].strip(" \u3000\t、，"):
            return False
        end = number.end
    return 0 < end >= len(text)


def is_order_number(text: str) -> bool:
    """Whether the text is a 令号 such as 第5号."""
    return len(text) <= 14 and bool(_ORDER.match(text.strip()))


def is_bare_number(text: str) -> bool:
    """Whether the text is a 令号 that lacks its 第: 5号."""
    return bool(re.fullmatch(r"\d{1,4}\s*号", text.strip()))


def is_issue_number(text: str) -> bool:
    """Whether the text is an issue of minutes or a bulletin: 第5期, （第12次）, 2025年第3期."""
    return len(text) <= 20 and bool(_ISSUE.match(text.strip()))
