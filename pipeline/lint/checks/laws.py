"""Names of statutes that a document quotes, held against those in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part
from pipeline.lint.passages import passages
from pipeline.lint.registry import check
from pipeline.resources import data_folder, load_yaml

_QUOTED = re.compile(
    r"《(?P<full>中华人民共和国(?P<name>[\u4e00-\u9fff]{1,20}?)(?P<kind>法|条例|办法|法规|法律|规定))》"
)
_HISTORY = re.compile(r"(?:原|废止|废止的|曾用名|旧|历史上)[^，。；]{0,6}$")


@cache
def _laws() -> frozenset[str]:
    data: Any = load_yaml(data_folder("rules") / "names" / "laws.yaml")
    return frozenset(data["laws"].split())


@check("laws.name")
def name(context: Context) -> Iterator[Hit]:
    """《中华人民共和国道路交通安全保护法》: there is none, but 道路交通安全法 is nearly it."""
    for passage in passages(context):
        if "《中华人民共和国" not in passage.text:
            continue
        for match in _QUOTED.finditer(passage.text):
            right = _meant(match["name"], match["kind"])
            if right and not _HISTORY.search(passage.text[: match.start()]):
                start, end = match.span("full")
                yield passage.hit(start, end, right=f"中华人民共和国{right}")


def _meant(said: str, kind: str) -> str:
    """The statute that a name nearly is; empty when it is one or is near to none or to several."""
    laws = _laws()
    whole = said + kind
    if kind != "法":
        return said + "法" if said + "法" in laws and whole not in laws else ""
    if whole in laws or whole.endswith(("实施法", "施行法")):
        return ""
    near = [law for law in laws if len(law) > 3 and _slipped(whole, law)]
    return near[0] if len(near) == 1 else ""


def _slipped(one: str, other: str) -> bool:
    """Whether one character of a name is another or is missing, or one or two are put in."""
    alike, said, meant = changed_part(one, other)
    return (said, meant) in ((1, 1), (0, 1), (1, 0), (2, 0)) and alike >= 3
