"""So much above or below something that is told elsewhere: 23.46米，超过警戒水位0.46米."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pipeline.lint.checks.figures.elsewhere import only_told
from pipeline.lint.checks.figures.quantities import Quantity, measured
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check

_BY = re.compile(
    r"^[^，。；：、（\d]{0,6}[，（]\s*(?:仅|已|仍|均|还)?(?:(?P<verb>超过|超出|超|高于|高出|低于)|(?:比|较))"
    r"(?P<name>[\u4e00-\u9fff]{3,12}?)(?P<end>高出?|低|[多少超])?了?$"
)
_CHANGING = re.compile("[上去前][年月]|同期|往年|历年|同比|平均|原")


@check("levels.difference")
def difference(context: Context) -> Iterator[Hit]:
    """水位23.46米，超过警戒水位0.46米 and 警戒水位为23.40米: one digit is wrong in one of them."""
    for passage, found in measured(context):
        if not re.search("[超高低比较]", passage.text):
            continue
        for one, by in pairwise(found):
            match = _BY.match(by.lead) if by.unit == one.unit != "%" else None
            if match is None or not (match["verb"] or match["end"]) or one.hedged:
                continue
            base = only_told(context, match["name"], by.unit)
            if base is None or _CHANGING.search(match["name"]) or base.figure in (one, by):
                continue
            sign = -1 if (match["verb"] or match["end"]).startswith(("低", "少")) else 1
            right = one.value - sign * by.value
            if not base.figure.agrees(right, one.slack + by.slack) and _slip(
                one, by, base.figure, sign
            ):
                later = (base.passage.index, base.figure.start) > (passage.index, by.start)
                where, start, end = (
                    (base.passage, base.figure.start, base.figure.end)
                    if later
                    else (passage, one.start, by.end)
                )
                yield where.hit(
                    start,
                    end,
                    said=passage.text[one.start : by.end],
                    name=match["name"],
                    right=base.figure.near(right),
                    stated=base.figure.shown(base.figure.value),
                )


def _slip(one: Quantity, by: Quantity, base: Quantity, sign: int) -> bool:
    """Whether a slip in one of the three explains that they do not go together."""
    meant = ((base, one.value - sign * by.value), (one, base.value + sign * by.value))
    gap = sign * (one.value - base.value)
    return any(
        right > Decimal(0) and figure.slip_of(right) for figure, right in (*meant, (by, gap))
    )
