"""One period of time told in two ways."""

from __future__ import annotations

import pytest

from tests.lint.checks.figures.telling import told


@pytest.mark.parametrize(
    "text",
    [
        "二、项目工期8个月，汛前完成主体工程。\n三、合同工期为6个月，逾期支付违约金。",
        "拟补助名单在村务公开栏公示，公示期7天。\n公示期为5天，期间受理群众异议。",
        "设备质保期三年。\n中标人应当明确质保期24个月。",
    ],
)
def test_the_two_differ(text: str) -> None:
    assert "DATE-746" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "二、项目工期8个月，汛前完成主体工程。\n三、合同工期为8个月，逾期支付违约金。",
        "村级公示期7天。\n县级公示期5天。",
        "公示期5个工作日。\n公示期为7天，含周末。",
        "主体工程工期8个月。\n管理房工期3个月。",
        "质保期三年。\n质保期由三年延长为五年。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "DATE-746" not in told(text)
