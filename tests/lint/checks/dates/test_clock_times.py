"""Two times of one day and how long it took."""

from __future__ import annotations

import pytest

from tests.lint.checks.figures.telling import told


@pytest.mark.parametrize(
    "text",
    [
        "上午9时40分发出指令，10时25分闸门全部开启，用时55分钟。",
        "下午2时10分停水检修，5时40分恢复供水，历时4小时30分钟。",
        "8:05接警，8:52到达现场，全程用时37分钟。",
    ],
)
def test_it_took_another_time(text: str) -> None:
    assert "DATE-747" in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "上午9时40分发出指令，10时25分闸门全部开启，用时45分钟。",
        "上午9时40分发出指令，9时55分到达，10时25分闸门全部开启，用时30分钟。",
        "上午9时40分发出指令，10时25分闸门全部开启，其中一号闸门用时12分钟。",
        "下午2时10分停水检修，5时40分恢复供水，历时3个半小时。",
        "上午9时至10时培训，用时约50分钟。",
    ],
)
def test_what_may_be_right_is_not_told(text: str) -> None:
    assert "DATE-747" not in told(text)
