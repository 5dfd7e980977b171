"""What is paid in parts, by shares and by amounts."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("SUM-793", "合同价为286万元。签订合同后预付30%，即58.8万元。"),
        ("SUM-793", "补助资金共1250万元，开工后拨付40%，计520万元；余款验收后拨付。"),
        ("SUM-797", "签订合同后支付30%，验收合格后支付剩余60%。"),
        ("SUM-797", "开工时拨付50%，主体完工拨付30%，竣工后拨付其余30%。"),
    ],
)
def test_the_parts_do_not_come_out(rule: str, text: str) -> None:
    assert rule in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "合同价为286万元。签订合同后预付30%，即85.8万元。",
        "甲段286万元，乙段120万元。签订合同后预付30%，即36万元。",
        "签订合同后支付30%，验收合格后付至97%，剩余3%作为质量保证金。",
        "开工时拨付50%，主体完工拨付30%，竣工后拨付其余20%。",
        "合格率达到95%，其余5%已经整改，已支付奖励资金。",
        "按进度支付至80%，剩余15%结算后支付，5%质保期满支付。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert not told(text) & {"SUM-793", "SUM-797"}
