"""The closing formula, 成文日期, 抄送 and the printing line: how a document ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from pipeline.gongwen.date_spans import find_dates, the_date
from pipeline.gongwen.elements import Element
from pipeline.gongwen.line_shapes import BROKEN_DATE, DATE_ONLY, ORGAN_AND_DATE, TITLE_NOTE
from pipeline.lint.context import Context
from pipeline.lint.finding import Hit
from pipeline.lint.passages import (
    Passage,
    is_within,
    of_element,
    passages,
    quoted_ranges,
    recognition,
    whole_text,
)
from pipeline.lint.registry import check
from pipeline.word.edit import Edit


@check("closing.date_form")
def date_form(context: Context) -> Iterator[Hit]:
    """成文日期 and 印发日期: Arabic digits, full year, no padding, nothing behind."""
    for passage in (*of_element(context, Element.DATE, Element.PRINTER), *_dated_heads(context)):
        match = _A_DATE.search(passage.text)
        if not match and passage.element is Element.DATE:
            match = re.search(r"\S+", passage.text)  # with a part missing
            if match and not BROKEN_DATE.match(passage.text.strip()):
                continue
        if not match:
            continue
        text = match.group()
        if re.fullmatch(r"(?:19|20)\d{2}年(?:[1-9]|1\d)月(?:[1-9]|[1-3]\d)日", text):
            continue
        day = the_date(text) or _short_year(text)
        right = f"{day.year}年{day.month}月{day.day}日" if day else ""
        yield Hit(
            passage.story,
            passage.index,
            match.start(),
            match.end(),
            values={"element": "印发日期" if passage.element is Element.PRINTER else "成文日期"},
            suggestions=(right,) if right else (),
        )


def _dated_heads(context: Context) -> list[Passage]:
    """The lines of the 版头 and under the title that hold the date, where none stands at the end:
    who compiled minutes and when, （……年……通过）."""
    return [
        passage
        for passage in of_element(context, Element.UNKNOWN, Element.TITLE_NOTE)
        if not passage.annex
        and passage.story == "body"
        and any(
            shape.match(passage.text.strip()) for shape in (DATE_ONLY, ORGAN_AND_DATE, TITLE_NOTE)
        )
    ]


_A_DATE = re.compile(
    r"\d{2,4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]|[一二][〇○零OＯ一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月"
    r"[一二三四五六七八九十]{1,3}日|(?:19|20)\d{2}\s*[./．\-—]\s*\d{1,2}\s*[./．\-—]\s*\d{1,2}"
)


def _short_year(text: str) -> date | None:
    spans = find_dates("20" + text.strip()) if re.match(r"\s*\d{2}年", text) else []
    return spans[0].on(spans[0].year) if spans else None


@check("closing.date_tail")
def date_tail(context: Context) -> Iterator[Hit]:
    """Nothing stands behind the 成文日期."""
    for passage in of_element(context, Element.DATE):
        match = re.search(r"(?<=日)[。，.,；;]\s*$", passage.text)
        if match:
            place = match.start()
            yield Hit(
                passage.story,
                passage.index,
                place,
                place + 1,
                edits=(Edit(passage.story, passage.index, place, place + 1, ""),),
            )


@check("closing.copy_end")
def copy_end(context: Context) -> Iterator[Hit]:
    """The list of 抄送机关 ends with 。."""
    found = of_element(context, Element.COPY_TO)
    if not found:
        return
    last = found[-1]
    text = last.text.rstrip(" \t\u3000\ufffc")
    if text.endswith("。"):
        return
    end = len(text)
    wrong = text[-1:] in "；;，,.、"
    start = end - 1 if wrong else end
    yield Hit(
        last.story,
        last.index,
        max(0, end - 1),
        end,
        edits=(Edit(last.story, last.index, start, end, "。"),),
    )


@check("closing.printed_organ")
def printed_organ(context: Context) -> Iterator[Hit]:
    """The printing line names the organ that prints."""
    lines = of_element(context, Element.PRINTER)
    if len(lines) != 1 or getattr(lines[0].paragraph, "cell", None) is not None:
        return  # the organ may stand in a cell or a line of its own
    match = _A_DATE.search(lines[0].text)
    if match and not lines[0].text[: match.start()].strip(" \u3000\t\ufffc"):
        yield lines[0].hit()


@check("closing.printed_word")
def printed_word(context: Context) -> Iterator[Hit]:
    """The date of the printing line is followed by 印发, and this by nothing."""
    for passage in of_element(context, Element.PRINTER):
        match = _A_DATE.search(passage.text)
        if match is None:
            continue
        behind = passage.text[match.end() :].rstrip(" \u3000\t")
        if not behind.strip(" \u3000\t"):
            edit = Edit(passage.story, passage.index, match.end(), match.end(), "印发")
            yield replace(passage.hit(*match.span()), edits=(edit,))
        elif _PRINTED_WRONGLY.fullmatch(behind):
            end = match.end() + len(behind)
            edit = Edit(passage.story, passage.index, match.end(), end, "印发")
            message = "印发日期后面写“印发”二字，不写别的，也不用标点"
            yield replace(passage.hit(match.end(), end), message=message, edits=(edit,))


_PRINTED_WRONGLY = re.compile(r"[\s\u3000]*(?:印\s*制[。．.]?|印\s*发[。．.，；])")


_SHORT = 30  # a paragraph of so few characters is a formula by itself


@check("closing.formula", options={"formulas": list})
def formula(context: Context) -> Iterator[Hit]:
    """以上意见，请遵照执行 at the end of a 请示: a formula of other genres.

    formulas: ``say``, a pattern of what stands at the end of a sentence; ``wrong_in``, the genres
    that cannot say it; ``belongs``, where it belongs, for the message; ``where_said``, a pattern
    without which the document says nothing against it. Only the last sentence, the first paragraph
    and paragraphs that are nothing else are looked at.
    """
    genre = context.genre
    if genre is None or not recognition(context).official:
        return
    for passage, start in _closings(context):
        quoted = quoted_ranges(passage.text)
        for entry in context.options["formulas"]:
            if genre not in entry["wrong_in"]:
                continue
            needed = entry.get("where_said")
            if needed and not re.search(needed, whole_text(context)):
                continue
            match = _formula(entry).search(passage.text, start)
            if match is None or _REPORTED.search(_sentence(passage.text, match.start("at"))):
                continue
            if not is_within(quoted, *match.span("at")):
                yield passage.hit(*match.span("at"), genre=genre, belongs=entry["belongs"])
                break


# what others have said: 我局印发通知，请各县贯彻执行。
_REPORTED = re.compile(
    "(?<!现将)(?<!现)[印下]发|要求(?:各|其|有关|相关|我|你|全)|批示(?!精神)|指出|答复|强调|明确|来[函文电]|批复(?=[，：])|提出|表示"
)


def _sentence(text: str, at: int) -> str:
    """What stands before a place in its sentence."""
    return text[text.rfind("。", 0, at) + 1 : at]


def _formula(entry: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?:^|[，。；：、])[\s\u3000]*(?P<at>{entry['say']})(?=[，。：；！]|\s*$)")


def _closings(context: Context) -> list[tuple[Passage, int]]:
    """Paragraphs of the document itself that may hold a closing formula, and from where on."""
    texts = [
        passage
        for passage in passages(context, every_story=False)
        if passage.element is Element.BODY and not passage.annex and passage.paragraph.cell is None
    ]
    made = []
    told = [n for n, one in enumerate(texts) if not one.text.lstrip().startswith("附件")]
    last = told[-1] if told else -1  # 纪要 name their attachments in the text
    for place, passage in enumerate(texts):
        text = passage.text.rstrip()
        if place == 0 or len(text) <= _SHORT:
            made.append((passage, 0))
        elif place == last:
            made.append((passage, max(text.rfind("。", 0, len(text) - 1), 0)))
    # a formula that lacks its full stop looks like a line of the signature
    made += [(passage, 0) for passage in of_element(context, Element.SIGNATURE)]
    return made
