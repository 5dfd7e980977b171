"""So many batches of so many: 12批次，每批800卷，共9600卷; 每年1200万元，三年共3600万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.checks.figures.quantities import Quantity, measured
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage
from pipeline.lint.registry import check

_PEOPLE = {"人", "名", "人次"}
_NUMBER = r"[两二三四五六七八九十]|\d{1,3}"
_COUNT = re.compile(
    rf"(?<![第前后\d首])(?P<n>{_NUMBER})个?(?P<of>批次?|期|场次?|轮次?|组|班次?|趟|车|箱|包|盒|页|支队伍|队)(?![以内前后])"
)
_EACH = re.compile(
    r"[，（；]\s*(?:平均)?每个?(?P<of>批|期|场|轮|组|班|趟|车|箱|包|盒|页|队)(?:次)?[^，。；：、\d]{0,6}$"
)
_ALL = re.compile(
    r"^[^，。；：、\d]{0,6}[，；（]\s*(?:累计|合计|共计|总共|共)[^，。；：、\d]{0,10}$"
)


def _wrong(passage: Passage, each: Quantity, whole: Quantity, count: int) -> Iterator[Hit]:
    """A Hit when ``count`` times the one is not the other, and a slip in one of them is why."""
    right = each.value * count
    if each.hedged or whole.hedged or whole.agrees(right, each.slack * count):
        return
    slipped = whole.slip_of(right) or each.slip_of(whole.value / Decimal(count))
    if slipped:
        yield passage.hit(
            each.start, whole.end, right=whole.shown(right), stated=whole.shown(whole.value)
        )


@check("batches.all")
def batches(context: Context) -> Iterator[Hit]:
    """举办12期，每期40人，共培训450人: so many times so many is another number."""
    for passage, found in measured(context):
        if "每" not in passage.text or not re.search("共|计", passage.text):
            continue
        for each, whole in pairwise(found):
            match = _EACH.search(each.lead)
            same = each.unit == whole.unit or {each.unit, whole.unit} <= _PEOPLE
            if match is None or not same or not _ALL.match(whole.lead):
                continue
            start = sentence_start(passage.text, each.start)
            counts = {
                chinese_value(one["n"])
                for one in _COUNT.finditer(passage.text, start, each.start)
                if one["of"].startswith(match["of"]) or one["of"].endswith(match["of"])
            }
            if len(counts) == 1 and each.unit not in ("%", "小时", "天", "分", "分钟"):
                yield from _wrong(passage, each, whole, counts.pop())


_EVERY_YEAR = re.compile(r"每(?P<of>年|月|季度)[^，。；：、\d]{0,16}$")
_YEARS = re.compile(
    rf"^[^，。；：、\d]{{0,10}}[，（；]\s*(?P<n>{_NUMBER})(?:个)?(?P<of>年|月|季度)(?:累计|合计|共计|总共|共)[^，。；：、\d]{{0,10}}$"
)


@check("batches.years")
def years(context: Context) -> Iterator[Hit]:
    """每年安排1200万元，三年共3800万元: three times the one is another amount."""
    for passage, found in measured(context):
        if "每" not in passage.text:
            continue
        for each, whole in pairwise(found):
            every = _EVERY_YEAR.search(each.lead) if each.unit == whole.unit else None
            match = _YEARS.match(whole.lead) if every else None
            if every and match and every["of"] == match["of"] and each.unit != "%":
                yield from _wrong(passage, each, whole, chinese_value(match["n"]))
