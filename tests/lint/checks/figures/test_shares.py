"""A rate that is told by the verb turned round: 收回, 回收率."""

from __future__ import annotations

from telling import told


def test_what_came_back() -> None:
    assert "SUM-022" in told("发放问卷80份、收回72份，回收率85%。")
    assert "SUM-022" not in told("发放问卷80份、收回72份，回收率90%。")
    assert "SUM-022" not in told("发放问卷80份、登记72份，使用率85%。")
