"""Names of places and works that one document writes in two ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.gongwen.words import frequency
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import likeness
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_WORKS = (
    "水库|大桥|隧道|水电站|泵站|水闸|灌区|景区|公园|小学|中学|医院|大道|社区|林场|农场|车站|码头|干渠|大堤|"
    "工业园|产业园|开发区|新区|片区|园区|广场|小区|水厂|污水处理厂|福利院|敬老院|街道|古镇|度假区|大坝|渡口|"
    "派出所|司法所|卫生院|幼儿园|收费站|供电所|火车站"
)
_WORK = re.compile(_WORKS)
_AREA = re.compile("[市县区镇乡村河江路]")
_TWO = re.compile("[\u4e00-\u9fff]{2}")
CORE = 2  # characters of a name before the word that says what it is
_USUAL = 3  # the name of an area that stands so often is the right one
_COMMON = 3  # a word that the word list counts so often is a word
RARE = 30  # what it counts less often may be half of a name
FUNCTION = frozenset("各个全我本该此在由为从到和与及的地得了是对向座处项")
_NO_AREA = FUNCTION | frozenset("省市县区州镇乡村新老大小东西南北中城")


@check("place_names.spelling")
def spelling(context: Context) -> Iterator[Hit]:
    """柳溪市 throughout and 柳茜市 once; 龙潭水库 and, in another sentence, 龙滩水库."""
    if not recognition(context).official:
        return
    whole = whole_text(context)
    areas, works = counted(context)
    bounded = {match["name"] for match in _TOWN.finditer(whole)}
    usual_areas = [
        name for name, n in areas.items() if (n >= _USUAL or name in bounded) and may_be_area(name)
    ]
    for counts, usual in ((areas, usual_areas), (works, [*works])):
        for odd, times in counts.items():
            near = (name for name in usual if counts[name] >= times == 1 and _misheard(odd, name))
            right = max(near, key=lambda name: counts[name], default="")
            if right:
                yield from _told(context, odd, right, counts[right])
            if right and counts[right] == 1 and not _misheard(right, odd):
                yield from _told(context, right, odd, 1)  # nobody knows which is right


_SIBLINGS = frozenset("东西南北中上下前后左右内外大小新老旧高低一二三四五六七八九十甲乙丙丁双单")
_TOWNS = {"乡": ("镇",), "镇": ("乡", "街道"), "街道": ("镇",)}
_COMPASS = frozenset("东西南北")
LEVELS = frozenset("省市县区州镇乡村")
_WORD = 1_000  # what the word list counts so often is no name
_STREETS = ("街道", "社区")  # often called by a word of everyday use
_LISTED = 4  # towns that a table lists at the least when it may list them all
_TOWN = re.compile(
    r"(?:^|(?<=[、，。；：（和与及由对在到向为赴责即]))(?P<name>[\u4e00-\u9fff]{2,3}(?:街道|[乡镇]))"
)


_IN_ROW = rf"[\u4e00-\u9fff]{{2}}(?:{_WORKS}|乡|镇)"
_ROW = re.compile(rf"(?:{_IN_ROW}、){{2,}}{_IN_ROW}")
_SOME_ROW = re.compile(rf"(?:{_WORKS}|乡|镇)、{_IN_ROW}、{_IN_ROW}")  # quicker to look for


@check("place_names.other_word")
def other_word(context: Context) -> Iterator[Hit]:
    """城东片区 throughout and 东城片区 once; 石桥乡 and 石桥镇; 清溪乡 where a table of the towns
    has 清水乡; 永安街道 throughout and 永宁街道 once."""
    if not recognition(context).official:
        return
    whole = whole_text(context)
    areas, works = counted(context)
    told: set[str] = set()
    for odd, usual in (
        *_unlisted(context),
        *_turned_round(areas + works),
        *_other_kind(areas + works),
        *_one_of_two(works),
        *_left_out(_rows(context), works),
    ):
        if odd not in told and not _misheard(odd, usual):  # which spelling tells
            told.add(odd)
            yield from _told(context, odd, usual, whole.count(usual))


def _turned_round(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """(odd, usual): names whose first two characters are exchanged."""
    for odd, times in counts.items():
        turned = odd[1] + odd[0]
        if times > 1 or odd[0] == odd[1] or (FUNCTION | LEVELS) & {*turned}:
            continue
        if counts[turned + odd[CORE:]] < 2:
            continue
        # words that turn into one another (线路, 路线) are names only with a point of the compass
        if _COMPASS & {*turned} or max(frequency(turned), frequency(odd[:CORE])) < RARE:
            yield odd, turned + odd[CORE:]


def _other_kind(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """(odd, usual): a 镇 that is a 乡 elsewhere."""
    for odd, times in counts.items():
        core, kind = odd[:CORE], odd[CORE:]
        if times == 1 and kind in _TOWNS and not _NO_AREA & {*core} and frequency(core) < _WORD:
            usual = [core + other for other in _TOWNS[kind] if counts[core + other] > 1]
            if usual:
                yield odd, usual[0]


def _one_of_two(counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """(odd, usual): the only two of a kind, with one character in common, one named once only."""
    kinds: dict[str, list[str]] = {}
    for name in counts:
        core, kind = name[:CORE], name[CORE:]
        if not (FUNCTION | LEVELS) & {*core} and frequency(core) < (
            _WORD if kind in _STREETS else RARE
        ):
            kinds.setdefault(kind, []).append(name)
    for names in kinds.values():
        if len(names) == 2:
            usual, odd = sorted(names, key=lambda name: -counts[name])
            words = _NO_AREA & {*odd[:CORE], *usual[:CORE]}
            if not words and counts[usual] > 1 and counts[odd] == 1 and nearly(odd, usual):
                yield odd, usual


def _rows(context: Context) -> list[list[str]]:
    """The names of each row of works or towns: three or more with nothing but 、 between them."""

    def find() -> list[list[str]]:
        whole = whole_text(context)
        found = _ROW.finditer(whole) if _SOME_ROW.search(whole) else ()
        return [row.group().split("、") for row in found]

    return context.once("rows of places", find)


def _left_out(rows: list[list[str]], counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """(odd, usual): a work that is named once only, and nearly one of a row that it is not in."""
    for odd, times in counts.items() if rows else ():
        core, kind = odd[:CORE], odd[CORE:]
        if times > 1 or (FUNCTION | LEVELS) & {*core} or frequency(core) >= RARE:
            continue
        for row in rows:
            near = [name for name in row if nearly(odd, name)]
            alike = any(nearly(one, other) for one in row for other in row)
            if odd not in row and len(near) == 1 and not alike and near[0].endswith(kind):
                yield odd, near[0]
                break


def _unlisted(context: Context) -> Iterator[tuple[str, str]]:
    """(odd, usual): a town that no table lists, and the one in a table that it is nearly."""
    texts = passages(context, every_story=False)
    listed = {
        text
        for passage in texts
        if passage.paragraph.cell is not None and (text := passage.text.strip())[-1] in "乡镇道"
        if _TOWN.fullmatch(text)
    }
    for names in _rows(context):
        listed.update(names if len(names) >= _LISTED else ())
    if len(listed) < _LISTED:
        return
    named = Counter(
        match["name"]
        for passage in texts
        if passage.paragraph.cell is None
        for match in _TOWN.finditer(passage.text)
    )
    for odd, times in named.items():
        if times == 1 and odd not in listed:
            near = [town for town in listed if nearly(odd, town)]
            if len(near) == 1:
                yield odd, near[0]


def nearly(odd: str, usual: str) -> bool:
    """Whether one character tells two names apart, and not one that tells siblings apart."""
    apart = [{a, b} for a, b in zip(odd, usual, strict=False) if a != b]
    return len(odd) == len(usual) and len(apart) == 1 and not apart[0] & _SIBLINGS


def counted(context: Context) -> tuple[Counter[str], Counter[str]]:
    """How often each area and each work stands in the text, with what only looks like one."""

    def count() -> tuple[Counter[str], Counter[str]]:
        whole = whole_text(context)
        return Counter(_named(whole, _AREA)), Counter(_named(whole, _WORK))

    return context.once("areas and works", count)


def _named(whole: str, kinds: re.Pattern[str]) -> Iterator[str]:
    """The two characters before each word that says what a place is, with that word."""
    found = kinds.search(whole)
    while found:
        start = found.start()
        if _TWO.match(whole, max(0, start - CORE), start):
            yield whole[start - CORE : found.end()]
        found = kinds.search(whole, start + 1)


def may_be_area(name: str) -> bool:
    """Whether three characters could be a name: no 各乡镇, no 示范区, no 城区."""
    return not _NO_AREA & {*name[:CORE]} and max(frequency(name[1:]), frequency(name)) < _COMMON


def _misheard(odd: str, usual: str) -> bool:
    """Whether ``odd`` is ``usual`` with one character of the same sound or shape, and no word."""
    if odd[CORE:] != usual[CORE:] or (odd[0] == usual[0]) == (odd[1] == usual[1]):
        return False
    apart = 0 if odd[0] != usual[0] else 1
    if likeness(odd[apart], usual[apart]) not in ("音同", "形近") or FUNCTION & {*odd[:CORE]}:
        return False
    if len(odd) == CORE + 1:
        return max(map(frequency, (odd, odd[:CORE], odd[1:]))) < _COMMON
    return frequency(odd[:CORE]) < RARE and frequency(odd[1 : CORE + 1]) < RARE


def _told(context: Context, odd: str, usual: str, times: int) -> Iterator[Hit]:
    texts = passages(context, every_story=False)
    listed = any(p.paragraph.cell is not None and usual in p.text for p in texts)
    for passage in texts:
        at = passage.text.find(odd)
        if at < 0 or (at > 0 and frequency(passage.text[at - 1 : at + 1]) >= _COMMON):
            continue
        side_by_side = listed and passage.paragraph.cell is not None
        if not side_by_side and usual not in _sentence(passage, at):
            yield passage.hit(at, at + len(odd), usual=usual, times=times)


def _sentence(passage: Passage, at: int) -> str:
    return passage.text[passage.text.rfind("。", 0, at) + 1 :].split("。", 1)[0]
