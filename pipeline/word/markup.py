"""WordprocessingML written as text: runs, paragraphs, tables and sections in schema order.

Fast (no tree is built) and safe (every text is escaped here). Lengths are twips, sizes pt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
_OFFICE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
DRAWING = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="{_OFFICE}"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Quotes, dashes and ellipses are shared by Chinese and Western typesetting; the hint makes Word
# take them from the East Asian font.
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_PLAIN_RUN = f"<w:r><w:rPr>{_HINT}</w:rPr>"
_TABLE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def escape(text: str) -> str:
    """``text`` for XML content and attribute values."""
    return text.translate(_TABLE)


def _content(text: str) -> str:
    """Run content: tabs and line breaks become elements."""
    if "\t" not in text and "\n" not in text:
        return f'<w:t xml:space="preserve">{text.translate(_TABLE)}</w:t>'
    parts: list[str] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            parts.append("<w:br/>")
        for column, piece in enumerate(line.split("\t")):
            if column:
                parts.append("<w:tab/>")
            if piece:
                parts.append(f'<w:t xml:space="preserve">{piece.translate(_TABLE)}</w:t>')
    return "".join(parts)


def run(text: str, *, style: str = "", bold: bool = False, properties: str = "") -> str:
    """A run. ``style`` is a character style's id; ``properties`` raw elements after ``w:b``."""
    if not text:
        return ""
    if not (style or bold or properties):
        return f"{_PLAIN_RUN}{_content(text)}</w:r>"
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    weight = "<w:b/><w:bCs/>" if bold else ""
    return f"<w:r><w:rPr>{named}{_HINT}{weight}{properties}</w:rPr>{_content(text)}</w:r>"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Direct paragraph properties over a style; None leaves the style's value. Twips."""

    keep_next: bool | None = None
    page_break_before: bool = False
    frame: str = ""
    borders: str = ""
    tabs: Sequence[tuple[str, int]] = ()
    before: int | None = None
    after: int | None = None
    line: int | None = None
    left: int | None = None
    right: int | None = None
    first: int | None = None
    hanging: int | None = None
    align: str | None = None
    section: str = ""

    def xml(self, style: str) -> str:
        """The ``w:pPr`` element with ``style`` (an id)."""
        parts = [f'<w:pPr><w:pStyle w:val="{style}"/>']
        if self.keep_next is not None:
            parts.append("<w:keepNext/>" if self.keep_next else '<w:keepNext w:val="0"/>')
        if self.page_break_before:
            parts.append("<w:pageBreakBefore/>")
        parts += (self.frame, self.borders)
        if self.tabs:
            stops = "".join(f'<w:tab w:val="{kind}" w:pos="{at}"/>' for kind, at in self.tabs)
            parts.append(f"<w:tabs>{stops}</w:tabs>")
        parts += (spacing(self.before, self.after, self.line), self._indent())
        if self.align:
            parts.append(f'<w:jc w:val="{self.align}"/>')
        parts += (self.section, "</w:pPr>")
        return "".join(parts)

    def _indent(self) -> str:
        return indent(self.left, self.right, self.first, self.hanging)


def spacing(before: int | None, after: int | None, line: int | None) -> str:
    """``w:spacing`` of a paragraph with an exact line height; "" when nothing is set."""
    text = ""
    if before is not None:
        text += f' w:before="{before}"'
    if after is not None:
        text += f' w:after="{after}"'
    if line is not None:
        text += f' w:line="{line}" w:lineRule="exact"'
    return f"<w:spacing{text}/>" if text else ""


def indent(
    left: int | None = None,
    right: int | None = None,
    first: int | None = None,
    hanging: int | None = None,
    first_chars: int | None = None,
) -> str:
    """``w:ind``; ``first_chars`` in hundredths of a character."""
    text = ""
    if left is not None:
        text += f' w:left="{left}"'
    if right is not None:
        text += f' w:right="{right}"'
    if hanging:
        text += f' w:hanging="{hanging}"'
    elif first is not None:
        if first_chars is not None:
            text += f' w:firstLineChars="{first_chars}"'
        text += f' w:firstLine="{first}"'
    return f"<w:ind{text}/>" if text else ""


def paragraph(style: str, runs: str, direct: Paragraph | None = None) -> str:
    """A paragraph of a style (id) with runs already written."""
    if direct is None:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'
    return f"<w:p>{direct.xml(style)}{runs}</w:p>"


def border(side: str, kind: str, points: float, color: str = "000000", space: int = 0) -> str:
    """One border element; ``points`` wide (Word counts in 1/8 pt)."""
    size = max(2, round(points * 8))
    return f'<w:{side} w:val="{kind}" w:sz="{size}" w:space="{space}" w:color="{color}"/>'


def field(code: str, shown: str) -> str:
    """A field that Word computes (``PAGE``), as a complex field with ``shown`` in its place."""
    start = f'{_PLAIN_RUN}<w:fldChar w:fldCharType="begin"/></w:r>'
    text = f'{_PLAIN_RUN}<w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    middle = f'{_PLAIN_RUN}<w:fldChar w:fldCharType="separate"/></w:r>'
    end = f'{_PLAIN_RUN}<w:fldChar w:fldCharType="end"/></w:r>'
    return start + text + middle + run(shown) + end


def text_box(
    paragraphs: str,
    *,
    left_mm: float,
    top_mm: float,
    width_mm: float,
    height_mm: float,
    name: str,
    number: int,
    turned: bool = False,
) -> str:
    """A run with a text box without frame, placed from the paper's top left corner.

    number: unlike that of every other drawing of the file. ``turned`` text runs downwards. The
    part must declare ``DRAWING``.
    """
    x, y, cx, cy = (round(mm * 36000) for mm in (left_mm, top_mm, width_mm, height_mm))
    direction = "vert" if turned else "horz"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" '
        'distB="0" distL="0" distR="0" simplePos="0" relativeHeight="251659264" behindDoc="0" '
        'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{cx}" cy="{cy}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:wrapNone/><wp:docPr id="{number}" name="{escape(name)}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_OFFICE}"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{paragraphs}</w:txbxContent></wps:txbx>"
        f'<wps:bodyPr vert="{direction}" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" '
        'anchor="ctr"><a:noAutofit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'


def cell(
    width: int,
    paragraphs: str,
    *,
    span: int = 1,
    merge: str = "",
    borders: str = "",
    align: str = "",
) -> str:
    """A table cell; ``merge`` is "restart"/"continue", ``borders`` raw border elements."""
    parts = [f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>']
    if span > 1:
        parts.append(f'<w:gridSpan w:val="{span}"/>')
    if merge:
        parts.append(f'<w:vMerge w:val="{merge}"/>')
    if borders:
        parts.append(f"<w:tcBorders>{borders}</w:tcBorders>")
    if align:
        parts.append(f'<w:vAlign w:val="{align}"/>')
    parts.append(f"</w:tcPr>{paragraphs}</w:tc>")
    return "".join(parts)


def row(cells: str, *, head: bool = False, height: int | None = None, rule: str = "exact") -> str:
    """A table row that does not split over pages; ``head`` rows are repeated on each page."""
    high = f'<w:trHeight w:val="{height}" w:hRule="{rule}"/>' if height else ""
    header = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{high}{header}</w:trPr>{cells}</w:tr>"


def table(
    widths: Sequence[int],
    rows: str,
    *,
    style: str,
    position: str = "",
    borders: str = "",
    margins: tuple[int, int] | None = None,
    align: str = "",
    indent_left: int | None = None,
) -> str:
    """A fixed-layout table. ``position`` is a ``w:tblpPr``; ``margins`` left/right in the cells."""
    parts = [f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>', position]
    if position:
        parts.append('<w:tblOverlap w:val="never"/>')
    parts.append(f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>')
    if align:
        parts.append(f'<w:jc w:val="{align}"/>')
    if indent_left is not None:
        parts.append(f'<w:tblInd w:w="{indent_left}" w:type="dxa"/>')
    if borders:
        parts.append(f"<w:tblBorders>{borders}</w:tblBorders>")
    parts.append('<w:tblLayout w:type="fixed"/>')
    if margins is not None:
        left, right = margins
        parts.append(
            f'<w:tblCellMar><w:left w:w="{left}" w:type="dxa"/>'
            f'<w:right w:w="{right}" w:type="dxa"/></w:tblCellMar>'
        )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
    look += 'w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
    parts.append(f"{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Section:
    """A section: page and margins in twips, header/footer part ids by kind."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int
    line_pitch: int
    landscape: bool = False
    title_page: bool = False
    headers: Mapping[str, str] | None = None
    footers: Mapping[str, str] | None = None

    def xml(self, *, kind: str = "nextPage") -> str:
        """The ``w:sectPr`` element; ``kind`` is how this section starts."""
        parts = ["<w:sectPr>"]
        for tag, table_ in (("header", self.headers), ("footer", self.footers)):
            for place, relation in (table_ or {}).items():
                parts.append(f'<w:{tag}Reference w:type="{place}" r:id="{relation}"/>')
        turned = ' w:orient="landscape"' if self.landscape else ""
        parts.append(
            f'<w:type w:val="{kind}"/>'
            f'<w:pgSz w:w="{self.width}" w:h="{self.height}"{turned}/>'
            f'<w:pgMar w:top="{self.top}" w:right="{self.right}" w:bottom="{self.bottom}" '
            f'w:left="{self.left}" w:header="{self.header}" w:footer="{self.footer}" '
            'w:gutter="0"/><w:cols w:space="425"/>'
        )
        if self.title_page:
            parts.append("<w:titlePg/>")
        parts.append(f'<w:docGrid w:type="lines" w:linePitch="{self.line_pitch}"/></w:sectPr>')
        return "".join(parts)
