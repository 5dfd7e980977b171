"""The quantities of a sentence in order, each with the words that lead to it.

Sums, growth and rates are judged on this list: what a figure means is said by the words between
it and the figure before it, and units of different scale (亿元, 万元) become comparable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.lint.checks.figures.written import FIGURE, half_step, plain, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages

_SCALES = {
    "万亿": Decimal(10**12), "亿": Decimal(10**8), "千万": Decimal(10**7), "百万": Decimal(10**6),
    "万": Decimal(10**4), "千": Decimal(1000), "": Decimal(1),
}  # fmt: skip
_UNITS = (
    "个百分点|分钟|人次|台次|架次|班次|车次|例次|学时|平方米|平方公里|平方千米|立方米|千瓦时|公顷|公里|千米|千克|公斤|批次|件次|辆次|户次|千瓦|元|人|个|项|家|户|件|"
    "所|条|份|名|台|套|辆|座|处|起|次|场|期|亩|米|吨|度|篇|批|支|只|头|宗|类|种|天|小时|分|栋|幢|间|层|张|本|册|块|棵|株|"
    "眼|口|艘|架|枚|部|幅|班|节|例|单|车|床|箱|盒|袋|盏|根|村|社区|校|站|段|点|组|笔|票|卷|盘|趟|羽|尾|桶|瓶|顶|倍|%|‰"
)
_RAIN = "毫米(?=[，。；（、]|[偏比较减以下上]|$)"  # how much it rains, not how thick a pipe is
_QUANTITY = re.compile(
    rf"(?<![\d.第A-Za-z〔\[-])(?P<figure>{FIGURE})\s*(?P<loose>余|多|几)?"
    rf"(?P<scale>万亿|千万|百万|万|亿|千(?!米|克|瓦))?(?P<more>余|多)?(?P<unit>{_RAIN}|{_UNITS})"
    r"(?!(?<=分)之|(?<=点)\d|(?<=天)前|(?<=次)会)"
)
_REMARK = re.compile(r"（[^（）\d%]*）|\([^()\d%]*\)")
# numbers that are part of a name: 20年一遇, 3级, 2号机组, DN600, 5G, 104国道
_NAMED = re.compile(
    r"\d+(?:\.\d+)?(?=年一遇|级|类|号|型|周?岁|千伏|强|毫米|G(?![A-Za-z])|[#＃]|标段|国道|省道|县道)"
    r"|[A-Za-z]{1,4}-?\d+(?:\.\d+)?(?![\dA-Za-z])"
)
_HEDGE = re.compile(
    r"(?:(?<![签履预违节制公条契解邀])约|近|超过|超|逾|达近|不足|至少|最多|不少于|不低于|(?<![岁级及])以上|左右)\s*$"
)
_INEXACT = frozenset({"毫米", "亩", "吨", "米", "公顷", "公里", "千米", "千克", "公斤", "度"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure with its unit: ``value`` in the plain unit (1.2亿元 is 120000000 元).

    step: half a unit of the last digit written. counted: single things, so not rounded. lead: the
    words since the figure before it in the sentence, without remarks in brackets. hedged: 约, 余,
    超过 … say that it is not exact. start, end: its place in the sentence.
    """

    value: Decimal
    unit: str
    step: Decimal
    counted: bool
    scale: str
    lead: str
    start: int
    end: int
    hedged: bool

    @property
    def written(self) -> Decimal:
        """The number as it stands: 1.2 of 1.2亿元."""
        return self.value / _SCALES[self.scale]

    @property
    def slack(self) -> Decimal:
        """By how much rounding may have moved the value."""
        return Decimal(0) if self.counted else self.step

    def agrees(self, right: Decimal, slack: Decimal) -> bool:
        """Whether this figure is ``right`` rounded to its own decimals, give or take ``slack``."""
        return abs(self.value - right) <= self.step * Decimal("1.02") + slack

    def fits(self, right: Decimal, slack: Decimal) -> bool:
        """Whether this figure is ``right`` as far as rounding allows; not where ``right`` comes out
        even at its own decimals and one mistyped digit makes this of it (2万 to 3万 is 50%)."""
        if not self.agrees(right, slack):
            return False
        even = not right % (self.step * 2)
        return not even or self.agrees(right, Decimal(0)) or not self.slip_of(right)

    def slip_of(self, right: Decimal) -> bool:
        """Whether one digit typed wrongly, or two neighbours exchanged, makes this of ``right``."""
        step = self.step * 2
        stated, meant = (format(value / step, "f").split(".") for value in (self.value, right))
        if len(meant) > 1 and meant[1].strip("0"):
            return False  # has more decimals than this figure
        width = max(len(stated[0]), len(meant[0]))
        one, other = stated[0].rjust(width, "0"), meant[0].rjust(width, "0")
        return slipped_digits(one, other, positive=right > 0)

    def exchanged(self, right: Decimal) -> bool:
        """Whether two neighbouring digits exchanged make this of ``right``."""
        digits = [
            sorted(format(one / self.step / 2, "f").split(".")[0]) for one in (self.value, right)
        ]
        return right > 0 and digits[0] == digits[1] and self.slip_of(right)

    def misplaced(self, right: Decimal) -> bool:
        """Whether this figure is ``right`` with the point, or 万, in another place."""
        if not self.value or not right:
            return False
        return max(self.value, right) / min(self.value, right) in (10, 100, 1000, 10000)

    def shown(self, value: Decimal) -> str:
        """``value`` (in the plain unit) as this quantity is written: in 万元 when this is."""
        return f"{plain(value / _SCALES[self.scale])}{self.scale}{self.unit}"

    def near(self, value: Decimal) -> str:
        """``value`` rounded to the decimals of this quantity, one at least where it has a %."""
        decimals = max(
            int(self.unit in ("%", "倍")), -(self.step * 2 / _SCALES[self.scale]).adjusted()
        )
        return self.shown(round(value / _SCALES[self.scale], decimals) * _SCALES[self.scale])


def slipped_digits(one: str, other: str, *, positive: bool = True) -> bool:
    """Whether figures of one length differ in one digit, or by two neighbours exchanged."""
    places = [place for place in range(len(one)) if one[place] != other[place]]
    if len(places) == 2 and places[1] == places[0] + 1:
        first, second = places
        return one[first] == other[second] and one[second] == other[first]
    return len(places) == 1 and positive


def slip_between(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers differ by such a slip."""
    decimals = max(0, *(-int(value.as_tuple().exponent) for value in (one, other)))
    texts = [str(int(value.scaleb(decimals))) for value in (one, other)]
    width = max(map(len, texts))
    return slipped_digits(*(text.rjust(width, "0") for text in texts))


def quantities(sentence: str) -> list[Quantity]:
    """The quantities of one sentence in the order of their writing."""
    return list(_quantities(sentence))


@lru_cache(maxsize=2_000)  # half a dozen checks read the same sentences
def _quantities(sentence: str) -> tuple[Quantity, ...]:
    found: list[Quantity] = []
    last = 0
    for match in _QUANTITY.finditer(sentence):
        value = to_decimal(match["figure"])
        if value is None:
            continue
        scale = match["scale"] or ""
        lead = _NAMED.sub("某", _REMARK.sub("", sentence[last : match.start()]))
        whole = not scale and match["unit"] not in _INEXACT and "." not in match["figure"]
        found.append(
            Quantity(
                value * _SCALES[scale],
                match["unit"],
                half_step(match["figure"]) * _SCALES[scale],
                whole and match["unit"] not in ("%", "‰", "倍"),
                scale,
                lead,
                match.start(),
                match.end(),
                bool(match["loose"] or match["more"] or _HEDGE.search(lead)),
            )
        )
        last = match.end()
    return tuple(found)


def measured(context: Context) -> list[tuple[Passage, list[Quantity]]]:
    """Every paragraph with two quantities or more, with the quantities of its whole text."""
    return context.once(
        "measured", lambda: [one for one in all_measured(context) if len(one[1]) > 1]
    )


def all_measured(context: Context) -> list[tuple[Passage, list[Quantity]]]:
    """Every paragraph with the quantities of its whole text, also when there are none."""
    return context.once(
        "quantities", lambda: [(one, quantities(one.text)) for one in passages(context)]
    )


def scaled(unit: str) -> tuple[Decimal, str]:
    """What 万元 counts in its plain unit, and that unit."""
    for scale, value in _SCALES.items():
        if scale and unit.startswith(scale):
            return value, unit[len(scale) :]
    return Decimal(1), unit


def share_of(part: Quantity, whole: Quantity) -> tuple[Decimal, Decimal]:
    """How many per cent a part is of the whole, and by how much rounding may move that."""
    ratio = part.value / whole.value
    return ratio * 100, (part.slack + whole.slack * ratio) * 100 / whole.value


def misscaled(total: Quantity, values: Sequence[Quantity]) -> tuple[Quantity, str] | None:
    """The one of a whole and its parts that was written in the wrong scale (2460元 for 2460万元),
    and the scale in which it would make the sum come out; None when no one figure explains it.

    The figure must be the odd one: the others share the right scale, or the part is a share of the
    whole that nobody would tell (1.56万元 of 5.2亿元)."""
    listed = (total, *values)
    signed = [(total, -1), *((one, 1) for one in values)]
    over = sum((sign * one.value for one, sign in signed), Decimal(0))
    slack = sum((one.slack for one in listed), Decimal(0))
    if len(values) < 2 or abs(over) <= slack:
        return None
    for one, sign in signed:
        for scale in ("", "万", "亿"):
            moved = one.value / _SCALES[one.scale] * _SCALES[scale]
            rest = over + sign * (moved - one.value)
            others = {other.scale for other in listed if other is not one}
            exact = abs(rest) <= min(other.step for other in listed if other is not one) / 100
            # a whole must show so many digits that they do not come out by chance
            telling = len(format(one.value.normalize(), "f").strip("0").replace(".", "")) > 1
            if scale != one.scale and scale in others and exact and telling:
                return one, scale
    return None


def corrected(
    passage: Passage,
    stated: Quantity,
    right: Decimal,
    *,
    start: int | None = None,
    end: int | None = None,
) -> Hit:
    """A figure that should be ``right``; marked from ``start`` to ``end`` when that is more."""
    return passage.hit(
        stated.start if start is None else start,
        stated.end if end is None else end,
        stated=passage.text[stated.start : stated.end],
        right=stated.near(right),
    )
