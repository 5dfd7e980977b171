"""发文字号 of quoted documents: one document under two numbers, two documents under one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.gongwen.document_number import DocumentNumber, find_document_numbers
from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.quantities import slipped_digits
from pipeline.lint.checks.structure.references import bare_name
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_TITLED = re.compile(
    r"《(?P<name>[^《》]{2,90}(?:〈[^〈〉]*〉[^《》]*)*)》\s*[（(](?P<inside>[^（）()]{4,60})[）)]"
)
_ALIAS = re.compile(r"以下[统简]称(?:为)?[：:]?《(?P<short>[^《》]{2,30})》")


class _Titled(NamedTuple):
    """A title with the number in brackets behind it; ``number`` counts from the bracket on."""

    name: str
    number: DocumentNumber
    passage: Passage
    start: int


def _titled(context: Context) -> list[_Titled]:
    """Every title with a number behind it, under its full name where it has a short form."""

    def read() -> list[_Titled]:
        found = []
        full: dict[str, str] = {}
        for passage in passages(context, every_story=False):
            for match in _TITLED.finditer(passage.text) if "〔" in passage.text else ():
                name = bare_name(match["name"])
                name = full.get(name, name)
                alias = _ALIAS.search(match["inside"])
                if alias:
                    full[bare_name(alias["short"])] = name
                numbers = find_document_numbers(match["inside"])
                if len(numbers) == 1 and not numbers[0].blank:
                    found.append(_Titled(name, numbers[0], passage, match.start("inside")))
        return found

    return context.once("titles with numbers", read)


@check("quoted_numbers.two")
def two(context: Context) -> Iterator[Hit]:
    """《行动方案》（安政办发〔2025〕9号） and, later on, 《行动方案》（安政办发〔2025〕19号）."""
    if "〔" not in whole_text(context) or not recognition(context).official:
        return
    first: dict[str, DocumentNumber] = {}
    for one in _titled(context):
        usual = first.setdefault(one.name, one.number)
        same = (usual.code, usual.year, usual.serial) == (
            one.number.code,
            one.number.year,
            one.number.serial,
        )
        if same or not _PROPER.search(one.name):
            continue
        start = one.start + one.number.start
        said = f"{usual.code}〔{usual.year}〕{usual.serial}号"
        yield one.passage.hit(start, one.start + one.number.end, usual=said)


_PROPER = re.compile("[\u4e00-\u9fff]{4}")  # 《通知》 and such are names of many documents


@check("quoted_numbers.shared")
def shared(context: Context) -> Iterator[Hit]:
    """One number behind two titles that are nearly alike: one document under two names."""
    if "〔" not in whole_text(context) or not recognition(context).official:
        return
    first: dict[tuple[str, str, str], str] = {}
    for one in _titled(context):
        key = (one.number.code, one.number.year, one.number.serial)
        usual = first.setdefault(key, one.name)
        if usual == one.name or usual in one.name or one.name in usual:
            continue
        alike, left, other_left = changed_part(usual, one.name)
        if alike > max(left, other_left):
            start = one.passage.text.rindex("《", 0, one.start) + 1
            end = one.passage.text.index("》", start)
            if bare_name(one.passage.text[start:end]) == one.name:
                yield one.passage.hit(start, end, usual=usual)


@check("quoted_numbers.again")
def again(context: Context) -> Iterator[Hit]:
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
    if abs(len(one) - len(other)) == 1:
        return changed_part(one, other)[0] == min(len(one), len(other))  # a digit lost or put in
    swapped = sorted(one) == sorted(other)
    return len(one) == len(other) and (swapped or len(one) > 2) and slipped_digits(one, other)
