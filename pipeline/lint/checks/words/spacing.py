"""Blanks inside words: typed by mistake, or left over from a converted PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.gongwen.words import frequency
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.registry import check
from pipeline.word.edit import Edit

_BLANK = re.compile(r"[\u4e00-\u9fff]{2}[ \u00a0]{1,2}[\u4e00-\u9fff]{2}")
# 第四条 文联: the number of an article is set off by a blank
_ARTICLE = re.compile(r"第[一二三四五六七八九十百千〇零两\d]+[编章节条款项目]$")


@check("spacing.split_word", options={"shortest": 16, "count": 100})
def split_word(context: Context) -> Iterator[Hit]:
    """A blank in the middle of a common word of a running paragraph (会 议强调).

    shortest: paragraphs of fewer characters are names and labels, where blanks align.
    count: how common the two characters around the blank must be as a word.
    """
    for story, paragraph in context.paragraphs():
        text = paragraph.text
        if " " not in text.replace("\u00a0", " "):
            continue
        if len(text) < context.options["shortest"] or paragraph.cell is not None:
            continue
        for match in _BLANK.finditer(text):
            start, end = match.start() + 2, match.end() - 2
            word = text[start - 1] + text[end]
            left, right = text[start - 2 : start], text[end : end + 2]
            common = frequency(word)
            if common < context.options["count"]:
                continue
            if frequency(left) >= common or frequency(right) >= common:
                continue
            if _ARTICLE.search(text[:start]):
                continue
            edit = Edit(story.name, paragraph.index, start, end, "")
            yield Hit(story.name, paragraph.index, start, end, {"word": word}, edits=(edit,))
