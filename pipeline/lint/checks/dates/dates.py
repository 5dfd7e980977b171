"""Dates that do not exist, contradict each other or the calendar.

Only what the text itself makes certain is reported: a month and day without a year is held
against those around the 成文日期, and is wrong only when it is wrong in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from pipeline.gongwen.date_spans import DateSpan, find_dates, the_date
from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import ORGAN_AND_DATE
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    Passage,
    dated,
    of_element,
    passages,
    signed_on,
)
from pipeline.lint.registry import check
from pipeline.word.edit import Edit

_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(
    r"\s*[（(]?\s*(?P<word>星期|周|礼拜)(?P<day>[一二三四五六日天])(?P<more>\s*(?:至|到|—|-|～|、))?"
)


@check("dates.impossible")
def impossible(context: Context) -> Iterator[Hit]:
    """A day that no calendar has: 2月30日, 13月5日."""
    for passage, spans in dated(context):
        for span in spans:
            if not span.exists and span.month and span.day:
                text = passage.text[span.start : span.end]
                yield passage.hit(span.start, span.end, date=text, reason=_why(span))
            to = _TO.match(passage.text, span.end) if span.exists and span.day else None
            if to and not to["m"]:
                last = replace(span, day=int(to["d"]))
                if not last.exists:
                    text = f"{span.month}月{to['d']}日"
                    yield passage.hit(span.start, to.end(), date=text, reason=_why(last))


def _why(span: DateSpan) -> str:
    if not 1 <= span.month <= 12:
        return f"没有{span.month}月"
    where = f"{span.year}年" if span.year and span.month == 2 else ""
    return f"{where}{span.month}月没有{span.day}日"


@check("dates.weekday")
def weekday(context: Context) -> Iterator[Hit]:
    """The stated weekday is not that of the date."""
    signed: date | None = None
    title: str | None = None
    for passage, spans in dated(context):
        for span in _with_years(passage.text, spans):
            match = _WEEKDAY.match(passage.text, span.end)
            if not match or match["more"]:
                continue
            if title is None:
                signed = signed_on(context)
                title = "".join(one.text for one in of_element(context, Element.TITLE))
            before = title + passage.text[: span.start]
            right = [day.weekday() for day in _likely_days(span, signed, before)]
            stated = _WEEKDAYS.index(match["day"].replace("天", "日"))
            if right and stated not in right:
                yield _weekday_hit(passage, span, match, right[0])


_RANGE = re.compile(
    r"(?:[（(][^（）()]{1,8}[）)])?(?:\d{1,2}[时点:：](?:\d{2}分?)?)?起?(?:至|到|—|－|-|～|~)"
)


def _with_years(text: str, spans: Sequence[DateSpan]) -> Iterator[DateSpan]:
    """The dates of a text; the second of a range has the year of the first, or the next one."""
    last: DateSpan | None = None
    for span in spans:
        if last and last.year and not span.year and _RANGE.fullmatch(text, last.end, span.start):
            turned = (span.month, span.day) < (last.month, last.day)
            span = replace(span, year=last.year + turned)
        yield span
        last = span


_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
# days from the date of the document: within which a day without a year may be meant, and within
# which no other year's is
_BACK, _AHEAD, _NEAR = -370, 270, 100


def _likely_days(span: DateSpan, signed: date | None, before: str) -> list[date]:
    """The days that a date may mean, the likeliest first: one without a year is of the document's
    own weeks, of the year before or the months to come, or of the year named last before it, be it
    in the title (关于2025年工作的报告 of January 2026)."""
    if span.year:
        day = span.on(span.year)
        return [day] if day else []
    told = [int(year) for year in _YEAR.findall(before)[-1:]]
    named = [day for day in map(span.on, told) if day]
    if signed is None:
        return named
    years = [signed.year + apart for apart in (-1, 0, 1)]
    days = [day for day in map(span.on, years) if day and _BACK <= (day - signed).days <= _AHEAD]
    days.sort(key=lambda day: abs(day - signed))
    if days and abs(days[0] - signed).days < _NEAR:
        days = days[:1]
    looks_back = bool(named) and named[0].year < signed.year
    return named + days if looks_back else days + named


def _weekday_hit(passage: Passage, span: DateSpan, match: re.Match[str], right: int) -> Hit:
    place = match.start("day")
    return Hit(
        passage.story,
        passage.index,
        match.start("word"),
        match.end("day"),
        values={
            "date": passage.text[span.start : span.end],
            "wrong": match["word"] + match["day"],
            "right": match["word"] + _WEEKDAYS[right],
        },
        suggestions=(match["word"] + _WEEKDAYS[right],),
        edits=(Edit(passage.story, passage.index, place, place + 1, _WEEKDAYS[right]),),
    )


_TO = re.compile(
    r"\s*(?:（(?:星期|周)[一二三四五六日]）)?\s*(?:(?:开始|起)，?)?(?:至|到|—|～|-|~)\s*(?:(?:(?P<y>20\d{2})年)?(?P<m>\d{1,2})月)?(?P<d>\d{1,2})日"
)


_NO_YEAR = 2000  # stands for the year that is not written; has a 29 February


@check("dates.range")
def date_range(context: Context) -> Iterator[Hit]:
    """2026年12月20日至12月10日: the end of a period lies before its beginning."""
    for passage, spans in dated(context):
        for span in spans:
            to = _TO.match(passage.text, span.end)
            year = span.year or _NO_YEAR
            first = span.on(year)
            if not to or first is None or (to["y"] and not span.year):
                continue
            try:
                last = date(int(to["y"] or year), int(to["m"] or first.month), int(to["d"]))
            except ValueError:
                continue
            # 12月20日至1月10日 runs into the next year
            if last < first and (to["y"] or first.month - last.month < 6):
                one, other = (written(day).removeprefix(f"{_NO_YEAR}年") for day in (first, last))
                yield passage.hit(span.start, to.end(), first=one, last=other)


_MONTHS = re.compile(
    r"(?P<y>20\d{2})年(?P<m>1[0-2]|0?[1-9])月\s*(?:至|到|—|～|-)\s*(?P<y2>20\d{2})年(?P<m2>1[0-2]|0?[1-9])月(?!\d)"
)


@check("dates.month_range")
def month_range(context: Context) -> Iterator[Hit]:
    """2026年7月至2025年9月: a period of months that ends before it begins."""
    for passage in passages(context):
        if "月" not in passage.text:
            continue
        for match in _MONTHS.finditer(passage.text):
            first, last = (int(match["y"]), int(match["m"])), (int(match["y2"]), int(match["m2"]))
            if last < first:
                yield passage.hit(
                    match.start(),
                    match.end(),
                    first=f"{first[0]}年{first[1]}月",
                    last=f"{last[0]}年{last[1]}月",
                )


_EARLY = "选址|立项|设计|审批|招标|报批|开工|启动|征收|拆迁|论证|评审"
_LATE = "建成|投用|完工|竣工|验收|交付|运营|投产|通车"
_STAGE = re.compile(rf"^之?前?[^，。；]{{0,24}}?(?P<stage>{_EARLY}|{_LATE})")


@check("dates.stages")
def stages(context: Context) -> Iterator[Hit]:
    """9月30日前完成选址，8月30日前建成投用: what comes first is due later."""
    signed = signed_on(context)
    for passage, spans in dated(context):
        for one, other in pairwise(spans):
            between = passage.text[one.end : other.start]
            first = _STAGE.match(between)
            second = _STAGE.match(passage.text[other.end :])
            if not first or not second or re.search("[。；]", between):
                continue
            days = [likely_day(span, signed) for span in (one, other)]
            if not (first["stage"] in _EARLY and second["stage"] in _LATE and "前" in between):
                continue
            if days[0] and days[1] and days[1] < days[0]:
                yield passage.hit(
                    one.start,
                    other.end,
                    early=first["stage"],
                    late=second["stage"],
                )


_VALID_UNTIL = re.compile(r"有效期(?:限)?[^，。；]{0,4}[至到]$")


@check("dates.validity")
def validity(context: Context) -> Iterator[Hit]:
    """自2026年1月1日起施行，有效期至2025年12月31日: the end lies before the beginning."""
    for passage, spans in dated(context):
        if "有效期" not in passage.text:
            continue
        begins = [
            span
            for span in spans
            if re.match(r"起(?:施行|实施|执行|生效)", passage.text[span.end :])
        ]
        for span in spans:
            until = _VALID_UNTIL.search(passage.text[: span.start])
            start = begins[0].on(begins[0].year) if begins and begins[0].year else None
            start = start or signed_on(context)
            end = span.on(span.year) if span.year else None
            if until and start and end and end < start:
                yield passage.hit(span.start, span.end, until=written(end), since=written(start))


_MONTH = (
    r"(?:(?P<{0}y>20\d{{2}})年)(?P<{0}m>\d{{1,2}})月(?:\d{{1,2}}日)?(?:底|初|中旬|上旬|下旬)?前?"
)
_WORK = re.compile(
    _MONTH.format("a")
    + r"(?:正式|全面)?(?:开工|动工|启动|开始)(?:建设)?(?P<between>[^。；]{0,12}?)"
    + _MONTH.format("b").replace("年)", "年)?")
    + r"(?:全面|全部|正式)?(?P<done>完工|竣工|建成|完成|投用|投入使用|投产|通车|结束)"
)
_DURATION = re.compile(r"(?:工期|建设周期|建设期)(?:为|是|约)?(?P<months>\d{1,3})个月")


@check("dates.work_period")
def work_period(context: Context) -> Iterator[Hit]:
    """2027年3月开工，2026年8月完工: the end lies before the beginning; or the 工期 is another."""
    for passage in passages(context):
        if "工" not in passage.text and "建" not in passage.text:
            continue
        for match in _WORK.finditer(passage.text):
            months = (
                (int(match["by"] or match["ay"]) - int(match["ay"])) * 12
                + int(match["bm"])
                - int(match["am"])
            )
            if not match["by"] and re.search("[次明翌后]年", match["between"]):
                continue
            if months < 0:
                yield passage.hit(match.start(), match.end(), problem=f"{match['done']}早于开工")
                continue
            before = passage.text[max(0, match.start() - 40) : match.start()]
            behind = re.split("[。；]", passage.text[match.end() : match.end() + 40])[0]
            later = _DURATION.search(behind)
            stated = _DURATION.search(before) or later
            if stated and not months - 1 <= int(stated["months"]) <= months + 1:
                problem = f"前后相隔{months}个月，工期写的是{stated['months']}个月"
                end = match.end() + (later.end() if later and stated is later else 0)
                yield passage.hit(match.start(), end, problem=problem)


@check("dates.printed_before_signed")
def printed_before_signed(context: Context) -> Iterator[Hit]:
    """印发日期 earlier than 成文日期, or than the date in the head of minutes."""
    signed = of_element(context, Element.DATE) or [
        head
        for head in of_element(context, Element.UNKNOWN)
        if not head.annex and ORGAN_AND_DATE.match(head.text.strip())
    ]
    latest = max((day for p in signed if (day := the_date(p.text))), default=None)
    if latest is None:
        return
    for passage in of_element(context, Element.PRINTER):
        printed = the_date(passage.text)
        if printed and printed < latest:
            spans = [span for span in find_dates(passage.text) if span.year]
            start, end = (spans[0].start, spans[0].end) if spans else (0, None)  # 2026.6.5
            yield passage.hit(start, end, printed=written(printed), signed=written(latest))


@check("dates.number_year", options={"later_years": 0})
def number_year(context: Context) -> Iterator[Hit]:
    """The year in the document's own 发文字号 is not that of the 成文日期."""
    from pipeline.gongwen.document_number import find_document_numbers

    signed = signed_on(context)
    if signed is None:
        return
    for passage in of_element(context, Element.DOCUMENT_NUMBER):
        for number in find_document_numbers(passage.text):
            if number.year.isdigit() and len(number.year) == 4 and int(number.year) != signed.year:
                at = passage.text.index(number.year, number.start)
                yield passage.hit(at, at + 4, year=number.year, signed=written(signed))


def likely_day(span: DateSpan, signed: date | None) -> date | None:
    """The day a deadline means: without a year, the first such day on or after the 成文日期."""
    if span.year:
        return span.on(span.year)
    if signed is None:
        return None
    day = span.on(signed.year)
    return day if day and day >= signed else span.on(signed.year + 1)


def written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
