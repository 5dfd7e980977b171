"""版头 (7.2): all above the red rule, and what gives way so that the first page shows text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.draft.content import shown_date
from pipeline.draft.sheet import Sheet
from pipeline.draft.styles import ANCHOR, PLAIN_TABLE, char_style_id, shared_style_id
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.gongwen.title_lines import width
from pipeline.word import markup as xml

_CAP_TOP = 0.84  # top of a Chinese glyph over the baseline, as a share of the size
_BASELINE = 0.96  # baseline under the top of a line of 1.2 times the size
_GLYPH_BOTTOM = 0.08  # bottom of a Chinese glyph under the baseline
_MARK_WHOLE_PT = 40  # under this size the mark is condensed rather than made smaller
_MARK_CONDENSED = 0.66
_MANY_ADDRESSEES = 3  # lines


def fit_first_page(sheet: Sheet) -> None:
    """The first page shows text: a joint mark gets smaller (7.2.4), and addressees that are
    too many move to the 版记 (7.3.2)."""
    if sheet.form.header_rule != "single" or not sheet.content.mark or _first_page_fits(sheet):
        return
    if _shrink_mark(sheet):
        return
    addressee = sheet.content.addressee
    if _addressee_lines(sheet) >= _MANY_ADDRESSEES:
        sheet.content = replace(sheet.content, addressee="", main_to=addressee)
        sheet.notes.append("主送机关太多，首页显示不出正文，已按规定移到版记。")
        sheet.mark_limit = None
        if _first_page_fits(sheet) or _shrink_mark(sheet):
            return
    sheet.crowded = True
    sheet.notes.append("首页放不下正文，请精简标题，或者减少版头的内容。")


def _shrink_mark(sheet: Sheet) -> bool:
    """Make a joint mark just so small that text shows on the first page, if that is enough."""
    if len(sheet.content.mark) < 2:
        return False
    least = float(sheet.style(Element.ISSUER_MARK).extra.get("min_size_pt", 26))
    for limit in range(int(_joint_size(sheet, sheet.content.mark)), int(least) - 1, -1):
        sheet.mark_limit = limit
        if _first_page_fits(sheet):
            return True
    return False


def _first_page_fits(sheet: Sheet) -> bool:
    """Whether two lines of text find room under head, title and addressee."""
    content, line = sheet.content, sheet.measures.line
    mark = content.mark
    size = _joint_size(sheet, mark) if len(mark) > 1 else _mark_size(sheet,
        "".join(mark) + content.mark_suffix, sheet.measures.area_width
    )[0]  # fmt: skip
    number = sheet.style(Element.DOCUMENT_NUMBER)
    per_line = int(sheet.style(Element.SIGNER).extra.get("per_line", 2))
    rows = max(1, -(-len(content.signers) // per_line)) + 2 * (content.layout == "纪要")
    title = sheet.style(Element.TITLE)
    height = twips(sheet.form.mark_top_mm - sheet.profile.page.top_mm)
    height += round(size * 24) * (len(mark) if len(mark) > 1 else 1)
    height += round(number.before_lines * line) + rows * line + twips(4)
    height += round(title.before_lines * line) + line * bool(content.title_note)
    height += len(sheet.title_lines(content.title, Element.TITLE)) * (title.line_twips or line)
    lines = _addressee_lines(sheet)
    height += (lines + 1 if lines else 1) * line
    return height + 2 * line <= twips(sheet.profile.page.area_height_mm)


def _addressee_lines(sheet: Sheet) -> int:
    text = sheet.content.addressee
    return -(-int(width(text) + 1) // sheet.profile.grid.characters) if text else 0


def write_head(sheet: Sheet) -> None:
    if not sheet.content.mark:
        _corner(sheet)
        return
    if sheet.form.header_rule == "double":
        _letter_head(sheet)
        return
    lines = _corner(sheet)
    top = twips(sheet.form.mark_top_mm - sheet.profile.page.top_mm)
    _mark(sheet, top - lines * sheet.measures.line)
    _number_and_signers(sheet)
    if sheet.content.layout == "纪要":
        _minutes_line(sheet)
    if sheet.form.header_rule == "single":
        _header_rule(sheet)


def _corner(sheet: Sheet) -> int:
    """份号, 密级, 紧急程度 from the top left down (7.2.1–7.2.3); how many lines."""
    rows = (
        (Element.COPY_NUMBER, sheet.content.copy_number),
        (Element.CLASSIFICATION, sheet.content.classification),
        (Element.URGENCY, sheet.content.urgency),
    )
    shown = [(element, text) for element, text in rows if text]
    for element, text in shown:
        sheet.put(element, xml.run(text), text)
    return len(shown)


def _mark(sheet: Sheet, top: int) -> None:
    """发文机关标志: the top edge of its characters ``top`` twips below what stands above."""
    names, suffix = sheet.content.mark, sheet.content.mark_suffix
    if len(names) > 1:
        _joint_mark(sheet, top, names, suffix)
        return
    text = "".join(names) + suffix
    size, scale = _mark_size(sheet, text, sheet.measures.area_width)
    offset = round((_BASELINE - _CAP_TOP) * size * 20)
    direct = xml.Paragraph(before=max(0, top - offset), line=round(size * 24))
    sheet.put(Element.ISSUER_MARK, _mark_run(text, size, scale), text, direct)


def _mark_size(sheet: Sheet, text: str, room: int) -> tuple[float, int]:
    """(size in pt, condensation in percent) at which ``text`` fits ``room`` twips."""
    style = sheet.style(Element.ISSUER_MARK)
    count = max(width(text), 1)
    whole = int(room / 20 / count)
    if whole >= _MARK_WHOLE_PT:
        return min(style.size_pt, whole), 100
    least = float(style.extra.get("min_size_pt", 26))
    size = max(least, min(_MARK_WHOLE_PT, int(whole / _MARK_CONDENSED)))
    return size, max(33, min(100, int(100 * room / 20 / (count * size))))


def _mark_run(text: str, size: float, scale: int) -> str:
    condensed = f'<w:w w:val="{scale}"/>' if scale != 100 else ""
    half = round(size * 2)
    return xml.run(text, properties=f'{condensed}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>')


def _joint_size(sheet: Sheet, names: Sequence[str]) -> float:
    """The size in pt of a joint mark: as wide as the type area, or what text leaves it."""
    style, suffix = sheet.style(Element.ISSUER_MARK), sheet.content.mark_suffix
    wide = max(map(width, names)) + width(suffix) + (0.5 if suffix else 0)
    size = min(style.size_pt, int(sheet.measures.area_width / 20 / wide))
    size = max(size, float(style.extra.get("min_size_pt", 26)))
    return size if sheet.mark_limit is None else min(size, sheet.mark_limit)


def _joint_mark(sheet: Sheet, top: int, names: Sequence[str], suffix: str) -> None:
    """Several organs one below the other, 文件 to their right in the middle (7.2.4)."""
    area = sheet.measures.area_width
    longest = max(names, key=width)
    side = width(suffix)
    size = _joint_size(sheet, names)
    name_room = area - round(side * size * 20) - (round(size * 10) if suffix else 0)
    scale = min(100, int(100 * name_room / 20 / (width(longest) * size)))
    line = round(size * 24)
    offset = round((_BASELINE - _CAP_TOP) * size * 20)
    gap = xml.Paragraph(line=max(20, top - offset))
    sheet.parts.append(xml.paragraph(ANCHOR, "", gap))
    style = shared_style_id(sheet.profile, sheet.content.layout, Element.ISSUER_MARK)
    exact = xml.Paragraph(line=line, before=0, align="distribute" if suffix else "center")
    centre = xml.Paragraph(line=line, before=0, align="center")
    rows = []
    for number, name in enumerate(names):
        cells = xml.cell(
            name_room if suffix else area,
            xml.paragraph(style, _mark_run(name, size, scale), exact),
        )
        if suffix:
            runs = _mark_run(suffix, size, 100) if not number else ""
            merge = "restart" if not number else "continue"
            cells += xml.cell(
                area - name_room,
                xml.paragraph(style, runs, centre),
                merge=merge,
                align="center",
            )
        rows.append(xml.row(cells, height=line))
        sheet.elements.append((Element.ISSUER_MARK, name))
        if suffix and not number:
            sheet.elements.append((Element.ISSUER_MARK, suffix))
    widths = [name_room, area - name_room] if suffix else [area]
    sheet.parts.append(
        xml.table(widths, "".join(rows), style=PLAIN_TABLE, margins=(0, 0), indent_left=0)
    )


def _number_and_signers(sheet: Sheet) -> None:
    """发文字号 two lines below the mark; with 签发人 both one character in (7.2.5, 7.2.6)."""
    number, signers = sheet.content.number, sheet.content.signers
    if not signers:
        if number:
            sheet.put(Element.DOCUMENT_NUMBER, xml.run(number), number)
        return
    style = sheet.style(Element.SIGNER)
    unit, area = sheet.measures.unit, sheet.measures.area_width
    per_line = int(style.extra.get("per_line", 2))
    rows = [signers[i : i + per_line] for i in range(0, len(signers), per_line)]
    column = max(width(name) for name in signers)
    columns = min(per_line, len(signers))
    label = 4 * unit
    names = round((columns * column + (columns - 1)) * unit)
    start = area - round(style.right_chars * unit) - names - label
    tabs = [("left", start), ("left", start + label)] + [
        ("left", round(start + label + i * (column + 1) * unit)) for i in range(1, columns)
    ]
    before = round(style.before_lines * sheet.measures.line)
    for at, row in enumerate(rows):
        last = at == len(rows) - 1
        runs = xml.run(number) if last else ""
        runs += xml.run("\t签发人：" if not at else "\t\t")
        name_style = char_style_id(Element.SIGNER)
        for place, name in enumerate(row):
            runs += (xml.run("\t") if place else "") + xml.run(name, style=name_style)
        direct = xml.Paragraph(
            tabs=tabs,
            before=before if not at else sheet.measures.line - (style.line_twips or 0),
            left=round(style.left_chars * unit),
            right=0,
        )
        if last and number:
            sheet.elements.append((Element.DOCUMENT_NUMBER, number))
        shown = "　".join(row)
        sheet.put(Element.SIGNER, runs, shown if at else f"签发人：{shown}", direct)


def _minutes_line(sheet: Sheet) -> None:
    """The organ to the left and the date to the right over the red rule (practice)."""
    organ, day = sheet.content.printer or "".join(sheet.content.organs[:1]), sheet.content.date
    text = shown_date(day)
    if not (organ and text):
        return
    unit = sheet.measures.unit
    tabs = [("right", sheet.measures.area_width - unit)]
    style = sheet.style(Element.DOCUMENT_NUMBER)
    direct = xml.Paragraph(
        tabs=tabs, before=sheet.measures.line, left=unit, align="left", line=style.line_twips
    )
    name = shared_style_id(sheet.profile, sheet.content.layout, Element.DOCUMENT_NUMBER)
    sheet.parts.append(xml.paragraph(name, xml.run(f"{organ}\t{text}"), direct))
    sheet.elements.append((Element.UNKNOWN, f"{organ}\t{text}"))  # no element of the standard


def _header_rule(sheet: Sheet) -> None:
    """The red rule, ``gap_mm`` under the glyphs of the line above (7.2.7)."""
    style = sheet.style(Element.HEADER_RULE)
    above = sheet.style(Element.DOCUMENT_NUMBER)
    under = (1.2 - _BASELINE - _GLYPH_BOTTOM) * above.size_pt * 20
    height = max(20, round(twips(float(style.extra["gap_mm"])) - under))
    line = xml.border("bottom", "single", float(style.extra["rule_pt"]), style.color)
    direct = xml.Paragraph(borders=f"<w:pBdr>{line}</w:pBdr>", line=height)
    sheet.put(Element.HEADER_RULE, "", "", direct)


def _letter_head(sheet: Sheet) -> None:
    """信函 (10.1): mark 30 mm from the paper's top, double rule of 170 mm 4 mm under it."""
    form, page, area = sheet.form, sheet.profile.page, sheet.measures.area_width
    text = "".join(sheet.content.mark) + sheet.content.mark_suffix
    wide = twips(float(form.rule["width_mm"]))
    over = round((wide - area) / 2)
    size, scale = _mark_size(sheet, text, wide)
    offset = round((_BASELINE - _CAP_TOP) * size * 20)
    top = twips(form.mark_top_mm) - offset
    line = round(size * 24)
    frame = (
        f'<w:framePr w:w="{wide}" w:h="{line}" w:hRule="exact" w:wrap="around" '
        f'w:vAnchor="page" w:hAnchor="page" w:x="{twips(page.left_mm) - over}" w:y="{top}"/>'
    )
    mark = xml.Paragraph(frame=frame, before=0, line=line)
    sheet.put(Element.ISSUER_MARK, _mark_run(text, size, scale), text, mark)
    glyph_bottom = top + round((_BASELINE + _GLYPH_BOTTOM) * size * 20)
    rule_at = glyph_bottom + twips(float(form.rule["gap_mm"])) - twips(page.top_mm)
    edge = xml.border("bottom", "thickThinSmallGap", float(form.rule["pt"]), "FF0000")
    # The rule's own line is a point high and lies under the frame: a line beside it would be
    # pushed down by Word.
    rule = xml.Paragraph(
        borders=f"<w:pBdr>{edge}</w:pBdr>",
        before=max(0, rule_at - 20),
        line=20,
        left=-over,
        right=-over,
    )
    sheet.put(Element.HEADER_RULE, "", "", rule)
    _letter_lines(sheet)


def _letter_lines(sheet: Sheet) -> None:
    """份号/密级/紧急程度 flush left, 发文字号 flush right, 7/8 of a 3号 character below."""
    gap = round(float(sheet.form.rule["text_gap_pt"]) * 20)
    size = sheet.style(Element.DOCUMENT_NUMBER).size_pt * 20
    first = max(0, gap - round((_BASELINE - _CAP_TOP) * size))
    rows = [
        (Element.COPY_NUMBER, sheet.content.copy_number),
        (Element.CLASSIFICATION, sheet.content.classification),
        (Element.URGENCY, sheet.content.urgency),
    ]
    shown = [(element, text) for element, text in rows if text]
    number = sheet.content.number
    line = round(size * 1.2)
    if not shown and number:
        sheet.put(Element.DOCUMENT_NUMBER, xml.run(number), number, xml.Paragraph(before=first))
    for at, (element, text) in enumerate(shown):
        runs, tabs = xml.run(text), []
        if not at and number:
            runs += xml.run("\t") + _as_number(sheet, number)
            tabs = [("right", sheet.measures.area_width)]
            sheet.elements.append((Element.DOCUMENT_NUMBER, number))
        before = first if not at else sheet.measures.line - line
        sheet.put(element, runs, text, xml.Paragraph(before=before, line=line, tabs=tabs))


def _as_number(sheet: Sheet, number: str) -> str:
    font = sheet.profile.font(sheet.style(Element.DOCUMENT_NUMBER).font).name
    name = xml.escape(font)
    fonts = f'<w:rFonts w:ascii="{name}" w:eastAsia="{name}" w:hAnsi="{name}"/>'
    return f"<w:r><w:rPr>{fonts}</w:rPr><w:t>{xml.escape(number)}</w:t></w:r>"
