"""So many batches of so many; so much a year for some years."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("SUM-806", "全年举办技术培训12期，每期45人，共计培训504人。"),
        ("SUM-806", "分三批发放水泵，每批160台，累计发放840台。"),
        ("SUM-810", "市财政每年补助860万元，三年累计补助2850万元。"),
    ],
)
def test_the_figures_do_not_go_together(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "全年举办技术培训12期，每期45人，共计培训540人。",
        "全年举办技术培训12期，每期约45人，共计培训504人。",
        "全年举办技术培训12期、讲座6期，每期45人，共计培训504人。",
        "每期培训45人，共计培训504人。",
        "市财政每年补助860万元，三年累计补助2580万元。",
        "市财政每年补助860万元，两年累计整合各类资金2850万元。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert not told(text) & {"SUM-806", "SUM-810"}
