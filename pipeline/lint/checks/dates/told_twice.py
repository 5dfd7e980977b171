"""One period of time told in two ways: 公示期为7天 here and 公示期5天 there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import chinese_value
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_PERIODS = (
    "公示期限?|公示时间|质保期|质量保证期|保修期|缺陷责任期|工期|建设周期|服务期限?|合同期限?|租赁期限?|租期|试用期|聘期|"
    "异议期|公告期限?|投标有效期|培训期限?|培训时间|整改期限"
)
_TOLD = re.compile(
    rf"(?P<name>{_PERIODS})(?:为期|均为|为|是|共|定为|：|不少于|不得少于)?\s*"
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<of>个工作日|个?日历天|个月|天|日|年|周)(?!前|内|以|左右|至|—|～|起)"
)
# whose period it is: 屋面防水保修期5年 beside 电气保修期2年
_OWN = re.compile(r"[\u4e00-\u9fff]{0,8}$")
_BARE = re.compile(
    r"(?:.*(?:人|单位|合同|协议|方|公司|书|条款))?(?:本|该|其|项目|工程|合同|设备|产品|整体|总|的|约定|免费|应当?|须|中|写明|注明|明确|规定|承诺|执行|实行|设置|提供|"
    r"进入|和|与|及|在|从|自|按)*"
)
# who makes it public, and which time it is: 村级公示 beside 镇级公示
_WHICH = re.compile(
    "[省市县区镇乡村组校院](?:级|内|公示|公告)|首次|再次|第[一二三]|[初终复][次审评核查]|补充"
)
_NEAR = 24  # characters before a period that tell which it is
_UNITS = {"年": ("月", 12), "个月": ("月", 1), "周": ("日", 7), "个工作日": ("工作日", 1)}
_CHANGED = re.compile("原|延长|缩短|调整|变更|改为|压缩|上限|最长|最短|届满|顺延|剩余|不同")


@check("told_twice.period")
def period(context: Context) -> Iterator[Hit]:
    """质保期2年 and 质保期为12个月 of one thing."""
    if not recognition(context).official or not _TOLD.search(whole_text(context)):
        return
    first: dict[tuple[str, str, frozenset[str]], tuple[int, str, set[int]]] = {}
    for passage in passages(context, every_story=False):
        if passage.annex or passage.element not in (Element.BODY, *HEADINGS):
            continue
        for match in _TOLD.finditer(passage.text):
            key = _kind(passage, match)
            if key is None:
                continue
            unit, times = _UNITS.get(match["of"], ("日", 1))
            length = chinese_value(match["n"]) * times
            told = match["n"] + match["of"]
            near = passage.text[max(0, match.start() - _NEAR) : match.start()]
            which = (key, unit, frozenset(_WHICH.findall(near)))
            before, shown, values = first.setdefault(which, (length, told, set()))
            values.add(length)
            if length != before and len(values) == 2:
                yield passage.hit(
                    match.start("n"), match.end("of"), name=key, one=shown, stated=told
                )


def _kind(passage: Passage, match: re.Match[str]) -> str | None:
    """What the period is called, when nothing says that it is that of some part only."""
    start = max(passage.text.rfind(mark, 0, match.start()) for mark in "。；") + 1
    sentence = passage.text[start : match.start()]
    own = _OWN.search(sentence)
    if _CHANGED.search(passage.text[start : match.end() + 12]) or own is None:
        return None
    return match["name"].removesuffix("限") if _BARE.fullmatch(own.group()) else None
