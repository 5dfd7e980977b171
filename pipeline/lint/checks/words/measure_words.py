"""Things counted with a measure word that is not theirs: 泵站4只, 除颤仪6条."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import passages, whole_text
from pipeline.lint.registry import check


@lru_cache(maxsize=8)
def _table(nouns: str, counted: str) -> tuple[dict[str, list[str]], re.Pattern[str]]:
    """The measure words of each noun, the usual one first, and what finds a noun with a count."""
    table = {noun: words.split(",") for noun, words in (n.split(":") for n in nouns.split())}
    # 工作人员 before 人员
    named = "|".join(sorted(table, key=len, reverse=True))
    pattern = (
        rf"(?P<noun>{named})(?:共|约|各)?\d{{1,6}}余?(?P<measure>[{counted}])"
        "(?=[，。；、和与及（以]|$)"
    )
    return table, re.compile(pattern)


@check("measure_words.wrong", options={"nouns": str, "counted": str})
def wrong(context: Context) -> Iterator[Hit]:
    """A noun and its number with the measure word of other things.

    nouns: ``noun:word,word`` with the measure words that go with it. counted: the measure words
    that are for things of one kind only; others (个, 批, 种) are never reported.
    """
    table, pattern = _table(context.options["nouns"], context.options["counted"])
    if not any(noun in whole_text(context) for noun in table):
        return
    for passage in passages(context):
        for match in pattern.finditer(passage.text):
            right = table[match["noun"]]
            start = sentence_start(passage.text, match.start())
            # 床位820张，其中卫生院640张: what is counted stands before
            counted = re.search(rf"\d余?{match['measure']}", passage.text[start : match.start()])
            if match["measure"] not in right and not counted:
                start, end = match.span("measure")
                yield passage.hit(start, end, noun=match["noun"], right="”或“".join(right[:2]))
