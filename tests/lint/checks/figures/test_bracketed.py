"""Parts that stand in brackets behind their names."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    "text",
    [
        "剩余9处险段分布在白石镇(4处）、东沟镇（3处）和青河乡（3处）。",
        "共设监测点126个，涉及东区（38个）、西区（42个）、新区（56个）。",
        "由水利局（3名）、农业农村局（2名）、气象局（2名）组成，共8名。",
    ],
)
def test_the_brackets_make_another_sum(text: str) -> None:
    assert "SUM-795" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "剩余9处险段分布在白石镇（3处）、东沟镇（3处）和青河乡（3处）。",
        "剩余9处险段分布在白石镇（4处）、东沟镇（3处）等地。",
        "共设监测点126个，其中较多的是西区（42个）、新区（46个）。",
        "改造泵站12座，新建东站（2台）、西站（3台）。",
        "完成投资2860万元，排前两位的是东沟镇（820万元）、白石镇（640万元）。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "SUM-795" not in told(text)
