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

from pipeline.errors import DataProblem
from pipeline.gongwen.date_spans import DateSpan, find_dates, the_date
from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import ORGAN_AND_DATE
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    HEADINGS,
    Passage,
    dated,
    of_element,
    passages,
    recognition,
    signed_on,
)
from pipeline.lint.registry import check
from pipeline.word.edit import Edit

_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(
    r"\s*[（(]?\s*(?P<word>星期|周|礼拜)(?P<day>[一二三四五六日天])(?P<more>\s*(?:至|到|—|-|～|、))?"
)
_BEFORE = re.compile(
    r"\s*(?:[（(](?:星期|周)[一二三四五六日天][）)])?\s*(?:上午|下午|晚上?|中午)?\s*"
    r"(?:\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分|半|整)?))?\s*(?:之?前|以前|为止|止|截止)"
)
_DUTY = re.compile(
    r"报送|上报|报至|报到|反馈|报名|提交|报我|报市|报省|报县|报局|报办|整改到位|函告|书面|送达|回复|答复|[函回]复|复函|"
    r"办结|填报|报告|完成|落实到位|发至|发送|送至|寄至|返回|上传|申报|到岗|到位|开工|建成|竣工|投用|启动|出台|印发|制定|拨付|交付|验收|开通|整改|组建|安排"
)
_HAND_IN = re.compile(
    r"报送|上报|报至|报到|反馈|报名|提交|报我|报市|报省|报县|报局|报办|函告|书面|送达|回复|答复|填报|函复|"
    r"发至|发送|送至|寄至|返回|上传|申报"
)
_PAST = re.compile(
    r"^[^。；]{0,12}?(?:已|前期|曾|原|未能|(?:建成|竣工|投用|交付|签订|出台|印发|制定)的|成立的|出生|登记的|取得的|参加工作)"
)
_DEMAND = re.compile(r"(?:请|须|应|务必|要|力争|确保|必须|于|在|按|最迟|截至|截止)[^。；]{0,16}$")


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
                one, other = (_written(day).removeprefix(f"{_NO_YEAR}年") for day in (first, last))
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
            days = [_likely_day(span, signed) for span in (one, other)]
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
                yield passage.hit(span.start, span.end, until=_written(end), since=_written(start))


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
            yield passage.hit(start, end, printed=_written(printed), signed=_written(latest))


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
                yield passage.hit(at, at + 4, year=number.year, signed=_written(signed))


@check("dates.deadline_past")
def deadline_past(context: Context) -> Iterator[Hit]:
    """A deadline for something still to be done lies before the 成文日期."""
    signed = signed_on(context)
    if signed is None:
        return
    reports = context.direction == "up"  # tells by when things were done
    for passage, span in _deadlines(context):
        around = _sentence_around(passage.text, span.start)
        asked = _ASKED.search(around)
        if not span.year or _TOLD.search(around) or (reports and not asked):
            continue
        if span.year < signed.year - _LONG_AGO and (not asked or _CONDITION.search(around)):
            continue  # 于2000年12月31日前建成 is a condition
        day = span.on(span.year)
        if day and day < signed:
            yield passage.hit(
                span.start,
                span.end,
                date=passage.text[span.start : span.end],
                signed=_written(signed),
            )
    yield from _past_months(context, signed)


_ASKED = re.compile(
    "(?<![申提邀聘])请(?!示)|须|(?<![相反响对供效适])应(?!急|用|对|聘)|务必|(?<![重主需概纪摘])要(?!求|素|点)|"
    "确保|力争|报送|反馈"
)
_CONDITION = re.compile("条件|标准|范围|对象|情形|凡|符合|属于")
_LONG_AGO = 2  # years back at which nothing is due if nothing is asked for
_LATELY = 4  # months back to which a month or day without a year means this year
_MONTH_END = re.compile(r"(?<![\d年])(?P<m>1[0-2]|[1-9])月(?:底|末|中旬|上旬)之?前")


@check("dates.month_past")
def month_past(context: Context) -> Iterator[Hit]:
    """9月底前完成 in a document signed in October: the month is over, and no year is given."""
    signed = signed_on(context)
    if signed is None or not recognition(context).official or context.direction == "up":
        return
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or "前" not in passage.text:
            continue
        for match in _MONTH_END.finditer(passage.text):
            around = _sentence_around(passage.text, match.start())
            after = passage.text[match.end() : match.end() + 40].split("。")[0]
            due = _DUTY.search(after) and _ASKED.search(around)
            told = _TOLD.search(around) or _PAST.match(after) or "年" in around
            if due and not told and 1 <= signed.month - int(match["m"]) <= _LATELY:
                yield passage.hit(
                    match.start(), match.end(), date=match.group(), signed=_written(signed)
                )


# a sentence that tells what was once to be done
_TOLD = re.compile("已|目前|当时|原定|原计划|曾|如期|未按|未能|逾期|此前|没有")
_BY_MONTH = re.compile(
    r"(?:^[\s\u3000]*|请|须|应|务必|要|力争|确保|必须|于|在|[，。；、：])(?P<by>(?P<y>20\d{2})年(?:(?P<m>1[0-2]|0?[1-9])月(?:底|末)?|底|末)之?前)"
)


def _past_months(context: Context, signed: date) -> Iterator[Hit]:
    """2026年10月底前, 2025年底前 when these months are over."""
    if not recognition(context).official:
        return
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or "前" not in passage.text:
            continue
        for match in _BY_MONTH.finditer(passage.text):
            end = (int(match["y"]), int(match["m"] or 12))
            after = passage.text[match.end() : match.end() + 40].split("。")[0]
            told = _TOLD.search(_sentence_around(passage.text, match.start("by")))
            due = _DUTY.search(after) and not told and not _PAST.match(after)
            if due and end < (signed.year, signed.month):
                yield passage.hit(
                    match.start("by"), match.end("by"), date=match["by"], signed=_written(signed)
                )


def _sentence_around(text: str, place: int) -> str:
    start = sentence_start(text, place, "。；")
    end = min((at for mark in "。；" if (at := text.find(mark, place)) >= 0), default=len(text))
    return text[start:end]


@check("dates.deadline_rest_day")
def deadline_rest_day(context: Context) -> Iterator[Hit]:
    """A deadline falls on a weekend or public holiday."""
    from pipeline.gongwen.calendar import previous_workday, rest_name

    signed = signed_on(context)
    for passage, span in _deadlines(context):
        day = _likely_day(span, signed)
        # work may well be finished by a Sunday; papers are not handed in on one
        if day is None or not _HAND_IN.search(passage.text, span.end, span.end + 50):
            continue
        try:
            name = rest_name(day)
            before = previous_workday(day) if name else day
        except DataProblem:
            continue
        if name:
            yield passage.hit(
                span.start,
                span.end,
                date=passage.text[span.start : span.end],
                rest=name,
                before=f"{before.month}月{before.day}日",
            )


def _likely_day(span: DateSpan, signed: date | None) -> date | None:
    """The day a deadline means: without a year, the first such day on or after the 成文日期."""
    if span.year:
        return span.on(span.year)
    if signed is None:
        return None
    day = span.on(signed.year)
    return day if day and day >= signed else span.on(signed.year + 1)


def _deadlines(context: Context) -> Iterator[tuple[Passage, DateSpan]]:
    """Dates by which something is asked for, in the main text and its attachments."""
    if not recognition(context).official:
        return
    for passage, spans in dated(context):
        if passage.story != "body":
            continue
        for span in spans:
            before = _BEFORE.match(passage.text, span.end)
            if not before:
                continue
            after = passage.text[before.end() : before.end() + 40].split("。")[0]
            if not _DUTY.search(after) or _PAST.match(after):
                continue
            if (
                span.start
                and not _DEMAND.search(passage.text[: span.start])
                and not re.search(r"[，。；、：]$", passage.text[: span.start].rstrip())
            ):
                continue
            yield passage, span


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
