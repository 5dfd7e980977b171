"""Places one character apart that stand in the same company: in one list but for that item, with
the same work behind them, the only two of a kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product

from pipeline.gongwen.words import frequency
from pipeline.lint.checks.names.mentions import Place, one_apart, rarer, sentence, together
from pipeline.lint.checks.names.place_names import (
    CORE,
    FUNCTION,
    LEVELS,
    RARE,
    counted,
    may_be_area,
    nearly,
)
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_CLAUSE = re.compile("[\u4e00-\u9fff、]+")
_LIST = re.compile(r"[\u4e00-\u9fff]{2,12}(?:、[\u4e00-\u9fff]{2,12})+")
_LAST = re.compile("[和与及]")
_HAN = re.compile("[\u4e00-\u9fff]+")
_LENGTHS = range(2, 7)  # characters of an item that is a name
_ROW = 3  # items of a list that is known again by all but one
_WORD = 3  # what the word list counts so often is a word
_KNOWN = 100  # what it counts more often is no name of a place
_TAIL = 2  # characters of a work behind a place
_NO_NAME = FUNCTION | frozenset("要将均等们两几一二三四五六七八九十")
_STATE = frozenset("老旧新住")  # 老旧小区 is a kind
# what every town and village has
_EVERYWHERE = re.compile("人民|政府|党|村民|居民|干部|群众|等|境内|辖区|全|的|为|和|与|及|在|共|有")

Item = frozenset[str]
"""What may be one item of a list: its first one may end, and its last one begin, a sentence."""


@check("place_pairs.company")
def company(context: Context) -> Iterator[Hit]:
    """柏树湾、下洲、石门滩 throughout and 柏树湾、上洲、石门滩 once; 刘家坝村泵站 here and
    刘家坪村泵站, the only other 泵站, there."""
    if not recognition(context).official:
        return
    whole = whole_text(context)
    told: set[str] = set()
    for one, other in (*_in_lists(context, whole), *_only_two(context, whole)):
        found = {name: _places(context, name) for name in (one, other)}
        if told & {one, other} or not all(found.values()) or _apart(found, one, other):
            continue
        told |= {one, other}
        yield from rarer(found, one, other)
        if len(found[one]) == len(found[other]):
            yield from rarer(found, other, one)  # nobody knows which is right


def _in_lists(context: Context, whole: str) -> Iterator[tuple[str, str]]:
    """Two items one character apart, in the same place of lists that agree in another item."""
    lists = [*dict.fromkeys(map(tuple, _lists(context)))]
    beside: dict[tuple[int, str], set[str]] = {}
    for items in lists:
        for before, after in pairwise(items):
            for one, other in product(before, after):
                beside.setdefault((1, one), set()).add(other)
                beside.setdefault((-1, other), set()).add(one)
    for (_, neighbour), names in beside.items():
        if len(names) > 1 and frequency(neighbour) < _WORD:
            for one, other, at in one_apart(names):
                times = whole.count(one), whole.count(other)
                if min(times) == 1 < max(times) and _are_names(whole, at, one, other):
                    yield one, other
    for row, others in _rows(context, lists):
        for odd, usual, at in one_apart({*row, *others}):
            if odd in others:
                odd, usual = usual, odd
            clear = nearly(odd, usual) or whole.count(usual) > 1
            if odd in row and usual in others and clear and _are_names(whole, at, odd, usual):
                yield odd, usual


def _rows(context: Context, lists: list[tuple[Item, ...]]) -> Iterator[tuple[Item, Item]]:
    """(what the one item is that another list, or a table, does not have; what that one has and
    the list has not) of lists that have the rest in common with it."""
    cells = frozenset(
        text
        for passage in passages(context, every_story=False)
        if _in_table(passage) and len(text := passage.text.strip()) in _LENGTHS
    )
    groups = [*(frozenset[str]().union(*items) for items in lists), cells]
    for items in lists if len(lists) < _MANY else ():
        own = frozenset[str]().union(*items)
        for group in groups if len(items) >= _ROW else ():
            missing = [item for item in items if not item & group]
            if len(missing) == 1:
                yield missing[0], group - own


_MANY = 200  # lists that are compared with one another


def _lists(context: Context) -> Iterator[list[Item]]:
    for passage in passages(context, every_story=False):
        clauses = _CLAUSE.findall(passage.text) if "、" in passage.text else ()
        for match in (m for clause in clauses if "、" in clause for m in _LIST.finditer(clause)):
            *items, last = match.group().split("、")
            items += _LAST.split(last, maxsplit=1)
            inner = [frozenset({item}) for item in items[1:-1]]
            first = frozenset(items[0][-length:] for length in _LENGTHS)
            yield [first, *inner, frozenset(items[-1][:length] for length in _LENGTHS)]


def _are_names(whole: str, at: int, *names: str) -> bool:
    """Whether items may be names that differ in the character ``at``: no words, and whole ones
    where that is their first or last."""
    if any(frequency(name) >= RARE or _NO_NAME & {*name} for name in names):
        return False
    first, last = at == 0, at == len(names[0]) - 1
    before, behind = r"(?:^|[^\u4e00-\u9fff])" * first, r"(?:$|[^\u4e00-\u9fff]|[和与及等])" * last
    return all(re.search(before + name + behind, whole, re.MULTILINE) for name in names)


def _only_two(context: Context, whole: str) -> Iterator[tuple[str, str]]:
    """Two places of a kind one character apart, with the same work behind them that stands behind
    no other, or the only two works of a kind."""
    areas, works = counted(context)
    named = [name for name in works if _may_be_work(name)]
    kinds = Counter(name[CORE:] for name in named)
    for one, other, at in one_apart(named):
        if at < CORE and kinds[one[CORE:]] == 2 and nearly(one, other):
            yield from _rare_pair(whole, one, other, at)
    for one, other, at in one_apart(name for name in areas if may_be_area(name)):
        if at < CORE and nearly(one, other) and 1 in (areas[one], areas[other]):
            work = _work_behind(whole, one, other)
            if work and (
                _stands_behind(whole, one[CORE:], work) == 2
                or _same_matter(context, whole, one, other)
            ):
                yield from _rare_pair(whole, one, other, at)


def _stands_behind(whole: str, kind: str, work: str) -> int:
    """How many towns or villages have a work."""
    names = {*re.findall(f"[\u4e00-\u9fff]{{2}}{kind}(?={work})", whole)}
    return sum(map(may_be_area, names))


def _rare_pair(whole: str, one: str, other: str, at: int) -> Iterator[tuple[str, str]]:
    """Two names, with the character in front that both have (刘家坝村 where 家坝村 was looked
    at); of names told once each only those whose other character is rare in names of places."""
    first, second = whole.find(one), whole.find(other)
    before = whole[first - 1 : first]
    if before == whole[second - 1 : second] and frequency(before + one[0]) >= _WORD:
        yield before + one, before + other
    elif one[1 - at] not in _COMMON_IN_NAMES or whole.count(one) + whole.count(other) > 2:
        yield one, other


_COMMON_IN_NAMES = frozenset(
    "石龙大小白黄双青清长马高南北东西中金银红新上下三五九山河水沙平溪江湖岭桥坪塘沟湾坝口关安宁兴福和"
    "康泰永盛昌隆丰乐华阳民德仁义光明文天古田林花园城"
)


def _same_matter(context: Context, whole: str, one: str, other: str) -> bool:
    """Whether the sentences in which two names stand have words that stand nowhere else."""
    grams: list[set[str]] = []
    for name in (one, other):
        told = "|".join(sentence(*place, len(name)) for place in _places(context, name))
        grams.append({told[at : at + _GRAM] for at in range(len(told) - _GRAM + 1)})
    return any(whole.count(gram) == 2 for gram in grams[0] & grams[1] if _HAN.fullmatch(gram))


_GRAM = 4


def _may_be_work(name: str) -> bool:
    return not (FUNCTION | LEVELS | _STATE) & {*name[:CORE]} and frequency(name[:CORE]) < _KNOWN


def _work_behind(whole: str, one: str, other: str) -> str:
    """What stands behind both of two places, when it may be a work that few places have."""
    behind = (_HAN.match(whole, whole.find(name) + len(name)) for name in (one, other))
    tails = [match[0] if match else "" for match in behind]
    alike = next(
        (i for i, (a, b) in enumerate(zip(*tails, strict=False)) if a != b), min(map(len, tails))
    )
    work = tails[0][:alike]
    return "" if len(work) < _TAIL or _EVERYWHERE.match(work) else work[:_TAIL]


def _places(context: Context, name: str) -> list[Place]:
    """Where a name stands, not as the end of another word."""
    found = []
    for passage in passages(context, every_story=False):
        at = passage.text.find(name)
        while at >= 0:
            if not at or frequency(passage.text[at - 1 : at + 1]) < _WORD:
                found.append((passage, at))
            at = passage.text.find(name, at + 1)
    return found


def _apart(found: dict[str, list[Place]], one: str, other: str) -> bool:
    """Whether two names are told as two: often both, side by side, or each in a table."""
    if min(len(found[one]), len(found[other])) > 1:
        return True
    if all(any(_in_table(passage) for passage, _ in found[name]) for name in (one, other)):
        return True
    return together(found, one, other)


def _in_table(passage: Passage) -> bool:
    return passage.paragraph.cell is not None
