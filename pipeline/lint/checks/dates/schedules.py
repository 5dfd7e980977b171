"""Stages of a plan: told in the text as in the table attached, and each beginning where the one
before it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import heading_number
from pipeline.lint.checks.figures.grids import Grid, grids, text_of
from pipeline.lint.checks.figures.quantities import slipped_digits
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition
from pipeline.lint.registry import check

_DAY = r"(?:(?P<y{0}>20\d\d)年)?(?P<m{0}>1[0-2]|[1-9])月(?P<d{0}>[12]\d|3[01]|[1-9])日"
_PERIOD = re.compile(
    _DAY.format(1)
    + r"(?:（[^（）]{1,6}）)?起?(?:至|到|—|－|-|～)(?:(?P<y2>20\d\d)年|同年)?"
    + r"(?:(?P<m2>1[0-2]|[1-9])月)?(?P<d2>[12]\d|3[01]|[1-9])日"
)
_LABEL = re.compile(r"[\u4e00-\u9fff]{4,14}")
_BETWEEN = re.compile(r"(?:阶段|时间|期)?[。：，（]?(?:时间)?[为是：自从于]?")
_WITHIN = 40  # characters of a stage in which its period stands


@dataclass(frozen=True, slots=True)
class _Stage:
    """A stage with its first and last day, and where its period is written."""

    label: str
    first: date
    last: date
    passage: Passage
    start: int
    end: int


def _stage(label: str, passage: Passage, match: re.Match[str]) -> _Stage | None:
    """The stage that a period tells of; a year is taken to be one and the same where none is
    written, the next where the months begin again."""
    year = int(match["y1"] or 2001)
    month = int(match["m2"] or match["m1"])
    later = int(match["y2"] or year + (month < int(match["m1"])))
    try:
        first = date(year, int(match["m1"]), int(match["d1"]))
        last = date(later, month, int(match["d2"]))
    except ValueError:
        return None
    return _Stage(label, first, last, passage, match.start("m1"), match.end())


def _in_table(grid: Grid) -> list[_Stage]:
    """The rows of a table that give a stage and its period."""
    stages = []
    columns = sorted({column for _, column in grid})
    for row in sorted({row for row, _ in grid}):
        labels = [text for at in columns[:3] if _LABEL.fullmatch(text := text_of(grid, row, at))]
        for column in columns[1:]:
            for passage in grid.get((row, column), ()) if labels else ():
                match = _PERIOD.fullmatch(passage.text.strip())
                stage = _stage(labels[0], passage, match) if match else None
                if stage is not None:
                    stages.append(stage)
    return stages


@check("schedules.table")
def table(context: Context) -> Iterator[Hit]:
    """（三）全面推开。7月1日至9月20日 in the text, 7月1日至9月30日 in the table of stages."""
    if not recognition(context).official:
        return
    stages = [stage for grid in grids(context) for stage in _in_table(grid)]
    for passage in passages(context, every_story=False) if stages else ():
        if passage.paragraph.cell is not None or passage.text.count("日") < 2:
            continue
        for listed in stages:
            at = passage.text.find(listed.label)
            if at < 0:
                continue
            behind = _BETWEEN.match(passage.text, at + len(listed.label))
            match = _PERIOD.match(passage.text, behind.end()) if behind else None
            told = _stage(listed.label, passage, match) if match else None
            if told and _one_end(told, listed):
                yield passage.hit(told.start, told.end, listed=_period(listed))


def _one_end(one: _Stage, other: _Stage) -> bool:
    """Whether two periods begin on one day and end on two, or the other way about."""
    same = [
        (a.month, a.day) == (b.month, b.day)
        for a, b in ((one.first, other.first), (one.last, other.last))
    ]
    return same.count(True) == 1


def _period(stage: _Stage) -> str:
    return f"{_written(stage.first)}至{_written(stage.last)}"


def _written(day: date) -> str:
    return f"{day.month}月{day.day}日"


@check("schedules.joined")
def joined(context: Context) -> Iterator[Hit]:
    """（一）3月1日至4月20日（二）5月1日至6月30日（三）7月1日至……: days are left out between two
    stages, or are in both, while all the others follow on one another."""
    if not recognition(context).official:
        return
    for stages in [*map(_in_table, grids(context)), *_in_text(context)]:
        joints = list(pairwise(stages))
        odd = [(one, two) for one, two in joints if two.first - one.last != _ONE_DAY]
        if len(stages) >= _LEAST and len(odd) == 1 and _slipped(*odd[0]):
            one, two = odd[0]
            problem = "有几天重复" if two.first <= one.last else "有几天空着"
            yield one.passage.hit(
                one.start, one.end, last=_written(one.last), next=_written(two.first), gap=problem
            )


_ONE_DAY = timedelta(1)
_LEAST = 3  # stages that show how they follow on one another
_FEW = 5  # days: a weekend may lie between two stages


def _slipped(one: _Stage, two: _Stage) -> bool:
    """Whether one digit, or the length of a month, is why two stages do not join."""
    right_last, right_first = two.first - _ONE_DAY, one.last + _ONE_DAY
    month_end = two.first.day == 1 and two.first - one.last == _ONE_DAY * 2
    far = abs((right_last - one.last).days) >= _FEW
    slips = _slip(one.last, right_last) or _slip(two.first, right_first)
    return month_end or (far and slips)


def _slip(one: date, other: date) -> bool:
    return slipped_digits(f"{one:%m%d}", f"{other:%m%d}")


def _in_text(context: Context) -> Iterator[list[_Stage]]:
    """Runs of numbered paragraphs that each begin with a period."""
    run: list[_Stage] = []
    level, value = 0, 0
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.paragraph.cell is not None:
            continue
        number = heading_number(passage.text.strip())
        match = _PERIOD.search(passage.text[: _WITHIN + 20]) if number else None
        stage = _stage("", passage, match) if match and match.start() < _WITHIN else None
        goes_on = number and (number.level, number.value) == (level, value + 1)
        if run and number and number.level <= level and not (goes_on and stage):
            yield run
            run = []
        if stage and number and (not run or goes_on):
            run.append(_after(run, stage))
            level, value = number.level, number.value
    if run:
        yield run


def _after(run: Sequence[_Stage], stage: _Stage) -> _Stage:
    """A stage without a year of its own, in the year of those before it."""
    if not run or stage.first.year != _NO_YEAR or run[-1].last.year == _NO_YEAR:
        return stage
    years = run[-1].last.year - _NO_YEAR
    try:
        first = stage.first.replace(year=stage.first.year + years)
        last = stage.last.replace(year=stage.last.year + years)
    except ValueError:
        return stage
    return _Stage(stage.label, first, last, stage.passage, stage.start, stage.end)


_NO_YEAR = 2001
