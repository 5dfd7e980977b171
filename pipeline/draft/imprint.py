"""版记 (7.4): 主送 that had to move, 抄送, printer and day, between their rules."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.draft.content import shown_date
from pipeline.draft.sheet import Sheet
from pipeline.draft.styles import ANCHOR, PLAIN_TABLE, shared_style_id
from pipeline.gongwen.elements import Element
from pipeline.gongwen.layout import twips
from pipeline.gongwen.title_lines import width
from pipeline.word import markup as xml


def write_imprint(sheet: Sheet) -> None:
    """版记 (7.4) as a table at the bottom of the type area of the page it falls on."""
    content = sheet.content
    rows: list[list[tuple[Element, str, str]]] = []
    to = []
    if content.main_to:
        to.append((Element.MAIN_TO, "主送：", f"{content.main_to}。"))
    if content.copy_to:
        to.append((Element.COPY_TO, "抄送：", f"{content.copy_to}。"))
    if to:
        rows.append(to)
    if content.printer and sheet.form.imprint == "ruled":
        printed = shown_date(content.printed)
        text = f"\t{printed}印发" if printed else ""
        rows.append([(Element.PRINTER, "", content.printer + text)])
    if not rows:
        return
    if sheet.landscape:
        sheet.turn(landscape=False)
    if "<w:sectPr>" in sheet.parts[-1]:
        # A floating table cannot open a section in LibreOffice: it would stay on the page
        # before.
        sheet.parts.append(xml.paragraph(ANCHOR, ""))
    width_ = sheet.measures.area_width
    # Placed from the paper's edge: LibreOffice floats a table as wide as the text only then.
    position = (
        '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" '
        f'w:horzAnchor="page" w:tblpX="{twips(sheet.profile.page.left_mm)}" '
        'w:tblpYSpec="bottom"/>'
    )
    body = "".join(_imprint_row(sheet, row, width_) for row in rows)
    sheet.parts.append(
        xml.table(
            [width_], body, style=PLAIN_TABLE, position=position,
            borders=_imprint_rules(sheet), margins=(0, 0),
        )
    )  # fmt: skip
    sheet.parts.append(xml.paragraph(ANCHOR, ""))


def _imprint_row(sheet: Sheet, row: Sequence[tuple[Element, str, str]], area: int) -> str:
    paragraphs = []
    for element, label, text in row:
        style = sheet.style(element)
        unit = round(style.size_pt * 20)
        left = round(style.left_chars * unit)
        right = round(style.right_chars * unit)
        hanging = round(width(label) * unit)
        tabs = [("right", area - right)] if "\t" in text else []
        direct = xml.Paragraph(
            left=left + hanging, right=0 if tabs else right, hanging=hanging, tabs=tabs
        )
        name = shared_style_id(sheet.profile, sheet.content.layout, element)
        paragraphs.append(xml.paragraph(name, xml.run(label + text), direct))
        sheet.elements.append((element, label + text))
    return xml.row(xml.cell(area, "".join(paragraphs), align="center"))


def _imprint_rules(sheet: Sheet) -> str:
    if sheet.form.imprint != "ruled":
        return ""
    thick = float(sheet.profile.imprint["thick_pt"])
    thin = float(sheet.profile.imprint["thin_pt"])
    return (
        xml.border("top", "single", thick)
        + xml.border("bottom", "single", thick)
        + xml.border("insideH", "single", thin)
    )
