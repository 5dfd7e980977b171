"""Documents named in 《》 under two names that differ by a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from pipeline.lint.checks.structure.references import bare_name
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part, likeness
from pipeline.lint.near_words import are_near
from pipeline.lint.passages import Passage, passages, recognition, whole_text
from pipeline.lint.registry import check

_NAMED = re.compile(r"《(?P<name>[^《》]{6,60})》(?P<after>\s*（[^（）]{0,40}号）)?")
_KINDS = "办法|规定|细则|规则|规程|规范|制度|条例|准则|导则|指南|手册|方案|计划|规划|预案|意见"
_KIND = re.compile(rf"(?:{_KINDS})$")
_COUNTS = re.compile(r"[\d一二三四五六七八九十〇零百上下前后]")


@check("quoted_names.differ")
def differ(context: Context) -> Iterator[Hit]:
    """《热线管理规定》 here and 《热线管理办法》 there: one document under two names."""
    whole = whole_text(context)
    if whole.count("《") < 2 or not recognition(context).official:
        return
    found: dict[str, list[tuple[Passage, re.Match[str]]]] = {}
    for passage in passages(context, every_story=False):
        for match in _NAMED.finditer(passage.text) if "《" in passage.text else ():
            found.setdefault(bare_name(match["name"]), []).append((passage, match))
    for one, other in combinations(found, 2):
        if not _two_names(one, other) or _apart(found[one], found[other]):
            continue
        usual, odd = sorted((one, other), key=lambda name: (-whole.count(name), -len(found[name])))
        if whole.count(usual) == whole.count(odd):
            usual, odd = one, other
            if len(found[one]) == len(found[other]):
                yield _named(found[one][0], other)  # nobody knows which is right
        yield _named(found[odd][0], usual)


def _named(place: tuple[Passage, re.Match[str]], usual: str) -> Hit:
    passage, match = place
    return passage.hit(match.start("name"), match.end("name"), usual=usual)


def _two_names(one: str, other: str) -> bool:
    """Whether two titles are one but for the last word (办法 and 规定), a word or a character taken
    for another, a lost character, or 和, 的 or 性 put in."""
    if one[:7] == other[:7] == "中华人民共和国":
        return False
    one, other = (_SMALL_WORDS.sub("", name) for name in (one, other))
    alike, left, other_left = changed_part(one, other)
    if alike < _ALIKE or max(left, other_left) > 2:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), alike)
    parts = one[start : start + left], other[start : start + other_left]
    if any(map(_COUNTS.search, parts)):
        return False
    if start >= min(len(one), len(other)) - 2 and (left, other_left) != (1, 1):
        kinds = (_KIND.search(one), _KIND.search(other))
        return one == other or (None not in kinds and left == other_left)
    if min(left, other_left) == 0:
        # a name of so many characters is hardly that of another document without one of them
        return start > 2 and alike >= (_LONG if left + other_left == 1 else _LONG + 2)
    if left != other_left:
        return False
    near = any(
        are_near(one[at : at + 2], other[at : at + 2]) for at in {start, max(start + left - 2, 0)}
    )
    # so near to the end, or in a long name, a word tells no other document
    if near and alike > (_ALIKE if left == 1 or start + left == len(one) - 2 else _LONG - 2):
        return True
    return left == 1 and likeness(*parts) is not None


_NEARBY = 40  # characters behind a name that tell that it is repealed
_ALIKE = 6  # characters that two names of one document share at least
_LONG = 12
_SMALL_WORDS = re.compile("[和与及的、]")


# in a clause of its own, as what has been named before: 修订《办法》，推动《办法》落地
_CITED = re.compile("，[^，《》]{0,8}(?:违反|推动|落实|对照|按照|依照|根据|遵守)$")


def _apart(
    one: list[tuple[Passage, re.Match[str]]], other: list[tuple[Passage, re.Match[str]]]
) -> bool:
    """Whether two names are two documents after all: named in one sentence, one of them repealed,
    or each with a number of its own."""
    numbers = [{match["after"] for _, match in places if match["after"]} for places in (one, other)]
    if all(numbers) and not numbers[0] & numbers[1]:
        return True
    if any("废止" in p.text[m.end() : m.end() + _NEARBY] for p, m in (*one, *other)):
        return True  # the one before it
    for passage, match in one:
        for beside, named in other:
            if beside.index == passage.index:
                first, last = sorted((match.start(), named.start()))
                between = passage.text[first:last]
                if not re.search("[。；]", between) and not _CITED.search(between):
                    return True
    return False
