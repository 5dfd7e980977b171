"""Two times of one day and how long it took between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.written import sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_TIME = re.compile(
    r"(?<!\d)(?P<half>上午|下午|晚上?|凌晨|中午|早上?)?(?P<h>[01]?\d|2[0-4])(?:时(?:(?P<m>[0-5]?\d)分)?(?P<hf>半)?|[:：](?P<m2>[0-5]\d)分?)(?!间|限)"
)
_TOOK = re.compile(
    r"(?:用时|历时|耗时|共用|仅用|只用|全程|持续|中断|停电|停水|前后)(?:了|共|仅|只|为)?"
    r"(?:(?P<hours>\d{1,2}|[一二两三四五六七八九十]{1,2})个?(?:小时|钟头)(?P<half>半)?)?(?:(?P<minutes>\d{1,3})分钟?)?(?P<more>[多余左不约])?"
)
_LATER = frozenset(("下午", "晚", "晚上"))


@check("clock_times.taken")
def taken(context: Context) -> Iterator[Hit]:
    """9时40分上传，10时25分送达，用时55分钟: it is 45 minutes from the one to the other."""
    for passage in passages(context):
        if not re.search("用时|历时|耗时|[共仅只]用|全程|持续|中断|停电|停水|前后", passage.text):
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            times = [*_TIME.finditer(sentence)]
            for match in _TOOK.finditer(sentence) if len(times) == 2 else ():
                said = _minutes(match)
                first, last = (_of_day(one, times[0]["half"]) for one in times)
                if said is None or match.start() < times[1].end() or last <= first:
                    continue
                # a time between the two may be meant, so that only a slip tells
                if said != last - first and _near(said, last - first):
                    yield passage.hit(
                        offset + match.start(),
                        offset + match.end(),
                        stated=match.group(),
                        right=_shown(last - first),
                    )


def _of_day(match: re.Match[str], half: str | None) -> int:
    """The minute of the day; without 下午 of its own a time takes that of the one before."""
    hour = int(match["h"])
    if (match["half"] or half) in _LATER and hour < 12:
        hour += 12
    return hour * 60 + (30 if match["hf"] else int(match["m"] or match["m2"] or 0))


def _minutes(match: re.Match[str]) -> int | None:
    if match["more"] or not (match["hours"] or match["minutes"]):
        return None
    hours = chinese_value(match["hours"]) if match["hours"] else 0
    return hours * 60 + (30 if match["half"] else 0) + int(match["minutes"] or 0)


def _near(one: int, other: int) -> bool:
    """Whether two lengths differ by one digit of the minutes, or by whole hours."""
    digits = [f"{each % 60:02}" for each in (one, other)]
    changed = sum(a != b for a, b in zip(*digits, strict=True))
    return changed < 2 or sorted(digits[0]) == sorted(digits[1])


def _shown(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest else "")
