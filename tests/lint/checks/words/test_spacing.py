"""Blanks that part a word of a running paragraph."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.text import text_document
from tests.lint.checks.short_papers import RULES, paper


def words(text: str) -> list[str]:
    report = lint_document(text_document(text), RULES, Settings(select=("PUNC-35",)), "")
    return [finding.message[1:3] for finding in report.findings]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("候车亭的选址方案应当在站牌旁公 示7日，听取乘客意见。", ["公示"]),
        ("及 时更换破损的站牌。", ["及时"]),
        ("司机要做 好交接班记录，按时检 查轮胎和灭火器。", ["做好", "检查"]),
        ("各车队要压实安全责\u3000任，加强日常管\u00a0理，做到人车相符。", ["责任", "管理"]),
        ("出席：高 明、安 全、方 向，列席：成 立、和 平、文 明。", []),
        ("领导小组由高 明同志任组长，成员由各车队队长组成。", []),
        ("时 间：2026年5月8日上午9时，地 点：公交总站三楼会议室。", []),
        ("第三十一 条修改为下列内容，其他条款的顺序作相应调整。", []),
        ("市委常委 市政府副市长到公交总站检查春运安全工作。", []),
        ("会 议 纪 要", []),
    ],
)
def test_a_blank_in_a_word(body: str, told: list[str]) -> None:
    assert words(paper(body)) == told
