"""Parts of a year that are said in two ways: 第三季度（7—9月）, 上半年（1—6月）."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from itertools import pairwise

from pipeline.gongwen.line_shapes import heading_number
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, dated, passages, recognition, signed_on
from pipeline.lint.registry import check

_QUARTERS = {"一": (1, 3), "二": (4, 6), "三": (7, 9), "四": (10, 12)}
_PART = re.compile("季度|半年|全年")
_NAMED = re.compile(
    r"(?P<name>(?:(?<!前)第?(?P<quarter>[一二三四])季度|前(?P<first>[一二三])个?季度|(?P<half>[上下])半年|全年))"
    r"\s*[（(](?P<from>1[0-2]|[1-9])月?(?:\d{1,2}日)?(?:—|－|-|～|至|到)(?P<to>1[0-2]|[1-9])月"
)


@check("periods.named")
def named(context: Context) -> Iterator[Hit]:
    """上半年（1—7月）: the months are not those of the part of the year that is named."""
    for passage in passages(context):
        named = "月" in passage.text and _PART.search(passage.text)
        for match in _NAMED.finditer(passage.text) if named else ():
            first, last = _months(match)
            if (first, last) != (int(match["from"]), int(match["to"])):
                name = match["name"]
                yield passage.hit(match.start(), match.end(), name=name, right=f"{first}—{last}月")


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and the last month of the part of the year that is named."""
    if match["quarter"]:
        return _QUARTERS[match["quarter"]]
    if match["first"]:
        return 1, _QUARTERS[match["first"]][1]
    return {"上": (1, 6), "下": (7, 12)}.get(match["half"] or "", (1, 12))


_DAY = r"(?:(?P<y{0}>20\d\d)年)?(?P<m{0}>1[0-2]|[1-9])月(?P<d{0}>[12]\d|3[01]|[1-9])日"
# what can only be done when the other has been: a report is approved after it was made
_MADE = "形成|完成|提出|上报|提交|报送|呈报|起草|编制|委托|送审|启动|成立|印发通知|下发通知|发出"
_THEN = "批复|批准|同意|通过|验收|审定|核准|印发[^。；]{0,30}批复|作出批复"
_STEPS = re.compile(
    rf"(?:于|，|。|^){_DAY.format(1)}[^。；\d]{{0,14}}(?:{_MADE})[^。；\d]{{2,40}}[。；，]\s*(?:并?于)?{_DAY.format(2)}，?"
    rf"[^。；，\d]{{0,16}}(?:{_THEN})"
)


@check("periods.steps")
def steps(context: Context) -> Iterator[Hit]:
    """于6月5日形成调查报告。6月2日，市政府批复: what follows has an earlier date."""
    for passage in passages(context):
        for match in _STEPS.finditer(passage.text) if passage.text.count("日") > 1 else ():
            if bool(match["y1"]) != bool(match["y2"]) and match["y2"]:
                continue
            one, other = (
                (int(match[f"y{n}"] or match["y1"] or 0), int(match[f"m{n}"]), int(match[f"d{n}"]))
                for n in (1, 2)
            )
            if other < one and one[1] - other[1] < 6:
                start = match.start("y2") if match["y2"] else match.start("m2")
                end = match.end("d2") + 1
                early = passage.text[match.start("m1") : match.end("d1") + 1]
                yield passage.hit(start, end, early=early)


# what is made ready by a day, and what begins with it
_BEGINS = re.compile(
    rf"{_DAY.format(1)}之?前(?:完成|做好|结束)[^，。；\d]{{2,24}}[，；]"
    rf"(?:从|自|于)?{_DAY.format(2)}(?:起|正式|全面)(?:正式|全面)?"
    r"(?:供|开|启|投|运|施|实施|上线|通|使用|试行|执行|实行|接受|受理)"
)


@check("periods.begins")
def begins(context: Context) -> Iterator[Hit]:
    """11月10日前完成点火试运行，11月5日起正式供热: it begins before all is ready."""
    for passage in passages(context):
        if passage.text.count("日") < 2 or "前" not in passage.text:
            continue
        for match in _BEGINS.finditer(passage.text):
            one, other = (
                (int(match[f"y{n}"] or match["y1"] or 0), int(match[f"m{n}"]), int(match[f"d{n}"]))
                for n in (1, 2)
            )
            if bool(match["y2"]) > bool(match["y1"]):
                continue
            if other < one and one[1] - other[1] < 6:
                start = match.start("y2") if match["y2"] else match.start("m2")
                early = passage.text[match.start("m1") : match.end("d1") + 1]
                yield passage.hit(start, match.end("d2") + 1, early=early)


_AS_OF = re.compile(
    r"截至(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|[1-9])月(?:(?P<d>[12]\d|3[01]|[1-9])日|(?P<end>底|末))，?(?P<what>[^。；]{0,24})"
)
_FORWARD = re.compile("预计|将|力争|确保|应|须|计划|拟|目标|之?前|未来")


@check("periods.as_of")
def as_of(context: Context) -> Iterator[Hit]:
    """截至11月底，已开工35个 in a document of 23 November: the day is still to come."""
    written = signed_on(context)
    if written is None or not recognition(context).official:
        return
    for passage in passages(context, every_story=False):
        for match in _AS_OF.finditer(passage.text) if "截至" in passage.text else ():
            year = int(match["y"] or written.year)
            day = int(match["d"] or 28)
            told = re.search("已|累计|完成|共|实现|达", match["what"])
            late = (year, int(match["m"]), day) > (written.year, written.month, written.day)
            # without a year a month far ahead is last year's
            near = match["y"] or int(match["m"]) - written.month <= 3
            if told and late and near and not _FORWARD.search(match["what"]):
                end = match.end("d") + 1 if match["d"] else match.end("end")
                yield passage.hit(
                    match.start(),
                    end,
                    written=f"{written.year}年{written.month}月{written.day}日",
                )


_STAGE = re.compile(
    r"阶段[^。；]{0,4}(?:。|：|（|，)?(?:时间为|自)?\s*(?:(?P<y>20\d\d)年)?(?P<m>1[0-2]|[1-9])月(?:(?P<d>[12]\d|3[01]|[1-9])日)?"
)


@check("periods.stages")
def stages(context: Context) -> Iterator[Hit]:
    """（二）训练阶段。11月30日起 above （三）初赛阶段。11月23日起: the later one begins first."""
    last: tuple[int, int, int] = (0, 0, 0)
    level, index, value = 0, 0, 0
    for passage in passages(context, every_story=False):
        match = _STAGE.search(passage.text[:40])
        number = heading_number(passage.text.strip())
        if match is None or number is None:
            continue
        begins = (int(match["y"] or 0), int(match["m"]), int(match["d"] or 0))
        follows = number.level == level and passage.index - index <= 3 and number.value >= value
        if follows and begins[0] in (0, last[0]) and _is_before(begins, last):
            start = match.start("y") if match["y"] else match.start("m")
            early = f"{last[1]}月{last[2]}日" if last[2] else f"{last[1]}月"
            yield passage.hit(start, match.end(), early=early)
        last, level, index, value = begins, number.level, passage.index, number.value


def _is_before(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether the month and day of one are before those of the other in one year: December is
    followed by January."""
    if one[1] == other[1]:
        return 0 < one[2] < other[2]
    return 0 < other[1] - one[1] < 6


_SPAN = re.compile(
    r"(?:(?P<y>20\d\d)年)?(?P<m1>1|4|7|10)月1日\s*(?:至|到|—|－|～|-)\s*(?:同年|(?P<y2>20\d\d)年)?(?P<m2>3|6|9|12)月(?P<d>2[89]|3[01])日"
)
_COUNTED = re.compile("统计|数据|季度|半年|全年|年度|报告期|考核期")
_WHOLE = {(1, 3), (4, 6), (7, 9), (10, 12), (1, 6), (7, 12), (1, 9), (1, 12)}


@check("periods.ends_early")
def ends_early(context: Context) -> Iterator[Hit]:
    """统计时间：1月1日至3月30日: a quarter that begins on its first day ends on its last."""
    for passage in passages(context):
        if "月1日" not in passage.text or not _COUNTED.search(passage.text):
            continue
        for match in _SPAN.finditer(passage.text):
            months = int(match["m1"]), int(match["m2"])
            last = monthrange(2001, months[1])[1]
            whole = months in _WHOLE and match["y2"] in (None, match["y"])
            if whole and int(match["d"]) != last:
                yield passage.hit(
                    match.start("m2"),
                    match.end(),
                    stated=f"{months[1]}月{match['d']}日",
                    right=f"{months[1]}月{last}日",
                )


_ASKED = re.compile(
    "转交|转办|交办|派发|派单|派至|受理|接到|收到|反映|投诉|举报|申请|来函|提出|提交"
)
_ANSWERED = re.compile(
    r"(?:（[^（）]{1,6}）)?\s*，?[^，。；]{0,8}?"
    r"(?:答复|回复|办结|反馈|批复|整改完成|处置完毕|处理完毕|处理结束|办理完毕|函复|核发)"
)
_COMES = re.compile(r"，[^，。；]{0,16}?(?:至|于|直到|到|在)?\s*$")
_LIMIT = re.compile(r"\s*(?:（[^（）]{1,6}）)?\s*之?前")
_LONG = 90  # characters between two steps of one narrative


@check("periods.answered")
def answered(context: Context) -> Iterator[Hit]:
    """2月19日……转交县局，该局至2月9日才答复: the answer has an earlier date than the request."""
    for passage, spans in dated(context):
        if len(spans) < 2 or not _ASKED.search(passage.text):
            continue
        for one, other in pairwise(spans):
            between = passage.text[one.end : other.start]
            if len(between) > _LONG or re.search("[。！？；]", between):
                continue
            told = _ASKED.search(between) and _COMES.search(between)
            after = passage.text[other.end :]
            if not told or not _ANSWERED.match(after) or _LIMIT.match(after):
                continue
            if not (one.month and one.day and other.month and other.day):
                continue
            if (one.year, bool(other.year)) == (0, True):
                continue
            first = (one.year or 0, one.month, one.day)
            second = (other.year or one.year or 0, other.month, other.day)
            near = bool(other.year) or first[1] - second[1] < 6
            if second < first and near:
                yield passage.hit(
                    other.start,
                    other.end,
                    stated=passage.text[other.start : other.end],
                    early=passage.text[one.start : one.end],
                )


_PLAN = re.compile("安排|步骤|程序|进度|流程|日程|阶段|计划")
_FIRST_DAY = re.compile(r"(?<!\d)(?:20\d\d年)?(?P<m>1[0-2]|[1-9])月(?P<d>[12]\d|3[01]|[1-9])日")
_STEP = 60  # characters in which a step says when it begins
_LEAST = 3  # steps that show an order


@check("periods.in_turn")
def in_turn(context: Context) -> Iterator[Hit]:
    """（一）6月10日…… （二）7月10日…… （三）6月25日……: one step of a plan in time is before the one
    above it."""
    texts = passages(context, every_story=False)
    heading, steps = "", list[tuple[Passage, re.Match[str]]]()
    level, value = 0, 0
    for passage in [*texts, None]:
        number = heading_number(passage.text.strip()) if passage else None
        match = _FIRST_DAY.search(passage.text[:_STEP]) if passage and number else None
        follows = number and (number.level, number.value) == (level, value + 1)
        if steps and not (follows and match):
            if len(steps) >= _LEAST and _PLAN.search(heading):
                yield from _out_of_turn(steps)
            steps = []
        if passage and number and match and (follows or number.value == 1):
            steps.append((passage, match))
        elif passage and number:
            heading = passage.text if len(passage.text) < 30 else ""
        level, value = (number.level, number.value) if number else (0, 0)


def _out_of_turn(steps: list[tuple[Passage, re.Match[str]]]) -> Iterator[Hit]:
    """The one step without which all are in the order of time; not where a year begins."""
    days: list[tuple[int, int, int]] = []
    for passage, match in steps:
        years = re.findall(r"20\d\d(?=年)", passage.text[: match.end()])
        year = int(years[-1]) if years else days[-1][0] if days else 0
        days.append((year, int(match["m"]), int(match["d"])))
    falls = [at for at in range(1, len(days)) if days[at] < days[at - 1]]
    if len(falls) != 1 or days[falls[0] - 1][1] - days[falls[0]][1] >= 6:
        return
    for odd in (falls[0], falls[0] - 1):
        rest = days[:odd] + days[odd + 1 :]
        if rest == sorted(rest):
            passage, match = steps[odd]
            early = "{}月{}日".format(*days[falls[0] - 1][1:])
            yield passage.hit(match.start("m"), match.end(), early=early)
            return
