"""By so much, or to so much: the change told behind shows which was meant."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "窗口平均等候时间由40分钟压缩了25分钟，降幅为37.5%。",
        "渗漏点由120处减少45处，减少75处。",
        "床位由1200张增加了1800张，增长50%。",
    ],
)
def test_the_change_behind_shows_that_to_was_meant(text: str) -> None:
    assert "SUM-305" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "窗口平均等候时间由40分钟压缩了15分钟，降幅为37.5%。",
        "窗口平均等候时间由40分钟压缩到25分钟，降幅为37.5%。",
        "渗漏点由120处减少60处，降幅为50%。",  # by and to are the same
        "渗漏点由120处减少75处，减少到45处。",
        "单价由每吨40元下降了约25元，降幅为37.5%。",
        "床位由1200张增加了600张，增长50%。",
    ],
)
def test_either_reading_that_comes_out_is_left_alone(text: str) -> None:
    assert "SUM-305" not in told(text)
