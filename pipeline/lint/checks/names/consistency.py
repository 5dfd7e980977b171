"""One form for one thing in one document: names, numbers, dates, units, stated facts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.quantities import slip_between
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    HEADINGS,
    Passage,
    is_within,
    passages,
    quoted_ranges,
    recognition,
    whole_text,
)
from pipeline.lint.registry import check

_PROSE = (Element.BODY, *HEADINGS)


def _prose(context: Context) -> list[Passage]:
    return context.once(
        "prose", lambda: [p for p in passages(context, every_story=False) if p.element in _PROSE]
    )


def _minority(
    found: Mapping[str, list[tuple[Passage, int, int]]],
) -> Iterator[tuple[str, str, Hit]]:
    """(minority form, majority form, its first place) when two forms are both used."""
    used = {name: places for name, places in found.items() if places}
    if len(used) < 2:
        return
    ranked = sorted(used, key=lambda name: len(used[name]))
    passage, start, end = used[ranked[0]][0]
    yield ranked[0], ranked[-1], passage.hit(start, end)


@check("consistency.names", options={"groups": list})
def names(context: Context) -> Iterator[Hit]:
    """Different names for one thing; ``groups`` lists the names that mean the same."""
    texts = _prose(context)
    whole = whole_text(context)
    for group in context.options["groups"]:
        if sum(name in whole for name in group) < 2:
            continue
        found: dict[str, list[tuple[Passage, int, int]]] = {name: [] for name in group}
        for passage in texts:
            taken: list[tuple[int, int]] = list(quoted_ranges(passage.text))
            for name in sorted(group, key=len, reverse=True):
                start = passage.text.find(name)
                while start >= 0:
                    end = start + len(name)
                    if not is_within(taken, start, end):
                        found[name].append((passage, start, end))
                        taken.append((start, end))
                    start = passage.text.find(name, end)
        for wrong, right, hit in _minority(found):
            yield _with(hit, wrong=wrong, right=right)


def _with(hit: Hit, **values: object) -> Hit:
    from dataclasses import replace

    return replace(hit, values={**hit.values, **values})


_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_LONG = re.compile(
    r"(?<![\dA-Za-z.,〔\-—])\d{5,9}(?:\.\d+)?(?=\s*(?:元|人|户|亩|吨|个|家|件|平方|公里|万|亿))"
)


@check("consistency.thousands")
def thousands(context: Context) -> Iterator[Hit]:
    """12,500 and 12500 in one text."""
    found: dict[str, list[tuple[Passage, int, int]]] = {"分节": [], "不分节": []}
    whole = whole_text(context)
    if "," not in whole or not _GROUPED.search(whole):
        return
    for passage in _prose(context):
        for name, pattern in (("分节", _GROUPED), ("不分节", _LONG)):
            for match in pattern.finditer(passage.text):
                found[name].append((passage, match.start(), match.end()))
    for wrong, right, hit in _minority(found):
        yield _with(hit, form=wrong, other=right)


_YEAR = 4
_HALF = re.compile(
    r"年(?:(?<=[一二][〇零○一二三四五六七八九]{3}年)\d{1,2}月|"
    r"(?<=(?:19|20)\d{2}年)[一二三四五六七八九十]{1,2}月(?:\d{1,2}日)?)"
)


@check("consistency.date_numerals")
def date_numerals(context: Context) -> Iterator[Hit]:
    """二〇二五年8月: one date half in Chinese numerals and half in Arabic ones."""
    for passage in passages(context) if _HALF.search(whole_text(context)) else ():
        for match in _HALF.finditer(passage.text):
            yield passage.hit(match.start() - _YEAR, match.end())


# name, letters of the symbol, the unit in words, the symbol
_UNITS = (
    ("公里", "k", re.compile(r"(?<=\d)\s?公里"), re.compile(r"(?<=\d)\s?km(?![A-Za-z])")),
    ("平方米", "m㎡", re.compile(r"(?<=\d)\s?平方米"), re.compile(r"(?<=\d)\s?(?:㎡|m²|m2)")),
    ("公斤", "k", re.compile(r"(?<=\d)\s?(?:公斤|千克)"), re.compile(r"(?<=\d)\s?kg(?![A-Za-z])")),
    ("米", "m", re.compile(r"(?<=\d)\s?米(?!/)"), re.compile(r"(?<=\d)\s?m(?![A-Za-z²³/\d])")),
)


@check("consistency.units")
def units(context: Context) -> Iterator[Hit]:
    """5km here and 2公里 there."""
    texts = _prose(context)
    whole = whole_text(context)
    for name, letters, words, symbol in _UNITS:
        if not any(letter in whole for letter in letters):
            continue
        if not (symbol.search(whole) and words.search(whole)):
            continue
        for passage in texts:
            match = symbol.search(passage.text)
            if match:
                yield passage.hit(
                    match.start(), match.end(), unit=name, symbol=match.group().strip()
                )
                break


_RANGE = re.compile(
    r"(?<![\d\-—～.])\d+(?:\.\d+)?[%万亿]?(?P<sign>～|—)\d+(?:\.\d+)?(?=[%万亿元人个天吨米项件])"
)


@check("consistency.ranges")
def ranges(context: Context) -> Iterator[Hit]:
    """Ranges of amounts written now with ～, now with —."""
    found: dict[str, list[tuple[Passage, int, int]]] = {"～": [], "—": []}
    if "～" not in whole_text(context):
        return
    for passage in _prose(context):
        for match in _RANGE.finditer(passage.text):
            found[match["sign"]].append((passage, match.start("sign"), match.end("sign")))
    for wrong, right, hit in _minority(found):
        yield _with(hit, form=wrong, other=right)


_FACT = re.compile(
    r"(?P<key>(?:项目|工程|概算|计划|估算)?总投资|总建筑面积|总用地面积|占地面积|总面积|总长度?|建设工期|总工期|会期|"
    r"参会人数|总人数|编制总数|核定编制|合同金额|资金总额|申请资金|补助资金)(?:为|约|共|约为|是|控制在)?\s*"
    r"(?P<figure>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[\u4e00-\u9fff]{1,4})"
)
# one of these is in every key
_MEASURED = re.compile(
    "总投资|面积|总长|工期|会期|人数|编制总数|核定编制|合同金额|资金总额|申请资金|补助资金"
)
# what each of several projects has, or gets from several givers, so that only a slip tells
_OF_MANY = frozenset({"总投资", "占地面积", "总面积", "总长", "总长度", "补助资金"})
# the figure of one giver, or one that has been changed since
_SOME = re.compile(
    "(?:中央|[国省市县区镇乡各]级?|上级|财政)(?:以上|及以上|财政)?$|原|调整|变更|追加|新增|调增|调减"
)


@check("consistency.facts")
def facts(context: Context) -> Iterator[Hit]:
    """The same figure of one project given twice with different values."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    first: dict[tuple[str, str, str], tuple[Passage, int, int]] = {}
    whole = whole_text(context)
    if not _MEASURED.search(whole) or not _FACT.search(whole):
        return
    for passage in _prose(context):
        if passage.annex:
            continue
        for match in _FACT.finditer(passage.text):
            measure = re.match(
                r"万亿元|[万亿]?元|万?平方米|万?平方|公顷|亩|公里|个月|天|人|名|米", match["unit"]
            )
            start = sentence_start(passage.text, match.start())
            if not measure or _SOME.search(passage.text[start : match.start()]):
                continue
            key = (match["key"], measure.group())
            figure = match["figure"].replace(",", "")
            seen.setdefault(key, Counter())[figure] += 1
            first.setdefault((*key, figure), (passage, match.start(), match.end()))
    for (name, unit), figures in seen.items():
        if len(figures) != 2:
            continue
        common, other = (figure for figure, _ in figures.most_common())
        if name not in _OF_MANY or slip_between(Decimal(common), Decimal(other)):
            where, start, end = first[name, unit, other]
            yield where.hit(start, end, name=name, one=common + unit, other=other + unit)


_COUNTED = r"(?:个)?(?:工作日|小时|分钟|公里|万元|亿元|个月)"
_IN_FIGURES = re.compile(rf"(?<![\d.])\d+(?P<unit>{_COUNTED})")
_IN_WORDS = re.compile(
    rf"(?<![第十百千万零一二三四五六七八九几数两\d])[二三四五六七八九十]{{1,3}}(?P<unit>{_COUNTED})"
)


@check("consistency.numerals")
def numerals(context: Context) -> Iterator[Hit]:
    """5个工作日 here and 五个工作日 there: one unit counted in both kinds of numerals."""
    if not recognition(context).official or not _IN_WORDS.search(whole_text(context)):
        return
    figures: Counter[str] = Counter()
    words: dict[str, list[tuple[Passage, int, int]]] = {}
    for passage in _prose(context):
        figures.update(match["unit"] for match in _IN_FIGURES.finditer(passage.text))
        for match in _IN_WORDS.finditer(passage.text):
            place = (passage, match.start(), match.end())
            words.setdefault(match["unit"], []).append(place)
    for unit, places in words.items():
        if figures[unit] >= 2 and figures[unit] > len(places):
            for passage, start, end in places:
                yield passage.hit(start, end, unit=unit)


_SESSION = re.compile(
    r"第(?P<n>[一二三四五六七八九十]{1,3}|\d{1,3})届(?P<what>[\u4e00-\u9fff]{5,20})"
)
_ANOTHER_TIME = re.compile(r"上届|往届|历届|去年|曾|已|成功|继|首届|至|下届|下一|(?:19|20)\d\d年")
_TERMS = re.compile("委员会|代表大会|人大|政协|全国|中央|中国|政府")  # of bodies, not of events
_TERM_WITHIN = 8
_SHARED = 5  # characters of the name of an event


@check("consistency.session")
def session(context: Context) -> Iterator[Hit]:
    """第六届全民健身运动会 throughout and 第五届全民健身运动会 once, of which nothing tells that it
    is the one before."""
    known = recognition(context)
    found: dict[str, dict[str, list[tuple[Passage, re.Match[str]]]]] = {}
    for passage in passages(context, every_story=False):
        for match in _SESSION.finditer(passage.text) if "届" in passage.text else ():
            if _TERMS.search(match["what"][:_TERM_WITHIN]):
                continue
            found.setdefault(match["what"][:_SHARED], {}).setdefault(match["n"], []).append(
                (passage, match)
            )
    for numbers in found.values():
        if len(numbers) != 2 or not known.official:
            continue
        usual, odd = sorted(numbers, key=lambda number: -len(numbers[number]))
        passage, match = numbers[odd][0]
        start = sentence_start(passage.text, match.start())
        sentence = passage.text[start:].split("。", 1)[0]
        once = len(numbers[odd]) == 1 < len(numbers[usual])
        if once and not _ANOTHER_TIME.search(sentence) and f"第{usual}届" not in sentence:
            yield passage.hit(match.start(), match.start("what"), usual=f"第{usual}届")
