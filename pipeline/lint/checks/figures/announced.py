"""So many things announced at the end of a paragraph, so many numbered paragraphs behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import HeadingNumber, chinese_value, heading_number
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages
from pipeline.lint.registry import check

_COUNT = (
    r"(?<![第一二三四五六七八九十百零\d—～.-])"
    r"(?P<count>十[一二三四五六七八九]?|[两二三四五六七八九]|\d{1,2})"
)
# what is listed in numbered paragraphs
_THINGS = (
    r"大?个(?:重点|主要|突出|具体|典型)?(?:方面|问题|事项|环节|阶段|步骤|部分|关系|重点|难点|短板|不足|渠道|途径|条件|要求|原则|"
    r"目标|任务|措施|案例|情形|层面|体系|机制|专项|行动|工程|方式|要点|特点|因素|原因|领域|类别|建议|意见)"
    r"|大?方面|类(?:问题|情形|对象|人员|群体|项目|企业|事项)|[项条]|大(?:任务|工程|行动|措施|举措|体系|问题|重点|原则|方面)|点|种(?:情形|方式)|起|件|例"
)
_ANNOUNCED = re.compile(
    rf"{_COUNT}(?P<of>{_THINGS})[^，。；：\d]{{0,20}}?(?:如下|下列)[^，。：]{{0,6}}[：。:]$"
)
_FOLLOWING = re.compile(
    rf"(?:以下|下列|下面|如下)的?{_COUNT}(?P<of>{_THINGS})(?P<more>[^。；：\d]{{0,24}})[：。:]$"
)
_TOLD_OF = re.compile(
    "(?:存在|做好|抓好|抓实|做到|坚持|把握|突出|处理好|实施|开展|推进|采取|建立|健全|强化|聚焦|围绕|提出|讲|谈|强调|"
    "议定|决定|明确|部署|注意|包括|主要有|分)(?:了|好|以|为)?"
    rf"{_COUNT}(?P<of>{_THINGS})(?P<more>[^，。；：\d]{{0,10}})[：:]$"
)
_FORMED = re.compile(
    rf"(?:下设|共设|设立?|分为?|分成|划分为){_COUNT}(?P<of>个(?:专项)?(?:工作)?(?:小组|组|专班|阶段|步骤|部分|环节))[。：:]$"
)
# 三、抓好五项重点任务, with （一） to （五） under it
_HEADING = re.compile(
    rf"(?:实施|抓好|做好|推进|开展|完成|落实|把握|处理好|解决|突出|强化|存在)(?:了|好)?(?:以下|下列)?{_COUNT}"
    rf"(?P<of>{_THINGS})(?P<more>[^，。；：、“”\d]{{0,6}})$"
)
# the list behind is one of something else: 按以下三个原则提出如下要求
_OTHER = re.compile("以下|下列|如下|提出|予以|进行|作出|开展")
_SHORT = 30  # characters of a heading
# a last section that is none of the things announced
_CLOSING = re.compile("要求|保障|组织领导|组织实施|其[他它]|附则|有关事项|纪律")


@check("announced.paragraphs")
def paragraphs(context: Context) -> Iterator[Hit]:
    """现将5起……通报如下： with another number of numbered paragraphs behind it."""
    texts = passages(context, every_story=False)
    for place, passage in enumerate(texts):
        if passage.element not in (Element.BODY, *HEADINGS):
            continue
        match = _announcement(passage)
        if not match:
            continue
        said = chinese_value(match["count"])
        behind = _behind(passage, texts[place + 1 :])
        listed = _numbered(behind) or _spoken(behind)
        # 一、典型问题 and under it （一） to （四）
        may_be = {*listed, *_numbered(behind[1:])}
        if listed and listed[0] >= 2 and said not in may_be:
            yield passage.hit(
                match.start("count"),
                match.end("of"),
                said=match["count"] + match["of"],
                listed=listed[0],
            )


def _announcement(passage: Passage) -> re.Match[str] | None:
    """The words at the end of a paragraph that say how many things follow."""
    text = passage.text.rstrip()
    if passage.element in HEADINGS and text[-1:] not in "：。:":
        return _HEADING.search(text) if len(text) < _SHORT else None
    if not text.endswith(("：", "。", ":")):
        return None
    for pattern in (_FOLLOWING, _TOLD_OF):
        match = pattern.search(text)
        if match and not _OTHER.search(match["more"]):
            return match
    tells = "如下" in text or "下列" in text
    return (_ANNOUNCED.search(text) if tells else None) or _FORMED.search(text)


def _behind(start: Passage, texts: Sequence[Passage]) -> list[Passage]:
    """The paragraphs of text behind one, up to the end of the document or attachment it is in;
    those in tables are left out."""
    made = []
    for passage in texts:
        if passage.paragraph.cell is not None or passage.element is Element.CAPTION:
            continue
        if passage.element not in (Element.BODY, *HEADINGS) or passage.annex != start.annex:
            break
        made.append(passage)
    return made


def _numbered(texts: Sequence[Passage]) -> tuple[int, ...]:
    """How many paragraphs of one numbering scheme there are, beginning with the first, and what
    else their number may be meant to be; nothing when the first is not numbered 1 or the numbers
    are out of turn more than once."""
    first = heading_number(_full(texts[0])) if texts else None
    if first is None or first.value != 1:
        return ()
    items: list[tuple[HeadingNumber, str]] = []
    slips = 0
    for passage in texts:
        number = heading_number(_full(passage))
        if number is None:
            continue
        if number.scheme != first.scheme:
            if number.level < first.level:
                break
            continue
        if items and number.value == 1:
            break  # another list
        if number.value != len(items) + 1 and number.value != items[-1][0].value + 1:
            slips += 1
        items.append((number, _full(passage)))
    if slips > 1:
        return ()
    count, last = len(items), items[-1][0].value
    aside = {count - 1} if _CLOSING.search(items[-1][1][:16]) else set()
    return (count, last, *aside)


_SPOKEN = re.compile(r"(?:第?([一二三四五六七八九十])(?:[是要]|，|方面)|(首先)[，是要])")


def _spoken(texts: Sequence[Passage]) -> tuple[int, ...]:
    """How many paragraphs begin with 一是, 二是 and so on, or with 第一，; nothing when the first
    does not begin with 一是. A numbered heading ends them."""
    last = 0
    for passage in texts:
        text = _full(passage)
        item = _SPOKEN.match(text)
        value = 1 if item and item[2] else chinese_value(item[1]) if item else 0
        if value == last + 1:
            last += 1
        elif last == 0 or heading_number(text) is not None:
            break
    return (last,) if last else ()


def _full(passage: Passage) -> str:
    number = getattr(passage.paragraph, "number", "") or ""
    return number + passage.text.strip(" \u3000\t")
