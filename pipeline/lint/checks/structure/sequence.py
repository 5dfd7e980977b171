"""Numbers that should run on: headings, articles, chapters, captions, 一是……二是……."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition
from pipeline.lint.registry import check


def _numbered(context: Context) -> list[tuple[Passage, shapes.HeadingNumber, int]]:
    """Paragraphs of the text that begin with a heading number, with its offset (-1: automatic)."""
    return context.once("numbered", lambda: list(_find_numbered(context)))


def _find_numbered(context: Context) -> Iterator[tuple[Passage, shapes.HeadingNumber, int]]:
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.paragraph.cell is not None:
            continue
        automatic = passage.paragraph.number
        text = passage.text.lstrip(" \u3000\t")
        number = shapes.heading_number(automatic + text if automatic else text)
        if number is not None:
            yield passage, number, -1 if automatic else len(passage.text) - len(text)


def _shown(number: shapes.HeadingNumber, value: int) -> str:
    if number.scheme in ("一、", "（一）") and 0 < value < 1000:
        return number.scheme.replace("一", shapes.chinese_numeral(value))
    if number.scheme in ("1.", "（1）"):
        return number.scheme.replace("1", str(value))
    if number.scheme == "①":
        return "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"[value - 1] if 0 < value <= 20 else str(value)
    return f"第{shapes.chinese_numeral(value) if 0 < value < 1000 else value}{number.scheme}"


@check("sequence.headings")
def headings(context: Context) -> Iterator[Hit]:
    """Heading numbers of one level run on without gap or repetition, and begin with one.

    A text whose numbers are out of turn everywhere is a collection of excerpts and let be.
    """
    official = recognition(context).official
    numbered = [
        (passage, number, offset)
        for passage, number, offset in _numbered(context)
        if 1 <= number.level <= 4 and (official or (offset >= 0 and _HAN.search(passage.text)))
    ]
    found = list(_out_of_turn(numbered, official, _titles(context)))
    if len(found) <= 3 or len(found) * 4 <= len(numbered):
        yield from _sure(found, official)


def _sure(found: Sequence[Hit], official: bool) -> Iterator[Hit]:
    """Hits as they are in an official document. Other texts may be excerpts that left something
    out on purpose, so there they are advice."""
    for hit in found:
        yield hit if official else replace(hit, severity="advice")


_HAN = re.compile(r"[\u4e00-\u9fff]")
_Numbered = tuple[Passage, shapes.HeadingNumber, int]


def _titles(context: Context) -> list[int]:
    """Where short lines without a mark at their end stand, which may be titles of further texts."""
    return [
        passage.index
        for passage in passages(context, every_story=False)
        if len(passage.text) < _TITLE_LIMIT
        and passage.element in (Element.BODY, Element.TITLE, Element.ATTACHMENT_TITLE)
        and not passage.text.rstrip().endswith(shapes.LINE_END)
        and not shapes.heading_number(passage.text.lstrip(" \u3000\t"))
    ]


_TITLE_LIMIT = 45


def _out_of_turn(
    numbered: Sequence[_Numbered], official: bool, titles: Sequence[int]
) -> Iterator[Hit]:
    expected: dict[int, int] = {}
    counted: dict[int, int] = {}
    annex = last = 0
    for passage, number, offset in numbered:
        level, value = number.level, number.value
        begins = (level, value) == (1, 1) and any(last < at < passage.index for at in titles)
        if passage.annex != annex or begins:
            annex, expected, counted = passage.annex, {}, {}
        last = passage.index
        for deeper in [known for known in expected if known > level]:
            del expected[deeper], counted[deeper]
        if _of_level_above(level, value, expected):
            yield _told(passage, number, offset, _shown_at(level - 1, value))
            expected[level - 1] = value + 1
            continue
        wanted = expected.get(level)
        counted[level] = 1 if level > 1 and value == 1 else counted.get(level, 0) + 1
        if wanted is None:
            wrong = official and level <= 2 and value != 1
        elif value == 1:
            # a list that begins anew under running text is common below the second level
            wrong = level == 1
        else:
            # after a mistake the next one is right that goes on from it, or stands in its place
            wrong = value not in (wanted, counted[level])
            wrong = wrong and (level <= 2 or abs(value - wanted) <= 3)
        if wrong:
            yield _told(passage, number, offset, _shown(number, wanted or 1))
        expected[level] = value + 1


def _of_level_above(level: int, value: int, expected: dict[int, int]) -> bool:
    """Whether a number goes on with the items one level higher: （2） right behind 1."""
    return value > 1 and level not in expected and expected.get(level - 1) == value


def _told(passage: Passage, number: shapes.HeadingNumber, offset: int, want: str) -> Hit:
    start, end = (0, len(passage.text)) if offset < 0 else (offset, offset + number.end)
    return passage.hit(start, end, have=_shown(number, number.value), want=want)


def _shown_at(level: int, value: int) -> str:
    scheme = _SCHEMES[level]
    return scheme.replace("一", shapes.chinese_numeral(value)).replace("1", str(value))


@check("sequence.articles")
def articles(context: Context) -> Iterator[Hit]:
    """第×条 and 第×章 run on. A text made of excerpts (several numbers out of turn) is let be."""
    found: list[Hit] = []
    expected: dict[str, int] = {}
    places: dict[str, int] = {}  # what a number would be by its place, whatever is written
    total = 0
    for passage, number, offset in _numbered(context):
        scheme, value = number.scheme, number.value
        if scheme not in ("条", "章", "节", "编"):
            continue
        total += 1
        wanted = expected.get(scheme)
        if scheme in ("章", "编"):
            expected.pop("节", None)
        by_place = value if wanted is None or value == 1 else places[scheme] + 1
        expected[scheme], places[scheme] = value + 1, by_place
        # after a mistake the next one is right that goes on from it, or stands in its place
        if wanted is None or value in (wanted, 1, by_place):
            places[scheme] = value if value != by_place and value == wanted else by_place
            continue
        found.append(
            passage.hit(
                max(offset, 0),
                max(offset, 0) + number.end,
                have=_shown(number, number.value),
                want=_shown(number, wanted),
            )
        )
    if len(found) <= 3 or len(found) * 4 <= total:
        yield from _sure(found, recognition(context).official)


@check("sequence.levels")
def levels(context: Context) -> Iterator[Hit]:
    """A higher level's number stands under a lower one: 1. with （一） inside it."""
    first_seen: dict[int, Passage] = {}
    annex = 0
    for passage, number, offset in _numbered(context):
        if passage.annex != annex:
            annex, first_seen = passage.annex, {}
        level = number.level
        if not 1 <= level <= 4:
            continue
        if level not in first_seen:
            deeper = [known for known in first_seen if known > level]
            if deeper and level == 2 and 1 not in first_seen and number.value == 1:
                start, end = (0, len(passage.text)) if offset < 0 else (offset, offset + number.end)
                yield passage.hit(
                    start, end, have=_shown(number, number.value), above=_SCHEMES[min(deeper)]
                )
        first_seen.setdefault(level, passage)


_SCHEMES = {1: "一、", 2: "（一）", 3: "1.", 4: "（1）"}


@check("sequence.single")
def single(context: Context) -> Iterator[Hit]:
    """A level with only one item: （一） without （二）."""
    if not recognition(context).official:
        return
    open_: dict[int, tuple[Passage, shapes.HeadingNumber, int]] = {}
    annex = 0
    for passage, number, offset in _numbered(context):
        level = number.level
        if passage.annex != annex:
            yield from _lonely(open_, 1)
            annex, open_ = passage.annex, {}
        if not 1 <= level <= 4:
            continue
        yield from _lonely(open_, level + 1)
        open_ = {known: item for known, item in open_.items() if known <= level}
        if number.value == 1:
            open_[level] = (passage, number, offset)
        else:
            open_.pop(level, None)
    yield from _lonely(open_, 1)


def _lonely(
    open_: dict[int, tuple[Passage, shapes.HeadingNumber, int]], least: int
) -> Iterator[Hit]:
    for level in sorted(open_):
        if level >= least:
            passage, number, offset = open_[level]
            start, end = (0, len(passage.text)) if offset < 0 else (offset, offset + number.end)
            yield passage.hit(start, end, scheme=_SCHEMES[level])


@check("sequence.heading_stop")
def heading_stop(context: Context) -> Iterator[Hit]:
    """A heading on a line of its own ends with 。 (the first level: or ：) while the others of its
    level do not.

    Of two headings, the one with 。 is wrong when text follows it, so that it is no sentence."""
    if not recognition(context).official:
        return
    ends: dict[tuple[int, int], list[tuple[Passage, bool]]] = {}
    for passage, number, _ in _numbered(context):
        text = passage.text.strip()
        if number.level in (1, 2) and len(text) <= 30 and text.count("。") <= 1:
            stop = text.endswith("。") or (number.level == 1 and text[-1:] in "：；，")
            if stop or not text.endswith(shapes.LINE_END):
                ends.setdefault((passage.annex, number.level), []).append((passage, stop))
    for items in ends.values():
        with_stop = [passage for passage, stop in items if stop]
        for passage in with_stop:
            rest = len(items) - len(with_stop)
            if len(with_stop) < rest or (len(with_stop) == rest and _has_text(context, passage)):
                place = len(passage.text.rstrip()) - 1
                yield Hit(passage.story, passage.index, place, place + 1, suggestions=("",))


def _has_text(context: Context, heading: Passage) -> bool:
    """Whether plain text stands under a heading."""
    below = [p for p in passages(context, every_story=False) if p.index > heading.index]
    return (
        bool(below)
        and below[0].element is Element.BODY
        and not shapes.heading_number(below[0].text)
    )


_SERIES = re.compile(
    r"(?:^|[。；：，、])(?P<count>[一二三四五六七八九十]{1,2})(?:是|要)(?![^，。；]{0,1}否)"
)


@check("sequence.spoken")
def spoken(context: Context) -> Iterator[Hit]:
    """一是……三是……: one left out or said twice."""
    for passage in passages(context, every_story=False):
        if "一是" not in passage.text:
            continue
        wanted = 0
        for match in _SERIES.finditer(passage.text):
            value = shapes.chinese_value(match["count"])
            if match.group()[-1] != "是":
                continue
            if value == 1:
                wanted = 2
            elif wanted:
                if value != wanted and value <= 10:
                    yield passage.hit(
                        match.start("count"),
                        match.end(),
                        have=f"{match['count']}是",
                        want=f"{shapes.chinese_numeral(wanted)}是",
                    )
                wanted = value + 1


_SPOKEN_PARAGRAPH = re.compile(r"[\s\u3000]*(?P<count>[一二三四五六七八九十]{1,2})是(?!否)")


@check("sequence.spoken_paragraphs")
def spoken_paragraphs(context: Context) -> Iterator[Hit]:
    """一是…… 二是…… 四是…… each at the beginning of a paragraph: one left out or said twice."""
    wanted = 0
    for passage in passages(context, every_story=False):
        match = _SPOKEN_PARAGRAPH.match(passage.text)
        inside = match and sum(1 for _ in _SERIES.finditer(passage.text)) > 1
        if match is None or inside:
            wanted = 0
            continue
        value = shapes.chinese_value(match["count"])
        if wanted and value not in (wanted, 1):
            yield passage.hit(
                match.start("count"),
                match.end(),
                have=f"{match['count']}是",
                want=f"{shapes.chinese_numeral(wanted)}是",
            )
        wanted = value + 1 if value == 1 or wanted else 0


@check("sequence.captions")
def captions(context: Context) -> Iterator[Hit]:
    """Tables and figures are numbered one after the other."""
    expected: dict[tuple[int, str], int] = {}
    for passage in passages(context, every_story=False):
        if passage.element is not Element.CAPTION:
            continue
        match = re.match(r"\s*(表|图)\s*(\d{1,2})(?![\d.\-—])", passage.text)
        if not match:
            continue
        key = (passage.annex, match[1])
        value = int(match[2])
        if key in expected and value != expected[key]:
            yield passage.hit(
                match.start(1),
                match.end(),
                have=f"{match[1]}{value}",
                want=f"{match[1]}{expected[key]}",
            )
        expected[key] = value + 1
