"""Amounts of money in capital numerals (大写金额), written and read."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from pipeline.gongwen.line_shapes import chinese_value

_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def capital_money(value: Any) -> str:
    """1234.5 → 壹仟贰佰叁拾肆元伍角整 (GB/T 15835-2011: capitals in financial papers)."""
    number = Decimal(str(value))
    if not number.is_finite() or number.adjusted() > 15:
        raise ValueError("金额过大")
    number = number.quantize(Decimal("0.01"), ROUND_HALF_UP)
    sign = "负" if number < 0 else ""
    yuan, cents = divmod(int(abs(number) * 100), 100)
    if yuan >= 10**16:
        raise ValueError("金额过大")
    jiao, fen = divmod(cents, 10)
    text = f"{_capital_integer(yuan)}元" if yuan else ""
    if jiao:
        text += f"{_CAPITALS[jiao]}角"
    elif fen and yuan:
        text += "零"
    text += f"{_CAPITALS[fen]}分" if fen else "整"
    return sign + (text if yuan or cents else "零元整")


def _capital_integer(value: int) -> str:
    for scale, unit in ((10**8, "亿"), (10**4, "万")):
        if value >= scale:
            head, rest = divmod(value, scale)
            text = _capital_integer(head) + unit
            gap = "零" if rest < scale // 10 else ""
            return text + gap + _capital_integer(rest) if rest else text
    return _capital_group(value)


def _capital_group(value: int) -> str:
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = value // 10**place % 10
        if digit:
            text += (
                ("零" if gap and text else "") + _CAPITALS[digit] + ("", "拾", "佰", "仟")[place]
            )
            gap = False
        else:
            gap = True
    return text


def capital_value(words: str) -> Decimal | None:
    """叁仟伍佰元贰角整 → 3500.2; None when it cannot be read."""
    plain_digits = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟圆", "一二三四五六七八九十百千元")
    whole, _, rest = words.translate(plain_digits).partition("元")
    value = _whole(whole)
    if value is None:
        return None
    total = Decimal(value)
    for unit, scale in (("角", "0.1"), ("分", "0.01")):
        digit = re.search(rf"([一二三四五六七八九]){unit}", rest)
        if digit:
            total += chinese_value(digit[1]) * Decimal(scale)
    return total


def _whole(text: str) -> int | None:
    for unit, scale in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = text.rpartition(unit)
        if found:
            value = _whole(head)
            lower = _whole(rest) if rest.strip("零") else 0
            return None if value is None or lower is None else value * scale + lower
    return chinese_value(text.replace("零", "")) or None
