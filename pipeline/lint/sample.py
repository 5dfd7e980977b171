"""Word files made from the paragraph descriptions in rule examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def sample_document(paragraphs: Sequence[Mapping[str, Any]], sections: Any = None) -> Any:
    """The document (word's Document) of an example's ``paragraphs``; see ``sample_package``."""
    from pipeline.word.document import read_document

    return read_document(sample_package(paragraphs, sections))


def sample_package(paragraphs: Sequence[Mapping[str, Any]], sections: Any = None) -> bytes:
    """A small .docx as bytes.

    A paragraph: text (\\v breaks its line); style (paragraph style name); font, size_pt, bold,
    italic, color, underline of its one run, latin (the font of its digits and letters); align
    (left|center|right|both), first_line, left, right (twips), before, after, line (twips),
    line_rule, page_break_before, outline_level; or ``table``: rows of cells of text, or
    {text: columns that the cell covers}. borders:
    {side: colour}, in lines of ``border_kind`` (single). drawn: level lines, each {length_mm, kind
    (sng, thickThin, thinThick), color, top_mm below the paper's edge}. hidden: true. sections: the
    page {width, height, top, right, bottom, left} in twips, landscape (true), columns,
    ``page_number_start``,
    and ``footer``: a paragraph whose # is the page number, ``footer_distance`` (twips) above the
    paper's edge. section_break: the paragraph ends a section (of A4 paper). A table's borders:
    {side: eighths of a point}.
    """
    import io
    import zipfile

    page = sections or {}
    body = "".join(_block(paragraph) for paragraph in paragraphs)
    document = f"{_XML}<w:document {_NS}><w:body>{body}{_section(page)}</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", document)
        if "footer" in page:
            archive.writestr("word/_rels/document.xml.rels", _FOOTER_RELATIONS)
            archive.writestr("word/footer1.xml", _footer(page["footer"]))
    return out.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PAPER = '<w:pgSz w:w="11906" w:h="16838"/>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NS = f'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="{_OFFICE}"'
_DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
_SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
_EMU = 36000  # a millimetre
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FOOTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_FOOTER}"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


_FOOTER_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId9" '
    f'Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>'
)


def _footer(spec: Mapping[str, Any]) -> str:
    """A footer of one paragraph; every # in its text becomes a PAGE field."""
    field = (
        f'<w:r>{_run(spec)}<w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r>{_run(spec)}<w:instrText>PAGE</w:instrText></w:r>"
        f'<w:r>{_run(spec)}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{_run(spec)}<w:t>1</w:t></w:r>"
        f'<w:r>{_run(spec)}<w:fldChar w:fldCharType="end"/></w:r>'
    )
    texts = [
        f'<w:r>{_run(spec)}<w:t xml:space="preserve">{_escape(text)}</w:t></w:r>'
        for text in str(spec.get("text", "")).split("#")
    ]
    align = _escape(spec.get("align", "right"))
    return (
        f'{_XML}<w:ftr {_NS}><w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>'
        f"{field.join(texts)}</w:p></w:ftr>"
    )


def _block(paragraph: Mapping[str, Any]) -> str:
    if "table" not in paragraph:
        return _paragraph(paragraph)
    look = {key: value for key, value in paragraph.items() if key != "borders"}
    rows = "".join(
        "<w:tr>" + "".join(_cell(cell, look) for cell in row) + "</w:tr>"
        for row in paragraph["table"]
    )
    width = (
        f'<w:tblW w:w="{int(paragraph["width"])}" w:type="dxa"/>' if "width" in paragraph else ""
    )
    edges = "".join(
        f'<w:{_escape(side)} w:val="single" w:sz="{int(size)}" w:space="0" w:color="000000"/>'
        for side, size in paragraph.get("borders", {}).items()
    )
    borders = f"<w:tblBorders>{edges}</w:tblBorders>" if edges else ""
    return f"<w:tbl><w:tblPr>{width}{borders}</w:tblPr>{rows}</w:tbl>"


def _cell(cell: str | Mapping[str, int], look: Mapping[str, Any]) -> str:
    """A cell of a table: its text, or {text: columns that it covers}."""
    text, span = next(iter(cell.items())) if isinstance(cell, Mapping) else (cell, 1)
    covers = f'<w:tcPr><w:gridSpan w:val="{int(span)}"/></w:tcPr>' if span > 1 else ""
    return f"<w:tc>{covers}{_paragraph({**look, 'text': text})}</w:tc>"


def _paragraph(spec: Mapping[str, Any]) -> str:
    properties = ""
    if "style" in spec:
        properties += f'<w:pStyle w:val="{_escape(spec["style"])}"/>'
    if spec.get("page_break_before"):
        properties += "<w:pageBreakBefore/>"
    if "borders" in spec:
        edges = "".join(
            f'<w:{_escape(side)} w:val="{_escape(spec.get("border_kind", "single"))}" w:sz="8" '
            f'w:space="1" w:color="{_escape(colour)}"/>'
            for side, colour in spec["borders"].items()
        )
        properties += f"<w:pBdr>{edges}</w:pBdr>"
    spacing = _attributes(
        spec, {"before": "before", "after": "after", "line": "line", "line_rule": "lineRule"}
    )
    if spacing:
        properties += f"<w:spacing{spacing}/>"
    indent = _attributes(spec, {"left": "left", "right": "right", "first_line": "firstLine"})
    if indent:
        properties += f"<w:ind{indent}/>"
    if "align" in spec:
        properties += f'<w:jc w:val="{_escape(spec["align"])}"/>'
    if spec.get("section_break"):
        properties += f"<w:sectPr>{_PAPER}</w:sectPr>"
    if "outline_level" in spec:
        properties += f'<w:outlineLvl w:val="{spec["outline_level"]}"/>'
    text = _escape(spec.get("text", ""))
    text = text.replace("\v", '</w:t><w:br/><w:t xml:space="preserve">')
    run = f'<w:r>{_run(spec)}<w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    drawn = "".join(_drawn(line) for line in spec.get("drawn", ()))
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{drawn}</w:p>"


def _drawn(line: Mapping[str, Any]) -> str:
    """A level line as a shape placed on the page."""
    long = round(float(line["length_mm"]) * _EMU)
    kind, colour = _escape(line.get("kind", "sng")), _escape(line.get("color", "FF0000"))
    left = round((210 - float(line["length_mm"])) / 2 * _EMU)
    places = "".join(
        f'<wp:position{axis} relativeFrom="page"><wp:posOffset>{at}</wp:posOffset>'
        f"</wp:position{axis}>"
        for axis, at in (("H", left), ("V", round(float(line.get("top_mm", 100)) * _EMU)))
    )
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    outline = f'<a:ln w="38100" cmpd="{kind}">{fill}</a:ln>'
    return (
        f'<w:r><w:drawing><wp:anchor xmlns:wp="{_DRAWINGS}/wordprocessingDrawing" '
        f'xmlns:a="{_DRAWINGS}/main">{places}<wp:extent cx="{long}" cy="0"/><a:graphic>'
        f'<a:graphicData uri="{_SHAPE}"><wps:wsp xmlns:wps="{_SHAPE}"><wps:spPr>{outline}'
        "</wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def _run(spec: Mapping[str, Any]) -> str:
    properties = ""
    if "font" in spec:
        font = _escape(spec["font"])
        latin = _escape(spec.get("latin", spec["font"]))
        properties += f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}"/>'
    for key, tag in (("bold", "b"), ("italic", "i")):
        if spec.get(key):
            properties += f"<w:{tag}/>"
    if "color" in spec:
        properties += f'<w:color w:val="{_escape(spec["color"])}"/>'
    if "size_pt" in spec:
        size = int(float(spec["size_pt"]) * 2)
        properties += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'
    if spec.get("hidden"):
        properties += "<w:vanish/>"
    if spec.get("underline"):
        properties += '<w:u w:val="single"/>'
    return f"<w:rPr>{properties}</w:rPr>"


def _attributes(spec: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return "".join(
        f' w:{attribute}="{_escape(spec[key])}"' for key, attribute in names.items() if key in spec
    )


def _section(page: Mapping[str, Any]) -> str:
    # A4 with the margins of GB/T 9704 unless the example says otherwise (twips).
    sizes = {"width": 11906, "height": 16838}
    margins = {"top": 2098, "right": 1474, "bottom": 1984, "left": 1588}
    sizes.update({key: page[key] for key in sizes if key in page})
    margins.update({key: page[key] for key in margins if key in page})
    footer = '<w:footerReference w:type="default" r:id="rId9"/>' if "footer" in page else ""
    start = ""
    if "page_number_start" in page:
        start = f'<w:pgNumType w:start="{int(page["page_number_start"])}"/>'
    columns = f'<w:cols w:num="{int(page["columns"])}"/>' if "columns" in page else ""
    low = int(page.get("footer_distance", 1400))
    sides = "".join(f' w:{key}="{value}"' for key, value in margins.items())
    lies = ' w:orient="landscape"' if page.get("landscape") else ""
    return (
        f'<w:sectPr>{footer}<w:pgSz w:w="{sizes["width"]}" w:h="{sizes["height"]}"{lies}/>'
        f'<w:pgMar{sides} w:header="851" w:footer="{low}" w:gutter="0"/>{start}{columns}</w:sectPr>'
    )


def _escape(value: object) -> str:
    text = str(value).replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace('"', "&quot;")
