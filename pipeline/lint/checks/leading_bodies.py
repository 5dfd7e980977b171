"""The body that leads a task, called by the name of another kind of body."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_KINDS = "领导小组|指挥部|联席会议"
_FOUNDED = re.compile(
    rf"(?:成立|设立|建立|组建|组成)[^，。；]{{0,40}}?(?P<kind>{_KINDS}|工作专班|委员会)|"
    rf"以下[简统]称(?:为)?“?(?P<short>{_KINDS}|工作专班)”?）"
)
_BARE = re.compile(
    rf"(?:(?<=[，。；：、（“\s向由经报和与及是在对按被将交受请的])|^)(?P<kind>{_KINDS})(?!成员单位名单)"
)
_OFTEN = 3  # the body's own name stands at least so often
_ODD = 2  # and the other at the most so often


@check("leading_bodies.other_kind")
def other_kind(context: Context) -> Iterator[Hit]:
    """成立……领导小组 and, later on, 指挥部办公室 of which nobody has heard."""
    whole = whole_text(context)
    if not any(kind in whole for kind in _KINDS.split("|")) or not recognition(context).official:
        return
    founded = {match["kind"] or match["short"] for match in _FOUNDED.finditer(whole)}
    if len(founded) != 1:
        return
    (usual,) = founded
    if whole.count(usual) < _OFTEN:
        return
    found: dict[str, list[tuple[Passage, int, int]]] = {}
    for passage in passages(context, every_story=False):
        for match in _BARE.finditer(passage.text):
            if match["kind"] != usual:
                found.setdefault(match["kind"], []).append((passage, *match.span("kind")))
    for kind, places in found.items():
        # one that is also named in full (市防汛抗旱指挥部) is another body
        if len(places) == whole.count(kind) <= _ODD:
            for passage, start, end in places:
                yield passage.hit(start, end, usual=usual)
