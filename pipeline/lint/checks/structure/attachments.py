"""附件说明, the attachments bound in and what is said of them; the document that is issued."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.elements import Element
from pipeline.lint.checks.structure.references import bare_name
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.likeness import changed_part
from pipeline.lint.passages import (
    HEADINGS,
    Passage,
    in_text,
    of_element,
    passages,
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


@check("attachments.missing")
def missing(context: Context) -> Iterator[Hit]:
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


@check("attachments.issued_name")
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


def _nearly(one: str, other: str) -> bool:
    """Whether two names are one with up to two characters changed, left out or put in."""
    if abs(len(one) - len(other)) > 2:
        return False
    alike, left, other_left = changed_part(one, other)
    return max(left, other_left) <= 2 and alike >= 4


@check("attachments.titles_differ")
def titles_differ(context: Context) -> Iterator[Hit]:
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


@check("attachments.count_differs")
def count_differs(context: Context) -> Iterator[Hit]:
    """Fewer or more attachments bound in than the 附件说明 lists."""
    items = listed_attachments(context)
    annexes = _annexes(context)
    if items and not annexes:
        yield from _unlabelled(context, items)
    if not annexes or len(items) == len(annexes):
        return
    known = recognition(context)
    if not items and known.first(Element.DATE) is None and not known.red_head:
        return
    if not items:
        missing = f"后面附有{len(annexes)}个附件，正文之后却没有附件说明"
        yield replace(annexes[0][0].hit(), message=missing)
        return
    yield items[0].passage.hit(listed=len(items), bound=len(annexes))


def _unlabelled(context: Context, items: list[Attachment]) -> Iterator[Hit]:
    """The first title behind the document that is the name of a listed attachment, where no label
    stands above any."""
    for title in _titles_behind(context):
        if any(not item.passage.annex and _same_name(item.name, title.text) for item in items):
            message = "附件首页左上角应标“附件”及其顺序号，这里没有"
            yield replace(title.hit(), message=message)
            return


@check("attachments.untitled")
def untitled(context: Context) -> Iterator[Hit]:
    """A label with a table of several columns, or a numbered heading, right below it."""
    titled = {title.annex for title in of_element(context, Element.ATTACHMENT_TITLE)}
    labels = [p for p in of_element(context, Element.ATTACHMENT_LABEL) if p.story == "body"]
    bare = {
        p.index: p for p in labels if p.annex not in titled and _LABEL.fullmatch(p.text.strip())
    }
    if not bare:
        return
    for above, below in pairwise(passages(context, every_story=False)):
        cell = below.paragraph.cell
        begins = below.element in HEADINGS or (cell is not None and not cell.fills_row)
        if above.index in bare and begins:
            yield bare[above.index].hit()


_LABEL = re.compile(r"附\s*件\s*[\d一二三四五六七八九十]{0,3}\s*[：:]?")


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


@check("attachments.numbers")
def numbers(context: Context) -> Iterator[Hit]:
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


# 分年度安排见附件3, 任务分解（详见附件1）, 附件2《任务分解表》
_SEE_ABOUT = re.compile(
    r"(?P<what>[\u4e00-\u9fff]{2,12})(?:（|，|由)?(?:请|另|详|具体)?(?:见|参见)附件(?P<serial>\d{1,2})(?!\d|[—-])"
)
# 登记古树46株（名单见附件2）
_LISTED_IN = re.compile(
    r"(?P<clause>[^，。；：、（）]{3,24})（(?:(?:具体|详细)?(?:名单|清单|明细|一览|目录|名录|分布))表?(?:详)?见附件"
    r"(?P<serial>\d{1,2})(?!\d|[—-])"
)
_NAMED = re.compile(r"附件(?P<serial>\d{1,2})(?:的)?《(?P<name>[^《》]{4,60})》")
# words that tell no attachment from another
_SAYS_NOTHING = re.compile(
    "情况|要求|内容|事项|名称|格式|如下|具体|有关|相关|工作|标准|方案|附表|表格|详情"
)


@check("attachments.other_number")
def other_number(context: Context) -> Iterator[Hit]:
    """资金安排见附件1 where attachment 1 is a 任务分解表 and attachment 2 a 资金安排表."""
    items = listed_attachments(context)
    if len(items) < 2 or not recognition(context).official:
        return
    names = {item.serial or place: bare_name(item.name) for place, item in enumerate(items, 1)}
    for passage in passages(context, every_story=False):
        if "附件" not in passage.text or not in_text(context, passage):
            continue
        if any(item.passage.index == passage.index for item in items):
            continue
        for pattern in (_SEE_ABOUT, _LISTED_IN, _NAMED):
            for match in pattern.finditer(passage.text):
                serial = shapes.chinese_value(match["serial"])
                meant = _meant(match, serial, names)
                if meant:
                    start = match.start("serial") - len("附件")
                    yield passage.hit(
                        start,
                        match.end("serial"),
                        serial=serial,
                        name=names[serial],
                        meant=meant,
                        other=names[meant],
                    )


def _meant(match: re.Match[str], serial: int, names: dict[int, str]) -> int:
    """The one attachment whose name has the words of the reference; 0 when it is the one named,
    when none or several have them, or when the number is none of theirs."""
    said = names.get(serial)
    if said is None:
        return 0
    if "clause" in match.re.groupindex:
        having = _having(match["clause"], said, names)
    elif "what" in match.re.groupindex:
        what = match["what"]
        word = what[-2:]
        if _SAYS_NOTHING.match(word) or any(what[i : i + 2] in said for i in range(len(what) - 1)):
            return 0
        having = [number for number, name in names.items() if word in name]
    else:
        name = bare_name(match["name"])
        if name in said or said in name:
            return 0
        having = [number for number, other in names.items() if name in other]
    return having[0] if len(having) == 1 else 0


def _having(clause: str, said: str, names: dict[int, str]) -> list[int]:
    """The attachments with three characters of a clause in their names; none when the one that is
    named has two of them."""
    if any(pair in said for pair in _pieces(clause, 2)):
        return []
    return [number for number, name in names.items() if any(p in name for p in _pieces(clause, 3))]


def _pieces(text: str, length: int) -> list[str]:
    pieces = (text[at : at + length] for at in range(len(text) - length + 1))
    return [piece for piece in pieces if not any(char.isdigit() for char in piece)]
