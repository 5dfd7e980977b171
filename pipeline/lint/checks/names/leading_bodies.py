"""The body that leads a task, called by the name of another kind of body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_KINDS = "领导小组|指挥部|联席会议|工作专班"
_LEVELS = "省市县区州镇乡"
_FOUNDED = re.compile(
    rf"(?:成立|设立|建立|组建|组成)[^，。；]{{0,40}}?(?P<kind>{_KINDS}|委员会)|"
    rf"以下[简统]称(?:为)?“?(?P<level>[{_LEVELS}]?)(?P<short>{_KINDS})”?）"
)
_BARE = re.compile(
    rf"(?:(?<=[，。；：、（“\s向由经报和与及是在对按被将交受请的])|^)"
    rf"(?P<level>[{_LEVELS}]?)(?P<kind>{_KINDS})(?!成员单位名单)"
)
_OFTEN = 3  # the body's own name stands at least so often
_INTRODUCED = 2  # with 以下简称
_ODD = 2  # and the other at the most so often


_SLOVENLY = re.compile("领导组(?![织建成])")


@check("leading_bodies.lost_character")
def lost_character(context: Context) -> Iterator[Hit]:
    """工作领导小组 and, once or twice, 领导组."""
    whole = whole_text(context)
    if "领导组" not in whole or "领导小组" not in whole or not recognition(context).official:
        return
    if len(_SLOVENLY.findall(whole)) <= min(_ODD, whole.count("领导小组")):
        for passage in passages(context, every_story=False):
            for match in _SLOVENLY.finditer(passage.text):
                yield passage.hit(*match.span(), usual="领导小组")


@check("leading_bodies.other_kind")
def other_kind(context: Context) -> Iterator[Hit]:
    """成立……领导小组 and, later on, 指挥部办公室 of which nobody has heard."""
    whole = whole_text(context)
    if not any(kind in whole for kind in _KINDS.split("|")) or not recognition(context).official:
        return
    bodies = list(_FOUNDED.finditer(whole))
    founded = {match["kind"] or match["short"] for match in bodies}
    if len(founded) != 1:
        return
    levels = {"", *(match["level"] for match in bodies if match["level"])}
    (usual,) = founded
    introduced = any(match["short"] for match in bodies)
    if whole.count(usual) < (_INTRODUCED if introduced else _OFTEN):
        return
    found: dict[str, list[tuple[Passage, int, int]]] = {}
    for passage in passages(context, every_story=False):
        for match in _BARE.finditer(passage.text):
            if match["kind"] != usual and match["level"] in levels:
                found.setdefault(match["kind"], []).append((passage, *match.span("kind")))
    for kind, places in found.items():
        # one that is also named in full (市防汛抗旱指挥部) is another body
        if len(places) == whole.count(kind) <= _ODD:
            for passage, start, end in places:
                yield passage.hit(start, end, usual=usual)
