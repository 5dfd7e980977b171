"""References that lead nowhere: attachments, articles, tables, quoted documents, short forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part
from pipeline.lint.passages import (
    Passage,
    in_text,
    is_within,
    of_element,
    passages,
    quoted_ranges,
    recognition,
    whole_text,
)
from pipeline.lint.registry import check

_MENTION = re.compile(
    r"附件(?P<serial>\d{1,2}|[一二三四五六七八九十]{1,2}(?![、级类]))?(?!中心|箱)"
)
_FOREIGN = re.compile(r"(?:》|号|[）)]|该|其|上述|原|来文|邮件|的|收到|及)$")
_SEE = re.compile(r"(?:见|详见|附|按照?|填写|填报|根据|依据|报送|将|参照|使用|下载)$")
_ITEM = re.compile(
    r"^(?:附\s*件?\s*(?P<own>\d{1,2})?\s*[：:.．、]\s*)?(?:(?P<serial>\d{1,2}|[一二三四五六七八九十]{1,2}(?=、))\s*[.．、]\s*)?(?P<name>.*)$"
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One item of the 附件说明: its number (0 = none written), name and place."""

    serial: int
    name: str
    passage: Passage
    start: int
    end: int


def listed_attachments(context: Context) -> list[Attachment]:
    """The items of the 附件说明, in order."""
    made = []
    for passage in of_element(context, Element.ATTACHMENT_NOTE):
        made += list(_items(passage))
    return made


def _items(passage: Passage) -> Iterator[Attachment]:
    """Items of one paragraph, which may hold several lines (\\v)."""
    offset = 0
    for line in passage.text.split("\v"):
        stripped = line.strip(" \t\u3000")
        start = offset + line.index(stripped) if stripped else offset
        offset += len(line) + 1
        match = _ITEM.match(stripped)
        if not stripped or match is None:
            continue
        serial = match["serial"] or match["own"]
        number = shapes.chinese_value(serial) if serial else 0
        if not number and passage.paragraph.number:
            automatic = shapes.heading_number(passage.paragraph.number + "甲")
            number = automatic.value if automatic else 0
        name = match["name"].strip()
        if name:
            end = start + len(stripped)
            yield Attachment(number, name, passage, end - len(match["name"].lstrip()), end)


@check("references.attachment_missing")
def attachment_missing(context: Context) -> Iterator[Hit]:
    """见附件3 where there are only two attachments, or none at all."""
    known = recognition(context)
    if not known.official:
        return
    count = _attachment_count(context)
    complete = known.first(Element.DATE) is not None or known.red_head
    alone = [item.serial for item in listed_attachments(context)] == [0]
    for passage in passages(context, every_story=False):
        # a plan that the document issues may refer to the attachments of both
        if (passage.annex and not (count and in_text(context, passage))) or passage.element not in (
            Element.BODY, Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4
        ):  # fmt: skip
            continue
        for match in _MENTION.finditer(passage.text):
            before = passage.text[max(0, match.start() - 4) : match.start()]
            if match["serial"] is None:
                if count == 0 and complete and re.search(r"(?:见|详见)$", before):
                    yield passage.hit(match.start(), match.end(), have="没有附件说明")
                continue
            if _FOREIGN.search(before) and not _SEE.search(before):
                continue
            serial = shapes.chinese_value(match["serial"])
            if serial == count == 1 and alone:
                yield passage.hit(
                    match.start(),
                    match.end(),
                    have="只有一个附件",
                    message="只有一个附件，不编顺序号，写“附件”即可",
                )
            if serial > max(count, 0) and (count or complete):
                have = f"附件只有{count}个" if count else "没有附件说明"
                yield passage.hit(match.start(), match.end(), have=have)


def _attachment_count(context: Context) -> int:
    items = listed_attachments(context)
    labels = recognition(context).all(Element.ATTACHMENT_LABEL)
    highest = max((item.serial for item in items), default=0)
    return max(len(items), highest, len(labels))


def _same_name(one: str, other: str) -> bool:
    def bare(text: str) -> str:
        return re.sub(r"[\s\u3000《》〈〉\v]|[。；，]$", "", text)

    return bare(one) == bare(other)


_ISSUED = re.compile(r"(?:印发|发布|公布)(?P<name>[^，。；]{4,60}?)的(?:通知|决定|公告|通告|命令)$")
_HANDED = re.compile(
    r"^(?:现将《(?P<now>[^《》]{4,60})》|《(?P<name>[^《》]{4,60})》[^。]{0,40}?(?:现|予以)(?:予以)?)"
    r"(?:印发|发布|公布)"
)


@check("references.issued_name")
def issued_name(context: Context) -> Iterator[Hit]:
    """关于印发甲方案的通知, whose text hands out 《乙方案》 or to which 丙方案 is bound."""
    match = _ISSUED.search(recognition(context).title.rstrip("。"))
    if not match or "关于" in match["name"]:
        return
    name = bare_name(match["name"])
    places: list[tuple[Passage, int, int]] = []
    for passage in of_element(context, Element.BODY)[:3]:
        handed = _HANDED.match(passage.text.strip())
        if handed and not passage.annex:
            said = handed["name"] or handed["now"]
            start = passage.text.index(said)
            places.append((passage, start, start + len(said)))
            break
    bound = [lines for _, lines in _annexes(context)] or [_titles_behind(context)]
    if len(bound) == 1 and len(bound[0]) == 1:
        places.append((bound[0][0], 0, len(bound[0][0].text)))
    for passage, start, end in places:
        other = bare_name(passage.text[start:end])
        # another title of one length or kind is meant to be the same, an abridged one is not wrong
        if other != name and _nearly(name, other):
            yield passage.hit(start, end, name=name)


def _titles_behind(context: Context) -> list[Passage]:
    """The title of what is bound in behind the 成文日期 without a label."""
    return [title for title in of_element(context, Element.ATTACHMENT_TITLE) if title.annex]


def bare_name(text: str) -> str:
    """A title without its marks and blanks, and without a remark in brackets at its end."""
    return re.sub(r"[\s\u3000《》〈〉\v]|（[^（）]*）$", "", text)


def _nearly(one: str, other: str) -> bool:
    """Whether two names are one with up to two characters changed, left out or put in."""
    if abs(len(one) - len(other)) > 2:
        return False
    alike, left, other_left = changed_part(one, other)
    return max(left, other_left) <= 2 and alike >= 4


@check("references.attachment_titles")
def attachment_titles(context: Context) -> Iterator[Hit]:
    """The title of a bound-in attachment is not the name in the 附件说明."""
    items = listed_attachments(context)
    annexes = _annexes(context)
    if not items or len(items) != len(annexes):
        return
    for item, (_, titles) in zip(items, annexes, strict=True):
        if not titles:
            continue
        title = "".join(title.text.replace("\v", "").strip() for title in titles)
        title += _remark_below(context, titles[-1]) if item.name.endswith("）") else ""
        if not _same_name(item.name, title):
            # what else the text says tells which is wrong; else both are shown
            listed, bound = _times(context, item.name, title), _times(context, title, item.name)
            if listed < 2 or bound > 1:
                yield item.passage.hit(item.start, item.end, listed=item.name, title=title)
            if bound < 2:
                yield titles[0].hit(listed=item.name, title=title)


def _remark_below(context: Context, title: Passage) -> str:
    """What stands in brackets on a line of its own below a title: （征求意见稿）."""
    for note in of_element(context, Element.TITLE_NOTE):
        if note.annex == title.annex and note.index == title.index + 1:
            return note.text.strip()
    return ""


def _times(context: Context, name: str, other: str) -> int:
    """How often a name stands in the text, not as part of the other one."""
    whole = whole_text(context)
    return whole.count(name) - (whole.count(other) if name in other else 0)


@check("references.attachment_count")
def attachment_count(context: Context) -> Iterator[Hit]:
    """Fewer or more attachments bound in than the 附件说明 lists."""
    items = listed_attachments(context)
    annexes = _annexes(context)
    if not annexes or len(items) == len(annexes):
        return
    if not items and recognition(context).first(Element.DATE) is None:
        return
    if not items:
        missing = f"后面附有{len(annexes)}个附件，正文之后却没有附件说明"
        yield replace(annexes[0][0].hit(), message=missing)
        return
    yield items[0].passage.hit(listed=len(items), bound=len(annexes))


def _annexes(context: Context) -> list[tuple[Passage, list[Passage]]]:
    """Every labelled attachment: its label and the lines of its title."""
    titles = of_element(context, Element.ATTACHMENT_TITLE)
    made = []
    for label in of_element(context, Element.ATTACHMENT_LABEL):
        match = shapes.ATTACHMENT_LABEL_TITLE.match(label.text.strip())
        if match and not shapes.ATTACHMENT_LABEL.match(label.text.strip()):
            start = label.text.index(match["title"])
            made.append((label, [replace(label, text=label.text[start:])]))
        else:
            made.append((label, [title for title in titles if title.annex == label.annex]))
    return made


@check("references.attachment_numbers")
def attachment_numbers(context: Context) -> Iterator[Hit]:
    """Items of the 附件说明, or the labels of the attachments, are not numbered 1, 2, 3 …;
    a single attachment carries a number, or one of several carries none."""
    items = listed_attachments(context)
    if len(items) == 1 and items[0].serial:
        yield items[0].passage.hit(
            message="只有一个附件时不编顺序号", problem="只有一个附件，不应编顺序号"
        )
    elif len(items) > 1:
        for place, item in enumerate(items, start=1):
            if item.serial != place:
                problem = f"第{place}个附件的顺序号应为{place}"
                yield item.passage.hit(item.start, item.end, problem=problem)
                break
    labels = of_element(context, Element.ATTACHMENT_LABEL)
    yield from _label_numbers(labels, len(items))


def _label_numbers(labels: list[Passage], listed: int) -> Iterator[Hit]:
    serials = []
    for label in labels:
        match = re.search(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十]{1,3})?", label.text)
        serials.append(shapes.chinese_value(match[1]) if match and match[1] else 0)
    if len(labels) == 1 and listed <= 1:
        if serials[0] and listed == 1:
            yield labels[0].hit(problem="只有一个附件，左上角写“附件”即可，不编顺序号")
        return
    for place, (label, serial) in enumerate(zip(labels, serials, strict=True), start=1):
        if serial != place and not (len(labels) != listed and serial > place):
            yield label.hit(problem=f"应为“附件{place}”")
            return


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
    r"(?<![基根成脚版文日课剧标样资])本(?P<kind>办法|规定|细则|规则|规程|规范|制度|条例|准则|章程)(?![范定划律])"
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
