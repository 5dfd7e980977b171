"""How items of a list and paragraphs of prose end: ； between, 。 at the end, never nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import HeadingNumber, heading_number
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import HEADINGS, Passage, passages, recognition
from pipeline.lint.registry import check

_ENDS = "。；：，、,;.．"
_SPACE = " \u3000\t\v\f\n\xa0"


@check("endings.list_items", options={"longest": 160})
def list_items(context: Context) -> Iterator[Hit]:
    """Items of one list: ； after each and 。 after the last (or 。 after all)."""
    longest = int(context.options["longest"])
    for items in _lists(context):
        if len(items) < 3 or any(_is_long(item.text, longest) for item in items):
            continue
        ends = [item.text.rstrip(_SPACE)[-1] for item in items]
        between = ends[:-1]
        if "；" in between and between.count("；") >= between.count("。"):
            for item, end in zip(items[:-1], between, strict=True):
                if end in "。，、,.;":
                    yield _at_end(item, wrong=end, right="；", why="各项之间用分号")
            if ends[-1] in "；，、,;" and not _goes_on(context, items[-1]):
                yield _at_end(items[-1], wrong=ends[-1], right="。", why="最后一项末尾用句号")
        elif between.count("。") > 1:
            for item, end in zip(items, ends, strict=True):
                if end in "；，、,;":
                    yield _at_end(item, wrong=end, right="。", why="其他各项都用句号")


def _goes_on(context: Context, last: Passage) -> bool:
    """Whether a list that seems to end goes on below: with a number left out, or under a number
    that stands in the line of another item."""
    number = heading_number(last.text.strip(_SPACE))
    behind = (one for one in passages(context, every_story=False) if one.index > last.index)
    after = next(behind, None)
    found = heading_number(after.text.strip(_SPACE)) if after else None
    if found is None or number is None:
        return after is not None and after.text.strip(_SPACE).startswith("其他")
    return found.scheme == number.scheme and found.value > number.value + 1


def _is_long(text: str, longest: int) -> bool:
    bare = text.rstrip(_SPACE)
    return len(bare) > longest or "。" in bare[:-1] or bare.endswith(("：", ":"))


def _at_end(passage: Passage, *, wrong: str, right: str, why: str) -> Hit:
    end = len(passage.text.rstrip(_SPACE))
    return Hit(
        passage.story,
        passage.index,
        end - 1,
        end,
        values={"wrong": wrong, "right": right, "why": why},
        suggestions=(right,),
    )


def _lists(context: Context) -> Iterator[list[Passage]]:
    """Runs of paragraphs numbered upwards in one scheme, nothing between them."""
    # text cut from its document may have lost items in between
    plain_text = context.document.package is None
    run: list[Passage] = []
    last: HeadingNumber | None = None
    for passage in passages(context, every_story=False):
        bare = passage.text.strip(_SPACE)
        number = heading_number(bare) if passage.paragraph.cell is None else None
        follows = (
            number is not None
            and last is not None
            and number.scheme == last.scheme
            and 1 <= number.value - last.value <= (1 if plain_text else 2)
            and run[-1].index + 1 == passage.index
        )
        if not follows:
            yield run
            run = []
        opens = number is not None and number.value == 1 and number.level > 0
        if follows or opens:
            run.append(passage)
        last = number if run else None
    yield run


_SENTENCE_END = '。！？：；…”’）》〉】〕」』.!?:;)"'
_NO_PROSE = re.compile(
    r"联系人|电话|传真|邮箱|邮编|网址|地址|地点[：:]|时间[：:]|https?:|www\.|单位[：:（(]|^附|^注|^图|^表|^主题词|"
    r"[ \u3000\t]{2,}|￼|^[（(]|[×_＿]{2,}"
)


@check("endings.sentence", options={"least": 24})
def sentence(context: Context) -> Iterator[Hit]:
    """A paragraph of whole sentences that ends without any mark, or with ， in a Word file."""
    if not recognition(context).official:
        return
    least = int(context.options["least"])
    texts = passages(context, every_story=False)
    entries = _entries(texts)
    for passage in texts:
        text = passage.text.rstrip(_SPACE)
        if passage.index in entries:
            continue
        heading = passage.element in HEADINGS
        if not (heading or passage.element is Element.BODY) or passage.paragraph.cell is not None:
            continue
        if context.document.package is not None and text[-1:] in "，、" and len(text) >= least:
            yield Hit(passage.story, passage.index, len(text) - 1, len(text), suggestions=("。",))
        number = heading_number(text.strip(_SPACE))
        bare = text.strip(_SPACE)[number.end :] if heading and number else text
        if not text or text[-1] in _SENTENCE_END + _ENDS or _NO_PROSE.search(bare):
            continue
        article = number is not None and number.scheme == "条"
        # a heading is a sentence only when sentences follow it in its paragraph
        whole = "。" in text or (not heading and len(text) >= least and "，" in text)
        if whole or (article and len(text) >= least // 2):
            last = len(text) - 1
            yield Hit(passage.story, passage.index, last, last + 1, suggestions=(text[-1] + "。",))


_ENTRY = re.compile(r"[^，。；：]{1,20}：[^。；]+$")


def _entries(texts: list[Passage]) -> set[int]:
    """The numbers of paragraphs that are entries of a list of names, two or more running, none with
    a mark at its end: 城东区（4个）：甲局，乙公司."""
    plain = [
        passage.index
        for passage in texts
        if _ENTRY.match(text := passage.text.rstrip(_SPACE)) and text[-1] not in _ENDS
    ]
    return {
        n for one, behind in itertools.pairwise(plain) if one + 1 == behind for n in (one, behind)
    }


_SPOKEN_ITEM = re.compile(r"(?P<mark>^|[。；：，])(?P<number>[一二三四五六七八九十])(?:是|要)")


@check("endings.spoken_items")
def spoken_items(context: Context) -> Iterator[Hit]:
    """一是……；二是……。三是……: short items of one series with ； here and 。 there."""
    for passage in passages(context):
        if "三是" not in passage.text and "三要" not in passage.text:
            continue
        found = list(_SPOKEN_ITEM.finditer(passage.text))
        values = ["一二三四五六七八九十".index(item["number"]) for item in found]
        if len(found) < 3 or values != list(range(len(values))):
            continue
        marks = [item["mark"] for item in found[1:]]
        inside = [passage.text[one.end() : two.start()] for one, two in itertools.pairwise(found)]
        if set(marks) != {"；", "。"} or any("。" in text or "；" in text for text in inside):
            continue
        odd = "。" if marks.count("；") >= marks.count("。") else "；"
        right = "；" if odd == "。" else "。"
        for item in found[1:]:
            if item["mark"] == odd:
                yield Hit(
                    passage.story,
                    passage.index,
                    item.start(),
                    item.start() + 1,
                    values={"wrong": odd, "right": right},
                    suggestions=(right,),
                )
