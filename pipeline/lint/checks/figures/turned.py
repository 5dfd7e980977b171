"""由……提高到, 由……提高了: which way a figure turns, and whether it is by or to so much."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pipeline.lint.checks.figures.growth import DOWN, FROM, UP
from pipeline.lint.checks.figures.quantities import Quantity, measured
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_BY = re.compile(rf"^[^，。；：、\d]{{0,8}}?(?P<verb>{UP}|{DOWN})(?P<done>了?)$")
_BEHIND = re.compile(
    rf"^[^，。；：、\d]{{0,4}}[，（]\s*(?:净|共|实际)?(?:{UP}|{DOWN})了?(?:约?为|达到?)?$"
)


@check("turned.by_or_to")
def by_or_to(context: Context) -> Iterator[Hit]:
    """由35%提高了80%: by so much, or to so much? 由91分钟压减了50分钟，降幅45.1%: to so much."""
    for passage, found in measured(context):
        if "由" not in passage.text and "从" not in passage.text:
            continue
        for place, (old, new) in enumerate(pairwise(found)):
            match = _BY.match(new.lead)
            if not match or old.unit != new.unit or not FROM.search(old.lead):
                continue
            rising = re.fullmatch(UP, match["verb"]) is not None
            behind = found[place + 2] if place + 2 < len(found) else None
            shown = behind is not None and _shown_to(old, new, behind, rising=rising)
            if shown or (match["done"] and _doubtful(passage.text, old, new, behind, rising)):
                yield passage.hit(
                    new.start - len(match["verb"] + match["done"]),
                    new.end,
                    verb=match["verb"],
                    said=match["verb"] + match["done"],
                    figure=passage.text[new.start : new.end],
                )


def _doubtful(text: str, old: Quantity, new: Quantity, behind: Quantity | None, up: bool) -> bool:
    """Whether nothing behind says to how much, and the figure may be either."""
    rest = text[new.end : new.end + 16].split("。")[0]
    if re.search("[到至为]", rest) or (behind is not None and FROM.search(behind.lead)):
        return False
    return old.unit == "%" or (up and new.value > old.value)


def _shown_to(old: Quantity, new: Quantity, behind: Quantity, *, rising: bool) -> bool:
    """Whether the change told behind is that from the one figure to the other, and would not come
    out if it had changed by the other."""
    change = new.value - old.value if rising else old.value - new.value
    hedged = old.hedged or new.hedged or behind.hedged
    if hedged or change <= 0 or old.unit == "%" or not _BEHIND.match(behind.lead):
        return False
    whole = old.value / 100 if behind.unit == "%" else Decimal(1)
    same = behind.unit in ("%", old.unit)
    return (
        same
        and behind.fits(change / whole, Decimal(0))
        and not behind.fits(new.value / whole, Decimal(0))
    )


_TURNED = re.compile(
    r"^[^，。；：、\d]{0,8}?(?:(?P<up>提高|提升|增加|增长|上升|扩大|[增升提]|上调)|(?P<down>下降|降低|减少|缩短|压减|压缩|降|缩减|"
    r"下调|缩|减|压降))(?P<to>到|至|为)?$"
)
# what is first when it is 1, and what is better when it is less
_RANKS = re.compile("排名|名次|位次|排位|[位类级等]")


@check("turned.direction")
def direction(context: Context) -> Iterator[Hit]:
    """由89.2%提高到88%, 由42天缩短至52天: the second figure is on the wrong side of the first; and
    由88.5%提升91%, by so much or to so much?"""
    for passage, found in measured(context):
        if "由" not in passage.text and "从" not in passage.text:
            continue
        for old, new in pairwise(found):
            match = _TURNED.match(new.lead) if old.unit == new.unit else None
            if match is None or not FROM.search(old.lead) or _RANKS.search(old.lead):
                continue
            # 提升办理速度 by making it shorter is said of a time
            rising = match["up"] is not None
            time = rising and old.unit in ("天", "小时")
            if new.value == old.value or (new.value > old.value) != rising:
                if match["to"] and not time:
                    yield passage.hit(
                        old.start,
                        new.end,
                        problem=f"“{match['up'] or match['down']}”的方向与前后两个数不符",
                    )
            elif not match["to"] and old.unit == "%":
                start = new.start - len(match["up"] or match["down"])
                yield passage.hit(start, new.end, problem="缺“到”或“至”")
