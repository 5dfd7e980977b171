"""References that lead nowhere: articles, tables, lists, quoted documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    Passage,
    is_within,
    passages,
    quoted_ranges,
    recognition,
    whole_text,
)
from pipeline.lint.registry import check


def bare_name(text: str) -> str:
    """A title without its marks and blanks, and without a remark in brackets at its end."""
    return re.sub(r"[\s\u3000《》〈〉\v]|（[^（）]*）$", "", text)


_ARTICLE = re.compile(r"第([一二三四五六七八九十百零〇\d]{1,6})条")
_OWN = re.compile(
    r"(?:本(?:办法|规定|条例|细则|规则|章程|规范|制度|准则|决定|实施细则)|(?:依照|按照|根据|违反|符合|依据|见|适用|除)(?:本)?)$"
)


@check("references.article")
def article(context: Context) -> Iterator[Hit]:
    """本办法第二十条 in a text that has only eighteen articles."""
    bodies = passages(context, every_story=False)
    lasts: dict[int, int] = {}
    official = recognition(context).official
    for passage in bodies:
        number = shapes.heading_number(passage.text.strip(" \u3000\t"))
        if number and number.scheme == "条":
            if number.value < lasts.get(passage.annex, 0):
                return
            lasts[passage.annex] = number.value
    for passage in bodies:
        last = lasts.get(passage.annex, 0)
        for match in _ARTICLE.finditer(passage.text):
            before = passage.text[max(0, match.start() - 8) : match.start()]
            value = shapes.chinese_value(match[1])
            if last >= 3 and value > last and _OWN.search(before):
                yield passage.hit(match.start(), match.end(), have=f"只有{last}条")
            elif not lasts and official and _OWN_PLAN.search(before):
                yield passage.hit(match.start(), match.end(), have="不分条")


_OWN_PLAN = re.compile(r"本(?:计划|方案|规划|要点|通知|意见|通报|工作方案|实施方案)$")
_SELF = re.compile(
    r"本(?<![基根成脚版文日课剧标样资].)(?P<kind>办法|规定|细则|规则|规程|规范|制度|条例|准则|章程)(?![范定划律])"
)
_ONCE_OR_TWICE = 2


@check("references.self_name")
def self_name(context: Context) -> Iterator[Hit]:
    """制定本规定 in a text that calls itself 本办法."""
    if not _SELF.search(whole_text(context)):
        return
    said: dict[int, list[tuple[Passage, re.Match[str]]]] = {}
    for passage in passages(context, every_story=False):
        quoted = quoted_ranges(passage.text) if "本" in passage.text else []
        for match in _SELF.finditer(passage.text) if "本" in passage.text else ():
            if not is_within(quoted, *match.span()):
                said.setdefault(passage.annex, []).append((passage, match))
    for mentions in said.values():
        (usual, times), *others = Counter(match["kind"] for _, match in mentions).most_common()
        # more of the other name, and the text is made of several
        if times > sum(number for _, number in others) <= _ONCE_OR_TWICE:
            for passage, match in mentions:
                if match["kind"] != usual:
                    yield passage.hit(*match.span(), usual=usual)


_FOLLOWING = re.compile(r"(?P<at>下列)(?!表|图)[^：:。；\n]*。(?P<rest>[^\n]*)")
_LISTS = re.compile(r"[\s\u3000]*(?:[\d一二三四五六七八九十①-⑩（(“]|第[一二三]|首先|其一)")


@check("references.nothing_listed")
def nothing_listed(context: Context) -> Iterator[Hit]:
    """下列任务 with other sentences behind it and no list below."""
    if "下列" not in whole_text(context) or not recognition(context).official:
        return
    texts = passages(context, every_story=False)
    parted = False  # whether the text has headings of the first level so far
    for passage, below in pairwise([*texts, None]):
        if passage is None:
            break
        parted = parted or passage.element is Element.HEADING_1
        if passage.element not in (Element.BODY, Element.HEADING_2) or "下列" not in passage.text:
            continue
        sibling = below is not None and below.element is Element.HEADING_1 and parted
        if below is not None and not sibling and _may_list(below):
            continue
        for match in _FOLLOWING.finditer(passage.text):
            if not _LISTS.match(match["rest"]):
                yield passage.hit(*match.span("at"))


def _may_list(passage: Passage) -> bool:
    """Whether a paragraph may be an item of what the one above announces."""
    text = passage.paragraph.number + passage.text
    table = passage.element in (Element.TABLE, Element.CAPTION) or passage.paragraph.cell
    return bool(table or _LISTS.match(text) or passage.text.rstrip().endswith(("；", "，", "：")))


_SEE_TABLE = re.compile(r"(?:见|详见|如|按照?)(?P<kind>表|图)\s*(?P<serial>\d{1,2})(?![\d.\-—])")


@check("references.table")
def table(context: Context) -> Iterator[Hit]:
    """见表3 where the captions only go to 表2."""
    numbers: dict[str, set[int]] = {"表": set(), "图": set()}
    if not _SEE_TABLE.search(whole_text(context)):
        return
    for passage in passages(context):
        match = re.match(r"\s*(表|图)\s*(\d{1,2})(?![\d])", passage.text)
        if match and passage.element in (Element.CAPTION, Element.TABLE, Element.ATTACHMENT_TITLE):
            numbers[match[1]].add(int(match[2]))
    for passage in passages(context):
        for match in _SEE_TABLE.finditer(passage.text):
            known = numbers[match["kind"]]
            if known and int(match["serial"]) not in known:
                yield passage.hit(
                    match.start("kind"), match.end(), kind=match["kind"], last=max(known)
                )


_DOCUMENT = re.compile(
    r"《(?P<name>[^《》]{2,40}?关于[^《》]{2,80}?(?:通知|意见|批复|决定|请示|报告|函|通报))》(?P<after>\s*（[^（）]{0,60}）)?"
)


@check("references.quoted_number")
def quoted_number(context: Context) -> Iterator[Hit]:
    """A quoted official document without its 发文字号 where it is first named."""
    seen: set[str] = set()
    if not recognition(context).official:
        return
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY or passage.annex:
            continue
        for match in _DOCUMENT.finditer(passage.text):
            name = match["name"]
            if name in seen or match["name"].endswith("等"):
                continue
            seen.add(name)
            if not re.search(r"号|令", match["after"] or ""):
                yield passage.hit(match.start(), match.end("name") + 1, name=name)


_RECEIVED = re.compile(
    r"《[^《》]*(?:〈[^〈〉]*〉[^《》]*)*》(?P<number>\s*（[^（）]*号(?:，[^（）]*)?）)?[^，。；]{0,6}收悉|(?:请示|来函|报告|函)(?:已)?收悉"
)


@check("references.received_number")
def received_number(context: Context) -> Iterator[Hit]:
    """A 批复 or 复函 whose first sentence does not give title and number of what it answers."""
    for passage in passages(context, every_story=False):
        if passage.element is not Element.BODY or passage.annex or "收悉" not in passage.text:
            continue
        match = _RECEIVED.search(passage.text)
        if match and not match["number"]:
            yield passage.hit(match.start(), match.end())
        return
