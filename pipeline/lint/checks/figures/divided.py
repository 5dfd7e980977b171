"""A whole told first and divided later: by 其余, by the name it was given, by shares of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, combinations, takewhile

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.quantities import (
    Quantity,
    corrected,
    measured,
    quantities,
    share_of,
)
from pipeline.lint.checks.figures.written import plain, sentence_start, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages
from pipeline.lint.registry import check

_MOST_PARTS = 5
_REST = re.compile(r"(?:^|[，；、。])(?:其余|剩余|剩下|余下|另外|另有)的?$")
_AMONG = re.compile(
    r"(?:[^，。；：\d]{0,8}[，：（]\s*其|[^，。；：\d]{0,16})中[，：]?[^，。；：\d]{0,24}$"
)


@check("divided.rest")
def rest(context: Context) -> Iterator[Hit]:
    """9个中心中，4个已建成，其余6个尚未启动: what is named and the rest do not make the whole."""
    for passage in passages(context):
        if not any(word in passage.text for word in ("其余", "剩余", "剩下", "余下")):
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            found = quantities(sentence)
            for place in range(2, len(found)):
                if _REST.search(found[place].lead):
                    yield from _rest(passage, offset, found[: place + 1])


def _rest(passage: Passage, offset: int, found: Sequence[Quantity]) -> Iterator[Hit]:
    """``found`` ends with what is left over; the first figure of its unit is the whole."""
    left = found[-1]
    same = [one for one in found[:-1] if one.unit == left.unit]
    whole, parts = (same[0], same[1:]) if same else (left, [])
    if not 1 <= len(parts) <= _MOST_PARTS or any(one.hedged for one in (whole, *parts, left)):
        return
    if left.unit in ("%", "倍", "年", "天", "次") or not _AMONG.match(parts[0].lead):
        return
    chosen = chain.from_iterable(combinations(parts, n) for n in range(1, len(parts) + 1))
    sums = [sum((one.value for one in some), left.value) for some in chosen]
    slack = whole.slack + left.slack + sum((one.slack for one in parts), Decimal(0))
    if whole.value > max(one.value for one in parts) and not any(
        abs(value - whole.value) <= slack for value in sums
    ):
        yield passage.hit(
            offset + whole.start,
            offset + left.end,
            total=whole.shown(whole.value),
            sum=whole.shown(sums[-1]),
        )


_NAMED_WHOLE = re.compile(
    r"[。；，](?:从|按)[^，。；：\d]{2,12}(?:看|分|划分)，(?P<name>[\u4e00-\u9fff]{2,10})中[，：]?[^，。；：\d]{1,16}$"
)
_NEXT = re.compile(r"^[^，。；、\d]{0,8}?[、，]\s*[^，。；：、\d]{1,24}$")


@check("divided.named")
def named(context: Context) -> Iterator[Hit]:
    """闲置房产214处……。从权属看，闲置房产中甲62处、乙85处、丙76处: not what was said before."""
    for passage, found in measured(context):
        if "中" not in passage.text or not re.search("[从按]", passage.text):
            continue
        for place in range(1, len(found)):
            match = _NAMED_WHOLE.search(found[place].lead)
            if not match:
                continue
            parts = [
                found[place],
                *takewhile(lambda one: _NEXT.match(one.lead), found[place + 1 :]),
            ]
            wholes = [
                one
                for one in found[:place]
                if one.lead.endswith(match["name"]) and one.unit == parts[0].unit
            ]
            if (
                len(parts) < 3
                or len(wholes) != 1
                or any(one.unit != parts[0].unit for one in parts)
            ):
                continue
            summed = sum((one.value for one in parts), Decimal(0))
            exact = not any(one.hedged for one in (*parts, *wholes)) and "等" not in parts[-1].lead
            whole = wholes[0]
            if exact and abs(summed - whole.value) > whole.slack:
                yield passage.hit(
                    parts[0].start,
                    parts[-1].end,
                    total=whole.shown(whole.value),
                    sum=whole.shown(summed),
                )


_BY_KIND = re.compile(r"(?:从|按)[^，。；：\d]{2,12}(?:看|分|划分)，[^，。；：\d]{2,20}占(?:比)?$")
_TAKES = re.compile(r"^[、，；]\s*[^，。；：、\d]{2,20}占(?:比)?$")


@check("divided.shares")
def shares(context: Context) -> Iterator[Hit]:
    """从原因看，甲占46%，乙占31%，丙占25%: the shares of one whole make more than 100 %, or with
    其他 less."""
    for passage, found in measured(context):
        if "占" not in passage.text or "%" not in passage.text:
            continue
        for place, one in enumerate(found):
            if one.unit != "%" or not _BY_KIND.search(one.lead):
                continue
            parts = [one, *takewhile(lambda q: _TAKES.match(q.lead), found[place + 1 :])]
            summed = sum((part.value for part in parts), Decimal(0))
            whole = re.search("其[他它余]", parts[-1].lead) is not None
            over = Decimal("100.5") < summed < Decimal(130)
            if len(parts) >= 3 and (over or (whole and Decimal(70) < summed < Decimal("99.5"))):
                yield passage.hit(parts[0].start, parts[-1].end, sum=plain(summed) + "%")


_RATE = re.compile(r"[，、（]\s*(?:其中)?(?P<name>[\u4e00-\u9fff]{2,6})率(?:为|是|达到|达|仅)?$")
_NEAR = 15


@check("divided.rate")
def rate(context: Context) -> Iterator[Hit]:
    """384项，当场整改297项，限期整改87项，当场整改率为82.3%: not 297 of 384."""
    for passage, found in measured(context):
        if "率" not in passage.text:
            continue
        for place in range(3, len(found)):
            stated = found[place]
            match = _RATE.search(stated.lead) if stated.unit == "%" else None
            if not match or stated.hedged:
                continue
            start = sentence_start(passage.text, stated.start)
            before = [one for one in found[: place - 1] if one.start >= start]
            part = next((one for one in before if one.lead.endswith(match["name"])), None)
            whole = next((one for one in before if part and one.unit == part.unit), None)
            if part is None or whole is None or whole is part or part.hedged or whole.hedged:
                continue
            if not 0 < part.value <= whole.value:
                continue
            right, slack = share_of(part, whole)
            if not stated.fits(right, slack) and abs(stated.value - right) <= _NEAR:
                yield corrected(passage, stated, right)


_AND_MORE = re.compile(
    r"(?P<list>(?:[\u4e00-\u9fff]{2,8}、){2,12}[\u4e00-\u9fff]{2,8})等"
    r"(?P<count>[两二三四五六七八九十]|(?<!\d)\d{1,2})(?P<of>个(?:环节|阶段|方面|部门|单位|步骤|程序|行业|领域|类别|乡镇|县|区|市|"
    r"县区|街道|社区|村|专业|品种|板块|类型|要素|指标|项目)|大?类|项(?:制度|措施|内容|任务|工作|指标)?|种(?:情形|方式)?)"
)


_AT_LEAST = re.compile("(?:及|或者?)?以[上下]|之一")


@check("divided.and_more")
def and_more(context: Context) -> Iterator[Hit]:
    """申请、受理、审核、公示、赋码等4个环节: 等 may leave some out, not add any."""
    for passage in passages(context):
        if "等" not in passage.text or "、" not in passage.text:
            continue
        for match in _AND_MORE.finditer(passage.text):
            said = chinese_value(match["count"])
            listed = match["list"].count("、") + 1
            least = _AT_LEAST.match(passage.text, match.end("of"))
            if said and listed > said and not least and not re.search("[和及与]", match["list"]):
                words = match["count"] + match["of"]
                yield passage.hit(match.start("count"), match.end("of"), said=words, listed=listed)
