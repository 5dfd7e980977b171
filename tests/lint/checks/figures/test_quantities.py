"""Quantities of a sentence: values, slips of one digit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lint.checks.figures.quantities import quantities


@pytest.mark.parametrize(
    ("stated", "right", "slip"),
    [
        ("38公里", "28", True),
        ("1680万元", "18600000", True),
        ("9.8万个", "88000", True),
        ("8260万元", "81600000", True),
        ("38公里", "38", False),
        ("38公里", "25", False),
        ("38公里", "27", False),
        ("3.8公里", "3.85", False),
        ("100个", "99", False),
    ],
)
def test_a_slip_is_one_digit_or_two_neighbours(stated: str, right: str, slip: bool) -> None:
    (one,) = quantities(stated)
    assert one.slip_of(Decimal(right)) is slip


@given(st.integers(1, 10**6), st.integers(0, 5), st.integers(0, 9))
def test_any_one_digit_typed_wrongly_is_a_slip(value: int, place: int, digit: int) -> None:
    text = str(value)
    place %= len(text)
    typed = text[:place] + str(digit) + text[place + 1 :]
    if int(typed) and not typed.startswith("0"):
        (one,) = quantities(f"{typed}个")
        assert one.slip_of(Decimal(value)) is (typed != text)
