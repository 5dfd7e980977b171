"""What is still to be done."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "列入计划的塘坝共286座，已清淤259座，占九成。尚未清淤的37座安排在冬季。",
        "登记取水户124户，其中已发证98户。还有36户未发证，年底前办结。",
    ],
)
def test_another_number_is_left(text: str) -> None:
    assert "SUM-800" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "列入计划的塘坝共286座，已清淤259座，占九成。尚未清淤的27座安排在冬季。",
        "列入计划的塘坝共286座，已清淤259座，占九成。其中小型塘坝尚未验收的37座。",
        "列入计划的塘坝共286座，已清淤259座。列入明年计划的140座中，尚未清淤的106座。",
        "登记取水户124户，其中已发证98户，正在办理14户。还有12户未发证。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-800" not in told(text)
