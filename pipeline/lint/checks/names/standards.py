"""Numbers of standards (GB 5749—2022) that one document quotes with two years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_NUMBER = re.compile(
    r"(?<![A-Za-z/])(?P<code>(?:GB|DB|[A-Z]{2,4})\d{0,4}(?:/[TZ])?\s?\d{1,6}(?:\.\d{1,3})?)"
    r"\s?[—–\-－]{1,2}\s?(?P<year>(?:19|20)\d\d)(?!\d)"
)
_LETTERS = re.compile("[A-Z][A-Z]")
# the old edition is spoken of as such
_REPLACED = re.compile("代替|替代|取代|废止|旧标准|旧版|原标准|修订|更新为|换版|调整为|过渡|新旧")


def _has_numbers(context: Context) -> bool:
    """Whether the number of any standard stands there."""
    whole = whole_text(context)
    return context.once(
        "numbers of standards", lambda: bool(_LETTERS.search(whole) and _NUMBER.search(whole))
    )


@check("standards.year")
def year(context: Context) -> Iterator[Hit]:
    """GB 5749—2022 here and GB 5749—2006 there: two editions of one standard."""
    if not _has_numbers(context) or not recognition(context).official:
        return
    found: dict[str, dict[str, list[tuple[Passage, re.Match[str]]]]] = {}
    for passage in passages(context):
        for match in _NUMBER.finditer(passage.text):
            code = re.sub(r"\s", "", match["code"])
            found.setdefault(code, {}).setdefault(match["year"], []).append((passage, match))
    for years in found.values():
        if len(years) != 2:
            continue
        one, other = years
        if _both_meant(years[one] + years[other]):
            continue
        for year, usual in ((one, other), (other, one)):
            if len(years[year]) <= len(years[usual]):
                for passage, match in years[year]:
                    right = years[usual][0][1].group()
                    yield passage.hit(match.start(), match.end(), usual=right)


def _both_meant(places: list[tuple[Passage, re.Match[str]]]) -> bool:
    """Whether both editions stand in one sentence, or the old one is told of as such."""
    seen: dict[tuple[int, int], set[str]] = {}
    for passage, match in places:
        start = sentence_start(passage.text, match.start())
        if _REPLACED.search(passage.text[start:].split("。", 1)[0]):
            return True
        seen.setdefault((passage.index, start), set()).add(match["year"])
    return any(len(years) > 1 for years in seen.values())


_TITLED = re.compile(rf"《(?P<title>[^《》]{{4,60}})》\s*[（(]\s*{_NUMBER.pattern}\s*[）)]")


@check("standards.title")
def title(context: Context) -> Iterator[Hit]:
    """《造林技术规程》（GB/T 15776—2023） here and 《造林技术规范》（GB/T 15776—2023） there."""
    if not _has_numbers(context) or not recognition(context).official:
        return
    found: dict[str, dict[str, list[tuple[Passage, re.Match[str]]]]] = {}
    for passage in passages(context):
        for match in _TITLED.finditer(passage.text) if "《" in passage.text else ():
            bare = re.sub(r"\s", "", match["title"])
            code = re.sub(r"\s", "", match["code"])
            found.setdefault(code, {}).setdefault(bare, []).append((passage, match))
    for titles in found.values():
        if len(titles) != 2 or _same_series(*titles):
            continue
        one, other = titles
        for name, usual in ((one, other), (other, one)):
            if len(titles[name]) <= len(titles[usual]):
                for passage, match in titles[name]:
                    yield passage.hit(*match.span("title"), usual=usual)


def _same_series(one: str, other: str) -> bool:
    """Whether a title is the other one with what its part is about (第1部分：……)."""
    return one in other or other in one
