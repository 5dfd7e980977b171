"""Blanks inside words: typed by mistake, or left over from a converted PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.words import frequency, word_kind
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check
from pipeline.word.edit import Edit

_HAN = "[\u4e00-\u9fff]"
_BLANK = re.compile(rf"(?<={_HAN})[ \u00a0\u3000]{{1,2}}(?={_HAN})")
_SPACE = re.compile("[ \u00a0\u3000]")
_NO_HAN = re.compile(r"[^\u4e00-\u9fff]")
# 第四条 文联: the number of an article is set off by a blank
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千〇零两\d]+[编章节条款项目]?$")
_TITLE_OF_PERSON = re.compile(
    r".(?:同志|先生|女士|教授|主任|书记|[局厅处科部市县区镇乡院校所会]长)"
)
_ENDS = ("。", "；", "，")
_PLACES = frozenset("前后内外中上下时里间")  # words by themselves behind a noun, never alone
_PERSON = "nr"  # the kind that the word list gives names of people


@check("spacing.split_word", options={"shortest": 16, "count": 100})
def split_word(context: Context) -> Iterator[Hit]:
    """A blank in the middle of a common word of a running paragraph (会 议强调, 村公 示5日).

    shortest: paragraphs of fewer characters that are no sentence are names and labels, where
    blanks align.
    count: how common the two characters around the blank must be as a word.
    """
    for story, paragraph in context.paragraphs():
        text = paragraph.text
        if not _SPACE.search(text):
            continue
        short = len(text) < context.options["shortest"] and not text.rstrip().endswith(_ENDS)
        if short or paragraph.cell is not None:
            continue
        for match in _BLANK.finditer(text):
            start, end = match.span()
            if not _splits_word(text, start, end, context.options["count"]):
                continue
            edit = Edit(story.name, paragraph.index, start, end, "")
            word = text[start - 1] + text[end]
            yield Hit(story.name, paragraph.index, start, end, {"word": word}, edits=(edit,))


def _splits_word(text: str, start: int, end: int, count: int) -> bool:
    """Whether the blank parts what is a word together and rather stands in no other; two
    characters apart from all others (出席：高 明、…) are a name, as are spread-out headings."""
    before, after = _NO_HAN.sub("", text[max(0, start - 2) : start]), text[end : end + 2]
    after = after if not _NO_HAN.search(after) else after[:1]
    if len(before) + len(after) < 3:
        return False
    if _ARTICLE.search(text, 0, start) or _TITLE_OF_PERSON.match(text, end):
        return False
    if after in _PLACES and frequency(before) >= count:  # 汛期 前，
        return True
    word = before[-1] + after[0]
    common = frequency(word)
    if common < count or word_kind(word).startswith(_PERSON):
        return False
    return max(frequency(side) for side in (before, after) if len(side) > 1) < common
