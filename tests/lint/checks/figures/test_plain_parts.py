"""A whole and the list of its parts behind a comma."""

from __future__ import annotations

import pytest
from telling import told


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("招聘护士60名，内科32名、外科18名、儿科12名。", True),
        ("湿地公园总面积12.6公顷，水面3.2公顷、绿地7.5公顷、道路2.1公顷。", True),
        ("招聘护士60名，内科32名、外科18名、儿科10名。", False),
        ("招聘护士60名，内科32名、外科18名、儿科12名等。", False),
        ("检查门店60家，整改隐患32家、立案处罚18家、关停取缔12家。", False),
        ("招聘护士60名，党员32名、男性18名、硕士2名。", False),
    ],
)
def test_the_list_is_one_digit_off(text: str, wrong: bool) -> None:
    assert ("SUM-814" in told(text)) is wrong
