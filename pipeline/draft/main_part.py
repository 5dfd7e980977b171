"""主体 (7.3): title, addressee, headings, text, tables, attendance, 附件说明 and annexes."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.draft.content import Annex
from pipeline.draft.markup import Block, Heading, PageBreak, Spans, Table, Turn, plain
from pipeline.draft.sheet import Sheet
from pipeline.draft.styles import (
    ANCHOR,
    GRID_BORDERS,
    GRID_TABLE,
    char_style_id,
    shared_style_id,
)
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.gongwen.title_lines import width
from pipeline.word import markup as xml

_HEADINGS = (Element.HEADING_1, Element.HEADING_2, Element.HEADING_3, Element.HEADING_4)
_KEPT_NAMES = 4  # the last names of 附件说明 stay with the signature


def write_title(sheet: Sheet) -> None:
    content = sheet.content
    if content.title and content.layout != "命令":
        lines = sheet.title_lines(content.title, Element.TITLE)
        direct = xml.Paragraph(keep_next=False) if sheet.crowded else None
        sheet.put(Element.TITLE, xml.run("\n".join(lines)), content.title, direct)
        if content.title_note:
            sheet.put(Element.TITLE_NOTE, xml.run(content.title_note), content.title_note)
    if content.addressee:
        sheet.put(Element.ADDRESSEE, xml.run(f"{content.addressee}："), content.addressee)


def write_blocks(sheet: Sheet, blocks: Iterable[Block], *, spaced: bool = False) -> None:
    """The text; its first paragraph stands a line below when nothing addresses anyone."""
    first = not sheet.content.addressee and not spaced
    for block in blocks:
        before = sheet.measures.line * (2 if sheet.content.layout == "命令" else 1)
        direct = xml.Paragraph(before=before) if first else None
        first = False
        if isinstance(block, Table):
            _table(sheet, block)
        elif isinstance(block, Turn):
            if block.landscape != sheet.landscape:
                sheet.turn(landscape=block.landscape)
        elif isinstance(block, PageBreak):
            sheet.parts.append(xml.paragraph(ANCHOR, xml.PAGE_BREAK))
        elif isinstance(block, Heading):
            _heading(sheet, block, direct)
        else:
            runs = _runs(block.spans)
            sheet.put(Element.BODY, runs, plain(block.spans), direct)


def _heading(sheet: Sheet, block: Heading, direct: xml.Paragraph | None) -> None:
    element = _HEADINGS[block.level - 1]
    text = block.number + block.text
    if not block.rest:
        sheet.put(element, xml.run(text), text, direct)
        return
    runs = xml.run(text, style=char_style_id(element)) + _runs(block.rest)
    body = shared_style_id(sheet.profile, sheet.content.layout, Element.BODY)
    sheet.parts.append(xml.paragraph(body, runs, direct))
    sheet.elements.append((element, text + plain(block.rest)))


def _table(sheet: Sheet, table: Table) -> None:
    turn = table.landscape and not sheet.landscape
    if turn:
        sheet.turn(landscape=True)
    if table.caption:
        sheet.put(Element.CAPTION, xml.run(table.caption), table.caption)
    page = sheet.profile.page
    room = twips(page.area_height_mm) if sheet.landscape else sheet.measures.area_width
    widths = _column_widths(table, room)
    style = shared_style_id(sheet.profile, sheet.content.layout, Element.TABLE)
    head = char_style_id(Element.TABLE)
    small = sheet.style(Element.TABLE).extra if table.small else {}
    line = int(small["small_line_twips"]) if small else None
    half = round(float(small["small_size_pt"]) * 2) if small else 0
    size = f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if small else ""
    aligns = [align or _guess(table, column) for column, align in enumerate(table.aligns)]
    rows = []
    for number, row in enumerate(table.rows):
        cells = []
        for column, spans in enumerate(row):
            align = aligns[column] if number else "center"
            direct = xml.Paragraph(align=align, line=line)
            if number:
                runs = _runs(spans, size)
            else:
                runs = xml.run(plain(spans), style=head, properties=size)
            cells.append(
                xml.cell(widths[column], xml.paragraph(style, runs, direct), align="center")
            )
            sheet.elements.append((Element.TABLE, plain(spans)))
        rows.append(xml.row("".join(cells), head=not number))
    sheet.parts.append(
        xml.table(widths, "".join(rows), style=GRID_TABLE, align="center", borders=GRID_BORDERS)
    )
    if turn:
        sheet.turn(landscape=False)
    else:
        sheet.parts.append(xml.paragraph(ANCHOR, ""))


def write_attendance(sheet: Sheet) -> None:
    """出席, 请假, 列席 (10.3): label in 黑体, names wrapped after the colon."""
    style = sheet.style(Element.ATTENDANCE)
    unit = sheet.measures.unit
    left = round(style.left_chars * unit)
    for number, (label, names) in enumerate(sheet.content.attendance):
        hanging = round((width(label) + 1) * unit)
        runs = xml.run(f"{label}：", style=char_style_id(Element.ATTENDANCE)) + xml.run(names)
        before = round(style.before_lines * sheet.measures.line) if not number else 0
        direct = xml.Paragraph(before=before, left=left + hanging, hanging=hanging)
        sheet.put(Element.ATTENDANCE, runs, f"{label}：{names}", direct)


def write_attachment_note(sheet: Sheet) -> None:
    """附件说明 (7.3.4): a line below, two in; names wrap under their first character."""
    annexes = sheet.attachments()
    if not annexes:
        return
    style = sheet.style(Element.ATTACHMENT_NOTE)
    unit = sheet.measures.unit
    left = round((style.left_chars + 3) * unit)
    for number, annex in enumerate(annexes, 1):
        label = f"{number}." if len(annexes) > 1 else ""
        shift = sheet.points(label)
        text = f"附件：{label}{annex.title}" if number == 1 else f"{label}{annex.title}"
        hanging = shift + (3 * unit if number == 1 else 0)
        before = round(style.before_lines * sheet.measures.line) if number == 1 else 0
        direct = xml.Paragraph(
            before=before,
            left=left + shift,
            hanging=hanging,
            keep_next=number > len(annexes) - _KEPT_NAMES or None,
        )
        sheet.put(Element.ATTACHMENT_NOTE, xml.run(text), text, direct)


def write_annex(sheet: Sheet, annex: Annex, number: int) -> None:
    """An annex under its label (7.3.7); an issued document under its title alone."""
    if annex.blocks is None:
        return
    direct = xml.Paragraph(page_break_before=True) if annex.issued else None
    if not annex.issued:
        label = f"附件{number}" if len(sheet.attachments()) > 1 else "附件"
        sheet.put(Element.ATTACHMENT_LABEL, xml.run(label), label)
    lines = sheet.title_lines(annex.title, Element.ATTACHMENT_TITLE)
    sheet.put(Element.ATTACHMENT_TITLE, xml.run("\n".join(lines)), annex.title, direct)
    write_blocks(sheet, annex.blocks, spaced=True)


def _runs(spans: Spans, properties: str = "") -> str:
    return "".join(xml.run(text, bold=bold, properties=properties) for text, bold in spans)


def _column_widths(table: Table, room: int) -> list[int]:
    """Widths that fill ``room``: as asked for, or by the longest words of each column."""
    columns = len(table.rows[0])
    shares = list(table.widths)
    if not shares:
        for column in range(columns):
            longest = max(width(plain(row[column])) for row in table.rows)
            shares.append(min(max(longest, 3.0), 20.0) + 1.5)
    total = sum(shares)
    widths = [max(200, int(room * share / total)) for share in shares]
    widths[-1] += room - sum(widths)
    return widths


def _guess(table: Table, column: int) -> str:
    """Short entries stand in the middle, long ones to the left."""
    longest = max((width(plain(row[column])) for row in table.rows[1:]), default=0)
    return "center" if longest <= 8 else "left"
