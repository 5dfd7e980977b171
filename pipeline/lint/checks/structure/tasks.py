"""Tasks set in a document: somebody to do them and a time to do them by."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, passages, recognition, whole_text
from pipeline.lint.registry import check

_TASK = re.compile(
    r"(?:由|请|责成)(?P<owner>[\u4e00-\u9fff、×（）]{2,40}?)(?:会同[\u4e00-\u9fff、]{2,30})?"
    r"(?:牵头|负责|抓紧|尽快|具体负责|组织|落实)[^。；]{2,80}"
)
_WHEN = re.compile(
    r"\d{1,2}\s*[月日号年]|月底|年底|季度|周内|日内|工作日|个月|即日|当日|当天|立即|长期|持续|常态|每[年月周季]|按月|按季|"
    r"汛期|会后|[前内]完成|之前|上旬|中旬|下旬|本周|下周|本月|下月|节前|节后|同步"
)
_VAGUE = re.compile(r"近期|尽快|适时|择期|择机|尽早|及早|抓紧时间|不日|抽空|早日")
_DO = re.compile(
    r"报送|上报|反馈|提交|报我|报市|报省|报县|完成|办结|印发|出台|拿出|提出|启动|开工|召开|整改|函复|答复|回复|制定|修订|办理|拨付|落实到位"
)


@check("tasks.time")
def task_time(context: Context) -> Iterator[Hit]:
    """A task in minutes that names its owner but no time."""
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.annex:
            continue
        if _WHEN.search(passage.text) or passage.text.rstrip().endswith("："):
            continue  # the times stand with the single tasks listed below
        match = _TASK.search(passage.text)
        if match:
            yield passage.hit(match.start(), match.end(), owner=match["owner"])


_OWNERLESS = re.compile(
    r"(?:^|[。；])(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}\.)?"
    r"(?:会议(?:要求|强调|议定|决定|明确)，?|要)?(?:要)?(?:抓紧|尽快|限期|限时|按期)(?:完成|办理|制定|修订|整改|出台|启动|编制|提出|落实|研究|推进|建立)[^。；]{2,60}"
)


@check("tasks.owner")
def task_owner(context: Context) -> Iterator[Hit]:
    """A task in minutes that names nobody to do it."""
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.annex:
            continue
        for match in _OWNERLESS.finditer(passage.text):
            before = passage.text[: match.end()]
            if not re.search(
                r"由|请|责成|牵头|负责|各(?:部门|单位|县|区|市|级)|[局委办厅]", before
            ):
                start = match.start() + (match.group()[0] in "。；")
                yield passage.hit(start, match.end())


@check("tasks.vague_time")
def vague_time(context: Context) -> Iterator[Hit]:
    """近期, 尽快, 适时 where something is asked for and no date is given."""
    if not recognition(context).official or not _VAGUE.search(whole_text(context)):
        return
    for passage in passages(context, every_story=False):
        if passage.element not in (Element.BODY, *HEADINGS) or passage.annex:
            continue
        if not _VAGUE.search(passage.text):
            continue
        for match in re.finditer(r"[^。；]+[。；]?", passage.text):
            sentence = match.group()
            vague = _VAGUE.search(sentence)
            if not vague or _WHEN.search(sentence) or not _DO.search(sentence[vague.start() :]):
                continue
            if re.search(r"请|须|应|务必|要求|责成|由|各", sentence):
                at = match.start() + vague.start()
                yield passage.hit(at, at + len(vague.group()))
