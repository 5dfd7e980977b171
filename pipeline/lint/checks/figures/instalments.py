"""What is paid in parts: 拨付60%，即622.08万元；其余40%，即414.72万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from pipeline.lint.checks.figures.quantities import Quantity, corrected, measured, quantities
from pipeline.lint.checks.figures.written import plain, sentences
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

_THAT_IS = re.compile(r"^[^，。；：、（\d]{0,6}[，（]\s*(?:即|也就是|计|共计|折合|为)$")
_TELLING = 3  # digits of an amount that is not near another by chance


@check("instalments.amounts")
def amounts(context: Context) -> Iterator[Hit]:
    """共需1036.8万元……拨付40%，即424.72万元: one digit off from that share of the whole."""
    for passage, found in measured(context):
        if "%" not in passage.text or not re.search("即|[，（]计|折合", passage.text):
            continue
        for place in range(2, len(found)):
            share, amount = found[place - 1], found[place]
            if share.unit != "%" or amount.unit == "%" or not _THAT_IS.match(amount.lead):
                continue
            if share.hedged or amount.hedged or not 0 < share.value < 100:
                continue
            right = _meant(found[: place - 1], share, amount)
            if right is not None:
                yield corrected(passage, amount, right)


def _meant(before: Sequence[Quantity], share: Quantity, amount: Quantity) -> Decimal | None:
    """What the amount should be, when it is that share of no figure before but for a slip."""
    wholes = [one for one in before if one.unit == amount.unit and one.value > amount.value / 2]
    made = [(one, one.value * share.value / 100) for one in reversed(wholes)]
    if any(amount.agrees(right, one.step) for one, right in made):
        return None
    digits = len(format((amount.value / amount.step / 2).normalize(), "f").strip("0"))
    for one, right in made:
        slip = amount.slip_of(right) and (digits >= _TELLING or one is made[0][0])
        if not one.hedged and slip:
            return right
    return None


_PAID = re.compile("支付|拨付|付款|预付|付至|兑付|拨款|结算|付清|下达")
_REST = re.compile(
    r"(?:其余|剩余|余下|剩下|余款|尾款)的?(?:合同价?款|款项|资金|补助|补偿款|费用)?的?$"
)
_UP_TO = re.compile("[至到足]$|累计|不低于|不超过|超过|以上|以下")


@check("instalments.rest")
def rest(context: Context) -> Iterator[Hit]:
    """签订合同后支付30%，验收后支付其余60%: the instalments do not make 100 %."""
    for passage in passages(context):
        if passage.text.count("%") < 2 or not _PAID.search(passage.text):
            continue
        for sentence, offset in sentences(passage.text, "。！？"):
            found = [one for one in quantities(sentence) if one.unit == "%"]
            for place, left in enumerate(found):
                if not place or not _REST.search(left.lead) or not _PAID.search(sentence):
                    continue
                others = [one for one in found if one is not left]
                if any(one.hedged or _UP_TO.search(one.lead) for one in found) or len(others) > 4:
                    continue
                if not any(_makes(some) == 100 - left.value for some in _choices(others)):
                    yield passage.hit(
                        offset + found[0].start,
                        offset + left.end,
                        sum=plain(_makes(found[: place + 1])) + "%",
                    )


def _choices(values: Sequence[Quantity]) -> Iterator[tuple[Quantity, ...]]:
    for count in range(1, len(values) + 1):
        yield from combinations(values, count)


def _makes(values: Sequence[Quantity]) -> Decimal:
    return sum((one.value for one in values), Decimal(0))
