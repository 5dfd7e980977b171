"""Where people are reached, told in two ways: telephones, hotlines, e-mail, postcodes, plates.

Offices have numbers in a row (86324417, 86324418), so that two numbers are only held to be one
when a slip makes one of the other and nothing says that they belong to different people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Any

from pipeline.lint.checks.figures.grids import grids, text_of
from pipeline.lint.checks.figures.quantities import slipped_digits
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part
from pipeline.lint.passages import Passage, passages, whole_text
from pipeline.lint.registry import check
from pipeline.resources import data_folder, load_yaml

_CALLED = re.compile("电话|热线|手机|传真|拨打|报警|火警")
_PHONE = re.compile(
    r"(?<![\dA-Za-z.,—\-－〔])(?:（?(?P<area>0\d{2,3})(?:）|\s?[—\-－–]\s?|\s)?)?"
    r"(?P<number>1[3-9]\d{9}|[2-9]\d{6,7})(?![\dA-Za-z]|[.,]\d|\s?[万亿元人户亩吨%])"
)
_BEFORE = re.compile("(?:电话|热线|手机|传真|拨打|联系方式|号码)[^。；]{0,24}$")
_SHORT = re.compile(
    r"(?<![\d.,〔第—\-])(?P<number>1[12]\d{3}|9[5-9]\d{3})(?![\d.,年]|\s?[万亿元人])"
)
_LEADS = re.compile(r"(?P<label>[\u4e00-\u9fff]*(?:电话|热线|报警|火警|拨打|接到?))[为是：:（“]*$")
_FOLLOWS = re.compile(r"[”）]?(?P<label>[\u4e00-\u9fff]{0,10}?(?:热线|电话|报警|平台))")
_LABEL = re.compile(r"(?P<label>[\u4e00-\u9fff]*)[为是：:（“\s]*$")
_PERSON = re.compile(
    r"(?:联系人|经办人|负责人|联络员)(?:及电话)?[：:]?\s*(?P<name>[\u4e00-\u9fff]{2,4})"
)
_OWNER = re.compile(
    r"[\u4e00-\u9fff]{1,10}?"
    r"(?:[局委办厅院校科处室站所镇乡]|中心|公司|街道|[大支]队|[小中大]学|法庭|协会|平台)"
)
_SPECIFIC = 4  # characters of a label that says which number it is: 举报电话
_SERVICE = 5  # digits of a short number
_MOST = 80  # numbers of one document that are compared with one another


@dataclass(frozen=True, slots=True)
class _Told:
    """A number or address as it is told.

    kind: what sort of thing it is. value: what is compared. area: the area code of a telephone.
    label: the words before it. owners, persons: the organs and people named with it.
    """

    kind: str
    value: str
    passage: Passage
    start: int
    end: int
    area: str = ""
    label: str = ""
    owners: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        return self.passage.text[self.start : self.end]

    def beside(self, other: _Told) -> bool:
        """Whether both stand in one sentence, or each in a cell of a table: a list of several."""
        if self.passage.paragraph.cell and other.passage.paragraph.cell:
            return True
        if self.passage.index != other.passage.index:
            return False
        text = self.passage.text
        return sentence_start(text, self.start) == sentence_start(text, other.start)


def _differing(found: Sequence[_Told], same: Callable[[_Told, _Told], bool]) -> Iterator[Hit]:
    """Two forms of one thing: the one that stands in fewer places, or both."""
    pairs = [(a, b) for a, b in combinations(found[:_MOST], 2) if same(a, b)]
    if not pairs:
        return
    listed = {frozenset((a.value, b.value)) for a, b in combinations(found, 2) if a.beside(b)}
    told: set[int] = set()
    for pair in pairs:
        values = frozenset(each.value for each in pair)
        if len(values) > 1 and values in listed:
            continue  # the document knows both
        trust = [_trust(each.value, found) for each in pair]
        for each, other, mine, theirs in zip(pair, pair[::-1], trust, trust[::-1], strict=True):
            if mine <= theirs and id(each) not in told:
                told.add(id(each))
                yield each.passage.hit(each.start, each.end, usual=other.shown)


def _trust(value: str, found: Sequence[_Told]) -> tuple[bool, int]:
    return value in _hotlines(), sum(1 for each in found if each.value == value)


@check("contacts.numbers")
def numbers(context: Context) -> Iterator[Hit]:
    """举报电话87230566 here and 举报电话87230656 there; 12119 here and 12199 there."""
    if not _CALLED.search(whole_text(context)):
        return
    found = list(_numbers(context))
    yield from _differing(found, _one_number)


def _numbers(context: Context) -> Iterator[_Told]:
    for passage in passages(context, every_story=False):
        text = passage.text
        if passage.paragraph.cell is not None:
            alone = _PHONE.fullmatch(text.strip())
            if alone:
                start = text.index(alone.group())
                end = start + len(alone.group())
                row = _row(context, passage)
                area = alone["area"] or ""
                yield _Told("", alone["number"], passage, start, end, area, "", row, row)
            continue
        if not _CALLED.search(text):
            continue
        last = 0
        for match in _PHONE.finditer(text):
            before = text[last : match.start()]
            if match["area"] or match["number"][0] == "1" or _BEFORE.search(before):
                named = _LABEL.search(before)
                yield _made(passage, match, before, named["label"] if named else "")
            last = match.end()
        for match in _SHORT.finditer(text):
            before = text[: match.start()]
            named = _LEADS.search(before) or _FOLLOWS.match(text, match.end())
            if named:
                yield _made(passage, match, before, named["label"])


def _made(passage: Passage, match: re.Match[str], before: str, label: str) -> _Told:
    sentence = re.split("[。；]", before)[-1]
    persons = [each["name"] for each in _PERSON.finditer(sentence)]
    return _Told(
        "传真" if "传真" in label else "电话",
        match["number"],
        passage,
        match.start(),
        match.end(),
        match.groupdict().get("area") or "",
        label,
        frozenset(each.group()[-4:] for each in _OWNER.finditer(sentence)),
        frozenset(persons[-1:]),
    )


def _row(context: Context, passage: Passage) -> frozenset[str]:
    """The words in the other cells of a cell's row."""
    cell = passage.paragraph.cell
    for grid in grids(context):
        if passage in grid.get((cell.row, cell.column), ()):
            return frozenset(text_of(grid, row, at) for row, at in grid if row == cell.row)
    return frozenset()


def _one_number(one: _Told, other: _Told) -> bool:
    """Whether two numbers are one, written in two ways."""
    if one.beside(other) or ("传真" in (one.kind, other.kind) and one.kind != other.kind):
        return False
    same = bool(one.persons & other.persons)
    if not same and ((one.persons and other.persons) or "" in (one.kind, other.kind)):
        return False  # two people; a table of numbers whose rows say nothing of the other's
    if one.value == other.value:
        return bool(one.area and other.area and one.area != other.area)
    if len(one.value) != len(other.value) or not slipped_digits(one.value, other.value):
        return False
    if len(one.value) == _SERVICE:
        return _one_service(one, other)
    if same or sorted(one.value) == sorted(other.value):
        return True
    apart = bool(one.owners and other.owners and not one.owners & other.owners)
    alike = one.label == other.label and len(one.label) >= _SPECIFIC
    last = one.value[:-1] == other.value[:-1]
    return not apart and (alike or not last)


_GENERAL = re.compile("电话|热线|服务|平台|拨打|报警|咨询|接到?")


def _one_service(one: _Told, other: _Told) -> bool:
    """Whether two short numbers are of one service: the same words name both; or not both are
    named, and at most one of them is known to be a number, or two digits are exchanged."""
    words = [_GENERAL.sub("", each.label)[-2:] for each in (one, other)]
    known = [each.value in _hotlines() for each in (one, other)]
    swapped = sorted(one.value) == sorted(other.value)
    return (words[0] == words[1] != "") or (not all(words) and (swapped or not all(known)))


@cache
def _hotlines() -> dict[str, list[str]]:
    data: Any = load_yaml(data_folder("rules") / "names" / "hotlines.yaml")
    return {str(number): words for number, words in data["hotlines"].items()}


@cache
def _subjects() -> re.Pattern[str]:
    words = sorted((word for each in _hotlines().values() for word in each), key=len)[::-1]
    return re.compile(
        rf"(?P<subject>{'|'.join(words)})(?:电话|热线|服务|咨询|举报|投诉|平台|号码){{0,3}}"
        r"[为是：:（“]{0,2}(?P<number>1[12]\d{3}|1[12]\d)(?!\d)"
        r"|(?<!\d)(?P<number2>1[12]\d{3}|1[12]\d)(?P<subject2>"
        rf"{'|'.join(words)})"
    )


@check("contacts.hotline")
def hotline(context: Context) -> Iterator[Hit]:
    """森林火警电话12199: that number is 12119 in the whole country."""
    whole = whole_text(context)
    if not _CALLED.search(whole) or not _SHORT_OF_ALL.search(whole):
        return
    for passage in passages(context):
        for match in _subjects().finditer(passage.text) if "1" in passage.text else ():
            name = "number" if match["number"] else "number2"
            subject = match["subject"] or match["subject2"]
            right = next(n for n, words in _hotlines().items() if subject in words)
            number = match[name]
            if len(number) == len(right) and slipped_digits(number, right):
                yield passage.hit(match.start(name), match.end(name), subject=subject, right=right)


_SHORT_OF_ALL = re.compile(r"(?<!\d)1[12]\d(?:\d\d)?(?!\d)")
_MAIL = re.compile(
    r"(?<![\w.])(?P<kind>)(?P<value>[A-Za-z0-9][\w.\-]{2,30}@[A-Za-z0-9.\-]+[A-Za-z])", re.A
)
_PLATE = re.compile(
    r"(?P<kind>[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-Z])"
    r"\s?[·•.—\-－]?\s?(?P<value>[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])"
)
_LETTER = re.compile("[A-Z]")
_SAYS_CODE = re.compile("邮编|邮政编码|账号|帐号|信用代码")
_CODE = re.compile(
    r"(?P<kind>邮编|邮政编码|(?:银行)?[账帐]号|统一社会信用代码)[为是：:]{0,2}\s?"
    r"(?P<value>[0-9A-Z]{6,25})(?![0-9A-Z])"
)


@check("contacts.addresses")
def addresses(context: Context) -> Iterator[Hit]:
    """邮编223001 here and 邮编223010 there; jyj2026@126.com here and jyj2062@126.com there."""
    whole = whole_text(context)
    if "@" in whole:
        yield from _differing(list(_written(context, _MAIL)), _one_mail)
    for pattern, sign in ((_CODE, _SAYS_CODE), (_PLATE, _LETTER)):
        if sign.search(whole) and pattern.search(whole):
            yield from _differing(list(_written(context, pattern)), _one_code)


def _written(context: Context, pattern: re.Pattern[str]) -> Iterator[_Told]:
    for passage in passages(context):
        for match in pattern.finditer(passage.text):
            start, end = match.span("value")
            yield _Told((match["kind"] or "")[-2:], match["value"], passage, start, end)


def _one_code(one: _Told, other: _Told) -> bool:
    if one.kind != other.kind or len(one.value) != len(other.value) or one.beside(other):
        return False
    # neighbours differ in the last digit
    return one.value[:-1] != other.value[:-1] and slipped_digits(one.value, other.value)


def _one_mail(one: _Told, other: _Told) -> bool:
    if one.beside(other):
        return False
    (local, domain), (local2, domain2) = (each.value.split("@") for each in (one, other))
    if local == local2 or domain != domain2:
        return local == local2 and domain != domain2
    alike, left, other_left = changed_part(local, local2)
    slip = len(local) == len(local2) and slipped_digits(local, local2)
    numbered = local[:-1] == local2[:-1] and local[-1].isdigit() and local2[-1].isdigit()
    return alike >= _SPECIFIC and (max(left, other_left) == 1 or slip) and not numbered
