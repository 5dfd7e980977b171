"""Documents named in 《》 under two names that differ by a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from pipeline.gongwen.document_number import DocumentNumber, find_document_numbers
from pipeline.gongwen.elements import Element
from pipeline.lint.checks.quantities import slipped_digits
from pipeline.lint.checks.references import bare_name
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part, likeness
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_NAMED = re.compile(r"《(?P<name>[^《》]{6,60})》(?P<after>\s*（[^（）]{0,40}号）)?")
_KINDS = "办法|规定|细则|规则|规程|规范|制度|条例|准则|方案|计划|规划|预案|意见"
_KIND = re.compile(rf"(?:{_KINDS})$")
_COUNTS = re.compile(r"[\d一二三四五六七八九十〇零百上下前后]")


@check("quoted_names.differ")
def differ(context: Context) -> Iterator[Hit]:
    """《热线管理规定》 here and 《热线管理办法》 there: one document under two names."""
    whole = whole_text(context)
    if whole.count("《") < 2 or not recognition(context).official:
        return
    found: dict[str, list[tuple[Passage, re.Match[str]]]] = {}
    for passage in passages(context, every_story=False):
        for match in _NAMED.finditer(passage.text) if "《" in passage.text else ():
            found.setdefault(bare_name(match["name"]), []).append((passage, match))
    for one, other in combinations(found, 2):
        if not _two_names(one, other) or _apart(found[one], found[other]):
            continue
        usual, odd = sorted((one, other), key=lambda name: (-whole.count(name), -len(found[name])))
        if whole.count(usual) == whole.count(odd):
            usual, odd = one, other
        passage, match = found[odd][0]
        yield passage.hit(match.start("name"), match.end("name"), usual=usual)


def _two_names(one: str, other: str) -> bool:
    """Whether two titles are one but for the last word (办法 and 规定), a character taken for
    another, or 和, 的 or 性 put in."""
    alike, left, other_left = changed_part(one, other)
    if alike < _ALIKE or max(left, other_left) > 2 or one[:7] == other[:7] == "中华人民共和国":
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), alike)
    parts = one[start : start + left], other[start : start + other_left]
    if any(map(_COUNTS.search, parts)):
        return False
    if start >= min(len(one), len(other)) - 2 and (left, other_left) != (1, 1):
        kinds = (_KIND.search(one), _KIND.search(other))
        return None not in kinds and left == other_left
    if min(left, other_left) == 0:
        return "".join(parts) in _SMALL_WORDS
    if start + left == len(one) - 2 and {*parts} in _NEAR_PLANS:
        return True
    return left == other_left == 1 and likeness(*parts) is not None


_NEARBY = 40  # characters behind a name that tell that it is repealed
_ALIKE = 6  # characters that two names of one document share at least
_SMALL_WORDS = ("和", "与", "及", "的")
_NEAR_PLANS = ({"实施", "工作"}, {"实施", "行动"}, {"工作", "行动"}, {"暂行", "管理"})


def _apart(
    one: list[tuple[Passage, re.Match[str]]], other: list[tuple[Passage, re.Match[str]]]
) -> bool:
    """Whether two names are two documents after all: named in one sentence, one of them repealed,
    or each with a number of its own."""
    numbers = [{match["after"] for _, match in places if match["after"]} for places in (one, other)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return True
    if any("废止" in p.text[m.end() : m.end() + _NEARBY] for p, m in (*one, *other)):
        return True  # the one before it
    for passage, match in one:
        for beside, named in other:
            if beside.index == passage.index:
                first, last = sorted((match.start(), named.start()))
                if not re.search("[。；]", passage.text[first:last]):
                    return True
    return False


@check("quoted_names.number_again")
def number_again(context: Context) -> Iterator[Hit]:
    """（岚交公路〔2025〕126号） behind a title, and 按照岚交公路〔2025〕162号文件 without one."""
    if "〔" not in whole_text(context) or not recognition(context).official:
        return
    titled: dict[tuple[str, str], set[str]] = {}
    bare: list[tuple[Passage, DocumentNumber]] = []
    for passage in passages(context, every_story=False):
        for number in find_document_numbers(passage.text) if "〔" in passage.text else ():
            before = passage.text[: number.start].rstrip()
            if number.blank or passage.element is Element.DOCUMENT_NUMBER:
                continue
            if before.endswith(("》（", "》")):
                titled.setdefault((number.code, number.year), set()).add(number.serial)
            else:
                bare.append((passage, number))
    for passage, number in bare:
        for (code, year), known in titled.items():
            if year != number.year or not number.code.endswith(code) or number.serial in known:
                continue  # the words before a number are read as part of its code
            near = [one for one in known if _slip_of(one, number.serial)]
            if near:
                start = number.start + len(number.code) - len(code)
                yield passage.hit(start, number.end, usual=f"{code}〔{year}〕{near[0]}号")
                break


def _slip_of(one: str, other: str) -> bool:
    """Whether two numbers differ by a slip; short ones that differ in a digit are two documents."""
    swapped = sorted(one) == sorted(other)
    return len(one) == len(other) and (swapped or len(one) > 2) and slipped_digits(one, other)
