"""Tasks that the text sets and a list in an attachment repeats: who does them, and by when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.gongwen.elements import Element
from pipeline.lint.checks.figures.grids import Grid, grids, text_of
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import shortens
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition
from pipeline.lint.registry import check

_TASK = re.compile("任务|事项|工作内容|措施|主要工作|议定事项|整改内容")
_UNIT = re.compile("单位|部门|牵头|责任|承办|主办|配合|协办")
_PERSON = re.compile("责任人|联系人|姓名|负责人|领导")
_TIME = re.compile("时限|时间|期限")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BY = re.compile(
    r"(?:由|责成|(?:责任|牵头|主办|承办)(?:单位|部门)[：:])(?P<unit>[\u4e00-\u9fff、和（）]{2,30}?(?:局|委|办|厅|部|中心|公司|集团|处|科|室|站|所|院|办事处|政府|街道|镇|乡|大队|支队|协会|银行))"
    r"(?=负责|牵头|会同|组织|督促|协调|统筹|汇总|通过|按|在|于|具体|统一|抓|承办|落实|制定|拟定|修订|编制|申请|安排|指导|完成|向|对|每|开展|实施|[，）；])"
)
_SENTENCE = re.compile("[^。；]+(?:。（[^（）]*）)?")
_DAY = re.compile(r"(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|[1-9])月(?:(?P<d>[12]\d|3[01]|[1-9])日|底)")
_LEAST = 8  # Chinese characters of a task by which it is known
_SHARED = 0.62  # of its pairs of characters that a sentence must have
_AHEAD = 0.15  # by how much more than any other task


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a list of tasks: pairs, every two neighbouring characters of the task; units, all
    the cells that name who does it."""

    pairs: frozenset[str]
    units: str
    day: tuple[int, int] | None


@check("task_lists.unit")
def unit(context: Context) -> Iterator[Hit]:
    """由市园林中心督促业主补种 in the text, and 市城管局 for that task in the list of annex 1."""
    for passage, start, sentence, row in _known_tasks(context):
        named = list(_BY.finditer(sentence))
        if len(named) != 1 or not row.units:
            continue
        match = named[0]
        said = [one for one in re.split("[、和]", match["unit"]) if one]
        if any(_same_unit(one, row.units) for one in said) or _vague(row.units):
            continue
        at = start + match.start("unit")
        yield passage.hit(
            at, at + len(match["unit"]), unit=match["unit"], listed=row.units.replace("|", "、")
        )


def _known_tasks(context: Context) -> Iterator[tuple[Passage, int, str, _Row]]:
    """Sentences of the text that set a task of a list, with where they start and its row."""
    if not recognition(context).official:
        return
    yield from context.once("tasks of lists", lambda: list(_find_tasks(context)))


def _find_tasks(context: Context) -> Iterator[tuple[Passage, int, str, _Row]]:
    rows = [row for grid in grids(context) for row in _rows(grid)]
    for passage in passages(context, every_story=False) if rows else ():
        prose = passage.element in (Element.BODY, *HEADINGS)
        if not prose or passage.paragraph.cell is not None:
            continue
        for sentence in _SENTENCE.finditer(passage.text):
            clauses = list(re.finditer("[^，]+", sentence.group()))
            found = [(one, row) for one in clauses if (row := _set_in(one.group(), rows))]
            for clause, row in found:
                yield passage, sentence.start() + clause.start(), clause.group(), row
            if not found and (row := _set_in(sentence.group(), rows)):
                yield passage, sentence.start(), sentence.group(), row


def _set_in(text: str, rows: list[_Row]) -> _Row | None:
    """The one row whose task a text sets."""
    pairs = _pairs(text)
    ranked = sorted(
        ((len(row.pairs & pairs) / len(row.pairs), at) for at, row in enumerate(rows)), reverse=True
    )
    best, at = ranked[0]
    second = ranked[1][0] if len(ranked) > 1 else 0
    return rows[at] if best >= _SHARED and best - second >= _AHEAD else None


def _rows(grid: Grid) -> Iterator[_Row]:
    rows = sorted({row for row, _ in grid})
    columns = sorted({column for _, column in grid})
    heads = {column: text_of(grid, rows[0], column) for column in columns}
    tasks = [at for at in columns if _TASK.search(heads[at]) and not _UNIT.search(heads[at])]
    units = [at for at in columns if _UNIT.search(heads[at]) and not _PERSON.search(heads[at])]
    times = [at for at in columns if _TIME.search(heads[at])]
    if len(tasks) != 1 or not units:
        return
    for row in rows[1:]:
        task = text_of(grid, row, tasks[0])
        if len(_HAN.findall(task)) >= _LEAST:
            cells = [text_of(grid, row, at) for at in units]
            days = list(_DAY.finditer(text_of(grid, row, times[0]))) if len(times) == 1 else []
            day = _day(days[0]) if len(days) == 1 else None
            yield _Row(_pairs(task), "|".join(filter(None, cells)), day)


def _day(match: re.Match[str]) -> tuple[int, int]:
    return int(match["m"]), int(match["d"] or 0)


def _pairs(text: str) -> frozenset[str]:
    pairs = (text[at : at + 2] for at in range(len(text) - 1))
    return frozenset(pair for pair in pairs if not re.search("[，。；：、（）]", pair))


_ALL = re.compile("各|有关|相关|全体|所有")
_ENDS = re.compile(
    "(?:委员会|委|局|办公室|办|厅|中心|办事处|街道|人民政府|政府|有限责任公司|有限公司|公司)$"
)


def _vague(units: str) -> bool:
    """Whether a list says 各县, 有关单位: anybody may be one of them."""
    return _ALL.search(units) is not None


def _same_unit(said: str, units: str) -> bool:
    """Whether one of ``units`` is called so, or by a shorter form of its name."""
    return any(
        _is_short_for(said, other) or _is_short_for(other, said)
        for other in re.split(r"[|、，,和]", units)
    )


def _is_short_for(short: str, name: str) -> bool:
    return bool(short) and shortens(_ENDS.sub("", short), name)


@check("task_lists.day")
def day(context: Context) -> Iterator[Hit]:
    """于9月30日前完成 in the text, 9月20日 for that task in the list of the attachment."""
    for passage, start, sentence, row in _known_tasks(context):
        days = list(_DAY.finditer(sentence))
        if len(days) != 1 or row.day is None or _day(days[0]) == row.day:
            continue
        match = days[0]
        by = re.match(r"(?:（[^（）]{1,8}）)?之?前|(?<=底)前?", sentence[match.end() :])
        month_end = row.day[0] == int(match["m"]) and 0 in (row.day[1], int(match["d"] or 0))
        if by and not month_end:
            listed = f"{row.day[0]}月" + (f"{row.day[1]}日" if row.day[1] else "底")
            yield passage.hit(
                start + match.start(), start + match.end(), listed=listed, said=match.group()
            )
