"""References to 款 and 项 of the document's own articles that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.gongwen import line_shapes as shapes
from pipeline.lint.checks.figures.written import sentence_start
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import Passage, passages, whole_text
from pipeline.lint.registry import check

_NUMBER = "[一二三四五六七八九十百零〇]{1,6}"
_REFERENCE = re.compile(
    rf"第(?P<article>{_NUMBER})条(?:第(?P<part>{_NUMBER})款)?(?:第(?P<item>{_NUMBER})项)?"
)
_ITEM = re.compile(r"[（(](?P<n>[一二三四五六七八九十]{1,3})[）)]")
# what stands before a reference to the document's own article
_OWN = re.compile(
    r"(?:本(?:办法|规定|条例|细则|规则|章程|规范|制度|准则|决定|实施细则)|^|[，。；、（]|依照|按照|根据|违反|符合|依据|有|除|和|与|或者?)$"
)
_FOREIGN = re.compile("》[^，。；]{0,12}$|(?<!本办)法$|(?<!本)条例$")
# what may stand between a law and a later one of its articles
_ARTICLES = re.compile(
    rf"(?:第{_NUMBER}[编章节条款项目](?:之{_NUMBER})?|[（(]{_NUMBER}[）)]项?|[、，和或及与者以至到]|的规定|规定的)+$"
)


@dataclass(slots=True)
class _Article:
    """How many 款 an article has, and for each how many 项."""

    parts: int = 0
    items: dict[int, int] = field(default_factory=dict)

    def read(self, text: str) -> None:
        """Take in one paragraph of the article."""
        first = _ITEM.match(text)
        if first is None:
            self.parts += 1
        for match in [first] if first else _ITEM.finditer(text):
            value = shapes.chinese_value(match["n"])
            if value == self.items.get(self.parts, 0) + 1:
                self.items[self.parts] = value


@check("provisions.missing")
def missing(context: Context) -> Iterator[Hit]:
    """违反本办法第十一条第六项 where article 11 has five items."""
    if "项" not in whole_text(context) and "款" not in whole_text(context):
        return
    texts = passages(context, every_story=False)
    articles = _articles(texts)
    known = {annex for annex, _ in articles}
    lost = _run_together(articles)
    for passage in texts if articles else ():
        if passage.annex not in known or "第" not in passage.text:
            continue
        for match in _REFERENCE.finditer(passage.text):
            if not (match["part"] or match["item"]) or (lost and match["part"]):
                continue
            before = passage.text[max(0, match.start() - 20) : match.start()]
            article = articles.get((passage.annex, shapes.chinese_value(match["article"])))
            own = _OWN.search(before) and ("本" in before[-6:] or not _foreign(passage, match))
            if article is None or not own:
                continue
            have = _have(article, match)
            if have:
                yield passage.hit(match.start(), match.end(), article=match["article"], have=have)


def _foreign(passage: Passage, match: re.Match[str]) -> bool:
    """Whether the sentence names another law before the reference."""
    start = sentence_start(passage.text, match.start())
    before = passage.text[start : match.start()]
    return "《" in before or _FOREIGN.search(_ARTICLES.sub("", before)) is not None


_FEW = 8  # articles that may well have one paragraph each


def _run_together(articles: Mapping[tuple[int, int], _Article]) -> bool:
    """Whether no article has a second paragraph, as in a text whose lines were lost."""
    return len(articles) >= _FEW and all(one.parts <= 1 for one in articles.values())


def _have(article: _Article, match: re.Match[str]) -> str:
    """What the article has instead of what is referred to; empty when it has that."""
    part = shapes.chinese_value(match["part"]) if match["part"] else 0
    item = shapes.chinese_value(match["item"]) if match["item"] else 0
    if part > article.parts:
        return f"只有{article.parts}款"
    if item:
        most = article.items.get(part, 0) if part else max(article.items.values(), default=0)
        if item > most:
            where = f"第{match['part']}款" if part else ""
            return f"{where}只有{most}项" if most else f"{where}没有分项"
    return ""


def _articles(texts: list[Passage]) -> dict[tuple[int, int], _Article]:
    """The articles of each part of the document whose number is there once; none when several are
    out of turn (a text made of excerpts)."""
    found: dict[tuple[int, int], _Article] = {}
    current: _Article | None = None
    last: dict[int, int] = {}
    broken: list[tuple[int, int]] = []
    for passage in texts:
        automatic = getattr(passage.paragraph, "number", "") or ""
        text = automatic + passage.text.strip(" \u3000\t")
        number = shapes.heading_number(text)
        if number is not None and number.scheme == "条":
            key = (passage.annex, number.value)
            if number.value <= last.get(passage.annex, 0):
                broken.append(key)
            last[passage.annex] = max(number.value, last.get(passage.annex, 0))
            current = found.setdefault(key, _Article())
            current.read(text[number.end :].strip(" \u3000\t"))
        elif number is not None and number.scheme in ("章", "节", "编"):
            current = None
        elif current is not None:
            current.read(text)
    if len(found) < 3 or len(broken) > 2:
        return {}
    return {key: article for key, article in found.items() if key not in broken}


_BEFORE = re.compile(r"(?:前款|前(?P<n>[两二三四五])款|上款)(?=[规所的第，、]|情形|行为)")


_ARTICLE_BEFORE = re.compile(rf"前条(?=第)(?:第(?P<part>{_NUMBER})款)?(?:第(?P<item>{_NUMBER})项)?")


_OF_ARTICLE = re.compile(rf"第{_NUMBER}条(?:之{_NUMBER})?(?:的)?$")


@check("provisions.nothing_before")
def nothing_before(context: Context) -> Iterator[Hit]:
    """违反前款规定 in the first paragraph of an article: there is none before it; 前条第三款 where
    the article before has two."""
    if "款" not in whole_text(context):
        return
    texts = passages(context, every_story=False)
    articles = _articles(texts)
    known = {annex for annex, _ in articles}
    parts = value = 0  # 款 of the article so far, and its number; 0 outside of one
    for passage in texts if known else ():
        automatic = getattr(passage.paragraph, "number", "") or ""
        text = automatic + passage.text.strip(" \u3000\t")
        number = shapes.heading_number(text)
        if passage.annex not in known or (number and number.scheme in ("章", "节", "编")):
            parts = 0
        elif number is not None and number.scheme == "条":
            parts, value = 1, number.value
        elif parts and not _ITEM.match(text):
            parts += 1
        item = _ITEM.match(text) is not None
        for match in _BEFORE.finditer(passage.text) if parts and not item else ():
            before = passage.text[: match.start()]
            if _OF_ARTICLE.search(before) or "。" in before:  # 款 that have run together
                continue
            needed = shapes.chinese_value(match["n"].replace("两", "二")) if match["n"] else 1
            if parts - 1 < needed:
                have = "前面没有款" if parts == 1 else f"前面只有{parts - 1}款"
                yield passage.hit(match.start(), match.end(), have=f"这一条{have}")
        article = articles.get((passage.annex, value - 1)) if parts else None
        for match in _ARTICLE_BEFORE.finditer(passage.text) if article else ():
            if article and (lacking := _have(article, match)):
                yield passage.hit(match.start(), match.end(), have=f"前一条{lacking}")
