"""Days from first to last, both counted where nobody travels."""

from __future__ import annotations

import pytest

from pipeline.lint.engine import Settings, lint_document
from pipeline.lint.rules import load_rules
from pipeline.lint.text import text_document

RULES = load_rules()
HEAD = "关于举办巡护员培训班的通知\n各县水利局：\n"
TAIL = "\n江州市水利局\n2026年3月10日"


def _told(text: str) -> bool:
    document = text_document(HEAD + text + TAIL)
    report = lint_document(document, RULES, Settings(select=("DATE-650",)), "")
    return bool(report.findings)


@pytest.mark.parametrize(
    "text",
    [
        "培训班为期4天，自5月12日至5月16日。",
        "培训时间为5月12日至16日，为期4天。",
        "培训时间为5月12日至16日，为期3天，5月12日下午报到。",
    ],
)
def test_another_number_of_days(text: str) -> None:
    assert _told(text)


@pytest.mark.parametrize(
    "text",
    [
        "培训班为期5天，自5月12日至5月16日。",
        "培训时间为5月12日至16日，为期4天，5月12日下午报到。",
        "培训时间为5月12日至16日，为期4天。\n5月16日下午离会。",
        "汛前值守自5月12日8时起至5月16日8时止，为期4天。",
        "汛前值守历时4天（5月12日至16日）。",
        "整治为期1个月，自5月12日至6月11日。",
    ],
)
def test_the_days_as_they_are_or_those_between_journeys(text: str) -> None:
    assert not _told(text)
