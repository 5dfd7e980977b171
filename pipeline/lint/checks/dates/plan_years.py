"""The years of the five-year plans: 2026年是“十五五”开局之年, “十四五”时期（2021—2025年）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages, signed_on, whole_text
from pipeline.lint.registry import check
from pipeline.resources import data_folder, load_yaml

_PLAN = r"[“\"](?P<plan>[一二三四五六七八九十]{1,2}五)[”\"]"
_SPAN = re.compile(
    _PLAN + r"(?:时期|期间|规划|计划)?[（(](?P<y1>(?:19|20)\d\d)年?(?:—|－|～|–|-|至)"
    r"(?P<y2>(?:19|20)\d\d)年?[）)]"
)
_PLACE = {
    "开局": 1, "起步": 1, "首": 1, "第一": 1, "第二": 2, "第三": 3, "第四": 4,
    "第五": 5, "收官": 5, "最后一": 5, "决胜": 5, "收尾": 5, "承上启下": 0, "关键": 0, "攻坚": 0,
}  # fmt: skip
_YEAR = re.compile(
    r"(?P<year>(?:19|20)\d\d年|今年|明年|去年)[^。；，\d“”]{0,4}(?:是|为|作为|处于)[^。；，\d“”]{0,14}"
    + _PLAN
    + rf"(?:规划|时期|计划|期间|发展|实施)*的?(?P<which>{'|'.join(_PLACE)})"
    r"(?:之|的)?(?:一)?(?:年|关键|、)"
)


@check("plan_years.named")
def named(context: Context) -> Iterator[Hit]:
    """2026年是“十四五”规划开局之年: the plan began in 2021."""
    if "五”" not in whole_text(context) and '五"' not in whole_text(context):
        return
    plans: Mapping[str, Sequence[int]] = _plans()
    for passage in passages(context):
        if "五" not in passage.text:
            continue
        for match in _SPAN.finditer(passage.text):
            years = plans.get(match["plan"])
            if years and [int(match["y1"]), int(match["y2"])] != list(years):
                yield passage.hit(match.start("y1"), match.end("y2"), **_told(match, years))
        for match in _YEAR.finditer(passage.text):
            years, year = plans.get(match["plan"]), _year(context, match["year"])
            if not years or not year:
                continue
            place = _PLACE[match["which"]]
            right = years[0] + place - 1 if place else None
            if (right is not None and year != right) or not years[0] <= year <= years[1]:
                start, end = match.span("plan")
                yield passage.hit(start - 1, end + 1, **_told(match, years))


def _told(match: re.Match[str], years: Sequence[int]) -> dict[str, Any]:
    return {"plan": match["plan"], "first": years[0], "last": years[1]}


def _year(context: Context, said: str) -> int | None:
    if said[0].isdigit():
        return int(said[:4])
    signed = signed_on(context)
    return signed.year + {"今": 0, "明": 1, "去": -1}[said[0]] if signed else None


def _plans() -> Mapping[str, Sequence[int]]:
    plans: Mapping[str, Sequence[int]] = load_yaml(data_folder("rules") / "names" / "plans.yaml")[
        "plans"
    ]
    return plans
