"""How figures with units are read, rounded and compared: shared by sums, growth and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

FIGURE = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
UNIT = (
    r"(?:余|多)?(?:万亿|千万|百万|万|亿)?"
    r"(?:元|人次|人|个|项|家|户|件|所|条|份|名|台|套|辆|座|处|起|次|场|期|亩|公顷|公里|千米|米|吨|千克|公斤|"
    r"平方米|平方公里|立方米|微克/立方米|毫克/立方米|毫克/升|微克|毫克|千瓦时|千瓦|度|篇|批|支|只|头|宗|类|种|天|小时|学时|分|栋|幢|间|层|"
    r"张|本|册|块|棵|株|眼|口|艘|架|枚|部|幅|班|节|例|单|车|床|箱|盒|袋|盏|根|套次|村|社区|校|站|段|点|组)"
)


def to_decimal(text: str) -> Decimal | None:
    """The number that a figure such as 12,500.5 writes."""
    try:
        return Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None


def plain(value: Decimal) -> str:
    """A number as people write it: no exponent, no trailing zeros."""
    text = format(value.normalize(), "f")
    return text if "." not in text else text.rstrip("0").rstrip(".")


def agrees(stated: str, right: Decimal, slack: Decimal = Decimal(0)) -> bool:
    """Whether a stated figure is ``right`` rounded to its own decimals, give or take ``slack``,
    which comes from the rounding of the figures it is computed from."""
    return abs(Decimal(stated) - right) <= half_step(stated) * Decimal("1.02") + slack


def half_step(figure: str) -> Decimal:
    """Half a unit of the last digit written: 0.05 for 12.3."""
    return Decimal("0.5").scaleb(-len(figure.partition(".")[2]))


def doubt(unit: str, figure: str) -> Decimal:
    """By how much a figure may be rounded: not at all when single things are counted."""
    counted = unit[0] not in "余多万亿千百" and unit not in ("亩", "公顷", "公里", "千米", "吨")
    return Decimal(0) if counted else half_step(figure)


def rounded(stated: str, right: Decimal) -> str:
    decimals = max(1, len(stated.partition(".")[2]))
    return plain(round(right, decimals))


def sentences(text: str, marks: str = "。；！？") -> Iterator[tuple[str, int]]:
    """The pieces of a text that end with one of ``marks``, each with where it starts."""
    for match in re.finditer(f"[^{marks}]+[{marks}]?|[{marks}]", text):
        yield match.group(), match.start()
