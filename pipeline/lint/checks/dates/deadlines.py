"""Days by which something is due: past ones, and days of rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pipeline.errors import DataProblem
from pipeline.gongwen.date_spans import DateSpan
from pipeline.gongwen.elements import Element
from pipeline.lint.checks.dates.dates import likely_day, written
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, dated, passages, recognition, signed_on
from pipeline.lint.registry import check

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


@check("deadlines.past")
def past(context: Context) -> Iterator[Hit]:
    """A deadline for something still to be done lies before the 成文日期."""
    signed = signed_on(context)
    if signed is None:
        return
    reports = context.direction == "up"  # tells by when things were done
    for passage, span in _deadlines(context):
        around = _sentence_around(passage.text, span.start)
        asked = _ASKED.search(around)
        day = span.on(signed.year)
        if day is None or _TOLD.search(around) or (reports and not asked):
            continue
        request = _REQUEST.search(passage.text[: span.start])
        if not span.year and (not request or (signed - day).days > _JUST_PAST):
            continue  # 请于1月10日前 in December is of the next year
        if day.year < signed.year - _LONG_AGO and (not asked or _CONDITION.search(around)):
            continue  # 于2000年12月31日前建成 is a condition
        if day < signed:
            yield passage.hit(
                span.start,
                span.end,
                date=passage.text[span.start : span.end],
                signed=written(signed),
            )
    yield from _past_months(context, signed)


_ASKED = re.compile(
    "(?<![申提邀聘])请(?!示)|须|(?<![相反响对供效适])应(?!急|用|对|聘)|务必|(?<![重主需概纪摘])要(?!求|素|点)|"
    "确保|力争|报送|反馈"
)
_REQUEST = re.compile("(?:(?<![申提邀聘])请(?!示)|务必)[^，。；]{0,16}$")
_CONDITION = re.compile("条件|标准|范围|对象|情形|凡|符合|属于")
_LONG_AGO = 2  # years back at which nothing is due if nothing is asked for
_JUST_PAST = 60  # days back to which a day without a year, asked for, is of this year
_LATELY = 4  # months back to which a month or day without a year means this year
_MONTH_END = re.compile(r"(?<![\d年])(?P<m>1[0-2]|[1-9])月(?:底|末|中旬|上旬)之?前")


@check("deadlines.month_past")
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
                    match.start(), match.end(), date=match.group(), signed=written(signed)
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
                    match.start("by"), match.end("by"), date=match["by"], signed=written(signed)
                )


def _sentence_around(text: str, place: int) -> str:
    start = sentence_start(text, place, "。；")
    end = min((at for mark in "。；" if (at := text.find(mark, place)) >= 0), default=len(text))
    return text[start:end]


@check("deadlines.rest_day")
def rest_day(context: Context) -> Iterator[Hit]:
    """A deadline falls on a weekend or public holiday."""
    from pipeline.gongwen.calendar import previous_workday, rest_name

    signed = signed_on(context)
    for passage, span in _deadlines(context):
        day = likely_day(span, signed)
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
