"""A 合计 row whose column says so many a day."""

from __future__ import annotations

import pytest
from telling import told_beside

NAMES = ("东站", "西站", "北站")


def _told(head: str, total: str, values: tuple[str, ...] = ("5300", "2900", "1700")) -> bool:
    rows = [[name, value] for name, value in zip(NAMES, values, strict=True)]
    table = [["车站", head], *rows, ["合计", total]]
    return "SUM-010" in {rule for rule, _ in told_beside(["各站客流见下表。"], table)}


@pytest.mark.parametrize("total", ["9700", "10900", "9800"])
def test_so_many_a_day_of_each_come_to_another_sum(total: str) -> None:
    assert _told("日均发送旅客（人）", total)


@pytest.mark.parametrize(
    ("head", "total"),
    [
        ("日均发送旅客（人）", "9900"),
        ("日均发送旅客（人）", "3300"),
        ("日均发送旅客（人）", "5100"),
        ("日均客座率", "9700"),
        ("人均面积", "9700"),
        ("年均增长", "9700"),
    ],
)
def test_their_sum_or_their_mean(head: str, total: str) -> None:
    assert not _told(head, total)


def test_the_mean_of_one_that_outweighs_the_others() -> None:
    assert not _told("月均产量（吨）", "8900", ("9000", "120", "80"))
