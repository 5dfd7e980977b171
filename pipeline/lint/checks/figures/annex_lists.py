"""So many things in the text, so many in the attachment that lists them: 12个村（名单见附件1）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import chinese_value, heading_number
from pipeline.lint.checks.figures.grids import NUMBER, Grid, grids, text_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, recognition
from pipeline.lint.registry import check

_LISTED = re.compile(
    r"(?<![\d.第—～至])(?P<n>\d{1,3})(?P<of>[个家处名人户所座项件台条段眼口宗块种辆])(?P<thing>[^，。；：（）\d]{0,16})"
    r"[（(](?:具体|详细)?(?:[\u4e00-\u9fff]{0,6}(?:名单|清单|明细|目录|名录|一览表|情况表?)|详情|具体)?(?:详?见|附于)附件"
    r"(?P<no>\d{1,2})?[）)]"
)
_THINGS = r"[个家处名人户所座项件台条段眼口宗块种辆]"
# 对附件2所列9家企业, 以上12项任务的分工见附件1: the words for the things are those of its title
_NAMING = (
    re.compile(
        r"附件(?P<no>\d{1,2})?(?:中|清单|名单|目录|表|表中)?(?:所列|列出|列明|所附|确定|公布|载明)的?(?:全部|这|共)?"
        rf"(?P<n>\d{{1,3}})(?P<of>{_THINGS})(?P<thing>[^，。；：（）\d]{{1,16}})"
    ),
    re.compile(
        rf"(?<![\d.第—～至])(?P<n>\d{{1,3}})(?P<of>{_THINGS})(?P<thing>[^，。；：（）\d]{{2,12}}?)的?"
        r"(?:具体|详细|任务|责任)?(?:分工|名单|清单|明细|完成时限|安排)[^，。；：（）\d]{0,8}(?:详见|见|附于)附件"
        r"(?P<no>\d{1,2})?"
    ),
)
_SERIAL = re.compile(r"^(?:序\s*号|编\s*号|序)$")
_SUM = re.compile(r"[合总小共]\s*计")
_FEWEST = 3  # things that make a list
_NEAR = 3  # by how many a count may be off: another number counts something else


_BESIDE = 6  # characters before a number that may name what it counts


@dataclass(slots=True)
class _Annex:
    """An attachment: its title; listed: how many it lists (0 when it is no plain list); numbers:
    all the counts that could be made of it."""

    title: str = ""
    listed: int = 0
    numbers: set[int] = field(default_factory=set)


@check("annex_lists.count")
def count(context: Context) -> Iterator[Hit]:
    """确定12个村为试点（名单见附件1） where the attachment lists 11."""
    known = recognition(context)
    if not known.official:
        return
    for passage in passages(context, every_story=False):
        if passage.annex or "附件" not in passage.text:
            continue
        for match in _LISTED.finditer(passage.text):
            yield from _compared(passage, match, _listed(context))
        for pattern in _NAMING:
            for match in pattern.finditer(passage.text):
                annex = _listed(context).get(int(match["no"] or 1))
                if annex is not None and _alike(match["thing"], annex.title):
                    yield from _compared(passage, match, _listed(context))


def _listed(context: Context) -> dict[int, _Annex]:
    return context.once("lists of attachments", lambda: _annexes(context))


def _compared(passage: Passage, match: re.Match[str], annexes: dict[int, _Annex]) -> Iterator[Hit]:
    number, said = int(match["no"] or 1), int(match["n"])
    annex = annexes.get(number)
    if annex is None or said in annex.numbers or (match["no"] is None and len(annexes) > 1):
        return
    words = match["n"] + match["of"]
    thing = passage.text[max(0, match.start() - _BESIDE) : match.start()] + "|" + match["thing"]
    meant = [
        at
        for at, other in annexes.items()
        if at != number and other.listed == said and _alike(thing, other.title)
    ]
    if len(meant) == 1 and not _alike(thing, annex.title):
        message = f"附件{number}列的不是这{words}，附件{meant[0]}正好列了{said}项，请核对附件序号"
        yield _with(passage.hit(match.start("no") - 2, match.end("no")), message)
    elif annex.listed >= _FEWEST and 0 < abs(annex.listed - said) <= _NEAR:
        yield passage.hit(
            match.start("n"), match.end("of"), said=words, listed=annex.listed, number=number
        )


_ROW = re.compile(
    r"附件(?P<no>\d{1,2})(?:《[^《》]{2,40}》)?(?:中|表中|清单|表)?的?"
    r"(?P<row>第?(?:序号)?(?P<n>\d{1,3}|[一二三四五六七八九十]{1,3})(?:项|行|号(?![文楼])))"
)


@check("annex_lists.row")
def row(context: Context) -> Iterator[Hit]:
    """见附件2第9项 where the attachment has seven items."""
    if not recognition(context).official:
        return
    for passage in passages(context, every_story=False):
        if passage.annex or "附件" not in passage.text:
            continue
        for match in _ROW.finditer(passage.text):
            annex = _listed(context).get(int(match["no"]))
            if annex is None or not match["row"].startswith(("第", "序")):
                continue
            if chinese_value(match["n"]) > annex.listed >= _FEWEST:
                start = match.start("no") - len("附件")
                yield passage.hit(start, match.end(), listed=annex.listed, number=match["no"])


def _with(hit: Hit, message: str) -> Hit:
    return Hit(hit.story, hit.paragraph, hit.start, hit.end, message=message)


def _alike(thing: str, title: str) -> bool:
    """Whether the words for a thing and the title of an attachment share two characters."""
    return any(thing[at : at + 2] in title for at in range(len(thing) - 1))


def _annexes(context: Context) -> dict[int, _Annex]:
    made: dict[int, _Annex] = {}
    lines: dict[int, list[str]] = {}
    for passage in passages(context, every_story=False):
        if not passage.annex:
            continue
        annex = made.setdefault(passage.annex, _Annex())
        if passage.element is Element.ATTACHMENT_TITLE:
            annex.title += passage.text.strip()
        if passage.paragraph.cell is None:
            automatic = getattr(passage.paragraph, "number", "") or ""
            lines.setdefault(passage.annex, []).append(automatic + passage.text.strip())
    tables: dict[int, list[Grid]] = {}
    for grid in grids(context):
        # a single column is the imprint behind the last attachment
        if len({column for _, column in grid}) > 1:
            tables.setdefault(next(iter(grid.values()))[0].annex, []).append(grid)
    for number, annex in made.items():
        items = [line for line in lines.get(number, []) if heading_number(line)]
        others = [line for line in lines.get(number, []) if line not in items]
        annex.numbers |= {int(one) for line in others for one in _NUMBERS.findall(line)}
        own = tables.get(number, [])
        for grid in own:
            annex.listed = _read(grid, annex.numbers) if len(own) == 1 else 0
        if not own and _in_turn(items):
            annex.listed = len(items)
        annex.numbers.add(annex.listed)
    return made


_NUMBERS = re.compile(r"(?<![\d.])\d{1,3}(?![\d.])")


def _in_turn(items: list[str]) -> bool:
    """Whether numbered lines are one list that counts on from one."""
    numbers = [number for line in items if (number := heading_number(line))]
    return [one.value for one in numbers] == list(range(1, len(items) + 1)) and (
        len({one.scheme for one in numbers}) == 1
    )


def _read(grid: Grid, numbers: set[int]) -> int:
    """How many things a table lists, by its serial numbers (0: it has none); ``numbers`` gets all
    that it counts otherwise: rows, different names in a column, what stands in its 合计."""
    rows = sorted({row for row, _ in grid})
    columns = sorted({column for _, column in grid})
    totals = [
        row
        for row in rows[1:]
        if any(_SUM.search(text_of(grid, row, column)) for column in columns[:3])
    ]
    body = [row for row in rows[1:] if row not in totals]
    for row in totals:
        cells = " ".join(text_of(grid, row, column) for column in columns)
        numbers |= {int(one) for one in _NUMBERS.findall(cells)}
    numbers.add(len(body))
    for column in columns:
        names = {text_of(grid, row, column) for row in body} - {""}
        numbers.add(len({name for name in names if not NUMBER.match(name)}))
    serial = next((at for at in columns[:2] if _SERIAL.match(text_of(grid, rows[0], at))), None)
    if serial is None:
        return 0
    return sum(1 for row in body if chinese_value(text_of(grid, row, serial)) > 0)
