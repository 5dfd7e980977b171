"""What the document says of a thing elsewhere: figures found by the words right before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pipeline.lint.checks.figures.quantities import Quantity, all_measured
from pipeline.lint.context import Context
from pipeline.lint.passages import Passage

_SAID = re.compile(
    r"(?:（[^（）]{0,16}）?)?(?:总数|总量|数量|数)?(?:约|为|是|定为|共有?|共计|总计|现有|有|达到?|[：:])*\s*$"
)
_APART = re.compile("(?:超过?|超出|高于|高出|低于|比|较)$")  # 超过警戒水位0.36米 says no level


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of the text with the words of its clause that say what it is of."""

    passage: Passage
    figure: Quantity
    said: str


def told(context: Context) -> list[Told]:
    """Every figure of the text outside tables."""

    def read() -> Iterator[Told]:
        for passage, found in all_measured(context):
            for one in found if passage.paragraph.cell is None else ():
                clause = re.split("[，。；、]", _SAID.sub("", one.lead))[-1]
                yield Told(passage, one, clause)

    return context.once("figures by name", lambda: list(read()))


def only_told(context: Context, name: str, unit: str) -> Told | None:
    """The one figure in ``unit`` that the text gives for a name; None when it gives several."""
    same = [
        one
        for one in told(context)
        if one.figure.unit == unit
        and one.said.endswith(name)
        and not _APART.search(one.said.removesuffix(name))
    ]
    values = {one.figure.value for one in same}
    return same[0] if len(values) == 1 and not any(one.figure.hedged for one in same) else None


def numbers_told(context: Context) -> set[Decimal]:
    """The numbers that stand in the text outside tables, as they are written."""
    return context.once(
        "numbers of the text", lambda: {one.figure.written for one in told(context)}
    )
