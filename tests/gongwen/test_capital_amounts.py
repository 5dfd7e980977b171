"""大写金额: what is written is read back as the same amount."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.gongwen.capital_amounts import capital_money, capital_value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("叁仟伍佰元整", "3500"),
        ("壹万零伍拾元贰角叁分", "10050.23"),
        ("贰亿零叁万元整", "200030000"),
        ("壹拾贰万元整", "120000"),
        ("壹佰圆整", "100"),
    ],
)
def test_amounts_in_words_are_read(words, value):
    assert capital_value(words) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("1234.5", "壹仟贰佰叁拾肆元伍角整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("100.05", "壹佰元零伍分"),
        ("1001000", "壹佰万壹仟元整"),
        ("-20", "负贰拾元整"),
    ],
)
def test_amounts_are_written_in_words(value, words):
    assert capital_money(value) == words


@given(st.integers(min_value=100, max_value=10**14))
def test_what_is_written_is_read_back(cents):
    amount = Decimal(cents) / 100
    assert capital_value(capital_money(amount)) == amount


@pytest.mark.parametrize("value", ["NaN", "Infinity", str(10**17)])
def test_what_cannot_be_written_is_refused(value):
    with pytest.raises(ValueError, match="金额过大"):
        capital_money(value)
