"""Content + profile → the XML of ``word/document.xml``, element by element.

Positions follow the profile; horizontal ones are written as twips because Word resolves
``leftChars`` against another font size. Vertical ones rest on lines of exact height of 1.2 times
the size, where Word (which centres exact lines) and LibreOffice (baseline at 80 %) agree.
"""

from __future__ import annotations

from pipeline.draft.head import fit_first_page, write_head
from pipeline.draft.imprint import write_imprint
from pipeline.draft.main_part import (
    write_annex,
    write_attachment_note,
    write_attendance,
    write_blocks,
    write_title,
)
from pipeline.draft.markup import Turn
from pipeline.draft.sheet import Sheet
from pipeline.draft.signature import keep_last, write_note, write_signature
from pipeline.word import markup as xml


def document_xml(sheet: Sheet) -> str:
    """Write ``sheet.content`` on the sheet: the whole of ``word/document.xml``."""
    fit_first_page(sheet)
    write_head(sheet)
    blocks = sheet.content.blocks
    if not sheet.content.mark and blocks and blocks[0] == Turn(landscape=True):
        sheet.landscape = sheet.started = True
        blocks = blocks[1:]
    write_title(sheet)
    write_blocks(sheet, blocks)
    if sheet.attachments() or sheet.content.attendance:
        keep_last(sheet)
    write_attendance(sheet)
    write_attachment_note(sheet)
    write_signature(sheet)
    write_note(sheet)
    number = 0
    for annex in sheet.content.annexes:
        number += not annex.issued
        write_annex(sheet, annex, number)
    write_imprint(sheet)
    return (
        f"{xml.DECLARATION}<w:document {xml.NAMESPACES}><w:body>{''.join(sheet.parts)}"
        f"{sheet.section().xml()}</w:body></w:document>"
    )
