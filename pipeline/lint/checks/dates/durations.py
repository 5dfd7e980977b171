"""Lengths of time beside their first and last day: 工期24个月, 有效期5年, 三年行动."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.written import sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_TO = r"\s*(?:（[^（）]{1,4}）)?\s*起?(?:至|到|—|－|～|–|-)\s*"
_SPAN = re.compile(
    r"(?:(?P<y1>20\d\d)年)?(?P<m1>1[0-2]|0?[1-9])月(?:(?P<d1>[12]\d|3[01]|0?[1-9])日)?"
    + _TO
    + r"(?:(?P<y2>20\d\d)年)?(?:(?P<m2>1[0-2]|0?[1-9])月)?(?:(?P<d2>[12]\d|3[01]|0?[1-9])日)?"
)
_LENGTH = re.compile(
    r"(?P<word>工期|建设周期|建设期|实施周期|服务期限?|合同期限?|租赁期限?|租期|任期|聘期|试用期|试行期|整治期|活动期|"
    r"历时|为期|前后|持续|共|期限|周期)(?:为|是|共|计)?[：:]?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<of>个月|年|天|日)(?!前|内|以)"
)


@check("durations.stated")
def stated(context: Context) -> Iterator[Hit]:
    """2026年7月至2028年12月，工期24个月, 为期5天（6月1日至7日）: another length than from first to
    last."""
    for passage in passages(context):
        if "月" not in passage.text or not _LENGTH.search(passage.text):
            continue
        for sentence, offset in sentences(passage.text):
            lengths = list(_LENGTH.finditer(sentence))
            spans = [m for m in _SPAN.finditer(sentence) if m["m2"] or m["d2"]]
            if len(lengths) != 1 or len(spans) != 1:
                continue
            length, span = lengths[0], spans[0]
            right = _lengths(span, length["of"])
            said = chinese_value(length["n"])
            if (
                right
                and length["word"] + length["of"] == "为期天"
                and _full_days(context, sentence[span.end() :])
            ):
                right = right[1], right[1]
            # 共 may count days of one thing in a span of another
            near = _apart(length, span) <= (6 if length["word"] in ("共", "前后", "期限") else 30)
            if right and near and not right[0] <= said <= right[1]:
                shown = f"{right[1]}{length['of']}"
                yield passage.hit(
                    offset + length.start("n"),
                    offset + length.end("of"),
                    span=span.group(),
                    right=shown,
                    stated=length["n"] + length["of"],
                )


_TRAVEL = re.compile("报到|离会|离席|返程|返校|撤离|抵达|往返|在途|工作日|休息|双休")


def _full_days(context: Context, behind: str) -> bool:
    """Whether the first day and the last both count: no day of a paper is one of coming or going,
    and no hour of the last day is given."""

    def travelled() -> bool:
        return any(_TRAVEL.search(passage.text) for passage in passages(context))

    return not behind[:1].isdigit() and not context.once("days of coming and going", travelled)


def _apart(one: re.Match[str], other: re.Match[str]) -> int:
    return max(one.start(), other.start()) - min(one.end(), other.end())


def _lengths(span: re.Match[str], unit: str) -> tuple[int, int] | None:
    """The fewest and the most days, months or years that a span may be said to last."""
    year = int(span["y1"] or 2000)
    last_year = int(span["y2"] or year)
    first, last = int(span["m1"]), int(span["m2"] or span["m1"])
    months = (last_year - year) * 12 + last - first
    if months < 0:
        return None
    if unit in ("天", "日"):
        if not (span["d1"] and span["d2"]):
            return None
        try:
            one, other = date(year, first, int(span["d1"])), date(last_year, last, int(span["d2"]))
        except ValueError:
            return None
        days = (other - one).days
        return (days, days + 1) if days > 0 else None
    if span["d1"] and span["d2"] and span["m2"]:
        extra = int(span["d2"]) - int(span["d1"])
        low, high = months + (-1 if extra < -1 else 0), months + (1 if extra >= 0 else 0)
    elif span["d1"] or span["d2"]:
        return None
    else:
        low, high = months - 1, months + 1
    if unit == "个月":
        return (low, high) if span["m2"] else None
    return -(-low // 12), (high + 1) // 12


_YEARS = re.compile(
    r"(?P<n>[两二三四五六七八九十])年(?:专项)?(?:行动|规划|计划|攻坚|提升)[^，。；\d]{0,14}[（(](?P<y1>20\d\d)年?(?:—|－|～|–|-|至)(?P<y2>20\d\d)年?[）)]"
)


@check("durations.years")
def years(context: Context) -> Iterator[Hit]:
    """三年行动计划（2024—2028年）: five years are named."""
    for passage in passages(context):
        if "年" not in passage.text or "20" not in passage.text:
            continue
        for match in _YEARS.finditer(passage.text):
            said = chinese_value(match["n"])
            right = int(match["y2"]) - int(match["y1"])
            if right >= 0 and said not in (right, right + 1):
                yield passage.hit(
                    match.start("y1"),
                    match.end("y2"),
                    span=passage.text[match.start("y1") : match.end("y2")],
                    right=f"{right + 1}年",
                    stated=match["n"] + "年",
                )


_DAY = r"(?P<y{0}>20\d\d)年(?P<m{0}>1[0-2]|0?[1-9])月(?P<d{0}>[12]\d|3[01]|0?[1-9])日"
_VALID = re.compile(
    _DAY.format(1) + r"(?:之日)?起[^。；]{0,24}?(?:有效期|施行期|试行期|试行|期限|任期|聘期|租期)"
    r"[^，。；\d]{0,4}?(?P<n>\d{1,2}|[一二两三四五六七八九十])年"
    r"[，（(]?[^。；，\d]{0,6}(?:至|到)(?P<until>" + _DAY.format(2) + ")"
)


@check("durations.validity")
def validity(context: Context) -> Iterator[Hit]:
    """自2026年5月15日起施行，有效期5年，至2030年5月14日止: not five years later."""
    for passage in passages(context):
        if "年" not in passage.text or "期" not in passage.text:
            continue
        for match in _VALID.finditer(passage.text):
            count = chinese_value(match["n"])
            try:
                first, last = (
                    date(int(match[f"y{n}"]), int(match[f"m{n}"]), int(match[f"d{n}"]))
                    for n in (1, 2)
                )
                ends = first.replace(year=first.year + count)
            except ValueError:
                continue
            if not -1 <= (last - ends).days <= 0:
                right = ends - timedelta(days=1)
                yield passage.hit(
                    match.start("until"),
                    match.end("until"),
                    stated=match["until"],
                    years=match["n"] + "年",
                    right=f"{right.year}年{right.month}月{right.day}日",
                )


_IN_YEARS = re.compile(
    r"分(?P<n>[两二三四五])(?P<of>年)(?:度)?(?:实施|拨付|安排|下达|建设|推进|完成|落实|投入|解决|到位|偿还)?"
    r"[^。；]{0,4}?[，：:（](?:其中)?[，：:]?(?P<list>20\d\d年[^。；]{0,80})"
)


_SHARE_OF_YEAR = re.compile(
    r"(20\d\d)年[^，。；、\d]{0,12}\d[\d.,]*[万亿]?(?:元|个|户|公里|亩|人|名|处|座|吨|平方米|%)"
)


@check("durations.in_years")
def in_years(context: Context) -> Iterator[Hit]:
    """分三年拨付，其中2026年0.74亿元、2027年0.50亿元: two years are listed."""
    for passage in passages(context):
        for match in _IN_YEARS.finditer(passage.text) if "分" in passage.text else ():
            years = _SHARE_OF_YEAR.findall(re.split("分[两二三四五]年", match["list"])[0])
            listed = len(dict.fromkeys(years))
            whole = re.search(r"20\d\d年?(?:至|—|－|-|～)|等|以后|之后", match["list"])
            if not whole and 2 <= listed != chinese_value(match["n"]):
                said = f"{match['n']}年"
                yield passage.hit(match.start("n"), match.end("of"), said=said, listed=listed)
