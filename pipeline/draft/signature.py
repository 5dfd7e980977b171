"""What closes the text (7.3.5, 7.3.6): organ, date, room for seals, 附注."""

from __future__ import annotations

from pipeline.draft.content import shown_date
from pipeline.draft.sheet import Sheet
from pipeline.draft.styles import GRID_TABLE, shared_style_id
from pipeline.gongwen.elements import Element
from pipeline.gongwen.title_lines import split_title
from pipeline.word import markup as xml

_LONG = 10  # lines


def write_signature(sheet: Sheet) -> None:
    content = sheet.content
    if content.layout == "纪要" or not content.date or content.seal == "不落款":
        return
    keep_last(sheet)
    if content.seal == "签名章" or (content.layout == "命令" and content.signed_by):
        _stamp(sheet)
    elif content.seal == "无":
        _unsealed(sheet)
    elif len(content.organs) > 1:
        _joint_sealed(sheet)
    else:
        _sealed(sheet)


def keep_last(sheet: Sheet) -> None:
    """Keep the last line of the text with the signature, so that it never stands alone.

    Word keeps the last line, LibreOffice the whole paragraph: a very long one is left free.
    So is an only paragraph: the title is kept with the text, and all of it together would
    leave the first page without text, which 7.3.3 forbids.
    """
    last = sheet.parts[-1]
    long = sheet.elements and len(sheet.elements[-1][1]) > _LONG * sheet.profile.grid.characters
    if not last.startswith("<w:p><w:pPr><w:pStyle") or "keepNext" in last or long:
        return
    if any(_may_part(sheet, part) for part in sheet.parts[:-1]):
        sheet.parts[-1] = last.replace("/>", "/><w:keepNext/>", 1)


def _may_part(sheet: Sheet, part: str) -> bool:
    """Whether a page may end after this part of the text."""
    body = shared_style_id(sheet.profile, sheet.content.layout, Element.BODY)
    text = part.startswith(f'<w:p><w:pPr><w:pStyle w:val="{body}"/>')
    return (text and "keepNext" not in part) or f'w:val="{GRID_TABLE}"' in part


def _sealed(sheet: Sheet) -> None:
    """One organ with a seal (7.3.5.1): the date four in, the organ centred over it."""
    rule = sheet.profile.signature["seal"]
    before = round(float(rule["before_lines"]) * sheet.measures.line)
    name = sheet.content.organs[0]
    _name_over_date(sheet, name, before, float(rule["date_right_chars"]))


def _name_over_date(sheet: Sheet, name: str, before: int, right_chars: float) -> None:
    area, unit = sheet.measures.area_width, sheet.measures.unit
    day = shown_date(sheet.content.date)
    day_width, name_width = sheet.points(day), sheet.points(name)
    right = round(right_chars * unit)
    if name_width > area:
        lines = split_title(name, sheet.profile.grid.characters - 2)
        _sign(sheet, name, "\n".join(lines), xml.Paragraph(before=before, align="center"))
        _date(sheet, day, xml.Paragraph(align="center", right=0))
        return
    half = right + day_width // 2
    if name_width > 2 * half:
        right = (name_width - day_width) // 2
        half = right + day_width // 2
    left = max(0, area - 2 * half)
    direct = xml.Paragraph(before=before, left=left, right=0, align="center")
    _sign(sheet, name, name, direct)
    _date(sheet, day, xml.Paragraph(right=right))


def _sign(sheet: Sheet, name: str, shown: str, direct: xml.Paragraph) -> None:
    sheet.put(Element.SIGNATURE, xml.run(shown), name, direct)


def _date(sheet: Sheet, day: str, direct: xml.Paragraph) -> None:
    sheet.put(Element.DATE, xml.run(day), day, direct)


def _joint_sealed(sheet: Sheet) -> None:
    """Several organs (7.3.5.1): names in rows, one seal each, the last over the date."""
    rule = sheet.profile.signature["seal"]
    area, unit, line = sheet.measures.area_width, sheet.measures.unit, sheet.measures.line
    organs = sheet.content.organs
    per_row = max(1, int(rule["per_row"]))
    if max(sheet.points(name) for name in organs) > area // per_row:
        per_row = 1
    day = shown_date(sheet.content.date)
    right = round(float(rule["date_right_chars"]) * unit)
    last_centre = area - right - sheet.points(day) // 2
    centres = _centres(area, last_centre, per_row)
    rows = [organs[i : i + per_row] for i in range(0, len(organs), per_row)]
    for number, row in enumerate(rows):
        lines = float(rule["row_lines"]) - 1 if number else float(rule["before_lines"])
        before = round(lines * line)
        places = centres[-len(row) :] if number == len(rows) - 1 else centres[: len(row)]
        if len(row) == 1 and number == len(rows) - 1:
            _name_over_date(sheet, row[0], before, float(rule["date_right_chars"]))
            return
        tabs = [("center", place) for place in places]
        direct = xml.Paragraph(before=before, tabs=tabs, align="left", left=0)
        sheet.put(Element.SIGNATURE, xml.run("\t" + "\t".join(row)), "\t".join(row), direct)
    _date(sheet, day, xml.Paragraph(right=right))


def _unsealed(sheet: Sheet) -> None:
    """No seal (7.3.5.2): organ two from the right, the date starts two after the organ."""
    rule = sheet.profile.signature["none"]
    unit, line = sheet.measures.unit, sheet.measures.line
    organs = sheet.content.organs
    day = shown_date(sheet.content.date)
    name_right = round(float(rule["name_right_chars"]) * unit)
    shift = round(float(rule["date_shift_chars"]) * unit)
    name, day_width = sheet.points(organs[-1]), sheet.points(day)
    date_right = name_right + name - shift - day_width
    if day_width > name or date_right < 0:
        date_right = round(float(rule["date_right_chars"]) * unit)
        name_right = date_right + day_width + shift - name
    before = round(float(rule["before_lines"]) * line)
    for number, organ in enumerate(organs):
        direct = xml.Paragraph(
            before=0 if number else before, align="right", right=max(0, name_right)
        )
        _sign(sheet, organ, organ, direct)
    start = sheet.measures.area_width - max(0, name_right) - name + shift
    # Room to the right, so that a wider stand-in font does not break the date in two.
    direct = xml.Paragraph(align="left", left=max(0, start), right=-round(2 * unit))
    _date(sheet, day, direct)


def _stamp(sheet: Sheet) -> None:
    """签名章 (7.3.5.3): office two to the left of the stamp, the date a line below, four in."""
    rule = sheet.profile.signature["stamp"]
    unit, line = sheet.measures.unit, sheet.measures.line
    gap = "　" * round(float(rule["title_gap_chars"]))
    shown = gap.join(part for part in (sheet.content.signed_as, sheet.content.signed_by) if part)
    before = round(float(rule["before_lines"]) * line)
    right = round(float(rule["stamp_right_chars"]) * unit)
    if shown:
        _sign(sheet, shown, shown, xml.Paragraph(before=before, align="right", right=right))
        before = round(float(rule["date_before_lines"]) * line)
    _date(
        sheet,
        shown_date(sheet.content.date),
        xml.Paragraph(before=before, right=round(float(rule["date_right_chars"]) * unit)),
    )


def write_note(sheet: Sheet) -> None:
    if sheet.content.note:
        sheet.put(Element.NOTE, xml.run(sheet.content.note), sheet.content.note)


def _centres(area: int, last: int, count: int) -> list[int]:
    """Centres of ``count`` seals in a row, the last at ``last``, the first as far from the left."""
    if count == 1:
        return [last]
    first = area - last
    return [round(first + (last - first) * i / (count - 1)) for i in range(count)]
