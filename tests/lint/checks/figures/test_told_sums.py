"""Lists whose sum is told elsewhere."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "渠道衬砌总长126.8公里。\n2024年衬砌42.6公里、2025年衬砌48.4公里、2026年衬砌38.5公里。",
        "全市培训农民技术员共计1640人次，其余见附表。\n三期依次培训520人次、480人次、630人次。",
    ],
)
def test_the_list_makes_another_sum(text: str) -> None:
    assert "SUM-799" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "渠道衬砌总长126.8公里。\n2024年衬砌42.6公里、2025年衬砌48.4公里、2026年衬砌35.8公里。",
        "渠道衬砌总长126.8公里。\n2024年清淤42.6公里、2025年清淤48.4公里、2026年清淤38.5公里。",
        "渠道总长126.8公里。\n东、中、西三段渠道分别长42.6公里、48.4公里、38.5公里，合计129.5公里。",
        "2026年培训任务1640人次。\n三个乡镇分别超额培训520人次、480人次、630人次。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-799" not in told(text)
