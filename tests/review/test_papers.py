"""The words with which papers quote a clause."""

import pytest

from pipeline.review.clauses import Clause
from pipeline.review.papers import opening


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("第三条　市数据局负责统筹协调。其他部门配合。", 40, "市数据局负责统筹协调"),
        (
            "第一条　为规范管理，根据《中华人民共和国数据安全法》，制定本办法。",
            18,
            "为规范管理，根据……",
        ),
        ("（二）按照“谁主管；谁负责”的原则办理。", 40, "按照……"),
        ("一、各部门、各单位要高度重视", 6, "各部门、各……"),
    ],
)
def test_a_cut_leaves_no_mark_open(text, limit, shown):
    assert opening(Clause("c", "条", 0, 0, text, "h"), limit) == shown
