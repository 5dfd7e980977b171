"""标题 and the notes under it, the genre it names, and the 主送机关."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.gongwen import line_shapes as shapes
from pipeline.gongwen.document_number import find_document_numbers, is_issue_number
from pipeline.gongwen.elements import Element
from pipeline.gongwen.genres import Genre, genre_of_closing, genre_of_title, genres
from pipeline.gongwen.lines import Line
from pipeline.gongwen.recognise.marking import Marking


def mark_title(marking: Marking, start: int) -> int:
    """Name the title, its note; returns the place behind them."""
    first = marking.next_visible(start)
    if first is None or not _starts_title(marking, first):
        return start
    places = _title_block(marking, first)
    if len(places) > 1 and _is_note_apart(marking.lines[first], marking.lines[places[-1]]):
        places.pop()
    joined = "".join(marking.lines[place].stripped for place in places)
    genre = genre_of_title(_bare(joined))
    reason = f"版头之后、正文之前，以“{genre.name}”结尾" if genre else "文首居中或突出的一行"
    for place in places:
        marking.mark(place, Element.TITLE, reason, 0.95 if genre else 0.6)
    marking.title = places
    return _mark_title_notes(marking, places[-1] + 1)


def _bare(title: str) -> str:
    """A title without the marks that were put behind it by mistake."""
    return title.rstrip("。.；;，,！!：:")


def _is_note_apart(first: Line, last: Line) -> bool:
    """Whether the last line of a title is （征求意见稿） in another type: a note below it."""
    one, other = first.look, last.look
    apart = one.size is not None and (one.size, one.font) != (other.size, other.font)
    return apart and bool(shapes.DRAFT_NOTE.match(last.stripped))


def _starts_title(marking: Marking, place: int) -> bool:
    line = marking.lines[place]
    text = line.stripped
    if line.cell or shapes.heading_number(text) or len(text) > 120:
        return False
    block = "".join(marking.lines[at].stripped for at in _title_block(marking, place))
    runs_on = text.endswith(("：", ":", "；", "，")) and not line.look.centred
    if len(block) <= 120 and not runs_on:
        named = genre_of_title(_bare(block))
        if named and (len(block) < 45 or "关于" in block):
            return not block.endswith(shapes.SENTENCE_END) or _stopped_title(block, line)
        if "关于" in block and not block.endswith(shapes.SENTENCE_END):
            return True
    if text.endswith(shapes.LINE_END) or len(text) > 60:
        return False
    look = line.look
    if look.centred and (look.bold or (look.size or 0) >= 16):
        return True
    if line.style.lower() in ("title", "标题") or "公文标题" in line.style:
        return True
    return _addressee_follows(marking, place)


def _stopped_title(block: str, line: Line) -> bool:
    """Whether a full stop was put behind a title: 受托人应当提交咨询报告。 is a sentence."""
    return line.look.centred or ("关于" in block and "，" not in block)


def _addressee_follows(marking: Marking, place: int) -> bool:
    after = marking.next_visible(place + 1)
    if after is None:
        return False
    text = marking.lines[after].stripped
    return text.endswith("：") and shapes.is_addressee(text)


def _title_block(marking: Marking, first: int) -> list[int]:
    """The places of a title that starts at ``first`` (one or several paragraphs)."""
    lines = marking.lines
    places = [first]
    joined = lines[first].stripped
    looks = lines[first].look.centred
    for place in range(first + 1, min(first + 8, len(lines))):
        line = lines[place]
        if line.blank:
            if not looks or genre_of_title(joined):
                break
            continue
        ahead = lines[place : place + 3] if looks else []
        if not (
            _continues_title(lines[first], line, joined, looks) or _ends_further_down(ahead, joined)
        ):
            break
        places.append(place)
        joined += line.stripped
    return places


def _ends_further_down(lines: Sequence[Line], joined: str) -> bool:
    """Whether centred lines that follow each other, in another type by mistake, end a title that
    has no end yet."""
    if genre_of_title(joined):
        return False
    for line in lines:
        text = line.stripped
        if line.blank or line.cell or not line.look.centred or text.endswith(shapes.LINE_END):
            return False
        joined += text
        if _ends_as_title(joined):
            return True
    return False


def _continues_title(first: Line, line: Line, joined: str, looks: bool) -> bool:
    text = line.stripped
    if line.cell or line.new_page or len(joined) + len(text) > 160:
        return False
    if shapes.DRAFT_NOTE.match(text):
        return True
    if shapes.TITLE_NOTE.match(text) or shapes.DATE_ONLY.match(text):
        return False
    if text.endswith((*shapes.LINE_END, "：")) and not _ends_as_title(joined + text):
        return False
    if looks:
        same = (first.look.size, first.look.font) == (line.look.size, line.look.font)
        big = same and (first.look.size or 0) >= 20
        if not (line.look.centred or big) or shapes.heading_number(text):
            return False
        if genre_of_title(joined) and (first.look.size, first.look.font) != (
            line.look.size,
            line.look.font,
        ):
            return False
        # a line in another size by mistake still ends what had no end
        completes = not genre_of_title(joined) and _ends_as_title(joined + text)
        return completes or abs((first.look.size or 0) - (line.look.size or 0)) < 1
    if genre_of_title(joined) or shapes.heading_number(text) or len(text) > 40:
        return False
    return _ends_as_title(joined + text) or joined.endswith(("关于", "、")) or "关于" in text[:6]


def _ends_as_title(text: str) -> bool:
    return bool(genre_of_title(_bare(text))) and "关于" in text


def _mark_title_notes(marking: Marking, start: int) -> int:
    """Lines under the title: （2025年6月3日……通过）, a date, a draft note. Returns what follows."""
    end = start
    for count, place in enumerate(marking.visible_from(start)):
        line = marking.lines[place]
        text = line.stripped
        if count > 2 or line.cell:
            break
        if shapes.TITLE_NOTE.match(text) or shapes.DRAFT_NOTE.match(text):
            marking.mark(place, Element.TITLE_NOTE, "标题下的括注")
        elif shapes.DATE_ONLY.match(text) or is_issue_number(text):
            marking.mark(place, Element.TITLE_NOTE, "标题下的日期", 0.7)
        elif line.look.centred and len(text) <= 30 and not text.endswith(shapes.LINE_END):
            if shapes.heading_number(text):
                break
            marking.mark(place, Element.TITLE_NOTE, "标题下居中的一行", 0.5)
        else:
            break
        end = place + 1
    return end


def genre_of(marking: Marking) -> Genre | None:
    """The genre by the mark of minutes, by the title, else by another mark."""
    marks = marking.mark_texts()
    if marks and marks[-1].endswith("纪要"):
        return genres()["纪要"]  # whatever its title says by mistake
    title = title_text(marking)
    if title:
        found = genre_of_title(_bare(title))
        if found:
            return found
    return genres()["命令"] if any(text.endswith("令") for text in marks) else None


def genre_of_text(marking: Marking, start: int) -> Genre | None:
    """The genre by the set phrases of the main text, for a title 关于…… that names none; else 函,
    where the number is a letter's (×函〔2026〕5号) and the text speaks to an equal (贵局)."""
    if "关于" not in title_text(marking):
        return None
    lines = [
        marking.lines[place].stripped for place in marking.visible_from(start, marking.main_end)
    ]
    by_phrase = genre_of_closing(lines)
    if by_phrase is None and _numbered_as_letter(marking) and any(map(_TO_EQUALS.search, lines)):
        return genres()["函"]
    return by_phrase


_TO_EQUALS = re.compile("贵(?:省|市|县|区|厅|局|委|办|院|校|司|部|会|行|单位|公司|机关|中心|集团)")


def _numbered_as_letter(marking: Marking) -> bool:
    """Whether the code of the document's own number ends with 函."""
    for found in marking.finished():
        if found.element is Element.DOCUMENT_NUMBER:
            numbers = find_document_numbers(marking.line_of(found).text)
            return bool(numbers) and numbers[0].code.endswith("函")
    return False


def title_text(marking: Marking) -> str:
    return "".join(marking.lines[place].stripped for place in marking.title).replace("\v", "")


def mark_addressee(marking: Marking, start: int, genre: Genre | None) -> None:
    place = marking.next_visible(start, marking.main_end)
    if place is None or marking.known(place):
        return
    line = marking.lines[place]
    text = line.stripped
    if line.cell or shapes.heading_number(text) or not (marking.title or start):
        return
    if text.endswith(("：", ":")):
        fits = shapes.is_addressee(text)
        short = genre is not None and len(text) <= 40 and "如下" not in text
        if fits or (short and line.look.first_line <= 0 and line.text[:1] not in " \u3000"):
            marking.mark(place, Element.ADDRESSEE, "标题之下、以冒号结尾的机关名称")
        return
    if genre is None or genre.addressee == "none" or len(text) > 60:
        return
    if text.endswith(("；", ";", "，")) or not text.endswith(shapes.LINE_END):
        bare = text.rstrip("；;，")
        flush = line.look.first_line <= 0 and line.text[:1] not in " \u3000"
        if shapes.is_addressee(bare, strict=not flush):
            marking.mark(place, Element.ADDRESSEE, "标题之下顶格的机关名称", 0.7)
