"""One size told in two units: 占地120亩（合8公顷）."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.lint.checks.figures.quantities import slip_between
from pipeline.lint.checks.figures.written import FIGURE, half_step, plain, to_decimal
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages
from pipeline.lint.registry import check

# kind and size of each unit in the smallest of its kind
_UNITS = {
    "平方米": ("area", Decimal(1)),
    "亩": ("area", Decimal(2000) / 3),
    "公顷": ("area", Decimal(10_000)),
    "平方公里": ("area", Decimal(1_000_000)),
    "平方千米": ("area", Decimal(1_000_000)),
    "克": ("mass", Decimal(1)),
    "斤": ("mass", Decimal(500)),
    "公斤": ("mass", Decimal(1000)),
    "千克": ("mass", Decimal(1000)),
    "吨": ("mass", Decimal(1_000_000)),
    "米": ("length", Decimal(1)),
    "里": ("length", Decimal(500)),
    "公里": ("length", Decimal(1000)),
    "千米": ("length", Decimal(1000)),
    "升": ("volume", Decimal(1)),
    "立方米": ("volume", Decimal(1000)),
    "元": ("money", Decimal(1)),
    "千瓦时": ("energy", Decimal(1)),
    "度": ("energy", Decimal(1)),
}
_SCALES = {"": 1, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_UNIT = "平方公里|平方千米|平方米|立方米|千瓦时|公顷|公里|千米|公斤|千克|亩|吨|克|斤|米|里|升|元|度"


def _named(n: int) -> str:
    """The pattern of a figure with its unit, in groups with the number n."""
    scale = "百万|千万|千(?![米克瓦])|[万亿]"
    return rf"(?P<figure{n}>{FIGURE})(?P<scale{n}>{scale})?(?P<unit{n}>{_UNIT})"


_TWICE = re.compile(
    rf"(?<![\d.第至到—～-]){_named(1)}"
    rf"(?:[（(]\s*(?P<word>约?合|折合|折算|约为|约|即|相当于|等于|也就是)?(?P<about>约)?{_named(2)}[）)]"
    rf"|，?\s*(?P<word2>约合|折合|相当于|合)(?P<about2>约)?{_named(3)}(?=[，。；、）]|$))"
)
_SIGNS = ("（", "(", "合", "相当于")
_TELLING = 3  # digits of a figure that is not near another by chance
_LOOSE = Decimal("0.03")  # 15 亩 for a 公顷 and the like


@check("equivalents.in_brackets")
def in_brackets(context: Context) -> Iterator[Hit]:
    """120亩（合8平方公里）: the second is not the first in another unit."""
    for passage in passages(context):
        if not any(sign in passage.text for sign in _SIGNS):
            continue
        for match in _TWICE.finditer(passage.text):
            n = 2 if match["figure2"] else 3
            one, other = _size(match, 1), _size(match, n)
            if one is None or other is None or one[0] != other[0]:
                continue
            told = match["word"] or match["word2"]
            if match["unit1"] == match[f"unit{n}"] and match["scale1"] == match[f"scale{n}"]:
                continue
            about = "约" in (told or "") or match["about"] or match["about2"]
            slack = one[2] + other[2] + max(one[1], other[1]) * _LOOSE * (2 if about else 1)
            if abs(one[1] - other[1]) <= slack:
                continue
            ratio = max(one[1], other[1]) / min(one[1], other[1])
            # a bare bracket may hold something else, unless a digit, the unit or the point is wrong
            if not told and not _power(ratio) and not _mistyped(match, n, one[1]):
                continue
            start, end = match.start(f"figure{n}"), match.end(f"unit{n}")
            yield passage.hit(
                start, end, stated=match.string[start:end], right=_written(match, n, one[1])
            )


def _mistyped(match: re.Match[str], n: int, size: Decimal) -> bool:
    """Whether the figure is that of ``size`` but for a digit, or for two neighbours exchanged."""
    stated = to_decimal(match[f"figure{n}"])
    meant = size / _UNITS[match[f"unit{n}"]][1] / _SCALES[match[f"scale{n}"] or ""]
    if stated is None or len(match[f"figure{n}"].replace(".", "")) < _TELLING:
        return False
    return slip_between(stated, round(meant, -int(stated.as_tuple().exponent)))


def _power(ratio: Decimal) -> bool:
    """Whether a ratio is nearly ten, a hundred, a thousand and so on."""
    return any(abs(ratio / 10**n - 1) <= _LOOSE for n in range(1, 9))


def _size(match: re.Match[str], n: int) -> tuple[str, Decimal, Decimal] | None:
    """The kind, the size in the smallest unit of its kind, and what its rounding may move it by."""
    value = to_decimal(match[f"figure{n}"])
    kind, unit = _UNITS[match[f"unit{n}"]]
    scale = unit * _SCALES[match[f"scale{n}"] or ""]
    return (kind, value * scale, half_step(match[f"figure{n}"]) * scale) if value else None


def _written(match: re.Match[str], n: int, size: Decimal) -> str:
    """A size in the unit and scale of the n-th figure of the match."""
    scale, unit = match[f"scale{n}"] or "", match[f"unit{n}"]
    value = size / _UNITS[unit][1] / _SCALES[scale]
    digits = max(0, 2 - value.adjusted())
    return f"{plain(round(value, digits))}{scale}{unit}"
